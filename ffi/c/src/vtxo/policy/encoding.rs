//! Policies as bytes.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::pointer::{Buffer, Out, list, read};
use crate::status::keelbolt_status;
use crate::vtxo::policy::{keelbolt_user_policy, keelbolt_vtxo_policy};
use protocol::vtxo::policy::{Policy, UserPolicy};

/// The most bytes that a policy takes.
pub const KEELBOLT_POLICY_MAX_LENGTH: usize = 72;

const _: () = assert!(KEELBOLT_POLICY_MAX_LENGTH == UserPolicy::MAX_LENGTH);

/// Reads a user's policy, which fills the bytes.
///
/// - `policy` (out): written on success. Not NULL.
/// - `bytes`: only read. NULL only with length 0.
/// - `length`: how many bytes they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SERVER_POLICY`, and as `keelbolt_vtxo_policy_parse`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_user_policy_parse(
    policy: *mut keelbolt_user_policy,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(policy)?;
            out.set(keelbolt_user_policy::of(&UserPolicy::parse(list(bytes, length)?)?));
            Ok(())
        })
    }
}

/// Writes a user's policy.
///
/// - `bytes` (out): room for the policy, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes, `KEELBOLT_POLICY_MAX_LENGTH` always suffice; on return the length of the
///   policy. Not NULL.
/// - `policy`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_vtxo_policy_write`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_user_policy_write(
    bytes: *mut u8,
    length: *mut usize,
    policy: *const keelbolt_user_policy,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(bytes, length)?;
            let policy = read(policy)?.to_core()?;
            policy.write(out.zeroed(policy.length())?)?;
            Ok(())
        })
    }
}

/// Reads a policy, of a user or of the server, which fills the bytes.
///
/// - `policy` (out): written on success. Not NULL.
/// - `bytes`: only read. NULL only with length 0.
/// - `length`: how many bytes they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_VTXO_TRUNCATED`, `KEELBOLT_ERROR_VTXO_TRAILING_BYTES`, `KEELBOLT_ERROR_POLICY_TYPE`,
///   `KEELBOLT_ERROR_VTXO_KEY`, `KEELBOLT_ERROR_VTXO_HEIGHT`, `KEELBOLT_ERROR_VTXO_DELTA`,
///   `KEELBOLT_ERROR_WRONG_LENGTH`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_policy_parse(
    policy: *mut keelbolt_vtxo_policy,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(policy)?;
            out.set(keelbolt_vtxo_policy::of(&Policy::parse(list(bytes, length)?)?));
            Ok(())
        })
    }
}

/// Writes a policy: its type in the first byte, and what belongs to it.
///
/// - `bytes` (out): room for the policy, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes, `KEELBOLT_POLICY_MAX_LENGTH` always suffice; on return the length of the
///   policy. Not NULL.
/// - `policy`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`,
///   `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_NOT_AN_X_COORDINATE`, `KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE`,
///   `KEELBOLT_ERROR_LOCK_DELTA_TOO_LARGE`, `KEELBOLT_ERROR_NULL_POINTER`. All functions that take policies check them
///   so.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_policy_write(
    bytes: *mut u8,
    length: *mut usize,
    policy: *const keelbolt_vtxo_policy,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(bytes, length)?;
            let policy = read(policy)?.to_core()?;
            policy.write(out.zeroed(policy.length())?)?;
            Ok(())
        })
    }
}
