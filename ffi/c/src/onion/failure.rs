//! What a failing node says.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::{self, keelbolt_error};
use crate::fault::Fault;
use crate::pointer::{Buffer, GrowingOut, Out, growing, list, read};
use crate::status::keelbolt_status;
use core::ffi::c_char;
use core::ptr;
use protocol::amount::Msat;
use protocol::bytes::Writer;
use protocol::crypto::Sha256;
use protocol::sphinx::failure::{self, FailureCode, FailureMessage};
use protocol::time::BlockHeight;

/// The flag of a failure code: the sending peer encrypted an onion that the node could not parse. Such a failure goes
/// back as `update_fail_malformed_htlc`.
pub const KEELBOLT_FAILURE_BADONION: u16 = 0x8000;

/// The flag of a failure code: trying again later cannot help.
pub const KEELBOLT_FAILURE_PERM: u16 = 0x4000;

/// The flag of a failure code: the whole node failed, and not one of its channels.
pub const KEELBOLT_FAILURE_NODE: u16 = 0x2000;

/// The flag of a failure code: a forwarding parameter of the channel was violated.
pub const KEELBOLT_FAILURE_UPDATE: u16 = 0x1000;

const _: () = assert!(KEELBOLT_FAILURE_BADONION == FailureCode::BADONION);
const _: () = assert!(KEELBOLT_FAILURE_PERM == FailureCode::PERM);
const _: () = assert!(KEELBOLT_FAILURE_NODE == FailureCode::NODE);
const _: () = assert!(KEELBOLT_FAILURE_UPDATE == FailureCode::UPDATE);

/// What went wrong (BOLT 4, failure messages), and which members of `keelbolt_failure_message` the data are.
///
/// A code travels as `uint16_t`, since others may come: their data are the member `data`.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_failure_code {
    /// Any passing failure of the node.
    KEELBOLT_FAILURE_TEMPORARY_NODE_FAILURE = 8194,
    /// Any lasting failure of the node.
    KEELBOLT_FAILURE_PERMANENT_NODE_FAILURE = 24578,
    /// The node requires a feature that the onion lacks.
    KEELBOLT_FAILURE_REQUIRED_NODE_FEATURE_MISSING = 24579,
    /// An unknown version byte. Has `sha256_of_onion`.
    KEELBOLT_FAILURE_INVALID_ONION_VERSION = 49156,
    /// The onion's HMAC does not fit. Has `sha256_of_onion`.
    KEELBOLT_FAILURE_INVALID_ONION_HMAC = 49157,
    /// The ephemeral key is no point of the curve. Has `sha256_of_onion`.
    KEELBOLT_FAILURE_INVALID_ONION_KEY = 49158,
    /// The channel cannot carry this HTLC now. Has `channel_update`.
    KEELBOLT_FAILURE_TEMPORARY_CHANNEL_FAILURE = 4103,
    /// The channel carries no HTLC any more.
    KEELBOLT_FAILURE_PERMANENT_CHANNEL_FAILURE = 16392,
    /// The channel requires a feature that the onion lacks.
    KEELBOLT_FAILURE_REQUIRED_CHANNEL_FEATURE_MISSING = 16393,
    /// The onion names no channel of the node.
    KEELBOLT_FAILURE_UNKNOWN_NEXT_PEER = 16394,
    /// Less than the channel's `htlc_minimum_msat`. Has `htlc_msat`, `channel_update`.
    KEELBOLT_FAILURE_AMOUNT_BELOW_MINIMUM = 4107,
    /// Less than the channel's fee. Has `htlc_msat`, `channel_update`.
    KEELBOLT_FAILURE_FEE_INSUFFICIENT = 4108,
    /// Fewer blocks than the channel's delta. Has `cltv_expiry`, `channel_update`.
    KEELBOLT_FAILURE_INCORRECT_CLTV_EXPIRY = 4109,
    /// The expiry is too near for the node. Has `channel_update`.
    KEELBOLT_FAILURE_EXPIRY_TOO_SOON = 4110,
    /// The final node does not accept the payment. Has `htlc_msat`, `height`.
    KEELBOLT_FAILURE_INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS = 16399,
    /// The final HTLC expires before what the onion says. Has `cltv_expiry`.
    KEELBOLT_FAILURE_FINAL_INCORRECT_CLTV_EXPIRY = 18,
    /// The final HTLC carries less than what the onion says. Has `htlc_msat`.
    KEELBOLT_FAILURE_FINAL_INCORRECT_HTLC_AMOUNT = 19,
    /// The channel is disabled. Has `disabled_flags`, `channel_update`.
    KEELBOLT_FAILURE_CHANNEL_DISABLED = 4116,
    /// The expiry is too far in the future.
    KEELBOLT_FAILURE_EXPIRY_TOO_FAR = 21,
    /// The payload was not understood or is incomplete. Has `record`, `offset`.
    KEELBOLT_FAILURE_INVALID_ONION_PAYLOAD = 16406,
    /// The other parts of the payment did not come.
    KEELBOLT_FAILURE_MPP_TIMEOUT = 23,
    /// An error within a blinded path. Has `sha256_of_onion`.
    KEELBOLT_FAILURE_INVALID_ONION_BLINDING = 49176,
}

/// A code with the data that belong to it.
///
/// Before the first use: `keelbolt_failure_message message = {0}; message.struct_size = sizeof message;` (in C++
/// `= {}`). What does not belong to the code is zero. Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_failure_message {
    /// `sizeof(keelbolt_failure_message)`, set by the caller.
    pub struct_size: usize,
    /// A `keelbolt_failure_code`, or one that the specification does not define.
    pub code: u16,
    /// No flag is defined: zero.
    pub disabled_flags: u16,
    /// Where in the payload the record at fault begins, in bytes.
    pub offset: u16,
    /// The expiry of the HTLC: the outgoing one of a channel, or the one that arrived.
    pub cltv_expiry: u32,
    /// The best block that the node knew.
    pub height: u32,
    /// The amount of the HTLC: the outgoing one of `amount_below_minimum`, else the one that arrived.
    pub htlc_msat: u64,
    /// The type of the record at fault; zero when it cannot be said.
    pub record: u64,
    /// Of the whole onion, or all zero.
    pub sha256_of_onion: [u8; 32],
    /// The channel's `channel_update`; mostly NULL, because applying it betrays the payer.
    pub channel_update: keelbolt_bytes,
    /// All that follows a code that the specification does not define.
    pub data: keelbolt_bytes,
    /// A TLV stream after the data; mostly NULL. Its contents are not judged.
    pub extension: keelbolt_bytes,
}

/// Reads what a failing node says.
///
/// - `message` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `failuremsg`: as `keelbolt_failure_decrypt` gives it; `message` borrows it. NULL only with length 0.
/// - `failuremsg_length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_TRUNCATED`, `KEELBOLT_ERROR_BIG_SIZE_TRUNCATED`, `KEELBOLT_ERROR_BIG_SIZE_NOT_MINIMAL`,
///   `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_failure_message_parse(
    message: *mut keelbolt_failure_message,
    failuremsg: *const u8,
    failuremsg_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(message)?;
            let (message, extension) = FailureMessage::parse(list(failuremsg, failuremsg_length)?)?;
            out.set(|struct_size| keelbolt_failure_message {
                extension: some(extension),
                ..keelbolt_failure_message::of(&message, struct_size)
            });
            Ok(())
        })
    }
}

/// Reads the code alone, even when its data are truncated.
///
/// - `code` (out): a `keelbolt_failure_code`, or one that the specification does not define. Not NULL.
/// - `failuremsg`: only read. NULL only with length 0.
/// - `failuremsg_length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_TRUNCATED`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_failure_code_parse(
    code: *mut u16,
    failuremsg: *const u8,
    failuremsg_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(code)?;
            let bytes = list(failuremsg, failuremsg_length)?;
            out.set(FailureCode::parse(bytes).map_err(failure::Error::Bytes)?.0);
            Ok(())
        })
    }
}

/// Gives the specification's name of a failure code, such as `mpp_timeout`.
///
/// - `present` (out): whether the specification defines the code. Not NULL.
/// - `name` (out): room for the text in ASCII, without NUL at the end, or NULL to ask for its length. Left unwritten
///   on an error.
/// - `name_length` (in, out): the room in bytes, 64 always suffice; on return the length of the text, 0 when there is
///   none. Not NULL.
/// - `code`: the code.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_failure_code_name(
    present: *mut bool,
    name: *mut c_char,
    name_length: *mut usize,
    code: u16,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let (present, out) = (Out::new(present)?, Buffer::new(name.cast::<u8>(), name_length)?);
            let name = FailureCode(code).name();
            present.set(name.is_some());
            out.show(&name.unwrap_or_default())
        })
    }
}

/// Writes what a failing node says.
///
/// - `failuremsg` (out): room for the code and its data, or NULL to ask for their length. Left unwritten when it is too
///   small; after other errors its content means nothing.
/// - `failuremsg_length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `message`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_CHANNEL_UPDATE_TOO_LONG`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_failure_message_write(
    failuremsg: *mut u8,
    failuremsg_length: *mut usize,
    message: *const keelbolt_failure_message,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(failuremsg, failuremsg_length)?;
            let message = growing(message)?;
            let extension = message.extension.read()?;
            write(out, &message.to_core()?, extension)
        })
    }
}

/// Says what a peer told in `update_fail_malformed_htlc`, as a failure for the origin.
///
/// - `failuremsg` (out): room for the failure, for `keelbolt_failure_create`; 64 bytes suffice. Left unwritten on an
///   error.
/// - `failuremsg_length` (in, out): the room in bytes; on return the length of the failure. Not NULL.
/// - `failure_code`: the code in the peer's message.
/// - `sha256_of_onion`: the hash in the peer's message, 32 bytes; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NOT_BAD_ONION`, and then the peer is to be warned or its channel failed;
///   `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_failure_malformed(
    failuremsg: *mut u8,
    failuremsg_length: *mut usize,
    failure_code: u16,
    sha256_of_onion: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(failuremsg, failuremsg_length)?;
            let hash = Sha256(read(sha256_of_onion.cast::<[u8; 32]>())?);
            write(out, &FailureMessage::malformed(FailureCode(failure_code), &hash)?, &[])
        })
    }
}

/// Says how to answer an HTLC whose onion or payload was refused with an error.
///
/// A code with the flag `KEELBOLT_FAILURE_BADONION` goes back as `update_fail_malformed_htlc`, with the hash that the
/// failure has; others are encrypted with `keelbolt_failure_create`. Where the HTLC stands on a blinded path,
/// `keelbolt_path_answer` makes of the failure what has to be sent.
///
/// - `present` (out): whether the error is one to answer; not so for errors that are not the peer's. Not NULL.
/// - `failuremsg` (out): room for the failure; 64 bytes suffice. Left unwritten on an error.
/// - `failuremsg_length` (in, out): the room in bytes; on return the length of the failure, 0 where there is none. Not
///   NULL.
/// - `refusal`: as `keelbolt_onion_peel`, `keelbolt_payload_parse` or `keelbolt_payload_instruction` has filled it; only
///   read. Not NULL.
/// - `onion`: the onion that came with the HTLC; only read. NULL only with length 0.
/// - `onion_length`: how many bytes it has.
/// - `error` (out): the detail of an error of this call, or NULL when none is wanted. Another struct than `refusal`.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE` when no function has filled
///   `refusal`, `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_onion_failure(
    present: *mut bool,
    failuremsg: *mut u8,
    failuremsg_length: *mut usize,
    refusal: *const keelbolt_error,
    onion: *const u8,
    onion_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (present, out) = (Out::new(present)?, Buffer::new(failuremsg, failuremsg_length)?);
            let onion = list(onion, onion_length)?;
            if refusal.is_null() {
                return Err(Fault::NullPointer);
            }
            let failure = match error::fault(refusal)? {
                Fault::Onion(refusal) => refusal.failure(onion),
                Fault::Payload(refusal) => Some(refusal.failure()),
                _ => None,
            };
            match &failure {
                Some(failure) => write(out, failure, &[])?,
                None => drop(out.zeroed(0)?),
            }
            present.set(failure.is_some());
            Ok(())
        })
    }
}

/// Writes a message and what follows its data.
pub(crate) fn write(
    out: Buffer<'_, u8>,
    message: &FailureMessage<'_>,
    extension: &[u8],
) -> Result<(), Fault> {
    let out = out.zeroed(message.length().saturating_add(extension.len()))?;
    let mut writer = Writer::new(out);
    message.write(&mut writer)?;
    Ok(writer.put(extension).map_err(failure::Error::Bytes)?)
}

/// Bytes of which there may be none.
fn some(bytes: &[u8]) -> keelbolt_bytes {
    keelbolt_bytes::of_optional(Some(bytes).filter(|bytes| !bytes.is_empty()))
}

impl keelbolt_failure_message {
    const fn new(code: u16, struct_size: usize) -> Self {
        Self {
            struct_size,
            code,
            disabled_flags: 0,
            offset: 0,
            cltv_expiry: 0,
            height: 0,
            htlc_msat: 0,
            record: 0,
            sha256_of_onion: [0; 32],
            channel_update: keelbolt_bytes::NONE,
            data: keelbolt_bytes::NONE,
            extension: keelbolt_bytes::NONE,
        }
    }

    fn of(message: &FailureMessage<'_>, struct_size: usize) -> Self {
        use FailureMessage as M;
        let code = message.code().0;
        let channel_update = keelbolt_bytes::of_optional(message.channel_update());
        let base = Self { channel_update, ..Self::new(code, struct_size) };
        match *message {
            M::InvalidOnionVersion { sha256_of_onion }
            | M::InvalidOnionHmac { sha256_of_onion }
            | M::InvalidOnionKey { sha256_of_onion }
            | M::InvalidOnionBlinding { sha256_of_onion } => {
                Self { sha256_of_onion: sha256_of_onion.0, ..base }
            }
            M::AmountBelowMinimum { htlc_msat, .. }
            | M::FeeInsufficient { htlc_msat, .. }
            | M::FinalIncorrectHtlcAmount { incoming_htlc_amt: htlc_msat } => {
                Self { htlc_msat: htlc_msat.0, ..base }
            }
            M::IncorrectCltvExpiry { cltv_expiry, .. } | M::FinalIncorrectCltvExpiry { cltv_expiry } => {
                Self { cltv_expiry: cltv_expiry.0, ..base }
            }
            M::IncorrectOrUnknownPaymentDetails { htlc_msat, height } => {
                Self { htlc_msat: htlc_msat.0, height: height.0, ..base }
            }
            M::ChannelDisabled { disabled_flags, .. } => Self { disabled_flags, ..base },
            M::InvalidOnionPayload { record, offset } => Self { record, offset, ..base },
            M::Unknown { data, .. } => Self { data: some(data), ..base },
            // The others have no data, or nothing but a channel_update.
            _ => base,
        }
    }

    /// The message without its extension. Members that do not belong to the code are passed over.
    ///
    /// # Safety
    ///
    /// The members are as their documentation asks, for `'a`.
    unsafe fn to_core<'a>(self) -> Result<FailureMessage<'a>, Fault> {
        use FailureMessage as M;
        // SAFETY: passed on from the caller.
        let (channel_update, data) = unsafe { (self.channel_update.read()?, self.data.read()?) };
        let code = FailureCode(self.code);
        let sha256_of_onion = Sha256(self.sha256_of_onion);
        let (htlc_msat, cltv_expiry) = (Msat(self.htlc_msat), BlockHeight(self.cltv_expiry));
        Ok(match code {
            FailureCode::TEMPORARY_NODE_FAILURE => M::TemporaryNodeFailure,
            FailureCode::PERMANENT_NODE_FAILURE => M::PermanentNodeFailure,
            FailureCode::REQUIRED_NODE_FEATURE_MISSING => M::RequiredNodeFeatureMissing,
            FailureCode::INVALID_ONION_VERSION => M::InvalidOnionVersion { sha256_of_onion },
            FailureCode::INVALID_ONION_HMAC => M::InvalidOnionHmac { sha256_of_onion },
            FailureCode::INVALID_ONION_KEY => M::InvalidOnionKey { sha256_of_onion },
            FailureCode::TEMPORARY_CHANNEL_FAILURE => M::TemporaryChannelFailure { channel_update },
            FailureCode::PERMANENT_CHANNEL_FAILURE => M::PermanentChannelFailure,
            FailureCode::REQUIRED_CHANNEL_FEATURE_MISSING => M::RequiredChannelFeatureMissing,
            FailureCode::UNKNOWN_NEXT_PEER => M::UnknownNextPeer,
            FailureCode::AMOUNT_BELOW_MINIMUM => M::AmountBelowMinimum { htlc_msat, channel_update },
            FailureCode::FEE_INSUFFICIENT => M::FeeInsufficient { htlc_msat, channel_update },
            FailureCode::INCORRECT_CLTV_EXPIRY => M::IncorrectCltvExpiry { cltv_expiry, channel_update },
            FailureCode::EXPIRY_TOO_SOON => M::ExpiryTooSoon { channel_update },
            FailureCode::INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS => {
                M::IncorrectOrUnknownPaymentDetails { htlc_msat, height: BlockHeight(self.height) }
            }
            FailureCode::FINAL_INCORRECT_CLTV_EXPIRY => M::FinalIncorrectCltvExpiry { cltv_expiry },
            FailureCode::FINAL_INCORRECT_HTLC_AMOUNT => {
                M::FinalIncorrectHtlcAmount { incoming_htlc_amt: htlc_msat }
            }
            FailureCode::CHANNEL_DISABLED => {
                M::ChannelDisabled { disabled_flags: self.disabled_flags, channel_update }
            }
            FailureCode::EXPIRY_TOO_FAR => M::ExpiryTooFar,
            FailureCode::INVALID_ONION_PAYLOAD => {
                M::InvalidOnionPayload { record: self.record, offset: self.offset }
            }
            FailureCode::MPP_TIMEOUT => M::MppTimeout,
            FailureCode::INVALID_ONION_BLINDING => M::InvalidOnionBlinding { sha256_of_onion },
            _ => M::Unknown { code, data },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::keelbolt_failure_code::{self, *};
    use super::*;

    const CODES: [(keelbolt_failure_code, FailureCode); 22] = [
        (KEELBOLT_FAILURE_TEMPORARY_NODE_FAILURE, FailureCode::TEMPORARY_NODE_FAILURE),
        (KEELBOLT_FAILURE_PERMANENT_NODE_FAILURE, FailureCode::PERMANENT_NODE_FAILURE),
        (KEELBOLT_FAILURE_REQUIRED_NODE_FEATURE_MISSING, FailureCode::REQUIRED_NODE_FEATURE_MISSING),
        (KEELBOLT_FAILURE_INVALID_ONION_VERSION, FailureCode::INVALID_ONION_VERSION),
        (KEELBOLT_FAILURE_INVALID_ONION_HMAC, FailureCode::INVALID_ONION_HMAC),
        (KEELBOLT_FAILURE_INVALID_ONION_KEY, FailureCode::INVALID_ONION_KEY),
        (KEELBOLT_FAILURE_TEMPORARY_CHANNEL_FAILURE, FailureCode::TEMPORARY_CHANNEL_FAILURE),
        (KEELBOLT_FAILURE_PERMANENT_CHANNEL_FAILURE, FailureCode::PERMANENT_CHANNEL_FAILURE),
        (KEELBOLT_FAILURE_REQUIRED_CHANNEL_FEATURE_MISSING, FailureCode::REQUIRED_CHANNEL_FEATURE_MISSING),
        (KEELBOLT_FAILURE_UNKNOWN_NEXT_PEER, FailureCode::UNKNOWN_NEXT_PEER),
        (KEELBOLT_FAILURE_AMOUNT_BELOW_MINIMUM, FailureCode::AMOUNT_BELOW_MINIMUM),
        (KEELBOLT_FAILURE_FEE_INSUFFICIENT, FailureCode::FEE_INSUFFICIENT),
        (KEELBOLT_FAILURE_INCORRECT_CLTV_EXPIRY, FailureCode::INCORRECT_CLTV_EXPIRY),
        (KEELBOLT_FAILURE_EXPIRY_TOO_SOON, FailureCode::EXPIRY_TOO_SOON),
        (
            KEELBOLT_FAILURE_INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS,
            FailureCode::INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS,
        ),
        (KEELBOLT_FAILURE_FINAL_INCORRECT_CLTV_EXPIRY, FailureCode::FINAL_INCORRECT_CLTV_EXPIRY),
        (KEELBOLT_FAILURE_FINAL_INCORRECT_HTLC_AMOUNT, FailureCode::FINAL_INCORRECT_HTLC_AMOUNT),
        (KEELBOLT_FAILURE_CHANNEL_DISABLED, FailureCode::CHANNEL_DISABLED),
        (KEELBOLT_FAILURE_EXPIRY_TOO_FAR, FailureCode::EXPIRY_TOO_FAR),
        (KEELBOLT_FAILURE_INVALID_ONION_PAYLOAD, FailureCode::INVALID_ONION_PAYLOAD),
        (KEELBOLT_FAILURE_MPP_TIMEOUT, FailureCode::MPP_TIMEOUT),
        (KEELBOLT_FAILURE_INVALID_ONION_BLINDING, FailureCode::INVALID_ONION_BLINDING),
    ];

    /// The header's numbers are those of the core, whose names are all here.
    #[test]
    fn codes() {
        for (name, code) in CODES {
            #[expect(clippy::as_conversions, reason = "an enumeration of i32 has no other conversion")]
            let number = name as i32;
            assert_eq!(number, code.0.into(), "{code}");
        }
        let named = (0..=u16::MAX).filter(|code| FailureCode(*code).name().is_some());
        assert_eq!(named.count(), CODES.len());
    }
}
