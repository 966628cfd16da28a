//! Key aggregation.

use crate::bytes::{PublicKey, Sha256, XOnlyPublicKey, fixed};
use crate::musig::MusigError;
use keelbolt::crypto::musig::{self, KeyAggregation, sort_keys};
use keelbolt::crypto::{self, TapNodeHash};

/// The keys of all signers and their aggregate, with the tweaks that were added to it, in order. All signers must have
/// the same. Any thread may use it.
#[derive(Clone, Debug, uniffi::Object)]
pub struct MusigKeys {
    keys: Vec<crypto::PublicKey>,
    tweaks: Vec<Tweak>,
    aggregate: crypto::PublicKey,
}

/// What was added to the aggregate key.
#[derive(Clone, Copy, Debug)]
enum Tweak {
    Plain([u8; 32]),
    XOnly([u8; 32]),
    Tap(Option<TapNodeHash>),
}

#[uniffi::export]
impl MusigKeys {
    /// Aggregates keys in their order. A key may stand there more than once, and then signs as often.
    ///
    /// # Errors
    ///
    /// `NoSigners`; `KeyNotAPoint` or `WrongLength`.
    #[uniffi::constructor]
    pub fn new(keys: Vec<PublicKey>) -> Result<Self, MusigError> {
        Self::of(parsed(keys)?, Vec::new())
    }

    /// Sorts keys by their bytes, where signers have no other order of their own, and aggregates them.
    ///
    /// # Errors
    ///
    /// As the constructor that does not sort.
    #[uniffi::constructor]
    pub fn sorted(keys: Vec<PublicKey>) -> Result<Self, MusigError> {
        let mut keys = parsed(keys)?;
        sort_keys(&mut keys);
        Self::of(keys, Vec::new())
    }

    /// The aggregate key.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.aggregate.into()
    }

    /// The aggregate key, as signatures are checked with it.
    #[must_use]
    pub fn x_only_public_key(&self) -> XOnlyPublicKey {
        self.aggregate.x_only().0.into()
    }

    /// The keys in their order: a signer's number is its place here.
    #[must_use]
    pub fn signers(&self) -> Vec<PublicKey> {
        self.keys.iter().map(|key| (*key).into()).collect()
    }

    /// The same with `tweak`, 32 bytes, times the generator added to the aggregate key, as BIP 32 derives.
    ///
    /// # Errors
    ///
    /// `TweakOutOfRange` or `WrongLength`.
    pub fn add_tweak(&self, tweak: Vec<u8>) -> Result<Self, MusigError> {
        self.with(Tweak::Plain(fixed(&tweak)?))
    }

    /// The same with `tweak`, 32 bytes, times the generator added to the point of even y at the aggregate key's x, as
    /// BIP 341 has it.
    ///
    /// # Errors
    ///
    /// `TweakOutOfRange` or `WrongLength`.
    pub fn add_x_only_tweak(&self, tweak: Vec<u8>) -> Result<Self, MusigError> {
        self.with(Tweak::XOnly(fixed(&tweak)?))
    }

    /// The aggregate key, an internal key, made the output key that commits to a script tree, or to none.
    ///
    /// # Errors
    ///
    /// `TweakOutOfRange`, which no input is known to cause; `WrongLength`.
    #[uniffi::method(default(merkle_root = None))]
    pub fn tap_tweak(&self, merkle_root: Option<Sha256>) -> Result<Self, MusigError> {
        self.with(Tweak::Tap(merkle_root.map(|root| TapNodeHash(root.0))))
    }
}

impl MusigKeys {
    /// The keys of a contract, and the root of its script tree.
    ///
    /// # Errors
    ///
    /// As `tap_tweak`.
    pub(crate) fn of_output(keys: &[crypto::PublicKey], root: TapNodeHash) -> Result<Self, MusigError> {
        Self::of(keys.to_vec(), vec![Tweak::Tap(Some(root))])
    }

    fn of(keys: Vec<crypto::PublicKey>, tweaks: Vec<Tweak>) -> Result<Self, MusigError> {
        let aggregate = aggregation(&keys, &tweaks)?.public_key();
        Ok(Self { keys, tweaks, aggregate })
    }

    fn with(&self, tweak: Tweak) -> Result<Self, MusigError> {
        let tweaks = self.tweaks.iter().copied().chain([tweak]).collect();
        Self::of(self.keys.clone(), tweaks)
    }

    /// The core's aggregation, which borrows the keys: made anew for each call.
    ///
    /// # Errors
    ///
    /// None: it was made before.
    pub(super) fn aggregation(&self) -> Result<KeyAggregation<'_>, musig::Error> {
        aggregation(&self.keys, &self.tweaks)
    }
}

fn aggregation<'k>(
    keys: &'k [crypto::PublicKey],
    tweaks: &[Tweak],
) -> Result<KeyAggregation<'k>, musig::Error> {
    tweaks.iter().try_fold(KeyAggregation::new(keys)?, |keys, tweak| match tweak {
        Tweak::Plain(tweak) => keys.add_tweak(tweak),
        Tweak::XOnly(tweak) => keys.add_x_only_tweak(tweak),
        Tweak::Tap(root) => keys.tap_tweak(root.as_ref()),
    })
}

fn parsed(keys: Vec<PublicKey>) -> Result<Vec<crypto::PublicKey>, MusigError> {
    keys.into_iter().map(|key| Ok(key.try_into()?)).collect()
}
