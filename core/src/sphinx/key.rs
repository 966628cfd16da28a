//! The keys that one shared secret gives (BOLT 4, "Key Generation").

use crate::crypto::{KeyStream, PublicKey, Sha256Engine, SharedSecret, hmac_sha256};
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
        let name: &[u8] = match self {
            Self::Rho => b"rho",
            Self::Mu => b"mu",
            Self::Um => b"um",
            Self::Pad => b"pad",
            Self::Ammag => b"ammag",
            Self::Ammagext => b"ammagext",
            Self::Fulfillment => b"fulfillment",
            Self::BlindedNodeId => b"blinded_node_id",
        };
        hmac_sha256(name, secret)
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
