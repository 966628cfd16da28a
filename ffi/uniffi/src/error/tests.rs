//! Every error of the core, flat: its name, its code, and the core's text and blame again.

use super::{Blame, InvoiceError};
use crate::bytes::WrongLength;
use keelbolt::blame;
use keelbolt::codec::{bech32, features};
use keelbolt::crypto;
use keelbolt::invoice::{Error, Tag};
use keelbolt::time::UnixTime;
use std::collections::BTreeSet;

/// The core's error, its name across the FFI, its code.
fn rows() -> Vec<(Error, &'static str, u16)> {
    let (p, offset, expected, found) = (Tag::PAYMENT_HASH, 12, 52, 51);
    let malformed = |error| Error::MalformedSignature { offset, error };
    vec![
        (Error::Bech32(bech32::Error::NoSeparator), "Bech32NoSeparator", 100),
        (Error::Bech32(bech32::Error::NoHumanReadablePart), "Bech32NoHumanReadablePart", 101),
        (Error::Bech32(bech32::Error::Character { offset, found: b'b' }), "Bech32Character", 102),
        (Error::Bech32(bech32::Error::MixedCase { offset }), "Bech32MixedCase", 103),
        (Error::Bech32(bech32::Error::TooShort { expected: 6, found: 5 }), "Bech32TooShort", 104),
        (Error::Bech32(bech32::Error::Checksum), "Bech32Checksum", 105),
        (Error::NotAnInvoice, "NotAnInvoice", 200),
        (Error::UnknownNetwork { offset }, "UnknownNetwork", 201),
        (Error::AmountCharacter { offset, found: b'x' }, "AmountCharacter", 202),
        (Error::AmountTooLarge { offset }, "AmountTooLarge", 203),
        (Error::SubMillisatoshi { offset }, "SubMillisatoshi", 204),
        (Error::TooShort { expected: 111, found: 104 }, "TooShort", 205),
        (Error::FieldTruncated { field: p, offset, expected, found }, "FieldTruncated", 206),
        (Error::TrailingWords { offset, found: 2 }, "TrailingWords", 207),
        (Error::FieldLength { field: p, offset, expected, found }, "FieldLength", 208),
        (Error::NotMinimal { field: Tag::EXPIRY, offset }, "NotMinimal", 209),
        (Error::IntegerTooLarge { field: Tag::EXPIRY, offset }, "IntegerTooLarge", 210),
        (Error::NotUtf8 { field: Tag::DESCRIPTION, offset, byte: 3 }, "NotUtf8", 211),
        (Error::NotAPoint { field: Tag::PAYEE, offset }, "NotAPoint", 212),
        (malformed(crypto::Error::RecoveryId { found: 4 }), "MalformedSignature", 213),
        (malformed(crypto::Error::SignatureOutOfRange), "MalformedSignature", 213),
        (Error::NoInvoiceInUri, "NoInvoiceInUri", 214),
        (Error::Signature(crypto::Error::HighS), "SignatureHighS", 300),
        (Error::Signature(crypto::Error::SignatureMismatch), "SignatureMismatch", 301),
        (Error::Signature(crypto::Error::NotRecoverable), "SignatureNotRecoverable", 302),
        (Error::MissingField { field: p }, "MissingField", 303),
        (Error::MissingDescription, "MissingDescription", 304),
        (Error::TwoDescriptions, "TwoDescriptions", 305),
        (Error::Features(features::Error::UnknownRequired { bit: 100 }), "FeatureUnknownRequired", 306),
        (
            Error::Features(features::Error::MissingDependency { bit: 16, missing: 14 }),
            "FeatureMissingDependency",
            307,
        ),
        (Error::ZeroAmount, "ZeroAmount", 308),
        (Error::Expired { expires_at: UnixTime(60), now: UnixTime(61) }, "Expired", 309),
        (Error::BufferTooSmall { needed: 200, found: 100 }, "BufferTooSmall", 400),
        (Error::FieldTooLong { field: p, expected: 1023, found: 1024 }, "FieldTooLong", 401),
        (Error::TimestampTooLarge { found: UnixTime(1 << 35) }, "TimestampTooLarge", 402),
        (Error::EmptyRouteHint, "EmptyRouteHint", 403),
        (Error::WrongSigner, "WrongSigner", 404),
        (
            Error::Features(features::Error::Context { bit: 4, context: features::Context::Invoice }),
            "FeatureContext",
            405,
        ),
        (Error::Features(features::Error::BitTooLarge { bit: 1024 }), "FeatureBitTooLarge", 406),
        (Error::Features(features::Error::BothBits { bit: 8 }), "FeatureBothBits", 407),
        (Error::NotUnknown { field: Tag::FALLBACK, found: 17 }, "NotUnknown", 408),
    ]
}

/// The errors of keys and signatures that no error of an invoice holds.
const CRYPTO: &[(crypto::Error, &str, u16)] = &[
    (crypto::Error::NotAPoint, "KeyNotAPoint", 500),
    (crypto::Error::SecretKeyOutOfRange, "SecretKeyOutOfRange", 501),
    (crypto::Error::SignatureOutOfRange, "SignatureOutOfRange", 502),
    (crypto::Error::RecoveryId { found: 4 }, "RecoveryIdOutOfRange", 503),
];

/// The errors that only a binding has.
fn own() -> Vec<(InvoiceError, &'static str, u16, &'static str)> {
    vec![
        (WrongLength { expected: 32, found: 31 }.into(), "WrongLength", 600, "expected 32 bytes, found 31"),
        (
            InvoiceError::UnknownTag { found: "b".into() },
            "UnknownTag",
            601,
            "field type: expected one bech32 character, found `b`",
        ),
        (
            InvoiceError::witness_program(0, 19),
            "WitnessProgramInvalid",
            602,
            "no fallback of version 0 has a program of 19 bytes",
        ),
        (
            InvoiceError::not_words(2, b'b'),
            "NotBech32Words",
            603,
            "character 2 of the data: expected a bech32 character, found 0x62",
        ),
        (
            InvoiceError::AlreadySigned,
            "AlreadySigned",
            605,
            "this invoice was signed before, or its signing failed",
        ),
        (InvoiceError::unlisted("odd"), "Unlisted", 999, "not known to this binding: \"odd\""),
    ]
}

#[test]
fn errors_of_the_core_keep_text_and_blame() {
    for (error, name, code) in rows() {
        check(&error.into(), name, code, &error.to_string(), error.blame());
    }
    for (error, name, code) in CRYPTO {
        check(&(*error).into(), name, *code, &error.to_string(), error.blame());
    }
}

#[test]
fn errors_of_the_binding_are_the_callers() {
    for (error, name, code, text) in own() {
        check(&error, name, code, text, blame::Blame::Caller);
    }
}

fn check(error: &InvoiceError, name: &str, code: u16, text: &str, blame: blame::Blame) {
    let blame = match blame {
        blame::Blame::Peer => Blame::Peer,
        blame::Blame::Caller => Blame::Caller,
        blame::Blame::Capacity => Blame::Capacity,
        other => panic!("no such blame here: {other:?}"),
    };
    assert_eq!(name_of(&format!("{error:?}")), name);
    assert_eq!((error.code(), error.text().as_str(), error.blame()), (code, text, blame), "{name}");
}

/// A letter that is no tag has no error of the core: the text names what there is.
#[test]
fn made_up_errors_have_a_text() {
    let error = InvoiceError::MissingField { field: "no letter".into() };
    assert_eq!(error.to_string(), "MissingField { field: \"no letter\" }");
}

#[test]
fn every_error_has_a_row() {
    let source = include_str!("../error.rs");
    let (_, body) = source.split_once("pub enum InvoiceError {\n").unwrap();
    let (body, _) = body.split_once("\n}\n").unwrap();
    let variants: BTreeSet<&str> = body
        .lines()
        .filter_map(|line| line.strip_prefix("    ").filter(|name| name.starts_with(char::is_uppercase)))
        .map(name_of)
        .collect();
    let named = rows().into_iter().map(|row| (row.1, row.2));
    let named = named.chain(CRYPTO.iter().map(|row| (row.1, row.2)));
    let named: BTreeSet<(&str, u16)> = named.chain(own().into_iter().map(|row| (row.1, row.2))).collect();
    assert_eq!(named.iter().map(|row| row.0).collect::<BTreeSet<_>>(), variants);
    let codes: BTreeSet<u16> = named.iter().map(|row| row.1).collect();
    assert_eq!(codes.len(), variants.len(), "a code stands for two errors");
}

/// The name before the data of a variant.
fn name_of(variant: &str) -> &str {
    variant.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default()
}
