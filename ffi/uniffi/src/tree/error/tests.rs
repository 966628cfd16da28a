//! Every error of the core, flat: its name, its code, the core's text and blame again.

use super::{TreeError, TreeSigner};
use crate::bytes::WrongLength;
use crate::error::rows::{Row, check_every, rows};
use crate::transaction::MalformedTransaction;
use keelbolt::amount::Sat;
use keelbolt::blame::Blame;
use keelbolt::bytes;
use keelbolt::codec::compact_size;
use keelbolt::cosign::{Error, Signer};
use keelbolt::crypto::{self, musig};
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::{self, Counted, LockDelta, tree};

fn of_vtxos() -> Vec<Row<TreeError>> {
    let (offset, expected, found) = (12, 33, 7);
    let leaves = Counted::Leaves;
    let not_minimal = compact_size::Error::NotMinimal { offset, value: 7 };
    let no_signers = tree::Error::Vtxo(vtxo::Error::Aggregate(musig::Error::NoSigners));
    let no_tweak = vtxo::Error::Aggregate(musig::Error::TweakOutOfRange);
    let mut rows = rows![
        vtxo::Error::Bytes(bytes::Error::Truncated { offset, expected, found }) => "VtxoTruncated" 1000,
        vtxo::Error::Count(not_minimal) => "VtxoCount" 1001,
        vtxo::Error::TrailingBytes { found } => "VtxoTrailingBytes" 1002,
        vtxo::Error::Version { found: 3 } => "VtxoVersion" 1003,
        vtxo::Error::Height { offset, found: 499_934_468 } => "VtxoHeight" 1004,
        vtxo::Error::Delta { offset, found: 16_384 } => "VtxoDelta" 1005,
        vtxo::Error::Key { offset, error: crypto::Error::NotAPoint } => "VtxoKey" 1006,
        vtxo::Error::PolicyType { offset, found: 200 } => "PolicyType" 1007,
        vtxo::Error::ServerPolicy { offset, found: 2 } => "ServerPolicy" 1008,
        vtxo::Error::TooMany { what: leaves, limit: 100_000, found: 100_001 } => "VtxoTooMany" 1016,
        vtxo::Error::CountAboveInput { what: leaves, offset, found: 9, left: 8 } => "VtxoCountAboveInput" 1017,
        vtxo::Error::TooFewLeaves { found: 1 } => "TooFewLeaves" 1020,
        vtxo::Error::AmountOverflow { limit: Sat(5) } => "VtxoAmountOverflow" 1021,
        no_tweak => "TweakOutOfRange" 504,
    ];
    rows.extend(rows![crypto::Error::NotAPoint => "KeyNotAPoint" 500]);
    rows.extend(rows![no_signers => "NoSigners" 530]);
    rows
}

fn of_trees() -> Vec<Row<TreeError>> {
    rows![
        tree::Error::NoSuchLeaf { leaves: 5, found: 5 } => "NoSuchLeaf" 1100,
        tree::Error::SignatureCount { expected: 2, found: 1 } => "TreeSignatureCount" 1101,
        tree::Error::NodeSignature { node: 5 } => "NodeSignature" 1102,
        tree::Error::OtherTree => "OtherTree" 1103,
    ]
}

fn of_ceremonies() -> Vec<Row<TreeError>> {
    let (leaf, global, expected, found) = (Signer::Leaf(3), Signer::Global(1), 2, 1);
    let (more, less) = (LockDelta::new(144).unwrap_or_default(), LockDelta::default());
    rows![
        Error::Musig(musig::Error::NotANonce) => "NotANonce" 532,
        Error::Musig(musig::Error::NonceOutOfRange) => "NonceOutOfRange" 533,
        Error::Output { output: 1 } => "NoLeafForOutput" 1110,
        Error::Policy => "LeafPolicy" 1111,
        Error::Amount { expected: Sat(2), found: Sat(1) } => "LeafAmount" 1112,
        Error::UnlockHash => "LeafUnlockHash" 1113,
        Error::CosignKey => "CosignKey" 1114,
        Error::ServerKey => "TreeServerKey" 1115,
        Error::ServerDoesNotSign => "ServerDoesNotSign" 1116,
        Error::ExitDelta { expected: more, found: less } => "TreeExitDelta" 1117,
        Error::Expiry { expected: BlockHeight(9), found: BlockHeight(8) } => "TreeExpiry" 1118,
        Error::Depth { expected, found: 3 } => "TreeDepth" 1119,
        Error::Dust { node: 5, output: 3, expected: Sat(330), found: Sat(329) } => "TreeDust" 1120,
        Error::SignerCount { expected, found } => "SignerCount" 1121,
        Error::Contribution { leaf: 3, expected: true } => "ContributionOfLeaf" 1122,
        Error::Contribution { leaf: 3, expected: false } => "ContributionOfLeaf" 1122,
        Error::NonceCount { signer: leaf, expected, found } => "TreeNonceCount" 1123,
        Error::AggregateNonceCount { expected, found } => "AggregateNonceCount" 1124,
        Error::PartialSignatureCount { signer: global, expected, found } => "TreePartialSignatureCount" 1125,
        Error::PartialSignature { signer: leaf, node: 6 } => "TreePartialSignature" 1126,
        Error::AggregateNonce { node: 6 } => "TreeAggregateNonce" 1127,
    ]
}

/// The errors that only a binding has.
fn own() -> Vec<Row<TreeError>> {
    let (length, unlisted) = (WrongLength { expected: 32, found: 31 }, TreeError::unlisted("odd"));
    let height = TreeError::LockHeightTooLarge { expected: 499_934_467, found: 499_934_468 };
    let delta = TreeError::LockDeltaTooLarge { expected: 16_383, found: 16_384 };
    let nonce = TreeError::TreeNonce { signer: TreeSigner::Leaf { leaf: 3 } };
    let nonce_text = "nonces of the owner of leaf 3: public nonce is not two compressed points of the curve";
    let (transaction, text) = (MalformedTransaction.into(), "these bytes are no transaction");
    let height_text = "height: expected at most 499934467, found 499934468";
    let delta_text = "delay: expected at most 16383 blocks, found 16384";
    let used = "these nonces have signed before";
    vec![
        Row::own(length.into(), "expected 32 bytes, found 31", Blame::Caller, "WrongLength", 600),
        Row::own(transaction, text, Blame::Peer, "MalformedTransaction", 607),
        Row::own(height, height_text, Blame::Caller, "LockHeightTooLarge", 1023),
        Row::own(delta, delta_text, Blame::Caller, "LockDeltaTooLarge", 1024),
        Row::own(nonce, nonce_text, Blame::Peer, "TreeNonce", 1128),
        Row::own(TreeError::NonceUsed, used, Blame::Caller, "NonceUsed", 540),
        Row::own(unlisted, "not known to this binding: \"odd\"", Blame::Caller, "Unlisted", 999),
    ]
}

#[test]
fn errors_keep_name_code_text_and_blame() {
    let rows = [of_vtxos(), of_trees(), of_ceremonies(), own()].concat();
    check_every(&rows, include_str!("../error.rs"), "TreeError");
}
