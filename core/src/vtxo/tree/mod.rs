//! Trees of VTXOs: one output on chain that many users share, and the transactions that divide it.
//!
//! | question | answer |
//! | --- | --- |
//! | Who gets what, and who signs? | [`TreeSpec`] |
//! | Which node stands over which? | [`Shape`] |
//! | What are its transactions? | [`UnsignedTree`]; of one leaf, as its owner builds them, [`Branch`] |
//! | What does a server keep of a signed tree, and send? | [`SignedTree`] |

mod branch;
mod cosigners;
mod error;
mod leaf;
mod node;
mod shape;
mod signed;
mod spec;
mod transaction;
mod unsigned;

pub use branch::Branch;
pub use error::Error;
pub use shape::{Parent, Shape};
pub use signed::SignedTree;
pub use spec::{LeafSpec, TreeSpec};
pub use transaction::{TreeOutput, TreeTransaction};
pub use unsigned::UnsignedTree;
