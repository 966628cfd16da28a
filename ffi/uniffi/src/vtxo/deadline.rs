//! Until when VTXOs can be taken by their owner alone.

use crate::vtxo::accept::AcceptedVtxo;
use crate::vtxo::id::VtxoId;
use keelbolt::vtxo;
use std::sync::Arc;

/// Until when a VTXO can be taken by its owner alone, if nobody who had it before has begun an exit: `progress` of its
/// exit tells that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Deadline {
    /// An exit must begin by this height: the last at which it is through in time, a block for each transaction.
    pub begin: u32,
    /// From this height on somebody else may take it: the server its sweep, or a contract its other side.
    pub lost: u32,
    /// Which VTXO.
    pub vtxo: VtxoId,
}

/// The first deadline among many VTXOs: when a wallet must act next, unless others exit first. Nothing without a VTXO.
#[uniffi::export]
#[must_use]
pub fn first_deadline(vtxos: Vec<Arc<AcceptedVtxo>>, margin: u16) -> Option<Deadline> {
    vtxo::first_deadline(vtxos.iter().map(|vtxo| vtxo.core()), margin).map(Deadline::from)
}

impl From<vtxo::Deadline> for Deadline {
    fn from(core: vtxo::Deadline) -> Self {
        Self { begin: core.begin.0, lost: core.lost.0, vtxo: core.vtxo.into() }
    }
}
