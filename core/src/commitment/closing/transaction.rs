//! The transaction that spends the funding output for good.

use crate::amount::Sat;
use crate::codec::transaction::{TransactionRef, TxIn, TxOut};
use crate::commitment::closing::Error;
use crate::commitment::transaction::complete::whole;
use crate::commitment::{ChannelParameters, Node, dust_limit};
use crate::crypto::{SecretKey, Sha256, Signature, SigningContext};
use alloc::vec::Vec;
use bitcoin::{ScriptBuf, Transaction};

/// A closing transaction, unsigned: one output or two, in the order of BIP 69.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosingTransaction {
    channel: ChannelParameters,
    sequence: u32,
    lock_time: u32,
    outputs: Vec<(Sat, ScriptBuf)>,
}

impl ClosingTransaction {
    pub(super) fn new(
        channel: &ChannelParameters,
        sequence: u32,
        lock_time: u32,
        outputs: impl Iterator<Item = (Sat, ScriptBuf)>,
    ) -> Result<Self, Error> {
        let mut outputs: Vec<_> = outputs.collect();
        if outputs.is_empty() {
            return Err(Error::NoOutputs);
        }
        // Anybody could take what is paid to it.
        if outputs.iter().any(|(_, script)| script.is_empty()) {
            return Err(Error::Script { length: 0 });
        }
        outputs.sort_unstable_by(|one, other| {
            one.0.cmp(&other.0).then_with(|| one.1.as_bytes().cmp(other.1.as_bytes()))
        });
        Ok(Self { channel: *channel, sequence, lock_time, outputs })
    }

    /// The outputs, in their order.
    #[must_use]
    pub fn outputs(&self) -> &[(Sat, ScriptBuf)] {
        &self.outputs
    }

    /// The transaction without its witness.
    #[must_use]
    pub fn transaction(&self) -> Transaction {
        self.view(|transaction| whole(&transaction))
    }

    /// The most that it weighs when both have signed.
    #[must_use]
    pub fn weight(&self) -> u64 {
        let base = u64::try_from(self.transaction().base_size()).unwrap_or(u64::MAX);
        base.saturating_mul(4).saturating_add(FUNDING_WITNESS)
    }

    /// What both nodes sign.
    #[must_use]
    pub fn digest(&self) -> Sha256 {
        self.view(|transaction| self.channel.funding_digest(transaction))
    }

    /// Signs with the secret of a node's `funding_pubkey`.
    ///
    /// # Errors
    ///
    /// [`Error::Key`], with negligible probability.
    pub fn sign(&self, funding: &SecretKey, context: &SigningContext) -> Result<Signature, Error> {
        context.sign(&self.digest(), funding).map_err(Error::Key)
    }

    /// Verifies a node's signature.
    ///
    /// # Errors
    ///
    /// [`Error::Signature`] with the node.
    pub fn verify(&self, node: Node, signature: &Signature) -> Result<(), Error> {
        let key = &self.channel.node(node).basepoints.funding_pubkey;
        signature.verify(&self.digest(), key).map_err(|_| Error::Signature { node })
    }

    /// The transaction as it is published.
    #[must_use]
    pub fn signed(&self, opener: &Signature, accepter: &Signature) -> Transaction {
        let mut transaction = self.transaction();
        self.channel.set_funding_witness(&mut transaction, opener, accepter);
        transaction
    }

    /// Whether nodes relay its outputs.
    ///
    /// # Errors
    ///
    /// [`Error::Dust`].
    pub fn check_dust(&self) -> Result<(), Error> {
        for (found, script) in &self.outputs {
            let expected = dust_limit(script.as_bytes());
            if *found < expected {
                return Err(Error::Dust { expected, found: *found });
            }
        }
        Ok(())
    }

    fn view<R>(&self, read: impl FnOnce(TransactionRef<'_>) -> R) -> R {
        let input = TxIn { previous_output: self.channel.funding, sequence: self.sequence };
        let outputs = self.outputs.iter();
        let outputs: Vec<TxOut<'_>> =
            outputs.map(|(value, to)| TxOut { value: *value, script_pubkey: to.as_bytes() }).collect();
        // Closing transactions have version 2 in every format.
        let (version, lock_time) = (2, self.lock_time);
        read(TransactionRef { version, inputs: &[input], outputs: &outputs, lock_time })
    }
}

/// Marker and flag, count, an empty element, two signatures of at most 72 bytes with their types, and the script of 71
/// (BOLT 3, appendix A, with the low S that signatures have).
const FUNDING_WITNESS: u64 = 2 + 1 + 1 + 2 * 73 + 72;
