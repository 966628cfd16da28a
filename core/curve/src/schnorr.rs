//! Key pairs, BIP 340 signatures and sums of x-only keys.

use crate::{Context, declassify};
use core::ffi::c_int;
use secp256k1::ffi::{self, CPtr as _};
use secp256k1::{PublicKey, XOnlyPublicKey};

/// A secret key beside its public key. It is wiped when it is dropped.
#[derive(Clone)]
pub struct Keypair(pub(crate) ffi::Keypair);

impl Keypair {
    /// Its public key.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        // SAFETY: the struct is plain bytes; it is read only after the next call has filled it.
        let mut point = unsafe { ffi::PublicKey::new() };
        // SAFETY: the static context is only read; `point` is writable; the key pair was made by the library, so
        // that the call cannot fail.
        unsafe { ffi::secp256k1_keypair_pub(ffi::secp256k1_context_static, &mut point, &self.0) };
        // A public key tells nothing of its secret key.
        declassify(&mut point);
        PublicKey::from(point)
    }

    /// The key pair whose x-only public key is this one's plus `term` · G (BIP 341), or `None` unless `term` < n
    /// and the sum is not zero. The time it takes depends on `term`, not on the key.
    #[must_use]
    pub fn add_x_only(&self, term: &[u8; 32]) -> Option<Self> {
        let mut sum = self.clone();
        // SAFETY: the context is live and only read, and the operation uses no blinding; `sum` is a key pair made by the
        // library and writable; `term` is 32 readable bytes. When the call fails, `sum` holds zeros, and is dropped
        // without being read.
        let mut added = Context::unblinded(|context| unsafe {
            ffi::secp256k1_keypair_xonly_tweak_add(context, &mut sum.0, term.as_ptr())
        });
        // Whether a sum is a key.
        declassify(&mut added);
        (added == 1).then_some(sum)
    }

    /// The 32 bytes of the secret key.
    #[must_use]
    pub fn secret_bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        // SAFETY: the static context is only read; `bytes` are 32 writable bytes; the key pair was made by the
        // library, so that the call cannot fail.
        unsafe {
            ffi::secp256k1_keypair_sec(ffi::secp256k1_context_static, bytes.as_mut_ptr(), &self.0);
        }
        bytes
    }
}

impl Drop for Keypair {
    fn drop(&mut self) {
        self.0.non_secure_erase();
    }
}

impl core::fmt::Debug for Keypair {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Keypair(..)")
    }
}

impl Context {
    /// `key` beside its public key, or `None` unless 0 < `key` < n.
    #[must_use]
    pub fn keypair(&self, key: &[u8; 32]) -> Option<Keypair> {
        // SAFETY: the struct is plain bytes; it is read only after the next call has filled it.
        let mut pair = Keypair(unsafe { ffi::Keypair::new() });
        // SAFETY: the context is live and only read; `pair` is writable; `key` is 32 readable bytes.
        let mut created = unsafe { ffi::secp256k1_keypair_create(self.pointer(), &mut pair.0, key.as_ptr()) };
        // Whether a key is one.
        declassify(&mut created);
        (created == 1).then_some(pair)
    }

    /// A BIP 340 signature over a message of any length, its nonce made with `auxiliary` random bytes.
    #[must_use]
    pub fn sign_schnorr(&self, message: &[u8], key: &Keypair, auxiliary: &[u8; 32]) -> Option<[u8; 64]> {
        let parameters = ffi::SchnorrSigExtraParams::new(None, auxiliary.as_ptr().cast());
        let mut signature = [0; 64];
        // SAFETY: the context is live and only read; `signature` is 64 writable bytes; `message` is as long as is
        // said; the key pair was made by the library; without a nonce function of ours the library uses its own,
        // which reads the 32 bytes at `auxiliary`, alive until the call returns.
        let mut signed = unsafe {
            ffi::secp256k1_schnorrsig_sign_custom(
                self.pointer(),
                signature.as_mut_ptr(),
                message.as_ptr(),
                message.len(),
                &key.0,
                &parameters,
            )
        };
        // A signature is made to be shown.
        declassify(&mut signed);
        declassify(&mut signature);
        (signed == 1).then_some(signature)
    }
}

/// Whether `signature` is that of `key` over `message` (BIP 340). All of it is public data.
#[must_use]
pub fn verify_schnorr(signature: &[u8; 64], message: &[u8], key: &XOnlyPublicKey) -> bool {
    // SAFETY: the static context is constant and serves verification; `signature` is 64 readable bytes, `message` is
    // as long as is said; `key` was parsed by the library.
    let valid = unsafe {
        ffi::secp256k1_schnorrsig_verify(
            ffi::secp256k1_context_static,
            signature.as_ptr(),
            message.as_ptr(),
            message.len(),
            key.as_c_ptr(),
        )
    };
    valid == 1
}

/// The point of even height at `key`, plus `term` · G (BIP 341), or `None` unless `term` < n and the sum is not
/// infinity. The time it takes depends on `term`.
#[must_use]
pub fn add_x_only(key: &XOnlyPublicKey, term: &[u8; 32]) -> Option<PublicKey> {
    // SAFETY: the struct is plain bytes; it is read only after the next call has filled it.
    let mut sum = unsafe { ffi::PublicKey::new() };
    // SAFETY: the static context serves every operation that uses no blinding and is only read; `sum` is writable;
    // `key` was parsed by the library; `term` is 32 readable bytes.
    let added = unsafe {
        ffi::secp256k1_xonly_pubkey_tweak_add(
            ffi::secp256k1_context_static,
            &mut sum,
            key.as_c_ptr(),
            term.as_ptr(),
        )
    };
    (added == 1).then(|| PublicKey::from(sum))
}

/// Whether `sum` with its parity is [`add_x_only`] of `key` and `term`. Cheaper than to compute it.
#[must_use]
pub fn is_x_only_sum(sum: &[u8; 32], is_odd: bool, key: &XOnlyPublicKey, term: &[u8; 32]) -> bool {
    // SAFETY: the static context serves every operation that uses no blinding and is only read; `sum` and `term` are
    // 32 readable bytes each; `key` was parsed by the library.
    let is_sum = unsafe {
        ffi::secp256k1_xonly_pubkey_tweak_add_check(
            ffi::secp256k1_context_static,
            sum.as_ptr(),
            c_int::from(is_odd),
            key.as_c_ptr(),
            term.as_ptr(),
        )
    };
    is_sum == 1
}

#[cfg(test)]
mod tests {
    use super::{add_x_only, is_x_only_sum, verify_schnorr};
    use crate::Context;
    use secp256k1::Parity;

    /// Messages of several lengths.
    const MESSAGES: &[&[u8]] = &[b"", b"a", &[7; 32], &[8; 100]];

    #[test]
    fn signatures_hold() {
        let context = Context::new(&[7; 32]);
        let pair = context.keypair(&[5; 32]).unwrap();
        assert_eq!(Some(pair.public_key()), context.public_key(&[5; 32]));
        assert_eq!(pair.secret_bytes(), [5; 32]);
        let (key, _) = pair.public_key().x_only_public_key();
        for message in MESSAGES {
            let signature = context.sign_schnorr(message, &pair, &[1; 32]).unwrap();
            assert!(verify_schnorr(&signature, message, &key));
            assert!(!verify_schnorr(&signature, b"another", &key));
            assert_eq!(Context::new(&[8; 32]).sign_schnorr(message, &pair, &[1; 32]), Some(signature));
        }
    }

    #[test]
    fn no_key_is_no_pair() {
        let context = Context::new(&[7; 32]);
        assert!([[0; 32], [0xff; 32]].iter().all(|key| context.keypair(key).is_none()));
    }

    /// The sum of a pair is that of its public key, whatever the parity of either.
    #[test]
    fn x_only_sums_agree() {
        let context = Context::new(&[7; 32]);
        for key in 1..=16 {
            let pair = context.keypair(&[key; 32]).unwrap();
            let (key, _) = pair.public_key().x_only_public_key();
            let sum = add_x_only(&key, &[9; 32]).unwrap();
            assert_eq!(pair.add_x_only(&[9; 32]).unwrap().public_key(), sum);
            let (x, parity) = sum.x_only_public_key();
            let is_odd = parity == Parity::Odd;
            assert!(is_x_only_sum(&x.to_byte_array(), is_odd, &key, &[9; 32]));
            assert!(!is_x_only_sum(&x.to_byte_array(), !is_odd, &key, &[9; 32]));
            assert!(add_x_only(&key, &[0xff; 32]).is_none() && pair.add_x_only(&[0xff; 32]).is_none());
        }
    }
}
