//! Where an output is.

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
    pub(crate) const fn to_core(self) -> OutPoint {
        OutPoint { txid: Txid(self.txid), vout: self.vout }
    }

    pub(crate) const fn of(outpoint: OutPoint) -> Self {
        Self { txid: outpoint.txid.0, vout: outpoint.vout }
    }
}
