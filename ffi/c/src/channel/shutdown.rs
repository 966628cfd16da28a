//! The scripts that `shutdown` may name (BOLT 2, "Closing Initiation: `shutdown`").

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::number::Mirror;
use crate::pointer::{OptionalOut, Out, list, read};
use crate::status::keelbolt_status;
use core::ptr;
use protocol::commitment::closing::{ShutdownForm, ShutdownRules};

/// What two nodes have agreed on for scripts of `shutdown`, `closing_complete` and upfront ones. The layout will not
/// change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_shutdown_rules {
    /// `option_shutdown_anysegwit` is negotiated.
    pub any_segwit: u8,
    /// `option_simple_close` is negotiated.
    pub simple_close: u8,
    /// Scripts that are no witness programs are taken too, as old nodes may send them. Never for what one sends.
    pub non_segwit: u8,
}

/// Tells which form a script has.
///
/// - `present` (out): whether it has one of them. Not NULL.
/// - `form` (out): a `keelbolt_shutdown_form`, 0 where it has none. Not NULL.
/// - `script`: only read. NULL only with length 0.
/// - `script_length`: how many bytes it has.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_shutdown_form_of(
    present: *mut bool,
    form: *mut i32,
    script: *const u8,
    script_length: usize,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = OptionalOut::new(present, form)?;
            out.set(ShutdownForm::recognise(list(script, script_length)?).map(Mirror::number), 0);
            Ok(())
        })
    }
}

/// Checks that a script may be used, which must be the one that was told upfront, if any was.
///
/// - `form` (out): a `keelbolt_shutdown_form`. Not NULL. Left unwritten on an error.
/// - `rules`: only read. Not NULL.
/// - `script`: only read. NULL only with length 0.
/// - `script_length`: how many bytes it has.
/// - `upfront`: `shutdown_scriptpubkey` of when the channel was opened; only read. NULL where none was told.
/// - `upfront_length`: how many bytes it has; an empty one is none.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_UPFRONT_SCRIPT`, `KEELBOLT_ERROR_SHUTDOWN_SCRIPT`,
///   `KEELBOLT_ERROR_SHUTDOWN_NOT_NEGOTIATED`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_shutdown_check(
    form: *mut i32,
    rules: *const keelbolt_shutdown_rules,
    script: *const u8,
    script_length: usize,
    upfront: *const u8,
    upfront_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (out, rules) = (Out::new(form)?, read(rules)?.to_core());
            let (script, upfront) = (list(script, script_length)?, list(upfront, upfront_length)?);
            out.set(rules.check(script, Some(upfront))?.number());
            Ok(())
        })
    }
}

impl keelbolt_shutdown_rules {
    const fn to_core(self) -> ShutdownRules {
        ShutdownRules {
            any_segwit: self.any_segwit != 0,
            simple_close: self.simple_close != 0,
            non_segwit: self.non_segwit != 0,
        }
    }
}
