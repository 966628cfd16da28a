//! The transactions of an exit.

use crate::bytes::{Octets, SchnorrSignature, Sha256, Txid, XOnlyPublicKey};
use crate::transaction::{OutPoint, TxOut, transaction_bytes};
use keelbolt::vtxo;

/// A transaction of an exit, rebuilt: one input, the outputs of its genesis item, an anchor. Version 3 (BIP 431).
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ExitTransaction {
    /// What the transaction spends.
    pub input: OutPoint,
    /// The spent output.
    pub spent: TxOut,
    /// The id of the transaction.
    pub txid: Txid,
    /// The output that leads on, or is the VTXO.
    pub outpoint: OutPoint,
    /// Who signs: a key, or several together as one.
    pub signer: XOnlyPublicKey,
    /// Whether the witness has a preimage beside the signature.
    pub needs_preimage: bool,
    /// What is signed, all of the transaction (`SIGHASH_DEFAULT`).
    pub sighash: Sha256,
    /// The signature, if there is one.
    pub signature: Option<SchnorrSignature>,
    /// The weight with all of its witness, exactly, whether that is known yet or not.
    pub weight: u64,
    /// The whole transaction; without a witness while something of that is missing.
    pub transaction: Octets,
}

impl From<&vtxo::Hop<'_>> for ExitTransaction {
    fn from(core: &vtxo::Hop<'_>) -> Self {
        let script_pubkey = core.spent_script().as_slice().into();
        Self {
            input: core.input().into(),
            spent: TxOut { value_sat: core.spent_value().0, script_pubkey },
            txid: Txid(core.txid().0),
            outpoint: core.outpoint().into(),
            signer: (*core.signer()).into(),
            needs_preimage: core.needs_preimage(),
            sighash: Sha256(core.sighash().0),
            signature: core.signature().map(|signature| (*signature).into()),
            weight: core.weight(),
            transaction: transaction_bytes(&core.transaction()),
        }
    }
}
