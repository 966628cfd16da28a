//! ECDSA signatures with a recovery id, as BOLT 11 carries them.

use crate::bytes::Hex;
use crate::crypto::{Error, PublicKey, Sha256};
use core::fmt;

/// Which of the up to four public keys that fit a signature is the signer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RecoveryId(u8);

impl RecoveryId {
    /// The id as it is written: 0, 1, 2 or 3.
    #[must_use]
    pub const fn to_u8(self) -> u8 {
        self.0
    }
}

/// An ECDSA signature, R and S each below the group order, with its recovery id.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RecoverableSignature {
    compact: [u8; 64],
    recovery_id: RecoveryId,
}

impl RecoverableSignature {
    /// Reads R ‖ S, 32 bytes big-endian each, and the recovery id.
    ///
    /// # Errors
    ///
    /// [`Error::RecoveryId`] when `recovery_id` is above 3; [`Error::SignatureOutOfRange`] when R or S is not
    /// below the group order.
    pub fn parse(compact: &[u8; 64], recovery_id: u8) -> Result<Self, Error> {
        if recovery_id > 3 {
            return Err(Error::RecoveryId { found: recovery_id });
        }
        let signature = Self { compact: *compact, recovery_id: RecoveryId(recovery_id) };
        signature.to_library()?;
        Ok(signature)
    }

    /// R ‖ S.
    #[must_use]
    pub const fn to_compact(&self) -> [u8; 64] {
        self.compact
    }

    /// The recovery id.
    #[must_use]
    pub const fn recovery_id(&self) -> RecoveryId {
        self.recovery_id
    }

    /// The public key that made this signature over `digest`; S may be high or low.
    ///
    /// # Errors
    ///
    /// [`Error::NotRecoverable`] when there is none.
    pub fn recover(&self, digest: &Sha256) -> Result<PublicKey, Error> {
        keelbolt_curve::recover(&self.to_library()?, &digest.0).map(PublicKey).ok_or(Error::NotRecoverable)
    }

    /// Checks the signature of `key` over `digest`, without the recovery id, under the low-S rule.
    ///
    /// # Errors
    ///
    /// [`Error::HighS`] or [`Error::SignatureMismatch`].
    pub fn verify(&self, digest: &Sha256, key: &PublicKey) -> Result<(), Error> {
        let signature = self.to_library()?.to_standard();
        let mut low = signature;
        low.normalize_s();
        if low != signature {
            return Err(Error::HighS);
        }
        let message = secp256k1::Message::from_digest(digest.0);
        signature.verify(message, &key.0).map_err(|_| Error::SignatureMismatch)
    }

    fn to_library(self) -> Result<secp256k1::ecdsa::RecoverableSignature, Error> {
        let id = secp256k1::ecdsa::RecoveryId::from_u8_masked(self.recovery_id.0);
        secp256k1::ecdsa::RecoverableSignature::from_compact(&self.compact, id)
            .map_err(|_| Error::SignatureOutOfRange)
    }
}

impl fmt::Debug for RecoverableSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecoverableSignature({}, {})", Hex(&self.compact), self.recovery_id.0)
    }
}
