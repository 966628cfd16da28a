//! Whether an HTLC may be forwarded or is what was to be received. A refusal is the failure to send.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::onion::instruction::keelbolt_receive;
use crate::pointer::{Buffer, Out, growing, read};
use crate::status::keelbolt_status;
use protocol::amount::Msat;
use protocol::bytes::Writer;
use protocol::crypto::{PaymentHash, PaymentSecret};
use protocol::sphinx::failure::FailureMessage;
use protocol::sphinx::payload::{self, Expected, ForwardingPolicy, Htlc, HtlcSet};
use protocol::sphinx::trampoline;
use protocol::time::{BlockDelta, BlockHeight};

/// How many blocks in the future an HTLC may expire, `max_htlc_cltv`.
pub const KEELBOLT_MAX_HTLC_CLTV: u64 = 2016;

/// For how many seconds after the first HTLC a final node waits at least for the other parts of a payment, before it
/// fails them all with `KEELBOLT_FAILURE_MPP_TIMEOUT`.
pub const KEELBOLT_MPP_TIMEOUT_SECONDS: u64 = 60;

const _: () = assert!(KEELBOLT_MAX_HTLC_CLTV == payload::MAX_HTLC_CLTV.0);
const _: () = assert!(KEELBOLT_MPP_TIMEOUT_SECONDS == payload::MPP_TIMEOUT.as_secs());

/// Amount and expiry of an HTLC. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_htlc {
    /// `amount_msat`.
    pub amount_msat: u64,
    /// `cltv_expiry`.
    pub cltv_expiry: u32,
}

/// What a node asks of an HTLC that it forwards over one of its channels: its `channel_update`, and its caution.
///
/// Before the first use: `keelbolt_forwarding_policy policy = {0}; policy.struct_size = sizeof policy;` (in C++
/// `= {}`). Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_forwarding_policy {
    /// `sizeof(keelbolt_forwarding_policy)`, set by the caller.
    pub struct_size: usize,
    /// The least amount of an outgoing HTLC.
    pub htlc_minimum_msat: u64,
    /// The greatest amount of an outgoing HTLC.
    pub htlc_maximum_msat: u64,
    /// The blocks between the expiry of the incoming and that of the outgoing HTLC.
    pub cltv_expiry_delta: u64,
    /// How many blocks an outgoing HTLC must have left, so as to be safe.
    pub expiry_margin: u64,
    /// The fee for every HTLC, in millisatoshi.
    pub fee_base_msat: u32,
    /// The fee for every million of the amount.
    pub fee_proportional_millionths: u32,
    /// Whether the channel is disabled.
    pub disabled: u8,
    /// What a failure carries of the channel: NULL, as the specification advises, or its `channel_update`.
    pub channel_update: keelbolt_bytes,
}

/// What a final node expects of a payment: what it wrote into the invoice, or nothing for one without.
///
/// Before the first use: `keelbolt_expected expected = {0}; expected.struct_size = sizeof expected;` (in C++ `= {}`).
/// Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_expected {
    /// `sizeof(keelbolt_expected)`, set by the caller.
    pub struct_size: usize,
    /// The least amount; counts when `has_amount` is not 0, else it is left to the payer.
    pub amount_msat: u64,
    /// The blocks that are left when the last HTLC arrives.
    pub min_final_cltv_expiry_delta: u64,
    /// Whether there is a least amount.
    pub has_amount: u8,
    /// Whether the origin has to repeat `payment_secret`; not for a payment without an invoice, or over a blinded path,
    /// whose `path_id` takes its place. Of the latter ask only for what came as `KEELBOLT_INSTRUCTION_BLINDED_RECEIVE`
    /// with that `path_id`: off the path, whoever knows the hash would find the payee.
    pub has_payment_secret: u8,
    /// Whether the payment may come in parts: the feature `basic_mpp`.
    pub basic_mpp: u8,
    /// The hash that is paid for.
    pub payment_hash: [u8; 32],
    /// The secret that the origin has to repeat.
    pub payment_secret: [u8; 32],
    /// The metadata that the origin has to repeat; or NULL.
    pub payment_metadata: keelbolt_bytes,
}

/// The amounts of the HTLCs that have arrived for one payment. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_htlc_set {
    /// The amount of the whole payment.
    pub total_msat: u64,
    /// What has arrived of it.
    pub received_msat: u64,
    /// Whether all HTLCs of the set are to be fulfilled; until then none is.
    pub is_complete: bool,
}

/// Gives the fee for forwarding an amount.
///
/// - `fee_msat` (out): in millisatoshi; `UINT64_MAX` for more than any amount. Not NULL.
/// - `policy`: only read. Not NULL.
/// - `amount_msat`: the amount of the outgoing HTLC.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_forwarding_fee(
    fee_msat: *mut u64,
    policy: *const keelbolt_forwarding_policy,
    amount_msat: u64,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(fee_msat)?;
            let fee = growing(policy)?.to_core()?.fee(Msat(amount_msat));
            out.set(u64::try_from(fee).unwrap_or(u64::MAX));
            Ok(())
        })
    }
}

/// Asks whether a node that was given one HTLC may send another one, and which failure to send where it may not.
///
/// - `accepted` (out): whether it may. Not NULL.
/// - `failuremsg` (out): room for the failure, for `keelbolt_failure_create`: 64 bytes, and as many as the
///   `channel_update` has. Left unwritten when it is too small; after other errors its content means nothing.
/// - `failuremsg_length` (in, out): the room in bytes; on return the length of the failure, 0 where it may. Not NULL.
/// - `policy`: only read. Not NULL.
/// - `incoming`: the HTLC that was given; only read. Not NULL.
/// - `outgoing`: the HTLC that the onion asks for; only read. Not NULL.
/// - `height`: the height of the best block.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_CHANNEL_UPDATE_TOO_LONG`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_forwarding_check(
    accepted: *mut bool,
    failuremsg: *mut u8,
    failuremsg_length: *mut usize,
    policy: *const keelbolt_forwarding_policy,
    incoming: *const keelbolt_htlc,
    outgoing: *const keelbolt_htlc,
    height: u32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Verdict::new(accepted, failuremsg, failuremsg_length)?;
            let policy = growing(policy)?.to_core()?;
            let (incoming, outgoing) = (htlc(incoming)?, htlc(outgoing)?);
            out.set(policy.check(incoming, outgoing, BlockHeight(height)))
        })
    }
}

/// Asks whether an HTLC is what a final node was to receive, and which failure to send where it is not.
///
/// - `accepted` (out): whether it is. Not NULL.
/// - `failuremsg` (out): room for the failure, for `keelbolt_failure_create`; 64 bytes suffice. Left unwritten on an
///   error.
/// - `failuremsg_length` (in, out): the room in bytes; on return the length of the failure, 0 where it is. Not NULL.
/// - `expected`: only read. Not NULL.
/// - `htlc`: the HTLC that arrived; only read. Not NULL.
/// - `receive`: what its onion says; only read. Not NULL.
/// - `height`: the height of the best block.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_receive_check(
    accepted: *mut bool,
    failuremsg: *mut u8,
    failuremsg_length: *mut usize,
    expected: *const keelbolt_expected,
    htlc: *const keelbolt_htlc,
    receive: *const keelbolt_receive,
    height: u32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Verdict::new(accepted, failuremsg, failuremsg_length)?;
            let expected = growing(expected)?.to_core()?;
            let htlc = self::htlc(htlc)?;
            read(receive)?.with_core(|receive| out.set(expected.check(htlc, receive, BlockHeight(height))))
        })
    }
}

/// Begins the set of the HTLCs of one payment with the first that was found acceptable.
///
/// - `set` (out): written on success. Not NULL.
/// - `receive`: what its onion says; only read. Not NULL.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_htlc_set_new(
    set: *mut keelbolt_htlc_set,
    receive: *const keelbolt_receive,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(core::ptr::null_mut(), || {
            let out = Out::new(set)?;
            read(receive)?.with_core(|receive| {
                out.set(HtlcSet::new(receive).into());
                Ok(())
            })
        })
    }
}

/// Adds another HTLC that was found acceptable to the set of its payment; where it does not belong there, tells the
/// failure to send for it, and with their own amounts for all others of the set.
///
/// - `accepted` (out): whether it belongs there. Not NULL.
/// - `failuremsg` (out): room for the failure, for `keelbolt_failure_create`; 64 bytes suffice. Left unwritten on an
///   error.
/// - `failuremsg_length` (in, out): the room in bytes; on return the length of the failure, 0 where it belongs there.
///   Not NULL.
/// - `set` (in, out): left as it is where the HTLC does not belong there. Not NULL.
/// - `htlc`: the HTLC that arrived; only read. Not NULL.
/// - `receive`: what its onion says; only read. Not NULL.
/// - `height`: the height of the best block.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_htlc_set_join(
    accepted: *mut bool,
    failuremsg: *mut u8,
    failuremsg_length: *mut usize,
    set: *mut keelbolt_htlc_set,
    htlc: *const keelbolt_htlc,
    receive: *const keelbolt_receive,
    height: u32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says. Of the set only the two numbers are read, which have no
    // invalid bit pattern.
    unsafe {
        entry(error, || {
            let out = Verdict::new(accepted, failuremsg, failuremsg_length)?;
            let joined = Out::new(set)?;
            let numbers = keelbolt_receive {
                total_msat: (&raw const (*set).total_msat).read(),
                amt_to_forward_msat: (&raw const (*set).received_msat).read(),
                ..read(receive)?
            };
            let htlc = self::htlc(htlc)?;
            let set = numbers.with_core(|receive| Ok(HtlcSet::new(receive)))?;
            read(receive)?.with_core(|receive| {
                let verdict = set.join(htlc, receive, BlockHeight(height));
                out.set(verdict.map(drop))?;
                if let Ok(set) = verdict {
                    joined.set(set.into());
                }
                Ok(())
            })
        })
    }
}

/// Asks whether the final node of a trampoline payment was given at least what the origin says, and which failure to
/// send where it was not. A proposal, may change.
///
/// - `accepted` (out): whether it was. Not NULL.
/// - `failuremsg` (out): room for the failure, for `keelbolt_failure_create`; 64 bytes suffice. Left unwritten on an
///   error.
/// - `failuremsg_length` (in, out): the room in bytes; on return the length of the failure, 0 where it was. Not NULL.
/// - `outer`: what the onion says that brought the trampoline onion; only read. Not NULL.
/// - `inner`: what the trampoline onion says; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_trampoline_check(
    accepted: *mut bool,
    failuremsg: *mut u8,
    failuremsg_length: *mut usize,
    outer: *const keelbolt_receive,
    inner: *const keelbolt_receive,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Verdict::new(accepted, failuremsg, failuremsg_length)?;
            let (outer, inner) = (read(outer)?, read(inner)?);
            outer.with_core(|outer| inner.with_core(|inner| out.set(trampoline::check_outer(outer, inner))))
        })
    }
}

/// Whether something is acceptable, and room for the failure to send where it is not.
struct Verdict<'a> {
    accepted: Out<bool>,
    failuremsg: Buffer<'a, u8>,
}

impl Verdict<'_> {
    /// # Safety
    ///
    /// As [`Out::new`] and [`Buffer::new`].
    unsafe fn new(accepted: *mut bool, failuremsg: *mut u8, length: *mut usize) -> Result<Self, Fault> {
        // SAFETY: passed on from the caller.
        unsafe { Ok(Self { accepted: Out::new(accepted)?, failuremsg: Buffer::new(failuremsg, length)? }) }
    }

    fn set(self, verdict: Result<(), FailureMessage<'_>>) -> Result<(), Fault> {
        let length = verdict.err().map_or(0, |failure| failure.length());
        let out = self.failuremsg.zeroed(length)?;
        if let Err(failure) = verdict {
            failure.write(&mut Writer::new(out))?;
        }
        self.accepted.set(verdict.is_ok());
        Ok(())
    }
}

/// # Safety
///
/// `htlc` is NULL or readable.
unsafe fn htlc(htlc: *const keelbolt_htlc) -> Result<Htlc, Fault> {
    // SAFETY: passed on from the caller.
    let htlc = unsafe { read(htlc)? };
    Ok(Htlc { amount: Msat(htlc.amount_msat), cltv_expiry: BlockHeight(htlc.cltv_expiry) })
}

impl keelbolt_forwarding_policy {
    /// # Safety
    ///
    /// The members are as their documentation asks, for `'a`.
    unsafe fn to_core<'a>(self) -> Result<ForwardingPolicy<'a>, Fault> {
        Ok(ForwardingPolicy {
            fee_base_msat: self.fee_base_msat,
            fee_proportional_millionths: self.fee_proportional_millionths,
            cltv_expiry_delta: BlockDelta(self.cltv_expiry_delta),
            htlc_minimum: Msat(self.htlc_minimum_msat),
            htlc_maximum: Msat(self.htlc_maximum_msat),
            disabled: self.disabled != 0,
            expiry_margin: BlockDelta(self.expiry_margin),
            // SAFETY: passed on from the caller.
            channel_update: unsafe { self.channel_update.read()? },
        })
    }
}

impl keelbolt_expected {
    /// # Safety
    ///
    /// The members are as their documentation asks, for `'a`.
    unsafe fn to_core<'a>(self) -> Result<Expected<'a>, Fault> {
        Ok(Expected {
            payment_hash: PaymentHash(self.payment_hash),
            payment_secret: (self.has_payment_secret != 0).then_some(PaymentSecret(self.payment_secret)),
            // SAFETY: passed on from the caller.
            payment_metadata: unsafe { self.payment_metadata.read_optional()? },
            amount: (self.has_amount != 0).then_some(Msat(self.amount_msat)),
            min_final_cltv_expiry_delta: BlockDelta(self.min_final_cltv_expiry_delta),
            basic_mpp: self.basic_mpp != 0,
        })
    }
}

impl From<HtlcSet> for keelbolt_htlc_set {
    fn from(set: HtlcSet) -> Self {
        Self { total_msat: set.total().0, received_msat: set.received().0, is_complete: set.is_complete() }
    }
}
