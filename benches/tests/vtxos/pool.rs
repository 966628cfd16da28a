//! VTXOs that are right: the peer's vectors, boards, and leaves of a tree.

use ark::test_util::dummy::DummyTestVtxoSpec;
use ark::test_util::{VTXO_VECTORS, build_signed_tree};
use ark::tree::signed::HashlockVersion;
use ark::{ProtocolEncoding, VtxoPolicy, VtxoRequest};
use bitcoin::hashes::{Hash as _, sha256};
use bitcoin::secp256k1::{Keypair, Secp256k1};
use bitcoin::{Amount, Transaction};
use std::sync::LazyLock;

/// A user's VTXO, with its genesis.
pub type PeerVtxo = ark::Vtxo;

/// A VTXO as the peer has written it, and the transaction on chain from which it leads.
pub struct Valid {
    pub name: String,
    pub bytes: Vec<u8>,
    pub anchor: Transaction,
}

/// All of them.
pub static POOL: LazyLock<Vec<Valid>> = LazyLock::new(|| {
    let vectors = &*VTXO_VECTORS;
    let of_board = [
        ("board", &vectors.board_vtxo),
        ("arkoor to a contract", &vectors.arkoor_htlc_out_vtxo),
        ("arkoor after it", &vectors.arkoor2_vtxo),
    ];
    let of_round = [
        ("round", &vectors.round1_vtxo),
        ("another leaf of the round", &vectors.round2_vtxo),
        ("arkoor of a leaf", &vectors.arkoor3_vtxo),
    ];
    let of_board = of_board.map(|(name, vtxo)| valid(name, vtxo, &vectors.anchor_tx));
    let of_round = of_round.map(|(name, vtxo)| valid(name, vtxo, &vectors.round_tx));
    let boards = (1..=4).map(board);
    let leaves = [HashlockVersion::V0, HashlockVersion::V1].into_iter().flat_map(leaves);
    of_board.into_iter().chain(of_round).chain(boards).chain(leaves).collect()
});

fn valid(name: &str, vtxo: &PeerVtxo, anchor: &Transaction) -> Valid {
    Valid { name: name.to_owned(), bytes: vtxo.serialize(), anchor: anchor.clone() }
}

fn key(number: u8) -> Keypair {
    Keypair::from_seckey_slice(&Secp256k1::new(), &[number; 32]).unwrap()
}

/// A board of some amount, fee and terms.
fn board(number: u16) -> Valid {
    let spec = DummyTestVtxoSpec {
        amount: Amount::from_sat(100_000 * u64::from(number)),
        fee: Amount::from_sat(700 * u64::from(number - 1)),
        expiry_height: (90_000 * u32::from(number)).into(),
        exit_delta: (16 * number).into(),
        user_keypair: key(10),
        server_keypair: key(11),
    };
    let (anchor, vtxo) = spec.build();
    valid(&format!("board {number}"), &vtxo, &anchor)
}

/// The leaves of a tree of six, each with another policy.
fn leaves(version: HashlockVersion) -> Vec<Valid> {
    let (server, user) = (key(1), key(2));
    let preimage = [3; 32];
    let hash = sha256::Hash::hash(&preimage);
    let policies = [
        VtxoPolicy::new_pubkey(user.public_key()),
        VtxoPolicy::new_server_htlc_send(user.public_key(), hash.into(), 100_500.into()),
        VtxoPolicy::new_server_htlc_recv(user.public_key(), hash.into(), 100_400.into(), 40.into()),
    ];
    let outputs = policies.iter().cycle().take(6).zip(1_000..);
    let outputs = outputs
        .map(|(policy, amount)| VtxoRequest { amount: Amount::from_sat(amount), policy: policy.clone() });
    let (tree, anchor) = build_signed_tree(version, outputs, &key(4), &server, &key(5), hash);
    let vtxos = tree.into_cached_tree();
    let leaves = vtxos.output_vtxos().enumerate().map(|(leaf, mut vtxo)| {
        vtxo.finalize_hark_leaf(&user, &server, &anchor, preimage);
        valid(&format!("{version:?}, leaf {leaf}"), &vtxo, &anchor)
    });
    leaves.collect()
}
