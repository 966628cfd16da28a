//! The keys of a commitment (BOLT 3, "Key Derivation").

use crate::commitment::{Error, PerCommitmentSecret};
use crate::crypto::{PublicKey, SecretKey, Sha256Engine};
use crate::secret::Secret;

/// What a node shows of its keys when a channel opens (BOLT 2, `open_channel`, `accept_channel`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Basepoints {
    /// Its key of the funding output and of its anchor.
    pub funding_pubkey: PublicKey,
    /// What the keys come from by which it punishes.
    pub revocation_basepoint: PublicKey,
    /// Its key of `to_remote` outputs.
    pub payment_basepoint: PublicKey,
    /// What its keys of delayed outputs come from.
    pub delayed_payment_basepoint: PublicKey,
    /// What its keys of HTLC outputs come from.
    pub htlc_basepoint: PublicKey,
}

/// The keys of one commitment transaction.
///
/// ```
/// use keelbolt::commitment::{Basepoints, CommitmentKeys};
/// # use keelbolt::{crypto::{SecretKey, SigningContext}, entropy::Entropy, secret::Secret};
/// # let context = SigningContext::new(Entropy::new([7; 32]));
/// # let point = |n: u8| context.public_key(&SecretKey::parse(Secret::new([n; 32])).unwrap()).unwrap();
/// # let basepoints = |n: u8| Basepoints {
/// #     funding_pubkey: point(n),
/// #     revocation_basepoint: point(n + 1),
/// #     payment_basepoint: point(n + 2),
/// #     delayed_payment_basepoint: point(n + 3),
/// #     htlc_basepoint: point(n + 4),
/// # };
/// let (local, remote) = (basepoints(10), basepoints(20));
/// let keys = CommitmentKeys::derive(point(30), &local, &remote)?;
/// assert_eq!(keys.remotepubkey, remote.payment_basepoint);
/// # Ok::<(), keelbolt::commitment::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

impl CommitmentKeys {
    /// The keys of the commitment with this point, whose owner is `local`. Costs five products of points.
    ///
    /// # Errors
    ///
    /// [`Error::Key`], which basepoints can be made for but random ones never are.
    pub fn derive(
        per_commitment_point: PublicKey,
        local: &Basepoints,
        remote: &Basepoints,
    ) -> Result<Self, Error> {
        let point = &per_commitment_point;
        Ok(Self {
            per_commitment_point,
            revocation_pubkey: revocation_pubkey(&remote.revocation_basepoint, point)?,
            local_delayedpubkey: derive_pubkey(&local.delayed_payment_basepoint, point)?,
            local_htlcpubkey: derive_pubkey(&local.htlc_basepoint, point)?,
            remote_htlcpubkey: derive_pubkey(&remote.htlc_basepoint, point)?,
            remotepubkey: remote.payment_basepoint,
        })
    }
}

/// "pubkey = basepoint + SHA256(per_commitment_point || basepoint) * G"
///
/// # Errors
///
/// [`Error::Key`] when the sum is infinity.
pub fn derive_pubkey(basepoint: &PublicKey, per_commitment_point: &PublicKey) -> Result<PublicKey, Error> {
    basepoint.add_tweak(factor(per_commitment_point, basepoint).expose()).map_err(Error::Key)
}

/// "privkey = basepoint_secret + SHA256(per_commitment_point || basepoint)"
///
/// # Errors
///
/// [`Error::Key`] when the sum is zero.
pub fn derive_privkey(
    basepoint_secret: &SecretKey,
    basepoint: &PublicKey,
    per_commitment_point: &PublicKey,
) -> Result<SecretKey, Error> {
    basepoint_secret.add_tweak(&factor(per_commitment_point, basepoint)).map_err(Error::Key)
}

/// "revocationpubkey = revocation_basepoint * SHA256(revocation_basepoint || per_commitment_point) +
/// per_commitment_point * SHA256(per_commitment_point || revocation_basepoint)"
///
/// # Errors
///
/// [`Error::Key`] when the sum is infinity.
pub fn revocation_pubkey(
    revocation_basepoint: &PublicKey,
    per_commitment_point: &PublicKey,
) -> Result<PublicKey, Error> {
    let of_basepoint = factor(revocation_basepoint, per_commitment_point);
    let of_point = factor(per_commitment_point, revocation_basepoint);
    let product = |key: &PublicKey, factor: &Secret<32>| key.mul_tweak(factor.expose()).map_err(Error::Key);
    product(revocation_basepoint, &of_basepoint)?
        .add(&product(per_commitment_point, &of_point)?)
        .map_err(Error::Key)
}

/// The secret key of [`revocation_pubkey`], which one node alone cannot know. The points are those of the two
/// secrets.
///
/// # Errors
///
/// [`Error::Key`] when the sum is zero.
pub fn revocation_privkey(
    revocation_basepoint_secret: &SecretKey,
    revocation_basepoint: &PublicKey,
    per_commitment_secret: &PerCommitmentSecret,
    per_commitment_point: &PublicKey,
) -> Result<SecretKey, Error> {
    let of_basepoint = factor(revocation_basepoint, per_commitment_point);
    let of_point = factor(per_commitment_point, revocation_basepoint);
    let revoked = per_commitment_secret.key()?.mul_tweak(&of_point).map_err(Error::Key)?;
    let own = revocation_basepoint_secret.mul_tweak(&of_basepoint).map_err(Error::Key)?;
    own.add(&revoked).map_err(Error::Key)
}

/// SHA-256 of two points: from a point and a basepoint that are shown to nobody else it is as little known as a key.
fn factor(first: &PublicKey, second: &PublicKey) -> Secret<32> {
    let mut hash = Sha256Engine::new();
    hash.input(&first.to_bytes());
    hash.input(&second.to_bytes());
    Secret::new(hash.finish().0)
}
