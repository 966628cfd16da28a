//! Public keys of the tree.

use crate::crypto::bip32::{ChildNumber, Error, Network, Place, PublicText, halves, text};
use crate::crypto::hmac::hmac_sha512;
use crate::crypto::{PublicKey, hash160};

/// The SHA-256 of `MuSig2MuSig2MuSig2` (BIP 328).
const SYNTHETIC_CHAIN_CODE: [u8; 32] = [
    0x86, 0x80, 0x87, 0xca, 0x02, 0xa6, 0xf9, 0x74, 0xc4, 0x59, 0x89, 0x24, 0xc3, 0x6b, 0x57, 0x76, 0x2d,
    0x32, 0xcb, 0x45, 0x71, 0x71, 0x67, 0xe3, 0x00, 0x62, 0x2c, 0x71, 0x67, 0xe3, 0x89, 0x65,
];

/// A public key with its chain code: all its normal children can be derived, and watched, with it.
///
/// Together with the secret key of one normal child it gives away the secret keys of all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtendedPublicKey {
    pub(super) place: Place,
    pub(super) chain_code: [u8; 32],
    pub(super) public_key: PublicKey,
}

impl ExtendedPublicKey {
    /// Reads the text form, `xpub` or `tpub`.
    ///
    /// # Errors
    ///
    /// [`Error::NotBase58`], [`Error::Length`], [`Error::Checksum`], [`Error::Version`], [`Error::Key`] when the key
    /// is no point, [`Error::MasterKeyWithParent`] or [`Error::MasterKeyWithChildNumber`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (place, chain_code, key) = text::read(text, &text::PUBLIC)?;
        Ok(Self { place, chain_code: *chain_code.expose(), public_key: PublicKey::parse(key.expose())? })
    }

    /// The key that stands above all that a MuSig2 aggregate key signs for (BIP 328, a synthetic xpub): a master key whose
    /// chain code is the same for everybody. `aggregate` is that of the sorted or agreed keys, before any tweak.
    ///
    /// Nobody has its secret key. For a child its signers add the tweaks of all derivations to their aggregation.
    ///
    /// ```
    /// use keelbolt::crypto::bip32::{ChildNumber, ExtendedPublicKey, Network};
    /// use keelbolt::crypto::musig::{KeyAggregation, sort_keys};
    /// # use keelbolt::crypto::{SecretKey, SigningContext};
    /// # use keelbolt::{entropy::Entropy, secret::Secret};
    /// # let context = SigningContext::new(Entropy::new([1; 32]));
    /// # let key = |n| context.public_key(&SecretKey::parse(Secret::new([n; 32]))?);
    /// # let (alice, bob) = (key(2)?, key(3)?);
    /// let mut keys = [alice, bob];
    /// sort_keys(&mut keys);
    /// let aggregate = KeyAggregation::new(&keys)?.public_key();
    /// let shared = ExtendedPublicKey::synthetic(aggregate, Network::Mainnet);
    /// let address_key = shared.derive(ChildNumber::normal(0)?)?.derive(ChildNumber::normal(7)?)?;
    /// # assert_ne!(address_key.public_key(), &aggregate);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn synthetic(aggregate: PublicKey, network: Network) -> Self {
        Self { place: Place::master(network), chain_code: SYNTHETIC_CHAIN_CODE, public_key: aggregate }
    }

    /// The text form, 111 characters.
    #[must_use]
    pub fn to_text(&self) -> PublicText {
        PublicText::new(&self.place, &self.chain_code, &self.public_key.to_bytes())
    }

    /// The child with this number.
    ///
    /// # Errors
    ///
    /// [`Error::HardenedChildOfPublicKey`], [`Error::TooDeep`] or [`Error::NoSuchChild`].
    pub fn derive(&self, child: ChildNumber) -> Result<Self, Error> {
        if child.is_hardened() {
            return Err(Error::HardenedChildOfPublicKey { index: child.index() });
        }
        let place = self.place.child(child, self.fingerprint())?;
        let parts: [&[u8]; 2] = [&self.public_key.to_bytes(), &child.to_u32().to_be_bytes()];
        let (tweak, chain_code) = halves(&hmac_sha512(&self.chain_code, &parts));
        let public_key = self.public_key.add_tweak(tweak.expose()).map_err(|_| Error::NoSuchChild)?;
        Ok(Self { place, chain_code: *chain_code.expose(), public_key })
    }

    /// The key at the end of a path, such as [`Path`](crate::crypto::bip32::Path).
    ///
    /// # Errors
    ///
    /// Those of [`derive`](Self::derive).
    pub fn derive_path(&self, path: impl IntoIterator<Item = ChildNumber>) -> Result<Self, Error> {
        path.into_iter().try_fold(self.clone(), |key, child| key.derive(child))
    }

    /// The public key itself.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// Where in the tree it is.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// The first four bytes of the HASH160 of the key, by which its children name it.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 4] {
        let [a, b, c, d, ..] = hash160(&self.public_key.to_bytes());
        [a, b, c, d]
    }
}
