//! Every error of the core, flat: its name, its code, the core's text and blame again.

use super::VtxoError;
use crate::bytes::WrongLength;
use crate::error::rows::{Row, check_every, rows};
use crate::transaction::MalformedTransaction;
use crate::vtxo::lock::{delta, height};
use keelbolt::amount::Sat;
use keelbolt::blame::Blame;
use keelbolt::bytes;
use keelbolt::codec::compact_size;
use keelbolt::codec::spend;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::crypto::{self, musig};
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::SpendError;
use keelbolt::vtxo::{ChainError, Counted, Error, ExitOutput, LockDelta, NotAccepted, NotAnId, NotStandard};

fn of_encodings() -> Vec<Row<VtxoError>> {
    rows![
        Error::Bytes(bytes::Error::Truncated { offset: 1, expected: 3, found: 2 }) => "VtxoTruncated" 1000,
        Error::Count(compact_size::Error::NotMinimal { offset: 1, value: 2 }) => "VtxoCount" 1001,
        Error::TrailingBytes { found: 1 } => "VtxoTrailingBytes" 1002,
        Error::Version { found: 3 } => "VtxoVersion" 1003,
        Error::Height { offset: 1, found: 499_934_468 } => "VtxoHeight" 1004,
        Error::Delta { offset: 1, found: 16_384 } => "VtxoDelta" 1005,
        Error::Key { offset: 1, error: crypto::Error::NotAPoint } => "VtxoKey" 1006,
        Error::Key { offset: 1, error: crypto::Error::NotAnXCoordinate } => "VtxoKey" 1006,
        Error::PolicyType { offset: 1, found: 12 } => "PolicyType" 1007,
        Error::ServerPolicy { offset: 1, found: 4 } => "ServerPolicy" 1008,
        Error::TransitionType { offset: 1, found: 5 } => "TransitionType" 1009,
        Error::NoCosigners { offset: 1 } => "NoCosigners" 1010,
        Error::Tweak { offset: 1 } => "VtxoTweak" 1011,
        Error::Unlock { offset: 1, found: 2 } => "VtxoUnlock" 1012,
        Error::NoOutputs { offset: 1 } => "NoTransactionOutputs" 1013,
        Error::OutputIndex { offset: 1, outputs: 2, found: 3 } => "VtxoOutputIndex" 1014,
        Error::ScriptLength { offset: 1, limit: 100, found: 101 } => "VtxoScriptLength" 1015,
        Error::TooMany { what: Counted::GenesisItems, limit: 1, found: 2 } => "VtxoTooMany" 1016,
        Error::TooMany { what: Counted::Cosigners, limit: 1, found: 2 } => "VtxoTooMany" 1016,
        Error::TooMany { what: Counted::Leaves, limit: 1, found: 2 } => "VtxoTooMany" 1016,
        Error::CountAboveInput { what: Counted::Signatures, offset: 1, found: 2, left: 3 } => "VtxoCountAboveInput" 1017,
        Error::NoGenesis => "NoGenesis" 1018,
        Error::UnexpectedGenesis => "UnexpectedGenesis" 1019,
        Error::TooFewLeaves { found: 1 } => "TooFewLeaves" 1020,
        Error::AmountOverflow { limit: Sat::MAX_MONEY } => "VtxoAmountOverflow" 1021,
        Error::Aggregate(musig::Error::TweakOutOfRange) => "TweakOutOfRange" 504,
    ]
}

fn of_spends() -> Vec<Row<VtxoError>> {
    rows![
        SpendError::NotAClause => "NotAClause" 1030,
        SpendError::WrongPreimage => "ClausePreimage" 1031,
        SpendError::WrongKey => "ClauseKey" 1032,
        SpendError::Signature(crypto::Error::SignatureMismatch) => "SignatureMismatch" 301,
        SpendError::Spend(spend::Error::FundingValue { found: Sat(0) }) => "FundingValue" 553,
        SpendError::Spend(spend::Error::FeeAboveValue { fee: Sat(7), value: Sat(6) }) => "FeeAboveValue" 554,
        SpendError::Spend(spend::Error::BelowDustLimit { limit: Sat(330), found: Sat(329) }) => "BelowDustLimit" 555,
        SpendError::Spend(spend::Error::EmptyDestination) => "EmptyDestination" 558,
    ]
}

fn of_keys() -> Vec<Row<VtxoError>> {
    rows![
        crypto::Error::NotAPoint => "KeyNotAPoint" 500,
        crypto::Error::SecretKeyOutOfRange => "SecretKeyOutOfRange" 501,
        crypto::Error::PointsCancel => "PointsCancel" 508,
        crypto::Error::NotAnXCoordinate => "NotAnXCoordinate" 507,
    ]
}

fn of_the_chain() -> Vec<Row<VtxoError>> {
    let point = |vout| OutPoint { txid: Txid([7; 32]), vout };
    rows![
        ChainError::Transaction(Error::AmountOverflow { limit: Sat::MAX_MONEY }) => "VtxoAmountOverflow" 1021,
        ChainError::AnchorValue { expected: Sat(1), found: Sat(2) } => "ChainAnchorValue" 1040,
        ChainError::AnchorScript => "ChainAnchorScript" 1041,
        ChainError::NoSignature { depth: 1 } => "NoHopSignature" 1042,
        ChainError::NoPreimage { depth: 1 } => "NoHopPreimage" 1043,
        ChainError::Signature { depth: 1, error: crypto::Error::SignatureMismatch } => "HopSignature" 1044,
        ChainError::Point { expected: point(0), found: point(1) } => "VtxoPoint" 1045,
    ]
}

fn of_relay() -> Vec<Row<VtxoError>> {
    let sibling = ExitOutput::Sibling { depth: 1, index: 2 };
    rows![
        NotStandard::Dust { output: ExitOutput::Own, limit: Sat(330), found: Sat(329) } => "ExitDust" 1050,
        NotStandard::Dust { output: sibling, limit: Sat(330), found: Sat(329) } => "ExitDust" 1050,
        NotStandard::Script { output: sibling } => "ExitScript" 1051,
        NotStandard::SecondData { output: sibling } => "SecondData" 1052,
        NotStandard::Weight { depth: 1, limit: 40_000, found: 40_001 } => "ExitWeight" 1053,
    ]
}

fn of_acceptance() -> Vec<Row<VtxoError>> {
    let (height, delta) = (BlockHeight, |blocks| LockDelta::new(blocks).unwrap());
    rows![
        NotAccepted::Anchor { expected: Txid([1; 32]), found: Txid([2; 32]) } => "WrongAnchor" 1060,
        NotAccepted::AnchorOutput { found: 3 } => "AnchorOutput" 1061,
        NotAccepted::Confirmations { expected: 2, found: 1 } => "Confirmations" 1062,
        NotAccepted::AnchorSpent => "AnchorSpent" 1063,
        NotAccepted::Chain(ChainError::AnchorScript) => "ChainAnchorScript" 1041,
        NotAccepted::ServerKey => "VtxoServerKey" 1064,
        NotAccepted::ServerDoesNotSign { depth: 1 } => "NodeWithoutServer" 1065,
        NotAccepted::ExitDelta { expected: delta(1), found: delta(2) } => "VtxoExitDelta" 1066,
        NotAccepted::Expiry { expected: height(2), found: height(1) } => "VtxoExpiry" 1067,
        NotAccepted::HtlcExpiry { expected: height(2), found: height(1) } => "HtlcExpiry" 1068,
        NotAccepted::Depth { expected: 1, found: 2 } => "VtxoDepth" 1069,
        NotAccepted::Policy => "VtxoPolicy" 1070,
        NotAccepted::Key => "VtxoOwnKey" 1071,
        NotAccepted::LeafKey => "LeafKey" 1072,
        NotAccepted::Amount { expected: Sat(1), found: Sat(2) } => "VtxoAmount" 1073,
        NotAccepted::Standard(NotStandard::Script { output: ExitOutput::Own }) => "ExitScript" 1051,
        NotAccepted::UnlockHash => "VtxoUnlockHash" 1074,
        NotAccepted::HashLock => "VtxoHashLock" 1075,
    ]
}

/// The errors that only a binding has.
fn own() -> Vec<Row<VtxoError>> {
    use Blame::{Caller, Peer};
    let (length, unlisted) = (WrongLength { expected: 32, found: 31 }, VtxoError::unlisted("odd"));
    let (transaction, text) = (MalformedTransaction.into(), "these bytes are no transaction");
    let id = "not the id of a VTXO: expected txid:vout";
    let (late, long) = (height(499_934_468).unwrap_err(), delta(16_384).unwrap_err());
    let height = "height: expected at most 499934467, found 499934468";
    let delta = "delay: expected at most 16383 blocks, found 16384";
    vec![
        Row::own(length.into(), "expected 32 bytes, found 31", Caller, "WrongLength", 600),
        Row::own(transaction, text, Peer, "MalformedTransaction", 607),
        Row::own(NotAnId.into(), id, Peer, "NotAVtxoId", 1022),
        Row::own(late, height, Caller, "LockHeightTooLarge", 1023),
        Row::own(long, delta, Caller, "LockDeltaTooLarge", 1024),
        Row::own(unlisted, "not known to this binding: \"odd\"", Caller, "Unlisted", 999),
    ]
}

#[test]
fn errors_keep_name_code_text_and_blame() {
    let rows = [of_encodings(), of_spends(), of_keys(), of_the_chain(), of_relay(), of_acceptance(), own()];
    check_every(&rows.concat(), include_str!("../error.rs"), "VtxoError");
}
