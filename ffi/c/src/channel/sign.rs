//! Signing and verifying commitments (BOLT 2, `commitment_signed`).

use crate::channel::draft::keelbolt_commitment;
use crate::channel::htlc_transaction::count;
use crate::channel::transaction;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::heap::handle_entry;
use crate::keys;
use crate::pointer::{Buffer, Out, list, read};
use crate::status::keelbolt_status;
use alloc::vec::Vec;
use protocol::commitment::{CommitmentSignatures, PeerKeys};
use protocol::crypto::Signature;

/// Gives what both nodes sign of a commitment: the whole transaction, with the key of the funding output.
///
/// - `digest` (out): 32 bytes. Not NULL.
/// - `commitment`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `commitment` may be shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_digest(
    digest: *mut u8,
    commitment: *const keelbolt_commitment,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(commitment, error, |commitment| {
            let out = Out::new(digest.cast::<[u8; 32]>())?;
            out.set(commitment.digest().0);
            Ok(())
        })
    }
}

/// Signs as the other node than the owner, for `commitment_signed`: the commitment, and every HTLC transaction.
///
/// With the keys elsewhere, `keelbolt_commitment_digest` and the `remote_digest` of each HTLC transaction are what to
/// sign.
///
/// - `signature` (out): of the commitment, 64 bytes. Not NULL. Left unwritten on an error.
/// - `htlc_signatures` (out): room for 64 bytes for each HTLC output, in their order, or NULL to ask how many there
///   are. Left unwritten on an error.
/// - `htlc_signature_count` (in, out): the room in signatures; on return how many there are. Not NULL.
/// - `commitment`: only read. Not NULL.
/// - `funding_key`: the secret key of the signer's `funding_pubkey`, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `htlc_basepoint_secret`: the secret key of its `htlc_basepoint`, 32 bytes; copied, and the copy is wiped. Not
///   NULL.
/// - `entropy`: 32 random bytes, as for `keelbolt_public_key`. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `commitment` may be shared, the others are not.
/// - Errors: `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_sign(
    signature: *mut u8,
    htlc_signatures: *mut u8,
    htlc_signature_count: *mut usize,
    commitment: *const keelbolt_commitment,
    funding_key: *const u8,
    htlc_basepoint_secret: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says; the signatures are arrays of 64 bytes.
    unsafe {
        handle_entry(commitment, error, |commitment| {
            let of_commitment = Out::new(signature.cast::<[u8; 64]>())?;
            let of_htlcs = Buffer::new(htlc_signatures.cast::<[u8; 64]>(), htlc_signature_count)?;
            let funding = keys::secret_key(funding_key)?;
            let htlc_basepoint = keys::secret_key(htlc_basepoint_secret)?;
            let context = keys::signing_context(entropy)?;
            let keys = PeerKeys { funding: &funding, htlc_basepoint: &htlc_basepoint };
            // Who only asks for the number does not wait for signatures.
            let of_htlcs = of_htlcs.claim(count(commitment))?;
            let signatures = commitment.sign(&keys, &context)?;
            of_htlcs.set(signatures.htlc_signatures.iter().map(Signature::to_compact));
            of_commitment.set(signatures.signature.to_compact());
            Ok(())
        })
    }
}

/// Verifies what the other node than the owner has signed.
///
/// - `commitment`: only read. Not NULL.
/// - `signature`: of the commitment, 64 bytes; only read. Not NULL.
/// - `htlc_signatures`: 64 bytes for each HTLC output, in their order; only read. NULL only when there are none.
/// - `htlc_signature_count`: how many signatures they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `commitment` may be shared.
/// - Errors: `KEELBOLT_ERROR_COMMITMENT_SIGNATURE`, `KEELBOLT_ERROR_HTLC_SIGNATURE_COUNT`,
///   `KEELBOLT_ERROR_HTLC_SIGNATURE`, which says of which HTLC; `KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE`,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_verify(
    commitment: *const keelbolt_commitment,
    signature: *const u8,
    htlc_signatures: *const u8,
    htlc_signature_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(commitment, error, |commitment| {
            let signature = self::signature(signature)?;
            let htlc_signatures = signatures(htlc_signatures, htlc_signature_count)?;
            Ok(commitment.verify(&CommitmentSignatures { signature, htlc_signatures })?)
        })
    }
}

/// Gives the transaction as it is published.
///
/// - `bytes` (out): room for the transaction, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `commitment`: only read. Not NULL.
/// - `local_signature`: the owner's over `keelbolt_commitment_digest`, 64 bytes; only read. Not NULL.
/// - `remote_signature`: the other node's, 64 bytes; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `commitment` may be shared.
/// - Errors: `KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`. Whose the signatures are is not checked.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_signed(
    bytes: *mut u8,
    length: *mut usize,
    commitment: *const keelbolt_commitment,
    local_signature: *const u8,
    remote_signature: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(commitment, error, |commitment| {
            let out = Buffer::new(bytes, length)?;
            let (local, remote) = (signature(local_signature)?, signature(remote_signature)?);
            transaction::write(out, &commitment.signed(&local, &remote))
        })
    }
}

/// # Safety
///
/// `bytes` is NULL or has 64 readable bytes.
pub(super) unsafe fn signature(bytes: *const u8) -> Result<Signature, Fault> {
    // SAFETY: passed on from the caller.
    Ok(Signature::parse(&unsafe { read(bytes.cast::<[u8; 64]>())? })?)
}

/// # Safety
///
/// `bytes` is NULL or has 64 readable bytes for each of `count` signatures.
pub(super) unsafe fn signatures(bytes: *const u8, count: usize) -> Result<Vec<Signature>, Fault> {
    // SAFETY: passed on from the caller.
    let list = unsafe { list(bytes.cast::<[u8; 64]>(), count)? };
    list.iter().map(|signature| Ok(Signature::parse(signature)?)).collect()
}
