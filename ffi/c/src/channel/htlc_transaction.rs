//! The transactions by which the owner of a commitment takes its HTLCs (BOLT 3, "HTLC-Timeout and HTLC-Success
//! Transactions").

use crate::channel::draft::keelbolt_commitment;
use crate::channel::sign::signature;
use crate::channel::transaction;
use crate::channel::view::script_bytes;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::heap::handle_entry;
use crate::keys;
use crate::outpoint::keelbolt_outpoint;
use crate::pointer::Buffer;
use crate::status::keelbolt_status;
use protocol::commitment::{Commitment, HtlcTransaction, Stage};
use protocol::crypto::Preimage;

/// Which of the two it is.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_stage {
    /// HTLC-timeout, which takes back an HTLC that the owner offered.
    KEELBOLT_STAGE_TIMEOUT = 0,
    /// HTLC-success, which takes an HTLC that the owner received, with its preimage.
    KEELBOLT_STAGE_SUCCESS = 1,
}

use keelbolt_stage::*;

impl keelbolt_stage {
    #[expect(clippy::as_conversions, reason = "an enumeration of i32 has no other conversion to its number")]
    const fn number(self) -> i32 {
        self as i32
    }
}

/// An HTLC transaction. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_htlc_transaction {
    /// The index of the HTLC in the draft of the commitment.
    pub htlc: usize,
    /// What the output that it spends holds, in satoshi.
    pub amount_sat: u64,
    /// What is left for its own output, in satoshi.
    pub value_sat: u64,
    /// The output that it spends; `keelbolt_commitment_witness_script` has its script.
    pub previous_output: keelbolt_outpoint,
    /// A `keelbolt_stage`.
    pub stage: i32,
    /// The height before which it is in no block; 0 for HTLC-success.
    pub lock_time: u32,
    /// The sequence of its input.
    pub sequence: u32,
    /// Its id, where nothing was added to it.
    pub txid: [u8; 32],
    /// What the other node signs with its HTLC key: nothing but this input and output with anchors and without fees, so
    /// that the owner can add others.
    pub remote_digest: [u8; 32],
    /// What the owner signs with its HTLC key, where it adds nothing.
    pub local_digest: [u8; 32],
    /// How the other node signs: 0x01 for all, 0x83 for a single output that anyone can pay for.
    pub remote_sighash_type: u8,
    /// How many bytes of the script there are.
    pub script_pubkey_length: u8,
    /// The script of its own output; zeros follow.
    pub script_pubkey: [u8; 34],
}

/// Gives the HTLC transactions of a commitment, in the order of their outputs: that of `htlc_signature` in
/// `commitment_signed`.
///
/// - `transactions` (out): room for them, or NULL to ask for their number. Left unwritten on an error.
/// - `transaction_count` (in, out): the room in elements; on return how many there are. Not NULL.
/// - `commitment`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `commitment` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_htlc_transactions(
    transactions: *mut keelbolt_htlc_transaction,
    transaction_count: *mut usize,
    commitment: *const keelbolt_commitment,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(commitment, error, |commitment| {
            let out = Buffer::new(transactions, transaction_count)?;
            let transactions =
                commitment.htlc_transactions().map(|htlc| keelbolt_htlc_transaction::of(&htlc));
            out.fill(count(commitment), transactions)
        })
    }
}

/// Gives an HTLC transaction without its witness.
///
/// - `bytes` (out): room for the transaction, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `commitment`: only read. Not NULL.
/// - `index`: which, in the order of `keelbolt_commitment_htlc_transactions`.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `commitment` may be shared.
/// - Errors: `KEELBOLT_ERROR_INDEX_OUT_OF_RANGE`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_htlc_transaction_unsigned(
    bytes: *mut u8,
    length: *mut usize,
    commitment: *const keelbolt_commitment,
    index: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(commitment, error, |commitment| {
            let out = Buffer::new(bytes, length)?;
            transaction::write(out, &nth(commitment, index)?.transaction())
        })
    }
}

/// Gives an HTLC transaction as it is published. Without fees of its own, with anchors and without fees, nodes do not
/// relay it so: `KEELBOLT_SPEND_HTLC_TRANSACTION` makes a claim of it to which fees are added.
///
/// - `bytes` (out): room for the transaction, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `commitment`: only read. Not NULL.
/// - `index`: which, in the order of `keelbolt_commitment_htlc_transactions`.
/// - `local_signature`: the owner's over `local_digest`, 64 bytes; only read. Not NULL.
/// - `remote_signature`: the other node's over `remote_digest`, 64 bytes; only read. Not NULL.
/// - `preimage`: for HTLC-success the preimage, 32 bytes; copied, and the copy is wiped. NULL for HTLC-timeout.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `commitment` may be shared.
/// - Errors: `KEELBOLT_ERROR_INDEX_OUT_OF_RANGE`, `KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE`,
///   `KEELBOLT_ERROR_SPEND_PREIMAGE` for the preimage of another HTLC, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_NULL_POINTER`, also for HTLC-success without a preimage, `KEELBOLT_ERROR_INVALID_HANDLE`. Whose
///   the signatures are is not checked.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_htlc_transaction_signed(
    bytes: *mut u8,
    length: *mut usize,
    commitment: *const keelbolt_commitment,
    index: usize,
    local_signature: *const u8,
    remote_signature: *const u8,
    preimage: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(commitment, error, |commitment| {
            let out = Buffer::new(bytes, length)?;
            let htlc = nth(commitment, index)?;
            let (local, remote) = (signature(local_signature)?, signature(remote_signature)?);
            let preimage = match htlc.stage {
                Stage::Success => Some(Preimage(keys::secret(preimage)?)),
                Stage::Timeout => None,
            };
            transaction::write(out, &htlc.signed(&local, &remote, preimage.as_ref())?)
        })
    }
}

/// How many HTLCs of a commitment have an output.
pub(super) fn count(commitment: &Commitment) -> usize {
    commitment.outputs().iter().filter(|output| output.kind.htlc().is_some()).count()
}

fn nth(commitment: &Commitment, index: usize) -> Result<HtlcTransaction, Fault> {
    let absent = || Fault::IndexOutOfRange { index, length: count(commitment) };
    commitment.htlc_transactions().nth(index).ok_or_else(absent)
}

impl keelbolt_htlc_transaction {
    fn of(htlc: &HtlcTransaction) -> Self {
        let (script_pubkey, script_pubkey_length) = script_bytes(htlc.script_pubkey());
        Self {
            htlc: htlc.htlc,
            amount_sat: htlc.amount.0,
            value_sat: htlc.value.0,
            previous_output: keelbolt_outpoint::of(htlc.previous_output),
            stage: match htlc.stage {
                Stage::Timeout => KEELBOLT_STAGE_TIMEOUT.number(),
                Stage::Success => KEELBOLT_STAGE_SUCCESS.number(),
            },
            lock_time: htlc.lock_time,
            sequence: htlc.sequence(),
            txid: htlc.txid().0,
            remote_digest: htlc.remote_digest().0,
            local_digest: htlc.local_digest().0,
            remote_sighash_type: htlc.remote_sighash_type().to_u8(),
            script_pubkey_length,
            script_pubkey,
        }
    }
}
