//! Writing.

use crate::bytes::Hex;
use crate::codec::script::Op;
use core::fmt;
use core::ops::Deref;
use heapless::Vec;

/// A script, built from its front; no allocator is needed.
///
/// There is room for the longest template of the protocols, and twice that: what does not fit any more is left out.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Script(Vec<u8, { Script::CAPACITY }>);

impl Script {
    /// The most bytes that it holds.
    pub const CAPACITY: usize = 320;

    /// An empty script.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Appends an operation.
    #[must_use]
    pub fn op(self, op: Op) -> Self {
        self.bytes(&[op.0])
    }

    /// Appends a push of data of 2 to 75 bytes: keys, hashes.
    #[must_use]
    pub fn push(self, data: &[u8]) -> Self {
        debug_assert!((2..=75).contains(&data.len()), "other lengths are pushed otherwise");
        let length = u8::try_from(data.len()).unwrap_or(u8::MAX);
        self.bytes(&[length]).bytes(data)
    }

    /// Appends a push of a number in its shortest form (BIP 62, rule 3 and 4).
    #[must_use]
    pub fn number(self, number: u32) -> Self {
        match u8::try_from(number) {
            Ok(0) => self.bytes(&[0]),
            // OP_1 to OP_16
            Ok(small @ 1..=16) => self.bytes(&[small.saturating_add(0x50)]),
            _ => {
                let number = ScriptNumber::new(number);
                let length = u8::try_from(number.len()).unwrap_or(u8::MAX);
                self.bytes(&[length]).bytes(&number)
            }
        }
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        let fits = self.0.extend_from_slice(bytes).is_ok();
        debug_assert!(fits, "a template is longer than any that there is");
        self
    }
}

impl Deref for Script {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Script({})", Hex(&self.0))
    }
}

/// A number as scripts hold it: little-endian, the sign in the highest bit, nothing left out or added.
#[derive(Clone, Copy, Debug)]
pub struct ScriptNumber {
    bytes: [u8; 5],
    length: usize,
}

impl ScriptNumber {
    /// The number, which is not negative.
    #[must_use]
    pub fn new(number: u32) -> Self {
        let [a, b, c, d] = number.to_le_bytes();
        let bytes = [a, b, c, d, 0];
        // One bit more than the number has, for the sign.
        let bits = u32::BITS.saturating_sub(number.leading_zeros()).saturating_add(1);
        let length = if number == 0 { 0 } else { usize::try_from(bits.div_ceil(8)).unwrap_or(bytes.len()) };
        Self { bytes, length }
    }

    /// Reads a number of at most five bytes; `None` when it is negative, larger than 32 bits, or not in its
    /// shortest form.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<u32> {
        let mut wide = [0; 8];
        wide.get_mut(..bytes.len()).filter(|room| room.len() <= 5)?.copy_from_slice(bytes);
        let number = u32::try_from(u64::from_le_bytes(wide)).ok()?;
        (*Self::new(number) == *bytes).then_some(number)
    }
}

impl Deref for ScriptNumber {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}
