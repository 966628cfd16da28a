//! Every way in which a call about a contract can fail, flat: one name, its fields, one stable code.

mod origin;
#[cfg(test)]
mod tests;

use crate::bytes::WrongLength;
use crate::error::{Blame, wide};
use crate::transaction::MalformedTransaction;
use std::fmt::{self, Debug};

/// What is wrong with a contract, a spend of it, a key or an argument.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Error)]
#[uniffi::export(Display)]
pub enum HtlcError {
    /// S of a signature is in the upper half of the group order, against the low-S rule.
    SignatureHighS,
    /// A signature that is not of the path's key over the signature hash.
    SignatureMismatch,
    /// 33 bytes that are no compressed point of the curve.
    KeyNotAPoint,
    /// R or S of a signature is not below the group order.
    SignatureOutOfRange,
    /// Keys that cannot be tweaked to an output key, which no keys are known to cause.
    TweakOutOfRange,
    /// 32 bytes that are the x coordinate of no point.
    NotAnXCoordinate,
    /// Receiver and sender have one x coordinate: they are the same.
    SameKey,
    /// A height that is no lock time: zero, or from 500,000,000 on, where times begin.
    LockTimeHeight {
        /// The height.
        found: u64,
    },
    /// A time that is no lock time: before 500,000,000, where heights end, or above 32 bits.
    LockTimeTime {
        /// The time, in seconds since 1970.
        found: u64,
    },
    /// An output that holds nothing, or more than there is.
    FundingValue {
        /// What it holds, in satoshi.
        found: u64,
    },
    /// A fee that is more than the output holds.
    FeeAboveValue {
        /// The fee, in satoshi; the largest number when it is more than that.
        fee: u64,
        /// What the output holds, in satoshi.
        value: u64,
    },
    /// What is left after the fee is too little to be relayed.
    BelowDustLimit {
        /// The least that is relayed to the destination, in satoshi.
        expected: u64,
        /// What is left, in satoshi.
        found: u64,
    },
    /// A preimage of another hash.
    WrongPreimage,
    /// A key that does not sign on this path.
    WrongKey,
    /// Bytes of a fixed number came in another number.
    WrongLength {
        /// How many there must be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// Bytes that are no transaction.
    MalformedTransaction,

    /// An error of the core that this binding has no name for: the binding is older than the core.
    Unlisted {
        /// What the core says.
        text: String,
    },
}

#[uniffi::export]
impl HtlcError {
    /// The number of this kind of error: the same in every language, and never given to another.
    #[must_use]
    pub fn code(&self) -> u16 {
        match self {
            Self::SignatureHighS => 300,
            Self::SignatureMismatch => 301,
            Self::KeyNotAPoint => 500,
            Self::SignatureOutOfRange => 502,
            Self::TweakOutOfRange => 504,
            Self::NotAnXCoordinate => 507,
            Self::SameKey => 550,
            Self::LockTimeHeight { .. } => 551,
            Self::LockTimeTime { .. } => 552,
            Self::FundingValue { .. } => 553,
            Self::FeeAboveValue { .. } => 554,
            Self::BelowDustLimit { .. } => 555,
            Self::WrongPreimage => 556,
            Self::WrongKey => 557,
            Self::WrongLength { .. } => 600,
            Self::MalformedTransaction => 607,
            Self::Unlisted { .. } => 999,
        }
    }

    /// Who has to act on the error.
    #[must_use]
    pub fn blame(&self) -> Blame {
        match self {
            Self::MalformedTransaction => Blame::Peer,
            _ => Blame::of(self.origin().map(|origin| origin.blame())),
        }
    }

    /// What was wrong and where, in a sentence for people.
    #[must_use]
    pub fn text(&self) -> String {
        self.to_string()
    }
}

impl HtlcError {
    /// What the core has and this binding does not know.
    pub(crate) fn unlisted(what: impl Debug) -> Self {
        Self::Unlisted { text: format!("not known to this binding: {what:?}") }
    }
}

impl From<WrongLength> for HtlcError {
    fn from(length: WrongLength) -> Self {
        Self::WrongLength { expected: wide(length.expected), found: wide(length.found) }
    }
}

impl From<MalformedTransaction> for HtlcError {
    fn from(_: MalformedTransaction) -> Self {
        Self::MalformedTransaction
    }
}

impl fmt::Display for HtlcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = self.origin() {
            return fmt::Display::fmt(&origin, f);
        }
        match self {
            Self::WrongLength { expected, found } => write!(f, "expected {expected} bytes, found {found}"),
            Self::MalformedTransaction => fmt::Display::fmt(&MalformedTransaction, f),
            Self::Unlisted { text } => f.write_str(text),
            // Only a host that makes up an error of its own, with numbers that the core cannot hold, comes here.
            other => fmt::Debug::fmt(other, f),
        }
    }
}

impl std::error::Error for HtlcError {}
