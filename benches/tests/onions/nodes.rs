//! Nodes that both implementations run.

use bitcoin::secp256k1::{All, PublicKey as PeerKey, Secp256k1};
use keelbolt::crypto::{PublicKey, SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use lightning::sign::{KeysManager, NodeSigner as _, Recipient};
use lightning::util::logger::{Logger, Record};
use std::sync::LazyLock;

/// How many there are: as many as any route has hops.
const COUNT: u8 = 32;

/// The curve, for the peer.
pub static SECP: LazyLock<Secp256k1<All>> = LazyLock::new(Secp256k1::new);

/// The curve, for Keelbolt.
pub static CONTEXT: LazyLock<SigningContext> = LazyLock::new(|| SigningContext::new(Entropy::new([1; 32])));

/// All nodes.
pub static NODES: LazyLock<Vec<Node>> = LazyLock::new(|| (1..=COUNT).map(Node::new).collect());

/// A node with its key in both worlds.
pub struct Node {
    pub key: SecretKey,
    pub id: PublicKey,
    pub peer: KeysManager,
    pub peer_id: PeerKey,
}

impl Node {
    fn new(seed: u8) -> Self {
        let peer = KeysManager::new(&[seed; 32], 1, 1, true);
        let peer_id = peer.get_node_id(Recipient::Node).unwrap();
        let key = SecretKey::parse(Secret::new(peer.get_node_secret_key().secret_bytes())).unwrap();
        Self { key, id: ours(&peer_id), peer, peer_id }
    }
}

/// The peer's key as Keelbolt's.
pub fn ours(key: &PeerKey) -> PublicKey {
    PublicKey::parse(&key.serialize()).unwrap()
}

/// Keelbolt's key as the peer's.
pub fn theirs(key: &PublicKey) -> PeerKey {
    PeerKey::from_slice(&key.to_bytes()).unwrap()
}

/// A log that nobody reads.
pub struct Quiet;

impl Logger for Quiet {
    fn log(&self, _: Record<'_>) {}
}
