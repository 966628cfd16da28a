//! Exits: how a VTXO is put on chain without the server, and claimed there.
//!
//! Each transaction of an exit has no fee of its own, but an anchor for a child that pays for both (BIP 431): nodes relay
//! the two as a package, one after another, since no third one may hang on them unconfirmed. No key is needed until all
//! are confirmed; then the owner waits for the delay, and claims.

use crate::amount::Sat;
use crate::codec::spend::Funding;
use crate::codec::transaction::{OutPoint, Txid};
use crate::crypto::Preimage;
use crate::time::BlockHeight;
use crate::vtxo::policy::{Clause, ClauseSpend, Clauses, PolicyOutput, SpendError};
use crate::vtxo::{AcceptedVtxo, Error, Hop, VtxoId, VtxoRef};

/// The exit of a VTXO.
#[derive(Clone, Debug)]
pub struct Exit<'a> {
    vtxo: VtxoRef<'a>,
    output: PolicyOutput,
    clauses: Clauses,
}

/// A transaction of an exit, and what its child must pay. The child is of version 3, too (BIP 431, rule 2), and spends
/// nothing else that is unconfirmed (rule 3).
#[derive(Clone, Copy, Debug)]
pub struct ExitPackage<'a> {
    /// Which one, the first being 0.
    pub depth: usize,
    /// The transaction.
    pub parent: Hop<'a>,
}

/// What blocks and mempool say about a transaction of an exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransactionStatus {
    /// Nothing.
    Unknown,
    /// It waits for a block.
    InMempool,
    /// It stands in the block of this height.
    Confirmed(BlockHeight),
    /// Another transaction, in a block, has taken what it spends.
    Conflicting {
        /// Which one.
        txid: Txid,
    },
}

/// What blocks and mempool say about the output of the VTXO itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PointStatus {
    /// Nobody has spent it.
    Unspent,
    /// This transaction spends it, and has this status.
    Spent {
        /// Which one.
        txid: Txid,
        /// Where it stands.
        status: TransactionStatus,
    },
}

/// What is to be done next. It follows from what is on chain now: when a block is disconnected, the same question has
/// another answer, and nothing was forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Progress {
    /// Publish this transaction with its child.
    Publish {
        /// Which one.
        depth: usize,
    },
    /// This transaction waits for a block; its child may be replaced by one that pays more.
    Wait {
        /// Which one.
        depth: usize,
    },
    /// Another transaction, in a block, has taken what this one spends: the server's sweep, or what a node's signers made
    /// otherwise. The exit cannot go on while that block stands.
    Conflicting {
        /// Which transaction of the exit.
        depth: usize,
        /// The other one.
        txid: Txid,
    },
    /// All are confirmed: the delay is not over.
    Delayed {
        /// The earliest block that may have the claim.
        until: BlockHeight,
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
        height: BlockHeight,
    },
}

/// Until when a VTXO can be taken by its owner alone, if nobody who had it before has begun an exit:
/// [`Exit::progress`] tells that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Deadline {
    /// An exit must begin by this height: the last at which it is through in time, a block for each transaction.
    pub begin: BlockHeight,
    /// From this height on somebody else may take it: the server its sweep, or a contract its other side.
    pub lost: BlockHeight,
    /// Which VTXO.
    pub vtxo: VtxoId,
}

impl<'a> AcceptedVtxo<'a> {
    /// Its exit.
    ///
    /// # Errors
    ///
    /// [`Error::Aggregate`], which no VTXO that was accepted causes.
    pub fn exit(&self) -> Result<Exit<'a>, Error> {
        let (policy, terms) = (self.policy(), self.terms());
        Ok(Exit { vtxo: **self, output: policy.output(terms)?, clauses: policy.clauses(terms) })
    }

    /// Until when its exit must have begun, so that it is through with `margin` blocks to spare.
    #[must_use]
    pub fn deadline(&self, margin: u16) -> Deadline {
        let terms = self.terms();
        let depth = u32::try_from(self.genesis().len()).unwrap_or(u32::MAX);
        let before = |lost: BlockHeight, delay: u32| {
            let blocks = delay.saturating_add(depth).saturating_add(margin.into());
            Deadline { begin: BlockHeight(lost.0.saturating_sub(blocks)), lost, vtxo: self.id() }
        };
        let sweep = before(terms.expiry_height.height(), terms.exit_delta.blocks().into());
        let contract = self.policy().contested(terms).map(|(lost, delay)| before(lost, delay));
        contract.map_or(sweep, |contract| contract.min(sweep))
    }
}

impl<'a> Exit<'a> {
    /// The transactions in the order in which they are published, each with what its child must pay.
    ///
    /// # Errors
    ///
    /// As [`VtxoRef::hops`], which an accepted VTXO does not cause.
    pub fn packages(&self) -> Result<impl Iterator<Item = Result<ExitPackage<'a>, Error>> + use<'a>, Error> {
        let hops = self.vtxo.hops()?.enumerate();
        Ok(hops.map(|(depth, parent)| Ok(ExitPackage { depth, parent: parent? })))
    }

    /// What all of the exit weighs, without the children.
    ///
    /// # Errors
    ///
    /// As [`packages`](Self::packages).
    pub fn weight(&self) -> Result<u64, Error> {
        self.vtxo.hops()?.try_fold(0, |sum: u64, hop| Ok(sum.saturating_add(hop?.weight())))
    }

    /// What is to be done next, from what blocks and mempool say: `status` of each transaction, `point` of the VTXO's own
    /// output, the height of the last block. `clause` is the one by which it is to be claimed.
    ///
    /// Of a VTXO that [trusts others](AcceptedVtxo::trusts_others) it is worth asking at each block, without an exit, too:
    /// when it is to [publish](Progress::Publish) another transaction than the first, somebody has put those before it on
    /// chain. If that was who had the VTXO before, the next one must be confirmed before the delay of exits is over
    /// behind the last of them, or the money is theirs.
    ///
    /// # Errors
    ///
    /// As [`packages`](Self::packages).
    pub fn progress(
        &self,
        clause: &Clause,
        status: impl Fn(&Txid) -> TransactionStatus,
        point: PointStatus,
        tip: BlockHeight,
    ) -> Result<Progress, Error> {
        match point {
            PointStatus::Spent { txid, status: TransactionStatus::Confirmed(height) } => {
                return Ok(Progress::Spent { txid, height });
            }
            PointStatus::Spent { txid, status: TransactionStatus::InMempool } => {
                return Ok(Progress::Spending { txid });
            }
            PointStatus::Spent { .. } | PointStatus::Unspent => {}
        }
        // A VTXO without a genesis lies on chain itself: nobody knows here since when.
        let (mut confirmed, mut next) = (BlockHeight(0), None);
        for (depth, hop) in self.vtxo.hops()?.enumerate() {
            let step = match status(&hop?.txid()) {
                TransactionStatus::Confirmed(height) => {
                    // So are all before it, whatever is known of them: some hosts know but what is unspent.
                    (confirmed, next) = (height, None);
                    continue;
                }
                TransactionStatus::InMempool => Progress::Wait { depth },
                TransactionStatus::Unknown => Progress::Publish { depth },
                TransactionStatus::Conflicting { txid } => Progress::Conflicting { depth, txid },
            };
            next = next.or(Some(step));
        }
        if let Some(step) = next {
            return Ok(step);
        }
        // BIP 68 counts from the block of the output; a lock time is the last block that may not have the transaction.
        let delayed = confirmed.0.saturating_add(clause.delta().unwrap_or_default().into());
        let locked = clause.height().map_or(0, |height| height.to_u32().saturating_add(1));
        let until = BlockHeight(delayed.max(locked));
        match tip.0.saturating_add(1) >= until.0 {
            true => Ok(Progress::Claim),
            false => Ok(Progress::Delayed { until }),
        }
    }

    /// The ways in which the owner may claim: one for money, one for a contract that is paid or has ended.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause> + '_ {
        let owner = self.vtxo.policy().user_pubkey().x_only().0;
        self.clauses.iter().filter(move |clause| *clause.pubkey() == owner)
    }

    /// The claim by one of the [`clauses`](Self::clauses), to the output script `destination`, at a feerate in satoshi
    /// for 1000 units of weight: it waits for the owner's signature. `preimage` is needed where the clause has a hash.
    ///
    /// # Errors
    ///
    /// As [`PolicyOutput::spend`].
    pub fn claim<'d>(
        &self,
        clause: &Clause,
        preimage: Option<&Preimage>,
        destination: &'d [u8],
        feerate_per_kw: u32,
    ) -> Result<ClauseSpend<'d>, SpendError> {
        let funding = Funding { outpoint: self.point(), value: self.vtxo.amount() };
        self.output.spend(clause, &funding, preimage, destination, feerate_per_kw)
    }

    /// Where the VTXO lies when all is confirmed.
    #[must_use]
    pub const fn point(&self) -> OutPoint {
        self.vtxo.id().0
    }
}

/// The first deadline among many VTXOs: when a wallet must act next. As for each [`Deadline`], an exit that
/// somebody else has begun may leave less time.
pub fn first_deadline<'a>(
    vtxos: impl IntoIterator<Item = AcceptedVtxo<'a>>,
    margin: u16,
) -> Option<Deadline> {
    vtxos.into_iter().map(|vtxo| vtxo.deadline(margin)).min()
}

impl ExitPackage<'_> {
    /// The most that the child may weigh: nodes relay no more behind an unconfirmed transaction of version 3 (BIP 431,
    /// rule 5).
    pub const MAX_CHILD_WEIGHT: u64 = 4_000;

    /// What the input weighs by which the child spends the anchor: outpoint, empty script, sequence; an empty witness.
    pub const ANCHOR_INPUT_WEIGHT: u64 = 4 * (36 + 1 + 4) + 1;

    /// The anchor: the first input of the child.
    #[must_use]
    pub fn anchor(&self) -> OutPoint {
        let outputs = self.parent.view(|transaction| transaction.outputs.len());
        let last = u32::try_from(outputs.saturating_sub(1)).unwrap_or(u32::MAX);
        OutPoint { txid: self.parent.txid(), vout: last }
    }

    /// What the anchor holds, which the child spends too: the fee of a board, nothing elsewhere.
    #[must_use]
    pub const fn anchor_value(&self) -> Sat {
        self.parent.item().fee
    }

    /// What a child of this weight must pay, so that both together pay the feerate, in satoshi for 1000 units of weight.
    /// `None` when it may not weigh so much.
    #[must_use]
    pub fn child_fee(&self, child_weight: u64, feerate_per_kw: u32) -> Option<Sat> {
        if child_weight > Self::MAX_CHILD_WEIGHT {
            return None;
        }
        // Nodes add up virtual sizes, each of which is rounded up.
        let virtual_size = |weight: u64| weight.div_ceil(4);
        let size = virtual_size(self.parent.weight()).saturating_add(virtual_size(child_weight));
        let fee = size.saturating_mul(4).saturating_mul(feerate_per_kw.into()).div_ceil(1_000);
        Some(Sat(fee))
    }
}
