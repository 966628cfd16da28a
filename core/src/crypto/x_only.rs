//! X-only public keys (BIP 340) and their tweaks (BIP 341).

use crate::bytes::Hex;
use crate::crypto::{Error, PublicKey};
use core::fmt;

/// Which of the two points of an x coordinate: the parity of its y.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Parity {
    /// An even y, as the points of x-only keys have it.
    Even,
    /// An odd y.
    Odd,
}

impl Parity {
    /// 0 for even, 1 for odd.
    #[must_use]
    pub const fn to_u8(self) -> u8 {
        match self {
            Self::Even => 0,
            Self::Odd => 1,
        }
    }

    /// The other one: that of the negated point.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Even => Self::Odd,
            Self::Odd => Self::Even,
        }
    }

    const fn of_library(parity: secp256k1::Parity) -> Self {
        match parity {
            secp256k1::Parity::Even => Self::Even,
            secp256k1::Parity::Odd => Self::Odd,
        }
    }
}

/// The x coordinate of a point of secp256k1, 32 bytes big-endian; it stands for the point whose y is even.
///
/// It is kept with its y, so that parsing pays for the square root once.
///
/// ```
/// use keelbolt::crypto::{Parity, PublicKey, XOnlyPublicKey};
/// let mut generator = [2; 33];
/// generator[1..].copy_from_slice(&[
///     0x79, 0xbe, 0x66, 0x7e, 0xf9, 0xdc, 0xbb, 0xac, 0x55, 0xa0, 0x62, 0x95, 0xce, 0x87, 0x0b, 0x07,
///     0x02, 0x9b, 0xfc, 0xdb, 0x2d, 0xce, 0x28, 0xd9, 0x59, 0xf2, 0x81, 0x5b, 0x16, 0xf8, 0x17, 0x98,
/// ]);
/// let (key, parity) = PublicKey::parse(&generator)?.x_only();
/// assert_eq!((key.to_bytes().as_slice(), parity), (&generator[1..], Parity::Even));
/// # Ok::<(), keelbolt::crypto::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct XOnlyPublicKey(pub(in crate::crypto) secp256k1::XOnlyPublicKey);

impl XOnlyPublicKey {
    /// Parses the coordinate.
    ///
    /// # Errors
    ///
    /// [`Error::NotAnXCoordinate`] when no point has it.
    pub fn parse(bytes: &[u8; 32]) -> Result<Self, Error> {
        secp256k1::XOnlyPublicKey::from_byte_array(*bytes).map(Self).map_err(|_| Error::NotAnXCoordinate)
    }

    /// The coordinate.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_byte_array()
    }

    /// The point with this coordinate and `parity`.
    #[must_use]
    pub fn with_parity(&self, parity: Parity) -> PublicKey {
        let parity = match parity {
            Parity::Even => secp256k1::Parity::Even,
            Parity::Odd => secp256k1::Parity::Odd,
        };
        PublicKey(secp256k1::PublicKey::from_x_only_public_key(self.0, parity))
    }

    /// The point of this key plus `tweak` times the generator, as an x-only key and the parity that it had. The time
    /// it takes depends on `tweak`.
    ///
    /// # Errors
    ///
    /// [`Error::TweakOutOfRange`] when `tweak` is not below the group order or the sum is infinity.
    pub fn add_tweak(&self, tweak: &[u8; 32]) -> Result<(Self, Parity), Error> {
        let sum = keelbolt_curve::add_x_only(&self.0, tweak).ok_or(Error::TweakOutOfRange)?;
        Ok(PublicKey(sum).x_only())
    }

    /// Whether this key, with `parity`, is `internal` plus `tweak` times the generator. Cheaper than to compute it.
    #[must_use]
    pub fn is_tweaked(&self, parity: Parity, internal: &Self, tweak: &[u8; 32]) -> bool {
        keelbolt_curve::is_x_only_sum(&self.to_bytes(), parity == Parity::Odd, &internal.0, tweak)
    }
}

impl PublicKey {
    /// The x coordinate, and the parity of y.
    #[must_use]
    pub fn x_only(&self) -> (XOnlyPublicKey, Parity) {
        let (key, parity) = self.0.x_only_public_key();
        (XOnlyPublicKey(key), Parity::of_library(parity))
    }
}

impl fmt::Display for XOnlyPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Hex(&self.to_bytes()), f)
    }
}

impl fmt::Debug for XOnlyPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "XOnlyPublicKey({self})")
    }
}
