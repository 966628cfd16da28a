//! The ends of channels: closing transactions, the scripts that they may pay to, and what is dust.

use crate::draw;
use crate::nodes::{CONTEXT, SECP};
use crate::peer;
use crate::plan::Plan;
use arbitrary::{Result, Unstructured};
use bitcoin::absolute::LockTime;
use bitcoin::consensus::serialize;
use bitcoin::hashes::Hash as _;
use bitcoin::sighash::{EcdsaSighashType, SighashCache};
use bitcoin::{Amount, OutPoint, ScriptBuf, Sequence, Transaction, Txid, Witness};
use keelbolt::amount::{Msat, Sat};
use keelbolt::commitment::closing::{
    ClosingTransaction, ClosingVariant, Error, LegacyClosing, ShutdownForm, ShutdownRules, SimpleClose,
};
use keelbolt::commitment::{Node, dust_limit};
use keelbolt::crypto::Signature;
use keelbolt_benches::{cases, random_bytes};
use lightning::ln::chan_utils::{self, build_closing_transaction, make_funding_redeemscript};
use lightning::ln::script::ShutdownScript;
use lightning::sign::ecdsa::EcdsaChannelSigner as _;
use lightning::types::features::InitFeatures;
use std::collections::BTreeMap;

/// A channel without HTLCs: its opener and accepter have what the plan says.
fn plan(source: &mut Unstructured<'_>) -> Result<Plan> {
    let mut plan = Plan::draw(source, 16)?;
    plan.htlcs.clear();
    let sum: u64 = plan.balances.iter().map(|balance| balance.0).sum();
    plan.channel.funding_amount = Sat(sum.div_ceil(1000));
    Ok(plan)
}

#[test]
fn the_older_kind_is_built_and_signed_alike() {
    let mut outcomes = BTreeMap::<&str, u64>::new();
    for seed in 0..cases() {
        let bytes = random_bytes(seed, 1024);
        let outcome = legacy(&mut Unstructured::new(&bytes), seed).unwrap();
        *outcomes.entry(outcome).or_default() += 1;
    }
    println!("> {} closing transactions of the older kind: {outcomes:?}", cases());
    assert!(outcomes.len() == 4 && outcomes.values().all(|count| *count >= cases() / 100), "{outcomes:?}");
}

fn legacy(source: &mut Unstructured<'_>, seed: u64) -> Result<&'static str> {
    let plan = plan(source)?;
    let [opener_balance, accepter_balance] = plan.balances;
    let scripts = [script(source)?, script(source)?];
    let fee = fee(source, opener_balance)?;
    let closing = LegacyClosing {
        channel: &plan.channel,
        opener_balance,
        accepter_balance,
        opener_script: &scripts[0],
        accepter_script: &scripts[1],
        fee,
    };
    // The owner of the plan's commitment is the one who signs: it is the peer's counterparty there.
    let signer = plan.owner.other();
    let limit = plan.channel.node(signer).dust_limit.0;
    let left = [opener_balance.0 / 1000, accepter_balance.0 / 1000];
    let Some(opener) = left[0].checked_sub(fee.0) else {
        let expected = Error::FeeExceedsBalance { expected: Sat(left[0]), found: fee };
        assert_eq!(closing.build(signer, false), Err(expected), "seed {seed}");
        return Ok("fee above the balance");
    };
    let kept = [opener, left[1]].map(|value| if value < limit { 0 } else { value });
    if kept == [0, 0] {
        assert_eq!(closing.build(signer, false), Err(Error::NoOutputs), "seed {seed}");
        return Ok("nothing left");
    }
    let [opener_script, accepter_script] = scripts.clone();
    let (values, scripts) = match signer {
        Node::Opener => (kept, [opener_script, accepter_script]),
        Node::Accepter => ([kept[1], kept[0]], [accepter_script, opener_script]),
    };
    let [to_holder_script, to_counterparty_script] = scripts;
    let theirs = chan_utils::ClosingTransaction::new(
        values[0],
        values[1],
        to_holder_script,
        to_counterparty_script,
        funding(&plan),
    );
    let ours = closing.build(signer, false).unwrap();
    let built = theirs.trust().built_transaction().clone();
    assert_eq!(serialize(&ours.transaction()), serialize(&built), "seed {seed}");

    let (owner, holder) = plan.owner_and_signer();
    let parameters = peer::parameters(&plan);
    let sign = |signer: &lightning::sign::InMemorySigner, parameters| {
        let signature = signer.sign_closing_transaction(parameters, &theirs, &SECP).unwrap();
        Signature::parse(&signature.serialize_compact()).unwrap()
    };
    let of_signer = sign(&holder.signer, &parameters);
    let of_other = sign(&owner.signer, &peer::owners_parameters(&plan));
    assert_eq!(ours.sign(&holder.funding, &CONTEXT), Ok(of_signer), "seed {seed}");
    let signatures = if signer == Node::Opener { [of_signer, of_other] } else { [of_other, of_signer] };
    check_signed(&plan, &ours, built, signatures, seed);
    // What is no dust is taken, and nothing else.
    let is_dust = |(value, script): &(Sat, ScriptBuf)| value.0 < least(script);
    match closing.verify(signer, &of_signer) {
        Ok(found) => {
            assert!(found == ours && !ours.outputs().iter().any(is_dust), "seed {seed}");
            Ok("closed")
        }
        Err(error) => {
            assert!(matches!(error, Error::Dust { .. }), "seed {seed}: {error}");
            assert!(ours.outputs().iter().any(is_dust), "seed {seed}");
            Ok("dust")
        }
    }
}

/// The whole transaction is the peer's with the witness of both, and its weight was known.
fn check_signed(
    plan: &Plan,
    ours: &ClosingTransaction,
    mut built: Transaction,
    [opener, accepter]: [Signature; 2],
    seed: u64,
) {
    let keys = plan.nodes.map(|node| node.pubkeys.funding_pubkey);
    let typed = |signature: Signature| [&*signature.to_der(), &[1]].concat();
    // "ordered lexicographically"
    let first_is_openers = keys[0].serialize() < keys[1].serialize();
    let ordered = if first_is_openers { [opener, accepter] } else { [accepter, opener] };
    let [first, second] = ordered.map(typed);
    let script = make_funding_redeemscript(&keys[0], &keys[1]).into_bytes();
    built.input[0].witness = Witness::from_slice(&[vec![], first, second, script]);
    let whole = ours.signed(&opener, &accepter);
    assert_eq!(serialize(&whole), serialize(&built), "seed {seed}");
    let slack = ours.weight() - whole.weight().to_wu();
    assert!(slack <= 8, "seed {seed}: {slack}");
}

/// The peer does not negotiate this kind: its builder makes the outputs, and the crate `bitcoin` what is signed.
#[test]
fn the_simple_kind_is_built_alike() {
    let mut variants = BTreeMap::<String, u64>::new();
    for seed in 0..cases() {
        let bytes = random_bytes(seed, 1024);
        for variant in simple(&mut Unstructured::new(&bytes), seed).unwrap() {
            *variants.entry(variant.to_string()).or_default() += 1;
        }
    }
    println!("> {} closings of the simple kind, offered: {variants:?}", cases());
    assert!(variants.len() == 3 && variants.values().all(|count| *count >= cases() / 50), "{variants:?}");
}

fn simple(source: &mut Unstructured<'_>, seed: u64) -> Result<Vec<ClosingVariant>> {
    let plan = plan(source)?;
    let closer = plan.owner;
    let [closer_balance, closee_balance] = match closer {
        Node::Opener => plan.balances,
        Node::Accepter => [plan.balances[1], plan.balances[0]],
    };
    let (closer_script, closee_script) = (script(source)?, script(source)?);
    let fee = fee(source, closer_balance)?;
    let close = SimpleClose {
        channel: &plan.channel,
        closer,
        closer_balance,
        closee_balance,
        closer_script: &closer_script,
        closee_script: &closee_script,
        fee,
        lock_time: draw::script_number(source)?,
    };
    let amounts = [closer_balance.0 / 1000, closee_balance.0 / 1000];
    let Some(left) = amounts[0].checked_sub(fee.0) else { return Ok(Vec::new()) };
    let mut offered = Vec::new();
    // Outputs of nothing are not the peer's.
    for (variant, values) in [
        (ClosingVariant::CloserOutputOnly, [left, 0]),
        (ClosingVariant::CloseeOutputOnly, [0, amounts[1]]),
        (ClosingVariant::CloserAndCloseeOutputs, [left, amounts[1]]),
    ] {
        let ours = close.transaction(variant).unwrap();
        if ours.outputs().iter().any(|(value, _)| *value == Sat(0)) {
            continue;
        }
        let [to_closer, to_closee] = values.map(Amount::from_sat);
        let scripts = (closer_script.clone(), closee_script.clone());
        let mut theirs =
            build_closing_transaction(to_closer, to_closee, scripts.0, scripts.1, funding(&plan));
        theirs.input[0].sequence = Sequence(0xffff_fffd);
        theirs.lock_time = LockTime::from_consensus(close.lock_time);
        assert_eq!(serialize(&ours.transaction()), serialize(&theirs), "seed {seed}: {variant}");
        let [opener, accepter] = plan.nodes.map(|node| node.pubkeys.funding_pubkey);
        let script = make_funding_redeemscript(&opener, &accepter);
        let value = Amount::from_sat(plan.channel.funding_amount.0);
        let digest =
            SighashCache::new(&theirs).p2wsh_signature_hash(0, &script, value, EcdsaSighashType::All);
        assert_eq!(ours.digest().0, digest.unwrap().to_byte_array(), "seed {seed}: {variant}");
        let signatures = plan.nodes.map(|node| ours.sign(&node.funding, &CONTEXT).unwrap());
        check_signed(&plan, &ours, theirs, signatures, seed);
        if close.offered(false).is_ok_and(|known| known.contains(&variant)) {
            offered.push(variant);
        }
    }
    check_offered(&close, seed);
    Ok(offered)
}

/// BOLT 2's rules for the sender of `closing_complete`, said anew.
fn check_offered(close: &SimpleClose<'_>, seed: u64) {
    use ClosingVariant::{CloseeOutputOnly, CloserAndCloseeOutputs, CloserOutputOnly};
    let is_dust = |variant| {
        let outputs = close.transaction(variant).unwrap();
        outputs.outputs().iter().any(|(value, script)| value.0 < least(script))
    };
    let expected: &[ClosingVariant] = match (is_dust(CloserOutputOnly), is_dust(CloseeOutputOnly)) {
        (true, true) => &[],
        (true, _) if close.closer_balance < close.closee_balance => &[CloseeOutputOnly],
        _ if close.closer_balance < close.closee_balance => &[CloserAndCloseeOutputs],
        (_, true) => &[CloserOutputOnly],
        _ => &[CloserOutputOnly, CloserAndCloseeOutputs],
    };
    match close.offered(false) {
        Ok(offered) => assert_eq!(offered, expected, "seed {seed}"),
        Err(error) => assert!(error == Error::AllDust && expected.is_empty(), "seed {seed}: {error}"),
    }
}

#[test]
fn scripts_are_allowed_alike() {
    let (mut forms, mut lengthy) = (BTreeMap::<String, u64>::new(), 0);
    for seed in 0..cases() {
        let bytes = random_bytes(seed, 256);
        let source = &mut Unstructured::new(&bytes);
        let script = any_script(source).unwrap();
        for (any_segwit, simple_close) in [(false, false), (true, false), (false, true), (true, true)] {
            let mut features = InitFeatures::empty();
            if any_segwit {
                features.set_shutdown_any_segwit_optional();
            }
            if simple_close {
                features.set_simple_close_optional();
            }
            // The peer still takes scripts that are no witness programs.
            let rules = ShutdownRules { any_segwit, simple_close, non_segwit: true };
            let ours = rules.check(script.as_bytes(), None);
            let theirs = ShutdownScript::try_from((script.clone(), &features));
            match is_pushed_the_long_way(&script) {
                true => lengthy += u64::from(theirs.is_ok() && ours.is_err()),
                false => assert_eq!(ours.is_ok(), theirs.is_ok(), "seed {seed}: {script}"),
            }
        }
        let form = ShutdownForm::recognise(script.as_bytes());
        if form.is_some() {
            assert_eq!(dust_limit(script.as_bytes()).0, least(&script), "seed {seed}: {script}");
        }
        *forms.entry(format!("{form:?}")).or_default() += 1;
    }
    println!("> {} scripts: {forms:?}", cases());
    println!("> differences, all explained: {lengthy} times a push of less than 76 bytes with OP_PUSHDATA1");
    assert_eq!(forms.len(), 7, "{forms:?}");
}

/// "`76` followed by `76` to `80`": the peer takes shorter ones too.
fn is_pushed_the_long_way(script: &ScriptBuf) -> bool {
    matches!(script.as_bytes(), [0x6a, 76, 0..76, ..])
}

/// What is least in an output of a form: BOLT 3 has one limit for all newer witness programs, that of the longest; the
/// crate `bitcoin` has the others.
fn least(script: &ScriptBuf) -> u64 {
    match ShutdownForm::recognise(script.as_bytes()) {
        Some(ShutdownForm::AnySegwit) if script.as_bytes() != [0x51, 2, 0x4e, 0x73] => 354,
        _ => script.minimal_non_dust().to_sat(),
    }
}

fn funding(plan: &Plan) -> OutPoint {
    let funding = plan.channel.funding;
    OutPoint { txid: Txid::from_byte_array(funding.txid.0), vout: funding.vout }
}

/// A fee that leaves a little, about nothing, or most of a balance.
fn fee(source: &mut Unstructured<'_>, balance: Msat) -> Result<Sat> {
    let balance = balance.0 / 1000;
    Ok(Sat(match source.int_in_range(0..=3)? {
        0 => balance.saturating_sub(source.int_in_range(300..=600)?),
        1 => draw::around(source, balance)?,
        _ => draw::around(source, 1_000)?,
    }))
}

/// A script of any of the forms.
fn script(source: &mut Unstructured<'_>) -> Result<ScriptBuf> {
    loop {
        let script = any_script(source)?;
        let form = ShutdownForm::recognise(script.as_bytes());
        if form.is_some_and(|form| form != ShutdownForm::OpReturn) {
            return Ok(script);
        }
    }
}

/// A script of a form, or one that is a little longer or shorter.
fn any_script(source: &mut Unstructured<'_>) -> Result<ScriptBuf> {
    let byte = source.arbitrary()?;
    let push = |length: u8| [vec![length], vec![byte; length.into()]].concat();
    let mut script = match source.int_in_range(0..=6)? {
        0 => [vec![0], push(20)].concat(),
        1 => [vec![0], push(32)].concat(),
        2 => [vec![source.int_in_range(0x4f..=0x61)?], push(source.int_in_range(1..=41)?)].concat(),
        3 => [&[0x6a][..], &push(source.int_in_range(0..=75)?)].concat(),
        4 => [&[0x6a, 76][..], &push(source.int_in_range(74..=82)?)].concat(),
        5 => [&[0x76, 0xa9][..], &push(20), &[0x88, 0xac]].concat(),
        _ => [&[0xa9][..], &push(20), &[0x87]].concat(),
    };
    if source.ratio(1, 8)? {
        script.push(byte);
    }
    if source.ratio(1, 8)? {
        script.pop();
    }
    Ok(ScriptBuf::from_bytes(script))
}
