//! Every error of the core, flat: its name, its code, the core's text and blame again.

use super::RelayError;
use crate::error::rows::{Row, check_every, rows};
use crate::transaction::MalformedTransaction;
use keelbolt::amount::Sat;
use keelbolt::blame::Blame;
use keelbolt::commitment::relay::Error;
use keelbolt::crypto;
use keelbolt::time::BlockHeight;

fn of_the_core() -> Vec<Row<RelayError>> {
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
fn own() -> Vec<Row<RelayError>> {
    let text = "these bytes are no transaction";
    let unlisted = RelayError::unlisted("odd");
    vec![
        Row::own(MalformedTransaction.into(), text, Blame::Peer, "MalformedTransaction", 607),
        Row::own(unlisted, "not known to this binding: \"odd\"", Blame::Caller, "Unlisted", 999),
    ]
}

#[test]
fn errors_keep_name_code_text_and_blame() {
    check_every(&[of_the_core(), own()].concat(), include_str!("../error.rs"), "RelayError");
}

/// A number that the core cannot hold has none of its texts: the text names what there is.
#[test]
fn made_up_errors_have_a_text() {
    let error = RelayError::DustUnspent { output: 1 << 32 };
    assert_eq!(error.to_string(), "DustUnspent { output: 4294967296 }");
}
