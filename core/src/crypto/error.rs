//! What can be wrong with a key, a signature or a ciphertext.

use crate::blame::Blame;
use core::fmt;

/// Why bytes are not a key, a signature or a ciphertext, or why a signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// 33 bytes that are no compressed point of the curve.
    NotAPoint,
    /// 32 bytes that are the x coordinate of no point.
    NotAnXCoordinate,
    /// A secret key of zero, or not below the group order.
    SecretKeyOutOfRange,
    /// A factor of zero, or not below the group order.
    TweakOutOfRange,
    /// Two points whose sum is infinity.
    PointsCancel,
    /// R or S of a signature is not below the group order.
    SignatureOutOfRange,
    /// A signature that is not in strict DER (BIP 66).
    SignatureEncoding,
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
    /// Encrypted bytes that were not made with this key, nonce and associated data.
    NotAuthentic,
    /// More bytes than one key encrypts under one nonce.
    KeyStreamExhausted,
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::SecretKeyOutOfRange | Self::KeyStreamExhausted => Blame::Caller,
            _ => Blame::Peer,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAPoint => f.write_str("not a compressed point of the curve"),
            Self::NotAnXCoordinate => f.write_str("not the x coordinate of a point"),
            Self::SecretKeyOutOfRange => f.write_str("secret key is zero or not below the group order"),
            Self::TweakOutOfRange => f.write_str("factor is zero or not below the group order"),
            Self::PointsCancel => f.write_str("points cancel each other"),
            Self::SignatureEncoding => f.write_str("signature is not in strict DER"),
            Self::SignatureOutOfRange => f.write_str("signature value is not below the group order"),
            Self::RecoveryId { found } => write!(f, "recovery id: expected 0 to 3, found {found}"),
            Self::HighS => f.write_str("signature breaks the low-S rule"),
            Self::SignatureMismatch => f.write_str("signature is not of this key"),
            Self::NotRecoverable => f.write_str("no public key can be recovered from the signature"),
            Self::NotAuthentic => f.write_str("encrypted bytes are not authentic"),
            Self::KeyStreamExhausted => f.write_str("more bytes than one key encrypts"),
        }
    }
}

impl core::error::Error for Error {}
