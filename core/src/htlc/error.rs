//! What can be wrong with a contract or a spend of it.

use crate::amount::Sat;
use crate::blame::Blame;
use crate::codec::spend;
use crate::crypto::{self, musig};
use crate::time::{BlockHeight, UnixTime};
use core::fmt;

/// Why a contract or a spend cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// Receiver and sender have one x coordinate: they are the same.
    SameKey,
    /// A height that is no lock time: zero, or from 500,000,000 on, where times begin.
    Height {
        /// The height.
        found: BlockHeight,
    },
    /// A time that is no lock time: before 500,000,000, where heights end, or above 32 bits.
    Time {
        /// The time.
        found: UnixTime,
    },
    /// Keys that have no aggregate.
    Aggregate(musig::Error),
    /// Keys that cannot be tweaked or used.
    Key(crypto::Error),
    /// An output that holds nothing, or more than there is.
    FundingValue {
        /// What it holds.
        found: Sat,
    },
    /// A fee that is more than the output holds.
    FeeAboveValue {
        /// The fee; the largest number when it is more than that.
        fee: Sat,
        /// What the output holds.
        value: Sat,
    },
    /// What is left after the fee is too little to be relayed.
    BelowDustLimit {
        /// The least that is relayed to the destination.
        limit: Sat,
        /// What is left.
        found: Sat,
    },
    /// An output script of no bytes, which anybody can spend.
    EmptyDestination,
    /// A preimage of another hash.
    WrongPreimage,
    /// A key that does not sign on this path.
    WrongKey,
    /// A signature that is not of the path's key over the signature hash.
    Signature(crypto::Error),
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        Blame::Caller
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameKey => f.write_str("receiver and sender have the same key"),
            Self::Height { found: BlockHeight(height) } => {
                write!(f, "lock time: expected a height of 1 to 499999999, found {height}")
            }
            Self::Time { found } => {
                write!(f, "lock time: expected a time of 500000000 to 4294967295, found {found}")
            }
            Self::Aggregate(error) => fmt::Display::fmt(error, f),
            Self::Key(error) => fmt::Display::fmt(error, f),
            Self::FundingValue { found } => {
                write!(f, "output: expected 1 to {}, found {found}", Sat::MAX_MONEY)
            }
            Self::FeeAboveValue { fee, value } => {
                write!(f, "fee of {fee} is more than the output's {value}")
            }
            Self::BelowDustLimit { limit, found } => {
                write!(f, "after the fee: expected at least {limit}, found {found}")
            }
            Self::EmptyDestination => f.write_str("destination: expected an output script, found none"),
            Self::WrongPreimage => f.write_str("preimage is of another hash"),
            Self::WrongKey => f.write_str("key does not sign on this path"),
            Self::Signature(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl core::error::Error for Error {}

impl From<spend::Error> for Error {
    fn from(error: spend::Error) -> Self {
        match error {
            spend::Error::FundingValue { found } => Self::FundingValue { found },
            spend::Error::FeeAboveValue { fee, value } => Self::FeeAboveValue { fee, value },
            spend::Error::BelowDustLimit { limit, found } => Self::BelowDustLimit { limit, found },
            spend::Error::EmptyDestination => Self::EmptyDestination,
        }
    }
}
