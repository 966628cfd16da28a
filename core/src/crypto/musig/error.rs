//! What can go wrong in a ceremony.

use crate::blame::Blame;
use core::fmt;

/// Why a step of a ceremony is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// A list of no signers.
    NoSigners,
    /// More signers than a build without an allocator serves.
    TooManySigners {
        /// How many it serves.
        limit: usize,
        /// How many there are.
        found: usize,
    },
    /// A tweak that is not below the group order, or that makes the aggregate key infinity.
    TweakOutOfRange,
    /// 66 bytes that are no pair of points.
    NotANonce,
    /// Entropy of zeros, or a fixed nonce of zero or not below the group order.
    NonceOutOfRange,
    /// A nonce that was made for another key than it shall sign with.
    NonceOfAnotherKey,
    /// A key that is none of those aggregated.
    NotASigner,
    /// A signer's number that is not below the number of signers.
    NoSuchSigner {
        /// How many signers there are.
        signers: usize,
        /// The number.
        found: usize,
    },
    /// More or fewer contributions than signers.
    Contributions {
        /// How many signers there are.
        expected: usize,
        /// How many contributions were given.
        found: usize,
    },
    /// 32 bytes that are not below the group order.
    PartialSignatureOutOfRange,
    /// A partial signature that is not that of this signer.
    PartialSignature {
        /// Which signer's, counted from 0.
        signer: usize,
    },
    /// The partial signatures make no valid signature: at least one of them is wrong.
    SignatureMismatch,
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::NotANonce
            | Self::PartialSignatureOutOfRange
            | Self::PartialSignature { .. }
            | Self::SignatureMismatch => Blame::Peer,
            Self::TooManySigners { .. } => Blame::Capacity,
            _ => Blame::Caller,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSigners => f.write_str("no signers"),
            Self::TooManySigners { limit, found } => {
                write!(f, "too many signers without an allocator: expected at most {limit}, found {found}")
            }
            Self::TweakOutOfRange => {
                f.write_str("tweak is not below the group order, or makes the aggregate key infinity")
            }
            Self::NotANonce => f.write_str("public nonce is not two compressed points of the curve"),
            Self::NonceOutOfRange => f.write_str("nonce or its entropy is zero or not below the group order"),
            Self::NonceOfAnotherKey => f.write_str("secret nonce was made for another key"),
            Self::NotASigner => f.write_str("key is none of those aggregated"),
            Self::NoSuchSigner { signers, found } => {
                write!(f, "signer: expected a number below {signers}, found {found}")
            }
            Self::Contributions { expected, found } => {
                write!(f, "expected one contribution of each of {expected} signers, found {found}")
            }
            Self::PartialSignatureOutOfRange => f.write_str("partial signature is not below the group order"),
            Self::PartialSignature { signer } => {
                write!(f, "partial signature of signer {signer} does not hold")
            }
            Self::SignatureMismatch => f.write_str("a partial signature is wrong: the sum does not hold"),
        }
    }
}

impl core::error::Error for Error {}
