//! Tagged fields as typed values, and how they are written.

use crate::bytes;
use crate::codec::bech32::{Encoder, Octets, Words};
use crate::codec::features::FeatureBits;
use crate::crypto::{PaymentHash, PaymentSecret, PublicKey, Sha256};
use crate::invoice::{Error, Fallback, RouteHint, RouteHop, Tag, Text, integer};
use crate::time::BlockDelta;
use core::time::Duration;

/// The most words that a field's data may have: its length is a 10-bit number.
const MAX_WORDS: usize = 1023;

/// A field of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Field<'a> {
    /// `p`
    PaymentHash(PaymentHash),
    /// `s`
    PaymentSecret(PaymentSecret),
    /// `d`
    Description(Text<'a>),
    /// `h`
    DescriptionHash(Sha256),
    /// `n`
    Payee(PublicKey),
    /// `x`, in seconds.
    Expiry(Duration),
    /// `c`
    MinFinalCltvExpiryDelta(BlockDelta),
    /// `f`
    Fallback(Fallback<'a>),
    /// `r`
    RouteHint(RouteHint<'a>),
    /// `9`
    Features(FeatureBits<'a>),
    /// `m`
    Metadata(Octets<'a>),
    /// A type that this version does not know.
    Unknown(UnknownField<'a>),
}

/// A field whose type this version does not know, kept as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownField<'a> {
    /// The type.
    pub tag: Tag,
    /// The data.
    pub data: Words<'a>,
}

impl Field<'_> {
    /// The field's type.
    #[must_use]
    pub const fn tag(&self) -> Tag {
        match self {
            Self::PaymentHash(_) => Tag::PAYMENT_HASH,
            Self::PaymentSecret(_) => Tag::PAYMENT_SECRET,
            Self::Description(_) => Tag::DESCRIPTION,
            Self::DescriptionHash(_) => Tag::DESCRIPTION_HASH,
            Self::Payee(_) => Tag::PAYEE,
            Self::Expiry(_) => Tag::EXPIRY,
            Self::MinFinalCltvExpiryDelta(_) => Tag::MIN_FINAL_CLTV_EXPIRY_DELTA,
            Self::Fallback(_) => Tag::FALLBACK,
            Self::RouteHint(_) => Tag::ROUTE_HINT,
            Self::Features(_) => Tag::FEATURES,
            Self::Metadata(_) => Tag::METADATA,
            Self::Unknown(field) => field.tag,
        }
    }

    /// How many words the data takes when it is written.
    ///
    /// # Errors
    ///
    /// [`Error::FieldTooLong`], [`Error::EmptyRouteHint`] or [`Error::NotUnknown`].
    pub(super) fn word_count(&self) -> Result<usize, Error> {
        let not_unknown = |found| Err(Error::NotUnknown { field: self.tag(), found });
        let found = match self {
            Self::PaymentHash(_) | Self::PaymentSecret(_) | Self::DescriptionHash(_) => words_for(32),
            Self::Payee(_) => words_for(33),
            Self::Description(text) => octet_words(&text.octets()),
            Self::Metadata(octets) => octet_words(octets),
            Self::Expiry(expiry) => integer::word_count(expiry.as_secs()),
            Self::MinFinalCltvExpiryDelta(delta) => integer::word_count(delta.0),
            Self::Fallback(Fallback::Unknown { version, .. }) if !matches!(version, 19..=31) => {
                return not_unknown(*version);
            }
            Self::Fallback(Fallback::Unknown { data, .. }) => data.len().saturating_add(1),
            Self::Fallback(fallback) => words_for(fallback.program().len()).saturating_add(1),
            Self::RouteHint(hint) if hint.is_empty() => return Err(Error::EmptyRouteHint),
            Self::RouteHint(hint) => words_for(hint.len().saturating_mul(RouteHop::LENGTH)),
            Self::Features(features) => feature_words(features),
            Self::Unknown(field) if field.tag.is_known() => return not_unknown(field.tag.number()),
            Self::Unknown(field) => field.data.len(),
        };
        match found <= MAX_WORDS {
            true => Ok(found),
            false => Err(Error::FieldTooLong { field: self.tag(), expected: MAX_WORDS, found }),
        }
    }

    /// Writes type, length and data. The length is the one that `word_count` gave.
    pub(super) fn write(&self, words: usize, encoder: &mut Encoder<'_>) -> Result<(), bytes::Error> {
        encoder.word(self.tag().number())?;
        encoder.integer(u64::try_from(words).unwrap_or_default(), 2)?;
        match self {
            Self::PaymentHash(PaymentHash(hash))
            | Self::PaymentSecret(PaymentSecret(hash))
            | Self::DescriptionHash(Sha256(hash)) => encoder.bytes(hash.iter().copied()),
            Self::Payee(key) => encoder.bytes(key.to_bytes().into_iter()),
            Self::Description(text) => encoder.octets(text.octets()),
            Self::Metadata(octets) => encoder.octets(*octets),
            Self::Expiry(expiry) => encoder.integer(expiry.as_secs(), words),
            Self::MinFinalCltvExpiryDelta(delta) => encoder.integer(delta.0, words),
            Self::Fallback(fallback) => {
                encoder.word(fallback.version())?;
                match fallback {
                    Fallback::Unknown { data, .. } => encoder.words(*data),
                    known => encoder.bytes(known.program().iter().copied()),
                }
            }
            Self::RouteHint(hint) => encoder.bytes(hint.hops().flat_map(|hop| hop.bytes())),
            Self::Features(features) => write_features(features, words, encoder),
            Self::Unknown(field) => encoder.words(field.data),
        }
    }
}

/// How many words `bytes` bytes take.
pub(super) const fn words_for(bytes: usize) -> usize {
    bytes.saturating_mul(8).div_ceil(5)
}

/// How many words octets take: those read from words keep their number.
fn octet_words(octets: &Octets<'_>) -> usize {
    octets.words().map_or_else(|| words_for(octets.len()), |words| words.len())
}

/// How many words hold the highest bit.
fn feature_words(features: &FeatureBits<'_>) -> usize {
    features
        .highest()
        .and_then(|bit| usize::try_from(bit / 5).ok())
        .map_or(0, |index| index.saturating_add(1))
}

fn write_features(
    features: &FeatureBits<'_>,
    words: usize,
    encoder: &mut Encoder<'_>,
) -> Result<(), bytes::Error> {
    for index in (0..words).rev() {
        let first = u32::try_from(index).unwrap_or(u32::MAX).saturating_mul(5);
        let word = (0..5).filter(|bit| features.contains(first.saturating_add(*bit)));
        encoder.word(word.fold(0, |word, bit| word | 1_u8.wrapping_shl(bit)))?;
    }
    Ok(())
}
