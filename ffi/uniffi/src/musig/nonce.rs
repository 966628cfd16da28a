//! Nonces: what signs once, and what is told to the others.

use crate::bytes::{MusigAggregateNonce, MusigPartialSignature, MusigPublicNonce, Sha256, fixed};
use crate::musig::session::MusigSession;
use crate::musig::{MusigError, MusigKeys};
use crate::secret::{SecretKey, entropy, signing_context};
use keelbolt::crypto;
use keelbolt::crypto::musig::{AggregateNonce, NonceInputs, PublicNonce, SecretNonce};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A signer's secret nonces, for one signature.
///
/// They cannot be copied or saved, and `sign` uses them up: two signatures with the same nonces would give the secret
/// key away. After a crash a ceremony starts again with fresh ones. They are wiped when they are used or dropped; any
/// thread may use them, and of several that sign at once, one succeeds.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct MusigSecretNonce {
    secret: Mutex<Option<SecretNonce>>,
    public: PublicNonce,
}

#[uniffi::export]
impl MusigSecretNonce {
    /// Makes nonces of `key`. `randomness` are 32 fresh random bytes, from which they come; `entropy` are 32 others,
    /// which blind the computation against side channels. What is known by now of the ceremony goes into the nonces, for
    /// defence in depth: the keys that sign, what is signed, and any 32 bytes more.
    ///
    /// # Errors
    ///
    /// `NonceOutOfRange` for randomness of zeros; `WrongLength`.
    #[uniffi::constructor(default(keys = None, message = None, extra = None))]
    pub fn new(
        key: Arc<SecretKey>,
        randomness: Vec<u8>,
        entropy: Vec<u8>,
        keys: Option<Arc<MusigKeys>>,
        message: Option<Sha256>,
        extra: Option<Vec<u8>>,
    ) -> Result<Self, MusigError> {
        let keys = keys.as_ref().map(|keys| keys.aggregation()).transpose()?;
        let message = message.map(|message| crypto::Sha256(message.0));
        let extra = extra.map(|extra| fixed(&extra)).transpose()?;
        let inputs = NonceInputs { keys: keys.as_ref(), message: message.as_ref(), extra: extra.as_ref() };
        let (randomness, context) = (self::entropy(randomness)?, signing_context(entropy)?);
        let (secret, public) = SecretNonce::new(randomness, &context.key_pair(&key.0)?, inputs, &context)?;
        Ok(Self { secret: Mutex::new(Some(secret)), public })
    }

    /// What is sent to the other signers.
    #[must_use]
    pub fn public_nonce(&self) -> MusigPublicNonce {
        self.public.into()
    }

    /// Whether the nonces have been used up.
    #[must_use]
    pub fn is_used(&self) -> bool {
        self.secret.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// Signs what the session is about with `key`, for which the nonces were made, one of the session's signers.
    /// `entropy` are 32 fresh random bytes, which blind the computation against side channels; the signature does not
    /// depend on them.
    ///
    /// # Errors
    ///
    /// `NonceUsed` after the first time, also when that failed; `NotASigner`, `NonceOfAnotherKey`; `WrongLength` for
    /// the entropy.
    pub fn sign(
        &self,
        session: Arc<MusigSession>,
        key: Arc<SecretKey>,
        entropy: Vec<u8>,
    ) -> Result<MusigPartialSignature, MusigError> {
        let key = signing_context(entropy)?.key_pair(&key.0)?;
        let secret = self.secret.lock().unwrap_or_else(PoisonError::into_inner).take();
        let secret = secret.ok_or(MusigError::NonceUsed)?;
        session.with_core(|session| Ok(secret.sign(session, &key)?.into()))
    }
}

impl fmt::Display for MusigSecretNonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MusigSecretNonce(..)")
    }
}

/// The sum of all signers' public nonces, in any order.
///
/// # Errors
///
/// `NoSigners`; `NotANonce` or `WrongLength`.
#[uniffi::export]
pub fn aggregate_nonces(nonces: Vec<MusigPublicNonce>) -> Result<MusigAggregateNonce, MusigError> {
    Ok(AggregateNonce::new(&parsed(nonces)?)?.into())
}

/// The nonces as the core has them.
///
/// # Errors
///
/// `NotANonce`
pub(super) fn parsed(nonces: Vec<MusigPublicNonce>) -> Result<Vec<PublicNonce>, MusigError> {
    nonces.into_iter().map(|nonce| Ok(nonce.try_into()?)).collect()
}
