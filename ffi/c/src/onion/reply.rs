//! Failures on their way back to the origin.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::onion::attribution::{first_report, keelbolt_hold_times, next_report, received};
use crate::onion::lists::{shared_secret, shared_secrets};
use crate::pointer::{Buffer, Out, bytes_mut, list, read};
use crate::status::keelbolt_status;
use protocol::sphinx::failure::{
    self, FailureMessage, MAX_PACKET_LENGTH, PADDED_LENGTH, ReturnPacket, decrypt, wrap,
};

/// What a failure and its padding take at least, together and in bytes.
pub const KEELBOLT_FAILURE_PADDED_LENGTH: usize = 256;

/// The most a `reason` may take, in bytes; one that is longer is cut.
pub const KEELBOLT_FAILURE_MAX_LENGTH: usize = 32768;

const _: () = assert!(KEELBOLT_FAILURE_PADDED_LENGTH == PADDED_LENGTH);
const _: () = assert!(KEELBOLT_FAILURE_MAX_LENGTH == MAX_PACKET_LENGTH);

/// What came back with a failure. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_decrypted_failure {
    /// Whether the sender was found. Else a node on the way back changed the failure or made it up, and
    /// `hold_times.unattributed_hop` names the source.
    pub has_failure: bool,
    /// Who sent it: the index of the hop in the route, the first one being 0.
    pub hop: usize,
    /// What it said, for `keelbolt_failure_message_parse`; it points into `reason`. Empty when the sender's own length
    /// fields contradict each other.
    pub failuremsg: keelbolt_bytes,
    /// Who held the payment for how long.
    pub hold_times: keelbolt_hold_times,
}

/// Writes a failure at the node where it happened: `reason` of `update_fail_htlc`, authenticated, attributed and
/// obfuscated.
///
/// - `reason` (out): room for it, or NULL to ask for its length: 292 bytes, unless the failure or the padding is longer.
///   Left unwritten when it is too small; after other errors its content means nothing.
/// - `reason_length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `attribution_data` (out): 920 bytes, for a node that supports `option_attribution_data`, unless the HTLC came with
///   a path key; NULL for none.
/// - `failuremsg`: what failed, as the functions that refuse something write it. Not NULL.
/// - `failuremsg_length`: how many bytes it has.
/// - `padded_length`: what failure and padding take at least, together; below `KEELBOLT_FAILURE_PADDED_LENGTH` that
///   holds, so that 0 is the usual length.
/// - `shared_secret`: of this node and the origin, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `hold_time`: how long this node held the HTLC, in units of 100 milliseconds.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_TOO_LONG`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, as `keelbolt_failure_message_parse`;
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_failure_create(
    reason: *mut u8,
    reason_length: *mut usize,
    attribution_data: *mut u8,
    failuremsg: *const u8,
    failuremsg_length: usize,
    padded_length: usize,
    shared_secret: *const u8,
    hold_time: u32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(reason, reason_length)?;
            let (message, extension) = FailureMessage::parse(list(failuremsg, failuremsg_length)?)?;
            let packet = ReturnPacket { message, extension, padded_length };
            let secret = self::shared_secret(shared_secret)?;
            let length = packet.length();
            if length > MAX_PACKET_LENGTH {
                return Err(failure::Error::PacketTooLong { found: length }.into());
            }
            let out = out.zeroed(length)?;
            first_report(attribution_data, hold_time, |report| {
                packet.write(&secret, report, out)?;
                Ok(())
            })
        })
    }
}

/// Passes a failure from downstream on: adds this node's report, and obfuscates it where it lies.
///
/// - `reason` (in, out): as it came. NULL only with length 0.
/// - `reason_length` (in, out): how many bytes it has; above `KEELBOLT_FAILURE_MAX_LENGTH` it is cut to that. Not NULL.
/// - `attribution_data` (in, out): as it came, or 920 zeros where none came; NULL for a node that does not support
///   `option_attribution_data`.
/// - `attribution_data_length`: how many bytes came; 0 with NULL.
/// - `shared_secret`: of this node and the origin, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `hold_time`: how long this node held the HTLC, in units of 100 milliseconds.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_ATTRIBUTION_LENGTH`, `KEELBOLT_ERROR_NULL_POINTER`; nothing is changed then.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_failure_wrap(
    reason: *mut u8,
    reason_length: *mut usize,
    attribution_data: *mut u8,
    attribution_data_length: usize,
    shared_secret: *const u8,
    hold_time: u32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let length = Out::new(reason_length)?;
            let secret = self::shared_secret(shared_secret)?;
            let reason = bytes_mut(reason, read(reason_length)?)?;
            next_report(attribution_data, attribution_data_length, hold_time, |report| {
                length.set(wrap(reason, &secret, report).len());
                Ok(())
            })
        })
    }
}

/// Finds the sender of a failure, at the origin, and decrypts the failure where it lies. It takes the same time
/// whoever sent it and however long the route is.
///
/// - `decrypted` (out): written on success. Not NULL.
/// - `reason` (in, out): as it came, which `decrypted` borrows; bytes above `KEELBOLT_FAILURE_MAX_LENGTH` are not looked
///   at. NULL only with length 0.
/// - `reason_length`: how many bytes it has.
/// - `attribution_data`: as it came; only read. NULL where none came.
/// - `attribution_data_length`: how many bytes it has; 0 with NULL.
/// - `shared_secrets`: as `keelbolt_onion_build` gave them, 32 bytes for each hop; only read. Not NULL.
/// - `hop_count`: how many hops the route has, 1 to `KEELBOLT_ONION_MAX_HOPS`. For a trampoline payment those of the
///   outer onion, followed by those of the trampoline onion.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_HOP_COUNT`, `KEELBOLT_ERROR_ATTRIBUTION_LENGTH`, `KEELBOLT_ERROR_NULL_POINTER`. That a
///   failure is garbage is no error.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_failure_decrypt(
    decrypted: *mut keelbolt_decrypted_failure,
    reason: *mut u8,
    reason_length: usize,
    attribution_data: *const u8,
    attribution_data_length: usize,
    shared_secrets: *const u8,
    hop_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(decrypted)?;
            let too_many = |found| Fault::from(failure::Error::HopCount { found });
            let secrets = self::shared_secrets(shared_secrets, hop_count, too_many)?;
            let attribution = received(attribution_data, attribution_data_length)?;
            let decrypted = decrypt(bytes_mut(reason, reason_length)?, attribution, &secrets)?;
            out.set(keelbolt_decrypted_failure {
                has_failure: decrypted.failure.is_some(),
                hop: decrypted.failure.map_or(0, |failure| failure.hop),
                failuremsg: keelbolt_bytes::of_optional(decrypted.failure.map(|failure| failure.failuremsg)),
                hold_times: decrypted.hold_times.into(),
            });
            Ok(())
        })
    }
}
