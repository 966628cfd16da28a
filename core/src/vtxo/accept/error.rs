//! Why a VTXO is not money.

use crate::amount::Sat;
use crate::blame::Blame;
use crate::codec::transaction::Txid;
use crate::time::BlockHeight;
use crate::vtxo::{ChainError, LockDelta, NotStandard};
use core::fmt;

/// Which rule a VTXO breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NotAccepted {
    /// The facts are about another transaction than its genesis begins with.
    Anchor {
        /// The genesis's.
        expected: Txid,
        /// The one of the facts.
        found: Txid,
    },
    /// That transaction has no such output.
    AnchorOutput {
        /// The index.
        found: u32,
    },
    /// That transaction is not deep enough in the chain.
    Confirmations {
        /// How many blocks must confirm it.
        expected: u32,
        /// How many do.
        found: u32,
    },
    /// Its output is spent.
    AnchorSpent,
    /// The genesis does not lead to the VTXO.
    Chain(ChainError),
    /// Another server's.
    ServerKey,
    /// A node that could be spent without the server: whoever signs for it could take the money back.
    ServerDoesNotSign {
        /// Which transaction takes it, counted from 0.
        depth: usize,
    },
    /// An exit waits for too long.
    ExitDelta {
        /// The longest.
        expected: LockDelta,
        /// How long it waits.
        found: LockDelta,
    },
    /// The server could sweep before an exit is through.
    Expiry {
        /// The earliest height that is accepted.
        expected: BlockHeight,
        /// The height.
        found: BlockHeight,
    },
    /// The server could take back a payment before an exit is through.
    HtlcExpiry {
        /// The earliest height that is accepted.
        expected: BlockHeight,
        /// The height.
        found: BlockHeight,
    },
    /// An exit takes too many transactions.
    Depth {
        /// The most.
        expected: usize,
        /// How many.
        found: usize,
    },
    /// Another policy than was asked for.
    Policy,
    /// The key is none of the wallet's.
    Key,
    /// The leaf before it has another key: whoever has that could take the money together with the server.
    LeafKey,
    /// Another amount than was asked for.
    Amount {
        /// What was asked for.
        expected: Sat,
        /// What it holds.
        found: Sat,
    },
    /// An exit that nodes do not relay.
    Standard(NotStandard),
    /// Another unlock hash than the server told, or none.
    UnlockHash,
    /// A locked leaf whose preimage may have any length: with one of another length than 32 bytes the server takes what is
    /// forfeited, and no VTXO can hold it.
    HashLock,
}

impl NotAccepted {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Anchor { .. } => Blame::Caller,
            Self::Chain(error) => error.blame(),
            Self::Standard(error) => error.blame(),
            _ => Blame::Peer,
        }
    }
}

impl From<ChainError> for NotAccepted {
    fn from(error: ChainError) -> Self {
        Self::Chain(error)
    }
}

impl From<NotStandard> for NotAccepted {
    fn from(error: NotStandard) -> Self {
        Self::Standard(error)
    }
}

impl fmt::Display for NotAccepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anchor { expected, found } => {
                write!(f, "transaction on chain: expected {expected}, found {found}")
            }
            Self::AnchorOutput { found } => write!(f, "transaction on chain has no output {found}"),
            Self::Confirmations { expected, found } => {
                write!(f, "confirmations: expected {expected} at least, found {found}")
            }
            Self::AnchorSpent => f.write_str("output on chain is spent"),
            Self::Chain(error) => fmt::Display::fmt(error, f),
            Self::ServerKey => f.write_str("the key is another server's"),
            Self::ServerDoesNotSign { depth } => {
                write!(f, "transaction {depth}: the server is none of those that sign")
            }
            Self::ExitDelta { expected, found } => {
                write!(f, "delay of exits: expected at most {expected}, found {found}")
            }
            Self::Expiry { expected, found } => {
                write!(f, "expiry: expected {expected} or later, found {found}")
            }
            Self::HtlcExpiry { expected, found } => {
                write!(f, "expiry of the contract: expected {expected} or later, found {found}")
            }
            Self::Depth { expected, found } => {
                write!(f, "transactions of an exit: expected at most {expected}, found {found}")
            }
            Self::Policy => f.write_str("another policy than was asked for"),
            Self::Key => f.write_str("the key is none of the wallet's"),
            Self::LeafKey => f.write_str("the leaf before it has another key"),
            Self::Amount { expected, found } => write!(f, "amount: expected {expected}, found {found}"),
            Self::Standard(error) => fmt::Display::fmt(error, f),
            Self::UnlockHash => f.write_str("another unlock hash than the server told"),
            Self::HashLock => f.write_str("preimage of the leaf may have any length"),
        }
    }
}

impl core::error::Error for NotAccepted {}
