//! The exits of all VTXOs of the conformance files: every transaction spends the one before it, the first one what is on
//! chain.

use super::judge::accepts;
use bitcoin::consensus::deserialize;
use bitcoin::{Transaction, TxOut, Witness};
use keelbolt::vtxo::VtxoRef;
use serde_json::Value;

const VECTORS: &str = include_str!("../../../core/tests/vectors/ark/vtxo_encoding.json");

fn unhex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// Each transaction of an exit beside what it spends.
fn exit(case: &Value) -> Vec<(Transaction, TxOut)> {
    let encoding = unhex(&case["encoding"]);
    let vtxo = VtxoRef::parse(&encoding).unwrap();
    let anchor: Transaction = deserialize(&unhex(&case["chain_anchor_tx"])).unwrap();
    let mut spent = anchor.output[vtxo.chain_anchor().vout as usize].clone();
    let hops = vtxo.hops().unwrap().map(|hop| {
        let hop = hop.unwrap();
        let transaction = hop.transaction();
        let own = transaction.output[hop.outpoint().vout as usize].clone();
        (transaction, std::mem::replace(&mut spent, own))
    });
    hops.collect()
}

#[test]
fn every_exit_is_valid() {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let cases = vectors["cases"].as_array().unwrap();
    let mut spends = 0;
    for case in cases {
        let complete = case["has_all_witnesses"].as_bool().unwrap();
        let exit = exit(case);
        for (depth, (transaction, spent)) in exit.iter().enumerate() {
            // Only the leaf transaction waits for its preimage.
            let expected = complete || depth + 1 < exit.len();
            assert_eq!(accepts(transaction, spent), expected, "{}: {depth}", case["name"]);
            let mut bare = transaction.clone();
            bare.input[0].witness = Witness::new();
            assert!(!accepts(&bare, spent), "{}: {depth} without its witness", case["name"]);
            spends += 1;
        }
    }
    assert!(spends > cases.len());
}
