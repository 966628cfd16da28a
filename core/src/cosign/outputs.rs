//! What holds of all outputs of one user together.

use crate::cosign::Error;
use crate::time::BlockHeight;
use crate::vtxo::LockDelta;
use crate::vtxo::tree::{LeafSpec, TreeSpec};
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec;
use alloc::vec::Vec;

/// The leaf of each output that a user asked for, in their order: no leaf serves two, however much they are alike.
/// Nothing must be signed or forfeited for a tree before each has its own.
///
/// # Errors
///
/// [`Error::Output`] for the first without a leaf.
pub fn match_outputs(spec: &TreeSpec, outputs: &[LeafSpec]) -> Result<Vec<usize>, Error> {
    // Those that are alike, the first one first.
    let mut waiting: BTreeMap<Vec<u8>, VecDeque<usize>> = BTreeMap::new();
    for (output, wanted) in outputs.iter().enumerate() {
        waiting.entry(wanted.to_vec()).or_default().push_back(output);
    }
    let mut found = vec![None; outputs.len()];
    for (leaf, offered) in spec.leaves().iter().enumerate() {
        let output = waiting.get_mut(&offered.to_vec()).and_then(VecDeque::pop_front);
        if let Some(place) = output.and_then(|output| found.get_mut(output)) {
            *place = Some(leaf);
        }
    }
    let leaves = found.into_iter().enumerate();
    leaves.map(|(output, leaf)| leaf.ok_or(Error::Output { output })).collect()
}

/// The earliest height at which a tree may expire for which inputs are forfeited: `tip` is the last block, `margin` what
/// a wallet keeps to act in, twice, and the longest delay of an input's exit passes before all is lost.
#[must_use]
pub fn earliest_expiry(
    tip: BlockHeight,
    margin: u16,
    exit_deltas: impl IntoIterator<Item = LockDelta>,
) -> BlockHeight {
    let longest = exit_deltas.into_iter().max().unwrap_or_default();
    let blocks = u32::from(margin).saturating_mul(2).saturating_add(longest.blocks().into());
    BlockHeight(tip.0.saturating_add(blocks))
}
