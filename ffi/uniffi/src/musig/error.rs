//! Every way in which a MuSig2 ceremony can fail, flat: one name, its fields, one stable code.

mod origin;
#[cfg(test)]
mod tests;

use crate::bytes::WrongLength;
use crate::error::{Blame, wide};
use std::fmt::{self, Debug};

/// What is wrong with a key, a nonce, a signature or an argument of a MuSig2 ceremony.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Error)]
#[uniffi::export(Display)]
pub enum MusigError {
    /// The partial signatures make no valid signature: at least one of them is wrong.
    SignatureMismatch,
    /// 33 bytes that are no compressed point of the curve.
    KeyNotAPoint,
    /// A tweak that is not below the group order, or that makes the aggregate key infinity.
    TweakOutOfRange,
    /// A list of no signers.
    NoSigners,
    /// More signers than the library serves, which has no limit on this platform.
    TooManySigners {
        /// How many it serves.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// 66 bytes that are no pair of points.
    NotANonce,
    /// Entropy of zeros, which no generator of random numbers gives.
    NonceOutOfRange,
    /// A nonce that was made for another key than it shall sign with.
    NonceOfAnotherKey,
    /// A key that is none of those aggregated.
    NotASigner,
    /// A signer's number that is not below the number of signers.
    NoSuchSigner {
        /// How many signers there are.
        expected: u64,
        /// The number.
        found: u64,
    },
    /// More or fewer contributions than signers.
    Contributions {
        /// How many signers there are.
        expected: u64,
        /// How many contributions were given.
        found: u64,
    },
    /// 32 bytes that are not below the group order.
    PartialSignatureOutOfRange,
    /// A partial signature that is not that of this signer.
    PartialSignatureMismatch {
        /// Which signer's, counted from 0.
        signer: u64,
    },
    /// A secret nonce that has signed, or tried to: each can be used once.
    NonceUsed,
    /// Bytes of a fixed number came in another number.
    WrongLength {
        /// How many there must be.
        expected: u64,
        /// How many there are.
        found: u64,
    },

    /// An error of the core that this binding has no name for: the binding is older than the core.
    Unlisted {
        /// What the core says.
        text: String,
    },
}

#[uniffi::export]
impl MusigError {
    /// The number of this kind of error: the same in every language, and never given to another.
    #[must_use]
    pub fn code(&self) -> u16 {
        match self {
            Self::SignatureMismatch => 301,
            Self::KeyNotAPoint => 500,
            Self::TweakOutOfRange => 504,
            Self::NoSigners => 530,
            Self::TooManySigners { .. } => 531,
            Self::NotANonce => 532,
            Self::NonceOutOfRange => 533,
            Self::NonceOfAnotherKey => 534,
            Self::NotASigner => 535,
            Self::NoSuchSigner { .. } => 536,
            Self::Contributions { .. } => 537,
            Self::PartialSignatureOutOfRange => 538,
            Self::PartialSignatureMismatch { .. } => 539,
            Self::NonceUsed => 540,
            Self::WrongLength { .. } => 600,
            Self::Unlisted { .. } => 999,
        }
    }

    /// Who has to act on the error.
    #[must_use]
    pub fn blame(&self) -> Blame {
        Blame::of(self.origin().map(|origin| origin.blame()))
    }

    /// What was wrong and where, in a sentence for people.
    #[must_use]
    pub fn text(&self) -> String {
        self.to_string()
    }
}

impl MusigError {
    /// What the core has and this binding does not know.
    pub(crate) fn unlisted(what: impl Debug) -> Self {
        Self::Unlisted { text: format!("not known to this binding: {what:?}") }
    }
}

impl From<WrongLength> for MusigError {
    fn from(length: WrongLength) -> Self {
        Self::WrongLength { expected: wide(length.expected), found: wide(length.found) }
    }
}

impl fmt::Display for MusigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = self.origin() {
            return fmt::Display::fmt(&origin, f);
        }
        match self {
            Self::WrongLength { expected, found } => write!(f, "expected {expected} bytes, found {found}"),
            Self::NonceUsed => f.write_str("this secret nonce has signed before"),
            Self::Unlisted { text } => f.write_str(text),
            // Only a host that makes up an error of its own, with numbers that the core cannot hold, comes here.
            other => fmt::Debug::fmt(other, f),
        }
    }
}

impl std::error::Error for MusigError {}
