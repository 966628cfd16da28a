//! `closing_complete` and `closing_sig` (BOLT 2, "Closing Negotiation"; BOLT 3, "Closing Transaction").

use crate::amount::{Msat, Sat};
use crate::commitment::closing::{ClosingTransaction, Error, ShutdownForm};
use crate::commitment::{ChannelParameters, Node, dust_limit};
use crate::crypto::{SecretKey, Signature, SigningContext};
use bitcoin::{Script, ScriptBuf, Transaction};
use core::fmt;

/// Which outputs a closing transaction has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClosingVariant {
    /// `closer_output_only`
    CloserOutputOnly,
    /// `closee_output_only`
    CloseeOutputOnly,
    /// `closer_and_closee_outputs`
    CloserAndCloseeOutputs,
}

impl ClosingVariant {
    const ALL: [Self; 3] = [Self::CloserOutputOnly, Self::CloseeOutputOnly, Self::CloserAndCloseeOutputs];
}

impl fmt::Display for ClosingVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CloserOutputOnly => "closer_output_only",
            Self::CloseeOutputOnly => "closee_output_only",
            Self::CloserAndCloseeOutputs => "closer_and_closee_outputs",
        })
    }
}

/// `closing_tlvs`: the signatures of `closing_complete`, or the one of `closing_sig`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct ClosingSignatures {
    /// Of the transaction with the closer's output.
    pub closer_output_only: Option<Signature>,
    /// Of the transaction with the closee's output.
    pub closee_output_only: Option<Signature>,
    /// Of the transaction with both outputs.
    pub closer_and_closee_outputs: Option<Signature>,
}

impl ClosingSignatures {
    /// The signature of a variant.
    #[must_use]
    pub const fn of(&self, variant: ClosingVariant) -> Option<&Signature> {
        match variant {
            ClosingVariant::CloserOutputOnly => self.closer_output_only.as_ref(),
            ClosingVariant::CloseeOutputOnly => self.closee_output_only.as_ref(),
            ClosingVariant::CloserAndCloseeOutputs => self.closer_and_closee_outputs.as_ref(),
        }
    }

    fn set(&mut self, variant: ClosingVariant, signature: Signature) {
        *match variant {
            ClosingVariant::CloserOutputOnly => &mut self.closer_output_only,
            ClosingVariant::CloseeOutputOnly => &mut self.closee_output_only,
            ClosingVariant::CloserAndCloseeOutputs => &mut self.closer_and_closee_outputs,
        } = Some(signature);
    }
}

/// A closing transaction of which the closer pays the fee, as `closing_complete` describes it.
///
/// Scripts are checked by [`ShutdownRules::check`](crate::commitment::closing::ShutdownRules::check).
///
/// ```
/// use keelbolt::commitment::closing::{ClosingVariant, SimpleClose};
/// # use keelbolt::amount::{Msat, Sat};
/// # use keelbolt::codec::transaction::{OutPoint, Txid};
/// # use keelbolt::commitment::{Basepoints, ChannelParameters, Format, Node, NodeParameters};
/// # use keelbolt::crypto::{SecretKey, SigningContext};
/// # use keelbolt::{entropy::Entropy, secret::Secret};
/// # let context = SigningContext::new(Entropy::new([7; 32]));
/// # let secret = |n: u8| SecretKey::parse(Secret::new([n; 32])).unwrap();
/// # let node = |n: u8| {
/// #     let key = context.public_key(&secret(n)).unwrap();
/// #     let basepoints = Basepoints {
/// #         funding_pubkey: key,
/// #         revocation_basepoint: key,
/// #         payment_basepoint: key,
/// #         delayed_payment_basepoint: key,
/// #         htlc_basepoint: key,
/// #     };
/// #     NodeParameters { basepoints, dust_limit: Sat(354), to_self_delay: 144 }
/// # };
/// # let channel = ChannelParameters {
/// #     format: Format::Anchors,
/// #     funding: OutPoint { txid: Txid([1; 32]), vout: 0 },
/// #     funding_amount: Sat(100_000),
/// #     opener: node(1),
/// #     accepter: node(2),
/// # };
/// # let script = bitcoin::ScriptBuf::from_bytes([vec![0, 20], vec![9; 20]].concat());
/// let close = SimpleClose {
///     channel: &channel,
///     closer: Node::Opener,
///     closer_balance: Msat(1_100_000),
///     closee_balance: Msat(98_900_000),
///     closer_script: &script,
///     closee_script: &script,
///     fee: Sat(1_000),
///     lock_time: 0,
/// };
/// // 100 sat would be left of the closer's balance, which is dust.
/// assert_eq!(close.offered(false)?, [ClosingVariant::CloseeOutputOnly]);
/// let complete = close.sign(false, &secret(1), &context)?;
/// let (closing_sig, published) = close.countersign(&complete, false, &secret(2), &context)?;
/// assert_eq!(close.finish(&complete, &closing_sig)?, published);
/// # Ok::<(), keelbolt::commitment::closing::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SimpleClose<'a> {
    /// The channel.
    pub channel: &'a ChannelParameters,
    /// The node that sends `closing_complete`.
    pub closer: Node,
    /// Its balance.
    pub closer_balance: Msat,
    /// The other node's balance.
    pub closee_balance: Msat,
    /// `closer_scriptpubkey`
    pub closer_script: &'a Script,
    /// `closee_scriptpubkey`
    pub closee_script: &'a Script,
    /// `fee_satoshis`
    pub fee: Sat,
    /// `locktime`
    pub lock_time: u32,
}

impl SimpleClose<'_> {
    /// The transaction with the outputs of a variant.
    ///
    /// # Errors
    ///
    /// [`Error::Commitment`] when the balances are not what the channel holds; [`Error::FeeExceedsBalance`].
    pub fn transaction(&self, variant: ClosingVariant) -> Result<ClosingTransaction, Error> {
        let closer = (variant != ClosingVariant::CloseeOutputOnly, self.closer_amount()?, self.closer_script);
        let closee = (variant != ClosingVariant::CloserOutputOnly, self.closee_amount(), self.closee_script);
        let outputs = [closer, closee].into_iter().filter(|(present, ..)| *present);
        let outputs = outputs.map(|(_, value, script)| (value, ScriptBuf::from(script)));
        ClosingTransaction::new(self.channel, SEQUENCE, self.lock_time, outputs)
    }

    /// The variants that the closer signs. `uneconomical` says that it does not care for its own output: one of the
    /// lesser balance is left out then.
    ///
    /// Who has no less than the other cannot leave out its output: where the fee leaves it dust, nodes do not relay what
    /// is signed. A smaller fee helps, or `OP_RETURN`.
    ///
    /// # Errors
    ///
    /// [`Error::Commitment`]; [`Error::FeeExceedsBalance`]; [`Error::AllDust`].
    pub fn offered(&self, uneconomical: bool) -> Result<&'static [ClosingVariant], Error> {
        let closer_dust = is_dust(self.closer_amount()?, self.closer_script);
        let closee_dust = is_dust(self.closee_amount(), self.closee_script);
        // "MUST set `fee_satoshis` so that at least one output is not dust."
        if closer_dust && closee_dust {
            return Err(Error::AllDust);
        }
        let gives_up = uneconomical && !is_op_return(self.closer_script);
        Ok(match self.closer_balance < self.closee_balance {
            // "MUST NOT set `closer_output_only`. MUST set `closee_output_only` if the local output amount is dust. MAY
            // set `closee_output_only` if it considers the local output amount uneconomical AND its
            // `closer_scriptpubkey` is not `OP_RETURN`."
            true if closer_dust || gives_up => &[ClosingVariant::CloseeOutputOnly],
            true => &[ClosingVariant::CloserAndCloseeOutputs],
            // "If the closee's output amount is dust: MUST set `closer_output_only`. MUST NOT set
            // `closer_and_closee_outputs`. Otherwise: MUST set both".
            false if closee_dust => &[ClosingVariant::CloserOutputOnly],
            false => &[ClosingVariant::CloserOutputOnly, ClosingVariant::CloserAndCloseeOutputs],
        })
    }

    /// What the closer sends in `closing_complete`.
    ///
    /// # Errors
    ///
    /// As [`SimpleClose::offered`]; [`Error::Key`] with negligible probability.
    pub fn sign(
        &self,
        uneconomical: bool,
        funding: &SecretKey,
        context: &SigningContext,
    ) -> Result<ClosingSignatures, Error> {
        let mut signatures = ClosingSignatures::default();
        for variant in self.offered(uneconomical)? {
            signatures.set(*variant, self.transaction(*variant)?.sign(funding, context)?);
        }
        Ok(signatures)
    }

    /// The variant that the closee takes of those that `closing_complete` has. `uneconomical` says that it does not care
    /// for its own output.
    ///
    /// # Errors
    ///
    /// [`Error::Commitment`]; [`Error::FeeExceedsBalance`]; [`Error::VariantMissing`].
    pub fn selected(
        &self,
        complete: &ClosingSignatures,
        uneconomical: bool,
    ) -> Result<ClosingVariant, Error> {
        self.closer_amount()?;
        let own_dust = is_dust(self.closee_amount(), self.closee_script);
        let gives_up = uneconomical && !is_op_return(self.closee_script);
        let variant = match own_dust || gives_up {
            true => ClosingVariant::CloserOutputOnly,
            false if complete.closer_and_closee_outputs.is_some() => ClosingVariant::CloserAndCloseeOutputs,
            false => ClosingVariant::CloseeOutputOnly,
        };
        complete.of(variant).map(|_| variant).ok_or(Error::VariantMissing { expected: variant })
    }

    /// What the closee does with `closing_complete`: it checks the signature of the selected variant, signs it too, sends
    /// its own in `closing_sig` and publishes the transaction.
    ///
    /// # Errors
    ///
    /// As [`SimpleClose::selected`]; [`Error::Signature`]; [`Error::Key`] with negligible probability.
    pub fn countersign(
        &self,
        complete: &ClosingSignatures,
        uneconomical: bool,
        funding: &SecretKey,
        context: &SigningContext,
    ) -> Result<(ClosingSignatures, Transaction), Error> {
        let variant = self.selected(complete, uneconomical)?;
        let transaction = self.transaction(variant)?;
        let closers = complete.of(variant).ok_or(Error::VariantMissing { expected: variant })?;
        transaction.verify(self.closer, closers)?;
        let closees = transaction.sign(funding, context)?;
        let mut signatures = ClosingSignatures::default();
        signatures.set(variant, closees);
        Ok((signatures, self.published(&transaction, closers, &closees)))
    }

    /// What the closer does with `closing_sig`: it checks the one signature and publishes the transaction.
    ///
    /// That scripts, fee and lock time of `closing_sig` are those sent is the caller's to check.
    ///
    /// # Errors
    ///
    /// [`Error::SignatureCount`]; [`Error::VariantNotOffered`]; [`Error::Signature`].
    pub fn finish(
        &self,
        complete: &ClosingSignatures,
        closing_sig: &ClosingSignatures,
    ) -> Result<Transaction, Error> {
        let mut received =
            ClosingVariant::ALL.into_iter().filter_map(|variant| Some((variant, closing_sig.of(variant)?)));
        // "If `tlvs` does not contain exactly one signature"
        let (Some((variant, closees)), None) = (received.next(), received.next()) else {
            let found = ClosingVariant::ALL.iter().filter(|variant| closing_sig.of(**variant).is_some());
            return Err(Error::SignatureCount { expected: 1, found: found.count() });
        };
        // "If `tlvs` does not contain one of the TLV fields sent in `closing_complete`"
        let closers = complete.of(variant).ok_or(Error::VariantNotOffered { found: variant })?;
        let transaction = self.transaction(variant)?;
        transaction.verify(self.closer.other(), closees)?;
        Ok(self.published(&transaction, closers, closees))
    }

    fn published(
        &self,
        transaction: &ClosingTransaction,
        closers: &Signature,
        closees: &Signature,
    ) -> Transaction {
        match self.closer {
            Node::Opener => transaction.signed(closers, closees),
            Node::Accepter => transaction.signed(closees, closers),
        }
    }

    /// "0 if the `scriptpubkey` starts with `OP_RETURN`; otherwise the final balance for the closer, minus
    /// `closing_complete.fee_satoshis`, rounded down to whole satoshis"
    fn closer_amount(&self) -> Result<Sat, Error> {
        self.channel.check_balance([self.closer_balance, self.closee_balance]).map_err(Error::Commitment)?;
        let balance = self.closer_balance.sat_rounded_down();
        let left = balance
            .checked_sub(self.fee)
            .ok_or(Error::FeeExceedsBalance { expected: balance, found: self.fee })?;
        Ok(if is_op_return(self.closer_script) { Sat(0) } else { left })
    }

    fn closee_amount(&self) -> Sat {
        let balance = self.closee_balance.sat_rounded_down();
        if is_op_return(self.closee_script) { Sat(0) } else { balance }
    }
}

/// "`txin[0]` sequence: 0xFFFFFFFD"
const SEQUENCE: u32 = 0xffff_fffd;

/// "An output is *dust* if the amount is less than the Bitcoin Core Dust Thresholds."
fn is_dust(amount: Sat, script: &Script) -> bool {
    amount < dust_limit(script.as_bytes())
}

fn is_op_return(script: &Script) -> bool {
    ShutdownForm::recognise(script.as_bytes()) == Some(ShutdownForm::OpReturn)
}
