//! Whether an HTLC may be forwarded.

use crate::bytes::Octets;
use crate::onion::failure::FailureMessage;
use keelbolt::amount::Msat;
use keelbolt::sphinx::payload;
use keelbolt::time::{BlockDelta, BlockHeight};

/// Amount and expiry of an HTLC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Htlc {
    /// Its amount, in millisatoshi.
    pub amount_msat: u64,
    /// Its expiry, a block height.
    pub cltv_expiry: u32,
}

/// What a node asks of an HTLC that it forwards over one of its channels: its `channel_update`, and its caution.
/// Amounts are in millisatoshi.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ForwardingPolicy {
    /// The fee for every HTLC.
    pub fee_base_msat: u32,
    /// The fee for every million of the amount.
    pub fee_proportional_millionths: u32,
    /// The blocks between the expiry of the incoming and that of the outgoing HTLC.
    pub cltv_expiry_delta: u64,
    /// The least amount of an outgoing HTLC.
    pub htlc_minimum_msat: u64,
    /// The greatest amount of an outgoing HTLC.
    pub htlc_maximum_msat: u64,
    /// How many blocks an outgoing HTLC must have left, so as to be safe.
    pub expiry_margin: u64,
    /// Whether the channel is disabled.
    #[uniffi(default = false)]
    pub disabled: bool,
    /// What a failure carries of the channel: nothing, as the specification advises, or its `channel_update`.
    #[uniffi(default = None)]
    pub channel_update: Option<Octets>,
}

#[uniffi::export]
impl ForwardingPolicy {
    /// The fee for forwarding an amount; nothing when it is more than any amount.
    #[must_use]
    pub fn fee(&self, amount_msat: u64) -> Option<u64> {
        self.to_core().fee(Msat(amount_msat)).try_into().ok()
    }

    /// Whether the node that was given `incoming` at a block height may send `outgoing`: nothing when it may, else the
    /// failure to send.
    ///
    /// That is the first of those that apply in the order of their codes: `temporary_channel_failure` above the
    /// maximum, `amount_below_minimum`, `fee_insufficient`, `incorrect_cltv_expiry`, `expiry_too_soon`,
    /// `channel_disabled` or `expiry_too_far`.
    #[must_use]
    pub fn check(&self, incoming: Htlc, outgoing: Htlc, height: u32) -> Option<FailureMessage> {
        let judged = self.to_core().check(incoming.to_core(), outgoing.to_core(), BlockHeight(height));
        judged.err().map(FailureMessage::of)
    }
}

impl ForwardingPolicy {
    fn to_core(&self) -> payload::ForwardingPolicy<'_> {
        payload::ForwardingPolicy {
            fee_base_msat: self.fee_base_msat,
            fee_proportional_millionths: self.fee_proportional_millionths,
            cltv_expiry_delta: BlockDelta(self.cltv_expiry_delta),
            htlc_minimum: Msat(self.htlc_minimum_msat),
            htlc_maximum: Msat(self.htlc_maximum_msat),
            disabled: self.disabled,
            expiry_margin: BlockDelta(self.expiry_margin),
            channel_update: self.channel_update.as_ref().map(Octets::as_slice).unwrap_or_default(),
        }
    }
}

impl Htlc {
    pub(crate) fn to_core(self) -> payload::Htlc {
        payload::Htlc { amount: Msat(self.amount_msat), cltv_expiry: BlockHeight(self.cltv_expiry) }
    }
}
