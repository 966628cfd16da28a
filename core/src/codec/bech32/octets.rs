//! Bytes and text, whether they lie packed in words or plain in memory.

use super::{WordBytes, Words};
use crate::bytes::{self, Hex};
use core::fmt;
use core::iter::Copied;
use core::slice;

/// A run of bytes: packed in 5-bit words (read from a text) or plain (about to be written to one).
#[derive(Clone, Copy)]
pub struct Octets<'a>(Form<'a>);

#[derive(Clone, Copy)]
enum Form<'a> {
    Words(Words<'a>),
    Plain(&'a [u8]),
}

impl<'a> Octets<'a> {
    /// The whole bytes in `words`.
    #[must_use]
    pub const fn from_words(words: Words<'a>) -> Self {
        Self(Form::Words(words))
    }

    /// Bytes in memory.
    #[must_use]
    pub const fn from_bytes(bytes: &'a [u8]) -> Self {
        Self(Form::Plain(bytes))
    }

    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.iter().len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes in order.
    #[must_use]
    pub fn iter(&self) -> OctetIter<'a> {
        OctetIter(match self.0 {
            Form::Words(words) => Source::Words(words.bytes()),
            Form::Plain(bytes) => Source::Plain(bytes.iter().copied()),
        })
    }

    /// Copies the bytes to the start of `out` and returns their number.
    ///
    /// # Errors
    ///
    /// [`bytes::Error::BufferTooSmall`] with the size needed; `out` is left unwritten.
    pub fn copy_into(&self, out: &mut [u8]) -> Result<usize, bytes::Error> {
        bytes::copy_into(self.iter(), out)
    }

    /// The bytes as an owned vector.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn to_vec(&self) -> alloc::vec::Vec<u8> {
        self.iter().collect()
    }

    /// The words that hold these bytes, when they came from words.
    pub(crate) const fn words(&self) -> Option<Words<'a>> {
        match self.0 {
            Form::Words(words) => Some(words),
            Form::Plain(_) => None,
        }
    }

    /// The bytes decoded as UTF-8.
    pub(crate) fn chars(&self) -> Chars<'a> {
        Chars { bytes: self.iter(), offset: 0 }
    }
}

impl PartialEq for Octets<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Octets<'_> {}

impl PartialEq<[u8]> for Octets<'_> {
    fn eq(&self, other: &[u8]) -> bool {
        self.iter().eq(other.iter().copied())
    }
}

impl fmt::Debug for Octets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|byte| fmt::Debug::fmt(&Hex(&[byte]), f))
    }
}

/// The bytes of [`Octets`].
#[derive(Clone, Debug)]
pub struct OctetIter<'a>(Source<'a>);

#[derive(Clone, Debug)]
enum Source<'a> {
    Words(WordBytes<'a>),
    Plain(Copied<slice::Iter<'a, u8>>),
}

impl Iterator for OctetIter<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        match &mut self.0 {
            Source::Words(bytes) => bytes.next(),
            Source::Plain(bytes) => bytes.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Source::Words(bytes) => bytes.size_hint(),
            Source::Plain(bytes) => bytes.size_hint(),
        }
    }
}

impl ExactSizeIterator for OctetIter<'_> {}

/// The characters of UTF-8 text that streams by; an item is an error, with the offset of the byte where the
/// bad sequence begins, when the bytes are not UTF-8.
#[derive(Clone, Debug)]
pub struct Chars<'a> {
    bytes: OctetIter<'a>,
    offset: usize,
}

impl Iterator for Chars<'_> {
    type Item = Result<char, usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.bytes.next()?;
        let start = self.offset;
        let more = match first {
            0x00..0x80 => {
                self.offset = self.offset.saturating_add(1);
                return Some(Ok(char::from(first)));
            }
            0xc2..0xe0 => 1,
            0xe0..0xf0 => 2,
            0xf0..0xf5 => 3,
            _ => return Some(Err(start)),
        };
        let mut sequence = [first, 0, 0, 0];
        let mut length = 1_usize;
        for (slot, byte) in sequence.iter_mut().skip(1).zip(self.bytes.by_ref().take(more)) {
            *slot = byte;
            length = length.saturating_add(1);
        }
        self.offset = start.saturating_add(length);
        let decoded = sequence.get(..length).and_then(|bytes| core::str::from_utf8(bytes).ok());
        Some(decoded.and_then(|text| text.chars().next()).ok_or(start))
    }
}
