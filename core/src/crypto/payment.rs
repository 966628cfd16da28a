//! The values that tie a Lightning payment together (BOLT 2, BOLT 4).

use crate::crypto::sha256;
use crate::secret::Secret;

crate::crypto::bytes32! {
    /// SHA-256 of the preimage that proves a payment.
    PaymentHash
}

crate::crypto::bytes32! {
    /// What the payee asks the payer to repeat, so that no node on the way can probe the payee.
    ///
    /// It is printed in the invoice and so is no secret from whoever holds that.
    PaymentSecret
}

/// The 32 bytes whose hash is paid for. Whoever shows them has been paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preimage(pub Secret<32>);

impl Preimage {
    /// The hash that goes into the invoice.
    #[must_use]
    pub fn payment_hash(&self) -> PaymentHash {
        PaymentHash(sha256(self.0.expose()).0)
    }
}
