//! The checksums of BIP 173 and BIP 350, which differ in the residue that they leave.

use super::{CHECKSUM_LENGTH, Variant};
use bech32::primitives::checksum::Checksum as _;

/// What the five bits that leave the residue add to it: the sums of the generator's terms.
///
/// The engine of the crate `bech32` decides each bit by itself, which is half the cost of reading an invoice. The
/// constants are the crate's.
const SUMS: [u32; 32] = sums();

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "evaluated at compile time, where a fault is a compile error"
)]
const fn sums() -> [u32; 32] {
    let mut sums = [0; 32];
    let mut top = 0;
    while top < sums.len() {
        let mut bit = 0;
        while bit < bech32::Bech32::GENERATOR_SH.len() {
            if top >> bit & 1 == 1 {
                sums[top] ^= bech32::Bech32::GENERATOR_SH[bit];
            }
            bit += 1;
        }
        top += 1;
    }
    sums
}

impl Variant {
    const fn target(self) -> u32 {
        match self {
            Self::Bech32 => bech32::Bech32::TARGET_RESIDUE,
            Self::Bech32m => bech32::Bech32m::TARGET_RESIDUE,
        }
    }
}

/// The state of a checksum: a polynomial of six 5-bit coefficients.
#[derive(Clone, Copy, Debug)]
pub(super) struct Residue(u32);

impl Residue {
    /// The state after a human-readable part, in either case (BIP 173: high bits, zero, low bits).
    pub(super) fn after(hrp: &str) -> Self {
        let mut residue = Self(1);
        let lower = || hrp.bytes().map(|byte| byte.to_ascii_lowercase());
        lower().for_each(|byte| residue.input(byte >> 5));
        residue.input(0);
        lower().for_each(|byte| residue.input(byte & 31));
        residue
    }

    /// Takes a word below 32 in.
    pub(super) fn input(&mut self, word: u8) {
        const LOWER_FIVE: u32 = (1 << 25) - 1;
        let [top, ..] = (self.0 << 2).to_be_bytes();
        let sum = SUMS.get(usize::from(top >> 3)).copied().unwrap_or_default();
        self.0 = (self.0 & LOWER_FIVE) << 5 ^ u32::from(word) ^ sum;
    }

    /// Whether the words taken in end with their checksum.
    pub(super) const fn is_valid(&self, variant: Variant) -> bool {
        self.0 == variant.target()
    }

    /// The words that make a checksum for what was taken in.
    pub(super) fn checksum(mut self, variant: Variant) -> [u8; CHECKSUM_LENGTH] {
        (0..CHECKSUM_LENGTH).for_each(|_| self.input(0));
        let mut rest = self.0 ^ variant.target();
        let mut words = [0; CHECKSUM_LENGTH];
        for word in words.iter_mut().rev() {
            let [.., low] = rest.to_be_bytes();
            *word = low & 31;
            rest >>= 5;
        }
        words
    }
}
