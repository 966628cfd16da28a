//! What nobody can do without: the bare calls into libsecp256k1, and HMAC-SHA512.

pub(crate) use crate::curve::{add, sign, verify};
use crate::measure::context::context;
pub(crate) use crate::measure::context::parse;
use bitcoin_hashes::{Hash as _, HashEngine as _, HmacEngine, sha512};
use secp256k1::ffi::{
    Keypair, MusigAggNonce, MusigKeyAggCache, MusigPartialSignature, MusigPubNonce, MusigSecNonce,
    MusigSession, PublicKey, XOnlyPublicKey, secp256k1_ec_pubkey_create, secp256k1_keypair_create,
    secp256k1_keypair_xonly_pub, secp256k1_musig_nonce_agg, secp256k1_musig_nonce_gen,
    secp256k1_musig_nonce_process, secp256k1_musig_partial_sig_agg, secp256k1_musig_partial_sign,
    secp256k1_musig_pubkey_agg, secp256k1_schnorrsig_sign_custom, secp256k1_schnorrsig_verify,
};
use std::mem::MaybeUninit;
use std::ptr;

/// k·G
pub(crate) fn base(key: &[u8; 32]) -> PublicKey {
    // SAFETY: the struct is plain bytes, read only after the next call has filled it.
    let mut point = unsafe { PublicKey::new() };
    // SAFETY: the context is live, the point writable, the key has 32 readable bytes.
    let created = unsafe { secp256k1_ec_pubkey_create(context(), &mut point, key.as_ptr()) };
    assert_eq!(created, 1);
    point
}

/// A key beside its point.
pub(crate) fn pair(key: &[u8; 32]) -> Keypair {
    // SAFETY: the struct is plain bytes, read only after the next call has filled it.
    let mut pair = unsafe { Keypair::new() };
    // SAFETY: the context is live, the pair writable, the key has 32 readable bytes.
    let created = unsafe { secp256k1_keypair_create(context(), &mut pair, key.as_ptr()) };
    assert_eq!(created, 1);
    pair
}

/// The x coordinate of a pair's point.
pub(crate) fn x_only(pair: &Keypair) -> XOnlyPublicKey {
    let mut key = zeros::<XOnlyPublicKey>();
    // SAFETY: the context is live, the key writable; its parity is not asked for; the library made the pair.
    let made = unsafe { secp256k1_keypair_xonly_pub(context(), &mut key, ptr::null_mut(), pair) };
    assert_eq!(made, 1);
    key
}

/// A signature of BIP 340, without other entropy.
pub(crate) fn sign_schnorr(message: &[u8; 32], pair: &Keypair) -> [u8; 64] {
    let mut signature = [0; 64];
    // SAFETY: the context is live, the signature has 64 writable bytes and the message 32 readable ones, the pair was
    // made by the library, and null stands for its own function of the nonce.
    let signed = unsafe {
        secp256k1_schnorrsig_sign_custom(
            context(),
            signature.as_mut_ptr(),
            message.as_ptr(),
            message.len(),
            pair,
            ptr::null(),
        )
    };
    assert_eq!(signed, 1);
    signature
}

/// Whether a signature of BIP 340 holds.
pub(crate) fn verify_schnorr(signature: &[u8; 64], message: &[u8; 32], key: &XOnlyPublicKey) -> bool {
    let (length, message) = (message.len(), message.as_ptr());
    // SAFETY: the context is live, the signature has 64 readable bytes and the message 32, the library made the key.
    unsafe { secp256k1_schnorrsig_verify(context(), signature.as_ptr(), message, length, key) == 1 }
}

/// The HMAC of two pieces.
pub(crate) fn hmac(key: &[u8; 32], pieces: [&[u8]; 2]) -> [u8; 64] {
    let mut engine = HmacEngine::<sha512::HashEngine>::new(key);
    pieces.into_iter().for_each(|piece| engine.input(piece));
    engine.finalize().to_byte_array()
}

/// A whole ceremony of signers: keys aggregated, nonces made and summed, all partial signatures, and their sum, which
/// is verified.
pub(crate) fn ceremony(
    keys: &[[u8; 32]; 2],
    pairs: &[Keypair; 2],
    points: &[PublicKey; 2],
    message: &[u8; 32],
) {
    let pointers = points.each_ref().map(ptr::from_ref);
    let (mut cache, mut aggregate) = (zeros::<MusigKeyAggCache>(), zeros::<XOnlyPublicKey>());
    // SAFETY: the context is live, both results are writable, two points of the library's are pointed to.
    let mut done = unsafe {
        secp256k1_musig_pubkey_agg(context(), &mut aggregate, &mut cache, pointers.as_ptr(), pointers.len())
    };
    let mut secret = [zeros::<MusigSecNonce>(), zeros::<MusigSecNonce>()];
    let mut public = [zeros::<MusigPubNonce>(), zeros::<MusigPubNonce>()];
    for signer in 0..2 {
        let mut seed = [9; 32];
        // SAFETY: the context is live, both nonces are writable, seed, key and message have 32 bytes each, point and
        // cache were made by the library, and null stands for nothing else.
        done &= unsafe {
            secp256k1_musig_nonce_gen(
                context(),
                &mut secret[signer],
                &mut public[signer],
                seed.as_mut_ptr(),
                keys[signer].as_ptr(),
                &points[signer],
                message.as_ptr(),
                &cache,
                ptr::null(),
            )
        };
    }
    let nonces = public.each_ref().map(ptr::from_ref);
    let (mut sum, mut session) = (zeros::<MusigAggNonce>(), zeros::<MusigSession>());
    // SAFETY: the context is live, the sum writable, two nonces of the library's are pointed to.
    done &= unsafe { secp256k1_musig_nonce_agg(context(), &mut sum, nonces.as_ptr(), nonces.len()) };
    // SAFETY: the context is live, the session writable, the message has 32 bytes, the library made the others.
    done &= unsafe { secp256k1_musig_nonce_process(context(), &mut session, &sum, message.as_ptr(), &cache) };
    let mut partials = [zeros::<MusigPartialSignature>(), zeros::<MusigPartialSignature>()];
    for signer in 0..2 {
        // SAFETY: the context is live, the partial signature writable, the nonces are of this pair's key and used for
        // the first time, the library made the others.
        done &= unsafe {
            secp256k1_musig_partial_sign(
                context(),
                &mut partials[signer],
                &mut secret[signer],
                &pairs[signer],
                &cache,
                &session,
            )
        };
    }
    let partials = partials.each_ref().map(ptr::from_ref);
    let mut signature = [0; 64];
    // SAFETY: the context is live, the signature has 64 writable bytes, two partial signatures of the library's are
    // pointed to, and it made the session.
    done &= unsafe {
        secp256k1_musig_partial_sig_agg(
            context(),
            signature.as_mut_ptr(),
            &session,
            partials.as_ptr(),
            partials.len(),
        )
    };
    assert!(done == 1 && verify_schnorr(&signature, message, &aggregate));
}

/// A struct of the library's that it has still to fill.
fn zeros<T>() -> T {
    // SAFETY: all of the library's structs are arrays of bytes.
    unsafe { MaybeUninit::zeroed().assume_init() }
}
