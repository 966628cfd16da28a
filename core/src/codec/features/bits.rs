//! Vectors of feature bits, owned and borrowed.

use super::{Context, Error, feature};
use crate::codec::bech32::Words;
use core::fmt;

const LANES: usize = 16;
const LANE_BITS: u32 = 64;

/// A set of feature bits below [`FeatureSet::CAPACITY`], 128 bytes, `Copy`.
///
/// ```
/// use keelbolt::codec::features::FeatureSet;
/// let known = FeatureSet::of(&[8, 14, 16]);
/// assert!(known.knows(17) && !known.contains(17));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct FeatureSet {
    lanes: [u64; LANES],
}

impl FeatureSet {
    /// How many bits a set holds.
    pub const CAPACITY: u32 = 1024;

    /// No bit set.
    pub const EMPTY: Self = Self { lanes: [0; LANES] };

    /// The set of `bits`, for constants; those at or above [`FeatureSet::CAPACITY`] are left out.
    #[must_use]
    pub fn of(bits: &[u32]) -> Self {
        Self::of_fitting(bits.iter().copied())
    }

    /// Every feature that BOLT 9 allows in `context`, by its even bit.
    #[must_use]
    pub fn all_of(context: Context) -> Self {
        let allowed = super::FEATURES.iter().filter(|feature| feature.contexts.contains(&context));
        Self::of_fitting(allowed.map(|feature| feature.required_bit))
    }

    /// The set of those of `bits` that fit.
    fn of_fitting(bits: impl Iterator<Item = u32>) -> Self {
        bits.fold(Self::EMPTY, |mut set, bit| {
            // `of` promises to leave out what does not fit; the table of BOLT 9 has no such bit.
            let _ = set.insert(bit);
            set
        })
    }

    /// Adds a bit.
    ///
    /// # Errors
    ///
    /// [`Error::BitTooLarge`].
    pub fn insert(&mut self, bit: u32) -> Result<(), Error> {
        let (index, mask) = position(bit);
        *self.lanes.get_mut(index).ok_or(Error::BitTooLarge { bit })? |= mask;
        Ok(())
    }

    /// Whether this very bit is set.
    #[must_use]
    pub fn contains(&self, bit: u32) -> bool {
        let (index, mask) = position(bit);
        self.lanes.get(index).is_some_and(|lane| lane & mask != 0)
    }

    /// Whether either bit of the pair to which `bit` belongs is set.
    #[must_use]
    pub fn knows(&self, bit: u32) -> bool {
        self.contains(bit & !1) || self.contains(bit | 1)
    }

    /// How many lanes there are up to the last in which a bit is set.
    fn lanes_in_use(&self) -> usize {
        self.lanes.iter().rposition(|lane| *lane != 0).map_or(0, |last| last.saturating_add(1))
    }
}

impl fmt::Debug for FeatureSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(FeatureBits::from(*self).bits()).finish()
    }
}

/// The lane of a bit and its place in it.
fn position(bit: u32) -> (usize, u64) {
    let index = usize::try_from(bit / LANE_BITS).unwrap_or(usize::MAX);
    (index, 1_u64.wrapping_shl(bit))
}

/// A feature vector, big-endian: in bytes (messages), in 5-bit words (invoices), or a set of this side.
#[derive(Clone, Copy)]
pub struct FeatureBits<'a>(Form<'a>);

#[derive(Clone, Copy)]
enum Form<'a> {
    Bytes(&'a [u8]),
    Words(Words<'a>),
    Set(FeatureSet),
}

impl<'a> FeatureBits<'a> {
    /// The vector in `bytes`, the last byte holding bits 0 to 7.
    #[must_use]
    pub const fn from_bytes(bytes: &'a [u8]) -> Self {
        Self(Form::Bytes(bytes))
    }

    /// The vector in `words`, the last word holding bits 0 to 4 (BOLT 11).
    #[must_use]
    pub const fn from_words(words: Words<'a>) -> Self {
        Self(Form::Words(words))
    }

    /// The numbers of the bits that are set, ascending.
    pub fn bits(&self) -> impl Iterator<Item = u32> + Clone + use<'a> {
        let this = *self;
        (0..this.capacity()).filter(move |bit| this.contains(*bit))
    }

    /// Whether this very bit is set.
    #[must_use]
    pub fn contains(&self, bit: u32) -> bool {
        match self.0 {
            Form::Bytes(bytes) => unit(bit, 8, bytes.len())
                .and_then(|(index, mask)| bytes.get(index).map(|byte| byte & mask != 0))
                .unwrap_or(false),
            Form::Words(words) => unit(bit, 5, words.len())
                .and_then(|(index, mask)| words.word(index).map(|word| word & mask != 0))
                .unwrap_or(false),
            Form::Set(set) => set.contains(bit),
        }
    }

    /// Whether either bit of the pair to which `bit` belongs is set.
    #[must_use]
    pub fn offers(&self, bit: u32) -> bool {
        self.contains(bit & !1) || self.contains(bit | 1)
    }

    /// The highest bit that is set.
    #[must_use]
    pub fn highest(&self) -> Option<u32> {
        (0..self.capacity()).rev().find(|bit| self.contains(*bit))
    }

    /// Whether no bit is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.highest().is_none()
    }

    /// The receiving node's questions (BOLT 9, requirements): no compulsory bit is unknown, and the direct
    /// dependencies of every feature set are set, which makes the transitive ones set too.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRequired`] for the lowest such bit, or [`Error::MissingDependency`].
    pub fn check(&self, known: &FeatureSet) -> Result<(), Error> {
        if let Some(bit) = self.bits().find(|bit| bit & 1 == 0 && !known.knows(*bit)) {
            return Err(Error::UnknownRequired { bit });
        }
        self.check_dependencies()
    }

    /// The origin node's questions: dependencies are set, no named feature is out of its context, and of no pair
    /// both bits are set.
    ///
    /// # Errors
    ///
    /// [`Error::Context`], [`Error::BothBits`] or [`Error::MissingDependency`].
    pub fn check_origin(&self, context: Context) -> Result<(), Error> {
        let misplaced = |bit: &u32| feature(*bit).is_some_and(|feature| !feature.contexts.contains(&context));
        if let Some(bit) = self.bits().find(misplaced) {
            return Err(Error::Context { bit, context });
        }
        // "MUST NOT set both the optional and mandatory bits" (BOLT 9)
        if let Some(bit) = self.bits().find(|bit| bit & 1 == 0 && self.contains(bit | 1)) {
            return Err(Error::BothBits { bit });
        }
        self.check_dependencies()
    }

    fn check_dependencies(&self) -> Result<(), Error> {
        for feature in self.bits().filter_map(feature) {
            if let Some(missing) = feature.dependencies.iter().find(|bit| !self.offers(**bit)) {
                return Err(Error::MissingDependency { bit: feature.required_bit, missing: *missing });
            }
        }
        Ok(())
    }

    /// One more than the highest bit that the vector has room for.
    fn capacity(&self) -> u32 {
        let units = |count: usize, width: u32| u32::try_from(count).unwrap_or(u32::MAX).saturating_mul(width);
        match self.0 {
            Form::Bytes(bytes) => units(bytes.len(), 8),
            Form::Words(words) => units(words.len(), 5),
            // Most sets are small, and every question walks all bits below this one.
            Form::Set(set) => units(set.lanes_in_use(), LANE_BITS),
        }
    }
}

impl From<FeatureSet> for FeatureBits<'_> {
    fn from(set: FeatureSet) -> Self {
        Self(Form::Set(set))
    }
}

/// Vectors are equal when the same bits are set, however many leading zeros they carry.
impl PartialEq for FeatureBits<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bits().eq(other.bits())
    }
}

impl Eq for FeatureBits<'_> {}

impl fmt::Debug for FeatureBits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.bits()).finish()
    }
}

/// Which of `count` units of `width` bits holds `bit`, where the last unit holds bit 0, and its mask there.
fn unit(bit: u32, width: u32, count: usize) -> Option<(usize, u8)> {
    let from_end = usize::try_from(bit.checked_div(width)?).ok()?;
    let index = count.checked_sub(1)?.checked_sub(from_end)?;
    Some((index, 1_u8.wrapping_shl(bit.checked_rem(width)?)))
}
