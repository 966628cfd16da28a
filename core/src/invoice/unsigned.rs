//! An invoice that waits for its signature.

use crate::amount::Msat;
use crate::bytes;
use crate::codec::bech32::{CHECKSUM_LENGTH, Encoder, Variant};
use crate::crypto::{PublicKey, RecoverableSignature, SecretKey, Sha256, SigningContext};
use crate::invoice::amount::Shortest;
use crate::invoice::view::{FIELD_HEAD_WORDS, SIGNATURE_WORDS, TIMESTAMP_WORDS, signature_hash};
use crate::invoice::{Error, Field, Network};
use crate::time::UnixTime;
use core::fmt::{self, Write as _};

/// What stands before the fields of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefix {
    /// The network on which it is paid.
    pub network: Network,
    /// The least amount to be paid.
    pub amount: Option<Msat>,
    /// When the invoice is made; it must fit 35 bits.
    pub timestamp: UnixTime,
}

/// An invoice written but for its signature. It is signed once, here or elsewhere, which ends it.
///
/// A signer elsewhere is given [`Unsigned::signature_hash`] and answers with what [`Unsigned::finish`] takes.
pub struct Unsigned<'b> {
    encoder: Encoder<'b>,
    signature_hash: Sha256,
    payee: Option<PublicKey>,
}

impl<'b> Unsigned<'b> {
    /// Writes any fields in any order: those of an invoice that was read, to sign it anew, the unknown ones too.
    /// [`Draft`](crate::invoice::Draft) is the way to write one that payers accept.
    ///
    /// # Errors
    ///
    /// [`Error::BufferTooSmall`] with the size that the whole invoice needs, and `out` is left unwritten;
    /// [`Error::TimestampTooLarge`], [`Error::FieldTooLong`], [`Error::EmptyRouteHint`], [`Error::NotUnknown`].
    pub fn write<'f>(
        out: &'b mut [u8],
        prefix: Prefix,
        fields: impl Iterator<Item = Field<'f>> + Clone,
    ) -> Result<Self, Error> {
        let needed = Self::length(prefix, fields.clone())?;
        let found = out.len();
        let too_small = |_: bytes::Error| Error::BufferTooSmall { needed, found };
        let out = out.get_mut(..needed).ok_or(Error::BufferTooSmall { needed, found })?;

        let hrp = HumanReadablePart::of(prefix);
        let mut encoder = Encoder::new(out, hrp.as_str()).map_err(too_small)?;
        encoder.integer(prefix.timestamp.0, TIMESTAMP_WORDS).map_err(too_small)?;
        let mut payee = None;
        for field in fields {
            field.write(field.word_count()?, &mut encoder).map_err(too_small)?;
            if let Field::Payee(key) = field {
                payee.get_or_insert(key);
            }
        }
        let signature_hash = signature_hash(hrp.as_str(), encoder.written());
        Ok(Self { encoder, signature_hash, payee })
    }

    /// How many bytes the whole invoice takes.
    ///
    /// # Errors
    ///
    /// As [`Unsigned::write`], but for the buffer.
    pub fn length<'f>(prefix: Prefix, fields: impl Iterator<Item = Field<'f>>) -> Result<usize, Error> {
        // "timestamp: seconds-since-1970 (35 bits, big-endian)"
        if prefix.timestamp.0 >> 35 != 0 {
            return Err(Error::TimestampTooLarge { found: prefix.timestamp });
        }
        let fixed = [
            HumanReadablePart::of(prefix).as_str().len(),
            1, // the separator
            TIMESTAMP_WORDS,
            SIGNATURE_WORDS,
            CHECKSUM_LENGTH,
        ];
        let fixed = fixed.iter().fold(0_usize, |sum, length| sum.saturating_add(*length));
        fields.into_iter().try_fold(fixed, |sum, field| {
            Ok(sum.saturating_add(FIELD_HEAD_WORDS).saturating_add(field.word_count()?))
        })
    }

    /// What is to be signed with the payee's key.
    #[must_use]
    pub const fn signature_hash(&self) -> Sha256 {
        self.signature_hash
    }

    /// Signs with a key in memory and returns the invoice, in lower case.
    ///
    /// # Errors
    ///
    /// [`Error::WrongSigner`] when an `n` field names another key.
    pub fn sign(self, key: &SecretKey, context: &SigningContext) -> Result<&'b str, Error> {
        if let Some(payee) = self.payee {
            if context.public_key(key).map_err(Error::Signature)? != payee {
                return Err(Error::WrongSigner);
            }
        }
        let signature = context.sign_recoverable(&self.signature_hash, key).map_err(Error::Signature)?;
        self.append(&signature)
    }

    /// Takes a signature that was made elsewhere, checks it, and returns the invoice, in lower case.
    ///
    /// # Errors
    ///
    /// [`Error::Signature`] when no key can be recovered from it, or an `n` field names a key whose it is not.
    pub fn finish(self, signature: &RecoverableSignature) -> Result<&'b str, Error> {
        match self.payee {
            Some(payee) => signature.verify(&self.signature_hash, &payee),
            None => signature.recover(&self.signature_hash).map(drop),
        }
        .map_err(Error::Signature)?;
        self.append(signature)
    }

    fn append(mut self, signature: &RecoverableSignature) -> Result<&'b str, Error> {
        let bytes = signature.to_compact().into_iter().chain([signature.recovery_id().to_u8()]);
        let written = self.encoder.bytes(bytes).and_then(|()| self.encoder.finish(Variant::Bech32));
        // Never an error: `write` made sure that the buffer holds the whole invoice.
        written.map_err(|error| match error {
            bytes::Error::BufferTooSmall { needed, found } => Error::BufferTooSmall { needed, found },
            bytes::Error::Truncated { expected, found, .. } => {
                Error::BufferTooSmall { needed: expected, found }
            }
        })
    }
}

impl fmt::Debug for Unsigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsigned").field("signature_hash", &self.signature_hash).finish_non_exhaustive()
    }
}

/// `ln`, the network, the amount: at most 2 + 4 + 22 characters.
struct HumanReadablePart(heapless::String<32>);

impl HumanReadablePart {
    fn of(prefix: Prefix) -> Self {
        let mut text = heapless::String::new();
        // Cannot fail: the longest amount, u64::MAX msat, is 21 digits of pico-bitcoin and a multiplier.
        let _ = write!(text, "ln{}", prefix.network.prefix());
        if let Some(amount) = prefix.amount {
            let _ = write!(text, "{}", Shortest(amount));
        }
        Self(text)
    }

    fn as_str(&self) -> &str {
        &self.0
    }
}
