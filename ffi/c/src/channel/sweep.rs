//! Claims that go into one transaction.

use crate::channel::claim::{keelbolt_claim, keelbolt_signing_key};
use crate::channel::sign::signatures;
use crate::channel::signed_sweep::keelbolt_signed_sweep;
use crate::channel::transaction;
use crate::commitment::channel_secrets::{self, keelbolt_channel_secrets};
use crate::commitment::keys::keelbolt_basepoints;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::heap::{Heap, free, give, give_all, handle, handle_entry, values};
use crate::keys;
use crate::pointer::{Buffer, Out, paid_script, read, read_optional};
use crate::status::keelbolt_status;
use bitcoin::ScriptBuf;
use protocol::amount::Sat;
use protocol::commitment::spend::{MIN_FEERATE, Parent, SignatureRequest, Sweep, UnsignedSweep};

/// The lowest feerate that nodes relay, and by how much a replacement must raise it: satoshi for a thousand units of
/// weight.
pub const KEELBOLT_MIN_FEERATE: u32 = 250;

const _: () = assert!(KEELBOLT_MIN_FEERATE == MIN_FEERATE);

/// Claims, and where what they hold goes; opaque, in memory of the library's.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
pub struct keelbolt_sweep {
    heap: Heap<Sweep>,
}

handle!(keelbolt_sweep of Sweep);

/// A transaction whose fee is settled; opaque, in memory of the library's.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
pub struct keelbolt_unsigned_sweep {
    heap: Heap<UnsignedSweep>,
}

handle!(keelbolt_unsigned_sweep of UnsignedSweep);

/// An unconfirmed transaction for which its child pays too. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_parent {
    /// What it pays itself, in satoshi.
    pub fee_sat: u64,
    /// What it weighs, with its witnesses.
    pub weight: u64,
}

/// A signature that a sweep needs. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_signature_request {
    /// The index of the input.
    pub input: usize,
    /// Over what: all inputs and outputs.
    pub digest: [u8; 32],
    /// Whose signature.
    pub key: keelbolt_signing_key,
}

/// Puts claims together. The version of the transaction is that of their channel's format, the lock time the highest.
///
/// Claims of HTLC transactions come first, because each keeps the output of its own index; the others follow as they
/// were given, and what is left goes to the destination.
///
/// - `sweep` (out): a new sweep, for `keelbolt_sweep_free`. Not NULL. Left unwritten on an error.
/// - `claims`: copied; they stay the caller's. NULL only when there are none.
/// - `claim_count`: how many they are.
/// - `destination`: the script of the output for what is left; only read. Not NULL. It is not judged: what is no
///   standard script is not relayed.
/// - `destination_length`: how many bytes that has, at least one: an empty script would be anybody's.
/// - `parent`: pays for an unconfirmed parent too, that of an anchor; only read. NULL when there is none.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the claims may be shared.
/// - Errors: those from `KEELBOLT_ERROR_NO_CLAIMS` to `KEELBOLT_ERROR_CLAIM_AMOUNT`: `KEELBOLT_ERROR_CLAIM_VERSION`
///   for channels of different formats, `KEELBOLT_ERROR_CLAIM_LOCK_TIME` for an HTLC transaction of another lock
///   time, which its signatures cover; `KEELBOLT_ERROR_WRONG_LENGTH` for an empty destination,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_sweep_new(
    sweep: *mut *mut keelbolt_sweep,
    claims: *const *const keelbolt_claim,
    claim_count: usize,
    destination: *const u8,
    destination_length: usize,
    parent: *const keelbolt_parent,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(sweep)?;
            let claims = values(claims, claim_count)?;
            let destination = ScriptBuf::from_bytes(paid_script(destination, destination_length)?.to_vec());
            let sweep = Sweep::new(claims, destination)?;
            give(
                out,
                match read_optional(parent) {
                    Some(parent) => {
                        sweep.with_parent(Parent { fee: Sat(parent.fee_sat), weight: parent.weight })
                    }
                    None => sweep,
                },
            );
            Ok(())
        })
    }
}

/// Ends a sweep.
///
/// - `sweep`: not used afterwards; NULL is nothing.
/// - Threads: may be called from any thread; nobody else uses the sweep.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_sweep_free(sweep: *mut keelbolt_sweep) {
    // SAFETY: NULL, or a sweep of this library's that nobody uses.
    unsafe { free(sweep) }
}

/// Splits what nodes would not relay for its weight into sweeps that they do; what is light enough stays whole.
///
/// The batches hold the claims in their order, in about equal numbers; what the wallet brings is dealt out, one to
/// each in turn. The feerate plays no part: the same claims make the same batches again. A batch is better bumped
/// alone, from its own claims. A sweep with a parent is never split.
///
/// - `batches` (out): room for new sweeps, each for `keelbolt_sweep_free`, or NULL to ask for their number. Left
///   unwritten on an error.
/// - `batch_count` (in, out): the room in sweeps; on return how many there are. Not NULL.
/// - `sweep`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `sweep` may be shared.
/// - Errors: `KEELBOLT_ERROR_SWEEP_WEIGHT` when a single claim, or one with the wallet's share, is too heavy, or a
///   child is; `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_sweep_batches(
    batches: *mut *mut keelbolt_sweep,
    batch_count: *mut usize,
    sweep: *const keelbolt_sweep,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(sweep, error, |sweep| {
            give_all(Buffer::new(batches, batch_count)?, sweep.clone().batches()?)
        })
    }
}

/// Builds the transaction at a feerate: of itself, or of itself and its parent together. It pays more where it replaces
/// attempts, never less. Beside HTLC transactions, what would be dust for the destination goes to the fee.
///
/// - `unsigned_sweep` (out): a new transaction, for `keelbolt_unsigned_sweep_free`. Not NULL. Left unwritten on an
///   error.
/// - `sweep`: only read. Not NULL.
/// - `feerate_per_kw`: satoshi for a thousand units of weight, at least `KEELBOLT_MIN_FEERATE`.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `sweep` may be shared.
/// - Errors: those from `KEELBOLT_ERROR_SWEEP_FEERATE` to `KEELBOLT_ERROR_SWEEP_WEIGHT`; `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_sweep_build(
    unsigned_sweep: *mut *mut keelbolt_unsigned_sweep,
    sweep: *const keelbolt_sweep,
    feerate_per_kw: u32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(sweep, error, |sweep| {
            give(Out::new(unsigned_sweep)?, sweep.clone().build(feerate_per_kw)?);
            Ok(())
        })
    }
}

/// Ends an unsigned sweep.
///
/// - `sweep`: not used afterwards; NULL is nothing.
/// - Threads: may be called from any thread; nobody else uses the sweep.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_sweep_free(sweep: *mut keelbolt_unsigned_sweep) {
    // SAFETY: NULL, or a sweep of this library's that nobody uses.
    unsafe { free(sweep) }
}

/// Tells what a sweep pays and the most that it weighs: each signature may be shorter than 72 bytes.
///
/// - `fee_sat` (out): in satoshi. Not NULL.
/// - `weight` (out): in units of weight. Not NULL.
/// - `sweep`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `sweep` may be shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_sweep_fee(
    fee_sat: *mut u64,
    weight: *mut u64,
    sweep: *const keelbolt_unsigned_sweep,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(sweep, error, |sweep| {
            let (fee, weight) = (Out::new(fee_sat)?, Out::new(weight)?);
            fee.set(sweep.fee().0);
            weight.set(sweep.weight());
            Ok(())
        })
    }
}

/// Gives the transaction without witnesses.
///
/// - `bytes` (out): room for the transaction, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `sweep`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `sweep` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_sweep_transaction(
    bytes: *mut u8,
    length: *mut usize,
    sweep: *const keelbolt_unsigned_sweep,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(sweep, error, |sweep| {
            transaction::write(Buffer::new(bytes, length)?, &sweep.transaction())
        })
    }
}

/// Gives what a sweep spends, in the order of its inputs.
///
/// - `claims` (out): room for new claims, each for `keelbolt_claim_free`, or NULL to ask for their number. Left
///   unwritten on an error.
/// - `claim_count` (in, out): the room in claims; on return how many there are. Not NULL.
/// - `sweep`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `sweep` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_sweep_claims(
    claims: *mut *mut keelbolt_claim,
    claim_count: *mut usize,
    sweep: *const keelbolt_unsigned_sweep,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(sweep, error, |sweep| {
            give_all(Buffer::new(claims, claim_count)?, sweep.claims().to_vec())
        })
    }
}

/// Gives the signatures that a sweep needs, in the order of its inputs, for a signer elsewhere.
///
/// - `requests` (out): room for them, or NULL to ask for their number. Left unwritten on an error.
/// - `request_count` (in, out): the room in elements; on return how many there are. Not NULL.
/// - `sweep`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `sweep` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_sweep_signature_requests(
    requests: *mut keelbolt_signature_request,
    request_count: *mut usize,
    sweep: *const keelbolt_unsigned_sweep,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(sweep, error, |sweep| {
            let out = Buffer::new(requests, request_count)?;
            let requests = sweep.signature_requests();
            out.fill(requests.len(), requests.iter().map(keelbolt_signature_request::of))
        })
    }
}

/// Gives the secret key of a signing key, for a signer that answers a signature request.
///
/// - `secret_key` (out): 32 bytes, to be wiped after use. Not NULL. Left unwritten on an error.
/// - `key`: as a claim or a signature request has it; only read. Not NULL.
/// - `secrets`: of the channel; copied, and the copies are wiped. Its seed does not count. Not NULL.
/// - `basepoints`: the public keys of the secrets; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`,
///   `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_signing_key_secret(
    secret_key: *mut u8,
    key: *const keelbolt_signing_key,
    secrets: *const keelbolt_channel_secrets,
    basepoints: *const keelbolt_basepoints,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(secret_key.cast::<[u8; 32]>())?;
            let origin = read(key)?.to_core()?;
            let (secrets, basepoints) = (channel_secrets::read(secrets)?, read(basepoints)?.to_core()?);
            out.set(*secrets.spend_keys(&basepoints).derive(&origin)?.expose());
            Ok(())
        })
    }
}

/// Signs a sweep with the keys of one channel.
///
/// - `signed_sweep` (out): a new transaction, for `keelbolt_signed_sweep_free`. Not NULL. Left unwritten on an error.
/// - `sweep`: only read. Not NULL.
/// - `secrets`: of the channel; copied, and the copies are wiped. Its seed does not count. Not NULL.
/// - `basepoints`: the public keys of the secrets; only read. Not NULL.
/// - `entropy`: 32 random bytes, as for `keelbolt_public_key`. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `sweep` may be shared, the others are not.
/// - Errors: `KEELBOLT_ERROR_CLAIM_KEY` when a claim asks for another key; `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`,
///   `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_sweep_sign(
    signed_sweep: *mut *mut keelbolt_signed_sweep,
    sweep: *const keelbolt_unsigned_sweep,
    secrets: *const keelbolt_channel_secrets,
    basepoints: *const keelbolt_basepoints,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(sweep, error, |sweep| {
            let out = Out::new(signed_sweep)?;
            let (secrets, basepoints) = (channel_secrets::read(secrets)?, read(basepoints)?.to_core()?);
            let context = keys::signing_context(entropy)?;
            give(out, sweep.clone().sign(&secrets.spend_keys(&basepoints), &context)?);
            Ok(())
        })
    }
}

/// Takes the signatures of a signer elsewhere, and verifies each.
///
/// - `signed_sweep` (out): a new transaction, for `keelbolt_signed_sweep_free`. Not NULL. Left unwritten on an error.
/// - `sweep`: only read. Not NULL.
/// - `signatures`: 64 bytes each, in the order of `keelbolt_unsigned_sweep_signature_requests`; only read. NULL only
///   when there are none.
/// - `signature_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `sweep` may be shared.
/// - Errors: `KEELBOLT_ERROR_SIGNATURE_COUNT`, `KEELBOLT_ERROR_CLAIM_SIGNATURE` with the input,
///   `KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_sweep_complete(
    signed_sweep: *mut *mut keelbolt_signed_sweep,
    sweep: *const keelbolt_unsigned_sweep,
    signatures: *const u8,
    signature_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(sweep, error, |sweep| {
            let out = Out::new(signed_sweep)?;
            let signatures = self::signatures(signatures, signature_count)?;
            give(out, sweep.clone().complete(&signatures)?);
            Ok(())
        })
    }
}

impl keelbolt_signature_request {
    fn of(request: &SignatureRequest<'_>) -> Self {
        Self { input: request.input, digest: request.digest.0, key: keelbolt_signing_key::of(request.key) }
    }
}
