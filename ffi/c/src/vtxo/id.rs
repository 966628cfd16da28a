//! The ids of VTXOs: where they lie when all of their exit is on chain.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::outpoint::keelbolt_outpoint;
use crate::pointer::{Buffer, Out, read, text};
use crate::status::keelbolt_status;
use core::ffi::c_char;
use core::ptr;
use protocol::vtxo::VtxoId;

/// How many bytes the id of a VTXO takes.
pub const KEELBOLT_VTXO_ID_LENGTH: usize = 36;

const _: () = assert!(KEELBOLT_VTXO_ID_LENGTH == VtxoId::LENGTH);

/// Reads the id of a VTXO from its text, `txid:vout`, of which the id of the transaction stands backwards.
///
/// - `id` (out): the outpoint at which it lies when all of its exit is on chain; written on success. Not NULL.
/// - `text`: UTF-8, without NUL at the end; only read. Not NULL.
/// - `text_length`: its length in bytes.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NOT_A_VTXO_ID`, `KEELBOLT_ERROR_NOT_TEXT`, `KEELBOLT_ERROR_WRONG_LENGTH`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_id_parse(
    id: *mut keelbolt_outpoint,
    text: *const c_char,
    text_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(id)?;
            let VtxoId(outpoint) = self::text(text, text_length)?.parse()?;
            out.set(keelbolt_outpoint::of(outpoint));
            Ok(())
        })
    }
}

/// Writes the id of a VTXO as a text.
///
/// - `text` (out): room for the text in ASCII, without NUL at the end, or NULL to ask for its length. Left unwritten on
///   an error.
/// - `text_length` (in, out): the room in bytes, 75 always suffice; on return the length of the text. Not NULL.
/// - `id`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_id_text(
    text: *mut c_char,
    text_length: *mut usize,
    id: *const keelbolt_outpoint,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(text.cast::<u8>(), text_length)?;
            out.show(&VtxoId(read(id)?.to_core()))
        })
    }
}

/// Reads the id of a VTXO from its bytes: the transaction's id as it is hashed, then the index, little-endian.
///
/// - `id` (out): written on success. Not NULL.
/// - `bytes`: `KEELBOLT_VTXO_ID_LENGTH` bytes; only read. Not NULL.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_id_from_bytes(
    id: *mut keelbolt_outpoint,
    bytes: *const u8,
) -> keelbolt_status {
    // SAFETY: no detail is asked for; the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = Out::new(id)?;
            let bytes = read(bytes.cast::<[u8; KEELBOLT_VTXO_ID_LENGTH]>())?;
            out.set(keelbolt_outpoint::of(VtxoId::from_bytes(&bytes).0));
            Ok(())
        })
    }
}

/// Writes the bytes of the id of a VTXO.
///
/// - `bytes` (out): `KEELBOLT_VTXO_ID_LENGTH` bytes. Not NULL. Left unwritten on an error.
/// - `id`: only read. Not NULL.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_id_to_bytes(
    bytes: *mut u8,
    id: *const keelbolt_outpoint,
) -> keelbolt_status {
    // SAFETY: no detail is asked for; the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = Out::new(bytes.cast::<[u8; KEELBOLT_VTXO_ID_LENGTH]>())?;
            out.set(VtxoId(read(id)?.to_core()).to_bytes());
            Ok(())
        })
    }
}
