//! The tagged fields one by one, repeated and unknown ones too.

use crate::bytes::{Octets, PaymentHash, PaymentSecret, PublicKey, Sha256};
use crate::error::InvoiceError;
use crate::fallback::Fallback;
use crate::feature::feature_set;
use crate::route::RouteHint;
use keelbolt::codec::bech32::{self, Octets as CoreOctets, Words};
use keelbolt::invoice::{self, Field, RouteHop, Tag, Text};
use keelbolt::time::BlockDelta;
use std::time::Duration;

/// A field of an invoice (BOLT 11, tagged fields).
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum InvoiceField {
    /// `p`: the hash of the preimage.
    PaymentHash {
        /// The hash.
        payment_hash: PaymentHash,
    },
    /// `s`: what the payer has to repeat.
    PaymentSecret {
        /// The payment secret.
        payment_secret: PaymentSecret,
    },
    /// `d`: what is paid for, in a stranger's words.
    Description {
        /// The text.
        text: String,
    },
    /// `h`: the hash of a description that is found elsewhere.
    DescriptionHash {
        /// SHA-256 of the description.
        hash: Sha256,
    },
    /// `n`: the payee's public key.
    Payee {
        /// The key.
        key: PublicKey,
    },
    /// `x`: how long it can be paid.
    Expiry {
        /// Seconds after the timestamp.
        seconds: u64,
    },
    /// `c`: the blocks left when the last HTLC arrives.
    MinFinalCltvExpiryDelta {
        /// The number of blocks.
        blocks: u64,
    },
    /// `f`: an on-chain fallback.
    Fallback {
        /// Where the payee also accepts a payment.
        fallback: Fallback,
    },
    /// `r`: a private route.
    RouteHint {
        /// The route.
        route_hint: RouteHint,
    },
    /// `9`: the features.
    Features {
        /// The bits that are set, ascending.
        bits: Vec<u32>,
    },
    /// `m`: what the payer has to repeat in the onion.
    Metadata {
        /// The bytes.
        metadata: Octets,
    },
    /// A type that this version does not know.
    Unknown {
        /// The field as it is.
        field: UnknownField,
    },
}

/// A field whose type this version does not know, kept as it is.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct UnknownField {
    /// The type: one bech32 character.
    pub tag: String,
    /// The data, as bech32 characters.
    pub data: String,
}

impl TryFrom<Field<'_>> for InvoiceField {
    type Error = InvoiceError;

    fn try_from(field: Field<'_>) -> Result<Self, InvoiceError> {
        Ok(match field {
            Field::PaymentHash(hash) => Self::PaymentHash { payment_hash: PaymentHash(hash.0) },
            Field::PaymentSecret(secret) => Self::PaymentSecret { payment_secret: PaymentSecret(secret.0) },
            Field::Description(text) => Self::Description { text: text.to_string() },
            Field::DescriptionHash(hash) => Self::DescriptionHash { hash: Sha256(hash.0) },
            Field::Payee(key) => Self::Payee { key: key.into() },
            Field::Expiry(expiry) => Self::Expiry { seconds: expiry.as_secs() },
            Field::MinFinalCltvExpiryDelta(delta) => Self::MinFinalCltvExpiryDelta { blocks: delta.0 },
            Field::Fallback(fallback) => Self::Fallback { fallback: fallback.try_into()? },
            Field::RouteHint(hint) => Self::RouteHint { route_hint: hint.into() },
            Field::Features(features) => Self::Features { bits: features.bits().collect() },
            Field::Metadata(octets) => Self::Metadata { metadata: Octets(octets.to_vec()) },
            Field::Unknown(field) => Self::Unknown { field: field.into() },
            other => return Err(InvoiceError::unlisted(other)),
        })
    }
}

impl InvoiceField {
    /// The hops of a route hint, which the core's field borrows; of another field, none.
    pub(crate) fn hops(&self) -> Result<Vec<RouteHop>, InvoiceError> {
        match self {
            Self::RouteHint { route_hint } => route_hint.to_core(),
            _ => Ok(Vec::new()),
        }
    }

    /// The core's field; `hops` are those that `hops` gave.
    pub(crate) fn to_core<'a>(&'a self, hops: &'a [RouteHop]) -> Result<Field<'a>, InvoiceError> {
        Ok(match self {
            Self::PaymentHash { payment_hash } => {
                Field::PaymentHash(keelbolt::crypto::PaymentHash(payment_hash.0))
            }
            Self::PaymentSecret { payment_secret } => {
                Field::PaymentSecret(keelbolt::crypto::PaymentSecret(payment_secret.0))
            }
            Self::Description { text } => Field::Description(Text::new(text)),
            Self::DescriptionHash { hash } => Field::DescriptionHash(keelbolt::crypto::Sha256(hash.0)),
            Self::Payee { key } => Field::Payee((*key).try_into()?),
            Self::Expiry { seconds } => Field::Expiry(Duration::from_secs(*seconds)),
            Self::MinFinalCltvExpiryDelta { blocks } => Field::MinFinalCltvExpiryDelta(BlockDelta(*blocks)),
            Self::Fallback { fallback } => Field::Fallback(fallback.to_core()?),
            Self::RouteHint { .. } => Field::RouteHint(invoice::RouteHint::new(hops)),
            Self::Features { bits } => Field::Features(feature_set(bits)?.into()),
            Self::Metadata { metadata } => Field::Metadata(CoreOctets::from_bytes(&metadata.0)),
            Self::Unknown { field } => Field::Unknown(field.to_core()?),
        })
    }
}

impl UnknownField {
    pub(crate) fn to_core(&self) -> Result<invoice::UnknownField<'_>, InvoiceError> {
        Ok(invoice::UnknownField { tag: self.parse_tag()?, data: words(&self.data)? })
    }

    fn parse_tag(&self) -> Result<Tag, InvoiceError> {
        let mut letters = self.tag.chars();
        letters
            .next()
            .filter(|_| letters.as_str().is_empty())
            .and_then(Tag::from_letter)
            .ok_or_else(|| InvoiceError::UnknownTag { found: self.tag.clone() })
    }
}

impl From<invoice::UnknownField<'_>> for UnknownField {
    fn from(field: invoice::UnknownField<'_>) -> Self {
        Self { tag: field.tag.letter().to_string(), data: letters(field.data) }
    }
}

/// The words that these bech32 characters stand for.
pub(crate) fn words(data: &str) -> Result<Words<'_>, InvoiceError> {
    Words::parse(data).map_err(|error| match error {
        bech32::Error::Character { offset, found } => InvoiceError::not_words(offset, found),
        other => other.into(),
    })
}

/// The bech32 characters of these words, in lower case.
pub(crate) fn letters(words: Words<'_>) -> String {
    words.as_str().to_ascii_lowercase()
}
