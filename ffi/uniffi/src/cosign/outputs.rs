//! What holds of all outputs of one user together.

use crate::transaction::narrow;
use crate::tree::{LeafSpec, TreeError, TreeSpec};
use crate::vtxo::{VtxoError, delta};
use keelbolt::cosign;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::tree;
use std::sync::Arc;

/// The leaf of each output that a user asked for, in their order: no leaf serves two, however much they are alike.
/// Nothing must be signed or forfeited for a tree before each has its own.
///
/// # Errors
///
/// `NoLeafForOutput` for the first without a leaf; `KeyNotAPoint`, `LockHeightTooLarge`, `LockDeltaTooLarge` or
/// `WrongLength`.
#[uniffi::export]
pub fn match_outputs(spec: Arc<TreeSpec>, outputs: Vec<LeafSpec>) -> Result<Vec<u32>, TreeError> {
    let outputs = outputs.into_iter().map(TryInto::try_into);
    let outputs = outputs.collect::<Result<Vec<tree::LeafSpec>, VtxoError>>()?;
    Ok(cosign::match_outputs(&spec.0, &outputs)?.into_iter().map(narrow).collect())
}

/// The earliest height at which a tree may expire for which inputs are forfeited: `tip` is the last block, `margin` what
/// a wallet keeps to act in, twice, and the longest delay of an input's exit passes before all is lost. Delays are blocks,
/// 0 to 16,383.
///
/// # Errors
///
/// `LockDeltaTooLarge`
#[uniffi::export]
pub fn earliest_expiry(tip: u32, margin: u16, exit_deltas: Vec<u16>) -> Result<u32, TreeError> {
    let deltas = exit_deltas.into_iter().map(delta).collect::<Result<Vec<_>, VtxoError>>()?;
    Ok(cosign::earliest_expiry(BlockHeight(tip), margin, deltas).0)
}
