//! Whether a genesis leads from an output on chain to its VTXO.

use crate::amount::Sat;
use crate::blame::Blame;
use crate::codec::transaction::{OutPoint, TxOut};
use crate::crypto;
use crate::vtxo::{Error, VtxoRef};
use core::fmt;

/// Why a genesis does not lead from an output on chain to its VTXO. `depth` counts its transactions from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChainError {
    /// A transaction that cannot be.
    Transaction(Error),
    /// The output on chain holds something else than all that the genesis divides.
    AnchorValue {
        /// What the genesis divides.
        expected: Sat,
        /// What the output holds.
        found: Sat,
    },
    /// The output on chain is not what the first transaction takes.
    AnchorScript,
    /// A transaction without a signature.
    NoSignature {
        /// Which one.
        depth: usize,
    },
    /// A transaction whose preimage is not known yet.
    NoPreimage {
        /// Which one.
        depth: usize,
    },
    /// A signature that is not of the keys over the transaction.
    Signature {
        /// Which one.
        depth: usize,
        /// Why.
        error: crypto::Error,
    },
    /// The VTXO does not lie where its genesis leads.
    Point {
        /// Where that leads.
        expected: OutPoint,
        /// Where it says that it lies.
        found: OutPoint,
    },
}

impl ChainError {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Transaction(error) => error.blame(),
            _ => Blame::Peer,
        }
    }
}

impl From<Error> for ChainError {
    fn from(error: Error) -> Self {
        Self::Transaction(error)
    }
}

impl fmt::Display for ChainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transaction(error) => fmt::Display::fmt(error, f),
            Self::AnchorValue { expected, found } => {
                write!(f, "output on chain: expected {expected}, found {found}")
            }
            Self::AnchorScript => f.write_str("output on chain is not what the genesis spends"),
            Self::NoSignature { depth } => write!(f, "transaction {depth}: no signature"),
            Self::NoPreimage { depth } => write!(f, "transaction {depth}: preimage is not known"),
            Self::Signature { depth, error } => write!(f, "transaction {depth}: {error}"),
            Self::Point { expected, found } => write!(
                f,
                "point: expected {}:{}, found {}:{}",
                expected.txid, expected.vout, found.txid, found.vout
            ),
        }
    }
}

impl core::error::Error for ChainError {}

/// Which signatures and preimages there must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Signed {
    /// All.
    Whole,
    /// All but the preimage of the last transaction, of a leaf.
    Locked,
    /// None.
    Unsigned,
}

impl VtxoRef<'_> {
    /// Rebuilds all transactions, and checks that they lead from `anchor`, the output of
    /// [`chain_anchor`](Self::chain_anchor) on chain, to the VTXO, each signed by its keys.
    ///
    /// That is but a part of what a wallet must check: whose keys they are, this does not ask.
    ///
    /// # Errors
    ///
    /// Any [`ChainError`], the first cause from the chain on.
    pub fn check_chain(&self, anchor: &TxOut<'_>) -> Result<(), ChainError> {
        self.walk(anchor, Signed::Whole)
    }

    /// As [`check_chain`](Self::check_chain), for a leaf of a tree that is still locked: its own transaction, the last one,
    /// may lack its preimage.
    pub(super) fn check_chain_locked(&self, anchor: &TxOut<'_>) -> Result<(), ChainError> {
        self.walk(anchor, Signed::Locked)
    }

    /// As [`check_chain`](Self::check_chain), for a VTXO that is not signed yet: without signatures and preimages.
    ///
    /// # Errors
    ///
    /// Any [`ChainError`] but those of signatures and preimages.
    pub fn check_chain_unsigned(&self, anchor: &TxOut<'_>) -> Result<(), ChainError> {
        self.walk(anchor, Signed::Unsigned)
    }

    fn walk(&self, anchor: &TxOut<'_>, signed: Signed) -> Result<(), ChainError> {
        let hops = self.hops()?;
        let limit = Sat::MAX_MONEY;
        let expected = self.chain_anchor_amount().ok_or(Error::AmountOverflow { limit })?;
        if anchor.value != expected {
            return Err(ChainError::AnchorValue { expected, found: anchor.value });
        }
        if anchor.script_pubkey != hops.next_script() {
            return Err(ChainError::AnchorScript);
        }
        let last = self.genesis().len().saturating_sub(1);
        let mut end = self.chain_anchor();
        for (depth, hop) in hops.enumerate() {
            let hop = hop?;
            if signed != Signed::Unsigned {
                let may_be_locked = signed == Signed::Locked && depth == last;
                let is_locked = hop.needs_preimage() && hop.item().transition.preimage().is_none();
                if is_locked && !may_be_locked {
                    return Err(ChainError::NoPreimage { depth });
                }
                let signature = hop.signature().ok_or(ChainError::NoSignature { depth })?;
                let verdict = signature.verify(&hop.sighash().0, hop.signer());
                verdict.map_err(|error| ChainError::Signature { depth, error })?;
            }
            end = hop.outpoint();
        }
        let found = self.bare().point;
        match end == found {
            true => Ok(()),
            false => Err(ChainError::Point { expected: end, found }),
        }
    }
}
