//! A spend that can be broadcast.

use crate::bytes::{Octets, Txid};
use crate::transaction::transaction_bytes;
use keelbolt::htlc;
use std::fmt;

/// A spend of a contract, or of a clause of a VTXO, that can be broadcast. The witness of a claim shows the preimage, which is secret until then.
/// Any thread may use it.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct SignedHtlcSpend {
    txid: Txid,
    fee: u64,
    witness: Vec<Octets>,
    transaction: Octets,
}

#[uniffi::export]
impl SignedHtlcSpend {
    /// The whole transaction.
    #[must_use]
    pub fn transaction(&self) -> Octets {
        self.transaction.clone()
    }

    /// The id of the transaction.
    #[must_use]
    pub fn txid(&self) -> Txid {
        self.txid
    }

    /// The fee, in satoshi.
    #[must_use]
    pub fn fee_sat(&self) -> u64 {
        self.fee
    }

    /// The elements of the witness.
    #[must_use]
    pub fn witness(&self) -> Vec<Octets> {
        self.witness.clone()
    }
}

impl From<htlc::Signed<'_>> for SignedHtlcSpend {
    fn from(core: htlc::Signed<'_>) -> Self {
        Self {
            txid: Txid(core.txid().0),
            fee: core.fee().0,
            witness: core.witness().map(Octets::from).collect(),
            transaction: transaction_bytes(&core.transaction()),
        }
    }
}

impl fmt::Display for SignedHtlcSpend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedHtlcSpend({})", keelbolt::codec::transaction::Txid(self.txid.0))
    }
}
