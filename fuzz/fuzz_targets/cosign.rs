//! Trees that are signed together, while one signer sends anything: all of the tree is signed, or that signer is named.
#![no_main]

use keelbolt::amount::Sat;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::cosign::{
    self, BranchNonces, Contribution, Contributions, Error, Expected, Signer, TreeNonces, TreeSession,
};
use keelbolt::crypto::musig::{AggregateNonce, PartialSignature, PublicNonce};
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::UserPolicy;
use keelbolt::vtxo::tree::{LeafSpec, TreeSpec, UnsignedTree};
use keelbolt::vtxo::{LockDelta, LockHeight, Terms, UnlockHash};
use keelbolt_fuzz::ark::{COSIGNER, SERVER, any_key, key, pair_of, preimage};
use keelbolt_fuzz::{CONTEXT, Depths, case, entropy, flip};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

const UTXO: OutPoint = OutPoint { txid: Txid([8; 32]), vout: 0 };

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    let lengthened = case(input);
    // The source never errs: when the bytes run out it gives zeros.
    let depth = run(&mut Unstructured::new(lengthened.as_deref().unwrap_or(input)));
    DEPTHS.count("cosign", depth.unwrap_or("cut short"));
});

/// What a signer has sent.
struct Sent {
    nonces: Vec<PublicNonce>,
    partials: Vec<PartialSignature>,
}

impl Sent {
    fn view(&self) -> Contribution<'_> {
        Contribution { nonces: &self.nonces, partials: &self.partials }
    }
}

fn run(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let spec = spec(source)?;
    let tree = UnsignedTree::build(spec.clone(), UTXO).expect("the server signs");
    let (inner, levels) = (tree.shape().internal_nodes(), tree.shape().depth() + source.int_in_range(0..=1)?);

    // Nonces of everybody; the hostile one tells others than it has.
    let mut users = Vec::new();
    for leaf in spec.leaves() {
        users.push(match &leaf.cosign_pubkey {
            Some(key) => {
                let entropy = entropy(source)?;
                Some(BranchNonces::new(pair_of(key), levels, entropy, &CONTEXT).expect("entropy"))
            }
            None => None,
        });
    }
    let mut globals = Vec::new();
    for key in spec.global_cosign_pubkeys() {
        let entropy = entropy(source)?;
        globals.push(TreeNonces::new(pair_of(key), inner, entropy, &CONTEXT).expect("entropy"));
    }
    let mut of_leaves: Vec<Option<Vec<PublicNonce>>> =
        users.iter().map(|user| user.as_ref().map(|(_, public)| public.clone())).collect();
    let mut of_all: Vec<Vec<PublicNonce>> = globals.iter().map(|(_, public)| public.clone()).collect();
    let signing: Vec<usize> = (0..users.len()).filter(|leaf| users[*leaf].is_some()).collect();
    let hostile = match source.int_in_range(0..=3)? {
        0 => None,
        1 => Some(Signer::Global(source.choose_index(globals.len())?)),
        _ if signing.is_empty() => None,
        _ => Some(Signer::Leaf(*source.choose(&signing)?)),
    };
    if source.arbitrary()? {
        match hostile {
            Some(Signer::Leaf(leaf)) => spoil_nonces(source, of_leaves[leaf].as_mut().expect("signs"))?,
            Some(Signer::Global(place)) => spoil_nonces(source, &mut of_all[place])?,
            None => {}
        }
    }
    let leaves: Vec<_> = of_leaves.iter().map(Option::as_deref).collect();
    let all: Vec<_> = of_all.iter().map(Vec::as_slice).collect();
    let mut aggregates = match cosign::aggregate_nonces(&tree, &leaves, &all) {
        Ok(aggregates) => aggregates,
        Err(error) => return Ok(blamed(&error, hostile)),
    };
    // The server may send users a sum of other nonces than it has.
    if source.ratio(1, 16)? {
        let at = source.choose_index(aggregates.len())?;
        aggregates[at] = AggregateNonce::new(&[of_all[0][0]]).expect("one");
    }

    let mut sent: Vec<Option<Sent>> = Vec::new();
    for (leaf, (user, nonces)) in users.into_iter().zip(of_leaves).enumerate() {
        sent.push(user.map(|(secret, _)| {
            let branch = tree.branch(leaf).expect("a leaf");
            let checked = expected(&spec, leaf).check(branch, &spec).expect("as it was asked for");
            let partials = secret.sign(&checked, &aggregates).expect("nonces for all levels");
            Sent { nonces: nonces.expect("signs"), partials }
        }));
    }
    let session = TreeSession::new(&tree, &aggregates).expect("one for each node");
    let mut sent_by_all: Vec<Sent> = Vec::new();
    for ((secret, _), nonces) in globals.into_iter().zip(of_all) {
        sent_by_all.push(Sent { nonces, partials: secret.sign(&session).expect("one for each node") });
    }
    if source.ratio(3, 4)? {
        match hostile {
            Some(Signer::Leaf(leaf)) => spoil(source, sent[leaf].as_mut().expect("signs"))?,
            Some(Signer::Global(place)) => spoil(source, &mut sent_by_all[place])?,
            None => {}
        }
    }

    // Each is looked at as soon as it comes: nobody else is ever to blame.
    for (leaf, contribution) in sent.iter().enumerate() {
        let Some(contribution) = contribution else { continue };
        if let Err(error) = session.verify_leaf(leaf, &contribution.view()) {
            assert_eq!(blamed(&error, hostile), "the culprit is named");
            assert_eq!(hostile, Some(Signer::Leaf(leaf)));
        }
    }
    for (place, contribution) in sent_by_all.iter().enumerate() {
        if let Err(error) = session.verify_global(place, &contribution.view()) {
            assert_eq!(blamed(&error, hostile), "the culprit is named");
            assert_eq!(hostile, Some(Signer::Global(place)));
        }
    }
    let leaves: Vec<_> = sent.iter().map(|sent| sent.as_ref().map(Sent::view)).collect();
    let global: Vec<_> = sent_by_all.iter().map(Sent::view).collect();
    match session.aggregate(&Contributions { leaves: &leaves, global: &global }) {
        Ok(signed) => {
            assert_eq!(signed.verify().expect("checked").transactions(), tree.transactions());
            let branch = tree.branch(source.choose_index(spec.leaves().len())?).expect("a leaf");
            branch.vtxo(&spec, &signed.signatures).expect("checked");
            Ok("signed")
        }
        Err(Error::AggregateNonce { .. }) => {
            // All parts are right, each for its nonce: the sum was of others.
            let nonces: Vec<_> = leaves.iter().map(|leaf| leaf.map(|leaf| leaf.nonces)).collect();
            let of_all: Vec<_> = global.iter().map(|signer| signer.nonces).collect();
            assert_ne!(cosign::aggregate_nonces(&tree, &nonces, &of_all), Ok(aggregates));
            Ok("a wrong sum is found")
        }
        Err(error) => Ok(blamed(&error, hostile)),
    }
}

/// The error names the one who is to blame.
fn blamed(error: &Error, hostile: Option<Signer>) -> &'static str {
    assert!(!error.to_string().is_empty());
    let named = match *error {
        Error::NonceCount { signer, .. }
        | Error::PartialSignatureCount { signer, .. }
        | Error::PartialSignature { signer, .. } => signer,
        _ => panic!("{error}"),
    };
    assert_eq!(hostile, Some(named), "{error}");
    "the culprit is named"
}

fn spec(source: &mut Unstructured<'_>) -> Result<TreeSpec> {
    let terms = Terms {
        server_pubkey: key(SERVER),
        expiry_height: LockHeight::new(BlockHeight(900_000)).expect("in range"),
        exit_delta: LockDelta::new(144).expect("in range"),
    };
    let most = if source.ratio(1, 16)? { 18 } else { 6 };
    let count = source.int_in_range(2..=most)?;
    let mut leaves = Vec::new();
    for _ in 0..count {
        leaves.push(LeafSpec {
            policy: UserPolicy::Pubkey { user_pubkey: any_key(source)? },
            amount: Sat(source.int_in_range(330..=1_000_000)?),
            // The same key may sign for several leaves.
            cosign_pubkey: if source.ratio(3, 4)? { Some(any_key(source)?) } else { None },
            unlock_hash: UnlockHash::of(&preimage(9)),
        });
    }
    let second = source.arbitrary::<bool>()?.then(|| key(5));
    let global = [key(COSIGNER)].into_iter().chain(second).collect();
    Ok(TreeSpec::new(terms, global, leaves).expect("small amounts"))
}

fn expected(spec: &TreeSpec, leaf: usize) -> Expected {
    Expected {
        leaf: spec.leaves()[leaf],
        server_pubkey: key(SERVER),
        server_cosign_pubkey: key(COSIGNER),
        exit_delta: spec.terms().exit_delta,
        earliest_expiry: BlockHeight(900_000),
        max_depth: cosign::LEVELS,
    }
}

/// Nonces of another, negated ones, or too few of them.
fn spoil_nonces(source: &mut Unstructured<'_>, nonces: &mut Vec<PublicNonce>) -> Result<()> {
    let at = source.choose_index(nonces.len())?;
    let mut bytes = nonces[source.choose_index(nonces.len())?].to_bytes();
    match source.int_in_range(0..=3)? {
        0 => nonces.truncate(at),
        1 => nonces.swap(0, at),
        2 => {
            bytes[0] ^= 1;
            bytes[33] ^= 1;
        }
        _ => flip(source, &mut bytes)?,
    }
    if let (Ok(nonce), Some(place)) = (PublicNonce::parse(&bytes), nonces.get_mut(at)) {
        *place = nonce;
    }
    Ok(())
}

/// Another part, parts in another order, or another number of them; or other nonces than before.
fn spoil(source: &mut Unstructured<'_>, sent: &mut Sent) -> Result<()> {
    let partials = &mut sent.partials;
    let at = source.choose_index(partials.len())?;
    match source.int_in_range(0..=5)? {
        0 => partials.truncate(at),
        1 => partials.push(partials[at]),
        2 => partials.swap(0, at),
        3 => spoil_nonces(source, &mut sent.nonces)?,
        _ => {
            let mut bytes = partials[at].to_bytes();
            flip(source, &mut bytes)?;
            if let Ok(partial) = PartialSignature::parse(&bytes) {
                partials[at] = partial;
            }
        }
    }
    Ok(())
}
