//! What nobody can do without: the bare calls into libsecp256k1, and the hashing and streams that BOLT 4 asks for.

use crate::measure::context::context;
pub(crate) use crate::measure::context::parse;
use bitcoin_hashes::{Hash as _, HashEngine as _, HmacEngine, sha256};
use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit as _, StreamCipher as _, StreamCipherSeek as _};
use secp256k1::ffi::{
    PublicKey, secp256k1_ec_pubkey_create, secp256k1_ec_pubkey_tweak_mul, secp256k1_ecdh,
    secp256k1_ecdh_hash_function_default,
};
use std::ptr;

/// A shared secret.
pub(crate) fn ecdh(point: &PublicKey, key: &[u8; 32]) -> [u8; 32] {
    let mut secret = [0; 32];
    // SAFETY: the context is live, the secret has 32 writable bytes and the key 32 readable ones, the point was
    // parsed; the hash function is libsecp256k1's own and takes no extra data.
    let computed = unsafe {
        secp256k1_ecdh(
            context(),
            secret.as_mut_ptr(),
            point,
            key.as_ptr(),
            secp256k1_ecdh_hash_function_default,
            ptr::null_mut(),
        )
    };
    assert_eq!(computed, 1);
    secret
}

/// k·P
pub(crate) fn multiply(point: &PublicKey, factor: &[u8; 32]) -> PublicKey {
    let mut product = *point;
    // SAFETY: the context is live, the point was parsed and is writable, the factor has 32 readable bytes.
    let multiplied = unsafe { secp256k1_ec_pubkey_tweak_mul(context(), &mut product, factor.as_ptr()) };
    assert_eq!(multiplied, 1);
    product
}

/// k·G
pub(crate) fn public_key(key: &[u8; 32]) -> PublicKey {
    // SAFETY: the struct is plain bytes, read only after the next call has filled it.
    let mut point = unsafe { PublicKey::new() };
    // SAFETY: the context is live, `point` writable, and the key has 32 readable bytes.
    let created = unsafe { secp256k1_ec_pubkey_create(context(), &mut point, key.as_ptr()) };
    assert_eq!(created, 1);
    point
}

/// The HMAC of two pieces.
pub(crate) fn hmac(key: &[u8], pieces: [&[u8]; 2]) -> [u8; 32] {
    let mut engine = HmacEngine::<sha256::HashEngine>::new(key);
    pieces.into_iter().for_each(|piece| engine.input(piece));
    engine.finalize().to_byte_array()
}

/// XORs a stream into some bytes, from its byte `position` on.
pub(crate) fn stream(key: &[u8; 32], position: u64, bytes: &mut [u8]) {
    let mut stream = ChaCha20::new(key.into(), &[0; 12].into());
    if position > 0 {
        stream.seek(position);
    }
    stream.apply_keystream(bytes);
}
