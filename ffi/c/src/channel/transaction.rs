//! Transactions as bytes: Bitcoin's own serialisation, witnesses included.

use crate::fault::Fault;
use crate::pointer::{Buffer, list};
use bitcoin::Transaction;
use bitcoin::consensus::{deserialize, serialize};
use protocol::codec::transaction::{OutPoint, Txid};

/// An output of a transaction, by its place. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_outpoint {
    /// The id of the transaction in the order of its bytes; explorers show them backwards.
    pub txid: [u8; 32],
    /// The index of the output.
    pub vout: u32,
}

impl keelbolt_outpoint {
    pub(super) const fn to_core(self) -> OutPoint {
        OutPoint { txid: Txid(self.txid), vout: self.vout }
    }

    pub(super) const fn of(outpoint: OutPoint) -> Self {
        Self { txid: outpoint.txid.0, vout: outpoint.vout }
    }
}

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
