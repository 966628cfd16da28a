//! A sweep that is to be signed.

use crate::bytes::{Octets, Sha256, Signature};
use crate::commitment::CommitmentError;
use crate::commitment::channel_secrets::ChannelSecrets;
use crate::commitment::spend::claim::{Claim, SigningKey};
use crate::commitment::spend::signed::SignedSweep;
use crate::secret::signing_context;
use crate::transaction::{narrow, transaction_bytes};
use keelbolt::commitment::spend;
use std::sync::Arc;

/// A signature that a sweep needs: what an external signer is shown.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SignatureRequest {
    /// The index of the input.
    pub input: u32,
    /// Whose signature.
    pub key: SigningKey,
    /// Over what: all inputs and outputs.
    pub digest: Sha256,
}

/// A transaction whose fee is settled. It never changes, signing it again gives the same, and any thread may use it.
#[derive(Debug, uniffi::Object)]
pub struct UnsignedSweep(pub(super) spend::UnsignedSweep);

#[uniffi::export]
impl UnsignedSweep {
    /// What it pays, in satoshi.
    #[must_use]
    pub fn fee_sat(&self) -> u64 {
        self.0.fee().0
    }

    /// The most that it weighs: each signature may be shorter than 72 bytes.
    #[must_use]
    pub fn weight(&self) -> u64 {
        self.0.weight()
    }

    /// What it spends, in the order of its inputs.
    #[must_use]
    pub fn claims(&self) -> Vec<Arc<Claim>> {
        Claim::all(self.0.claims().iter().cloned())
    }

    /// The transaction without witnesses.
    #[must_use]
    pub fn transaction(&self) -> Octets {
        transaction_bytes(&self.0.transaction())
    }

    /// The signatures that it needs, in the order of its inputs.
    #[must_use]
    pub fn signature_requests(&self) -> Vec<SignatureRequest> {
        let request = |request: spend::SignatureRequest<'_>| SignatureRequest {
            input: narrow(request.input),
            key: SigningKey::of(request.key),
            digest: Sha256(request.digest.0),
        };
        self.0.signature_requests().into_iter().map(request).collect()
    }

    /// Signs with the secrets of one channel. `entropy` are 32 fresh random bytes, which blind the computation against
    /// side channels; the signatures do not depend on them.
    ///
    /// # Errors
    ///
    /// `ClaimKey` when a claim asks for another key; `WrongLength` for the entropy.
    pub fn sign(
        &self,
        secrets: Arc<ChannelSecrets>,
        entropy: Vec<u8>,
    ) -> Result<Arc<SignedSweep>, CommitmentError> {
        let context = signing_context(entropy)?;
        let basepoints = secrets.core.basepoints(&context)?;
        let signed = self.0.clone().sign(&secrets.core.spend_keys(&basepoints), &context)?;
        Ok(Arc::new(SignedSweep(signed)))
    }

    /// Takes the signatures of an external signer, in the order of the requests, and verifies each.
    ///
    /// # Errors
    ///
    /// `SignatureCount`; `ClaimSignature` with the input; `SignatureOutOfRange`, `SignatureHighS` or `WrongLength`.
    pub fn complete(&self, signatures: Vec<Signature>) -> Result<Arc<SignedSweep>, CommitmentError> {
        let signatures = signatures.into_iter().map(TryInto::try_into).collect::<Result<Vec<_>, _>>()?;
        Ok(Arc::new(SignedSweep(self.0.clone().complete(&signatures)?)))
    }
}
