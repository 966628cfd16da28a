//! The bare calls into libsecp256k1.

pub(crate) use crate::measure::context::parse;

use crate::measure::context::context;
use secp256k1::ffi::recovery::{
    RecoverableSignature, secp256k1_ecdsa_recover, secp256k1_ecdsa_recoverable_signature_parse_compact,
    secp256k1_ecdsa_sign_recoverable,
};
use secp256k1::ffi::{PublicKey, secp256k1_nonce_function_rfc6979};
use std::ptr;

/// The public key that made a signature: parse, recover.
pub(crate) fn recover(compact: &[u8; 64], id: u8, digest: &[u8; 32]) -> PublicKey {
    let context = context();
    let mut signature = RecoverableSignature::new();
    // SAFETY: the context is live; the signature is writable, `compact` 64 readable bytes, the id in 0..=3.
    let parsed = unsafe {
        secp256k1_ecdsa_recoverable_signature_parse_compact(
            context,
            &mut signature,
            compact.as_ptr(),
            id.into(),
        )
    };
    assert_eq!(parsed, 1);
    // SAFETY: the struct is plain bytes, read only after the next call has filled it.
    let mut key = unsafe { PublicKey::new() };
    // SAFETY: the context is live, `key` writable, the signature was parsed above, the digest has 32 bytes.
    let recovered = unsafe { secp256k1_ecdsa_recover(context, &mut key, &signature, digest.as_ptr()) };
    assert_eq!(recovered, 1);
    key
}

/// A recoverable signature, nonce by RFC 6979.
pub(crate) fn sign(digest: &[u8; 32], key: &[u8; 32]) -> RecoverableSignature {
    let mut signature = RecoverableSignature::new();
    // SAFETY: the context is live, the signature writable, digest and key have 32 bytes each, and the nonce
    // function is libsecp256k1's own.
    let signed = unsafe {
        secp256k1_ecdsa_sign_recoverable(
            context(),
            &mut signature,
            digest.as_ptr(),
            key.as_ptr(),
            secp256k1_nonce_function_rfc6979,
            ptr::null(),
        )
    };
    assert_eq!(signed, 1);
    signature
}
