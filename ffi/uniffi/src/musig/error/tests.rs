//! Every error of the core, flat: its name, its code, the core's text and blame again.

use super::MusigError;
use crate::bytes::WrongLength;
use crate::error::rows::{Row, check_every, rows};
use keelbolt::blame::Blame;
use keelbolt::crypto;
use keelbolt::crypto::musig::Error;

fn of_the_core() -> Vec<Row<MusigError>> {
    let mut rows = rows![
        Error::NoSigners => "NoSigners" 530,
        Error::TooManySigners { limit: 64, found: 65 } => "TooManySigners" 531,
        Error::TweakOutOfRange => "TweakOutOfRange" 504,
        Error::NotANonce => "NotANonce" 532,
        Error::NonceOutOfRange => "NonceOutOfRange" 533,
        Error::NonceOfAnotherKey => "NonceOfAnotherKey" 534,
        Error::NotASigner => "NotASigner" 535,
        Error::NoSuchSigner { signers: 2, found: 2 } => "NoSuchSigner" 536,
        Error::Contributions { expected: 2, found: 1 } => "Contributions" 537,
        Error::PartialSignatureOutOfRange => "PartialSignatureOutOfRange" 538,
        Error::PartialSignature { signer: 1 } => "PartialSignatureMismatch" 539,
        Error::SignatureMismatch => "SignatureMismatch" 301,
    ];
    rows.extend(rows![crypto::Error::NotAPoint => "KeyNotAPoint" 500]);
    rows
}

/// The errors that only a binding has.
fn own() -> Vec<Row<MusigError>> {
    let (length, unlisted) = (WrongLength { expected: 32, found: 31 }, MusigError::unlisted("odd"));
    let used = "this secret nonce has signed before";
    vec![
        Row::own(length.into(), "expected 32 bytes, found 31", Blame::Caller, "WrongLength", 600),
        Row::own(MusigError::NonceUsed, used, Blame::Caller, "NonceUsed", 540),
        Row::own(unlisted, "not known to this binding: \"odd\"", Blame::Caller, "Unlisted", 999),
    ]
}

#[test]
fn errors_keep_name_code_text_and_blame() {
    check_every(&[of_the_core(), own()].concat(), include_str!("../error.rs"), "MusigError");
}
