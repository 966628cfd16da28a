//! What can be wrong with an encoding, or with the outputs that it describes.

use crate::blame::Blame;
use crate::bytes;
use crate::codec::compact_size;
use crate::crypto::musig;
use crate::{amount::Sat, crypto};
use core::fmt;

/// What an encoding counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counted {
    /// Steps of a genesis.
    GenesisItems,
    /// Keys that sign together.
    Cosigners,
    /// Leaves of a tree.
    Leaves,
    /// Signatures of a tree.
    Signatures,
}

/// Why bytes are no such encoding, or why its outputs cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The input ends inside a value, or the output does not fit its buffer.
    Bytes(bytes::Error),
    /// A count or a length that is not in its shortest form.
    Count(compact_size::Error),
    /// Bytes behind the end.
    TrailingBytes {
        /// How many.
        found: usize,
    },
    /// A version of the encoding that is not known: of a VTXO 1 or 2, of a tree's specification 2, of a signed tree 1
    /// or 2.
    Version {
        /// The version.
        found: u16,
    },
    /// A height above [`LockHeight::MAX`](crate::vtxo::LockHeight::MAX).
    Height {
        /// Where it stands, in bytes.
        offset: usize,
        /// The height.
        found: u32,
    },
    /// A delay above [`LockDelta::MAX`](crate::vtxo::LockDelta::MAX).
    Delta {
        /// Where it stands, in bytes.
        offset: usize,
        /// The number of blocks.
        found: u16,
    },
    /// Bytes that are no key.
    Key {
        /// Where they stand, in bytes.
        offset: usize,
        /// Why.
        error: crypto::Error,
    },
    /// A policy that is not known.
    PolicyType {
        /// Where its type stands, in bytes.
        offset: usize,
        /// The type.
        found: u8,
    },
    /// A policy of the server's where a user's is expected.
    ServerPolicy {
        /// Where its type stands, in bytes.
        offset: usize,
        /// The type.
        found: u8,
    },
    /// A transition that is not known.
    TransitionType {
        /// Where its type stands, in bytes.
        offset: usize,
        /// The type.
        found: u8,
    },
    /// A cosigned transition, or a node of a tree, without a key.
    NoCosigners {
        /// Where the keys should stand, in bytes.
        offset: usize,
    },
    /// A tweak that is not below the group order.
    Tweak {
        /// Where it stands, in bytes.
        offset: usize,
    },
    /// Neither 0, for a preimage, nor 1, for a hash.
    Unlock {
        /// Where it stands, in bytes.
        offset: usize,
        /// What was found instead.
        found: u8,
    },
    /// A transaction without an output.
    NoOutputs {
        /// Where their number stands, in bytes.
        offset: usize,
    },
    /// An output of a transaction that has fewer.
    OutputIndex {
        /// Where it stands, in bytes.
        offset: usize,
        /// How many outputs there are, without the anchor.
        outputs: u8,
        /// The index.
        found: u8,
    },
    /// An output script that is longer than any that is relayed.
    ScriptLength {
        /// Where the length stands, in bytes.
        offset: usize,
        /// The longest.
        limit: usize,
        /// The length.
        found: u64,
    },
    /// More of something than this crate takes.
    TooMany {
        /// Of what.
        what: Counted,
        /// The most.
        limit: usize,
        /// How many.
        found: u64,
    },
    /// More of something than the rest of the input can hold.
    CountAboveInput {
        /// Of what.
        what: Counted,
        /// Where the count stands, in bytes.
        offset: usize,
        /// How many.
        found: u64,
        /// How many bytes are left.
        left: usize,
    },
    /// A VTXO without a genesis that does not lie on chain: only its bare form.
    NoGenesis,
    /// A genesis of a VTXO that lies on chain itself.
    UnexpectedGenesis,
    /// A tree of less than two leaves, which cannot be spent.
    TooFewLeaves {
        /// How many.
        found: usize,
    },
    /// Amounts whose sum is more than there is.
    AmountOverflow {
        /// The most.
        limit: Sat,
    },
    /// Keys that have no aggregate.
    Aggregate(musig::Error),
    /// A key that cannot be tweaked.
    Output(crypto::Error),
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Bytes(error) => error.blame(),
            Self::Aggregate(musig::Error::TooManySigners { .. }) => Blame::Capacity,
            _ => Blame::Peer,
        }
    }
}

impl From<bytes::Error> for Error {
    fn from(error: bytes::Error) -> Self {
        Self::Bytes(error)
    }
}

impl From<compact_size::Error> for Error {
    fn from(error: compact_size::Error) -> Self {
        match error {
            compact_size::Error::Bytes(error) => Self::Bytes(error),
            other => Self::Count(other),
        }
    }
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GenesisItems => "steps of a genesis",
            Self::Cosigners => "keys that sign together",
            Self::Leaves => "leaves",
            Self::Signatures => "signatures",
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(error) => fmt::Display::fmt(error, f),
            Self::Count(error) => fmt::Display::fmt(error, f),
            Self::TrailingBytes { found } => write!(f, "{found} bytes behind the end"),
            Self::Version { found } => write!(f, "unknown version of the encoding: {found}"),
            Self::Height { offset, found } => {
                write!(f, "height at byte {offset}: expected at most 499934467, found {found}")
            }
            Self::Delta { offset, found } => {
                write!(f, "delay at byte {offset}: expected at most 16383 blocks, found {found}")
            }
            Self::Key { offset, error } => write!(f, "key at byte {offset}: {error}"),
            Self::PolicyType { offset, found } => {
                write!(f, "policy at byte {offset}: unknown type 0x{found:02x}")
            }
            Self::ServerPolicy { offset, found } => {
                write!(f, "policy at byte {offset}: type 0x{found:02x} is the server's, expected a user's")
            }
            Self::TransitionType { offset, found } => {
                write!(f, "transition at byte {offset}: unknown type 0x{found:02x}")
            }
            Self::NoCosigners { offset } => write!(f, "no keys at byte {offset}: expected one at least"),
            Self::Tweak { offset } => write!(f, "tweak at byte {offset} is not below the group order"),
            Self::Unlock { offset, found } => {
                write!(f, "unlock at byte {offset}: expected 0 (preimage) or 1 (hash), found {found}")
            }
            Self::NoOutputs { offset } => {
                write!(f, "number of outputs at byte {offset}: expected 1 to 255, found 0")
            }
            Self::OutputIndex { offset, outputs, found } => {
                write!(f, "output index at byte {offset}: expected below {outputs}, found {found}")
            }
            Self::ScriptLength { offset, limit, found } => {
                write!(f, "script at byte {offset}: expected at most {limit} bytes, found {found}")
            }
            Self::TooMany { what, limit, found } => {
                write!(f, "{what}: expected at most {limit}, found {found}")
            }
            Self::CountAboveInput { what, offset, found, left } => {
                write!(f, "{what}: {found} at byte {offset} cannot stand in the {left} bytes that are left")
            }
            Self::NoGenesis => f.write_str("no genesis: expected the full form, found the bare one"),
            Self::UnexpectedGenesis => f.write_str("a genesis of what lies on chain itself"),
            Self::TooFewLeaves { found } => write!(f, "leaves: expected 2 at least, found {found}"),
            Self::AmountOverflow { limit } => write!(f, "amounts: their sum is more than {limit}"),
            Self::Aggregate(error) => fmt::Display::fmt(error, f),
            Self::Output(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl core::error::Error for Error {}
