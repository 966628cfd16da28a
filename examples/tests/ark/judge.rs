//! Bitcoin Core's own interpreter, as the judge of a spend.

use bitcoin::consensus::serialize;
use bitcoin::{Transaction, TxOut};
use bitcoinconsensus::{Utxo, VERIFY_ALL_PRE_TAPROOT, VERIFY_TAPROOT, verify_with_flags};

/// Whether the first input of a transaction, its only one, may spend this output.
pub fn accepts(transaction: &Transaction, spent: &TxOut) -> bool {
    let script = spent.script_pubkey.as_bytes();
    let utxo = Utxo {
        script_pubkey: script.as_ptr(),
        script_pubkey_len: script.len().try_into().unwrap(),
        value: spent.value.to_sat().try_into().unwrap(),
    };
    let flags = VERIFY_ALL_PRE_TAPROOT | VERIFY_TAPROOT;
    verify_with_flags(script, spent.value.to_sat(), &serialize(transaction), Some(&[utxo]), 0, flags).is_ok()
}
