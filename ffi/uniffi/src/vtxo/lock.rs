//! What outputs are locked by beside keys: heights, delays and hashes.

use crate::bytes::UnlockHash;
use crate::cases::same_cases;
use crate::secret::Preimage;
use crate::vtxo::VtxoError;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::{self, LockDelta, LockHeight};

/// How a script asks for a preimage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum HashLockVersion {
    /// Of any length: `HASH160 <hash> EQUALVERIFY`. Read for the sake of old outputs.
    V0,
    /// Of 32 bytes: `SIZE 32 EQUALVERIFY` comes first.
    V1,
}

same_cases!(HashLockVersion, vtxo::HashLockVersion, [V0, V1]);

#[uniffi::export]
impl Preimage {
    /// The hash of a leaf of a tree of VTXOs that this unlocks.
    #[must_use]
    pub fn unlock_hash(&self) -> UnlockHash {
        vtxo::UnlockHash::of(&self.0).into()
    }
}

/// A height that an output may be locked until.
///
/// # Errors
///
/// `LockHeightTooLarge`
pub(crate) fn height(height: u32) -> Result<LockHeight, VtxoError> {
    let (expected, found) = (LockHeight::MAX.to_u32().into(), height.into());
    LockHeight::new(BlockHeight(height)).ok_or(VtxoError::LockHeightTooLarge { expected, found })
}

/// A delay that an output may be locked for.
///
/// # Errors
///
/// `LockDeltaTooLarge`
pub(crate) fn delta(blocks: u16) -> Result<LockDelta, VtxoError> {
    let (expected, found) = (LockDelta::MAX.blocks().into(), blocks.into());
    LockDelta::new(blocks).ok_or(VtxoError::LockDeltaTooLarge { expected, found })
}
