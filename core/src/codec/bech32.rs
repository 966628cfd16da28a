//! Bech32 (BIP 173) without its limit of 90 characters and without an allocator, as BOLT 11 uses it, and bech32m
//! (BIP 350), as Ark's addresses do.
//!
//! [`Bech32Ref`] checks a text once and borrows its parts. The data part stays text: [`Words`] reads 5-bit
//! words from it, [`Octets`] and [`Chars`] read bytes and UTF-8 across the words' borders.

mod checksum;
mod encode;
mod octets;
mod words;

pub(crate) use encode::Encoder;
pub use octets::{Chars, OctetIter, Octets};
pub use words::{WordBytes, Words};

use crate::blame::Blame;
use checksum::Residue;
use core::fmt;

/// How many characters a checksum takes.
pub const CHECKSUM_LENGTH: usize = 6;

/// Between the human-readable part and the data part.
const SEPARATOR: u8 = b'1';

/// Which checksum ends a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Variant {
    /// BIP 173.
    Bech32,
    /// BIP 350.
    Bech32m,
}

/// Why a text is not bech32.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// No `1` separates a human-readable part from the data.
    NoSeparator,
    /// Nothing stands before the separator.
    NoHumanReadablePart,
    /// A character that does not belong: outside `!` to `~` before the separator, outside the alphabet after it.
    Character {
        /// Where it stands, in bytes from the start.
        offset: usize,
        /// The byte.
        found: u8,
    },
    /// Upper and lower case in one text.
    MixedCase {
        /// The first letter of another case than the first letter.
        offset: usize,
    },
    /// No room for the checksum.
    TooShort {
        /// The least length of the part after the separator, in characters.
        expected: usize,
        /// Its length.
        found: usize,
    },
    /// The checksum does not fit the text: some character is wrong.
    Checksum,
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        Blame::Peer
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSeparator => f.write_str("no separator `1`"),
            Self::NoHumanReadablePart => f.write_str("nothing before the separator `1`"),
            Self::Character { offset, found } => {
                write!(f, "character {offset}: unexpected byte 0x{found:02x}")?;
                match found {
                    b'!'..=b'~' => write!(f, " (`{}`)", char::from(*found)),
                    _ => Ok(()),
                }
            }
            Self::MixedCase { offset } => write!(f, "character {offset}: upper and lower case are mixed"),
            Self::TooShort { expected, found } => {
                write!(
                    f,
                    "too short: expected at least {expected} characters after the separator, found {found}"
                )
            }
            Self::Checksum => f.write_str("the checksum does not fit: some character is wrong"),
        }
    }
}

impl core::error::Error for Error {}

/// A text with a valid bech32 checksum, borrowed and split.
#[derive(Clone, Copy, Debug)]
pub struct Bech32Ref<'a> {
    /// What stands before the separator, in the case of the text.
    pub human_readable_part: &'a str,
    /// What stands between the separator and the checksum.
    pub data: Words<'a>,
}

impl<'a> Bech32Ref<'a> {
    /// Checks characters, case and checksum of BIP 173, whatever the length.
    ///
    /// # Errors
    ///
    /// Any [`Error`], the leftmost cause first.
    ///
    /// ```
    /// use keelbolt::codec::bech32::{Bech32Ref, Error};
    /// assert_eq!(Bech32Ref::parse("a12uel5l").unwrap().human_readable_part, "a");
    /// assert_eq!(Bech32Ref::parse("a12ueL5l").unwrap_err(), Error::MixedCase { offset: 5 });
    /// ```
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        Self::parse_as(text, Variant::Bech32)
    }

    /// Checks characters, case and checksum, whatever the length.
    ///
    /// # Errors
    ///
    /// Any [`Error`], the leftmost cause first.
    ///
    /// ```
    /// use keelbolt::codec::bech32::{Bech32Ref, Error, Variant};
    /// assert!(Bech32Ref::parse_as("a1lqfn3a", Variant::Bech32m).is_ok());
    /// assert_eq!(Bech32Ref::parse_as("a12uel5l", Variant::Bech32m).unwrap_err(), Error::Checksum);
    /// ```
    pub fn parse_as(text: &'a str, variant: Variant) -> Result<Self, Error> {
        // "the last `1` in the string is the separator" (BIP 173)
        let separator = text.bytes().rposition(|byte| byte == SEPARATOR).ok_or(Error::NoSeparator)?;
        let (hrp, rest) = text.split_at_checked(separator).ok_or(Error::NoSeparator)?;
        let data = rest.get(1..).unwrap_or_default();
        let words = Words::of_checked(data);
        let mut residue = Residue::after(hrp);
        // Every bit that any character of the data part sets; above 31 when one does not belong.
        let mut seen = 0;
        for character in data.bytes() {
            let word = words::value_or_invalid(character);
            seen |= word;
            residue.input(word & 31);
        }
        if seen > 31 || !is_plain(hrp) || is_mixed(text) {
            check_characters(text, separator)?;
        }
        if hrp.is_empty() {
            return Err(Error::NoHumanReadablePart);
        }
        let Some(split) = data.len().checked_sub(CHECKSUM_LENGTH) else {
            return Err(Error::TooShort { expected: CHECKSUM_LENGTH, found: data.len() });
        };
        if !residue.is_valid(variant) {
            return Err(Error::Checksum);
        }
        let (payload, _checksum) = words.split_at(split).ok_or(Error::Checksum)?;
        Ok(Self { human_readable_part: hrp, data: payload })
    }
}

/// The lower-case character of the low five bits of `word`.
pub(crate) fn character(word: u8) -> char {
    char::from(words::character(word))
}

/// Whether every character may stand in a human-readable part.
fn is_plain(hrp: &str) -> bool {
    hrp.bytes().all(|byte| matches!(byte, b'!'..=b'~'))
}

/// Whether letters of both cases occur.
fn is_mixed(text: &str) -> bool {
    let cases = text.bytes().fold((false, false), |(lower, upper), byte| {
        (lower | byte.is_ascii_lowercase(), upper | byte.is_ascii_uppercase())
    });
    cases == (true, true)
}

/// Finds the first character that does not belong where it stands, or is of another case than the first letter.
/// It is asked only when there is one, so that sound texts do not pay for the search.
fn check_characters(text: &str, separator: usize) -> Result<(), Error> {
    let mut upper = None;
    for (offset, found) in text.bytes().enumerate() {
        let belongs = match offset <= separator {
            true => matches!(found, b'!'..=b'~'),
            false => words::value(found).is_some(),
        };
        if !belongs {
            return Err(Error::Character { offset, found });
        }
        if found.is_ascii_alphabetic()
            && *upper.get_or_insert(found.is_ascii_uppercase()) != found.is_ascii_uppercase()
        {
            return Err(Error::MixedCase { offset });
        }
    }
    Ok(())
}
