//! What can be wrong with closing.

use crate::amount::Sat;
use crate::blame::Blame;
use crate::commitment::closing::{ClosingVariant, FeeRange, ShutdownForm};
use crate::commitment::{self, Node};
use crate::crypto;
use core::fmt;

/// Why a channel cannot be closed so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// A key cannot be used.
    Key(crypto::Error),
    /// The balances are not what the funding output holds.
    Commitment(commitment::Error),
    /// A script of none of the forms.
    Script {
        /// How many bytes it has.
        length: usize,
    },
    /// A script of a form that asks for a feature.
    NotNegotiated {
        /// The form.
        form: ShutdownForm,
    },
    /// Another script than the one that was told upfront.
    UpfrontScript,
    /// The node that pays the fee has less.
    FeeExceedsBalance {
        /// What it has.
        expected: Sat,
        /// The fee.
        found: Sat,
    },
    /// A transaction without outputs.
    NoOutputs,
    /// An output that nodes do not relay.
    Dust {
        /// The least.
        expected: Sat,
        /// What it holds.
        found: Sat,
    },
    /// The fee leaves dust on both sides.
    AllDust,
    /// The ranges of the two nodes have no fee in common.
    NoOverlap {
        /// This node's.
        expected: FeeRange,
        /// The other's.
        found: FeeRange,
    },
    /// A fee outside of both ranges.
    FeeOutOfRange {
        /// What the ranges have in common.
        expected: FeeRange,
        /// The fee.
        found: Sat,
    },
    /// Another fee than the one to which both ranges led.
    FeeChanged {
        /// The fee that was sent.
        expected: Sat,
        /// The fee that came.
        found: Sat,
    },
    /// A fee that is no step towards the other.
    FeeNotBetween {
        /// The fee must be more than this.
        low: Sat,
        /// And less than this.
        high: Sat,
        /// The fee.
        found: Sat,
    },
    /// There is no fee between the two last ones that this node takes.
    NoFeeBetween {
        /// The lower.
        low: Sat,
        /// The higher.
        high: Sat,
    },
    /// A signature that is not of this transaction.
    Signature {
        /// Whose it should be.
        node: Node,
    },
    /// `closing_complete` lacks the signature that must be taken.
    VariantMissing {
        /// Of this transaction.
        expected: ClosingVariant,
    },
    /// `closing_sig` has a signature for a transaction that was not offered.
    VariantNotOffered {
        /// The transaction.
        found: ClosingVariant,
    },
    /// `closing_sig` has no signature, or more than one.
    SignatureCount {
        /// How many it must have.
        expected: usize,
        /// How many it has.
        found: usize,
    },
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Key(error) => error.blame(),
            Self::Commitment(error) => error.blame(),
            Self::AllDust | Self::NoOutputs => Blame::Caller,
            _ => Blame::Peer,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(error) => fmt::Display::fmt(error, f),
            Self::Commitment(error) => fmt::Display::fmt(error, f),
            Self::Script { length } => write!(f, "scriptpubkey of {length} bytes has none of the forms"),
            Self::NotNegotiated { form } => write!(f, "scriptpubkey: {form:?} is not negotiated"),
            Self::UpfrontScript => f.write_str("scriptpubkey is not the one of shutdown_scriptpubkey"),
            Self::FeeExceedsBalance { expected, found } => {
                write!(f, "fee_satoshis: expected at most {expected}, found {found}")
            }
            Self::NoOutputs => f.write_str("closing transaction without outputs"),
            Self::Dust { expected, found } => {
                write!(f, "output: expected at least {expected}, found {found}")
            }
            Self::AllDust => f.write_str("fee_satoshis leaves dust on both sides"),
            Self::NoOverlap { expected, found } => write!(
                f,
                "fee_range: expected some of {} to {}, found {} to {}",
                expected.min, expected.max, found.min, found.max
            ),
            Self::FeeOutOfRange { expected, found } => {
                write!(f, "fee_satoshis: expected {} to {}, found {found}", expected.min, expected.max)
            }
            Self::FeeChanged { expected, found } => {
                write!(f, "fee_satoshis: expected {expected}, found {found}")
            }
            Self::FeeNotBetween { low, high, found } => {
                write!(f, "fee_satoshis: expected strictly between {low} and {high}, found {found}")
            }
            Self::NoFeeBetween { low, high } => {
                write!(f, "fee_satoshis: none that is acceptable between {low} and {high}")
            }
            Self::Signature { node } => write!(f, "signature of {node} is not of this closing transaction"),
            Self::VariantMissing { expected } => write!(f, "closing_complete: expected {expected}"),
            Self::VariantNotOffered { found } => write!(f, "closing_sig: {found} was not offered"),
            Self::SignatureCount { expected, found } => {
                write!(f, "closing_sig: expected {expected} signature, found {found}")
            }
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Key(error) => Some(error),
            Self::Commitment(error) => Some(error),
            _ => None,
        }
    }
}
