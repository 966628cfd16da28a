//! BIP 143.

use crate::amount::Sat;
use crate::codec::sighash::SighashType;
use crate::codec::transaction::{TransactionRef, input_compact_size, twice};
use crate::crypto::{Sha256, Sha256Engine};

/// The signature hashes of a transaction's inputs; what they have in common is hashed once.
#[derive(Clone, Copy, Debug)]
pub struct SegwitV0<'a> {
    transaction: TransactionRef<'a>,
    prevouts: Sha256,
    sequences: Sha256,
    outputs: Sha256,
}

impl<'a> SegwitV0<'a> {
    /// Hashes what all inputs have in common.
    #[must_use]
    pub fn new(transaction: TransactionRef<'a>) -> Self {
        let (mut prevouts, mut sequences) = (Sha256Engine::new(), Sha256Engine::new());
        for input in transaction.inputs {
            input.previous_output.input(&mut prevouts);
            sequences.input(&input.sequence.to_le_bytes());
        }
        let mut outputs = Sha256Engine::new();
        transaction.outputs.iter().for_each(|output| output.input(&mut outputs));
        Self { transaction, prevouts: twice(prevouts), sequences: twice(sequences), outputs: twice(outputs) }
    }

    /// What a signature for input `index` covers, which spends `value` by `script_code`: the witness script.
    /// `None` when there is no such input.
    #[must_use]
    pub fn digest(
        &self,
        index: usize,
        script_code: &[u8],
        value: Sat,
        sighash_type: SighashType,
    ) -> Option<Sha256> {
        let input = self.transaction.inputs.get(index)?;
        let zero = Sha256([0; 32]);
        let (prevouts, sequences, outputs) = match sighash_type {
            SighashType::All => (self.prevouts, self.sequences, self.outputs),
            SighashType::SingleAnyoneCanPay => (zero, zero, self.single(index).unwrap_or(zero)),
        };
        let mut hash = Sha256Engine::new();
        hash.input(&self.transaction.version.to_le_bytes());
        hash.input(&prevouts.0);
        hash.input(&sequences.0);
        input.previous_output.input(&mut hash);
        input_compact_size(&mut hash, script_code.len());
        hash.input(script_code);
        hash.input(&value.0.to_le_bytes());
        hash.input(&input.sequence.to_le_bytes());
        hash.input(&outputs.0);
        hash.input(&self.transaction.lock_time.to_le_bytes());
        hash.input(&u32::from(sighash_type.to_u8()).to_le_bytes());
        Some(twice(hash))
    }

    /// The hash of the output of the same index.
    fn single(&self, index: usize) -> Option<Sha256> {
        let mut hash = Sha256Engine::new();
        self.transaction.outputs.get(index)?.input(&mut hash);
        Some(twice(hash))
    }
}
