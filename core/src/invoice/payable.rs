//! The payer's question.

use crate::amount::Msat;
use crate::codec::features::FeatureSet;
use crate::crypto::{PaymentHash, PaymentSecret, PublicKey};
use crate::invoice::{Description, Error, InvoiceRef, Tag};
use crate::time::UnixTime;

/// An invoice that may be paid, with what every payment needs; only
/// [`InvoiceRef::check_payable`] makes one.
///
/// Left to the payer: that the network is its own, that an amount is chosen where the invoice has none, and that
/// a hashed description fits its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payable<'a> {
    invoice: InvoiceRef<'a>,
    payee: PublicKey,
    payment_hash: PaymentHash,
    payment_secret: PaymentSecret,
    description: Description<'a>,
}

impl<'a> Payable<'a> {
    pub(super) fn check(invoice: InvoiceRef<'a>, known: &FeatureSet, now: UnixTime) -> Result<Self, Error> {
        let payment_hash = invoice.payment_hash().ok_or(Error::MissingField { field: Tag::PAYMENT_HASH })?;
        // "if a valid `s` field is not provided: MUST fail the payment"
        let payment_secret =
            invoice.payment_secret().ok_or(Error::MissingField { field: Tag::PAYMENT_SECRET })?;
        // "MUST fail the payment if neither a `d` field nor a `h` field is present, or if both are present"
        let description = match (invoice.description(), invoice.description_hash()) {
            (Some(text), None) => Description::Text(text),
            (None, Some(hash)) => Description::Hash(hash),
            (None, None) => return Err(Error::MissingDescription),
            (Some(_), Some(_)) => return Err(Error::TwoDescriptions),
        };
        // "if the `9` field contains unknown _even_ bits that are non-zero: MUST fail the payment"
        invoice.features().check(known).map_err(Error::Features)?;
        if invoice.amount() == Some(Msat(0)) {
            return Err(Error::ZeroAmount);
        }
        // "after the `timestamp` plus `expiry` has passed: SHOULD NOT attempt a payment"
        let expires_at = invoice.expires_at();
        if now > expires_at {
            return Err(Error::Expired { expires_at, now });
        }
        let payee = invoice.payee()?;
        Ok(Self { invoice, payee, payment_hash, payment_secret, description })
    }

    /// The invoice.
    #[must_use]
    pub const fn invoice(&self) -> InvoiceRef<'a> {
        self.invoice
    }

    /// Whom to pay: the key whose signature was found valid.
    #[must_use]
    pub const fn payee(&self) -> PublicKey {
        self.payee
    }

    /// What the HTLCs are locked to.
    #[must_use]
    pub const fn payment_hash(&self) -> PaymentHash {
        self.payment_hash
    }

    /// What the last onion layer must repeat.
    #[must_use]
    pub const fn payment_secret(&self) -> PaymentSecret {
        self.payment_secret
    }

    /// What is paid for.
    #[must_use]
    pub const fn description(&self) -> Description<'a> {
        self.description
    }
}
