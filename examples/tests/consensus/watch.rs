//! What a node or its watchtower sees of a published commitment.

use crate::world::{World, worlds};
use bitcoin::absolute::LockTime;
use bitcoin::{Sequence, Transaction};
use keelbolt::commitment::spend::{ClaimKind, Error, Revoked};
use keelbolt::commitment::{CommitmentNumber, Htlc, SecretStore};

fn recognise(
    world: &World,
    transaction: &Transaction,
    store: &SecretStore,
    htlcs: &[Htlc],
) -> Result<Revoked, Error> {
    Revoked::recognise(&world.channel, world.owner, transaction, store, htlcs, &world.context)
}

#[test]
fn a_revoked_commitment_is_recognised() {
    for mut world in worlds() {
        let (published, store) = (world.published(), world.store());
        // In any order, and among others of other commitments.
        let mut htlcs = world.htlcs.clone();
        htlcs.reverse();
        htlcs.push(Htlc { cltv_expiry: keelbolt::time::BlockHeight(1), ..htlcs[0] });
        let revoked = recognise(&world, &published, &store, &htlcs).unwrap();
        assert_eq!(revoked.number(), world.commitment.number());
        assert_eq!(revoked.unknown(), []);
        // The same claims as from the commitment itself.
        let revocation = world.revocation();
        let path = keelbolt::commitment::spend::Path::Revocation(&revocation);
        let outputs = 0..world.commitment.outputs().len();
        let expected: Vec<_> =
            outputs.filter_map(|output| world.commitment.claim(output, &path).ok()).collect();
        assert_eq!(revoked.claims(), expected);
        assert_eq!(revoked.to_remote().unwrap().kind, ClaimKind::ToRemote);
    }
}

#[test]
fn htlcs_that_were_not_stored_are_told() {
    for mut world in worlds() {
        let (published, store) = (world.published(), world.store());
        let revoked = recognise(&world, &published, &store, &world.htlcs[..1]).unwrap();
        let lost = world.outputs(|kind| kind.htlc().is_some_and(|htlc| htlc > 0));
        let lost: Vec<u32> = lost.into_iter().map(|output| output as u32).collect();
        assert_eq!(revoked.unknown(), lost);
        assert_eq!(revoked.claims().len(), 2);
        let none = recognise(&world, &published, &store, &[]).unwrap();
        assert_eq!((none.claims().len(), none.unknown().len()), (1, 5));
    }
}

/// A change of a published commitment, after which it is none of the channel's.
type Change = (&'static str, fn(&mut Transaction));

const OTHERS: &[Change] = &[
    ("another output", |transaction| transaction.input[0].previous_output.vout += 1),
    ("two inputs", |transaction| transaction.input.push(transaction.input[0].clone())),
    ("no input", |transaction| transaction.input.clear()),
    ("another lock time", |transaction| transaction.lock_time = LockTime::ZERO),
    ("another sequence", |transaction| transaction.input[0].sequence = Sequence::MAX),
];

#[test]
fn other_transactions_are_not_taken_for_it() {
    for mut world in worlds() {
        let (published, store) = (world.published(), world.store());
        for (name, change) in OTHERS {
            let mut other = published.clone();
            change(&mut other);
            let found = recognise(&world, &other, &store, &world.htlcs).map(drop);
            assert_eq!(found, Err(Error::NotACommitment), "{name}");
        }
    }
}

#[test]
fn the_last_commitment_is_not_revoked() {
    for mut world in worlds() {
        let mut store = SecretStore::new();
        let first = CommitmentNumber::FIRST;
        store.insert(first, world.generator.secret(first)).unwrap();
        let found = recognise(&world, &world.published(), &store, &world.htlcs).map(drop);
        assert_eq!(found, Err(Error::NotYetRevoked { number: world.commitment.number() }));
    }
}
