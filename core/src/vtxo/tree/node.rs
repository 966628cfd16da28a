//! The outputs that nodes and leaves of a tree spend.

use crate::amount::Sat;
use crate::crypto::musig::KeyAggregation;
use crate::crypto::{Sha256, TapNodeHash, XOnlyPublicKey};
use crate::vtxo;
use crate::vtxo::policy::{Policy, PolicyOutput, p2tr};
use crate::vtxo::tree::cosigners::Cosigners;
use crate::vtxo::tree::{Error, LeafSpec, Shape, TreeOutput, TreeSpec};
use alloc::vec::Vec;

/// What the transaction of a node above the leaves spends: the output of all that sign for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    /// The aggregate of their keys.
    pub(crate) internal_key: XOnlyPublicKey,
    /// With the tweak of the output.
    pub(crate) keys: KeyAggregation<'static>,
    expiry_root: Option<TapNodeHash>,
    pub(super) output: TreeOutput,
}

impl Node {
    /// The tweak of the output, as BIP 341 has it.
    pub(crate) fn tweak(&self) -> Sha256 {
        self.internal_key.tap_tweak_hash(self.expiry_root.as_ref())
    }
}

/// A leaf: what its transaction spends, and what that makes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf {
    pub(super) spec: LeafSpec,
    /// Locked by a hash beside the keys of the user and the server.
    pub(super) locked: PolicyOutput,
    /// The VTXO.
    pub(super) output: TreeOutput,
}

impl Leaf {
    pub(super) fn locked_output(&self) -> TreeOutput {
        TreeOutput { value: self.output.value, script_pubkey: self.locked.script_pubkey() }
    }
}

/// Makes the outputs of a tree, each from its specification alone.
pub(super) struct Outputs<'s> {
    spec: &'s TreeSpec,
    pub(super) shape: Shape,
    cosigners: Cosigners<'s>,
    /// What the scripts of all nodes have: the server takes what has expired.
    expiry_root: Option<TapNodeHash>,
    /// The sum of all leaves before each.
    sums: Vec<u64>,
}

impl<'s> Outputs<'s> {
    pub(super) fn new(spec: &'s TreeSpec) -> Result<Self, Error> {
        let shape = Shape::new(spec.leaves().len())?;
        // No leaf's amount is lost: the specification has checked the sum.
        let add = |sum: &mut u64, leaf: &LeafSpec| {
            let before = *sum;
            *sum = sum.saturating_add(leaf.amount.0);
            Some(before)
        };
        let sums = spec.leaves().iter().scan(0, add).chain([spec.total().0]).collect();
        let any = Policy::Expiry { internal_key: spec.terms().server_pubkey.x_only().0 };
        let expiry_root = any.output(spec.terms())?.merkle_root();
        Ok(Self { spec, shape, cosigners: Cosigners::new(spec, shape), expiry_root, sums })
    }

    /// A node above the leaves.
    pub(super) fn node(&self, node: usize) -> Result<Node, Error> {
        let untweaked = self.cosigners.aggregate(node)?;
        let keys = untweaked.tap_tweak(self.expiry_root.as_ref()).map_err(vtxo::Error::Aggregate)?;
        let script_pubkey = p2tr(&keys.x_only_public_key());
        let output = TreeOutput { value: self.value(node), script_pubkey };
        let internal_key = untweaked.x_only_public_key();
        Ok(Node { internal_key, keys, expiry_root: self.expiry_root, output })
    }

    /// A leaf. `None` when there is none of this number.
    pub(super) fn leaf(&self, leaf: usize) -> Result<Leaf, Error> {
        let found = || Error::NoSuchLeaf { leaves: self.shape.leaves(), found: leaf };
        let spec = *self.spec.leaves().get(leaf).ok_or_else(found)?;
        let LeafSpec { policy, amount, unlock_hash, .. } = spec;
        let (terms, user_pubkey) = (self.spec.terms(), *policy.user_pubkey());
        let internal_key = policy.internal_key(terms)?;
        let locked = Policy::HarkLeaf { version: self.spec.hash_lock(), user_pubkey, unlock_hash };
        let output = Policy::User(policy).output_with(&internal_key, terms)?;
        Ok(Leaf {
            spec,
            locked: locked.output_with(&internal_key, terms)?,
            output: TreeOutput { value: amount, script_pubkey: output.script_pubkey() },
        })
    }

    /// What a node or a leaf spends.
    pub(super) fn spent_by(&self, node: usize) -> Result<TreeOutput, Error> {
        match self.shape.internal_index(node) {
            Some(_) => Ok(self.node(node)?.output),
            None => Ok(self.leaf(node)?.locked_output()),
        }
    }

    /// The sum of the leaves below a node.
    fn value(&self, node: usize) -> Sat {
        let before = |leaf: usize| self.sums.get(leaf).copied().unwrap_or_default();
        let (first, last) = self.shape.ends(node);
        let (start, end) = (before(first), before(last.saturating_add(1)));
        Sat(match first <= last {
            true => end.saturating_sub(start),
            // Around the end: all but those between.
            false => self.spec.total().0.saturating_sub(start).saturating_add(end),
        })
    }
}
