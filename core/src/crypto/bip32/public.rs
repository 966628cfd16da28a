//! Public keys of the tree.

use crate::crypto::bip32::{ChildNumber, Error, Place, PublicText, halves, text};
use crate::crypto::hmac::hmac_sha512;
use crate::crypto::{PublicKey, hash160};

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
