//! The formats of commitment transactions, with what they weigh and pay.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::wide;
use crate::number::{Mirror, mirror};
use crate::pointer::{GrowingOut, Out, list};
use crate::status::keelbolt_status;
use core::ptr;
use protocol::commitment::{Format, dust_limit, fee};

/// What a commitment transaction looks like, by the channel's type (BOLT 2, BOLT 3). It travels as `int32_t`.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_format {
    /// `option_static_remotekey` alone: fees are in every transaction.
    KEELBOLT_FORMAT_STATIC_REMOTEKEY = 1,
    /// `option_anchors`: anchors of both nodes; HTLC transactions pay no fee by themselves.
    KEELBOLT_FORMAT_ANCHORS = 2,
    /// `zero_fee_commitments` (feature 40/41): version 3, one anchor for everybody, no fees.
    KEELBOLT_FORMAT_ZERO_FEE = 3,
}

mirror!(
    Format,
    keelbolt_format,
    [
        (Self::StaticRemotekey, KEELBOLT_FORMAT_STATIC_REMOTEKEY),
        (Self::Anchors, KEELBOLT_FORMAT_ANCHORS),
        (Self::ZeroFee, KEELBOLT_FORMAT_ZERO_FEE),
    ]
);

/// What is fixed by a format, and what a feerate makes of it.
///
/// Before the first use: `keelbolt_format_costs costs = {0}; costs.struct_size = sizeof costs;` (in C++ `= {}`).
/// Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_format_costs {
    /// `sizeof(keelbolt_format_costs)`, set by the caller.
    pub struct_size: usize,
    /// The version of its transactions.
    pub transaction_version: u32,
    /// The most HTLCs that each node may offer.
    pub max_accepted_htlcs: u64,
    /// The expected weight of a commitment.
    pub commitment_weight: u64,
    /// The expected weight of an HTLC-timeout transaction.
    pub htlc_timeout_weight: u64,
    /// The expected weight of an HTLC-success transaction.
    pub htlc_success_weight: u64,
    /// The fee of a commitment, in satoshi.
    pub commitment_fee_sat: u64,
    /// The fee of an HTLC-timeout transaction, in satoshi.
    pub htlc_timeout_fee_sat: u64,
    /// The fee of an HTLC-success transaction, in satoshi.
    pub htlc_success_fee_sat: u64,
}

/// Gives what transactions of a format weigh and pay (BOLT 3, "Fees", appendix A).
///
/// - `costs` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `format`: a `keelbolt_format`.
/// - `feerate_per_kw`: in satoshi for a thousand units of weight.
/// - `untrimmed_htlcs`: how many HTLC outputs the commitment has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_format_cost(
    costs: *mut keelbolt_format_costs,
    format: i32,
    feerate_per_kw: u32,
    untrimmed_htlcs: u64,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(costs)?;
            let format = Format::of_number(format)?;
            out.set(|struct_size| keelbolt_format_costs {
                struct_size,
                transaction_version: format.transaction_version(),
                max_accepted_htlcs: wide(format.max_accepted_htlcs()),
                commitment_weight: format.commitment_weight(untrimmed_htlcs),
                htlc_timeout_weight: format.htlc_timeout_weight(),
                htlc_success_weight: format.htlc_success_weight(),
                commitment_fee_sat: format.commitment_fee(feerate_per_kw, untrimmed_htlcs).0,
                htlc_timeout_fee_sat: format.htlc_timeout_fee(feerate_per_kw).0,
                htlc_success_fee_sat: format.htlc_success_fee(feerate_per_kw).0,
            });
            Ok(())
        })
    }
}

/// Gives the fee of a weight: "multiply `feerate_per_kw` by `weight`, divide by 1000 (rounding down)" (BOLT 3).
///
/// - `fee_sat` (out): in satoshi. Not NULL.
/// - `feerate_per_kw`: in satoshi for a thousand units of weight.
/// - `weight`: of the transaction.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_fee(
    fee_sat: *mut u64,
    feerate_per_kw: u32,
    weight: u64,
) -> keelbolt_status {
    // SAFETY: no detail is asked for; the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            Out::new(fee_sat)?.set(fee(feerate_per_kw, weight).0);
            Ok(())
        })
    }
}

/// Gives the amount below which nodes do not relay an output (BOLT 3, "Dust Limits").
///
/// - `limit_sat` (out): in satoshi. Not NULL.
/// - `script_pubkey`: the output's script; only read. NULL only with length 0.
/// - `script_pubkey_length`: how many bytes it has.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_WRONG_LENGTH`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_dust_limit(
    limit_sat: *mut u64,
    script_pubkey: *const u8,
    script_pubkey_length: usize,
) -> keelbolt_status {
    // SAFETY: no detail is asked for; the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = Out::new(limit_sat)?;
            out.set(dust_limit(list(script_pubkey, script_pubkey_length)?).0);
            Ok(())
        })
    }
}
