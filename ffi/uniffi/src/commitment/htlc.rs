//! HTLC transactions.

use crate::bytes::{Octets, Sha256, Txid};
use crate::cases::same_cases;
use crate::transaction::{OutPoint, narrow, transaction_bytes};
use keelbolt::commitment;

/// Which of the two HTLC transactions it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum HtlcStage {
    /// Takes back an HTLC that the owner offered.
    Timeout,
    /// Takes an HTLC that the owner received, with its preimage.
    Success,
}

same_cases!(HtlcStage, commitment::Stage, [Timeout, Success]);

/// The transaction by which the owner of a commitment takes one of its HTLCs: all that an external signer is shown.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HtlcTransaction {
    /// Which of the two it is.
    pub stage: HtlcStage,
    /// The index of the HTLC in the draft of the commitment.
    pub htlc: u32,
    /// The output of the commitment that it spends.
    pub previous_output: OutPoint,
    /// What that holds, in satoshi.
    pub amount_sat: u64,
    /// What is left for its own output, in satoshi.
    pub value_sat: u64,
    /// The height before which it is in no block; 0 for HTLC-success.
    pub lock_time: u32,
    /// The sequence of its input.
    pub sequence: u32,
    /// The script of the output that it spends.
    pub witness_script: Octets,
    /// The script of its own output.
    pub script_pubkey: Octets,
    /// Its id, where nothing was added to it.
    pub txid: Txid,
    /// What the owner signs, where it adds nothing: with the type ALL, 0x01.
    pub local_digest: Sha256,
    /// What the other node signs.
    pub remote_digest: Sha256,
    /// How the other node signs: 0x01 for ALL; 0x83 for SINGLE|ANYONECANPAY, so that the owner can add inputs.
    pub remote_sighash_type: u8,
    /// The transaction without its witness.
    pub transaction: Octets,
}

impl HtlcTransaction {
    pub(crate) fn of(core: &commitment::HtlcTransaction) -> Self {
        Self {
            stage: core.stage.into(),
            htlc: narrow(core.htlc),
            previous_output: core.previous_output.into(),
            amount_sat: core.amount.0,
            value_sat: core.value.0,
            lock_time: core.lock_time,
            sequence: core.sequence(),
            witness_script: core.witness_script().into(),
            script_pubkey: (&**core.script_pubkey()).into(),
            txid: Txid(core.txid().0),
            local_digest: Sha256(core.local_digest().0),
            remote_digest: Sha256(core.remote_digest().0),
            remote_sighash_type: core.remote_sighash_type().to_u8(),
            transaction: transaction_bytes(&core.transaction()),
        }
    }
}
