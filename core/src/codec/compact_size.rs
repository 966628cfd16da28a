//! Compact sizes, the variable-length integers of Bitcoin's own serialisation, in their shortest form only.
//!
//! | value | bytes |
//! | --- | --- |
//! | below 0xfd | the value |
//! | below 2^16 | `fd` and two bytes, little-endian |
//! | below 2^32 | `fe` and four bytes |
//! | else | `ff` and eight bytes |

use crate::blame::Blame;
use crate::bytes::{self, Reader, Writer};
use core::fmt;

pub use crate::codec::bigsize::length;

/// Why bytes are not a compact size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The input ends inside the integer.
    Bytes(bytes::Error),
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
            Self::Bytes(error) => fmt::Display::fmt(error, f),
            Self::NotMinimal { offset, value } => {
                write!(f, "compact size at byte {offset} is not the shortest form of {value}")
            }
        }
    }
}

impl core::error::Error for Error {}

/// Reads one integer.
///
/// # Errors
///
/// [`Error::Bytes`] or [`Error::NotMinimal`].
///
/// ```
/// use keelbolt::{bytes::Reader, codec::compact_size};
/// assert_eq!(compact_size::read(&mut Reader::new(&[0xfd, 0x00, 0x01])), Ok(256));
/// ```
pub fn read(reader: &mut Reader<'_>) -> Result<u64, Error> {
    let offset = reader.offset();
    let (value, least) = read_any(reader).map_err(Error::Bytes)?;
    match value < least {
        true => Err(Error::NotMinimal { offset, value }),
        false => Ok(value),
    }
}

/// Appends `value` in its shortest form.
///
/// # Errors
///
/// [`bytes::Error::BufferTooSmall`].
pub fn write(value: u64, writer: &mut Writer<'_>) -> Result<(), bytes::Error> {
    let bytes = value.to_le_bytes();
    let [a, b, c, d, ..] = bytes;
    match length(value) {
        1 => writer.put(&[a]),
        3 => writer.put(&[0xfd, a, b]),
        5 => writer.put(&[0xfe, a, b, c, d]),
        _ => writer.put(&[0xff]).and_then(|()| writer.put(&bytes)),
    }
}

/// The value, and the least value that may be written in this form.
fn read_any(reader: &mut Reader<'_>) -> Result<(u64, u64), bytes::Error> {
    Ok(match reader.u8()? {
        0xff => (reader.u64_le()?, 0x1_0000_0000),
        0xfe => (u64::from(reader.u32_le()?), 0x1_0000),
        0xfd => (u64::from(reader.u16_le()?), 0xfd),
        small => (u64::from(small), 0),
    })
}
