//! Trees that were signed in a ceremony: all of their transactions, and what takes their outputs otherwise.

use super::judge::accepts;
use super::keys::{DESTINATION, SERVER, STRANGER, USER, context, pair, preimage, together};
use bitcoin::{Amount, ScriptBuf, Sequence, Transaction, TxOut, absolute};
use keelbolt::amount::Sat;
use keelbolt::codec::spend::Funding;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::commitment::relay::{self, Chain, Coin, Created};
use keelbolt::cosign::{self, BranchNonces, Contribution, Contributions, Expected, TreeNonces, TreeSession};
use keelbolt::crypto::{KeyPair, SchnorrSignature};
use keelbolt::entropy::Entropy;
use keelbolt::time::{BlockHeight, UnixTime};
use keelbolt::vtxo::policy::{Policy, UserPolicy};
use keelbolt::vtxo::tree::{LeafSpec, SignedTree, TreeOutput, TreeSpec, UnsignedTree};
use keelbolt::vtxo::{AcceptedVtxo, HashLockVersion, LockDelta, LockHeight, Terms, UnlockHash, Vtxo};

const UTXO: OutPoint = OutPoint { txid: Txid([8; 32]), vout: 1 };

/// The server's key for the tree alone; the users' are above it.
const COSIGNER: u8 = 20;

const EXPIRY: u32 = 900_000;
const EXIT: u16 = 144;

/// Three levels, some of whose branches skip one; every third user lets the server sign alone.
const LEAVES: u8 = 18;

fn spec(version: HashLockVersion) -> TreeSpec {
    let terms = Terms {
        server_pubkey: pair(SERVER).public_key(),
        expiry_height: LockHeight::new(BlockHeight(EXPIRY)).unwrap(),
        exit_delta: LockDelta::new(EXIT).unwrap(),
    };
    let leaf = |number: u8| LeafSpec {
        policy: UserPolicy::Pubkey { user_pubkey: pair(USER).public_key() },
        amount: Sat(10_000 + u64::from(number)),
        cosign_pubkey: (!number.is_multiple_of(3)).then(|| pair(COSIGNER + 1 + number).public_key()),
        unlock_hash: UnlockHash::of(&preimage()),
    };
    let global = vec![pair(COSIGNER).public_key()];
    TreeSpec::new(terms, global, (0..LEAVES).map(leaf).collect()).unwrap().with_hash_lock(version)
}

/// Everybody signs, as in a round.
fn sign(tree: &UnsignedTree) -> SignedTree {
    let context = context();
    let spec = tree.spec();
    let inner = tree.shape().internal_nodes();
    let entropy = |number: usize| Entropy::new([u8::try_from(number + 1).unwrap(); 32]);
    let (server, server_nonces) =
        TreeNonces::new(pair(COSIGNER), inner, Entropy::new([250; 32]), &context).unwrap();
    let users: Vec<_> = (0_u8..)
        .zip(spec.leaves())
        .map(|(number, leaf)| {
            leaf.cosign_pubkey.map(|_| {
                let key = pair(COSIGNER + 1 + number);
                BranchNonces::new(key, cosign::LEVELS, entropy(number.into()), &context).unwrap()
            })
        })
        .collect();
    let nonces: Vec<_> = users.iter().map(|user| user.as_ref().map(|(_, public)| &public[..])).collect();
    let aggregates = cosign::aggregate_nonces(tree, &nonces, &[&server_nonces]).unwrap();
    let partials = users.into_iter().enumerate().map(|(leaf, user)| {
        let (secret, public) = user?;
        let expected = Expected {
            leaf: spec.leaves()[leaf],
            server_pubkey: pair(SERVER).public_key(),
            server_cosign_pubkey: pair(COSIGNER).public_key(),
            exit_delta: spec.terms().exit_delta,
            earliest_expiry: BlockHeight(EXPIRY),
            max_depth: cosign::LEVELS,
        };
        let checked = expected.check(tree.branch(leaf).unwrap(), spec).unwrap();
        Some((public, secret.sign(&checked, &aggregates).unwrap()))
    });
    let partials: Vec<_> = partials.collect();
    let session = TreeSession::new(tree, &aggregates).unwrap();
    let of_server = server.sign(&session).unwrap();
    let leaves: Vec<_> = partials
        .iter()
        .map(|sent| sent.as_ref().map(|(nonces, partials)| Contribution { nonces, partials }))
        .collect();
    let global = [Contribution { nonces: &server_nonces, partials: &of_server }];
    session.aggregate(&Contributions { leaves: &leaves, global: &global }).unwrap()
}

fn out(output: &TreeOutput) -> TxOut {
    let script_pubkey = ScriptBuf::from_bytes(output.script_pubkey.to_vec());
    TxOut { value: Amount::from_sat(output.value.0), script_pubkey }
}

/// The VTXO of a leaf with its last signature, by these, and its preimage.
fn finished(tree: &UnsignedTree, signed: &SignedTree, leaf: usize) -> Vtxo {
    let vtxo = tree.branch(leaf).unwrap().vtxo(&signed.spec, &signed.signatures).unwrap();
    let hop = vtxo.as_ref().hops().unwrap().last().unwrap().unwrap();
    let signature = together(&[pair(USER), pair(SERVER)], None, &hop.sighash());
    vtxo.with_unlock_signature(signature).unwrap().with_unlock_preimage(&preimage()).unwrap()
}

/// A tree and its signatures, of each version of hash locks.
fn trees() -> impl Iterator<Item = (UnsignedTree, SignedTree)> {
    [HashLockVersion::V0, HashLockVersion::V1].into_iter().map(|version| {
        let tree = UnsignedTree::build(spec(version), UTXO).unwrap();
        let signed = sign(&tree);
        (tree, signed)
    })
}

#[test]
fn every_transaction_is_valid() {
    for (tree, signed) in trees() {
        let leaves = usize::from(LEAVES);
        for (transaction, signature) in tree.transactions()[leaves..].iter().zip(&signed.signatures) {
            let spend = transaction.signed(&[signature.as_bytes()]);
            assert!(accepts(&spend, &out(transaction.spent())));
        }
        for (leaf, transaction) in tree.transactions()[..leaves].iter().enumerate() {
            let vtxo = finished(&tree, &signed, leaf);
            let spend = vtxo.as_ref().hops().unwrap().last().unwrap().unwrap().transaction();
            assert_eq!(spend.compute_txid(), transaction.signed(&[]).compute_txid());
            assert!(accepts(&spend, &out(transaction.spent())), "leaf {leaf}");
        }
    }
}

#[test]
fn nodes_are_signed_by_all_or_not_at_all() {
    for (tree, signed) in trees() {
        let leaves = usize::from(LEAVES);
        let nodes = tree.transactions()[leaves..].iter().enumerate();
        for (node, transaction) in nodes {
            let refused = |what, witness: &[&[u8]]| {
                assert!(
                    !accepts(&transaction.signed(witness), &out(transaction.spent())),
                    "{what}, node {node}"
                );
            };
            let other = &signed.signatures[(node + 1) % signed.signatures.len()];
            refused("no signature", &[]);
            refused("the signature of another node", &[other.as_bytes()]);
            let sighash = transaction.sighash(None);
            for signer in [SERVER, COSIGNER, STRANGER] {
                let alone = schnorr(&pair(signer), &sighash.0);
                refused("the key path with another key", &[alone.as_bytes()]);
            }
            // The server and a stranger, who is none of those that sign.
            let root = sweep_policy(&tree, node).output(tree.spec().terms()).unwrap().merkle_root();
            let strange = together(&[pair(COSIGNER), pair(STRANGER)], root.as_ref(), &sighash);
            refused("others together", &[strange.as_bytes()]);
        }
    }
}

#[test]
fn leaves_are_taken_with_both_signatures_and_the_preimage() {
    for (tree, signed) in trees() {
        let vtxo = finished(&tree, &signed, 4);
        let hop = vtxo.as_ref().hops().unwrap().last().unwrap().unwrap();
        let spent = out(tree.transactions()[4].spent());
        let right = hop.transaction();
        let with = |index: usize, element: &[u8]| {
            let mut changed = right.clone();
            let mut elements = changed.input[0].witness.to_vec();
            elements[index] = element.to_vec();
            changed.input[0].witness = bitcoin::Witness::from_slice(&elements);
            changed
        };
        let refused = |what, transaction: &Transaction| assert!(!accepts(transaction, &spent), "{what}");
        assert!(accepts(&right, &spent));
        refused("another preimage", &with(1, &[8; 32]));
        refused("no preimage", &with(1, &[]));
        // The preimage of a version that does not ask for its length is hashed all the same.
        refused("a longer preimage", &with(1, &[9; 33]));
        let sibling = finished(&tree, &signed, 5);
        let other = *sibling.as_ref().hops().unwrap().last().unwrap().unwrap().signature().unwrap();
        refused("the signature of another leaf", &with(0, other.as_bytes()));
        for signer in [SERVER, USER, STRANGER] {
            let alone = schnorr(&pair(signer), &hop.sighash().0);
            refused("the signature of one", &with(0, alone.as_bytes()));
        }
        // The aggregate of both could sign by the key path; one of them alone cannot, with the tweak or without it.
        let leaf = &tree.transactions()[4];
        let sighash = leaf.sighash(None);
        let untweaked = together(&[pair(USER), pair(SERVER)], None, &sighash);
        for signature in [untweaked, schnorr(&pair(USER), &sighash.0), schnorr(&pair(SERVER), &sighash.0)] {
            refused("the key path with another key", &leaf.signed(&[signature.as_bytes()]));
        }
    }
}

fn schnorr(signer: &KeyPair, message: &[u8]) -> SchnorrSignature {
    context().sign_schnorr(message, signer, Entropy::new([8; 32])).unwrap()
}

/// The policy of the output before a node, the first above the leaves being 0.
fn sweep_policy(tree: &UnsignedTree, node: usize) -> Policy {
    let internal_key = tree.internal_keys().nth(usize::from(LEAVES) + node).unwrap();
    Policy::Expiry { internal_key }
}

/// Judged as a node does when the last block has this height.
fn relayed(transaction: &Transaction, spent: TxOut, created: u32, height: u32) -> Result<Sat, relay::Error> {
    let coin = Coin { output: spent, created: Created::Confirmed(BlockHeight(created)) };
    let chain = Chain { height: BlockHeight(height), median_time_past: UnixTime(0) };
    relay::check(transaction, &[coin], &chain)
}

/// Every output of the tree is swept by the server when it has expired, and not in the block before.
#[test]
fn the_server_sweeps_after_the_expiry() {
    let (tree, _) = trees().next().unwrap();
    let terms = *tree.spec().terms();
    let leaf = tree.spec().leaves()[0];
    let locked = Policy::HarkLeaf {
        version: tree.spec().hash_lock(),
        user_pubkey: *leaf.policy.user_pubkey(),
        unlock_hash: leaf.unlock_hash,
    };
    let nodes = (0..tree.shape().internal_nodes())
        .map(|node| (sweep_policy(&tree, node), node + usize::from(LEAVES)));
    for (policy, number) in nodes.chain([(locked, 0)]) {
        let transaction = &tree.transactions()[number];
        let output = policy.output(&terms).unwrap();
        assert_eq!(output.script_pubkey(), transaction.spent().script_pubkey);
        let funding = Funding { outpoint: transaction.previous_output(), value: transaction.spent().value };
        let clause = policy.clauses(&terms).unwrap()[0];
        let spend = output.spend(&clause, &funding, None, DESTINATION, 1_000).unwrap();
        let signed = spend.sign(&pair(SERVER), Entropy::new([8; 32]), &context()).unwrap().transaction();
        let spent = out(transaction.spent());
        assert!(accepts(&signed, &spent), "node {number}");
        // A lock time is the last block that may not have the transaction.
        assert!(relayed(&signed, spent.clone(), 800_000, EXPIRY).is_ok(), "node {number}");
        let early = relayed(&signed, spent.clone(), 800_000, EXPIRY - 1);
        assert!(matches!(early, Err(relay::Error::LockTime { .. })), "node {number}: {early:?}");
        let mut unlocked = signed.clone();
        unlocked.lock_time = absolute::LockTime::from_consensus(EXPIRY - 1);
        assert!(!accepts(&unlocked, &spent), "node {number}");
    }
}

/// The owner claims when the delay is over, and not in the block before.
#[test]
fn owners_claim_after_the_delay() {
    const CREATED: u32 = 850_000;
    let (tree, signed) = trees().last().unwrap();
    let vtxo = finished(&tree, &signed, 7);
    let exit = AcceptedVtxo::assume_accepted(vtxo.as_ref()).exit().unwrap();
    let clause = *exit.clauses().next().unwrap();
    let claim = exit.claim(&clause, None, DESTINATION, 1_000).unwrap();
    let claim = claim.sign(&pair(USER), Entropy::new([8; 32]), &context()).unwrap().transaction();
    let spent = out(&tree.transactions()[7].outputs()[0]);
    assert!(accepts(&claim, &spent));
    let over = CREATED + u32::from(EXIT) - 1;
    assert!(relayed(&claim, spent.clone(), CREATED, over).is_ok());
    let early = relayed(&claim, spent.clone(), CREATED, over - 1);
    assert!(matches!(early, Err(relay::Error::RelativeLock { .. })), "{early:?}");
    let mut sooner = claim.clone();
    sooner.input[0].sequence = Sequence(u32::from(EXIT) - 1);
    assert!(!accepts(&sooner, &spent));
    // The key path is for both together.
    let mut alone = claim;
    let signature = schnorr(&pair(USER), &[1; 32]);
    alone.input[0].witness = bitcoin::Witness::from_slice(&[signature.as_bytes()]);
    assert!(!accepts(&alone, &spent));
}
