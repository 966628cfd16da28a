//! The transaction of `closing_signed`.

use crate::bytes::{Octets, Signature};
use crate::commitment::CommitmentError;
use crate::commitment::channel::ChannelParameters;
use crate::commitment::closing::transaction::ClosingTransaction;
use crate::commitment::node::Node;
use bitcoin::Script;
use keelbolt::amount::{Msat, Sat};
use keelbolt::commitment::closing;
use std::sync::Arc;

/// What a closing transaction of the older kind is made of. Scripts are checked by `ShutdownRules`.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LegacyClosing {
    /// The channel.
    pub channel: ChannelParameters,
    /// The opener's balance, which pays the fee.
    pub opener_balance_msat: u64,
    /// The accepter's balance.
    pub accepter_balance_msat: u64,
    /// The opener's script of `shutdown`.
    pub opener_script: Octets,
    /// The accepter's script of `shutdown`.
    pub accepter_script: Octets,
    /// `fee_satoshis`
    pub fee_sat: u64,
}

#[uniffi::export]
impl LegacyClosing {
    /// The transaction that a node signs: without outputs below its own dust limit, and without its own output when it
    /// gives that up.
    ///
    /// # Errors
    ///
    /// `Balance` when the balances are not what the channel holds; `ClosingFeeExceedsBalance` or `NoOutputs`;
    /// `KeyNotAPoint` or `WrongLength`.
    #[uniffi::method(default(without_own = false))]
    pub fn build(&self, signer: Node, without_own: bool) -> Result<Arc<ClosingTransaction>, CommitmentError> {
        self.with_core(|closing| closing.build(signer.into(), without_own))
    }

    /// The transaction that a node has signed: the one that its dust limit makes, or that without its own output.
    ///
    /// # Errors
    ///
    /// `ClosingSignature` when it is neither; `ClosingDust` when nodes do not relay it: the channel fails.
    /// `Balance`, `ClosingFeeExceedsBalance` or `NoOutputs`; `SignatureOutOfRange`, `SignatureHighS`, `KeyNotAPoint` or
    /// `WrongLength`.
    pub fn verify(
        &self,
        signer: Node,
        signature: Signature,
    ) -> Result<Arc<ClosingTransaction>, CommitmentError> {
        let signature = signature.try_into()?;
        self.with_core(|closing| closing.verify(signer.into(), &signature))
    }
}

impl LegacyClosing {
    /// Shows the core's closing to `make`.
    fn with_core(
        &self,
        make: impl FnOnce(&closing::LegacyClosing<'_>) -> Result<closing::ClosingTransaction, closing::Error>,
    ) -> Result<Arc<ClosingTransaction>, CommitmentError> {
        let transaction = make(&closing::LegacyClosing {
            channel: &self.channel.try_into()?,
            opener_balance: Msat(self.opener_balance_msat),
            accepter_balance: Msat(self.accepter_balance_msat),
            opener_script: Script::from_bytes(self.opener_script.as_slice()),
            accepter_script: Script::from_bytes(self.accepter_script.as_slice()),
            fee: Sat(self.fee_sat),
        })?;
        Ok(ClosingTransaction::shared(transaction))
    }
}
