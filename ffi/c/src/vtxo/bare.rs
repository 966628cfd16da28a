//! VTXOs without their genesis.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::outpoint::keelbolt_outpoint;
use crate::pointer::{Buffer, Out, list, read};
use crate::status::keelbolt_status;
use crate::vtxo::policy::keelbolt_user_policy;
use crate::vtxo::terms::keelbolt_vtxo_terms;
use protocol::amount::Sat;
use protocol::vtxo::BareVtxo;

/// All of a VTXO but the way to it. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_bare_vtxo {
    /// What it holds, in satoshi.
    pub amount_sat: u64,
    /// The server's key, the expiry and the delay of exits.
    pub terms: keelbolt_vtxo_terms,
    /// The output on chain from which its genesis leads here.
    pub chain_anchor: keelbolt_outpoint,
    /// Who may take it, and how.
    pub policy: keelbolt_user_policy,
    /// Where it lies after an exit: its id.
    pub point: keelbolt_outpoint,
}

impl keelbolt_bare_vtxo {
    pub(crate) fn of(bare: &BareVtxo) -> Self {
        Self {
            amount_sat: bare.amount.0,
            terms: keelbolt_vtxo_terms::of(&bare.terms),
            chain_anchor: keelbolt_outpoint::of(bare.chain_anchor),
            policy: keelbolt_user_policy::of(&bare.policy),
            point: keelbolt_outpoint::of(bare.point),
        }
    }

    /// Checks the members.
    fn to_core(self) -> Result<BareVtxo, Fault> {
        Ok(BareVtxo {
            amount: Sat(self.amount_sat),
            terms: self.terms.to_core()?,
            chain_anchor: self.chain_anchor.to_core(),
            policy: self.policy.to_core()?,
            point: self.point.to_core(),
        })
    }
}

/// Reads the bare form of a VTXO, or the full one, whose genesis is checked and passed over.
///
/// - `bare` (out): written on success; it points nowhere. Not NULL.
/// - `bytes`: the whole encoding, of version 1 or 2, and nothing else; only read. NULL only with length 0.
/// - `length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: those from `KEELBOLT_ERROR_VTXO_TRUNCATED` to `KEELBOLT_ERROR_VTXO_COUNT_ABOVE_INPUT`;
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_bare_vtxo_parse(
    bare: *mut keelbolt_bare_vtxo,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(bare)?;
            out.set(keelbolt_bare_vtxo::of(&BareVtxo::parse(list(bytes, length)?)?));
            Ok(())
        })
    }
}

/// Writes the bare form of a VTXO, in version 2.
///
/// - `bytes` (out): room for the encoding, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length of the encoding. Not NULL.
/// - `bare`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE`,
///   `KEELBOLT_ERROR_LOCK_DELTA_TOO_LARGE`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_bare_vtxo_write(
    bytes: *mut u8,
    length: *mut usize,
    bare: *const keelbolt_bare_vtxo,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(bytes, length)?;
            let bare = read(bare)?.to_core()?;
            bare.write(out.zeroed(bare.length())?)?;
            Ok(())
        })
    }
}
