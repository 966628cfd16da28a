//! What each user gets of a signed tree: its VTXO, the transactions of its exit, and the last signature of a round.

use crate::plan::{CONTEXT, Plan};
use crate::sign::{our_nonce, our_partial, peer_key};
use ark::ProtocolEncoding;
use ark::musig::secpm::musig::{PartialSignature as PeerPartial, PublicNonce as PeerNonce};
use ark::tree::signed::{
    CachedSignedVtxoTree, LeafVtxoCosignContext, LeafVtxoCosignRequest, LeafVtxoCosignResponse,
};
use bitcoin::consensus::serialize;
use keelbolt::amount::Sat;
use keelbolt::codec::transaction::TxOut;
use keelbolt::crypto::musig::{
    AggregateNonce, KeyAggregation, NonceInputs, PublicNonce, SecretNonce, Session, sort_keys,
};
use keelbolt::crypto::{KeyPair, PublicKey, SchnorrSignature};
use keelbolt::entropy::Entropy;
use keelbolt::vtxo::tree::{SignedTree, UnsignedTree};
use keelbolt::vtxo::{Hop, Vtxo, VtxoRef};

/// Compares the VTXO of every leaf; one leaf is finished with the peer as the server.
pub fn check(plan: &Plan, tree: &UnsignedTree, signed: &SignedTree, peer: &CachedSignedVtxoTree, case: &str) {
    let finished = plan.utxo.txid.0[0] as usize % tree.shape().leaves();
    for (leaf, theirs) in peer.output_vtxos().enumerate() {
        let branch = tree.branch(leaf).unwrap();
        let ours = branch.vtxo(&plan.spec, &signed.signatures).unwrap();
        assert_eq!(ours.to_vec(), theirs.serialize(), "{case}, leaf {leaf}");
        let transactions = ours.as_ref().hops().unwrap().map(|hop| serialize(&hop.unwrap().transaction()));
        let exit = peer.exit_branch(leaf).into_iter().map(serialize);
        assert!(transactions.eq(exit), "{case}, leaf {leaf}");
        if leaf == finished {
            finish(plan, leaf, &ours, &theirs, case);
        }
    }
}

/// The leaf's own transaction is signed by Keelbolt for the user and by the peer for the server, or the other way round;
/// with the preimage, both take the VTXO.
fn finish(plan: &Plan, leaf: usize, vtxo: &Vtxo, peer: &ark::Vtxo, case: &str) {
    let hop = vtxo.as_ref().hops().unwrap().last().unwrap().unwrap();
    let signature = match leaf % 2 {
        0 => as_user(plan, leaf, &hop, peer),
        _ => as_server(plan, leaf, &hop, peer),
    };
    let preimage = &plan.preimages[leaf];
    let ours = vtxo.with_unlock_signature(signature).unwrap().with_unlock_preimage(preimage).unwrap();

    let mut theirs = peer.clone();
    let signature = bitcoin::secp256k1::schnorr::Signature::from_slice(signature.as_bytes()).unwrap();
    assert!(theirs.provide_unlock_signature(signature), "{case}");
    assert!(theirs.provide_unlock_preimage(*preimage.0.expose()), "{case}");
    let bytes = ours.to_vec();
    assert_eq!(bytes, theirs.serialize(), "{case}, leaf {leaf}");
    assert!(theirs.has_all_witnesses() && ours.as_ref().is_complete(), "{case}");

    let output = &plan.anchor.output[plan.utxo.vout as usize];
    let anchor = TxOut { value: Sat(output.value.to_sat()), script_pubkey: output.script_pubkey.as_bytes() };
    assert_eq!(theirs.validate(&plan.anchor), Ok(()), "{case}, leaf {leaf}");
    assert_eq!(VtxoRef::parse(&bytes).unwrap().check_chain(&anchor), Ok(()), "{case}, leaf {leaf}");
    let transactions = ours.as_ref().hops().unwrap().map(|hop| hop.unwrap().transaction());
    assert!(transactions.eq(theirs.transactions().map(|step| step.tx)), "{case}, leaf {leaf}");
}

/// The signature of both, when the peer is the server.
fn as_user(plan: &Plan, leaf: usize, hop: &Hop<'_>, peer: &ark::Vtxo) -> SchnorrSignature {
    let user = &plan.users[leaf];
    let (nonce, public) = nonce(user);
    let pub_nonce = PeerNonce::from_byte_array(&public.to_bytes()).unwrap();
    let request = LeafVtxoCosignRequest { vtxo_id: peer.id(), pub_nonce };
    let server = peer_key(&plan.server);
    let response = LeafVtxoCosignResponse::new_cosign(&request, peer, &plan.anchor, &server).unwrap();

    let keys = keys(plan, leaf);
    let nonces = AggregateNonce::new(&[public, our_nonce(&response.public_nonce)]).unwrap();
    let session = Session::new(&KeyAggregation::new(&keys).unwrap(), &nonces, &hop.sighash()).unwrap();
    let partial = nonce.sign(&session, user).unwrap();
    session.aggregate(&[partial, our_partial(&response.partial_signature)]).unwrap()
}

/// The signature of both, when the peer is the user.
fn as_server(plan: &Plan, leaf: usize, hop: &Hop<'_>, peer: &ark::Vtxo) -> SchnorrSignature {
    let user = peer_key(&plan.users[leaf]);
    let (context, request) = LeafVtxoCosignContext::new(peer, &plan.anchor, &user).unwrap();

    let (nonce, public) = nonce(&plan.server);
    let keys = keys(plan, leaf);
    let nonces = AggregateNonce::new(&[public, our_nonce(&request.pub_nonce)]).unwrap();
    let session = Session::new(&KeyAggregation::new(&keys).unwrap(), &nonces, &hop.sighash()).unwrap();
    let partial = nonce.sign(&session, &plan.server).unwrap();
    let response = LeafVtxoCosignResponse {
        public_nonce: PeerNonce::from_byte_array(&public.to_bytes()).unwrap(),
        partial_signature: PeerPartial::from_byte_array(&partial.to_bytes()).unwrap(),
    };
    let mut finished = peer.clone();
    assert!(context.finalize(&mut finished, response));
    let bytes = finished.serialize();
    let finished = VtxoRef::parse(&bytes).unwrap();
    *finished.hops().unwrap().last().unwrap().unwrap().signature().unwrap()
}

fn nonce(key: &KeyPair) -> (SecretNonce, PublicNonce) {
    SecretNonce::new(Entropy::new([5; 32]), key, NonceInputs::default(), &CONTEXT).unwrap()
}

/// The keys of user and server, sorted.
fn keys(plan: &Plan, leaf: usize) -> [PublicKey; 2] {
    let mut keys = [plan.users[leaf].public_key(), plan.server.public_key()];
    sort_keys(&mut keys);
    keys
}
