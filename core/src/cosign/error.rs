//! What can be wrong with a tree that is to be signed, or with a part of its signatures.

use crate::amount::Sat;
use crate::blame::Blame;
use crate::crypto::musig;
use crate::time::BlockHeight;
use crate::vtxo::{LockDelta, tree};
use core::fmt;

/// Who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signer {
    /// The owner of a leaf, by its number.
    Leaf(usize),
    /// Who signs for every node, by the place of the key.
    Global(usize),
}

/// Why a tree is not signed, or why it has no signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The tree itself.
    Tree(tree::Error),
    /// Nonces cannot be made or summed, or are of another key.
    Musig(musig::Error),
    /// No leaf is left for an output that was asked for.
    Output {
        /// Which output.
        output: usize,
    },
    /// The leaf has another policy.
    Policy,
    /// The leaf has another amount.
    Amount {
        /// What was asked for.
        expected: Sat,
        /// What it holds.
        found: Sat,
    },
    /// The leaf has another unlock hash.
    UnlockHash,
    /// The leaf has no key to sign with, or another one.
    CosignKey,
    /// The tree is another server's.
    ServerKey,
    /// The server does not sign for the tree.
    ServerDoesNotSign,
    /// Exits wait for another number of blocks.
    ExitDelta {
        /// What was agreed on.
        expected: LockDelta,
        /// What the tree says.
        found: LockDelta,
    },
    /// The server could sweep the tree too soon.
    Expiry {
        /// The earliest height that is accepted.
        expected: BlockHeight,
        /// The height.
        found: BlockHeight,
    },
    /// More transactions stand above the leaf than are accepted.
    Depth {
        /// The most.
        expected: usize,
        /// How many.
        found: usize,
    },
    /// An output that nodes do not relay: an exit would end there.
    Dust {
        /// The node whose transaction makes it.
        node: usize,
        /// Which of its outputs.
        output: usize,
        /// The least.
        expected: Sat,
        /// What it holds.
        found: Sat,
    },
    /// Another number of contributions than there are leaves or keys that sign for all.
    SignerCount {
        /// How many there are.
        expected: usize,
        /// How many came.
        found: usize,
    },
    /// The owner of a leaf sent nothing, or something without a key to sign with.
    Contribution {
        /// The leaf.
        leaf: usize,
        /// Whether its owner signs.
        expected: bool,
    },
    /// Too few or too many nonces: the owner of a leaf has one for each level at least, who signs for all nodes one for
    /// each.
    NonceCount {
        /// Whose.
        signer: Signer,
        /// How many there must be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// Another number of sums of nonces than of nodes above the leaves.
    AggregateNonceCount {
        /// How many nodes.
        expected: usize,
        /// How many sums.
        found: usize,
    },
    /// Too few or too many partial signatures: one for each node that is signed.
    PartialSignatureCount {
        /// Whose.
        signer: Signer,
        /// How many there must be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A partial signature that is not of this signer.
    PartialSignature {
        /// Whose.
        signer: Signer,
        /// For which node.
        node: usize,
    },
    /// All parts are right, and the signature is not: a sum of nonces is of other nonces.
    AggregateNonce {
        /// Of which node.
        node: usize,
    },
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Tree(error) => error.blame(),
            Self::Musig(error) => error.blame(),
            Self::SignerCount { .. } => Blame::Caller,
            _ => Blame::Peer,
        }
    }
}

impl From<tree::Error> for Error {
    fn from(error: tree::Error) -> Self {
        Self::Tree(error)
    }
}

impl From<musig::Error> for Error {
    fn from(error: musig::Error) -> Self {
        Self::Musig(error)
    }
}

impl fmt::Display for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaf(leaf) => write!(f, "owner of leaf {leaf}"),
            Self::Global(place) => write!(f, "global signer {place}"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tree(error) => fmt::Display::fmt(error, f),
            Self::Musig(error) => fmt::Display::fmt(error, f),
            Self::Output { output } => write!(f, "output {output}: no leaf is left for it"),
            Self::Policy => f.write_str("leaf: another policy than was asked for"),
            Self::Amount { expected, found } => write!(f, "leaf: expected {expected}, found {found}"),
            Self::UnlockHash => f.write_str("leaf: another unlock hash than was agreed on"),
            Self::CosignKey => f.write_str("leaf: another key than signs for it"),
            Self::ServerKey => f.write_str("tree: the key is another server's"),
            Self::ServerDoesNotSign => f.write_str("tree: the server does not sign for it"),
            Self::ExitDelta { expected, found } => {
                write!(f, "delay of exits: expected {expected}, found {found}")
            }
            Self::Expiry { expected, found } => {
                write!(f, "expiry: expected {expected} or later, found {found}")
            }
            Self::Depth { expected, found } => {
                write!(f, "transactions above the leaf: expected at most {expected}, found {found}")
            }
            Self::Dust { node, output, expected, found } => {
                write!(f, "output {output} of node {node}: expected at least {expected}, found {found}")
            }
            Self::SignerCount { expected, found } => {
                write!(f, "contributions: expected {expected}, found {found}")
            }
            Self::Contribution { leaf, expected: true } => {
                write!(f, "the owner of leaf {leaf} signs, but sent nothing")
            }
            Self::Contribution { leaf, expected: false } => {
                write!(f, "the owner of leaf {leaf} does not sign, but sent something")
            }
            Self::NonceCount { signer, expected, found } => {
                write!(f, "nonces of the {signer}: expected {expected}, found {found}")
            }
            Self::AggregateNonceCount { expected, found } => {
                write!(f, "aggregate nonces: expected {expected}, found {found}")
            }
            Self::PartialSignatureCount { signer, expected, found } => {
                write!(f, "partial signatures of the {signer}: expected {expected}, found {found}")
            }
            Self::PartialSignature { signer, node } => {
                write!(f, "partial signature of the {signer} for node {node} is wrong")
            }
            Self::AggregateNonce { node } => {
                write!(f, "aggregate nonce of node {node} is not of the nonces that signed")
            }
        }
    }
}

impl core::error::Error for Error {}
