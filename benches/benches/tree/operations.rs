//! What is measured.

use crate::fixture::{CONTEXT, Ceremony, entropy, expected};
use crate::measure::{self, Table};
use crate::peer::Fixture;
use ark::{ProtocolEncoding, musig};
use keelbolt::amount::Sat;
use keelbolt::codec::transaction::TxOut;
use keelbolt::cosign::{self, BranchNonces, Contribution, TreeSession};
use keelbolt::vtxo::tree::Branch;
use keelbolt::vtxo::{Vtxo, VtxoRef};
use std::hint::black_box;

type Operation = measure::Operation<Fixture>;

/// From a specification and the sums of nonces to the parts of a branch, its nonces included.
pub(crate) fn client(on: &Ceremony) {
    let (nonces, _) =
        BranchNonces::new(on.cosigners[0].clone(), cosign::LEVELS, entropy(0), &CONTEXT).unwrap();
    let branch = Branch::build(black_box(&on.spec), on.utxo, 0).unwrap();
    let branch = expected(&on.spec, 0).check(branch, &on.spec).unwrap();
    _ = black_box(nonces.sign(&branch, &on.aggregates).unwrap());
}

/// What all have sent, each by itself.
pub(crate) fn server(on: &Ceremony) {
    let session = TreeSession::new(black_box(&on.tree), &on.aggregates).unwrap();
    for (leaf, (nonces, partials)) in on.leaves.iter().enumerate() {
        session.verify_leaf(leaf, &Contribution { nonces, partials }).unwrap();
    }
    let (nonces, partials) = &on.all;
    session.verify_global(0, &Contribution { nonces, partials }).unwrap();
}

const CLIENT: Operation = Operation { name: "user: build, check, sign", run: |on| client(&on.ours) };

const PEER_CLIENT: Operation = Operation {
    name: "peer: build, sign",
    run: |on| {
        let peer = &on.peer;
        let nonces = (0..cosign::LEVELS).map(|_| musig::nonce_pair(&peer.key).0).collect();
        let tree = black_box(&peer.spec).clone().into_unsigned_tree(peer.utxo);
        _ = black_box(tree.cosign_branch(&peer.aggregates, 0, &peer.key, nonces).unwrap());
    },
};

const SERVER: Operation = Operation { name: "server: verify all", run: |on| server(&on.ours) };

const PEER_SERVER: Operation = Operation {
    name: "peer: verify all",
    run: |on| {
        let peer = &on.peer;
        for (spec, (nonces, partials)) in peer.spec.vtxos.iter().zip(&peer.leaves) {
            peer.tree.verify_branch_cosign_partial_sigs(&peer.aggregates, spec, nonces, partials).unwrap();
        }
        let (nonces, partials) = &peer.all;
        let key = peer.spec.global_cosign_pubkeys[0];
        peer.tree.verify_global_cosign_partial_sigs(key, &peer.aggregates, nonces, partials).unwrap();
    },
};

const READ: Operation = Operation {
    name: "VTXO: parse, check",
    run: |on| check(on, Vtxo::parse(black_box(&on.vtxo)).unwrap().as_ref()),
};

/// Without an allocator, and so without points that are kept.
const READ_VIEW: Operation = Operation {
    name: "view: parse, check",
    run: |on| check(on, VtxoRef::parse(black_box(&on.vtxo)).unwrap()),
};

const VALIDATE: Operation =
    Operation { name: "VTXO: check", run: |on| check(on, black_box(&on.parsed).as_ref()) };

fn check(on: &Fixture, vtxo: VtxoRef<'_>) {
    let output = &on.ours.anchor.output[0];
    let script_pubkey = output.script_pubkey.as_bytes();
    let anchor = TxOut { value: Sat(output.value.to_sat()), script_pubkey };
    vtxo.check_chain(&anchor).unwrap();
}

const PEER_READ: Operation = Operation {
    name: "peer: parse, validate",
    run: |on| {
        let vtxo: ark::Vtxo = ark::Vtxo::deserialize(black_box(&on.vtxo)).unwrap();
        vtxo.validate(&on.ours.anchor).unwrap();
    },
};

const PEER_VALIDATE: Operation = Operation {
    name: "peer: validate",
    run: |on| black_box(&on.peer.parsed).validate(&on.ours.anchor).unwrap(),
};

/// The tables.
pub(crate) fn tables(fixture: &Fixture) -> [Table<'_, Fixture>; 3] {
    let table = |name, operations, ratios| Table { name, subject: fixture, operations, ratios };
    [
        table("a user's way in a round", &[&CLIENT, &PEER_CLIENT], &[(&CLIENT, &PEER_CLIENT)]),
        table(
            "whether a VTXO is right",
            &[&VALIDATE, &PEER_VALIDATE, &READ, &READ_VIEW, &PEER_READ],
            &[(&VALIDATE, &PEER_VALIDATE), (&READ, &PEER_READ), (&READ_VIEW, &PEER_READ)],
        ),
        table("what all users have sent", &[&SERVER, &PEER_SERVER], &[(&SERVER, &PEER_SERVER)]),
    ]
}
