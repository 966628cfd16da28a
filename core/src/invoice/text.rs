//! UTF-8 text in an invoice.

use crate::bytes;
use crate::codec::bech32::Octets;
use core::fmt::{self, Write as _};

/// Text that was found to be UTF-8, wherever its bytes lie.
///
/// It is written by a stranger: sanitise it before it reaches HTML, SQL or a shell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Text<'a>(Octets<'a>);

impl<'a> Text<'a> {
    /// Text in memory.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self(Octets::from_bytes(text.as_bytes()))
    }

    /// Checks `octets`; the error is the offset of the byte at which they stop to be UTF-8.
    pub(super) fn checked(octets: Octets<'a>) -> Result<Self, usize> {
        octets.chars().try_for_each(|character| character.map(drop))?;
        Ok(Self(octets))
    }

    /// The length of the UTF-8 form, in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no character.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The characters.
    pub fn chars(&self) -> impl Iterator<Item = char> + Clone + use<'a> {
        self.0.chars().map_while(Result::ok)
    }

    /// The UTF-8 form.
    #[must_use]
    pub const fn octets(&self) -> Octets<'a> {
        self.0
    }

    /// Copies the UTF-8 form to the start of `out` and returns its length in bytes.
    ///
    /// # Errors
    ///
    /// [`bytes::Error::BufferTooSmall`] with the size needed; `out` is left unwritten.
    pub fn copy_into(&self, out: &mut [u8]) -> Result<usize, bytes::Error> {
        self.0.copy_into(out)
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|character| f.write_char(character))
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        self.chars().flat_map(char::escape_debug).try_for_each(|character| f.write_char(character))?;
        f.write_char('"')
    }
}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        self.chars().eq(other.chars())
    }
}
