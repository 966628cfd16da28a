//! The transactions of a tree, before they are signed.

use crate::amount::Sat;
use crate::codec::sighash::{Taproot, TaprootSighashType};
use crate::codec::transaction::{OutPoint, TransactionRef, TxIn, TxOut, Txid};
use crate::crypto::{Sha256, TapNodeHash};
use crate::vtxo::hop::ANCHOR;
use crate::vtxo::tree::Shape;
use heapless::Vec;

/// TRUC (BIP 431): without a fee, it is relayed with the child that pays for it.
const VERSION: u32 = 3;

/// Neither replaceable by itself nor locked.
const SEQUENCE: u32 = 0;

/// An output that a transaction of the tree spends or makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeOutput {
    /// What it holds.
    pub value: Sat,
    /// Taproot.
    pub script_pubkey: [u8; 34],
}

impl TreeOutput {
    pub(super) fn tx_out(&self) -> TxOut<'_> {
        TxOut { value: self.value, script_pubkey: &self.script_pubkey }
    }
}

/// A transaction of a tree: one input, up to four outputs, and an anchor of nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeTransaction {
    /// What the input spends: its outpoint, and the output there.
    previous_output: OutPoint,
    spent: TreeOutput,
    outputs: Vec<TreeOutput, { Shape::RADIX }>,
}

impl TreeTransaction {
    pub(super) fn new(
        previous_output: OutPoint,
        spent: TreeOutput,
        outputs: impl Iterator<Item = TreeOutput>,
    ) -> Self {
        // A node has as many children as fit.
        Self { previous_output, spent, outputs: outputs.take(Shape::RADIX).collect() }
    }

    /// What the input spends.
    #[must_use]
    pub const fn previous_output(&self) -> OutPoint {
        self.previous_output
    }

    /// The output that it spends.
    #[must_use]
    pub const fn spent(&self) -> &TreeOutput {
        &self.spent
    }

    /// The outputs, without the anchor.
    #[must_use]
    pub fn outputs(&self) -> &[TreeOutput] {
        &self.outputs
    }

    /// The id.
    #[must_use]
    pub fn txid(&self) -> Txid {
        self.view(|transaction| transaction.txid())
    }

    /// What signatures cover, all of it (`SIGHASH_DEFAULT`): by the key path, or within a leaf.
    #[must_use]
    pub fn sighash(&self, leaf: Option<&TapNodeHash>) -> Sha256 {
        let spent = [self.spent.tx_out()];
        self.view(|transaction| {
            let digest = Taproot::new(transaction, &spent).and_then(|sighashes| match leaf {
                Some(leaf) => sighashes.script_path(0, leaf, TaprootSighashType::Default),
                None => sighashes.key_path(0, TaprootSighashType::Default),
            });
            // There is one input, which spends one output.
            digest.unwrap_or(Sha256([0; 32]))
        })
    }

    /// The transaction with a witness.
    #[must_use]
    pub fn signed(&self, witness: &[&[u8]]) -> bitcoin::Transaction {
        let witness = bitcoin::Witness::from_slice(witness);
        self.view(|transaction| transaction.with_witness(&witness))
    }

    fn view<R>(&self, read: impl FnOnce(TransactionRef<'_>) -> R) -> R {
        let anchor = TxOut { value: Sat(0), script_pubkey: &ANCHOR };
        let outputs = self.outputs.iter().map(TreeOutput::tx_out).chain([anchor]);
        let outputs: Vec<_, { Shape::RADIX + 1 }> = outputs.collect();
        let input = TxIn { previous_output: self.previous_output, sequence: SEQUENCE };
        read(TransactionRef { version: VERSION, inputs: &[input], outputs: &outputs, lock_time: 0 })
    }
}
