//! What a blinded path asks of a payment: fees, blocks, limits.

use crate::onion::OnionError;
use keelbolt::amount::Msat;
use keelbolt::sphinx::blinding;
use keelbolt::time::BlockHeight;

/// `payment_relay`: what a hop keeps of a payment, and how many blocks it wants for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PaymentRelay {
    /// The blocks between the incoming and the outgoing HTLC.
    pub cltv_expiry_delta: u16,
    /// The fee for every million of the outgoing amount.
    pub fee_proportional_millionths: u32,
    /// The fee for every payment, in millisatoshi.
    pub fee_base_msat: u32,
}

/// `payment_constraints`: which payments may go through a hop. They guard against probing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PaymentConstraints {
    /// The largest expiry that an incoming HTLC may have.
    pub max_cltv_expiry: u32,
    /// The least amount that an incoming HTLC may have, in millisatoshi.
    pub htlc_minimum_msat: u64,
}

/// What a whole path costs its sender, as the recipient tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TotalRelay {
    /// The fee for every payment, in millisatoshi.
    pub fee_base_msat: u32,
    /// The fee for every million of the amount.
    pub fee_proportional_millionths: u32,
    /// The blocks, with the final node's `min_final_cltv_expiry_delta`.
    pub cltv_delta: u16,
}

#[uniffi::export]
impl PaymentRelay {
    /// The amount to forward of an incoming one in millisatoshi, rounded up; nothing when the base fee alone exceeds
    /// it.
    #[must_use]
    pub fn amt_to_forward(&self, amount_msat: u64) -> Option<u64> {
        self.to_core().amt_to_forward(Msat(amount_msat)).map(|amount| amount.0)
    }

    /// The expiry of the outgoing HTLC; nothing below zero.
    #[must_use]
    pub fn outgoing_cltv_value(&self, cltv_expiry: u32) -> Option<u32> {
        self.to_core().outgoing_cltv_value(BlockHeight(cltv_expiry)).map(|height| height.0)
    }
}

#[uniffi::export]
impl PaymentConstraints {
    /// Whether an incoming HTLC keeps to them.
    ///
    /// # Errors
    ///
    /// `ExpiryTooLate` or `AmountBelowMinimum`.
    pub fn check(&self, amount_msat: u64, cltv_expiry: u32) -> Result<(), OnionError> {
        Ok(self.to_core().check(Msat(amount_msat), BlockHeight(cltv_expiry))?)
    }
}

/// Adds up what the hops of a path ask for, the first hop first; the final node asks for nothing but blocks.
///
/// # Errors
///
/// `RelayTooLarge` when a total does not fit its field.
#[uniffi::export]
pub fn total_relay(
    hops: Vec<PaymentRelay>,
    min_final_cltv_expiry_delta: u16,
) -> Result<TotalRelay, OnionError> {
    let hops = hops.into_iter().map(PaymentRelay::to_core);
    Ok(blinding::TotalRelay::of(hops, min_final_cltv_expiry_delta)?.into())
}

#[uniffi::export]
impl TotalRelay {
    /// What the sender pays so that an amount arrives, both in millisatoshi; nothing on overflow.
    #[must_use]
    pub fn amount_with_fees(&self, amount_msat: u64) -> Option<u64> {
        self.to_core().amount_with_fees(Msat(amount_msat)).map(|amount| amount.0)
    }
}

impl PaymentRelay {
    pub(crate) fn to_core(self) -> blinding::PaymentRelay {
        blinding::PaymentRelay {
            cltv_expiry_delta: self.cltv_expiry_delta,
            fee_proportional_millionths: self.fee_proportional_millionths,
            fee_base_msat: self.fee_base_msat,
        }
    }
}

impl From<blinding::PaymentRelay> for PaymentRelay {
    fn from(relay: blinding::PaymentRelay) -> Self {
        Self {
            cltv_expiry_delta: relay.cltv_expiry_delta,
            fee_proportional_millionths: relay.fee_proportional_millionths,
            fee_base_msat: relay.fee_base_msat,
        }
    }
}

impl PaymentConstraints {
    pub(crate) fn to_core(self) -> blinding::PaymentConstraints {
        blinding::PaymentConstraints {
            max_cltv_expiry: BlockHeight(self.max_cltv_expiry),
            htlc_minimum_msat: Msat(self.htlc_minimum_msat),
        }
    }
}

impl From<blinding::PaymentConstraints> for PaymentConstraints {
    fn from(constraints: blinding::PaymentConstraints) -> Self {
        Self {
            max_cltv_expiry: constraints.max_cltv_expiry.0,
            htlc_minimum_msat: constraints.htlc_minimum_msat.0,
        }
    }
}

impl TotalRelay {
    pub(crate) fn to_core(self) -> blinding::TotalRelay {
        blinding::TotalRelay {
            fee_base_msat: self.fee_base_msat,
            fee_proportional_millionths: self.fee_proportional_millionths,
            cltv_delta: self.cltv_delta,
        }
    }
}

impl From<blinding::TotalRelay> for TotalRelay {
    fn from(relay: blinding::TotalRelay) -> Self {
        Self {
            fee_base_msat: relay.fee_base_msat,
            fee_proportional_millionths: relay.fee_proportional_millionths,
            cltv_delta: relay.cltv_delta,
        }
    }
}
