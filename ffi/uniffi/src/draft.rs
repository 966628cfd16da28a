//! An invoice that is being made.

use crate::bytes::{Octets, PaymentHash, PaymentSecret, PublicKey};
use crate::error::InvoiceError;
use crate::fallback::Fallback;
use crate::feature::feature_set;
use crate::field::UnknownField;
use crate::invoice::Invoice;
use crate::network::Network;
use crate::payable::InvoiceDescription;
use crate::route::RouteHint;
use crate::secret::{SecretKey, signing_context};
use keelbolt::amount::Msat;
use keelbolt::crypto;
use keelbolt::invoice::{self, Draft};
use keelbolt::time::{BlockDelta, UnixTime};
use std::sync::Arc;
use std::time::Duration;

/// The contents of an invoice to be written.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct InvoiceDraft {
    /// The network on which it is paid.
    pub network: Network,
    /// When the invoice is made, in seconds since 1970; it must fit 35 bits.
    pub timestamp: u64,
    /// The hash of the preimage that only the payee knows.
    pub payment_hash: PaymentHash,
    /// 32 random bytes that the payer has to repeat.
    pub payment_secret: PaymentSecret,
    /// What is paid for.
    pub description: InvoiceDescription,
    /// The least amount to be paid, in millisatoshi; nothing leaves it to the payer.
    #[uniffi(default = None)]
    pub amount_msat: Option<u64>,
    /// Names the payee, so that it need not be recovered; must be the signer's key.
    #[uniffi(default = None)]
    pub payee: Option<PublicKey>,
    /// How long it can be paid, in seconds; nothing is an hour.
    #[uniffi(default = None)]
    pub expiry_seconds: Option<u64>,
    /// The blocks left when the last HTLC arrives; nothing is 18.
    #[uniffi(default = None)]
    pub min_final_cltv_expiry_delta: Option<u64>,
    /// Where on-chain payments are accepted, the preferred first.
    #[uniffi(default = [])]
    pub fallbacks: Vec<Fallback>,
    /// Private routes to the payee, each of one hop or more.
    #[uniffi(default = [])]
    pub route_hints: Vec<RouteHint>,
    /// Feature bits; nothing is 8 and 14: `var_onion_optin` and `payment_secret`, compulsory.
    #[uniffi(default = None)]
    pub features: Option<Vec<u32>>,
    /// What the payer has to repeat in the onion.
    #[uniffi(default = None)]
    pub metadata: Option<Octets>,
    /// Fields of types that this version does not know.
    #[uniffi(default = [])]
    pub unknown_fields: Vec<UnknownField>,
}

#[uniffi::export]
impl InvoiceDraft {
    /// Writes the invoice in its shortest form and signs it with a key in memory.
    ///
    /// `entropy` are 32 fresh random bytes, which blind the computation against side channels; the invoice does
    /// not depend on them. Where the key is elsewhere, an unsigned invoice serves.
    ///
    /// # Errors
    ///
    /// `ZeroAmount`, `FieldTooLong`, `TimestampTooLarge`, `EmptyRouteHint`; `WrongSigner` when the payee is another
    /// key; `FeatureContext`, `FeatureBothBits`, `FeatureMissingDependency`, `FeatureBitTooLarge`; `NotUnknown`,
    /// `KeyNotAPoint`, `WrongLength`, `UnknownTag`, `WitnessProgramInvalid` or `NotBech32Words` for a value that no
    /// invoice can hold.
    pub fn sign(&self, key: Arc<SecretKey>, entropy: Vec<u8>) -> Result<Invoice, InvoiceError> {
        let context = signing_context(entropy)?;
        self.with_core(|draft| Invoice::of(&draft.sign(&key.0, &context)?.as_ref()))
    }
}

impl InvoiceDraft {
    /// Hands the core's draft, which borrows everything, to `use_draft`.
    pub(crate) fn with_core<R>(
        &self,
        use_draft: impl FnOnce(&Draft<'_>) -> Result<R, InvoiceError>,
    ) -> Result<R, InvoiceError> {
        let fallbacks = self.fallbacks.iter().map(Fallback::to_core).collect::<Result<Vec<_>, _>>()?;
        let hops = self.route_hints.iter().map(RouteHint::to_core).collect::<Result<Vec<_>, _>>()?;
        let hints: Vec<&[invoice::RouteHop]> = hops.iter().map(Vec::as_slice).collect();
        let unknown = self.unknown_fields.iter().map(UnknownField::to_core).collect::<Result<Vec<_>, _>>()?;

        let mut draft = Draft::new(
            self.network.into(),
            UnixTime(self.timestamp),
            crypto::PaymentHash(self.payment_hash.0),
            crypto::PaymentSecret(self.payment_secret.0),
            self.description.to_core(),
        );
        draft.amount = self.amount_msat.map(Msat);
        draft.payee = self.payee.map(crypto::PublicKey::try_from).transpose()?;
        draft.expiry = self.expiry_seconds.map(Duration::from_secs);
        draft.min_final_cltv_expiry_delta = self.min_final_cltv_expiry_delta.map(BlockDelta);
        draft.fallbacks = &fallbacks;
        draft.route_hints = &hints;
        if let Some(bits) = &self.features {
            draft.features = feature_set(bits)?;
        }
        draft.metadata = self.metadata.as_ref().map(|octets| octets.0.as_slice());
        draft.unknown_fields = &unknown;
        use_draft(&draft)
    }
}
