//! Every error of the core, flat: its name, its code, the core's text and blame again, and the failure to send.

use super::{OnionError, OnionPart};
use crate::bytes::WrongLength;
use crate::error::Blame;
use keelbolt::amount::Msat;
use keelbolt::codec::{bigsize, features, integer, tlv};
use keelbolt::sphinx::{FailureCode, attribution, blinding, failure, message, payload};
use keelbolt::time::BlockHeight;
use keelbolt::{blame, bytes, crypto, sphinx};
use std::collections::BTreeSet;

/// A flat error, what the core said of it, and what it is to be called.
struct Row {
    error: OnionError,
    text: String,
    blame: blame::Blame,
    name: &'static str,
    code: u16,
}

/// Rows of errors of one type of the core.
macro_rules! rows {
    ($($error:expr => $name:literal $code:literal),+ $(,)?) => {
        vec![$({
            let core = $error;
            let (text, blame) = (core.to_string(), core.blame());
            Row { error: core.into(), text, blame, name: $name, code: $code }
        }),+]
    };
}

const OFFSET: usize = 12;
const EXPECTED: usize = 52;
const FOUND: usize = 51;
const RECORD: u64 = 77;

const TRUNCATED: bytes::Error = bytes::Error::Truncated { offset: OFFSET, expected: EXPECTED, found: FOUND };
const BIGSIZES: [bigsize::Error; 2] = [
    bigsize::Error::Truncated { offset: OFFSET, expected: EXPECTED, found: FOUND },
    bigsize::Error::NotMinimal { offset: OFFSET, value: 7 },
];
const STREAMS: [tlv::Error; 5] = [
    tlv::Error::BigSize(BIGSIZES[0]),
    tlv::Error::BigSize(BIGSIZES[1]),
    tlv::Error::ValueTruncated { record: RECORD, offset: OFFSET, expected: 52, found: FOUND },
    tlv::Error::Order { record: RECORD, offset: OFFSET, previous: 78 },
    tlv::Error::UnknownEven { record: RECORD, offset: OFFSET },
];
const LONG: integer::Error = integer::Error::TooLong { expected: 8, found: 9 };

fn packets() -> Vec<Row> {
    use sphinx::Error;
    rows![
        Error::PacketTooShort { expected: 66, found: 65 } => "PacketTooShort" 700,
        Error::Version { found: 1 } => "OnionVersion" 701,
        Error::EphemeralKey(crypto::Error::NotAPoint) => "EphemeralKeyNotAPoint" 702,
        Error::Hmac => "OnionHmac" 703,
        Error::PayloadLength(BIGSIZES[0]) => "BigSizeTruncated" 721,
        Error::PayloadLength(BIGSIZES[1]) => "BigSizeNotMinimal" 722,
        Error::PayloadTooShort { found: 1 } => "PayloadTooShort" 704,
        Error::PayloadTooLong { expected: EXPECTED, found: u64::MAX } => "PayloadTooLong" 705,
        Error::NoHops => "NoHops" 706,
        Error::TooManyHops { expected: 27, found: 28 } => "TooManyHops" 707,
        Error::ReservedPayloadLength { hop: 2, found: 1 } => "ReservedPayloadLength" 708,
        Error::RouteTooLong { expected: 1300, found: 1301 } => "RouteTooLong" 709,
        Error::Key(crypto::Error::SecretKeyOutOfRange) => "SecretKeyOutOfRange" 501,
        Error::BufferTooSmall { needed: EXPECTED, found: FOUND } => "BufferTooSmall" 400,
    ]
}

fn payloads() -> Vec<Row> {
    use payload::Error;
    let (record, offset) = (RECORD, OFFSET);
    let order = tlv::WriteError::Order { record, previous: 78 };
    rows![
        Error::Stream(STREAMS[0]) => "BigSizeTruncated" 721,
        Error::Stream(STREAMS[1]) => "BigSizeNotMinimal" 722,
        Error::Stream(STREAMS[2]) => "TlvValueTruncated" 723,
        Error::Stream(STREAMS[3]) => "TlvOrder" 724,
        Error::Stream(STREAMS[4]) => "TlvUnknownEven" 725,
        Error::Length { record, offset, expected: EXPECTED, found: FOUND } => "RecordLength" 730,
        Error::Integer { record, offset, error: LONG } => "RecordIntegerTooLong" 731,
        Error::Integer { record, offset, error: integer::Error::NotMinimal } => "RecordIntegerNotMinimal" 732,
        Error::PublicKey { record, offset, error: crypto::Error::NotAPoint } => "RecordNotAPoint" 733,
        Error::Paths { record, offset } => "RecordPaths" 736,
        Error::Missing { record } => "RecordMissing" 734,
        Error::Forbidden { record } => "RecordForbidden" 735,
        Error::UnexpectedPathKey => "UnexpectedPathKey" 712,
        Error::Write(order) => "TlvWriteOrder" 726,
        Error::BufferTooSmall { needed: EXPECTED, found: FOUND } => "BufferTooSmall" 400,
    ]
}

/// The errors that a path can have wherever it stands.
fn path_errors() -> Vec<(blinding::Error, &'static str, u16)> {
    use blinding::Error;
    vec![
        (Error::Bytes(TRUNCATED), "Truncated", 720),
        (Error::NoHops, "NoHops", 706),
        (Error::TooManyHops { expected: 255, found: 256 }, "TooManyHops", 707),
        (Error::FirstNode { offset: OFFSET, found: 4 }, "FirstNode", 760),
        (Error::PathKey { offset: OFFSET }, "PathKeyNotAPoint", 711),
        (Error::TrailingBytes { found: FOUND }, "TrailingBytes", 761),
    ]
}

fn paths() -> Vec<Row> {
    use blinding::Error;
    let record = RECORD;
    let mut rows = rows![
        Error::EncryptedDataTooShort { expected: 16, found: 15 } => "EncryptedDataTooShort" 762,
        Error::NotAuthentic => "RecipientDataNotAuthentic" 763,
        Error::Tlv(STREAMS[0]) => "BigSizeTruncated" 721,
        Error::Tlv(STREAMS[1]) => "BigSizeNotMinimal" 722,
        Error::Tlv(STREAMS[2]) => "TlvValueTruncated" 723,
        Error::Tlv(STREAMS[3]) => "TlvOrder" 724,
        Error::Tlv(STREAMS[4]) => "TlvUnknownEven" 725,
        Error::Length { record, expected: EXPECTED, found: FOUND } => "RecordLength" 730,
        Error::NotAPoint { record } => "RecordNotAPoint" 733,
        Error::Integer { record, error: LONG } => "RecordIntegerTooLong" 731,
        Error::Integer { record, error: integer::Error::NotMinimal } => "RecordIntegerNotMinimal" 732,
        Error::TwoNextNodes => "TwoNextNodes" 764,
        Error::MissingField { record } => "RecordMissing" 734,
        Error::UnexpectedField { record } => "RecordForbidden" 735,
        Error::HopLacks { hop: 1, record } => "HopLacks" 765,
        Error::HopForbids { hop: 1, record } => "HopForbids" 766,
        Error::DataTooLong { expected: 65_519, found: 65_520 } => "DataTooLong" 767,
        Error::UnknownFeature { bit: 9 } => "UnknownFeature" 768,
        Error::FeatureNotAllowed { bit: 9 } => "FeatureNotAllowed" 769,
        Error::ExpiryTooLate { expected: BlockHeight(51), found: BlockHeight(52) } => "ExpiryTooLate" 770,
        Error::AmountBelowMinimum { expected: Msat(52), found: Msat(51) } => "AmountBelowMinimum" 771,
        Error::RelayExceedsPayment => "RelayExceedsPayment" 772,
        Error::RelayTooLarge => "RelayTooLarge" 773,
    ];
    for (core, name, code) in path_errors() {
        for part in [OnionPart::BlindedPath, OnionPart::RecipientPaths] {
            let (text, blame) = (core.to_string(), core.blame());
            rows.push(Row { error: OnionError::of_path(part, core), text, blame, name, code });
        }
        let core = message::Error::ReplyPath(core);
        let (text, blame) = (core.to_string(), core.blame());
        rows.push(Row { error: core.into(), text, blame, name, code });
    }
    rows
}

fn messages() -> Vec<Row> {
    use message::Error;
    let record = RECORD;
    rows![
        Error::Bytes(TRUNCATED) => "Truncated" 720,
        Error::Type { expected: 513, found: 512 } => "MessageType" 713,
        Error::PathKey(crypto::Error::NotAPoint) => "PathKeyNotAPoint" 711,
        Error::Onion(sphinx::Error::Hmac) => "OnionHmac" 703,
        Error::Blinding(blinding::Error::TwoNextNodes) => "TwoNextNodes" 764,
        Error::Tlv(STREAMS[0]) => "BigSizeTruncated" 721,
        Error::Tlv(STREAMS[1]) => "BigSizeNotMinimal" 722,
        Error::Tlv(STREAMS[2]) => "TlvValueTruncated" 723,
        Error::Tlv(STREAMS[3]) => "TlvOrder" 724,
        Error::Tlv(STREAMS[4]) => "TlvUnknownEven" 725,
        Error::MissingRecipientData => "MissingRecipientData" 740,
        Error::UnexpectedField { record } => "RecordForbidden" 735,
        Error::TwoContents { record } => "TwoContents" 741,
        Error::NotContents { record } => "NotContents" 742,
        Error::HopCount { expected: 255, found: 256 } => "HopCount" 710,
        Error::PacketTooLong { found: 65_499 } => "TooLong" 743,
    ]
}

fn failures() -> Vec<Row> {
    use failure::Error;
    rows![
        Error::Bytes(TRUNCATED) => "Truncated" 720,
        Error::BigSize(BIGSIZES[0]) => "BigSizeTruncated" 721,
        Error::BigSize(BIGSIZES[1]) => "BigSizeNotMinimal" 722,
        Error::NotBadOnion { code: FailureCode::MPP_TIMEOUT } => "NotBadOnion" 750,
        Error::ChannelUpdateTooLong { found: 65_536 } => "ChannelUpdateTooLong" 751,
        Error::PacketTooLong { found: 32_769 } => "TooLong" 743,
        Error::HopCount { found: 28 } => "HopCount" 710,
        Error::Attribution(attribution::Error::HopCount { found: 0 }) => "HopCount" 710,
    ]
}

fn fulfillments() -> Vec<Row> {
    use attribution::Error;
    rows![
        Error::Length { expected: 920, found: 919 } => "AttributionLength" 752,
        Error::PayloadTooLong { found: 32_769 } => "TooLong" 743,
        Error::Tlv(STREAMS[0]) => "BigSizeTruncated" 721,
        Error::Tlv(STREAMS[1]) => "BigSizeNotMinimal" 722,
        Error::Tlv(STREAMS[2]) => "TlvValueTruncated" 723,
        Error::Tlv(STREAMS[3]) => "TlvOrder" 724,
        Error::Tlv(STREAMS[4]) => "TlvUnknownEven" 725,
        Error::ReservedRecord { record: 1 } => "ReservedRecord" 753,
        Error::HopCount { found: 28 } => "HopCount" 710,
    ]
}

fn keys_and_features() -> Vec<Row> {
    use crypto::Error;
    let mut rows = rows![
        Error::NotAPoint => "KeyNotAPoint" 500,
        Error::SecretKeyOutOfRange => "SecretKeyOutOfRange" 501,
        Error::TweakOutOfRange => "TweakOutOfRange" 504,
        Error::NotAuthentic => "NotAuthentic" 505,
        Error::KeyStreamExhausted => "KeyStreamExhausted" 506,
    ];
    rows.extend(rows![features::Error::BitTooLarge { bit: 1024 } => "FeatureBitTooLarge" 406]);
    rows
}

fn of_the_core() -> Vec<Row> {
    [packets(), payloads(), paths(), messages(), failures(), fulfillments(), keys_and_features()]
        .into_iter()
        .flatten()
        .collect()
}

/// The errors that only a binding has.
fn own() -> Vec<Row> {
    let row = |error, text: &str, name, code| {
        let (text, blame) = (text.to_owned(), blame::Blame::Caller);
        Row { error, text, blame, name, code }
    };
    let length = WrongLength { expected: 32, found: 31 };
    vec![
        row(length.into(), "expected 32 bytes, found 31", "WrongLength", 600),
        row(OnionError::unlisted("odd"), "not known to this binding: \"odd\"", "Unlisted", 999),
    ]
}

#[test]
fn errors_keep_name_code_text_and_blame() {
    of_the_core().into_iter().chain(own()).for_each(check);
}

fn check(row: Row) {
    let Row { error, text, blame, name, code } = row;
    assert_eq!(name_of(&format!("{error:?}")), name);
    assert_eq!((error.code(), error.text(), error.blame()), (code, text, Blame::of(Some(blame))), "{name}");
}

/// What the core answers with, for the errors of packets and payloads that are the peer's.
#[test]
fn errors_keep_the_failure_to_send() {
    const PACKET: &[u8] = &[7; 1366];
    let code = |error: &OnionError| error.failure(PACKET.to_vec()).map(|failure| failure.to_core().code());
    let of_packet = [
        (sphinx::Error::Version { found: 1 }, Some(FailureCode::INVALID_ONION_VERSION)),
        (sphinx::Error::EphemeralKey(crypto::Error::NotAPoint), Some(FailureCode::INVALID_ONION_KEY)),
        (sphinx::Error::Hmac, Some(FailureCode::INVALID_ONION_HMAC)),
        (sphinx::Error::PayloadTooShort { found: 1 }, Some(FailureCode::INVALID_ONION_PAYLOAD)),
        (sphinx::Error::NoHops, None),
    ];
    for (core, expected) in of_packet {
        assert_eq!(code(&core.into()), expected, "{core}");
        let failure = OnionError::from(core).failure(PACKET.to_vec());
        assert_eq!(failure.as_ref().map(|failure| failure.to_core()), core.failure(PACKET), "{core}");
    }
    for row in payloads() {
        let peers = row.blame == blame::Blame::Peer;
        let expected = peers.then_some(FailureCode::INVALID_ONION_PAYLOAD);
        assert_eq!(code(&row.error), expected, "{}", row.name);
    }
    for row in paths().into_iter().chain(messages().into_iter().skip(4)) {
        assert_eq!(code(&row.error), None, "{}", row.name);
    }
}

/// A part that cannot have the error has none of the core: the text names what there is.
#[test]
fn made_up_errors_have_a_text() {
    let error = OnionError::NoHops { part: OnionPart::Failure };
    assert_eq!(error.to_string(), "NoHops { part: Failure }");
}

#[test]
fn every_error_has_a_row() {
    let source = include_str!("../error.rs");
    let (_, body) = source.split_once("pub enum OnionError {\n").unwrap();
    let (body, _) = body.split_once("\n}\n").unwrap();
    let variants: BTreeSet<&str> = body
        .lines()
        .filter_map(|line| line.strip_prefix("    ").filter(|name| name.starts_with(char::is_uppercase)))
        .map(name_of)
        .collect();
    let named: BTreeSet<(&str, u16)> =
        of_the_core().iter().chain(&own()).map(|row| (row.name, row.code)).collect();
    assert_eq!(named.iter().map(|row| row.0).collect::<BTreeSet<_>>(), variants);
    let codes: BTreeSet<u16> = named.iter().map(|row| row.1).collect();
    assert_eq!(codes.len(), variants.len(), "a code stands for two errors");
}

/// The name before the data of a variant.
fn name_of(variant: &str) -> &str {
    variant.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default()
}
