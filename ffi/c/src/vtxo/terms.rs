//! What all outputs of one server's VTXO have in common.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::pointer::read;
use crate::status::keelbolt_status;
use crate::vtxo::lock::{lock_delta, lock_height};
use protocol::crypto::PublicKey;
use protocol::vtxo::Terms;

/// The server's key and the two delays under which a VTXO stands. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_vtxo_terms {
    /// From this height on the server sweeps what was not taken: 0 to 499,934,467.
    pub expiry_height: u32,
    /// How many blocks an exit waits before its owner claims it: 0 to 16,383.
    pub exit_delta: u16,
    /// The server's key, 33 bytes.
    pub server_pubkey: [u8; 33],
}

/// Checks terms without using them.
///
/// - `terms`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE`,
///   `KEELBOLT_ERROR_LOCK_DELTA_TOO_LARGE`, `KEELBOLT_ERROR_NULL_POINTER`. All functions that take terms check them so.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_terms_check(
    terms: *const keelbolt_vtxo_terms,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || read(terms)?.to_core().map(|_| ())) }
}

impl keelbolt_vtxo_terms {
    pub(crate) fn of(terms: &Terms) -> Self {
        Self {
            expiry_height: terms.expiry_height.to_u32(),
            exit_delta: terms.exit_delta.blocks(),
            server_pubkey: terms.server_pubkey.to_bytes(),
        }
    }

    /// Checks the members.
    pub(crate) fn to_core(self) -> Result<Terms, Fault> {
        Ok(Terms {
            server_pubkey: PublicKey::parse(&self.server_pubkey)?,
            expiry_height: lock_height(self.expiry_height)?,
            exit_delta: lock_delta(self.exit_delta)?,
        })
    }
}
