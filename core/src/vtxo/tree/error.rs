//! What can be wrong with a tree, or with its signatures.

use crate::blame::Blame;
use crate::vtxo;
use core::fmt;

/// Why there is no such tree, or no such leaf of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// Its specification, its outputs, or a VTXO of it.
    Vtxo(vtxo::Error),
    /// A leaf that the tree does not have.
    NoSuchLeaf {
        /// How many there are.
        leaves: usize,
        /// The number.
        found: usize,
    },
    /// Another number of signatures than of nodes above the leaves.
    SignatureCount {
        /// How many nodes.
        expected: usize,
        /// How many signatures.
        found: usize,
    },
    /// A signature that is not of the node's keys.
    NodeSignature {
        /// The node.
        node: usize,
    },
    /// A branch of another tree than this specification's.
    OtherTree,
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Vtxo(error) => error.blame(),
            Self::NoSuchLeaf { .. } | Self::OtherTree => Blame::Caller,
            _ => Blame::Peer,
        }
    }
}

impl From<vtxo::Error> for Error {
    fn from(error: vtxo::Error) -> Self {
        Self::Vtxo(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vtxo(error) => fmt::Display::fmt(error, f),
            Self::NoSuchLeaf { leaves, found } => write!(f, "leaf: expected below {leaves}, found {found}"),
            Self::SignatureCount { expected, found } => {
                write!(f, "signatures: expected {expected}, found {found}")
            }
            Self::NodeSignature { node } => write!(f, "signature of node {node} is not of its keys"),
            Self::OtherTree => f.write_str("branch is of another tree"),
        }
    }
}

impl core::error::Error for Error {}
