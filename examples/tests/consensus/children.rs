//! Children that pay for a commitment.

use crate::world::{CONFIRMED, FORMATS, LATER, NODES, Spend, World, coin_of, consensus, destination};
use keelbolt::amount::Sat;
use keelbolt::commitment::relay::{self, Coin, Created};
use keelbolt::commitment::spend::{Claim, ClaimKind, Error, Parent, Path, Sweep};
use keelbolt::commitment::{Format, Node, OutputKind};

/// The outputs by which a node can pay for a commitment.
fn anchors(world: &World, node: Node) -> Vec<usize> {
    world.outputs(|kind| match kind {
        OutputKind::LocalAnchor => node == world.owner,
        OutputKind::RemoteAnchor => node != world.owner,
        OutputKind::SharedAnchor => true,
        _ => false,
    })
}

fn parent(world: &World) -> Parent {
    Parent { fee: world.commitment.fee(), weight: world.published().weight().to_wu() }
}

/// A child with its anchor, and wallet outputs.
fn child(world: &World, node: Node, feerate: u32) -> Spend {
    let claim = world.commitment.claim(anchors(world, node)[0], &Path::Anchor).unwrap();
    let claims = vec![claim, world.wallet(0)];
    let unsigned = Sweep::new(claims, destination()).unwrap().with_parent(parent(world)).build(feerate);
    let unsigned = unsigned.unwrap();
    let (claims, predicted, fee) = (unsigned.claims().to_vec(), unsigned.weight(), unsigned.fee());
    let signed = unsigned.sign(&world.keys(node), &world.context).unwrap();
    let mut transaction = signed.transaction().clone();
    world.sign_wallet(&mut transaction, &claims);
    let coins = claims.iter().map(|claim| unconfirmed(world, claim)).collect();
    Spend { transaction, coins, claims, predicted, fee, signed }
}

/// What a claim spends while the commitment is in no block.
fn unconfirmed(world: &World, claim: &Claim) -> Coin {
    let created = match claim.kind {
        ClaimKind::Wallet => Created::Confirmed(CONFIRMED),
        _ => Created::Unconfirmed {
            version: world.channel.format.transaction_version(),
            ancestors: 0,
            children: 0,
        },
    };
    Coin { created, ..coin_of(claim) }
}

#[test]
fn a_child_pays_for_its_parent() {
    for format in [Format::Anchors, Format::ZeroFee] {
        for (owner, node) in NODES.into_iter().flat_map(|owner| NODES.map(|node| (owner, node))) {
            let world = World::new(format, owner);
            let published = world.published();
            // At the lowest feerate each of the two sizes is rounded up.
            for feerate in [250, 251, 253, 1000, 20_000] {
                let child = child(&world, node, feerate);
                consensus(&child.transaction, &child.coins).unwrap();
                let coins = [world.funding_coin()];
                let package = (&child.transaction, child.coins.as_slice());
                let fee = relay::check_package((&published, &coins), package, &LATER).unwrap();
                let weight = published.weight().to_wu() + child.transaction.weight().to_wu();
                // At least the feerate, and no more than the lengths of signatures and roundings explain; a parent with
                // fees of its own keeps them.
                let expected = u64::from(feerate) * weight / 1000;
                let most = expected.max(parent(&world).fee.0 + child.predicted.div_ceil(4));
                assert!(
                    (expected..=most + u64::from(feerate) * 8 / 1000 + 1).contains(&fee.0),
                    "{format:?} {fee}"
                );
                assert_eq!(child.transaction.version.0 as u32, format.transaction_version());
            }
        }
    }
}

/// Zero-fee commitments are nothing without a child, which has to take the anchor when that is dust.
#[test]
fn a_commitment_without_fee_needs_its_child() {
    let world = World::new(Format::ZeroFee, Node::Opener);
    let (published, coins) = (world.published(), [world.funding_coin()]);
    assert_eq!(world.commitment.fee(), Sat(0));
    let anchor = anchors(&world, Node::Opener)[0];
    // What is trimmed: one HTLC of 99 sat, and its fraction and that of another.
    assert_eq!(world.commitment.outputs()[anchor].value, Sat(100));
    let alone = relay::check(&published, &coins, &LATER);
    let dust = relay::Error::Dust { output: anchor as u32, expected: Sat(240), found: Sat(100) };
    assert_eq!(alone, Err(dust));
    // A child of something else leaves the dust.
    let output = world.outputs(|kind| kind == OutputKind::ToRemote)[0];
    let claim = world.commitment.claim(output, &Path::Payment).unwrap();
    let other = world.spend(Node::Accepter, vec![claim], 20_000);
    let coins_of_other: Vec<Coin> = other.claims.iter().map(|claim| unconfirmed(&world, claim)).collect();
    let package = (&other.transaction, coins_of_other.as_slice());
    let left = relay::check_package((&published, &coins), package, &LATER);
    assert_eq!(left, Err(relay::Error::DustUnspent { output: anchor as u32 }));
    // A child that pays for itself only does not pay for both.
    let claim = world.commitment.claim(anchor, &Path::Anchor).unwrap();
    let poor = world.spend(Node::Accepter, vec![claim, world.wallet(0)], 253);
    let coins_of_poor: Vec<Coin> = poor.claims.iter().map(|claim| unconfirmed(&world, claim)).collect();
    let package = (&poor.transaction, coins_of_poor.as_slice());
    let unpaid = relay::check_package((&published, &coins), package, &LATER);
    assert!(matches!(unpaid, Err(relay::Error::Fee { .. })), "{unpaid:?}");
}

/// BIP 431 lets a child have 1000 vB: wallets must bring few inputs.
#[test]
fn a_child_stays_small() {
    for (format, fits) in [(Format::Anchors, true), (Format::ZeroFee, false)] {
        let world = World::new(format, Node::Opener);
        let anchor = world.commitment.claim(anchors(&world, Node::Opener)[0], &Path::Anchor).unwrap();
        let claims = [anchor].into_iter().chain((0..15).map(|index| world.wallet(index))).collect();
        let child = Sweep::new(claims, destination()).unwrap().with_parent(parent(&world)).build(1000);
        match child {
            Ok(_) => assert!(fits),
            Err(error) => assert!(!fits && matches!(error, Error::Weight { expected: 4000, .. }), "{error}"),
        }
    }
}

/// Without anchors only the host's own balance can pay for the other node's commitment.
#[test]
fn to_remote_pays_too() {
    let world = World::new(FORMATS[0], Node::Accepter);
    let output = world.outputs(|kind| kind == OutputKind::ToRemote)[0];
    let claim = world.commitment.claim(output, &Path::Payment).unwrap();
    let coins: Vec<Coin> = [unconfirmed(&world, &claim)].into();
    let sweep = Sweep::new(vec![claim], destination()).unwrap().with_parent(parent(&world));
    let signed = sweep.build(5000).unwrap().sign(&world.keys(Node::Opener), &world.context).unwrap();
    consensus(signed.transaction(), &coins).unwrap();
    let package = (signed.transaction(), coins.as_slice());
    let published = (&world.published(), &[world.funding_coin()][..]);
    assert!(relay::check_package(published, package, &LATER).is_ok());
}
