//! Secret keys of the tree.

use crate::crypto::bip32::{ChildNumber, Error, ExtendedPublicKey, Network, Place, SecretText, halves, text};
use crate::crypto::hmac::hmac_sha512;
use crate::crypto::{SecretKey, SigningContext};
use crate::secret::Secret;
use zeroize::Zeroizing;

/// The key of the code that makes master keys.
const MASTER_KEY: &[u8] = b"Bitcoin seed";

/// A secret key with its chain code: all of the tree below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtendedSecretKey {
    place: Place,
    chain_code: Secret<32>,
    secret_key: SecretKey,
}

impl ExtendedSecretKey {
    /// The master key of a seed of 16 to 64 bytes, such as BIP 39 makes.
    ///
    /// # Errors
    ///
    /// [`Error::SeedLength`] or [`Error::NoMasterKey`].
    pub fn from_seed(seed: &[u8], network: Network) -> Result<Self, Error> {
        if !(16..=64).contains(&seed.len()) {
            return Err(Error::SeedLength { found: seed.len() });
        }
        let code = hmac_sha512(MASTER_KEY, &[seed]);
        let (key, chain_code) = halves(&code);
        let secret_key = SecretKey::parse(key).map_err(|_| Error::NoMasterKey)?;
        Ok(Self { place: Place::master(network), chain_code, secret_key })
    }

    /// Reads the text form, `xprv` or `tprv`.
    ///
    /// # Errors
    ///
    /// [`Error::NotBase58`], [`Error::Length`], [`Error::Checksum`], [`Error::Version`], [`Error::SecretKeyPrefix`],
    /// [`Error::Key`] when the key is out of range, [`Error::MasterKeyWithParent`] or
    /// [`Error::MasterKeyWithChildNumber`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (place, chain_code, key) = text::read(text, &text::SECRET)?;
        let [prefix, bytes @ ..] = key.expose();
        if *prefix != 0 {
            return Err(Error::SecretKeyPrefix { found: *prefix });
        }
        Ok(Self { place, chain_code, secret_key: SecretKey::parse(Secret::new(*bytes))? })
    }

    /// The text form, 111 characters. It is wiped when it is dropped. Base58 takes a time that depends on the key, as
    /// [`parse`](Self::parse) does.
    #[must_use]
    pub fn to_text(&self) -> SecretText {
        SecretText::new(&self.place, &self.chain_code, &self.padded())
    }

    /// The child with this number. It costs a k·G, for the fingerprint of this key.
    ///
    /// # Errors
    ///
    /// [`Error::TooDeep`] or [`Error::NoSuchChild`].
    pub fn derive(&self, child: ChildNumber, context: &SigningContext) -> Result<Self, Error> {
        let public = self.public(context)?;
        let place = self.place.child(child, public.fingerprint())?;
        let number = child.to_u32().to_be_bytes();
        let code = match child.is_hardened() {
            true => hmac_sha512(self.chain_code.expose(), &[self.padded().expose(), &number]),
            false => hmac_sha512(self.chain_code.expose(), &[&public.public_key.to_bytes(), &number]),
        };
        let (tweak, chain_code) = halves(&code);
        let secret_key = self.secret_key.add_tweak(&tweak).map_err(|_| Error::NoSuchChild)?;
        Ok(Self { place, chain_code, secret_key })
    }

    /// The key at the end of a path, such as [`Path`](crate::crypto::bip32::Path).
    ///
    /// # Errors
    ///
    /// Those of [`derive`](Self::derive).
    pub fn derive_path(
        &self,
        path: impl IntoIterator<Item = ChildNumber>,
        context: &SigningContext,
    ) -> Result<Self, Error> {
        path.into_iter().try_fold(self.clone(), |key, child| key.derive(child, context))
    }

    /// The public side.
    ///
    /// # Errors
    ///
    /// None that a valid key can cause; the type of the curve operation allows for one.
    pub fn public(&self, context: &SigningContext) -> Result<ExtendedPublicKey, Error> {
        let public_key = context.public_key(&self.secret_key)?;
        Ok(ExtendedPublicKey { place: self.place, chain_code: *self.chain_code.expose(), public_key })
    }

    /// The secret key itself.
    #[must_use]
    pub const fn secret_key(&self) -> &SecretKey {
        &self.secret_key
    }

    /// Where in the tree it is.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// The secret key behind a zero, as long as a public key.
    fn padded(&self) -> Secret<33> {
        let mut padded = Zeroizing::new([0; 33]);
        let [_, bytes @ ..] = &mut *padded;
        *bytes = *self.secret_key.expose();
        Secret::new(*padded)
    }
}
