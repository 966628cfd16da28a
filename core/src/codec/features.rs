//! Feature bits (BOLT 9): which exist, where they may be presented, what they depend on.
//!
//! A feature has a pair of bits: the even one makes it compulsory, the odd one optional ("it's ok to be odd").
//! [`FeatureSet`] is a value of fixed size for what this side knows or offers; [`FeatureBits`] is a view of a
//! vector in somebody's bytes, of any length.

mod bits;
mod table;

pub use bits::{FeatureBits, FeatureSet};
pub use table::{Context, FEATURES, Feature, feature};

use crate::blame::Blame;
use core::fmt;

/// Why a feature vector cannot be accepted, or a bit not be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// A compulsory (even) bit that this side does not know.
    UnknownRequired {
        /// The bit's number.
        bit: u32,
    },
    /// A feature is set without one that it depends on.
    MissingDependency {
        /// The even bit of the feature that is set.
        bit: u32,
        /// The even bit of the feature that is missing.
        missing: u32,
    },
    /// A feature that BOLT 9 does not allow in this place.
    Context {
        /// The bit's number.
        bit: u32,
        /// The place.
        context: Context,
    },
    /// Both bits of a feature, of which its origin may set one.
    BothBits {
        /// The even bit of the feature.
        bit: u32,
    },
    /// A bit above what a [`FeatureSet`] holds.
    BitTooLarge {
        /// The bit's number.
        bit: u32,
    },
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::UnknownRequired { .. } | Self::MissingDependency { .. } => Blame::Peer,
            Self::Context { .. } | Self::BothBits { .. } | Self::BitTooLarge { .. } => Blame::Caller,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownRequired { bit } => write!(f, "feature bit {bit} is compulsory and unknown"),
            Self::MissingDependency { bit, missing } => write!(
                f,
                "feature bit {bit} ({}) needs bit {missing} ({}), which is not set",
                Name(*bit),
                Name(*missing)
            ),
            Self::Context { bit, context } => {
                write!(f, "feature bit {bit} ({}) does not belong in {context}", Name(*bit))
            }
            Self::BothBits { bit } => {
                write!(f, "feature bits {bit} and {} ({}) exclude each other", bit | 1, Name(*bit))
            }
            Self::BitTooLarge { bit } => {
                write!(f, "feature bit {bit} is above {}", FeatureSet::CAPACITY.saturating_sub(1))
            }
        }
    }
}

impl core::error::Error for Error {}

/// The name of the feature of a bit, where it has one.
struct Name(u32);

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(feature(self.0).map_or("unnamed", |feature| feature.name))
    }
}
