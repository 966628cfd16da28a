//! What a user checks before anything of its own leaves the wallet.

use crate::bytes::{MusigAggregateNonce, PublicKey, Sha256, XOnlyPublicKey};
use crate::transaction::{index, narrow};
use crate::tree::{LeafSpec, TreeBranch, TreeError, TreeSpec};
use crate::vtxo::delta;
use keelbolt::cosign;
use keelbolt::crypto::musig::{self, AggregateNonce};
use keelbolt::time::BlockHeight;
use std::fmt;
use std::sync::Arc;

/// What a user asked for, and what it agreed on with the server: `check` of a branch compares.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ExpectedBranch {
    /// The leaf, with the user's fresh key for this tree, and the unlock hash that the server gave.
    pub leaf: LeafSpec,
    /// The server's key.
    pub server_pubkey: PublicKey,
    /// The key with which the server signs for this tree.
    pub server_cosign_pubkey: PublicKey,
    /// How many blocks exits wait: 0 to 16,383.
    pub exit_delta: u16,
    /// The server must not be able to sweep the tree before this height.
    pub earliest_expiry: u32,
    /// How many transactions may stand above the leaf's own.
    pub max_depth: u32,
}

#[uniffi::export]
impl TreeBranch {
    /// Checks the branch, and that it is of this specification's tree: that the leaf is the one that was asked for, that
    /// the server is the one that is known and signs for every node, that exit and expiry are as agreed on, and that
    /// each output beside the way can be relayed.
    ///
    /// # Errors
    ///
    /// `OtherTree`, `LeafPolicy`, `LeafAmount`, `LeafUnlockHash`, `CosignKey`, `TreeServerKey`, `ServerDoesNotSign`,
    /// `TreeExitDelta`, `TreeExpiry`, `TreeDepth` or `TreeDust`; `KeyNotAPoint`, `LockHeightTooLarge`,
    /// `LockDeltaTooLarge` or `WrongLength`.
    pub fn check(
        self: Arc<Self>,
        expected: ExpectedBranch,
        spec: Arc<TreeSpec>,
    ) -> Result<CheckedBranch, TreeError> {
        let core = cosign::Expected::try_from(expected)?.check(self.0.clone(), &spec.0)?;
        Ok(CheckedBranch { core, branch: self })
    }
}

impl TryFrom<ExpectedBranch> for cosign::Expected {
    type Error = TreeError;

    fn try_from(ours: ExpectedBranch) -> Result<Self, TreeError> {
        Ok(Self {
            leaf: ours.leaf.try_into()?,
            server_pubkey: ours.server_pubkey.try_into()?,
            server_cosign_pubkey: ours.server_cosign_pubkey.try_into()?,
            exit_delta: delta(ours.exit_delta)?,
            earliest_expiry: BlockHeight(ours.earliest_expiry),
            max_depth: index(ours.max_depth),
        })
    }
}

/// A branch that `TreeBranch.check` has accepted: the only one that is signed. Any thread may use it.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct CheckedBranch {
    pub(super) core: cosign::CheckedBranch,
    branch: Arc<TreeBranch>,
}

/// What an external signer is told of one node, beside the keys of all signers, which it sorts.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NodeToSign {
    /// The node.
    pub node: u32,
    /// Which of the nonces serves it, from 0. The others are never used.
    pub nonce: u32,
    /// What is signed.
    pub sighash: Sha256,
    /// The x-only tweak of the aggregate key.
    pub tweak: Sha256,
    /// The aggregate key before the tweak, to compare.
    pub internal_key: XOnlyPublicKey,
    /// The sum of all nonces.
    pub aggregate_nonce: MusigAggregateNonce,
}

#[uniffi::export]
impl CheckedBranch {
    /// The branch.
    #[must_use]
    pub fn branch(&self) -> Arc<TreeBranch> {
        Arc::clone(&self.branch)
    }

    /// The user's key, which stands in each node.
    #[must_use]
    pub fn cosign_pubkey(&self) -> PublicKey {
        (*self.core.cosign_pubkey()).into()
    }

    /// What an external signer signs, from the node above the leaf to the root. `aggregates` are the sums of the nonces of
    /// all nodes of the tree above the leaves, in order.
    ///
    /// # Errors
    ///
    /// `AggregateNonceCount`; `NotANonce` or `WrongLength`.
    pub fn to_sign(&self, aggregates: Vec<MusigAggregateNonce>) -> Result<Vec<NodeToSign>, TreeError> {
        Ok(self.core.to_sign(&core_aggregates(aggregates)?)?.map(NodeToSign::from).collect())
    }
}

/// The sums as the core has them.
///
/// # Errors
///
/// `NotANonce`
pub(super) fn core_aggregates(
    aggregates: Vec<MusigAggregateNonce>,
) -> Result<Vec<AggregateNonce>, musig::Error> {
    aggregates.into_iter().map(TryInto::try_into).collect()
}

impl From<cosign::NodeToSign> for NodeToSign {
    fn from(core: cosign::NodeToSign) -> Self {
        Self {
            node: narrow(core.node),
            nonce: narrow(core.nonce),
            sighash: Sha256(core.sighash.0),
            tweak: Sha256(core.tweak.0),
            internal_key: core.internal_key.into(),
            aggregate_nonce: core.aggregate_nonce.into(),
        }
    }
}

impl fmt::Display for CheckedBranch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let branch = self.core.branch();
        write!(f, "CheckedBranch(leaf {}, {})", branch.leaf(), branch.id())
    }
}
