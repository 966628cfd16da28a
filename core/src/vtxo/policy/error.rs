//! What can be wrong with a spend.

use crate::blame::Blame;
use crate::codec::spend;
use crate::crypto;
use core::fmt;

/// Why an output cannot be taken so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The output has no such clause.
    NotAClause,
    /// No preimage where the clause asks for one, or that of another hash.
    WrongPreimage,
    /// A key that does not sign for the clause.
    WrongKey,
    /// A key that cannot sign.
    Key(crypto::Error),
    /// A signature that is not of the clause's key over the signature hash.
    Signature(crypto::Error),
    /// An output that holds nothing, or too little for the fee.
    Spend(spend::Error),
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        Blame::Caller
    }
}

impl From<spend::Error> for Error {
    fn from(error: spend::Error) -> Self {
        Self::Spend(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAClause => f.write_str("output has no such clause"),
            Self::WrongPreimage => f.write_str("no preimage, or that of another hash"),
            Self::WrongKey => f.write_str("key does not sign for this clause"),
            Self::Key(error) | Self::Signature(error) => fmt::Display::fmt(error, f),
            Self::Spend(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl core::error::Error for Error {}
