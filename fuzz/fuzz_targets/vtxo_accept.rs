//! VTXOs that a hostile server signs as it likes: a right one is accepted, and whatever is accepted breaks no rule.
//!
//! Fields are changed before the signatures are made, so that what is wrong is found by its rule, not by a signature.
#![no_main]

use keelbolt::amount::Sat;
use keelbolt::codec::serialized::SerializedTransaction;
use keelbolt::crypto::PublicKey;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::UserPolicy;
use keelbolt::vtxo::{
    ChainFacts, Expectation, ExpectedPolicy, HashLockVersion, LockDelta, NotAccepted, Transition, UnlockHash,
    Vtxo, VtxoRef,
};
use keelbolt_fuzz::ark::{
    ANCHOR_INDEX, COSIGNER, Draft, OWN, SERVER, STRANGER, StepLock, any_key, any_siblings, delta, height,
    key, preimage, user_policy, version,
};
use keelbolt_fuzz::{Depths, case, flip, number};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

const TIP: u32 = 899_000;
const MARGIN: u16 = 36;
const DEPTH: usize = 7;

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    let lengthened = case(input);
    // The source never errs: when the bytes run out it gives zeros.
    let depth = run(&mut Unstructured::new(lengthened.as_deref().unwrap_or(input)));
    DEPTHS.count("vtxo_accept", depth.unwrap_or("cut short"));
});

fn run(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let mut draft = Draft::draw(source)?;
    let changes = source.int_in_range(0..=2)?;
    for _ in 0..changes {
        change(source, &mut draft)?;
    }
    let Some(made) = draft.clone().make() else { return Ok("cannot be made") };
    let mut bytes = made.vtxo.to_vec();
    let is_flipped = rarely(source)?;
    if is_flipped {
        flip(source, &mut bytes)?;
    }
    let Ok(vtxo) = VtxoRef::parse(&bytes) else { return Ok("cannot be read") };

    let (own_keys, known) = ([key(OWN)], [key(COSIGNER)]);
    let expected = expectation(source, &draft, &own_keys, &known)?;
    let anchor = SerializedTransaction::parse(&made.anchor).expect("a transaction");
    let confirmations = if rarely(source)? { 5 } else { 6 };
    let facts = ChainFacts { anchor, confirmations, unspent: !rarely(source)? };
    let locked = vtxo.accept_locked(&expected, &facts);
    if locked.is_ok() {
        // Whoever forfeits for it needs the preimage alone.
        let opened =
            Vtxo::from(vtxo).with_unlock_preimage(&preimage(9)).expect("the leaf's hash is expected");
        assert!(opened.as_ref().accept(&expected, &facts).is_ok());
    }
    match vtxo.accept(&expected, &facts) {
        Ok(accepted) => {
            assert_eq!(accepted.id(), vtxo.id());
            let last = vtxo.genesis().items().last().map(|item| item.transition);
            let is_new = !matches!(last, Some(Transition::HashLocked { version: HashLockVersion::V0, .. }));
            assert_eq!(locked.is_ok(), expected.unlock_hash.is_some() && is_new);
            judge(&vtxo, &expected, &facts);
            assert!(!is_flipped, "every bit is signed");
            let exit = accepted.exit().expect("keys");
            assert!(exit.packages().expect("keys").all(|package| package.is_ok()));
            Ok("accepted")
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            // What is right is accepted.
            let is_right = changes == 0 && !is_flipped && facts.unspent && facts.confirmations == 6;
            assert!(!is_right || !is_usual(&expected, &draft), "{error}: {vtxo:?}");
            Ok(match error {
                NotAccepted::Chain(_) => "refused by the chain",
                _ => "refused by a rule",
            })
        }
    }
}

/// One time of sixteen, and never when the bytes have run out: so that what is short goes deep, too.
fn rarely(source: &mut Unstructured<'_>) -> Result<bool> {
    Ok(!source.ratio(15, 16)?)
}

/// What the wallet expects: that it is its own, or just what was made.
fn expectation<'a>(
    source: &mut Unstructured<'_>,
    draft: &Draft,
    own_keys: &'a [PublicKey],
    known: &'a [PublicKey],
) -> Result<Expectation<'a>> {
    let policy = match source.int_in_range(0..=3)? {
        0 => ExpectedPolicy::Exactly(draft.policy),
        _ => ExpectedPolicy::Own,
    };
    let leaf = matches!(draft.steps.last().map(|step| &step.lock), Some(StepLock::HashLocked(..)));
    Ok(Expectation {
        own_keys,
        server_pubkey: key(SERVER),
        server_cosign_pubkeys: known,
        policy,
        amount: source.arbitrary::<bool>()?.then_some(Sat(draft.amount)),
        unlock_hash: (leaf && source.arbitrary()?).then(|| UnlockHash::of(&preimage(9))),
        confirmations: 6,
        tip: BlockHeight(TIP),
        exit_delta: LockDelta::new(144).expect("in range"),
        margin: MARGIN,
        max_depth: DEPTH,
    })
}

/// Whether nothing was changed that a wallet looks at.
fn is_usual(expected: &Expectation<'_>, draft: &Draft) -> bool {
    expected.amount.is_none_or(|amount| amount.0 == draft.amount) && draft.steps.len() <= DEPTH
}

/// Changes a field.
fn change(source: &mut Unstructured<'_>, draft: &mut Draft) -> Result<()> {
    match source.int_in_range(0..=5)? {
        0 => draft.terms.server_pubkey = key(STRANGER),
        1 => draft.terms.expiry_height = height(source)?,
        2 => draft.terms.exit_delta = delta(source)?,
        3 => {
            let user = if source.arbitrary()? { key(OWN) } else { any_key(source)? };
            draft.policy = user_policy(source, user)?;
        }
        4 => draft.amount = number(source)?,
        _ if draft.steps.is_empty() => {}
        _ => {
            let at = source.choose_index(draft.steps.len())?;
            change_step(source, draft, at)?;
        }
    }
    Ok(())
}

fn change_step(source: &mut Unstructured<'_>, draft: &mut Draft, at: usize) -> Result<()> {
    let (kind, any) = (source.int_in_range(0..=6)?, any_key(source)?);
    let step = &mut draft.steps[at];
    match (kind, &mut step.lock) {
        (0, _) => step.fee = number(source)?,
        (1, _) => {
            step.siblings = any_siblings(source)?;
            step.index = source.choose_index(step.siblings.len() + 1)? as u8;
        }
        // A user and a stranger, but no server.
        (2, StepLock::Cosigned(keys)) => *keys = vec![any, key(STRANGER)],
        (3, StepLock::Cosigned(keys)) => keys[0] = any,
        (2 | 3, StepLock::Arkoor(keys, _)) => *keys = if source.arbitrary()? { vec![] } else { vec![any; 2] },
        (4, StepLock::Arkoor(_, tweak)) => tweak[31] ^= 1,
        (2, StepLock::HashLocked(locks, ..)) => *locks = version(source)?,
        (3, StepLock::HashLocked(_, user, ..)) => *user = any,
        (4, StepLock::HashLocked(_, _, preimage, _)) => *preimage = source.arbitrary()?,
        (5, StepLock::HashLocked(.., is_known)) => *is_known = false,
        // Another step of the same kind, or one less.
        (5, _) => {
            let again = draft.steps[at].clone();
            draft.steps.insert(at, again);
        }
        _ => {
            draft.steps.remove(at);
        }
    }
    Ok(())
}

/// The rules again, on what was accepted, without the library's own checks.
fn judge(vtxo: &VtxoRef<'_>, expected: &Expectation<'_>, facts: &ChainFacts<'_>) {
    assert_eq!(vtxo.terms().server_pubkey, key(SERVER));
    for item in vtxo.genesis().items() {
        match item.transition {
            Transition::Cosigned { pubkeys, signature } => {
                assert!(signature.is_some());
                assert!(pubkeys.iter().any(|signer| [key(SERVER), key(COSIGNER)].contains(&signer)));
            }
            Transition::Arkoor { signature, .. } => assert!(signature.is_some()),
            Transition::HashLocked { signature, .. } => {
                assert!(signature.is_some() && item.transition.preimage().is_some());
            }
        }
        let data = item.siblings.iter().filter(|output| output.script_pubkey[0] == 0x6a);
        assert!(data.count() <= 1);
        assert!(item.siblings.iter().all(|output| output.value.0 >= 240 || output.script_pubkey[0] == 0x6a));
    }
    if let Some(Transition::HashLocked { user_pubkey, .. }) =
        vtxo.genesis().items().last().map(|item| item.transition)
    {
        assert_eq!(user_pubkey, key(OWN));
    }
    let depth = vtxo.genesis().len();
    assert!(depth <= DEPTH && facts.unspent && facts.confirmations >= 6);
    let terms = vtxo.terms();
    assert!(terms.exit_delta.blocks() <= 144);
    let through = TIP + depth as u32 + u32::from(terms.exit_delta.blocks()) + u32::from(MARGIN);
    assert!(terms.expiry_height.to_u32() >= through);
    assert_eq!(*vtxo.policy().user_pubkey(), key(OWN));
    match vtxo.policy() {
        UserPolicy::Pubkey { .. } => {}
        contract => assert_eq!(expected.policy, ExpectedPolicy::Exactly(*contract)),
    }
    assert!(vtxo.amount() >= Sat(330) && expected.amount.is_none_or(|amount| amount == vtxo.amount()));
    if expected.unlock_hash.is_some() {
        assert_eq!(vtxo.unlock_hash(), expected.unlock_hash);
    }

    // What is on chain is what the first transaction spends, each one spends the one before it, the last one makes it.
    let output = facts.anchor.output(ANCHOR_INDEX).expect("the second");
    let (mut value, mut script, mut outpoint) =
        (output.value, output.script_pubkey.to_vec(), vtxo.chain_anchor());
    assert_eq!((outpoint.txid, outpoint.vout), (facts.anchor.txid(), ANCHOR_INDEX));
    for hop in vtxo.hops().expect("accepted") {
        let hop = hop.expect("accepted");
        assert_eq!((hop.input(), hop.spent_value(), &hop.spent_script()[..]), (outpoint, value, &script[..]));
        hop.signature().expect("checked").verify(&hop.sighash().0, hop.signer()).expect("checked");
        let transaction = hop.transaction();
        assert!(transaction.vsize() <= 10_000);
        let sum: u64 = transaction.output.iter().map(|output| output.value.to_sat()).sum();
        assert_eq!(sum, value.0);
        outpoint = hop.outpoint();
        let own = &transaction.output[outpoint.vout as usize];
        (value, script) = (Sat(own.value.to_sat()), own.script_pubkey.to_bytes());
    }
    let own = vtxo.policy().output(vtxo.terms()).expect("accepted");
    assert_eq!((outpoint, value, script), (vtxo.bare().point, vtxo.amount(), own.script_pubkey().to_vec()));
}
