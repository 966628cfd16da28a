//! Elliptic-curve Diffie-Hellman, as libsecp256k1 defines it (BOLT 4, "Shared Secret"; BOLT 8).

use crate::crypto::{Error, PublicKey, SecretKey};
use crate::secret::{Secret, declassify};
use core::fmt;
use zeroize::Zeroize;

/// SHA-256 of the compressed point that a secret key and another's public key have in common.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedSecret(Secret<32>);

impl SharedSecret {
    /// Takes a secret over that was computed elsewhere, such as in a signing device.
    #[must_use]
    pub const fn new(bytes: Secret<32>) -> Self {
        Self(bytes)
    }

    /// The secret of `key` and `point`, in constant time.
    #[must_use]
    pub fn derive(key: &SecretKey, point: &PublicKey) -> Self {
        let mut shared = secp256k1::ecdh::SharedSecret::new(&point.0, &key.0);
        let secret = Secret::new(shared.to_secret_bytes());
        shared.non_secure_erase();
        Self(secret)
    }

    /// The bytes themselves.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret(..)")
    }
}

/// The point itself that a secret key and another's public key have in common. Added to a key, it hides the key from
/// all others.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedPoint(Secret<65>);

impl SharedPoint {
    /// The point of `key` and `point`, in constant time.
    #[must_use]
    pub fn derive(key: &SecretKey, point: &PublicKey) -> Self {
        const UNCOMPRESSED: u8 = 4;
        let mut shared = secp256k1::ecdh::shared_secret_point(&point.0, &key.0);
        let mut bytes = [UNCOMPRESSED; 65];
        bytes.iter_mut().skip(1).zip(shared).for_each(|(byte, part)| *byte = part);
        let secret = Secret::new(bytes);
        shared.zeroize();
        bytes.zeroize();
        Self(secret)
    }

    /// `key` plus the point.
    ///
    /// # Errors
    ///
    /// [`Error::PointsCancel`] when they cancel each other.
    pub fn blind(&self, key: &PublicKey) -> Result<PublicKey, Error> {
        self.point().and_then(|point| key.add(&point))
    }

    /// `blinded` minus the point.
    ///
    /// # Errors
    ///
    /// [`Error::PointsCancel`] when they are the same.
    pub fn unblind(&self, blinded: &PublicKey) -> Result<PublicKey, Error> {
        let (x, parity) = self.point()?.x_only();
        blinded.add(&x.with_parity(parity.opposite()))
    }

    fn point(&self) -> Result<PublicKey, Error> {
        let mut bytes = *self.0.expose();
        // Sums of points take a time that depends on them; the sum here is shown.
        declassify(&mut bytes);
        let point = secp256k1::PublicKey::from_byte_array_uncompressed(bytes);
        bytes.zeroize();
        point.map(PublicKey).map_err(|_| Error::NotAPoint)
    }
}

impl fmt::Debug for SharedPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedPoint(..)")
    }
}
