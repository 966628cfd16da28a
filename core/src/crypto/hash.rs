//! SHA-256, whole, streamed and tagged.

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

/// A tag of BIP 340's tagged hashes: SHA-256 that begins with the hash of the tag, twice, so that no hash made for
/// one purpose is one for another.
///
/// ```
/// use keelbolt::crypto::{HashTag, sha256};
/// const TAG: HashTag = HashTag::new(b"BIP0340/challenge");
/// let tag = sha256(b"BIP0340/challenge").0;
/// assert_eq!(TAG.hash(b"message"), sha256(&[&tag[..], &tag, b"message"].concat()));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct HashTag(sha256::Midstate);

impl HashTag {
    /// The tag of some text. In a constant, all of its hashing is done by the compiler.
    #[must_use]
    pub const fn new(tag: &[u8]) -> Self {
        Self(sha256::Midstate::hash_tag(tag))
    }

    /// The hash of `bytes` under this tag.
    #[must_use]
    pub fn hash(&self, bytes: &[u8]) -> Sha256 {
        let mut engine = self.engine();
        engine.input(bytes);
        engine.finish()
    }

    /// The hash under this tag of bytes that come in pieces.
    #[must_use]
    pub fn engine(&self) -> Sha256Engine {
        Sha256Engine(sha256::HashEngine::from_midstate(self.0))
    }
}

impl Default for Sha256Engine {
    fn default() -> Self {
        Self::new()
    }
}
