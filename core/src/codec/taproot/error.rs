//! What can be wrong with a control block.

use crate::blame::Blame;
use crate::{bytes, crypto};
use core::fmt;

/// Why bytes are no control block, or why it does not lead to the output key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// A length that is not 33 bytes plus 0 to 128 times 32.
    Length {
        /// The length.
        found: usize,
    },
    /// A leaf version that is odd, or that witnesses cannot carry.
    LeafVersion {
        /// The version.
        found: u8,
    },
    /// The internal key is none.
    InternalKey(crypto::Error),
    /// The script is not in the tree of this output key.
    NotInTree,
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
            Self::BufferTooSmall { .. } => Blame::Capacity,
            _ => Blame::Peer,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { found } => {
                write!(f, "control block: expected 33 bytes plus 0 to 128 times 32, found {found}")
            }
            Self::LeafVersion { found } => {
                write!(f, "leaf version: expected an even one other than 0x50, found 0x{found:02x}")
            }
            Self::InternalKey(error) => write!(f, "internal key: {error}"),
            Self::NotInTree => f.write_str("script is not in the tree of this output key"),
            Self::BufferTooSmall { needed, found } => {
                let error = bytes::Error::BufferTooSmall { needed: *needed, found: *found };
                fmt::Display::fmt(&error, f)
            }
        }
    }
}

impl core::error::Error for Error {}
