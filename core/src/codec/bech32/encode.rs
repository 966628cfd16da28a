//! Writing bech32 into a buffer.

use super::checksum::Residue;
use super::{Octets, SEPARATOR, Variant, Words, words};
use crate::bytes::{Error, Writer};

/// Writes words behind a human-readable part and ends with the checksum, in lower case.
pub(crate) struct Encoder<'b> {
    writer: Writer<'b>,
    /// Where the words begin.
    start: usize,
    residue: Residue,
}

impl<'b> Encoder<'b> {
    /// Writes the human-readable part and the separator.
    pub(crate) fn new(out: &'b mut [u8], hrp: &str) -> Result<Self, Error> {
        let mut writer = Writer::new(out);
        writer.put(hrp.as_bytes())?;
        writer.put(&[SEPARATOR])?;
        Ok(Self { start: writer.len(), writer, residue: Residue::after(hrp) })
    }

    /// Appends the low five bits of `word`.
    pub(crate) fn word(&mut self, word: u8) -> Result<(), Error> {
        self.writer.put(&[words::character(word)])?;
        self.residue.input(word & 31);
        Ok(())
    }

    /// Appends the low `count` words of `value`, the most significant first.
    pub(crate) fn integer(&mut self, value: u64, count: usize) -> Result<(), Error> {
        (0..count).rev().try_for_each(|index| {
            let shift = u32::try_from(index).ok().and_then(|index| index.checked_mul(5));
            let shifted = shift.and_then(|shift| value.checked_shr(shift)).unwrap_or_default();
            let [.., byte] = shifted.to_be_bytes();
            self.word(byte)
        })
    }

    /// Appends words as they are.
    pub(crate) fn words(&mut self, words: Words<'_>) -> Result<(), Error> {
        words.iter().try_for_each(|word| self.word(word))
    }

    /// Appends bytes, padded with zero bits to a whole word.
    pub(crate) fn bytes(&mut self, bytes: impl Iterator<Item = u8>) -> Result<(), Error> {
        let mut held = 0_u16;
        let mut bits = 0_u32;
        for byte in bytes {
            held = held.wrapping_shl(8) | u16::from(byte);
            bits = bits.wrapping_add(8);
            while bits >= 5 {
                bits = bits.wrapping_sub(5);
                let [_, word] = held.wrapping_shr(bits).to_be_bytes();
                self.word(word)?;
            }
        }
        if bits == 0 {
            return Ok(());
        }
        let [_, word] = held.wrapping_shl(5_u32.wrapping_sub(bits)).to_be_bytes();
        self.word(word)
    }

    /// Appends octets; those read from words keep the padding that they had.
    pub(crate) fn octets(&mut self, octets: Octets<'_>) -> Result<(), Error> {
        match octets.words() {
            Some(words) => self.words(words),
            None => self.bytes(octets.iter()),
        }
    }

    /// The words written so far.
    pub(crate) fn written(&self) -> Words<'_> {
        let written = self.writer.written().get(self.start..).unwrap_or_default();
        Words::of_checked(core::str::from_utf8(written).unwrap_or_default())
    }

    /// Appends the checksum and returns the whole text.
    pub(crate) fn finish(mut self, variant: Variant) -> Result<&'b str, Error> {
        for word in self.residue.checksum(variant) {
            self.writer.put(&[words::character(word)])?;
        }
        // Always UTF-8: only ASCII was written.
        Ok(core::str::from_utf8(self.writer.finish()).unwrap_or_default())
    }
}
