//! Hashing and signatures by themselves, for a signer that stands apart from the wallet.

use crate::bytes::{PublicKey, SchnorrSignature, Sha256, Signature};
use crate::error::InvoiceError;
use crate::secret::{SecretKey, entropy, signing_context};
use keelbolt::crypto;

/// A signature and which of the up to four keys that fit it is the signer's.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RecoverableSignature {
    /// R and S.
    pub signature: Signature,
    /// 0, 1, 2 or 3.
    pub recovery_id: u8,
}

#[uniffi::export]
impl SecretKey {
    /// Signs a digest by itself, as a signer elsewhere does for an unsigned invoice: nonce by RFC 6979, low S.
    /// `entropy` are 32 fresh random bytes, which blind the computation against side channels; the signature does
    /// not depend on them.
    ///
    /// # Errors
    ///
    /// `WrongLength` for the entropy.
    pub fn sign_recoverable(
        &self,
        digest: Sha256,
        entropy: Vec<u8>,
    ) -> Result<RecoverableSignature, InvoiceError> {
        let signature = signing_context(entropy)?.sign_recoverable(&crypto::Sha256(digest.0), &self.0)?;
        Ok(RecoverableSignature {
            signature: Signature(signature.to_compact()),
            recovery_id: signature.recovery_id().to_u8(),
        })
    }
}

#[uniffi::export]
impl SecretKey {
    /// Signs a digest by itself with a BIP 340 signature, as for `message_digest`, or as a signer elsewhere does for a
    /// Taproot output. `auxiliary` and `entropy` are 32 fresh random bytes each: the first go into the nonce, to guard it
    /// against faults and side channels, and the others blind the computation.
    ///
    /// # Errors
    ///
    /// `WrongLength` for the random bytes.
    pub fn sign_schnorr(
        &self,
        digest: Sha256,
        auxiliary: Vec<u8>,
        entropy: Vec<u8>,
    ) -> Result<SchnorrSignature, InvoiceError> {
        let (auxiliary, context) = (self::entropy(auxiliary)?, signing_context(entropy)?);
        Ok(context.sign_schnorr(&digest.0, &context.key_pair(&self.0)?, auxiliary)?.into())
    }
}

/// Checks a BIP 340 signature over a digest. Of the key, its x coordinate counts.
///
/// # Errors
///
/// `SignatureMismatch`; `KeyNotAPoint` or `WrongLength`.
#[uniffi::export]
pub fn verify_schnorr(
    digest: Sha256,
    signature: SchnorrSignature,
    public_key: PublicKey,
) -> Result<(), InvoiceError> {
    let (key, signature) =
        (crypto::PublicKey::try_from(public_key)?, crypto::SchnorrSignature::from(signature));
    Ok(signature.verify(&digest.0, &key.x_only().0)?)
}

#[uniffi::export]
impl RecoverableSignature {
    /// The public key that made this signature over `digest`; S may be high or low.
    ///
    /// # Errors
    ///
    /// `SignatureOutOfRange`, `RecoveryIdOutOfRange` or `SignatureNotRecoverable`.
    pub fn recover(&self, digest: Sha256) -> Result<PublicKey, InvoiceError> {
        Ok(self.parsed()?.recover(&crypto::Sha256(digest.0))?.into())
    }

    /// Checks that this is the signature of `key` over `digest`, under the low-S rule; the recovery id is not used.
    ///
    /// # Errors
    ///
    /// `SignatureHighS`, `SignatureMismatch`, `SignatureOutOfRange`, `RecoveryIdOutOfRange` or `KeyNotAPoint`.
    pub fn verify(&self, digest: Sha256, key: PublicKey) -> Result<(), InvoiceError> {
        Ok(self.parsed()?.verify(&crypto::Sha256(digest.0), &key.try_into()?)?)
    }
}

impl RecoverableSignature {
    fn parsed(&self) -> Result<crypto::RecoverableSignature, InvoiceError> {
        Ok(crypto::RecoverableSignature::parse(&self.signature.0, self.recovery_id)?)
    }
}

/// SHA-256 of bytes: for a description that an invoice carries as a hash only.
#[uniffi::export]
#[must_use]
pub fn sha256(bytes: Vec<u8>) -> Sha256 {
    Sha256(crypto::sha256(&bytes).0)
}
