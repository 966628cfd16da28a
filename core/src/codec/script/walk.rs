//! Walking.

use crate::codec::script::{Op, ScriptNumber};

/// One step of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Instruction<'s> {
    /// Data that is pushed.
    Push(&'s [u8]),
    /// A number from 1 to 16 that is pushed without data.
    Number(u8),
    /// Anything else.
    Op(Op),
}

impl Instruction<'_> {
    /// The number that is pushed, in its shortest form.
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        match *self {
            Self::Number(number) => Some(number.into()),
            // What OP_1 to OP_16 push has no other shortest form.
            Self::Push(bytes) => ScriptNumber::parse(bytes).filter(|number| !(1..=16).contains(number)),
            Self::Op(_) => None,
        }
    }
}

/// The instructions of a script, as far as its pushes are direct ones, of at most 75 bytes, and not cut.
#[derive(Clone, Debug)]
pub struct Instructions<'s>(&'s [u8]);

impl<'s> Instructions<'s> {
    /// From the start of `script`.
    #[must_use]
    pub const fn new(script: &'s [u8]) -> Self {
        Self(script)
    }

    /// What has not been walked: nothing, when all of the script was understood.
    #[must_use]
    pub const fn rest(&self) -> &'s [u8] {
        self.0
    }
}

impl<'s> Iterator for Instructions<'s> {
    type Item = Instruction<'s>;

    fn next(&mut self) -> Option<Instruction<'s>> {
        let (&first, rest) = self.0.split_first()?;
        let (instruction, rest) = match first {
            0..=75 => {
                let (data, rest) = rest.split_at_checked(first.into())?;
                (Instruction::Push(data), rest)
            }
            0x51..=0x60 => (Instruction::Number(first.saturating_sub(0x50)), rest),
            _ => (Instruction::Op(Op(first)), rest),
        };
        self.0 = rest;
        Some(instruction)
    }
}
