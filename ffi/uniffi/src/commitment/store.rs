//! The secrets of the peer's revoked commitments.

use crate::bytes::fixed;
use crate::commitment::CommitmentError;
use crate::commitment::number::commitment_number;
use crate::commitment::secrets::PerCommitmentSecret;
use keelbolt::commitment;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// Every secret that the peer has revealed, in 49 slots of 32 bytes: from a later one all earlier ones with the same
/// high bits follow. They come in the order of their commitments. It is wiped when it is dropped, and any thread may
/// use it.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct SecretStore(Mutex<commitment::SecretStore>);

#[uniffi::export]
impl SecretStore {
    /// A store without a secret.
    #[uniffi::constructor]
    #[must_use]
    pub fn new() -> Self {
        Self(Mutex::new(commitment::SecretStore::new()))
    }

    /// Reads a store that was saved, 1577 bytes. The caller's own copy is the caller's to wipe.
    ///
    /// # Errors
    ///
    /// `StoreVersion` or `StoreCount`; `WrongLength`. Slots are not judged: whoever writes the host's disk has won.
    #[uniffi::constructor]
    pub fn parse(bytes: Vec<u8>) -> Result<Self, CommitmentError> {
        let bytes = Zeroizing::new(bytes);
        let bytes = Zeroizing::new(fixed::<{ commitment::SecretStore::LENGTH }>(&bytes)?);
        Ok(Self(Mutex::new(commitment::SecretStore::parse(&bytes)?)))
    }

    /// The store as bytes, to be saved before the peer's `revoke_and_ack` is acted on. The copy is the caller's to
    /// wipe.
    #[must_use]
    pub fn expose(&self) -> Vec<u8> {
        self.locked().to_bytes().expose().to_vec()
    }

    /// The commitment that the peer revokes next; nothing after the last.
    #[must_use]
    pub fn next(&self) -> Option<u64> {
        self.locked().next().map(commitment::CommitmentNumber::to_u64)
    }

    /// Keeps the secret of a commitment, which must be the next.
    ///
    /// # Errors
    ///
    /// `SecretOutOfOrder`; `SecretNotDerivable` when an earlier one does not follow from it: the peer is cheating. The
    /// store is as before then. `CommitmentNumberTooLarge`.
    pub fn insert(&self, number: u64, secret: Arc<PerCommitmentSecret>) -> Result<(), CommitmentError> {
        Ok(self.locked().insert(commitment_number(number)?, secret.0.clone())?)
    }

    /// The secret of a commitment; nothing when the peer has not revoked it. Costs up to 47 hashes.
    ///
    /// # Errors
    ///
    /// `CommitmentNumberTooLarge`
    pub fn secret(&self, number: u64) -> Result<Option<Arc<PerCommitmentSecret>>, CommitmentError> {
        let secret = self.locked().secret(commitment_number(number)?);
        Ok(secret.map(|secret| Arc::new(PerCommitmentSecret(secret))))
    }
}

impl SecretStore {
    pub(crate) fn locked(&self) -> MutexGuard<'_, commitment::SecretStore> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Display for SecretStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretStore(..)")
    }
}
