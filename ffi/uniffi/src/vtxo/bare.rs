//! A VTXO without its genesis.

use crate::bytes::Octets;
use crate::transaction::OutPoint;
use crate::vtxo::VtxoError;
use crate::vtxo::id::VtxoId;
use crate::vtxo::policy::UserPolicy;
use crate::vtxo::terms::VtxoTerms;
use keelbolt::amount::Sat;
use keelbolt::vtxo;

/// All of a VTXO but the way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BareVtxo {
    /// What it holds, in satoshi.
    pub amount_sat: u64,
    /// The server's key, the expiry and the delay of exits.
    pub terms: VtxoTerms,
    /// The output on chain from which its genesis leads here.
    pub chain_anchor: OutPoint,
    /// Who may take it, and how.
    pub policy: UserPolicy,
    /// Where it lies after an exit.
    pub point: OutPoint,
}

/// Reads a bare form, or a full one, whose genesis is checked and passed over. It fills the bytes.
///
/// # Errors
///
/// Any of an encoding.
#[uniffi::export]
pub fn parse_bare_vtxo(bytes: Vec<u8>) -> Result<BareVtxo, VtxoError> {
    Ok((&vtxo::BareVtxo::parse(&bytes)?).into())
}

#[uniffi::export]
impl BareVtxo {
    /// The bare form, in version 2.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint`, `LockHeightTooLarge`, `LockDeltaTooLarge` or `WrongLength`.
    pub fn write(&self) -> Result<Octets, VtxoError> {
        let bare = vtxo::BareVtxo::try_from(*self)?;
        let mut buffer = vec![0; bare.length()];
        Ok(bare.write(&mut buffer)?.into())
    }

    /// The id.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    pub fn id(&self) -> Result<VtxoId, VtxoError> {
        Ok(VtxoId { outpoint: self.point })
    }
}

impl From<&vtxo::BareVtxo> for BareVtxo {
    fn from(core: &vtxo::BareVtxo) -> Self {
        Self {
            amount_sat: core.amount.0,
            terms: core.terms.into(),
            chain_anchor: core.chain_anchor.into(),
            policy: core.policy.into(),
            point: core.point.into(),
        }
    }
}

impl TryFrom<BareVtxo> for vtxo::BareVtxo {
    type Error = VtxoError;

    fn try_from(ours: BareVtxo) -> Result<Self, VtxoError> {
        Ok(Self {
            amount: Sat(ours.amount_sat),
            terms: ours.terms.try_into()?,
            chain_anchor: ours.chain_anchor.into(),
            policy: ours.policy.try_into()?,
            point: ours.point.into(),
        })
    }
}
