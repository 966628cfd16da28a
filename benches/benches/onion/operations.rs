//! What is measured.

use crate::fixture::{Fixture, HASH, HEIGHT, HOPS, PATH_HOPS, SESSION};
use crate::floor;
use crate::measure::{self, Table};
use bitcoin::secp256k1::PublicKey as PeerKey;
use keelbolt::entropy::Entropy;
use keelbolt::sphinx::blinding::{PathDraft, PathSecret};
use keelbolt::sphinx::failure::decrypt;
use keelbolt::sphinx::{
    HOP_PAYLOADS_LENGTH, HopSecrets, MAX_HOPS, OnionRef, PACKET_LENGTH, PEEL_BUFFER, Route, SessionKey,
};
use lightning::ln::onion_payment::peel_payment_onion;
use lightning::ln::onion_utils::create_payment_onion;
use lightning::types::payment::PaymentHash;
use lightning::util::logger::{Logger, Record};
use std::hint::black_box;

type Operation = measure::Operation<Fixture>;

/// ECDH, HMAC of the field and the payment hash.
fn open(on: &Fixture) {
    black_box(floor::ecdh(black_box(&on.bare.point), black_box(&on.bare.key)));
    let field = &black_box(&on.packet)[34..][..HOP_PAYLOADS_LENGTH];
    black_box(floor::hmac(&SESSION, [field, &HASH]));
}

fn forward(on: &Fixture) {
    open(on);
    let mut field = [0; 2 * HOP_PAYLOADS_LENGTH];
    floor::stream(&SESSION, 0, black_box(&mut field));
    black_box(floor::multiply(black_box(&on.bare.point), black_box(&on.bare.factor)));
}

fn receive(on: &Fixture) {
    open(on);
    let mut field = [0; HOP_PAYLOADS_LENGTH];
    floor::stream(&SESSION, 0, black_box(&mut field));
}

const FORWARD_FLOOR: Operation = Operation { name: "floor: ECDH, k·P, HMAC, stream", run: forward };

const FORWARD_FLOOR_PARSE: Operation = Operation {
    name: "floor: and parse",
    run: |on| {
        black_box(floor::parse(black_box(&on.bare.compressed)));
        forward(on);
    },
};

const FORWARD_PARSED: Operation = Operation {
    name: "peel",
    run: |on| {
        let mut buffer = [0; PEEL_BUFFER];
        _ = black_box(black_box(&on.onion).peel(&on.keys[0], &HASH, &mut buffer).unwrap());
    },
};

const FORWARD: Operation = Operation {
    name: "parse and peel",
    run: |on| {
        let mut buffer = [0; PEEL_BUFFER];
        let onion = OnionRef::parse(black_box(on.packet)).unwrap();
        _ = black_box(onion.peel(&on.keys[0], &HASH, &mut buffer).unwrap());
    },
};

const PEER_FORWARD: Operation = Operation {
    name: "peer: peel",
    run: |on| {
        let peer = &on.peer;
        let key = peer.forwarded.onion_routing_packet.public_key.unwrap().serialize();
        // What the peer does when it reads the message.
        _ = black_box(PeerKey::from_slice(black_box(&key)).unwrap());
        let peeled =
            peel_payment_onion(black_box(&peer.forwarded), &peer.nodes[0], &Quiet, &peer.secp, HEIGHT, false);
        _ = black_box(peeled.unwrap_or_else(|error| panic!("{error:?}")));
    },
};

const RECEIVE_FLOOR: Operation = Operation { name: "floor: ECDH, HMAC, stream", run: receive };

const RECEIVE_FLOOR_PARSE: Operation = Operation {
    name: "floor: and parse",
    run: |on| {
        black_box(floor::parse(black_box(&on.bare.compressed)));
        receive(on);
    },
};

const RECEIVE_PARSED: Operation = Operation {
    name: "peel",
    run: |on| {
        let mut buffer = [0; PEEL_BUFFER];
        _ = black_box(black_box(&on.final_onion).peel(&on.keys[HOPS - 1], &HASH, &mut buffer).unwrap());
    },
};

const RECEIVE: Operation = Operation {
    name: "parse and peel",
    run: |on| {
        let mut buffer = [0; PEEL_BUFFER];
        let onion = OnionRef::parse(black_box(on.final_packet)).unwrap();
        _ = black_box(onion.peel(&on.keys[HOPS - 1], &HASH, &mut buffer).unwrap());
    },
};

const PEER_RECEIVE: Operation = Operation {
    name: "peer: peel",
    run: |on| {
        let peer = &on.peer;
        let key = peer.received.onion_routing_packet.public_key.unwrap().serialize();
        _ = black_box(PeerKey::from_slice(black_box(&key)).unwrap());
        let node = &peer.nodes[HOPS - 1];
        let peeled = peel_payment_onion(black_box(&peer.received), node, &Quiet, &peer.secp, HEIGHT, false);
        _ = black_box(peeled.unwrap_or_else(|error| panic!("{error:?}")));
    },
};

/// n·(ECDH + k·G), and for each hop a stream over the field, its part of the filler and an HMAC.
const BUILD_FLOOR: Operation = Operation {
    name: "floor: ECDHs, k·G, HMACs",
    run: |on| {
        let mut field = [0; HOP_PAYLOADS_LENGTH];
        floor::stream(&SESSION, 0, black_box(&mut field));
        let mut filler = 0;
        for (point, payload) in on.bare.points.iter().zip(&on.payloads) {
            black_box(floor::public_key(black_box(&on.bare.key)));
            black_box(floor::ecdh(black_box(point), black_box(&on.bare.key)));
            floor::stream(&SESSION, 0, black_box(&mut field));
            let position = HOP_PAYLOADS_LENGTH - filler;
            filler += payload.len() + 33;
            floor::stream(&SESSION, position as u64, black_box(&mut field[..filler]));
            black_box(floor::hmac(&SESSION, [&field, &HASH]));
        }
    },
};

const BUILD: Operation = Operation {
    name: "build",
    run: |on| {
        let (mut secrets, mut packet) = (HopSecrets::<MAX_HOPS>::new(), [0; PACKET_LENGTH]);
        let hops = black_box(on).hops();
        let session_key = SessionKey::new(Entropy::new(SESSION)).unwrap();
        let route = Route::payment(&hops, &HASH);
        _ = black_box(session_key.build(&route, &on.context, &mut secrets, &mut packet).unwrap());
    },
};

const PEER_BUILD: Operation = Operation {
    name: "peer: build",
    run: |on| {
        let peer = &on.peer;
        let built = create_payment_onion(
            &peer.secp,
            black_box(&peer.path),
            &peer.session,
            100_000,
            &peer.recipient,
            HEIGHT + 1,
            &PaymentHash(HASH),
            &None,
            None,
            SESSION,
        );
        _ = black_box(built.unwrap());
    },
};

const UNBLIND_FLOOR: Operation = Operation {
    name: "floor: ECDH, k·P",
    run: |on| {
        black_box(floor::ecdh(black_box(&on.bare.point), black_box(&on.bare.key)));
        black_box(floor::multiply(black_box(&on.bare.point), black_box(&on.bare.factor)));
    },
};

/// All that a node in a path does beside peeling: its secret, its blinded key, its data, the next path key.
const UNBLIND: Operation = Operation {
    name: "unblind",
    run: |on| {
        let mut buffer = [0; 256];
        let secret = PathSecret::derive(black_box(on.path_key), &on.keys[0]);
        _ = black_box(secret.blinded_key(&on.keys[0]).unwrap());
        let data = secret.decrypt(black_box(&on.encrypted), &mut buffer).unwrap();
        _ = black_box(secret.next_path_key(&data).unwrap());
    },
};

const PATH_FLOOR: Operation = Operation {
    name: "floor: ECDHs, k·G, k·P",
    run: |on| {
        for point in &on.bare.points[..PATH_HOPS] {
            black_box(floor::public_key(black_box(&on.bare.key)));
            black_box(floor::ecdh(black_box(point), black_box(&on.bare.key)));
            black_box(floor::multiply(black_box(point), black_box(&on.bare.factor)));
        }
    },
};

const PATH: Operation = Operation {
    name: "make a path",
    run: |on| {
        let mut buffer = [0; 1024];
        let draft = PathDraft::payment(black_box(&on.path_hops));
        _ = black_box(draft.write(Entropy::new(SESSION), &on.context, &mut buffer).unwrap());
    },
};

/// For every hop that a route may have: two keys, a stream and an HMAC.
const FAILURE_FLOOR: Operation = Operation {
    name: "floor: HMACs, streams",
    run: |on| {
        let mut reason = [0; 512];
        let reason = &mut reason[..on.reason.len()];
        for _ in 0..MAX_HOPS {
            let ammag = floor::hmac(b"ammag", [black_box(&SESSION), &[]]);
            floor::stream(&ammag, 0, black_box(reason));
            let um = floor::hmac(b"um", [black_box(&SESSION), &[]]);
            black_box(floor::hmac(&um, [&reason[32..], &[]]));
        }
    },
};

const FAILURE: Operation = Operation {
    name: "decrypt a failure",
    run: |on| {
        let mut reason = on.reason.clone();
        _ = black_box(decrypt(black_box(&mut reason), None, &on.failing).unwrap());
    },
};

const ATTRIBUTED_FAILURE: Operation = Operation {
    name: "and its attribution data",
    run: |on| {
        let mut reason = on.reason.clone();
        let attribution = Some(on.attribution.clone());
        _ = black_box(decrypt(black_box(&mut reason), attribution, &on.failing).unwrap());
    },
};

/// The tables.
pub(crate) fn tables(fixture: &Fixture) -> [Table<'_, Fixture>; 6] {
    let table = |name, operations, ratios| Table { name, subject: fixture, operations, ratios };
    [
        table(
            "peel, forwarding hop",
            &[&FORWARD_FLOOR, &FORWARD_FLOOR_PARSE, &FORWARD_PARSED, &FORWARD, &PEER_FORWARD],
            &[
                (&FORWARD_PARSED, &FORWARD_FLOOR),
                (&FORWARD, &FORWARD_FLOOR),
                (&FORWARD, &FORWARD_FLOOR_PARSE),
                (&FORWARD, &PEER_FORWARD),
                (&PEER_FORWARD, &FORWARD_FLOOR),
            ],
        ),
        table(
            "peel, final hop",
            &[&RECEIVE_FLOOR, &RECEIVE_FLOOR_PARSE, &RECEIVE_PARSED, &RECEIVE, &PEER_RECEIVE],
            &[
                (&RECEIVE_PARSED, &RECEIVE_FLOOR),
                (&RECEIVE, &RECEIVE_FLOOR),
                (&RECEIVE, &RECEIVE_FLOOR_PARSE),
                (&RECEIVE, &PEER_RECEIVE),
                (&PEER_RECEIVE, &RECEIVE_FLOOR),
            ],
        ),
        table(
            "build, 20 hops",
            &[&BUILD_FLOOR, &BUILD, &PEER_BUILD],
            &[(&BUILD, &BUILD_FLOOR), (&BUILD, &PEER_BUILD), (&PEER_BUILD, &BUILD_FLOOR)],
        ),
        table("unblind a hop", &[&UNBLIND_FLOOR, &UNBLIND], &[(&UNBLIND, &UNBLIND_FLOOR)]),
        table("blinded path, 3 hops", &[&PATH_FLOOR, &PATH], &[(&PATH, &PATH_FLOOR)]),
        table(
            "failure from hop 20",
            &[&FAILURE_FLOOR, &FAILURE, &ATTRIBUTED_FAILURE],
            &[(&FAILURE, &FAILURE_FLOOR)],
        ),
    ]
}

/// A log that nobody reads.
struct Quiet;

impl Logger for Quiet {
    fn log(&self, _: Record<'_>) {}
}
