//! Fees that are never lowered.

use crate::amount::Sat;
use crate::codec::transaction::Txid;
use crate::commitment::fee;
use alloc::vec::Vec;

/// The lowest feerate that nodes relay, and by how much a replacement must raise it (BIP 125, rule 4): one satoshi
/// for a virtual byte, which is four units of weight.
pub const MIN_FEERATE: u32 = 250;

/// A signed transaction that took outputs: what a replacement must pay more than.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attempt {
    /// The transaction.
    pub txid: Txid,
    /// What it pays.
    pub fee: Sat,
    /// What it weighs.
    pub weight: u64,
}

/// An unconfirmed transaction for which its child pays too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Parent {
    /// What it pays itself.
    pub fee: Sat,
    /// What it weighs, with its witnesses.
    pub weight: u64,
}

/// What a transaction of this weight must pay, at a feerate, for its parent and for what it replaces.
pub(super) fn least_fee(
    feerate_per_kw: u32,
    weight: u64,
    parent: Option<Parent>,
    replaced: &[Attempt],
) -> Sat {
    let of_package = match parent {
        Some(parent) => {
            let package = fee_rounded_up(feerate_per_kw, weight.saturating_add(parent.weight));
            // One satoshi for each virtual byte of both, which nodes round up for each by itself.
            let relayed = virtual_size(weight).saturating_add(virtual_size(parent.weight));
            // A parent that pays enough leaves its child no less than the relay fee.
            package.max(relayed).saturating_sub(parent.fee.0).max(fee_rounded_up(MIN_FEERATE, weight))
        }
        None => fee_rounded_up(feerate_per_kw, weight),
    };
    Sat(of_package.max(replacement_fee(weight, replaced)))
}

/// BIP 125: "3. The replacement transaction pays an absolute fee of at least the sum paid by the original
/// transactions. 4. The replacement transaction must also pay for its own bandwidth". And its feerate is higher than
/// that of each, as miners ask for.
fn replacement_fee(weight: u64, replaced: &[Attempt]) -> u64 {
    if replaced.is_empty() {
        return 0;
    }
    let sum = replaced.iter().fold(0, |sum: u64, attempt| sum.saturating_add(attempt.fee.0));
    let with_bandwidth = sum.saturating_add(virtual_size(weight));
    replaced.iter().map(|attempt| above_feerate(attempt, weight)).fold(with_bandwidth, u64::max)
}

/// The least fee for this weight whose feerate is above that of the attempt.
fn above_feerate(attempt: &Attempt, weight: u64) -> u64 {
    let product = u128::from(attempt.fee.0).saturating_mul(virtual_size(weight).into());
    let equal = product.checked_div(virtual_size(attempt.weight).into()).unwrap_or_default();
    u64::try_from(equal).unwrap_or(u64::MAX).saturating_add(1)
}

/// The attempts that spending these claims replaces, each once.
pub(super) fn distinct(attempts: impl Iterator<Item = Attempt>) -> Vec<Attempt> {
    let mut attempts: Vec<Attempt> = attempts.collect();
    attempts.sort_unstable();
    attempts.dedup_by_key(|attempt| attempt.txid);
    attempts
}

/// A fee that is not below the feerate; at the lowest one not for the virtual size either, which nodes round up.
fn fee_rounded_up(feerate_per_kw: u32, weight: u64) -> u64 {
    let rounded_down = fee(feerate_per_kw, weight).0;
    let product = u64::from(feerate_per_kw).saturating_mul(weight);
    if rounded_down.saturating_mul(1000) < product { rounded_down.saturating_add(1) } else { rounded_down }
}

/// BIP 141: "Virtual transaction size is defined as Transaction weight / 4 (rounded up to the next integer)."
fn virtual_size(weight: u64) -> u64 {
    weight.div_ceil(4)
}
