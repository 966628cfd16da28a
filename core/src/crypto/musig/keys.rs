//! Key aggregation (BIP 327, "Key Sorting", "Key Aggregation", "Tweaking the Aggregate Public Key").

use crate::crypto::musig::{Error, list};
use crate::crypto::{PublicKey, TapNodeHash, XOnlyPublicKey};
use keelbolt_curve::musig;

/// Sorts keys by their compressed forms (KeySort), where signers have no other order of their own.
pub fn sort_keys(keys: &mut [PublicKey]) {
    keys.sort_unstable_by_key(PublicKey::to_bytes);
}

/// The keys of all signers and their aggregate, with the tweaks that were added to it, in order.
#[derive(Clone, Copy, Debug)]
pub struct KeyAggregation<'k> {
    pub(super) keys: &'k [PublicKey],
    pub(super) aggregation: musig::KeyAggregation,
}

impl<'k> KeyAggregation<'k> {
    /// Aggregates `keys` in their order. A key may stand there more than once, and then signs as often.
    ///
    /// # Errors
    ///
    /// [`Error::NoSigners`], or [`Error::TooManySigners`] in a build without an allocator.
    pub fn new(keys: &'k [PublicKey]) -> Result<Self, Error> {
        let points = list(keys.iter().map(|key| &key.0))?;
        let aggregation = musig::KeyAggregation::new(&points).ok_or(Error::NoSigners)?;
        Ok(Self { keys, aggregation })
    }

    /// Aggregates keys in their order that nobody asks for by number, so that they need not be kept.
    ///
    /// # Errors
    ///
    /// As [`KeyAggregation::new`].
    #[cfg(feature = "alloc")]
    pub(crate) fn detached<'a>(
        keys: impl ExactSizeIterator<Item = &'a PublicKey>,
    ) -> Result<KeyAggregation<'static>, Error> {
        let points = list(keys.map(|key| &key.0))?;
        let aggregation = musig::KeyAggregation::new(&points).ok_or(Error::NoSigners)?;
        Ok(KeyAggregation { keys: &[], aggregation })
    }

    /// The aggregate key.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.aggregation.public_key())
    }

    /// The aggregate key, as signatures are checked with it.
    #[must_use]
    pub fn x_only_public_key(&self) -> XOnlyPublicKey {
        self.public_key().x_only().0
    }

    /// The keys, in the order in which they were given: a signer's number is its place here.
    #[must_use]
    pub const fn signers(&self) -> &'k [PublicKey] {
        self.keys
    }

    /// Adds `tweak` times the generator to the aggregate key (a plain tweak, as BIP 32 derives).
    ///
    /// # Errors
    ///
    /// [`Error::TweakOutOfRange`].
    pub fn add_tweak(&self, tweak: &[u8; 32]) -> Result<Self, Error> {
        let aggregation = self.aggregation.add(tweak).ok_or(Error::TweakOutOfRange)?;
        Ok(Self { keys: self.keys, aggregation })
    }

    /// Adds `tweak` times the generator to the point of even y at the aggregate key's x (an x-only tweak, as BIP 341
    /// has it).
    ///
    /// # Errors
    ///
    /// [`Error::TweakOutOfRange`].
    pub fn add_x_only_tweak(&self, tweak: &[u8; 32]) -> Result<Self, Error> {
        let aggregation = self.aggregation.add_x_only(tweak).ok_or(Error::TweakOutOfRange)?;
        Ok(Self { keys: self.keys, aggregation })
    }

    /// Makes the aggregate key, an internal key, the output key that commits to a script tree, or to none.
    ///
    /// # Errors
    ///
    /// [`Error::TweakOutOfRange`], which no input is known to cause.
    pub fn tap_tweak(&self, merkle_root: Option<&TapNodeHash>) -> Result<Self, Error> {
        self.add_x_only_tweak(&self.x_only_public_key().tap_tweak_hash(merkle_root).0)
    }
}
