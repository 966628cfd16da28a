//! From the core's errors to flat ones, and back for their text and their blame.

use super::MusigError;
use crate::error::{size, wide};
use keelbolt::blame::Blame;
use keelbolt::crypto::{self, musig};
use std::fmt;

/// The core's error that a flat one stands for.
pub(super) enum Origin {
    Musig(musig::Error),
    Crypto(crypto::Error),
}

impl Origin {
    pub(super) fn blame(&self) -> Blame {
        match self {
            Self::Musig(error) => error.blame(),
            Self::Crypto(error) => error.blame(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Musig(error) => fmt::Display::fmt(error, f),
            Self::Crypto(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl From<musig::Error> for MusigError {
    fn from(error: musig::Error) -> Self {
        use musig::Error as Core;
        match error {
            Core::NoSigners => Self::NoSigners,
            Core::TooManySigners { limit, found } => {
                Self::TooManySigners { expected: wide(limit), found: wide(found) }
            }
            Core::TweakOutOfRange => Self::TweakOutOfRange,
            Core::NotANonce => Self::NotANonce,
            Core::NonceOutOfRange => Self::NonceOutOfRange,
            Core::NonceOfAnotherKey => Self::NonceOfAnotherKey,
            Core::NotASigner => Self::NotASigner,
            Core::NoSuchSigner { signers, found } => {
                Self::NoSuchSigner { expected: wide(signers), found: wide(found) }
            }
            Core::Contributions { expected, found } => {
                Self::Contributions { expected: wide(expected), found: wide(found) }
            }
            Core::PartialSignatureOutOfRange => Self::PartialSignatureOutOfRange,
            Core::PartialSignature { signer } => Self::PartialSignatureMismatch { signer: wide(signer) },
            Core::SignatureMismatch => Self::SignatureMismatch,
            other => Self::unlisted(other),
        }
    }
}

impl From<crypto::Error> for MusigError {
    fn from(error: crypto::Error) -> Self {
        match error {
            crypto::Error::NotAPoint => Self::KeyNotAPoint,
            other => Self::unlisted(other),
        }
    }
}

impl MusigError {
    /// The core's error that this one stands for; `None` for those that only a binding has.
    pub(super) fn origin(&self) -> Option<Origin> {
        use musig::Error as Core;
        Some(Origin::Musig(match *self {
            Self::KeyNotAPoint => return Some(Origin::Crypto(crypto::Error::NotAPoint)),
            Self::NoSigners => Core::NoSigners,
            Self::TooManySigners { expected, found } => {
                Core::TooManySigners { limit: size(expected), found: size(found) }
            }
            Self::TweakOutOfRange => Core::TweakOutOfRange,
            Self::NotANonce => Core::NotANonce,
            Self::NonceOutOfRange => Core::NonceOutOfRange,
            Self::NonceOfAnotherKey => Core::NonceOfAnotherKey,
            Self::NotASigner => Core::NotASigner,
            Self::NoSuchSigner { expected, found } => {
                Core::NoSuchSigner { signers: size(expected), found: size(found) }
            }
            Self::Contributions { expected, found } => {
                Core::Contributions { expected: size(expected), found: size(found) }
            }
            Self::PartialSignatureOutOfRange => Core::PartialSignatureOutOfRange,
            Self::PartialSignatureMismatch { signer } => Core::PartialSignature { signer: size(signer) },
            Self::SignatureMismatch => Core::SignatureMismatch,
            Self::NonceUsed | Self::WrongLength { .. } | Self::Unlisted { .. } => return None,
        }))
    }
}
