//! The signing session.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::keys::{public_key, secret_key, signing_context};
use crate::musig::keys::keelbolt_musig_keys;
use crate::musig::list::contributions;
use crate::musig::nonce::keelbolt_musig_secret_nonce;
use crate::opaque::{Opaque, fill, fits, value};
use crate::pointer::{Out, read};
use crate::status::keelbolt_status;
use protocol::crypto::Sha256;
use protocol::crypto::musig::{AggregateNonce, PartialSignature, PublicNonce, Session};

/// What all signers of one message have in common: keys with their tweaks, nonces, message; opaque. It holds no
/// secret.
///
/// It lives wherever the caller puts it, needs no destructor and may be copied. It borrows the keys from which it was
/// made: **they must stay where they are and unchanged for as long as it or a copy of it is used.** One that is zeroed
/// or was never filled is refused with `KEELBOLT_ERROR_INVALID_HANDLE`.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
#[repr(C)]
pub struct keelbolt_musig_session {
    /// Not for the caller.
    opaque: [u64; 72],
}

// SAFETY: `repr(C)`, made of integers, and large enough as asserted below; a session holds no address of its own.
unsafe impl Opaque for keelbolt_musig_session {
    type Value = Session<'static>;
    const SEAL: u64 = 0x6b65_656c_7365_7373; // "keelsess"
}

const _: () = assert!(fits::<keelbolt_musig_session>());

/// The second step of a ceremony, with all public nonces: begins the session in which a message is signed. Signers
/// must agree on keys, nonce and message, or no signature comes of it.
///
/// - `session` (out): written on success. Not NULL.
/// - `keys`: the session borrows them. Not NULL.
/// - `aggregate_nonce`: 66 bytes. Not NULL.
/// - `message`: what is signed, 32 bytes. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read the same keys at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_NOT_A_NONCE`, `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_musig_session_init(
    session: *mut keelbolt_musig_session,
    keys: *const keelbolt_musig_keys,
    aggregate_nonce: *const u8,
    message: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            fill(session, || {
                let aggregation = keelbolt_musig_keys::aggregation(keys)?;
                let nonce = AggregateNonce::parse(&read(aggregate_nonce.cast::<[u8; 66]>())?)?;
                let message = Sha256(read(message.cast::<[u8; 32]>())?);
                Ok(Session::new(&aggregation, &nonce, &message)?)
            })
        })
    }
}

/// Tells the number of the signer with a key, the first one when it signs more than once.
///
/// - `signer` (out): its place among the keys, from 0 on. Not NULL.
/// - `session`: only read. Not NULL.
/// - `signer_public_key`: 33 bytes. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one session at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_NOT_A_SIGNER`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_INVALID_HANDLE`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_musig_signer(
    signer: *mut usize,
    session: *const keelbolt_musig_session,
    signer_public_key: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(signer)?;
            out.set(value(session)?.signer(&public_key(signer_public_key)?)?);
            Ok(())
        })
    }
}

/// Signs, with the key for which the nonces were made. The nonces are gone afterwards, on an error too.
///
/// - `partial_signature` (out): 32 bytes. Not NULL. Left unwritten on an error.
/// - `secret_nonce` (in, out): wiped. Not NULL.
/// - `session`: only read. Not NULL.
/// - `signer_secret_key`: 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `entropy`: 32 random bytes that nobody else knows and that serve this call only; they blind the operation
///   against side channels and do not change its result. Copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one session at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_NONCE_USED`, `KEELBOLT_ERROR_NONCE_OF_ANOTHER_KEY`, `KEELBOLT_ERROR_NOT_A_SIGNER`,
///   `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_musig_sign(
    partial_signature: *mut u8,
    secret_nonce: *mut keelbolt_musig_secret_nonce,
    session: *const keelbolt_musig_session,
    signer_secret_key: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            // First of all, so that no way leads back to a nonce.
            let nonce = keelbolt_musig_secret_nonce::consume(secret_nonce)?;
            let out = Out::new(partial_signature.cast::<[u8; 32]>())?;
            let pair = signing_context(entropy)?.key_pair(&secret_key(signer_secret_key)?)?;
            out.set(nonce.sign(value(session)?, &pair)?.to_bytes());
            Ok(())
        })
    }
}

/// Checks the partial signature of one signer.
///
/// - `session`: only read. Not NULL.
/// - `signer`: its place among the keys, from 0 on.
/// - `public_nonce`: the nonce that this signer has sent, 66 bytes. Not NULL.
/// - `partial_signature`: 32 bytes. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one session at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_PARTIAL_SIGNATURE_MISMATCH`, for which the signer is to blame;
///   `KEELBOLT_ERROR_NO_SUCH_SIGNER`, `KEELBOLT_ERROR_NOT_A_NONCE`,
///   `KEELBOLT_ERROR_PARTIAL_SIGNATURE_OUT_OF_RANGE`, `KEELBOLT_ERROR_INVALID_HANDLE`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_musig_verify(
    session: *const keelbolt_musig_session,
    signer: usize,
    public_nonce: *const u8,
    partial_signature: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let nonce = PublicNonce::parse(&read(public_nonce.cast::<[u8; 66]>())?)?;
            let partial = PartialSignature::parse(&read(partial_signature.cast::<[u8; 32]>())?)?;
            Ok(value(session)?.verify(signer, &nonce, &partial)?)
        })
    }
}

/// Checks all partial signatures, each beside the nonce of the same signer, and names the first one that is wrong.
/// Only needed when `keelbolt_musig_aggregate` fails.
///
/// - `session`: only read. Not NULL.
/// - `public_nonces`: 66 bytes of each signer, in the order of the keys. NULL only with count 0.
/// - `public_nonce_count`: how many they are.
/// - `partial_signatures`: 32 bytes of each signer, in the same order. NULL only with count 0.
/// - `partial_signature_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one session at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_PARTIAL_SIGNATURE_MISMATCH`, for which the signer is to blame;
///   `KEELBOLT_ERROR_CONTRIBUTIONS`, `KEELBOLT_ERROR_TOO_MANY_SIGNERS`, `KEELBOLT_ERROR_NOT_A_NONCE`,
///   `KEELBOLT_ERROR_PARTIAL_SIGNATURE_OUT_OF_RANGE`, `KEELBOLT_ERROR_INVALID_HANDLE`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_musig_verify_all(
    session: *const keelbolt_musig_session,
    public_nonces: *const u8,
    public_nonce_count: usize,
    partial_signatures: *const u8,
    partial_signature_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let nonces = contributions(public_nonces, public_nonce_count, PublicNonce::parse)?;
            let partials =
                contributions(partial_signatures, partial_signature_count, PartialSignature::parse)?;
            Ok(value(session)?.verify_all(&nonces, &partials)?)
        })
    }
}

/// The last step of a ceremony: makes the signature of all partial ones, one of each signer, in any order, and checks
/// it as a whole.
///
/// - `signature` (out): a BIP 340 signature, 64 bytes. Not NULL. Left unwritten on an error.
/// - `session`: only read. Not NULL.
/// - `partial_signatures`: 32 bytes of each signer. NULL only with count 0.
/// - `count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one session at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_SIGNATURE_MISMATCH`: `keelbolt_musig_verify_all` says who is to blame;
///   `KEELBOLT_ERROR_CONTRIBUTIONS`, `KEELBOLT_ERROR_TOO_MANY_SIGNERS`,
///   `KEELBOLT_ERROR_PARTIAL_SIGNATURE_OUT_OF_RANGE`, `KEELBOLT_ERROR_INVALID_HANDLE`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_musig_aggregate(
    signature: *mut u8,
    session: *const keelbolt_musig_session,
    partial_signatures: *const u8,
    count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(signature.cast::<[u8; 64]>())?;
            let partials = contributions(partial_signatures, count, PartialSignature::parse)?;
            out.set(value(session)?.aggregate(&partials)?.to_bytes());
            Ok(())
        })
    }
}
