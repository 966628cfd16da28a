//! What is allocated grows with what is given, and no faster.

use crate::world::{LATER, World, destination};
use allocation_counter::measure;
use keelbolt::commitment::spend::{Revoked, Sweep};
use keelbolt::commitment::{Format, Node, relay};
use std::hint::black_box;

/// The most bytes that are in use at a time, for each HTLC and each other output.
const FOR_AN_OUTPUT: u64 = 6 * 1024;

#[test]
fn punishing_takes_memory_by_the_output() {
    for count in [0_u32, 1, 40, 483] {
        let rows: Vec<_> = (0..count).map(|n| (Node::Opener, 20_000_000, 700_000 + n, n as u16)).collect();
        let mut world = World::with(Format::Anchors, Node::Opener, &rows);
        let (published, store) = (world.published(), world.store());
        let outputs = u64::from(count) + 4;
        let info = measure(|| {
            let htlcs = &world.htlcs;
            let seen =
                Revoked::recognise(&world.channel, world.owner, &published, &store, htlcs, &world.context);
            let claims = black_box(seen).unwrap().claims();
            let unsigned = Sweep::new(claims, destination()).unwrap().build(1000).unwrap();
            black_box(unsigned.sign(&world.keys(Node::Accepter), &world.context).unwrap());
        });
        assert!(info.bytes_max <= outputs * FOR_AN_OUTPUT, "{count}: {info:?}");
        assert!(info.bytes_max > outputs * 100, "{count}: {info:?}");
        let coins = [world.funding_coin()];
        let info = measure(|| black_box(relay::check(&published, &coins, &LATER)).map(drop).unwrap());
        assert!(info.bytes_max <= outputs * 200, "{count}: {info:?}");
    }
}
