//! Whether nodes relay a transaction.

#[cfg(feature = "alloc")]
pub(crate) mod fault;
