//! HMAC-SHA256 (RFC 2104), whole and streamed, and comparison that leaks no position.

use crate::secret::Secret;
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

/// Whether two tags are the same bytes. The time it takes depends on their lengths alone.
#[must_use]
pub fn tags_equal(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}
