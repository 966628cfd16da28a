//! Every transaction, every sighash, the output that funds the tree.

use crate::plan::{Plan, Signing};
use arbitrary::Unstructured;
use ark::tree::signed::{HashlockVersion, VtxoTreeSpec};
use ark::{ProtocolDecodingError, ProtocolEncoding};
use bitcoin::consensus::serialize;
use bitcoin::hashes::Hash as _;
use keelbolt::vtxo::HashLockVersion;
use keelbolt::vtxo::tree::{Branch, UnsignedTree};
use keelbolt_benches::{cases, random_bytes};

/// Trees of these sizes are compared once, whatever the number of cases.
const LARGE: [usize; 2] = [256, 1_024];

#[test]
fn trees_are_built_alike() {
    let (mut leaves, mut nodes) = (0, 0);
    for seed in 0..cases() {
        let bytes = random_bytes(seed, 64 * 1024);
        let plan = Plan::draw(&mut Unstructured::new(&bytes), seed).unwrap();
        check(&plan, &format!("seed {seed}"));
        leaves += plan.spec.leaves().len();
        nodes += 1;
    }
    println!("> {nodes} trees, {leaves} leaves");
}

#[test]
fn large_trees_are_built_alike() {
    for size in LARGE {
        let bytes = random_bytes(size as u64, 1024 * 1024);
        let plan = Plan::of(size, Signing::Some, &mut Unstructured::new(&bytes)).unwrap();
        check(&plan, &format!("{size} leaves"));
    }
}

fn check(plan: &Plan, case: &str) {
    let spec = theirs(plan).unwrap_or_else(|error| panic!("{case}: {error}"));
    let funding = plan.spec.funding_output().unwrap();
    assert_eq!(funding.value.0, spec.total_required_value().to_sat(), "{case}");
    assert_eq!(funding.script_pubkey, spec.funding_tx_script_pubkey().as_bytes(), "{case}");
    assert_eq!(plan.spec.to_vec(), spec.serialize(), "{case}");

    let theirs = spec.into_unsigned_tree(outpoint(plan));
    let ours = UnsignedTree::build(plan.spec.clone(), plan.utxo).unwrap();
    assert_eq!(ours.transactions().len(), theirs.txs.len(), "{case}");
    for (number, (ours, theirs)) in ours.transactions().iter().zip(&theirs.txs).enumerate() {
        assert_eq!(serialize(&ours.signed(&[])), serialize(theirs), "{case}, node {number}");
        assert_eq!(ours.txid().0, theirs.compute_txid().to_byte_array(), "{case}, node {number}");
    }
    let sighashes = theirs.internal_sighashes.iter().map(|sighash| sighash.to_byte_array());
    assert!(ours.sighashes().map(|sighash| sighash.0).eq(sighashes), "{case}");

    // What one user builds is what the server has.
    let leaf = plan.utxo.txid.0[0] as usize % plan.spec.leaves().len();
    let branch = Branch::build(&plan.spec, plan.utxo, leaf).unwrap();
    let whole = ours.branch(leaf).unwrap();
    assert!(branch.transactions().eq(whole.transactions()), "{case}, leaf {leaf}");
    assert_eq!(branch.funding_output(), &funding, "{case}, leaf {leaf}");
}

/// The peer's specification, by way of the encoding, which does not tell the version of hash locks.
pub fn theirs(plan: &Plan) -> Result<VtxoTreeSpec, ProtocolDecodingError> {
    let mut spec = VtxoTreeSpec::deserialize(&plan.spec.to_vec())?;
    spec.hashlock_version = match plan.spec.hash_lock() {
        HashLockVersion::V0 => HashlockVersion::V0,
        HashLockVersion::V1 => HashlockVersion::V1,
    };
    Ok(spec)
}

pub fn outpoint(plan: &Plan) -> bitcoin::OutPoint {
    bitcoin::OutPoint::new(bitcoin::Txid::from_byte_array(plan.utxo.txid.0), plan.utxo.vout)
}
