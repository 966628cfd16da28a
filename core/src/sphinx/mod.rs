//! BOLT 4, onion routing: packets of which every hop can read only its own part.
//!
//! | question | answer |
//! | --- | --- |
//! | Which keys come from a shared secret? | [`KeyType::key`] |

pub mod attribution;
pub mod blinding;
pub mod failure;
mod key;
pub mod message;

pub use failure::FailureCode;
pub use key::{KeyType, blinding_factor};

/// The most hops whose smallest payloads fit a packet of 1300 bytes (BOLT 4, "Origin node").
pub const MAX_HOPS: usize = 27;
