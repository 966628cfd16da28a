//! What is measured.

use crate::fixture::{DIGEST, FEERATE, Fixture, KEYS};
use crate::floor;
use crate::measure::{self, Table};
use keelbolt::commitment::Node;
use keelbolt::crypto::musig::{AggregateNonce, KeyAggregation, NonceInputs, SecretNonce, Session};
use keelbolt::entropy::Entropy;
use std::hint::black_box;

type Operation = measure::Operation<Fixture>;

const JUSTICE_FLOOR: Operation =
    Operation { name: "floor: 967 bare signs", run: |on| bare_signs(on.cheated[0].signatures()) };

const JUSTICE: Operation = Operation {
    name: "sweep 2 × 483 HTLCs",
    run: |on| {
        let [cheated, _] = &on.cheated;
        _ = black_box(cheated.sweep(black_box(cheated.claims()), &on.context));
    },
};

const WATCH: Operation = Operation {
    name: "recognise and sweep them",
    run: |on| {
        let [cheated, _] = &on.cheated;
        let revoked = black_box(cheated).recognise(&on.context);
        _ = black_box(cheated.sweep(revoked.claims(), &on.context));
    },
};

const BATCHES_FLOOR: Operation =
    Operation { name: "floor: 229 bare signs", run: |on| bare_signs(on.cheated[1].signatures()) };

const BATCHES: Operation = Operation {
    name: "sweep 228 in 3 batches",
    run: |on| {
        let [_, cheated] = &on.cheated;
        let batches = black_box(cheated.sweep(black_box(cheated.claims()), &on.context));
        assert_eq!(batches.len(), 3);
    },
};

const SIGN_FLOOR: Operation =
    Operation { name: "floor: bare sign", run: |_| _ = black_box(floor::sign(black_box(&DIGEST), &KEYS[0])) };

const SIGN_AND_VERIFY_FLOOR: Operation = Operation {
    name: "floor: sign and verify",
    run: |on| {
        _ = black_box(floor::sign(black_box(&DIGEST), &KEYS[0]));
        assert!(floor::verify(&on.bare.ecdsa, black_box(&DIGEST), &on.bare.point));
    },
};

const LEGACY_SIGN: Operation = Operation {
    name: "closing_signed: sign",
    run: |on| {
        let built = black_box(on.closing.legacy()).build(Node::Opener, false).unwrap();
        _ = black_box(built.sign(&on.closing.keys[0], &on.context).unwrap());
    },
};

const LEGACY_FINISH: Operation = Operation {
    name: "closing_signed: answer",
    run: |on| {
        let closing = black_box(on.closing.legacy());
        let agreed = closing.verify(Node::Opener, &on.closing.signature).unwrap();
        let own = agreed.sign(&on.closing.keys[1], &on.context).unwrap();
        _ = black_box(agreed.signed(&on.closing.signature, &own));
    },
};

const SIMPLE_SIGN: Operation = Operation {
    name: "closing_complete",
    run: |on| {
        _ = black_box(black_box(on.closing.simple()).sign(false, &on.closing.keys[0], &on.context).unwrap());
    },
};

const SIMPLE_COUNTERSIGN: Operation = Operation {
    name: "closing_sig",
    run: |on| {
        let close = black_box(on.closing.simple());
        let (complete, key) = (&on.closing.complete, &on.closing.keys[1]);
        _ = black_box(close.countersign(complete, false, key, &on.context).unwrap());
    },
};

const P2WSH_CLAIM: Operation = Operation {
    name: "P2WSH claim",
    run: |on| {
        let with = &on.contracts;
        let spend = with.p2wsh.claim(&with.funding, &with.preimage, &with.destination, FEERATE).unwrap();
        _ = black_box(spend.sign(black_box(&with.receiver), &on.context).unwrap());
    },
};

const SCHNORR_FLOOR: Operation = Operation {
    name: "floor: BIP 340 sign",
    run: |on| _ = black_box(floor::sign_schnorr(black_box(&DIGEST), &on.bare.pairs[0])),
};

const SCHNORR_BOTH_FLOOR: Operation = Operation {
    name: "floor: BIP 340 both",
    run: |on| {
        _ = black_box(floor::sign_schnorr(black_box(&DIGEST), &on.bare.pairs[0]));
        assert!(floor::verify_schnorr(&on.bare.schnorr, black_box(&DIGEST), &on.bare.x_only));
    },
};

const TAPROOT_CLAIM: Operation = Operation {
    name: "Taproot claim",
    run: |on| {
        let with = &on.contracts;
        let spend = with.taproot.claim(&with.funding, &with.preimage, &with.destination, FEERATE).unwrap();
        let auxiliary = Entropy::new([3; 32]);
        _ = black_box(spend.sign(black_box(&with.pairs[0]), auxiliary, &on.context).unwrap());
    },
};

const DERIVE_FLOOR: Operation = Operation {
    name: "floor: k·G, HMAC-SHA512",
    run: |_| {
        let point = black_box(floor::base(black_box(&KEYS[0])));
        let parent = point.underlying_bytes();
        _ = black_box(floor::hmac(&DIGEST, [&parent[..33], &[0; 4]]));
    },
};

const DERIVE: Operation = Operation {
    name: "derive a secret child",
    run: |on| {
        let tree = &on.tree;
        _ = black_box(black_box(&tree.secret).derive(tree.child, &on.context).unwrap());
    },
};

const WATCHED_FLOOR: Operation = Operation {
    name: "floor: P+t·G, HMAC-SHA512",
    run: |on| {
        let parent = on.bare.point.underlying_bytes();
        let code = floor::hmac(black_box(&DIGEST), [&parent[..33], &[0; 4]]);
        let (term, _) = code.split_first_chunk().unwrap();
        _ = black_box(floor::add(&on.bare.point, term));
    },
};

const WATCHED: Operation = Operation {
    name: "derive a public child",
    run: |on| _ = black_box(black_box(&on.tree.public).derive(on.tree.child).unwrap()),
};

const CEREMONY_FLOOR: Operation = Operation {
    name: "floor: bare ceremony",
    run: |on| floor::ceremony(&KEYS, &on.bare.pairs, &on.bare.points, black_box(&DIGEST)),
};

const CEREMONY: Operation = Operation {
    name: "MuSig2 of two",
    run: |on| {
        let (with, message) = (&on.contracts, black_box(&on.contracts.message));
        let keys = KeyAggregation::new(&with.public_keys).unwrap();
        let inputs = NonceInputs { keys: Some(&keys), message: Some(message), extra: None };
        let nonce = |signer: usize| {
            SecretNonce::new(Entropy::new([9; 32]), &with.pairs[signer], inputs, &on.context).unwrap()
        };
        let [(first, one), (second, two)] = [nonce(0), nonce(1)];
        let session = Session::new(&keys, &AggregateNonce::new(&[one, two]).unwrap(), message).unwrap();
        let partials =
            [first.sign(&session, &with.pairs[0]).unwrap(), second.sign(&session, &with.pairs[1]).unwrap()];
        _ = black_box(session.aggregate(&partials).unwrap());
    },
};

fn bare_signs(count: usize) {
    (0..count).for_each(|_| _ = black_box(floor::sign(black_box(&DIGEST), &KEYS[0])));
}

/// The tables.
pub(crate) fn tables(fixture: &Fixture) -> [Table<'_, Fixture>; 6] {
    let table = |name, operations, ratios| Table { name, subject: fixture, operations, ratios };
    [
        table(
            "justice for 2 × 483 HTLCs",
            &[&JUSTICE_FLOOR, &JUSTICE, &WATCH],
            &[(&JUSTICE, &JUSTICE_FLOOR), (&WATCH, &JUSTICE_FLOOR)],
        ),
        table("justice in batches", &[&BATCHES_FLOOR, &BATCHES], &[(&BATCHES, &BATCHES_FLOOR)]),
        table(
            "closing",
            &[
                &SIGN_FLOOR,
                &SIGN_AND_VERIFY_FLOOR,
                &LEGACY_SIGN,
                &LEGACY_FINISH,
                &SIMPLE_SIGN,
                &SIMPLE_COUNTERSIGN,
            ],
            &[
                (&LEGACY_SIGN, &SIGN_FLOOR),
                (&LEGACY_FINISH, &SIGN_AND_VERIFY_FLOOR),
                (&SIMPLE_SIGN, &SIGN_FLOOR),
                (&SIMPLE_COUNTERSIGN, &SIGN_AND_VERIFY_FLOOR),
            ],
        ),
        table(
            "claims of contracts",
            &[
                &SIGN_FLOOR,
                &SIGN_AND_VERIFY_FLOOR,
                &P2WSH_CLAIM,
                &SCHNORR_FLOOR,
                &SCHNORR_BOTH_FLOOR,
                &TAPROOT_CLAIM,
            ],
            &[
                (&P2WSH_CLAIM, &SIGN_FLOOR),
                (&P2WSH_CLAIM, &SIGN_AND_VERIFY_FLOOR),
                (&TAPROOT_CLAIM, &SCHNORR_FLOOR),
                (&TAPROOT_CLAIM, &SCHNORR_BOTH_FLOOR),
            ],
        ),
        table(
            "keys of a tree",
            &[&DERIVE_FLOOR, &DERIVE, &WATCHED_FLOOR, &WATCHED],
            &[(&DERIVE, &DERIVE_FLOOR), (&WATCHED, &WATCHED_FLOOR)],
        ),
        table("a ceremony of two", &[&CEREMONY_FLOOR, &CEREMONY], &[(&CEREMONY, &CEREMONY_FLOOR)]),
    ]
}
