//! All secrets of a channel from one seed, so that a wallet backs up no more than that.

use crate::bytes::PublicKey;
use crate::commitment::CommitmentError;
use crate::commitment::basepoints::Basepoints;
use crate::commitment::secrets::{PerCommitmentSecret, SecretGenerator};
use crate::extended_key::ExtendedSecretKey;
use crate::secret::{SecretKey, secret, signing_context};
use keelbolt::commitment;
use std::fmt;
use std::sync::Arc;

/// The secrets of one node in one channel.
///
/// They are the hardened keys `m/9735'/network'/channel'/use'` of the wallet's master key (BIP 32): 9735 is Lightning's
/// port; `network` is 0 for mainnet and 1 for all others; `channel` is the wallet's own count; `use` is 0 to 5 in the
/// order of the arguments of `ChannelSecrets`. They are wiped when they are dropped, and any thread may use them.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct ChannelSecrets {
    pub(crate) core: commitment::ChannelSecrets,
    generator: Arc<SecretGenerator>,
}

#[uniffi::export]
impl ChannelSecrets {
    /// Secrets that come from elsewhere, of the basepoints of the same names. The seed has 32 bytes; the caller's own
    /// copy is the caller's to wipe.
    ///
    /// # Errors
    ///
    /// `WrongLength` for the seed.
    #[uniffi::constructor]
    pub fn new(
        funding: Arc<SecretKey>,
        revocation_basepoint: Arc<SecretKey>,
        payment_basepoint: Arc<SecretKey>,
        delayed_payment_basepoint: Arc<SecretKey>,
        htlc_basepoint: Arc<SecretKey>,
        per_commitment_seed: Vec<u8>,
    ) -> Result<Self, CommitmentError> {
        Ok(commitment::ChannelSecrets {
            funding: funding.0.clone(),
            revocation_basepoint: revocation_basepoint.0.clone(),
            payment_basepoint: payment_basepoint.0.clone(),
            delayed_payment_basepoint: delayed_payment_basepoint.0.clone(),
            htlc_basepoint: htlc_basepoint.0.clone(),
            per_commitment_seed: secret(per_commitment_seed)?,
        }
        .into())
    }

    /// The secrets of the wallet's channel number `channel`, below 2^31, from the wallet's master key. `entropy` are 32
    /// fresh random bytes, which blind the computation against side channels; the result does not depend on them.
    ///
    /// # Errors
    ///
    /// `ChildIndexTooLarge`, `TooDeep`, or with negligible probability `NoSuchChild`; `WrongLength` for the entropy.
    #[uniffi::constructor]
    pub fn derive(
        root: Arc<ExtendedSecretKey>,
        channel: u32,
        entropy: Vec<u8>,
    ) -> Result<Self, CommitmentError> {
        let context = signing_context(entropy)?;
        Ok(commitment::ChannelSecrets::derive(&root.0, channel, &context)?.into())
    }

    /// The key of `funding_pubkey`.
    #[must_use]
    pub fn funding(&self) -> Arc<SecretKey> {
        shared(&self.core.funding)
    }

    /// The key of `revocation_basepoint`.
    #[must_use]
    pub fn revocation_basepoint(&self) -> Arc<SecretKey> {
        shared(&self.core.revocation_basepoint)
    }

    /// The key of `payment_basepoint`.
    #[must_use]
    pub fn payment_basepoint(&self) -> Arc<SecretKey> {
        shared(&self.core.payment_basepoint)
    }

    /// The key of `delayed_payment_basepoint`.
    #[must_use]
    pub fn delayed_payment_basepoint(&self) -> Arc<SecretKey> {
        shared(&self.core.delayed_payment_basepoint)
    }

    /// The key of `htlc_basepoint`.
    #[must_use]
    pub fn htlc_basepoint(&self) -> Arc<SecretKey> {
        shared(&self.core.htlc_basepoint)
    }

    /// What makes the per-commitment secrets: one for all callers, so that the next in order costs about one hash.
    #[must_use]
    pub fn per_commitment_secrets(&self) -> Arc<SecretGenerator> {
        Arc::clone(&self.generator)
    }

    /// The secret of the commitment with this number, which revokes it.
    ///
    /// # Errors
    ///
    /// `CommitmentNumberTooLarge`
    pub fn per_commitment_secret(&self, number: u64) -> Result<Arc<PerCommitmentSecret>, CommitmentError> {
        self.generator.secret(number)
    }

    /// The point of that secret, which the peer is told before. `entropy` are 32 fresh random bytes, which blind the
    /// computation against side channels; the result does not depend on them.
    ///
    /// # Errors
    ///
    /// `CommitmentNumberTooLarge`, or `WrongLength` for the entropy.
    pub fn per_commitment_point(&self, number: u64, entropy: Vec<u8>) -> Result<PublicKey, CommitmentError> {
        self.generator.point(number, entropy)
    }

    /// What the other node is shown. `entropy` are 32 fresh random bytes, which blind the computation against side
    /// channels; the result does not depend on them.
    ///
    /// # Errors
    ///
    /// `WrongLength` for the entropy.
    pub fn basepoints(&self, entropy: Vec<u8>) -> Result<Basepoints, CommitmentError> {
        Ok(self.core.basepoints(&signing_context(entropy)?)?.into())
    }
}

impl From<commitment::ChannelSecrets> for ChannelSecrets {
    fn from(core: commitment::ChannelSecrets) -> Self {
        let generator = Arc::new(core.per_commitment_secrets().into());
        Self { core, generator }
    }
}

impl fmt::Display for ChannelSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChannelSecrets(..)")
    }
}

fn shared(key: &keelbolt::crypto::SecretKey) -> Arc<SecretKey> {
    Arc::new(SecretKey(key.clone()))
}
