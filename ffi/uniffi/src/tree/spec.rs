//! What a tree is made from.

use crate::bytes::{Octets, PublicKey, UnlockHash};
use crate::transaction::TxOut;
use crate::tree::TreeError;
use crate::vtxo::{HashLockVersion, UserPolicy, VtxoError, VtxoTerms};
use keelbolt::amount::Sat;
use keelbolt::crypto;
use keelbolt::vtxo::tree;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A leaf: a VTXO that a user asked for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LeafSpec {
    /// What the user asked for.
    pub policy: UserPolicy,
    /// How much, in satoshi.
    pub amount_sat: u64,
    /// The user's key for this tree alone, which signs for all nodes above the leaf; none where the round is delegated.
    pub cosign_pubkey: Option<PublicKey>,
    /// What unlocks the leaf.
    pub unlock_hash: UnlockHash,
}

/// All that decides a tree before it is signed: 2 to 100,000 leaves whose sum is no more than there is. It compares by
/// content, and any thread may use it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct TreeSpec(pub(crate) tree::TreeSpec);

#[uniffi::export]
impl TreeSpec {
    /// A tree whose leaves have hash locks of version 1. `global_cosign_pubkeys`, 255 at most, sign for every node, the
    /// server's key for this tree among them.
    ///
    /// # Errors
    ///
    /// `TooFewLeaves`, `VtxoTooMany` or `VtxoAmountOverflow`; `KeyNotAPoint`, `LockHeightTooLarge`, `LockDeltaTooLarge` or
    /// `WrongLength`.
    #[uniffi::constructor]
    pub fn new(
        terms: VtxoTerms,
        global_cosign_pubkeys: Vec<PublicKey>,
        leaves: Vec<LeafSpec>,
    ) -> Result<Self, TreeError> {
        let global = global_cosign_pubkeys.into_iter().map(TryInto::try_into);
        let global = global.collect::<Result<_, crypto::Error>>()?;
        Ok(Self(tree::TreeSpec::new(terms.try_into()?, global, to_core(leaves)?)?))
    }

    /// Reads a specification that fills the bytes. Its leaves have hash locks of version 1: the encoding does not tell.
    ///
    /// # Errors
    ///
    /// `VtxoTruncated`, `VtxoCount`, `VtxoTrailingBytes`, `VtxoVersion`, `VtxoHeight`, `VtxoDelta`, `VtxoKey`,
    /// `PolicyType`, `ServerPolicy`, `VtxoTooMany` or `VtxoCountAboveInput`; `TooFewLeaves` or `VtxoAmountOverflow`.
    #[uniffi::constructor]
    pub fn parse(bytes: Vec<u8>) -> Result<Self, TreeError> {
        Ok(Self(tree::TreeSpec::parse(&bytes)?))
    }

    /// The bytes in which it is written.
    #[must_use]
    pub fn to_bytes(&self) -> Octets {
        Octets(self.0.to_vec())
    }

    /// The same tree with hash locks of another version. No encoding tells it: the first signature does.
    #[must_use]
    pub fn with_hash_lock(&self, version: HashLockVersion) -> Self {
        Self(self.0.clone().with_hash_lock(version.into()))
    }

    /// The server's key, the expiry and the delay of exits.
    #[must_use]
    pub fn terms(&self) -> VtxoTerms {
        (*self.0.terms()).into()
    }

    /// The leaves, in order.
    #[must_use]
    pub fn leaves(&self) -> Vec<LeafSpec> {
        self.0.leaves().iter().map(|leaf| (*leaf).into()).collect()
    }

    /// The keys that sign for every node.
    #[must_use]
    pub fn global_cosign_pubkeys(&self) -> Vec<PublicKey> {
        self.0.global_cosign_pubkeys().iter().map(|key| (*key).into()).collect()
    }

    /// How the leaves ask for their preimages.
    #[must_use]
    pub fn hash_lock(&self) -> HashLockVersion {
        self.0.hash_lock().into()
    }

    /// The sum of all leaves, which the output on chain holds, in satoshi.
    #[must_use]
    pub fn total_sat(&self) -> u64 {
        self.0.total().0
    }

    /// The output that funds the tree: what the transaction on chain must pay.
    ///
    /// # Errors
    ///
    /// `NoSigners` when nobody signs for the root; `TweakOutOfRange`, which no keys are known to cause.
    pub fn funding_output(&self) -> Result<TxOut, TreeError> {
        Ok((&self.0.funding_output()?).into())
    }
}

/// The leaves as the core has them.
///
/// # Errors
///
/// As the conversion of one.
pub(crate) fn to_core(leaves: Vec<LeafSpec>) -> Result<Vec<tree::LeafSpec>, VtxoError> {
    leaves.into_iter().map(TryInto::try_into).collect()
}

impl TryFrom<LeafSpec> for tree::LeafSpec {
    type Error = VtxoError;

    fn try_from(ours: LeafSpec) -> Result<Self, VtxoError> {
        Ok(Self {
            policy: ours.policy.try_into()?,
            amount: Sat(ours.amount_sat),
            cosign_pubkey: ours.cosign_pubkey.map(TryInto::try_into).transpose()?,
            unlock_hash: ours.unlock_hash.into(),
        })
    }
}

impl From<tree::LeafSpec> for LeafSpec {
    fn from(core: tree::LeafSpec) -> Self {
        Self {
            policy: core.policy.into(),
            amount_sat: core.amount.0,
            cosign_pubkey: core.cosign_pubkey.map(Into::into),
            unlock_hash: core.unlock_hash.into(),
        }
    }
}

/// Equal trees have equal sums.
impl Hash for TreeSpec {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.0.leaves().len(), self.0.total()).hash(state);
    }
}

impl fmt::Display for TreeSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TreeSpec({} leaves, {})", self.0.leaves().len(), self.0.total())
    }
}
