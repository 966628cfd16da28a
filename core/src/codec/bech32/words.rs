//! 5-bit words, read from the characters that stand for them.

use super::Error;
use core::fmt;
use core::slice;

/// The character of each word, 0 to 31 (BIP 173).
const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Stands for a byte that is no character of the alphabet.
const INVALID: u8 = 0xff;

/// The word of each byte as a character.
const VALUES: [u8; 256] = values();

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    reason = "evaluated at compile time, where a fault is a compile error"
)]
const fn values() -> [u8; 256] {
    let mut values = [INVALID; 256];
    let mut word = 0;
    while word < ALPHABET.len() {
        values[ALPHABET[word] as usize] = word as u8;
        values[ALPHABET[word].to_ascii_uppercase() as usize] = word as u8;
        word += 1;
    }
    values
}

/// The character of the low five bits of `word`.
pub(super) fn character(word: u8) -> u8 {
    ALPHABET.get(usize::from(word & 31)).copied().unwrap_or_default()
}

/// The word of a character, or more than 31.
pub(super) fn value_or_invalid(character: u8) -> u8 {
    VALUES.get(usize::from(character)).copied().unwrap_or(INVALID)
}

/// The word of a character.
pub(super) fn value(character: u8) -> Option<u8> {
    Some(value_or_invalid(character)).filter(|word| *word < 32)
}

/// The word of a character that was checked before.
fn checked_value(character: &u8) -> u8 {
    value_or_invalid(*character) & 31
}

/// A run of 5-bit words, borrowed as the characters that stand for them.
#[derive(Clone, Copy)]
pub struct Words<'a>(&'a str);

impl<'a> Words<'a> {
    /// No words.
    pub const EMPTY: Self = Self("");

    /// Takes characters of the bech32 alphabet, in either case.
    ///
    /// # Errors
    ///
    /// [`Error::Character`] with the first that does not belong.
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        match text.bytes().enumerate().find(|(_, found)| value(*found).is_none()) {
            Some((offset, found)) => Err(Error::Character { offset, found }),
            None => Ok(Self(text)),
        }
    }

    /// Takes characters that were checked before.
    pub(crate) const fn of_checked(text: &'a str) -> Self {
        Self(text)
    }

    /// The characters.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.0
    }

    /// How many words there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The word at `index`.
    #[must_use]
    pub fn word(&self, index: usize) -> Option<u8> {
        self.0.as_bytes().get(index).and_then(|character| value(*character))
    }

    /// The words in order, each below 32.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = u8> + DoubleEndedIterator + Clone + use<'a> {
        self.0.as_bytes().iter().map(checked_value)
    }

    /// The first `count` words and the rest; `None` when there are fewer.
    #[must_use]
    pub fn split_at(&self, count: usize) -> Option<(Self, Self)> {
        self.0.split_at_checked(count).map(|(head, rest)| (Self(head), Self(rest)))
    }

    /// The whole bytes in these words, big-endian; what is left over at the end (fewer than 8 bits) is padding.
    #[must_use]
    pub fn bytes(&self) -> WordBytes<'a> {
        WordBytes { rest: self.0.as_bytes().iter(), held: 0, bits: 0 }
    }

    /// The byte that the leftover bits make with zero bits after them, when there are any: where the data of a
    /// signature is not a whole number of bytes.
    pub(crate) fn padded_tail(&self) -> Option<u8> {
        // Eight words are five whole bytes.
        let (_, tail) = self.split_at(self.len().wrapping_sub(self.len() % 8))?;
        let mut bytes = tail.bytes();
        bytes.by_ref().for_each(drop);
        bytes.leftover()
    }

    /// Exactly `N` bytes; `None` when the words hold fewer or more.
    #[must_use]
    pub fn array<const N: usize>(&self) -> Option<[u8; N]> {
        let bytes = self.bytes();
        if bytes.len() != N {
            return None;
        }
        let mut array = [0; N];
        array.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = byte);
        Some(array)
    }

    /// The words as one big-endian integer; `None` above `u64::MAX`.
    #[must_use]
    pub fn integer(&self) -> Option<u64> {
        self.iter().try_fold(0_u64, |sum, word| Some(sum.checked_mul(32)? | u64::from(word)))
    }
}

/// Words are equal as numbers, whatever the case of their characters.
impl PartialEq for Words<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for Words<'_> {}

impl fmt::Debug for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({})", self.0)
    }
}

/// The bytes in a run of words.
#[derive(Clone, Debug)]
pub struct WordBytes<'a> {
    /// The characters of the words not yet taken.
    rest: slice::Iter<'a, u8>,
    /// Bits taken from words and not yet given out, right-aligned.
    held: u16,
    /// How many they are, always below 8 between two calls.
    bits: u8,
}

impl WordBytes<'_> {
    /// The bits not given out, as the high bits of a byte.
    fn leftover(&self) -> Option<u8> {
        let [_, byte] = self.held.wrapping_shl(8_u32.wrapping_sub(u32::from(self.bits))).to_be_bytes();
        (self.bits > 0).then_some(byte)
    }
}

impl Iterator for WordBytes<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        while self.bits < 8 {
            let word = checked_value(self.rest.next()?);
            self.held = self.held.wrapping_shl(5) | u16::from(word);
            self.bits = self.bits.wrapping_add(5);
        }
        self.bits = self.bits.wrapping_sub(8);
        let [_, byte] = self.held.wrapping_shr(u32::from(self.bits)).to_be_bytes();
        Some(byte)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        // Eight words are five bytes; so counted, no length overflows.
        let whole = (self.rest.len() / 8).saturating_mul(5);
        let tail = (self.rest.len() % 8).saturating_mul(5).saturating_add(usize::from(self.bits)) / 8;
        let bytes = whole.saturating_add(tail);
        (bytes, Some(bytes))
    }
}

impl ExactSizeIterator for WordBytes<'_> {}
