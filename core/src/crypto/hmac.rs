//! HMAC-SHA256 (RFC 2104), whole and streamed, and comparison that leaks no position.

use crate::secret::Secret;
use bitcoin_hashes::sha256::Midstate;
use bitcoin_hashes::{Hash as _, HashEngine as _, hmac, sha256, sha512};
use core::fmt;
use subtle::ConstantTimeEq as _;

/// HMAC-SHA256 of `message` under `key`.
#[must_use]
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> Secret<32> {
    let mut engine = HmacSha256::new(key);
    engine.input(message);
    engine.finish()
}

/// HMAC-SHA512 of the parts of a message under `key`, as BIP 32 derives keys.
pub(in crate::crypto) fn hmac_sha512(key: &[u8], parts: &[&[u8]]) -> Secret<64> {
    let mut engine = hmac::HmacEngine::<sha512::HashEngine>::new(key);
    parts.iter().for_each(|part| engine.input(part));
    let code = Secret::new(engine.clone().finalize().to_byte_array());
    engine.non_secure_erase();
    code
}

/// HMAC-SHA256 of a message that comes in pieces. What it holds of the key is wiped when it is dropped.
#[derive(Clone)]
pub struct HmacSha256(hmac::HmacEngine<sha256::HashEngine>);

impl HmacSha256 {
    /// Nothing authenticated yet, under a key of any length.
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        Self(hmac::HmacEngine::new(key))
    }

    /// Appends `bytes` to the message.
    pub fn input(&mut self, bytes: &[u8]) {
        self.0.input(bytes);
    }

    /// The code of the whole message: a key where one is derived, public where it is sent.
    #[must_use]
    pub fn finish(self) -> Secret<32> {
        Secret::new(self.0.clone().finalize().to_byte_array())
    }
}

impl Drop for HmacSha256 {
    fn drop(&mut self) {
        self.0.non_secure_erase();
    }
}

impl fmt::Debug for HmacSha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacSha256(..)")
    }
}

/// The name of a kind of key, which is itself the key of an HMAC: what is computed from it alone is computed when the
/// program is built, half of all that a key costs.
pub(crate) struct KeyName {
    inner: Midstate,
    outer: Midstate,
}

impl KeyName {
    /// A name of at most 64 bytes.
    pub(crate) const fn new(name: &[u8]) -> Self {
        Self { inner: padded(name, 0x36), outer: padded(name, 0x5c) }
    }

    /// The key of this kind that belongs to a secret: its HMAC under the name.
    pub(crate) fn key(&self, secret: &[u8; 32]) -> Secret<32> {
        let (inner, outer) = (self.inner.to_engine(), self.outer.to_engine());
        let mut engine = HmacSha256(hmac::HmacEngine::from_inner_engines(inner, outer));
        engine.input(secret);
        engine.finish()
    }
}

/// SHA-256 after the first block: the name, padded with zeros and XORed with `pad` (RFC 2104).
const fn padded(mut name: &[u8], pad: u8) -> Midstate {
    let mut block = [pad; 64];
    let mut rest: &mut [u8] = &mut block;
    while let ([slot, slots @ ..], [byte, bytes @ ..]) = (rest, name) {
        *slot ^= *byte;
        (rest, name) = (slots, bytes);
    }
    Midstate::SHA256_IV.update_64_unoptimized(&block)
}

/// Whether two tags are the same bytes. The time it takes depends on their lengths alone.
#[must_use]
pub fn tags_equal(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}
