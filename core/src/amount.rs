//! Amounts of bitcoin, as the Lightning specifications count them.

use core::fmt;

/// A number of millisatoshi: 10⁻¹¹ bitcoin, the unit of Lightning amounts (BOLT 2).
///
/// ```
/// use keelbolt::amount::Msat;
/// assert_eq!(Msat::from_sat(25), Some(Msat(25_000)));
/// assert_eq!(Msat(1_500).sat_rounded_up(), 2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Msat(pub u64);

impl Msat {
    /// Millisatoshi in one satoshi.
    pub const PER_SAT: u64 = 1_000;

    /// The amount of `sat` satoshi; `None` above `u64::MAX` millisatoshi.
    #[must_use]
    pub const fn from_sat(sat: u64) -> Option<Self> {
        match sat.checked_mul(Self::PER_SAT) {
            Some(msat) => Some(Self(msat)),
            None => None,
        }
    }

    /// The whole satoshi that cover this amount.
    #[must_use]
    pub const fn sat_rounded_up(self) -> u64 {
        self.0.div_ceil(Self::PER_SAT)
    }

    /// The whole satoshi in this amount, as transactions count it.
    #[must_use]
    pub const fn sat_rounded_down(self) -> Sat {
        // A division by a constant that is not zero.
        Sat(match self.0.checked_div(Self::PER_SAT) {
            Some(sat) => sat,
            None => 0,
        })
    }

    /// The sum; `None` on overflow.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference; `None` when `other` is more.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(rest) => Some(Self(rest)),
            None => None,
        }
    }
}

impl fmt::Display for Msat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} msat", self.0)
    }
}

/// A number of satoshi: 10⁻⁸ bitcoin, the unit of transaction outputs.
///
/// ```
/// use keelbolt::amount::{Msat, Sat};
/// assert_eq!(Msat(1_999).sat_rounded_down(), Sat(1));
/// assert_eq!(Sat(1).checked_add(Sat::MAX_MONEY), Some(Sat(2_100_000_000_000_001)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Sat(pub u64);

impl Sat {
    /// All bitcoin that there can be: no output holds more, nor do all outputs of a transaction.
    pub const MAX_MONEY: Self = Self(2_100_000_000_000_000);

    /// The sum; `None` on overflow.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference; `None` when `other` is more.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(rest) => Some(Self(rest)),
            None => None,
        }
    }
}

impl fmt::Display for Sat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sat", self.0)
    }
}
