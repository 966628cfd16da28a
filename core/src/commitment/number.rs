//! The number of a commitment, and how a transaction hides it.

use crate::crypto::{PublicKey, Sha256Engine};
use core::fmt;

/// The number of a commitment transaction, from 0 on: 48 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommitmentNumber(u64);

impl CommitmentNumber {
    /// The first commitment.
    pub const FIRST: Self = Self(0);
    /// The last one: no channel reaches it.
    pub const LAST: Self = Self((1 << 48) - 1);

    /// A number; `None` above 48 bits.
    #[must_use]
    pub const fn new(number: u64) -> Option<Self> {
        if number <= Self::LAST.0 { Some(Self(number)) } else { None }
    }

    /// The number.
    #[must_use]
    pub const fn to_u64(self) -> u64 {
        self.0
    }

    /// The number after it; `None` after the last.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        Self::new(self.0.saturating_add(1))
    }

    /// The index of its secret: "The first secret used MUST be index 281474976710655".
    #[must_use]
    pub const fn index(self) -> u64 {
        Self::LAST.0.saturating_sub(self.0)
    }

    /// The commitment whose secret has this index.
    pub(in crate::commitment) const fn of_index(index: u64) -> Option<Self> {
        match Self::LAST.0.checked_sub(index) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }
}

impl fmt::Display for CommitmentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// What hides the numbers of a channel's commitments from others: 48 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ObscuringFactor(u64);

impl ObscuringFactor {
    /// "the lower 48 bits of SHA256(payment_basepoint from open_channel || payment_basepoint from accept_channel)"
    #[must_use]
    pub fn derive(opener: &PublicKey, accepter: &PublicKey) -> Self {
        let mut hash = Sha256Engine::new();
        hash.input(&opener.to_bytes());
        hash.input(&accepter.to_bytes());
        let digest = hash.finish().0;
        let [.., a, b, c, d, e, f] = digest;
        Self(u64::from_be_bytes([0, 0, a, b, c, d, e, f]))
    }

    /// The factor.
    #[must_use]
    pub const fn to_u64(self) -> u64 {
        self.0
    }

    /// The lock time of a commitment: "upper 8 bits are 0x20, lower 24 bits are the lower 24 bits of the obscured
    /// commitment number".
    #[must_use]
    pub fn lock_time(self, number: CommitmentNumber) -> u32 {
        LOCK_TIME | low_24(self.0 ^ number.0)
    }

    /// The sequence of its input: "upper 8 bits are 0x80, lower 24 bits are upper 24 bits of the obscured commitment
    /// number".
    #[must_use]
    pub fn sequence(self, number: CommitmentNumber) -> u32 {
        SEQUENCE | low_24((self.0 ^ number.0) >> 24)
    }

    /// The number of the commitment that has this lock time and sequence; `None` when it is no commitment.
    #[must_use]
    pub fn number(self, lock_time: u32, sequence: u32) -> Option<CommitmentNumber> {
        if lock_time & !LOW_24 != LOCK_TIME || sequence & !LOW_24 != SEQUENCE {
            return None;
        }
        let obscured = u64::from(sequence & LOW_24) << 24 | u64::from(lock_time & LOW_24);
        CommitmentNumber::new(obscured ^ self.0)
    }
}

const LOW_24: u32 = 0x00ff_ffff;
const LOCK_TIME: u32 = 0x2000_0000;
const SEQUENCE: u32 = 0x8000_0000;

fn low_24(number: u64) -> u32 {
    let [.., a, b, c] = number.to_be_bytes();
    u32::from_be_bytes([0, a, b, c])
}
