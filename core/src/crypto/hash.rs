//! SHA-256, whole and streamed.

use bitcoin_hashes::{HashEngine as _, hash160, ripemd160, sha256, sha256d};

crate::crypto::bytes32! {
    /// A SHA-256 digest.
    Sha256
}

/// SHA-256 of `bytes`.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(sha256::hash(bytes).to_byte_array())
}

/// SHA-256 of the SHA-256 of `bytes`, as Base58Check and transaction ids use it.
#[must_use]
pub fn sha256d(bytes: &[u8]) -> Sha256 {
    Sha256(sha256d::hash(bytes).to_byte_array())
}

/// RIPEMD-160 of `bytes`, as `OP_RIPEMD160` and, behind SHA-256, HTLC scripts have it.
#[must_use]
pub fn ripemd160(bytes: &[u8]) -> [u8; 20] {
    ripemd160::hash(bytes).to_byte_array()
}

/// RIPEMD-160 of the SHA-256 of `bytes`, as `OP_HASH160` has it.
#[must_use]
pub fn hash160(bytes: &[u8]) -> [u8; 20] {
    hash160::hash(bytes).to_byte_array()
}

/// SHA-256 of bytes that come in pieces.
#[derive(Clone, Debug)]
pub struct Sha256Engine(sha256::HashEngine);

impl Sha256Engine {
    /// Nothing hashed yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(sha256::HashEngine::new())
    }

    /// Appends `bytes` to what is hashed.
    pub fn input(&mut self, bytes: &[u8]) {
        self.0.input(bytes);
    }

    /// The digest of all input.
    #[must_use]
    pub fn finish(self) -> Sha256 {
        Sha256(self.0.finalize().to_byte_array())
    }
}

impl Default for Sha256Engine {
    fn default() -> Self {
        Self::new()
    }
}
