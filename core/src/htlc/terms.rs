//! What receiver and sender agree on.

use crate::crypto::PublicKey;
use crate::htlc::{Error, HashLock};
use crate::time::{BlockHeight, UnixTime};

/// Lock times below are heights, those from here on are times (`LOCKTIME_THRESHOLD` of Bitcoin Core).
const FIRST_TIME: u32 = 500_000_000;

/// The terms of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    hash: HashLock,
    receiver: PublicKey,
    sender: PublicKey,
    lock_time: LockTime,
}

impl Terms {
    /// The terms under which `receiver` is paid with the preimage of `hash`, and `sender` paid back from `lock_time` on.
    ///
    /// # Errors
    ///
    /// [`Error::SameKey`] when the keys differ in their sign only, or not at all: in Taproot they would be one.
    pub fn new(
        hash: HashLock,
        receiver: PublicKey,
        sender: PublicKey,
        lock_time: LockTime,
    ) -> Result<Self, Error> {
        match receiver.x_only().0 == sender.x_only().0 {
            true => Err(Error::SameKey),
            false => Ok(Self { hash, receiver, sender, lock_time }),
        }
    }

    /// What the preimage must hash to.
    #[must_use]
    pub const fn hash(&self) -> &HashLock {
        &self.hash
    }

    /// Who is paid with the preimage.
    #[must_use]
    pub const fn receiver(&self) -> &PublicKey {
        &self.receiver
    }

    /// Who is paid back.
    #[must_use]
    pub const fn sender(&self) -> &PublicKey {
        &self.sender
    }

    /// From when on the sender is paid back.
    #[must_use]
    pub const fn lock_time(&self) -> LockTime {
        self.lock_time
    }
}

/// A height, or a time, before which the sender is not paid back. Times are judged by the median of the eleven blocks
/// before (BIP 113).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LockTime(u32);

impl LockTime {
    /// A height: a block above it may hold the refund.
    ///
    /// # Errors
    ///
    /// [`Error::Height`].
    pub const fn height(height: BlockHeight) -> Result<Self, Error> {
        match height.0 {
            1..FIRST_TIME => Ok(Self(height.0)),
            _ => Err(Error::Height { found: height }),
        }
    }

    /// A time.
    ///
    /// # Errors
    ///
    /// [`Error::Time`].
    pub fn time(time: UnixTime) -> Result<Self, Error> {
        match u32::try_from(time.0) {
            Ok(time @ FIRST_TIME..) => Ok(Self(time)),
            _ => Err(Error::Time { found: time }),
        }
    }

    /// The number as transactions and scripts hold it.
    #[must_use]
    pub const fn to_u32(self) -> u32 {
        self.0
    }

    /// The lock time of such a number; `None` for zero, which locks nothing.
    #[must_use]
    pub const fn from_u32(number: u32) -> Option<Self> {
        match number {
            0 => None,
            _ => Some(Self(number)),
        }
    }
}
