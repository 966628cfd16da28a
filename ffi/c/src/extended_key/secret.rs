//! Extended secret keys.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::extended_key::place::{child, keelbolt_key_place, network_of};
use crate::extended_key::public::keelbolt_extended_public_key;
use crate::keys::signing_context;
use crate::opaque::{Opaque, fill, fits, value, wipe};
use crate::pointer::{Buffer, Out, list, text};
use crate::status::keelbolt_status;
use core::ffi::c_char;
use protocol::crypto::bip32::{ExtendedSecretKey, Path};

/// A secret key with its chain code, and with it all of the tree below it, opaque.
///
/// It lives wherever the caller puts it, on the stack too, and may be copied. It is a secret: give it to
/// `keelbolt_extended_secret_key_wipe` after use. One that is zeroed or was never filled is refused with
/// `KEELBOLT_ERROR_INVALID_HANDLE`.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
#[repr(C)]
pub struct keelbolt_extended_secret_key {
    /// Not for the caller.
    opaque: [u64; 12],
}

// SAFETY: `repr(C)`, made of integers, and large enough as asserted below; keys hold no addresses.
unsafe impl Opaque for keelbolt_extended_secret_key {
    type Value = ExtendedSecretKey;
    const SEAL: u64 = 0x6b65_656c_7870_7276; // "keelxprv"
}

const _: () = assert!(fits::<keelbolt_extended_secret_key>());

/// Makes the master key of a seed.
///
/// - `key` (out): written on success. Not NULL.
/// - `seed`: 16 to 64 bytes, such as BIP 39 makes; a secret, only read. NULL only with length 0.
/// - `seed_length`: how many bytes it has.
/// - `network`: a `keelbolt_network`; all but mainnet are the same to it.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SEED_LENGTH`, `KEELBOLT_ERROR_NO_MASTER_KEY` (once in 2^127),
///   `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_secret_key_from_seed(
    key: *mut keelbolt_extended_secret_key,
    seed: *const u8,
    seed_length: usize,
    network: i32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            fill(key, || Ok(ExtendedSecretKey::from_seed(list(seed, seed_length)?, network_of(network)?)?))
        })
    }
}

/// Reads the text form of an extended secret key, `xprv` or `tprv`.
///
/// - `key` (out): written on success. Not NULL.
/// - `text`: a secret, only read. Not NULL.
/// - `text_length`: in bytes.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: those from `KEELBOLT_ERROR_NOT_BASE58` to `KEELBOLT_ERROR_SECRET_KEY_PREFIX`,
///   `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_NOT_TEXT`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_secret_key_parse(
    key: *mut keelbolt_extended_secret_key,
    text: *const c_char,
    text_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || fill(key, || Ok(ExtendedSecretKey::parse(self::text(text, text_length)?)?))) }
}

/// Writes the text form, `xprv` or `tprv`, without NUL at the end.
///
/// - `text` (out): room for the text, or NULL to ask for its length. A secret: wipe it after use. Left unwritten on
///   an error.
/// - `text_length` (in, out): the room in bytes; on return the length of the text. Not NULL.
/// - `key`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one key at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_secret_key_text(
    text: *mut c_char,
    text_length: *mut usize,
    key: *const keelbolt_extended_secret_key,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(text.cast::<u8>(), text_length)?;
            let written = value(key)?.to_text();
            out.fill(written.expose().len(), written.expose().bytes())
        })
    }
}

/// Derives a child.
///
/// - `child_key` (out): written on success; may be `key` itself. Not NULL.
/// - `key`: only read. Not NULL.
/// - `index`: of the child, below 2^31.
/// - `is_hardened`: whether only the secret side shall derive it.
/// - `entropy`: 32 random bytes that nobody else knows and that serve this call only; they blind the operation
///   against side channels and do not change its result. Copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one key at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_CHILD_INDEX_TOO_LARGE`, `KEELBOLT_ERROR_TOO_DEEP`, `KEELBOLT_ERROR_NO_SUCH_CHILD` (once
///   in 2^127), `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_secret_key_derive(
    child_key: *mut keelbolt_extended_secret_key,
    key: *const keelbolt_extended_secret_key,
    index: u32,
    is_hardened: bool,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            fill(
                child_key,
                || Ok(value(key)?.derive(child(index, is_hardened)?, &signing_context(entropy)?)?),
            )
        })
    }
}

/// Derives the key at the end of a path, such as `m/84'/0'/0'/1/7`; `h` and `H` mark hardened children, too.
///
/// - `child_key` (out): written on success; may be `key` itself. Not NULL.
/// - `key`: only read. Not NULL.
/// - `path`: `m/` in front may be left out; `m` alone is the key itself. Only read. Not NULL.
/// - `path_length`: in bytes.
/// - `entropy`: 32 random bytes, as for `keelbolt_extended_secret_key_derive`. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one key at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_CHILD_PATH`, `KEELBOLT_ERROR_TOO_DEEP`, `KEELBOLT_ERROR_NO_SUCH_CHILD`,
///   `KEELBOLT_ERROR_NOT_TEXT`, `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_secret_key_derive_path(
    child_key: *mut keelbolt_extended_secret_key,
    key: *const keelbolt_extended_secret_key,
    path: *const c_char,
    path_length: usize,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            fill(child_key, || {
                let path = Path::parse(text(path, path_length)?)?;
                Ok(value(key)?.derive_path(path, &signing_context(entropy)?)?)
            })
        })
    }
}

/// Gives the public side.
///
/// - `public_key` (out): written on success. Not NULL.
/// - `key`: only read. Not NULL.
/// - `entropy`: 32 random bytes, as for `keelbolt_extended_secret_key_derive`. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one key at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_secret_key_public(
    public_key: *mut keelbolt_extended_public_key,
    key: *const keelbolt_extended_secret_key,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || fill(public_key, || Ok(value(key)?.public(&signing_context(entropy)?)?))) }
}

/// Gives the secret key itself.
///
/// - `secret_key` (out): 32 bytes. A secret: wipe it after use. Not NULL. Left unwritten on an error.
/// - `key`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one key at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_secret_key_secret(
    secret_key: *mut u8,
    key: *const keelbolt_extended_secret_key,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(secret_key.cast::<[u8; 32]>())?;
            out.set(*value(key)?.secret_key().expose());
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
pub unsafe extern "C" fn keelbolt_extended_secret_key_place(
    place: *mut keelbolt_key_place,
    key: *const keelbolt_extended_secret_key,
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

/// Fills a key with zeros, whatever it holds.
///
/// - `key` (in, out): or NULL, which is nothing.
/// - Threads: may be called from any thread; the key is not shared during the call.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_extended_secret_key_wipe(key: *mut keelbolt_extended_secret_key) {
    // SAFETY: the pointer is as the list of arguments says.
    unsafe { wipe(key) }
}
