//! What a hop of a blinded path can do.

use crate::bytes;
use crate::crypto::{AEAD_TAG_LENGTH, PublicKey, SecretKey, SharedSecret, open};
use crate::secret::declassify;
use crate::sphinx::blinding::{EncryptedDataTlv, Error, NONCE};
use crate::sphinx::{KeyType, blinding_factor};

/// The secret that a hop shares with the creator of the path, from the path key that came with the onion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathSecret {
    path_key: PublicKey,
    shared: SharedSecret,
}

impl PathSecret {
    /// The secret of the node with this key. Costs one ECDH.
    #[must_use]
    pub fn derive(path_key: PublicKey, node_key: &SecretKey) -> Self {
        Self { path_key, shared: SharedSecret::derive(node_key, &path_key) }
    }

    /// Takes a secret that was agreed on elsewhere, such as in a signing device.
    #[must_use]
    pub const fn new(path_key: PublicKey, shared: SharedSecret) -> Self {
        Self { path_key, shared }
    }

    /// The key of the blinded node id: the onion is encrypted to it, and not to the node's own.
    ///
    /// # Errors
    ///
    /// [`Error::Key`], with negligible probability.
    pub fn blinded_key(&self, node_key: &SecretKey) -> Result<SecretKey, Error> {
        node_key.mul_tweak(&KeyType::BlindedNodeId.key(self.shared.expose())).map_err(Error::Key)
    }

    /// Decrypts the `encrypted_recipient_data` from the payload into `out`, which needs as many bytes, and reads
    /// it.
    ///
    /// # Errors
    ///
    /// [`Error::EncryptedDataTooShort`], [`Error::NotAuthentic`], those of [`EncryptedDataTlv::parse`], or
    /// [`Error::Bytes`] with the size needed.
    pub fn decrypt<'b>(
        &self,
        encrypted_recipient_data: &[u8],
        out: &'b mut [u8],
    ) -> Result<EncryptedDataTlv<'b>, Error> {
        EncryptedDataTlv::parse(self.decrypt_bytes(encrypted_recipient_data, out)?)
    }

    fn decrypt_bytes<'b>(&self, encrypted: &[u8], out: &'b mut [u8]) -> Result<&'b [u8], Error> {
        let too_short = Error::EncryptedDataTooShort { expected: AEAD_TAG_LENGTH, found: encrypted.len() };
        let (ciphertext, tag) = encrypted.split_last_chunk::<AEAD_TAG_LENGTH>().ok_or(too_short)?;
        let (needed, found) = (ciphertext.len(), out.len());
        let out = out.get_mut(..needed).ok_or(bytes::Error::BufferTooSmall { needed, found })?;
        out.copy_from_slice(ciphertext);
        open(&KeyType::Rho.key(self.shared.expose()), &NONCE, &[], out, tag)
            .map_err(|_| Error::NotAuthentic)?;
        // Authentic: what the path's creator says to this hop is read.
        declassify(out);
        Ok(out)
    }

    /// The path key for the next hop: what the data says, or else the one that follows from this.
    ///
    /// # Errors
    ///
    /// [`Error::Key`], with negligible probability.
    pub fn next_path_key(&self, data: &EncryptedDataTlv<'_>) -> Result<PublicKey, Error> {
        data.next_path_key_override.map_or_else(|| self.following_path_key(), Ok)
    }

    /// "E(i+1) = SHA256(E(i) || ss(i)) * E(i)"
    fn following_path_key(&self) -> Result<PublicKey, Error> {
        let mut factor = blinding_factor(&self.path_key, &self.shared);
        // A hash that hop and creator know. Whoever learned it could link the two path keys, but find no key.
        declassify(&mut factor);
        self.path_key.mul_tweak(factor.expose()).map_err(Error::Key)
    }
}
