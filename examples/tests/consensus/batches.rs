//! Many claims in one transaction.

use crate::world::{FORMATS, LATER, NODES, World, consensus, destination, worlds};
use keelbolt::commitment::spend::{Claim, ClaimKind, Error, Path, Revoked, Sweep};
use keelbolt::commitment::{Error as CommitmentError, Format, Node, OutputKind, relay};
use std::collections::BTreeSet;

#[test]
fn everything_revoked_is_taken_at_once_and_one_by_one() {
    for mut world in worlds() {
        let what = format!("{:?}", world.channel.format);
        let (published, store) = (world.published(), world.store());
        let revoked =
            Revoked::recognise(&world.channel, world.owner, &published, &store, &world.htlcs, &world.context)
                .unwrap();
        let mut claims = revoked.claims();
        assert_eq!(claims.len(), 6, "{what}: to_local and five htlcs");
        claims.extend(revoked.to_remote());
        let cheated = world.owner.other();
        for claim in &claims {
            world.spend(cheated, vec![claim.clone()], 1000).check(&what);
        }
        world.spend(cheated, claims, 1000).check(&what);

        // The cheater is faster with two HTLCs: what they pay is taken with the rest.
        let htlc_transactions = world.htlc_transactions();
        let published: Vec<_> =
            htlc_transactions.iter().take(2).map(|(transaction, _)| transaction).collect();
        let spent: Vec<_> = published.iter().flat_map(|transaction| &transaction.input).collect();
        let mut claims = revoked.claims();
        claims.retain(|claim| {
            spent.iter().all(|input| {
                let vout = input.previous_output.vout;
                vout != claim.previous_output.vout || claim.kind == ClaimKind::RevokedToLocal
            })
        });
        assert_eq!(claims.len(), 4, "{what}");
        claims.extend(published.iter().flat_map(|transaction| revoked.second_stage_claims(transaction)));
        assert_eq!(claims.len(), 6, "{what}");
        world.spend(cheated, claims, 1000).check(&what);
    }
}

#[test]
fn the_last_timeout_locks_the_batch() {
    for world in worlds() {
        let received = world.outputs(|kind| matches!(kind, OutputKind::ReceivedHtlc(_)));
        let claims = received.iter().map(|output| world.commitment.claim(*output, &Path::Timeout).unwrap());
        let claims: Vec<Claim> = claims.collect();
        let last = claims.iter().map(|claim| claim.lock_time).max().unwrap();
        let spend = world.spend(world.owner.other(), claims, 1000);
        assert_eq!(spend.transaction.lock_time.to_consensus_u32(), last);
        spend.check("timeouts");
    }
}

#[test]
fn htlc_transactions_are_combined() {
    for format in [Format::Anchors, Format::ZeroFee] {
        // The owner's HTLC-success transactions have no lock time: any number of them go together.
        let world = World::new(format, Node::Accepter);
        let received = world.outputs(|kind| matches!(kind, OutputKind::ReceivedHtlc(_)));
        assert_eq!(received.len(), 3);
        let claim = |output: &usize| world.commitment.claim(*output, &world.htlc_path(*output)).unwrap();
        // The wallet's input stands first, but each HTLC keeps the output of its own index.
        let mut claims = vec![world.wallet(0)];
        claims.extend(received.iter().map(claim));
        let spend = world.spend(Node::Accepter, claims, 1000);
        assert_eq!(spend.transaction.output.len(), 4);
        assert_eq!(spend.claims.last().unwrap().kind, ClaimKind::Wallet);
        spend.check("htlc-success");
        let second = world.commitment.second_stage_claims(&spend.transaction, &Path::Delayed).unwrap();
        assert_eq!(second.len(), 3);
        world.spend(Node::Accepter, second, 1000).check("second stage");

        // HTLC-timeout transactions of different expiries do not go together, nor with HTLC-success.
        let offered = world.outputs(|kind| matches!(kind, OutputKind::OfferedHtlc(_)));
        let mut both: Vec<Claim> = offered.iter().map(claim).collect();
        let mut locks: Vec<u32> = both.iter().map(|claim| claim.lock_time).collect();
        locks.sort_unstable();
        let apart = |claims: Vec<Claim>| Sweep::new(claims, destination()).map(drop);
        assert_eq!(apart(both.clone()), Err(Error::LockTime { expected: locks[0], found: locks[1] }));
        both.truncate(1);
        both.extend(received.iter().map(claim));
        assert_eq!(apart(both.clone()), Err(Error::LockTime { expected: 0, found: both[0].lock_time }));
    }
}

#[test]
fn a_change_of_dust_goes_to_the_fee() {
    let world = World::new(Format::ZeroFee, Node::Opener);
    let output = world.outputs(|kind| matches!(kind, OutputKind::OfferedHtlc(_)))[0];
    let claim = world.commitment.claim(output, &world.htlc_path(output)).unwrap();
    // What the wallet brings pays the fee and leaves no more than 200 sat.
    let mut wallet = world.wallet(0);
    let spend = world.spend(world.owner, vec![claim.clone(), wallet.clone()], 1000);
    wallet.amount.0 = spend.fee.0 + 200;
    let spend = world.spend(world.owner, vec![claim.clone(), wallet.clone()], 1000);
    assert_eq!((spend.transaction.output.len(), spend.fee), (1, wallet.amount));
    spend.check("without change");
    // Alone it cannot pay anything.
    let alone = Sweep::new(vec![claim], destination()).unwrap().build(1000);
    assert!(matches!(alone, Err(Error::FeeExceedsAmount { found: keelbolt::amount::Sat(0), .. })));
}

/// Two HTLCs of one hash, amount and expiry: each has its own output, its own signature.
#[test]
fn equal_htlcs_are_told_apart() {
    for format in [Format::Anchors, Format::ZeroFee] {
        for owner in NODES {
            let world = World::new(format, owner);
            let equal = world.outputs(|kind| matches!(kind.htlc(), Some(2 | 3)));
            let [first, second] = equal.try_into().unwrap();
            let outputs = world.commitment.outputs();
            assert_eq!(outputs[first].script_pubkey, outputs[second].script_pubkey);
            let preimage = Some(world.preimage(first));
            let path =
                |output| Path::HtlcTransaction { remote_signature: world.remote_signature(output), preimage };
            let claim = |output, of| world.commitment.claim(output, &path(of));
            let swapped = CommitmentError::HtlcSignature {
                htlc: outputs[first].kind.htlc().unwrap(),
                output: first as u32,
            };
            assert_eq!(claim(first, second), Err(Error::Commitment(swapped)));
            let claims = vec![claim(first, first).unwrap(), claim(second, second).unwrap(), world.wallet(0)];
            world.spend(owner, claims, 1000).check("equal htlcs");
        }
    }
}

/// BOLT 5: "483 bidirectional HTLCs [..] can be resolved in a single penalty transaction."
#[test]
fn a_full_commitment_is_punished() {
    for format in FORMATS {
        let each = format.max_accepted_htlcs() as u32;
        let rows: Vec<_> = NODES
            .into_iter()
            .flat_map(|node| (0..each).map(move |n| (node, 20_000_000, 700_000 + n, n as u16)))
            .collect();
        let mut world = World::with(format, Node::Opener, &rows);
        let (published, store) = (world.published(), world.store());
        let revoked =
            Revoked::recognise(&world.channel, world.owner, &published, &store, &world.htlcs, &world.context)
                .unwrap();
        let mut claims = revoked.claims();
        assert_eq!(claims.len(), 2 * each as usize + 1);
        assert!(revoked.unknown().is_empty());
        claims.extend(revoked.to_remote());
        let everything: BTreeSet<_> = claims.iter().map(|claim| claim.previous_output).collect();
        let batches = Sweep::new(claims, destination()).unwrap().batches().unwrap();
        // "MUST NOT exceed the 10kvB limit of v3 transactions"
        assert_eq!(batches.len(), if format == Format::ZeroFee { 3 } else { 1 });
        let mut taken = BTreeSet::new();
        for batch in batches {
            let spend = world.signed(Node::Accepter, batch, 1000);
            assert_eq!(relay::check(&spend.transaction, &spend.coins, &LATER), Ok(spend.fee));
            // Each call hashes all inputs again: the ends and the middle will do.
            let bytes = bitcoin::consensus::serialize(&spend.transaction);
            for input in [0, spend.coins.len() / 2, spend.coins.len() - 1] {
                let spent = &spend.coins[input].output;
                let (script, amount) = (spent.script_pubkey.as_bytes(), spent.value.to_sat());
                assert_eq!(bitcoinconsensus::verify(script, amount, &bytes, None, input), Ok(()));
            }
            taken.extend(spend.claims.into_iter().map(|claim| claim.previous_output));
        }
        assert_eq!(taken, everything);
        assert_eq!(consensus(&published, &[world.funding_coin()]), Ok(()));
    }
}
