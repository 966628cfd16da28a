//! What a blinded path asks of a payment: fees, blocks, limits.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::pointer::{OptionalOut, Out, list, read};
use crate::status::keelbolt_status;
use core::ptr;
use protocol::amount::Msat;
use protocol::sphinx::blinding::{PaymentConstraints, PaymentRelay, TotalRelay};
use protocol::time::BlockHeight;

/// What a hop keeps of a payment, and how many blocks it wants for it. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_payment_relay {
    /// The fee for every payment, in millisatoshi.
    pub fee_base_msat: u32,
    /// The fee for every million of the outgoing amount.
    pub fee_proportional_millionths: u32,
    /// The blocks between the incoming and the outgoing HTLC.
    pub cltv_expiry_delta: u16,
}

/// Which payments may go through a hop; they guard against probing. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_payment_constraints {
    /// The least amount that an incoming HTLC may have.
    pub htlc_minimum_msat: u64,
    /// The largest expiry that an incoming HTLC may have.
    pub max_cltv_expiry: u32,
}

/// What a whole path costs its sender, as the recipient tells it. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_total_relay {
    /// The fee for every payment, in millisatoshi.
    pub fee_base_msat: u32,
    /// The fee for every million of the amount.
    pub fee_proportional_millionths: u32,
    /// The blocks that the path takes, with the final node's `min_final_cltv_expiry_delta`.
    pub cltv_delta: u16,
}

/// Says what a hop forwards of a payment.
///
/// - `present` (out): whether the hop asks for no more than the payment has. Not NULL.
/// - `amt_to_forward_msat` (out): the amount of the outgoing HTLC, rounded up, or 0. Not NULL.
/// - `outgoing_cltv_value` (out): the expiry of the outgoing HTLC, or 0. Not NULL.
/// - `relay`: only read. Not NULL.
/// - `htlc_amount_msat`: the amount of the incoming HTLC.
/// - `cltv_expiry`: the expiry of the incoming HTLC.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_payment_relay_forward(
    present: *mut bool,
    amt_to_forward_msat: *mut u64,
    outgoing_cltv_value: *mut u32,
    relay: *const keelbolt_payment_relay,
    htlc_amount_msat: u64,
    cltv_expiry: u32,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let (out, height) =
                (OptionalOut::new(present, amt_to_forward_msat)?, Out::new(outgoing_cltv_value)?);
            let relay = PaymentRelay::from(read(relay)?);
            let amount = relay.amt_to_forward(Msat(htlc_amount_msat));
            let forward = amount.zip(relay.outgoing_cltv_value(BlockHeight(cltv_expiry)));
            out.set(forward.map(|(amount, _)| amount.0), 0);
            height.set(forward.map_or(0, |(_, height)| height.0));
            Ok(())
        })
    }
}

/// Asks whether an incoming HTLC keeps to the constraints of a hop.
///
/// - `constraints`: only read. Not NULL.
/// - `htlc_amount_msat`: the amount of the incoming HTLC.
/// - `cltv_expiry`: the expiry of the incoming HTLC.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_EXPIRY_TOO_LATE`, `KEELBOLT_ERROR_AMOUNT_BELOW_MINIMUM`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_payment_constraints_check(
    constraints: *const keelbolt_payment_constraints,
    htlc_amount_msat: u64,
    cltv_expiry: u32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let constraints = PaymentConstraints::from(read(constraints)?);
            Ok(constraints.check(Msat(htlc_amount_msat), BlockHeight(cltv_expiry))?)
        })
    }
}

/// Adds up what the hops of a path ask for. Every step is rounded up, so that no hop is paid less than it asks for.
///
/// - `total` (out): written on success. Not NULL.
/// - `relays`: of each hop but the final one, the first hop of the path first; only read. NULL only when there are none.
/// - `relay_count`: how many they are.
/// - `min_final_cltv_expiry_delta`: the blocks that the final node wants.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_RELAY_TOO_LARGE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_total_relay_of(
    total: *mut keelbolt_total_relay,
    relays: *const keelbolt_payment_relay,
    relay_count: usize,
    min_final_cltv_expiry_delta: u16,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(total)?;
            let relays = list(relays, relay_count)?.iter().map(|relay| PaymentRelay::from(*relay));
            out.set(TotalRelay::of(relays, min_final_cltv_expiry_delta)?.into());
            Ok(())
        })
    }
}

/// Says what the sender pays so that an amount arrives at the end of a path.
///
/// - `present` (out): whether it is no more than any amount. Not NULL.
/// - `amount_msat` (out): the amount with the fees, or 0. Not NULL.
/// - `total`: what the path costs; only read. Not NULL.
/// - `arriving_msat`: the amount that arrives.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_total_relay_amount(
    present: *mut bool,
    amount_msat: *mut u64,
    total: *const keelbolt_total_relay,
    arriving_msat: u64,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = OptionalOut::new(present, amount_msat)?;
            let amount = TotalRelay::from(read(total)?).amount_with_fees(Msat(arriving_msat));
            out.set(amount.map(|amount| amount.0), 0);
            Ok(())
        })
    }
}

impl From<keelbolt_payment_relay> for PaymentRelay {
    fn from(relay: keelbolt_payment_relay) -> Self {
        let keelbolt_payment_relay { cltv_expiry_delta, fee_proportional_millionths, fee_base_msat } = relay;
        Self { cltv_expiry_delta, fee_proportional_millionths, fee_base_msat }
    }
}

impl From<PaymentRelay> for keelbolt_payment_relay {
    fn from(relay: PaymentRelay) -> Self {
        let PaymentRelay { cltv_expiry_delta, fee_proportional_millionths, fee_base_msat } = relay;
        Self { cltv_expiry_delta, fee_proportional_millionths, fee_base_msat }
    }
}

impl From<keelbolt_payment_constraints> for PaymentConstraints {
    fn from(constraints: keelbolt_payment_constraints) -> Self {
        Self {
            max_cltv_expiry: BlockHeight(constraints.max_cltv_expiry),
            htlc_minimum_msat: Msat(constraints.htlc_minimum_msat),
        }
    }
}

impl From<PaymentConstraints> for keelbolt_payment_constraints {
    fn from(constraints: PaymentConstraints) -> Self {
        Self {
            max_cltv_expiry: constraints.max_cltv_expiry.0,
            htlc_minimum_msat: constraints.htlc_minimum_msat.0,
        }
    }
}

impl From<keelbolt_total_relay> for TotalRelay {
    fn from(relay: keelbolt_total_relay) -> Self {
        let keelbolt_total_relay { fee_base_msat, fee_proportional_millionths, cltv_delta } = relay;
        Self { fee_base_msat, fee_proportional_millionths, cltv_delta }
    }
}

impl From<TotalRelay> for keelbolt_total_relay {
    fn from(relay: TotalRelay) -> Self {
        let TotalRelay { fee_base_msat, fee_proportional_millionths, cltv_delta } = relay;
        Self { fee_base_msat, fee_proportional_millionths, cltv_delta }
    }
}
