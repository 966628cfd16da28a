//! The blinded context in which secrets are used.

use crate::crypto::{Error, PublicKey, RecoverableSignature, SecretKey, Sha256, Signature};
use crate::entropy::Entropy;
use keelbolt_curve::Context;

/// Where secret keys meet the curve: blinded once from the host's entropy, then good for a whole batch.
///
/// It lives where its owner puts it (256 bytes), is wiped when dropped, and its operations run in constant
/// time. The blinding guards against side channels; results do not depend on it.
#[derive(Debug)]
pub struct SigningContext(Context);

impl SigningContext {
    /// A context blinded with `entropy`. Costs about as much as one public key from a secret key.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "entropy is consumed by use")]
    pub fn new(entropy: Entropy) -> Self {
        Self(Context::new(entropy.expose()))
    }

    /// The public key of `key`.
    ///
    /// # Errors
    ///
    /// None that a valid [`SecretKey`] can cause; the type of the curve operation allows for one.
    pub fn public_key(&self, key: &SecretKey) -> Result<PublicKey, Error> {
        self.0.public_key(key.expose()).map(PublicKey).ok_or(Error::SecretKeyOutOfRange)
    }

    /// Signs `digest`: nonce by RFC 6979, low S. R is not ground low, which would double the cost.
    ///
    /// # Errors
    ///
    /// None that a valid [`SecretKey`] can cause; the type of the curve operation allows for one.
    pub fn sign(&self, digest: &Sha256, key: &SecretKey) -> Result<Signature, Error> {
        let compact = self.0.sign(&digest.0, key.expose()).ok_or(Error::SecretKeyOutOfRange)?;
        Signature::parse(&compact)
    }

    /// Signs `digest`: nonce by RFC 6979, low S, with the recovery id.
    ///
    /// # Errors
    ///
    /// None that a valid [`SecretKey`] can cause; the type of the curve operation allows for one.
    pub fn sign_recoverable(&self, digest: &Sha256, key: &SecretKey) -> Result<RecoverableSignature, Error> {
        let (compact, id) =
            self.0.sign_recoverable(&digest.0, key.expose()).ok_or(Error::SecretKeyOutOfRange)?;
        RecoverableSignature::parse(&compact, id)
    }

    /// The curve's own context, for the other signatures of this module.
    pub(in crate::crypto) const fn curve(&self) -> &Context {
        &self.0
    }
}
