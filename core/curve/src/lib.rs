//! The secret operations of libsecp256k1 on a context that lives on the caller's stack, and products.
//!
//! The safe functions of the crate `secp256k1` re-randomise a global context at every secret operation, and
//! without an operating system they throw the randomised context away: twice the cost and no blinding. Here a
//! [`Context`] is randomised once, from the caller's entropy, and serves a whole batch.
//!
//! Operations on public data (parsing points, verifying) need no blinding and stay with the safe functions of
//! `secp256k1`. Recovering a key and products stand here: those functions set up a context for each, which costs a
//! tenth more. This crate and the C ABI are the only places of Keelbolt with `unsafe`.
//!
//! [`declassify`] marks what is public among values that depend on secrets, for the constant-time check.
#![no_std]
#![deny(missing_docs, unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]

pub mod musig;
mod schnorr;
#[cfg(feature = "valgrind")]
pub mod valgrind;

pub use schnorr::{Keypair, add_x_only, is_x_only_sum, verify_schnorr};

use core::mem::MaybeUninit;
use core::ptr::{self, NonNull};
use secp256k1::ecdsa::{RecoverableSignature, Signature};
use secp256k1::ffi::types::{AlignedType, c_uint, c_void};
use secp256k1::ffi::{self, CPtr as _};
use secp256k1::{PublicKey, SecretKey};

/// From here on the time may depend on `value`. Does nothing but with the feature `valgrind`, for the constant-time
/// check, which reports every other branch and address that depends on a secret.
///
/// Each call of it says why the value is public.
#[inline(always)]
pub fn declassify<T: ?Sized>(value: &mut T) {
    #[cfg(feature = "valgrind")]
    valgrind::declassify(value);
    let _ = value;
}

/// What libsecp256k1 needs for a context, rounded up: 208 bytes on 64-bit machines, less on 32-bit ones.
const CONTEXT_WORDS: usize = 16;

/// What libsecp256k1 is told of a new context.
const CONTEXT_FLAGS: c_uint = match cfg!(feature = "valgrind") {
    // `SECP256K1_CONTEXT_DECLASSIFY`: compiled with `VALGRIND` defined, it marks itself what is public.
    true => ffi::SECP256K1_START_NONE | 1 << 10,
    false => ffi::SECP256K1_START_NONE,
};

/// A libsecp256k1 context with its own blinding, for any number of operations with secrets.
///
/// It takes 256 bytes, wherever its owner lies, and is wiped when it is dropped. `&self` operations may run
/// on many threads at once: libsecp256k1 only reads the context in them.
pub struct Context {
    memory: [MaybeUninit<AlignedType>; CONTEXT_WORDS],
}

impl Context {
    /// A context blinded with `seed`, 32 bytes that nobody else knows. Costs about one k·G.
    #[must_use]
    pub fn new(seed: &[u8; 32]) -> Self {
        let mut context = Self { memory: [MaybeUninit::uninit(); CONTEXT_WORDS] };
        // SAFETY: the function only reads its argument, which is a flag that it knows.
        let needed = unsafe { ffi::secp256k1_context_preallocated_size(CONTEXT_FLAGS) };
        // A constant of the linked library, not an input: the test `context_fits` runs it on every platform.
        assert!(needed <= size_of_val(&context.memory), "libsecp256k1 context outgrew its memory");
        // SAFETY: `memory` is aligned for any type, was just found large enough, and is borrowed mutably.
        unsafe {
            ffi::secp256k1_context_preallocated_create(context.memory_mut().cast::<c_void>(), CONTEXT_FLAGS);
        }
        // SAFETY: `memory` holds the context created above, borrowed mutably; `seed` is 32 readable bytes.
        let randomized =
            unsafe { ffi::secp256k1_context_randomize(context.memory_mut().cast(), seed.as_ptr()) };
        debug_assert_eq!(randomized, 1, "randomising cannot fail for a context that is not the static one");
        context
    }

    /// Calls `then` with a context that uses no blinding, for operations with secrets that multiply no point by one:
    /// the static one, or, for the constant-time check, one that marks what is public.
    pub(crate) fn unblinded<T>(then: impl FnOnce(*const ffi::Context) -> T) -> T {
        match cfg!(feature = "valgrind") {
            true => then(Self::new(&[1; 32]).pointer()),
            // SAFETY: reading a pointer that the library exports and never changes.
            false => then(unsafe { ffi::secp256k1_context_static }),
        }
    }

    /// The point k·G, or `None` unless 0 < `key` < n.
    #[must_use]
    pub fn public_key(&self, key: &[u8; 32]) -> Option<PublicKey> {
        // SAFETY: the struct is plain bytes; it is read only after the next call has filled it.
        let mut point = unsafe { ffi::PublicKey::new() };
        // SAFETY: the context is live and only read; `point` is writable; `key` is 32 readable bytes.
        let mut created =
            unsafe { ffi::secp256k1_ec_pubkey_create(self.pointer(), &mut point, key.as_ptr()) };
        // Whether a key is one; and a public key tells nothing of its secret key.
        declassify(&mut created);
        declassify(&mut point);
        (created == 1).then(|| PublicKey::from(point))
    }

    /// An ECDSA signature, nonce by RFC 6979, low S; `None` unless 0 < `key` < n. The 64 bytes are R ‖ S.
    #[must_use]
    pub fn sign(&self, digest: &[u8; 32], key: &[u8; 32]) -> Option<[u8; 64]> {
        // SAFETY: the struct is plain bytes; it is read only after the next call has filled it.
        let mut signature = unsafe { ffi::Signature::new() };
        // SAFETY: the context is live and only read; `signature` is writable; `digest` and `key` are 32
        // readable bytes each; the nonce function is libsecp256k1's own and takes no extra data.
        let mut signed = unsafe {
            ffi::secp256k1_ecdsa_sign(
                self.pointer(),
                &mut signature,
                digest.as_ptr(),
                key.as_ptr(),
                ffi::secp256k1_nonce_function_rfc6979,
                ptr::null(),
            )
        };
        // Whether a key is one; and a signature is made to be shown.
        declassify(&mut signed);
        declassify(&mut signature);
        if signed != 1 {
            return None;
        }
        let mut compact = [0; 64];
        // SAFETY: `compact` is 64 writable bytes, `signature` was filled above.
        unsafe {
            ffi::secp256k1_ecdsa_signature_serialize_compact(
                self.pointer(),
                compact.as_mut_ptr(),
                &signature,
            );
        }
        Some(compact)
    }

    /// An ECDSA signature with its recovery id in 0..=3, nonce by RFC 6979, low S;
    /// `None` unless 0 < `key` < n. The 64 bytes are R ‖ S.
    #[must_use]
    pub fn sign_recoverable(&self, digest: &[u8; 32], key: &[u8; 32]) -> Option<([u8; 64], u8)> {
        let mut signature = ffi::recovery::RecoverableSignature::new();
        // SAFETY: the context is live and only read; `signature` is writable; `digest` and `key` are 32
        // readable bytes each; the nonce function is libsecp256k1's own and takes no extra data.
        let mut signed = unsafe {
            ffi::recovery::secp256k1_ecdsa_sign_recoverable(
                self.pointer(),
                &mut signature,
                digest.as_ptr(),
                key.as_ptr(),
                ffi::secp256k1_nonce_function_rfc6979,
                ptr::null(),
            )
        };
        // Whether a key is one; and a signature is made to be shown.
        declassify(&mut signed);
        declassify(&mut signature);
        if signed != 1 {
            return None;
        }
        let mut compact = [0; 64];
        let mut recovery_id = 0;
        // SAFETY: `compact` is 64 writable bytes, `recovery_id` a writable int, `signature` was filled above.
        unsafe {
            ffi::recovery::secp256k1_ecdsa_recoverable_signature_serialize_compact(
                self.pointer(),
                compact.as_mut_ptr(),
                &mut recovery_id,
                &signature,
            );
        }
        u8::try_from(recovery_id).ok().map(|recovery_id| (compact, recovery_id))
    }

    /// libsecp256k1 builds a context at the very start of the memory that it is given. It keeps no pointer
    /// into itself (it clones contexts by copying their bytes), so the owner may be moved between calls.
    pub(crate) fn pointer(&self) -> *const ffi::Context {
        self.memory.as_ptr().cast()
    }

    fn memory_mut(&mut self) -> NonNull<MaybeUninit<AlignedType>> {
        NonNull::from(&mut self.memory).cast()
    }
}

/// The public key that made `signature` over `digest`; `None` when there is none. All of it is public data.
#[must_use]
pub fn recover(signature: &RecoverableSignature, digest: &[u8; 32]) -> Option<PublicKey> {
    // SAFETY: the struct is plain bytes; it is read only after the next call has filled it.
    let mut key = unsafe { ffi::PublicKey::new() };
    // SAFETY: the static context is constant, and recovery asks for no other; `key` is writable; `signature` was
    // parsed by the library; `digest` is 32 readable bytes.
    let recovered = unsafe {
        ffi::recovery::secp256k1_ecdsa_recover(
            ffi::secp256k1_context_static,
            &mut key,
            signature.as_c_ptr(),
            digest.as_ptr(),
        )
    };
    (recovered == 1).then(|| PublicKey::from(key))
}

/// Whether `signature`, with a low S, is that of `key` over `digest`. All of it is public data.
#[must_use]
pub fn verify(signature: &Signature, digest: &[u8; 32], key: &PublicKey) -> bool {
    // SAFETY: the static context is constant and serves verification; the three pointers are those of live values
    // that the library parsed, and of 32 readable bytes.
    let valid = unsafe {
        ffi::secp256k1_ecdsa_verify(
            ffi::secp256k1_context_static,
            signature.as_c_ptr(),
            digest.as_ptr(),
            key.as_c_ptr(),
        )
    };
    valid == 1
}

/// The point `point` + `term` · G, or `None` unless `term` < n and the sum is not infinity. The time it takes
/// depends on `term`.
#[must_use]
pub fn add_public_key(point: &PublicKey, term: &[u8; 32]) -> Option<PublicKey> {
    // SAFETY: the pointer is that of the live reference `point`, whose bytes are copied.
    let mut sum = unsafe { *point.as_c_ptr() };
    // SAFETY: the static context serves every operation that uses no blinding and is only read; `sum` is a valid
    // point and writable; `term` is 32 readable bytes.
    let added =
        unsafe { ffi::secp256k1_ec_pubkey_tweak_add(ffi::secp256k1_context_static, &mut sum, term.as_ptr()) };
    (added == 1).then(|| PublicKey::from(sum))
}

/// The key `key` + `term` modulo n, or `None` unless `term` < n and the sum is not zero, in constant time.
#[must_use]
pub fn add_secret_key(key: &SecretKey, term: &[u8; 32]) -> Option<SecretKey> {
    let mut sum = *key;
    // SAFETY: the static context serves every operation that uses no blinding and is only read; `sum` is 32
    // writable bytes, which the call leaves a valid key or, when it fails, zero; `term` is 32 readable bytes.
    let mut added = unsafe {
        ffi::secp256k1_ec_seckey_tweak_add(ffi::secp256k1_context_static, sum.as_mut_c_ptr(), term.as_ptr())
    };
    // Whether a sum is a key.
    declassify(&mut added);
    let valid = (added == 1).then_some(sum);
    sum.non_secure_erase();
    valid
}

/// The sum of two points; `None` when it is infinity.
#[must_use]
pub fn sum(a: &PublicKey, b: &PublicKey) -> Option<PublicKey> {
    // SAFETY: the struct is plain bytes; it is read only after the next call has filled it.
    let mut sum = unsafe { ffi::PublicKey::new() };
    let terms = [a.as_c_ptr(), b.as_c_ptr()];
    // SAFETY: the static context is only read; `sum` is writable; `terms` are two pointers to live points.
    let added = unsafe {
        ffi::secp256k1_ec_pubkey_combine(ffi::secp256k1_context_static, &mut sum, terms.as_ptr(), terms.len())
    };
    (added == 1).then(|| PublicKey::from(sum))
}

/// The point `factor` · `point`, or `None` unless 0 < `factor` < n. The time it takes depends on `factor`.
#[must_use]
pub fn mul_public_key(point: &PublicKey, factor: &[u8; 32]) -> Option<PublicKey> {
    // SAFETY: the pointer is that of the live reference `point`, whose bytes are copied.
    let mut product = unsafe { *point.as_c_ptr() };
    // SAFETY: the static context serves every operation that uses no blinding and is only read; `product` is a
    // valid point and writable; `factor` is 32 readable bytes.
    let multiplied = unsafe {
        ffi::secp256k1_ec_pubkey_tweak_mul(ffi::secp256k1_context_static, &mut product, factor.as_ptr())
    };
    (multiplied == 1).then(|| PublicKey::from(product))
}

/// The key `factor` · `key` modulo n, or `None` unless 0 < `factor` < n, in constant time.
#[must_use]
pub fn mul_secret_key(key: &SecretKey, factor: &[u8; 32]) -> Option<SecretKey> {
    let mut product = *key;
    // SAFETY: the static context serves every operation that uses no blinding and is only read; `product` is 32
    // writable bytes, which the call leaves a valid key or, when it fails, zero; `factor` is 32 readable bytes.
    let mut multiplied = unsafe {
        ffi::secp256k1_ec_seckey_tweak_mul(
            ffi::secp256k1_context_static,
            product.as_mut_c_ptr(),
            factor.as_ptr(),
        )
    };
    // Whether a factor is one.
    declassify(&mut multiplied);
    let valid = (multiplied == 1).then_some(product);
    product.non_secure_erase();
    valid
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: `memory` holds a live context, borrowed mutably, that nothing uses afterwards. The call
        // wipes the blinding values and frees nothing, since the memory was given by the caller.
        unsafe { ffi::secp256k1_context_preallocated_destroy(self.memory_mut().cast()) }
    }
}

impl core::fmt::Debug for Context {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Context(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::{Context, add_public_key, add_secret_key, mul_public_key, mul_secret_key, recover, verify};

    /// Bytes, and whether they are a key or a factor.
    const KEYS: &[([u8; 32], bool)] = &[
        ([1; 32], true),
        ([0x7f; 32], true),
        ([0; 32], false),    // zero is no secret key
        ([0xff; 32], false), // not below the group order
    ];

    fn check(key: &[u8; 32], valid: bool) {
        // Moved after its creation, as a value on a caller's stack is.
        let contexts = [Context::new(&[7; 32]), Context::new(&[8; 32])];
        let [first, second] =
            contexts.map(|context| (context.public_key(key), context.sign_recoverable(&[9; 32], key)));
        assert_eq!(first, second, "blinding changes no result");
        assert_eq!((first.0.is_some(), first.1.is_some()), (valid, valid));
        let (Some(point), Some((compact, id))) = first else { return };
        let id = secp256k1::ecdsa::RecoveryId::from_u8_masked(id);
        let signature = secp256k1::ecdsa::RecoverableSignature::from_compact(&compact, id).unwrap();
        let recovered = signature.recover(secp256k1::Message::from_digest([9; 32])).unwrap();
        assert_eq!(recovered, point);
        assert_eq!(recover(&signature, &[9; 32]), Some(recovered));
    }

    /// R of zero, which no nonce has.
    #[test]
    fn no_key_is_recovered() {
        let id = secp256k1::ecdsa::RecoveryId::from_u8_masked(0);
        let mut compact = [1; 64];
        compact[..32].fill(0);
        let signature = secp256k1::ecdsa::RecoverableSignature::from_compact(&compact, id).unwrap();
        assert_eq!(recover(&signature, &[9; 32]), None);
    }

    #[test]
    fn keys() {
        KEYS.iter().for_each(|(key, valid)| check(key, *valid));
    }

    #[test]
    fn products_agree() {
        let key = secp256k1::SecretKey::from_secret_bytes([5; 32]).unwrap();
        let context = Context::new(&[7; 32]);
        let point = context.public_key(&[5; 32]).unwrap();
        for (factor, valid) in KEYS {
            let product = mul_secret_key(&key, factor);
            assert_eq!(product.is_some(), *valid);
            let of_product = product.and_then(|product| context.public_key(product.as_secret_bytes()));
            assert_eq!(mul_public_key(&point, factor), of_product);
        }
    }

    /// Sums of keys are keys of sums, and the sum with the opposite is none.
    #[test]
    fn sums_agree() {
        let key = secp256k1::SecretKey::from_secret_bytes([5; 32]).unwrap();
        let context = Context::new(&[7; 32]);
        let point = context.public_key(&[5; 32]).unwrap();
        for (term, valid) in KEYS {
            let sum = add_secret_key(&key, term);
            // Zero is a term, though no key.
            assert_eq!(sum.is_some(), *valid || *term == [0; 32]);
            let of_sum = sum.and_then(|sum| context.public_key(sum.as_secret_bytes()));
            assert_eq!(add_public_key(&point, term), of_sum);
            if let Some(other) = context.public_key(term) {
                assert_eq!(super::sum(&point, &other), of_sum);
            }
        }
        let opposite = key.negate();
        assert_eq!(add_secret_key(&key, opposite.as_secret_bytes()), None);
        assert_eq!(add_public_key(&point, opposite.as_secret_bytes()), None);
        assert_eq!(super::sum(&point, &context.public_key(opposite.as_secret_bytes()).unwrap()), None);
    }

    #[test]
    fn signatures_verify() {
        let context = Context::new(&[7; 32]);
        let (point, digest) = (context.public_key(&[5; 32]).unwrap(), [9; 32]);
        let compact = context.sign(&digest, &[5; 32]).unwrap();
        let signature = secp256k1::ecdsa::Signature::from_compact(&compact).unwrap();
        assert!(verify(&signature, &digest, &point));
        assert!(!verify(&signature, &[8; 32], &point));
        assert_eq!(context.sign_recoverable(&digest, &[5; 32]).unwrap().0, compact);
        assert_eq!(context.sign(&digest, &[0; 32]), None);
    }

    #[test]
    fn context_fits() {
        drop(Context::new(&[0; 32]));
    }

    #[test]
    fn context_crosses_threads() {
        fn crosses<T: Send + Sync>() {}
        crosses::<Context>();
    }
}
