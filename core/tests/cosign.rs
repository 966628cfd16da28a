//! Trees that are signed together: of every size, by some and by all; and every way in which that fails.
#![cfg(feature = "alloc")]

mod ark;
mod variants;

use ark::{context, delta, key, pair, preimage, terms};
use keelbolt::amount::Sat;
use keelbolt::blame::Blame;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::cosign::{
    self, BranchNonces, Contribution, Contributions, Error, Expected, Signer, TreeNonces, TreeSession,
};
use keelbolt::crypto::musig::{
    self, AggregateNonce, KeyAggregation, NonceInputs, PartialSignature, PublicNonce, SecretNonce, Session,
    sort_keys,
};
use keelbolt::crypto::{KeyPair, PublicKey, SchnorrSignature};
use keelbolt::entropy::Entropy;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::UserPolicy;
use keelbolt::vtxo::tree::{self, Branch, LeafSpec, Shape, SignedTree, TreeSpec, UnsignedTree};
use keelbolt::vtxo::{self, Counted, HashLockVersion, MAX_LEAVES, UnlockHash, VtxoRef};

const UTXO: OutPoint = OutPoint { txid: Txid([8; 32]), vout: 1 };

/// The keys of the server: its own, and that of the tree.
const SERVER: u8 = 1;
const COSIGNER: u8 = 200;

/// A leaf of a user; users sign where `signs` says so.
fn leaf(number: usize, signs: bool) -> LeafSpec {
    let user = u8::try_from(number % 60).unwrap();
    LeafSpec {
        policy: UserPolicy::Pubkey { user_pubkey: key(2 + user) },
        amount: Sat(1_000 + u64::from(user)),
        cosign_pubkey: signs.then(|| key(100 + user)),
        unlock_hash: UnlockHash::of(&preimage()),
    }
}

fn spec(leaves: usize, signs: impl Fn(usize) -> bool) -> TreeSpec {
    let leaves = (0..leaves).map(|number| leaf(number, signs(number))).collect();
    TreeSpec::new(terms(), vec![key(COSIGNER)], leaves).unwrap()
}

fn expected(spec: &TreeSpec, leaf: usize) -> Expected {
    Expected {
        leaf: spec.leaves()[leaf],
        server_pubkey: key(SERVER),
        server_cosign_pubkey: key(COSIGNER),
        exit_delta: delta(144),
        earliest_expiry: BlockHeight(900_000),
        max_depth: cosign::LEVELS,
    }
}

/// What all signers of a tree have sent.
struct Ceremony {
    tree: UnsignedTree,
    aggregates: Vec<AggregateNonce>,
    leaves: Vec<Option<(Vec<PublicNonce>, Vec<PartialSignature>)>>,
    server: (Vec<PublicNonce>, Vec<PartialSignature>),
}

impl Ceremony {
    fn hold(spec: &TreeSpec) -> Self {
        let tree = UnsignedTree::build(spec.clone(), UTXO).unwrap();
        let cosigner = |number: usize| pair(100 + u8::try_from(number % 60).unwrap());
        let mut users = Vec::new();
        for (number, leaf) in spec.leaves().iter().enumerate() {
            users.push(leaf.cosign_pubkey.map(|_| {
                let entropy = Entropy::new([u8::try_from(1 + number % 250).unwrap(); 32]);
                BranchNonces::new(cosigner(number), cosign::LEVELS, entropy, &context()).unwrap()
            }));
        }
        let nodes = tree.shape().internal_nodes();
        let (server, server_nonces) =
            TreeNonces::new(pair(COSIGNER), nodes, Entropy::new([251; 32]), &context()).unwrap();
        let nonces: Vec<_> = users.iter().map(|user| user.as_ref().map(|(_, public)| &public[..])).collect();
        let aggregates = cosign::aggregate_nonces(&tree, &nonces, &[&server_nonces]).unwrap();
        let sign = |number: usize, nonces: BranchNonces| {
            let branch = Branch::build(spec, UTXO, number).unwrap();
            let branch = expected(spec, number).check(branch, spec).unwrap();
            nonces.sign(&branch, &aggregates).unwrap()
        };
        let leaves = users
            .into_iter()
            .enumerate()
            .map(|(number, user)| user.map(|(secret, public)| (public, sign(number, secret))));
        let leaves = leaves.collect();
        let session = TreeSession::new(&tree, &aggregates).unwrap();
        let server = (server_nonces, server.sign(&session).unwrap());
        Self { tree, aggregates, leaves, server }
    }

    fn finish(&self) -> Result<SignedTree, Error> {
        self.finish_in(&TreeSession::new(&self.tree, &self.aggregates)?)
    }

    fn finish_in(&self, session: &TreeSession<'_>) -> Result<SignedTree, Error> {
        let leaves: Vec<_> = self.leaves.iter().map(|leaf| leaf.as_ref().map(contribution)).collect();
        let global = [contribution(&self.server)];
        session.aggregate(&Contributions { leaves: &leaves, global: &global })
    }
}

fn contribution(sent: &(Vec<PublicNonce>, Vec<PartialSignature>)) -> Contribution<'_> {
    Contribution { nonces: &sent.0, partials: &sent.1 }
}

#[test]
fn trees_of_many_sizes_are_signed() {
    let signers: [fn(usize) -> bool; 3] = [|_| false, |_| true, |leaf| leaf % 3 == 1];
    for leaves in [2, 3, 5, 6, 17] {
        for signs in signers {
            let spec = spec(leaves, signs);
            let ceremony = Ceremony::hold(&spec);
            let signed = ceremony.finish().unwrap();
            assert_eq!(signed.verify().unwrap().transactions(), ceremony.tree.transactions());
            assert_eq!(signed.clone().with_found_hash_lock(), Ok(signed.clone()));
            for leaf in 0..leaves {
                check_leaf(&signed, &ceremony.tree, leaf);
            }
        }
    }
}

/// The leaf's VTXO leads from the funding output to itself, and its owner builds what the server built.
fn check_leaf(signed: &SignedTree, tree: &UnsignedTree, leaf: usize) {
    let branch = Branch::build(&signed.spec, UTXO, leaf).unwrap();
    assert!(branch.transactions().eq(tree.branch(leaf).unwrap().transactions()));
    let vtxo = branch.vtxo(&signed.spec, &signed.signatures).unwrap();
    let bytes = vtxo.to_vec();
    let vtxo = VtxoRef::parse(&bytes).unwrap();
    assert_eq!(vtxo.id(), branch.id());
    let funding = signed.spec.funding_output().unwrap();
    let script = funding.script_pubkey;
    let on_chain = keelbolt::codec::transaction::TxOut { value: funding.value, script_pubkey: &script };
    assert_eq!(vtxo.check_chain_unsigned(&on_chain), Ok(()));
    let txids = vtxo.hops().unwrap().map(|hop| hop.unwrap().txid());
    assert!(txids.eq(branch.transactions().map(|transaction| transaction.txid())));
}

/// A user who copies the key of another, or a server that lists its own twice, signs as often as the key stands there;
/// whoever has not signed with it is to blame, and nobody else.
#[test]
fn keys_that_stand_twice_sign_twice() {
    let mut leaves: Vec<_> = (0..3).map(|number| leaf(number, true)).collect();
    leaves[2].cosign_pubkey = leaves[0].cosign_pubkey;
    let spec = TreeSpec::new(terms(), vec![key(COSIGNER); 2], leaves).unwrap();
    let tree = UnsignedTree::build(spec.clone(), UTXO).unwrap();
    let of_leaf =
        |number, entropy| BranchNonces::new(pair(number), 1, Entropy::new([entropy; 32]), &context());
    let of_all = |entropy| TreeNonces::new(pair(COSIGNER), 1, Entropy::new([entropy; 32]), &context());
    let users = [(100, 1), (101, 2), (100, 3)].map(|(key, entropy)| of_leaf(key, entropy).unwrap());
    let servers = [4, 5].map(|entropy| of_all(entropy).unwrap());
    let leaves: Vec<_> = users.iter().map(|(_, public)| Some(&public[..])).collect();
    let global: Vec<_> = servers.iter().map(|(_, public)| &public[..]).collect();
    let aggregates = cosign::aggregate_nonces(&tree, &leaves, &global).unwrap();
    let session = TreeSession::new(&tree, &aggregates).unwrap();
    let mut number = 0..;
    let users = users.map(|(secret, public)| {
        let number = number.next().unwrap();
        let branch = expected(&spec, number).check(tree.branch(number).unwrap(), &spec).unwrap();
        (public, secret.sign(&branch, &aggregates).unwrap())
    });
    let servers = servers.map(|(secret, public)| (public, secret.sign(&session).unwrap()));
    let finish = |users: &[_; 3]| {
        let leaves: Vec<_> = users.iter().map(|user| Some(contribution(user))).collect();
        let global: Vec<_> = servers.iter().map(contribution).collect();
        session.aggregate(&Contributions { leaves: &leaves, global: &global })
    };
    assert!(finish(&users).unwrap().verify().is_ok());
    // The part of the one is none of the other's, though the key is the same.
    let mut copied = users;
    copied[2].1 = copied[0].1.clone();
    assert_eq!(finish(&copied), Err(Error::PartialSignature { signer: Signer::Leaf(2), node: 3 }));
}

#[test]
fn a_session_keeps_a_tree_of_its_own() {
    let ceremony = Ceremony::hold(&spec(5, |_| true));
    let tree = ceremony.tree.clone();
    let session = TreeSession::new(&tree, &ceremony.aggregates).unwrap().into_owned();
    drop(tree);
    assert_eq!(session.tree().transactions(), ceremony.tree.transactions());
    assert_eq!(ceremony.finish_in(&session), ceremony.finish());
}

#[test]
fn shapes_hold_together() {
    for leaves in (2..200).chain([1_024, 4_097, 16_384, 99_999, 100_000]) {
        let shape = Shape::new(leaves).unwrap();
        assert_eq!(shape.parent(shape.root()), None);
        let mut seen = 0;
        for node in leaves..shape.nodes() {
            for (output, child) in shape.children(node).enumerate() {
                assert_eq!(shape.parent(child), Some(tree::Parent { node, output }));
                assert!(shape.level(child) < shape.level(node));
                // Each node is the child of one, in order.
                assert_eq!(child, seen);
                seen += 1;
            }
        }
        assert_eq!(seen, shape.root());
        assert_eq!(shape.leaves_below(shape.root()).count(), leaves);
        assert_eq!(shape.branch(0).last(), Some(shape.root()));
    }
    let many = vtxo::Error::TooMany { what: Counted::Leaves, limit: 100_000, found: 100_001 };
    let wrong = [(0, vtxo::Error::TooFewLeaves { found: 0 }), (1, vtxo::Error::TooFewLeaves { found: 1 })];
    for (leaves, error) in wrong.into_iter().chain([(100_001, many)]) {
        assert_eq!(Shape::new(leaves), Err(error));
    }
}

/// What a user expects otherwise, or a tree of another kind.
fn refusals() -> Vec<(&'static str, Error)> {
    let spec = spec(5, |_| true);
    let check = |change: &dyn Fn(&mut Expected)| {
        let mut wanted = expected(&spec, 2);
        change(&mut wanted);
        wanted.check(Branch::build(&spec, UTXO, 2).unwrap(), &spec).unwrap_err()
    };
    let dusty = |amount: u64| {
        let mut leaves = spec.leaves().to_vec();
        leaves[3].amount = Sat(amount);
        let spec = TreeSpec::new(terms(), vec![key(COSIGNER)], leaves).unwrap();
        expected(&spec, 2).check(Branch::build(&spec, UTXO, 2).unwrap(), &spec)
    };
    assert!(dusty(330).is_ok());
    vec![
        ("policy", check(&|wanted| wanted.leaf.policy = UserPolicy::Pubkey { user_pubkey: key(99) })),
        ("amount", check(&|wanted| wanted.leaf.amount = Sat(1_001))),
        ("unlock hash", check(&|wanted| wanted.leaf.unlock_hash = UnlockHash([0; 32]))),
        ("cosign key", check(&|wanted| wanted.leaf.cosign_pubkey = Some(key(99)))),
        ("no cosign key", check(&|wanted| wanted.leaf.cosign_pubkey = None)),
        ("server", check(&|wanted| wanted.server_pubkey = key(99))),
        ("server's key of the tree", check(&|wanted| wanted.server_cosign_pubkey = key(99))),
        ("exit delta", check(&|wanted| wanted.exit_delta = delta(143))),
        ("expiry", check(&|wanted| wanted.earliest_expiry = BlockHeight(900_001))),
        ("depth", check(&|wanted| wanted.max_depth = 1)),
        ("dust", dusty(329).unwrap_err()),
        ("the branch of a tree with other hash locks", {
            let other = spec.clone().with_hash_lock(HashLockVersion::V0);
            expected(&spec, 2).check(Branch::build(&other, UTXO, 2).unwrap(), &spec).unwrap_err()
        }),
        ("the branch of a tree without the server", {
            let other = TreeSpec::new(terms(), vec![key(99)], spec.leaves().to_vec()).unwrap();
            expected(&spec, 2).check(Branch::build(&other, UTXO, 2).unwrap(), &spec).unwrap_err()
        }),
    ]
}

/// What goes wrong in a ceremony.
fn failures() -> Vec<(&'static str, Error)> {
    let spec = spec(6, |leaf| leaf != 1);
    let held = || Ceremony::hold(&spec);
    let failed = |change: &dyn Fn(&mut Ceremony)| {
        let mut ceremony = held();
        change(&mut ceremony);
        ceremony.finish().unwrap_err()
    };
    let checked = || {
        let branch = Branch::build(&spec, UTXO, 2).unwrap();
        expected(&spec, 2).check(branch, &spec).unwrap()
    };
    let nonces = |number, levels| {
        BranchNonces::new(pair(number), levels, Entropy::new([3; 32]), &context()).unwrap().0
    };
    let of_tree =
        |number, nodes| TreeNonces::new(pair(number), nodes, Entropy::new([4; 32]), &context()).unwrap().0;
    let made = |count, entropy| {
        let of_leaf = BranchNonces::new(pair(102), count, Entropy::new(entropy), &context()).unwrap_err();
        let of_all = TreeNonces::new(pair(COSIGNER), count, Entropy::new(entropy), &context()).unwrap_err();
        assert_eq!(of_leaf, of_all);
        of_all
    };
    let ceremony = held();
    let session = TreeSession::new(&ceremony.tree, &ceremony.aggregates).unwrap();
    let none = NonceInputs::default();
    let other = SecretNonce::new(Entropy::new([5; 32]), &pair(102), none, &context()).unwrap().1;
    vec![
        ("another key", nonces(99, 8).sign(&checked(), &ceremony.aggregates).unwrap_err()),
        ("too few levels", nonces(102, 1).sign(&checked(), &ceremony.aggregates).unwrap_err()),
        ("too few sums", nonces(102, 8).sign(&checked(), &ceremony.aggregates[1..]).unwrap_err()),
        ("sums for a session", TreeSession::new(&ceremony.tree, &[]).unwrap_err()),
        ("a key that does not sign for all", of_tree(99, 2).sign(&session).unwrap_err()),
        ("too few nonces for all", of_tree(COSIGNER, 1).sign(&session).unwrap_err()),
        ("entropy of zeros", made(8, [0; 32])),
        ("more nonces than a tree needs", made(usize::MAX, [1; 32])),
        ("no leaf left", cosign::match_outputs(&spec, &[spec.leaves()[4]; 2]).unwrap_err()),
        ("one leaf less", failed(&|ceremony| ceremony.leaves.truncate(5))),
        ("nothing of a leaf", failed(&|ceremony| ceremony.leaves[2] = None)),
        ("something of a leaf without key", failed(&|held| held.leaves[1] = held.leaves[0].clone())),
        ("too few nonces", failed(&|held| held.leaves[0].as_mut().unwrap().0.truncate(1))),
        ("too few parts", failed(&|held| held.leaves[0].as_mut().unwrap().1.truncate(1))),
        ("too many parts of the server", failed(&|held| held.server.1.extend_from_within(..1))),
        ("parts in another order", failed(&|held| held.leaves[3].as_mut().unwrap().1.reverse())),
        ("a part of another", failed(&|held| held.server.1[1] = held.server.1[0])),
        ("another nonce", {
            let (mut nonces, partials) = ceremony.leaves[4].clone().unwrap();
            nonces[1] = other;
            session.verify_leaf(4, &contribution(&(nonces, partials))).unwrap_err()
        }),
        ("another sum", failed(&|held| held.aggregates[1] = held.aggregates[0])),
        ("no such leaf", session.verify_leaf(6, &contribution(&ceremony.server)).unwrap_err()),
        ("a leaf without key", session.verify_leaf(1, &contribution(&ceremony.server)).unwrap_err()),
        ("no such key for all", session.verify_global(1, &contribution(&ceremony.server)).unwrap_err()),
    ]
}

#[test]
fn every_failure_has_a_name() {
    let rows: Vec<_> = refusals().into_iter().chain(failures()).collect();
    for (name, error) in &rows {
        assert!(error.to_string().is_ascii(), "{name}: {error}");
        let blame = match error {
            Error::Tree(tree::Error::Vtxo(_)) => Blame::Peer,
            Error::SignerCount { .. } | Error::Musig(_) | Error::Tree(_) => Blame::Caller,
            _ => Blame::Peer,
        };
        assert_eq!(error.blame(), blame, "{name}: {error}");
    }
    let named = |name| rows.iter().find(|(row, _)| *row == name).unwrap().1;
    assert_eq!(named("parts in another order"), Error::PartialSignature { signer: Signer::Leaf(3), node: 6 });
    assert_eq!(named("a part of another"), Error::PartialSignature { signer: Signer::Global(0), node: 7 });
    assert_eq!(named("another nonce"), Error::PartialSignature { signer: Signer::Leaf(4), node: 7 });
    assert_eq!(named("entropy of zeros"), Error::Musig(musig::Error::NonceOutOfRange));
    let many = vtxo::Error::TooMany { what: Counted::Signatures, limit: MAX_LEAVES, found: u64::MAX };
    assert_eq!(named("more nonces than a tree needs"), Error::Tree(tree::Error::Vtxo(many)));
    assert_eq!(named("the branch of a tree with other hash locks"), Error::Tree(tree::Error::OtherTree));
    assert_eq!(named("dust"), Error::Dust { node: 5, output: 3, expected: Sat(330), found: Sat(329) });
    let source = include_str!("../src/cosign/error.rs");
    variants::assert_complete(source, rows.into_iter().map(|(_, error)| error), &["AggregateNonce"]);
}

/// When all parts fit their nonces but the sum is of others, nobody's part is to blame.
#[test]
fn a_wrong_sum_is_found() {
    let spec = spec(2, |_| false);
    let tree = UnsignedTree::build(spec, UTXO).unwrap();
    let (server, nonces) = TreeNonces::new(pair(COSIGNER), 1, Entropy::new([1; 32]), &context()).unwrap();
    let (_, other) = TreeNonces::new(pair(COSIGNER), 1, Entropy::new([2; 32]), &context()).unwrap();
    let aggregates = cosign::aggregate_nonces(&tree, &[None, None], &[&other]).unwrap();
    let session = TreeSession::new(&tree, &aggregates).unwrap();
    let partials = server.sign(&session).unwrap();
    let global = [Contribution { nonces: &nonces, partials: &partials }];
    let failed = session.aggregate(&Contributions { leaves: &[None, None], global: &global });
    assert_eq!(failed, Err(Error::AggregateNonce { node: 2 }));
}

#[test]
fn wrong_trees_are_refused() {
    let spec = spec(5, |_| true);
    let signed = Ceremony::hold(&spec).finish().unwrap();
    let branch = Branch::build(&spec, UTXO, 2).unwrap();
    let changed = |at: usize| {
        let mut signatures = signed.signatures.clone();
        signatures[at] = SchnorrSignature::new([1; 64]);
        signatures
    };
    let nobody = TreeSpec::new(terms(), vec![], (0..5).map(|leaf_| leaf(leaf_, false)).collect()).unwrap();
    let other = self::spec(6, |_| true);
    let rows = [
        (UnsignedTree::build(nobody.clone(), UTXO).map(drop), "NoSigners"),
        (nobody.funding_output().map(drop), "NoSigners"),
        (Branch::build(&spec, UTXO, 5).map(drop), "NoSuchLeaf"),
        (branch.verify(&signed.signatures[1..]), "SignatureCount"),
        (branch.verify(&changed(0)), "NodeSignature { node: 5 }"),
        (branch.verify(&changed(1)), "NodeSignature { node: 6 }"),
        (branch.vtxo(&other, &signed.signatures).map(drop), "OtherTree"),
        (
            SignedTree { signatures: changed(1), ..signed.clone() }.verify().map(drop),
            "NodeSignature { node: 6 }",
        ),
        (
            SignedTree { signatures: changed(0), ..signed.clone() }.with_found_hash_lock().map(drop),
            "NodeSignature { node: 5 }",
        ),
    ];
    for (result, name) in rows {
        let error = result.unwrap_err();
        assert!(format!("{error:?}").contains(name), "{name}: {error:?}");
        assert!(!error.to_string().is_empty());
    }
    // A signature that no node of the leaf's branch needs is none of its business.
    let apart = self::spec(17, |_| false);
    let signed = Ceremony::hold(&apart).finish().unwrap();
    let mut signatures = signed.signatures.clone();
    signatures[3] = SchnorrSignature::new([1; 64]);
    assert_eq!(Branch::build(&apart, UTXO, 0).unwrap().verify(&signatures), Ok(()));
}

/// Equal outputs have leaves of their own.
#[test]
fn outputs_have_distinct_leaves() {
    let mut leaves = spec(4, |_| true).leaves().to_vec();
    leaves[2] = leaves[0];
    let spec = TreeSpec::new(terms(), vec![key(COSIGNER)], leaves.clone()).unwrap();
    let rows = [
        (vec![], Ok(vec![])),
        (vec![leaves[3], leaves[0]], Ok(vec![3, 0])),
        (vec![leaves[0], leaves[1], leaves[0]], Ok(vec![0, 1, 2])),
        (vec![leaves[0]; 3], Err(Error::Output { output: 2 })),
        (
            vec![leaves[0], LeafSpec { amount: Sat(1), ..leaves[0] }, leaves[0]],
            Err(Error::Output { output: 1 }),
        ),
        (vec![LeafSpec { cosign_pubkey: None, ..leaves[0] }], Err(Error::Output { output: 0 })),
    ];
    for (outputs, found) in rows {
        assert_eq!(cosign::match_outputs(&spec, &outputs), found);
    }
    let deltas = [delta(6), delta(144), delta(24)];
    assert_eq!(cosign::earliest_expiry(BlockHeight(1_000), 36, deltas), BlockHeight(1_000 + 72 + 144));
    assert_eq!(cosign::earliest_expiry(BlockHeight(1_000), 0, []), BlockHeight(1_000));
}

/// A device with a MuSig2 of its own is told enough.
#[test]
fn an_external_signer_signs() {
    let spec = spec(5, |leaf| leaf == 2);
    let tree = UnsignedTree::build(spec.clone(), UTXO).unwrap();
    let device: KeyPair = pair(102);
    let none = NonceInputs::default;
    let made =
        (10..18).map(|n| SecretNonce::new(Entropy::new([n; 32]), &device, none(), &context()).unwrap());
    let (secret, public): (Vec<_>, Vec<_>) = made.unzip();
    let (server, server_nonces) =
        TreeNonces::new(pair(COSIGNER), 2, Entropy::new([1; 32]), &context()).unwrap();
    let leaves = [None, None, Some(&public[..]), None, None];
    let aggregates = cosign::aggregate_nonces(&tree, &leaves, &[&server_nonces]).unwrap();
    let branch = expected(&spec, 2).check(tree.branch(2).unwrap(), &spec).unwrap();

    let mut nonces: Vec<_> = secret.into_iter().map(Some).collect();
    let partials: Vec<_> = branch
        .to_sign(&aggregates)
        .unwrap()
        .map(|node| {
            let below =
                tree.shape().leaves_below(node.node).filter_map(|leaf| spec.leaves()[leaf].cosign_pubkey);
            let mut keys: Vec<PublicKey> = below.chain([key(COSIGNER)]).collect();
            sort_keys(&mut keys);
            let keys = KeyAggregation::new(&keys).unwrap();
            assert_eq!(keys.x_only_public_key(), node.internal_key);
            let keys = keys.add_x_only_tweak(&node.tweak.0).unwrap();
            let session = Session::new(&keys, &node.aggregate_nonce, &node.sighash).unwrap();
            nonces[node.nonce].take().unwrap().sign(&session, &device).unwrap()
        })
        .collect();

    let session = TreeSession::new(&tree, &aggregates).unwrap();
    let of_server = server.sign(&session).unwrap();
    let device = Contribution { nonces: &public, partials: &partials };
    assert_eq!(session.verify_leaf(2, &device), Ok(()));
    let server = Contribution { nonces: &server_nonces, partials: &of_server };
    assert_eq!(session.verify_global(0, &server), Ok(()));
    let leaves = [None, None, Some(device), None, None];
    let signed = session.aggregate(&Contributions { leaves: &leaves, global: &[server] }).unwrap();
    assert_eq!(branch.branch().verify(&signed.signatures), Ok(()));
}
