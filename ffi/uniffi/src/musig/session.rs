//! Partial signatures: made, checked, aggregated.

use crate::bytes::{
    MusigAggregateNonce, MusigPartialSignature, MusigPublicNonce, PublicKey, SchnorrSignature, Sha256,
};
use crate::error::{size, wide};
use crate::musig::nonce::parsed;
use crate::musig::{MusigError, MusigKeys};
use keelbolt::crypto;
use keelbolt::crypto::musig::{AggregateNonce, PartialSignature, Session};
use std::sync::Arc;

/// What all signers of one message have in common: keys with their tweaks, nonces, message. It holds no secret, and any
/// thread may use it.
#[derive(Debug, uniffi::Object)]
pub struct MusigSession {
    keys: Arc<MusigKeys>,
    nonce: AggregateNonce,
    message: crypto::Sha256,
}

#[uniffi::export]
impl MusigSession {
    /// The session in which `message` is signed. Signers must agree on all three, or no signature comes of it.
    ///
    /// # Errors
    ///
    /// `NotANonce` or `WrongLength`.
    #[uniffi::constructor]
    pub fn new(
        keys: Arc<MusigKeys>,
        aggregate_nonce: MusigAggregateNonce,
        message: Sha256,
    ) -> Result<Self, MusigError> {
        let (nonce, message) = (aggregate_nonce.try_into()?, crypto::Sha256(message.0));
        Session::new(&keys.aggregation()?, &nonce, &message)?;
        Ok(Self { keys, nonce, message })
    }

    /// The keys that sign, with their tweaks.
    #[must_use]
    pub fn keys(&self) -> Arc<MusigKeys> {
        Arc::clone(&self.keys)
    }

    /// The sum of the nonces.
    #[must_use]
    pub fn aggregate_nonce(&self) -> MusigAggregateNonce {
        self.nonce.into()
    }

    /// What is signed.
    #[must_use]
    pub fn message(&self) -> Sha256 {
        Sha256(self.message.0)
    }

    /// The number of the signer with this key, the first one when it signs more than once.
    ///
    /// # Errors
    ///
    /// `NotASigner`; `KeyNotAPoint` or `WrongLength`.
    pub fn signer(&self, key: PublicKey) -> Result<u64, MusigError> {
        let key = key.try_into()?;
        self.with_core(|session| Ok(wide(session.signer(&key)?)))
    }

    /// Checks the partial signature of the signer with this number, who sent `nonce`.
    ///
    /// # Errors
    ///
    /// `NoSuchSigner`; `PartialSignatureMismatch`, for which the signer is to blame; `NotANonce`,
    /// `PartialSignatureOutOfRange` or `WrongLength`.
    pub fn verify(
        &self,
        signer: u64,
        nonce: MusigPublicNonce,
        partial: MusigPartialSignature,
    ) -> Result<(), MusigError> {
        let (nonce, partial) = (nonce.try_into()?, partial.try_into()?);
        self.with_core(|session| Ok(session.verify(size(signer), &nonce, &partial)?))
    }

    /// Checks all partial signatures, each beside the nonce of the same signer, in the order of the signers, and names
    /// the first one that is wrong. Only needed when `aggregate` fails.
    ///
    /// # Errors
    ///
    /// `Contributions`; otherwise as `verify`.
    pub fn verify_all(
        &self,
        nonces: Vec<MusigPublicNonce>,
        partials: Vec<MusigPartialSignature>,
    ) -> Result<(), MusigError> {
        let (nonces, partials) = (parsed(nonces)?, partial_signatures(partials)?);
        self.with_core(|session| Ok(session.verify_all(&nonces, &partials)?))
    }

    /// The signature that all partial ones make, one of each signer, in any order. It is checked once as a whole, which
    /// costs less than to check its parts.
    ///
    /// # Errors
    ///
    /// `Contributions`; `SignatureMismatch`: `verify_all` then says who is to blame; `PartialSignatureOutOfRange` or
    /// `WrongLength`.
    pub fn aggregate(&self, partials: Vec<MusigPartialSignature>) -> Result<SchnorrSignature, MusigError> {
        let partials = partial_signatures(partials)?;
        self.with_core(|session| Ok(session.aggregate(&partials)?.into()))
    }
}

impl MusigSession {
    /// Calls `act` with the core's session, which borrows the keys.
    pub(super) fn with_core<T>(
        &self,
        act: impl FnOnce(&Session<'_>) -> Result<T, MusigError>,
    ) -> Result<T, MusigError> {
        act(&Session::new(&self.keys.aggregation()?, &self.nonce, &self.message)?)
    }
}

fn partial_signatures(partials: Vec<MusigPartialSignature>) -> Result<Vec<PartialSignature>, MusigError> {
    partials.into_iter().map(|partial| Ok(partial.try_into()?)).collect()
}
