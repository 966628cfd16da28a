//! An invoice that may be paid.

use crate::bytes::{PaymentHash, PaymentSecret, PublicKey, Sha256};
use keelbolt::invoice;

/// What every payment of an invoice needs, found complete and signed by the payee.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Payable {
    /// Whom to pay: the key whose signature was found valid.
    pub payee: PublicKey,
    /// What the HTLCs are locked to.
    pub payment_hash: PaymentHash,
    /// What the last onion layer must repeat.
    pub payment_secret: PaymentSecret,
    /// What is paid for.
    pub description: InvoiceDescription,
}

/// What is paid for: the text itself, or its hash where it is too long.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum InvoiceDescription {
    /// `d`: at most 639 bytes of UTF-8.
    Text {
        /// The text.
        text: String,
    },
    /// `h`: the hash of a text that is found elsewhere.
    Hash {
        /// SHA-256 of the text.
        hash: Sha256,
    },
}

impl From<invoice::Payable<'_>> for Payable {
    fn from(payable: invoice::Payable<'_>) -> Self {
        Self {
            payee: payable.payee().into(),
            payment_hash: PaymentHash(payable.payment_hash().0),
            payment_secret: PaymentSecret(payable.payment_secret().0),
            description: match payable.description() {
                invoice::Description::Text(text) => InvoiceDescription::Text { text: text.to_string() },
                invoice::Description::Hash(hash) => InvoiceDescription::Hash { hash: Sha256(hash.0) },
            },
        }
    }
}

impl InvoiceDescription {
    pub(crate) fn to_core(&self) -> invoice::Description<'_> {
        match self {
            Self::Text { text } => invoice::Description::Text(invoice::Text::new(text)),
            Self::Hash { hash } => invoice::Description::Hash(keelbolt::crypto::Sha256(hash.0)),
        }
    }
}
