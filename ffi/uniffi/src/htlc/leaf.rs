//! The script leaves of the Taproot form.

use crate::bytes::{Octets, Sha256, XOnlyPublicKey};
use crate::htlc::HtlcError;
use crate::htlc::terms::{HashLock, LockTime};
use keelbolt::htlc;

/// The receiver's leaf: the preimage and a signature.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ClaimLeaf {
    /// What the preimage must hash to.
    pub hash: HashLock,
    /// Who signs.
    pub receiver: XOnlyPublicKey,
}

/// The sender's leaf: a signature, from the lock time on.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RefundLeaf {
    /// Who signs.
    pub sender: XOnlyPublicKey,
    /// From when on.
    pub lock_time: LockTime,
}

#[uniffi::export]
impl ClaimLeaf {
    /// The script.
    ///
    /// # Errors
    ///
    /// `NotAnXCoordinate` or `WrongLength`.
    pub fn script(&self) -> Result<Octets, HtlcError> {
        Ok((&*self.to_core()?.script()).into())
    }

    /// The hash of the leaf, a node of the script tree.
    ///
    /// # Errors
    ///
    /// As `script`.
    pub fn leaf_hash(&self) -> Result<Sha256, HtlcError> {
        Ok(Sha256(self.to_core()?.hash().0))
    }
}

#[uniffi::export]
impl RefundLeaf {
    /// The script.
    ///
    /// # Errors
    ///
    /// `NotAnXCoordinate`, `LockTimeHeight`, `LockTimeTime` or `WrongLength`.
    pub fn script(&self) -> Result<Octets, HtlcError> {
        Ok((&*self.to_core()?.script()).into())
    }

    /// The hash of the leaf, a node of the script tree.
    ///
    /// # Errors
    ///
    /// As `script`.
    pub fn leaf_hash(&self) -> Result<Sha256, HtlcError> {
        Ok(Sha256(self.to_core()?.hash().0))
    }
}

/// The receiver's leaf with this script; nothing when it is no such script, byte for byte.
#[uniffi::export]
#[must_use]
pub fn recognise_claim_leaf(script: Vec<u8>) -> Option<ClaimLeaf> {
    htlc::ClaimLeaf::recognise(&script).map(ClaimLeaf::from)
}

/// The sender's leaf with this script; nothing when it is no such script, byte for byte.
#[uniffi::export]
#[must_use]
pub fn recognise_refund_leaf(script: Vec<u8>) -> Option<RefundLeaf> {
    htlc::RefundLeaf::recognise(&script).map(RefundLeaf::from)
}

impl ClaimLeaf {
    fn to_core(&self) -> Result<htlc::ClaimLeaf, HtlcError> {
        Ok(htlc::ClaimLeaf { hash: self.hash.to_core()?, receiver: self.receiver.try_into()? })
    }
}

impl From<htlc::ClaimLeaf> for ClaimLeaf {
    fn from(core: htlc::ClaimLeaf) -> Self {
        Self { hash: core.hash.into(), receiver: core.receiver.into() }
    }
}

impl RefundLeaf {
    fn to_core(&self) -> Result<htlc::RefundLeaf, HtlcError> {
        Ok(htlc::RefundLeaf { sender: self.sender.try_into()?, lock_time: self.lock_time.to_core()? })
    }
}

impl From<htlc::RefundLeaf> for RefundLeaf {
    fn from(core: htlc::RefundLeaf) -> Self {
        Self { sender: core.sender.into(), lock_time: core.lock_time.into() }
    }
}
