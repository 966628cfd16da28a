//! The secrets that revoke commitments.

use crate::bytes::PublicKey;
use crate::commitment::CommitmentError;
use crate::commitment::number::commitment_number;
use crate::secret::{opaque, secret, signing_context};
use keelbolt::commitment;
use std::sync::{Arc, Mutex, PoisonError};

/// The secret of one commitment of one node: it is told to the peer when the commitment is revoked. It is wiped when
/// it is dropped, compares by content, and any thread may use it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct PerCommitmentSecret(pub(crate) commitment::PerCommitmentSecret);

opaque!(PerCommitmentSecret);

#[uniffi::export]
impl PerCommitmentSecret {
    /// Takes 32 bytes, as `revoke_and_ack` brings them. The caller's own copy is the caller's to wipe.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    #[uniffi::constructor]
    pub fn new(bytes: Vec<u8>) -> Result<Self, CommitmentError> {
        Ok(Self(commitment::PerCommitmentSecret(secret(bytes)?)))
    }

    /// The bytes themselves, for `revoke_and_ack`. The copy is the caller's to wipe.
    #[must_use]
    pub fn expose(&self) -> Vec<u8> {
        self.0.0.expose().to_vec()
    }

    /// `per_commitment_point`, which the peer is told before. `entropy` are 32 fresh random bytes, which blind the
    /// computation against side channels; the result does not depend on them.
    ///
    /// # Errors
    ///
    /// `SecretKeyOutOfRange` when the secret is no key, which no generated one is; `WrongLength` for the entropy.
    pub fn point(&self, entropy: Vec<u8>) -> Result<PublicKey, CommitmentError> {
        Ok(self.0.point(&signing_context(entropy)?)?.into())
    }
}

/// Makes all per-commitment secrets of a channel from one seed, and remembers the way to the last one: the next in
/// order costs about one hash, any other at most 48. It is wiped when it is dropped, and any thread may use it.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct SecretGenerator(Mutex<commitment::SecretGenerator>);

#[uniffi::export]
impl SecretGenerator {
    /// The generator of a seed of 32 bytes, which nobody else may know or guess. The caller's own copy is the
    /// caller's to wipe.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    #[uniffi::constructor]
    pub fn new(seed: Vec<u8>) -> Result<Self, CommitmentError> {
        Ok(commitment::SecretGenerator::new(secret(seed)?).into())
    }

    /// The secret of the commitment with this number.
    ///
    /// # Errors
    ///
    /// `CommitmentNumberTooLarge`
    pub fn secret(&self, number: u64) -> Result<Arc<PerCommitmentSecret>, CommitmentError> {
        let number = commitment_number(number)?;
        let secret = self.0.lock().unwrap_or_else(PoisonError::into_inner).secret(number);
        Ok(Arc::new(PerCommitmentSecret(secret)))
    }

    /// The point of that secret. `entropy` are 32 fresh random bytes, which blind the computation against side
    /// channels; the result does not depend on them.
    ///
    /// # Errors
    ///
    /// `CommitmentNumberTooLarge`, or `WrongLength` for the entropy.
    pub fn point(&self, number: u64, entropy: Vec<u8>) -> Result<PublicKey, CommitmentError> {
        self.secret(number)?.point(entropy)
    }
}

impl From<commitment::SecretGenerator> for SecretGenerator {
    fn from(core: commitment::SecretGenerator) -> Self {
        Self(Mutex::new(core))
    }
}

impl std::fmt::Display for SecretGenerator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretGenerator(..)")
    }
}
