//! Commitments that are to be built.

use crate::channel::parameters::{self, keelbolt_channel_parameters};
use crate::commitment::number;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::heap::{Heap, free, give, handle};
use crate::number::Mirror;
use crate::pointer::{Out, growing, list};
use crate::status::keelbolt_status;
use alloc::vec::Vec;
use protocol::amount::{Msat, Sat};
use protocol::commitment::Node;
use protocol::commitment::{Commitment, CommitmentDraft, Htlc};
use protocol::crypto::{PaymentHash, PublicKey};
use protocol::time::BlockHeight;

/// A commitment transaction, unsigned, with what is known of each output; opaque, in memory of the library's.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
pub struct keelbolt_commitment {
    heap: Heap<Commitment>,
}

handle!(keelbolt_commitment of Commitment);

/// An HTLC of a commitment. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_commitment_htlc {
    /// Who pays: a `keelbolt_channel_node`.
    pub offered_by: i32,
    /// The height from which who pays takes it back.
    pub cltv_expiry: u32,
    /// How much, in millisatoshi.
    pub amount_msat: u64,
    /// What it is locked to.
    pub payment_hash: [u8; 32],
}

/// A commitment that is to be built.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_commitment_draft {
    /// `sizeof(keelbolt_commitment_draft)`.
    pub struct_size: usize,
    /// Whose commitment it is, who can publish it: a `keelbolt_channel_node`.
    pub owner: i32,
    /// Satoshi for a thousand units of weight; 0 without fees.
    pub feerate_per_kw: u32,
    /// Its number, from 0 on, below 2^48.
    pub number: u64,
    /// What belongs to the opener, before fees and anchors, without HTLCs; in millisatoshi.
    pub opener_balance_msat: u64,
    /// What belongs to the accepter, without HTLCs; in millisatoshi.
    pub accepter_balance_msat: u64,
    /// The owner's point for it.
    pub per_commitment_point: [u8; 33],
    /// The HTLCs, in any order; that of equal ones stays. NULL only when there are none.
    pub htlcs: *const keelbolt_commitment_htlc,
    /// How many they are.
    pub htlc_count: usize,
}

/// Builds a commitment: trims, takes fees and anchors from the opener, orders the outputs.
///
/// What the opener cannot pay of the fee it does not pay, but for the anchors: whether that may be is
/// `keelbolt_commitment_check_reserve`'s to say.
///
/// - `commitment` (out): a new commitment, for `keelbolt_commitment_free`. Not NULL. Left unwritten on an error.
/// - `channel`: only read. Not NULL.
/// - `draft`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: those from `KEELBOLT_ERROR_FUNDING_AMOUNT` to `KEELBOLT_ERROR_FEE_EXCEEDS_BALANCE`, the last when the
///   opener cannot even pay the anchors; `KEELBOLT_ERROR_KEY_NOT_A_POINT`,
///   `KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_NULL_POINTER`; for points made for it `KEELBOLT_ERROR_POINTS_CANCEL`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_build(
    commitment: *mut *mut keelbolt_commitment,
    channel: *const keelbolt_channel_parameters,
    draft: *const keelbolt_commitment_draft,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(commitment)?;
            let channel = parameters::read(channel)?;
            give(out, with_draft(draft, |draft| Ok(draft.build(&channel)?))?);
            Ok(())
        })
    }
}

/// Ends a commitment.
///
/// - `commitment`: not used afterwards; NULL is nothing.
/// - Threads: may be called from any thread; nobody else uses the commitment.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_free(commitment: *mut keelbolt_commitment) {
    // SAFETY: NULL, or a commitment of this library's that nobody uses.
    unsafe { free(commitment) }
}

/// Checks that both nodes keep what they must: the opener the fees, and each its reserve, once it has had more (BOLT 2,
/// `channel_reserve_satoshis`).
///
/// - `draft`: only read. Not NULL.
/// - `channel`: only read. Not NULL.
/// - `opener_reserve_sat`: what the opener keeps, in satoshi.
/// - `accepter_reserve_sat`: what the accepter keeps, in satoshi.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_FEE_EXCEEDS_BALANCE`, `KEELBOLT_ERROR_BELOW_RESERVE`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`,
///   `KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_check_reserve(
    draft: *const keelbolt_commitment_draft,
    channel: *const keelbolt_channel_parameters,
    opener_reserve_sat: u64,
    accepter_reserve_sat: u64,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let channel = parameters::read(channel)?;
            let (opener, accepter) = (Sat(opener_reserve_sat), Sat(accepter_reserve_sat));
            with_draft(draft, |draft| Ok(draft.check_reserve(&channel, opener, accepter)?))
        })
    }
}

/// Tells whether an HTLC has no output in a commitment, because it would be too small.
///
/// - `trimmed` (out): whether it has none. Not NULL.
/// - `draft`: only read; its HTLCs do not count. Not NULL.
/// - `channel`: only read. Not NULL.
/// - `htlc`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_COMMITMENT_NUMBER_TOO_LARGE`,
///   `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_is_trimmed(
    trimmed: *mut bool,
    draft: *const keelbolt_commitment_draft,
    channel: *const keelbolt_channel_parameters,
    htlc: *const keelbolt_commitment_htlc,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(trimmed)?;
            let channel = parameters::read(channel)?;
            let htlc = crate::pointer::read(htlc)?.to_core()?;
            out.set(with_draft(draft, |draft| Ok(draft.is_trimmed(&htlc, &channel)))?);
            Ok(())
        })
    }
}

/// Runs `body` with the draft.
///
/// # Safety
///
/// `draft` is NULL, or aligned, its `struct_size` readable, and as many bytes as that says; its members are as their
/// documentation asks.
unsafe fn with_draft<R>(
    draft: *const keelbolt_commitment_draft,
    body: impl FnOnce(&CommitmentDraft<'_>) -> Result<R, Fault>,
) -> Result<R, Fault> {
    // SAFETY: passed on from the caller.
    let (draft, htlcs) = unsafe {
        let draft = growing(draft)?;
        (draft, htlcs(draft.htlcs, draft.htlc_count)?)
    };
    body(&CommitmentDraft {
        owner: Node::of_number(draft.owner)?,
        number: number::of_u64(draft.number)?,
        per_commitment_point: PublicKey::parse(&draft.per_commitment_point)?,
        opener_balance: Msat(draft.opener_balance_msat),
        accepter_balance: Msat(draft.accepter_balance_msat),
        feerate_per_kw: draft.feerate_per_kw,
        htlcs: &htlcs,
    })
}

/// # Safety
///
/// `htlcs` is NULL, or aligned and readable for `count` elements.
pub(super) unsafe fn htlcs(htlcs: *const keelbolt_commitment_htlc, count: usize) -> Result<Vec<Htlc>, Fault> {
    // SAFETY: passed on from the caller.
    unsafe { list(htlcs, count)? }.iter().copied().map(keelbolt_commitment_htlc::to_core).collect()
}

impl keelbolt_commitment_htlc {
    fn to_core(self) -> Result<Htlc, Fault> {
        Ok(Htlc {
            offered_by: Node::of_number(self.offered_by)?,
            amount: Msat(self.amount_msat),
            payment_hash: PaymentHash(self.payment_hash),
            cltv_expiry: BlockHeight(self.cltv_expiry),
        })
    }
}
