//! The Taproot outputs of policies.

use crate::codec::spend::{Frame, Funding};
use crate::codec::taproot::{ControlBlock, LEAF_VERSION, branch_hash};
use crate::crypto::{Parity, Preimage, TapNodeHash, XOnlyPublicKey};
use crate::vtxo::Error;
use crate::vtxo::policy::{Clause, ClauseSpend, Clauses, SpendError};

/// The output that a policy stands for: a key, and a tree of two script leaves at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyOutput {
    internal_key: XOnlyPublicKey,
    leaves: Leaves,
    output_key: XOnlyPublicKey,
    parity: Parity,
}

/// The hashes of the script leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaves {
    None,
    One(TapNodeHash),
    Two([TapNodeHash; 2]),
}

impl Leaves {
    fn root(&self) -> Option<TapNodeHash> {
        match self {
            Self::None => None,
            Self::One(leaf) => Some(*leaf),
            Self::Two([first, second]) => Some(branch_hash(first, second)),
        }
    }
}

impl PolicyOutput {
    pub(super) fn new(internal_key: XOnlyPublicKey, clauses: &Clauses) -> Result<Self, Error> {
        let leaves = match clauses[..] {
            [] => Leaves::None,
            [clause] => Leaves::One(clause.leaf_hash()),
            [first, second, ..] => Leaves::Two([first.leaf_hash(), second.leaf_hash()]),
        };
        let (output_key, parity) = internal_key.tap_tweak(leaves.root().as_ref()).map_err(Error::Output)?;
        Ok(Self { internal_key, leaves, output_key, parity })
    }

    /// The key of the key path, before it is tweaked.
    #[must_use]
    pub const fn internal_key(&self) -> &XOnlyPublicKey {
        &self.internal_key
    }

    /// The root of the tree of script leaves, if there are any.
    #[must_use]
    pub fn merkle_root(&self) -> Option<TapNodeHash> {
        self.leaves.root()
    }

    /// The key of the output: signatures of the key path are checked with it.
    #[must_use]
    pub const fn output_key(&self) -> &XOnlyPublicKey {
        &self.output_key
    }

    /// The parity of the output key's point, as control blocks say it.
    #[must_use]
    pub const fn parity(&self) -> Parity {
        self.parity
    }

    /// The output script: `OP_1 <output key>`.
    #[must_use]
    pub fn script_pubkey(&self) -> [u8; 34] {
        p2tr(&self.output_key)
    }

    /// What stands last in the witness of a spend by `clause`; `None` when it is no clause of this output.
    #[must_use]
    pub fn control_block(&self, clause: &Clause) -> Option<ControlBlock<'_>> {
        let leaf = clause.leaf_hash();
        let path: &[u8] = match &self.leaves {
            Leaves::One(only) if *only == leaf => &[],
            Leaves::Two([first, second]) if *first == leaf => &second.0,
            Leaves::Two([first, second]) if *second == leaf => &first.0,
            _ => return None,
        };
        ControlBlock::new(LEAF_VERSION, self.parity, self.internal_key, path).ok()
    }

    /// The weight of the witness of a spend by `clause`, exactly: its elements with their lengths and their number.
    /// `None` when it is no clause of this output.
    #[must_use]
    pub fn witness_weight(&self, clause: &Clause) -> Option<u64> {
        Some(Frame::witness_weight(&self.witness_lengths(clause)?))
    }

    /// The spend of `funding` by `clause`, to the output script `destination`, less a fee of `feerate_per_kw` satoshi
    /// for 1000 units of weight. `preimage` is needed where the clause has a hash.
    ///
    /// # Errors
    ///
    /// [`SpendError::NotAClause`], [`SpendError::WrongPreimage`], or [`SpendError::Spend`] when the fee leaves too
    /// little.
    pub fn spend<'a>(
        &self,
        clause: &Clause,
        funding: &Funding,
        preimage: Option<&Preimage>,
        destination: &'a [u8],
        feerate_per_kw: u32,
    ) -> Result<ClauseSpend<'a>, SpendError> {
        let lengths = self.witness_lengths(clause).ok_or(SpendError::NotAClause)?;
        let preimage = match clause.hash() {
            Some(hash) => Some(preimage.filter(|found| hash.opens(found)).ok_or(SpendError::WrongPreimage)?),
            None => None,
        };
        let sequence = clause.delta().map_or(Frame::SEQUENCE, u32::from);
        let lock_time = clause.height().map_or(0, |height| height.to_u32());
        let frame = Frame::new(funding, sequence, destination, lock_time, &lengths, feerate_per_kw)?;
        Ok(ClauseSpend::new(frame, *self, *clause, preimage.cloned()))
    }

    /// The lengths of signature, preimage, script and control block.
    fn witness_lengths(&self, clause: &Clause) -> Option<[usize; 4]> {
        let block = self.control_block(clause)?.length();
        let preimage = clause.hash().map_or(Frame::NO_ELEMENT, |_| 32);
        Some([64, preimage, clause.script().len(), block])
    }
}

/// `OP_1 <output key>`
pub(in crate::vtxo) fn p2tr(output_key: &XOnlyPublicKey) -> [u8; 34] {
    let mut script = [0; 34];
    let parts = [0x51, 0x20].into_iter().chain(output_key.to_bytes());
    script.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
    script
}
