//! `closing_complete` and `closing_sig`.

use crate::bytes::{Octets, Signature};
use crate::commitment::CommitmentError;
use crate::commitment::channel::ChannelParameters;
use crate::commitment::closing::transaction::ClosingTransaction;
use crate::commitment::node::Node;
use crate::commitment::variant::ClosingVariant;
use crate::secret::{SecretKey, signing_context};
use crate::transaction::transaction_bytes;
use bitcoin::Script;
use keelbolt::amount::{Msat, Sat};
use keelbolt::commitment::closing;
use keelbolt::crypto;
use std::sync::Arc;

/// `closing_tlvs`: the signatures of `closing_complete`, or the one of `closing_sig`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ClosingSignatures {
    /// Of the transaction with the closer's output.
    #[uniffi(default = None)]
    pub closer_output_only: Option<Signature>,
    /// Of the transaction with the closee's output.
    #[uniffi(default = None)]
    pub closee_output_only: Option<Signature>,
    /// Of the transaction with both outputs.
    #[uniffi(default = None)]
    pub closer_and_closee_outputs: Option<Signature>,
}

/// What the closee does with `closing_complete`.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CountersignedClose {
    /// What it sends in `closing_sig`.
    pub signatures: ClosingSignatures,
    /// What it publishes.
    pub transaction: Octets,
}

/// A closing transaction of which the closer pays the fee, as `closing_complete` describes it. Scripts are checked by
/// `ShutdownRules`.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SimpleClose {
    /// The channel.
    pub channel: ChannelParameters,
    /// The node that sends `closing_complete`.
    pub closer: Node,
    /// Its balance.
    pub closer_balance_msat: u64,
    /// The other node's balance.
    pub closee_balance_msat: u64,
    /// `closer_scriptpubkey`
    pub closer_script: Octets,
    /// `closee_scriptpubkey`
    pub closee_script: Octets,
    /// `fee_satoshis`
    pub fee_sat: u64,
    /// `locktime`
    pub lock_time: u32,
}

#[uniffi::export]
impl SimpleClose {
    /// The transaction with the outputs of a variant: for an external signer.
    ///
    /// # Errors
    ///
    /// `Balance` when the balances are not what the channel holds; `ClosingFeeExceedsBalance`; `KeyNotAPoint` or
    /// `WrongLength`.
    pub fn transaction(&self, variant: ClosingVariant) -> Result<Arc<ClosingTransaction>, CommitmentError> {
        self.with_core(|close| Ok(ClosingTransaction::shared(close.transaction(variant.into())?)))
    }

    /// The variants that the closer signs. `uneconomical` says that it does not care for its own output: one of the
    /// lesser balance is left out then.
    ///
    /// # Errors
    ///
    /// `Balance`, `ClosingFeeExceedsBalance` or `AllDust`; `KeyNotAPoint` or `WrongLength`.
    #[uniffi::method(default(uneconomical = false))]
    pub fn offered(&self, uneconomical: bool) -> Result<Vec<ClosingVariant>, CommitmentError> {
        self.with_core(|close| {
            Ok(close.offered(uneconomical)?.iter().map(|variant| (*variant).into()).collect())
        })
    }

    /// What the closer sends in `closing_complete`, with the secret of its `funding_pubkey`. `entropy` are 32 fresh
    /// random bytes, which blind the computation against side channels; the signatures do not depend on them.
    ///
    /// # Errors
    ///
    /// As `offered`; `WrongLength` for the entropy.
    #[uniffi::method(default(uneconomical = false))]
    pub fn sign(
        &self,
        funding: Arc<SecretKey>,
        entropy: Vec<u8>,
        uneconomical: bool,
    ) -> Result<ClosingSignatures, CommitmentError> {
        let context = signing_context(entropy)?;
        self.with_core(|close| Ok(close.sign(uneconomical, &funding.0, &context)?.into()))
    }

    /// The variant that the closee takes of those that `closing_complete` has. `uneconomical` says that it does not
    /// care for its own output.
    ///
    /// # Errors
    ///
    /// `Balance`, `ClosingFeeExceedsBalance` or `VariantMissing`; `SignatureOutOfRange`, `SignatureHighS`,
    /// `KeyNotAPoint` or `WrongLength`.
    #[uniffi::method(default(uneconomical = false))]
    pub fn selected(
        &self,
        complete: ClosingSignatures,
        uneconomical: bool,
    ) -> Result<ClosingVariant, CommitmentError> {
        let complete = complete.try_into()?;
        self.with_core(|close| Ok(close.selected(&complete, uneconomical)?.into()))
    }

    /// What the closee does with `closing_complete`: it checks the signature of the selected variant, signs it too with
    /// the secret of its `funding_pubkey`, sends its own in `closing_sig` and publishes the transaction. `entropy` are
    /// 32 fresh random bytes, which blind the computation against side channels; the signature does not depend on them.
    ///
    /// # Errors
    ///
    /// As `selected`; `ClosingSignature`; `WrongLength` for the entropy.
    #[uniffi::method(default(uneconomical = false))]
    pub fn countersign(
        &self,
        complete: ClosingSignatures,
        funding: Arc<SecretKey>,
        entropy: Vec<u8>,
        uneconomical: bool,
    ) -> Result<CountersignedClose, CommitmentError> {
        let (complete, context) = (complete.try_into()?, signing_context(entropy)?);
        self.with_core(|close| {
            let (signatures, transaction) =
                close.countersign(&complete, uneconomical, &funding.0, &context)?;
            Ok(CountersignedClose {
                signatures: signatures.into(),
                transaction: transaction_bytes(&transaction),
            })
        })
    }

    /// What the closer does with `closing_sig`: it checks the one signature and publishes the transaction that this
    /// returns. That scripts, fee and lock time of `closing_sig` are those sent is the caller's to check.
    ///
    /// # Errors
    ///
    /// `ClosingSignatureCount`, `VariantNotOffered` or `ClosingSignature`; `Balance`, `ClosingFeeExceedsBalance`;
    /// `SignatureOutOfRange`, `SignatureHighS`, `KeyNotAPoint` or `WrongLength`.
    pub fn finish(
        &self,
        complete: ClosingSignatures,
        closing_sig: ClosingSignatures,
    ) -> Result<Octets, CommitmentError> {
        let (complete, closing_sig) = (complete.try_into()?, closing_sig.try_into()?);
        self.with_core(|close| Ok(transaction_bytes(&close.finish(&complete, &closing_sig)?)))
    }
}

impl SimpleClose {
    /// Shows the core's closing to `make`.
    fn with_core<R>(
        &self,
        make: impl FnOnce(&closing::SimpleClose<'_>) -> Result<R, CommitmentError>,
    ) -> Result<R, CommitmentError> {
        make(&closing::SimpleClose {
            channel: &self.channel.try_into()?,
            closer: self.closer.into(),
            closer_balance: Msat(self.closer_balance_msat),
            closee_balance: Msat(self.closee_balance_msat),
            closer_script: Script::from_bytes(self.closer_script.as_slice()),
            closee_script: Script::from_bytes(self.closee_script.as_slice()),
            fee: Sat(self.fee_sat),
            lock_time: self.lock_time,
        })
    }
}

impl From<closing::ClosingSignatures> for ClosingSignatures {
    fn from(core: closing::ClosingSignatures) -> Self {
        Self {
            closer_output_only: core.closer_output_only.map(Into::into),
            closee_output_only: core.closee_output_only.map(Into::into),
            closer_and_closee_outputs: core.closer_and_closee_outputs.map(Into::into),
        }
    }
}

impl TryFrom<ClosingSignatures> for closing::ClosingSignatures {
    type Error = crypto::Error;

    fn try_from(ours: ClosingSignatures) -> Result<Self, crypto::Error> {
        let signature = |signature: Option<Signature>| signature.map(TryInto::try_into).transpose();
        Ok(Self {
            closer_output_only: signature(ours.closer_output_only)?,
            closee_output_only: signature(ours.closee_output_only)?,
            closer_and_closee_outputs: signature(ours.closer_and_closee_outputs)?,
        })
    }
}
