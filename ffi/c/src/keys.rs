//! Keys, hashes and signatures, for callers who have no other library for them.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::pointer::{Out, list, read};
use crate::status::keelbolt_status;
use core::ptr;
use protocol::crypto::{self, PublicKey, RecoverableSignature, SecretKey, Sha256, SigningContext};
use protocol::entropy::Entropy;
use protocol::secret::Secret;

/// Gives the payment hash of a preimage: its SHA-256.
///
/// - `payment_hash` (out): 32 bytes. Not NULL.
/// - `preimage`: 32 bytes, secret until the payment is claimed; copied, and the copy is wiped. Not NULL.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_payment_hash(
    payment_hash: *mut u8,
    preimage: *const u8,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = Out::new(payment_hash.cast::<[u8; 32]>())?;
            out.set(crypto::Preimage(secret(preimage)?).payment_hash().0);
            Ok(())
        })
    }
}

/// Gives SHA-256 of bytes, to check a description against its hash.
///
/// - `hash` (out): 32 bytes. Not NULL.
/// - `bytes`: what is hashed; only read. NULL only with length 0.
/// - `length`: how many bytes they are.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_sha256(hash: *mut u8, bytes: *const u8, length: usize) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = Out::new(hash.cast::<[u8; 32]>())?;
            out.set(crypto::sha256(list(bytes, length)?).0);
            Ok(())
        })
    }
}

/// Gives the public key of a secret key, in constant time.
///
/// - `public_key` (out): compressed, 33 bytes. Not NULL. Left unwritten on an error.
/// - `secret_key`: 32 bytes big-endian; copied, and the copy is wiped. Not NULL.
/// - `entropy`: 32 random bytes that nobody else knows and that serve this call only; they blind the operation
///   against side channels and do not change its result. Copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_public_key(
    public_key: *mut u8,
    secret_key: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(public_key.cast::<[u8; 33]>())?;
            let key = self::secret_key(secret_key)?;
            out.set(signing_context(entropy)?.public_key(&key)?.to_bytes());
            Ok(())
        })
    }
}

/// Checks that bytes are a compressed point of the curve.
///
/// - `public_key`: 33 bytes; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_public_key_check(
    public_key: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || self::public_key(public_key).map(drop)) }
}

/// Signs a digest: ECDSA, nonce by RFC 6979, low S, in constant time. A device that holds the key answers a
/// signature hash with it.
///
/// - `signature` (out): R and S, 32 bytes big-endian each. Not NULL. Left unwritten on an error.
/// - `recovery_id` (out): 0 to 3. Not NULL. Left unwritten on an error.
/// - `digest`: 32 bytes; only read. Not NULL.
/// - `secret_key`: 32 bytes big-endian; copied, and the copy is wiped. Not NULL.
/// - `entropy`: 32 random bytes, as for `keelbolt_public_key`. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_sign_recoverable(
    signature: *mut u8,
    recovery_id: *mut u8,
    digest: *const u8,
    secret_key: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (compact, id) = (Out::new(signature.cast::<[u8; 64]>())?, Out::new(recovery_id)?);
            let digest = Sha256(read(digest.cast::<[u8; 32]>())?);
            let key = self::secret_key(secret_key)?;
            let signature = signing_context(entropy)?.sign_recoverable(&digest, &key)?;
            compact.set(signature.to_compact());
            id.set(signature.recovery_id().to_u8());
            Ok(())
        })
    }
}

/// Recovers the public key that made a signature over a digest; S may be high or low.
///
/// - `public_key` (out): compressed, 33 bytes. Not NULL. Left unwritten on an error.
/// - `digest`: 32 bytes; only read. Not NULL.
/// - `signature`: R and S, 64 bytes; only read. Not NULL.
/// - `recovery_id`: 0 to 3.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SIGNATURE_NOT_RECOVERABLE`, `KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE`,
///   `KEELBOLT_ERROR_RECOVERY_ID_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_recover(
    public_key: *mut u8,
    digest: *const u8,
    signature: *const u8,
    recovery_id: u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(public_key.cast::<[u8; 33]>())?;
            let digest = Sha256(read(digest.cast::<[u8; 32]>())?);
            out.set(self::signature(signature, recovery_id)?.recover(&digest)?.to_bytes());
            Ok(())
        })
    }
}

/// Checks the signature of a public key over a digest, under the low-S rule.
///
/// - `digest`: 32 bytes; only read. Not NULL.
/// - `signature`: R and S, 64 bytes; only read. Not NULL.
/// - `public_key`: compressed, 33 bytes; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SIGNATURE_HIGH_S`, `KEELBOLT_ERROR_SIGNATURE_MISMATCH`,
///   `KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_verify(
    digest: *const u8,
    signature: *const u8,
    public_key: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let digest = Sha256(read(digest.cast::<[u8; 32]>())?);
            let key = self::public_key(public_key)?;
            // Verification does not look at the recovery id.
            Ok(self::signature(signature, 0)?.verify(&digest, &key)?)
        })
    }
}

/// # Safety
///
/// `bytes` is NULL or has 33 readable bytes.
pub(crate) unsafe fn public_key(bytes: *const u8) -> Result<PublicKey, Fault> {
    // SAFETY: passed on from the caller.
    let bytes = unsafe { read(bytes.cast::<[u8; 33]>())? };
    Ok(PublicKey::parse(&bytes)?)
}

/// # Safety
///
/// `compact` is NULL or has 64 readable bytes.
pub(crate) unsafe fn signature(compact: *const u8, recovery_id: u8) -> Result<RecoverableSignature, Fault> {
    // SAFETY: passed on from the caller.
    let compact = unsafe { read(compact.cast::<[u8; 64]>())? };
    Ok(RecoverableSignature::parse(&compact, recovery_id)?)
}

/// # Safety
///
/// `bytes` is NULL or has 32 readable bytes.
pub(crate) unsafe fn secret_key(bytes: *const u8) -> Result<SecretKey, Fault> {
    // SAFETY: passed on from the caller.
    Ok(SecretKey::parse(unsafe { secret(bytes)? })?)
}

/// # Safety
///
/// `entropy` is NULL or has 32 readable bytes.
pub(crate) unsafe fn signing_context(entropy: *const u8) -> Result<SigningContext, Fault> {
    // SAFETY: passed on from the caller.
    Ok(SigningContext::new(unsafe { self::entropy(entropy)? }))
}

/// # Safety
///
/// `bytes` is NULL or has 32 readable bytes.
pub(crate) unsafe fn entropy(bytes: *const u8) -> Result<Entropy, Fault> {
    // SAFETY: passed on from the caller.
    Ok(Entropy::new(unsafe { read(bytes.cast::<[u8; 32]>())? }))
}

/// # Safety
///
/// `bytes` is NULL or has 32 readable bytes.
pub(crate) unsafe fn secret(bytes: *const u8) -> Result<Secret<32>, Fault> {
    // SAFETY: passed on from the caller.
    Ok(Secret::new(unsafe { read(bytes.cast::<[u8; 32]>())? }))
}
