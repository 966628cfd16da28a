//! All secrets of a channel from one seed, so that a wallet backs up no more than that.

use crate::commitment::{Basepoints, Error, SecretGenerator};
use crate::crypto::bip32::{ChildNumber, ExtendedSecretKey, Network};
use crate::crypto::{SecretKey, SigningContext};
use crate::secret::Secret;

/// The secrets of one node in one channel.
///
/// They are the hardened keys `m/9735'/network'/channel'/use'` of the wallet's master key (BIP 32): 9735 is
/// Lightning's port; `network` is 0 for mainnet and 1 for all others; `channel` is the wallet's own count; `use` is 0
/// to 5 in the order of the members below.
///
/// ```
/// use keelbolt::commitment::{ChannelSecrets, CommitmentNumber};
/// use keelbolt::crypto::{SigningContext, bip32::{ExtendedSecretKey, Network}};
/// use keelbolt::entropy::Entropy;
/// let context = SigningContext::new(Entropy::new([7; 32]));
/// let root = ExtendedSecretKey::from_seed(&[1; 64], Network::Testnet)?;
/// let secrets = ChannelSecrets::derive(&root, 0, &context)?;
/// let shown = secrets.basepoints(&context)?;
/// let first = secrets.per_commitment_secrets().secret(CommitmentNumber::FIRST);
/// assert_ne!(first.point(&context)?, shown.htlc_basepoint);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ChannelSecrets {
    /// Of `funding_pubkey`.
    pub funding: SecretKey,
    /// Of `revocation_basepoint`.
    pub revocation_basepoint: SecretKey,
    /// Of `payment_basepoint`.
    pub payment_basepoint: SecretKey,
    /// Of `delayed_payment_basepoint`.
    pub delayed_payment_basepoint: SecretKey,
    /// Of `htlc_basepoint`.
    pub htlc_basepoint: SecretKey,
    /// What all per-commitment secrets come from.
    pub per_commitment_seed: Secret<32>,
}

impl ChannelSecrets {
    /// The first step of the path.
    pub const PURPOSE: u32 = 9735;

    /// The secrets of the wallet's channel number `channel`, below 2³¹.
    ///
    /// # Errors
    ///
    /// [`Error::Derivation`] when `channel` is too large, or with negligible probability.
    pub fn derive(root: &ExtendedSecretKey, channel: u32, context: &SigningContext) -> Result<Self, Error> {
        let hardened = |index| ChildNumber::hardened(index).map_err(Error::Derivation);
        let network = match root.place().network {
            Network::Mainnet => 0,
            Network::Testnet => 1,
        };
        let path = [hardened(Self::PURPOSE)?, hardened(network)?, hardened(channel)?];
        let of_channel = root.derive_path(path, context).map_err(Error::Derivation)?;
        let key = |number| {
            let key = of_channel.derive(hardened(number)?, context).map_err(Error::Derivation)?;
            Ok(key.secret_key().clone())
        };
        Ok(Self {
            funding: key(0)?,
            revocation_basepoint: key(1)?,
            payment_basepoint: key(2)?,
            delayed_payment_basepoint: key(3)?,
            htlc_basepoint: key(4)?,
            per_commitment_seed: Secret::new(*key(5)?.expose()),
        })
    }

    /// What the other node is shown.
    ///
    /// # Errors
    ///
    /// None that a valid key can cause; the type of the curve operation allows for one.
    pub fn basepoints(&self, context: &SigningContext) -> Result<Basepoints, Error> {
        let point = |key| context.public_key(key).map_err(Error::Key);
        Ok(Basepoints {
            funding_pubkey: point(&self.funding)?,
            revocation_basepoint: point(&self.revocation_basepoint)?,
            payment_basepoint: point(&self.payment_basepoint)?,
            delayed_payment_basepoint: point(&self.delayed_payment_basepoint)?,
            htlc_basepoint: point(&self.htlc_basepoint)?,
        })
    }

    /// The secrets of this node's commitments.
    #[must_use]
    pub fn per_commitment_secrets(&self) -> SecretGenerator {
        SecretGenerator::new(self.per_commitment_seed.clone())
    }
}
