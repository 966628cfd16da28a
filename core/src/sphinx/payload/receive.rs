//! Whether an HTLC is what the final node was to receive (BOLT 4, "Failure Messages", the final node).

use crate::amount::Msat;
use crate::crypto::{PaymentHash, PaymentSecret, tags_equal};
use crate::secret::declassify;
use crate::sphinx::failure::FailureMessage;
use crate::sphinx::payload::forward::after;
use crate::sphinx::payload::{Htlc, Receive};
use crate::time::{BlockDelta, BlockHeight};

/// What a final node expects of a payment: what it wrote into the invoice, or nothing for one without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected<'e> {
    /// The hash that is paid for.
    pub payment_hash: PaymentHash,
    /// The secret that the origin has to repeat; `None` for a payment without an invoice, or over a blinded
    /// path, whose `path_id` takes its place. Of the latter ask only for what came as
    /// [`Instruction::BlindedReceive`](crate::sphinx::payload::Instruction::BlindedReceive) with that `path_id`: off
    /// the path, whoever knows the hash would find the payee.
    pub payment_secret: Option<PaymentSecret>,
    /// The metadata that the origin has to repeat.
    pub payment_metadata: Option<&'e [u8]>,
    /// The least amount; `None` leaves it to the payer.
    pub amount: Option<Msat>,
    /// The blocks that are left when the last HTLC arrives.
    pub min_final_cltv_expiry_delta: BlockDelta,
    /// Whether the payment may come in parts: the feature `basic_mpp`.
    pub basic_mpp: bool,
}

impl Expected<'_> {
    /// Whether `htlc`, which arrived at `height` with an onion that says `receive`, is acceptable.
    ///
    /// # Errors
    ///
    /// The failure to send, the first of those that apply in the order of their codes:
    /// `incorrect_or_unknown_payment_details`, `final_incorrect_cltv_expiry` or `final_incorrect_htlc_amount`.
    pub fn check(
        &self,
        htlc: Htlc,
        receive: &Receive<'_>,
        height: BlockHeight,
    ) -> Result<(), FailureMessage<'static>> {
        let acceptable = self.is_known(receive)
            && self.is_enough(receive)
            // "incoming `cltv_expiry` < `current_block_height` + `min_final_cltv_expiry_delta`"
            && after(height, self.min_final_cltv_expiry_delta, htlc.cltv_expiry);
        if !acceptable {
            return Err(incorrect_or_unknown(htlc, height));
        }
        if htlc.cltv_expiry < receive.outgoing_cltv_value {
            return Err(FailureMessage::FinalIncorrectCltvExpiry { cltv_expiry: htlc.cltv_expiry });
        }
        if htlc.amount < receive.amt_to_forward {
            return Err(FailureMessage::FinalIncorrectHtlcAmount { incoming_htlc_amt: htlc.amount });
        }
        Ok(())
    }

    /// Whether the origin knows what the invoice says, and its preimage is that of the hash.
    fn is_known(&self, receive: &Receive<'_>) -> bool {
        // "if the `payment_secret` doesn't match the expected value for that `payment_hash`, or the
        // `payment_secret` is required and is not present"
        let secret = self.payment_secret.is_none_or(|expected| {
            receive.payment_secret.is_some_and(|found| {
                let mut same = tags_equal(&expected.0, &found.0);
                // The answer to the payer shows it.
                declassify(&mut same);
                same
            })
        });
        let metadata =
            self.payment_metadata.is_none_or(|expected| receive.payment_metadata == Some(expected));
        let preimage =
            receive.keysend_preimage.is_none_or(|preimage| preimage.payment_hash() == self.payment_hash);
        secret && metadata && preimage
    }

    /// Whether the whole payment is of the amount: "amount paid" is the `total_msat` field.
    fn is_enough(&self, receive: &Receive<'_>) -> bool {
        let paid = receive.total_msat;
        // "if the amount paid is less than the amount expected", "if the amount paid is more than twice the
        // amount expected"
        let amount =
            self.amount.is_none_or(|least| paid >= least && paid.0.saturating_sub(least.0) <= least.0);
        // "MUST fail the HTLC if `total_msat` is not exactly equal to `amt_to_forward`"
        amount && (self.basic_mpp || paid == receive.amt_to_forward)
    }
}

/// The one answer that does not tell a prober what is wrong.
pub(super) fn incorrect_or_unknown(htlc: Htlc, height: BlockHeight) -> FailureMessage<'static> {
    FailureMessage::IncorrectOrUnknownPaymentDetails { htlc_msat: htlc.amount, height }
}
