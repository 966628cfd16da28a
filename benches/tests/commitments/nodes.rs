//! Nodes with their keys in both worlds.

use bitcoin::secp256k1::{All, PublicKey as PeerKey, Secp256k1, SecretKey as PeerSecret};
use keelbolt::commitment::Basepoints;
use keelbolt::crypto::{PublicKey, SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use lightning::ln::chan_utils::ChannelPublicKeys;
use lightning::sign::{ChannelSigner as _, InMemorySigner, KeysManager};
use std::sync::LazyLock;

/// How many there are.
const COUNT: u8 = 32;

/// The curve, for the peer.
pub static SECP: LazyLock<Secp256k1<All>> = LazyLock::new(Secp256k1::new);

/// The curve, for Keelbolt.
pub static CONTEXT: LazyLock<SigningContext> = LazyLock::new(|| SigningContext::new(Entropy::new([1; 32])));

/// All nodes.
pub static NODES: LazyLock<Vec<Node>> = LazyLock::new(|| (1..=COUNT).map(Node::new).collect());

/// A node of a channel.
pub struct Node {
    pub signer: InMemorySigner,
    pub pubkeys: ChannelPublicKeys,
    pub basepoints: Basepoints,
    pub funding: SecretKey,
    pub htlc_basepoint: SecretKey,
    pub revocation_basepoint: SecretKey,
    pub delayed_payment_basepoint: SecretKey,
}

impl Node {
    fn new(seed: u8) -> Self {
        let signer = KeysManager::new(&[seed; 32], 1, 1, true).derive_channel_keys(&[seed; 32]);
        let pubkeys = signer.pubkeys(&SECP);
        let basepoints = Basepoints {
            funding_pubkey: ours(&pubkeys.funding_pubkey),
            revocation_basepoint: ours(&pubkeys.revocation_basepoint.to_public_key()),
            payment_basepoint: ours(&pubkeys.payment_point),
            delayed_payment_basepoint: ours(&pubkeys.delayed_payment_basepoint.to_public_key()),
            htlc_basepoint: ours(&pubkeys.htlc_basepoint.to_public_key()),
        };
        Self {
            funding: secret(&signer.funding_key(None)),
            htlc_basepoint: secret(&signer.htlc_base_key),
            revocation_basepoint: secret(&signer.revocation_base_key),
            delayed_payment_basepoint: secret(&signer.delayed_payment_base_key),
            signer,
            pubkeys,
            basepoints,
        }
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

/// The peer's secret key as Keelbolt's.
pub fn secret(key: &PeerSecret) -> SecretKey {
    SecretKey::parse(Secret::new(key.secret_bytes())).unwrap()
}
