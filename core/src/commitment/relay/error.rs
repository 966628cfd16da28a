//! Which rule a transaction breaks.

use crate::amount::Sat;
use crate::blame::Blame;
use crate::crypto;
use crate::time::BlockHeight;
use core::fmt;

/// Why nodes do not relay a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// Another number of spent outputs than of inputs was given.
    CoinCount {
        /// How many inputs there are.
        expected: usize,
        /// How many outputs were given.
        found: usize,
    },
    /// No input, or no output.
    Empty,
    /// An output is spent twice.
    DuplicateInput,
    /// Amounts of more than all bitcoin.
    Amount,
    /// More goes out than comes in.
    OutputsExceedInputs {
        /// What comes in.
        expected: Sat,
        /// What goes out.
        found: Sat,
    },
    /// Another version than 1, 2 and 3.
    Version {
        /// The version.
        found: i32,
    },
    /// A transaction that is too heavy for its version, or for a child of version 3.
    Weight {
        /// The most.
        expected: u64,
        /// Its weight.
        found: u64,
    },
    /// A transaction that is too short without its witnesses.
    BaseSize {
        /// The least, in bytes.
        expected: usize,
        /// Its size.
        found: usize,
    },
    /// An output whose script is of no standard kind, or a second `OP_RETURN`.
    OutputScript {
        /// The output.
        output: u32,
    },
    /// An output that holds too little.
    Dust {
        /// The output.
        output: u32,
        /// The least.
        expected: Sat,
        /// What it holds.
        found: Sat,
    },
    /// An output of dust that the child does not spend.
    DustUnspent {
        /// The output.
        output: u32,
    },
    /// A fee below the lowest feerate.
    Fee {
        /// The least.
        expected: Sat,
        /// The fee.
        found: Sat,
    },
    /// A lock time that has not passed.
    LockTime {
        /// The lock time: a height, or a time from 500,000,000 on.
        lock_time: u32,
        /// The height of the last block.
        height: BlockHeight,
    },
    /// A relative lock time that has not passed.
    RelativeLock {
        /// The input.
        input: usize,
        /// The first block that may have the transaction.
        expected: BlockHeight,
        /// The next block.
        found: BlockHeight,
    },
    /// A relative lock time in seconds, which no transaction of a channel has.
    RelativeTime {
        /// The input.
        input: usize,
    },
    /// An unconfirmed parent of version 3 with a child of another, or the other way round.
    TrucParent {
        /// The input.
        input: usize,
        /// The version of the parent.
        version: u32,
    },
    /// A second unconfirmed ancestor of a transaction of version 3.
    TrucAncestors {
        /// The input.
        input: usize,
    },
    /// A second unconfirmed child of a transaction of version 3.
    TrucDescendants {
        /// The input.
        input: usize,
    },
    /// A script in an input that spends a witness program.
    ScriptSig {
        /// The input.
        input: usize,
    },
    /// A witness for P2A.
    AnchorWitness {
        /// The input.
        input: usize,
    },
    /// A witness program of a version that has no rules yet.
    UnknownProgram {
        /// The input.
        input: usize,
    },
    /// P2WSH without its script.
    NoWitness {
        /// The input.
        input: usize,
    },
    /// A witness script that is too long.
    WitnessScript {
        /// The input.
        input: usize,
        /// The most bytes.
        expected: usize,
        /// Its bytes.
        found: usize,
    },
    /// Too many elements before a witness script.
    WitnessElements {
        /// The input.
        input: usize,
        /// The most.
        expected: usize,
        /// How many.
        found: usize,
    },
    /// An element before a witness script that is too long.
    WitnessElement {
        /// The input.
        input: usize,
        /// The element.
        element: usize,
        /// The most bytes.
        expected: usize,
        /// Its bytes.
        found: usize,
    },
    /// An argument of `OP_IF` that is neither empty nor 1.
    MinimalIf {
        /// The input.
        input: usize,
    },
    /// A signature with a high S, or not in strict DER.
    Signature {
        /// The input.
        input: usize,
        /// The element.
        element: usize,
        /// What is wrong with it.
        error: crypto::Error,
    },
    /// A signature of an unknown type.
    SighashType {
        /// The input.
        input: usize,
        /// The element.
        element: usize,
        /// The type.
        found: u8,
    },
}

impl Error {
    /// Who has to act on the error: whoever made the transaction.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        Blame::Caller
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CoinCount { expected, found } => {
                write!(f, "spent outputs: expected {expected}, found {found}")
            }
            Self::Empty => f.write_str("transaction without inputs or outputs"),
            Self::DuplicateInput => f.write_str("an output is spent twice"),
            Self::Amount => f.write_str("amounts exceed all bitcoin"),
            Self::OutputsExceedInputs { expected, found } => {
                write!(f, "outputs: expected at most {expected}, found {found}")
            }
            Self::Version { found } => write!(f, "version: expected 1 to 3, found {found}"),
            Self::Weight { expected, found } => {
                write!(f, "weight: expected at most {expected}, found {found}")
            }
            Self::BaseSize { expected, found } => {
                write!(f, "size without witnesses: expected at least {expected}, found {found}")
            }
            Self::OutputScript { output } => write!(f, "output {output} has no standard script"),
            Self::Dust { output, expected, found } => {
                write!(f, "output {output}: expected at least {expected}, found {found}")
            }
            Self::DustUnspent { output } => {
                write!(f, "output {output} is dust that the child does not spend")
            }
            Self::Fee { expected, found } => write!(f, "fee: expected at least {expected}, found {found}"),
            Self::LockTime { lock_time, height } => {
                write!(f, "lock time {lock_time} has not passed at {height}")
            }
            Self::RelativeLock { input, expected, found } => {
                write!(f, "input {input} is locked until {expected}, and {found} is next")
            }
            Self::RelativeTime { input } => write!(f, "input {input} is locked by seconds"),
            Self::TrucParent { input, version } => {
                write!(f, "input {input}: its unconfirmed parent has version {version}")
            }
            Self::TrucAncestors { input } => write!(f, "input {input} brings a second unconfirmed ancestor"),
            Self::TrucDescendants { input } => {
                write!(f, "input {input}: its parent has another unconfirmed child")
            }
            Self::ScriptSig { input } => write!(f, "input {input} has a script beside its witness"),
            Self::AnchorWitness { input } => write!(f, "input {input} has a witness for an anchor"),
            Self::UnknownProgram { input } => write!(f, "input {input} spends an unknown witness program"),
            Self::NoWitness { input } => write!(f, "input {input} has no witness script"),
            Self::WitnessScript { input, expected, found } => {
                write!(f, "input {input}, script: expected at most {expected} bytes, found {found}")
            }
            Self::WitnessElements { input, expected, found } => {
                write!(f, "input {input}, elements: expected at most {expected}, found {found}")
            }
            Self::WitnessElement { input, element, expected, found } => {
                write!(
                    f,
                    "input {input}, element {element}: expected at most {expected} bytes, found {found}"
                )
            }
            Self::MinimalIf { input } => write!(f, "input {input}: argument of OP_IF is neither empty nor 1"),
            Self::Signature { input, element, error } => {
                write!(f, "input {input}, element {element}: {error}")
            }
            Self::SighashType { input, element, found } => {
                write!(f, "input {input}, element {element}: unknown sighash type {found}")
            }
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Signature { error, .. } => Some(error),
            _ => None,
        }
    }
}
