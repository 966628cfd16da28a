//! Mailboxes: where a server leaves what somebody is sent.

use crate::bytes::{Octets, PublicKey, SchnorrSignature, Sha256};
use crate::secret::{SecretKey, entropy, signing_context};
use crate::vtxo::VtxoError;
use keelbolt::crypto;
use keelbolt::vtxo;
use std::sync::Arc;

/// A user's mailbox, by the key with which it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MailboxId {
    /// The key.
    pub public_key: PublicKey,
}

/// A mailbox as an address names it: only its server can tell which one it is, and no two addresses have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BlindedMailboxId {
    /// The key.
    pub public_key: PublicKey,
}

// What takes an object is no method of a mailbox: UniFFI would have Kotlin close mailboxes.

/// Hides a mailbox for an address whose policy has the public key of `user_key`. `server_pubkey` is the server's key for
/// mailboxes.
///
/// # Errors
///
/// `PointsCancel`, which no honest server's key causes; `KeyNotAPoint` or `WrongLength`.
#[uniffi::export]
pub fn blind_mailbox(
    mailbox: MailboxId,
    user_key: Arc<SecretKey>,
    server_pubkey: PublicKey,
) -> Result<BlindedMailboxId, VtxoError> {
    Ok(vtxo::MailboxId::try_from(mailbox)?.blind(&user_key.0, &server_pubkey.try_into()?)?.into())
}

/// Finds a mailbox, as its server, with its secret key for mailboxes, from the user's key in the address.
///
/// # Errors
///
/// `PointsCancel` for an address that was made to cause it; `KeyNotAPoint` or `WrongLength`.
#[uniffi::export]
pub fn unblind_mailbox(
    blinded: BlindedMailboxId,
    server_key: Arc<SecretKey>,
    user_pubkey: PublicKey,
) -> Result<MailboxId, VtxoError> {
    Ok(vtxo::BlindedMailboxId::try_from(blinded)?.unblind(&server_key.0, &user_pubkey.try_into()?)?.into())
}

/// Permission to read a mailbox until some time, signed by its key.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MailboxAuthorization {
    /// The mailbox.
    pub mailbox: MailboxId,
    /// Until when, in seconds since 1970.
    pub expiry: i64,
    /// The signature of the mailbox's key.
    pub signature: SchnorrSignature,
}

/// What is signed of an authorization until `expiry`, in seconds since 1970.
#[uniffi::export]
#[must_use]
pub fn mailbox_authorization_digest(expiry: i64) -> Sha256 {
    Sha256(vtxo::MailboxAuthorization::digest(expiry).0)
}

/// Permits to read the mailbox of this key until `expiry`, in seconds since 1970. `auxiliary` and `entropy` are 32 fresh
/// random bytes each: the first go into the nonce, to guard it against faults and side channels, and the others blind the
/// computation.
///
/// # Errors
///
/// `WrongLength` for the random bytes.
#[uniffi::export]
pub fn sign_mailbox_authorization(
    mailbox_key: Arc<SecretKey>,
    expiry: i64,
    auxiliary: Vec<u8>,
    entropy: Vec<u8>,
) -> Result<MailboxAuthorization, VtxoError> {
    let (auxiliary, context) = (self::entropy(auxiliary)?, signing_context(entropy)?);
    let pair = context.key_pair(&mailbox_key.0)?;
    Ok(vtxo::MailboxAuthorization::sign(&pair, expiry, auxiliary, &context)?.into())
}

/// Reads an authorization that fills the bytes, 105. The signature is not checked.
///
/// # Errors
///
/// `VtxoTruncated`, `VtxoKey` or `VtxoTrailingBytes`.
#[uniffi::export]
pub fn parse_mailbox_authorization(bytes: Vec<u8>) -> Result<MailboxAuthorization, VtxoError> {
    Ok(vtxo::MailboxAuthorization::parse(&bytes)?.into())
}

#[uniffi::export]
impl MailboxAuthorization {
    /// Checks the signature. Whether the time has come, the caller asks.
    ///
    /// # Errors
    ///
    /// `SignatureMismatch`; `KeyNotAPoint` or `WrongLength`.
    pub fn verify(&self) -> Result<(), VtxoError> {
        Ok(vtxo::MailboxAuthorization::try_from(self)?.verify()?)
    }

    /// The 105 bytes in which it is written.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint` or `WrongLength`.
    pub fn to_bytes(&self) -> Result<Octets, VtxoError> {
        Ok(vtxo::MailboxAuthorization::try_from(self)?.to_bytes().as_slice().into())
    }
}

/// Mailboxes from the core and back.
macro_rules! mailbox {
    ($($name:ident),+) => {
        $(impl From<vtxo::$name> for $name {
            fn from(core: vtxo::$name) -> Self {
                Self { public_key: core.0.into() }
            }
        }

        impl TryFrom<$name> for vtxo::$name {
            type Error = crypto::Error;

            fn try_from(ours: $name) -> Result<Self, crypto::Error> {
                Ok(Self(ours.public_key.try_into()?))
            }
        })+
    };
}

mailbox!(MailboxId, BlindedMailboxId);

impl From<vtxo::MailboxAuthorization> for MailboxAuthorization {
    fn from(core: vtxo::MailboxAuthorization) -> Self {
        Self { mailbox: core.mailbox.into(), expiry: core.expiry, signature: core.signature.into() }
    }
}

impl TryFrom<&MailboxAuthorization> for vtxo::MailboxAuthorization {
    type Error = crypto::Error;

    fn try_from(ours: &MailboxAuthorization) -> Result<Self, crypto::Error> {
        let (mailbox, signature) = (ours.mailbox.try_into()?, ours.signature.into());
        Ok(Self { mailbox, expiry: ours.expiry, signature })
    }
}
