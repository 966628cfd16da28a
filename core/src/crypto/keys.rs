//! Public and secret keys of secp256k1.

use crate::bytes::Hex;
use crate::crypto::Error;
use crate::secret::Secret;
use core::fmt;

/// Whether 32 public bytes, big-endian, are below the group order, so that they may be added to a key as a tweak.
#[must_use]
pub fn is_below_group_order(bytes: &[u8; 32]) -> bool {
    *bytes < secp256k1::constants::CURVE_ORDER
}

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

    /// Whether it is the same point. `==` would serialise both first.
    pub(crate) fn is(&self, other: &Self) -> bool {
        // Points are kept in one form alone, whatever that is.
        self.0.eq_fast_unstable(&other.0)
    }

    /// This point times `tweak`, 32 bytes big-endian. The time it takes depends on `tweak`.
    ///
    /// # Errors
    ///
    /// [`Error::TweakOutOfRange`] when `tweak` is zero or not below the group order.
    pub fn mul_tweak(&self, tweak: &[u8; 32]) -> Result<Self, Error> {
        keelbolt_curve::mul_public_key(&self.0, tweak).map(Self).ok_or(Error::TweakOutOfRange)
    }

    /// This point plus `tweak` times the generator. The time it takes depends on `tweak`.
    ///
    /// # Errors
    ///
    /// [`Error::TweakOutOfRange`] when `tweak` is not below the group order or the sum is infinity.
    pub fn add_tweak(&self, tweak: &[u8; 32]) -> Result<Self, Error> {
        keelbolt_curve::add_public_key(&self.0, tweak).map(Self).ok_or(Error::TweakOutOfRange)
    }

    /// The sum of two points.
    ///
    /// # Errors
    ///
    /// [`Error::PointsCancel`] when it is infinity.
    pub fn add(&self, other: &Self) -> Result<Self, Error> {
        keelbolt_curve::sum(&self.0, &other.0).map(Self).ok_or(Error::PointsCancel)
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

/// A secret key of secp256k1: an integer of 1..n, 32 bytes big-endian. It is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(pub(in crate::crypto) secp256k1::SecretKey);

impl SecretKey {
    /// Checks the range and takes the key over.
    ///
    /// # Errors
    ///
    /// [`Error::SecretKeyOutOfRange`] for zero and for the group order or more.
    #[expect(clippy::needless_pass_by_value, reason = "the secret is taken over, and wiped here")]
    #[inline(never)] // A frame of its own: the constant-time check knows the library's branch by it.
    pub fn parse(bytes: Secret<32>) -> Result<Self, Error> {
        secp256k1::SecretKey::from_secret_bytes(*bytes.expose())
            .map(Self)
            .map_err(|_| Error::SecretKeyOutOfRange)
    }

    /// This key times `tweak` modulo the group order, in constant time. Its public key is this one's times
    /// `tweak`.
    ///
    /// # Errors
    ///
    /// [`Error::TweakOutOfRange`] when `tweak` is zero or not below the group order.
    pub fn mul_tweak(&self, tweak: &Secret<32>) -> Result<Self, Error> {
        keelbolt_curve::mul_secret_key(&self.0, tweak.expose()).map(Self).ok_or(Error::TweakOutOfRange)
    }

    /// This key plus `tweak` modulo the group order, in constant time. Its public key is this one's plus `tweak`
    /// times the generator.
    ///
    /// # Errors
    ///
    /// [`Error::TweakOutOfRange`] when `tweak` is not below the group order or the sum is zero.
    pub fn add_tweak(&self, tweak: &Secret<32>) -> Result<Self, Error> {
        keelbolt_curve::add_secret_key(&self.0, tweak.expose()).map(Self).ok_or(Error::TweakOutOfRange)
    }

    /// The sum of two keys modulo the group order, in constant time.
    ///
    /// # Errors
    ///
    /// [`Error::TweakOutOfRange`] when it is zero.
    pub fn add(&self, other: &Self) -> Result<Self, Error> {
        keelbolt_curve::add_secret_key(&self.0, other.expose()).map(Self).ok_or(Error::TweakOutOfRange)
    }

    /// The bytes themselves. Each use is a place to look at in a review.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        self.0.as_secret_bytes()
    }
}

impl Drop for SecretKey {
    fn drop(&mut self) {
        self.0.non_secure_erase();
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}
