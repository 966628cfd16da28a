//! The keys of a commitment (BOLT 3, "Key Derivation").

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::keys::{public_key, secret, secret_key};
use crate::pointer::{Out, read};
use crate::status::keelbolt_status;
use protocol::commitment::{
    Basepoints, CommitmentKeys, PerCommitmentSecret, derive_privkey, derive_pubkey, revocation_privkey,
    revocation_pubkey,
};
use protocol::crypto::{self, PublicKey};

/// What a node shows of its keys when a channel opens (BOLT 2, `open_channel`, `accept_channel`), each compressed.
/// The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_basepoints {
    /// Its key of the funding output and of its anchor.
    pub funding_pubkey: [u8; 33],
    /// What the keys come from by which it punishes.
    pub revocation_basepoint: [u8; 33],
    /// Its key of `to_remote` outputs.
    pub payment_basepoint: [u8; 33],
    /// What its keys of delayed outputs come from.
    pub delayed_payment_basepoint: [u8; 33],
    /// What its keys of HTLC outputs come from.
    pub htlc_basepoint: [u8; 33],
}

/// The keys of one commitment transaction, each compressed. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_commitment_keys {
    /// The point of its owner that all come from.
    pub per_commitment_point: [u8; 33],
    /// Spends everything of the owner's, once the commitment is revoked.
    pub revocation_pubkey: [u8; 33],
    /// Spends what is delayed.
    pub local_delayedpubkey: [u8; 33],
    /// The owner's in HTLC outputs.
    pub local_htlcpubkey: [u8; 33],
    /// The other node's in HTLC outputs.
    pub remote_htlcpubkey: [u8; 33],
    /// Spends `to_remote`: the other node's payment basepoint.
    pub remotepubkey: [u8; 33],
}

impl keelbolt_basepoints {
    pub(crate) fn of(basepoints: &Basepoints) -> Self {
        Self {
            funding_pubkey: basepoints.funding_pubkey.to_bytes(),
            revocation_basepoint: basepoints.revocation_basepoint.to_bytes(),
            payment_basepoint: basepoints.payment_basepoint.to_bytes(),
            delayed_payment_basepoint: basepoints.delayed_payment_basepoint.to_bytes(),
            htlc_basepoint: basepoints.htlc_basepoint.to_bytes(),
        }
    }

    pub(crate) fn to_core(self) -> Result<Basepoints, crypto::Error> {
        Ok(Basepoints {
            funding_pubkey: PublicKey::parse(&self.funding_pubkey)?,
            revocation_basepoint: PublicKey::parse(&self.revocation_basepoint)?,
            payment_basepoint: PublicKey::parse(&self.payment_basepoint)?,
            delayed_payment_basepoint: PublicKey::parse(&self.delayed_payment_basepoint)?,
            htlc_basepoint: PublicKey::parse(&self.htlc_basepoint)?,
        })
    }
}

impl keelbolt_commitment_keys {
    pub(crate) fn of(keys: &CommitmentKeys) -> Self {
        Self {
            per_commitment_point: keys.per_commitment_point.to_bytes(),
            revocation_pubkey: keys.revocation_pubkey.to_bytes(),
            local_delayedpubkey: keys.local_delayedpubkey.to_bytes(),
            local_htlcpubkey: keys.local_htlcpubkey.to_bytes(),
            remote_htlcpubkey: keys.remote_htlcpubkey.to_bytes(),
            remotepubkey: keys.remotepubkey.to_bytes(),
        }
    }

    pub(crate) fn to_core(self) -> Result<CommitmentKeys, crypto::Error> {
        Ok(CommitmentKeys {
            per_commitment_point: PublicKey::parse(&self.per_commitment_point)?,
            revocation_pubkey: PublicKey::parse(&self.revocation_pubkey)?,
            local_delayedpubkey: PublicKey::parse(&self.local_delayedpubkey)?,
            local_htlcpubkey: PublicKey::parse(&self.local_htlcpubkey)?,
            remote_htlcpubkey: PublicKey::parse(&self.remote_htlcpubkey)?,
            remotepubkey: PublicKey::parse(&self.remotepubkey)?,
        })
    }
}

/// Derives the keys of a commitment from both nodes' basepoints.
///
/// - `keys` (out): written on success. Not NULL.
/// - `per_commitment_point`: of the commitment's owner, 33 bytes. Not NULL.
/// - `local`: the basepoints of the commitment's owner. Not NULL.
/// - `remote`: those of the other node. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE`,
///   `KEELBOLT_ERROR_POINTS_CANCEL`, for which basepoints can be made but random ones never are;
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_keys_derive(
    keys: *mut keelbolt_commitment_keys,
    per_commitment_point: *const u8,
    local: *const keelbolt_basepoints,
    remote: *const keelbolt_basepoints,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(keys)?;
            let point = public_key(per_commitment_point)?;
            let (local, remote) = (read(local)?.to_core()?, read(remote)?.to_core()?);
            out.set(keelbolt_commitment_keys::of(&CommitmentKeys::derive(point, &local, &remote)?));
            Ok(())
        })
    }
}

/// "pubkey = basepoint + SHA256(per_commitment_point || basepoint) * G" (BOLT 3).
///
/// - `pubkey` (out): 33 bytes. Not NULL. Left unwritten on an error.
/// - `basepoint`: 33 bytes. Not NULL.
/// - `per_commitment_point`: 33 bytes. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_derive_pubkey(
    pubkey: *mut u8,
    basepoint: *const u8,
    per_commitment_point: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(pubkey.cast::<[u8; 33]>())?;
            out.set(derive_pubkey(&public_key(basepoint)?, &public_key(per_commitment_point)?)?.to_bytes());
            Ok(())
        })
    }
}

/// "privkey = basepoint_secret + SHA256(per_commitment_point || basepoint)" (BOLT 3).
///
/// - `privkey` (out): 32 bytes. A secret: wipe it after use. Not NULL. Left unwritten on an error.
/// - `basepoint_secret`: 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `basepoint`: its public key, 33 bytes. Not NULL.
/// - `per_commitment_point`: 33 bytes. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`,
///   `KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_derive_privkey(
    privkey: *mut u8,
    basepoint_secret: *const u8,
    basepoint: *const u8,
    per_commitment_point: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(privkey.cast::<[u8; 32]>())?;
            let key = secret_key(basepoint_secret)?;
            let derived = derive_privkey(&key, &public_key(basepoint)?, &public_key(per_commitment_point)?)?;
            out.set(*derived.expose());
            Ok(())
        })
    }
}

/// Derives the key that spends a revoked commitment: "revocation_basepoint * SHA256(revocation_basepoint ||
/// per_commitment_point) + per_commitment_point * SHA256(per_commitment_point || revocation_basepoint)" (BOLT 3).
///
/// - `pubkey` (out): 33 bytes. Not NULL. Left unwritten on an error.
/// - `revocation_basepoint`: of the node that punishes, 33 bytes. Not NULL.
/// - `per_commitment_point`: of the commitment's owner, 33 bytes. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE`,
///   `KEELBOLT_ERROR_POINTS_CANCEL`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_revocation_pubkey(
    pubkey: *mut u8,
    revocation_basepoint: *const u8,
    per_commitment_point: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(pubkey.cast::<[u8; 33]>())?;
            let basepoint = public_key(revocation_basepoint)?;
            out.set(revocation_pubkey(&basepoint, &public_key(per_commitment_point)?)?.to_bytes());
            Ok(())
        })
    }
}

/// Derives the secret key of `keelbolt_revocation_pubkey`, which one node alone cannot know.
///
/// - `privkey` (out): 32 bytes. A secret: wipe it after use. Not NULL. Left unwritten on an error.
/// - `revocation_basepoint_secret`: 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `revocation_basepoint`: its public key, 33 bytes. Not NULL.
/// - `per_commitment_secret`: of the revoked commitment, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `per_commitment_point`: its public key, 33 bytes. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_derive_privkey`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_revocation_privkey(
    privkey: *mut u8,
    revocation_basepoint_secret: *const u8,
    revocation_basepoint: *const u8,
    per_commitment_secret: *const u8,
    per_commitment_point: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(privkey.cast::<[u8; 32]>())?;
            let key = revocation_privkey(
                &secret_key(revocation_basepoint_secret)?,
                &public_key(revocation_basepoint)?,
                &PerCommitmentSecret(secret(per_commitment_secret)?),
                &public_key(per_commitment_point)?,
            )?;
            out.set(*key.expose());
            Ok(())
        })
    }
}
