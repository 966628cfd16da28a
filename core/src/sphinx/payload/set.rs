//! Payments in parts (BOLT 4, "Basic Multi-Part Payments").

use crate::amount::Msat;
use crate::sphinx::failure::FailureMessage;
use crate::sphinx::payload::receive::incorrect_or_unknown;
use crate::sphinx::payload::{Htlc, Receive};
use crate::time::BlockHeight;
use core::time::Duration;

/// How long after the first HTLC a final node waits at least for the others, before it fails them all with
/// [`FailureMessage::MppTimeout`] (BOLT 4, "Basic Multi-Part Payments").
pub const MPP_TIMEOUT: Duration = Duration::from_secs(60);

/// The amounts of the HTLCs that have arrived for one payment. Each was found acceptable by
/// [`Expected::check`](crate::sphinx::payload::Expected::check).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HtlcSet {
    total: Msat,
    received: Msat,
}

impl HtlcSet {
    /// The set whose first HTLC says `receive`.
    #[must_use]
    pub const fn new(receive: &Receive<'_>) -> Self {
        Self { total: receive.total_msat, received: receive.amt_to_forward }
    }

    /// The set with another HTLC in it.
    ///
    /// # Errors
    ///
    /// The failure to send for this HTLC, and with their own amounts for all others of the set, when this one has
    /// another total: `incorrect_or_unknown_payment_details`.
    pub fn join(
        self,
        htlc: Htlc,
        receive: &Receive<'_>,
        height: BlockHeight,
    ) -> Result<Self, FailureMessage<'static>> {
        // "SHOULD fail the entire HTLC set if `total_msat` is not the same for all HTLCs in the set"
        if receive.total_msat != self.total {
            return Err(incorrect_or_unknown(htlc, height));
        }
        let received = Msat(self.received.0.saturating_add(receive.amt_to_forward.0));
        Ok(Self { received, ..self })
    }

    /// The amount of the whole payment.
    #[must_use]
    pub const fn total(&self) -> Msat {
        self.total
    }

    /// What has arrived of it.
    #[must_use]
    pub const fn received(&self) -> Msat {
        self.received
    }

    /// Whether all HTLCs of the set are to be fulfilled; until then none is.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.received >= self.total
    }
}
