//! The keys of a commitment (BOLT 3, "Key Derivation").

use crate::bytes::PublicKey;
use crate::commitment::CommitmentError;
use crate::commitment::basepoints::Basepoints;
use crate::commitment::secrets::PerCommitmentSecret;
use crate::secret::SecretKey;
use keelbolt::{commitment, crypto};
use std::sync::Arc;

/// The keys of one commitment transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CommitmentKeys {
    /// The point of its owner that all come from.
    pub per_commitment_point: PublicKey,
    /// Spends everything of the owner's, once the commitment is revoked.
    pub revocation_pubkey: PublicKey,
    /// Spends what is delayed.
    pub local_delayedpubkey: PublicKey,
    /// The owner's in HTLC outputs.
    pub local_htlcpubkey: PublicKey,
    /// The other node's in HTLC outputs.
    pub remote_htlcpubkey: PublicKey,
    /// Spends `to_remote`: the other node's payment basepoint.
    pub remotepubkey: PublicKey,
}

/// The keys of the commitment with this point, whose owner is `local`.
///
/// # Errors
///
/// `KeyNotAPoint`; `TweakOutOfRange` or `PointsCancel`, which basepoints can be made for but random ones never are;
/// `WrongLength`.
#[uniffi::export]
pub fn derive_commitment_keys(
    per_commitment_point: PublicKey,
    local: Basepoints,
    remote: Basepoints,
) -> Result<CommitmentKeys, CommitmentError> {
    let (point, local, remote) = (per_commitment_point.try_into()?, local.try_into()?, remote.try_into()?);
    Ok(commitment::CommitmentKeys::derive(point, &local, &remote)?.into())
}

/// A delayed or an HTLC key: `basepoint + SHA256(per_commitment_point || basepoint) * G`.
///
/// # Errors
///
/// `KeyNotAPoint`; `TweakOutOfRange` when the sum is infinity; `WrongLength`.
#[uniffi::export]
pub fn derive_pubkey(
    basepoint: PublicKey,
    per_commitment_point: PublicKey,
) -> Result<PublicKey, CommitmentError> {
    Ok(commitment::derive_pubkey(&basepoint.try_into()?, &per_commitment_point.try_into()?)?.into())
}

/// The secret key of `derive_pubkey`: `basepoint_secret + SHA256(per_commitment_point || basepoint)`.
///
/// # Errors
///
/// `KeyNotAPoint`; `TweakOutOfRange` when the sum is zero; `WrongLength`.
#[uniffi::export]
pub fn derive_privkey(
    basepoint_secret: Arc<SecretKey>,
    basepoint: PublicKey,
    per_commitment_point: PublicKey,
) -> Result<Arc<SecretKey>, CommitmentError> {
    let (basepoint, point) = (basepoint.try_into()?, per_commitment_point.try_into()?);
    Ok(Arc::new(SecretKey(commitment::derive_privkey(&basepoint_secret.0, &basepoint, &point)?)))
}

/// The key that spends everything of a revoked commitment: from one node's basepoint and the other's point.
///
/// # Errors
///
/// `KeyNotAPoint`; `TweakOutOfRange` or `PointsCancel` when the sum is infinity; `WrongLength`.
#[uniffi::export]
pub fn revocation_pubkey(
    revocation_basepoint: PublicKey,
    per_commitment_point: PublicKey,
) -> Result<PublicKey, CommitmentError> {
    let (basepoint, point) = (revocation_basepoint.try_into()?, per_commitment_point.try_into()?);
    Ok(commitment::revocation_pubkey(&basepoint, &point)?.into())
}

/// The secret key of `revocation_pubkey`, which one node alone cannot know. The points are those of the two secrets.
///
/// # Errors
///
/// `KeyNotAPoint`; `SecretKeyOutOfRange` for a secret that is no key; `TweakOutOfRange` when the sum is zero;
/// `WrongLength`.
#[uniffi::export]
pub fn revocation_privkey(
    revocation_basepoint_secret: Arc<SecretKey>,
    revocation_basepoint: PublicKey,
    per_commitment_secret: Arc<PerCommitmentSecret>,
    per_commitment_point: PublicKey,
) -> Result<Arc<SecretKey>, CommitmentError> {
    let (basepoint, point) = (revocation_basepoint.try_into()?, per_commitment_point.try_into()?);
    let (own, secret) = (&revocation_basepoint_secret.0, &per_commitment_secret.0);
    Ok(Arc::new(SecretKey(commitment::revocation_privkey(own, &basepoint, secret, &point)?)))
}

impl From<commitment::CommitmentKeys> for CommitmentKeys {
    fn from(core: commitment::CommitmentKeys) -> Self {
        Self {
            per_commitment_point: core.per_commitment_point.into(),
            revocation_pubkey: core.revocation_pubkey.into(),
            local_delayedpubkey: core.local_delayedpubkey.into(),
            local_htlcpubkey: core.local_htlcpubkey.into(),
            remote_htlcpubkey: core.remote_htlcpubkey.into(),
            remotepubkey: core.remotepubkey.into(),
        }
    }
}

impl TryFrom<CommitmentKeys> for commitment::CommitmentKeys {
    type Error = crypto::Error;

    fn try_from(ours: CommitmentKeys) -> Result<Self, crypto::Error> {
        Ok(Self {
            per_commitment_point: ours.per_commitment_point.try_into()?,
            revocation_pubkey: ours.revocation_pubkey.try_into()?,
            local_delayedpubkey: ours.local_delayedpubkey.try_into()?,
            local_htlcpubkey: ours.local_htlcpubkey.try_into()?,
            remote_htlcpubkey: ours.remote_htlcpubkey.try_into()?,
            remotepubkey: ours.remotepubkey.try_into()?,
        })
    }
}
