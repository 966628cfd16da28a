//! From the core's nested errors to flat ones, and back for their text and their blame.

use super::TreeError;
use crate::error::{size, wide};
use crate::transaction::MalformedTransaction;
use crate::vtxo::{VtxoError, shared_errors};
use keelbolt::amount::Sat;
use keelbolt::cosign::Error as Core;
use keelbolt::crypto::{self, musig};
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::tree::Error as TreeCore;
use keelbolt::vtxo::{self, LockDelta};

shared_errors! {
    TreeError, VtxoError, of_vtxo:
    KeyNotAPoint,
    TweakOutOfRange,
    WrongLength { expected, found },
    MalformedTransaction,
    VtxoTruncated { offset, expected, found },
    VtxoCount { offset, found },
    VtxoTrailingBytes { found },
    VtxoVersion { found },
    VtxoHeight { offset, found },
    VtxoDelta { offset, found },
    VtxoKey { offset, fault },
    PolicyType { offset, found },
    ServerPolicy { offset, found },
    VtxoTooMany { counted, expected, found },
    VtxoCountAboveInput { counted, offset, found, left },
    TooFewLeaves { found },
    VtxoAmountOverflow { expected },
    LockHeightTooLarge { expected, found },
    LockDeltaTooLarge { expected, found },
}

impl From<vtxo::Error> for TreeError {
    fn from(error: vtxo::Error) -> Self {
        match error {
            vtxo::Error::Aggregate(musig::Error::NoSigners) => Self::NoSigners,
            other => VtxoError::from(other).into(),
        }
    }
}

impl From<crypto::Error> for TreeError {
    fn from(error: crypto::Error) -> Self {
        VtxoError::from(error).into()
    }
}

impl From<MalformedTransaction> for TreeError {
    fn from(error: MalformedTransaction) -> Self {
        VtxoError::from(error).into()
    }
}

impl From<musig::Error> for TreeError {
    fn from(error: musig::Error) -> Self {
        match error {
            musig::Error::NotANonce => Self::NotANonce,
            musig::Error::NonceOutOfRange => Self::NonceOutOfRange,
            other => Self::unlisted(other),
        }
    }
}

impl From<TreeCore> for TreeError {
    fn from(error: TreeCore) -> Self {
        match error {
            TreeCore::Vtxo(error) => error.into(),
            TreeCore::NoSuchLeaf { leaves, found } => {
                Self::NoSuchLeaf { expected: wide(leaves), found: wide(found) }
            }
            TreeCore::SignatureCount { expected, found } => {
                Self::TreeSignatureCount { expected: wide(expected), found: wide(found) }
            }
            TreeCore::NodeSignature { node } => Self::NodeSignature { node: wide(node) },
            TreeCore::OtherTree => Self::OtherTree,
            other => Self::unlisted(other),
        }
    }
}

impl From<Core> for TreeError {
    fn from(error: Core) -> Self {
        match error {
            Core::Tree(error) => error.into(),
            Core::Musig(error) => error.into(),
            Core::Output { output } => Self::NoLeafForOutput { output: wide(output) },
            Core::Policy => Self::LeafPolicy,
            Core::Amount { expected, found } => Self::LeafAmount { expected: expected.0, found: found.0 },
            Core::UnlockHash => Self::LeafUnlockHash,
            Core::CosignKey => Self::CosignKey,
            Core::ServerKey => Self::TreeServerKey,
            Core::ServerDoesNotSign => Self::ServerDoesNotSign,
            Core::ExitDelta { expected, found } => {
                Self::TreeExitDelta { expected: expected.blocks().into(), found: found.blocks().into() }
            }
            Core::Expiry { expected, found } => {
                Self::TreeExpiry { expected: expected.0.into(), found: found.0.into() }
            }
            Core::Depth { expected, found } => {
                Self::TreeDepth { expected: wide(expected), found: wide(found) }
            }
            Core::Dust { node, output, expected, found } => Self::TreeDust {
                node: wide(node),
                output: wide(output),
                expected: expected.0,
                found: found.0,
            },
            Core::SignerCount { expected, found } => {
                Self::SignerCount { expected: wide(expected), found: wide(found) }
            }
            Core::Contribution { leaf, expected } => Self::ContributionOfLeaf { leaf: wide(leaf), expected },
            Core::NonceCount { signer, expected, found } => {
                Self::TreeNonceCount { signer: signer.into(), expected: wide(expected), found: wide(found) }
            }
            Core::AggregateNonceCount { expected, found } => {
                Self::AggregateNonceCount { expected: wide(expected), found: wide(found) }
            }
            Core::PartialSignatureCount { signer, expected, found } => Self::TreePartialSignatureCount {
                signer: signer.into(),
                expected: wide(expected),
                found: wide(found),
            },
            Core::PartialSignature { signer, node } => {
                Self::TreePartialSignature { signer: signer.into(), node: wide(node) }
            }
            Core::AggregateNonce { node } => Self::TreeAggregateNonce { node: wide(node) },
            other => Self::unlisted(other),
        }
    }
}

impl TreeError {
    /// The core's error that this one stands for, beside those of VTXOs; `None` for those that only a binding has.
    pub(super) fn of_cosign(&self) -> Option<Core> {
        self.of_tree().map(Core::Tree).or_else(|| self.of_checks()).or_else(|| self.of_ceremony())
    }

    fn of_tree(&self) -> Option<TreeCore> {
        Some(match *self {
            Self::NoSigners => TreeCore::Vtxo(vtxo::Error::Aggregate(musig::Error::NoSigners)),
            Self::NoSuchLeaf { expected, found } => {
                TreeCore::NoSuchLeaf { leaves: size(expected), found: size(found) }
            }
            Self::TreeSignatureCount { expected, found } => {
                TreeCore::SignatureCount { expected: size(expected), found: size(found) }
            }
            Self::NodeSignature { node } => TreeCore::NodeSignature { node: size(node) },
            Self::OtherTree => TreeCore::OtherTree,
            _ => return None,
        })
    }

    fn of_checks(&self) -> Option<Core> {
        let height = |height: u64| height.try_into().ok().map(BlockHeight);
        let delta = |blocks: u64| blocks.try_into().ok().and_then(LockDelta::new);
        Some(match *self {
            Self::NoLeafForOutput { output } => Core::Output { output: size(output) },
            Self::LeafPolicy => Core::Policy,
            Self::LeafAmount { expected, found } => {
                Core::Amount { expected: Sat(expected), found: Sat(found) }
            }
            Self::LeafUnlockHash => Core::UnlockHash,
            Self::CosignKey => Core::CosignKey,
            Self::TreeServerKey => Core::ServerKey,
            Self::ServerDoesNotSign => Core::ServerDoesNotSign,
            Self::TreeExitDelta { expected, found } => {
                Core::ExitDelta { expected: delta(expected)?, found: delta(found)? }
            }
            Self::TreeExpiry { expected, found } => {
                Core::Expiry { expected: height(expected)?, found: height(found)? }
            }
            Self::TreeDepth { expected, found } => {
                Core::Depth { expected: size(expected), found: size(found) }
            }
            Self::TreeDust { node, output, expected, found } => Core::Dust {
                node: size(node),
                output: size(output),
                expected: Sat(expected),
                found: Sat(found),
            },
            _ => return None,
        })
    }

    fn of_ceremony(&self) -> Option<Core> {
        Some(match *self {
            Self::NotANonce => Core::Musig(musig::Error::NotANonce),
            Self::NonceOutOfRange => Core::Musig(musig::Error::NonceOutOfRange),
            Self::SignerCount { expected, found } => {
                Core::SignerCount { expected: size(expected), found: size(found) }
            }
            Self::ContributionOfLeaf { leaf, expected } => Core::Contribution { leaf: size(leaf), expected },
            Self::TreeNonceCount { signer, expected, found } => {
                Core::NonceCount { signer: signer.into(), expected: size(expected), found: size(found) }
            }
            Self::AggregateNonceCount { expected, found } => {
                Core::AggregateNonceCount { expected: size(expected), found: size(found) }
            }
            Self::TreePartialSignatureCount { signer, expected, found } => Core::PartialSignatureCount {
                signer: signer.into(),
                expected: size(expected),
                found: size(found),
            },
            Self::TreePartialSignature { signer, node } => {
                Core::PartialSignature { signer: signer.into(), node: size(node) }
            }
            Self::TreeAggregateNonce { node } => Core::AggregateNonce { node: size(node) },
            _ => return None,
        })
    }
}
