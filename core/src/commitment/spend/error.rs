//! What can be wrong with a claim or a sweep.

use crate::amount::Sat;
use crate::blame::Blame;
use crate::codec::transaction::OutPoint;
use crate::commitment::{self, CommitmentNumber, OutputKind};
use core::fmt;

/// Why an output cannot be taken, or not so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// Keys cannot be derived, or a signature is not of this HTLC transaction.
    Commitment(commitment::Error),
    /// An output that the commitment does not have.
    NoSuchOutput {
        /// How many it has.
        expected: usize,
        /// The index.
        found: usize,
    },
    /// An output that has no such path.
    Path {
        /// The index of the output.
        output: usize,
        /// What it is.
        kind: OutputKind,
    },
    /// The output of an HTLC transaction is taken by delay or revocation only.
    SecondStagePath,
    /// A preimage of another payment hash, or none where HTLC-success needs it.
    Preimage {
        /// The index of the output.
        output: usize,
    },
    /// The secret is not of this commitment.
    NotRevoked {
        /// The commitment.
        number: CommitmentNumber,
    },
    /// A commitment whose secret has not come.
    NotYetRevoked {
        /// The commitment.
        number: CommitmentNumber,
    },
    /// A transaction that is no commitment of the channel.
    NotACommitment,
    /// An HTLC transaction without anchors, to which nothing can be added.
    NotCombinable {
        /// The index of the output.
        output: usize,
    },
    /// A sweep of nothing, or of nothing but the wallet's outputs.
    NoClaims,
    /// An output script of no bytes, which anybody can spend.
    EmptyDestination,
    /// An output that is claimed twice.
    DuplicateClaim {
        /// The output.
        outpoint: OutPoint,
    },
    /// Claims of formats whose transactions have different versions.
    Version {
        /// The version of the first.
        expected: u32,
        /// The version of another.
        found: u32,
    },
    /// HTLC transactions whose lock time is not that of the others.
    LockTime {
        /// The lock time that its signatures cover.
        expected: u32,
        /// The highest among the claims.
        found: u32,
    },
    /// Claims of more than all bitcoin.
    Amount {
        /// All bitcoin.
        expected: Sat,
        /// Their sum; `None` when it overflows.
        found: Option<Sat>,
    },
    /// A feerate below what nodes relay.
    Feerate {
        /// The lowest, in satoshi for a thousand units of weight.
        expected: u32,
        /// The feerate.
        found: u32,
    },
    /// The claims do not pay the fee.
    FeeExceedsAmount {
        /// The fee.
        expected: Sat,
        /// What they hold.
        found: Sat,
    },
    /// What is left is too small for an output.
    Dust {
        /// The least.
        expected: Sat,
        /// What is left.
        found: Sat,
    },
    /// A transaction that nodes do not relay for its weight.
    Weight {
        /// The most.
        expected: u64,
        /// The weight.
        found: u64,
    },
    /// A secret key that is not of the claim's key.
    WrongKey {
        /// The input.
        input: usize,
    },
    /// Another number of signatures than was asked for.
    SignatureCount {
        /// How many.
        expected: usize,
        /// How many came.
        found: usize,
    },
    /// A signature that is not of the claim's key.
    Signature {
        /// The input.
        input: usize,
    },
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Commitment(error) => error.blame(),
            Self::Preimage { .. } | Self::NotACommitment => Blame::Peer,
            _ => Blame::Caller,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commitment(error) => fmt::Display::fmt(error, f),
            Self::NoSuchOutput { expected, found } => {
                write!(f, "output {found}: the commitment has {expected}")
            }
            Self::Path { output, kind } => write!(f, "output {output}, {kind:?}, cannot be taken so"),
            Self::SecondStagePath => {
                f.write_str("outputs of htlc transactions are taken by delay or revocation")
            }
            Self::Preimage { output } => write!(f, "output {output}: expected the preimage of its hash"),
            Self::NotRevoked { number } => write!(f, "the secret is not that of commitment {number}"),
            Self::NotYetRevoked { number } => write!(f, "commitment {number} is not revoked"),
            Self::NotACommitment => f.write_str("not a commitment of the channel"),
            Self::NotCombinable { output } => {
                write!(f, "output {output}: its htlc transaction pays its own fee and takes no other inputs")
            }
            Self::NoClaims => f.write_str("a sweep of nothing"),
            Self::EmptyDestination => f.write_str("destination: expected an output script, found none"),
            Self::DuplicateClaim { outpoint } => {
                write!(f, "{}:{} is claimed twice", outpoint.txid, outpoint.vout)
            }
            Self::Version { expected, found } => {
                write!(f, "version of a claim: expected {expected}, found {found}")
            }
            Self::LockTime { expected, found } => {
                write!(f, "lock time of an htlc transaction: expected {expected}, found {found}")
            }
            Self::Amount { expected, found: Some(found) } => {
                write!(f, "claims: expected at most {expected}, found {found}")
            }
            Self::Amount { expected, found: None } => {
                write!(f, "claims: expected at most {expected}, found more than can be counted")
            }
            Self::Feerate { expected, found } => {
                write!(f, "feerate_per_kw: expected at least {expected}, found {found}")
            }
            Self::FeeExceedsAmount { expected, found } => {
                write!(f, "the fee is {expected} and the claims bring {found}")
            }
            Self::Dust { expected, found } => {
                write!(f, "output: expected at least {expected}, found {found}")
            }
            Self::Weight { expected, found } => {
                write!(f, "weight: expected at most {expected}, found {found}")
            }
            Self::WrongKey { input } => write!(f, "secret key of input {input} is not that of its output"),
            Self::SignatureCount { expected, found } => {
                write!(f, "signatures: expected {expected}, found {found}")
            }
            Self::Signature { input } => write!(f, "signature of input {input} is not of its key"),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Commitment(error) => Some(error),
            _ => None,
        }
    }
}
