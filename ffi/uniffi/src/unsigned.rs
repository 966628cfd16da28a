//! An invoice that waits for its signature.

use crate::bytes::{Sha256, Signature};
use crate::draft::InvoiceDraft;
use crate::error::InvoiceError;
use crate::field::InvoiceField;
use crate::invoice::Invoice;
use crate::network::Network;
use crate::secret::{SecretKey, signing_context};
use keelbolt::amount::Msat;
use keelbolt::crypto::RecoverableSignature;
use keelbolt::invoice::{Field, InvoiceRef, Prefix, Unsigned};
use keelbolt::time::UnixTime;
use std::sync::{Arc, Mutex, PoisonError};

/// An invoice written but for its signature. It is signed once, here or by a signer elsewhere, which ends it: any
/// later use fails with `AlreadySigned`, also when the signing failed.
///
/// A signer elsewhere is given the signature hash and answers with what `finish` takes. Any thread may use it; of
/// several that sign at once, one succeeds.
#[derive(Debug, uniffi::Object)]
pub struct UnsignedInvoice(Mutex<Option<Pending>>);

#[uniffi::export]
impl UnsignedInvoice {
    /// Writes a draft in its shortest form.
    ///
    /// # Errors
    ///
    /// As signing the draft.
    #[uniffi::constructor]
    pub fn new(draft: InvoiceDraft) -> Result<Self, InvoiceError> {
        Self::of(Contents::Draft(Box::new(draft)))
    }

    /// Writes any fields in any order: those of an invoice that was read, to sign it anew, the unknown ones too.
    /// A draft is the way to write one that payers accept.
    ///
    /// # Errors
    ///
    /// `TimestampTooLarge`, `FieldTooLong`, `EmptyRouteHint`, or as a draft for a value that no invoice can hold.
    #[uniffi::constructor]
    pub fn from_fields(
        network: Network,
        amount_msat: Option<u64>,
        timestamp: u64,
        fields: Vec<InvoiceField>,
    ) -> Result<Self, InvoiceError> {
        let amount = amount_msat.map(Msat);
        let prefix = Prefix { network: network.into(), amount, timestamp: UnixTime(timestamp) };
        Self::of(Contents::Fields { prefix, fields })
    }

    /// What is to be signed with the payee's key.
    ///
    /// # Errors
    ///
    /// `AlreadySigned`
    pub fn signature_hash(&self) -> Result<Sha256, InvoiceError> {
        let pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pending.as_ref().map(|pending| pending.signature_hash).ok_or(InvoiceError::AlreadySigned)
    }

    /// Signs with a key in memory. `entropy` are 32 fresh random bytes, which blind the computation against side
    /// channels; the invoice does not depend on them.
    ///
    /// # Errors
    ///
    /// `AlreadySigned`; `WrongSigner` when an `n` field names another key; `WrongLength` for the entropy.
    pub fn sign(&self, key: Arc<SecretKey>, entropy: Vec<u8>) -> Result<Invoice, InvoiceError> {
        let pending = self.take()?;
        let context = signing_context(entropy)?;
        pending.contents.with_unsigned(|unsigned| invoice(unsigned.sign(&key.0, &context)?))
    }

    /// Takes a signature that was made elsewhere and its recovery id, and checks them.
    ///
    /// # Errors
    ///
    /// `AlreadySigned`; `SignatureOutOfRange`, `RecoveryIdOutOfRange`; `SignatureNotRecoverable` when no key can be
    /// recovered, `SignatureHighS` or `SignatureMismatch` when an `n` field names a key whose it is not.
    pub fn finish(&self, signature: Signature, recovery_id: u8) -> Result<Invoice, InvoiceError> {
        let pending = self.take()?;
        let signature = RecoverableSignature::parse(&signature.0, recovery_id)?;
        pending.contents.with_unsigned(|unsigned| invoice(unsigned.finish(&signature)?))
    }
}

impl UnsignedInvoice {
    fn of(contents: Contents) -> Result<Self, InvoiceError> {
        let signature_hash = contents.with_unsigned(|unsigned| Ok(Sha256(unsigned.signature_hash().0)))?;
        Ok(Self(Mutex::new(Some(Pending { contents, signature_hash }))))
    }

    fn take(&self) -> Result<Pending, InvoiceError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or(InvoiceError::AlreadySigned)
    }
}

/// What is to be signed, until it is.
#[derive(Debug)]
struct Pending {
    contents: Contents,
    signature_hash: Sha256,
}

#[derive(Debug)]
enum Contents {
    Draft(Box<InvoiceDraft>),
    Fields { prefix: Prefix, fields: Vec<InvoiceField> },
}

impl Contents {
    /// Writes the invoice and hands it to `sign`. The core's type borrows its buffer, so an object that outlives
    /// the call cannot hold it; writing again gives the same bytes.
    fn with_unsigned<R>(
        &self,
        sign: impl FnOnce(Unsigned<'_>) -> Result<R, InvoiceError>,
    ) -> Result<R, InvoiceError> {
        match self {
            Self::Draft(draft) => draft.with_core(|draft| {
                let mut buffer = vec![0; draft.length()?];
                sign(draft.write(&mut buffer)?)
            }),
            Self::Fields { prefix, fields } => {
                let hops = fields.iter().map(InvoiceField::hops).collect::<Result<Vec<_>, _>>()?;
                let fields = fields.iter().zip(&hops).map(|(field, hops)| field.to_core(hops));
                let fields = fields.collect::<Result<Vec<Field<'_>>, _>>()?;
                let fields = fields.iter().copied();
                let mut buffer = vec![0; Unsigned::length(*prefix, fields.clone())?];
                sign(Unsigned::write(&mut buffer, *prefix, fields)?)
            }
        }
    }
}

fn invoice(text: &str) -> Result<Invoice, InvoiceError> {
    Invoice::of(&InvoiceRef::parse(text)?)
}
