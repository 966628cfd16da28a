//! From the core's error to the flat one, and back for its text and its blame.

use super::{RelayError, SignatureFault};
use crate::error::{size, wide};
use keelbolt::amount::Sat;
use keelbolt::commitment::relay::Error as Core;
use keelbolt::crypto;
use keelbolt::time::BlockHeight;

impl From<Core> for RelayError {
    fn from(error: Core) -> Self {
        match error {
            Core::CoinCount { expected, found } => {
                Self::CoinCount { expected: wide(expected), found: wide(found) }
            }
            Core::Empty => Self::EmptyTransaction,
            Core::DuplicateInput => Self::DuplicateInput,
            Core::Amount => Self::RelayAmount,
            Core::OutputsExceedInputs { expected, found } => {
                Self::OutputsExceedInputs { expected: expected.0, found: found.0 }
            }
            Core::Version { found } => Self::TransactionVersion { found: found.into() },
            Core::Weight { expected, found } => Self::TransactionWeight { expected, found },
            Core::BaseSize { expected, found } => {
                Self::BaseSize { expected: wide(expected), found: wide(found) }
            }
            Core::OutputScript { output } => Self::OutputScript { output: output.into() },
            Core::Dust { output, expected, found } => {
                Self::RelayDust { output: output.into(), expected: expected.0, found: found.0 }
            }
            Core::DustUnspent { output } => Self::DustUnspent { output: output.into() },
            Core::Fee { expected, found } => Self::RelayFee { expected: expected.0, found: found.0 },
            Core::LockTime { lock_time, height } => {
                Self::LockTime { lock_time: lock_time.into(), height: height.0.into() }
            }
            Core::RelativeLock { input, expected, found } => {
                Self::RelativeLock { input: wide(input), expected: expected.0.into(), found: found.0.into() }
            }
            Core::RelativeTime { input } => Self::RelativeTime { input: wide(input) },
            Core::TrucParent { input, version } => {
                Self::TrucParent { input: wide(input), version: version.into() }
            }
            Core::TrucAncestors { input } => Self::TrucAncestors { input: wide(input) },
            Core::TrucDescendants { input } => Self::TrucDescendants { input: wide(input) },
            Core::ScriptSig { input } => Self::ScriptSig { input: wide(input) },
            Core::AnchorWitness { input } => Self::AnchorWitness { input: wide(input) },
            Core::UnknownProgram { input } => Self::UnknownProgram { input: wide(input) },
            Core::NoWitness { input } => Self::NoWitness { input: wide(input) },
            Core::WitnessScript { input, expected, found } => {
                Self::WitnessScript { input: wide(input), expected: wide(expected), found: wide(found) }
            }
            Core::WitnessElements { input, expected, found } => {
                Self::WitnessElements { input: wide(input), expected: wide(expected), found: wide(found) }
            }
            Core::WitnessElement { input, element, expected, found } => Self::WitnessElement {
                input: wide(input),
                element: wide(element),
                expected: wide(expected),
                found: wide(found),
            },
            Core::MinimalIf { input } => Self::MinimalIf { input: wide(input) },
            Core::Signature { input, element, error } => match SignatureFault::of(error) {
                Some(fault) => Self::WitnessSignature { input: wide(input), element: wide(element), fault },
                None => Self::unlisted(error),
            },
            Core::SighashType { input, element, found } => {
                Self::SighashType { input: wide(input), element: wide(element), found: found.into() }
            }
            other => Self::unlisted(other),
        }
    }
}

impl RelayError {
    /// The core's error that this one stands for; `None` for those that only a binding has, and where a host has made up
    /// a number that the core cannot hold.
    pub(super) fn origin(&self) -> Option<Core> {
        Some(match *self {
            Self::MalformedTransaction | Self::Unlisted { .. } => return None,
            Self::CoinCount { expected, found } => {
                Core::CoinCount { expected: size(expected), found: size(found) }
            }
            Self::EmptyTransaction => Core::Empty,
            Self::DuplicateInput => Core::DuplicateInput,
            Self::RelayAmount => Core::Amount,
            Self::OutputsExceedInputs { expected, found } => {
                Core::OutputsExceedInputs { expected: Sat(expected), found: Sat(found) }
            }
            Self::TransactionVersion { found } => Core::Version { found: found.try_into().ok()? },
            Self::TransactionWeight { expected, found } => Core::Weight { expected, found },
            Self::BaseSize { expected, found } => {
                Core::BaseSize { expected: size(expected), found: size(found) }
            }
            Self::OutputScript { output } => Core::OutputScript { output: output.try_into().ok()? },
            Self::RelayDust { output, expected, found } => {
                Core::Dust { output: output.try_into().ok()?, expected: Sat(expected), found: Sat(found) }
            }
            Self::DustUnspent { output } => Core::DustUnspent { output: output.try_into().ok()? },
            Self::RelayFee { expected, found } => Core::Fee { expected: Sat(expected), found: Sat(found) },
            Self::LockTime { lock_time, height } => {
                Core::LockTime { lock_time: lock_time.try_into().ok()?, height: block_height(height)? }
            }
            Self::RelativeLock { input, expected, found } => Core::RelativeLock {
                input: size(input),
                expected: block_height(expected)?,
                found: block_height(found)?,
            },
            Self::RelativeTime { input } => Core::RelativeTime { input: size(input) },
            Self::TrucParent { input, version } => {
                Core::TrucParent { input: size(input), version: version.try_into().ok()? }
            }
            Self::TrucAncestors { input } => Core::TrucAncestors { input: size(input) },
            Self::TrucDescendants { input } => Core::TrucDescendants { input: size(input) },
            Self::ScriptSig { input } => Core::ScriptSig { input: size(input) },
            Self::AnchorWitness { input } => Core::AnchorWitness { input: size(input) },
            Self::UnknownProgram { input } => Core::UnknownProgram { input: size(input) },
            Self::NoWitness { input } => Core::NoWitness { input: size(input) },
            Self::WitnessScript { input, expected, found } => {
                Core::WitnessScript { input: size(input), expected: size(expected), found: size(found) }
            }
            Self::WitnessElements { input, expected, found } => {
                Core::WitnessElements { input: size(input), expected: size(expected), found: size(found) }
            }
            Self::WitnessElement { input, element, expected, found } => Core::WitnessElement {
                input: size(input),
                element: size(element),
                expected: size(expected),
                found: size(found),
            },
            Self::MinimalIf { input } => Core::MinimalIf { input: size(input) },
            Self::WitnessSignature { input, element, fault } => {
                Core::Signature { input: size(input), element: size(element), error: fault.to_core() }
            }
            Self::SighashType { input, element, found } => Core::SighashType {
                input: size(input),
                element: size(element),
                found: found.try_into().ok()?,
            },
        })
    }
}

fn block_height(wide: u64) -> Option<BlockHeight> {
    wide.try_into().ok().map(BlockHeight)
}

impl SignatureFault {
    const fn of(error: crypto::Error) -> Option<Self> {
        match error {
            crypto::Error::SignatureEncoding => Some(Self::Encoding),
            crypto::Error::SignatureOutOfRange => Some(Self::OutOfRange),
            crypto::Error::HighS => Some(Self::HighS),
            _ => None,
        }
    }

    const fn to_core(self) -> crypto::Error {
        match self {
            Self::Encoding => crypto::Error::SignatureEncoding,
            Self::OutOfRange => crypto::Error::SignatureOutOfRange,
            Self::HighS => crypto::Error::HighS,
        }
    }
}
