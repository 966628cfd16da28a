//! Secrets: opaque, wiped when they are dropped, never printed.

use crate::bytes::{PaymentHash, PublicKey, WrongLength, fixed};
use crate::error::InvoiceError;
use keelbolt::crypto::{self, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use std::fmt;
use zeroize::Zeroizing;

/// How an object with a secret is shown, and how it is kept in a set: its hash tells nothing of it.
macro_rules! opaque {
    ($secret:ident) => {
        impl std::fmt::Display for $secret {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($secret), "(..)"))
            }
        }

        impl std::hash::Hash for $secret {
            fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
        }
    };
}

pub(crate) use opaque;

/// A secret key of secp256k1. It cannot be read back; it is wiped when it is dropped. Any thread may use it.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct SecretKey(pub(crate) crypto::SecretKey);

#[uniffi::export]
impl SecretKey {
    /// Takes 32 bytes, a number of 1 to the group order less 1, big-endian. The caller's own copy is the
    /// caller's to wipe.
    ///
    /// # Errors
    ///
    /// `WrongLength` or `SecretKeyOutOfRange`.
    #[uniffi::constructor]
    pub fn new(bytes: Vec<u8>) -> Result<Self, InvoiceError> {
        Ok(Self(crypto::SecretKey::parse(secret(bytes)?)?))
    }

    /// The public key. `entropy` are 32 fresh random bytes, which blind the computation against side channels;
    /// the result does not depend on them.
    ///
    /// # Errors
    ///
    /// `WrongLength` for the entropy.
    pub fn public_key(&self, entropy: Vec<u8>) -> Result<PublicKey, InvoiceError> {
        Ok(signing_context(entropy)?.public_key(&self.0)?.into())
    }
}

impl fmt::Display for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

/// The 32 bytes whose hash is paid for: whoever shows them has been paid. It is wiped when it is dropped, compares by
/// content, and any thread may use it.
#[derive(Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct Preimage(pub(crate) crypto::Preimage);

#[uniffi::export]
impl Preimage {
    /// Takes 32 bytes. The caller's own copy is the caller's to wipe.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    #[uniffi::constructor]
    pub fn new(bytes: Vec<u8>) -> Result<Self, InvoiceError> {
        Ok(Self(crypto::Preimage(secret(bytes)?)))
    }

    /// The hash that goes into the invoice.
    #[must_use]
    pub fn payment_hash(&self) -> PaymentHash {
        PaymentHash(self.0.payment_hash().0)
    }

    /// The bytes themselves, for the peer who is shown that it has to pay. The copy is the caller's to wipe.
    #[must_use]
    pub fn expose(&self) -> Vec<u8> {
        self.0.0.expose().to_vec()
    }
}

opaque!(Preimage);

/// A context blinded with 32 bytes of entropy.
///
/// # Errors
///
/// `WrongLength`
pub(crate) fn signing_context(entropy: Vec<u8>) -> Result<SigningContext, WrongLength> {
    Ok(SigningContext::new(self::entropy(entropy)?))
}

/// 32 random bytes.
///
/// # Errors
///
/// `WrongLength`
pub(crate) fn entropy(bytes: Vec<u8>) -> Result<Entropy, WrongLength> {
    Ok(Entropy::new(*secret(bytes)?.expose()))
}

/// Takes the bytes over and wipes the vector in which they came.
///
/// # Errors
///
/// `WrongLength`
pub(crate) fn secret(bytes: Vec<u8>) -> Result<Secret<32>, WrongLength> {
    let bytes = Zeroizing::new(bytes);
    fixed(&bytes).map(Secret::new)
}
