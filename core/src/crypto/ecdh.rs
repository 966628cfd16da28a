//! Elliptic-curve Diffie-Hellman, as libsecp256k1 defines it (BOLT 4, "Shared Secret"; BOLT 8).

use crate::crypto::{PublicKey, SecretKey};
use crate::secret::Secret;
use core::fmt;

/// SHA-256 of the compressed point that a secret key and another's public key have in common.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedSecret(Secret<32>);

impl SharedSecret {
    /// Takes a secret over that was computed elsewhere, such as in a signing device.
    #[must_use]
    pub const fn new(bytes: Secret<32>) -> Self {
        Self(bytes)
    }

    /// The secret of `key` and `point`, in constant time.
    #[must_use]
    pub fn derive(key: &SecretKey, point: &PublicKey) -> Self {
        let mut shared = secp256k1::ecdh::SharedSecret::new(&point.0, &key.0);
        let secret = Secret::new(shared.to_secret_bytes());
        shared.non_secure_erase();
        Self(secret)
    }

    /// The bytes themselves.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret(..)")
    }
}
