//! BigSize, the variable-length integer of BOLT 1 ("Type-Length-Value Format", appendix A).
//!
//! | value | bytes |
//! | --- | --- |
//! | below 0xfd | the value |
//! | below 2^16 | `fd` and two bytes, big-endian |
//! | below 2^32 | `fe` and four bytes |
//! | else | `ff` and eight bytes |

use crate::blame::Blame;
use crate::bytes::{self, Reader, Writer};
use core::fmt;

/// Why bytes are not a BigSize.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The input ends inside the integer.
    Truncated {
        /// Where the integer begins, in bytes.
        offset: usize,
        /// How many bytes it takes.
        expected: usize,
        /// How many are left.
        found: usize,
    },
    /// A shorter form holds the same value.
    NotMinimal {
        /// Where the integer begins, in bytes.
        offset: usize,
        /// The value.
        value: u64,
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
            Self::Truncated { offset, expected, found } => {
                write!(f, "bigsize at byte {offset} is truncated: expected {expected} bytes, found {found}")
            }
            Self::NotMinimal { offset, value } => {
                write!(f, "bigsize at byte {offset} is not the shortest form of {value}")
            }
        }
    }
}

impl core::error::Error for Error {}

/// Reads one integer.
///
/// # Errors
///
/// [`Error::Truncated`] or [`Error::NotMinimal`]; the reader is left where it was.
///
/// ```
/// use keelbolt::{bytes::Reader, codec::bigsize};
/// assert_eq!(bigsize::read(&mut Reader::new(&[0xfd, 0x01, 0x00])), Ok(256));
/// ```
pub fn read(reader: &mut Reader<'_>) -> Result<u64, Error> {
    let mut ahead = *reader;
    let (value, least) = read_any(&mut ahead).map_err(|_| Error::Truncated {
        offset: reader.offset(),
        expected: reader.rest().first().map_or(1, |prefix| width(*prefix)),
        found: reader.rest().len(),
    })?;
    // "MUST be minimally encoded" (BOLT 1)
    if value < least {
        return Err(Error::NotMinimal { offset: reader.offset(), value });
    }
    *reader = ahead;
    Ok(value)
}

/// Appends `value` in its shortest form.
///
/// # Errors
///
/// [`bytes::Error::BufferTooSmall`].
pub fn write(value: u64, writer: &mut Writer<'_>) -> Result<(), bytes::Error> {
    let bytes = value.to_be_bytes();
    let [.., c, d, e, f, g, h] = bytes;
    match length(value) {
        1 => writer.put(&[h]),
        3 => writer.put(&[0xfd, g, h]),
        5 => writer.put(&[0xfe, e, f, g, h]),
        _ => {
            let [a, b, ..] = bytes;
            writer.put(&[0xff, a, b, c, d, e, f, g, h])
        }
    }
}

/// How many bytes [`write()`] takes for `value`.
#[must_use]
pub const fn length(value: u64) -> usize {
    match value {
        0..0xfd => 1,
        0xfd..0x1_0000 => 3,
        0x1_0000..0x1_0000_0000 => 5,
        _ => 9,
    }
}

/// How many bytes an integer takes that begins with `prefix`.
const fn width(prefix: u8) -> usize {
    match prefix {
        0xff => 9,
        0xfe => 5,
        0xfd => 3,
        _ => 1,
    }
}

/// The value, and the least value that may be written in this form.
fn read_any(reader: &mut Reader<'_>) -> Result<(u64, u64), bytes::Error> {
    Ok(match reader.u8()? {
        0xff => (reader.u64()?, 0x1_0000_0000),
        0xfe => (u64::from(reader.u32()?), 0x1_0000),
        0xfd => (u64::from(reader.u16()?), 0xfd),
        small => (u64::from(small), 0),
    })
}
