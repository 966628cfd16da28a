//! What is measured.

use crate::fixture::{Fixture, SECRETS, SEED, SIGNATURES};
use crate::floor;
use crate::measure::{self, Table};
use bitcoin_hashes::sha256;
use keelbolt::commitment::{CommitmentKeys, CommitmentNumber};
use lightning::ln::chan_utils::{TxCreationKeys, build_commitment_secret};
use lightning::sign::ecdsa::EcdsaChannelSigner as _;
use std::hint::black_box;

type Operation = measure::Operation<Fixture>;

const KEYS_FLOOR: Operation = Operation {
    name: "floor: 3 P+t·G, 2 k·P",
    run: |on| {
        let (point, term) = (&on.bare.point, &on.bare.digests[0]);
        (0..3).for_each(|_| _ = black_box(floor::add(black_box(point), term)));
        (0..2).for_each(|_| _ = black_box(floor::multiply(black_box(point), term)));
    },
};

const KEYS: Operation = Operation {
    name: "derive keys",
    run: |on| {
        let (owner, other) = (&on.channel.opener.basepoints, &on.channel.accepter.basepoints);
        _ = black_box(CommitmentKeys::derive(black_box(on.point), owner, other).unwrap());
    },
};

const PEER_KEYS: Operation = Operation {
    name: "peer: derive keys",
    run: |on| {
        let peer = &on.peer;
        let point = black_box(&peer.point);
        _ = black_box(TxCreationKeys::from_channel_static_keys(point, &peer.owner, &peer.other, &peer.secp));
    },
};

const BUILD: Operation =
    Operation { name: "build", run: |on| _ = black_box(black_box(on.draft()).build(&on.channel).unwrap()) };

const PEER_BUILD: Operation =
    Operation { name: "peer: build", run: |on| _ = black_box(black_box(&on.peer).build()) };

const SIGN_FLOOR: Operation = Operation {
    name: "floor: bare signs",
    run: |on| {
        let digests = black_box(&on.bare.digests);
        digests.iter().for_each(|digest| _ = black_box(floor::sign(digest, &on.bare.key)));
    },
};

const SIGN: Operation = Operation {
    name: "sign",
    run: |on| _ = black_box(black_box(&on.commitment).sign(&on.keys(), &on.context).unwrap()),
};

const PEER_SIGN: Operation = Operation {
    name: "peer: sign",
    run: |on| {
        let peer = &on.peer;
        let commitment = black_box(&peer.commitment);
        let signed = peer.signer.sign_counterparty_commitment(
            &peer.parameters,
            commitment,
            Vec::new(),
            Vec::new(),
            &peer.secp,
        );
        _ = black_box(signed.unwrap());
    },
};

const VERIFY_FLOOR: Operation = Operation {
    name: "floor: bare verifications",
    run: |on| {
        let pairs = on.bare.signatures.iter().zip(black_box(&on.bare.digests));
        assert!(pairs.fold(true, |all, (one, digest)| all & floor::verify(one, digest, &on.bare.point)));
    },
};

const VERIFY: Operation = Operation {
    name: "verify",
    run: |on| black_box(&on.commitment).verify(black_box(&on.signatures)).unwrap(),
};

const SECRETS_FLOOR: Operation = Operation {
    name: "floor: a hash each",
    run: |_| (0..SECRETS).for_each(|_| _ = black_box(sha256::hash(black_box(&SEED)))),
};

/// In order, from where it was left.
const GENERATE: Operation = Operation {
    name: "generate 1024 secrets",
    run: |on| {
        let secrets = &mut *on.secrets.borrow_mut();
        for _ in 0..SECRETS {
            _ = black_box(secrets.generator.secret(black_box(secrets.next)));
            secrets.next = secrets.next.next().unwrap();
        }
    },
};

const PEER_GENERATE: Operation = Operation {
    name: "peer: generate them",
    run: |on| {
        let first = on.secrets.borrow().next.to_u64();
        for number in first..first + SECRETS as u64 {
            let index = CommitmentNumber::LAST.to_u64() - number;
            _ = black_box(build_commitment_secret(black_box(&SEED), index));
        }
    },
};

/// The secrets are made beside it, so that this is both.
const STORE: Operation = Operation {
    name: "generate and store them",
    run: |on| {
        let secrets = &mut *on.secrets.borrow_mut();
        for _ in 0..SECRETS {
            let number = secrets.store.next().unwrap();
            secrets.store.insert(number, secrets.generator.secret(number)).unwrap();
        }
    },
};

/// The tables.
pub(crate) fn tables(fixture: &Fixture) -> [Table<'_, Fixture>; 5] {
    assert_eq!(fixture.signatures.htlc_signatures.len() + 1, SIGNATURES);
    let table = |name, operations, ratios| Table { name, subject: fixture, operations, ratios };
    [
        table(
            "keys of a commitment",
            &[&KEYS_FLOOR, &KEYS, &PEER_KEYS],
            &[(&KEYS, &KEYS_FLOOR), (&KEYS, &PEER_KEYS), (&PEER_KEYS, &KEYS_FLOOR)],
        ),
        table("build with 2 × 483 HTLCs", &[&BUILD, &PEER_BUILD], &[(&BUILD, &PEER_BUILD)]),
        table(
            "sign 2 × 483 HTLCs",
            &[&SIGN_FLOOR, &SIGN, &PEER_SIGN],
            &[(&SIGN, &SIGN_FLOOR), (&SIGN, &PEER_SIGN), (&PEER_SIGN, &SIGN_FLOOR)],
        ),
        table("verify 2 × 483 HTLCs", &[&VERIFY_FLOOR, &VERIFY], &[(&VERIFY, &VERIFY_FLOOR)]),
        table(
            "per-commitment secrets",
            &[&SECRETS_FLOOR, &GENERATE, &PEER_GENERATE, &STORE],
            &[
                (&GENERATE, &SECRETS_FLOOR),
                (&GENERATE, &PEER_GENERATE),
                (&STORE, &SECRETS_FLOOR),
                (&PEER_GENERATE, &SECRETS_FLOOR),
            ],
        ),
    ]
}
