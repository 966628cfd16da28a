//! Trees of VTXOs: one output on chain that many users share, and the transactions that divide it.
//!
//! | question | answer |
//! | --- | --- |
//! | Who gets what, and who signs? | [`TreeSpec`] |
//! | What does a server keep of a signed tree, and send? | [`SignedTree`] |

mod signed;
mod spec;

pub use signed::SignedTree;
pub use spec::{LeafSpec, TreeSpec};
