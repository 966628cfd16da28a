//! An exit, step by step: what is published, what its children pay, what is to be done next, also after a
//! reorganisation; the claims and the deadlines.
#![cfg(feature = "alloc")]

mod ark;

use ark::{context, delta, height, key, pair, preimage, terms};
use keelbolt::amount::Sat;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::crypto::SchnorrSignature;
use keelbolt::entropy::Entropy;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::{Clause, SpendError, UserPolicy};
use keelbolt::vtxo::{
    AcceptedVtxo, BareVtxo, Deadline, ExitPackage, GenesisItem, HashLockVersion, Keys, PointStatus, Progress,
    Siblings, TransactionStatus, Transition, Unlock, Vtxo, first_deadline,
};
use std::collections::BTreeMap;

/// A VTXO behind a board, a tree's node and a leaf; its signatures are nobody's, which an exit does not ask.
fn vtxo(policy: UserPolicy) -> Vtxo {
    let pubkeys = [key(1), key(2)];
    let signature = Some(SchnorrSignature::new([3; 64]));
    let cosigned = Transition::Cosigned { pubkeys: Keys::new(&pubkeys), signature };
    let preimage = preimage();
    let unlock = Unlock::Preimage(preimage.0.expose());
    let version = HashLockVersion::V1;
    let locked = Transition::HashLocked { version, user_pubkey: key(2), signature, unlock };
    let item = |transition, fee| GenesisItem {
        transition,
        output_index: 0,
        siblings: Siblings::new(&[]).unwrap(),
        fee: Sat(fee),
    };
    let items = [item(cosigned, 330), item(cosigned, 0), item(locked, 0)];
    let chain_anchor = OutPoint { txid: Txid([4; 32]), vout: 0 };
    let bare = BareVtxo {
        amount: Sat(50_000),
        terms: terms(),
        chain_anchor,
        policy,
        point: OutPoint { txid: Txid([5; 32]), vout: 0 },
    };
    let point = Vtxo::new(bare, &items).unwrap().as_ref().hops().unwrap().last().unwrap().unwrap().outpoint();
    Vtxo::new(BareVtxo { point, ..bare }, &items).unwrap()
}

fn money() -> UserPolicy {
    UserPolicy::Pubkey { user_pubkey: key(2) }
}

fn received() -> UserPolicy {
    UserPolicy::LightningReceive {
        version: HashLockVersion::V1,
        user_pubkey: key(2),
        payment_hash: preimage().payment_hash(),
        htlc_expiry: height(850_000),
        htlc_expiry_delta: delta(40),
    }
}

fn sent() -> UserPolicy {
    UserPolicy::LightningSend {
        version: HashLockVersion::V1,
        user_pubkey: key(2),
        payment_hash: preimage().payment_hash(),
        htlc_expiry: height(850_000),
    }
}

#[test]
fn packages_follow_one_another() {
    let vtxo = vtxo(money());
    let exit = AcceptedVtxo::assume_accepted(vtxo.as_ref()).exit().unwrap();
    let packages: Vec<ExitPackage<'_>> = exit.packages().unwrap().map(Result::unwrap).collect();
    let mut spent = vtxo.bare().chain_anchor;
    let mut weight = 0;
    for (depth, package) in packages.iter().enumerate() {
        let transaction = package.parent.transaction();
        assert_eq!((package.depth, package.parent.input()), (depth, spent));
        assert_eq!(package.parent.weight(), transaction.weight().to_wu());
        let anchor = &transaction.output[package.anchor().vout as usize];
        assert_eq!(anchor.script_pubkey.as_bytes(), [0x51, 0x02, 0x4e, 0x73]);
        assert_eq!(anchor.value.to_sat(), package.anchor_value().0);
        assert_eq!(package.anchor_value(), if depth == 0 { Sat(330) } else { Sat(0) });
        weight += package.parent.weight();
        spent = package.parent.outpoint();
    }
    assert_eq!((spent, exit.weight()), (exit.point(), Ok(weight)));
    assert_eq!(packages.len(), 3);
}

/// The weight of a child, a feerate, and what it pays for both: sizes are rounded up one by one.
#[test]
fn children_pay_for_their_parents() {
    let vtxo = vtxo(money());
    let exit = AcceptedVtxo::assume_accepted(vtxo.as_ref()).exit().unwrap();
    let package = exit.packages().unwrap().next().unwrap().unwrap();
    let parent = package.parent.weight().div_ceil(4);
    let rows = [
        (ExitPackage::MAX_CHILD_WEIGHT, 250, Some(Sat(parent + 1_000))),
        (ExitPackage::MAX_CHILD_WEIGHT + 1, 250, None),
        (601, 250, Some(Sat(parent + 151))),
        (600, 1_000, Some(Sat((parent + 150) * 4))),
        (600, 253, Some(Sat(((parent + 150) * 4 * 253).div_ceil(1_000)))),
    ];
    for (weight, feerate, fee) in rows {
        assert_eq!(package.child_fee(weight, feerate), fee, "{weight} at {feerate}");
    }
}

/// What blocks and mempool say, the clause's point, the tip, and what is to be done.
#[test]
fn progress_follows_the_chain() {
    use TransactionStatus::{Confirmed, Conflicting, InMempool, Unknown};
    let vtxo = vtxo(money());
    let exit = AcceptedVtxo::assume_accepted(vtxo.as_ref()).exit().unwrap();
    let clause = *exit.clauses().next().unwrap();
    let txids: Vec<Txid> = exit.packages().unwrap().map(|package| package.unwrap().parent.txid()).collect();
    let block = |height| Confirmed(BlockHeight(height));
    let (free, claim) = (PointStatus::Unspent, Txid([7; 32]));
    let spent = |status| PointStatus::Spent { txid: claim, status };
    let until = BlockHeight(802_144);
    let done = [block(800_000), block(800_001), block(802_000)];
    let rows = [
        ([Unknown; 3], free, 800_000, Progress::Publish { depth: 0 }),
        ([InMempool, Unknown, Unknown], free, 800_000, Progress::Wait { depth: 0 }),
        ([block(800_000), Unknown, Unknown], free, 800_000, Progress::Publish { depth: 1 }),
        ([block(800_000), InMempool, Unknown], free, 800_001, Progress::Wait { depth: 1 }),
        ([block(800_000), block(800_001), Unknown], free, 800_001, Progress::Publish { depth: 2 }),
        (done, free, 802_000, Progress::Delayed { until }),
        (done, free, 802_142, Progress::Delayed { until }),
        (done, free, 802_143, Progress::Claim),
        (done, spent(InMempool), 802_143, Progress::Spending { txid: claim }),
        (done, spent(block(802_144)), 802_144, Progress::Spent { txid: claim, height: until }),
        // The block of the claim is disconnected, and then that of the last transaction.
        (done, spent(Unknown), 802_143, Progress::Claim),
        ([block(800_000), block(800_001), InMempool], free, 801_999, Progress::Wait { depth: 2 }),
        // Somebody else has taken what the second one spends.
        (
            [block(800_000), Conflicting { txid: claim }, Unknown],
            free,
            800_002,
            Progress::Conflicting { depth: 1, txid: claim },
        ),
        // What spent the VTXO was itself put out of the chain by another.
        (done, spent(Conflicting { txid: claim }), 802_143, Progress::Claim),
        // The host knows but what is unspent, or asked in the midst of a block.
        ([Unknown, block(800_001), Unknown], free, 800_001, Progress::Publish { depth: 2 }),
        ([Unknown, InMempool, block(802_000)], free, 802_142, Progress::Delayed { until }),
        // Another miner has put the second one out of the chain: it is published again.
        ([block(800_000), Unknown, Unknown], free, 800_002, Progress::Publish { depth: 1 }),
    ];
    for (row, (statuses, point, tip, expected)) in rows.into_iter().enumerate() {
        let known: BTreeMap<_, _> = txids.iter().zip(statuses).collect();
        let progress = exit.progress(&clause, |txid| known[txid], point, BlockHeight(tip));
        assert_eq!(progress, Ok(expected), "row {row}");
    }
}

#[test]
fn owners_claim_by_their_own_clauses() {
    let destination = [[0x51, 0x20].as_slice(), &[6; 32]].concat();
    let user = key(2).x_only().0;
    let rows = [(money(), false), (received(), true), (sent(), false)];
    for (policy, needs_preimage) in rows {
        let vtxo = vtxo(policy);
        let exit = AcceptedVtxo::assume_accepted(vtxo.as_ref()).exit().unwrap();
        let clauses: Vec<&Clause> = exit.clauses().collect();
        assert_eq!(clauses.len(), 1, "{policy:?}");
        assert_eq!(*clauses[0].pubkey(), user);
        let preimage = preimage();
        let without = exit.claim(clauses[0], None, &destination, 500).err();
        assert_eq!(without, needs_preimage.then_some(SpendError::WrongPreimage), "{policy:?}");
        let claim = exit.claim(clauses[0], Some(&preimage), &destination, 500).unwrap();
        let (weight, fee) = (claim.weight(), claim.fee());
        assert_eq!(fee, Sat((weight * 500).div_ceil(1_000)));
        let signed = claim.sign(&pair(2), Entropy::new([5; 32]), &context()).unwrap();
        let transaction = signed.transaction();
        assert_eq!(transaction.weight().to_wu(), weight, "{policy:?}");
        assert_eq!(transaction.output[0].value.to_sat(), 50_000 - fee.0);
    }
    // A contract that was sent ends at a height: the claim waits for it beside the delay.
    let vtxo = vtxo(sent());
    let exit = AcceptedVtxo::assume_accepted(vtxo.as_ref()).exit().unwrap();
    let clause = *exit.clauses().next().unwrap();
    let confirmed = |_: &Txid| TransactionStatus::Confirmed(BlockHeight(800_000));
    let progress = |tip| exit.progress(&clause, confirmed, PointStatus::Unspent, BlockHeight(tip)).unwrap();
    assert_eq!(progress(849_999), Progress::Delayed { until: BlockHeight(850_001) });
    assert_eq!(progress(850_000), Progress::Claim);
}

#[test]
fn the_first_deadline_counts() {
    let vtxos = [vtxo(money()), vtxo(received()), vtxo(sent())];
    let accepted = || vtxos.iter().map(|vtxo| AcceptedVtxo::assume_accepted(vtxo.as_ref()));
    let deadlines: Vec<Deadline> = accepted().map(|vtxo| vtxo.deadline(36)).collect();
    let rows = [
        // The sweep: three transactions, the delay, the margin.
        (BlockHeight(900_000 - 3 - 144 - 36), BlockHeight(900_000)),
        // The server takes an incoming payment back from its expiry on.
        (BlockHeight(850_000 - 3 - 144 - 40 - 36), BlockHeight(850_000)),
        (BlockHeight(900_000 - 3 - 144 - 36), BlockHeight(900_000)),
    ];
    for ((deadline, (begin, lost)), vtxo) in deadlines.iter().zip(rows).zip(&vtxos) {
        assert_eq!(*deadline, Deadline { begin, lost, vtxo: vtxo.bare().id() });
    }
    assert_eq!(first_deadline(accepted(), 36), Some(deadlines[1]));
    assert_eq!(first_deadline([], 36), None);
    assert_eq!(deadlines[0].begin.0, first_deadline(accepted().take(1), 0).unwrap().begin.0 - 36);
}
