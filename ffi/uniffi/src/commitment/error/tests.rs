//! Every error of the core, flat: its name, its code, the core's text and blame again.

use super::CommitmentError;
use crate::bytes::WrongLength;
use crate::error::rows::{Row, check_every, rows};
use crate::transaction::MalformedTransaction;
use keelbolt::amount::{Msat, Sat};
use keelbolt::blame::Blame;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::commitment::closing::{ClosingVariant, FeeRange, ShutdownForm};
use keelbolt::commitment::{CommitmentNumber, Node, OutputKind, closing, spend};
use keelbolt::crypto::bip32;
use keelbolt::time::BlockHeight;
use keelbolt::{bytes, commitment, crypto};

const FIRST: CommitmentNumber = CommitmentNumber::FIRST;
const LAST: CommitmentNumber = CommitmentNumber::LAST;
const MORE: Sat = Sat(1_001);
const LESS: Sat = Sat(999);

fn of_commitments() -> Vec<Row<CommitmentError>> {
    use commitment::Error;
    let truncated = bytes::Error::Truncated { offset: 1, expected: 8, found: 7 };
    rows![
        Error::Key(crypto::Error::PointsCancel) => "PointsCancel" 508,
        Error::Derivation(bip32::Error::ChildIndexTooLarge { found: 1 << 31 }) => "ChildIndexTooLarge" 512,
        Error::Derivation(bip32::Error::TooDeep) => "TooDeep" 515,
        Error::Derivation(bip32::Error::NoSuchChild) => "NoSuchChild" 516,
        Error::SecretOutOfOrder { expected: Some(FIRST), found: LAST } => "SecretOutOfOrder" 800,
        Error::SecretOutOfOrder { expected: None, found: LAST } => "SecretOutOfOrder" 800,
        Error::SecretNotDerivable { found: LAST, earlier: FIRST } => "SecretNotDerivable" 801,
        Error::StoreVersion { expected: 1, found: 2 } => "StoreVersion" 802,
        Error::StoreCount { expected: 1 << 48, found: u64::MAX } => "StoreCount" 803,
        Error::Bytes(truncated) => "StoreTruncated" 804,
        Error::FundingAmount { expected: Sat::MAX_MONEY, found: Sat(0) } => "FundingAmount" 805,
        Error::Balance { expected: Msat(1_001), found: Some(Msat(999)) } => "Balance" 806,
        Error::Balance { expected: Msat(1_001), found: None } => "Balance" 806,
        Error::TooManyHtlcs { offered_by: Node::Opener, expected: 483, found: 484 } => "TooManyHtlcs" 807,
        Error::TooManyHtlcs { offered_by: Node::Accepter, expected: 114, found: 115 } => "TooManyHtlcs" 807,
        Error::Feerate { expected: 0, found: 253 } => "CommitmentFeerate" 808,
        Error::FeeExceedsBalance { expected: MORE, found: LESS } => "FeeExceedsBalance" 809,
        Error::BelowReserve { node: Node::Accepter, expected: MORE, found: LESS } => "BelowReserve" 810,
        Error::Signature => "CommitmentSignature" 811,
        Error::HtlcSignatureCount { expected: 2, found: 1 } => "HtlcSignatureCount" 812,
        Error::HtlcSignature { htlc: 4, output: 3 } => "HtlcSignature" 813,
        Error::CltvExpiry { htlc: 4, expected: BlockHeight(2), found: BlockHeight(3) } => "CltvExpiry" 814,
    ]
}

fn of_spends() -> Vec<Row<CommitmentError>> {
    use spend::Error;
    let kinds = [
        OutputKind::ToLocal,
        OutputKind::ToRemote,
        OutputKind::LocalAnchor,
        OutputKind::RemoteAnchor,
        OutputKind::SharedAnchor,
        OutputKind::OfferedHtlc(5),
        OutputKind::ReceivedHtlc(6),
    ];
    let outpoint = OutPoint { txid: Txid([0xab; 32]), vout: 1 };
    let mut rows = rows![
        Error::Commitment(commitment::Error::Signature) => "CommitmentSignature" 811,
        Error::NoSuchOutput { expected: 2, found: 3 } => "NoSuchOutput" 820,
        Error::SecondStagePath => "SecondStagePath" 822,
        Error::Preimage { output: 2 } => "SpendPreimage" 823,
        Error::NotRevoked { number: LAST } => "NotRevoked" 824,
        Error::NotYetRevoked { number: FIRST } => "NotYetRevoked" 825,
        Error::NotACommitment => "NotACommitment" 826,
        Error::NotCombinable { output: 2 } => "NotCombinable" 827,
        Error::NoClaims => "NoClaims" 828,
        Error::DuplicateClaim { outpoint } => "DuplicateClaim" 829,
        Error::Version { expected: 2, found: 3 } => "ClaimVersion" 830,
        Error::LockTime { expected: 500, found: 501 } => "ClaimLockTime" 831,
        Error::Amount { expected: Sat::MAX_MONEY, found: Some(Sat(u64::MAX)) } => "ClaimAmount" 832,
        Error::Amount { expected: Sat::MAX_MONEY, found: None } => "ClaimAmount" 832,
        Error::Feerate { expected: 253, found: 252 } => "SweepFeerate" 833,
        Error::FeeExceedsAmount { expected: MORE, found: LESS } => "FeeExceedsAmount" 834,
        Error::Dust { expected: MORE, found: LESS } => "SweepDust" 835,
        Error::Weight { expected: 400_000, found: 400_001 } => "SweepWeight" 836,
        Error::WrongKey { input: 1 } => "ClaimKey" 837,
        Error::SignatureCount { expected: 2, found: 1 } => "SignatureCount" 838,
        Error::Signature { input: 1 } => "ClaimSignature" 839,
    ];
    for kind in kinds {
        rows.extend(rows![Error::Path { output: 2, kind } => "SpendPath" 821]);
    }
    rows
}

fn of_closing() -> Vec<Row<CommitmentError>> {
    use closing::Error;
    let forms = [
        ShutdownForm::P2wpkh,
        ShutdownForm::P2wsh,
        ShutdownForm::AnySegwit,
        ShutdownForm::OpReturn,
        ShutdownForm::P2pkh,
        ShutdownForm::P2sh,
    ];
    let (low, high) = (FeeRange { min: Sat(1), max: Sat(2) }, FeeRange { min: Sat(3), max: Sat(4) });
    let mut rows = rows![
        Error::Key(crypto::Error::NotAPoint) => "KeyNotAPoint" 500,
        Error::Commitment(commitment::Error::Balance { expected: Msat(1_001), found: None }) => "Balance" 806,
        Error::Script { length: 3 } => "ShutdownScript" 850,
        Error::UpfrontScript => "UpfrontScript" 852,
        Error::FeeExceedsBalance { expected: LESS, found: MORE } => "ClosingFeeExceedsBalance" 853,
        Error::NoOutputs => "NoOutputs" 854,
        Error::Dust { expected: MORE, found: LESS } => "ClosingDust" 855,
        Error::AllDust => "AllDust" 856,
        Error::NoOverlap { expected: low, found: high } => "NoOverlap" 857,
        Error::FeeOutOfRange { expected: low, found: Sat(3) } => "FeeOutOfRange" 858,
        Error::FeeChanged { expected: MORE, found: LESS } => "FeeChanged" 859,
        Error::FeeNotBetween { low: Sat(1), high: Sat(3), found: Sat(4) } => "FeeNotBetween" 860,
        Error::NoFeeBetween { low: Sat(1), high: Sat(2) } => "NoFeeBetween" 861,
        Error::Signature { node: Node::Opener } => "ClosingSignature" 862,
        Error::VariantMissing { expected: ClosingVariant::CloserOutputOnly } => "VariantMissing" 863,
        Error::VariantMissing { expected: ClosingVariant::CloserAndCloseeOutputs } => "VariantMissing" 863,
        Error::VariantNotOffered { found: ClosingVariant::CloseeOutputOnly } => "VariantNotOffered" 864,
        Error::SignatureCount { expected: 1, found: 0 } => "ClosingSignatureCount" 865,
    ];
    for form in forms {
        rows.extend(rows![Error::NotNegotiated { form } => "ShutdownNotNegotiated" 851]);
    }
    rows
}

fn of_keys() -> Vec<Row<CommitmentError>> {
    use crypto::Error;
    rows![
        Error::NotAPoint => "KeyNotAPoint" 500,
        Error::SecretKeyOutOfRange => "SecretKeyOutOfRange" 501,
        Error::SignatureOutOfRange => "SignatureOutOfRange" 502,
        Error::TweakOutOfRange => "TweakOutOfRange" 504,
        Error::PointsCancel => "PointsCancel" 508,
        Error::HighS => "SignatureHighS" 300,
        Error::SignatureMismatch => "SignatureMismatch" 301,
    ]
}

/// The errors that only a binding has.
fn own() -> Vec<Row<CommitmentError>> {
    let length = WrongLength { expected: 32, found: 31 };
    let number = CommitmentError::CommitmentNumberTooLarge { expected: LAST.to_u64(), found: 1 << 48 };
    let text = "commitment number: expected at most 281474976710655, found 281474976710656";
    let unlisted = CommitmentError::unlisted("odd");
    vec![
        Row::own(length.into(), "expected 32 bytes, found 31", Blame::Caller, "WrongLength", 600),
        Row::own(number, text, Blame::Caller, "CommitmentNumberTooLarge", 606),
        Row::own(
            MalformedTransaction.into(),
            "these bytes are no transaction",
            Blame::Peer,
            "MalformedTransaction",
            607,
        ),
        Row::own(unlisted, "not known to this binding: \"odd\"", Blame::Caller, "Unlisted", 999),
    ]
}

#[test]
fn errors_keep_name_code_text_and_blame() {
    let rows = [of_commitments(), of_spends(), of_closing(), of_keys(), own()].concat();
    check_every(&rows, include_str!("../error.rs"), "CommitmentError");
}

/// A number that the core cannot hold has none of its texts: the text names what there is.
#[test]
fn made_up_errors_have_a_text() {
    let error = CommitmentError::NotRevoked { number: 1 << 48 };
    assert_eq!(error.to_string(), "NotRevoked { number: 281474976710656 }");
}
