//! Sweeps that are signed.

use crate::channel::claim::{keelbolt_attempt, keelbolt_claim};
use crate::channel::transaction;
use crate::error::keelbolt_error;
use crate::heap::{Heap, free, give_all, handle, handle_entry};
use crate::pointer::{Buffer, Out};
use crate::status::keelbolt_status;
use protocol::commitment::spend::SignedSweep;

/// A transaction that can be published, once the host's wallet has added the witnesses of its own inputs; opaque, in
/// memory of the library's.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
pub struct keelbolt_signed_sweep {
    heap: Heap<SignedSweep>,
}

handle!(keelbolt_signed_sweep of SignedSweep);

/// Ends a signed sweep.
///
/// - `sweep`: not used afterwards; NULL is nothing.
/// - Threads: may be called from any thread; nobody else uses the sweep.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_signed_sweep_free(sweep: *mut keelbolt_signed_sweep) {
    // SAFETY: NULL, or a sweep of this library's that nobody uses.
    unsafe { free(sweep) }
}

/// Gives the transaction.
///
/// - `bytes` (out): room for the transaction, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `sweep`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `sweep` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_signed_sweep_transaction(
    bytes: *mut u8,
    length: *mut usize,
    sweep: *const keelbolt_signed_sweep,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(sweep, error, |sweep| {
            transaction::write(Buffer::new(bytes, length)?, sweep.transaction())
        })
    }
}

/// Gives the id of the transaction, its fee and its weight: what a host saves, so that no later transaction pays less.
/// The weight is exact, with what the host has told for witnesses of its wallet.
///
/// - `attempt` (out): written on success. Not NULL.
/// - `sweep`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `sweep` may be shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_signed_sweep_attempt(
    attempt: *mut keelbolt_attempt,
    sweep: *const keelbolt_signed_sweep,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(sweep, error, |sweep| {
            Out::new(attempt)?.set(keelbolt_attempt::of(sweep.attempt()));
            Ok(())
        })
    }
}

/// Gives the claims again, for a replacement: alone, or in other company. Each knows what was paid for it.
///
/// - `claims` (out): room for new claims, each for `keelbolt_claim_free`, or NULL to ask for their number. Left
///   unwritten on an error.
/// - `claim_count` (in, out): the room in claims; on return how many there are. Not NULL.
/// - `sweep`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `sweep` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_signed_sweep_claims(
    claims: *mut *mut keelbolt_claim,
    claim_count: *mut usize,
    sweep: *const keelbolt_signed_sweep,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(sweep, error, |sweep| {
            give_all(Buffer::new(claims, claim_count)?, sweep.clone().into_claims())
        })
    }
}
