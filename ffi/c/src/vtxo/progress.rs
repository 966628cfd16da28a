//! What is to be done next in an exit.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::number::numbered;
use crate::opaque::value;
use crate::pointer::{Out, list, read};
use crate::status::keelbolt_status;
use crate::vtxo::accept::keelbolt_accepted_vtxo;
use crate::vtxo::policy::clause::keelbolt_clause;
use core::cell::Cell;
use protocol::codec::transaction::Txid;
use protocol::time::BlockHeight;
use protocol::vtxo::{PointStatus, Progress, TransactionStatus};

/// What blocks and mempool say about a transaction. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_transaction_status_kind {
    /// Nothing.
    KEELBOLT_TRANSACTION_UNKNOWN = 1,
    /// It waits for a block.
    KEELBOLT_TRANSACTION_IN_MEMPOOL = 2,
    /// It stands in a block. Fills: height.
    KEELBOLT_TRANSACTION_CONFIRMED = 3,
    /// Another transaction, in a block, has taken what it spends. Fills: txid.
    KEELBOLT_TRANSACTION_CONFLICTING = 4,
}

/// What is to be done next in an exit. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_progress_kind {
    /// Publish a transaction with its child. Fills: depth.
    KEELBOLT_PROGRESS_PUBLISH = 1,
    /// A transaction waits for a block; its child may be replaced by one that pays more. Fills: depth.
    KEELBOLT_PROGRESS_WAIT = 2,
    /// Another transaction, in a block, has taken what one of the exit spends: the server's sweep, or what a node's
    /// signers made otherwise. The exit cannot go on while that block stands. Fills: depth, txid.
    KEELBOLT_PROGRESS_CONFLICTING = 3,
    /// All are confirmed: the delay is not over. Fills: height, the earliest block that may have the claim.
    KEELBOLT_PROGRESS_DELAYED = 4,
    /// Claim it: the next block may have the transaction.
    KEELBOLT_PROGRESS_CLAIM = 5,
    /// A transaction spends it, which waits for a block. Fills: txid.
    KEELBOLT_PROGRESS_SPENDING = 6,
    /// It is spent. Fills: txid, height; a host waits for some more blocks on top.
    KEELBOLT_PROGRESS_SPENT = 7,
}

use keelbolt_progress_kind::*;
use keelbolt_transaction_status_kind::*;

numbered!(keelbolt_transaction_status_kind);
numbered!(keelbolt_progress_kind);

/// What blocks and mempool say about a transaction of an exit. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_transaction_status {
    /// A `keelbolt_transaction_status_kind`.
    pub kind: i32,
    /// The height of its block.
    pub height: u32,
    /// The other transaction, in the order of its bytes.
    pub txid: [u8; 32],
}

/// What blocks and mempool say about the output of the VTXO itself. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_point_status {
    /// Whether a transaction spends it; of the others nothing is looked at where not.
    pub is_spent: u8,
    /// Which one, in the order of its bytes.
    pub txid: [u8; 32],
    /// Where that stands.
    pub status: keelbolt_transaction_status,
}

/// What is to be done next in an exit. Members that its kind has not got are zero. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_progress {
    /// A `keelbolt_progress_kind`.
    pub kind: i32,
    /// A height.
    pub height: u32,
    /// Which transaction of the exit, the first being 0.
    pub depth: usize,
    /// Another transaction, in the order of its bytes.
    pub txid: [u8; 32],
}

impl keelbolt_transaction_status {
    fn to_core(self) -> Result<TransactionStatus, Fault> {
        const UNKNOWN: i32 = KEELBOLT_TRANSACTION_UNKNOWN.number();
        const IN_MEMPOOL: i32 = KEELBOLT_TRANSACTION_IN_MEMPOOL.number();
        const CONFIRMED: i32 = KEELBOLT_TRANSACTION_CONFIRMED.number();
        const CONFLICTING: i32 = KEELBOLT_TRANSACTION_CONFLICTING.number();
        Ok(match self.kind {
            UNKNOWN => TransactionStatus::Unknown,
            IN_MEMPOOL => TransactionStatus::InMempool,
            CONFIRMED => TransactionStatus::Confirmed(BlockHeight(self.height)),
            CONFLICTING => TransactionStatus::Conflicting { txid: Txid(self.txid) },
            found => return Err(Fault::UnknownEnumValue { found }),
        })
    }
}

impl keelbolt_point_status {
    fn to_core(self) -> Result<PointStatus, Fault> {
        Ok(match self.is_spent {
            0 => PointStatus::Unspent,
            _ => PointStatus::Spent { txid: Txid(self.txid), status: self.status.to_core()? },
        })
    }
}

impl keelbolt_progress {
    const fn of(progress: Progress) -> Self {
        const fn row(kind: keelbolt_progress_kind) -> keelbolt_progress {
            keelbolt_progress { kind: kind.number(), height: 0, depth: 0, txid: [0; 32] }
        }
        match progress {
            Progress::Publish { depth } => Self { depth, ..row(KEELBOLT_PROGRESS_PUBLISH) },
            Progress::Wait { depth } => Self { depth, ..row(KEELBOLT_PROGRESS_WAIT) },
            Progress::Conflicting { depth, txid } => {
                Self { depth, txid: txid.0, ..row(KEELBOLT_PROGRESS_CONFLICTING) }
            }
            Progress::Delayed { until } => Self { height: until.0, ..row(KEELBOLT_PROGRESS_DELAYED) },
            Progress::Claim => row(KEELBOLT_PROGRESS_CLAIM),
            Progress::Spending { txid } => Self { txid: txid.0, ..row(KEELBOLT_PROGRESS_SPENDING) },
            Progress::Spent { txid, height } => {
                Self { txid: txid.0, height: height.0, ..row(KEELBOLT_PROGRESS_SPENT) }
            }
        }
    }
}

/// Tells what is to be done next in an exit, from what blocks and mempool say now: when a block is disconnected, the same
/// question has another answer, and nothing was forgotten.
///
/// Of a VTXO that trusts others (`keelbolt_accepted_vtxo_trusts_others`) it is worth asking at each block, without an
/// exit, too: when it is to publish another transaction than the first, somebody has put those before it on chain. If
/// that was who had the VTXO before, the next one must be confirmed before the delay of exits is over behind the last
/// of them, or the money is theirs.
///
/// - `progress` (out): written on success. Not NULL.
/// - `accepted`: only read. Not NULL.
/// - `clause`: the one by which it is to be claimed; only read. Not NULL.
/// - `statuses`: of the transactions of the exit, in the order of its packages; only read. NULL only when there are none.
/// - `status_count`: how many they are: as many as transactions.
/// - `point`: of the VTXO's own output; only read. Not NULL.
/// - `tip`: the height of the last block.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_WRONG_LENGTH` for another number of statuses, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, and as
///   `keelbolt_exit_packages` and `keelbolt_clause_script`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_exit_progress(
    progress: *mut keelbolt_progress,
    accepted: *const keelbolt_accepted_vtxo,
    clause: *const keelbolt_clause,
    statuses: *const keelbolt_transaction_status,
    status_count: usize,
    point: *const keelbolt_point_status,
    tip: u32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(progress)?;
            let accepted = value(accepted)?;
            let clause = read(clause)?.to_core()?;
            let statuses = list(statuses, status_count)?;
            let (expected, found) = (accepted.genesis().len(), statuses.len());
            if expected != found {
                return Err(Fault::WrongLength { expected, found });
            }
            statuses.iter().try_for_each(|status| status.to_core().map(|_| ()))?;
            let point = read(point)?.to_core()?;
            // The core asks for one transaction after another, and there are as many; all have been read before.
            let rest = Cell::new(statuses.iter());
            let next = |_: &Txid| {
                let mut statuses = rest.take();
                let status = statuses.next().and_then(|status| status.to_core().ok());
                rest.set(statuses);
                status.unwrap_or(TransactionStatus::Unknown)
            };
            let progress = accepted.exit()?.progress(&clause, next, point, BlockHeight(tip))?;
            out.set(keelbolt_progress::of(progress));
            Ok(())
        })
    }
}
