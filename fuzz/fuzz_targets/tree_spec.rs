//! Trees as anybody may send them: what is read is written again as it was, and every user builds what the server does.
#![no_main]

use keelbolt::amount::Sat;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::crypto::SchnorrSignature;
use keelbolt::vtxo::tree::{Branch, Error, LeafSpec, SignedTree, TreeSpec, UnsignedTree};
use keelbolt::vtxo::{self, Terms, UnlockHash};
use keelbolt_fuzz::ark::{any_key, delta, height, mutate, user_policy, version};
use keelbolt_fuzz::{Depths, case, number};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

/// The most leaves of a tree that is built: each takes some of the curve's time.
const MOST: usize = 90;

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    let depth = match case(input) {
        Some(bytes) => drawn(&mut Unstructured::new(&bytes)).unwrap_or("cut short"),
        None => read(input, 0),
    };
    DEPTHS.count("tree_spec", depth);
});

fn drawn(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let Some(spec) = spec(source)? else { return Ok("no specification") };
    let mut bytes = spec.to_vec();
    assert_eq!((bytes.len(), TreeSpec::parse(&bytes)), (spec.length(), Ok(spec.clone())));
    let leaf = source.choose_index(spec.leaves().len())?;
    if source.arbitrary()? {
        mutate(source, &mut bytes)?;
        return Ok(read(&bytes, leaf));
    }
    let spec = spec.with_hash_lock(version(source)?);
    let depth = build(&spec, leaf);
    let signed = SignedTree {
        spec,
        utxo: OutPoint { txid: Txid(source.arbitrary()?), vout: source.arbitrary()? },
        signatures: vec![SchnorrSignature::new([7; 64]); source.int_in_range(0..=4)?],
    };
    let mut bytes = signed.to_vec();
    // The version of the hash locks is not written.
    let read = SignedTree::parse(&bytes).expect("written");
    assert_eq!(
        (read.to_vec(), read.utxo, &read.signatures),
        (bytes.clone(), signed.utxo, &signed.signatures)
    );
    assert!(signed.verify().is_err() && signed.with_found_hash_lock().is_err());
    mutate(source, &mut bytes)?;
    if let Ok(read) = SignedTree::parse(&bytes) {
        // Version 1 is written as version 2.
        assert_eq!(SignedTree::parse(&read.to_vec()), Ok(read));
    }
    Ok(depth)
}

fn spec(source: &mut Unstructured<'_>) -> Result<Option<TreeSpec>> {
    let terms =
        Terms { server_pubkey: any_key(source)?, expiry_height: height(source)?, exit_delta: delta(source)? };
    let most = if source.ratio(1, 16)? { MOST } else { 20 };
    let (count, signs) = (source.int_in_range(0..=most)?, source.int_in_range(0..=2)?);
    let global = (0..source.int_in_range(0..=2)?).map(|_| any_key(source)).collect::<Result<Vec<_>>>()?;
    let mut leaves = Vec::new();
    for _ in 0..count {
        let user = any_key(source)?;
        // Amounts of any size rarely, since their sum is too much soon.
        let amount =
            if source.ratio(1, 64)? { number(source)? } else { source.int_in_range(0..=1_000_000)? };
        leaves.push(LeafSpec {
            policy: user_policy(source, user)?,
            amount: Sat(amount),
            cosign_pubkey: if source.int_in_range(0..=1)? < signs { Some(any_key(source)?) } else { None },
            unlock_hash: UnlockHash(source.arbitrary()?),
        });
    }
    let sum = leaves.iter().try_fold(Sat(0), |sum, leaf| sum.checked_add(leaf.amount));
    match TreeSpec::new(terms, global, leaves) {
        Ok(spec) => {
            assert_eq!(Some(spec.total()), sum);
            Ok(Some(spec))
        }
        Err(vtxo::Error::TooFewLeaves { found }) => {
            assert!(found == count && count < 2);
            Ok(None)
        }
        Err(error) => {
            assert_eq!(error, vtxo::Error::AmountOverflow { limit: Sat::MAX_MONEY });
            assert!(sum.is_none_or(|sum| sum > Sat::MAX_MONEY));
            Ok(None)
        }
    }
}

fn read(bytes: &[u8], leaf: usize) -> &'static str {
    if let Ok(signed) = SignedTree::parse(bytes) {
        assert_eq!(SignedTree::parse(&signed.to_vec()), Ok(signed));
    }
    let Ok(spec) = TreeSpec::parse(bytes) else { return "cannot be read" };
    assert_eq!(spec.to_vec(), bytes);
    if spec.leaves().len() > MOST {
        return "too large to be built here";
    }
    build(&spec, leaf % spec.leaves().len())
}

fn build(spec: &TreeSpec, leaf: usize) -> &'static str {
    let utxo = OutPoint { txid: Txid([3; 32]), vout: 2 };
    let branch = Branch::build(spec, utxo, leaf);
    let tree = match UnsignedTree::build(spec.clone(), utxo) {
        Ok(tree) => tree,
        Err(error) => {
            // A node that nobody signs for, below this leaf or elsewhere.
            assert!(matches!(error, Error::Vtxo(vtxo::Error::Aggregate(_))), "{error}");
            assert!(spec.global_cosign_pubkeys().is_empty());
            return "nobody signs";
        }
    };
    let (branch, whole) = (branch.expect("a part of it"), tree.branch(leaf).expect("a leaf"));
    assert!(branch.transactions().eq(whole.transactions()));
    assert_eq!((branch.id(), branch.utxo(), branch.leaf()), (whole.id(), utxo, leaf));
    let funding = spec.funding_output().expect("as the tree's");
    assert_eq!((branch.funding_output(), funding.value), (&funding, spec.total()));
    assert!(Branch::build(spec, utxo, spec.leaves().len()).is_err());

    // Every output is divided without a rest.
    let shape = tree.shape();
    assert_eq!((tree.transactions().len(), shape.root()), (shape.nodes(), shape.nodes() - 1));
    for (node, transaction) in tree.transactions().iter().enumerate() {
        let sum: u64 = transaction.outputs().iter().map(|output| output.value.0).sum();
        assert_eq!(sum, transaction.spent().value.0);
        if let Some(parent) = shape.parent(node) {
            let above = &tree.transactions()[parent.node];
            assert_eq!(above.outputs()[parent.output], *transaction.spent());
            assert_eq!(transaction.previous_output().txid, above.txid());
        }
    }
    let nonsense = vec![SchnorrSignature::new([7; 64]); shape.internal_nodes()];
    assert!(branch.verify(&nonsense).is_err() && branch.vtxo(spec, &nonsense).is_err());
    "built"
}
