//! The transaction of `closing_signed` (BOLT 3, "Legacy Closing Transaction").

use crate::amount::{Msat, Sat};
use crate::commitment::closing::{ClosingTransaction, Error};
use crate::commitment::{ChannelParameters, Node};
use crate::crypto::Signature;
use bitcoin::{Script, ScriptBuf};

/// What a closing transaction of the older kind is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LegacyClosing<'a> {
    /// The channel.
    pub channel: &'a ChannelParameters,
    /// The opener's balance, which pays the fee.
    pub opener_balance: Msat,
    /// The accepter's balance.
    pub accepter_balance: Msat,
    /// The opener's script of `shutdown`.
    pub opener_script: &'a Script,
    /// The accepter's script of `shutdown`.
    pub accepter_script: &'a Script,
    /// `fee_satoshis`
    pub fee: Sat,
}

impl LegacyClosing<'_> {
    /// The transaction that a node signs: without outputs below its own dust limit, and without its own output when it
    /// gives that up ("MAY eliminate its own output").
    ///
    /// # Errors
    ///
    /// [`Error::Commitment`] when the balances are not what the channel holds; [`Error::FeeExceedsBalance`];
    /// [`Error::NoOutputs`]; [`Error::Script`] for an empty one. Its form is for
    /// [`ShutdownRules::check`](crate::commitment::closing::ShutdownRules::check) to judge.
    pub fn build(&self, signer: Node, without_own: bool) -> Result<ClosingTransaction, Error> {
        let dust_limit = self.channel.node(signer).dust_limit;
        self.with(|node, value| value >= dust_limit && !(without_own && node == signer))
    }

    /// The transaction that a node has signed: the one that its dust limit makes, or that without its own output.
    ///
    /// # Errors
    ///
    /// Those of [`build`](Self::build); [`Error::Signature`] when it is neither; [`Error::Dust`] when nodes do not relay
    /// it: "MUST fail the channel".
    pub fn verify(&self, signer: Node, signature: &Signature) -> Result<ClosingTransaction, Error> {
        let whole = self.build(signer, false);
        let signed = match whole.and_then(|whole| whole.verify(signer, signature).map(|()| whole)) {
            Ok(whole) => whole,
            Err(error) => match self.build(signer, true) {
                Ok(without) => without.verify(signer, signature).map(|()| without)?,
                Err(_) => return Err(error),
            },
        };
        signed.check_dust()?;
        Ok(signed)
    }

    fn with(&self, has_output: impl Fn(Node, Sat) -> bool) -> Result<ClosingTransaction, Error> {
        self.channel
            .check_balance([self.opener_balance, self.accepter_balance])
            .map_err(Error::Commitment)?;
        let opener = self.opener_balance.sat_rounded_down();
        let after_fee = opener
            .checked_sub(self.fee)
            .ok_or(Error::FeeExceedsBalance { expected: opener, found: self.fee })?;
        let outputs = [
            (Node::Opener, after_fee, self.opener_script),
            (Node::Accepter, self.accepter_balance.sat_rounded_down(), self.accepter_script),
        ];
        let outputs = outputs.into_iter().filter(|(node, value, _)| has_output(*node, *value));
        let outputs = outputs.map(|(_, value, script)| (value, ScriptBuf::from(script)));
        ClosingTransaction::new(self.channel, SEQUENCE, 0, outputs)
    }
}

/// "`txin[0]` sequence: 0xFFFFFFFF"
const SEQUENCE: u32 = 0xffff_ffff;
