//! Every error of the core, flat: its name, its code, the core's text and blame again.

use super::ExtendedKeyError;
use crate::bytes::WrongLength;
use crate::error::rows::{Row, check_every, rows};
use keelbolt::blame::Blame;
use keelbolt::crypto;
use keelbolt::crypto::bip32::Error;

fn of_the_core() -> Vec<Row<ExtendedKeyError>> {
    rows![
        Error::Key(crypto::Error::NotAPoint) => "KeyNotAPoint" 500,
        Error::Key(crypto::Error::SecretKeyOutOfRange) => "SecretKeyOutOfRange" 501,
        Error::SeedLength { found: 15 } => "SeedLength" 510,
        Error::NoMasterKey => "NoMasterKey" 511,
        Error::ChildIndexTooLarge { found: 1 << 31 } => "ChildIndexTooLarge" 512,
        Error::Path { step: 3 } => "ChildPath" 513,
        Error::HardenedChildOfPublicKey { index: 7 } => "HardenedChildOfPublicKey" 514,
        Error::TooDeep => "TooDeep" 515,
        Error::NoSuchChild => "NoSuchChild" 516,
        Error::NotBase58 => "NotBase58" 517,
        Error::Length { expected: 82, found: 81 } => "ExtendedKeyLength" 518,
        Error::Checksum => "ExtendedKeyChecksum" 519,
        Error::Version { found: [4, 0x88, 0xb2, 0x1e] } => "ExtendedKeyVersion" 520,
        Error::MasterKeyWithParent => "MasterKeyWithParent" 521,
        Error::MasterKeyWithChildNumber => "MasterKeyWithChildNumber" 522,
        Error::SecretKeyPrefix { found: 1 } => "SecretKeyPrefix" 523,
    ]
}

/// The errors that only a binding has.
fn own() -> Vec<Row<ExtendedKeyError>> {
    let length = WrongLength { expected: 32, found: 31 };
    vec![
        Row::own(length.into(), "expected 32 bytes, found 31", Blame::Caller, "WrongLength", 600),
        Row::own(
            ExtendedKeyError::unlisted("odd"),
            "not known to this binding: \"odd\"",
            Blame::Caller,
            "Unlisted",
            999,
        ),
    ]
}

#[test]
fn errors_keep_name_code_text_and_blame() {
    check_every(&[of_the_core(), own()].concat(), include_str!("../error.rs"), "ExtendedKeyError");
}
