//! Exits: how a VTXO is put on chain without the server, and claimed there.

use crate::bytes::Txid;
use crate::secret::Preimage;
use crate::transaction::{OutPoint, index, narrow};
use crate::vtxo::VtxoError;
use crate::vtxo::accept::AcceptedVtxo;
use crate::vtxo::clause::VtxoClause;
use crate::vtxo::hop::ExitTransaction;
use crate::vtxo::spend::ClauseSpend;
use keelbolt::codec::transaction;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo;
use keelbolt::vtxo::policy;
use std::collections::HashMap;
use std::sync::Arc;

/// The exit of a VTXO. No key is needed until all of its transactions are confirmed; then the owner waits for the delay,
/// and claims. Any thread may use it.
#[derive(Debug, uniffi::Object)]
pub struct Exit {
    vtxo: AcceptedVtxo,
    output: policy::PolicyOutput,
}

/// A transaction of an exit, and what its child must pay. The child is of version 3, too (BIP 431, rule 2): nodes relay the
/// two as a package.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ExitPackage {
    /// Which one, the first being 0.
    pub depth: u32,
    /// The transaction.
    pub transaction: ExitTransaction,
    /// The anchor: the first input of the child, which spends it with an empty witness.
    pub anchor: OutPoint,
    /// What the anchor holds, in satoshi, which the child spends too: the fee of a board, nothing elsewhere.
    pub anchor_value_sat: u64,
}

/// What blocks and mempool say about a transaction of an exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum TransactionStatus {
    /// Nothing.
    Unknown,
    /// It waits for a block.
    InMempool,
    /// It stands in a block.
    Confirmed {
        /// The height of the block.
        height: u32,
    },
    /// Another transaction, in a block, has taken what it spends.
    Conflicting {
        /// Which one.
        txid: Txid,
    },
}

/// What blocks and mempool say about the output of the VTXO itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PointStatus {
    /// Nobody has spent it.
    Unspent,
    /// A transaction spends it.
    Spent {
        /// Which one.
        txid: Txid,
        /// Where it stands.
        status: TransactionStatus,
    },
}

/// What is to be done next. It follows from what is on chain now: when a block is disconnected, the same question has
/// another answer, and nothing was forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ExitProgress {
    /// Publish this transaction with its child.
    Publish {
        /// Which one.
        depth: u32,
    },
    /// This transaction waits for a block; its child may be replaced by one that pays more.
    Wait {
        /// Which one.
        depth: u32,
    },
    /// Another transaction, in a block, has taken what this one spends: the server's sweep, or what a node's signers made
    /// otherwise. The exit cannot go on while that block stands.
    Conflicting {
        /// Which transaction of the exit.
        depth: u32,
        /// The other one.
        txid: Txid,
    },
    /// All are confirmed: the delay is not over.
    Delayed {
        /// The height of the earliest block that may have the claim.
        until: u32,
    },
    /// Claim it: the next block may have the transaction.
    Claim,
    /// A transaction spends it, which waits for a block.
    Spending {
        /// Which one: the claim, or somebody else's.
        txid: Txid,
    },
    /// It is spent.
    Spent {
        /// By which transaction.
        txid: Txid,
        /// In the block of this height: a host waits for some more on top.
        height: u32,
    },
}

/// The most that the child of a package may weigh: nodes relay no more behind an unconfirmed transaction of version 3
/// (BIP 431, rule 5).
#[uniffi::export]
#[must_use]
pub fn max_child_weight() -> u64 {
    vtxo::ExitPackage::MAX_CHILD_WEIGHT
}

/// What the input weighs by which the child of a package spends the anchor: outpoint, empty script, sequence; an empty
/// witness.
#[uniffi::export]
#[must_use]
pub fn anchor_input_weight() -> u64 {
    vtxo::ExitPackage::ANCHOR_INPUT_WEIGHT
}

#[uniffi::export]
impl Exit {
    /// Where the VTXO lies when all is confirmed.
    #[must_use]
    pub fn point(&self) -> OutPoint {
        self.vtxo.id().outpoint
    }

    /// The transactions in the order in which they are published, each with its anchor.
    ///
    /// # Errors
    ///
    /// As `hops`, which an accepted VTXO does not cause.
    pub fn packages(&self) -> Result<Vec<ExitPackage>, VtxoError> {
        self.core()?.packages()?.map(|package| Ok((&package?).into())).collect()
    }

    /// What a child of this weight must pay, in satoshi, so that it and the transaction of this depth together pay
    /// `feerate_per_kw` satoshi for 1000 units of weight. Nothing when it may not weigh so much, or when there is no
    /// transaction of this depth.
    ///
    /// # Errors
    ///
    /// As `packages`.
    pub fn child_fee(
        &self,
        depth: u32,
        child_weight: u64,
        feerate_per_kw: u32,
    ) -> Result<Option<u64>, VtxoError> {
        let package = self.core()?.packages()?.nth(index(depth)).transpose()?;
        Ok(package.and_then(|package| package.child_fee(child_weight, feerate_per_kw)).map(|fee| fee.0))
    }

    /// What all of the exit weighs, without the children.
    ///
    /// # Errors
    ///
    /// As `packages`.
    pub fn weight(&self) -> Result<u64, VtxoError> {
        Ok(self.core()?.weight()?)
    }

    /// The ways in which the owner may claim: one for money, one for a contract that is paid or has ended.
    ///
    /// # Errors
    ///
    /// `TweakOutOfRange`, which no VTXO that was accepted causes.
    pub fn clauses(&self) -> Result<Vec<VtxoClause>, VtxoError> {
        Ok(self.core()?.clauses().map(|clause| (*clause).into()).collect())
    }

    /// The claim by one of the `clauses`, to the output script `destination`, at `feerate_per_kw` satoshi for 1000 units
    /// of weight: it waits for the owner's signature. `preimage` is needed where the clause has a hash.
    ///
    /// # Errors
    ///
    /// As `spend` of an output.
    #[uniffi::method(default(preimage = None))]
    pub fn claim(
        &self,
        clause: VtxoClause,
        destination: Vec<u8>,
        feerate_per_kw: u32,
        preimage: Option<Arc<Preimage>>,
    ) -> Result<ClauseSpend, VtxoError> {
        let funding = (self.point(), self.vtxo.amount_sat());
        ClauseSpend::new(self.output, clause, funding, destination, feerate_per_kw, preimage)
    }

    /// What is to be done next, from what blocks and mempool say: of the exit's transactions by their ids, where one that
    /// is missing is unknown; of the VTXO's own output; the height of the last block. `clause` is the one by which it is to
    /// be claimed.
    ///
    /// Of a VTXO that trusts others it is worth asking at each block, without an exit, too: when it is to publish another
    /// transaction than the first, somebody has put those before it on chain. If that was who had the VTXO before, the next
    /// one must be confirmed before the delay of exits is over behind the last of them, or the money is theirs.
    ///
    /// # Errors
    ///
    /// As `packages`; `NotAnXCoordinate`, `LockHeightTooLarge` or `WrongLength`.
    pub fn progress(
        &self,
        clause: VtxoClause,
        statuses: HashMap<Txid, TransactionStatus>,
        point: PointStatus,
        tip: u32,
    ) -> Result<ExitProgress, VtxoError> {
        let status = |txid: &transaction::Txid| match statuses.get(&Txid(txid.0)) {
            Some(status) => (*status).into(),
            None => vtxo::TransactionStatus::Unknown,
        };
        let clause = clause.to_core()?;
        Ok(self.core()?.progress(&clause, status, point.into(), BlockHeight(tip))?.into())
    }
}

impl Exit {
    /// The exit of a VTXO.
    ///
    /// # Errors
    ///
    /// `TweakOutOfRange`, which no VTXO that was accepted causes.
    pub(super) fn of(vtxo: &AcceptedVtxo) -> Result<Self, VtxoError> {
        let core = vtxo.core();
        Ok(Self {
            output: core.policy().output(core.terms())?,
            vtxo: AcceptedVtxo::assume_accepted(vtxo.vtxo()),
        })
    }

    /// The core's exit, which borrows the VTXO: made anew for each call.
    fn core(&self) -> Result<vtxo::Exit<'_>, VtxoError> {
        Ok(self.vtxo.core().exit()?)
    }
}

impl From<&vtxo::ExitPackage<'_>> for ExitPackage {
    fn from(core: &vtxo::ExitPackage<'_>) -> Self {
        Self {
            depth: narrow(core.depth),
            transaction: (&core.parent).into(),
            anchor: core.anchor().into(),
            anchor_value_sat: core.anchor_value().0,
        }
    }
}

impl From<TransactionStatus> for vtxo::TransactionStatus {
    fn from(ours: TransactionStatus) -> Self {
        match ours {
            TransactionStatus::Unknown => Self::Unknown,
            TransactionStatus::InMempool => Self::InMempool,
            TransactionStatus::Confirmed { height } => Self::Confirmed(BlockHeight(height)),
            TransactionStatus::Conflicting { txid } => Self::Conflicting { txid: transaction::Txid(txid.0) },
        }
    }
}

impl From<PointStatus> for vtxo::PointStatus {
    fn from(ours: PointStatus) -> Self {
        match ours {
            PointStatus::Unspent => Self::Unspent,
            PointStatus::Spent { txid, status } => {
                Self::Spent { txid: transaction::Txid(txid.0), status: status.into() }
            }
        }
    }
}

impl From<vtxo::Progress> for ExitProgress {
    fn from(core: vtxo::Progress) -> Self {
        use vtxo::Progress as Core;
        match core {
            Core::Publish { depth } => Self::Publish { depth: narrow(depth) },
            Core::Wait { depth } => Self::Wait { depth: narrow(depth) },
            Core::Conflicting { depth, txid } => {
                Self::Conflicting { depth: narrow(depth), txid: Txid(txid.0) }
            }
            Core::Delayed { until } => Self::Delayed { until: until.0 },
            Core::Claim => Self::Claim,
            Core::Spending { txid } => Self::Spending { txid: Txid(txid.0) },
            Core::Spent { txid, height } => Self::Spent { txid: Txid(txid.0), height: height.0 },
        }
    }
}
