//! The secrets of one node's basepoints.

use crate::commitment::spend::{Error, KeyOrigin};
use crate::commitment::{Basepoints, ChannelSecrets, derive_privkey, revocation_privkey};
use crate::crypto::SecretKey;

/// The secrets with which a node takes what is its own.
#[derive(Debug)]
pub struct SpendKeys<'k> {
    /// The public keys of the following.
    pub basepoints: &'k Basepoints,
    /// The secret of `funding_pubkey`.
    pub funding: &'k SecretKey,
    /// The secret of `revocation_basepoint`.
    pub revocation_basepoint: &'k SecretKey,
    /// The secret of `payment_basepoint`.
    pub payment_basepoint: &'k SecretKey,
    /// The secret of `delayed_payment_basepoint`.
    pub delayed_payment_basepoint: &'k SecretKey,
    /// The secret of `htlc_basepoint`.
    pub htlc_basepoint: &'k SecretKey,
}

impl SpendKeys<'_> {
    /// The secret key of an origin.
    ///
    /// # Errors
    ///
    /// [`Error::Commitment`] with negligible probability.
    pub fn derive(&self, origin: &KeyOrigin) -> Result<SecretKey, Error> {
        let points = self.basepoints;
        match origin {
            KeyOrigin::Funding => Ok(self.funding.clone()),
            KeyOrigin::Payment => Ok(self.payment_basepoint.clone()),
            KeyOrigin::Delayed { per_commitment_point } => derive_privkey(
                self.delayed_payment_basepoint,
                &points.delayed_payment_basepoint,
                per_commitment_point,
            ),
            KeyOrigin::Htlc { per_commitment_point } => {
                derive_privkey(self.htlc_basepoint, &points.htlc_basepoint, per_commitment_point)
            }
            KeyOrigin::Revocation { per_commitment_secret, per_commitment_point } => revocation_privkey(
                self.revocation_basepoint,
                &points.revocation_basepoint,
                per_commitment_secret,
                per_commitment_point,
            ),
        }
        .map_err(Error::Commitment)
    }
}

impl ChannelSecrets {
    /// The secrets that take outputs. `basepoints` are their public keys, derived once:
    /// [`ChannelSecrets::basepoints`].
    #[must_use]
    pub const fn spend_keys<'k>(&'k self, basepoints: &'k Basepoints) -> SpendKeys<'k> {
        SpendKeys {
            basepoints,
            funding: &self.funding,
            revocation_basepoint: &self.revocation_basepoint,
            payment_basepoint: &self.payment_basepoint,
            delayed_payment_basepoint: &self.delayed_payment_basepoint,
            htlc_basepoint: &self.htlc_basepoint,
        }
    }
}
