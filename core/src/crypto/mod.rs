//! The only user of the crypto crates: hashes, ciphers, keys and signatures as types of our own over bytes.
//!
//! A value that exists is valid: it was checked once, when it was parsed.

pub mod bip32;
pub mod musig;

mod aead;
mod context;
mod ecdh;
mod ecdsa;
mod error;
mod hash;
mod hmac;
mod keys;
mod keystream;
mod payment;
mod schnorr;
mod signature;
mod taproot;
mod x_only;

pub use aead::{AEAD_TAG_LENGTH, open, seal};
pub use context::SigningContext;
pub use ecdh::{SharedPoint, SharedSecret};
pub use ecdsa::{RecoverableSignature, RecoveryId};
pub use error::Error;
pub use hash::{HashTag, Sha256, Sha256Engine, hash160, ripemd160, sha256, sha256d};
pub(crate) use hmac::KeyName;
pub use hmac::{HmacSha256, hmac_sha256, tags_equal};
pub use keys::{PublicKey, SecretKey, is_below_group_order};
pub use keystream::KeyStream;
pub use payment::{PaymentHash, PaymentSecret, Preimage};
pub use schnorr::{KeyPair, SchnorrSignature};
pub use signature::{DerSignature, Signature};
pub use taproot::TapNodeHash;
pub use x_only::{Parity, XOnlyPublicKey};

/// A value of 32 public bytes that is shown as hex.
macro_rules! bytes32 {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 32]);

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(&crate::bytes::Hex(&self.0), f)
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}
pub(crate) use bytes32;
