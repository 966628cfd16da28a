//! Transactions as bytes: Bitcoin's own serialisation, witnesses included.

use crate::fault::Fault;
use crate::pointer::{Buffer, list};
use bitcoin::Transaction;
use bitcoin::consensus::{deserialize, serialize};

/// # Safety
///
/// `bytes` is NULL or has `length` readable bytes.
pub(super) unsafe fn read(bytes: *const u8, length: usize) -> Result<Transaction, Fault> {
    // SAFETY: passed on from the caller.
    deserialize(unsafe { list(bytes, length)? }).map_err(|_| Fault::MalformedTransaction)
}

/// Writes a transaction, or only its length when there is no room for it.
pub(super) fn write(out: Buffer<'_, u8>, transaction: &Transaction) -> Result<(), Fault> {
    let bytes = serialize(transaction);
    out.fill(bytes.len(), bytes.into_iter())
}
