//! BIP 69: the order of inputs and outputs.

use crate::conformance::case::array;
use crate::conformance::{Case, same};
use keelbolt::amount::Sat;
use keelbolt::codec::transaction::{OutPoint, TxOut, Txid};

/// Sorts what stands in any order, and compares with what the transaction has.
pub(super) fn ordering(case: &mut Case) -> Result<(), String> {
    // Of a transaction with scripts in its inputs, which the case does not have.
    array::<32>(case, "txid")?;
    let mut inputs = outpoints(case, "unsorted_inputs")?;
    inputs.sort_by(OutPoint::bip69_cmp);
    same("inputs", outpoints(case, "sorted_inputs")?, inputs)?;

    let (unsorted, sorted) = (outputs(case, "unsorted_outputs")?, outputs(case, "sorted_outputs")?);
    let mut outputs: Vec<TxOut<'_>> = unsorted.iter().map(tx_out).collect();
    outputs.sort_by(TxOut::bip69_cmp);
    same("outputs", sorted.iter().map(tx_out).collect(), outputs)
}

fn outpoints(case: &mut Case, key: &str) -> Result<Vec<OutPoint>, String> {
    let outpoint = |mut case: Case| {
        // Shown in reverse.
        let mut txid: [u8; 32] = array(&mut case, "txid")?;
        txid.reverse();
        let vout = case.number("vout").and_then(|vout| vout.try_into().ok());
        let outpoint = OutPoint { txid: Txid(txid), vout: case.must("vout", vout)? };
        case.finish().map(|()| outpoint)
    };
    case.list(key).iter().map(|value| outpoint(Case::inner(value, key)?)).collect()
}

fn outputs(case: &mut Case, key: &str) -> Result<Vec<(Sat, Vec<u8>)>, String> {
    let output = |mut case: Case| {
        let amount = case.number("amount_sat");
        let output = (Sat(case.must("amount_sat", amount)?), case.needed("script_pubkey")?);
        case.finish().map(|()| output)
    };
    case.list(key).iter().map(|value| output(Case::inner(value, key)?)).collect()
}

fn tx_out((value, script_pubkey): &(Sat, Vec<u8>)) -> TxOut<'_> {
    TxOut { value: *value, script_pubkey }
}
