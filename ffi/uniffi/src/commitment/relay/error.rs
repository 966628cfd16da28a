//! Which rule a transaction breaks, flat: one name, its fields, one stable code.

mod origin;
#[cfg(test)]
mod tests;

use crate::error::Blame;
use crate::transaction::MalformedTransaction;
use keelbolt::blame;
use std::fmt::{self, Debug};

/// What keeps a signature from being relayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum SignatureFault {
    /// It is not in strict DER (BIP 66).
    Encoding,
    /// R or S is not below the group order.
    OutOfRange,
    /// S is in the upper half of the group order.
    HighS,
}

/// Why nodes do not relay a transaction.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Error)]
#[uniffi::export(Display)]
pub enum RelayError {
    /// Bytes that are no transaction.
    MalformedTransaction,

    /// Another number of spent outputs than of inputs was given.
    CoinCount {
        /// How many inputs there are.
        expected: u64,
        /// How many outputs were given.
        found: u64,
    },
    /// No input, or no output.
    EmptyTransaction,
    /// An output is spent twice.
    DuplicateInput,
    /// Amounts of more than all bitcoin.
    RelayAmount,
    /// More goes out than comes in.
    OutputsExceedInputs {
        /// What comes in, in satoshi.
        expected: u64,
        /// What goes out.
        found: u64,
    },
    /// Another version than 1, 2 and 3.
    TransactionVersion {
        /// The version.
        found: i64,
    },
    /// A transaction that is too heavy for its version, or for a child of version 3.
    TransactionWeight {
        /// The most.
        expected: u64,
        /// Its weight.
        found: u64,
    },
    /// A transaction that is too short without its witnesses.
    BaseSize {
        /// The least, in bytes.
        expected: u64,
        /// Its size.
        found: u64,
    },
    /// An output whose script is of no standard kind.
    OutputScript {
        /// The output.
        output: u64,
    },
    /// An output that holds too little.
    RelayDust {
        /// The output.
        output: u64,
        /// The least, in satoshi.
        expected: u64,
        /// What it holds.
        found: u64,
    },
    /// An output of dust that the child does not spend.
    DustUnspent {
        /// The output.
        output: u64,
    },
    /// A fee below the lowest feerate.
    RelayFee {
        /// The least, in satoshi.
        expected: u64,
        /// The fee.
        found: u64,
    },
    /// A lock time that has not passed.
    LockTime {
        /// The lock time: a height, or a time from 500,000,000 on.
        lock_time: u64,
        /// The height of the last block.
        height: u64,
    },
    /// A relative lock time that has not passed.
    RelativeLock {
        /// The input.
        input: u64,
        /// The height of the first block that may have the transaction.
        expected: u64,
        /// The height of the next block.
        found: u64,
    },
    /// A relative lock time in seconds, which no transaction of a channel has.
    RelativeTime {
        /// The input.
        input: u64,
    },
    /// An unconfirmed parent of version 3 with a child of another, or the other way round.
    TrucParent {
        /// The input.
        input: u64,
        /// The version of the parent.
        version: u64,
    },
    /// A second unconfirmed ancestor of a transaction of version 3.
    TrucAncestors {
        /// The input.
        input: u64,
    },
    /// A second unconfirmed child of a transaction of version 3.
    TrucDescendants {
        /// The input.
        input: u64,
    },
    /// A script in an input that spends a witness program.
    ScriptSig {
        /// The input.
        input: u64,
    },
    /// A witness for P2A.
    AnchorWitness {
        /// The input.
        input: u64,
    },
    /// A witness program of a version that has no rules yet.
    UnknownProgram {
        /// The input.
        input: u64,
    },
    /// P2WSH without its script.
    NoWitness {
        /// The input.
        input: u64,
    },
    /// A witness script that is too long.
    WitnessScript {
        /// The input.
        input: u64,
        /// The most bytes.
        expected: u64,
        /// Its bytes.
        found: u64,
    },
    /// Too many elements before a witness script.
    WitnessElements {
        /// The input.
        input: u64,
        /// The most.
        expected: u64,
        /// How many.
        found: u64,
    },
    /// An element before a witness script that is too long.
    WitnessElement {
        /// The input.
        input: u64,
        /// The element.
        element: u64,
        /// The most bytes.
        expected: u64,
        /// Its bytes.
        found: u64,
    },
    /// An argument of `OP_IF` that is neither empty nor 1.
    MinimalIf {
        /// The input.
        input: u64,
    },
    /// A signature that nodes do not relay.
    WitnessSignature {
        /// The input.
        input: u64,
        /// The element.
        element: u64,
        /// What is wrong with it.
        fault: SignatureFault,
    },
    /// A signature of an unknown type.
    SighashType {
        /// The input.
        input: u64,
        /// The element.
        element: u64,
        /// The type.
        found: u64,
    },

    /// An error of the core that this binding has no name for: the binding is older than the core.
    Unlisted {
        /// What the core says.
        text: String,
    },
}

#[uniffi::export]
impl RelayError {
    /// The number of this kind of error: the same in every language, and never given to another.
    #[must_use]
    pub fn code(&self) -> u16 {
        match self {
            Self::MalformedTransaction => 607,
            Self::CoinCount { .. } => 870,
            Self::EmptyTransaction => 871,
            Self::DuplicateInput => 872,
            Self::RelayAmount => 873,
            Self::OutputsExceedInputs { .. } => 874,
            Self::TransactionVersion { .. } => 875,
            Self::TransactionWeight { .. } => 876,
            Self::BaseSize { .. } => 877,
            Self::OutputScript { .. } => 878,
            Self::RelayDust { .. } => 879,
            Self::DustUnspent { .. } => 880,
            Self::RelayFee { .. } => 881,
            Self::LockTime { .. } => 882,
            Self::RelativeLock { .. } => 883,
            Self::RelativeTime { .. } => 884,
            Self::TrucParent { .. } => 885,
            Self::TrucAncestors { .. } => 886,
            Self::TrucDescendants { .. } => 887,
            Self::ScriptSig { .. } => 888,
            Self::AnchorWitness { .. } => 889,
            Self::UnknownProgram { .. } => 890,
            Self::NoWitness { .. } => 891,
            Self::WitnessScript { .. } => 892,
            Self::WitnessElements { .. } => 893,
            Self::WitnessElement { .. } => 894,
            Self::MinimalIf { .. } => 895,
            Self::WitnessSignature { .. } => 896,
            Self::SighashType { .. } => 897,
            Self::Unlisted { .. } => 999,
        }
    }

    /// Who has to act on the error.
    #[must_use]
    pub fn blame(&self) -> Blame {
        match self {
            Self::MalformedTransaction => Blame::of(Some(blame::Blame::Peer)),
            other => Blame::of(other.origin().map(|origin| origin.blame())),
        }
    }

    /// What was wrong and where, in a sentence for people.
    #[must_use]
    pub fn text(&self) -> String {
        self.to_string()
    }
}

impl RelayError {
    /// What the core has and this binding does not know.
    fn unlisted(what: impl Debug) -> Self {
        Self::Unlisted { text: format!("not known to this binding: {what:?}") }
    }
}

impl From<MalformedTransaction> for RelayError {
    fn from(_: MalformedTransaction) -> Self {
        Self::MalformedTransaction
    }
}

impl fmt::Display for RelayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.origin(), self) {
            (Some(origin), _) => fmt::Display::fmt(&origin, f),
            (None, Self::Unlisted { text }) => f.write_str(text),
            (None, Self::MalformedTransaction) => fmt::Display::fmt(&MalformedTransaction, f),
            // Only a host that makes up an error of its own, with numbers that the core cannot hold, comes here.
            (None, other) => fmt::Debug::fmt(other, f),
        }
    }
}

impl std::error::Error for RelayError {}
