//! Records of types that this version does not know.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::{keelbolt_error, keelbolt_onion_part};
use crate::fault::Fault;
use crate::pointer::{Buffer, list};
use crate::status::keelbolt_status;
use protocol::codec::tlv::Records;
use protocol::sphinx::blinding::EncryptedDataTlv;
use protocol::sphinx::message::{Known, OnionmsgTlv};
use protocol::sphinx::payload::Payload;
use protocol::sphinx::{UnknownRecord, UnknownRecords};

/// The most unknown records that are written at once: in one payload or one message, or in all hops of a path.
pub const KEELBOLT_MAX_UNKNOWN_RECORDS: usize = 32;

const _: () = assert!(KEELBOLT_MAX_UNKNOWN_RECORDS == crate::onion::lists::MAX_RECORDS);

/// A record of a TLV stream. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_record {
    /// The type.
    pub number: u64,
    /// The value; where a stream was read it points into that.
    pub value: keelbolt_bytes,
}

/// Gives the records of a TLV stream whose types this version does not know, in their order.
///
/// - `records` (out): room for the records, or NULL to ask for their number. Left unwritten on an error.
/// - `record_count` (in, out): the room in records; on return how many there are. Not NULL.
/// - `stream`: the stream, to which the records point. NULL only with length 0.
/// - `stream_length`: how many bytes it has.
/// - `part`: what the stream is: `KEELBOLT_ONION_PART_PAYLOAD`, `KEELBOLT_ONION_PART_RECIPIENT_DATA`, or
///   `KEELBOLT_ONION_PART_MESSAGE` for the payload of an onion message, of which a record of type 64 and above is not
///   unknown but what the message says.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: those of reading the stream, as `keelbolt_payload_parse`, `keelbolt_recipient_data_parse` and
///   `keelbolt_onion_message_peel` have them; `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unknown_records(
    records: *mut keelbolt_record,
    record_count: *mut usize,
    stream: *const u8,
    stream_length: usize,
    part: i32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(records, record_count)?;
            let unknown = of_stream(list(stream, stream_length)?, part)?;
            out.fill(unknown.iter().count(), unknown.iter().map(keelbolt_record::from))
        })
    }
}

fn of_stream(stream: &[u8], part: i32) -> Result<UnknownRecords<'_>, Fault> {
    const PAYLOAD: i32 = keelbolt_onion_part::KEELBOLT_ONION_PART_PAYLOAD.number();
    const RECIPIENT_DATA: i32 = keelbolt_onion_part::KEELBOLT_ONION_PART_RECIPIENT_DATA.number();
    const MESSAGE: i32 = keelbolt_onion_part::KEELBOLT_ONION_PART_MESSAGE.number();
    match part {
        PAYLOAD => Ok(Payload::parse(stream)?.unknown),
        RECIPIENT_DATA => Ok(EncryptedDataTlv::parse(stream)?.unknown),
        MESSAGE => {
            // Whatever contents there are, they were accepted when the message was peeled.
            let contents: Option<u64> =
                records(stream).map(|(number, _)| number).find(|number| *number >= 64);
            let known = Known { contents: contents.as_slice(), ..Known::default() };
            Ok(OnionmsgTlv::parse(stream, &known)?.unknown)
        }
        found => Err(Fault::UnknownEnumValue { found }),
    }
}

/// The records of a stream that was found valid.
fn records(stream: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    Records::new(stream, |_| true).filter_map(Result::ok).map(|record| (record.number, record.value))
}

/// The value of a record as it stands in a stream that was found valid.
pub(crate) fn value(stream: &[u8], number: u64) -> Option<&[u8]> {
    records(stream).find(|(found, _)| *found == number).map(|(_, value)| value)
}

impl From<UnknownRecord<'_>> for keelbolt_record {
    fn from(record: UnknownRecord<'_>) -> Self {
        Self { number: record.number, value: keelbolt_bytes::of(record.value) }
    }
}
