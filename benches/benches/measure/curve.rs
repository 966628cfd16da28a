//! The bare calls into libsecp256k1 that commitments and their spends both ask for.

use crate::measure::context::context;
use secp256k1::ffi::{
    PublicKey, Signature, secp256k1_ec_pubkey_tweak_add, secp256k1_ecdsa_sign, secp256k1_ecdsa_verify,
    secp256k1_nonce_function_rfc6979,
};
use std::ptr;

/// A signature, nonce by RFC 6979.
pub(crate) fn sign(digest: &[u8; 32], key: &[u8; 32]) -> Signature {
    // SAFETY: the struct is plain bytes, read only after the next call has filled it.
    let mut signature = unsafe { Signature::new() };
    // SAFETY: the context is live, the signature writable, digest and key have 32 bytes each, and the nonce
    // function is libsecp256k1's own and takes no extra data.
    let signed = unsafe {
        secp256k1_ecdsa_sign(
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

/// Whether a signature holds.
pub(crate) fn verify(signature: &Signature, digest: &[u8; 32], key: &PublicKey) -> bool {
    // SAFETY: the context is live, signature and key were made by the library, the digest has 32 bytes.
    unsafe { secp256k1_ecdsa_verify(context(), signature, digest.as_ptr(), key) == 1 }
}

/// P + t·G
pub(crate) fn add(point: &PublicKey, term: &[u8; 32]) -> PublicKey {
    let mut sum = *point;
    // SAFETY: the context is live, the point was parsed and is writable, the term has 32 readable bytes.
    let added = unsafe { secp256k1_ec_pubkey_tweak_add(context(), &mut sum, term.as_ptr()) };
    assert_eq!(added, 1);
    sum
}
