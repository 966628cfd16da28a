//! What one has written the other one reads, writes again, and understands alike.

use crate::pool::{POOL, PeerVtxo, Valid};
use ark::ProtocolEncoding;
use ark::test_util::vectors::{VTXO_NO_FEE_AMOUNT_VERSION_HEXES, generate_vtxo_vectors};
use keelbolt::amount::Sat;
use keelbolt::codec::transaction::TxOut;
use keelbolt::vtxo::{BareVtxo, Transition, Unlock, Vtxo, VtxoRef};

#[test]
fn valid_vtxos_are_read_alike() {
    for Valid { name, bytes, anchor } in POOL.iter() {
        let peer = check_read(name, bytes);
        let ours = VtxoRef::parse(bytes).unwrap();
        let output = &anchor.output[ours.chain_anchor().vout as usize];
        let output =
            TxOut { value: Sat(output.value.to_sat()), script_pubkey: output.script_pubkey.as_bytes() };
        assert_eq!(ours.check_chain(&output), Ok(()), "{name}");
        assert_eq!(peer.validate(anchor), Ok(()), "{name}");
        assert_eq!(ours.chain_anchor_amount(), Some(output.value), "{name}");
    }
}

/// The peer makes others at each run: its nonces are random.
#[test]
fn fresh_vectors_are_read_alike() {
    let made = generate_vtxo_vectors();
    let vtxos = [
        &made.board_vtxo,
        &made.arkoor_htlc_out_vtxo,
        &made.arkoor2_vtxo,
        &made.round1_vtxo,
        &made.round2_vtxo,
        &made.arkoor3_vtxo,
    ];
    for vtxo in vtxos {
        check_read(&vtxo.id().to_string(), &vtxo.serialize());
    }
}

/// Version 1, which has no fees, is written as version 2 by both.
#[test]
fn older_vtxos_are_read_alike() {
    let old = &*VTXO_NO_FEE_AMOUNT_VERSION_HEXES;
    let vtxos = [
        &old.board_vtxo,
        &old.arkoor_htlc_out_vtxo,
        &old.arkoor2_vtxo,
        &old.round1_vtxo,
        &old.round2_vtxo,
        &old.arkoor3_vtxo,
    ];
    for hex in vtxos {
        let bytes: Vec<u8> =
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        let peer = PeerVtxo::deserialize(&bytes).unwrap();
        let ours = Vtxo::parse(&bytes).unwrap();
        assert_eq!(ours.to_vec(), peer.serialize());
        assert_ne!(ours.to_vec(), bytes);
        check_read(&peer.id().to_string(), &ours.to_vec());
    }
}

fn check_read(name: &str, bytes: &[u8]) -> PeerVtxo {
    let peer = PeerVtxo::deserialize(bytes).unwrap();
    let owned = Vtxo::parse(bytes).unwrap();
    let ours = owned.as_ref();
    assert_eq!(owned.to_vec(), peer.serialize(), "{name}");
    assert_eq!(owned.genesis_bytes(), peer.serialize_genesis(), "{name}");
    let mut room = [0; 256];
    assert_eq!(ours.bare().write(&mut room).unwrap(), peer.to_bare().serialize(), "{name}");
    assert_eq!(BareVtxo::parse(&peer.to_bare().serialize()).as_ref(), Ok(ours.bare()), "{name}");

    assert_eq!(ours.id().to_bytes(), peer.id().to_bytes(), "{name}");
    assert_eq!(ours.id().to_string(), peer.id().to_string(), "{name}");
    assert_eq!(ours.is_complete(), peer.has_all_witnesses(), "{name}");
    assert_eq!(ours.check_standard().is_ok(), peer.is_standard(), "{name}");
    assert_eq!(ours.genesis().len(), usize::from(peer.exit_depth()), "{name}");
    let hash = peer.unlock_hash().map(|hash| *AsRef::<[u8; 32]>::as_ref(&hash));
    assert_eq!(ours.unlock_hash().map(|hash| hash.0), hash, "{name}");
    let past = ours.past_arkoor_pubkeys().map(|keys| keys.iter().map(|key| key.to_bytes()).collect());
    let past: Vec<Vec<[u8; 33]>> = past.collect();
    let theirs = peer.past_arkoor_pubkeys();
    assert_eq!(past.len(), theirs.len(), "{name}");
    for (ours, theirs) in past.iter().zip(&theirs) {
        assert!(ours.iter().copied().eq(theirs.iter().map(|key| key.serialize())), "{name}");
    }
    let transactions = ours.hops().unwrap().map(|hop| hop.unwrap().transaction());
    assert!(transactions.eq(peer.transactions().map(|step| step.tx)), "{name}");
    for hop in ours.hops().unwrap() {
        let hop = hop.unwrap();
        let is_known =
            !matches!(hop.item().transition, Transition::HashLocked { unlock: Unlock::Hash(_), .. });
        if is_known && hop.signature().is_some() {
            assert_eq!(hop.weight(), hop.transaction().weight().to_wu(), "{name}");
        }
    }
    peer
}
