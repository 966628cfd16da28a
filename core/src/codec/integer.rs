//! The integers of BOLT 1's fundamental types that fill a whole TLV value: truncated ones (`tu16`, `tu32`,
//! `tu64`) drop their leading zeros; signed ones (`s8` to `s64`) are two's complement of fixed width.

use crate::blame::Blame;
use crate::bytes::{self, Writer};
use core::fmt;

/// Why a value is not an integer of the type asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// A truncated integer with more bytes than its type has.
    TooLong {
        /// The width of the type, in bytes.
        expected: usize,
        /// The length of the value.
        found: usize,
    },
    /// A truncated integer with a leading zero byte.
    NotMinimal,
    /// A signed integer of another width than its type's.
    Length {
        /// The width of the type, in bytes.
        expected: usize,
        /// The length of the value.
        found: usize,
    },
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
            Self::TooLong { expected, found } => {
                write!(f, "truncated integer: expected at most {expected} bytes, found {found}")
            }
            Self::NotMinimal => f.write_str("truncated integer begins with a zero byte"),
            Self::Length { expected, found } => {
                write!(f, "integer: expected {expected} bytes, found {found}")
            }
        }
    }
}

impl core::error::Error for Error {}

/// Reads a whole value as a truncated integer of at most `WIDTH` bytes: 2 for `tu16`, 4 for `tu32`, 8 for
/// `tu64`.
///
/// # Errors
///
/// [`Error::TooLong`], or [`Error::NotMinimal`] for a leading zero byte.
///
/// ```
/// use keelbolt::codec::integer;
/// assert_eq!(integer::read_truncated::<2>(&[0x01, 0x00]), Ok(256));
/// assert_eq!(integer::read_truncated::<2>(&[]), Ok(0));
/// assert_eq!(integer::read_truncated::<2>(&[0x00]), Err(integer::Error::NotMinimal));
/// ```
pub fn read_truncated<const WIDTH: usize>(value: &[u8]) -> Result<u64, Error> {
    const { assert!(WIDTH <= 8, "the widest type is tu64") }
    if value.len() > WIDTH {
        return Err(Error::TooLong { expected: WIDTH, found: value.len() });
    }
    // "MUST NOT have leading zero bytes" (BOLT 1, fundamental types)
    if value.first() == Some(&0) {
        return Err(Error::NotMinimal);
    }
    Ok(value.iter().fold(0, |sum: u64, byte| sum.wrapping_shl(8) | u64::from(*byte)))
}

/// Appends `value` without leading zero bytes; zero takes none.
///
/// # Errors
///
/// [`bytes::Error::BufferTooSmall`].
pub fn write_truncated(value: u64, writer: &mut Writer<'_>) -> Result<(), bytes::Error> {
    let bytes = value.to_be_bytes();
    let leading = bytes.iter().take_while(|byte| **byte == 0).count();
    writer.put(bytes.get(leading..).unwrap_or_default())
}

/// Reads a whole value as a signed integer of exactly `WIDTH` bytes: 1 for `s8` to 8 for `s64`.
///
/// # Errors
///
/// [`Error::Length`].
pub fn read_signed<const WIDTH: usize>(value: &[u8]) -> Result<i64, Error> {
    const { assert!(WIDTH >= 1 && WIDTH <= 8, "the types are s8 to s64") }
    let fixed: &[u8; WIDTH] =
        value.try_into().map_err(|_| Error::Length { expected: WIDTH, found: value.len() })?;
    let negative = fixed.first().is_some_and(|byte| byte >> 7 == 1);
    let start = if negative { -1_i64 } else { 0 };
    Ok(fixed.iter().fold(start, |sum, byte| sum.wrapping_shl(8) | i64::from(*byte)))
}

/// Appends the low `WIDTH` bytes of `value`; `None` when it does not fit the type.
///
/// # Errors
///
/// [`bytes::Error::BufferTooSmall`].
pub fn write_signed<const WIDTH: usize>(
    value: i64,
    writer: &mut Writer<'_>,
) -> Option<Result<(), bytes::Error>> {
    const { assert!(WIDTH >= 1 && WIDTH <= 8, "the types are s8 to s64") }
    let bytes = value.to_be_bytes();
    let kept = bytes.last_chunk::<WIDTH>()?;
    (read_signed::<WIDTH>(kept) == Ok(value)).then(|| writer.put(kept))
}
