//! Trees of keys from one seed (BIP 32).

mod error;

pub use error::ExtendedKeyError;

use crate::bytes::{Octets, PublicKey};
use crate::cases::same_cases;
use crate::secret::{SecretKey, opaque, signing_context};
use keelbolt::crypto::bip32::{self, ChildNumber, Path, Place};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Which networks an extended key is for: its text knows two kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum KeyNetwork {
    /// Mainnet: `xpub`, `xprv`.
    Mainnet,
    /// All others: `tpub`, `tprv`.
    Testnet,
}

same_cases!(KeyNetwork, bip32::Network, [Mainnet, Testnet]);

/// What an extended key knows about its place in the tree.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct KeyPlace {
    /// For which networks.
    pub network: KeyNetwork,
    /// How many steps below the master key: 0 for that itself.
    pub depth: u8,
    /// The fingerprint of the parent, 4 bytes; zeros for the master key.
    pub parent_fingerprint: Octets,
    /// Which child of its parent: its index, plus 2^31 for hardened children; 0 for the master key.
    pub child_number: u32,
}

/// A secret key with its chain code: all of the tree below it. It is wiped when it is dropped, compares by content, and
/// any thread may use it.
#[derive(Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct ExtendedSecretKey(pub(crate) bip32::ExtendedSecretKey);

opaque!(ExtendedSecretKey);

#[uniffi::export]
impl ExtendedSecretKey {
    /// The master key of a seed of 16 to 64 bytes, such as BIP 39 makes. The caller's own copy is the caller's to wipe.
    ///
    /// # Errors
    ///
    /// `SeedLength`, or with negligible probability `NoMasterKey`.
    #[uniffi::constructor]
    pub fn from_seed(seed: Vec<u8>, network: KeyNetwork) -> Result<Self, ExtendedKeyError> {
        let seed = Zeroizing::new(seed);
        Ok(Self(bip32::ExtendedSecretKey::from_seed(&seed, network.into())?))
    }

    /// Reads the text form, `xprv` or `tprv`.
    ///
    /// # Errors
    ///
    /// `NotBase58`, `ExtendedKeyLength`, `ExtendedKeyChecksum`, `ExtendedKeyVersion`, `SecretKeyPrefix`,
    /// `SecretKeyOutOfRange`, `MasterKeyWithParent` or `MasterKeyWithChildNumber`.
    #[uniffi::constructor]
    pub fn parse(text: String) -> Result<Self, ExtendedKeyError> {
        let text = Zeroizing::new(text);
        Ok(Self(bip32::ExtendedSecretKey::parse(&text)?))
    }

    /// The text form, 111 characters, to be saved. The copy is the caller's.
    #[must_use]
    pub fn expose(&self) -> String {
        self.0.to_text().expose().to_owned()
    }

    /// The child with this index, hardened or normal. `entropy` are 32 fresh random bytes, which blind the computation
    /// against side channels; the result does not depend on them.
    ///
    /// # Errors
    ///
    /// `ChildIndexTooLarge` from 2^31 on, `TooDeep`, or with negligible probability `NoSuchChild`; `WrongLength` for
    /// the entropy.
    pub fn derive(&self, index: u32, hardened: bool, entropy: Vec<u8>) -> Result<Self, ExtendedKeyError> {
        let child = match hardened {
            true => ChildNumber::hardened(index)?,
            false => ChildNumber::normal(index)?,
        };
        Ok(Self(self.0.derive(child, &signing_context(entropy)?)?))
    }

    /// The key at the end of a path as people write it, such as `m/84'/0'/0'/1/7`: `'`, `h` and `H` mark hardened
    /// children, and `m/` in front may be left out. `entropy` are 32 fresh random bytes, which blind the computation
    /// against side channels; the result does not depend on them.
    ///
    /// # Errors
    ///
    /// `ChildPath`; otherwise as `derive`.
    pub fn derive_path(&self, path: String, entropy: Vec<u8>) -> Result<Self, ExtendedKeyError> {
        Ok(Self(self.0.derive_path(Path::parse(&path)?, &signing_context(entropy)?)?))
    }

    /// The public side. `entropy` are 32 fresh random bytes, which blind the computation against side channels; the
    /// result does not depend on them.
    ///
    /// # Errors
    ///
    /// `WrongLength` for the entropy.
    pub fn public_side(&self, entropy: Vec<u8>) -> Result<Arc<ExtendedPublicKey>, ExtendedKeyError> {
        Ok(Arc::new(ExtendedPublicKey(self.0.public(&signing_context(entropy)?)?)))
    }

    /// The secret key itself.
    #[must_use]
    pub fn secret_key(&self) -> Arc<SecretKey> {
        Arc::new(SecretKey(self.0.secret_key().clone()))
    }

    /// Where in the tree it is.
    #[must_use]
    pub fn place(&self) -> KeyPlace {
        self.0.place().into()
    }
}

/// A public key with its chain code: all its normal children can be derived, and watched, with it. It compares by
/// content, and any thread may use it.
///
/// Together with the secret key of one normal child it gives away the secret keys of all others.
#[derive(Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct ExtendedPublicKey(bip32::ExtendedPublicKey);

#[uniffi::export]
impl ExtendedPublicKey {
    /// Reads the text form, `xpub` or `tpub`.
    ///
    /// # Errors
    ///
    /// `NotBase58`, `ExtendedKeyLength`, `ExtendedKeyChecksum`, `ExtendedKeyVersion`, `KeyNotAPoint`,
    /// `MasterKeyWithParent` or `MasterKeyWithChildNumber`.
    #[uniffi::constructor]
    pub fn parse(text: String) -> Result<Self, ExtendedKeyError> {
        Ok(Self(bip32::ExtendedPublicKey::parse(&text)?))
    }

    /// The key that stands above all that a MuSig2 aggregate key signs for (BIP 328, a synthetic xpub): a master key whose
    /// chain code is the same for everybody. `aggregate` is that of the sorted or agreed keys, before any tweak. For a
    /// child its signers add the tweaks of all derivations to their `MusigKeys`.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint`.
    #[uniffi::constructor]
    pub fn synthetic(aggregate: PublicKey, network: KeyNetwork) -> Result<Self, ExtendedKeyError> {
        let aggregate = aggregate.try_into().map_err(bip32::Error::Key)?;
        Ok(Self(bip32::ExtendedPublicKey::synthetic(aggregate, network.into())))
    }

    /// The text form, 111 characters.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.to_string()
    }

    /// The normal child with this index.
    ///
    /// # Errors
    ///
    /// `ChildIndexTooLarge` from 2^31 on, `TooDeep`, or with negligible probability `NoSuchChild`.
    pub fn derive(&self, index: u32) -> Result<Self, ExtendedKeyError> {
        Ok(Self(self.0.derive(ChildNumber::normal(index)?)?))
    }

    /// The key at the end of a path as people write it, such as `m/1/7`; `m/` in front may be left out.
    ///
    /// # Errors
    ///
    /// `ChildPath`; `HardenedChildOfPublicKey`; otherwise as `derive`.
    pub fn derive_path(&self, path: String) -> Result<Self, ExtendedKeyError> {
        Ok(Self(self.0.derive_path(Path::parse(&path)?)?))
    }

    /// The public key itself.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        (*self.0.public_key()).into()
    }

    /// The first four bytes of the HASH160 of the key, by which its children name it.
    #[must_use]
    pub fn fingerprint(&self) -> Octets {
        (&self.0.fingerprint()[..]).into()
    }

    /// Where in the tree it is.
    #[must_use]
    pub fn place(&self) -> KeyPlace {
        self.0.place().into()
    }
}

impl fmt::Display for ExtendedPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.to_text(), f)
    }
}

impl Hash for ExtendedPublicKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_text().hash(state);
    }
}

impl From<&Place> for KeyPlace {
    fn from(place: &Place) -> Self {
        Self {
            network: place.network.into(),
            depth: place.depth,
            parent_fingerprint: (&place.parent_fingerprint[..]).into(),
            child_number: place.child_number.to_u32(),
        }
    }
}
