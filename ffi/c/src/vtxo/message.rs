//! Messages that users sign for somebody else to read.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::keys::{entropy, public_key, secret_key, signing_context};
use crate::pointer::{Out, list, read};
use crate::status::keelbolt_status;
use core::ptr;
use protocol::crypto::SchnorrSignature;
use protocol::vtxo::message_digest;

/// Gives what is signed of a message that a user signs for somebody else to read.
///
/// - `digest` (out): 32 bytes. Not NULL. Left unwritten on an error.
/// - `message`: only read. NULL only with length 0.
/// - `message_length`: how many bytes it has.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_WRONG_LENGTH`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_message_digest(
    digest: *mut u8,
    message: *const u8,
    message_length: usize,
) -> keelbolt_status {
    // SAFETY: no detail is asked for; the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = Out::new(digest.cast::<[u8; 32]>())?;
            out.set(message_digest(list(message, message_length)?).0);
            Ok(())
        })
    }
}

/// Signs a message for somebody else to read.
///
/// - `signature` (out): 64 bytes (BIP 340). Not NULL. Left unwritten on an error.
/// - `message`: only read. NULL only with length 0.
/// - `message_length`: how many bytes it has.
/// - `user_secret_key`: 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `auxiliary`: 32 random bytes that serve this call only and guard the nonce (BIP 340). Not NULL.
/// - `entropy`: 32 other random bytes that nobody else knows; they blind the operation against side channels and do
///   not change its result. Copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_WRONG_LENGTH`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_message_sign(
    signature: *mut u8,
    message: *const u8,
    message_length: usize,
    user_secret_key: *const u8,
    auxiliary: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(signature.cast::<[u8; 64]>())?;
            let digest = message_digest(list(message, message_length)?);
            let (key, context) = (secret_key(user_secret_key)?, signing_context(entropy)?);
            let pair = context.key_pair(&key)?;
            out.set(*context.sign_schnorr(&digest.0, &pair, self::entropy(auxiliary)?)?.as_bytes());
            Ok(())
        })
    }
}

/// Checks the signature of a message.
///
/// - `message`: only read. NULL only with length 0.
/// - `message_length`: how many bytes it has.
/// - `signature`: 64 bytes; only read. Not NULL.
/// - `user_pubkey`: 33 bytes; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SIGNATURE_MISMATCH`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_WRONG_LENGTH`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_message_verify(
    message: *const u8,
    message_length: usize,
    signature: *const u8,
    user_pubkey: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let digest = message_digest(list(message, message_length)?);
            let signature = SchnorrSignature::new(read(signature.cast::<[u8; 64]>())?);
            Ok(signature.verify(&digest.0, &public_key(user_pubkey)?.x_only().0)?)
        })
    }
}
