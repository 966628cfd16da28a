//! Every error of the core, flat: its name, its code, the core's text and blame again.

use super::HtlcError;
use crate::bytes::WrongLength;
use crate::error::rows::{Row, check_every, rows};
use crate::transaction::MalformedTransaction;
use keelbolt::amount::Sat;
use keelbolt::blame::Blame;
use keelbolt::crypto;
use keelbolt::htlc::Error;
use keelbolt::time::{BlockHeight, UnixTime};

fn of_the_core() -> Vec<Row<HtlcError>> {
    let mut rows = rows![
        Error::SameKey => "SameKey" 550,
        Error::Height { found: BlockHeight(0) } => "LockTimeHeight" 551,
        Error::Time { found: UnixTime(499_999_999) } => "LockTimeTime" 552,
        Error::Key(crypto::Error::TweakOutOfRange) => "TweakOutOfRange" 504,
        Error::FundingValue { found: Sat(0) } => "FundingValue" 553,
        Error::FeeAboveValue { fee: Sat(7), value: Sat(6) } => "FeeAboveValue" 554,
        Error::BelowDustLimit { limit: Sat(330), found: Sat(329) } => "BelowDustLimit" 555,
        Error::WrongPreimage => "WrongPreimage" 556,
        Error::WrongKey => "WrongKey" 557,
        Error::Signature(crypto::Error::SignatureMismatch) => "SignatureMismatch" 301,
    ];
    rows.extend(rows![
        crypto::Error::NotAPoint => "KeyNotAPoint" 500,
        crypto::Error::NotAnXCoordinate => "NotAnXCoordinate" 507,
        crypto::Error::SignatureOutOfRange => "SignatureOutOfRange" 502,
        crypto::Error::HighS => "SignatureHighS" 300,
    ]);
    rows
}

/// The errors that only a binding has.
fn own() -> Vec<Row<HtlcError>> {
    let (length, unlisted) = (WrongLength { expected: 32, found: 31 }, HtlcError::unlisted("odd"));
    let (transaction, text) = (MalformedTransaction.into(), "these bytes are no transaction");
    vec![
        Row::own(length.into(), "expected 32 bytes, found 31", Blame::Caller, "WrongLength", 600),
        Row::own(transaction, text, Blame::Peer, "MalformedTransaction", 607),
        Row::own(unlisted, "not known to this binding: \"odd\"", Blame::Caller, "Unlisted", 999),
    ]
}

#[test]
fn errors_keep_name_code_text_and_blame() {
    check_every(&[of_the_core(), own()].concat(), include_str!("../error.rs"), "HtlcError");
}
