//! Spending what a commitment and its HTLC transactions leave on chain (BOLT 3; BOLT 5).

mod claim;
mod path;
mod revoked;
mod signed;
mod sweep;
mod unsigned;

use crate::commitment::CommitmentError;
use crate::commitment::template::ScriptTemplate;
use keelbolt::commitment::spend;

/// The lowest feerate of a sweep, and by how much a replacement raises it, in satoshi for a thousand units of weight.
#[uniffi::export]
#[must_use]
pub fn min_sweep_feerate() -> u32 {
    spend::MIN_FEERATE
}

/// What BOLT 5, appendix A, counts for the witness that takes a revoked output of this script; nothing for scripts that
/// are not revoked. What a claim counts is less, and never less than what it comes to.
///
/// # Errors
///
/// `KeyNotAPoint` or `WrongLength`.
#[uniffi::export]
pub fn penalty_witness_weight(script: ScriptTemplate) -> Result<Option<u64>, CommitmentError> {
    Ok(spend::penalty_witness_weight(&script.to_core()?))
}
