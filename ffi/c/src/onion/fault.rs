//! The errors of onions: nested in the core, flat for C, where `part` says which part of an onion an error is about.

use crate::error::keelbolt_onion_part::{self, *};
use crate::fault::{Detail, Fault, crypto_detail, narrow, wide};
use crate::status::keelbolt_status::{self, *};
use protocol::amount::Msat;
use protocol::codec::{bigsize, integer, tlv};
use protocol::sphinx::{FailureCode, MAX_HOPS, attribution, blinding, failure, message, payload};
use protocol::time::BlockHeight;
use protocol::{bytes, crypto, sphinx};

/// Takes an error of onions apart.
pub(crate) fn onion_detail(fault: &Fault) -> Detail {
    match fault {
        Fault::Onion(error) => packet_detail(error),
        Fault::Payload(error) => payload_detail(error),
        Fault::Failure(error) => failure_detail(error),
        Fault::Attribution(error) => attribution_detail(error),
        Fault::Blinding(error) => blinding_detail(error, KEELBOLT_ONION_PART_BLINDED_PATH),
        Fault::RecipientPaths(error) => blinding_detail(error, KEELBOLT_ONION_PART_RECIPIENT_PATHS),
        Fault::Message(error) => message_detail(error),
        // Only the variants above are given; the core's enumerations may grow, too. Both would be defects.
        _ => UNLISTED,
    }
}

/// An error of the core that has no number here: a defect of this library.
const UNLISTED: Detail = Detail::of(KEELBOLT_ERROR_PANIC);

impl Detail {
    const fn in_part(status: keelbolt_status, part: keelbolt_onion_part) -> Self {
        Self { part: part.number(), ..Self::of(status) }
    }

    fn of_record(self, record: u64, offset: usize) -> Self {
        Self { record, offset, ..self }
    }
}

fn packet_detail(error: &sphinx::Error) -> Detail {
    use sphinx::Error as E;
    let packet = |status| Detail::in_part(status, KEELBOLT_ONION_PART_PACKET);
    let of = Detail::of;
    match *error {
        E::PacketTooShort { expected, found } => of(KEELBOLT_ERROR_PACKET_TOO_SHORT).sizes(expected, found),
        E::Version { found } => Detail { found: found.into(), ..of(KEELBOLT_ERROR_ONION_VERSION) },
        E::EphemeralKey(_) => of(KEELBOLT_ERROR_EPHEMERAL_KEY_NOT_A_POINT),
        E::Hmac => of(KEELBOLT_ERROR_ONION_HMAC),
        E::PayloadLength(error) => bigsize_detail(&error, KEELBOLT_ONION_PART_PACKET),
        E::PayloadTooShort { found } => Detail { found, ..of(KEELBOLT_ERROR_PAYLOAD_TOO_SHORT) },
        E::PayloadTooLong { expected, found } => {
            Detail { expected: wide(expected), found, ..of(KEELBOLT_ERROR_PAYLOAD_TOO_LONG) }
        }
        E::NoHops => packet(KEELBOLT_ERROR_NO_HOPS),
        E::TooManyHops { expected, found } => packet(KEELBOLT_ERROR_TOO_MANY_HOPS).sizes(expected, found),
        E::ReservedPayloadLength { hop, found } => {
            Detail { hop, found: wide(found), ..of(KEELBOLT_ERROR_RESERVED_PAYLOAD_LENGTH) }
        }
        E::RouteTooLong { expected, found } => of(KEELBOLT_ERROR_ROUTE_TOO_LONG).sizes(expected, found),
        E::Key(error) => crypto_detail(&error),
        E::BufferTooSmall { needed, found } => Fault::too_small(needed, found).detail(),
        _ => UNLISTED,
    }
}

fn payload_detail(error: &payload::Error) -> Detail {
    use payload::Error as E;
    let of = |status| Detail::in_part(status, KEELBOLT_ONION_PART_PAYLOAD);
    match *error {
        E::Stream(error) => tlv_detail(&error, KEELBOLT_ONION_PART_PAYLOAD),
        E::Length { record, offset, expected, found } => {
            of(KEELBOLT_ERROR_RECORD_LENGTH).of_record(record, offset).sizes(expected, found)
        }
        E::Integer { record, offset, error } => {
            integer_detail(&error, KEELBOLT_ONION_PART_PAYLOAD).of_record(record, offset)
        }
        E::PublicKey { record, offset, .. } => {
            of(KEELBOLT_ERROR_RECORD_NOT_A_POINT).of_record(record, offset)
        }
        E::Paths { record, offset } => Detail::of(KEELBOLT_ERROR_RECORD_PATHS).of_record(record, offset),
        E::Missing { record } => of(KEELBOLT_ERROR_RECORD_MISSING).of_record(record, 0),
        E::Forbidden { record } => of(KEELBOLT_ERROR_RECORD_FORBIDDEN).of_record(record, 0),
        E::UnexpectedPathKey => Detail::of(KEELBOLT_ERROR_UNEXPECTED_PATH_KEY),
        E::Write(tlv::WriteError::Order { record, previous }) => {
            Detail { record, previous, ..of(KEELBOLT_ERROR_TLV_WRITE_ORDER) }
        }
        E::Write(tlv::WriteError::Bytes(error)) => bytes_detail(&error, KEELBOLT_ONION_PART_PAYLOAD),
        E::BufferTooSmall { needed, found } => Fault::too_small(needed, found).detail(),
        _ => UNLISTED,
    }
}

fn failure_detail(error: &failure::Error) -> Detail {
    use failure::Error as E;
    let of = Detail::of;
    match *error {
        E::Bytes(error) => bytes_detail(&error, KEELBOLT_ONION_PART_FAILURE),
        E::BigSize(error) => bigsize_detail(&error, KEELBOLT_ONION_PART_FAILURE),
        E::NotBadOnion { code } => Detail { found: code.0.into(), ..of(KEELBOLT_ERROR_NOT_BAD_ONION) },
        E::ChannelUpdateTooLong { found } => {
            Detail { found: wide(found), ..of(KEELBOLT_ERROR_CHANNEL_UPDATE_TOO_LONG) }
        }
        E::PacketTooLong { found } => {
            too_long(KEELBOLT_ONION_PART_FAILURE, failure::MAX_PACKET_LENGTH, found)
        }
        E::HopCount { found } => hop_count(KEELBOLT_ONION_PART_PACKET, MAX_HOPS, found),
        E::Attribution(error) => attribution_detail(&error),
        _ => UNLISTED,
    }
}

fn attribution_detail(error: &attribution::Error) -> Detail {
    use attribution::Error as E;
    let of = Detail::of;
    match *error {
        E::Length { expected, found } => of(KEELBOLT_ERROR_ATTRIBUTION_LENGTH).sizes(expected, found),
        E::PayloadTooLong { found } => {
            let most = attribution::fulfillment::MAX_PAYLOAD_LENGTH;
            too_long(KEELBOLT_ONION_PART_FULFILLMENT_PAYLOAD, most, found)
        }
        E::Tlv(error) => tlv_detail(&error, KEELBOLT_ONION_PART_FULFILLMENT_PAYLOAD),
        E::ReservedRecord { record } => of(KEELBOLT_ERROR_RESERVED_RECORD).of_record(record, 0),
        E::HopCount { found } => hop_count(KEELBOLT_ONION_PART_PACKET, MAX_HOPS, found),
        E::Bytes(error) => bytes_detail(&error, KEELBOLT_ONION_PART_FULFILLMENT_PAYLOAD),
        _ => UNLISTED,
    }
}

/// `path` says which path an error of a path is about; the others are about what one of its hops is told.
fn blinding_detail(error: &blinding::Error, path: keelbolt_onion_part) -> Detail {
    use blinding::Error as E;
    let of = Detail::of;
    let in_path = |status| Detail::in_part(status, path);
    let in_data = |status| Detail::in_part(status, KEELBOLT_ONION_PART_RECIPIENT_DATA);
    match *error {
        E::Bytes(error) => bytes_detail(&error, path),
        E::NoHops => in_path(KEELBOLT_ERROR_NO_HOPS),
        E::TooManyHops { expected, found } => in_path(KEELBOLT_ERROR_TOO_MANY_HOPS).sizes(expected, found),
        E::FirstNode { offset, found } => {
            Detail { offset, found: found.into(), ..in_path(KEELBOLT_ERROR_FIRST_NODE) }
        }
        E::PathKey { offset } => Detail { offset, ..in_path(KEELBOLT_ERROR_PATH_KEY_NOT_A_POINT) },
        E::TrailingBytes { found } => Detail { found: wide(found), ..in_path(KEELBOLT_ERROR_TRAILING_BYTES) },
        E::Key(error) => crypto_detail(&error),
        E::EncryptedDataTooShort { expected, found } => {
            of(KEELBOLT_ERROR_ENCRYPTED_DATA_TOO_SHORT).sizes(expected, found)
        }
        E::NotAuthentic => of(KEELBOLT_ERROR_RECIPIENT_DATA_NOT_AUTHENTIC),
        E::Tlv(error) => tlv_detail(&error, KEELBOLT_ONION_PART_RECIPIENT_DATA),
        E::Length { record, expected, found } => {
            in_data(KEELBOLT_ERROR_RECORD_LENGTH).of_record(record, 0).sizes(expected, found)
        }
        E::NotAPoint { record } => in_data(KEELBOLT_ERROR_RECORD_NOT_A_POINT).of_record(record, 0),
        E::Integer { record, error } => {
            integer_detail(&error, KEELBOLT_ONION_PART_RECIPIENT_DATA).of_record(record, 0)
        }
        E::TwoNextNodes => of(KEELBOLT_ERROR_TWO_NEXT_NODES),
        E::MissingField { record } => in_data(KEELBOLT_ERROR_RECORD_MISSING).of_record(record, 0),
        E::UnexpectedField { record } => in_data(KEELBOLT_ERROR_RECORD_FORBIDDEN).of_record(record, 0),
        E::HopLacks { hop, record } => Detail { hop, record, ..of(KEELBOLT_ERROR_HOP_LACKS) },
        E::HopForbids { hop, record } => Detail { hop, record, ..of(KEELBOLT_ERROR_HOP_FORBIDS) },
        E::DataTooLong { expected, found } => of(KEELBOLT_ERROR_DATA_TOO_LONG).sizes(expected, found),
        E::UnknownFeature { bit } => Detail { bit, ..of(KEELBOLT_ERROR_UNKNOWN_FEATURE) },
        E::FeatureNotAllowed { bit } => Detail { bit, ..of(KEELBOLT_ERROR_FEATURE_NOT_ALLOWED) },
        E::ExpiryTooLate { expected: BlockHeight(expected), found: BlockHeight(found) } => {
            Detail { expected: expected.into(), found: found.into(), ..of(KEELBOLT_ERROR_EXPIRY_TOO_LATE) }
        }
        E::AmountBelowMinimum { expected: Msat(expected), found: Msat(found) } => {
            Detail { expected, found, ..of(KEELBOLT_ERROR_AMOUNT_BELOW_MINIMUM) }
        }
        E::RelayExceedsPayment => of(KEELBOLT_ERROR_RELAY_EXCEEDS_PAYMENT),
        E::RelayTooLarge => of(KEELBOLT_ERROR_RELAY_TOO_LARGE),
        _ => UNLISTED,
    }
}

/// Where the path key stands in an onion message: after its type.
const PATH_KEY_OFFSET: usize = 2;

fn message_detail(error: &message::Error) -> Detail {
    use message::Error as E;
    let of = |status| Detail::in_part(status, KEELBOLT_ONION_PART_MESSAGE);
    match *error {
        E::Bytes(error) => bytes_detail(&error, KEELBOLT_ONION_PART_MESSAGE),
        E::Type { expected, found } => {
            let detail = Detail::of(KEELBOLT_ERROR_MESSAGE_TYPE);
            Detail { expected: expected.into(), found: found.into(), ..detail }
        }
        E::PathKey(_) => Detail { offset: PATH_KEY_OFFSET, ..of(KEELBOLT_ERROR_PATH_KEY_NOT_A_POINT) },
        E::Onion(error) => packet_detail(&error),
        E::Blinding(error) => blinding_detail(&error, KEELBOLT_ONION_PART_BLINDED_PATH),
        E::ReplyPath(error) => blinding_detail(&error, KEELBOLT_ONION_PART_REPLY_PATH),
        E::Tlv(error) => tlv_detail(&error, KEELBOLT_ONION_PART_MESSAGE),
        E::MissingRecipientData => Detail::of(KEELBOLT_ERROR_MISSING_RECIPIENT_DATA),
        E::UnexpectedField { record } => of(KEELBOLT_ERROR_RECORD_FORBIDDEN).of_record(record, 0),
        E::TwoContents { record } => Detail::of(KEELBOLT_ERROR_TWO_CONTENTS).of_record(record, 0),
        E::NotContents { record } => Detail::of(KEELBOLT_ERROR_NOT_CONTENTS).of_record(record, 0),
        E::HopCount { expected, found } => hop_count(KEELBOLT_ONION_PART_MESSAGE, expected, found),
        E::PacketTooLong { found } => {
            too_long(KEELBOLT_ONION_PART_MESSAGE, message::MAX_PACKET_LENGTH, found)
        }
        _ => UNLISTED,
    }
}

fn too_long(part: keelbolt_onion_part, expected: usize, found: usize) -> Detail {
    Detail::in_part(KEELBOLT_ERROR_TOO_LONG, part).sizes(expected, found)
}

fn hop_count(part: keelbolt_onion_part, expected: usize, found: usize) -> Detail {
    Detail::in_part(KEELBOLT_ERROR_HOP_COUNT, part).sizes(expected, found)
}

fn bytes_detail(error: &bytes::Error, part: keelbolt_onion_part) -> Detail {
    match *error {
        bytes::Error::Truncated { offset, expected, found } => {
            Detail { offset, ..Detail::in_part(KEELBOLT_ERROR_TRUNCATED, part) }.sizes(expected, found)
        }
        bytes::Error::BufferTooSmall { needed, found } => Fault::too_small(needed, found).detail(),
        _ => UNLISTED,
    }
}

fn bigsize_detail(error: &bigsize::Error, part: keelbolt_onion_part) -> Detail {
    match *error {
        bigsize::Error::Truncated { offset, expected, found } => {
            Detail { offset, ..Detail::in_part(KEELBOLT_ERROR_BIG_SIZE_TRUNCATED, part) }
                .sizes(expected, found)
        }
        bigsize::Error::NotMinimal { offset, value: found } => {
            Detail { offset, found, ..Detail::in_part(KEELBOLT_ERROR_BIG_SIZE_NOT_MINIMAL, part) }
        }
        _ => UNLISTED,
    }
}

fn tlv_detail(error: &tlv::Error, part: keelbolt_onion_part) -> Detail {
    let of = |status| Detail::in_part(status, part);
    match *error {
        tlv::Error::BigSize(error) => bigsize_detail(&error, part),
        tlv::Error::ValueTruncated { record, offset, expected, found } => {
            let detail = of(KEELBOLT_ERROR_TLV_VALUE_TRUNCATED).of_record(record, offset);
            Detail { expected, found: wide(found), ..detail }
        }
        tlv::Error::Order { record, offset, previous } => {
            Detail { previous, ..of(KEELBOLT_ERROR_TLV_ORDER).of_record(record, offset) }
        }
        tlv::Error::UnknownEven { record, offset } => {
            of(KEELBOLT_ERROR_TLV_UNKNOWN_EVEN).of_record(record, offset)
        }
        _ => UNLISTED,
    }
}

fn integer_detail(error: &integer::Error, part: keelbolt_onion_part) -> Detail {
    match *error {
        integer::Error::TooLong { expected, found } => {
            Detail::in_part(KEELBOLT_ERROR_RECORD_INTEGER_TOO_LONG, part).sizes(expected, found)
        }
        integer::Error::NotMinimal => Detail::in_part(KEELBOLT_ERROR_RECORD_INTEGER_NOT_MINIMAL, part),
        // Signed integers, which no record of an onion holds.
        _ => UNLISTED,
    }
}

/// Puts an error of onions together again; `None` when status and part are not those of one.
pub(crate) fn onion_fault(detail: &Detail) -> Option<Fault> {
    let part = Part::of(detail.part);
    let Detail { offset, record, previous, hop, bit, .. } = *detail;
    let (expected, found) = (narrow(detail.expected), narrow(detail.found));
    let octet = u8::try_from(detail.found).unwrap_or(u8::MAX);
    let word = |value: u64| u16::try_from(value).unwrap_or(u16::MAX);
    let height = |value: u64| BlockHeight(u32::try_from(value).unwrap_or(u32::MAX));
    Some(match detail.status {
        KEELBOLT_ERROR_PACKET_TOO_SHORT => sphinx::Error::PacketTooShort { expected, found }.into(),
        KEELBOLT_ERROR_ONION_VERSION => sphinx::Error::Version { found: octet }.into(),
        KEELBOLT_ERROR_EPHEMERAL_KEY_NOT_A_POINT => {
            sphinx::Error::EphemeralKey(crypto::Error::NotAPoint).into()
        }
        KEELBOLT_ERROR_ONION_HMAC => sphinx::Error::Hmac.into(),
        KEELBOLT_ERROR_PAYLOAD_TOO_SHORT => sphinx::Error::PayloadTooShort { found: detail.found }.into(),
        KEELBOLT_ERROR_PAYLOAD_TOO_LONG => {
            sphinx::Error::PayloadTooLong { expected, found: detail.found }.into()
        }
        KEELBOLT_ERROR_RESERVED_PAYLOAD_LENGTH => sphinx::Error::ReservedPayloadLength { hop, found }.into(),
        KEELBOLT_ERROR_ROUTE_TOO_LONG => sphinx::Error::RouteTooLong { expected, found }.into(),
        KEELBOLT_ERROR_NO_HOPS => match part? {
            Part::Packet => sphinx::Error::NoHops.into(),
            part => part.path(blinding::Error::NoHops)?,
        },
        KEELBOLT_ERROR_TOO_MANY_HOPS => match part? {
            Part::Packet => sphinx::Error::TooManyHops { expected, found }.into(),
            part => part.path(blinding::Error::TooManyHops { expected, found })?,
        },
        KEELBOLT_ERROR_HOP_COUNT => match part? {
            Part::Packet => failure::Error::HopCount { found }.into(),
            Part::Message => message::Error::HopCount { expected, found }.into(),
            _ => return None,
        },
        KEELBOLT_ERROR_PATH_KEY_NOT_A_POINT => match part? {
            Part::Message => message::Error::PathKey(crypto::Error::NotAPoint).into(),
            part => part.path(blinding::Error::PathKey { offset })?,
        },
        KEELBOLT_ERROR_UNEXPECTED_PATH_KEY => payload::Error::UnexpectedPathKey.into(),
        KEELBOLT_ERROR_MESSAGE_TYPE => {
            message::Error::Type { expected: word(detail.expected), found: word(detail.found) }.into()
        }
        KEELBOLT_ERROR_TRUNCATED => part?.bytes(bytes::Error::Truncated { offset, expected, found })?,
        KEELBOLT_ERROR_BIG_SIZE_TRUNCATED => {
            part?.bigsize(bigsize::Error::Truncated { offset, expected, found })?
        }
        KEELBOLT_ERROR_BIG_SIZE_NOT_MINIMAL => {
            part?.bigsize(bigsize::Error::NotMinimal { offset, value: detail.found })?
        }
        KEELBOLT_ERROR_TLV_VALUE_TRUNCATED => {
            part?.tlv(tlv::Error::ValueTruncated { record, offset, expected: detail.expected, found })?
        }
        KEELBOLT_ERROR_TLV_ORDER => part?.tlv(tlv::Error::Order { record, offset, previous })?,
        KEELBOLT_ERROR_TLV_UNKNOWN_EVEN => part?.tlv(tlv::Error::UnknownEven { record, offset })?,
        KEELBOLT_ERROR_TLV_WRITE_ORDER => match part? {
            Part::Payload => payload::Error::Write(tlv::WriteError::Order { record, previous }).into(),
            _ => return None,
        },
        KEELBOLT_ERROR_RECORD_LENGTH => match part? {
            Part::Payload => payload::Error::Length { record, offset, expected, found }.into(),
            Part::RecipientData => blinding::Error::Length { record, expected, found }.into(),
            _ => return None,
        },
        KEELBOLT_ERROR_RECORD_INTEGER_TOO_LONG => {
            part?.integer(record, offset, integer::Error::TooLong { expected, found })?
        }
        KEELBOLT_ERROR_RECORD_INTEGER_NOT_MINIMAL => {
            part?.integer(record, offset, integer::Error::NotMinimal)?
        }
        KEELBOLT_ERROR_RECORD_NOT_A_POINT => match part? {
            Part::Payload => {
                payload::Error::PublicKey { record, offset, error: crypto::Error::NotAPoint }.into()
            }
            Part::RecipientData => blinding::Error::NotAPoint { record }.into(),
            _ => return None,
        },
        KEELBOLT_ERROR_RECORD_MISSING => match part? {
            Part::Payload => payload::Error::Missing { record }.into(),
            Part::RecipientData => blinding::Error::MissingField { record }.into(),
            _ => return None,
        },
        KEELBOLT_ERROR_RECORD_FORBIDDEN => match part? {
            Part::Payload => payload::Error::Forbidden { record }.into(),
            Part::RecipientData => blinding::Error::UnexpectedField { record }.into(),
            Part::Message => message::Error::UnexpectedField { record }.into(),
            _ => return None,
        },
        KEELBOLT_ERROR_RECORD_PATHS => payload::Error::Paths { record, offset }.into(),
        KEELBOLT_ERROR_MISSING_RECIPIENT_DATA => message::Error::MissingRecipientData.into(),
        KEELBOLT_ERROR_TWO_CONTENTS => message::Error::TwoContents { record }.into(),
        KEELBOLT_ERROR_NOT_CONTENTS => message::Error::NotContents { record }.into(),
        KEELBOLT_ERROR_TOO_LONG => match part? {
            Part::Failure => failure::Error::PacketTooLong { found }.into(),
            Part::FulfillmentPayload => attribution::Error::PayloadTooLong { found }.into(),
            Part::Message => message::Error::PacketTooLong { found }.into(),
            _ => return None,
        },
        KEELBOLT_ERROR_NOT_BAD_ONION => {
            failure::Error::NotBadOnion { code: FailureCode(word(detail.found)) }.into()
        }
        KEELBOLT_ERROR_CHANNEL_UPDATE_TOO_LONG => failure::Error::ChannelUpdateTooLong { found }.into(),
        KEELBOLT_ERROR_ATTRIBUTION_LENGTH => attribution::Error::Length { expected, found }.into(),
        KEELBOLT_ERROR_RESERVED_RECORD => attribution::Error::ReservedRecord { record }.into(),
        KEELBOLT_ERROR_FIRST_NODE => part?.path(blinding::Error::FirstNode { offset, found: octet })?,
        KEELBOLT_ERROR_TRAILING_BYTES => part?.path(blinding::Error::TrailingBytes { found })?,
        KEELBOLT_ERROR_ENCRYPTED_DATA_TOO_SHORT => {
            blinding::Error::EncryptedDataTooShort { expected, found }.into()
        }
        KEELBOLT_ERROR_RECIPIENT_DATA_NOT_AUTHENTIC => blinding::Error::NotAuthentic.into(),
        KEELBOLT_ERROR_TWO_NEXT_NODES => blinding::Error::TwoNextNodes.into(),
        KEELBOLT_ERROR_HOP_LACKS => blinding::Error::HopLacks { hop, record }.into(),
        KEELBOLT_ERROR_HOP_FORBIDS => blinding::Error::HopForbids { hop, record }.into(),
        KEELBOLT_ERROR_DATA_TOO_LONG => blinding::Error::DataTooLong { expected, found }.into(),
        KEELBOLT_ERROR_UNKNOWN_FEATURE => blinding::Error::UnknownFeature { bit }.into(),
        KEELBOLT_ERROR_FEATURE_NOT_ALLOWED => blinding::Error::FeatureNotAllowed { bit }.into(),
        KEELBOLT_ERROR_EXPIRY_TOO_LATE => {
            let (expected, found) = (height(detail.expected), height(detail.found));
            blinding::Error::ExpiryTooLate { expected, found }.into()
        }
        KEELBOLT_ERROR_AMOUNT_BELOW_MINIMUM => {
            let (expected, found) = (Msat(detail.expected), Msat(detail.found));
            blinding::Error::AmountBelowMinimum { expected, found }.into()
        }
        KEELBOLT_ERROR_RELAY_EXCEEDS_PAYMENT => blinding::Error::RelayExceedsPayment.into(),
        KEELBOLT_ERROR_RELAY_TOO_LARGE => blinding::Error::RelayTooLarge.into(),
        _ => return None,
    })
}

/// The part of an onion that an error names; it decides into which of the core's errors others are nested.
#[derive(Clone, Copy)]
enum Part {
    Packet,
    Payload,
    RecipientData,
    BlindedPath,
    ReplyPath,
    Message,
    Failure,
    FulfillmentPayload,
    RecipientPaths,
}

impl Part {
    fn of(number: i32) -> Option<Self> {
        let rows = [
            (KEELBOLT_ONION_PART_PACKET, Self::Packet),
            (KEELBOLT_ONION_PART_PAYLOAD, Self::Payload),
            (KEELBOLT_ONION_PART_RECIPIENT_DATA, Self::RecipientData),
            (KEELBOLT_ONION_PART_BLINDED_PATH, Self::BlindedPath),
            (KEELBOLT_ONION_PART_REPLY_PATH, Self::ReplyPath),
            (KEELBOLT_ONION_PART_MESSAGE, Self::Message),
            (KEELBOLT_ONION_PART_FAILURE, Self::Failure),
            (KEELBOLT_ONION_PART_FULFILLMENT_PAYLOAD, Self::FulfillmentPayload),
            (KEELBOLT_ONION_PART_RECIPIENT_PATHS, Self::RecipientPaths),
        ];
        rows.into_iter().find(|(name, _)| name.number() == number).map(|(_, part)| part)
    }

    /// An error of a path.
    fn path(self, error: blinding::Error) -> Option<Fault> {
        match self {
            Self::BlindedPath => Some(error.into()),
            Self::ReplyPath => Some(message::Error::ReplyPath(error).into()),
            Self::RecipientPaths => Some(Fault::RecipientPaths(error)),
            _ => None,
        }
    }

    fn bytes(self, error: bytes::Error) -> Option<Fault> {
        match self {
            Self::Message => Some(message::Error::Bytes(error).into()),
            Self::Failure => Some(failure::Error::Bytes(error).into()),
            path => path.path(blinding::Error::Bytes(error)),
        }
    }

    fn bigsize(self, error: bigsize::Error) -> Option<Fault> {
        match self {
            Self::Packet => Some(sphinx::Error::PayloadLength(error).into()),
            Self::Failure => Some(failure::Error::BigSize(error).into()),
            stream => stream.tlv(tlv::Error::BigSize(error)),
        }
    }

    fn tlv(self, error: tlv::Error) -> Option<Fault> {
        match self {
            Self::Payload => Some(payload::Error::Stream(error).into()),
            Self::RecipientData => Some(blinding::Error::Tlv(error).into()),
            Self::Message => Some(message::Error::Tlv(error).into()),
            Self::FulfillmentPayload => Some(attribution::Error::Tlv(error).into()),
            _ => None,
        }
    }

    fn integer(self, record: u64, offset: usize, error: integer::Error) -> Option<Fault> {
        match self {
            Self::Payload => Some(payload::Error::Integer { record, offset, error }.into()),
            Self::RecipientData => Some(blinding::Error::Integer { record, error }.into()),
            _ => None,
        }
    }
}
