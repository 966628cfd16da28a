//! The same round, as the peer has it.

use crate::fixture::{CONTEXT, Ceremony, preimage};
use ark::ProtocolEncoding;
use ark::musig::secpm::musig::{AggregatedNonce, PartialSignature as PeerPartial, PublicNonce as PeerNonce};
use ark::tree::signed::{UnsignedVtxoTree, VtxoTreeSpec};
use bitcoin::hashes::Hash as _;
use bitcoin::secp256k1::{Keypair, Secp256k1};
use keelbolt::cosign::{Contribution, Contributions, TreeSession};
use keelbolt::crypto::KeyPair;
use keelbolt::crypto::musig::{
    AggregateNonce, KeyAggregation, NonceInputs, PartialSignature, PublicNonce, SecretNonce, Session,
    sort_keys,
};
use keelbolt::vtxo::Vtxo;

/// A round, and a VTXO that came of it.
pub(crate) struct Fixture {
    pub(crate) ours: Ceremony,
    pub(crate) peer: Peer,
    /// The VTXO of the first leaf, finished.
    pub(crate) vtxo: Vec<u8>,
    /// The same, read.
    pub(crate) parsed: Vtxo,
}

/// What the peer is given.
pub(crate) struct Peer {
    pub(crate) spec: VtxoTreeSpec,
    pub(crate) utxo: bitcoin::OutPoint,
    pub(crate) tree: UnsignedVtxoTree,
    /// The key of the first leaf.
    pub(crate) key: Keypair,
    pub(crate) aggregates: Vec<AggregatedNonce>,
    pub(crate) leaves: Vec<(Vec<PeerNonce>, Vec<PeerPartial>)>,
    pub(crate) all: (Vec<PeerNonce>, Vec<PeerPartial>),
    /// The VTXO, read.
    pub(crate) parsed: ark::Vtxo,
}

impl Fixture {
    pub(crate) fn new(ours: Ceremony) -> Self {
        let spec = VtxoTreeSpec::deserialize(&ours.spec.to_vec()).unwrap();
        let utxo = bitcoin::OutPoint::new(bitcoin::Txid::from_byte_array(ours.utxo.txid.0), ours.utxo.vout);
        let aggregate = |sum: &AggregateNonce| AggregatedNonce::from_byte_array(&sum.to_bytes()).unwrap();
        let vtxo = finished(&ours);
        let peer = Peer {
            parsed: ark::Vtxo::deserialize(&vtxo).unwrap(),
            tree: spec.clone().into_unsigned_tree(utxo),
            spec,
            utxo,
            key: peer_key(&ours.cosigners[0]),
            aggregates: ours.aggregates.iter().map(aggregate).collect(),
            leaves: ours.leaves.iter().map(sent).collect(),
            all: sent(&ours.all),
        };
        let parsed = Vtxo::parse(&vtxo).unwrap();
        Self { ours, peer, vtxo, parsed }
    }
}

fn sent(
    (nonces, partials): &(Vec<PublicNonce>, Vec<PartialSignature>),
) -> (Vec<PeerNonce>, Vec<PeerPartial>) {
    let nonce = |nonce: &PublicNonce| PeerNonce::from_byte_array(&nonce.to_bytes()).unwrap();
    let partial = |partial: &PartialSignature| PeerPartial::from_byte_array(&partial.to_bytes()).unwrap();
    (nonces.iter().map(nonce).collect(), partials.iter().map(partial).collect())
}

fn peer_key(key: &KeyPair) -> Keypair {
    Keypair::from_seckey_slice(&Secp256k1::new(), key.secret_key().unwrap().expose()).unwrap()
}

/// The VTXO of the first leaf, with all signatures and its preimage.
fn finished(round: &Ceremony) -> Vec<u8> {
    let leaves: Vec<_> =
        round.leaves.iter().map(|(nonces, partials)| Some(Contribution { nonces, partials })).collect();
    let global = [Contribution { nonces: &round.all.0, partials: &round.all.1 }];
    let session = TreeSession::new(&round.tree, &round.aggregates).unwrap();
    let signed = session.aggregate(&Contributions { leaves: &leaves, global: &global }).unwrap();
    let vtxo = round.tree.branch(0).unwrap().vtxo(&signed.spec, &signed.signatures).unwrap();

    let hop = vtxo.as_ref().hops().unwrap().last().unwrap().unwrap();
    let mut signers = [round.user.clone(), round.server.clone()];
    signers.sort_by_key(|signer| signer.public_key().to_bytes());
    let mut keys = [round.user.public_key(), round.server.public_key()];
    sort_keys(&mut keys);
    let keys = KeyAggregation::new(&keys).unwrap();
    let nonces = (1..).zip(&signers).map(|(number, signer)| {
        let entropy = crate::fixture::entropy(number);
        SecretNonce::new(entropy, signer, NonceInputs::default(), &CONTEXT).unwrap()
    });
    let (secret, public): (Vec<_>, Vec<_>) = nonces.unzip();
    let session = Session::new(&keys, &AggregateNonce::new(&public).unwrap(), &hop.sighash()).unwrap();
    let partials: Vec<_> = secret
        .into_iter()
        .zip(&signers)
        .map(|(nonce, signer)| nonce.sign(&session, signer).unwrap())
        .collect();
    let signature = session.aggregate(&partials).unwrap();
    vtxo.with_unlock_signature(signature).unwrap().with_unlock_preimage(&preimage()).unwrap().to_vec()
}
