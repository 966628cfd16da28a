//! A round of eight users on paper: a tree is built and signed by all, drawn, and one user leaves without the server.

use crate::demo::text::{RUNS, median, row};
use keelbolt::codec::serialized::SerializedTransaction;
use keelbolt::crypto::SigningContext;
use keelbolt::entropy::Entropy;
use keelbolt::vtxo::tree::Branch;
use keelbolt::vtxo::{
    ChainFacts, Expectation, ExpectedPolicy, PointStatus, Progress, TransactionStatus, VtxoRef,
};
use keelbolt_examples::drawing;
use keelbolt_examples::round::{Round, TIP};
use std::error::Error;
use std::hint::black_box;

const USERS: usize = 8;
const LEAVING: usize = 5;
const FEERATE_PER_KW: u32 = 2_500;
const MARGIN: u16 = 36;

/// What a child weighs that spends an anchor and one P2TR output of its own, to one of the same kind.
const CHILD_WEIGHT: u64 = 608;

/// The round, the tree, the exit.
pub fn shown() -> Result<String, Box<dyn Error>> {
    let round = Round::of(USERS)?;
    let (spec, utxo) = (&round.signed.spec, round.tree.utxo());
    let build = median(&mut || _ = black_box(Branch::build(spec, utxo, LEAVING)));
    let bytes = round.vtxo(LEAVING)?.to_vec();
    let vtxo = VtxoRef::parse(&bytes)?;
    let (own, known) = ([round.users[LEAVING].public_key()], [round.server_cosign.public_key()]);
    let expected = Expectation {
        own_keys: &own,
        server_pubkey: round.server.public_key(),
        server_cosign_pubkeys: &known,
        policy: ExpectedPolicy::Own,
        amount: Some(spec.leaves()[LEAVING].amount),
        unlock_hash: Some(spec.leaves()[LEAVING].unlock_hash),
        confirmations: 6,
        tip: TIP,
        exit_delta: spec.terms().exit_delta,
        margin: MARGIN,
        max_depth: 100,
    };
    let anchor = SerializedTransaction::parse(&round.anchor)?;
    let facts = ChainFacts { anchor, confirmations: 6, unspent: true };
    let accepted = vtxo.accept(&expected, &facts)?;
    let accept = median(&mut || _ = black_box(vtxo.accept(&expected, &facts)));

    let mut rows = vec![format!(
        "\na round on paper: {USERS} users share one output on chain, user {LEAVING} leaves alone (median of {RUNS} runs)\n"
    )];
    rows.push(row("on chain", format_args!("{}, {}:{}", spec.total(), anchor.txid(), utxo.vout)));
    rows.extend(drawing::text(&round.tree, Some(LEAVING)).lines().map(|line| row("", line)));
    rows.push(row("branch", format_args!("built from the specification in {build:.1} µs")));
    rows.push(row(
        "accepted",
        format_args!("{} of {}, all checks in {accept:.1} µs", accepted.amount(), accepted.id()),
    ));

    let deadline = accepted.deadline(MARGIN);
    rows.push(row(
        "deadline",
        format_args!("exit by {}, or the server takes it from {} on", deadline.begin, deadline.lost),
    ));
    let exit = accepted.exit()?;
    for package in exit.packages()? {
        let package = package?;
        let fee = package.child_fee(CHILD_WEIGHT, FEERATE_PER_KW).ok_or("child is too heavy")?;
        let weight = package.parent.weight();
        rows.push(row(
            "publish",
            format_args!("{}, {weight} weight units; its child pays {fee}", package.parent.txid()),
        ));
    }
    let clause = *exit.clauses().next().ok_or("no clause of the user's")?;
    let confirmed = |_: &_| TransactionStatus::Confirmed(TIP);
    if let Progress::Delayed { until } = exit.progress(&clause, confirmed, PointStatus::Unspent, TIP)? {
        rows.push(row("wait", format_args!("until {until}")));
    }
    let wallet = [&[0x51, 0x20][..], &[0x77; 32]].concat();
    let claim = exit.claim(&clause, None, &wallet, FEERATE_PER_KW)?;
    let (value, fee, weight) = (claim.value(), claim.fee(), claim.weight());
    let context = SigningContext::new(Entropy::new([0x78; 32]));
    let claimed = claim.sign(&round.users[LEAVING], Entropy::new([0x79; 32]), &context)?;
    rows.push(row("claim", format_args!("{value}, fee {fee}, {weight} weight units, {}", claimed.txid())));
    Ok(rows.concat())
}
