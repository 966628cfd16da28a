//! ECDSA signatures as transactions and messages carry them.

use crate::bytes::Hex;
use crate::crypto::{Error, PublicKey, Sha256};
use core::fmt;
use core::ops::Deref;

/// An ECDSA signature: R and S below the group order, S low.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(secp256k1::ecdsa::Signature);

impl Signature {
    /// Reads R ‖ S, 32 bytes big-endian each, as Lightning messages carry it.
    ///
    /// # Errors
    ///
    /// [`Error::SignatureOutOfRange`] or [`Error::HighS`].
    pub fn parse(compact: &[u8; 64]) -> Result<Self, Error> {
        secp256k1::ecdsa::Signature::from_compact(compact)
            .map_err(|_| Error::SignatureOutOfRange)
            .and_then(Self::low)
    }

    /// Reads strict DER without a sighash byte, as witnesses carry it.
    ///
    /// # Errors
    ///
    /// [`Error::SignatureEncoding`] or [`Error::HighS`].
    pub fn parse_der(der: &[u8]) -> Result<Self, Error> {
        let signature = secp256k1::ecdsa::Signature::from_der(der).map_err(|_| Error::SignatureEncoding)?;
        // The library's parser lets some encodings pass that are not the one that it writes.
        let signature = Self::low(signature)?;
        if *signature.to_der() == *der { Ok(signature) } else { Err(Error::SignatureEncoding) }
    }

    /// R ‖ S.
    #[must_use]
    pub fn to_compact(&self) -> [u8; 64] {
        self.0.serialize_compact()
    }

    /// Strict DER: at most 71 bytes with a low S, 70 or fewer when R is low too.
    #[must_use]
    pub fn to_der(&self) -> DerSignature {
        DerSignature(self.0.serialize_der())
    }

    /// Checks that the signature is that of `key` over `digest`.
    ///
    /// # Errors
    ///
    /// [`Error::SignatureMismatch`].
    pub fn verify(&self, digest: &Sha256, key: &PublicKey) -> Result<(), Error> {
        match keelbolt_curve::verify(&self.0, &digest.0, &key.0) {
            true => Ok(()),
            false => Err(Error::SignatureMismatch),
        }
    }

    fn low(signature: secp256k1::ecdsa::Signature) -> Result<Self, Error> {
        let mut low = signature;
        low.normalize_s();
        if low == signature { Ok(Self(signature)) } else { Err(Error::HighS) }
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({})", Hex(&self.to_compact()))
    }
}

/// A signature in strict DER.
#[derive(Clone, Copy)]
pub struct DerSignature(secp256k1::ecdsa::SerializedSignature);

impl Deref for DerSignature {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for DerSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DerSignature({})", Hex(self))
    }
}
