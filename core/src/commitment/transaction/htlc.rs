//! HTLC transactions (BOLT 3, "HTLC-Timeout and HTLC-Success Transactions").

use crate::amount::Sat;
use crate::codec::script::Script;
use crate::codec::sighash::{SegwitV0, SighashType};
use crate::codec::transaction::{OutPoint, TransactionRef, TxIn, TxOut, Txid};
use crate::commitment::transaction::{Commitment, OutputKind};
use crate::commitment::{Format, ScriptPubkey};
use crate::crypto::{PaymentHash, Sha256};

/// Which of the two it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Takes back an HTLC that the owner offered.
    Timeout,
    /// Takes an HTLC that the owner received, with its preimage.
    Success,
}

/// The transaction by which the owner of a commitment takes one of its HTLCs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HtlcTransaction {
    /// Which of the two it is.
    pub stage: Stage,
    /// The index of the HTLC in the draft of the commitment.
    pub htlc: usize,
    /// The output that it spends.
    pub previous_output: OutPoint,
    /// What that holds.
    pub amount: Sat,
    /// What is left for its own output.
    pub value: Sat,
    /// The height before which it is in no block; 0 for HTLC-success.
    pub lock_time: u32,
    format: Format,
    script: Script,
    script_pubkey: ScriptPubkey,
    payment_hash: PaymentHash,
}

impl HtlcTransaction {
    pub(in crate::commitment) fn new(commitment: &Commitment, output: usize) -> Option<Self> {
        let spent = commitment.outputs().get(output)?;
        let (format, feerate) = (commitment.channel().format, commitment.feerate_per_kw());
        let (stage, htlc, fee) = match spent.kind {
            OutputKind::OfferedHtlc(htlc) => (Stage::Timeout, htlc, format.htlc_timeout_fee(feerate)),
            OutputKind::ReceivedHtlc(htlc) => (Stage::Success, htlc, format.htlc_success_fee(feerate)),
            _ => return None,
        };
        let terms = commitment.htlcs().get(htlc)?;
        let lock_time = match stage {
            Stage::Timeout => terms.cltv_expiry.0,
            Stage::Success => 0,
        };
        Some(Self {
            stage,
            htlc,
            previous_output: commitment.outpoint(output)?,
            amount: spent.value,
            value: Sat(spent.value.0.saturating_sub(fee.0)),
            lock_time,
            format,
            script: commitment.template(output)?.write(),
            script_pubkey: commitment.second_stage(),
            payment_hash: terms.payment_hash,
        })
    }

    /// The script of the output that it spends.
    #[must_use]
    pub fn witness_script(&self) -> &[u8] {
        &self.script
    }

    pub(in crate::commitment) const fn script(&self) -> &Script {
        &self.script
    }

    pub(in crate::commitment) const fn payment_hash(&self) -> PaymentHash {
        self.payment_hash
    }

    /// The script of its own output, [`Template::to_local`](crate::commitment::Template::to_local) of the commitment.
    #[must_use]
    pub const fn script_pubkey(&self) -> &ScriptPubkey {
        &self.script_pubkey
    }

    /// Its id, where nothing was added to it.
    #[must_use]
    pub fn txid(&self) -> Txid {
        self.view(|transaction| transaction.txid())
    }

    /// What the other node signs: nothing but this input and output with anchors and without fees, so that the owner
    /// can add others.
    #[must_use]
    pub fn remote_digest(&self) -> Sha256 {
        self.digest(self.remote_sighash_type())
    }

    /// What the owner signs, where it adds nothing.
    #[must_use]
    pub fn local_digest(&self) -> Sha256 {
        self.digest(SighashType::All)
    }

    /// How the other node signs.
    #[must_use]
    pub const fn remote_sighash_type(&self) -> SighashType {
        match self.format {
            Format::StaticRemotekey => SighashType::All,
            Format::Anchors | Format::ZeroFee => SighashType::SingleAnyoneCanPay,
        }
    }

    /// The sequence of its input.
    #[must_use]
    pub const fn sequence(&self) -> u32 {
        match self.format {
            Format::Anchors => 1,
            Format::StaticRemotekey | Format::ZeroFee => 0,
        }
    }

    pub(super) fn view<R>(&self, read: impl FnOnce(TransactionRef<'_>) -> R) -> R {
        let input = TxIn { previous_output: self.previous_output, sequence: self.sequence() };
        let output = TxOut { value: self.value, script_pubkey: &self.script_pubkey };
        read(TransactionRef {
            version: self.format.transaction_version(),
            inputs: &[input],
            outputs: &[output],
            lock_time: self.lock_time,
        })
    }

    fn digest(&self, sighash_type: SighashType) -> Sha256 {
        let digest = self.view(|transaction| {
            SegwitV0::new(transaction).digest(0, &self.script, self.amount, sighash_type)
        });
        // Never absent: there is an input 0.
        digest.unwrap_or(Sha256([0; 32]))
    }
}
