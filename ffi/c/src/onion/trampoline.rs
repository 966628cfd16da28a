//! What only trampoline payments have: their failures, and the paths to a recipient. A proposal, may change.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::onion::failure::write;
use crate::onion::relay::keelbolt_total_relay;
use crate::pointer::{Buffer, Out, list, read};
use crate::status::keelbolt_status;
use heapless::Vec;
use protocol::amount::Msat;
use protocol::bytes::Writer;
use protocol::sphinx::blinding::{BlindedPath, Error};
use protocol::sphinx::failure::FailureMessage;
use protocol::sphinx::trampoline::{BlindedPayinfo, PaymentPath, PaymentPaths, TrampolineFailure};

/// The most paths to a recipient that are written at once.
pub const KEELBOLT_PAYMENT_PATHS_MAX: usize = 16;

/// Why a trampoline node does not relay a payment. It travels as `int32_t`; other numbers are refused.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_trampoline_failure_kind {
    /// Routes were found, but failed for now.
    KEELBOLT_TRAMPOLINE_FAILURE_TEMPORARY = 1,
    /// There are routes for the fees and the blocks that come with it.
    KEELBOLT_TRAMPOLINE_FAILURE_FEE_OR_EXPIRY_INSUFFICIENT = 2,
    /// The next node cannot be reached.
    KEELBOLT_TRAMPOLINE_FAILURE_UNKNOWN_NEXT = 3,
}

use keelbolt_trampoline_failure_kind::*;

impl keelbolt_trampoline_failure_kind {
    #[expect(clippy::as_conversions, reason = "an enumeration of i32 has no other conversion to its number")]
    const fn number(self) -> i32 {
        self as i32
    }
}

/// Why a trampoline node does not relay a payment. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_trampoline_failure {
    /// A `keelbolt_trampoline_failure_kind`.
    pub kind: i32,
    /// The fee for every payment, in millisatoshi; this and the others are zero but for
    /// `KEELBOLT_TRAMPOLINE_FAILURE_FEE_OR_EXPIRY_INSUFFICIENT`.
    pub fee_base_msat: u32,
    /// The fee for every million of the amount.
    pub fee_proportional_millionths: u32,
    /// The blocks that the route takes.
    pub cltv_expiry_delta: u16,
}

/// A path to a recipient and what it asks of a payment. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_payment_path {
    /// The path, whole.
    pub path: keelbolt_bytes,
    /// The fees and the blocks of the whole path.
    pub relay: keelbolt_total_relay,
    /// The least amount that may arrive.
    pub htlc_minimum_msat: u64,
    /// The greatest amount that may arrive.
    pub htlc_maximum_msat: u64,
}

/// Reads the failure of a trampoline node.
///
/// - `present` (out): whether it is one, and its data are whole. Not NULL.
/// - `failure` (out): written on success; zeros where it is none. Not NULL.
/// - `failuremsg`: as `keelbolt_failure_decrypt` gives it; only read. NULL only with length 0.
/// - `failuremsg_length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_failure_message_parse`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_trampoline_failure_parse(
    present: *mut bool,
    failure: *mut keelbolt_trampoline_failure,
    failuremsg: *const u8,
    failuremsg_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (present, out) = (Out::new(present)?, Out::new(failure)?);
            let (message, _) = FailureMessage::parse(list(failuremsg, failuremsg_length)?)?;
            let failure = TrampolineFailure::parse(&message);
            present.set(failure.is_some());
            out.set(failure.into());
            Ok(())
        })
    }
}

/// Writes the failure of a trampoline node, for `keelbolt_failure_create`.
///
/// - `failuremsg` (out): room for the failure; 64 bytes suffice. Left unwritten on an error.
/// - `failuremsg_length` (in, out): the room in bytes; on return the length of the failure. Not NULL.
/// - `failure`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_trampoline_failure_write(
    failuremsg: *mut u8,
    failuremsg_length: *mut usize,
    failure: *const keelbolt_trampoline_failure,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(failuremsg, failuremsg_length)?;
            write(out, &read(failure)?.to_core()?.message(&mut [0; 10]), &[])
        })
    }
}

/// Counts the paths to a recipient.
///
/// - `count` (out): how many there are. Not NULL.
/// - `paths`: of a payload; only read. NULL only with length 0.
/// - `paths_length`: how many bytes they have.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_payment_paths_at`, but for index and buffer.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_payment_paths_count(
    count: *mut usize,
    paths: *const u8,
    paths_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(count)?;
            out.set(payment_paths(paths, paths_length)?.iter().count());
            Ok(())
        })
    }
}

/// Gives one of the paths to a recipient.
///
/// - `path` (out): written on success. Not NULL.
/// - `buffer` (out): room for the path itself, to which `path` points, or NULL to ask for its length. Left unwritten on
///   an error.
/// - `buffer_length` (in, out): the room in bytes; on return the length of the path. Not NULL.
/// - `paths`: of a payload; only read. NULL only with length 0.
/// - `paths_length`: how many bytes they have.
/// - `index`: below the count.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NO_HOPS`, `KEELBOLT_ERROR_PATH_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_TRUNCATED`,
///   `KEELBOLT_ERROR_FIRST_NODE`, `KEELBOLT_ERROR_INDEX_OUT_OF_RANGE`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_payment_paths_at(
    path: *mut keelbolt_payment_path,
    buffer: *mut u8,
    buffer_length: *mut usize,
    paths: *const u8,
    paths_length: usize,
    index: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (path, out) = (Out::new(path)?, Buffer::new(buffer, buffer_length)?);
            let found = at(payment_paths(paths, paths_length)?, index)?;
            let mut writer = Writer::new(out.zeroed(found.path.length())?);
            found.path.write(&mut writer)?;
            path.set(keelbolt_payment_path {
                path: keelbolt_bytes::of(writer.finish()),
                relay: found.payinfo.relay.into(),
                htlc_minimum_msat: found.payinfo.htlc_minimum.0,
                htlc_maximum_msat: found.payinfo.htlc_maximum.0,
            });
            Ok(())
        })
    }
}

/// Gives the numbers of the feature bits that a payment over one of the paths to a recipient may use, ascending.
///
/// - `bits` (out): room for the numbers, or NULL to ask how many there are. Left unwritten on an error.
/// - `bit_count` (in, out): the room in numbers; on return how many there are. Not NULL.
/// - `paths`: of a payload; only read. NULL only with length 0.
/// - `paths_length`: how many bytes they have.
/// - `index`: below the count.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_payment_paths_at`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_payment_paths_features(
    bits: *mut u32,
    bit_count: *mut usize,
    paths: *const u8,
    paths_length: usize,
    index: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(bits, bit_count)?;
            let features = at(payment_paths(paths, paths_length)?, index)?.payinfo.features();
            out.fill(features.bits().count(), features.bits())
        })
    }
}

/// Writes paths to a recipient, which allow no features, for a payload.
///
/// - `bytes` (out): room for the paths: 28 bytes more for each than it has itself; or NULL to ask for their length. Left
///   unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length of the paths. Not NULL.
/// - `paths`: in order, the preferred first; only read. NULL only when there are none.
/// - `path_count`: how many they are, at most `KEELBOLT_PAYMENT_PATHS_MAX`.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_path_parse` for each; `KEELBOLT_ERROR_TRUNCATED` when there is none,
///   `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_TOO_MANY`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_payment_paths_write(
    bytes: *mut u8,
    length: *mut usize,
    paths: *const keelbolt_payment_path,
    path_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(bytes, length)?;
            let mut core = Vec::<PaymentPath<'_>, KEELBOLT_PAYMENT_PATHS_MAX>::new();
            for path in list(paths, path_count)? {
                let expected = KEELBOLT_PAYMENT_PATHS_MAX;
                let too_many = Fault::TooMany { expected, found: path_count };
                core.push(path.to_core()?).map_err(|_| too_many)?;
            }
            let length = core.iter().map(|path| path.path.length().saturating_add(PAYINFO_LENGTH));
            let out = out.zeroed(length.fold(0, usize::saturating_add))?;
            PaymentPaths::write(&core, out).map_err(paths_fault)?;
            Ok(())
        })
    }
}

/// The length of what a path asks of a payment, without features.
const PAYINFO_LENGTH: usize = 4 + 4 + 2 + 8 + 8 + 2;

/// # Safety
///
/// `paths` is NULL or has `length` readable bytes for `'a`.
unsafe fn payment_paths<'a>(paths: *const u8, length: usize) -> Result<PaymentPaths<'a>, Fault> {
    // SAFETY: passed on from the caller.
    PaymentPaths::parse(unsafe { list(paths, length)? }).map_err(paths_fault)
}

const fn paths_fault(error: Error) -> Fault {
    Fault::RecipientPaths(error)
}

fn at(paths: PaymentPaths<'_>, index: usize) -> Result<PaymentPath<'_>, Fault> {
    let length = paths.iter().count();
    paths.iter().nth(index).ok_or(Fault::IndexOutOfRange { index, length })
}

impl keelbolt_payment_path {
    /// # Safety
    ///
    /// The members are as their documentation asks, for `'a`.
    unsafe fn to_core<'a>(self) -> Result<PaymentPath<'a>, Fault> {
        // SAFETY: passed on from the caller.
        let path = BlindedPath::parse(unsafe { self.path.read()? })?;
        let (minimum, maximum) = (Msat(self.htlc_minimum_msat), Msat(self.htlc_maximum_msat));
        Ok(PaymentPath { path, payinfo: BlindedPayinfo::new(self.relay.into(), minimum, maximum) })
    }
}

impl From<Option<TrampolineFailure>> for keelbolt_trampoline_failure {
    fn from(failure: Option<TrampolineFailure>) -> Self {
        let of = |kind: keelbolt_trampoline_failure_kind| Self {
            kind: kind.number(),
            fee_base_msat: 0,
            fee_proportional_millionths: 0,
            cltv_expiry_delta: 0,
        };
        match failure {
            None => Self { kind: 0, ..of(KEELBOLT_TRAMPOLINE_FAILURE_TEMPORARY) },
            Some(TrampolineFailure::Temporary) => of(KEELBOLT_TRAMPOLINE_FAILURE_TEMPORARY),
            Some(TrampolineFailure::UnknownNext) => of(KEELBOLT_TRAMPOLINE_FAILURE_UNKNOWN_NEXT),
            Some(TrampolineFailure::FeeOrExpiryInsufficient {
                fee_base_msat,
                fee_proportional_millionths,
                cltv_expiry_delta,
            }) => Self {
                kind: KEELBOLT_TRAMPOLINE_FAILURE_FEE_OR_EXPIRY_INSUFFICIENT.number(),
                fee_base_msat,
                fee_proportional_millionths,
                cltv_expiry_delta,
            },
        }
    }
}

impl keelbolt_trampoline_failure {
    fn to_core(self) -> Result<TrampolineFailure, Fault> {
        const TEMPORARY: i32 = KEELBOLT_TRAMPOLINE_FAILURE_TEMPORARY.number();
        const INSUFFICIENT: i32 = KEELBOLT_TRAMPOLINE_FAILURE_FEE_OR_EXPIRY_INSUFFICIENT.number();
        const UNKNOWN_NEXT: i32 = KEELBOLT_TRAMPOLINE_FAILURE_UNKNOWN_NEXT.number();
        match self.kind {
            TEMPORARY => Ok(TrampolineFailure::Temporary),
            INSUFFICIENT => Ok(TrampolineFailure::FeeOrExpiryInsufficient {
                fee_base_msat: self.fee_base_msat,
                fee_proportional_millionths: self.fee_proportional_millionths,
                cltv_expiry_delta: self.cltv_expiry_delta,
            }),
            UNKNOWN_NEXT => Ok(TrampolineFailure::UnknownNext),
            found => Err(Fault::UnknownEnumValue { found }),
        }
    }
}
