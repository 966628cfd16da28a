//! What outputs are locked by beside keys: heights, delays and hashes.

use crate::crypto::{Preimage, bytes32};
use crate::time::BlockHeight;
use core::fmt;

bytes32! {
    /// SHA-256 of the 32 bytes that unlock a leaf of a tree, which the server shows once the inputs are forfeited.
    UnlockHash
}

impl UnlockHash {
    /// The hash of a preimage.
    #[must_use]
    pub fn of(preimage: &Preimage) -> Self {
        Self(preimage.payment_hash().0)
    }
}

/// A height that an output may be locked until: 0 to 499,934,467.
///
/// Four of the longest delays above it are still a height: lock times from 500,000,000 on are times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LockHeight(u32);

impl LockHeight {
    /// The largest.
    pub const MAX: Self = Self(499_934_467);

    /// Checks the range; `None` above [`LockHeight::MAX`].
    #[must_use]
    pub const fn new(height: BlockHeight) -> Option<Self> {
        if height.0 <= Self::MAX.0 { Some(Self(height.0)) } else { None }
    }

    /// The height.
    #[must_use]
    pub const fn height(self) -> BlockHeight {
        BlockHeight(self.0)
    }

    /// The number as scripts, lock times and encodings hold it.
    #[must_use]
    pub const fn to_u32(self) -> u32 {
        self.0
    }
}

impl fmt::Display for LockHeight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.height(), f)
    }
}

/// A delay that an output may be locked for: 0 to 16,383 blocks, so that the sum of four is still a relative lock time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LockDelta(u16);

impl LockDelta {
    /// The largest.
    pub const MAX: Self = Self(16_383);

    /// Checks the range; `None` above [`LockDelta::MAX`].
    #[must_use]
    pub const fn new(blocks: u16) -> Option<Self> {
        if blocks <= Self::MAX.0 { Some(Self(blocks)) } else { None }
    }

    /// How many blocks.
    #[must_use]
    pub const fn blocks(self) -> u16 {
        self.0
    }

    /// The sum of two, in blocks.
    pub(crate) const fn plus(self, other: Self) -> u16 {
        // Cannot saturate: a delta is at most a quarter of what fits.
        self.0.saturating_add(other.0)
    }
}

impl fmt::Display for LockDelta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} blocks", self.0)
    }
}

/// How a script asks for a preimage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HashLockVersion {
    /// Of any length: `HASH160 <hash> EQUALVERIFY`. Read for the sake of old outputs.
    V0,
    /// Of 32 bytes: `SIZE 32 EQUALVERIFY` comes first.
    V1,
}
