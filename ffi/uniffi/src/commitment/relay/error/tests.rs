//! Every error of the core, flat: its name, its code, the core's text and blame again.

use super::RelayError;
use crate::error::Blame;
use crate::transaction::MalformedTransaction;
use keelbolt::amount::Sat;
use keelbolt::blame;
use keelbolt::commitment::relay::Error;
use keelbolt::crypto;
use keelbolt::time::BlockHeight;
use std::collections::BTreeSet;

/// A flat error, what the core said of it, and what it is to be called.
struct Row {
    error: RelayError,
    text: String,
    blame: blame::Blame,
    name: &'static str,
    code: u16,
}

macro_rules! rows {
    ($($error:expr => $name:literal $code:literal),+ $(,)?) => {
        vec![$({
            let core = $error;
            let (text, blame) = (core.to_string(), core.blame());
            Row { error: core.into(), text, blame, name: $name, code: $code }
        }),+]
    };
}

fn of_the_core() -> Vec<Row> {
    rows![
        Error::CoinCount { expected: 52, found: 51 } => "CoinCount" 870,
        Error::Empty => "EmptyTransaction" 871,
        Error::DuplicateInput => "DuplicateInput" 872,
        Error::Amount => "RelayAmount" 873,
        Error::OutputsExceedInputs { expected: Sat(52), found: Sat(51) } => "OutputsExceedInputs" 874,
        Error::Version { found: 51 } => "TransactionVersion" 875,
        Error::Weight { expected: 52, found: 51 } => "TransactionWeight" 876,
        Error::BaseSize { expected: 52, found: 51 } => "BaseSize" 877,
        Error::OutputScript { output: 1 } => "OutputScript" 878,
        Error::Dust { output: 1, expected: Sat(52), found: Sat(51) } => "RelayDust" 879,
        Error::DustUnspent { output: 1 } => "DustUnspent" 880,
        Error::Fee { expected: Sat(52), found: Sat(51) } => "RelayFee" 881,
        Error::LockTime { lock_time: 700, height: BlockHeight(699) } => "LockTime" 882,
        Error::RelativeLock { input: 1, expected: BlockHeight(52), found: BlockHeight(51) } => "RelativeLock" 883,
        Error::RelativeTime { input: 1 } => "RelativeTime" 884,
        Error::TrucParent { input: 1, version: 2 } => "TrucParent" 885,
        Error::TrucAncestors { input: 1 } => "TrucAncestors" 886,
        Error::TrucDescendants { input: 1 } => "TrucDescendants" 887,
        Error::ScriptSig { input: 1 } => "ScriptSig" 888,
        Error::AnchorWitness { input: 1 } => "AnchorWitness" 889,
        Error::UnknownProgram { input: 1 } => "UnknownProgram" 890,
        Error::NoWitness { input: 1 } => "NoWitness" 891,
        Error::WitnessScript { input: 1, expected: 52, found: 51 } => "WitnessScript" 892,
        Error::WitnessElements { input: 1, expected: 52, found: 51 } => "WitnessElements" 893,
        Error::WitnessElement { input: 1, element: 2, expected: 52, found: 51 } => "WitnessElement" 894,
        Error::MinimalIf { input: 1 } => "MinimalIf" 895,
        Error::Signature { input: 1, element: 2, error: crypto::Error::SignatureEncoding } => "WitnessSignature" 896,
        Error::Signature { input: 1, element: 2, error: crypto::Error::SignatureOutOfRange } => "WitnessSignature" 896,
        Error::Signature { input: 1, element: 2, error: crypto::Error::HighS } => "WitnessSignature" 896,
        Error::SighashType { input: 1, element: 2, found: 51 } => "SighashType" 897,
    ]
}

/// The errors that only a binding has.
fn own() -> Vec<Row> {
    let row = |error, text: &str, blame, name, code| Row { error, text: text.to_owned(), blame, name, code };
    vec![
        row(
            MalformedTransaction.into(),
            "bytes are no transaction",
            blame::Blame::Peer,
            "MalformedTransaction",
            607,
        ),
        row(
            RelayError::unlisted("odd"),
            "not known to this binding: \"odd\"",
            blame::Blame::Caller,
            "Unlisted",
            999,
        ),
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

#[test]
fn every_error_has_a_row() {
    let source = include_str!("../error.rs");
    let (_, body) = source.split_once("pub enum RelayError {\n").unwrap();
    let (body, _) = body.split_once("\n}\n").unwrap();
    let variants: BTreeSet<&str> = body
        .lines()
        .filter_map(|line| line.strip_prefix("    ").filter(|name| name.starts_with(char::is_uppercase)))
        .map(name_of)
        .collect();
    let rows: Vec<Row> = of_the_core().into_iter().chain(own()).collect();
    assert_eq!(rows.iter().map(|row| row.name).collect::<BTreeSet<_>>(), variants);
    let codes: BTreeSet<u16> = rows.iter().map(|row| row.code).collect();
    assert_eq!(codes.len(), variants.len(), "a code stands for two errors");
}

/// The name before the data of a variant.
fn name_of(variant: &str) -> &str {
    variant.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default()
}
