//! Lock times, absolute and relative (BIP 65, BIP 68, BIP 113).

use crate::commitment::relay::{Chain, Coin, Created, Error};
use crate::time::{BlockHeight, UnixTime};
use bitcoin::Transaction;

/// Whether the next block may have the transaction.
pub(super) fn check(transaction: &Transaction, coins: &[Coin], chain: &Chain) -> Result<(), Error> {
    let lock_time = transaction.lock_time.to_consensus_u32();
    let counts = transaction.input.iter().any(|input| input.sequence.0 != FINAL);
    let passed = match lock_time < TIMES {
        true => BlockHeight(lock_time) <= chain.height,
        false => UnixTime(lock_time.into()) < chain.median_time_past,
    };
    if counts && !passed {
        return Err(Error::LockTime { lock_time, height: chain.height });
    }
    if transaction.version.0 < 2 {
        return Ok(());
    }
    for (input, (spending, coin)) in transaction.input.iter().zip(coins).enumerate() {
        let sequence = spending.sequence.0;
        if sequence & DISABLED != 0 {
            continue;
        }
        if sequence & SECONDS != 0 {
            return Err(Error::RelativeTime { input });
        }
        let next = chain.height.0.saturating_add(1);
        let from = match coin.created {
            Created::Confirmed(height) => height.0,
            Created::Unconfirmed { .. } => next,
        };
        let expected = BlockHeight(from.saturating_add(sequence & BLOCKS));
        if next < expected.0 {
            return Err(Error::RelativeLock { input, expected, found: BlockHeight(next) });
        }
    }
    Ok(())
}

/// A sequence for which no lock time counts.
const FINAL: u32 = 0xffff_ffff;

/// Lock times from here on are seconds since 1970.
const TIMES: u32 = 500_000_000;

/// "If bit (1 << 31) of the sequence number is set, then no consensus meaning is applied" (BIP 68).
const DISABLED: u32 = 1 << 31;

/// Units of 512 seconds instead of blocks.
const SECONDS: u32 = 1 << 22;

/// The number of them.
const BLOCKS: u32 = 0xffff;
