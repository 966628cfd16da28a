//! Why an invoice is refused, or cannot be written.

use crate::blame::Blame;
use crate::codec::{bech32, features};
use crate::crypto;
use crate::invoice::Tag;
use crate::time::UnixTime;
use core::fmt;

/// What is wrong with an invoice and where. Offsets count characters from the start of the invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The text is not bech32.
    Bech32(bech32::Error),
    /// The text does not begin with `ln`.
    NotAnInvoice,
    /// After `ln` stands no currency prefix that is known: `bc`, `tb`, `tbs` or `bcrt`.
    UnknownNetwork {
        /// Where the prefix begins.
        offset: usize,
    },
    /// A character of the amount that is neither a digit nor, at the end, a multiplier `m`, `u`, `n`, `p`.
    AmountCharacter {
        /// Where it stands.
        offset: usize,
        /// The byte.
        found: u8,
    },
    /// An amount above `u64::MAX` millisatoshi.
    AmountTooLarge {
        /// Where the amount begins.
        offset: usize,
    },
    /// A `p` amount that does not end in 0, and so is no whole number of millisatoshi.
    SubMillisatoshi {
        /// Where the amount begins.
        offset: usize,
    },
    /// The data part has no room for a timestamp and a signature.
    TooShort {
        /// The least length of the data part without checksum, in characters.
        expected: usize,
        /// Its length.
        found: usize,
    },
    /// A tagged field goes beyond the data part.
    FieldTruncated {
        /// The field.
        field: Tag,
        /// Where it begins.
        offset: usize,
        /// How many words it announces.
        expected: usize,
        /// How many are left.
        found: usize,
    },
    /// Fewer than the three words of a field's head are left before the signature.
    TrailingWords {
        /// Where they begin.
        offset: usize,
        /// How many they are.
        found: usize,
    },
    /// A field's data has a length that the specification does not allow.
    FieldLength {
        /// The field.
        field: Tag,
        /// Where it begins.
        offset: usize,
        /// The length that it must have, or the nearest, in words.
        expected: usize,
        /// The length that it has, in words.
        found: usize,
    },
    /// An `x`, `c` or `9` field begins with a zero word.
    NotMinimal {
        /// The field.
        field: Tag,
        /// Where it begins.
        offset: usize,
    },
    /// An `x` or `c` field above `u64::MAX`.
    IntegerTooLarge {
        /// The field.
        field: Tag,
        /// Where it begins.
        offset: usize,
    },
    /// A description that is not UTF-8.
    NotUtf8 {
        /// The field.
        field: Tag,
        /// Where it begins.
        offset: usize,
        /// Where in the description the bad sequence begins, in bytes.
        byte: usize,
    },
    /// A public key that is not a point of the curve.
    NotAPoint {
        /// The field.
        field: Tag,
        /// Where it begins.
        offset: usize,
    },
    /// The signature's values are out of range, or its recovery id is.
    MalformedSignature {
        /// Where the signature begins.
        offset: usize,
        /// What is wrong with it.
        error: crypto::Error,
    },
    /// The link holds no invoice: neither `lightning:` nor a `lightning=` parameter.
    NoInvoiceInUri,

    /// The signature is not the payee's, or no payee can be recovered from it.
    Signature(crypto::Error),
    /// A field that a payer needs is missing.
    MissingField {
        /// The field.
        field: Tag,
    },
    /// Neither a description nor the hash of one.
    MissingDescription,
    /// Both a description and the hash of one.
    TwoDescriptions,
    /// The features ask for what the payer does not know, or contradict themselves.
    Features(features::Error),
    /// An amount of nothing, which no HTLC can carry.
    ZeroAmount,
    /// The time to pay is over.
    Expired {
        /// The last second in which it could be paid.
        expires_at: UnixTime,
        /// The time given.
        now: UnixTime,
    },

    /// The text does not fit the buffer, which is left unwritten.
    BufferTooSmall {
        /// How many bytes the invoice takes.
        needed: usize,
        /// How many the buffer has.
        found: usize,
    },
    /// A field to be written holds more than 1023 words.
    FieldTooLong {
        /// The field.
        field: Tag,
        /// The most it may hold, in words.
        expected: usize,
        /// What it would hold.
        found: usize,
    },
    /// A field or a fallback to be written as one of unknown type is of a known type, or of one that cannot be.
    NotUnknown {
        /// The field.
        field: Tag,
        /// The type: a field's tag, or a fallback's version.
        found: u8,
    },
    /// A timestamp that does not fit 35 bits.
    TimestampTooLarge {
        /// The timestamp.
        found: UnixTime,
    },
    /// A route hint to be written has no hop.
    EmptyRouteHint,
    /// The `n` field names another key than the signer's.
    WrongSigner,
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::BufferTooSmall { .. } => Blame::Capacity,
            Self::FieldTooLong { .. }
            | Self::NotUnknown { .. }
            | Self::TimestampTooLarge { .. }
            | Self::EmptyRouteHint
            | Self::WrongSigner => Blame::Caller,
            Self::Features(error) => error.blame(),
            _ => Blame::Peer,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bech32(error) => fmt::Display::fmt(error, f),
            Self::NotAnInvoice => f.write_str("not a lightning invoice: it does not begin with `ln`"),
            Self::UnknownNetwork { offset } => {
                write!(f, "character {offset}: expected network bc, tb, tbs or bcrt")
            }
            Self::AmountCharacter { offset, found } => write!(
                f,
                "character {offset}: expected a digit or a final m, u, n or p in the amount, found `{}`",
                char::from(*found)
            ),
            Self::AmountTooLarge { offset } => write!(f, "character {offset}: amount is too large"),
            Self::SubMillisatoshi { offset } => {
                write!(f, "character {offset}: amount is not a whole number of millisatoshi")
            }
            Self::TooShort { expected, found } => {
                write!(f, "too short: expected at least {expected} characters of data, found {found}")
            }
            Self::FieldTruncated { field, offset, expected, found } => write!(
                f,
                "field {field} at character {offset} is truncated: expected {expected} words, found {found}"
            ),
            Self::TrailingWords { offset, found } => {
                write!(
                    f,
                    "character {offset}: expected a field, found only {found} words before the signature"
                )
            }
            Self::FieldLength { field, offset, expected, found } => {
                write!(f, "field {field} at character {offset}: expected {expected} words, found {found}")
            }
            Self::NotMinimal { field, offset } => {
                write!(f, "field {field} at character {offset} begins with a zero word")
            }
            Self::IntegerTooLarge { field, offset } => {
                write!(f, "field {field} at character {offset} holds a number above 64 bits")
            }
            Self::NotUtf8 { field, offset, byte } => {
                write!(f, "field {field} at character {offset} is not UTF-8 from its byte {byte} on")
            }
            Self::NotAPoint { field, offset } => {
                write!(f, "field {field} at character {offset} holds a public key that is not on the curve")
            }
            Self::MalformedSignature { offset, error } => {
                write!(f, "signature at character {offset}: {error}")
            }
            Self::NoInvoiceInUri => f.write_str("the link holds no lightning invoice"),
            Self::Signature(error) => fmt::Display::fmt(error, f),
            Self::MissingField { field } => write!(f, "field {field} is missing"),
            Self::MissingDescription => f.write_str("field `d` or `h` is missing"),
            Self::TwoDescriptions => f.write_str("fields `d` and `h` exclude each other, found both"),
            Self::Features(error) => fmt::Display::fmt(error, f),
            Self::ZeroAmount => f.write_str("the amount is zero"),
            Self::Expired { expires_at, now } => {
                write!(f, "expired: could be paid until {expires_at}, now is {now}")
            }
            Self::BufferTooSmall { needed, found } => {
                write!(f, "buffer too small: needed {needed} bytes, found {found}")
            }
            Self::FieldTooLong { field, expected, found } => {
                write!(f, "field {field} is too long: expected at most {expected} words, found {found}")
            }
            Self::NotUnknown { field, found } => {
                write!(f, "field {field}: expected an unknown type, found {found}")
            }
            Self::TimestampTooLarge { found } => {
                write!(f, "timestamp does not fit 35 bits, found {found}")
            }
            Self::EmptyRouteHint => f.write_str("a route hint has no hop"),
            Self::WrongSigner => f.write_str("field `n` names another key than the signer's"),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Bech32(error) => Some(error),
            Self::MalformedSignature { error, .. } | Self::Signature(error) => Some(error),
            Self::Features(error) => Some(error),
            _ => None,
        }
    }
}
