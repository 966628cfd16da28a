//! The id of a VTXO.

use crate::bytes::{Octets, fixed};
use crate::transaction::OutPoint;
use crate::vtxo::VtxoError;
use keelbolt::vtxo;
use std::fmt;

/// The outpoint at which a VTXO lies when all of its exit is on chain. Shown as `txid:vout`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct VtxoId {
    /// The outpoint.
    pub outpoint: OutPoint,
}

#[uniffi::export]
impl VtxoId {
    /// 36 bytes: the transaction's id as it is hashed, then the index, little-endian.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    pub fn write(&self) -> Result<Octets, VtxoError> {
        Ok(vtxo::VtxoId::from(*self).to_bytes().as_slice().into())
    }
}

/// Reads an id from its text: 64 hex digits, a colon, and the shortest form of a number of 32 bits.
///
/// # Errors
///
/// `NotAVtxoId`
#[uniffi::export]
pub fn parse_vtxo_id(text: &str) -> Result<VtxoId, VtxoError> {
    Ok(text.parse::<vtxo::VtxoId>()?.into())
}

/// Reads an id from its 36 bytes.
///
/// # Errors
///
/// `WrongLength`
#[uniffi::export]
pub fn vtxo_id_from_bytes(bytes: Vec<u8>) -> Result<VtxoId, VtxoError> {
    Ok(vtxo::VtxoId::from_bytes(&fixed(&bytes)?).into())
}

impl From<vtxo::VtxoId> for VtxoId {
    fn from(core: vtxo::VtxoId) -> Self {
        Self { outpoint: core.0.into() }
    }
}

impl From<VtxoId> for vtxo::VtxoId {
    fn from(ours: VtxoId) -> Self {
        Self(ours.outpoint.into())
    }
}

impl fmt::Display for VtxoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&vtxo::VtxoId::from(*self), f)
    }
}
