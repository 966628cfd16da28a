//! Who signs for which node.

use crate::crypto::PublicKey;
use crate::crypto::musig::KeyAggregation;
use crate::vtxo::Error;
use crate::vtxo::tree::{Shape, TreeSpec};
use alloc::vec::Vec;

/// The keys of a tree, sorted once: the order of those of any node follows.
pub(super) struct Cosigners<'s> {
    shape: Shape,
    /// The key of each leaf that has one, with its place in the order of all keys.
    leaves: Vec<Option<Ranked<'s>>>,
    global: Vec<Ranked<'s>>,
}

#[derive(Clone, Copy)]
struct Ranked<'s> {
    rank: usize,
    key: &'s PublicKey,
}

impl<'s> Cosigners<'s> {
    pub(super) fn new(spec: &'s TreeSpec, shape: Shape) -> Self {
        let of_leaves = spec.leaves().iter().map(|leaf| leaf.cosign_pubkey.as_ref());
        let all = of_leaves.chain(spec.global_cosign_pubkeys().iter().map(Some));
        let mut ranked: Vec<_> = all.map(|key| key.map(|key| Ranked { rank: 0, key })).collect();
        let mut order: Vec<_> = ranked.iter_mut().flatten().map(|key| (key.key.to_bytes(), key)).collect();
        order.sort_unstable_by_key(|(bytes, _)| *bytes);
        order.into_iter().enumerate().for_each(|(rank, (_, key))| key.rank = rank);
        let global = ranked.split_off(shape.leaves().min(ranked.len())).into_iter().flatten().collect();
        Self { shape, leaves: ranked, global }
    }

    /// The aggregate of all keys that sign for a node, sorted.
    pub(super) fn aggregate(&self, node: usize) -> Result<KeyAggregation<'static>, Error> {
        let below = self.shape.leaves_below(node).filter_map(|leaf| *self.leaves.get(leaf)?);
        let mut keys: Vec<_> = below.chain(self.global.iter().copied()).collect();
        keys.sort_unstable_by_key(|key| key.rank);
        KeyAggregation::detached(keys.iter().map(|key| key.key)).map_err(Error::Aggregate)
    }
}
