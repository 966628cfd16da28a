//! An invoice that was read.

use crate::bytes::{Octets, PaymentHash, PaymentSecret, PublicKey, Sha256, Signature};
use crate::error::InvoiceError;
use crate::fallback::Fallback;
use crate::feature::feature_set;
use crate::field::{InvoiceField, UnknownField};
use crate::network::Network;
use crate::payable::Payable;
use crate::route::RouteHint;
use keelbolt::invoice::InvoiceRef;
use keelbolt::time::UnixTime;

/// A Lightning invoice (BOLT 11), read whole.
///
/// It is well formed: the characters, the checksum, the amount, every length, every key and the encoding of every
/// text and number were checked. Whether the signature holds and who is to be paid, `payee` tells; whether it may
/// be paid now, the check for the payer does. Of fields that are repeated, the first counts; `fields` gives all.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Invoice {
    /// The invoice itself, in the case in which it came.
    pub text: String,
    /// The network on which it is paid.
    pub network: Network,
    /// The least amount to be paid, in millisatoshi; nothing leaves it to the payer.
    pub amount_msat: Option<u64>,
    /// When the invoice was made, in seconds since 1970.
    pub timestamp: u64,
    /// The hash of the preimage that proves the payment, `p`.
    pub payment_hash: Option<PaymentHash>,
    /// What the payer has to repeat, `s`.
    pub payment_secret: Option<PaymentSecret>,
    /// What is paid for, `d`: a stranger's text. Sanitise it before it reaches HTML, SQL or a shell.
    pub description: Option<String>,
    /// SHA-256 of a description that is found elsewhere, `h`. The payer must check the one against the other.
    pub description_hash: Option<Sha256>,
    /// The payee's key as the invoice names it, `n`. Most invoices leave it to the signature.
    pub payee_field: Option<PublicKey>,
    /// How long it can be paid, in seconds after the timestamp: `x`, or an hour.
    pub expiry_seconds: u64,
    /// The last second in which it can be paid, since 1970.
    pub expires_at: u64,
    /// The blocks that the payee wants left when the last HTLC arrives: `c`, or 18.
    pub min_final_cltv_expiry_delta: u64,
    /// Where the payee accepts an on-chain payment, `f`, the preferred first.
    pub fallbacks: Vec<Fallback>,
    /// Private routes to the payee, `r`.
    pub route_hints: Vec<RouteHint>,
    /// The feature bits that are set, `9`, ascending.
    pub features: Vec<u32>,
    /// What the payer has to repeat in the onion, `m`.
    pub metadata: Option<Octets>,
    /// The fields of types that this version does not know.
    pub unknown_fields: Vec<UnknownField>,
    /// The signature.
    pub signature: Signature,
    /// Which of the up to four keys that fit the signature is the payee's: 0, 1, 2 or 3.
    pub recovery_id: u8,
    /// What the signature signs.
    pub signature_hash: Sha256,
}

/// Reads an invoice, in either case, with nothing around it.
///
/// # Errors
///
/// The kinds from `Bech32NoSeparator` to `MalformedSignature`, each with its place.
#[uniffi::export]
pub fn parse_invoice(text: String) -> Result<Invoice, InvoiceError> {
    Invoice::of(&InvoiceRef::parse(&text)?)
}

/// Finds and reads the invoice in what a user scanned or pasted: an invoice, a `lightning:` link, or a `bitcoin:`
/// link with a `lightning=` parameter (BIP 21), each in either case, with white space around it.
///
/// # Errors
///
/// `NoInvoiceInUri`, or as for an invoice, with offsets in the invoice itself.
#[uniffi::export]
pub fn parse_invoice_uri(text: String) -> Result<Invoice, InvoiceError> {
    Invoice::of(&InvoiceRef::parse_uri(&text)?)
}

#[uniffi::export]
impl Invoice {
    /// Whom the invoice pays, checked against the signature: the `n` field when there is one, under the low-S
    /// rule; else the key recovered from the signature. Costs one verification or one recovery.
    ///
    /// # Errors
    ///
    /// `SignatureHighS`, `SignatureMismatch` or `SignatureNotRecoverable`.
    pub fn payee(&self) -> Result<PublicKey, InvoiceError> {
        Ok(InvoiceRef::parse(&self.text)?.payee()?.into())
    }

    /// Asks the payer's question: do the fields, the features, the amount, the time and the signature let this
    /// payer pay, and whom?
    ///
    /// `known` are the feature bits that the payer implements, even or odd; `now` is the time in seconds since
    /// 1970. Left to the payer: that the network is its own, that an amount is chosen where the invoice has none,
    /// and that a hashed description fits its hash.
    ///
    /// # Errors
    ///
    /// The kinds from `SignatureHighS` to `Expired`, the signature last; `FeatureBitTooLarge` for a known bit.
    pub fn check_payable(&self, known: Vec<u32>, now: u64) -> Result<Payable, InvoiceError> {
        let known = feature_set(&known)?;
        Ok(InvoiceRef::parse(&self.text)?.check_payable(&known, UnixTime(now))?.into())
    }

    /// Asks the features alone: is every compulsory bit known, and every feature set on which another depends?
    ///
    /// `known` are the feature bits that the payer implements, even or odd.
    ///
    /// # Errors
    ///
    /// `FeatureUnknownRequired` or `FeatureMissingDependency`; `FeatureBitTooLarge` for a known bit.
    pub fn check_features(&self, known: Vec<u32>) -> Result<(), InvoiceError> {
        let known = feature_set(&known)?;
        let invoice = InvoiceRef::parse(&self.text)?;
        Ok(invoice.features().check(&known)?)
    }

    /// All fields in their order, those of unknown types and repeated ones too.
    ///
    /// # Errors
    ///
    /// None for an invoice that was read.
    pub fn fields(&self) -> Result<Vec<InvoiceField>, InvoiceError> {
        InvoiceRef::parse(&self.text)?.fields().map(InvoiceField::try_from).collect()
    }
}

impl Invoice {
    pub(crate) fn of(view: &InvoiceRef<'_>) -> Result<Self, InvoiceError> {
        Ok(Self {
            text: view.as_str().to_owned(),
            network: view.network().try_into()?,
            amount_msat: view.amount().map(|amount| amount.0),
            timestamp: view.timestamp().0,
            payment_hash: view.payment_hash().map(|hash| PaymentHash(hash.0)),
            payment_secret: view.payment_secret().map(|secret| PaymentSecret(secret.0)),
            description: view.description().map(|text| text.to_string()),
            description_hash: view.description_hash().map(|hash| Sha256(hash.0)),
            payee_field: view.payee_field().map(PublicKey::from),
            expiry_seconds: view.expiry().as_secs(),
            expires_at: view.expires_at().0,
            min_final_cltv_expiry_delta: view.min_final_cltv_expiry_delta().0,
            fallbacks: view.fallbacks().map(Fallback::try_from).collect::<Result<_, _>>()?,
            route_hints: view.route_hints().map(RouteHint::from).collect(),
            features: view.features().bits().collect(),
            metadata: view.metadata().map(|octets| Octets(octets.to_vec())),
            unknown_fields: view.unknown_fields().map(UnknownField::from).collect(),
            signature: Signature(view.signature().to_compact()),
            recovery_id: view.signature().recovery_id().to_u8(),
            signature_hash: Sha256(view.signature_hash().0),
        })
    }
}
