//! A bare context of libsecp256k1.
//!
//! The safe functions of the crate copy or make one for each call; a floor must not.

use secp256k1::ffi::{
    Context, PublicKey, SECP256K1_START_NONE, secp256k1_context_preallocated_create,
    secp256k1_context_preallocated_size, secp256k1_ec_pubkey_parse,
};
use std::ptr::NonNull;
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

/// The context, live as long as the program and only read.
pub(crate) fn context() -> *const Context {
    CONTEXT.0.as_ptr()
}

/// The point of a compressed key.
pub(crate) fn parse(compressed: &[u8; 33]) -> PublicKey {
    // SAFETY: the struct is plain bytes, read only after the next call has filled it.
    let mut key = unsafe { PublicKey::new() };
    // SAFETY: the context is live, `key` writable, and `compressed` has the bytes that are announced.
    let parsed =
        unsafe { secp256k1_ec_pubkey_parse(context(), &mut key, compressed.as_ptr(), compressed.len()) };
    assert_eq!(parsed, 1);
    key
}
