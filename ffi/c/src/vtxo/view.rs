//! VTXOs as they were received: views, which borrow the caller's bytes.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::keys::secret;
use crate::opaque::{Opaque, fill, fits, value};
use crate::outpoint::keelbolt_outpoint;
use crate::pointer::{Buffer, GrowingOut, Out, list, read};
use crate::status::keelbolt_status;
use crate::vtxo::bare::keelbolt_bare_vtxo;
use protocol::crypto::{Preimage, SchnorrSignature};
use protocol::vtxo::VtxoRef;

/// A VTXO with its genesis, opaque. It can be read, no more: whether it is worth anything, only its acceptance tells.
///
/// It lives wherever the caller puts it, on the stack too, needs no destructor and may be copied. It borrows the
/// bytes from which it was parsed: **they must stay where they are and unchanged for as long as the handle, a copy of
/// it, or anything that is taken from it is used.** A handle that is zeroed or was never filled is refused with
/// `KEELBOLT_ERROR_INVALID_HANDLE`.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_vtxo {
    /// Not for the caller.
    opaque: [u64; 48],
}

// SAFETY: `repr(C)`, made of integers, and large enough as asserted below; the value holds addresses of the caller's
// bytes alone, not its own.
unsafe impl Opaque for keelbolt_vtxo {
    type Value = VtxoRef<'static>;
    const SEAL: u64 = 0x6b65_656c_7674_786f; // "keelvtxo"
}

const _: () = assert!(fits::<keelbolt_vtxo>());

/// What a VTXO says of itself.
///
/// Before the first use: `keelbolt_vtxo_fields fields = {0}; fields.struct_size = sizeof fields;` (in C++ `= {}`).
/// Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_vtxo_fields {
    /// `sizeof(keelbolt_vtxo_fields)`, set by the caller.
    pub struct_size: usize,
    /// All but the genesis; its `point` is the id.
    pub bare: keelbolt_bare_vtxo,
    /// How many transactions an exit takes.
    pub depth: usize,
    /// How many bytes the full form takes, in version 2.
    pub length: usize,
    /// What the chain anchor holds, in satoshi, if all amounts are as they are said.
    pub chain_anchor_amount_sat: u64,
    /// Whether it does: not where the sum is more than 64 bits hold.
    pub has_chain_anchor_amount: u8,
    /// Whether no signature and no preimage is missing that an exit needs.
    pub is_complete: u8,
    /// Whether it is a leaf of a tree that nobody has spent yet.
    pub has_unlock_hash: u8,
    /// What unlocks such a leaf.
    pub unlock_hash: [u8; 32],
}

impl keelbolt_vtxo_fields {
    fn of(vtxo: &VtxoRef<'_>, struct_size: usize) -> Self {
        let (anchor_amount, unlock_hash) = (vtxo.chain_anchor_amount(), vtxo.unlock_hash());
        Self {
            struct_size,
            bare: keelbolt_bare_vtxo::of(vtxo.bare()),
            depth: vtxo.genesis().len(),
            length: vtxo.length(),
            chain_anchor_amount_sat: anchor_amount.map_or(0, |amount| amount.0),
            has_chain_anchor_amount: anchor_amount.is_some().into(),
            is_complete: vtxo.is_complete().into(),
            has_unlock_hash: unlock_hash.is_some().into(),
            unlock_hash: unlock_hash.map_or([0; 32], |hash| hash.0),
        }
    }
}

/// Reads the full form of a VTXO. Every key in it is checked here.
///
/// - `vtxo` (out): the handle; written on success. Not NULL.
/// - `bytes`: the whole encoding, of version 1 or 2, and nothing else. The handle borrows it. NULL only with length 0.
/// - `length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: those from `KEELBOLT_ERROR_VTXO_TRUNCATED` to `KEELBOLT_ERROR_UNEXPECTED_GENESIS`, among them
///   `KEELBOLT_ERROR_NO_GENESIS` for the bare form; `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_parse(
    vtxo: *mut keelbolt_vtxo,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says; the bytes stay for as long as the handle is used.
    unsafe { entry(error, || fill(vtxo, || Ok(VtxoRef::parse(list(bytes, length)?)?))) }
}

/// Gives what a VTXO says of itself.
///
/// - `fields` (out): written on success; `struct_size` is set by the caller. Not NULL.
/// - `vtxo`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_read(
    fields: *mut keelbolt_vtxo_fields,
    vtxo: *const keelbolt_vtxo,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(fields)?;
            let vtxo = value(vtxo)?;
            out.set(|struct_size| keelbolt_vtxo_fields::of(vtxo, struct_size));
            Ok(())
        })
    }
}

/// Gives the id of a VTXO: where it lies after an exit.
///
/// - `id` (out): written on success. Not NULL.
/// - `vtxo`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_id(
    id: *mut keelbolt_outpoint,
    vtxo: *const keelbolt_vtxo,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(id)?;
            out.set(keelbolt_outpoint::of(value(vtxo)?.id().0));
            Ok(())
        })
    }
}

/// Writes the full form of a VTXO, in version 2.
///
/// - `bytes` (out): room for the encoding, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length of the encoding. Not NULL.
/// - `vtxo`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_write(
    bytes: *mut u8,
    length: *mut usize,
    vtxo: *const keelbolt_vtxo,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(bytes, length)?;
            let vtxo = value(vtxo)?;
            vtxo.write(out.zeroed(vtxo.length())?)?;
            Ok(())
        })
    }
}

/// Writes the same VTXO, in version 2, with the signature of its leaf transaction.
///
/// - `is_written` (out): whether it is a leaf of a tree, and was written. Not NULL. Left unwritten on an error.
/// - `bytes` (out): room for the encoding, or NULL to ask for its length. Left unwritten on an error; zeros where the
///   VTXO is no leaf.
/// - `length` (in, out): the room in bytes; on return the length of the encoding. Not NULL.
/// - `vtxo`: only read; `bytes` are not those from which it was parsed. Not NULL.
/// - `signature`: of the leaf's owner and the server together (BIP 340), 64 bytes; not checked here. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_with_unlock_signature(
    is_written: *mut bool,
    bytes: *mut u8,
    length: *mut usize,
    vtxo: *const keelbolt_vtxo,
    signature: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (is_written, out) = (Out::new(is_written)?, Buffer::new(bytes, length)?);
            let signature = SchnorrSignature::new(read(signature.cast::<[u8; 64]>())?);
            let vtxo = value(vtxo)?;
            let written = vtxo.write_with_unlock_signature(signature, out.zeroed(vtxo.length())?)?;
            is_written.set(written.is_some());
            Ok(())
        })
    }
}

/// Writes the same VTXO, in version 2, with what unlocks it.
///
/// - `is_written` (out): whether it is a leaf of a tree with the hash of this preimage, and was written. Not NULL. Left
///   unwritten on an error.
/// - `bytes` (out): room for the encoding, or NULL to ask for its length. Left unwritten on an error; zeros where the
///   VTXO has no such hash.
/// - `length` (in, out): the room in bytes; on return the length of the encoding. Not NULL.
/// - `vtxo`: only read; `bytes` are not those from which it was parsed. Not NULL.
/// - `preimage`: 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_with_unlock_preimage(
    is_written: *mut bool,
    bytes: *mut u8,
    length: *mut usize,
    vtxo: *const keelbolt_vtxo,
    preimage: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (is_written, out) = (Out::new(is_written)?, Buffer::new(bytes, length)?);
            let preimage = Preimage(secret(preimage)?);
            let vtxo = value(vtxo)?;
            let written = vtxo.write_with_unlock_preimage(&preimage, out.zeroed(vtxo.length())?)?;
            is_written.set(written.is_some());
            Ok(())
        })
    }
}

/// Gives the keys of the users who paid with a VTXO since it left its tree or board, those of all payments in order:
/// whoever has one of them could collude with the server. Those of one payment together are those of its step of the
/// genesis.
///
/// - `pubkeys` (out): room for 33 bytes each, or NULL to ask for their number. Left unwritten on an error.
/// - `pubkey_count` (in, out): the room in keys; on return how many there are. Not NULL.
/// - `vtxo`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_past_arkoor_pubkeys(
    pubkeys: *mut u8,
    pubkey_count: *mut usize,
    vtxo: *const keelbolt_vtxo,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(pubkeys.cast::<[u8; 33]>(), pubkey_count)?;
            let vtxo = value(vtxo)?;
            let count = vtxo.past_arkoor_pubkeys().fold(0, |sum: usize, keys| sum.saturating_add(keys.len()));
            out.fill(count, vtxo.past_arkoor_pubkeys().flat_map(|keys| keys.iter()).map(|key| key.to_bytes()))
        })
    }
}
