//! Every error of the core, flat: its name, its code, the core's text and blame again.

use super::ArkAddressError;
use crate::bytes::WrongLength;
use crate::error::rows::{Row, check_every, rows};
use keelbolt::blame::Blame;
use keelbolt::codec::bech32;
use keelbolt::vtxo::AddressError as Error;
use keelbolt::{bytes, crypto, vtxo};

fn of_texts() -> Vec<Row<ArkAddressError>> {
    let offset = 12;
    rows![
        Error::Bech32(bech32::Error::NoSeparator) => "Bech32NoSeparator" 100,
        Error::Bech32(bech32::Error::NoHumanReadablePart) => "Bech32NoHumanReadablePart" 101,
        Error::Bech32(bech32::Error::Character { offset, found: b'b' }) => "Bech32Character" 102,
        Error::Bech32(bech32::Error::MixedCase { offset }) => "Bech32MixedCase" 103,
        Error::Bech32(bech32::Error::TooShort { expected: 6, found: 5 }) => "Bech32TooShort" 104,
        Error::Bech32(bech32::Error::Checksum) => "Bech32Checksum" 105,
        Error::TooLong { limit: 1_023, found: 1_024 } => "AddressTooLong" 1081,
        Error::Prefix => "AddressPrefix" 1082,
        Error::NoVersion => "NoAddressVersion" 1083,
        Error::Arkade => "ArkadeAddress" 1084,
        Error::Version { found: 2 } => "AddressVersion" 1085,
        Error::Padding => "AddressPadding" 1086,
    ]
}

fn of_payloads() -> Vec<Row<ArkAddressError>> {
    let (offset, expected, found, not_a_point) = (12, 33, 7, crypto::Error::NotAPoint);
    rows![
        Error::Bytes(bytes::Error::Truncated { offset, expected, found }) => "AddressTruncated" 1087,
        Error::FieldLength { offset, found: 200 } => "AddressFieldLength" 1088,
        Error::EmptyDelivery { offset } => "EmptyDelivery" 1089,
        Error::MailboxLength { offset, found: 32 } => "MailboxLength" 1090,
        Error::Mailbox { offset, error: not_a_point } => "MailboxKey" 1091,
        Error::KnownDelivery { found: 1 } => "KnownDelivery" 1092,
        Error::Policy(bytes::Error::Truncated { offset, expected, found }.into()) => "VtxoTruncated" 1000,
        Error::Policy(vtxo::Error::TrailingBytes { found }) => "VtxoTrailingBytes" 1002,
        Error::Policy(vtxo::Error::Height { offset, found: 499_934_468 }) => "VtxoHeight" 1004,
        Error::Policy(vtxo::Error::Delta { offset, found: 16_384 }) => "VtxoDelta" 1005,
        Error::Policy(vtxo::Error::Key { offset, error: not_a_point }) => "VtxoKey" 1006,
        Error::Policy(vtxo::Error::PolicyType { offset, found: 200 }) => "PolicyType" 1007,
        Error::Policy(vtxo::Error::ServerPolicy { offset, found: 2 }) => "ServerPolicy" 1008,
    ]
}

/// The errors of arguments, some of which only a binding has.
fn of_arguments() -> Vec<Row<ArkAddressError>> {
    let (length, unlisted) = (WrongLength { expected: 33, found: 31 }, ArkAddressError::unlisted("odd"));
    let height = ArkAddressError::LockHeightTooLarge { expected: 499_934_467, found: 499_934_468 };
    let delta = ArkAddressError::LockDeltaTooLarge { expected: 16_383, found: 16_384 };
    let height_text = "height: expected at most 499934467, found 499934468";
    let delta_text = "delay: expected at most 16383 blocks, found 16384";
    let mut rows = vec![
        Row::own(length.into(), "expected 33 bytes, found 31", Blame::Caller, "WrongLength", 600),
        Row::own(height, height_text, Blame::Caller, "LockHeightTooLarge", 1023),
        Row::own(delta, delta_text, Blame::Caller, "LockDeltaTooLarge", 1024),
        Row::own(unlisted, "not known to this binding: \"odd\"", Blame::Caller, "Unlisted", 999),
    ];
    rows.extend(rows![crypto::Error::NotAPoint => "KeyNotAPoint" 500]);
    rows
}

#[test]
fn errors_keep_name_code_text_and_blame() {
    let rows = [of_texts(), of_payloads(), of_arguments()].concat();
    check_every(&rows, include_str!("../error.rs"), "ArkAddressError");
}
