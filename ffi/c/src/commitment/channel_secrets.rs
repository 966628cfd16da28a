//! All secrets of a channel from one seed.

use crate::commitment::keys::keelbolt_basepoints;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::extended_key::secret::keelbolt_extended_secret_key;
use crate::fault::Fault;
use crate::keys::{secret, secret_key, signing_context};
use crate::opaque::{value, wipe};
use crate::pointer::Out;
use crate::status::keelbolt_status;
use core::ptr::NonNull;
use protocol::commitment::ChannelSecrets;

/// The secrets of one node in one channel, 32 bytes each. The layout will not change.
///
/// All of it is secret: give it to `keelbolt_channel_secrets_wipe` after use.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_channel_secrets {
    /// The secret key of `funding_pubkey`.
    pub funding: [u8; 32],
    /// That of `revocation_basepoint`.
    pub revocation_basepoint: [u8; 32],
    /// That of `payment_basepoint`.
    pub payment_basepoint: [u8; 32],
    /// That of `delayed_payment_basepoint`.
    pub delayed_payment_basepoint: [u8; 32],
    /// That of `htlc_basepoint`.
    pub htlc_basepoint: [u8; 32],
    /// What all per-commitment secrets come from, for `keelbolt_secret_generator_init`.
    pub per_commitment_seed: [u8; 32],
}

/// Derives the secrets of a channel: the hardened keys `m/9735'/network'/channel'/use'` of the wallet's master key,
/// where `network` is 0 for mainnet and 1 for all others, and `use` is 0 to 5 in the order of the members of
/// `keelbolt_channel_secrets`.
///
/// - `secrets` (out): written on success. Not NULL.
/// - `root`: the master key; only read. Not NULL.
/// - `channel`: the wallet's own count, below 2^31.
/// - `entropy`: 32 random bytes that nobody else knows and that serve this call only; they blind the operation
///   against side channels and do not change its result. Copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one key at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_CHILD_INDEX_TOO_LARGE`, `KEELBOLT_ERROR_TOO_DEEP`, `KEELBOLT_ERROR_NO_SUCH_CHILD` (once
///   in 2^127), `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_channel_secrets_derive(
    secrets: *mut keelbolt_channel_secrets,
    root: *const keelbolt_extended_secret_key,
    channel: u32,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(secrets)?;
            let derived = ChannelSecrets::derive(value(root)?, channel, &signing_context(entropy)?)?;
            out.set(keelbolt_channel_secrets {
                funding: *derived.funding.expose(),
                revocation_basepoint: *derived.revocation_basepoint.expose(),
                payment_basepoint: *derived.payment_basepoint.expose(),
                delayed_payment_basepoint: *derived.delayed_payment_basepoint.expose(),
                htlc_basepoint: *derived.htlc_basepoint.expose(),
                per_commitment_seed: *derived.per_commitment_seed.expose(),
            });
            Ok(())
        })
    }
}

/// Gives what the other node is shown.
///
/// - `basepoints` (out): written on success. Not NULL.
/// - `secrets`: only read. Not NULL.
/// - `entropy`: 32 random bytes, as for `keelbolt_channel_secrets_derive`. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_channel_secrets_basepoints(
    basepoints: *mut keelbolt_basepoints,
    secrets: *const keelbolt_channel_secrets,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(basepoints)?;
            let basepoints = read(secrets)?.basepoints(&signing_context(entropy)?)?;
            out.set(keelbolt_basepoints::of(&basepoints));
            Ok(())
        })
    }
}

/// Fills secrets with zeros.
///
/// - `secrets` (in, out): or NULL, which is nothing.
/// - Threads: may be called from any thread; the secrets are not shared during the call.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_channel_secrets_wipe(secrets: *mut keelbolt_channel_secrets) {
    // SAFETY: the pointer is as the list of arguments says.
    unsafe { wipe(secrets) }
}

/// The secrets at `secrets`, each copied by itself into what wipes it.
///
/// # Safety
///
/// `secrets` is NULL, or aligned and readable.
pub(crate) unsafe fn read(secrets: *const keelbolt_channel_secrets) -> Result<ChannelSecrets, Fault> {
    let from = NonNull::new(secrets.cast_mut()).ok_or(Fault::NullPointer)?.as_ptr();
    // SAFETY: not NULL, and readable as the caller has promised; each member has 32 bytes.
    unsafe {
        Ok(ChannelSecrets {
            funding: secret_key((&raw const (*from).funding).cast())?,
            revocation_basepoint: secret_key((&raw const (*from).revocation_basepoint).cast())?,
            payment_basepoint: secret_key((&raw const (*from).payment_basepoint).cast())?,
            delayed_payment_basepoint: secret_key((&raw const (*from).delayed_payment_basepoint).cast())?,
            htlc_basepoint: secret_key((&raw const (*from).htlc_basepoint).cast())?,
            per_commitment_seed: secret((&raw const (*from).per_commitment_seed).cast())?,
        })
    }
}
