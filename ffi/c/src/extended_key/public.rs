//! Extended public keys.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::extended_key::place::{child, keelbolt_key_place, network_of};
use crate::keys::public_key;
use crate::opaque::{Opaque, fill, fits, value};
use crate::pointer::{Buffer, Out, text};
use crate::status::keelbolt_status;
use core::ffi::c_char;
use protocol::crypto::bip32::{ExtendedPublicKey, Path};

/// A public key with its chain code, opaque: all its normal children can be derived, and watched, with it.
///
/// Together with the secret key of one normal child it gives away the secret keys of all others. It lives wherever
/// the caller puts it, needs no destructor and may be copied. One that is zeroed or was never filled is refused with
/// `KEELBOLT_ERROR_INVALID_HANDLE`.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
#[repr(C)]
pub struct keelbolt_extended_public_key {
    /// Not for the caller.
    opaque: [u64; 16],
}

// SAFETY: `repr(C)`, made of integers, and large enough as asserted below; keys hold no addresses.
unsafe impl Opaque for keelbolt_extended_public_key {
    type Value = ExtendedPublicKey;
    const SEAL: u64 = 0x6b65_656c_7870_7562; // "keelxpub"
}

const _: () = assert!(fits::<keelbolt_extended_public_key>());

/// Reads the text form of an extended public key, `xpub` or `tpub`.
///
/// - `key` (out): written on success. Not NULL.
/// - `text`: only read. Not NULL.
/// - `text_length`: in bytes.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: those from `KEELBOLT_ERROR_NOT_BASE58` to `KEELBOLT_ERROR_MASTER_KEY_WITH_CHILD_NUMBER`,
///   `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_NOT_TEXT`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_public_key_parse(
    key: *mut keelbolt_extended_public_key,
    text: *const c_char,
    text_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || fill(key, || Ok(ExtendedPublicKey::parse(self::text(text, text_length)?)?))) }
}

/// Makes the key that stands above all that a MuSig2 aggregate key signs for (BIP 328, a synthetic xpub): a master key
/// whose chain code is the same for everybody. For a child its signers add the tweaks of all derivations to their keys.
///
/// - `key` (out): written on success. Not NULL.
/// - `aggregate`: the aggregate key before any tweak, 33 bytes; only read. Not NULL.
/// - `network`: a `keelbolt_network`; all but mainnet are the same to it.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_public_key_synthetic(
    key: *mut keelbolt_extended_public_key,
    aggregate: *const u8,
    network: i32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            fill(key, || Ok(ExtendedPublicKey::synthetic(public_key(aggregate)?, network_of(network)?)))
        })
    }
}

/// Writes the text form, `xpub` or `tpub`, without NUL at the end.
///
/// - `text` (out): room for the text, or NULL to ask for its length. Left unwritten on an error.
/// - `text_length` (in, out): the room in bytes; on return the length of the text. Not NULL.
/// - `key`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one key at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_public_key_text(
    text: *mut c_char,
    text_length: *mut usize,
    key: *const keelbolt_extended_public_key,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(text.cast::<u8>(), text_length)?;
            out.show(&value(key)?.to_text())
        })
    }
}

/// Derives a normal child.
///
/// - `child_key` (out): written on success; may be `key` itself. Not NULL.
/// - `key`: only read. Not NULL.
/// - `index`: of the child, below 2^31.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one key at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_CHILD_INDEX_TOO_LARGE`, `KEELBOLT_ERROR_TOO_DEEP`, `KEELBOLT_ERROR_NO_SUCH_CHILD` (once
///   in 2^127), `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_public_key_derive(
    child_key: *mut keelbolt_extended_public_key,
    key: *const keelbolt_extended_public_key,
    index: u32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || fill(child_key, || Ok(value(key)?.derive(child(index, false)?)?))) }
}

/// Derives the key at the end of a path of normal children, such as `m/1/7`.
///
/// - `child_key` (out): written on success; may be `key` itself. Not NULL.
/// - `key`: only read. Not NULL.
/// - `path`: `m/` in front may be left out; `m` alone is the key itself. Only read. Not NULL.
/// - `path_length`: in bytes.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one key at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_CHILD_PATH`, `KEELBOLT_ERROR_HARDENED_CHILD_OF_PUBLIC_KEY`, `KEELBOLT_ERROR_TOO_DEEP`,
///   `KEELBOLT_ERROR_NO_SUCH_CHILD`, `KEELBOLT_ERROR_NOT_TEXT`, `KEELBOLT_ERROR_INVALID_HANDLE`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_public_key_derive_path(
    child_key: *mut keelbolt_extended_public_key,
    key: *const keelbolt_extended_public_key,
    path: *const c_char,
    path_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            fill(child_key, || Ok(value(key)?.derive_path(Path::parse(text(path, path_length)?)?)?))
        })
    }
}

/// Gives the public key itself.
///
/// - `public_key` (out): 33 bytes. Not NULL. Left unwritten on an error.
/// - `key`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one key at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_public_key_key(
    public_key: *mut u8,
    key: *const keelbolt_extended_public_key,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(public_key.cast::<[u8; 33]>())?;
            out.set(value(key)?.public_key().to_bytes());
            Ok(())
        })
    }
}

/// Gives the first four bytes of the HASH160 of the key, by which its children name it.
///
/// - `fingerprint` (out): 4 bytes. Not NULL. Left unwritten on an error.
/// - `key`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one key at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_public_key_fingerprint(
    fingerprint: *mut u8,
    key: *const keelbolt_extended_public_key,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(fingerprint.cast::<[u8; 4]>())?;
            out.set(value(key)?.fingerprint());
            Ok(())
        })
    }
}

/// Tells where in the tree a key is.
///
/// - `place` (out): written on success. Not NULL.
/// - `key`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one key at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_public_key_place(
    place: *mut keelbolt_key_place,
    key: *const keelbolt_extended_public_key,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(place)?;
            out.set(keelbolt_key_place::of(value(key)?.place())?);
            Ok(())
        })
    }
}
