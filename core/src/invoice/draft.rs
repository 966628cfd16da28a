//! An invoice that is being made.

use crate::amount::Msat;
use crate::codec::bech32::Octets;
use crate::codec::features::{Context, FeatureBits, FeatureSet};
use crate::crypto::{PaymentHash, PaymentSecret, PublicKey, Sha256};
use crate::invoice::{
    Error, Fallback, Field, Network, Prefix, RouteHint, RouteHop, Text, UnknownField, Unsigned,
};
use crate::time::{BlockDelta, UnixTime};
use core::time::Duration;

/// What is paid for: the text itself, or its hash where it is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Description<'a> {
    /// `d`: at most 639 bytes of UTF-8.
    Text(Text<'a>),
    /// `h`: SHA-256 of the text.
    Hash(Sha256),
}

/// The contents of an invoice to be written. Everything is borrowed, so no allocator is needed.
///
/// ```
/// use keelbolt::amount::Msat;
/// use keelbolt::crypto::{PaymentSecret, Preimage, SecretKey, SigningContext};
/// use keelbolt::entropy::Entropy;
/// use keelbolt::invoice::{Description, Draft, InvoiceRef, Network, Text};
/// use keelbolt::secret::Secret;
/// use keelbolt::time::UnixTime;
///
/// # let (random_preimage, random_secret, random_blinding) = ([1; 32], [2; 32], [3; 32]);
/// # let key = SecretKey::parse(Secret::new([4; 32])).unwrap();
/// let preimage = Preimage(Secret::new(random_preimage));
/// let mut draft = Draft::new(
///     Network::Bitcoin,
///     UnixTime(1_700_000_000),
///     preimage.payment_hash(),
///     PaymentSecret(random_secret),
///     Description::Text(Text::new("1 cup coffee")),
/// );
/// draft.amount = Some(Msat(250_000_000));
///
/// let context = SigningContext::new(Entropy::new(random_blinding));
/// let mut buffer = [0; 1024];
/// let text = draft.write(&mut buffer)?.sign(&key, &context)?;
/// assert!(text.starts_with("lnbc2500u1"));
/// assert_eq!(InvoiceRef::parse(text)?.payee()?, context.public_key(&key).unwrap());
/// # Ok::<(), keelbolt::invoice::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Draft<'a> {
    /// The network on which it is paid.
    pub network: Network,
    /// The least amount to be paid; `None` leaves it to the payer.
    pub amount: Option<Msat>,
    /// When the invoice is made; it must fit 35 bits.
    pub timestamp: UnixTime,
    /// The hash of the preimage that only the payee knows.
    pub payment_hash: PaymentHash,
    /// 32 random bytes that the payer has to repeat.
    pub payment_secret: PaymentSecret,
    /// What is paid for.
    pub description: Description<'a>,
    /// Names the payee, so that it need not be recovered; must be the signer's key.
    pub payee: Option<PublicKey>,
    /// How long it can be paid; `None` is an hour.
    pub expiry: Option<Duration>,
    /// The blocks left when the last HTLC arrives; `None` is 18.
    pub min_final_cltv_expiry_delta: Option<BlockDelta>,
    /// Where on-chain payments are accepted, the preferred first.
    pub fallbacks: &'a [Fallback<'a>],
    /// Private routes to the payee, each of one hop or more.
    pub route_hints: &'a [&'a [RouteHop]],
    /// Features; those of a new draft are `var_onion_optin` and `payment_secret`, compulsory.
    pub features: FeatureSet,
    /// What the payer has to repeat in the onion.
    pub metadata: Option<&'a [u8]>,
    /// Fields of types that this version does not know.
    pub unknown_fields: &'a [UnknownField<'a>],
}

impl<'a> Draft<'a> {
    /// A draft with what every invoice must have, and nothing else.
    #[must_use]
    pub fn new(
        network: Network,
        timestamp: UnixTime,
        payment_hash: PaymentHash,
        payment_secret: PaymentSecret,
        description: Description<'a>,
    ) -> Self {
        const VAR_ONION_OPTIN: u32 = 8;
        const PAYMENT_SECRET: u32 = 14;
        Self {
            network,
            amount: None,
            timestamp,
            payment_hash,
            payment_secret,
            description,
            payee: None,
            expiry: None,
            min_final_cltv_expiry_delta: None,
            fallbacks: &[],
            route_hints: &[],
            features: FeatureSet::of(&[VAR_ONION_OPTIN, PAYMENT_SECRET]),
            metadata: None,
            unknown_fields: &[],
        }
    }

    /// Writes everything but the signature to `out`, which must have room for the whole invoice.
    ///
    /// # Errors
    ///
    /// [`Error::Features`] for features that BOLT 9 does not allow in an invoice or that miss others,
    /// [`Error::ZeroAmount`], and as [`Unsigned::write`].
    pub fn write<'b>(&self, out: &'b mut [u8]) -> Result<Unsigned<'b>, Error> {
        self.check()?;
        Unsigned::write(out, self.prefix(), self.fields())
    }

    /// How many bytes the whole invoice takes.
    ///
    /// # Errors
    ///
    /// As [`Draft::write`], but for the buffer.
    pub fn length(&self) -> Result<usize, Error> {
        self.check()?;
        Unsigned::length(self.prefix(), self.fields())
    }

    fn check(&self) -> Result<(), Error> {
        // "MUST set the `9` field to a feature vector compliant with the BOLT 9 origin node requirements"
        FeatureBits::from(self.features).check_origin(Context::Invoice).map_err(Error::Features)?;
        // "MUST encode `amount` as a positive decimal integer"
        match self.amount {
            Some(Msat(0)) => Err(Error::ZeroAmount),
            _ => Ok(()),
        }
    }

    const fn prefix(&self) -> Prefix {
        Prefix { network: self.network, amount: self.amount, timestamp: self.timestamp }
    }

    /// The fields in the order in which they are written.
    fn fields(&self) -> impl Iterator<Item = Field<'a>> + Clone + use<'a> {
        let description = match self.description {
            Description::Text(text) => Field::Description(text),
            Description::Hash(hash) => Field::DescriptionHash(hash),
        };
        let features = Some(self.features).filter(|features| *features != FeatureSet::EMPTY);
        [Field::PaymentHash(self.payment_hash), Field::PaymentSecret(self.payment_secret), description]
            .into_iter()
            .chain(self.metadata.map(|metadata| Field::Metadata(Octets::from_bytes(metadata))))
            .chain(self.payee.map(Field::Payee))
            .chain(self.expiry.map(Field::Expiry))
            .chain(self.min_final_cltv_expiry_delta.map(Field::MinFinalCltvExpiryDelta))
            .chain(self.fallbacks.iter().copied().map(Field::Fallback))
            .chain(self.route_hints.iter().map(|hops| Field::RouteHint(RouteHint::new(hops))))
            .chain(features.map(|features| Field::Features(features.into())))
            .chain(self.unknown_fields.iter().copied().map(Field::Unknown))
    }
}
