//! What must not take an output: each path a little wrong, refused by Bitcoin Core's interpreter.

use crate::paths::{paths_of, rows};
use crate::world::{Spend, World, consensus, digest, key_hash_code, secret_key, with_type, worlds};
use bitcoin::Witness;
use keelbolt::commitment::Format;
use keelbolt::commitment::spend::{Claim, ClaimKind};

/// A name, the claims that it concerns, and what is wrong with one before it is signed.
type Lock = (&'static str, fn(&World, &Claim) -> bool, fn(&mut Claim));

const LOCKS: &[Lock] = &[
    ("a block before the delay", is_delayed, |claim| claim.sequence -= 1),
    ("no delay", is_delayed, |claim| claim.sequence = 0),
    ("a delay that does not count", is_delayed, |claim| claim.sequence |= 1 << 31),
    ("a delay in seconds", is_delayed, |claim| claim.sequence |= 1 << 22),
    ("a block before the expiry", is_expiring, |claim| claim.lock_time -= 1),
    ("no expiry", is_expiring, |claim| claim.lock_time = 0),
    ("an expiry that does not count", is_expiring, |claim| claim.sequence = u32::MAX),
    ("an expiry in seconds", is_expiring, |claim| claim.lock_time = 1_600_000_000),
];

fn is_delayed(world: &World, claim: &Claim) -> bool {
    match claim.kind {
        ClaimKind::ToLocal | ClaimKind::AbandonedAnchor => true,
        ClaimKind::ToRemote | ClaimKind::Preimage | ClaimKind::Timeout => {
            world.channel.format == Format::Anchors
        }
        _ => false,
    }
}

/// The expiry of HTLC-timeout stands in the other node's signature, that of the direct path in the script.
fn is_expiring(_: &World, claim: &Claim) -> bool {
    matches!(claim.kind, ClaimKind::Timeout | ClaimKind::HtlcTimeout)
}

/// A name, the kinds that it concerns, and what is wrong with the witness of a signed transaction.
type Forgery = (&'static str, fn(ClaimKind) -> bool, fn(&mut Vec<Vec<u8>>));

const FORGERIES: &[Forgery] = &[
    ("another preimage", has_preimage, |witness| {
        let preimage = witness.iter_mut().find(|element| element.len() == 32).unwrap();
        preimage[31] ^= 1;
    }),
    ("a longer preimage", has_preimage, |witness| {
        witness.iter_mut().find(|element| element.len() == 32).unwrap().push(0);
    }),
    ("no preimage", has_preimage, |witness| {
        witness.iter_mut().find(|element| element.len() == 32).unwrap().clear();
    }),
    (
        "a preimage for a timeout",
        |kind| matches!(kind, ClaimKind::Timeout | ClaimKind::HtlcTimeout),
        |witness| {
            let last = witness.len() - 2;
            witness[last] = vec![0x0f; 32];
        },
    ),
    ("the delayed key as revocation key", |kind| kind == ClaimKind::ToLocal, |witness| witness[1] = vec![1]),
    (
        "the revocation key as delayed key",
        |kind| kind == ClaimKind::RevokedToLocal,
        |witness| {
            witness[1] = Vec::new();
        },
    ),
    (
        "another revocation key",
        |kind| kind == ClaimKind::RevokedHtlc,
        |witness| {
            let other = keelbolt::crypto::SigningContext::new(keelbolt::entropy::Entropy::new([1; 32]));
            witness[1] = other.public_key(&secret_key(0x66)).unwrap().to_bytes().to_vec();
        },
    ),
    ("the owner's signature twice", is_htlc_transaction, |witness| witness[1] = witness[2].clone()),
    ("no signature of the other node", is_htlc_transaction, |witness| witness[1].clear()),
    ("signatures in the other order", is_htlc_transaction, |witness| witness.swap(1, 2)),
    ("an element more", |kind| kind != ClaimKind::SharedAnchor, |witness| witness.insert(0, vec![1])),
    (
        "another script",
        |kind| !matches!(kind, ClaimKind::SharedAnchor | ClaimKind::ToRemote),
        |witness| {
            let script = witness.last_mut().unwrap();
            script[5] ^= 1;
        },
    ),
];

fn has_preimage(kind: ClaimKind) -> bool {
    matches!(kind, ClaimKind::Preimage | ClaimKind::HtlcSuccess)
}

fn is_htlc_transaction(kind: ClaimKind) -> bool {
    matches!(kind, ClaimKind::HtlcSuccess | ClaimKind::HtlcTimeout)
}

/// Every claim that the outputs of a world have, with who takes it.
fn claims(world: &mut World) -> Vec<(Claim, keelbolt::commitment::Node)> {
    let revocation = world.revocation();
    let outputs = world.commitment.outputs();
    let found = outputs.iter().enumerate().flat_map(|(output, spent)| {
        let rows = rows(world, output, &revocation).into_iter();
        let rows = rows.filter(move |(name, ..)| paths_of(spent.kind).contains(name));
        rows.filter_map(|(_, path, node)| Some((world.commitment.claim(output, &path).ok()?, node)))
            .collect::<Vec<_>>()
    });
    found.collect()
}

#[test]
fn locks_hold() {
    let mut refused = vec![0; LOCKS.len()];
    for mut world in worlds() {
        for (claim, node) in claims(&mut world) {
            for (count, (name, concerns, spoil)) in refused.iter_mut().zip(LOCKS) {
                if !concerns(&world, &claim) {
                    continue;
                }
                let mut spoiled = claim.clone();
                spoil(&mut spoiled);
                let spend = world.spend(node, vec![spoiled, world.wallet(0)], 1000);
                let what = format!("{:?}, {:?}: {name}", world.channel.format, claim.kind);
                assert_eq!(consensus(&spend.transaction, &spend.coins), Err(0), "{what}");
                *count += 1;
            }
        }
    }
    assert!(refused.iter().all(|count| *count > 0), "{refused:?}");
}

#[test]
fn witnesses_cannot_be_forged() {
    let mut refused = vec![0; FORGERIES.len()];
    for mut world in worlds() {
        for (claim, node) in claims(&mut world) {
            let Spend { transaction, coins, .. } =
                world.spend(node, vec![claim.clone(), world.wallet(0)], 1000);
            for (count, (name, concerns, forge)) in refused.iter_mut().zip(FORGERIES) {
                if !concerns(claim.kind) {
                    continue;
                }
                let mut forged = transaction.clone();
                let mut witness = forged.input[0].witness.to_vec();
                forge(&mut witness);
                forged.input[0].witness = Witness::from_slice(&witness);
                let what = format!("{:?}, {:?}: {name}", world.channel.format, claim.kind);
                assert_eq!(consensus(&forged, &coins), Err(0), "{what}");
                *count += 1;
            }
        }
    }
    assert!(refused.iter().all(|count| *count > 0), "{refused:?}");
}

/// The right path with the signature of a key that is not of it: also what a revocation by another secret comes to.
#[test]
fn keys_of_others_take_nothing() {
    let mut refused = 0;
    for mut world in worlds() {
        for (claim, node) in claims(&mut world) {
            if claim.key().is_none() {
                continue;
            }
            let Spend { mut transaction, coins, .. } =
                world.spend(node, vec![claim.clone(), world.wallet(0)], 1000);
            let mut witness = transaction.input[0].witness.to_vec();
            let code = match witness.last().unwrap() {
                key if key.len() == 33 => key_hash_code(key),
                script => script.clone(),
            };
            let digest = digest(&transaction, 0, &code, claim.amount);
            let sign = |key| with_type(&world.context.sign(&digest, key).unwrap());
            let at = if is_htlc_transaction(claim.kind) { 2 } else { 0 };
            let own = world.keys(node).derive(&claim.key().unwrap().origin).unwrap();
            assert_eq!(witness[at], sign(&own), "what is forged is all that is wrong");
            witness[at] = sign(&secret_key(0x66));
            transaction.input[0].witness = Witness::from_slice(&witness);
            let what = format!("{:?}, {:?}", world.channel.format, claim.kind);
            assert_eq!(consensus(&transaction, &coins), Err(0), "{what}");
            refused += 1;
        }
    }
    assert!(refused > 60, "{refused}");
}
