//! From the core's nested errors to flat ones, and back for their text and their blame.

use super::CommitmentError;
use crate::bytes::Txid;
use crate::error::{size, wide};
use keelbolt::amount::{Msat, Sat};
use keelbolt::blame::Blame;
use keelbolt::bytes;
use keelbolt::codec::transaction;
use keelbolt::commitment::closing::{self, FeeRange};
use keelbolt::commitment::{self, CommitmentNumber, spend};
use keelbolt::crypto::{self, bip32};
use keelbolt::time::BlockHeight;
use std::fmt;

/// The core's error that a flat one stands for.
pub(super) enum Origin {
    Commitment(commitment::Error),
    Spend(spend::Error),
    Closing(closing::Error),
    Crypto(crypto::Error),
}

impl Origin {
    pub(super) fn blame(&self) -> Blame {
        match self {
            Self::Commitment(error) => error.blame(),
            Self::Spend(error) => error.blame(),
            Self::Closing(error) => error.blame(),
            Self::Crypto(error) => error.blame(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commitment(error) => fmt::Display::fmt(error, f),
            Self::Spend(error) => fmt::Display::fmt(error, f),
            Self::Closing(error) => fmt::Display::fmt(error, f),
            Self::Crypto(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl From<commitment::Error> for CommitmentError {
    fn from(error: commitment::Error) -> Self {
        use commitment::Error as Core;
        match error {
            Core::Key(error) => error.into(),
            Core::Derivation(bip32::Error::ChildIndexTooLarge { found }) => {
                Self::ChildIndexTooLarge { found: found.into() }
            }
            Core::Derivation(bip32::Error::TooDeep) => Self::TooDeep,
            Core::Derivation(bip32::Error::NoSuchChild) => Self::NoSuchChild,
            Core::SecretOutOfOrder { expected, found } => Self::SecretOutOfOrder {
                expected: expected.map(CommitmentNumber::to_u64),
                found: found.to_u64(),
            },
            Core::SecretNotDerivable { found, earlier } => {
                Self::SecretNotDerivable { found: found.to_u64(), earlier: earlier.to_u64() }
            }
            Core::StoreVersion { expected, found } => {
                Self::StoreVersion { expected: expected.into(), found: found.into() }
            }
            Core::StoreCount { expected, found } => Self::StoreCount { expected, found },
            Core::Bytes(bytes::Error::Truncated { offset, expected, found }) => {
                Self::StoreTruncated { offset: wide(offset), expected: wide(expected), found: wide(found) }
            }
            Core::FundingAmount { expected, found } => {
                Self::FundingAmount { expected: expected.0, found: found.0 }
            }
            Core::Balance { expected, found } => {
                Self::Balance { expected: expected.0, found: found.map(|found| found.0) }
            }
            Core::TooManyHtlcs { offered_by, expected, found } => {
                Self::TooManyHtlcs { node: offered_by.into(), expected: wide(expected), found: wide(found) }
            }
            Core::Feerate { expected, found } => {
                Self::CommitmentFeerate { expected: expected.into(), found: found.into() }
            }
            Core::FeeExceedsBalance { expected, found } => {
                Self::FeeExceedsBalance { expected: expected.0, found: found.0 }
            }
            Core::BelowReserve { node, expected, found } => {
                Self::BelowReserve { node: node.into(), expected: expected.0, found: found.0 }
            }
            Core::Signature => Self::CommitmentSignature,
            Core::HtlcSignatureCount { expected, found } => {
                Self::HtlcSignatureCount { expected: wide(expected), found: wide(found) }
            }
            Core::HtlcSignature { htlc, output } => {
                Self::HtlcSignature { htlc: wide(htlc), output: output.into() }
            }
            Core::CltvExpiry { htlc, expected, found } => {
                Self::CltvExpiry { htlc: wide(htlc), expected: expected.0.into(), found: found.0.into() }
            }
            other => Self::unlisted(other),
        }
    }
}

impl From<spend::Error> for CommitmentError {
    fn from(error: spend::Error) -> Self {
        use spend::Error as Core;
        match error {
            Core::Commitment(error) => error.into(),
            Core::NoSuchOutput { expected, found } => {
                Self::NoSuchOutput { expected: wide(expected), found: wide(found) }
            }
            Core::Path { output, kind } => Self::SpendPath { output: wide(output), kind: kind.into() },
            Core::SecondStagePath => Self::SecondStagePath,
            Core::Preimage { output } => Self::SpendPreimage { output: wide(output) },
            Core::NotRevoked { number } => Self::NotRevoked { number: number.to_u64() },
            Core::NotYetRevoked { number } => Self::NotYetRevoked { number: number.to_u64() },
            Core::NotACommitment => Self::NotACommitment,
            Core::NotCombinable { output } => Self::NotCombinable { output: wide(output) },
            Core::NoClaims => Self::NoClaims,
            Core::DuplicateClaim { outpoint } => {
                Self::DuplicateClaim { txid: Txid(outpoint.txid.0), output: outpoint.vout.into() }
            }
            Core::Version { expected, found } => {
                Self::ClaimVersion { expected: expected.into(), found: found.into() }
            }
            Core::LockTime { expected, found } => {
                Self::ClaimLockTime { expected: expected.into(), found: found.into() }
            }
            Core::Amount { expected, found } => {
                Self::ClaimAmount { expected: expected.0, found: found.map(|found| found.0) }
            }
            Core::Feerate { expected, found } => {
                Self::SweepFeerate { expected: expected.into(), found: found.into() }
            }
            Core::FeeExceedsAmount { expected, found } => {
                Self::FeeExceedsAmount { expected: expected.0, found: found.0 }
            }
            Core::Dust { expected, found } => Self::SweepDust { expected: expected.0, found: found.0 },
            Core::Weight { expected, found } => Self::SweepWeight { expected, found },
            Core::WrongKey { input } => Self::ClaimKey { input: wide(input) },
            Core::SignatureCount { expected, found } => {
                Self::SignatureCount { expected: wide(expected), found: wide(found) }
            }
            Core::Signature { input } => Self::ClaimSignature { input: wide(input) },
            other => Self::unlisted(other),
        }
    }
}

impl From<closing::Error> for CommitmentError {
    fn from(error: closing::Error) -> Self {
        use closing::Error as Core;
        match error {
            Core::Key(error) => error.into(),
            Core::Commitment(error) => error.into(),
            Core::Script { length } => Self::ShutdownScript { length: wide(length) },
            Core::NotNegotiated { form } => Self::ShutdownNotNegotiated { form: form.into() },
            Core::UpfrontScript => Self::UpfrontScript,
            Core::FeeExceedsBalance { expected, found } => {
                Self::ClosingFeeExceedsBalance { expected: expected.0, found: found.0 }
            }
            Core::NoOutputs => Self::NoOutputs,
            Core::Dust { expected, found } => Self::ClosingDust { expected: expected.0, found: found.0 },
            Core::AllDust => Self::AllDust,
            Core::NoOverlap { expected, found } => Self::NoOverlap {
                expected_min: expected.min.0,
                expected_max: expected.max.0,
                found_min: found.min.0,
                found_max: found.max.0,
            },
            Core::FeeOutOfRange { expected, found } => Self::FeeOutOfRange {
                expected_min: expected.min.0,
                expected_max: expected.max.0,
                found: found.0,
            },
            Core::FeeChanged { expected, found } => Self::FeeChanged { expected: expected.0, found: found.0 },
            Core::FeeNotBetween { low, high, found } => {
                Self::FeeNotBetween { low: low.0, high: high.0, found: found.0 }
            }
            Core::NoFeeBetween { low, high } => Self::NoFeeBetween { low: low.0, high: high.0 },
            Core::Signature { node } => Self::ClosingSignature { node: node.into() },
            Core::VariantMissing { expected } => Self::VariantMissing { variant: expected.into() },
            Core::VariantNotOffered { found } => Self::VariantNotOffered { variant: found.into() },
            Core::SignatureCount { expected, found } => {
                Self::ClosingSignatureCount { expected: wide(expected), found: wide(found) }
            }
            other => Self::unlisted(other),
        }
    }
}

impl From<crypto::Error> for CommitmentError {
    fn from(error: crypto::Error) -> Self {
        use crypto::Error as Core;
        match error {
            Core::NotAPoint => Self::KeyNotAPoint,
            Core::SecretKeyOutOfRange => Self::SecretKeyOutOfRange,
            Core::SignatureOutOfRange => Self::SignatureOutOfRange,
            Core::TweakOutOfRange => Self::TweakOutOfRange,
            Core::PointsCancel => Self::PointsCancel,
            Core::HighS => Self::SignatureHighS,
            Core::SignatureMismatch => Self::SignatureMismatch,
            other => Self::unlisted(other),
        }
    }
}

impl CommitmentError {
    /// The core's error that this one stands for; `None` for those that only a binding has.
    pub(super) fn origin(&self) -> Option<Origin> {
        self.of_commitment()
            .map(Origin::Commitment)
            .or_else(|| self.of_spend().map(Origin::Spend))
            .or_else(|| self.of_closing().map(Origin::Closing))
            .or_else(|| self.of_crypto().map(Origin::Crypto))
    }

    fn of_commitment(&self) -> Option<commitment::Error> {
        use commitment::Error as Core;
        Some(match *self {
            Self::ChildIndexTooLarge { found } => {
                Core::Derivation(bip32::Error::ChildIndexTooLarge { found: found.try_into().ok()? })
            }
            Self::TooDeep => Core::Derivation(bip32::Error::TooDeep),
            Self::NoSuchChild => Core::Derivation(bip32::Error::NoSuchChild),
            Self::SecretOutOfOrder { expected, found } => Core::SecretOutOfOrder {
                expected: match expected {
                    Some(expected) => Some(number(expected)?),
                    None => None,
                },
                found: number(found)?,
            },
            Self::SecretNotDerivable { found, earlier } => {
                Core::SecretNotDerivable { found: number(found)?, earlier: number(earlier)? }
            }
            Self::StoreVersion { expected, found } => {
                Core::StoreVersion { expected: expected.try_into().ok()?, found: found.try_into().ok()? }
            }
            Self::StoreCount { expected, found } => Core::StoreCount { expected, found },
            Self::StoreTruncated { offset, expected, found } => Core::Bytes(bytes::Error::Truncated {
                offset: size(offset),
                expected: size(expected),
                found: size(found),
            }),
            Self::FundingAmount { expected, found } => {
                Core::FundingAmount { expected: Sat(expected), found: Sat(found) }
            }
            Self::Balance { expected, found } => {
                Core::Balance { expected: Msat(expected), found: found.map(Msat) }
            }
            Self::TooManyHtlcs { node, expected, found } => {
                Core::TooManyHtlcs { offered_by: node.into(), expected: size(expected), found: size(found) }
            }
            Self::CommitmentFeerate { expected, found } => {
                Core::Feerate { expected: expected.try_into().ok()?, found: found.try_into().ok()? }
            }
            Self::FeeExceedsBalance { expected, found } => {
                Core::FeeExceedsBalance { expected: Sat(expected), found: Sat(found) }
            }
            Self::BelowReserve { node, expected, found } => {
                Core::BelowReserve { node: node.into(), expected: Sat(expected), found: Sat(found) }
            }
            Self::CommitmentSignature => Core::Signature,
            Self::HtlcSignatureCount { expected, found } => {
                Core::HtlcSignatureCount { expected: size(expected), found: size(found) }
            }
            Self::HtlcSignature { htlc, output } => {
                Core::HtlcSignature { htlc: size(htlc), output: output.try_into().ok()? }
            }
            Self::CltvExpiry { htlc, expected, found } => Core::CltvExpiry {
                htlc: size(htlc),
                expected: BlockHeight(expected.try_into().ok()?),
                found: BlockHeight(found.try_into().ok()?),
            },
            _ => return None,
        })
    }

    fn of_spend(&self) -> Option<spend::Error> {
        use spend::Error as Core;
        Some(match *self {
            Self::NoSuchOutput { expected, found } => {
                Core::NoSuchOutput { expected: size(expected), found: size(found) }
            }
            Self::SpendPath { output, kind } => Core::Path { output: size(output), kind: kind.into() },
            Self::SecondStagePath => Core::SecondStagePath,
            Self::SpendPreimage { output } => Core::Preimage { output: size(output) },
            Self::NotRevoked { number } => Core::NotRevoked { number: self::number(number)? },
            Self::NotYetRevoked { number } => Core::NotYetRevoked { number: self::number(number)? },
            Self::NotACommitment => Core::NotACommitment,
            Self::NotCombinable { output } => Core::NotCombinable { output: size(output) },
            Self::NoClaims => Core::NoClaims,
            Self::DuplicateClaim { txid, output } => {
                let (txid, vout) = (transaction::Txid(txid.0), output.try_into().ok()?);
                Core::DuplicateClaim { outpoint: transaction::OutPoint { txid, vout } }
            }
            Self::ClaimVersion { expected, found } => {
                Core::Version { expected: expected.try_into().ok()?, found: found.try_into().ok()? }
            }
            Self::ClaimLockTime { expected, found } => {
                Core::LockTime { expected: expected.try_into().ok()?, found: found.try_into().ok()? }
            }
            Self::ClaimAmount { expected, found } => {
                Core::Amount { expected: Sat(expected), found: found.map(Sat) }
            }
            Self::SweepFeerate { expected, found } => {
                Core::Feerate { expected: expected.try_into().ok()?, found: found.try_into().ok()? }
            }
            Self::FeeExceedsAmount { expected, found } => {
                Core::FeeExceedsAmount { expected: Sat(expected), found: Sat(found) }
            }
            Self::SweepDust { expected, found } => Core::Dust { expected: Sat(expected), found: Sat(found) },
            Self::SweepWeight { expected, found } => Core::Weight { expected, found },
            Self::ClaimKey { input } => Core::WrongKey { input: size(input) },
            Self::SignatureCount { expected, found } => {
                Core::SignatureCount { expected: size(expected), found: size(found) }
            }
            Self::ClaimSignature { input } => Core::Signature { input: size(input) },
            _ => return None,
        })
    }

    fn of_closing(&self) -> Option<closing::Error> {
        use closing::Error as Core;
        let range = |min, max| FeeRange { min: Sat(min), max: Sat(max) };
        Some(match *self {
            Self::ShutdownScript { length } => Core::Script { length: size(length) },
            Self::ShutdownNotNegotiated { form } => Core::NotNegotiated { form: form.into() },
            Self::UpfrontScript => Core::UpfrontScript,
            Self::ClosingFeeExceedsBalance { expected, found } => {
                Core::FeeExceedsBalance { expected: Sat(expected), found: Sat(found) }
            }
            Self::NoOutputs => Core::NoOutputs,
            Self::ClosingDust { expected, found } => {
                Core::Dust { expected: Sat(expected), found: Sat(found) }
            }
            Self::AllDust => Core::AllDust,
            Self::NoOverlap { expected_min, expected_max, found_min, found_max } => Core::NoOverlap {
                expected: range(expected_min, expected_max),
                found: range(found_min, found_max),
            },
            Self::FeeOutOfRange { expected_min, expected_max, found } => {
                Core::FeeOutOfRange { expected: range(expected_min, expected_max), found: Sat(found) }
            }
            Self::FeeChanged { expected, found } => {
                Core::FeeChanged { expected: Sat(expected), found: Sat(found) }
            }
            Self::FeeNotBetween { low, high, found } => {
                Core::FeeNotBetween { low: Sat(low), high: Sat(high), found: Sat(found) }
            }
            Self::NoFeeBetween { low, high } => Core::NoFeeBetween { low: Sat(low), high: Sat(high) },
            Self::ClosingSignature { node } => Core::Signature { node: node.into() },
            Self::VariantMissing { variant } => Core::VariantMissing { expected: variant.into() },
            Self::VariantNotOffered { variant } => Core::VariantNotOffered { found: variant.into() },
            Self::ClosingSignatureCount { expected, found } => {
                Core::SignatureCount { expected: size(expected), found: size(found) }
            }
            _ => return None,
        })
    }

    fn of_crypto(&self) -> Option<crypto::Error> {
        use crypto::Error as Core;
        Some(match self {
            Self::KeyNotAPoint => Core::NotAPoint,
            Self::SecretKeyOutOfRange => Core::SecretKeyOutOfRange,
            Self::SignatureOutOfRange => Core::SignatureOutOfRange,
            Self::TweakOutOfRange => Core::TweakOutOfRange,
            Self::PointsCancel => Core::PointsCancel,
            Self::SignatureHighS => Core::HighS,
            Self::SignatureMismatch => Core::SignatureMismatch,
            _ => return None,
        })
    }
}

/// A number that the core can hold.
fn number(wide: u64) -> Option<CommitmentNumber> {
    CommitmentNumber::new(wide)
}
