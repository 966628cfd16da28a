//! Every way in which a call about a tree, or about signing one together, can fail, flat: one name, its fields, one stable
//! code.

mod origin;
#[cfg(test)]
mod tests;

use crate::bytes::WrongLength;
use crate::error::{Blame, size, wide};
use crate::vtxo::{Counted, CryptoFault, VtxoError};
use keelbolt::cosign::Signer;
use keelbolt::crypto::musig;
use std::fmt::{self, Debug};

/// What is wrong with a tree, with a part of its signatures, or with an argument. Offsets count bytes from the start of an
/// encoding; leaves, nodes and places are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Error)]
#[uniffi::export(Display)]
pub enum TreeError {
    /// 33 bytes that are no compressed point of the curve.
    KeyNotAPoint,
    /// Keys that have no aggregate or cannot be tweaked, which none are known to cause.
    TweakOutOfRange,
    /// A node that nobody signs for.
    NoSigners,
    /// 66 bytes that are no pair of points.
    NotANonce,
    /// Randomness of zeros, from which no nonce comes.
    NonceOutOfRange,
    /// Nonces that have signed, or tried to: each can be used once.
    NonceUsed,
    /// Bytes of a fixed number came in another number.
    WrongLength {
        /// How many there must be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// Bytes that are no transaction.
    MalformedTransaction,

    /// An encoding that ends inside a value.
    VtxoTruncated {
        /// Where the value begins, in bytes.
        offset: u64,
        /// How many bytes it takes.
        expected: u64,
        /// How many are left.
        found: u64,
    },
    /// A count or a length that is not in its shortest form.
    VtxoCount {
        /// Where it stands, in bytes.
        offset: u64,
        /// The number.
        found: u64,
    },
    /// Bytes behind the end.
    VtxoTrailingBytes {
        /// How many.
        found: u64,
    },
    /// A version of the encoding that is not known.
    VtxoVersion {
        /// The version.
        found: u64,
    },
    /// A height above 499,934,467 in an encoding.
    VtxoHeight {
        /// Where it stands, in bytes.
        offset: u64,
        /// The height.
        found: u64,
    },
    /// A delay above 16,383 blocks in an encoding.
    VtxoDelta {
        /// Where it stands, in bytes.
        offset: u64,
        /// The number of blocks.
        found: u64,
    },
    /// Bytes in an encoding that are no key.
    VtxoKey {
        /// Where they stand, in bytes.
        offset: u64,
        /// Why.
        fault: CryptoFault,
    },
    /// A policy that is not known.
    PolicyType {
        /// Where its type stands, in bytes.
        offset: u64,
        /// The type.
        found: u64,
    },
    /// A policy of the server's where a user's is expected.
    ServerPolicy {
        /// Where its type stands, in bytes.
        offset: u64,
        /// The type.
        found: u64,
    },
    /// More of something than this library takes.
    VtxoTooMany {
        /// Of what.
        counted: Counted,
        /// The most.
        expected: u64,
        /// How many.
        found: u64,
    },
    /// More of something than the rest of the input can hold.
    VtxoCountAboveInput {
        /// Of what.
        counted: Counted,
        /// Where the count stands, in bytes.
        offset: u64,
        /// How many.
        found: u64,
        /// How many bytes are left.
        left: u64,
    },
    /// A tree of less than two leaves, which cannot be spent.
    TooFewLeaves {
        /// How many.
        found: u64,
    },
    /// Amounts whose sum is more than there is.
    VtxoAmountOverflow {
        /// The most, in satoshi.
        expected: u64,
    },
    /// A height that no output is locked until.
    LockHeightTooLarge {
        /// The largest.
        expected: u64,
        /// The height.
        found: u64,
    },
    /// A delay that no output is locked for.
    LockDeltaTooLarge {
        /// The longest, in blocks.
        expected: u64,
        /// The delay, in blocks.
        found: u64,
    },

    /// A leaf that the tree does not have.
    NoSuchLeaf {
        /// How many there are.
        expected: u64,
        /// The number.
        found: u64,
    },
    /// Another number of signatures than of nodes above the leaves.
    TreeSignatureCount {
        /// How many nodes.
        expected: u64,
        /// How many signatures.
        found: u64,
    },
    /// A signature that is not of the node's keys.
    NodeSignature {
        /// The node.
        node: u64,
    },
    /// A branch of another tree than this specification's.
    OtherTree,

    /// No leaf is left for an output that was asked for.
    NoLeafForOutput {
        /// Which output.
        output: u64,
    },
    /// The leaf has another policy.
    LeafPolicy,
    /// The leaf has another amount.
    LeafAmount {
        /// What was asked for, in satoshi.
        expected: u64,
        /// What it holds, in satoshi.
        found: u64,
    },
    /// The leaf has another unlock hash.
    LeafUnlockHash,
    /// The leaf has no key to sign with, or another one; or the key is none of those that sign for all.
    CosignKey,
    /// The tree is another server's.
    TreeServerKey,
    /// The server does not sign for the tree.
    ServerDoesNotSign,
    /// Exits wait for another number of blocks.
    TreeExitDelta {
        /// What was agreed on, in blocks.
        expected: u64,
        /// What the tree says, in blocks.
        found: u64,
    },
    /// The server could sweep the tree too soon.
    TreeExpiry {
        /// The earliest height that is accepted.
        expected: u64,
        /// The height.
        found: u64,
    },
    /// More transactions stand above the leaf than are accepted.
    TreeDepth {
        /// The most.
        expected: u64,
        /// How many.
        found: u64,
    },
    /// An output that nodes do not relay: an exit would end there.
    TreeDust {
        /// The node whose transaction makes it.
        node: u64,
        /// Which of its outputs.
        output: u64,
        /// The least, in satoshi.
        expected: u64,
        /// What it holds, in satoshi.
        found: u64,
    },
    /// Another number of contributions than there are leaves or keys that sign for all.
    SignerCount {
        /// How many there are.
        expected: u64,
        /// How many came.
        found: u64,
    },
    /// The owner of a leaf sent nothing, or something without a key to sign with.
    ContributionOfLeaf {
        /// The leaf.
        leaf: u64,
        /// Whether its owner signs.
        expected: bool,
    },
    /// Too few or too many nonces: the owner of a leaf has one for each level at least, who signs for all nodes one for
    /// each.
    TreeNonceCount {
        /// Whose.
        signer: TreeSigner,
        /// How many there must be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// Another number of sums of nonces than of nodes above the leaves.
    AggregateNonceCount {
        /// How many nodes.
        expected: u64,
        /// How many sums.
        found: u64,
    },
    /// Too few or too many partial signatures: one for each node that is signed.
    TreePartialSignatureCount {
        /// Whose.
        signer: TreeSigner,
        /// How many there must be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// A partial signature that is not of this signer.
    TreePartialSignature {
        /// Whose.
        signer: TreeSigner,
        /// For which node.
        node: u64,
    },
    /// All parts are right, and the signature is not: a sum of nonces is of other nonces.
    TreeAggregateNonce {
        /// Of which node.
        node: u64,
    },
    /// 66 bytes of this signer's that are no pair of points.
    TreeNonce {
        /// Whose.
        signer: TreeSigner,
    },

    /// An error of the core that this binding has no name for: the binding is older than the core.
    Unlisted {
        /// What the core says.
        text: String,
    },
}

/// Who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum TreeSigner {
    /// The owner of a leaf.
    Leaf {
        /// The number of the leaf.
        leaf: u64,
    },
    /// Who signs for every node.
    Global {
        /// The place of the key.
        place: u64,
    },
}

#[uniffi::export]
impl TreeError {
    /// The number of this kind of error: the same in every language, and never given to another.
    #[must_use]
    pub fn code(&self) -> u16 {
        match self {
            Self::KeyNotAPoint => 500,
            Self::TweakOutOfRange => 504,
            Self::NoSigners => 530,
            Self::NotANonce => 532,
            Self::NonceOutOfRange => 533,
            Self::NonceUsed => 540,
            Self::WrongLength { .. } => 600,
            Self::MalformedTransaction => 607,
            Self::VtxoTruncated { .. } => 1000,
            Self::VtxoCount { .. } => 1001,
            Self::VtxoTrailingBytes { .. } => 1002,
            Self::VtxoVersion { .. } => 1003,
            Self::VtxoHeight { .. } => 1004,
            Self::VtxoDelta { .. } => 1005,
            Self::VtxoKey { .. } => 1006,
            Self::PolicyType { .. } => 1007,
            Self::ServerPolicy { .. } => 1008,
            Self::VtxoTooMany { .. } => 1016,
            Self::VtxoCountAboveInput { .. } => 1017,
            Self::TooFewLeaves { .. } => 1020,
            Self::VtxoAmountOverflow { .. } => 1021,
            Self::LockHeightTooLarge { .. } => 1023,
            Self::LockDeltaTooLarge { .. } => 1024,
            Self::NoSuchLeaf { .. } => 1100,
            Self::TreeSignatureCount { .. } => 1101,
            Self::NodeSignature { .. } => 1102,
            Self::OtherTree => 1103,
            Self::NoLeafForOutput { .. } => 1110,
            Self::LeafPolicy => 1111,
            Self::LeafAmount { .. } => 1112,
            Self::LeafUnlockHash => 1113,
            Self::CosignKey => 1114,
            Self::TreeServerKey => 1115,
            Self::ServerDoesNotSign => 1116,
            Self::TreeExitDelta { .. } => 1117,
            Self::TreeExpiry { .. } => 1118,
            Self::TreeDepth { .. } => 1119,
            Self::TreeDust { .. } => 1120,
            Self::SignerCount { .. } => 1121,
            Self::ContributionOfLeaf { .. } => 1122,
            Self::TreeNonceCount { .. } => 1123,
            Self::AggregateNonceCount { .. } => 1124,
            Self::TreePartialSignatureCount { .. } => 1125,
            Self::TreePartialSignature { .. } => 1126,
            Self::TreeAggregateNonce { .. } => 1127,
            Self::TreeNonce { .. } => 1128,
            Self::Unlisted { .. } => 999,
        }
    }

    /// Who has to act on the error.
    #[must_use]
    pub fn blame(&self) -> Blame {
        match self {
            Self::TreeNonce { .. } => Blame::Peer,
            _ => match self.of_vtxo() {
                Some(error) => error.blame(),
                None => Blame::of(self.of_cosign().map(|error| error.blame())),
            },
        }
    }

    /// What was wrong and where, in a sentence for people.
    #[must_use]
    pub fn text(&self) -> String {
        self.to_string()
    }
}

impl TreeError {
    /// What the core has and this binding does not know.
    pub(crate) fn unlisted(what: impl Debug) -> Self {
        Self::Unlisted { text: format!("not known to this binding: {what:?}") }
    }
}

impl From<Signer> for TreeSigner {
    fn from(core: Signer) -> Self {
        match core {
            Signer::Leaf(leaf) => Self::Leaf { leaf: wide(leaf) },
            Signer::Global(place) => Self::Global { place: wide(place) },
        }
    }
}

impl From<TreeSigner> for Signer {
    fn from(ours: TreeSigner) -> Self {
        match ours {
            TreeSigner::Leaf { leaf } => Self::Leaf(size(leaf)),
            TreeSigner::Global { place } => Self::Global(size(place)),
        }
    }
}

impl From<WrongLength> for TreeError {
    fn from(length: WrongLength) -> Self {
        VtxoError::from(length).into()
    }
}

impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(error) = self.of_vtxo() {
            return fmt::Display::fmt(&error, f);
        }
        if let Some(error) = self.of_cosign() {
            return fmt::Display::fmt(&error, f);
        }
        match self {
            Self::NonceUsed => f.write_str("these nonces have signed before"),
            Self::TreeNonce { signer } => {
                write!(f, "nonces of the {}: {}", Signer::from(*signer), musig::Error::NotANonce)
            }
            Self::Unlisted { text } => f.write_str(text),
            // Only a host that makes up an error of its own, with numbers that the core cannot hold, comes here.
            other => fmt::Debug::fmt(other, f),
        }
    }
}

impl std::error::Error for TreeError {}
