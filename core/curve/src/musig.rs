//! MuSig2 (BIP 327), as libsecp256k1's module has it: messages of 32 bytes.

use crate::{Context, Keypair, declassify};
use core::mem::MaybeUninit;
use core::ptr;
use secp256k1::PublicKey;
use secp256k1::ffi::{self, CPtr as _};

/// Keys aggregated into one, with the tweaks that were added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyAggregation(ffi::MusigKeyAggCache);

impl KeyAggregation {
    /// Aggregates keys, one or more, in their order; `None` for none of them.
    #[must_use]
    pub fn new(keys: &[&PublicKey]) -> Option<Self> {
        if keys.is_empty() {
            return None;
        }
        let mut cache = zeros::<ffi::MusigKeyAggCache>();
        // SAFETY: the static context serves every operation that uses no blinding and is only read; the aggregate
        // itself is not asked for; `cache` is writable; `keys` are as many pointers as is said, each to a point that
        // the library made: a reference is a pointer, and `PublicKey` is a transparent wrapper of the library's.
        let aggregated = unsafe {
            ffi::secp256k1_musig_pubkey_agg(
                ffi::secp256k1_context_static,
                ptr::null_mut(),
                &mut cache,
                keys.as_ptr().cast(),
                keys.len(),
            )
        };
        (aggregated == 1).then_some(Self(cache))
    }

    /// The aggregate key, with its tweaks.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        // SAFETY: the struct is plain bytes; it is read only after the next call has filled it.
        let mut key = unsafe { ffi::PublicKey::new() };
        // SAFETY: the static context is only read; `key` is writable; the cache was made by the library, so that the
        // call cannot fail.
        unsafe { ffi::secp256k1_musig_pubkey_get(ffi::secp256k1_context_static, &mut key, &self.0) };
        PublicKey::from(key)
    }

    /// The aggregate key plus `term` · G, or `None` unless `term` < n and the sum is not infinity.
    #[must_use]
    pub fn add(&self, term: &[u8; 32]) -> Option<Self> {
        let mut sum = *self;
        // SAFETY: the static context is only read; the sum itself is not asked for; the cache was made by the library
        // and is writable; `term` is 32 readable bytes.
        let added = unsafe {
            ffi::secp256k1_musig_pubkey_ec_tweak_add(
                ffi::secp256k1_context_static,
                ptr::null_mut(),
                &mut sum.0,
                term.as_ptr(),
            )
        };
        (added == 1).then_some(sum)
    }

    /// The point of even height at the aggregate key's x, plus `term` · G (BIP 341), or `None` unless `term` < n and
    /// the sum is not infinity.
    #[must_use]
    pub fn add_x_only(&self, term: &[u8; 32]) -> Option<Self> {
        let mut sum = *self;
        // SAFETY: as in `add`.
        let added = unsafe {
            ffi::secp256k1_musig_pubkey_xonly_tweak_add(
                ffi::secp256k1_context_static,
                ptr::null_mut(),
                &mut sum.0,
                term.as_ptr(),
            )
        };
        (added == 1).then_some(sum)
    }
}

/// A signer's two public nonces.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct PublicNonce(ffi::MusigPubNonce);

impl PublicNonce {
    /// Reads two compressed points; `None` when one is none.
    #[must_use]
    pub fn parse(bytes: &[u8; 66]) -> Option<Self> {
        let mut nonce = zeros::<ffi::MusigPubNonce>();
        // SAFETY: the static context is only read; `nonce` is writable; `bytes` are 66 readable bytes.
        let parsed = unsafe {
            ffi::secp256k1_musig_pubnonce_parse(ffi::secp256k1_context_static, &mut nonce, bytes.as_ptr())
        };
        (parsed == 1).then_some(Self(nonce))
    }

    /// Two compressed points.
    #[must_use]
    pub fn serialize(&self) -> [u8; 66] {
        let mut bytes = [0; 66];
        // SAFETY: the static context is only read; `bytes` are 66 writable bytes; the nonce was made by the library,
        // so that the call cannot fail.
        unsafe {
            ffi::secp256k1_musig_pubnonce_serialize(
                ffi::secp256k1_context_static,
                bytes.as_mut_ptr(),
                &self.0,
            );
        }
        bytes
    }
}

/// The sums of all signers' nonces; each may be infinity.
#[derive(Clone, Copy, Debug)]
pub struct AggregateNonce(ffi::MusigAggNonce);

impl AggregateNonce {
    /// Sums nonces, one or more; `None` for none of them.
    #[must_use]
    pub fn new(nonces: &[&PublicNonce]) -> Option<Self> {
        if nonces.is_empty() {
            return None;
        }
        let mut sum = zeros::<ffi::MusigAggNonce>();
        // SAFETY: the static context is only read; `sum` is writable; `nonces` are as many pointers as is said, each
        // to a nonce that the library made: `PublicNonce` is a transparent wrapper of the library's.
        let summed = unsafe {
            ffi::secp256k1_musig_nonce_agg(
                ffi::secp256k1_context_static,
                &mut sum,
                nonces.as_ptr().cast(),
                nonces.len(),
            )
        };
        (summed == 1).then_some(Self(sum))
    }

    /// Reads two compressed points, zeros for infinity; `None` when one is none.
    #[must_use]
    pub fn parse(bytes: &[u8; 66]) -> Option<Self> {
        let mut nonce = zeros::<ffi::MusigAggNonce>();
        // SAFETY: the static context is only read; `nonce` is writable; `bytes` are 66 readable bytes.
        let parsed = unsafe {
            ffi::secp256k1_musig_aggnonce_parse(ffi::secp256k1_context_static, &mut nonce, bytes.as_ptr())
        };
        (parsed == 1).then_some(Self(nonce))
    }

    /// Two compressed points, zeros for infinity.
    #[must_use]
    pub fn serialize(&self) -> [u8; 66] {
        let mut bytes = [0; 66];
        // SAFETY: the static context is only read; `bytes` are 66 writable bytes; the nonce was made by the library,
        // so that the call cannot fail.
        unsafe {
            ffi::secp256k1_musig_aggnonce_serialize(
                ffi::secp256k1_context_static,
                bytes.as_mut_ptr(),
                &self.0,
            );
        }
        bytes
    }
}

/// A signer's two secret nonces, bound to its public key. They are wiped when they are dropped.
pub struct SecretNonce {
    nonce: ffi::MusigSecNonce,
    key: PublicKey,
    has_signed: bool,
}

impl SecretNonce {
    /// Given nonces, for test vectors; `None` unless each is above zero and below n.
    #[cfg(feature = "vectors")]
    #[must_use]
    pub fn fixed(nonces: [&[u8; 32]; 2], key: &PublicKey) -> Option<Self> {
        /// How libsecp256k1 marks a secret nonce.
        const MAGIC: [u8; 4] = [0x22, 0x0e, 0xdc, 0xf1];
        let mut bytes = [0; ffi::MUSIG_SECNONCE_SIZE];
        let (magic, rest) = bytes.split_at_mut(MAGIC.len());
        magic.copy_from_slice(&MAGIC);
        let (scalars, point) = rest.split_at_mut(64);
        for (room, nonce) in scalars.chunks_exact_mut(32).zip(nonces) {
            secp256k1::SecretKey::from_secret_bytes(*nonce).ok()?;
            room.copy_from_slice(nonce);
        }
        // SAFETY: the pointer is that of the live reference `key`, whose bytes are copied.
        let key_bytes = unsafe { (*key.as_c_ptr()).underlying_bytes() };
        point.copy_from_slice(&key_bytes);
        let nonce = ffi::MusigSecNonce::dangerous_from_bytes(bytes);
        Some(Self { nonce, key: *key, has_signed: false })
    }

    /// The public key with whose secret key they sign.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The partial signature of `key`, or `None` unless the nonces were made for it.
    #[must_use]
    pub fn sign(
        mut self,
        session: &Session,
        keys: &KeyAggregation,
        key: &Keypair,
    ) -> Option<PartialSignature> {
        self.sign_in_place(session, keys, key)
    }

    /// As [`sign`](Self::sign), where the nonces lie, so that no copy of them is left there. `None`, too, when they have
    /// signed before.
    #[must_use]
    pub fn sign_in_place(
        &mut self,
        session: &Session,
        keys: &KeyAggregation,
        key: &Keypair,
    ) -> Option<PartialSignature> {
        // The library ends the program over nonces of another key, and over those that it has wiped.
        if key.public_key() != self.key || core::mem::replace(&mut self.has_signed, true) {
            return None;
        }
        let mut partial = zeros::<ffi::MusigPartialSignature>();
        // SAFETY: the context is live and only read, and signing makes no point, which would need blinding; `partial`
        // is writable; `self.nonce` was made by the library for the public key of `key`, as was just checked, is
        // writable, and is used for the first time, as `has_signed` has just told; the others were made by the library.
        let mut signed = Context::unblinded(|context| unsafe {
            ffi::secp256k1_musig_partial_sign(
                context,
                &mut partial,
                &mut self.nonce,
                &key.0,
                &keys.0,
                &session.0,
            )
        });
        // A partial signature is made to be shown.
        declassify(&mut signed);
        declassify(&mut partial);
        (signed == 1).then_some(PartialSignature(partial))
    }
}

impl Drop for SecretNonce {
    fn drop(&mut self) {
        self.nonce.non_secure_erase();
    }
}

impl core::fmt::Debug for SecretNonce {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SecretNonce(..)")
    }
}

/// What a nonce is made from beside its seed: whatever of it is known already.
#[derive(Clone, Copy, Debug, Default)]
pub struct NonceInputs<'a> {
    /// The keys that sign.
    pub keys: Option<&'a KeyAggregation>,
    /// What is signed.
    pub message: Option<&'a [u8; 32]>,
    /// Anything else.
    pub extra: Option<&'a [u8; 32]>,
}

impl Context {
    /// Nonces of `key`, made from `seed`, which must never be used again; `None` when it is zero.
    #[must_use]
    pub fn nonces(
        &self,
        seed: &[u8; 32],
        key: &Keypair,
        inputs: NonceInputs<'_>,
    ) -> Option<(SecretNonce, PublicNonce)> {
        let pointer = |bytes: Option<&[u8; 32]>| bytes.map_or(ptr::null(), |bytes| bytes.as_ptr());
        let nonce = zeros::<ffi::MusigSecNonce>();
        let mut secret = SecretNonce { nonce, key: key.public_key(), has_signed: false };
        let mut public = zeros::<ffi::MusigPubNonce>();
        let (mut seed, mut secret_key) = (*seed, key.secret_bytes());
        // SAFETY: the context is live and blinded, as making points asks for; both nonces are writable; `seed` is 32
        // writable bytes, `secret_key` 32 readable ones; the public key was made by the library; each of the others is
        // null, which the function allows, or a live reference's: to 32 readable bytes, or to a cache made by the
        // library.
        let mut made = unsafe {
            ffi::secp256k1_musig_nonce_gen(
                self.pointer(),
                &mut secret.nonce,
                &mut public,
                seed.as_mut_ptr(),
                secret_key.as_ptr(),
                secret.key.as_c_ptr(),
                pointer(inputs.message),
                inputs.keys.map_or(ptr::null(), |keys| &keys.0),
                pointer(inputs.extra),
            )
        };
        // Whether a seed is none, and public nonces.
        declassify(&mut made);
        declassify(&mut public);
        ffi::non_secure_erase_impl(&mut seed, [0; 32]);
        ffi::non_secure_erase_impl(&mut secret_key, [0; 32]);
        (made == 1).then_some((secret, PublicNonce(public)))
    }
}

/// What all signers of one message have in common.
#[derive(Clone, Copy, Debug)]
pub struct Session(ffi::MusigSession);

impl Session {
    /// The session in which `message` is signed; `None` for no input that the library made.
    #[must_use]
    pub fn new(keys: &KeyAggregation, nonce: &AggregateNonce, message: &[u8; 32]) -> Option<Self> {
        let mut session = zeros::<ffi::MusigSession>();
        // SAFETY: the static context is only read; `session` is writable; `message` is 32 readable bytes; the others
        // were made by the library.
        let made = unsafe {
            ffi::secp256k1_musig_nonce_process(
                ffi::secp256k1_context_static,
                &mut session,
                &nonce.0,
                message.as_ptr(),
                &keys.0,
            )
        };
        (made == 1).then_some(Self(session))
    }

    /// Whether `partial` is that of the signer with `key` and `nonce`, one of `keys`.
    #[must_use]
    pub fn verify(
        &self,
        keys: &KeyAggregation,
        key: &PublicKey,
        nonce: &PublicNonce,
        partial: &PartialSignature,
    ) -> bool {
        // SAFETY: the static context is only read; all others were made by the library.
        let valid = unsafe {
            ffi::secp256k1_musig_partial_sig_verify(
                ffi::secp256k1_context_static,
                &partial.0,
                &nonce.0,
                key.as_c_ptr(),
                &keys.0,
                &self.0,
            )
        };
        valid == 1
    }

    /// The BIP 340 signature, which holds when all partial ones do; `None` for none of them.
    #[must_use]
    pub fn aggregate(&self, partials: &[&PartialSignature]) -> Option<[u8; 64]> {
        if partials.is_empty() {
            return None;
        }
        let mut signature = [0; 64];
        // SAFETY: the static context is only read; `signature` is 64 writable bytes; `partials` are as many pointers as
        // is said, each to a partial signature that the library made: `PartialSignature` is a transparent wrapper.
        let aggregated = unsafe {
            ffi::secp256k1_musig_partial_sig_agg(
                ffi::secp256k1_context_static,
                signature.as_mut_ptr(),
                &self.0,
                partials.as_ptr().cast(),
                partials.len(),
            )
        };
        (aggregated == 1).then_some(signature)
    }
}

/// One signer's part of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub struct PartialSignature(ffi::MusigPartialSignature);

impl PartialSignature {
    /// Reads a number; `None` unless it is below n.
    #[must_use]
    pub fn parse(bytes: &[u8; 32]) -> Option<Self> {
        let mut partial = zeros::<ffi::MusigPartialSignature>();
        // SAFETY: the static context is only read; `partial` is writable; `bytes` are 32 readable bytes.
        let parsed = unsafe {
            ffi::secp256k1_musig_partial_sig_parse(
                ffi::secp256k1_context_static,
                &mut partial,
                bytes.as_ptr(),
            )
        };
        (parsed == 1).then_some(Self(partial))
    }

    /// The number.
    #[must_use]
    pub fn serialize(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        // SAFETY: the static context is only read; `bytes` are 32 writable bytes; the signature was made by the
        // library, so that the call cannot fail.
        unsafe {
            ffi::secp256k1_musig_partial_sig_serialize(
                ffi::secp256k1_context_static,
                bytes.as_mut_ptr(),
                &self.0,
            );
        }
        bytes
    }
}

/// The library's opaque types, before it fills them.
///
/// # Safety
///
/// The type must be an array of bytes.
unsafe trait Opaque {}

// SAFETY: each is a `repr(C)` struct of one array of bytes.
unsafe impl Opaque for ffi::MusigKeyAggCache {}
// SAFETY: as above.
unsafe impl Opaque for ffi::MusigPubNonce {}
// SAFETY: as above.
unsafe impl Opaque for ffi::MusigSecNonce {}
// SAFETY: as above.
unsafe impl Opaque for ffi::MusigAggNonce {}
// SAFETY: as above.
unsafe impl Opaque for ffi::MusigSession {}
// SAFETY: as above.
unsafe impl Opaque for ffi::MusigPartialSignature {}

fn zeros<T: Opaque>() -> T {
    // SAFETY: an array of bytes may be zeros.
    unsafe { MaybeUninit::zeroed().assume_init() }
}

#[cfg(test)]
mod tests {
    use super::{AggregateNonce, KeyAggregation, NonceInputs, Session};
    use crate::{Context, Keypair, verify_schnorr};

    fn signers(context: &Context) -> [Keypair; 2] {
        [context.keypair(&[5; 32]).unwrap(), context.keypair(&[6; 32]).unwrap()]
    }

    #[test]
    fn a_ceremony() {
        const MESSAGE: [u8; 32] = [9; 32];
        let context = Context::new(&[7; 32]);
        let signers = signers(&context);
        let points = [signers[0].public_key(), signers[1].public_key()];
        let plain = KeyAggregation::new(&[&points[0], &points[1]]).unwrap();
        for keys in [plain, plain.add(&[3; 32]).unwrap(), plain.add_x_only(&[3; 32]).unwrap()] {
            let inputs = NonceInputs { keys: Some(&keys), message: Some(&MESSAGE), extra: None };
            let [first, second] = [0, 1].map(|at| context.nonces(&[1 + at as u8; 32], &signers[at], inputs));
            let ([first, second], publics) = {
                let ((first, one), (second, two)) = (first.unwrap(), second.unwrap());
                ([first, second], [one, two])
            };
            let nonce = AggregateNonce::new(&[&publics[0], &publics[1]]).unwrap();
            let session = Session::new(&keys, &nonce, &MESSAGE).unwrap();
            let partials = [
                first.sign(&session, &keys, &signers[0]).unwrap(),
                second.sign(&session, &keys, &signers[1]).unwrap(),
            ];
            assert!((0..2).all(|at| session.verify(&keys, &points[at], &publics[at], &partials[at])));
            assert!(!session.verify(&keys, &points[0], &publics[1], &partials[0]));
            let signature = session.aggregate(&[&partials[0], &partials[1]]).unwrap();
            assert!(verify_schnorr(&signature, &MESSAGE, &keys.public_key().x_only_public_key().0));
            assert!(session.aggregate(&[]).is_none());
        }
    }

    /// Where the library would end the program, or make something of nothing.
    #[test]
    fn misuse_is_answered() {
        let context = Context::new(&[7; 32]);
        let signers = signers(&context);
        let point = signers[0].public_key();
        let keys = KeyAggregation::new(&[&point]).unwrap();
        assert!(KeyAggregation::new(&[]).is_none() && AggregateNonce::new(&[]).is_none());
        assert!(context.nonces(&[0; 32], &signers[0], NonceInputs::default()).is_none());
        let (secret, public) = context.nonces(&[1; 32], &signers[0], NonceInputs::default()).unwrap();
        assert_eq!(*secret.key(), point);
        let session = Session::new(&keys, &AggregateNonce::new(&[&public]).unwrap(), &[9; 32]).unwrap();
        assert!(secret.sign(&session, &keys, &signers[1]).is_none(), "nonces of another key");
    }
}
