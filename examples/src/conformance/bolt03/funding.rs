//! Appendix B. The wallet's part, a P2PKH input and its change, is done here with the crate `bitcoin`.

use crate::conformance::case::{Case, context, public_key, secret_key, text};
use crate::conformance::same;
use bitcoin::consensus::{deserialize, serialize};
use bitcoin::hashes::Hash as _;
use bitcoin::sighash::SighashCache;
use bitcoin::{Block, ScriptBuf, Transaction};
use keelbolt::commitment::{Template, fee};
use keelbolt::crypto::{Sha256, hash160};

pub(in crate::conformance) fn funding_tx(case: &mut Case) -> Result<(), String> {
    let keys = [public_key(case, "local_funding_pubkey")?, public_key(case, "remote_funding_pubkey")?];
    let template = Template::funding(keys[0], keys[1]);
    same("funding_witness_script", case.needed("funding_witness_script")?, template.write().to_vec())?;

    // What is spent: the coinbase of the first block.
    let genesis: Block = parsed(case, "genesis_block")?;
    let block: Block = parsed(case, "block1")?;
    same("previous block", genesis.block_hash(), block.header.prev_blockhash)?;
    let coinbase: Transaction = parsed(case, "block1_coinbase_tx")?;
    same("coinbase", block.txdata.first(), Some(&coinbase))?;
    same("input_txid", case.text("input_txid"), Some(coinbase.compute_txid().to_string()))?;

    let expected: Transaction = parsed(case, "funding_tx")?;
    same("funding_txid", case.text("funding_txid"), Some(expected.compute_txid().to_string()))?;
    let number = |case: &mut Case, key: &str| {
        let value = case.number(key);
        case.must(key, value)
    };
    let spent = &coinbase.output[number(case, "input_index")? as usize];
    same("input_satoshis", number(case, "input_satoshis")?, spent.value.to_sat())?;
    let (input, output) = (&expected.input[0], number(case, "funding_output_index")? as usize);
    let outpoint = (input.previous_output.txid, input.previous_output.vout);
    same("input", (coinbase.compute_txid(), 0), outpoint)?;
    let funding = &expected.output[output];
    same("funding_satoshis", number(case, "funding_satoshis")?, funding.value.to_sat())?;
    same("funding output", template.script_pubkey().to_vec(), funding.script_pubkey.to_bytes())?;

    // "feerate_per_kw": the fee of the whole transaction, whose signature counts with 73 bytes.
    let change = number(case, "change_satoshis")?;
    same("change", Some(change), expected.output.get(1 - output).map(|change| change.value.to_sat()))?;
    let feerate = number(case, "feerate_per_kw")? as u32;
    let paid = spent.value.to_sat() - funding.value.to_sat() - change;
    let slack = fee(feerate, 4 * 2).0;
    let weighed = fee(feerate, expected.weight().to_wu()).0;
    same("fee", true, paid >= weighed && paid <= weighed + slack)?;

    let key = secret_key(case, "input_privkey")?;
    let public_key = context().public_key(&key).map_err(text)?.to_bytes();
    let script = [&[0x76, 0xa9, 20][..], &hash160(&public_key), &[0x88, 0xac]].concat();
    same("spent output", script, spent.script_pubkey.to_bytes())?;
    let digest =
        SighashCache::new(&expected).legacy_signature_hash(0, &spent.script_pubkey, 1).map_err(text)?;
    let signature = context().sign(&Sha256(digest.to_byte_array()), &key).map_err(text)?.to_der().to_vec();
    let pushes = [&[signature.len() as u8 + 1][..], &signature, &[1, 33], &public_key].concat();
    let mut signed = expected.clone();
    signed.input[0].script_sig = ScriptBuf::from_bytes(pushes);
    same("funding_tx", serialize(&expected), serialize(&signed))
}

fn parsed<T: bitcoin::consensus::Decodable>(case: &mut Case, key: &str) -> Result<T, String> {
    deserialize(&case.needed(key)?).map_err(text)
}
