//! Trees: what an encoding says, every transaction, what is signed, the VTXOs of the leaves.

use super::policy::terms;
use super::same_hex;
use crate::conformance::case::{array, context, secret_key, text};
use crate::conformance::{Case, same};
use bitcoin::consensus::encode::{self, serialize};
use keelbolt::bytes::Hex;
use keelbolt::crypto::musig::{KeyAggregation, sort_keys};
use keelbolt::crypto::{Preimage, PublicKey};
use keelbolt::secret::Secret;
use keelbolt::vtxo::policy::UserPolicy;
use keelbolt::vtxo::tree::{SignedTree, TreeSpec, UnsignedTree};
use keelbolt::vtxo::{HashLockVersion, Terms, UnlockHash, VtxoId};
use serde_json::Value;

/// `kind` says which of the three it is.
pub(in crate::conformance) fn tree(case: &mut Case) -> Result<(), String> {
    same("valid", case.flag("valid"), true)?;
    match case.text("kind").as_deref() {
        Some("signed_tree") => signed(case),
        Some("unsigned_tree") => unsigned(case),
        Some("signed_tree_legacy") => legacy(case),
        kind => Err(format!("unknown kind {kind:?}")),
    }
}

/// `encoding` gives all else; the keys and the preimage are shown to be of it.
fn signed(case: &mut Case) -> Result<(), String> {
    let encoding = case.needed("encoding")?;
    let tree = SignedTree::parse(&encoding).map_err(text)?.with_found_hash_lock().map_err(text)?;
    same("written back", tree.to_vec(), encoding)?;
    let spec = &tree.spec;
    version(case, spec)?;
    same("terms", &owned_terms(case)?, spec.terms())?;
    let mut owners = Vec::new();
    for key in ["user_cosign_privkey", "server_cosign_privkey"] {
        owners.push(context().public_key(&secret_key(case, key)?).map_err(text)?);
    }
    same("global keys", owners.as_slice(), spec.global_cosign_pubkeys())?;
    let unlock_hash = UnlockHash::of(&Preimage(Secret::new(array(case, "unlock_preimage")?)));
    same("unlock_hash", case.text("unlock_hash"), Some(unlock_hash.to_string()))?;
    same("unlock hashes", spec.leaves().iter().all(|leaf| leaf.unlock_hash == unlock_hash), true)?;
    leaves(case, spec)?;

    let funding: bitcoin::Transaction =
        encode::deserialize(&case.needed("funding_tx")?).map_err(|error| error.to_string())?;
    let output = spec.funding_output().map_err(text)?;
    let paid = funding.output.first().ok_or("the funding transaction has an output")?;
    same("funding value", paid.value.to_sat(), output.value.0)?;
    same("funding script", paid.script_pubkey.as_bytes(), output.script_pubkey.as_slice())?;
    same("funding outpoint", VtxoId(tree.utxo).to_string(), format!("{}:0", funding.compute_txid()))?;

    let built = tree.verify().map_err(text)?;
    if case.has("transactions") {
        let transactions = final_transactions(&built, &tree);
        same("transactions", case.list("transactions"), transactions)?;
    }
    let vtxos: Result<Vec<_>, String> = (0..spec.leaves().len())
        .map(|leaf| {
            let vtxo = built.branch(leaf).and_then(|branch| branch.vtxo(spec, &tree.signatures));
            Ok(Value::from(Hex(&vtxo.map_err(text)?.to_vec()).to_string()))
        })
        .collect();
    same("locked_vtxos", case.list("locked_vtxos"), vtxos?)?;
    Ok(())
}

/// `spec_encoding` and `funding_outpoint` give all else.
fn unsigned(case: &mut Case) -> Result<(), String> {
    let encoding = case.needed("spec_encoding")?;
    let version_number = case.number("hashlock_version");
    let spec = TreeSpec::parse(&encoding).map_err(text)?;
    let spec = match version_number {
        Some(0) => spec.with_hash_lock(HashLockVersion::V0),
        _ => spec,
    };
    version(case, &spec)?;
    same("written back", spec.to_vec(), encoding)?;
    same("terms", &terms(case)?, spec.terms())?;
    let global = spec.global_cosign_pubkeys().iter().map(hex).collect();
    same("global_cosign_pubkeys", case.list("global_cosign_pubkeys"), global)?;
    same("total_value_sat", case.number("total_value_sat"), Some(spec.total().0))?;
    leaves(case, &spec)?;
    let output = spec.funding_output().map_err(text)?;
    same_hex(case, "funding_script_pubkey", &output.script_pubkey)?;

    let utxo = case.text("funding_outpoint");
    let utxo: VtxoId = case.must("funding_outpoint", utxo)?.parse().map_err(text)?;
    let tree = UnsignedTree::build(spec, utxo.0).map_err(text)?;
    counts(case, &tree)?;
    let keys = aggregates(&tree)?;
    let root = keys.last().ok_or("a tree has a root")?.x_only().0;
    same_hex(case, "funding_cosign_pubkey", &root.to_bytes())?;
    let internal = tree.internal_keys().map(|key| Hex(&key.to_bytes()).to_string());
    same(
        "internal keys",
        internal.collect::<Vec<_>>(),
        keys.iter().map(|key| key.x_only().0.to_string()).collect(),
    )?;
    same("cosign_aggregate_pubkeys", case.list("cosign_aggregate_pubkeys"), keys.iter().map(hex).collect())?;
    let sighashes = tree.sighashes().map(|sighash| Value::from(Hex(&sighash.0).to_string())).collect();
    same("internal_sighashes", case.list("internal_sighashes"), sighashes)?;
    let transactions = tree.transactions().iter().map(|transaction| consensus(&transaction.signed(&[])));
    same("transactions", case.list("transactions"), transactions.collect())
}

/// An encoding of version 1.
fn legacy(case: &mut Case) -> Result<(), String> {
    let tree = SignedTree::parse(&case.needed("encoding")?).map_err(text)?;
    same_hex(case, "reencoding", &tree.to_vec())?;
    same("funding_outpoint", case.text("funding_outpoint"), Some(VtxoId(tree.utxo).to_string()))?;
    // Its signatures are of nobody's, so that nothing says which hash locks it has.
    let built = UnsignedTree::build(tree.spec.clone(), tree.utxo).map_err(text)?;
    let leaves = u64::try_from(built.shape().leaves()).ok();
    same("leaf_count", case.number("leaf_count"), leaves)?;
    same("transactions", case.list("transactions"), final_transactions(&built, &tree))
}

fn version(case: &mut Case, spec: &TreeSpec) -> Result<(), String> {
    let number = match spec.hash_lock() {
        HashLockVersion::V0 => 0,
        HashLockVersion::V1 => 1,
    };
    same("hashlock_version", case.number("hashlock_version"), Some(number))
}

/// The terms, where the server's secret key is given.
fn owned_terms(case: &mut Case) -> Result<Terms, String> {
    let server_pubkey = context().public_key(&secret_key(case, "server_privkey")?).map_err(text)?;
    super::policy::terms_of(case, server_pubkey)
}

/// `leaves`, each with a policy, an amount, and what is given beside them; and the keys of their owners.
fn leaves(case: &mut Case, spec: &TreeSpec) -> Result<(), String> {
    let figures = case.list("leaves");
    same("leaves", figures.len(), spec.leaves().len())?;
    for (figure, leaf) in figures.iter().zip(spec.leaves()) {
        let mut inner = Case::inner(figure, "leaf")?;
        same("amount_sat", inner.number("amount_sat"), Some(leaf.amount.0))?;
        same("policy", UserPolicy::parse(&inner.needed("policy_encoding")?).map_err(text)?, leaf.policy)?;
        same(
            "cosign_pubkey",
            inner.value("cosign_pubkey").filter(|key| !key.is_null()),
            leaf.cosign_pubkey.as_ref().map(hex),
        )?;
        if inner.has("unlock_hash") {
            same("unlock_hash", inner.text("unlock_hash"), Some(leaf.unlock_hash.to_string()))?;
        }
        inner.finish()?;
    }
    if case.has("leaf_privkeys") {
        let keys = case.list("leaf_privkeys");
        same("leaf_privkeys", keys.len(), spec.leaves().len())?;
        for (key, leaf) in keys.into_iter().zip(spec.leaves()) {
            let mut owner = Case::inner(&serde_json::json!({ "leaf_privkey": key }), "leaf_privkey")?;
            let key = context().public_key(&secret_key(&mut owner, "leaf_privkey")?).map_err(text)?;
            same("leaf_privkey", &key, leaf.policy.user_pubkey())?;
        }
    }
    Ok(())
}

fn counts(case: &mut Case, tree: &UnsignedTree) -> Result<(), String> {
    let shape = tree.shape();
    let counts = [
        ("leaf_count", shape.leaves()),
        ("node_count", shape.nodes()),
        ("internal_node_count", shape.internal_nodes()),
    ];
    counts.into_iter().try_for_each(|(key, count)| same(key, case.number(key), u64::try_from(count).ok()))
}

/// The keys of every leaf and node, aggregated anew.
fn aggregates(tree: &UnsignedTree) -> Result<Vec<PublicKey>, String> {
    let (spec, shape) = (tree.spec(), tree.shape());
    (0..shape.nodes())
        .map(|node| {
            let mut keys: Vec<PublicKey> = match spec.leaves().get(node) {
                Some(leaf) => vec![*leaf.policy.user_pubkey(), spec.terms().server_pubkey],
                None => {
                    let below = shape.leaves_below(node).filter_map(|leaf| spec.leaves()[leaf].cosign_pubkey);
                    below.chain(spec.global_cosign_pubkeys().iter().copied()).collect()
                }
            };
            sort_keys(&mut keys);
            KeyAggregation::new(&keys).map(|keys| keys.public_key()).map_err(text)
        })
        .collect()
}

/// Those above the leaves signed, those of the leaves not.
fn final_transactions(tree: &UnsignedTree, signed: &SignedTree) -> Vec<Value> {
    let unsigned = tree.shape().leaves();
    let witness = |node: usize| node.checked_sub(unsigned).and_then(|index| signed.signatures.get(index));
    let transactions = tree.transactions().iter().enumerate().map(|(node, transaction)| {
        let witness: Vec<&[u8]> =
            witness(node).map(|signature| signature.as_bytes().as_slice()).into_iter().collect();
        consensus(&transaction.signed(&witness))
    });
    transactions.collect()
}

fn consensus(transaction: &bitcoin::Transaction) -> Value {
    Value::from(Hex(&serialize(transaction)).to_string())
}

fn hex(key: &PublicKey) -> Value {
    Value::from(Hex(&key.to_bytes()).to_string())
}
