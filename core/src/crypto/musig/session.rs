//! The signing session (BIP 327, "Signing", "Partial Signature Verification", "Partial Signature Aggregation").

use crate::bytes::Hex;
use crate::crypto::musig::{AggregateNonce, Error, KeyAggregation, PublicNonce, list};
use crate::crypto::{PublicKey, SchnorrSignature, Sha256};
use core::fmt;
use keelbolt_curve::musig;

/// What all signers of one message have in common: keys with their tweaks, nonces, message. It holds no secret.
///
/// An external signer, such as a device with a MuSig2 of its own, is told the [`keys`](Self::keys) and the tweaks, the
/// [`aggregate_nonce`](Self::aggregate_nonce) and the [`message`](Self::message); what it answers is read with
/// [`PartialSignature::parse`].
#[derive(Clone, Copy, Debug)]
pub struct Session<'k> {
    pub(super) keys: KeyAggregation<'k>,
    pub(super) session: musig::Session,
    nonce: AggregateNonce,
    message: Sha256,
}

impl<'k> Session<'k> {
    /// The session in which `message` is signed. Signers must agree on all three, or no signature comes of it.
    ///
    /// # Errors
    ///
    /// None that valid arguments can cause; the type of the curve operation allows for one.
    pub fn new(keys: &KeyAggregation<'k>, nonce: &AggregateNonce, message: &Sha256) -> Result<Self, Error> {
        let session = musig::Session::new(&keys.aggregation, &nonce.0, &message.0).ok_or(Error::NotANonce)?;
        Ok(Self { keys: *keys, session, nonce: *nonce, message: *message })
    }

    /// The keys that sign, with their tweaks.
    #[must_use]
    pub const fn keys(&self) -> &KeyAggregation<'k> {
        &self.keys
    }

    /// The sum of the nonces.
    #[must_use]
    pub const fn aggregate_nonce(&self) -> &AggregateNonce {
        &self.nonce
    }

    /// What is signed.
    #[must_use]
    pub const fn message(&self) -> &Sha256 {
        &self.message
    }

    /// The number of the signer with this key, the first one when it signs more than once.
    ///
    /// # Errors
    ///
    /// [`Error::NotASigner`].
    pub fn signer(&self, key: &PublicKey) -> Result<usize, Error> {
        self.keys.keys.iter().position(|signer| signer == key).ok_or(Error::NotASigner)
    }

    /// Checks the partial signature of the signer with this number, who sent `nonce`.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchSigner`], or [`Error::PartialSignature`], for which the signer is to blame.
    pub fn verify(
        &self,
        signer: usize,
        nonce: &PublicNonce,
        partial: &PartialSignature,
    ) -> Result<(), Error> {
        let signers = self.keys.keys.len();
        let key = self.keys.keys.get(signer).ok_or(Error::NoSuchSigner { signers, found: signer })?;
        match self.is_part_of(key, nonce, partial) {
            true => Ok(()),
            false => Err(Error::PartialSignature { signer }),
        }
    }

    /// Whether a partial signature is that of `key`, which the caller knows to be one of the session's.
    pub(crate) fn is_part_of(
        &self,
        key: &PublicKey,
        nonce: &PublicNonce,
        partial: &PartialSignature,
    ) -> bool {
        self.session.verify(&self.keys.aggregation, &key.0, &nonce.0, &partial.0)
    }

    /// Checks all partial signatures, each beside the nonce of the same signer, and names the first one that is
    /// wrong. Only needed when [`aggregate`](Self::aggregate) fails.
    ///
    /// # Errors
    ///
    /// [`Error::Contributions`] or [`Error::PartialSignature`].
    pub fn verify_all(&self, nonces: &[PublicNonce], partials: &[PartialSignature]) -> Result<(), Error> {
        let expected = self.keys.keys.len();
        if let Some(found) = [nonces.len(), partials.len()].into_iter().find(|found| *found != expected) {
            return Err(Error::Contributions { expected, found });
        }
        let mut contributions = nonces.iter().zip(partials).enumerate();
        contributions.try_for_each(|(signer, (nonce, partial))| self.verify(signer, nonce, partial))
    }

    /// The signature that all partial ones make, one of each signer, in any order. It is checked once as a whole,
    /// which costs less than to check its parts.
    ///
    /// # Errors
    ///
    /// [`Error::Contributions`], [`Error::TooManySigners`] in a build without an allocator, or
    /// [`Error::SignatureMismatch`]: [`verify_all`](Self::verify_all) then says who is to blame.
    pub fn aggregate(&self, partials: &[PartialSignature]) -> Result<SchnorrSignature, Error> {
        let (expected, found) = (self.keys.keys.len(), partials.len());
        if expected != found {
            return Err(Error::Contributions { expected, found });
        }
        self.aggregate_detached(partials.iter())
    }

    /// As [`aggregate`](Self::aggregate), where the caller counts the signers.
    pub(crate) fn aggregate_detached<'p>(
        &self,
        partials: impl ExactSizeIterator<Item = &'p PartialSignature>,
    ) -> Result<SchnorrSignature, Error> {
        let partials = list(partials.map(|partial| &partial.0))?;
        let signature =
            self.session.aggregate(&partials).map(SchnorrSignature::new).ok_or(Error::NoSigners)?;
        let valid = signature.verify(&self.message.0, &self.keys.x_only_public_key());
        valid.map(|()| signature).map_err(|_| Error::SignatureMismatch)
    }
}

/// One signer's part of a signature: a number below the group order, 32 bytes big-endian.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PartialSignature(pub(super) musig::PartialSignature);

impl PartialSignature {
    /// Checks the range.
    ///
    /// # Errors
    ///
    /// [`Error::PartialSignatureOutOfRange`].
    pub fn parse(bytes: &[u8; 32]) -> Result<Self, Error> {
        musig::PartialSignature::parse(bytes).map(Self).ok_or(Error::PartialSignatureOutOfRange)
    }

    /// The number.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.serialize()
    }
}

impl fmt::Debug for PartialSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PartialSignature({})", Hex(&self.to_bytes()))
    }
}
