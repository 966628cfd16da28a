//! The keys that one shared secret gives (BOLT 4, "Key Generation").

use crate::crypto::{KeyName, KeyStream, PublicKey, Sha256Engine, SharedSecret};
use crate::secret::Secret;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// Obfuscates payloads; encrypts the data of a blinded hop.
    Rho,
    /// Authenticates a packet.
    Mu,
    /// Authenticates a failure and attribution data.
    Um,
    /// Fills a packet before its first payload.
    Pad,
    /// Obfuscates a failure or a fulfillment payload on its way back.
    Ammag,
    /// Obfuscates attribution data.
    Ammagext,
    /// Encrypts a fulfillment payload (lightning/bolts #1344).
    Fulfillment,
    /// Blinds the id of a node.
    BlindedNodeId,
}

impl KeyType {
    /// The key of this type from a shared secret; [`KeyType::Pad`] comes from the session key instead.
    ///
    /// "an HMAC using the appropriate key-type as HMAC-key and the 32-byte shared secret as the message"
    #[must_use]
    pub fn key(self, secret: &[u8; 32]) -> Secret<32> {
        let name = match self {
            Self::Rho => const { &KeyName::new(b"rho") },
            Self::Mu => const { &KeyName::new(b"mu") },
            Self::Um => const { &KeyName::new(b"um") },
            Self::Pad => const { &KeyName::new(b"pad") },
            Self::Ammag => const { &KeyName::new(b"ammag") },
            Self::Ammagext => const { &KeyName::new(b"ammagext") },
            Self::Fulfillment => const { &KeyName::new(b"fulfillment") },
            Self::BlindedNodeId => const { &KeyName::new(b"blinded_node_id") },
        };
        name.key(secret)
    }

    /// The pseudo-random stream of the key.
    #[must_use]
    pub fn stream(self, secret: &SharedSecret) -> KeyStream {
        KeyStream::new(&self.key(secret.expose()))
    }
}

/// SHA-256 of an ephemeral key and a shared secret: the factor by which a hop blinds the key for the next hop
/// (BOLT 4, "Blinding Ephemeral Onion Keys"). The path keys of a blinded route go the same way.
#[must_use]
pub fn blinding_factor(ephemeral: &PublicKey, shared_secret: &SharedSecret) -> Secret<32> {
    let mut engine = Sha256Engine::new();
    engine.input(&ephemeral.to_bytes());
    engine.input(shared_secret.expose());
    Secret::new(engine.finish().0)
}
