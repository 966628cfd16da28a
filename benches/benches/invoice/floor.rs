//! The bare calls into libsecp256k1, on a context that was made before.
//!
//! The safe functions of the crate copy or make a context for each call; a floor must not.

use secp256k1::ffi::recovery::{
    RecoverableSignature, secp256k1_ecdsa_recover, secp256k1_ecdsa_recoverable_signature_parse_compact,
    secp256k1_ecdsa_sign_recoverable,
};
use secp256k1::ffi::{
    Context, PublicKey, SECP256K1_START_NONE, secp256k1_context_preallocated_create,
    secp256k1_context_preallocated_size, secp256k1_ec_pubkey_parse, secp256k1_nonce_function_rfc6979,
};
use std::ptr::{self, NonNull};
use std::sync::LazyLock;

/// A context of libsecp256k1 in memory that lives as long as the program.
struct Prepared(NonNull<Context>);

// SAFETY: the context is never written to after its creation.
unsafe impl Send for Prepared {}
// SAFETY: as above.
unsafe impl Sync for Prepared {}

static CONTEXT: LazyLock<Prepared> = LazyLock::new(|| {
    // SAFETY: the function only reads its argument, a flag that it knows.
    let size = unsafe { secp256k1_context_preallocated_size(SECP256K1_START_NONE) };
    let memory: &mut [u128] = vec![0; size.div_ceil(size_of::<u128>())].leak();
    // SAFETY: the memory is large enough, aligned for any type, and nobody else's.
    let context =
        unsafe { secp256k1_context_preallocated_create(NonNull::from(memory).cast(), SECP256K1_START_NONE) };
    Prepared(context)
});

/// The public key that made a signature: parse, recover.
pub(crate) fn recover(compact: &[u8; 64], id: u8, digest: &[u8; 32]) -> PublicKey {
    let context = CONTEXT.0.as_ptr();
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

/// The point of a compressed key.
pub(crate) fn parse(compressed: &[u8; 33]) -> PublicKey {
    // SAFETY: the struct is plain bytes, read only after the next call has filled it.
    let mut key = unsafe { PublicKey::new() };
    // SAFETY: the context is live, `key` writable, and `compressed` has the bytes that are announced.
    let parsed = unsafe {
        secp256k1_ec_pubkey_parse(CONTEXT.0.as_ptr(), &mut key, compressed.as_ptr(), compressed.len())
    };
    assert_eq!(parsed, 1);
    key
}

/// A recoverable signature, nonce by RFC 6979.
pub(crate) fn sign(digest: &[u8; 32], key: &[u8; 32]) -> RecoverableSignature {
    let mut signature = RecoverableSignature::new();
    // SAFETY: the context is live, the signature writable, digest and key have 32 bytes each, and the nonce
    // function is libsecp256k1's own.
    let signed = unsafe {
        secp256k1_ecdsa_sign_recoverable(
            CONTEXT.0.as_ptr(),
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
