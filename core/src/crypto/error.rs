//! What can be wrong with a key or a signature.

use crate::blame::Blame;
use core::fmt;

/// Why bytes are not a key or a signature, or why a signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// 33 bytes that are no compressed point of the curve.
    NotAPoint,
    /// A secret key of zero, or not below the group order.
    SecretKeyOutOfRange,
    /// R or S of a signature is not below the group order.
    SignatureOutOfRange,
    /// A recovery id that is not 0, 1, 2 or 3.
    RecoveryId {
        /// What was found instead.
        found: u8,
    },
    /// S is in the upper half of the group order, where the low-S rule applies.
    HighS,
    /// The signature is not of this key over this digest.
    SignatureMismatch,
    /// No public key makes this signature valid.
    NotRecoverable,
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::SecretKeyOutOfRange => Blame::Caller,
            _ => Blame::Peer,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAPoint => f.write_str("not a compressed point of the curve"),
            Self::SecretKeyOutOfRange => f.write_str("secret key is zero or not below the group order"),
            Self::SignatureOutOfRange => f.write_str("signature value is not below the group order"),
            Self::RecoveryId { found } => write!(f, "recovery id: expected 0 to 3, found {found}"),
            Self::HighS => f.write_str("signature breaks the low-S rule"),
            Self::SignatureMismatch => f.write_str("signature is not of this key"),
            Self::NotRecoverable => f.write_str("no public key can be recovered from the signature"),
        }
    }
}

impl core::error::Error for Error {}
