//! TLV streams (BOLT 1, "Type-Length-Value Format").
//!
//! A stream is a row of records `type ‖ length ‖ value`, both numbers BigSize, types strictly increasing.
//! [`Records`] walks one without copying; the reader says which types it knows, and an unknown even type is
//! an error while an unknown odd one is passed through.

use crate::blame::Blame;
use crate::bytes::{self, Reader, Writer};
use crate::codec::bigsize;
use core::fmt;

/// Why bytes are not a valid TLV stream for a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// A type or a length is not a BigSize.
    BigSize(bigsize::Error),
    /// The stream ends inside a value.
    ValueTruncated {
        /// The record's type.
        record: u64,
        /// Where the value begins, in bytes.
        offset: usize,
        /// The announced length.
        expected: u64,
        /// How many bytes are left.
        found: usize,
    },
    /// A type is not above the type before it; equal types are duplicates.
    Order {
        /// The record's type.
        record: u64,
        /// Where the record begins, in bytes.
        offset: usize,
        /// The type before it.
        previous: u64,
    },
    /// An even type that the reader does not know.
    UnknownEven {
        /// The record's type.
        record: u64,
        /// Where the record begins, in bytes.
        offset: usize,
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
            Self::BigSize(error) => write!(f, "tlv stream: {error}"),
            Self::ValueTruncated { record, offset, expected, found } => write!(
                f,
                "tlv record {record}: value at byte {offset} is truncated: expected {expected} bytes, found {found}"
            ),
            Self::Order { record, offset, previous } => {
                write!(f, "tlv record {record} at byte {offset} is not above record {previous} before it")
            }
            Self::UnknownEven { record, offset } => {
                write!(f, "tlv record {record} at byte {offset} is even and unknown")
            }
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::BigSize(error) => Some(error),
            _ => None,
        }
    }
}

/// One record of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The type.
    pub number: u64,
    /// The value.
    pub value: &'a [u8],
    /// Where the value begins in the stream, in bytes.
    pub offset: usize,
}

/// The records of a stream, each checked as it is reached. After an error the iterator is at its end.
///
/// ```
/// use keelbolt::codec::tlv::{Error, Records};
/// let known = |number| number == 2;
/// let mut records = Records::new(&[0x02, 0x01, 0xaa, 0x04, 0x00], known);
/// assert_eq!(records.next().unwrap().unwrap().value, [0xaa]);
/// assert_eq!(records.next(), Some(Err(Error::UnknownEven { record: 4, offset: 3 })));
/// ```
#[derive(Clone, Debug)]
pub struct Records<'a, K> {
    reader: Reader<'a>,
    known: K,
    previous: Option<u64>,
    failed: bool,
}

impl<'a, K: Fn(u64) -> bool> Records<'a, K> {
    /// Walks `stream` for a reader that knows the types for which `known` holds.
    pub const fn new(stream: &'a [u8], known: K) -> Self {
        Self { reader: Reader::new(stream), known, previous: None, failed: false }
    }

    fn read(&mut self) -> Result<Record<'a>, Error> {
        let start = self.reader.offset();
        let number = bigsize::read(&mut self.reader).map_err(Error::BigSize)?;
        // "MUST be monotonically-increasing" (BOLT 1)
        if let Some(previous) = self.previous.filter(|previous| number <= *previous) {
            return Err(Error::Order { record: number, offset: start, previous });
        }
        self.previous = Some(number);
        let length = bigsize::read(&mut self.reader).map_err(Error::BigSize)?;
        let offset = self.reader.offset();
        let value = usize::try_from(length).ok().and_then(|length| self.reader.take(length).ok()).ok_or(
            Error::ValueTruncated {
                record: number,
                offset,
                expected: length,
                found: self.reader.rest().len(),
            },
        )?;
        // "if type is even: MUST fail to parse" (BOLT 1)
        if number & 1 == 0 && !(self.known)(number) {
            return Err(Error::UnknownEven { record: number, offset: start });
        }
        Ok(Record { number, value, offset })
    }
}

impl<'a, K: Fn(u64) -> bool> Iterator for Records<'a, K> {
    type Item = Result<Record<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed || self.reader.is_empty() {
            return None;
        }
        let record = self.read();
        self.failed = record.is_err();
        Some(record)
    }
}

/// Why a record cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WriteError {
    /// The type is not above the one written before it.
    Order {
        /// The record's type.
        record: u64,
        /// The type before it.
        previous: u64,
    },
    /// The record does not fit the buffer.
    Bytes(bytes::Error),
}

impl WriteError {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Order { .. } => Blame::Caller,
            Self::Bytes(error) => error.blame(),
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order { record, previous } => {
                write!(f, "tlv record {record} is not above record {previous} before it")
            }
            Self::Bytes(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl core::error::Error for WriteError {}

/// Writes records in the order of their types.
#[derive(Debug)]
pub struct RecordWriter<'w, 'b> {
    writer: &'w mut Writer<'b>,
    previous: Option<u64>,
}

impl<'w, 'b> RecordWriter<'w, 'b> {
    /// Appends a stream to `writer`.
    pub const fn new(writer: &'w mut Writer<'b>) -> Self {
        Self { writer, previous: None }
    }

    /// Appends one record.
    ///
    /// # Errors
    ///
    /// [`WriteError::Order`] or [`WriteError::Bytes`]; a record that does not fit may be half written.
    pub fn put(&mut self, number: u64, value: &[u8]) -> Result<(), WriteError> {
        self.head(number, value.len())?;
        self.writer.put(value).map_err(WriteError::Bytes)
    }

    /// Appends one record whose value comes byte by byte.
    ///
    /// # Errors
    ///
    /// As [`RecordWriter::put`].
    pub fn put_iter(
        &mut self,
        number: u64,
        mut value: impl ExactSizeIterator<Item = u8>,
    ) -> Result<(), WriteError> {
        self.head(number, value.len())?;
        value.try_for_each(|byte| self.writer.put(&[byte])).map_err(WriteError::Bytes)
    }

    fn head(&mut self, number: u64, length: usize) -> Result<(), WriteError> {
        if let Some(previous) = self.previous.filter(|previous| number <= *previous) {
            return Err(WriteError::Order { record: number, previous });
        }
        self.previous = Some(number);
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        bigsize::write(number, self.writer).map_err(WriteError::Bytes)?;
        bigsize::write(length, self.writer).map_err(WriteError::Bytes)
    }
}

/// How many bytes a record takes with a value of `length` bytes.
#[must_use]
pub fn record_length(number: u64, length: usize) -> usize {
    let head = bigsize::length(u64::try_from(length).unwrap_or(u64::MAX));
    bigsize::length(number).saturating_add(head).saturating_add(length)
}
