//! Trees that are signed by Keelbolt and by the peer together, in both roles.

use crate::build::{outpoint, theirs};
use crate::leaves;
use crate::plan::{CONTEXT, Plan, Signing};
use arbitrary::Unstructured;
use ark::musig;
use ark::musig::secpm::musig::{
    AggregatedNonce, PartialSignature as PeerPartial, PublicNonce as PeerNonce, SecretNonce,
};
use ark::tree::signed::UnsignedVtxoTree;
use bitcoin::secp256k1::schnorr;
use keelbolt::cosign::{
    self, BranchNonces, CheckedBranch, Contribution, Contributions, Expected, TreeNonces, TreeSession,
};
use keelbolt::crypto::musig::{AggregateNonce, PartialSignature, PublicNonce};
use keelbolt::crypto::{KeyPair, SchnorrSignature};
use keelbolt::entropy::Entropy;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::tree::{Branch, SignedTree, UnsignedTree};
use keelbolt_benches::{cases, random_bytes};

/// Every so many cases are signed: it takes longer than to build them.
const SIGNED: u64 = 7;

/// Who signs with what.
enum Signer {
    Ours(BranchNonces),
    Theirs(Vec<SecretNonce>),
}

#[test]
fn trees_are_signed_together() {
    let (mut nodes, mut users) = (0, 0);
    for seed in (0..cases()).step_by(SIGNED as usize) {
        let bytes = random_bytes(seed, 64 * 1024);
        let plan = Plan::draw(&mut Unstructured::new(&bytes), seed / SIGNED).unwrap();
        nodes += sign(&plan, seed);
        users += plan.cosigners.iter().flatten().count();
    }
    println!("> {nodes} nodes signed, {users} leaves with keys, every other one by the peer");
}

/// Every leaf of a tree of the size up to which the specification asks for it.
#[test]
fn a_large_tree_is_signed_together() {
    const LEAVES: usize = 1_024;
    let bytes = random_bytes(LEAVES as u64, 1024 * 1024);
    let plan = Plan::of(LEAVES, Signing::Nobody, &mut Unstructured::new(&bytes)).unwrap();
    println!("> {} nodes signed above {LEAVES} leaves", sign(&plan, LEAVES as u64));
}

fn sign(plan: &Plan, seed: u64) -> usize {
    let tree = UnsignedTree::build(plan.spec.clone(), plan.utxo).unwrap();
    let peer = theirs(plan).unwrap().into_unsigned_tree(outpoint(plan));
    let inner = tree.shape().internal_nodes();

    // Every other leaf is the peer's; who signs for all is Keelbolt's, and the peer's where there are more.
    let mut nonces = Vec::new();
    let mut signers = Vec::new();
    for (leaf, cosigner) in plan.cosigners.iter().enumerate() {
        let Some(key) = cosigner else {
            nonces.push(None);
            signers.push(None);
            continue;
        };
        let (signer, public) = match leaf % 2 {
            0 => {
                // Zeros alone would be no randomness.
                let entropy = Entropy::new([(leaf % 255) as u8 + 1; 32]);
                let (own, public) =
                    BranchNonces::new(key.clone(), cosign::LEVELS, entropy, &CONTEXT).unwrap();
                (Signer::Ours(own), public)
            }
            _ => {
                let (secret, public) = peer_nonces(key, cosign::LEVELS);
                (Signer::Theirs(secret), public)
            }
        };
        nonces.push(Some(public));
        signers.push(Some(signer));
    }
    let mut global_nonces = Vec::new();
    let mut own = None;
    let mut peers = Vec::new();
    for (place, key) in plan.global.iter().enumerate() {
        if place == 0 {
            let entropy = Entropy::new([0xee; 32]);
            let (secret, public) = TreeNonces::new(key.clone(), inner, entropy, &CONTEXT).unwrap();
            own = Some(secret);
            global_nonces.push(public);
        } else {
            let (secret, public) = peer_nonces(key, inner);
            peers.push((key, secret));
            global_nonces.push(public);
        }
    }
    let of_leaves: Vec<_> = nonces.iter().map(Option::as_deref).collect();
    let of_global: Vec<_> = global_nonces.iter().map(Vec::as_slice).collect();
    let aggregates = cosign::aggregate_nonces(&tree, &of_leaves, &of_global).unwrap();
    let peer_aggregates: Vec<_> = aggregates.iter().map(peer_aggregate).collect();

    let partials: Vec<Option<Vec<PartialSignature>>> = signers
        .into_iter()
        .zip(&plan.cosigners)
        .enumerate()
        .map(|(leaf, (signer, key))| match signer? {
            Signer::Ours(nonces) => Some(nonces.sign(&checked(plan, leaf), &aggregates).unwrap()),
            Signer::Theirs(nonces) => {
                let key = peer_key(key.as_ref()?);
                let partials = peer.cosign_branch(&peer_aggregates, leaf, &key, nonces).unwrap();
                Some(partials.iter().map(our_partial).collect())
            }
        })
        .collect();
    let session = TreeSession::new(&tree, &aggregates).unwrap();
    let mut global = vec![own.unwrap().sign(&session).unwrap()];
    global.extend(peers.into_iter().map(|(key, nonces)| {
        let partials = peer.cosign_tree(&peer_aggregates, &peer_key(key), nonces);
        partials.iter().map(our_partial).collect()
    }));

    let leaves: Vec<_> = of_leaves
        .iter()
        .zip(&partials)
        .map(|(nonces, partials)| Some(Contribution { nonces: (*nonces)?, partials: partials.as_ref()? }))
        .collect();
    let everywhere: Vec<_> =
        of_global.iter().zip(&global).map(|(nonces, partials)| Contribution { nonces, partials }).collect();
    for (leaf, contribution) in leaves.iter().enumerate() {
        if let Some(contribution) = contribution {
            session.verify_leaf(leaf, contribution).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        }
    }
    let contributions = Contributions { leaves: &leaves, global: &everywhere };
    let signed = session.aggregate(&contributions).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    check(plan, &tree, &peer, &signed, seed);
    inner
}

/// The peer takes the signatures; the tree is encoded alike, and so is the VTXO of every leaf.
fn check(plan: &Plan, tree: &UnsignedTree, peer: &UnsignedVtxoTree, signed: &SignedTree, seed: u64) {
    let read = |signature: &SchnorrSignature| schnorr::Signature::from_slice(signature.as_bytes()).unwrap();
    let signatures: Vec<_> = signed.signatures.iter().map(read).collect();
    assert_eq!(peer.verify_cosign_sigs(&signatures), Ok(()), "seed {seed}");
    let theirs = peer.clone().into_signed_tree(signatures);
    assert_eq!(ark::ProtocolEncoding::serialize(&theirs), signed.to_vec(), "seed {seed}");
    leaves::check(plan, tree, signed, &theirs.into_cached_tree(), &format!("seed {seed}"));
}

fn checked(plan: &Plan, leaf: usize) -> CheckedBranch {
    let spec = &plan.spec;
    let expected = Expected {
        leaf: spec.leaves()[leaf],
        server_pubkey: spec.terms().server_pubkey,
        server_cosign_pubkey: spec.global_cosign_pubkeys()[0],
        exit_delta: spec.terms().exit_delta,
        earliest_expiry: BlockHeight(0),
        max_depth: cosign::LEVELS,
    };
    expected.check(Branch::build(spec, plan.utxo, leaf).unwrap(), spec).unwrap()
}

fn peer_nonces(key: &KeyPair, count: usize) -> (Vec<SecretNonce>, Vec<PublicNonce>) {
    let pairs = (0..count).map(|_| musig::nonce_pair(&peer_key(key)));
    pairs.map(|(secret, public)| (secret, our_nonce(&public))).unzip()
}

pub fn peer_key(key: &KeyPair) -> bitcoin::secp256k1::Keypair {
    let secret = key.secret_key().unwrap();
    let bytes = secret.expose();
    bitcoin::secp256k1::Keypair::from_seckey_slice(&bitcoin::secp256k1::Secp256k1::new(), bytes).unwrap()
}

pub fn our_nonce(nonce: &PeerNonce) -> PublicNonce {
    PublicNonce::parse(&nonce.serialize()).unwrap()
}

pub fn our_partial(partial: &PeerPartial) -> PartialSignature {
    PartialSignature::parse(&partial.serialize()).unwrap()
}

fn peer_aggregate(nonce: &AggregateNonce) -> AggregatedNonce {
    AggregatedNonce::from_byte_array(&nonce.to_bytes()).unwrap()
}
