//! Mailboxes: where a server leaves what somebody is sent.

use crate::bytes::{Reader, Writer};
use crate::crypto::{
    self, KeyPair, PublicKey, SchnorrSignature, SecretKey, Sha256, SharedPoint, SigningContext,
};
use crate::entropy::Entropy;
use crate::vtxo::attestation::{self, MAILBOX_AUTHORIZATION};
use crate::vtxo::{Error, wire};

/// A user's mailbox, by the key with which it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MailboxId(pub PublicKey);

/// A mailbox as an address names it: only its server can tell which one it is, and no two addresses have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BlindedMailboxId(pub PublicKey);

impl MailboxId {
    /// Hides the mailbox for an address whose policy has the key of `user_key`. `server` is the server's key for
    /// mailboxes.
    ///
    /// # Errors
    ///
    /// [`crypto::Error::PointsCancel`], which no honest server's key causes.
    pub fn blind(&self, user_key: &SecretKey, server: &PublicKey) -> Result<BlindedMailboxId, crypto::Error> {
        SharedPoint::derive(user_key, server).blind(&self.0).map(BlindedMailboxId)
    }
}

impl BlindedMailboxId {
    /// Finds the mailbox, as its server, from the user's key in the address.
    ///
    /// # Errors
    ///
    /// [`crypto::Error::PointsCancel`] for an address that was made to cause it.
    pub fn unblind(
        &self,
        server_key: &SecretKey,
        user_pubkey: &PublicKey,
    ) -> Result<MailboxId, crypto::Error> {
        SharedPoint::derive(server_key, user_pubkey).unblind(&self.0).map(MailboxId)
    }
}

/// Permission to read a mailbox until some time, signed by its key: 105 bytes.
///
/// ```
/// # use keelbolt::{crypto::{SecretKey, SigningContext}, entropy::Entropy, secret::Secret};
/// use keelbolt::vtxo::MailboxAuthorization;
/// # let context = SigningContext::new(Entropy::new([7; 32]));
/// # let mailbox = context.key_pair(&SecretKey::parse(Secret::new([2; 32]))?)?;
/// let permission = MailboxAuthorization::sign(&mailbox, 1_761_818_819, Entropy::new([3; 32]), &context)?;
/// let read = MailboxAuthorization::parse(&permission.to_bytes())?;
/// assert_eq!((read, read.verify()), (permission, Ok(())));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailboxAuthorization {
    /// The mailbox.
    pub mailbox: MailboxId,
    /// Until when, in seconds since 1970.
    pub expiry: i64,
    /// The signature of the mailbox's key.
    pub signature: SchnorrSignature,
}

impl MailboxAuthorization {
    /// How many bytes it takes.
    pub const LENGTH: usize = wire::KEY_LENGTH + 8 + 64;

    /// What is signed.
    #[must_use]
    pub fn digest(expiry: i64) -> Sha256 {
        let mut hash = attestation::engine(MAILBOX_AUTHORIZATION);
        hash.input(&expiry.to_le_bytes());
        hash.finish()
    }

    /// Signs with the mailbox's key. `auxiliary` is that of [`sign_schnorr`](SigningContext::sign_schnorr).
    ///
    /// # Errors
    ///
    /// None that a valid [`KeyPair`] can cause; the type of the curve operation allows for one.
    pub fn sign(
        mailbox: &KeyPair,
        expiry: i64,
        auxiliary: Entropy,
        context: &SigningContext,
    ) -> Result<Self, crypto::Error> {
        let signature = context.sign_schnorr(&Self::digest(expiry).0, mailbox, auxiliary)?;
        Ok(Self { mailbox: MailboxId(mailbox.public_key()), expiry, signature })
    }

    /// Checks the signature. Whether the time has come, the caller asks.
    ///
    /// # Errors
    ///
    /// [`crypto::Error::SignatureMismatch`].
    pub fn verify(&self) -> Result<(), crypto::Error> {
        self.signature.verify(&Self::digest(self.expiry).0, &self.mailbox.0.x_only().0)
    }

    /// Reads one that fills `bytes`. The signature is not checked.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`], [`Error::Key`] or [`Error::TrailingBytes`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        wire::whole(bytes, |reader: &mut Reader<'_>| {
            let mailbox = MailboxId(wire::key(reader)?);
            let expiry = i64::from_le_bytes(reader.array()?);
            Ok(Self { mailbox, expiry, signature: SchnorrSignature::new(reader.array()?) })
        })
    }

    /// Writes it.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        let mut writer = Writer::new(&mut bytes);
        let (key, expiry) = (self.mailbox.0.to_bytes(), self.expiry.to_le_bytes());
        let parts: [&[u8]; 3] = [&key, &expiry, self.signature.as_bytes()];
        let written = parts.into_iter().try_for_each(|part| writer.put(part));
        debug_assert_eq!(written, Ok(()), "the parts are as long as the whole");
        bytes
    }
}
