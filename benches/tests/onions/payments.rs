//! Payments: both build the same packet, both peel it alike.

use crate::changes::{self, Change};
use crate::nodes::Node;
use crate::outcome::{Htlc, Outcome, code, ours, theirs};
use crate::plan::{Built, Plan};
use crate::rule::Rule;
use arbitrary::Unstructured;
use keelbolt::crypto::SharedSecret;
use keelbolt::sphinx::blinding::PathSecret;
use keelbolt::sphinx::failure::{decrypt, wrap};
use keelbolt::sphinx::{Error, FailureCode};
use keelbolt_benches::{cases, random_bytes};
use std::collections::{BTreeMap, BTreeSet};

/// The bytes from which a case is drawn.
const CASE_BYTES: usize = 4096;

/// Where the case differs, how often, by which rule.
type Explained = BTreeMap<Rule, u64>;

#[test]
fn sound_payments_are_built_and_peeled_alike() {
    let (mut hops, mut blinded, mut explained) = (0, 0, Explained::new());
    for seed in 0..cases() {
        let bytes = random_bytes(seed, CASE_BYTES);
        let mut plan = Plan::draw(&mut Unstructured::new(&bytes), None).unwrap();
        let built = build_alike(&mut plan, seed);
        let outcomes = walk(&plan, &built, None, seed, &mut explained);
        assert!(matches!(outcomes.last(), Some(Outcome::Receive(_))), "seed {seed}: {outcomes:?}");
        assert_eq!(outcomes.len(), plan.hops().len(), "seed {seed}");
        hops += outcomes.len();
        blinded += u64::from(plan.tail.is_some());
    }
    println!("> {} payments over {hops} hops, {blinded} of them over blinded paths", cases());
    println!("> differences, all explained: {explained:?}");
    assert!(explained.keys().all(|rule| *rule == Rule::RelayRounding), "{explained:?}");
    assert!(blinded * 3 >= cases() && explained.len() == 1, "few are blinded: {blinded}, {explained:?}");
}

#[test]
fn changed_payments_are_refused_alike() {
    let changes = changes::all();
    let (mut refused, mut explained) = (0, Explained::new());
    for seed in 0..cases().max(changes.len() as u64 * 2) {
        let change = changes[seed as usize % changes.len()];
        let bytes = random_bytes(seed ^ 1 << 63, CASE_BYTES);
        let plan = Plan::draw(&mut Unstructured::new(&bytes), Some(change.at)).unwrap();
        refused += u64::from(check(plan, change, seed, &mut explained));
    }
    println!("> {refused} payments refused by both with the same failure");
    println!("> differences, all explained: {explained:?}");
    assert!(refused * 3 >= cases(), "{refused}");
}

#[test]
fn no_rule_is_without_a_change() {
    let rows = changes::all().into_iter().filter_map(|change| change.rule);
    assert_eq!(rows.chain([Rule::RelayRounding]).collect::<BTreeSet<Rule>>(), BTreeSet::from(Rule::ALL));
}

/// Both build the onion, or both find it too long: then a hop is left out.
fn build_alike(plan: &mut Plan<'_>, seed: u64) -> Built {
    loop {
        let theirs = plan.build_there();
        match plan.build(&plan.payloads()) {
            Err(Error::RouteTooLong { .. }) => {
                assert_eq!(theirs, None, "seed {seed}");
                plan.shorten();
            }
            Err(error) => panic!("seed {seed}: {error}"),
            Ok(built) => {
                let htlc = plan.htlc(built.packet.clone());
                let ours = Some((htlc.packet, htlc.amount, htlc.cltv_expiry));
                assert_eq!(ours, theirs, "seed {seed}");
                return built;
            }
        }
    }
}

/// A payment with one change; whether both refuse it in the same way.
fn check(mut plan: Plan<'_>, change: &Change, seed: u64, explained: &mut Explained) -> bool {
    let what = || format!("seed {seed}, {} at {:?}", change.name, change.at);
    let built = loop {
        let mut payloads = plan.payloads();
        let hops = plan.hops();
        let hop = hops.iter().rposition(|(_, at)| *at == change.at).expect("drawn with one");
        (change.payload)(&mut payloads[hop]);
        match plan.build(&payloads) {
            Ok(built) => break built,
            Err(Error::RouteTooLong { .. }) => {}
            Err(error) => panic!("{}: {error}", what()),
        }
        plan.shorten();
    };
    let before: u64 = change.rule.and_then(|rule| explained.get(&rule)).copied().unwrap_or_default();
    let outcomes = walk(&plan, &built, Some(change), seed, explained);
    if let Some(rule) = change.rule {
        assert_eq!(explained.get(&rule), Some(&(before + 1)), "{}: {:?}", what(), outcomes.last());
    }
    change.rule.is_none() && matches!(outcomes.last(), Some(Outcome::Refused(_)))
}

/// Takes the payment from hop to hop, until it is received, refused or changed.
fn walk(
    plan: &Plan<'_>,
    built: &Built,
    change: Option<&Change>,
    seed: u64,
    explained: &mut Explained,
) -> Vec<Outcome> {
    let hops = plan.hops();
    let changed = change.and_then(|change| hops.iter().rposition(|(_, at)| *at == change.at));
    let mut htlc = plan.htlc(built.packet.clone());
    let mut outcomes = Vec::new();
    for (hop, (node, at)) in hops.iter().enumerate() {
        let change = change.filter(|_| changed == Some(hop));
        if let Some(change) = change {
            let slack = plan.tail.as_ref().map_or(0, |tail| tail.slack);
            (change.htlc)(&mut htlc, &plan.payloads()[hop], slack);
        }
        let ours = ours(node, &htlc);
        let theirs = outcome_there(node, &htlc, &built.secrets[..=hop]);
        let rule =
            (ours != theirs).then(|| change.and_then(|change| change.rule).unwrap_or(Rule::RelayRounding));
        let explains = rule.is_some_and(|rule| rule.explains(&ours, &theirs));
        let name = change.map_or("unchanged", |change| change.name);
        assert!(ours == theirs || explains, "seed {seed}, {name} at {at:?}:\n{ours:?}\n{theirs:?}");
        rule.into_iter().for_each(|rule| *explained.entry(rule).or_default() += 1);
        outcomes.push(ours.clone());
        match ours {
            Outcome::Forward(forwarded) if change.is_none() => htlc = next(node, &htlc, *forwarded),
            _ => break,
        }
    }
    outcomes
}

/// What arrives at the next node.
fn next(node: &Node, htlc: &Htlc, forwarded: crate::outcome::Forwarded) -> Htlc {
    let path_key = forwarded.blinded.map(|blinded| {
        let path_key = keelbolt::crypto::PublicKey::parse(&blinded.path_key).unwrap();
        let secret = PathSecret::derive(path_key, &node.key);
        secret.next_path_key(&Default::default()).unwrap()
    });
    Htlc {
        amount: forwarded.amount,
        cltv_expiry: forwarded.cltv_expiry,
        packet: forwarded.packet,
        path_key,
        ..htlc.clone()
    }
}

/// What the peer makes of it. A failure that it has encrypted comes back along the route, and is decrypted here.
fn outcome_there(node: &Node, htlc: &Htlc, secrets: &[SharedSecret]) -> Outcome {
    match theirs(node, htlc) {
        Ok(outcome) => outcome,
        Err((error, None)) => Outcome::Refused(code(error.reason)),
        Err((_, Some(mut reason))) => {
            let (_, before) = secrets.split_last().unwrap();
            for secret in before.iter().rev() {
                wrap(&mut reason, secret, None);
            }
            let failure = decrypt(&mut reason, None, secrets).unwrap().failure.expect("a failure of a hop");
            assert_eq!(failure.hop, before.len());
            Outcome::Refused(FailureCode::parse(failure.failuremsg).unwrap())
        }
    }
}
