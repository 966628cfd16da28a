//! Public and secret keys of secp256k1.

use crate::bytes::Hex;
use crate::crypto::Error;
use crate::secret::Secret;
use core::fmt;

/// A point of secp256k1 other than infinity, 33 bytes in its compressed form (SEC 1).
///
/// It is kept decompressed, so that parsing pays for the square root once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey(pub(in crate::crypto) secp256k1::PublicKey);

impl PublicKey {
    /// Parses the compressed form.
    ///
    /// # Errors
    ///
    /// [`Error::NotAPoint`] when the prefix is not 02 or 03 or the coordinate is not on the curve.
    pub fn parse(compressed: &[u8; 33]) -> Result<Self, Error> {
        secp256k1::PublicKey::from_byte_array_compressed(*compressed).map(Self).map_err(|_| Error::NotAPoint)
    }

    /// The compressed form.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 33] {
        self.0.serialize()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Hex(&self.to_bytes()), f)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

/// A secret key of secp256k1: an integer of 1..n, 32 bytes big-endian.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(Secret<32>);

impl SecretKey {
    /// Checks the range and takes the key over.
    ///
    /// # Errors
    ///
    /// [`Error::SecretKeyOutOfRange`] for zero and for the group order or more.
    pub fn parse(bytes: Secret<32>) -> Result<Self, Error> {
        let mut checked = secp256k1::SecretKey::from_secret_bytes(*bytes.expose())
            .map_err(|_| Error::SecretKeyOutOfRange)?;
        checked.non_secure_erase();
        Ok(Self(bytes))
    }

    /// The bytes themselves.
    pub(in crate::crypto) const fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}
