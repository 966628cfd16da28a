//! What can be wrong with a spend.

use crate::amount::Sat;
use crate::blame::Blame;
use core::fmt;

/// Why an output cannot be spent so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
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
        }
    }
}

impl core::error::Error for Error {}
