//! Reading one tagged field. Offsets are those of the field in the invoice.

use crate::codec::bech32::{Octets, Words};
use crate::codec::features::FeatureBits;
use crate::crypto::{PaymentHash, PaymentSecret, PublicKey, Sha256};
use crate::invoice::field::words_for;
use crate::invoice::route::next_packed;
use crate::invoice::{Error, Fallback, Field, RouteHint, RouteHop, Tag, Text, UnknownField, WitnessProgram};
use crate::time::BlockDelta;
use core::time::Duration;

/// A field as it lies in the invoice.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawField<'a> {
    pub(super) tag: Tag,
    pub(super) data: Words<'a>,
    pub(super) offset: usize,
}

impl<'a> RawField<'a> {
    /// Decodes the data and checks all that its type asks for.
    pub(super) fn decode(&self) -> Result<Field<'a>, Error> {
        let data = self.data;
        Ok(match self.tag {
            Tag::PAYMENT_HASH => Field::PaymentHash(PaymentHash(self.fixed()?)),
            Tag::PAYMENT_SECRET => Field::PaymentSecret(PaymentSecret(self.fixed()?)),
            Tag::DESCRIPTION_HASH => Field::DescriptionHash(Sha256(self.fixed()?)),
            Tag::PAYEE => Field::Payee(self.public_key()?),
            Tag::DESCRIPTION => Field::Description(self.text()?),
            Tag::METADATA => Field::Metadata(Octets::from_words(data)),
            Tag::EXPIRY => Field::Expiry(Duration::from_secs(self.integer()?)),
            Tag::MIN_FINAL_CLTV_EXPIRY_DELTA => Field::MinFinalCltvExpiryDelta(BlockDelta(self.integer()?)),
            Tag::FALLBACK => Field::Fallback(self.fallback()?),
            Tag::ROUTE_HINT => Field::RouteHint(self.route_hint()?),
            Tag::FEATURES => Field::Features(self.minimal().map(FeatureBits::from_words)?),
            tag => Field::Unknown(UnknownField { tag, data }),
        })
    }

    /// "MUST fail the payment if any field with fixed `data_length` [...] does not have the correct length"
    fn fixed<const N: usize>(&self) -> Result<[u8; N], Error> {
        let expected = words_for(N);
        if self.data.len() != expected {
            return Err(self.wrong_length(expected));
        }
        self.data.array().ok_or(self.wrong_length(expected))
    }

    fn public_key(&self) -> Result<PublicKey, Error> {
        PublicKey::parse(&self.fixed()?).map_err(|_| self.not_a_point())
    }

    fn text(&self) -> Result<Text<'a>, Error> {
        Text::checked(Octets::from_words(self.data)).map_err(|byte| Error::NotUtf8 {
            field: self.tag,
            offset: self.offset,
            byte,
        })
    }

    /// "if a `c`, `x`, or `9` field [...] begins with 0 field elements: SHOULD treat the invoice as invalid"
    fn minimal(&self) -> Result<Words<'a>, Error> {
        match self.data.word(0) {
            Some(0) => Err(Error::NotMinimal { field: self.tag, offset: self.offset }),
            _ => Ok(self.data),
        }
    }

    fn integer(&self) -> Result<u64, Error> {
        self.minimal()?.integer().ok_or(Error::IntegerTooLarge { field: self.tag, offset: self.offset })
    }

    fn fallback(&self) -> Result<Fallback<'a>, Error> {
        let (version, data) = match (self.data.word(0), self.data.split_at(1)) {
            (Some(version), Some((_, data))) => (version, data),
            _ => return Err(self.wrong_length(1)),
        };
        match version {
            0..=16 => self.witness(version, data),
            17 => self.hash(data).map(Fallback::P2pkh),
            18 => self.hash(data).map(Fallback::P2sh),
            // "MUST skip over `f` fields that use an unknown `version`"
            _ => Ok(Fallback::Unknown { version, data }),
        }
    }

    /// The 20 bytes after a version, in as few words as hold them.
    fn hash(&self, data: Words<'a>) -> Result<[u8; 20], Error> {
        let expected = words_for(20);
        let wrong_length = self.wrong_length(expected.saturating_add(1));
        if data.len() != expected {
            return Err(wrong_length);
        }
        data.array().ok_or(wrong_length)
    }

    /// A program of a length that BIP 141 allows for this version, in as few words as hold it.
    fn witness(&self, version: u8, data: Words<'a>) -> Result<Fallback<'a>, Error> {
        let nearest = match (version, data.bytes().len()) {
            (0, ..26) => 20,
            (0, _) => 32,
            (_, found) => found.clamp(2, 40),
        };
        let wrong_length = self.wrong_length(words_for(nearest).saturating_add(1));
        if data.len() != words_for(nearest) {
            return Err(wrong_length);
        }
        let mut program = [0; 40];
        Octets::from_words(data)
            .copy_into(&mut program)
            .ok()
            .and_then(|length| WitnessProgram::new(version, program.get(..length)?))
            .map(Fallback::Witness)
            .ok_or(wrong_length)
    }

    /// "one or more entries", each of 51 bytes.
    fn route_hint(&self) -> Result<RouteHint<'a>, Error> {
        let octets = Octets::from_words(self.data);
        let hops = octets.len() / RouteHop::LENGTH;
        let nearest = words_for(hops.max(1).saturating_mul(RouteHop::LENGTH));
        if self.data.len() != nearest {
            return Err(self.wrong_length(nearest));
        }
        let mut iter = octets.iter();
        while let Some(bytes) = next_packed(&mut iter) {
            RouteHop::parse(&bytes).ok_or(self.not_a_point())?;
        }
        Ok(RouteHint::packed(octets))
    }

    fn wrong_length(&self, expected: usize) -> Error {
        Error::FieldLength { field: self.tag, offset: self.offset, expected, found: self.data.len() }
    }

    fn not_a_point(&self) -> Error {
        Error::NotAPoint { field: self.tag, offset: self.offset }
    }
}
