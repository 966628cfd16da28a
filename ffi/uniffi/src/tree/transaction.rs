//! The transactions of a tree, before they are signed.

use crate::bytes::{Octets, Sha256, Txid};
use crate::transaction::{MalformedTransaction, OutPoint, TxOut, transaction, transaction_bytes};
use crate::tree::TreeError;
use bitcoin::Witness;
use bitcoin::hashes::Hash as _;
use keelbolt::amount::Sat;
use keelbolt::codec::sighash::{Taproot, TaprootSighashType};
use keelbolt::codec::transaction as codec;
use keelbolt::crypto::TapNodeHash;
use keelbolt::vtxo::tree;

/// A transaction of a tree: one input, up to four outputs, and an anchor of nothing, which a child spends to pay the fee.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TreeTransaction {
    /// What the input spends.
    pub previous_output: OutPoint,
    /// The output that it spends.
    pub spent: TxOut,
    /// The outputs, without the anchor, which comes last.
    pub outputs: Vec<TxOut>,
    /// The id, which no signature changes.
    pub txid: Txid,
    /// The whole transaction as it is sent, without its witness.
    pub unsigned: Octets,
}

#[uniffi::export]
impl TreeTransaction {
    /// What signatures cover, all of it (`SIGHASH_DEFAULT`): by the key path, or within the script leaf of this hash.
    ///
    /// # Errors
    ///
    /// `MalformedTransaction`, of one that was made by hand; `WrongLength`.
    #[uniffi::method(default(leaf_hash = None))]
    pub fn sighash(&self, leaf_hash: Option<Sha256>) -> Result<Sha256, TreeError> {
        let unsigned = transaction(self.unsigned.as_slice())?;
        let inputs = unsigned.input.iter().map(|input| codec::TxIn {
            previous_output: codec::OutPoint {
                txid: codec::Txid(input.previous_output.txid.to_byte_array()),
                vout: input.previous_output.vout,
            },
            sequence: input.sequence.0,
        });
        let outputs = unsigned.output.iter().map(|output| codec::TxOut {
            value: Sat(output.value.to_sat()),
            script_pubkey: output.script_pubkey.as_bytes(),
        });
        let (inputs, outputs): (Vec<_>, Vec<_>) = (inputs.collect(), outputs.collect());
        let spent = [codec::TxOut {
            value: Sat(self.spent.value_sat),
            script_pubkey: self.spent.script_pubkey.as_slice(),
        }];
        let view = codec::TransactionRef {
            version: u32::from_ne_bytes(unsigned.version.0.to_ne_bytes()),
            inputs: &inputs,
            outputs: &outputs,
            lock_time: unsigned.lock_time.to_consensus_u32(),
        };
        let digest = Taproot::new(view, &spent).and_then(|sighashes| match leaf_hash {
            Some(leaf) => sighashes.script_path(0, &TapNodeHash(leaf.0), TaprootSighashType::Default),
            None => sighashes.key_path(0, TaprootSighashType::Default),
        });
        Ok(digest.map(|digest| Sha256(digest.0)).ok_or(MalformedTransaction)?)
    }

    /// The transaction with a witness, by the key path a signature alone, as it is sent.
    ///
    /// # Errors
    ///
    /// `MalformedTransaction`, of one that was made by hand; `WrongLength`.
    pub fn signed(&self, witness: Vec<Octets>) -> Result<Octets, TreeError> {
        let mut signed = transaction(self.unsigned.as_slice())?;
        let input = signed.input.first_mut().ok_or(MalformedTransaction)?;
        input.witness = Witness::from_slice(&witness.iter().map(Octets::as_slice).collect::<Vec<_>>());
        Ok(transaction_bytes(&signed))
    }
}

impl From<&tree::TreeTransaction> for TreeTransaction {
    fn from(core: &tree::TreeTransaction) -> Self {
        Self {
            previous_output: core.previous_output().into(),
            spent: core.spent().into(),
            outputs: core.outputs().iter().map(TxOut::from).collect(),
            txid: Txid(core.txid().0),
            unsigned: transaction_bytes(&core.signed(&[])),
        }
    }
}

impl From<&tree::TreeOutput> for TxOut {
    fn from(core: &tree::TreeOutput) -> Self {
        Self { value_sat: core.value.0, script_pubkey: core.script_pubkey.as_slice().into() }
    }
}
