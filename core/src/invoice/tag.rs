//! The types of tagged fields.

use crate::codec::bech32::Words;
use core::fmt;

/// The type of a tagged field: 5 bits, spoken of by its bech32 letter (BOLT 11, tagged fields).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(u8);

impl Tag {
    /// `p`: the payment hash.
    pub const PAYMENT_HASH: Self = Self(1);
    /// `r`: a private route.
    pub const ROUTE_HINT: Self = Self(3);
    /// `9`: feature bits.
    pub const FEATURES: Self = Self(5);
    /// `x`: expiry in seconds.
    pub const EXPIRY: Self = Self(6);
    /// `f`: an on-chain fallback.
    pub const FALLBACK: Self = Self(9);
    /// `d`: description.
    pub const DESCRIPTION: Self = Self(13);
    /// `s`: the payment secret.
    pub const PAYMENT_SECRET: Self = Self(16);
    /// `n`: the payee's public key.
    pub const PAYEE: Self = Self(19);
    /// `h`: SHA-256 of a description.
    pub const DESCRIPTION_HASH: Self = Self(23);
    /// `c`: `min_final_cltv_expiry_delta`.
    pub const MIN_FINAL_CLTV_EXPIRY_DELTA: Self = Self(24);
    /// `m`: payment metadata.
    pub const METADATA: Self = Self(27);

    /// The tag of a 5-bit number; `None` above 31.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if number < 32 { Some(Self(number)) } else { None }
    }

    /// The tag of a bech32 letter; `None` for another character.
    #[must_use]
    pub fn from_letter(letter: char) -> Option<Self> {
        let mut encoded = [0; 4];
        Words::parse(letter.encode_utf8(&mut encoded)).ok()?.word(0).map(Self)
    }

    /// Whether this version knows what a field of this type means.
    #[must_use]
    pub const fn is_known(self) -> bool {
        matches!(
            self,
            Self::PAYMENT_HASH
                | Self::ROUTE_HINT
                | Self::FEATURES
                | Self::EXPIRY
                | Self::FALLBACK
                | Self::DESCRIPTION
                | Self::PAYMENT_SECRET
                | Self::PAYEE
                | Self::DESCRIPTION_HASH
                | Self::MIN_FINAL_CLTV_EXPIRY_DELTA
                | Self::METADATA
        )
    }

    /// The 5-bit number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The bech32 letter.
    #[must_use]
    pub fn letter(self) -> char {
        crate::codec::bech32::character(self.0)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.letter())
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({})", self.letter())
    }
}
