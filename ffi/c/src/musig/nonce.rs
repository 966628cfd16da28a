//! Nonces.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::keys::{secret_key, signing_context};
use crate::musig::keys::keelbolt_musig_keys;
use crate::musig::list::contributions;
use crate::opaque::{Opaque, fill, fits, take, wipe};
use crate::pointer::{Out, read, read_optional};
use crate::status::keelbolt_status;
use protocol::crypto::Sha256;
use protocol::crypto::musig::{AggregateNonce, NonceInputs, PublicNonce, SecretNonce};
use protocol::entropy::Entropy;

/// A signer's secret nonces, for one signature, opaque.
///
/// Two signatures with the same nonces give the secret key away. So `keelbolt_musig_sign` wipes them, and one that has
/// signed, is zeroed or was never filled is refused with `KEELBOLT_ERROR_NONCE_USED`. It lives wherever the caller puts
/// it and must stay there: a copy elsewhere is refused as used. **Never save it, and never restore it to its place**:
/// after a crash a ceremony starts again with fresh nonces.
///
/// - Threads: it belongs to one thread at a time.
#[repr(C)]
pub struct keelbolt_musig_secret_nonce {
    /// Not for the caller.
    opaque: [u64; 32],
}

/// What lies in the struct.
pub(crate) struct Nonce {
    nonce: SecretNonce,
    /// Where it was made, and where alone it signs.
    home: usize,
}

// SAFETY: `repr(C)`, made of integers, and large enough as asserted below; what is not at its home is refused.
unsafe impl Opaque for keelbolt_musig_secret_nonce {
    type Value = Nonce;
    const SEAL: u64 = 0x6b65_656c_6f6e_6365; // "keelonce"
}

const _: () = assert!(fits::<keelbolt_musig_secret_nonce>());

impl keelbolt_musig_secret_nonce {
    /// Takes the nonces out of the struct at `from`, which is wiped.
    ///
    /// # Safety
    ///
    /// `from` is NULL, or aligned, readable and writable, and nobody else uses it.
    pub(super) unsafe fn consume(from: *mut Self) -> Result<SecretNonce, Fault> {
        // SAFETY: passed on from the caller.
        let nonce = unsafe { take(from) }.map_err(|fault| match fault {
            Fault::InvalidHandle => Fault::NonceUsed,
            fault => fault,
        })?;
        if nonce.home == from.addr() { Ok(nonce.nonce) } else { Err(Fault::NonceUsed) }
    }
}

/// The first step of a ceremony: makes a signer's nonces. The public ones go to the other signers.
///
/// What is known of the ceremony by then may be given for defence in depth: keys, message, anything else.
///
/// - `secret_nonce` (out): written on success; must stay where it is. Not NULL.
/// - `public_nonce` (out): 66 bytes. Not NULL. Left unwritten on an error.
/// - `nonce_entropy`: 32 random bytes that nobody else knows and that serve **this call only**: the same bytes a
///   second time may give the key away. Not NULL.
/// - `signer_secret_key`: the signer's, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `keys`: the keys that sign; or NULL.
/// - `message`: what is signed, 32 bytes; or NULL.
/// - `extra`: anything else that belongs to the ceremony, 32 bytes; or NULL.
/// - `entropy`: 32 other random bytes; they blind the operation against side channels and do not change its result.
///   Copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read the same keys at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_NONCE_OUT_OF_RANGE` when the entropy is zeros, `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_musig_nonce(
    secret_nonce: *mut keelbolt_musig_secret_nonce,
    public_nonce: *mut u8,
    nonce_entropy: *const u8,
    signer_secret_key: *const u8,
    keys: *const keelbolt_musig_keys,
    message: *const u8,
    extra: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(public_nonce.cast::<[u8; 66]>())?;
            let aggregation = match keys.is_null() {
                true => None,
                false => Some(keelbolt_musig_keys::aggregation(keys)?),
            };
            let message = read_optional(message.cast::<[u8; 32]>()).map(Sha256);
            let extra = read_optional(extra.cast::<[u8; 32]>());
            let inputs =
                NonceInputs { keys: aggregation.as_ref(), message: message.as_ref(), extra: extra.as_ref() };
            let drawn = Entropy::new(read(nonce_entropy.cast::<[u8; 32]>())?);
            let context = signing_context(entropy)?;
            let pair = context.key_pair(&secret_key(signer_secret_key)?)?;
            fill(secret_nonce, || {
                let (nonce, public) = SecretNonce::new(drawn, &pair, inputs, &context)?;
                out.set(public.to_bytes());
                Ok(Nonce { nonce, home: secret_nonce.addr() })
            })
        })
    }
}

/// Fills secret nonces with zeros, where a ceremony ends without a signature.
///
/// - `secret_nonce` (in, out): or NULL, which is nothing.
/// - Threads: may be called from any thread; the nonces are not shared during the call.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_musig_secret_nonce_wipe(secret_nonce: *mut keelbolt_musig_secret_nonce) {
    // SAFETY: the pointer is as the list of arguments says.
    unsafe { wipe(secret_nonce) }
}

/// Sums the public nonces of all signers, in any order.
///
/// - `aggregate_nonce` (out): 66 bytes. Not NULL. Left unwritten on an error.
/// - `public_nonces`: 66 bytes of each signer. NULL only with count 0.
/// - `count`: how many signers there are, 1 to 64.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NOT_A_NONCE`, `KEELBOLT_ERROR_NO_SIGNERS`, `KEELBOLT_ERROR_TOO_MANY_SIGNERS`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_musig_aggregate_nonce(
    aggregate_nonce: *mut u8,
    public_nonces: *const u8,
    count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(aggregate_nonce.cast::<[u8; 66]>())?;
            let nonces = contributions(public_nonces, count, PublicNonce::parse)?;
            out.set(AggregateNonce::new(&nonces)?.to_bytes());
            Ok(())
        })
    }
}
