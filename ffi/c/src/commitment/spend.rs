//! Spends of the outputs of commitments.

#[cfg(feature = "alloc")]
pub(crate) mod fault;
