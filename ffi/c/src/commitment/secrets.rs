//! Per-commitment secrets: a node makes its own from one seed, and keeps the peer's in 49 slots (BOLT 3).

use crate::commitment::number::of_u64;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::keys::{secret, signing_context};
use crate::opaque::{Opaque, fill, fits, value, value_mut, wipe};
use crate::pointer::{OptionalOut, Out, elements};
use crate::status::keelbolt_status;
use protocol::commitment::{CommitmentNumber, PerCommitmentSecret, SecretGenerator, SecretStore};

/// Makes all per-commitment secrets of a channel from its seed, and remembers the way to the last one, opaque: the
/// next in order costs about one hash, any other at most 48.
///
/// It lives wherever the caller puts it and may be copied. It is a secret: give it to
/// `keelbolt_secret_generator_wipe` after use. One that is zeroed or was never filled is refused with
/// `KEELBOLT_ERROR_INVALID_HANDLE`.
///
/// - Threads: it is changed by every use, so it belongs to one thread at a time.
#[repr(C)]
pub struct keelbolt_secret_generator {
    /// Not for the caller.
    opaque: [u64; 200],
}

// SAFETY: `repr(C)`, made of integers, and large enough as asserted below; a generator holds no addresses.
unsafe impl Opaque for keelbolt_secret_generator {
    type Value = SecretGenerator;
    const SEAL: u64 = 0x6b65_656c_7365_6564; // "keelseed"
}

const _: () = assert!(fits::<keelbolt_secret_generator>());

/// Every secret that the peer has revealed, in 49 slots of 32 bytes, opaque.
///
/// It lives wherever the caller puts it and may be copied. Give it to `keelbolt_secret_store_wipe` after use. One that
/// is zeroed or was never filled is refused with `KEELBOLT_ERROR_INVALID_HANDLE`.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
#[repr(C)]
pub struct keelbolt_secret_store {
    /// Not for the caller.
    opaque: [u64; 208],
}

// SAFETY: `repr(C)`, made of integers, and large enough as asserted below; a store holds no addresses.
unsafe impl Opaque for keelbolt_secret_store {
    type Value = SecretStore;
    const SEAL: u64 = 0x6b65_656c_7374_6f72; // "keelstor"
}

const _: () = assert!(fits::<keelbolt_secret_store>());
const _: () = assert!(SecretStore::LENGTH == 1577);

/// Begins with the seed of a channel: "MUST select an unguessable 256-bit seed for each connection, MUST NOT reveal
/// the seed".
///
/// - `generator` (out): written on success. Not NULL.
/// - `seed`: 32 bytes; copied, and the copy is the generator's. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_secret_generator_init(
    generator: *mut keelbolt_secret_generator,
    seed: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || fill(generator, || Ok(SecretGenerator::new(secret(seed)?)))) }
}

/// Gives the secret of one's own commitment.
///
/// - `per_commitment_secret` (out): 32 bytes. A secret until the commitment is revoked. Not NULL. Left unwritten on
///   an error.
/// - `generator` (in, out): remembers the way. Not NULL.
/// - `number`: of the commitment, from 0 on, below 2^48.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE`, `KEELBOLT_ERROR_INVALID_HANDLE`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_secret_generator_secret(
    per_commitment_secret: *mut u8,
    generator: *mut keelbolt_secret_generator,
    number: u64,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(per_commitment_secret.cast::<[u8; 32]>())?;
            let number = of_u64(number)?;
            out.set(*value_mut(generator)?.secret(number).0.expose());
            Ok(())
        })
    }
}

/// Fills a generator with zeros, whatever it holds.
///
/// - `generator` (in, out): or NULL, which is nothing.
/// - Threads: may be called from any thread; the generator is not shared during the call.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_secret_generator_wipe(generator: *mut keelbolt_secret_generator) {
    // SAFETY: the pointer is as the list of arguments says.
    unsafe { wipe(generator) }
}

/// Gives `per_commitment_point` of a secret, which the peer is told before.
///
/// - `point` (out): 33 bytes. Not NULL. Left unwritten on an error.
/// - `per_commitment_secret`: 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `entropy`: 32 random bytes that nobody else knows and that serve this call only; they blind the operation
///   against side channels and do not change its result. Copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_per_commitment_point(
    point: *mut u8,
    per_commitment_secret: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(point.cast::<[u8; 33]>())?;
            let secret = PerCommitmentSecret(secret(per_commitment_secret)?);
            out.set(secret.point(&signing_context(entropy)?)?.to_bytes());
            Ok(())
        })
    }
}

/// Begins without a secret.
///
/// - `store` (out): written on success. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_secret_store_init(
    store: *mut keelbolt_secret_store,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || fill(store, || Ok(SecretStore::new()))) }
}

/// Keeps the secret of a commitment, which must be the next.
///
/// - `store` (in, out): as before on an error. Not NULL.
/// - `number`: of the commitment, from 0 on, below 2^48.
/// - `per_commitment_secret`: as `revoke_and_ack` brought it, 32 bytes; copied. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SECRET_OUT_OF_ORDER`; `KEELBOLT_ERROR_SECRET_NOT_DERIVABLE` when an earlier one does
///   not follow from it: the peer is cheating; `KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_secret_store_insert(
    store: *mut keelbolt_secret_store,
    number: u64,
    per_commitment_secret: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let secret = PerCommitmentSecret(secret(per_commitment_secret)?);
            Ok(value_mut(store)?.insert(of_u64(number)?, secret)?)
        })
    }
}

/// Gives the secret of a revoked commitment, at the cost of up to 47 hashes.
///
/// - `is_revoked` (out): false when the peer has not revoked it; the secret is zeros then. Not NULL.
/// - `per_commitment_secret` (out): 32 bytes. Not NULL. Left unwritten on an error.
/// - `store`: only read. Not NULL.
/// - `number`: of the commitment, from 0 on, below 2^48.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one store at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE`, `KEELBOLT_ERROR_INVALID_HANDLE`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_secret_store_secret(
    is_revoked: *mut bool,
    per_commitment_secret: *mut u8,
    store: *const keelbolt_secret_store,
    number: u64,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = OptionalOut::new(is_revoked, per_commitment_secret.cast::<[u8; 32]>())?;
            let secret = value(store)?.secret(of_u64(number)?);
            out.set(secret.as_ref().map(|secret| *secret.0.expose()), [0; 32]);
            Ok(())
        })
    }
}

/// Tells which commitment the peer revokes next.
///
/// - `has_next` (out): false when all have been revoked; `number` is 0 then. Not NULL.
/// - `number` (out): of the commitment. Not NULL.
/// - `store`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one store at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_secret_store_next(
    has_next: *mut bool,
    number: *mut u64,
    store: *const keelbolt_secret_store,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = OptionalOut::new(has_next, number)?;
            out.set(value(store)?.next().map(CommitmentNumber::to_u64), 0);
            Ok(())
        })
    }
}

/// Writes the stable binary form of a store: a version byte, how many secrets have come, and the slots.
///
/// - `bytes` (out): `KEELBOLT_SECRET_STORE_LENGTH` bytes. Not NULL. Left unwritten on an error.
/// - `store`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one store at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_secret_store_to_bytes(
    bytes: *mut u8,
    store: *const keelbolt_secret_store,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(bytes.cast::<[u8; SecretStore::LENGTH]>())?;
            out.set(*value(store)?.to_bytes().expose());
            Ok(())
        })
    }
}

/// Reads the binary form of a store. Its slots are not judged: whoever writes the host's disk has won.
///
/// - `store` (out): written on success. Not NULL.
/// - `bytes`: `KEELBOLT_SECRET_STORE_LENGTH` bytes; only read. Not NULL.
/// - `length`: how many bytes they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_STORE_VERSION`, `KEELBOLT_ERROR_STORE_COUNT`, `KEELBOLT_ERROR_WRONG_LENGTH`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_secret_store_parse(
    store: *mut keelbolt_secret_store,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            fill(store, || {
                let wrong = Fault::WrongLength { expected: SecretStore::LENGTH, found: length };
                let bytes = elements(bytes, length)?.try_into().map_err(|_| wrong)?;
                Ok(SecretStore::parse(bytes)?)
            })
        })
    }
}

/// Fills a store with zeros, whatever it holds.
///
/// - `store` (in, out): or NULL, which is nothing.
/// - Threads: may be called from any thread; the store is not shared during the call.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_secret_store_wipe(store: *mut keelbolt_secret_store) {
    // SAFETY: the pointer is as the list of arguments says.
    unsafe { wipe(store) }
}
