//! From the core's nested errors to flat ones, and back for their text and their blame.

use super::{CryptoFault, VtxoError};
use crate::error::{size, wide};
use keelbolt::amount::Sat;
use keelbolt::blame::Blame;
use keelbolt::bytes;
use keelbolt::codec::compact_size;
use keelbolt::codec::spend;
use keelbolt::codec::transaction::Txid;
use keelbolt::crypto::{self, musig};
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::SpendError;
use keelbolt::vtxo::{self, ChainError, LockDelta, NotAccepted, NotStandard};
use std::fmt;

/// The core's error that a flat one stands for.
pub(super) enum Origin {
    Vtxo(vtxo::Error),
    Crypto(crypto::Error),
    Spend(SpendError),
    Chain(ChainError),
    Standard(NotStandard),
    Accept(NotAccepted),
}

impl Origin {
    pub(super) fn blame(&self) -> Blame {
        match self {
            Self::Vtxo(error) => error.blame(),
            Self::Crypto(error) => error.blame(),
            Self::Spend(error) => error.blame(),
            Self::Chain(error) => error.blame(),
            Self::Standard(error) => error.blame(),
            Self::Accept(error) => error.blame(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vtxo(error) => fmt::Display::fmt(error, f),
            Self::Crypto(error) => fmt::Display::fmt(error, f),
            Self::Spend(error) => fmt::Display::fmt(error, f),
            Self::Chain(error) => fmt::Display::fmt(error, f),
            Self::Standard(error) => fmt::Display::fmt(error, f),
            Self::Accept(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl From<vtxo::Error> for VtxoError {
    fn from(error: vtxo::Error) -> Self {
        use vtxo::Error as Core;
        match error {
            Core::Bytes(bytes::Error::Truncated { offset, expected, found }) => {
                Self::VtxoTruncated { offset: wide(offset), expected: wide(expected), found: wide(found) }
            }
            Core::Count(compact_size::Error::NotMinimal { offset, value }) => {
                Self::VtxoCount { offset: wide(offset), found: value }
            }
            Core::TrailingBytes { found } => Self::VtxoTrailingBytes { found: wide(found) },
            Core::Version { found } => Self::VtxoVersion { found: found.into() },
            Core::Height { offset, found } => Self::VtxoHeight { offset: wide(offset), found: found.into() },
            Core::Delta { offset, found } => Self::VtxoDelta { offset: wide(offset), found: found.into() },
            Core::Key { offset, error: cause } => match CryptoFault::of(cause) {
                Some(fault) => Self::VtxoKey { offset: wide(offset), fault },
                None => Self::unlisted(error),
            },
            Core::PolicyType { offset, found } => {
                Self::PolicyType { offset: wide(offset), found: found.into() }
            }
            Core::ServerPolicy { offset, found } => {
                Self::ServerPolicy { offset: wide(offset), found: found.into() }
            }
            Core::TransitionType { offset, found } => {
                Self::TransitionType { offset: wide(offset), found: found.into() }
            }
            Core::NoCosigners { offset } => Self::NoCosigners { offset: wide(offset) },
            Core::Tweak { offset } => Self::VtxoTweak { offset: wide(offset) },
            Core::Unlock { offset, found } => Self::VtxoUnlock { offset: wide(offset), found: found.into() },
            Core::NoOutputs { offset } => Self::NoTransactionOutputs { offset: wide(offset) },
            Core::OutputIndex { offset, outputs, found } => {
                Self::VtxoOutputIndex { offset: wide(offset), expected: outputs.into(), found: found.into() }
            }
            Core::ScriptLength { offset, limit, found } => {
                Self::VtxoScriptLength { offset: wide(offset), expected: wide(limit), found }
            }
            Core::TooMany { what, limit, found } => {
                Self::VtxoTooMany { counted: what.into(), expected: wide(limit), found }
            }
            Core::CountAboveInput { what, offset, found, left } => Self::VtxoCountAboveInput {
                counted: what.into(),
                offset: wide(offset),
                found,
                left: wide(left),
            },
            Core::NoGenesis => Self::NoGenesis,
            Core::UnexpectedGenesis => Self::UnexpectedGenesis,
            Core::TooFewLeaves { found } => Self::TooFewLeaves { found: wide(found) },
            Core::AmountOverflow { limit } => Self::VtxoAmountOverflow { expected: limit.0 },
            Core::Aggregate(musig::Error::TweakOutOfRange) => Self::TweakOutOfRange,
            Core::Output(error) => error.into(),
            other => Self::unlisted(other),
        }
    }
}

impl From<crypto::Error> for VtxoError {
    fn from(error: crypto::Error) -> Self {
        use crypto::Error as Core;
        match error {
            Core::NotAPoint => Self::KeyNotAPoint,
            Core::NotAnXCoordinate => Self::NotAnXCoordinate,
            Core::SecretKeyOutOfRange => Self::SecretKeyOutOfRange,
            Core::TweakOutOfRange => Self::TweakOutOfRange,
            Core::PointsCancel => Self::PointsCancel,
            Core::SignatureMismatch => Self::SignatureMismatch,
            other => Self::unlisted(other),
        }
    }
}

impl From<SpendError> for VtxoError {
    fn from(error: SpendError) -> Self {
        match error {
            SpendError::NotAClause => Self::NotAClause,
            SpendError::WrongPreimage => Self::ClausePreimage,
            SpendError::WrongKey => Self::ClauseKey,
            SpendError::Key(error) | SpendError::Signature(error) => error.into(),
            SpendError::Spend(spend::Error::FundingValue { found }) => Self::FundingValue { found: found.0 },
            SpendError::Spend(spend::Error::FeeAboveValue { fee, value }) => {
                Self::FeeAboveValue { fee: fee.0, value: value.0 }
            }
            SpendError::Spend(spend::Error::BelowDustLimit { limit, found }) => {
                Self::BelowDustLimit { expected: limit.0, found: found.0 }
            }
            SpendError::Spend(spend::Error::EmptyDestination) => Self::EmptyDestination,
            other => Self::unlisted(other),
        }
    }
}

impl From<ChainError> for VtxoError {
    fn from(error: ChainError) -> Self {
        match error {
            ChainError::Transaction(error) => error.into(),
            ChainError::AnchorValue { expected, found } => {
                Self::ChainAnchorValue { expected: expected.0, found: found.0 }
            }
            ChainError::AnchorScript => Self::ChainAnchorScript,
            ChainError::NoSignature { depth } => Self::NoHopSignature { depth: wide(depth) },
            ChainError::NoPreimage { depth } => Self::NoHopPreimage { depth: wide(depth) },
            ChainError::Signature { depth, error: cause } => match CryptoFault::of(cause) {
                Some(fault) => Self::HopSignature { depth: wide(depth), fault },
                None => Self::unlisted(error),
            },
            ChainError::Point { expected, found } => {
                Self::VtxoPoint { expected: expected.into(), found: found.into() }
            }
            other => Self::unlisted(other),
        }
    }
}

impl From<NotStandard> for VtxoError {
    fn from(error: NotStandard) -> Self {
        match error {
            NotStandard::Dust { output, limit, found } => {
                Self::ExitDust { output: output.into(), expected: limit.0, found: found.0 }
            }
            NotStandard::Script { output } => Self::ExitScript { output: output.into() },
            NotStandard::SecondData { output } => Self::SecondData { output: output.into() },
            NotStandard::Weight { depth, limit, found } => {
                Self::ExitWeight { depth: wide(depth), expected: limit, found }
            }
            other => Self::unlisted(other),
        }
    }
}

impl From<NotAccepted> for VtxoError {
    fn from(error: NotAccepted) -> Self {
        use NotAccepted as Core;
        let height = |height: BlockHeight| u64::from(height.0);
        let delta = |delta: LockDelta| u64::from(delta.blocks());
        match error {
            Core::Anchor { expected, found } => Self::WrongAnchor {
                expected: crate::bytes::Txid(expected.0),
                found: crate::bytes::Txid(found.0),
            },
            Core::AnchorOutput { found } => Self::AnchorOutput { found: found.into() },
            Core::Confirmations { expected, found } => {
                Self::Confirmations { expected: expected.into(), found: found.into() }
            }
            Core::AnchorSpent => Self::AnchorSpent,
            Core::Chain(error) => error.into(),
            Core::ServerKey => Self::VtxoServerKey,
            Core::ServerDoesNotSign { depth } => Self::NodeWithoutServer { depth: wide(depth) },
            Core::ExitDelta { expected, found } => {
                Self::VtxoExitDelta { expected: delta(expected), found: delta(found) }
            }
            Core::Expiry { expected, found } => {
                Self::VtxoExpiry { expected: height(expected), found: height(found) }
            }
            Core::HtlcExpiry { expected, found } => {
                Self::HtlcExpiry { expected: height(expected), found: height(found) }
            }
            Core::Depth { expected, found } => {
                Self::VtxoDepth { expected: wide(expected), found: wide(found) }
            }
            Core::Policy => Self::VtxoPolicy,
            Core::Key => Self::VtxoOwnKey,
            Core::LeafKey => Self::LeafKey,
            Core::Amount { expected, found } => Self::VtxoAmount { expected: expected.0, found: found.0 },
            Core::Standard(error) => error.into(),
            Core::UnlockHash => Self::VtxoUnlockHash,
            Core::HashLock => Self::VtxoHashLock,
            other => Self::unlisted(other),
        }
    }
}

impl VtxoError {
    /// The core's error that this one stands for; `None` for those that only a binding has.
    pub(super) fn origin(&self) -> Option<Origin> {
        self.of_vtxo()
            .map(Origin::Vtxo)
            .or_else(|| self.of_crypto().map(Origin::Crypto))
            .or_else(|| self.of_spend().map(Origin::Spend))
            .or_else(|| self.of_chain().map(Origin::Chain))
            .or_else(|| self.of_standard().map(Origin::Standard))
            .or_else(|| self.of_accept().map(Origin::Accept))
    }

    /// The core's error of an encoding or its outputs that this one stands for.
    pub(crate) fn of_vtxo(&self) -> Option<vtxo::Error> {
        use vtxo::Error as Core;
        Some(match *self {
            Self::VtxoTruncated { offset, expected, found } => Core::Bytes(bytes::Error::Truncated {
                offset: size(offset),
                expected: size(expected),
                found: size(found),
            }),
            Self::VtxoCount { offset, found } => {
                Core::Count(compact_size::Error::NotMinimal { offset: size(offset), value: found })
            }
            Self::VtxoTrailingBytes { found } => Core::TrailingBytes { found: size(found) },
            Self::VtxoVersion { found } => Core::Version { found: found.try_into().ok()? },
            Self::VtxoHeight { offset, found } => {
                Core::Height { offset: size(offset), found: found.try_into().ok()? }
            }
            Self::VtxoDelta { offset, found } => {
                Core::Delta { offset: size(offset), found: found.try_into().ok()? }
            }
            Self::VtxoKey { offset, fault } => Core::Key { offset: size(offset), error: fault.into() },
            Self::PolicyType { offset, found } => {
                Core::PolicyType { offset: size(offset), found: found.try_into().ok()? }
            }
            Self::ServerPolicy { offset, found } => {
                Core::ServerPolicy { offset: size(offset), found: found.try_into().ok()? }
            }
            Self::TransitionType { offset, found } => {
                Core::TransitionType { offset: size(offset), found: found.try_into().ok()? }
            }
            Self::NoCosigners { offset } => Core::NoCosigners { offset: size(offset) },
            Self::VtxoTweak { offset } => Core::Tweak { offset: size(offset) },
            Self::VtxoUnlock { offset, found } => {
                Core::Unlock { offset: size(offset), found: found.try_into().ok()? }
            }
            Self::NoTransactionOutputs { offset } => Core::NoOutputs { offset: size(offset) },
            Self::VtxoOutputIndex { offset, expected, found } => Core::OutputIndex {
                offset: size(offset),
                outputs: expected.try_into().ok()?,
                found: found.try_into().ok()?,
            },
            Self::VtxoScriptLength { offset, expected, found } => {
                Core::ScriptLength { offset: size(offset), limit: size(expected), found }
            }
            Self::VtxoTooMany { counted, expected, found } => {
                Core::TooMany { what: counted.into(), limit: size(expected), found }
            }
            Self::VtxoCountAboveInput { counted, offset, found, left } => {
                Core::CountAboveInput { what: counted.into(), offset: size(offset), found, left: size(left) }
            }
            Self::NoGenesis => Core::NoGenesis,
            Self::UnexpectedGenesis => Core::UnexpectedGenesis,
            Self::TooFewLeaves { found } => Core::TooFewLeaves { found: size(found) },
            Self::VtxoAmountOverflow { expected } => Core::AmountOverflow { limit: Sat(expected) },
            Self::TweakOutOfRange => Core::Aggregate(musig::Error::TweakOutOfRange),
            _ => return None,
        })
    }

    fn of_crypto(&self) -> Option<crypto::Error> {
        use crypto::Error as Core;
        Some(match self {
            Self::KeyNotAPoint => Core::NotAPoint,
            Self::NotAnXCoordinate => Core::NotAnXCoordinate,
            Self::SecretKeyOutOfRange => Core::SecretKeyOutOfRange,
            Self::PointsCancel => Core::PointsCancel,
            _ => return None,
        })
    }

    fn of_spend(&self) -> Option<SpendError> {
        Some(match *self {
            Self::NotAClause => SpendError::NotAClause,
            Self::ClausePreimage => SpendError::WrongPreimage,
            Self::ClauseKey => SpendError::WrongKey,
            Self::SignatureMismatch => SpendError::Signature(crypto::Error::SignatureMismatch),
            Self::FundingValue { found } => spend::Error::FundingValue { found: Sat(found) }.into(),
            Self::FeeAboveValue { fee, value } => {
                spend::Error::FeeAboveValue { fee: Sat(fee), value: Sat(value) }.into()
            }
            Self::BelowDustLimit { expected, found } => {
                spend::Error::BelowDustLimit { limit: Sat(expected), found: Sat(found) }.into()
            }
            Self::EmptyDestination => spend::Error::EmptyDestination.into(),
            _ => return None,
        })
    }

    fn of_chain(&self) -> Option<ChainError> {
        Some(match *self {
            Self::ChainAnchorValue { expected, found } => {
                ChainError::AnchorValue { expected: Sat(expected), found: Sat(found) }
            }
            Self::ChainAnchorScript => ChainError::AnchorScript,
            Self::NoHopSignature { depth } => ChainError::NoSignature { depth: size(depth) },
            Self::NoHopPreimage { depth } => ChainError::NoPreimage { depth: size(depth) },
            Self::HopSignature { depth, fault } => {
                ChainError::Signature { depth: size(depth), error: fault.into() }
            }
            Self::VtxoPoint { expected, found } => {
                ChainError::Point { expected: expected.into(), found: found.into() }
            }
            _ => return None,
        })
    }

    fn of_standard(&self) -> Option<NotStandard> {
        Some(match *self {
            Self::ExitDust { output, expected, found } => {
                NotStandard::Dust { output: output.into(), limit: Sat(expected), found: Sat(found) }
            }
            Self::ExitScript { output } => NotStandard::Script { output: output.into() },
            Self::SecondData { output } => NotStandard::SecondData { output: output.into() },
            Self::ExitWeight { depth, expected, found } => {
                NotStandard::Weight { depth: size(depth), limit: expected, found }
            }
            _ => return None,
        })
    }

    fn of_accept(&self) -> Option<NotAccepted> {
        use NotAccepted as Core;
        let height = |height: u64| height.try_into().ok().map(BlockHeight);
        let delta = |blocks: u64| blocks.try_into().ok().and_then(LockDelta::new);
        Some(match *self {
            Self::WrongAnchor { expected, found } => {
                Core::Anchor { expected: Txid(expected.0), found: Txid(found.0) }
            }
            Self::AnchorOutput { found } => Core::AnchorOutput { found: found.try_into().ok()? },
            Self::Confirmations { expected, found } => {
                Core::Confirmations { expected: expected.try_into().ok()?, found: found.try_into().ok()? }
            }
            Self::AnchorSpent => Core::AnchorSpent,
            Self::VtxoServerKey => Core::ServerKey,
            Self::NodeWithoutServer { depth } => Core::ServerDoesNotSign { depth: size(depth) },
            Self::VtxoExitDelta { expected, found } => {
                Core::ExitDelta { expected: delta(expected)?, found: delta(found)? }
            }
            Self::VtxoExpiry { expected, found } => {
                Core::Expiry { expected: height(expected)?, found: height(found)? }
            }
            Self::HtlcExpiry { expected, found } => {
                Core::HtlcExpiry { expected: height(expected)?, found: height(found)? }
            }
            Self::VtxoDepth { expected, found } => {
                Core::Depth { expected: size(expected), found: size(found) }
            }
            Self::VtxoPolicy => Core::Policy,
            Self::VtxoOwnKey => Core::Key,
            Self::LeafKey => Core::LeafKey,
            Self::VtxoAmount { expected, found } => {
                Core::Amount { expected: Sat(expected), found: Sat(found) }
            }
            Self::VtxoUnlockHash => Core::UnlockHash,
            Self::VtxoHashLock => Core::HashLock,
            _ => return None,
        })
    }
}
