//! The borrowed view of an invoice.

use crate::amount::Msat;
use crate::codec::bech32::{Bech32Ref, CHECKSUM_LENGTH, Octets, Words};
use crate::codec::features::{FeatureBits, FeatureSet};
use crate::crypto::{PaymentHash, PaymentSecret, PublicKey, RecoverableSignature, Sha256, Sha256Engine};
use crate::invoice::parse::RawField;
use crate::invoice::{
    DEFAULT_EXPIRY, DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA, Error, Fallback, Field, Network, RouteHint, Tag,
    Text, UnknownField, amount, uri,
};
use crate::time::{BlockDelta, UnixTime};
use core::time::Duration;

/// Words of the timestamp: 35 bits.
pub(super) const TIMESTAMP_WORDS: usize = 7;

/// Words of the signature: 64 bytes and the recovery id.
pub(super) const SIGNATURE_WORDS: usize = 104;

/// Words of a field's head: type and length.
pub(super) const FIELD_HEAD_WORDS: usize = 3;

/// An invoice, checked once and read from its text, which is borrowed.
///
/// It shows what the text says and does not judge whether to pay: that is [`InvoiceRef::check_payable`].
/// Of a field that occurs more than once the accessors give the first; [`InvoiceRef::fields`] gives all, in
/// their order.
#[derive(Clone, Copy, Debug)]
pub struct InvoiceRef<'a> {
    text: &'a str,
    layout: Layout,
}

/// What parsing found out and is worth keeping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    network: Network,
    amount: Option<Msat>,
    timestamp: UnixTime,
    /// The length of the human-readable part.
    separator: usize,
    signature: RecoverableSignature,
}

impl<'a> InvoiceRef<'a> {
    /// Reads an invoice, in either case, with nothing around it.
    ///
    /// Checked are the characters and the checksum, the amount, every length, every public key and the encoding
    /// of every text and number, and that the signature's values are in range. Not checked is whether the
    /// signature holds: [`InvoiceRef::payee`] does. No allocation, one pass over the text for each question.
    ///
    /// # Errors
    ///
    /// The [`Error`]s from [`Error::Bech32`] to [`Error::MalformedSignature`], each with its place.
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        let bech32 = Bech32Ref::parse(text).map_err(Error::Bech32)?;
        let (network, amount) = parse_human_readable_part(bech32.human_readable_part)?;
        let separator = bech32.human_readable_part.len();
        let data = bech32.data;
        let expected = TIMESTAMP_WORDS.saturating_add(SIGNATURE_WORDS);
        let too_short = Error::TooShort { expected, found: data.len() };
        let signed = data.len().checked_sub(SIGNATURE_WORDS).ok_or(too_short)?;
        let (signed, signature) = data.split_at(signed).ok_or(too_short)?;
        let (timestamp, _) = signed.split_at(TIMESTAMP_WORDS).ok_or(too_short)?;
        let timestamp = UnixTime(timestamp.integer().ok_or(too_short)?);
        let offset = separator.saturating_add(1).saturating_add(signed.len());
        let signature = parse_signature(signature, offset)?;
        let invoice = Self { text, layout: Layout { network, amount, timestamp, separator, signature } };
        invoice.raw_fields().try_for_each(|field| field?.decode().map(drop))?;
        Ok(invoice)
    }

    /// Reads an invoice from bytes, as it comes from a socket or from C.
    ///
    /// # Errors
    ///
    /// As [`InvoiceRef::parse`]; bytes that are not UTF-8 are an [`Error::Bech32`] at the first of them.
    pub fn parse_ascii(text: &'a [u8]) -> Result<Self, Error> {
        match core::str::from_utf8(text) {
            Ok(text) => Self::parse(text),
            Err(error) => {
                let offset = error.valid_up_to();
                let found = text.get(offset).copied().unwrap_or_default();
                Err(Error::Bech32(crate::codec::bech32::Error::Character { offset, found }))
            }
        }
    }

    /// Finds and reads the invoice in what a user scanned or pasted: an invoice, a `lightning:` link, or a
    /// `bitcoin:` link with a `lightning=` parameter (BIP 21), each in either case, with white space around it.
    ///
    /// # Errors
    ///
    /// [`Error::NoInvoiceInUri`], or as [`InvoiceRef::parse`] with offsets in the invoice itself.
    pub fn parse_uri(text: &'a str) -> Result<Self, Error> {
        Self::parse(uri::invoice_in(text)?)
    }

    /// A view of a text that has this layout, as [`InvoiceRef::parse`] found.
    #[cfg(feature = "alloc")]
    pub(super) const fn of_parts(text: &'a str, layout: Layout) -> Self {
        Self { text, layout }
    }

    /// What parsing found out.
    #[cfg(feature = "alloc")]
    pub(super) const fn layout(&self) -> Layout {
        self.layout
    }

    /// The invoice itself, in the case in which it came.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.text
    }

    /// The network on which it is paid.
    #[must_use]
    pub const fn network(&self) -> Network {
        self.layout.network
    }

    /// The least amount to be paid; `None` leaves it to the payer.
    #[must_use]
    pub const fn amount(&self) -> Option<Msat> {
        self.layout.amount
    }

    /// When the invoice was made.
    #[must_use]
    pub const fn timestamp(&self) -> UnixTime {
        self.layout.timestamp
    }

    /// The signature, whose values are in range. Whether it holds, [`InvoiceRef::payee`] tells.
    #[must_use]
    pub const fn signature(&self) -> RecoverableSignature {
        self.layout.signature
    }

    /// All fields in their order, those of unknown types and repeated ones too.
    #[must_use]
    pub fn fields(&self) -> Fields<'a> {
        Fields(self.raw_fields())
    }

    /// The payment hash, `p`.
    #[must_use]
    pub fn payment_hash(&self) -> Option<PaymentHash> {
        self.first(
            Tag::PAYMENT_HASH,
            |field| if let Field::PaymentHash(hash) = field { Some(hash) } else { None },
        )
    }

    /// The payment secret, `s`.
    #[must_use]
    pub fn payment_secret(&self) -> Option<PaymentSecret> {
        self.first(Tag::PAYMENT_SECRET, |field| {
            if let Field::PaymentSecret(secret) = field { Some(secret) } else { None }
        })
    }

    /// The description, `d`. It is a stranger's text.
    #[must_use]
    pub fn description(&self) -> Option<Text<'a>> {
        self.first(
            Tag::DESCRIPTION,
            |field| if let Field::Description(text) = field { Some(text) } else { None },
        )
    }

    /// SHA-256 of a description that is found elsewhere, `h`. The payer must check the one against the other.
    #[must_use]
    pub fn description_hash(&self) -> Option<Sha256> {
        self.first(Tag::DESCRIPTION_HASH, |field| {
            if let Field::DescriptionHash(hash) = field { Some(hash) } else { None }
        })
    }

    /// The payee's key as the invoice names it, `n`. Most invoices leave it to the signature:
    /// [`InvoiceRef::payee`] gives it in both cases.
    #[must_use]
    pub fn payee_field(&self) -> Option<PublicKey> {
        self.first(Tag::PAYEE, |field| if let Field::Payee(key) = field { Some(key) } else { None })
    }

    /// How long the invoice can be paid, counted from its timestamp: `x`, or an hour.
    #[must_use]
    pub fn expiry(&self) -> Duration {
        self.first(Tag::EXPIRY, |field| if let Field::Expiry(expiry) = field { Some(expiry) } else { None })
            .unwrap_or(DEFAULT_EXPIRY)
    }

    /// The last second in which it can be paid.
    #[must_use]
    pub fn expires_at(&self) -> UnixTime {
        self.timestamp().saturating_add(self.expiry())
    }

    /// The blocks that the payee wants left when the last HTLC arrives: `c`, or 18.
    #[must_use]
    pub fn min_final_cltv_expiry_delta(&self) -> BlockDelta {
        self.first(Tag::MIN_FINAL_CLTV_EXPIRY_DELTA, |field| {
            if let Field::MinFinalCltvExpiryDelta(delta) = field { Some(delta) } else { None }
        })
        .unwrap_or(DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA)
    }

    /// What the payee wants back in the onion, `m`.
    #[must_use]
    pub fn metadata(&self) -> Option<Octets<'a>> {
        self.first(
            Tag::METADATA,
            |field| if let Field::Metadata(octets) = field { Some(octets) } else { None },
        )
    }

    /// The features, `9`; empty when there is no such field.
    #[must_use]
    pub fn features(&self) -> FeatureBits<'a> {
        self.first(Tag::FEATURES, |field| if let Field::Features(bits) = field { Some(bits) } else { None })
            .unwrap_or(FeatureBits::from_words(Words::EMPTY))
    }

    /// The on-chain fallbacks, `f`, the preferred first.
    pub fn fallbacks(&self) -> impl Iterator<Item = Fallback<'a>> + Clone + use<'a> {
        self.all(
            Tag::FALLBACK,
            |field| if let Field::Fallback(fallback) = field { Some(fallback) } else { None },
        )
    }

    /// The private routes, `r`.
    pub fn route_hints(&self) -> impl Iterator<Item = RouteHint<'a>> + Clone + use<'a> {
        self.all(Tag::ROUTE_HINT, |field| if let Field::RouteHint(hint) = field { Some(hint) } else { None })
    }

    /// The fields of types that this version does not know.
    pub fn unknown_fields(&self) -> impl Iterator<Item = UnknownField<'a>> + Clone + use<'a> {
        self.fields().filter_map(|field| if let Field::Unknown(field) = field { Some(field) } else { None })
    }

    /// What the signature signs: SHA-256 of the human-readable part in lower case and the data as bytes.
    #[must_use]
    pub fn signature_hash(&self) -> Sha256 {
        signature_hash(self.human_readable_part(), self.signed_words())
    }

    /// Whom the invoice pays, checked against the signature: the `n` field when there is one, under the low-S
    /// rule; else the key recovered from the signature, S high or low. Costs one verification or one recovery.
    ///
    /// # Errors
    ///
    /// [`Error::Signature`].
    pub fn payee(&self) -> Result<PublicKey, Error> {
        let hash = self.signature_hash();
        let signature = self.signature();
        match self.payee_field() {
            Some(payee) => signature.verify(&hash, &payee).map(|()| payee),
            None => signature.recover(&hash),
        }
        .map_err(Error::Signature)
    }

    /// Whether the features, the amount and the time let this payer pay, and to whom. See
    /// [`Payable`](crate::invoice::Payable).
    ///
    /// # Errors
    ///
    /// The [`Error`]s from [`Error::Signature`] to [`Error::Expired`], the signature last.
    pub fn check_payable(
        &self,
        known: &FeatureSet,
        now: UnixTime,
    ) -> Result<crate::invoice::Payable<'a>, Error> {
        crate::invoice::Payable::check(*self, known, now)
    }

    fn human_readable_part(&self) -> &'a str {
        self.text.get(..self.layout.separator).unwrap_or_default()
    }

    /// The data part without signature: timestamp and fields.
    fn signed_words(&self) -> Words<'a> {
        let end = self.text.len().saturating_sub(CHECKSUM_LENGTH).saturating_sub(SIGNATURE_WORDS);
        let start = self.layout.separator.saturating_add(1);
        Words::of_checked(self.text.get(start..end).unwrap_or_default())
    }

    fn raw_fields(&self) -> RawFields<'a> {
        let words = self.signed_words().split_at(TIMESTAMP_WORDS).map_or(Words::EMPTY, |(_, fields)| fields);
        let offset = self.layout.separator.saturating_add(1).saturating_add(TIMESTAMP_WORDS);
        RawFields { words, offset }
    }

    /// The first field of this type; only it is decoded.
    fn first<T>(&self, tag: Tag, pick: impl Fn(Field<'a>) -> Option<T> + Clone) -> Option<T> {
        self.all(tag, pick).next()
    }

    fn all<T, P>(&self, tag: Tag, pick: P) -> impl Iterator<Item = T> + Clone + use<'a, T, P>
    where
        P: Fn(Field<'a>) -> Option<T> + Clone,
    {
        self.raw_fields()
            .map_while(Result::ok)
            .filter(move |field| field.tag == tag)
            .filter_map(move |field| field.decode().ok().and_then(&pick))
    }
}

/// Invoices are equal when their texts are, whatever the case.
impl PartialEq for InvoiceRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text.eq_ignore_ascii_case(other.text)
    }
}

impl Eq for InvoiceRef<'_> {}

/// The fields of an [`InvoiceRef`] in their order.
#[derive(Clone, Debug)]
pub struct Fields<'a>(RawFields<'a>);

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        // Parsing has seen every field without an error.
        self.0.next()?.ok()?.decode().ok()
    }
}

/// Splits words into fields. After an error the iterator is at its end.
#[derive(Clone, Debug)]
struct RawFields<'a> {
    words: Words<'a>,
    offset: usize,
}

impl<'a> Iterator for RawFields<'a> {
    type Item = Result<RawField<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.words.is_empty() {
            return None;
        }
        let words = core::mem::replace(&mut self.words, Words::EMPTY);
        let offset = self.offset;
        let Some((head, rest)) = words.split_at(FIELD_HEAD_WORDS) else {
            return Some(Err(Error::TrailingWords { offset, found: words.len() }));
        };
        let (tag, length) = field_head(head)?;
        let Some((data, rest)) = rest.split_at(length) else {
            return Some(Err(Error::FieldTruncated {
                field: tag,
                offset,
                expected: length,
                found: rest.len(),
            }));
        };
        self.words = rest;
        self.offset = offset.saturating_add(FIELD_HEAD_WORDS).saturating_add(length);
        Some(Ok(RawField { tag, data, offset }))
    }
}

/// Type and length; there are always three words.
fn field_head(head: Words<'_>) -> Option<(Tag, usize)> {
    let (tag, length) = head.split_at(1)?;
    Some((Tag::new(tag.word(0)?)?, usize::try_from(length.integer()?).ok()?))
}

/// SHA-256 of the human-readable part in lower case and of the words as bytes, zero bits to the byte's end.
pub(super) fn signature_hash(hrp: &str, words: Words<'_>) -> Sha256 {
    const BLOCK: usize = 64;
    let padded = words.bytes().chain(words.padded_tail());
    let mut stream = hrp.bytes().map(|byte| byte.to_ascii_lowercase()).chain(padded).peekable();
    let mut engine = Sha256Engine::new();
    while stream.peek().is_some() {
        let mut block = [0; BLOCK];
        let mut length = 0_usize;
        for (slot, byte) in block.iter_mut().zip(stream.by_ref()) {
            *slot = byte;
            length = length.saturating_add(1);
        }
        engine.input(block.get(..length).unwrap_or_default());
    }
    engine.finish()
}

fn parse_human_readable_part(hrp: &str) -> Result<(Network, Option<Msat>), Error> {
    const LIGHTNING: &str = "ln";
    let rest = strip_prefix(hrp, LIGHTNING).ok_or(Error::NotAnInvoice)?;
    let offset = LIGHTNING.len();
    // "if it does NOT understand the `prefix`: MUST fail the payment"
    let (network, rest) = Network::ALL
        .iter()
        .find_map(|network| Some((*network, strip_prefix(rest, network.prefix())?)))
        .ok_or(Error::UnknownNetwork { offset })?;
    let amount = amount::parse(rest, offset.saturating_add(network.prefix().len()))?;
    Ok((network, amount))
}

/// What follows `prefix`, in either case.
fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn parse_signature(words: Words<'_>, offset: usize) -> Result<RecoverableSignature, Error> {
    let length = Error::TooShort { expected: SIGNATURE_WORDS, found: words.len() };
    let bytes: [u8; 65] = words.array().ok_or(length)?;
    let (compact, [recovery_id]) = bytes.split_first_chunk::<64>().ok_or(length)? else {
        return Err(length);
    };
    RecoverableSignature::parse(compact, *recovery_id)
        .map_err(|error| Error::MalformedSignature { offset, error })
}
