//! Preimages that spends show.

use crate::commitment::{Commitment, OutputKind};
use crate::crypto::Preimage;
use crate::secret::Secret;
use alloc::vec::Vec;
use bitcoin::hashes::Hash as _;
use bitcoin::{Transaction, TxIn};

impl Commitment {
    /// The preimages that a transaction shows when it takes HTLCs of this commitment, each with the index of its
    /// output: "MUST extract the payment preimage from the transaction input witness" (BOLT 5).
    #[must_use]
    pub fn revealed_preimages(&self, transaction: &Transaction) -> Vec<(usize, Preimage)> {
        transaction.input.iter().filter_map(|input| self.revealed(input)).collect()
    }

    fn revealed(&self, input: &TxIn) -> Option<(usize, Preimage)> {
        let spent = input.previous_output;
        if spent.txid.to_byte_array() != self.txid().0 {
            return None;
        }
        let output = usize::try_from(spent.vout).ok()?;
        let htlc = self.outputs().get(output).map(|output| output.kind).and_then(OutputKind::htlc)?;
        let payment_hash = self.htlcs().get(htlc)?.payment_hash;
        let elements = input.witness.iter().filter_map(|element| <[u8; 32]>::try_from(element).ok());
        let mut preimages = elements.map(|element| Preimage(Secret::new(element)));
        let preimage = preimages.find(|preimage| preimage.payment_hash() == payment_hash)?;
        Some((output, preimage))
    }
}
