//! A VTXO is accepted when all is as the wallet expects it, and each rule refuses by its own name.
#![cfg(feature = "alloc")]

mod ark;

use ark::{Item, context, delta, height, key, pair, preimage, signature, terms};
use keelbolt::amount::Sat;
use keelbolt::blame::Blame;
use keelbolt::codec::serialized::SerializedTransaction;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::cosign::{self, BranchNonces, Contribution, Contributions, Expected, TreeNonces, TreeSession};
use keelbolt::crypto::{KeyPair, PublicKey};
use keelbolt::entropy::Entropy;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::{Policy, PolicyOutput, UserPolicy};
use keelbolt::vtxo::tree::{Branch, LeafSpec, TreeOutput, TreeSpec, UnsignedTree};
use keelbolt::vtxo::{
    AcceptedVtxo, BareVtxo, ChainError, ChainFacts, ExitOutput, Expectation, ExpectedPolicy, HashLockVersion,
    NotAccepted, NotStandard, Terms, Transition, UnlockHash, Vtxo, VtxoRef,
};

const TIP: BlockHeight = BlockHeight(899_000);
const MARGIN: u16 = 36;

/// The user's key is 2, the one that signs the tree 4; the server's are 1 and 3; 5 is a stranger's.
struct Round {
    terms: Terms,
    policy: UserPolicy,
    /// The key that signs for all nodes.
    global: u8,
    leaves: usize,
    /// What the leaf beside the user's holds.
    sibling: Sat,
}

/// A round that was signed: the user's leaf without its own signature and its preimage, without its preimage, and with all;
/// and the transaction on chain.
struct Signed {
    unsigned: Vtxo,
    locked: Vtxo,
    vtxo: Vtxo,
    anchor: Vec<u8>,
}

fn round() -> Round {
    Round { terms: terms(), policy: own(), global: 3, leaves: 3, sibling: Sat(1_000) }
}

fn own() -> UserPolicy {
    UserPolicy::Pubkey { user_pubkey: key(2) }
}

/// Received over Lightning by the user.
fn received(htlc_expiry: u32) -> UserPolicy {
    UserPolicy::LightningReceive {
        version: HashLockVersion::V1,
        user_pubkey: key(2),
        payment_hash: preimage().payment_hash(),
        htlc_expiry: height(htlc_expiry),
        htlc_expiry_delta: delta(40),
    }
}

fn unlock_hash() -> UnlockHash {
    UnlockHash::of(&preimage())
}

impl Round {
    fn sign(&self) -> Signed {
        let leaf = |policy, amount, cosign_pubkey| LeafSpec {
            policy,
            amount,
            cosign_pubkey,
            unlock_hash: unlock_hash(),
        };
        let mut leaves = vec![leaf(self.policy, Sat(20_000), Some(key(4)))];
        let stranger = UserPolicy::Pubkey { user_pubkey: key(5) };
        leaves.resize(self.leaves, leaf(stranger, self.sibling, None));
        let spec = TreeSpec::new(self.terms, vec![key(self.global)], leaves).unwrap();
        let anchor = funding(&spec.funding_output().unwrap());
        let txid = SerializedTransaction::parse(&anchor).unwrap().txid();
        let tree = UnsignedTree::build(spec.clone(), OutPoint { txid, vout: 1 }).unwrap();
        let signed = sign(&tree, &pair(self.global));
        let branch = Branch::build(&signed.spec, signed.utxo, 0).unwrap();
        let unsigned = branch.vtxo(&signed.spec, &signed.signatures).unwrap();
        let hop = unsigned.as_ref().hops().unwrap().last().unwrap().unwrap();
        let leaf_signature = signature(&[pair(2), pair(1)], None, &hop.sighash());
        let locked = unsigned.with_unlock_signature(leaf_signature).unwrap();
        let vtxo = locked.with_unlock_preimage(&preimage()).unwrap();
        Signed { unsigned, locked, vtxo, anchor }
    }
}

/// Signs a tree whose first leaf has a key.
fn sign(tree: &UnsignedTree, server: &KeyPair) -> keelbolt::vtxo::tree::SignedTree {
    let context = context();
    let nodes = tree.shape().internal_nodes();
    let (user, user_nonces) =
        BranchNonces::new(pair(4), cosign::LEVELS, Entropy::new([1; 32]), &context).unwrap();
    let (all, all_nonces) = TreeNonces::new(server.clone(), nodes, Entropy::new([2; 32]), &context).unwrap();
    let mut nonces = vec![None; tree.shape().leaves()];
    nonces[0] = Some(user_nonces.as_slice());
    let aggregates = cosign::aggregate_nonces(tree, &nonces, &[&all_nonces]).unwrap();
    let expected = Expected {
        leaf: tree.spec().leaves()[0],
        server_pubkey: tree.spec().terms().server_pubkey,
        server_cosign_pubkey: server.public_key(),
        exit_delta: tree.spec().terms().exit_delta,
        earliest_expiry: BlockHeight(0),
        max_depth: cosign::LEVELS,
    };
    let of_user = match expected.check(tree.branch(0).unwrap(), tree.spec()) {
        Ok(branch) => user.sign(&branch, &aggregates).unwrap(),
        // A wallet would stop here; the rows about dust go on, to see that `accept` refuses too.
        Err(_) => return sign_all(tree, &[pair(4), server.clone()]),
    };
    let session = TreeSession::new(tree, &aggregates).unwrap();
    let of_all = all.sign(&session).unwrap();
    let mut leaves = vec![None; tree.shape().leaves()];
    leaves[0] = Some(Contribution { nonces: &user_nonces, partials: &of_user });
    let global = [Contribution { nonces: &all_nonces, partials: &of_all }];
    session.aggregate(&Contributions { leaves: &leaves, global: &global }).unwrap()
}

/// Signs every node with the same keys, without a ceremony: all nodes of a tree of one.
fn sign_all(tree: &UnsignedTree, signers: &[KeyPair]) -> keelbolt::vtxo::tree::SignedTree {
    let root = Policy::Expiry { internal_key: key(1).x_only().0 };
    let root = root.output(tree.spec().terms()).unwrap().merkle_root().unwrap();
    let signatures = tree.sighashes().map(|sighash| signature(signers, Some(&root), &sighash)).collect();
    keelbolt::vtxo::tree::SignedTree { spec: tree.spec().clone(), utxo: tree.utxo(), signatures }
}

/// A transaction whose second output is the one.
fn funding(output: &TreeOutput) -> Vec<u8> {
    let mut bytes = vec![2, 0, 0, 0, 1];
    bytes.extend([6; 36]);
    bytes.extend([0, 0xff, 0xff, 0xff, 0xff, 2]);
    for (value, script) in [(777, &[0x51][..]), (output.value.0, &output.script_pubkey)] {
        bytes.extend(value.to_le_bytes());
        bytes.push(u8::try_from(script.len()).unwrap());
        bytes.extend(script);
    }
    bytes.extend([0; 4]);
    bytes
}

const OWN_KEYS: fn() -> Vec<PublicKey> = || vec![key(9), key(2)];

fn check(
    vtxo: VtxoRef<'_>,
    anchor: &[u8],
    is_locked: bool,
    change: impl FnOnce(&mut Expectation<'_>, &mut ChainFacts<'_>),
) -> Result<(), NotAccepted> {
    let (own_keys, known) = (OWN_KEYS(), [key(8), key(3)]);
    let mut expected = Expectation {
        own_keys: &own_keys,
        server_pubkey: key(1),
        server_cosign_pubkeys: &known,
        policy: ExpectedPolicy::Own,
        amount: Some(Sat(20_000)),
        unlock_hash: Some(unlock_hash()),
        confirmations: 6,
        tip: TIP,
        exit_delta: delta(144),
        margin: MARGIN,
        max_depth: 5,
    };
    let anchor = SerializedTransaction::parse(anchor).unwrap();
    let mut facts = ChainFacts { anchor, confirmations: 6, unspent: true };
    change(&mut expected, &mut facts);
    match is_locked {
        false => vtxo.accept(&expected, &facts).map(|accepted| assert_eq!(accepted.amount(), vtxo.amount())),
        true => vtxo.accept_locked(&expected, &facts).map(|locked| {
            assert_eq!((locked.id(), locked.unlock_hash()), (vtxo.id(), vtxo.unlock_hash()));
        }),
    }
}

#[test]
fn a_leaf_of_ones_own_is_accepted() {
    let Signed { locked, vtxo, anchor, .. } = round().sign();
    assert_eq!(check(vtxo.as_ref(), &anchor, false, |_, _| {}), Ok(()));
    assert_eq!(check(locked.as_ref(), &anchor, true, |_, _| {}), Ok(()));
    assert_eq!(check(vtxo.as_ref(), &anchor, true, |_, _| {}), Ok(()));
    let accepted = AcceptedVtxo::assume_accepted(vtxo.as_ref());
    assert!(!accepted.trusts_others(&OWN_KEYS()));
}

/// A change of what is expected or known, the rule, and who is to blame.
type Row = (&'static str, fn(&mut Expectation<'_>, &mut ChainFacts<'_>), NotAccepted, Blame);

/// The least height at which three transactions of an exit and its delay are over.
const fn after_exit(delay: u32, depth: u32) -> BlockHeight {
    BlockHeight(TIP.0 + depth + delay + MARGIN as u32)
}

fn rows() -> Vec<Row> {
    use NotAccepted as Refused;
    const PEER: Blame = Blame::Peer;
    vec![
        (
            "one confirmation less",
            |_, facts| facts.confirmations = 5,
            Refused::Confirmations { expected: 6, found: 5 },
            PEER,
        ),
        (
            "a block more that the transaction on chain waits for",
            |expected, facts| {
                (expected.confirmations, facts.confirmations) = (0, 0);
                expected.tip = BlockHeight(900_000 - 144 - 2 - 36);
            },
            Refused::Expiry { expected: BlockHeight(900_001), found: BlockHeight(900_000) },
            PEER,
        ),
        ("a spent anchor", |_, facts| facts.unspent = false, Refused::AnchorSpent, PEER),
        ("another server", |expected, _| expected.server_pubkey = key(5), Refused::ServerKey, PEER),
        (
            "an unknown signer for the server",
            |expected, _| expected.server_cosign_pubkeys = &[],
            Refused::ServerDoesNotSign { depth: 0 },
            PEER,
        ),
        (
            "a longer delay than is accepted",
            |expected, _| expected.exit_delta = delta(143),
            Refused::ExitDelta { expected: delta(143), found: delta(144) },
            PEER,
        ),
        (
            "one block too late",
            |expected, _| expected.tip = BlockHeight(900_000 - 144 - 2 - 36 + 1),
            Refused::Expiry { expected: BlockHeight(900_001), found: BlockHeight(900_000) },
            PEER,
        ),
        ("too deep", |expected, _| expected.max_depth = 1, Refused::Depth { expected: 1, found: 2 }, PEER),
        (
            "another policy",
            |expected, _| expected.policy = ExpectedPolicy::Exactly(received(899_500)),
            Refused::Policy,
            PEER,
        ),
        ("a key of somebody else", |expected, _| expected.own_keys = &[], Refused::Key, PEER),
        (
            "another amount",
            |expected, _| expected.amount = Some(Sat(20_001)),
            Refused::Amount { expected: Sat(20_001), found: Sat(20_000) },
            PEER,
        ),
        (
            "another unlock hash",
            |expected, _| expected.unlock_hash = Some(UnlockHash([1; 32])),
            Refused::UnlockHash,
            PEER,
        ),
    ]
}

#[test]
fn each_rule_refuses_by_its_name() {
    let Signed { vtxo, locked, anchor, .. } = round().sign();
    for (name, change, expected, blame) in rows() {
        for (vtxo, is_locked) in [(&vtxo, false), (&locked, true)] {
            let refused = check(vtxo.as_ref(), &anchor, is_locked, change);
            assert_eq!(refused, Err(expected), "{name}");
        }
        assert_eq!(expected.blame(), blame, "{name}");
        assert!(expected.to_string().starts_with(char::is_lowercase), "{name}: {expected}");
    }
    assert_eq!(
        check(locked.as_ref(), &anchor, true, |expected, _| expected.unlock_hash = None),
        Err(NotAccepted::UnlockHash)
    );
}

/// A round, and the rule that its leaf breaks, though all else is as expected.
fn rounds() -> Vec<(&'static str, Round, NotAccepted)> {
    use NotAccepted as Refused;
    let dust = NotStandard::Dust {
        output: ExitOutput::Sibling { depth: 0, index: 0 },
        limit: Sat(330),
        found: Sat(329),
    };
    vec![
        (
            "the user and a stranger, but no server",
            Round { global: 5, ..round() },
            Refused::ServerDoesNotSign { depth: 0 },
        ),
        ("dust beside it", Round { sibling: Sat(329), ..round() }, Refused::Standard(dust)),
        (
            "a contract that ends too soon",
            Round { policy: received(after_exit(144 + 40, 2).0 - 1), ..round() },
            Refused::HtlcExpiry {
                expected: after_exit(144 + 40, 2),
                found: BlockHeight(after_exit(144 + 40, 2).0 - 1),
            },
        ),
        (
            "more leaves than are accepted",
            Round { leaves: 4_usize.pow(5) + 1, ..round() },
            Refused::Depth { expected: 5, found: 7 },
        ),
    ]
}

#[test]
fn wrong_rounds_are_refused() {
    for (name, round, expected) in rounds() {
        let Signed { vtxo, anchor, .. } = round.sign();
        let refused = check(vtxo.as_ref(), &anchor, false, |expected, _| {
            expected.policy = match round.policy {
                UserPolicy::Pubkey { .. } => ExpectedPolicy::Own,
                policy => ExpectedPolicy::Exactly(policy),
            };
        });
        assert_eq!(refused, Err(expected), "{name}");
    }
}

#[test]
fn a_contract_is_no_payment() {
    let policy = received(899_500);
    let Signed { vtxo, anchor, .. } = Round { policy, ..round() }.sign();
    assert_eq!(check(vtxo.as_ref(), &anchor, false, |_, _| {}), Err(NotAccepted::Policy));
    let exactly = |expected: &mut Expectation<'_>, _: &mut ChainFacts<'_>| {
        expected.policy = ExpectedPolicy::Exactly(policy);
    };
    assert_eq!(check(vtxo.as_ref(), &anchor, false, exactly), Ok(()));
}

/// A coinbase cannot be spent before 100 blocks confirm it, whatever the wallet asks for.
#[test]
fn a_coinbase_must_be_mature() {
    let rows = [(99, Err(NotAccepted::Confirmations { expected: 100, found: 99 })), (100, Ok(()))];
    // The outpoint of no output stands behind the version and the number of inputs, and behind it a script.
    let coinbase = |anchor: Vec<u8>| {
        let no_outpoint = [[0; 32].as_slice(), &[0xff; 4]].concat();
        [&anchor[..5], &no_outpoint, &[2, 0x51, 0x51], &anchor[5 + 36 + 1..]].concat()
    };
    let (vtxo, anchor) = signed_by_on(vec![(leaf(HashLockVersion::V1, 2, true, [9; 32]), 2)], coinbase);
    for (confirmations, expected) in rows {
        let found = check(vtxo.as_ref(), &anchor, false, |_, facts| facts.confirmations = confirmations);
        assert_eq!(found, expected, "{confirmations}");
    }
}

/// The chain itself: another transaction, no such output, another output, a missing preimage or signature.
#[test]
fn the_chain_must_lead_there() {
    let Signed { unsigned, locked, vtxo, anchor } = round().sign();
    let (view, none) = (vtxo.as_ref(), |_: &mut Expectation<'_>, _: &mut ChainFacts<'_>| {});
    let mut other = anchor.clone();
    *other.last_mut().unwrap() = 1;
    let txid = |bytes: &[u8]| SerializedTransaction::parse(bytes).unwrap().txid();
    let anchors = NotAccepted::Anchor { expected: txid(&anchor), found: txid(&other) };
    assert_eq!(check(view, &other, false, none), Err(anchors));
    assert_eq!(anchors.blame(), Blame::Caller);

    let at = |vout| {
        let mut bare = *vtxo.bare();
        bare.chain_anchor.vout = vout;
        Vtxo::new(bare, &view.genesis().items().collect::<Vec<_>>()).unwrap()
    };
    let missing = check(at(2).as_ref(), &anchor, false, none);
    assert_eq!(missing, Err(NotAccepted::AnchorOutput { found: 2 }));
    let value = ChainError::AnchorValue { expected: Sat(22_000), found: Sat(777) };
    assert_eq!(check(at(0).as_ref(), &anchor, false, none), Err(NotAccepted::Chain(value)));

    let missing = ChainError::NoPreimage { depth: 1 };
    assert_eq!(check(locked.as_ref(), &anchor, false, none), Err(NotAccepted::Chain(missing)));
    let unlocked = unsigned.with_unlock_preimage(&preimage()).unwrap();
    let missing = ChainError::NoSignature { depth: 1 };
    assert_eq!(check(unlocked.as_ref(), &anchor, false, none), Err(NotAccepted::Chain(missing)));
    // Whoever forfeits for a leaf without its signature never gets it.
    assert_eq!(check(unsigned.as_ref(), &anchor, true, none), Err(NotAccepted::Chain(missing)));
    let wrong = signature(&[pair(2), pair(1)], None, &keelbolt::crypto::Sha256([1; 32]));
    let wrong = locked.with_unlock_signature(wrong).unwrap();
    let refused = check(wrong.as_ref(), &anchor, true, none);
    assert!(
        matches!(refused, Err(NotAccepted::Chain(ChainError::Signature { depth: 1, .. }))),
        "{refused:?}"
    );
}

/// The leaf transaction of a tree, of the user with this key; the lock that is not opened yet has another hash.
fn leaf(version: HashLockVersion, user: u8, knows_preimage: bool, bytes: [u8; 32]) -> Item {
    let kind = if version == HashLockVersion::V0 { 3 } else { 4 };
    let (keys, signature, siblings) = (vec![key(user)], None, Vec::new());
    Item { keys, kind, bytes, knows_preimage, signature, index: 0, siblings, fee: 0 }
}

/// A VTXO of the user to which these transactions of leaves and payments lead, each with the number of the user who signs it with the
/// server; and the transaction on chain.
fn signed_by(items: Vec<(Item, u8)>) -> (Vtxo, Vec<u8>) {
    signed_by_on(items, |anchor| anchor)
}

/// As [`signed_by`], on a transaction that was changed.
fn signed_by_on(mut items: Vec<(Item, u8)>, change: impl Fn(Vec<u8>) -> Vec<u8>) -> (Vtxo, Vec<u8>) {
    let unknown = OutPoint { txid: Txid([6; 32]), vout: 1 };
    let point = OutPoint { vout: 0, ..unknown };
    let bare = BareVtxo { amount: Sat(20_000), terms: terms(), chain_anchor: unknown, policy: own(), point };
    let join = |bare, items: &[(Item, u8)]| {
        ark::vtxo(bare, &items.iter().map(|(item, _)| item.clone()).collect::<Vec<_>>())
    };
    let vtxo = join(bare, &items);
    let (value, script_pubkey) =
        (vtxo.as_ref().chain_anchor_amount().unwrap(), vtxo.as_ref().hops().unwrap().next_script());
    let anchor = change(funding(&TreeOutput { value, script_pubkey }));
    let chain_anchor = OutPoint { txid: SerializedTransaction::parse(&anchor).unwrap().txid(), vout: 1 };
    let vtxo = join(BareVtxo { chain_anchor, ..bare }, &items);
    let hops: Vec<_> = vtxo.as_ref().hops().unwrap().map(Result::unwrap).collect();
    for (hop, (item, user)) in hops.iter().zip(&mut items) {
        let paid = spendable(*user).into_iter().find(|output| item.kind == 2 && item.bytes == tweak(output));
        let root = paid.and_then(|output| output.merkle_root());
        let signature = signature(&[pair(*user), pair(1)], root.as_ref(), &hop.sighash());
        item.signature = Some(*signature.as_bytes());
    }
    let point = hops.last().unwrap().outpoint();
    (join(BareVtxo { chain_anchor, point, ..bare }, &items), anchor)
}

/// What payments of the user with this key take: what the user has, and the checkpoint behind it.
fn spendable(user: u8) -> [PolicyOutput; 2] {
    let user_pubkey = key(user);
    let policies = [Policy::User(UserPolicy::Pubkey { user_pubkey }), Policy::Checkpoint { user_pubkey }];
    policies.map(|policy| policy.output(&terms()).unwrap())
}

/// What is added to the key of an output, times the generator.
fn tweak(output: &PolicyOutput) -> [u8; 32] {
    output.internal_key().tap_tweak_hash(output.merkle_root().as_ref()).0
}

/// What a stranger has paid from its leaf, through a checkpoint: money that trusts it.
#[test]
fn payments_of_strangers_are_accepted_as_such() {
    let payment = |output| {
        let keys = vec![key(1), key(5)];
        Item { keys, kind: 2, bytes: tweak(output), ..leaf(HashLockVersion::V1, 5, true, [9; 32]) }
    };
    let [own, checkpoint] = spendable(5);
    let items = vec![leaf(HashLockVersion::V1, 5, true, [9; 32]), payment(&own), payment(&checkpoint)];
    let (vtxo, anchor) = signed_by(items.into_iter().map(|item| (item, 5)).collect());
    let unasked = |expected: &mut Expectation<'_>, _: &mut ChainFacts<'_>| expected.unlock_hash = None;
    assert_eq!(check(vtxo.as_ref(), &anchor, false, unasked), Ok(()));
    assert!(AcceptedVtxo::assume_accepted(vtxo.as_ref()).trusts_others(&OWN_KEYS()));
    // No leaf, so that nothing is forfeited for it.
    let refused = Err(NotAccepted::UnlockHash);
    assert_eq!(check(vtxo.as_ref(), &anchor, true, unasked), refused);
    assert_eq!(check(vtxo.as_ref(), &anchor, true, |_, _| {}), refused);

    // Another tweak hides other scripts: the transaction that makes the output is another.
    let mut items: Vec<_> = vtxo.as_ref().genesis().items().collect();
    let Transition::Arkoor { client_pubkeys, tap_tweak: mut hidden, signature } = items[1].transition else {
        panic!("a payment");
    };
    hidden[31] ^= 1;
    items[1].transition = Transition::Arkoor { client_pubkeys, tap_tweak: hidden, signature };
    let changed = Vtxo::new(*vtxo.bare(), &items).unwrap();
    let refused = check(changed.as_ref(), &anchor, false, unasked);
    assert!(
        matches!(refused, Err(NotAccepted::Chain(ChainError::Signature { depth: 0, .. }))),
        "{refused:?}"
    );
}

/// Leaves that are signed, and what is said of them as money and as what inputs may be forfeited for.
#[test]
fn only_a_leaf_that_its_owner_can_open_is_forfeited_for() {
    use HashLockVersion::{V0, V1};
    let (opened, locked) = ((true, *preimage().0.expose()), (false, unlock_hash().0));
    let another = (false, [8; 32]);
    let of = |version, user, (knows_preimage, bytes)| (leaf(version, user, knows_preimage, bytes), user);
    let refused = |error: ChainError| Err(NotAccepted::Chain(error));
    let no_preimage = |depth| refused(ChainError::NoPreimage { depth });
    let stranger = Err(NotAccepted::LeafKey);
    let rows = [
        ("its owner's, open", vec![of(V1, 2, opened)], Ok(()), Ok(())),
        ("its owner's, locked", vec![of(V1, 2, locked)], no_preimage(0), Ok(())),
        ("a stranger's, open", vec![of(V1, 5, opened)], stranger, stranger),
        ("a stranger's, locked", vec![of(V1, 5, locked)], stranger, stranger),
        (
            "behind one that is locked by another hash",
            vec![of(V1, 2, another), of(V1, 2, locked)],
            no_preimage(0),
            no_preimage(0),
        ),
        ("of version 0, open", vec![of(V0, 2, opened)], Ok(()), Err(NotAccepted::HashLock)),
        ("of version 0, locked", vec![of(V0, 2, locked)], no_preimage(0), Err(NotAccepted::HashLock)),
    ];
    for (name, items, accepted, forfeited_for) in rows {
        let (vtxo, anchor) = signed_by(items);
        for (is_locked, expected) in [(false, accepted), (true, forfeited_for)] {
            let found = check(vtxo.as_ref(), &anchor, is_locked, |_, _| {});
            assert_eq!(found, expected, "{name}, locked: {is_locked}");
        }
    }
}

/// How a VTXO came, with whose keys, and whether somebody could take it back without the user, whose key is 2.
#[test]
fn what_others_could_take_back_trusts_them() {
    let item = |kind: u8, keys: &[u8]| {
        let keys = keys.iter().map(|number| key(*number)).collect();
        Item { keys, kind, ..leaf(HashLockVersion::V1, 2, true, [9; 32]) }
    };
    // Of a payment the first key is left out: it is the server's.
    let rows = [
        ("the user's board", vec![item(1, &[2, 1])], false),
        ("a stranger's board", vec![item(1, &[5, 1])], true),
        ("a board of the server alone", vec![item(1, &[1])], true),
        ("the user's leaf", vec![item(1, &[5, 3]), item(1, &[4, 3]), item(4, &[2])], false),
        ("a stranger's leaf", vec![item(1, &[4, 3]), item(4, &[5])], true),
        ("a payment to oneself", vec![item(1, &[2, 1]), item(2, &[1, 2]), item(2, &[1, 2])], false),
        ("the user's board behind a stranger's", vec![item(1, &[5, 1]), item(1, &[2, 1])], true),
        ("what the user pays from it", vec![item(1, &[5, 1]), item(1, &[2, 1]), item(2, &[1, 2])], true),
        ("a stranger's payment", vec![item(1, &[5, 1]), item(2, &[1, 5])], true),
        ("a payment of both", vec![item(1, &[2, 1]), item(2, &[1, 2, 5])], true),
        ("a payment of the server alone", vec![item(1, &[2, 1]), item(2, &[1])], true),
    ];
    let at = |vout| OutPoint { txid: Txid([6; 32]), vout };
    for (name, items, expected) in rows {
        let bare = BareVtxo {
            amount: Sat(20_000),
            terms: terms(),
            chain_anchor: at(1),
            policy: own(),
            point: at(0),
        };
        let vtxo = ark::vtxo(bare, &items);
        let accepted = AcceptedVtxo::assume_accepted(vtxo.as_ref());
        assert_eq!(accepted.trusts_others(&OWN_KEYS()), expected, "{name}");
    }
}
