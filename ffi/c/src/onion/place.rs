//! How an HTLC is failed that comes through a blinded path, or does not.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::onion::failure::write;
use crate::pointer::{Buffer, Out, list, read};
use crate::status::keelbolt_status;
use core::ptr;
use protocol::crypto::Sha256;
use protocol::sphinx::blinding::{Answer, Place};
use protocol::sphinx::failure::FailureMessage;

/// Where on a blinded path a node stands. It travels as `int32_t`; other numbers are refused.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_place {
    /// Not on one, or its final node and first node in one.
    KEELBOLT_PLACE_OUTSIDE = 1,
    /// Its first node, which turns every failure from the path into one of its own and should wait a random while.
    KEELBOLT_PLACE_INTRODUCTION = 2,
    /// Behind its first node.
    KEELBOLT_PLACE_INSIDE = 3,
}

use keelbolt_place::*;

const PLACES: [(keelbolt_place, Place); 3] = [
    (KEELBOLT_PLACE_OUTSIDE, Place::Outside),
    (KEELBOLT_PLACE_INTRODUCTION, Place::Introduction),
    (KEELBOLT_PLACE_INSIDE, Place::Inside),
];

impl keelbolt_place {
    #[expect(clippy::as_conversions, reason = "an enumeration of i32 has no other conversion to its number")]
    const fn number(self) -> i32 {
        self as i32
    }
}

/// Tells where on a blinded path a node stands.
///
/// - `place` (out): a `keelbolt_place`. Not NULL.
/// - `path_key`: whether the incoming `update_add_htlc` has a path key.
/// - `current_path_key`: whether the payload has one.
/// - `is_final`: whether the onion ends at the node.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_path_place(
    place: *mut i32,
    path_key: bool,
    current_path_key: bool,
    is_final: bool,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = Out::new(place)?;
            let place = Place::of(path_key, current_path_key, is_final);
            let row = PLACES.iter().find(|(_, known)| *known == place);
            // Every place of the core stands in the table.
            out.set(row.map(|(name, _)| name.number()).ok_or(Fault::Panic)?);
            Ok(())
        })
    }
}

/// Says how to answer an HTLC that fails here or downstream. Outside of a blinded path a failure from downstream is not
/// answered but passed on by `keelbolt_failure_wrap`.
///
/// - `malformed` (out): whether to send `update_fail_malformed_htlc` with the code and the hash of the onion, else
///   `update_fail_htlc` with the failure in `keelbolt_failure_create`. Not NULL.
/// - `failure_code` (out): the code of what is to be sent. Not NULL.
/// - `answer` (out): room for the failure to send; `failuremsg_length` or 64 bytes suffice. Left unwritten on an error.
/// - `answer_length` (in, out): the room in bytes; on return the length of the failure, 0 for a malformed onion. Not
///   NULL.
/// - `place`: a `keelbolt_place`.
/// - `failuremsg`: what failed; only read. Not NULL.
/// - `failuremsg_length`: how many bytes it has.
/// - `sha256_of_onion`: of the onion that came with the HTLC, 32 bytes; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_failure_message_parse`; `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`,
///   `KEELBOLT_ERROR_BUFFER_TOO_SMALL`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_path_answer(
    malformed: *mut bool,
    failure_code: *mut u16,
    answer: *mut u8,
    answer_length: *mut usize,
    place: i32,
    failuremsg: *const u8,
    failuremsg_length: usize,
    sha256_of_onion: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (malformed, code) = (Out::new(malformed)?, Out::new(failure_code)?);
            let out = Buffer::new(answer, answer_length)?;
            let row = PLACES.iter().find(|(name, _)| name.number() == place);
            let (_, place) = row.ok_or(Fault::UnknownEnumValue { found: place })?;
            let (failure, extension) = FailureMessage::parse(list(failuremsg, failuremsg_length)?)?;
            let hash = Sha256(read(sha256_of_onion.cast::<[u8; 32]>())?);
            match place.answer(failure, hash) {
                Answer::Fail(answer) => {
                    // The extension is of the failure that came, and of none that takes its place.
                    write(out, &answer, if answer == failure { extension } else { &[] })?;
                    malformed.set(false);
                    code.set(answer.code().0);
                }
                Answer::Malformed { failure_code, .. } => {
                    out.zeroed(0)?;
                    malformed.set(true);
                    code.set(failure_code.0);
                }
            }
            Ok(())
        })
    }
}
