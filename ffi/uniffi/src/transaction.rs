//! Bitcoin's transactions, which cross as the bytes in which they are sent.

use crate::bytes::{Octets, Txid};
use bitcoin::consensus;
use keelbolt::codec::transaction;

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
