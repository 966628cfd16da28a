//! What a user checks before anything of its own leaves the wallet.

use crate::codec::spend::dust_limit;
use crate::cosign::Error;
use crate::crypto::musig::AggregateNonce;
use crate::crypto::{PublicKey, Sha256, XOnlyPublicKey};
use crate::time::BlockHeight;
use crate::vtxo::tree::{Branch, LeafSpec, TreeSpec};
use crate::vtxo::{LockDelta, tree};

/// What a user asked for, and what it agreed on with the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The leaf, with the user's fresh key for this tree, and the unlock hash that the server gave.
    pub leaf: LeafSpec,
    /// The server's key.
    pub server_pubkey: PublicKey,
    /// The key with which the server signs for this tree.
    pub server_cosign_pubkey: PublicKey,
    /// How long exits wait.
    pub exit_delta: LockDelta,
    /// The server must not be able to sweep the tree before this height.
    pub earliest_expiry: BlockHeight,
    /// How many transactions may stand above the leaf's own.
    pub max_depth: usize,
}

impl Expected {
    /// Checks a branch, and that it is of this specification's tree: that the leaf is the one that was asked for, that
    /// the server is the one that is known and signs for every node, that exit and expiry are as agreed on, and that
    /// each output beside the way can be relayed.
    ///
    /// That the user's own key stands in each node follows: a branch is built from its leaf up. The version of the hash
    /// locks is the host's, since no encoding has it: a leaf of version 0 would be signed in vain, and nothing be lost,
    /// because [`accept_locked`](crate::vtxo::VtxoRef::accept_locked) refuses it before anything is forfeited.
    ///
    /// # Errors
    ///
    /// One of [`Error`] for each; [`Error::Tree`] for a branch of another tree.
    pub fn check(&self, branch: Branch, spec: &TreeSpec) -> Result<CheckedBranch, Error> {
        if !branch.is_of(spec) {
            return Err(tree::Error::OtherTree.into());
        }
        let (leaf, terms) = (branch.spec(), branch.terms());
        if leaf.policy != self.leaf.policy {
            return Err(Error::Policy);
        }
        if leaf.amount != self.leaf.amount {
            return Err(Error::Amount { expected: self.leaf.amount, found: leaf.amount });
        }
        if leaf.unlock_hash != self.leaf.unlock_hash {
            return Err(Error::UnlockHash);
        }
        let Some(cosign_pubkey) = leaf.cosign_pubkey.filter(|key| Some(*key) == self.leaf.cosign_pubkey)
        else {
            return Err(Error::CosignKey);
        };
        if terms.server_pubkey != self.server_pubkey {
            return Err(Error::ServerKey);
        }
        if !branch.global_cosign_pubkeys().contains(&self.server_cosign_pubkey) {
            return Err(Error::ServerDoesNotSign);
        }
        if terms.exit_delta != self.exit_delta {
            return Err(Error::ExitDelta { expected: self.exit_delta, found: terms.exit_delta });
        }
        let expiry = terms.expiry_height.height();
        if expiry < self.earliest_expiry {
            return Err(Error::Expiry { expected: self.earliest_expiry, found: expiry });
        }
        let depth = branch.steps().len();
        if depth > self.max_depth {
            return Err(Error::Depth { expected: self.max_depth, found: depth });
        }
        for step in branch.steps() {
            for (output, made) in step.transaction.outputs().iter().enumerate() {
                let (expected, found) = (dust_limit(&made.script_pubkey), made.value);
                if found < expected {
                    return Err(Error::Dust { node: step.number, output, expected, found });
                }
            }
        }
        Ok(CheckedBranch { branch, cosign_pubkey })
    }
}

/// A branch that [`Expected::check`] has accepted: the only one that is signed.
#[derive(Clone, Debug)]
pub struct CheckedBranch {
    branch: Branch,
    cosign_pubkey: PublicKey,
}

/// What an external signer is told of one node, beside the keys of all signers, which it sorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeToSign {
    /// The node.
    pub node: usize,
    /// Which of the nonces serves it, the first being 0. The others are never used.
    pub nonce: usize,
    /// What is signed.
    pub sighash: Sha256,
    /// The x-only tweak of the aggregate key.
    pub tweak: Sha256,
    /// The aggregate key before the tweak, to compare.
    pub internal_key: XOnlyPublicKey,
    /// The sum of all nonces.
    pub aggregate_nonce: AggregateNonce,
}

impl CheckedBranch {
    /// The branch.
    #[must_use]
    pub const fn branch(&self) -> &Branch {
        &self.branch
    }

    /// The user's key, which stands in each node.
    #[must_use]
    pub const fn cosign_pubkey(&self) -> &PublicKey {
        &self.cosign_pubkey
    }

    /// What an external signer signs, from the node above the leaf to the root. `aggregates` are the sums of the nonces
    /// of all nodes of the tree above the leaves, in order. Nothing here keeps it from signing twice with its nonces, which
    /// would give its key away: it must see to that itself.
    ///
    /// # Errors
    ///
    /// [`Error::AggregateNonceCount`].
    pub fn to_sign(&self, aggregates: &[AggregateNonce]) -> Result<impl Iterator<Item = NodeToSign>, Error> {
        let shape = self.branch.shape();
        let (expected, found) = (shape.internal_nodes(), aggregates.len());
        if expected != found {
            return Err(Error::AggregateNonceCount { expected, found });
        }
        Ok(self.branch.steps().iter().filter_map(move |step| {
            Some(NodeToSign {
                node: step.number,
                nonce: shape.level(step.number).checked_sub(1)?,
                sighash: step.transaction.sighash(None),
                tweak: step.node.tweak(),
                internal_key: step.node.internal_key,
                aggregate_nonce: *aggregates.get(shape.internal_index(step.number)?)?,
            })
        }))
    }
}
