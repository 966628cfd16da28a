//! Every way in which a call can fail, flat: one name, its fields, one stable code.

mod origin;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "for tests")]
pub(crate) mod rows;
#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test")]
mod tests;

pub(crate) use origin::size;

use crate::bytes::WrongLength;
use keelbolt::blame;
use std::fmt::{self, Debug};

/// What is wrong with an invoice, a key or an argument, and where. Offsets count characters from the start of the
/// invoice.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Error)]
#[uniffi::export(Display)]
pub enum InvoiceError {
    /// No `1` separates a human-readable part from the data.
    Bech32NoSeparator,
    /// Nothing stands before the separator.
    Bech32NoHumanReadablePart,
    /// A character that does not belong: outside `!` to `~` before the separator, outside the alphabet after it.
    Bech32Character {
        /// Where it stands, in bytes from the start.
        offset: u64,
        /// The byte.
        found: u8,
    },
    /// Upper and lower case in one text.
    Bech32MixedCase {
        /// The first letter of another case than the first letter.
        offset: u64,
    },
    /// No room for the checksum.
    Bech32TooShort {
        /// The least length of the part after the separator, in characters.
        expected: u64,
        /// Its length.
        found: u64,
    },
    /// The checksum does not fit the text: some character is wrong.
    Bech32Checksum,

    /// The text does not begin with `ln`.
    NotAnInvoice,
    /// After `ln` stands no currency prefix that is known: `bc`, `tb`, `tbs` or `bcrt`.
    UnknownNetwork {
        /// Where the prefix begins.
        offset: u64,
    },
    /// A character of the amount that is neither a digit nor, at the end, a multiplier `m`, `u`, `n`, `p`.
    AmountCharacter {
        /// Where it stands.
        offset: u64,
        /// The byte.
        found: u8,
    },
    /// An amount above 64 bits of millisatoshi.
    AmountTooLarge {
        /// Where the amount begins.
        offset: u64,
    },
    /// A `p` amount that does not end in 0, and so is no whole number of millisatoshi.
    SubMillisatoshi {
        /// Where the amount begins.
        offset: u64,
    },
    /// The data part has no room for a timestamp and a signature.
    TooShort {
        /// The least length of the data part without checksum, in characters.
        expected: u64,
        /// Its length.
        found: u64,
    },
    /// A tagged field goes beyond the data part.
    FieldTruncated {
        /// The field's letter.
        field: String,
        /// Where it begins.
        offset: u64,
        /// How many words it announces.
        expected: u64,
        /// How many are left.
        found: u64,
    },
    /// Fewer than the three words of a field's head are left before the signature.
    TrailingWords {
        /// Where they begin.
        offset: u64,
        /// How many they are.
        found: u64,
    },
    /// A field's data has a length that the specification does not allow.
    FieldLength {
        /// The field's letter.
        field: String,
        /// Where it begins.
        offset: u64,
        /// The length that it must have, or the nearest, in words.
        expected: u64,
        /// The length that it has, in words.
        found: u64,
    },
    /// An `x`, `c` or `9` field begins with a zero word.
    NotMinimal {
        /// The field's letter.
        field: String,
        /// Where it begins.
        offset: u64,
    },
    /// An `x` or `c` field above 64 bits.
    IntegerTooLarge {
        /// The field's letter.
        field: String,
        /// Where it begins.
        offset: u64,
    },
    /// A description that is not UTF-8.
    NotUtf8 {
        /// The field's letter.
        field: String,
        /// Where it begins.
        offset: u64,
        /// Where in the description the bad sequence begins, in bytes.
        byte: u64,
    },
    /// A public key that is not a point of the curve.
    NotAPoint {
        /// The field's letter.
        field: String,
        /// Where it begins.
        offset: u64,
    },
    /// The signature's values are out of range, or its recovery id is.
    MalformedSignature {
        /// Where the signature begins.
        offset: u64,
        /// The recovery id, when it is what is out of range.
        recovery_id: Option<u8>,
    },
    /// The link holds no invoice: neither `lightning:` nor a `lightning=` parameter.
    NoInvoiceInUri,

    /// S of the signature is in the upper half of the group order, where the low-S rule applies.
    SignatureHighS,
    /// The signature is not of this key.
    SignatureMismatch,
    /// No public key can be recovered from the signature.
    SignatureNotRecoverable,
    /// A field that a payer needs is missing.
    MissingField {
        /// The field's letter.
        field: String,
    },
    /// Neither a description nor the hash of one.
    MissingDescription,
    /// Both a description and the hash of one.
    TwoDescriptions,
    /// A compulsory (even) feature bit that this side does not know.
    FeatureUnknownRequired {
        /// The bit's number.
        bit: u32,
    },
    /// A feature is set without one that it depends on.
    FeatureMissingDependency {
        /// The even bit of the feature that is set.
        bit: u32,
        /// The even bit of the feature that is missing.
        missing: u32,
    },
    /// An amount of nothing, which no HTLC can carry.
    ZeroAmount,
    /// The time to pay is over. Both times are in seconds since 1970.
    Expired {
        /// The last second in which it could be paid.
        expires_at: u64,
        /// The time given.
        now: u64,
    },

    /// The text does not fit a buffer.
    BufferTooSmall {
        /// How many bytes the invoice takes.
        needed: u64,
        /// How many the buffer has.
        found: u64,
    },
    /// A field to be written holds more than 1023 words.
    FieldTooLong {
        /// The field's letter.
        field: String,
        /// The most it may hold, in words.
        expected: u64,
        /// What it would hold.
        found: u64,
    },
    /// A timestamp that does not fit 35 bits.
    TimestampTooLarge {
        /// The timestamp, in seconds since 1970.
        found: u64,
    },
    /// A route hint to be written has no hop.
    EmptyRouteHint,
    /// The `n` field names another key than the signer's.
    WrongSigner,
    /// A feature that BOLT 9 does not allow in an invoice.
    FeatureContext {
        /// The bit's number.
        bit: u32,
    },
    /// A feature bit above 1023.
    FeatureBitTooLarge {
        /// The bit's number.
        bit: u32,
    },
    /// Both bits of a feature, of which its origin may set one.
    FeatureBothBits {
        /// The even bit of the feature.
        bit: u32,
    },
    /// A field or a fallback to be written as one of unknown type is of a known type, or of one that cannot be.
    NotUnknown {
        /// The field's letter.
        field: String,
        /// The type: a field's number, or a fallback's version.
        found: u8,
    },

    /// 33 bytes that are no compressed point of the curve.
    KeyNotAPoint,
    /// A secret key of zero, or not below the group order.
    SecretKeyOutOfRange,
    /// R or S of a signature is not below the group order.
    SignatureOutOfRange,
    /// A recovery id that is not 0, 1, 2 or 3.
    RecoveryIdOutOfRange {
        /// What was found instead.
        found: u8,
    },

    /// Bytes of a fixed number came in another number.
    WrongLength {
        /// How many there must be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// A field's type is not one character of the bech32 alphabet.
    UnknownTag {
        /// What was found instead.
        found: String,
    },
    /// No fallback has this version with so long a program.
    WitnessProgramInvalid {
        /// The version.
        version: u8,
        /// The length of the program, in bytes.
        length: u64,
    },
    /// The data of an unknown field holds a character outside the bech32 alphabet.
    NotBech32Words {
        /// Where it stands in the data.
        offset: u64,
        /// The byte.
        found: u8,
    },
    /// The invoice to be signed was signed before, or its signing failed: each can be tried once.
    AlreadySigned,

    /// An error of the core that this binding has no name for: the binding is older than the core.
    Unlisted {
        /// What the core says.
        text: String,
    },
}

/// Who has to act on an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Blame {
    /// The invoice or the onion came from somebody else and breaks the specification.
    Peer,
    /// The calling program asked for what cannot be.
    Caller,
    /// Nothing is wrong but a size: a larger buffer makes the same call succeed.
    Capacity,
}

impl Blame {
    /// What only a binding refuses is the caller's.
    pub(crate) fn of(core: Option<blame::Blame>) -> Self {
        match core {
            Some(blame::Blame::Peer) => Self::Peer,
            Some(blame::Blame::Capacity) => Self::Capacity,
            _ => Self::Caller,
        }
    }
}

#[uniffi::export]
impl InvoiceError {
    /// The number of this kind of error: the same in every language, and never given to another.
    #[must_use]
    pub fn code(&self) -> u16 {
        match self {
            Self::Bech32NoSeparator => 100,
            Self::Bech32NoHumanReadablePart => 101,
            Self::Bech32Character { .. } => 102,
            Self::Bech32MixedCase { .. } => 103,
            Self::Bech32TooShort { .. } => 104,
            Self::Bech32Checksum => 105,
            Self::NotAnInvoice => 200,
            Self::UnknownNetwork { .. } => 201,
            Self::AmountCharacter { .. } => 202,
            Self::AmountTooLarge { .. } => 203,
            Self::SubMillisatoshi { .. } => 204,
            Self::TooShort { .. } => 205,
            Self::FieldTruncated { .. } => 206,
            Self::TrailingWords { .. } => 207,
            Self::FieldLength { .. } => 208,
            Self::NotMinimal { .. } => 209,
            Self::IntegerTooLarge { .. } => 210,
            Self::NotUtf8 { .. } => 211,
            Self::NotAPoint { .. } => 212,
            Self::MalformedSignature { .. } => 213,
            Self::NoInvoiceInUri => 214,
            Self::SignatureHighS => 300,
            Self::SignatureMismatch => 301,
            Self::SignatureNotRecoverable => 302,
            Self::MissingField { .. } => 303,
            Self::MissingDescription => 304,
            Self::TwoDescriptions => 305,
            Self::FeatureUnknownRequired { .. } => 306,
            Self::FeatureMissingDependency { .. } => 307,
            Self::ZeroAmount => 308,
            Self::Expired { .. } => 309,
            Self::BufferTooSmall { .. } => 400,
            Self::FieldTooLong { .. } => 401,
            Self::TimestampTooLarge { .. } => 402,
            Self::EmptyRouteHint => 403,
            Self::WrongSigner => 404,
            Self::FeatureContext { .. } => 405,
            Self::FeatureBitTooLarge { .. } => 406,
            Self::FeatureBothBits { .. } => 407,
            Self::NotUnknown { .. } => 408,
            Self::KeyNotAPoint => 500,
            Self::SecretKeyOutOfRange => 501,
            Self::SignatureOutOfRange => 502,
            Self::RecoveryIdOutOfRange { .. } => 503,
            Self::WrongLength { .. } => 600,
            Self::UnknownTag { .. } => 601,
            Self::WitnessProgramInvalid { .. } => 602,
            Self::NotBech32Words { .. } => 603,
            Self::AlreadySigned => 605,
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

impl InvoiceError {
    pub(crate) fn witness_program(version: u8, length: usize) -> Self {
        Self::WitnessProgramInvalid { version, length: wide(length) }
    }

    pub(crate) fn not_words(offset: usize, found: u8) -> Self {
        Self::NotBech32Words { offset: wide(offset), found }
    }

    /// What the core has and this binding does not know.
    pub(crate) fn unlisted(what: impl Debug) -> Self {
        Self::Unlisted { text: format!("not known to this binding: {what:?}") }
    }
}

impl From<WrongLength> for InvoiceError {
    fn from(length: WrongLength) -> Self {
        Self::WrongLength { expected: wide(length.expected), found: wide(length.found) }
    }
}

impl fmt::Display for InvoiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = self.origin() {
            return fmt::Display::fmt(&origin, f);
        }
        match self {
            Self::WrongLength { expected, found } => write!(f, "expected {expected} bytes, found {found}"),
            Self::UnknownTag { found } => {
                write!(f, "field type: expected one bech32 character, found `{found}`")
            }
            Self::WitnessProgramInvalid { version, length } => {
                write!(f, "no fallback of version {version} has a program of {length} bytes")
            }
            Self::NotBech32Words { offset, found } => {
                write!(f, "character {offset} of the data: expected a bech32 character, found 0x{found:02x}")
            }
            Self::AlreadySigned => f.write_str("this invoice was signed before, or its signing failed"),
            Self::Unlisted { text } => f.write_str(text),
            // Only a host that makes up an error of its own, with a field letter that is none, comes here.
            other => fmt::Debug::fmt(other, f),
        }
    }
}

impl std::error::Error for InvoiceError {}

/// Sizes cross as 64 bits, whatever the machine.
pub(crate) fn wide(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}
