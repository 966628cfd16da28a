//! Feature bits (BOLT 9) as numbers.

#[cfg(test)]
mod tests;

use crate::error::wide;
use crate::onion::OnionError;
use keelbolt::codec::features::{self, Context, FeatureBits, FeatureSet};

/// A place where feature bits are presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum FeatureContext {
    /// `I`: the `init` message.
    Init,
    /// `N`: `node_announcement`.
    NodeAnnouncement,
    /// `C`: `channel_announcement`.
    ChannelAnnouncement,
    /// `9`: a BOLT 11 invoice.
    Invoice,
    /// `B`: `allowed_features` of a blinded path.
    BlindedPath,
    /// `T`: `channel_type`.
    ChannelType,
}

impl FeatureContext {
    const ALL: [(Self, Context); 6] = [
        (Self::Init, Context::Init),
        (Self::NodeAnnouncement, Context::NodeAnnouncement),
        (Self::ChannelAnnouncement, Context::ChannelAnnouncement),
        (Self::Invoice, Context::Invoice),
        (Self::BlindedPath, Context::BlindedPath),
        (Self::ChannelType, Context::ChannelType),
    ];
}

/// A feature of BOLT 9 and its pair of bits.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Feature {
    /// The name in BOLT 9.
    pub name: String,
    /// The even, compulsory bit; the optional one is the next.
    pub required_bit: u32,
    /// Where it may be presented.
    pub contexts: Vec<FeatureContext>,
    /// The even bits of the features that it depends on directly.
    pub dependencies: Vec<u32>,
}

impl From<&features::Feature> for Feature {
    fn from(feature: &features::Feature) -> Self {
        let presented = |(_, context): &&(_, Context)| feature.contexts.contains(context);
        Self {
            name: feature.name.to_owned(),
            required_bit: feature.required_bit,
            contexts: FeatureContext::ALL.iter().filter(presented).map(|(context, _)| *context).collect(),
            dependencies: feature.dependencies.to_vec(),
        }
    }
}

/// All features of BOLT 9, by their bits.
#[uniffi::export]
#[must_use]
pub fn feature_table() -> Vec<Feature> {
    features::FEATURES.iter().map(Feature::from).collect()
}

/// The feature of a bit, odd or even; nothing when BOLT 9 names none.
#[uniffi::export]
#[must_use]
pub fn feature(bit: u32) -> Option<Feature> {
    features::feature(bit).map(Feature::from)
}

/// The even bit of every feature that BOLT 9 allows in an invoice.
///
/// A payer that implements all of them hands these to the check of an invoice; one that does not, fewer.
#[uniffi::export]
#[must_use]
pub fn invoice_features() -> Vec<u32> {
    features_of_context(FeatureContext::Invoice)
}

/// The even bit of every feature that BOLT 9 allows in a place.
#[uniffi::export]
#[must_use]
pub fn features_of_context(context: FeatureContext) -> Vec<u32> {
    FeatureContext::ALL
        .iter()
        .filter(|(presented, _)| *presented == context)
        .flat_map(|(_, context)| FeatureBits::from(FeatureSet::all_of(*context)).bits())
        .collect()
}

/// The set of these bits.
///
/// # Errors
///
/// `FeatureBitTooLarge`
pub(crate) fn feature_set(bits: &[u32]) -> Result<FeatureSet, features::Error> {
    let mut set = FeatureSet::EMPTY;
    bits.iter().try_for_each(|bit| set.insert(*bit))?;
    Ok(set)
}

/// The vector of these bits in as few bytes as it takes, big-endian: also of those that a peer may send and no set
/// holds, since they come back to be judged.
///
/// # Errors
///
/// `DataTooLong` above the 65535 bytes of a message.
pub(crate) fn feature_vector(bits: &[u32]) -> Result<Vec<u8>, OnionError> {
    const MOST: usize = 0xffff;
    let index = |bit: u32| usize::try_from(bit / u8::BITS).unwrap_or(usize::MAX);
    let length = bits.iter().max().map_or(0, |bit| index(*bit).saturating_add(1));
    if length > MOST {
        return Err(OnionError::DataTooLong { expected: wide(MOST), found: wide(length) });
    }
    let mut vector = vec![0; length];
    for bit in bits {
        if let Some(byte) = vector.iter_mut().rev().nth(index(*bit)) {
            *byte |= 1_u8.wrapping_shl(*bit);
        }
    }
    Ok(vector)
}

/// The bits of such a vector.
pub(crate) fn feature_bits(vector: &[u8]) -> Vec<u32> {
    FeatureBits::from_bytes(vector).bits().collect()
}
