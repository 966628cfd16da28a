//! What comes back with a preimage: hold times, and what the recipient tells the origin.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::onion::attribution::{first_report, keelbolt_hold_times, next_report, received};
use crate::onion::lists::{shared_secret, shared_secrets};
use crate::pointer::{Buffer, Out, bytes_mut, list};
use crate::status::keelbolt_status;
use protocol::bytes;
use protocol::sphinx::attribution::{self, fulfillment};

/// The most an encrypted fulfillment payload may take, in bytes.
pub const KEELBOLT_FULFILLMENT_MAX_LENGTH: usize = 32768;

const _: () = assert!(KEELBOLT_FULFILLMENT_MAX_LENGTH == fulfillment::MAX_PAYLOAD_LENGTH);

/// What became of a fulfillment payload.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_fulfillment_outcome {
    /// Nothing came. A node on the way may have dropped it: the hold times tell.
    KEELBOLT_FULFILLMENT_ABSENT = 0,
    /// It was changed on the way: the hold times tell where.
    KEELBOLT_FULFILLMENT_NOT_AUTHENTIC = 1,
    /// It is the recipient's.
    KEELBOLT_FULFILLMENT_AUTHENTIC = 2,
}

use keelbolt_fulfillment_outcome::*;

impl keelbolt_fulfillment_outcome {
    #[expect(clippy::as_conversions, reason = "an enumeration of i32 has no other conversion to its number")]
    const fn number(self) -> i32 {
        self as i32
    }
}

/// What came back with a preimage. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_fulfillment {
    /// A `keelbolt_fulfillment_outcome`.
    pub outcome: i32,
    /// The recipient's TLV stream, with its padding (record 1), where it is authentic; it points into the payload.
    pub records: keelbolt_bytes,
    /// Who held the payment for how long.
    pub hold_times: keelbolt_hold_times,
}

/// Encrypts what the recipient tells the origin, padded.
///
/// - `payload` (out): room for it, or NULL to ask for its length: a multiple of 256, and 16 bytes. Left unwritten when
///   it is too small; after other errors its content means nothing.
/// - `payload_length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `records`: a TLV stream with types above 1; only read. NULL only with length 0.
/// - `records_length`: how many bytes it has.
/// - `shared_secret`: of the recipient and the origin, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: those from `KEELBOLT_ERROR_BIG_SIZE_TRUNCATED` to `KEELBOLT_ERROR_TLV_ORDER`,
///   `KEELBOLT_ERROR_RESERVED_RECORD`, `KEELBOLT_ERROR_TOO_LONG`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_fulfillment_create(
    payload: *mut u8,
    payload_length: *mut usize,
    records: *const u8,
    records_length: usize,
    shared_secret: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(payload, payload_length)?;
            let records = list(records, records_length)?;
            let secret = self::shared_secret(shared_secret)?;
            // The core tells the length when it has no room.
            let needed = match fulfillment::create(records, &secret, &mut []) {
                Err(attribution::Error::Bytes(bytes::Error::BufferTooSmall { needed, .. })) => needed,
                other => other?.len(),
            };
            fulfillment::create(records, &secret, out.zeroed(needed)?)?;
            Ok(())
        })
    }
}

/// The recipient's report, when it fulfills: it covers no payload, which proves itself.
///
/// - `attribution_data` (out): 920 bytes. Not NULL.
/// - `shared_secret`: of the recipient and the origin, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `hold_time`: how long the recipient held the HTLC, in units of 100 milliseconds.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_fulfillment_attribute(
    attribution_data: *mut u8,
    shared_secret: *const u8,
    hold_time: u32,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(core::ptr::null_mut(), || {
            let secret = self::shared_secret(shared_secret)?;
            first_report(attribution_data, hold_time, |report| {
                let mut report = report.ok_or(Fault::NullPointer)?;
                fulfillment::attribute(&mut report, &secret);
                Ok(())
            })
        })
    }
}

/// Passes a fulfillment from downstream on: adds this node's report, and obfuscates the payload where it lies, if one
/// came.
///
/// - `payload` (in, out): as it came; NULL where none came.
/// - `payload_length`: how many bytes it has; 0 with NULL.
/// - `attribution_data` (in, out): as it came, or 920 zeros where none came; NULL for a node that does not support
///   `option_attribution_data`.
/// - `attribution_data_length`: how many bytes came; 0 with NULL.
/// - `shared_secret`: of this node and the origin, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `hold_time`: how long this node held the HTLC, in units of 100 milliseconds.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_TOO_LONG`, when the peer breaks the protocol; `KEELBOLT_ERROR_ATTRIBUTION_LENGTH`,
///   `KEELBOLT_ERROR_NULL_POINTER`; nothing is changed then.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_fulfillment_wrap(
    payload: *mut u8,
    payload_length: usize,
    attribution_data: *mut u8,
    attribution_data_length: usize,
    shared_secret: *const u8,
    hold_time: u32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let secret = self::shared_secret(shared_secret)?;
            let payload = optional_bytes(payload, payload_length)?;
            next_report(attribution_data, attribution_data_length, hold_time, |report| {
                Ok(fulfillment::wrap(payload, &secret, report)?)
            })
        })
    }
}

/// Decrypts a fulfillment payload where it lies, at the origin, and reads the hold times.
///
/// - `fulfillment` (out): written on success. Not NULL.
/// - `payload` (in, out): as it came, which `fulfillment` borrows; NULL where none came.
/// - `payload_length`: how many bytes it has; 0 with NULL.
/// - `attribution_data`: as it came; only read. NULL where none came.
/// - `attribution_data_length`: how many bytes it has; 0 with NULL.
/// - `shared_secrets`: as `keelbolt_onion_build` gave them, 32 bytes for each hop; only read. Not NULL.
/// - `hop_count`: how many hops the route has, 1 to `KEELBOLT_ONION_MAX_HOPS`.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_HOP_COUNT`, `KEELBOLT_ERROR_TOO_LONG`, `KEELBOLT_ERROR_ATTRIBUTION_LENGTH`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_fulfillment_decrypt(
    fulfillment: *mut keelbolt_fulfillment,
    payload: *mut u8,
    payload_length: usize,
    attribution_data: *const u8,
    attribution_data_length: usize,
    shared_secrets: *const u8,
    hop_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(fulfillment)?;
            let too_many = |found| Fault::from(attribution::Error::HopCount { found });
            let secrets = self::shared_secrets(shared_secrets, hop_count, too_many)?;
            let attribution = received(attribution_data, attribution_data_length)?;
            let payload = optional_bytes(payload, payload_length)?;
            let found = fulfillment::decrypt(payload, attribution, &secrets)?;
            let (outcome, records) = match found.payload {
                fulfillment::Payload::Absent => (KEELBOLT_FULFILLMENT_ABSENT, None),
                fulfillment::Payload::NotAuthentic => (KEELBOLT_FULFILLMENT_NOT_AUTHENTIC, None),
                fulfillment::Payload::Authentic(records) => (KEELBOLT_FULFILLMENT_AUTHENTIC, Some(records)),
            };
            out.set(keelbolt_fulfillment {
                outcome: outcome.number(),
                records: keelbolt_bytes::of_optional(records),
                hold_times: found.hold_times.into(),
            });
            Ok(())
        })
    }
}

/// # Safety
///
/// `bytes` is NULL or has `length` readable and writable bytes for `'a`.
unsafe fn optional_bytes<'a>(bytes: *mut u8, length: usize) -> Result<Option<&'a mut [u8]>, Fault> {
    match bytes.is_null() && length == 0 {
        true => Ok(None),
        // SAFETY: passed on from the caller.
        false => unsafe { bytes_mut(bytes, length).map(Some) },
    }
}
