//! Reading from and writing to byte slices, and showing bytes as hex.
//!
//! [`Reader`] and [`Writer`] know where they stand, so that an error can say at which offset it happened.
//! Integers are big-endian, as in the BOLTs; the names of little-endian ones end in `_le`.

use crate::blame::Blame;
use core::fmt;

/// What can go wrong while reading or writing bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The input ends inside a value.
    Truncated {
        /// Where the value begins, in bytes.
        offset: usize,
        /// How many bytes it takes.
        expected: usize,
        /// How many are left.
        found: usize,
    },
    /// The output does not fit its buffer.
    BufferTooSmall {
        /// How many bytes the whole output takes.
        needed: usize,
        /// How many the buffer has.
        found: usize,
    },
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Truncated { .. } => Blame::Peer,
            Self::BufferTooSmall { .. } => Blame::Capacity,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated { offset, expected, found } => {
                write!(f, "truncated at byte {offset}: expected {expected} bytes, found {found}")
            }
            Self::BufferTooSmall { needed, found } => {
                write!(f, "buffer too small: needed {needed} bytes, found {found}")
            }
        }
    }
}

impl core::error::Error for Error {}

/// Reads values from the front of a slice.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    /// Reads from the start of `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, offset: 0 }
    }

    /// How many bytes have been read.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// What has not been read.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether everything has been read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next `length` bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`] when fewer are left; nothing is consumed then.
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let Some((head, rest)) = self.rest.split_at_checked(length) else {
            return Err(self.truncated(length));
        };
        self.advance(length, rest);
        Ok(head)
    }

    /// The next `N` bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`] when fewer are left; nothing is consumed then.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let Some((head, rest)) = self.rest.split_first_chunk::<N>() else {
            return Err(self.truncated(N));
        };
        self.advance(N, rest);
        Ok(*head)
    }

    /// The next byte.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`] when none is left.
    pub fn u8(&mut self) -> Result<u8, Error> {
        self.array().map(u8::from_be_bytes)
    }

    /// The next two bytes, big-endian.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`] when fewer are left.
    pub fn u16(&mut self) -> Result<u16, Error> {
        self.array().map(u16::from_be_bytes)
    }

    /// The next four bytes, big-endian.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`] when fewer are left.
    pub fn u32(&mut self) -> Result<u32, Error> {
        self.array().map(u32::from_be_bytes)
    }

    /// The next eight bytes, big-endian.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`] when fewer are left.
    pub fn u64(&mut self) -> Result<u64, Error> {
        self.array().map(u64::from_be_bytes)
    }

    /// The next two bytes, little-endian.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`] when fewer are left.
    pub fn u16_le(&mut self) -> Result<u16, Error> {
        self.array().map(u16::from_le_bytes)
    }

    /// The next four bytes, little-endian.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`] when fewer are left.
    pub fn u32_le(&mut self) -> Result<u32, Error> {
        self.array().map(u32::from_le_bytes)
    }

    /// The next eight bytes, little-endian.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`] when fewer are left.
    pub fn u64_le(&mut self) -> Result<u64, Error> {
        self.array().map(u64::from_le_bytes)
    }

    fn truncated(&self, expected: usize) -> Error {
        Error::Truncated { offset: self.offset, expected, found: self.rest.len() }
    }

    fn advance(&mut self, length: usize, rest: &'a [u8]) {
        // Cannot saturate: the offset stays within the slice that was given.
        self.offset = self.offset.saturating_add(length);
        self.rest = rest;
    }
}

/// Writes values one after another into a slice.
#[derive(Debug)]
pub struct Writer<'b> {
    out: &'b mut [u8],
    length: usize,
}

impl<'b> Writer<'b> {
    /// Writes from the start of `out`.
    #[must_use]
    pub const fn new(out: &'b mut [u8]) -> Self {
        Self { out, length: 0 }
    }

    /// How many bytes have been written.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.length
    }

    /// Whether nothing has been written.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Appends `bytes`.
    ///
    /// # Errors
    ///
    /// [`Error::BufferTooSmall`] when they do not fit; nothing of them is written then.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let end = self.length.saturating_add(bytes.len());
        let found = self.out.len();
        let room = self.out.get_mut(self.length..end).ok_or(Error::BufferTooSmall { needed: end, found })?;
        room.copy_from_slice(bytes);
        self.length = end;
        Ok(())
    }

    /// The bytes written so far.
    #[must_use]
    pub fn written(&self) -> &[u8] {
        self.out.get(..self.length).unwrap_or_default()
    }

    /// The bytes written.
    #[must_use]
    pub fn finish(self) -> &'b [u8] {
        let written: &'b [u8] = self.out;
        written.get(..self.length).unwrap_or(written)
    }
}

/// Shows bytes as lower-case hex.
#[derive(Clone, Copy)]
pub struct Hex<'a>(pub &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Copies the bytes of an iterator that knows its length into `out`, all or nothing.
///
/// # Errors
///
/// [`Error::BufferTooSmall`] with the size needed; `out` is left unwritten then.
pub(crate) fn copy_into(source: impl ExactSizeIterator<Item = u8>, out: &mut [u8]) -> Result<usize, Error> {
    let needed = source.len();
    let found = out.len();
    let room = out.get_mut(..needed).ok_or(Error::BufferTooSmall { needed, found })?;
    room.iter_mut().zip(source).for_each(|(slot, byte)| *slot = byte);
    Ok(needed)
}
