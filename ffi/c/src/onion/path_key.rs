//! What a hop of a blinded path can do with the path key that came to it.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::keys;
use crate::onion::lists::{optional_key, shared_secret};
use crate::onion::recipient_data::keelbolt_recipient_data;
use crate::pointer::{Buffer, GrowingOut, Out, list};
use crate::status::keelbolt_status;
use protocol::crypto::SharedSecret;
use protocol::sphinx::blinding::{ENCRYPTION_LENGTH, EncryptedDataTlv, PathSecret};

/// How many bytes longer encrypted data are than what they hold.
pub const KEELBOLT_ENCRYPTION_LENGTH: usize = 16;

const _: () = assert!(KEELBOLT_ENCRYPTION_LENGTH == ENCRYPTION_LENGTH);

/// Gives the secret that a hop shares with the creator of a path. A device that keeps the node's key does this for a
/// host.
///
/// - `shared_secret` (out): 32 bytes, a secret. Not NULL. Left unwritten on an error.
/// - `path_key`: that came with the HTLC, the payload or the message, 33 bytes; only read. Not NULL.
/// - `node_key`: the node's secret key, 32 bytes big-endian; copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_path_shared_secret(
    shared_secret: *mut u8,
    path_key: *const u8,
    node_key: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(shared_secret.cast::<[u8; 32]>())?;
            let secret = SharedSecret::derive(&keys::secret_key(node_key)?, &keys::public_key(path_key)?);
            out.set(*secret.expose());
            Ok(())
        })
    }
}

/// Gives the key of a hop's blinded id, to which onions are encrypted that come with a path key.
///
/// - `blinded_key` (out): 32 bytes, a secret. Not NULL. Left unwritten on an error.
/// - `path_key`: 33 bytes; only read. Not NULL.
/// - `node_key`: the node's secret key, 32 bytes big-endian; copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`;
///   with negligible probability `KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_path_blinded_key(
    blinded_key: *mut u8,
    path_key: *const u8,
    node_key: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(blinded_key.cast::<[u8; 32]>())?;
            let node_key = keys::secret_key(node_key)?;
            let blinded =
                PathSecret::derive(keys::public_key(path_key)?, &node_key).blinded_key(&node_key)?;
            out.set(*blinded.expose());
            Ok(())
        })
    }
}

/// Decrypts what the creator of a path tells a hop, and reads it.
///
/// - `data` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `buffer` (out): room for the TLV stream, to which `data` point: 16 bytes less than the encrypted data; or NULL to
///   ask for its length. Left unwritten when it is too small; after other errors its content means nothing.
/// - `buffer_length` (in, out): the room in bytes; on return the length of the stream. Not NULL.
/// - `encrypted_recipient_data`: from the payload; only read. NULL only with length 0.
/// - `encrypted_length`: how many bytes they have.
/// - `path_key`: 33 bytes; only read. Not NULL.
/// - `shared_secret`: as `keelbolt_path_shared_secret` gives it, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_ENCRYPTED_DATA_TOO_SHORT`, `KEELBOLT_ERROR_RECIPIENT_DATA_NOT_AUTHENTIC`, as
///   `keelbolt_recipient_data_parse`; `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_path_decrypt(
    data: *mut keelbolt_recipient_data,
    buffer: *mut u8,
    buffer_length: *mut usize,
    encrypted_recipient_data: *const u8,
    encrypted_length: usize,
    path_key: *const u8,
    shared_secret: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says. The buffer is not written any more when it is read.
    unsafe {
        entry(error, || {
            let (data, out) = (GrowingOut::new(data)?, Buffer::new(buffer, buffer_length)?);
            let encrypted = list(encrypted_recipient_data, encrypted_length)?;
            let secret = path_secret(path_key, shared_secret)?;
            let length = encrypted.len().saturating_sub(ENCRYPTION_LENGTH);
            let found = secret.decrypt(encrypted, out.zeroed(length)?)?;
            let stream = list(buffer.cast_const(), length)?;
            data.set(|size| keelbolt_recipient_data::of(&found, stream, size));
            Ok(())
        })
    }
}

/// Gives the path key for the next hop: what the data say, or else the one that follows from this hop's.
///
/// - `next_path_key` (out): 33 bytes. Not NULL. Left unwritten on an error.
/// - `path_key`: 33 bytes; only read. Not NULL.
/// - `shared_secret`: as `keelbolt_path_shared_secret` gives it, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `next_path_key_override`: of the data, 33 bytes; NULL where they have none.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_NULL_POINTER`; with negligible probability
///   `KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_path_next_key(
    next_path_key: *mut u8,
    path_key: *const u8,
    shared_secret: *const u8,
    next_path_key_override: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(next_path_key.cast::<[u8; 33]>())?;
            let secret = path_secret(path_key, shared_secret)?;
            let next_path_key_override = optional_key(next_path_key_override)?;
            let data = EncryptedDataTlv { next_path_key_override, ..EncryptedDataTlv::default() };
            out.set(secret.next_path_key(&data)?.to_bytes());
            Ok(())
        })
    }
}

/// # Safety
///
/// `path_key` is NULL or has 33 readable bytes, `secret` 32.
unsafe fn path_secret(path_key: *const u8, secret: *const u8) -> Result<PathSecret, Fault> {
    // SAFETY: passed on from the caller.
    unsafe { Ok(PathSecret::new(keys::public_key(path_key)?, shared_secret(secret)?)) }
}
