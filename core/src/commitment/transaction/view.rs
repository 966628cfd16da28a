//! What was built.

use crate::amount::Sat;
use crate::codec::transaction::{OutPoint, TransactionRef, TxIn, TxOut, Txid};
use crate::commitment::scripts::HtlcTemplate;
use crate::commitment::transaction::htlc::HtlcTransaction;
use crate::commitment::transaction::{ChannelParameters, CommitmentDraft, Htlc};
use crate::commitment::{CommitmentKeys, CommitmentNumber, Node, ScriptPubkey, Template};
use crate::crypto::PaymentHash;
use alloc::vec::Vec;

/// What an output of a commitment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutputKind {
    /// The owner's, delayed.
    ToLocal,
    /// The other node's.
    ToRemote,
    /// For the owner to raise the fee.
    LocalAnchor,
    /// For the other node to raise the fee.
    RemoteAnchor,
    /// For anybody to raise the fee.
    SharedAnchor,
    /// An HTLC that the owner offered, by its index in the draft.
    OfferedHtlc(usize),
    /// An HTLC that the owner received, by its index in the draft.
    ReceivedHtlc(usize),
}

impl OutputKind {
    /// The index of the HTLC in the draft.
    #[must_use]
    pub const fn htlc(self) -> Option<usize> {
        match self {
            Self::OfferedHtlc(index) | Self::ReceivedHtlc(index) => Some(index),
            _ => None,
        }
    }
}

/// An output of a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommitmentOutput {
    /// What it holds.
    pub value: Sat,
    /// Who can spend it.
    pub script_pubkey: ScriptPubkey,
    /// What it is.
    pub kind: OutputKind,
}

impl CommitmentOutput {
    /// The output as transactions have it.
    #[must_use]
    pub fn tx_out(&self) -> TxOut<'_> {
        TxOut { value: self.value, script_pubkey: &self.script_pubkey }
    }
}

/// A commitment transaction, unsigned, with what is known of each output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    channel: ChannelParameters,
    owner: Node,
    number: CommitmentNumber,
    feerate_per_kw: u32,
    keys: CommitmentKeys,
    htlcs: Vec<Htlc>,
    outputs: Vec<CommitmentOutput>,
    txid: Txid,
    /// What the scripts of all HTLCs have, made once: the hash in it is none of theirs.
    htlc_template: HtlcTemplate,
    /// What all HTLC transactions pay to, made once.
    second_stage: ScriptPubkey,
}

impl Commitment {
    pub(super) fn new(
        channel: ChannelParameters,
        draft: &CommitmentDraft<'_>,
        keys: CommitmentKeys,
        outputs: Vec<CommitmentOutput>,
    ) -> Self {
        let to_self_delay = channel.node(draft.owner).to_self_delay;
        let mut commitment = Self {
            channel,
            owner: draft.owner,
            number: draft.number,
            feerate_per_kw: draft.feerate_per_kw,
            keys,
            htlcs: draft.htlcs.to_vec(),
            outputs,
            txid: Txid([0; 32]),
            htlc_template: HtlcTemplate::new(&keys, &PaymentHash([0; 32]), channel.format),
            second_stage: Template::to_local(&keys, to_self_delay).script_pubkey(),
        };
        commitment.txid = commitment.view(|transaction| transaction.txid());
        commitment
    }

    /// The channel.
    #[must_use]
    pub const fn channel(&self) -> &ChannelParameters {
        &self.channel
    }

    /// Whose it is.
    #[must_use]
    pub const fn owner(&self) -> Node {
        self.owner
    }

    /// Its number.
    #[must_use]
    pub const fn number(&self) -> CommitmentNumber {
        self.number
    }

    /// Its feerate, which HTLC transactions share.
    #[must_use]
    pub const fn feerate_per_kw(&self) -> u32 {
        self.feerate_per_kw
    }

    /// Its keys.
    #[must_use]
    pub const fn keys(&self) -> &CommitmentKeys {
        &self.keys
    }

    /// All HTLCs, trimmed ones too, as the draft had them.
    #[must_use]
    pub fn htlcs(&self) -> &[Htlc] {
        &self.htlcs
    }

    /// The outputs, in their order.
    #[must_use]
    pub fn outputs(&self) -> &[CommitmentOutput] {
        &self.outputs
    }

    /// Its id, which no signature changes.
    #[must_use]
    pub const fn txid(&self) -> Txid {
        self.txid
    }

    /// What it pays: what the outputs leave of the funding output.
    #[must_use]
    pub fn fee(&self) -> Sat {
        let spent = self.outputs.iter().fold(0, |sum: u64, output| sum.saturating_add(output.value.0));
        Sat(self.channel.funding_amount.0.saturating_sub(spent))
    }

    /// The witness script of an output; `None` for one that has none, or is none.
    #[must_use]
    pub fn template(&self, output: usize) -> Option<Template> {
        let funding_pubkey = |node| self.channel.node(node).basepoints.funding_pubkey;
        let anchors = |node| Template::Anchor { funding_pubkey: funding_pubkey(node) };
        let output = self.outputs.get(output)?;
        match output.kind {
            OutputKind::ToLocal => Some(self.to_local()),
            OutputKind::ToRemote => {
                let template = Template::ToRemote { remotepubkey: self.keys.remotepubkey };
                Some(template).filter(|template| template.script_pubkey() == output.script_pubkey)
            }
            OutputKind::LocalAnchor => Some(anchors(self.owner)),
            OutputKind::RemoteAnchor => Some(anchors(self.owner.other())),
            OutputKind::SharedAnchor => None,
            OutputKind::OfferedHtlc(index) => self.htlc_parts(index).map(Template::OfferedHtlc),
            OutputKind::ReceivedHtlc(index) => {
                let cltv_expiry = self.htlcs.get(index)?.cltv_expiry.0;
                self.htlc_parts(index).map(|htlc| Template::ReceivedHtlc { htlc, cltv_expiry })
            }
        }
    }

    /// The transactions that take its HTLCs, in the order of their outputs: that of `htlc_signature` in
    /// `commitment_signed`.
    pub fn htlc_transactions(&self) -> impl Iterator<Item = HtlcTransaction> + '_ {
        (0..self.outputs.len()).filter_map(|output| HtlcTransaction::new(self, output))
    }

    /// How many HTLCs have an output.
    pub(super) fn htlc_outputs(&self) -> usize {
        self.outputs.iter().filter(|output| output.kind.htlc().is_some()).count()
    }

    /// The script of the owner's delayed outputs, here and behind its HTLCs.
    pub(in crate::commitment) fn to_local(&self) -> Template {
        Template::to_local(&self.keys, self.channel.node(self.owner).to_self_delay)
    }

    /// The output of every HTLC transaction.
    pub(super) const fn second_stage(&self) -> ScriptPubkey {
        self.second_stage
    }

    /// Shows the transaction to `read`.
    pub(in crate::commitment) fn view<R>(&self, read: impl FnOnce(TransactionRef<'_>) -> R) -> R {
        let outputs: Vec<TxOut<'_>> = self.outputs.iter().map(CommitmentOutput::tx_out).collect();
        let obscuring = self.channel.obscuring_factor();
        let input = TxIn { previous_output: self.channel.funding, sequence: obscuring.sequence(self.number) };
        read(TransactionRef {
            version: self.channel.format.transaction_version(),
            inputs: &[input],
            outputs: &outputs,
            lock_time: obscuring.lock_time(self.number),
        })
    }

    pub(in crate::commitment) fn outpoint(&self, output: usize) -> Option<OutPoint> {
        Some(OutPoint { txid: self.txid, vout: u32::try_from(output).ok()? })
    }

    fn htlc_parts(&self, index: usize) -> Option<HtlcTemplate> {
        let htlc = self.htlcs.get(index)?;
        Some(self.htlc_template.with_payment_hash(&htlc.payment_hash))
    }
}
