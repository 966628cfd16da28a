//! What all outputs of one server's VTXO have in common.

use crate::bytes::PublicKey;
use crate::vtxo::VtxoError;
use crate::vtxo::lock::{delta, height};
use keelbolt::vtxo::Terms;

/// The server's key and the two delays under which a VTXO stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct VtxoTerms {
    /// The server's key, S.
    pub server_pubkey: PublicKey,
    /// From this height on the server sweeps what was not taken: 0 to 499,934,467.
    pub expiry_height: u32,
    /// How many blocks an exit waits before its owner claims it: 0 to 16,383.
    pub exit_delta: u16,
}

impl TryFrom<VtxoTerms> for Terms {
    type Error = VtxoError;

    fn try_from(ours: VtxoTerms) -> Result<Self, VtxoError> {
        Ok(Self {
            server_pubkey: ours.server_pubkey.try_into()?,
            expiry_height: height(ours.expiry_height)?,
            exit_delta: delta(ours.exit_delta)?,
        })
    }
}

impl From<Terms> for VtxoTerms {
    fn from(core: Terms) -> Self {
        Self {
            server_pubkey: core.server_pubkey.into(),
            expiry_height: core.expiry_height.to_u32(),
            exit_delta: core.exit_delta.blocks(),
        }
    }
}
