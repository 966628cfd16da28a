//! The number of a commitment, and how a transaction hides it (BOLT 3, "Commitment Transaction").

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::keys::public_key;
use crate::pointer::{OptionalOut, Out};
use crate::status::keelbolt_status;
use protocol::commitment::{CommitmentNumber, ObscuringFactor};

/// The number of a commitment of a number from C.
pub(crate) fn of_u64(found: u64) -> Result<CommitmentNumber, Fault> {
    CommitmentNumber::new(found).ok_or(Fault::CommitmentNumberTooLarge { found })
}

/// Gives what hides the numbers of a channel's commitments: "the lower 48 bits of SHA256(payment_basepoint from
/// open_channel || payment_basepoint from accept_channel)".
///
/// - `factor` (out): 48 bits. Not NULL.
/// - `opener`: the opener's payment basepoint, 33 bytes. Not NULL.
/// - `accepter`: the accepter's, 33 bytes. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_obscuring_factor(
    factor: *mut u64,
    opener: *const u8,
    accepter: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(factor)?;
            out.set(ObscuringFactor::derive(&public_key(opener)?, &public_key(accepter)?).to_u64());
            Ok(())
        })
    }
}

/// Gives the lock time of a commitment and the sequence of its input, which hide its number.
///
/// - `lock_time` (out): of the transaction. Not NULL.
/// - `sequence` (out): of its input. Not NULL.
/// - `opener`: the opener's payment basepoint, 33 bytes. Not NULL.
/// - `accepter`: the accepter's, 33 bytes. Not NULL.
/// - `number`: of the commitment, from 0 on, below 2^48.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_number_hide(
    lock_time: *mut u32,
    sequence: *mut u32,
    opener: *const u8,
    accepter: *const u8,
    number: u64,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (lock_time, sequence) = (Out::new(lock_time)?, Out::new(sequence)?);
            let factor = ObscuringFactor::derive(&public_key(opener)?, &public_key(accepter)?);
            let number = of_u64(number)?;
            lock_time.set(factor.lock_time(number));
            sequence.set(factor.sequence(number));
            Ok(())
        })
    }
}

/// Gives the number that a transaction hides.
///
/// - `is_commitment` (out): false when it is no commitment, and `number` is 0 then. Not NULL.
/// - `number` (out): of the commitment. Not NULL.
/// - `opener`: the opener's payment basepoint, 33 bytes. Not NULL.
/// - `accepter`: the accepter's, 33 bytes. Not NULL.
/// - `lock_time`: of the transaction.
/// - `sequence`: of its input.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_number_find(
    is_commitment: *mut bool,
    number: *mut u64,
    opener: *const u8,
    accepter: *const u8,
    lock_time: u32,
    sequence: u32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = OptionalOut::new(is_commitment, number)?;
            let factor = ObscuringFactor::derive(&public_key(opener)?, &public_key(accepter)?);
            out.set(factor.number(lock_time, sequence).map(CommitmentNumber::to_u64), 0);
            Ok(())
        })
    }
}
