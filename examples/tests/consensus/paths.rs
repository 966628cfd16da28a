//! Every output by each of its paths.

use crate::world::{World, consensus, worlds};
use keelbolt::commitment::spend::{Error, Path};
use keelbolt::commitment::{Format, Node, OutputKind, relay};

/// A path, and who takes it.
pub type Row<'w> = (&'static str, Path<'w>, Node);

/// All paths, with what an output needs for them.
pub fn rows<'w>(
    world: &'w World,
    output: usize,
    revocation: &'w keelbolt::commitment::spend::Revocation,
) -> Vec<Row<'w>> {
    let (owner, other) = (world.owner, world.owner.other());
    let anchors = world.commitment.outputs()[output].kind;
    let of_anchor = if anchors == OutputKind::LocalAnchor { owner } else { other };
    vec![
        ("delayed", Path::Delayed, owner),
        ("payment", Path::Payment, other),
        ("anchor", Path::Anchor, of_anchor),
        ("abandoned anchor", Path::AbandonedAnchor, other),
        ("htlc transaction", world.htlc_path(output), owner),
        ("preimage", Path::Preimage(world.preimage(output)), other),
        ("timeout", Path::Timeout, other),
        ("revocation", Path::Revocation(revocation), other),
    ]
}

/// Which paths an output has (BOLT 3, "Commitment Transaction Outputs").
pub fn paths_of(kind: OutputKind) -> &'static [&'static str] {
    match kind {
        OutputKind::ToLocal => &["delayed", "revocation"],
        OutputKind::ToRemote => &["payment"],
        OutputKind::LocalAnchor | OutputKind::RemoteAnchor => &["anchor", "abandoned anchor"],
        OutputKind::SharedAnchor => &["anchor"],
        OutputKind::OfferedHtlc(_) => &["htlc transaction", "preimage", "revocation"],
        OutputKind::ReceivedHtlc(_) => &["htlc transaction", "timeout", "revocation"],
    }
}

#[test]
fn commitments_are_taken() {
    for world in worlds() {
        let published = world.published();
        assert_eq!(consensus(&published, &[world.funding_coin()]), Ok(()), "{:?}", world.channel.format);
    }
}

#[test]
fn every_output_is_taken_by_each_of_its_paths_and_no_other() {
    let mut taken = 0;
    for mut world in worlds() {
        let revocation = world.revocation();
        for output in 0..world.commitment.outputs().len() {
            let kind = world.commitment.outputs()[output].kind;
            for (name, path, node) in rows(&world, output, &revocation) {
                let what = format!("{:?}, {kind:?} by {name}", world.channel.format);
                let claim = world.commitment.claim(output, &path);
                let bare = world.channel.format == Format::StaticRemotekey && name == "htlc transaction";
                match (paths_of(kind).contains(&name), bare) {
                    (true, true) => assert_eq!(claim, Err(Error::NotCombinable { output }), "{what}"),
                    (true, false) => {
                        world.spend(node, vec![claim.unwrap(), world.wallet(0)], 1000).check(&what);
                        taken += 1;
                    }
                    (false, _) => assert_eq!(claim, Err(Error::Path { output, kind }), "{what}"),
                }
            }
        }
    }
    // Per commitment: to_local by two, to_remote by one, five HTLCs by two, and by an HTLC transaction except without
    // anchors; two anchors by two, or one by one.
    assert_eq!(taken, 2 * (13 + (18 + 4) + (18 + 1)));
}

#[test]
fn second_stage_outputs_are_taken() {
    for mut world in worlds() {
        let revocation = world.revocation();
        let what = format!("{:?}, second stage", world.channel.format);
        let transactions = world.htlc_transactions();
        assert_eq!(transactions.len(), 5, "{what}");
        for (transaction, coins) in &transactions {
            assert_eq!(consensus(transaction, coins), Ok(()), "{what}");
            relay::check(transaction, coins, &crate::world::LATER).unwrap();
            for (path, node) in
                [(Path::Delayed, world.owner), (Path::Revocation(&revocation), world.owner.other())]
            {
                let claims = world.commitment.second_stage_claims(transaction, &path).unwrap();
                assert_eq!(claims.len(), 1, "{what}");
                world.spend(node, claims, 1000).check(&what);
            }
            let other = world.commitment.second_stage_claims(transaction, &Path::Timeout);
            assert_eq!(other, Err(Error::SecondStagePath));
        }
        // A transaction that spends nothing of the commitment pays no second stage.
        assert_eq!(world.commitment.second_stage_claims(&world.published(), &Path::Delayed), Ok(Vec::new()));
    }
}

/// BOLT 5, appendix A: what is claimed weighs no more than its figures.
#[test]
fn penalties_weigh_no_more_than_expected() {
    for mut world in worlds() {
        let revocation = world.revocation();
        for output in 0..world.commitment.outputs().len() {
            let Ok(claim) = world.commitment.claim(output, &Path::Revocation(&revocation)) else { continue };
            let template = world.commitment.template(output).unwrap();
            let expected = keelbolt::commitment::spend::penalty_witness_weight(&template).unwrap();
            let difference = expected - claim.witness_weight();
            // A signature of 73 bytes instead of 72; for `to_local` also a delay of eight bytes instead of two, without
            // the byte of the number one.
            let delay = 1 + 8 - 3;
            match world.commitment.outputs()[output].kind {
                OutputKind::ToLocal => assert_eq!(difference, 1 + delay - 1),
                _ => assert_eq!(difference, 1),
            }
        }
    }
}
