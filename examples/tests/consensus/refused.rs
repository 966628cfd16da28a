//! Claims and sweeps that cannot be: each a named error, before anything is signed.

use crate::world::{NUMBER, World, destination, secret_key};
use bitcoin::ScriptBuf;
use keelbolt::amount::Sat;
use keelbolt::commitment::spend::{Claim, Error, KeyOrigin, Path, Revocation, SpendKeys, Sweep};
use keelbolt::commitment::{CommitmentNumber, Format, HtlcTransaction, Node, OutputKind, Stage};
use keelbolt::crypto::Preimage;
use keelbolt::secret::Secret;

fn to_remote(world: &World) -> Claim {
    let output = world.outputs(|kind| kind == OutputKind::ToRemote)[0];
    world.commitment.claim(output, &Path::Payment).unwrap()
}

fn world() -> World {
    World::new(Format::Anchors, Node::Opener)
}

fn sweep(claims: Vec<Claim>) -> Result<Sweep, Error> {
    Sweep::new(claims, destination())
}

#[test]
fn outputs_that_cannot_be_claimed() {
    let mut world = world();
    let wrong = Preimage(Secret::new([0xee; 32]));
    let offered = world.outputs(|kind| matches!(kind, OutputKind::OfferedHtlc(_)))[0];
    let received = world.outputs(|kind| matches!(kind, OutputKind::ReceivedHtlc(_)))[0];
    let earlier = CommitmentNumber::new(4).unwrap();
    let other = Revocation::new(world.generator.secret(earlier), &world.context).unwrap();
    let count = world.commitment.outputs().len();
    let remote_signature = world.remote_signature(received);
    let rows = [
        (count, Path::Delayed, Error::NoSuchOutput { expected: count, found: count }),
        (offered, Path::Preimage(&wrong), Error::Preimage { output: offered }),
        (
            received,
            Path::HtlcTransaction { remote_signature, preimage: Some(&wrong) },
            Error::Preimage { output: received },
        ),
        (
            received,
            Path::HtlcTransaction { remote_signature, preimage: None },
            Error::Preimage { output: received },
        ),
        (offered, Path::Revocation(&other), Error::NotRevoked { number: NUMBER }),
    ];
    for (output, path, expected) in rows {
        assert_eq!(world.commitment.claim(output, &path), Err(expected), "{path:?}");
    }
    let second = world.commitment.second_stage_claims(&world.published(), &Path::Revocation(&other));
    assert_eq!(second, Err(Error::NotRevoked { number: NUMBER }));
}

#[test]
fn claims_that_do_not_go_together() {
    let world = world();
    let claim = to_remote(&world);
    let outpoint = claim.previous_output;
    let mut rich = world.wallet(0);
    rich.amount = Sat::MAX_MONEY;
    let mut richer = world.wallet(1);
    richer.amount = Sat(u64::MAX);
    let sum = Sat(Sat::MAX_MONEY.0 + claim.amount.0);
    let rows = [
        (vec![], Error::NoClaims),
        (vec![world.wallet(0)], Error::NoClaims),
        (vec![claim.clone(), claim.clone()], Error::DuplicateClaim { outpoint }),
        (
            vec![claim.clone(), to_remote(&World::new(Format::ZeroFee, Node::Opener))],
            Error::Version { expected: 2, found: 3 },
        ),
        (vec![claim.clone(), rich.clone()], Error::Amount { expected: Sat::MAX_MONEY, found: Some(sum) }),
        (vec![claim, rich, richer], Error::Amount { expected: Sat::MAX_MONEY, found: None }),
    ];
    for (claims, expected) in rows {
        assert_eq!(sweep(claims).map(drop), Err(expected));
    }
    let nowhere = Sweep::new(vec![to_remote(&world)], ScriptBuf::new());
    assert_eq!(nowhere.map(drop), Err(Error::EmptyDestination));
}

/// What would be published for nothing: HTLC-success with another preimage or none.
#[test]
fn htlc_transactions_without_their_preimage() {
    let world = world();
    let wrong = Preimage(Secret::new([0xee; 32]));
    for output in world.outputs(|kind| kind.htlc().is_some()) {
        let transactions = world.commitment.htlc_transactions();
        let of_output = |htlc: &HtlcTransaction| htlc.previous_output.vout as usize == output;
        let htlc = transactions.into_iter().find(of_output).unwrap();
        let signature = world.remote_signature(output);
        let signed = |preimage| htlc.signed(signature, signature, preimage).map(drop);
        let refused = match htlc.stage {
            Stage::Success => Err(Error::Preimage { output }),
            Stage::Timeout => Ok(()),
        };
        assert_eq!(signed(Some(world.preimage(output))), Ok(()));
        assert_eq!([signed(Some(&wrong)), signed(None)], [refused, refused]);
    }
}

#[test]
fn fees_that_cannot_be() {
    let world = world();
    let claim = to_remote(&world);
    let weight = sweep(vec![claim.clone()]).unwrap().build(1000).unwrap().weight();
    let with = |amount| {
        let mut claim = claim.clone();
        claim.amount = amount;
        claim
    };
    let all = with(Sat(weight + 329));
    let rows = [
        (claim.clone(), 249, Error::Feerate { expected: 250, found: 249 }),
        (claim.clone(), 0, Error::Feerate { expected: 250, found: 0 }),
        (all, 1000, Error::Dust { expected: Sat(330), found: Sat(329) }),
        (
            with(Sat(weight - 1)),
            1000,
            Error::FeeExceedsAmount { expected: Sat(weight), found: Sat(weight - 1) },
        ),
        (
            with(Sat(0)),
            u32::MAX,
            Error::FeeExceedsAmount {
                expected: Sat((u64::from(u32::MAX) * weight).div_ceil(1000)),
                found: Sat(0),
            },
        ),
    ];
    for (claim, feerate, expected) in rows {
        assert_eq!(sweep(vec![claim]).unwrap().build(feerate).map(drop), Err(expected));
    }
    // One satoshi more is an output.
    let enough = with(Sat(weight + 330));
    assert_eq!(sweep(vec![enough]).unwrap().build(1000).unwrap().transaction().output[0].value.to_sat(), 330);
    // A destination too large for any transaction.
    let large = ScriptBuf::from_bytes(vec![0x51; 200_000]);
    let built = Sweep::new(vec![claim], large).unwrap().build(250).map(drop);
    assert!(matches!(built, Err(Error::Weight { expected: 400_000, .. })));
}

#[test]
fn signatures_that_are_not_of_their_claims() {
    let mut world = world();
    let revocation = world.revocation();
    let claims: Vec<Claim> = [OutputKind::OfferedHtlc(0), OutputKind::OfferedHtlc(2)]
        .into_iter()
        .map(|wanted| {
            let output = world.outputs(|kind| kind == wanted)[0];
            world.commitment.claim(output, &Path::Revocation(&revocation)).unwrap()
        })
        .collect();
    let unsigned = sweep(claims).unwrap().build(1000).unwrap();
    let requests = unsigned.signature_requests();
    assert_eq!(requests.iter().map(|request| request.input).collect::<Vec<_>>(), [0, 1]);
    let keys = world.keys(Node::Accepter);
    let sign = |index: usize| {
        let secret = keys.derive(&requests[index].key.origin).unwrap();
        world.context.sign(&requests[index].digest, &secret).unwrap()
    };
    let (first, second) = (sign(0), sign(1));
    let complete = |signatures: &[_]| unsigned.clone().complete(signatures).map(|signed| signed.fee());
    assert_eq!(complete(&[first]), Err(Error::SignatureCount { expected: 2, found: 1 }));
    assert_eq!(complete(&[second, first]), Err(Error::Signature { input: 0 }));
    assert_eq!(complete(&[first, first]), Err(Error::Signature { input: 1 }));
    assert_eq!(complete(&[first, second]), Ok(unsigned.fee()));
    // An external signer and keys in memory make the same transaction.
    let external = unsigned.clone().complete(&[first, second]).unwrap();
    let internal = unsigned.clone().sign(&keys, &world.context).unwrap();
    assert_eq!(external.transaction(), internal.transaction());

    let other = SpendKeys { revocation_basepoint: &secret_key(0x66), ..world.keys(Node::Accepter) };
    assert_eq!(unsigned.sign(&other, &world.context).map(drop), Err(Error::WrongKey { input: 0 }));
}

/// What a claim says of its key is what a signer on another machine needs.
#[test]
fn origins_name_the_point() {
    let mut world = world();
    let revocation = world.revocation();
    let point = world.commitment.keys().per_commitment_point;
    let origin = |output: usize, path: &Path<'_>| {
        world.commitment.claim(output, path).unwrap().key().unwrap().origin.clone()
    };
    let to_local = world.outputs(|kind| kind == OutputKind::ToLocal)[0];
    assert_eq!(origin(to_local, &Path::Delayed), KeyOrigin::Delayed { per_commitment_point: point });
    let revoked = origin(to_local, &Path::Revocation(&revocation));
    assert!(
        matches!(revoked, KeyOrigin::Revocation { per_commitment_point, .. } if per_commitment_point == point)
    );
}
