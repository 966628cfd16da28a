//! Bitcoin's transactions, which cross as the bytes in which they are sent.

use crate::bytes::{Octets, Txid};
use bitcoin::consensus;
use bitcoin::hashes::Hash as _;
use keelbolt::codec::transaction;
use std::fmt;

/// An output of a transaction, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct OutPoint {
    /// The transaction.
    pub txid: Txid,
    /// The index of the output.
    pub vout: u32,
}

/// An output.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TxOut {
    /// What it holds, in satoshi.
    pub value_sat: u64,
    /// Who can spend it.
    pub script_pubkey: Octets,
}

impl From<transaction::OutPoint> for OutPoint {
    fn from(outpoint: transaction::OutPoint) -> Self {
        Self { txid: Txid(outpoint.txid.0), vout: outpoint.vout }
    }
}

impl From<OutPoint> for transaction::OutPoint {
    fn from(outpoint: OutPoint) -> Self {
        Self { txid: transaction::Txid(outpoint.txid.0), vout: outpoint.vout }
    }
}

/// Bytes that are no transaction, or more than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MalformedTransaction;

impl fmt::Display for MalformedTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("these bytes are no transaction")
    }
}

/// The transaction that the bytes are.
///
/// # Errors
///
/// `MalformedTransaction`
pub(crate) fn transaction(bytes: &[u8]) -> Result<bitcoin::Transaction, MalformedTransaction> {
    consensus::deserialize(bytes).map_err(|_| MalformedTransaction)
}

/// The bytes of a transaction.
pub(crate) fn transaction_bytes(transaction: &bitcoin::Transaction) -> Octets {
    Octets(consensus::serialize(transaction))
}

/// The id of a transaction.
pub(crate) fn txid(transaction: &bitcoin::Transaction) -> Txid {
    Txid(transaction.compute_txid().to_byte_array())
}

/// The index of an output or an HTLC as it crosses: there are at most as many as bytes in a transaction.
pub(crate) fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The index as the core has it.
pub(crate) fn index(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}
