//! Whether an HTLC may be forwarded (BOLT 4, "Failure Messages", the forwarding node; BOLT 7, "HTLC Fees").

use crate::amount::Msat;
use crate::sphinx::failure::FailureMessage;
use crate::time::{BlockDelta, BlockHeight};

/// How far in the future an HTLC may expire, `max_htlc_cltv` (BOLT 4, "`max_htlc_cltv` Selection").
pub const MAX_HTLC_CLTV: BlockDelta = BlockDelta(2016);

/// Amount and expiry of an HTLC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Htlc {
    /// `amount_msat`.
    pub amount: Msat,
    /// `cltv_expiry`.
    pub cltv_expiry: BlockHeight,
}

/// What a node asks of an HTLC that it forwards over one of its channels: its `channel_update`, and its caution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForwardingPolicy<'u> {
    /// The fee for every HTLC, in millisatoshi.
    pub fee_base_msat: u32,
    /// The fee for every million of the amount.
    pub fee_proportional_millionths: u32,
    /// The blocks between the expiry of the incoming and that of the outgoing HTLC.
    pub cltv_expiry_delta: BlockDelta,
    /// The least amount of an outgoing HTLC.
    pub htlc_minimum: Msat,
    /// The greatest amount of an outgoing HTLC.
    pub htlc_maximum: Msat,
    /// Whether the channel is disabled.
    pub disabled: bool,
    /// How many blocks an outgoing HTLC must have left, so as to be safe.
    pub expiry_margin: BlockDelta,
    /// What a failure carries of the channel: nothing, as the specification advises, or its `channel_update`.
    pub channel_update: &'u [u8],
}

impl<'u> ForwardingPolicy<'u> {
    /// The fee for forwarding `amount`, which may be more than any amount.
    #[must_use]
    pub fn fee(&self, amount: Msat) -> u128 {
        // fee_base_msat + ( amount_to_forward * fee_proportional_millionths / 1000000 ), which is below 2⁷⁷.
        let proportional = u128::from(amount.0)
            .saturating_mul(u128::from(self.fee_proportional_millionths))
            .checked_div(1_000_000)
            .unwrap_or_default();
        proportional.saturating_add(u128::from(self.fee_base_msat))
    }

    /// Whether the node that was given `incoming` at `height` may send `outgoing`.
    ///
    /// # Errors
    ///
    /// The failure to send, the first of those that apply in the order of their codes:
    /// `temporary_channel_failure` above the maximum, `amount_below_minimum`, `fee_insufficient`,
    /// `incorrect_cltv_expiry`, `expiry_too_soon`, `channel_disabled` or `expiry_too_far`.
    pub fn check(
        &self,
        incoming: Htlc,
        outgoing: Htlc,
        height: BlockHeight,
    ) -> Result<(), FailureMessage<'u>> {
        let channel_update = self.channel_update;
        if outgoing.amount > self.htlc_maximum {
            return Err(FailureMessage::TemporaryChannelFailure { channel_update });
        }
        if outgoing.amount < self.htlc_minimum {
            return Err(FailureMessage::AmountBelowMinimum { htlc_msat: outgoing.amount, channel_update });
        }
        let needed = self.fee(outgoing.amount).saturating_add(u128::from(outgoing.amount.0));
        if u128::from(incoming.amount.0) < needed {
            return Err(FailureMessage::FeeInsufficient { htlc_msat: incoming.amount, channel_update });
        }
        // "cltv_expiry - cltv_expiry_delta >= outgoing_cltv_value"
        if !after(outgoing.cltv_expiry, self.cltv_expiry_delta, incoming.cltv_expiry) {
            let cltv_expiry = outgoing.cltv_expiry;
            return Err(FailureMessage::IncorrectCltvExpiry { cltv_expiry, channel_update });
        }
        if !after(height, self.expiry_margin, outgoing.cltv_expiry) {
            return Err(FailureMessage::ExpiryTooSoon { channel_update });
        }
        if self.disabled {
            return Err(FailureMessage::ChannelDisabled { disabled_flags: 0, channel_update });
        }
        // "if the `cltv_expiry` is more than `max_htlc_cltv` in the future"
        if !after(incoming.cltv_expiry, BlockDelta(0), latest(height)) {
            return Err(FailureMessage::ExpiryTooFar);
        }
        Ok(())
    }
}

/// Whether `later` is at least `delta` above `earlier`.
pub(super) fn after(earlier: BlockHeight, delta: BlockDelta, later: BlockHeight) -> bool {
    u64::from(earlier.0).checked_add(delta.0).is_some_and(|least| u64::from(later.0) >= least)
}

/// The last height at which an HTLC may expire.
fn latest(height: BlockHeight) -> BlockHeight {
    let latest = u64::from(height.0).saturating_add(MAX_HTLC_CLTV.0);
    BlockHeight(u32::try_from(latest).unwrap_or(u32::MAX))
}
