//! Trees of VTXOs: one output on chain that many users share, and the transactions that divide it.
//!
//! | module | holds |
//! | --- | --- |
//! | `spec` | who gets what, and who signs |
//! | `shape` | which node stands over which |
//! | `unsigned`, `transaction` | the whole tree, as a server builds it |
//! | `branch` | the transactions of one leaf, as its owner builds them |
//! | `signed` | what a server keeps of a signed tree, and sends |
//! | `error` | every way in which a call about a tree, or its ceremony, can fail |

mod branch;
mod error;
mod shape;
mod signed;
mod spec;
mod transaction;
mod unsigned;

pub(crate) use branch::TreeBranch;
pub use error::{TreeError, TreeSigner};
pub(crate) use shape::TreeShape;
pub(crate) use signed::SignedTree;
pub(crate) use spec::{LeafSpec, TreeSpec};
pub(crate) use unsigned::UnsignedTree;
