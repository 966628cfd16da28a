//! From the core's nested errors to flat ones, and back for their text.

use super::{InvoiceError, wide};
use keelbolt::blame::Blame;
use keelbolt::codec::{bech32, features};
use keelbolt::crypto;
use keelbolt::invoice::{self, Tag};
use keelbolt::time::UnixTime;
use std::fmt;

/// The core's error that a flat one stands for.
pub(super) enum Origin {
    Invoice(invoice::Error),
    Crypto(crypto::Error),
}

impl Origin {
    pub(super) fn blame(&self) -> Blame {
        match self {
            Self::Invoice(error) => error.blame(),
            Self::Crypto(error) => error.blame(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invoice(error) => fmt::Display::fmt(error, f),
            Self::Crypto(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl From<invoice::Error> for InvoiceError {
    fn from(error: invoice::Error) -> Self {
        use invoice::Error as Core;
        let letter = |tag: Tag| tag.letter().to_string();
        match error {
            Core::Bech32(error) => error.into(),
            Core::NotAnInvoice => Self::NotAnInvoice,
            Core::UnknownNetwork { offset } => Self::UnknownNetwork { offset: wide(offset) },
            Core::AmountCharacter { offset, found } => Self::AmountCharacter { offset: wide(offset), found },
            Core::AmountTooLarge { offset } => Self::AmountTooLarge { offset: wide(offset) },
            Core::SubMillisatoshi { offset } => Self::SubMillisatoshi { offset: wide(offset) },
            Core::TooShort { expected, found } => {
                Self::TooShort { expected: wide(expected), found: wide(found) }
            }
            Core::FieldTruncated { field, offset, expected, found } => Self::FieldTruncated {
                field: letter(field),
                offset: wide(offset),
                expected: wide(expected),
                found: wide(found),
            },
            Core::TrailingWords { offset, found } => {
                Self::TrailingWords { offset: wide(offset), found: wide(found) }
            }
            Core::FieldLength { field, offset, expected, found } => Self::FieldLength {
                field: letter(field),
                offset: wide(offset),
                expected: wide(expected),
                found: wide(found),
            },
            Core::NotMinimal { field, offset } => {
                Self::NotMinimal { field: letter(field), offset: wide(offset) }
            }
            Core::IntegerTooLarge { field, offset } => {
                Self::IntegerTooLarge { field: letter(field), offset: wide(offset) }
            }
            Core::NotUtf8 { field, offset, byte } => {
                Self::NotUtf8 { field: letter(field), offset: wide(offset), byte: wide(byte) }
            }
            Core::NotAPoint { field, offset } => {
                Self::NotAPoint { field: letter(field), offset: wide(offset) }
            }
            Core::MalformedSignature { offset, error: crypto::Error::RecoveryId { found } } => {
                Self::MalformedSignature { offset: wide(offset), recovery_id: Some(found) }
            }
            Core::MalformedSignature { offset, .. } => {
                Self::MalformedSignature { offset: wide(offset), recovery_id: None }
            }
            Core::NoInvoiceInUri => Self::NoInvoiceInUri,
            Core::Signature(error) => error.into(),
            Core::MissingField { field } => Self::MissingField { field: letter(field) },
            Core::MissingDescription => Self::MissingDescription,
            Core::TwoDescriptions => Self::TwoDescriptions,
            Core::Features(error) => error.into(),
            Core::ZeroAmount => Self::ZeroAmount,
            Core::Expired { expires_at, now } => Self::Expired { expires_at: expires_at.0, now: now.0 },
            Core::BufferTooSmall { needed, found } => {
                Self::BufferTooSmall { needed: wide(needed), found: wide(found) }
            }
            Core::FieldTooLong { field, expected, found } => {
                Self::FieldTooLong { field: letter(field), expected: wide(expected), found: wide(found) }
            }
            Core::TimestampTooLarge { found } => Self::TimestampTooLarge { found: found.0 },
            Core::EmptyRouteHint => Self::EmptyRouteHint,
            Core::WrongSigner => Self::WrongSigner,
            Core::NotUnknown { field, found } => Self::NotUnknown { field: letter(field), found },
            other => Self::unlisted(other),
        }
    }
}

impl From<bech32::Error> for InvoiceError {
    fn from(error: bech32::Error) -> Self {
        use bech32::Error as Core;
        match error {
            Core::NoSeparator => Self::Bech32NoSeparator,
            Core::NoHumanReadablePart => Self::Bech32NoHumanReadablePart,
            Core::Character { offset, found } => Self::Bech32Character { offset: wide(offset), found },
            Core::MixedCase { offset } => Self::Bech32MixedCase { offset: wide(offset) },
            Core::TooShort { expected, found } => {
                Self::Bech32TooShort { expected: wide(expected), found: wide(found) }
            }
            Core::Checksum => Self::Bech32Checksum,
            other => Self::unlisted(other),
        }
    }
}

impl From<features::Error> for InvoiceError {
    fn from(error: features::Error) -> Self {
        use features::Error as Core;
        match error {
            Core::UnknownRequired { bit } => Self::FeatureUnknownRequired { bit },
            Core::MissingDependency { bit, missing } => Self::FeatureMissingDependency { bit, missing },
            Core::Context { bit, .. } => Self::FeatureContext { bit },
            Core::BitTooLarge { bit } => Self::FeatureBitTooLarge { bit },
            Core::BothBits { bit } => Self::FeatureBothBits { bit },
            other => Self::unlisted(other),
        }
    }
}

impl From<crypto::Error> for InvoiceError {
    fn from(error: crypto::Error) -> Self {
        use crypto::Error as Core;
        match error {
            Core::NotAPoint => Self::KeyNotAPoint,
            Core::SecretKeyOutOfRange => Self::SecretKeyOutOfRange,
            Core::SignatureOutOfRange => Self::SignatureOutOfRange,
            Core::RecoveryId { found } => Self::RecoveryIdOutOfRange { found },
            Core::HighS => Self::SignatureHighS,
            Core::SignatureMismatch => Self::SignatureMismatch,
            Core::NotRecoverable => Self::SignatureNotRecoverable,
            other => Self::unlisted(other),
        }
    }
}

impl InvoiceError {
    /// The core's error that this one stands for; `None` for those that only a binding has.
    pub(super) fn origin(&self) -> Option<Origin> {
        use invoice::Error as Core;
        let error = match self {
            Self::Bech32NoSeparator => Core::Bech32(bech32::Error::NoSeparator),
            Self::Bech32NoHumanReadablePart => Core::Bech32(bech32::Error::NoHumanReadablePart),
            Self::Bech32Character { offset, found } => {
                Core::Bech32(bech32::Error::Character { offset: size(*offset), found: *found })
            }
            Self::Bech32MixedCase { offset } => {
                Core::Bech32(bech32::Error::MixedCase { offset: size(*offset) })
            }
            Self::Bech32TooShort { expected, found } => {
                Core::Bech32(bech32::Error::TooShort { expected: size(*expected), found: size(*found) })
            }
            Self::Bech32Checksum => Core::Bech32(bech32::Error::Checksum),
            Self::NotAnInvoice => Core::NotAnInvoice,
            Self::UnknownNetwork { offset } => Core::UnknownNetwork { offset: size(*offset) },
            Self::AmountCharacter { offset, found } => {
                Core::AmountCharacter { offset: size(*offset), found: *found }
            }
            Self::AmountTooLarge { offset } => Core::AmountTooLarge { offset: size(*offset) },
            Self::SubMillisatoshi { offset } => Core::SubMillisatoshi { offset: size(*offset) },
            Self::TooShort { expected, found } => {
                Core::TooShort { expected: size(*expected), found: size(*found) }
            }
            Self::FieldTruncated { field, offset, expected, found } => Core::FieldTruncated {
                field: tag(field)?,
                offset: size(*offset),
                expected: size(*expected),
                found: size(*found),
            },
            Self::TrailingWords { offset, found } => {
                Core::TrailingWords { offset: size(*offset), found: size(*found) }
            }
            Self::FieldLength { field, offset, expected, found } => Core::FieldLength {
                field: tag(field)?,
                offset: size(*offset),
                expected: size(*expected),
                found: size(*found),
            },
            Self::NotMinimal { field, offset } => {
                Core::NotMinimal { field: tag(field)?, offset: size(*offset) }
            }
            Self::IntegerTooLarge { field, offset } => {
                Core::IntegerTooLarge { field: tag(field)?, offset: size(*offset) }
            }
            Self::NotUtf8 { field, offset, byte } => {
                Core::NotUtf8 { field: tag(field)?, offset: size(*offset), byte: size(*byte) }
            }
            Self::NotAPoint { field, offset } => {
                Core::NotAPoint { field: tag(field)?, offset: size(*offset) }
            }
            Self::MalformedSignature { offset, recovery_id } => Core::MalformedSignature {
                offset: size(*offset),
                error: recovery_id
                    .map_or(crypto::Error::SignatureOutOfRange, |found| crypto::Error::RecoveryId { found }),
            },
            Self::NoInvoiceInUri => Core::NoInvoiceInUri,
            Self::MissingField { field } => Core::MissingField { field: tag(field)? },
            Self::MissingDescription => Core::MissingDescription,
            Self::TwoDescriptions => Core::TwoDescriptions,
            Self::FeatureUnknownRequired { bit } => {
                Core::Features(features::Error::UnknownRequired { bit: *bit })
            }
            Self::FeatureMissingDependency { bit, missing } => {
                Core::Features(features::Error::MissingDependency { bit: *bit, missing: *missing })
            }
            Self::ZeroAmount => Core::ZeroAmount,
            Self::Expired { expires_at, now } => {
                Core::Expired { expires_at: UnixTime(*expires_at), now: UnixTime(*now) }
            }
            Self::BufferTooSmall { needed, found } => {
                Core::BufferTooSmall { needed: size(*needed), found: size(*found) }
            }
            Self::FieldTooLong { field, expected, found } => {
                Core::FieldTooLong { field: tag(field)?, expected: size(*expected), found: size(*found) }
            }
            Self::TimestampTooLarge { found } => Core::TimestampTooLarge { found: UnixTime(*found) },
            Self::EmptyRouteHint => Core::EmptyRouteHint,
            Self::WrongSigner => Core::WrongSigner,
            Self::FeatureContext { bit } => {
                let context = features::Context::Invoice;
                Core::Features(features::Error::Context { bit: *bit, context })
            }
            Self::FeatureBitTooLarge { bit } => Core::Features(features::Error::BitTooLarge { bit: *bit }),
            Self::FeatureBothBits { bit } => Core::Features(features::Error::BothBits { bit: *bit }),
            Self::NotUnknown { field, found } => Core::NotUnknown { field: tag(field)?, found: *found },
            _ => return self.crypto_error().map(Origin::Crypto),
        };
        Some(Origin::Invoice(error))
    }

    fn crypto_error(&self) -> Option<crypto::Error> {
        Some(match self {
            Self::SignatureHighS => crypto::Error::HighS,
            Self::SignatureMismatch => crypto::Error::SignatureMismatch,
            Self::SignatureNotRecoverable => crypto::Error::NotRecoverable,
            Self::KeyNotAPoint => crypto::Error::NotAPoint,
            Self::SecretKeyOutOfRange => crypto::Error::SecretKeyOutOfRange,
            Self::SignatureOutOfRange => crypto::Error::SignatureOutOfRange,
            Self::RecoveryIdOutOfRange { found } => crypto::Error::RecoveryId { found: *found },
            _ => return None,
        })
    }
}

/// The tag of a field's letter.
fn tag(letter: &str) -> Option<Tag> {
    let mut letters = letter.chars();
    letters.next().filter(|_| letters.as_str().is_empty()).and_then(Tag::from_letter)
}

/// A size that came from a machine of any width.
pub(crate) fn size(wide: u64) -> usize {
    usize::try_from(wide).unwrap_or(usize::MAX)
}
