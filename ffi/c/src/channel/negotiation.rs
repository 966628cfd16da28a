//! The fee of `closing_signed` (BOLT 2, "Legacy Closing Negotiation: `closing_signed`").

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::number::Mirror;
use crate::pointer::{OptionalOut, Out, growing, read};
use crate::status::keelbolt_status;
use core::ptr;
use protocol::amount::Sat;
use protocol::commitment::Node;
use protocol::commitment::closing::{Answer, FeeRange, LegacyNegotiation, Proposal};

/// `fee_range`: the fees that a node is prepared to pay or to see, in satoshi. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_fee_range {
    /// `min_fee_satoshis`
    pub min_sat: u64,
    /// `max_fee_satoshis`
    pub max_sat: u64,
}

/// What `closing_signed` says of the fee. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_closing_proposal {
    /// `fee_satoshis`
    pub fee_sat: u64,
    /// Whether there is a `fee_range`.
    pub has_range: u8,
    /// `fee_range`
    pub range: keelbolt_fee_range,
}

/// Where the negotiation stands for one node since the last connection.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_legacy_negotiation {
    /// `sizeof(keelbolt_legacy_negotiation)`.
    pub struct_size: usize,
    /// This node, a `keelbolt_channel_node`: the opener pays.
    pub node: i32,
    /// Whether it has sent a proposal.
    pub has_sent: u8,
    /// Whether it has received a fee before this one.
    pub has_received: u8,
    /// The fee that it would like, in satoshi.
    pub preferred_sat: u64,
    /// The fees that it takes, and the range that it sends.
    pub acceptable: keelbolt_fee_range,
    /// What it sent last.
    pub sent: keelbolt_closing_proposal,
    /// The fee that it received last, before this one, in satoshi.
    pub received_sat: u64,
}

/// What to do after a proposal whose signature is valid. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_closing_answer {
    /// The fee of the transaction to sign, in satoshi.
    pub fee_sat: u64,
    /// Whether both agree on it: the transaction is published.
    pub is_agreed: bool,
    /// Whether `closing_signed` with this fee is to be sent.
    pub reply: bool,
}

/// Tells whether a fee is in a range.
///
/// - `contains` (out): whether it is. Not NULL.
/// - `range`: only read. Not NULL.
/// - `fee_sat`: the fee, in satoshi.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_fee_range_contains(
    contains: *mut bool,
    range: *const keelbolt_fee_range,
    fee_sat: u64,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = Out::new(contains)?;
            out.set(read(range)?.to_core().contains(Sat(fee_sat)));
            Ok(())
        })
    }
}

/// Gives what two ranges have in common.
///
/// - `present` (out): whether that is anything. Not NULL.
/// - `overlap` (out): the fees of both, zeros where there are none. Not NULL.
/// - `one`: only read. Not NULL.
/// - `other`: only read. Not NULL.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_fee_range_overlap(
    present: *mut bool,
    overlap: *mut keelbolt_fee_range,
    one: *const keelbolt_fee_range,
    other: *const keelbolt_fee_range,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = OptionalOut::new(present, overlap)?;
            let overlap = read(one)?.to_core().overlap(&read(other)?.to_core());
            let of = |range: FeeRange| keelbolt_fee_range { min_sat: range.min.0, max_sat: range.max.0 };
            out.set(overlap.map(of), keelbolt_fee_range { min_sat: 0, max_sat: 0 });
            Ok(())
        })
    }
}

/// Answers a proposal.
///
/// - `answer` (out): written on success. Not NULL.
/// - `negotiation`: only read. Not NULL.
/// - `proposal`: what came; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NO_OVERLAP`: warn, and fail the channel if no better range comes.
///   `KEELBOLT_ERROR_FEE_OUT_OF_RANGE`, `KEELBOLT_ERROR_FEE_CHANGED`, `KEELBOLT_ERROR_FEE_NOT_BETWEEN`,
///   `KEELBOLT_ERROR_NO_FEE_BETWEEN`: fail the channel, or the connection. `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`,
///   `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_legacy_negotiation_answer(
    answer: *mut keelbolt_closing_answer,
    negotiation: *const keelbolt_legacy_negotiation,
    proposal: *const keelbolt_closing_proposal,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(answer)?;
            let negotiation = growing(negotiation)?.to_core()?;
            out.set(match negotiation.answer(&read(proposal)?.to_core())? {
                Answer::Agreed { fee, reply } => {
                    keelbolt_closing_answer { fee_sat: fee.0, is_agreed: true, reply }
                }
                Answer::Propose { fee } => {
                    keelbolt_closing_answer { fee_sat: fee.0, is_agreed: false, reply: true }
                }
            });
            Ok(())
        })
    }
}

impl keelbolt_fee_range {
    const fn to_core(self) -> FeeRange {
        FeeRange { min: Sat(self.min_sat), max: Sat(self.max_sat) }
    }
}

impl keelbolt_closing_proposal {
    fn to_core(self) -> Proposal {
        Proposal { fee: Sat(self.fee_sat), range: (self.has_range != 0).then(|| self.range.to_core()) }
    }
}

impl keelbolt_legacy_negotiation {
    fn to_core(self) -> Result<LegacyNegotiation, Fault> {
        Ok(LegacyNegotiation {
            node: Node::of_number(self.node)?,
            preferred: Sat(self.preferred_sat),
            acceptable: self.acceptable.to_core(),
            sent: (self.has_sent != 0).then(|| self.sent.to_core()),
            received: (self.has_received != 0).then_some(Sat(self.received_sat)),
        })
    }
}
