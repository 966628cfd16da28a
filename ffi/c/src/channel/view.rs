//! What is known of a commitment.

use crate::channel::draft::keelbolt_commitment;
use crate::channel::htlc_transaction::count;
use crate::channel::transaction;
use crate::commitment::keys::keelbolt_commitment_keys;
use crate::commitment::output::keelbolt_output_kind;
use crate::error::keelbolt_error;
use crate::heap::handle_entry;
use crate::number::Mirror;
use crate::pointer::{Buffer, GrowingOut, Out};
use crate::status::keelbolt_status;
use protocol::commitment::{Commitment, CommitmentOutput};

/// A commitment in figures.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_commitment_fields {
    /// `sizeof(keelbolt_commitment_fields)`, set by the caller.
    pub struct_size: usize,
    /// Whose it is: a `keelbolt_channel_node`.
    pub owner: i32,
    /// Its feerate, which HTLC transactions share.
    pub feerate_per_kw: u32,
    /// Its number.
    pub number: u64,
    /// What it pays, in satoshi: what the outputs leave of the funding output.
    pub fee_sat: u64,
    /// How many outputs it has.
    pub output_count: usize,
    /// How many HTLCs have an output, and so an HTLC transaction and a signature.
    pub htlc_count: usize,
    /// Its id, which no signature changes, in the order of its bytes; explorers show them backwards.
    pub txid: [u8; 32],
    /// Its keys.
    pub keys: keelbolt_commitment_keys,
}

/// An output of a commitment. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_commitment_output {
    /// What it holds, in satoshi.
    pub value_sat: u64,
    /// For an HTLC its index in the draft, else 0.
    pub htlc: usize,
    /// What it is: a `keelbolt_output_kind`.
    pub kind: i32,
    /// How many bytes of the script there are: at most 34.
    pub script_pubkey_length: u8,
    /// Who can spend it; zeros follow.
    pub script_pubkey: [u8; 34],
}

/// Gives the figures of a commitment.
///
/// - `fields` (out): written on success; `struct_size` is set by the caller. Not NULL.
/// - `commitment`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `commitment` may be shared.
/// - Errors: `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_read(
    fields: *mut keelbolt_commitment_fields,
    commitment: *const keelbolt_commitment,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(commitment, error, |commitment| {
            let out = GrowingOut::new(fields)?;
            out.set(|struct_size| keelbolt_commitment_fields::of(commitment, struct_size));
            Ok(())
        })
    }
}

/// Gives the outputs of a commitment, in their order.
///
/// - `outputs` (out): room for the outputs, or NULL to ask for their number. Left unwritten on an error.
/// - `output_count` (in, out): the room in outputs; on return how many there are. Not NULL.
/// - `commitment`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `commitment` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_outputs(
    outputs: *mut keelbolt_commitment_output,
    output_count: *mut usize,
    commitment: *const keelbolt_commitment,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(commitment, error, |commitment| {
            let outputs_out = Buffer::new(outputs, output_count)?;
            let outputs = commitment.outputs();
            outputs_out.fill(outputs.len(), outputs.iter().map(keelbolt_commitment_output::of))
        })
    }
}

/// Gives the witness script of an output; `keelbolt_template_recognise` names its parts.
///
/// - `present` (out): whether the output has one: a P2WPKH `to_remote` and the shared anchor have none, nor has an
///   index beyond the outputs. Not NULL.
/// - `script` (out): room for the script, or NULL to ask for its length. Left unwritten on an error.
/// - `script_length` (in, out): the room in bytes; on return the length of the script, 0 where there is none. Not NULL.
/// - `commitment`: only read. Not NULL.
/// - `output`: the index of the output.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `commitment` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_witness_script(
    present: *mut bool,
    script: *mut u8,
    script_length: *mut usize,
    commitment: *const keelbolt_commitment,
    output: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(commitment, error, |commitment| {
            let (present, out) = (Out::new(present)?, Buffer::new(script, script_length)?);
            let script = commitment.template(output).map(|template| template.write());
            let bytes = script.as_deref().unwrap_or_default();
            out.fill(bytes.len(), bytes.iter().copied())?;
            present.set(script.is_some());
            Ok(())
        })
    }
}

/// Gives the transaction without its witness.
///
/// - `bytes` (out): room for the transaction, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `commitment`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `commitment` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_transaction(
    bytes: *mut u8,
    length: *mut usize,
    commitment: *const keelbolt_commitment,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(commitment, error, |commitment| {
            transaction::write(Buffer::new(bytes, length)?, &commitment.transaction())
        })
    }
}

impl keelbolt_commitment_fields {
    fn of(commitment: &Commitment, struct_size: usize) -> Self {
        Self {
            struct_size,
            owner: commitment.owner().number(),
            feerate_per_kw: commitment.feerate_per_kw(),
            number: commitment.number().to_u64(),
            fee_sat: commitment.fee().0,
            output_count: commitment.outputs().len(),
            htlc_count: count(commitment),
            txid: commitment.txid().0,
            keys: keelbolt_commitment_keys::of(commitment.keys()),
        }
    }
}

impl keelbolt_commitment_output {
    fn of(output: &CommitmentOutput) -> Self {
        let (script_pubkey, script_pubkey_length) = script_bytes(&output.script_pubkey);
        Self {
            value_sat: output.value.0,
            htlc: output.kind.htlc().unwrap_or_default(),
            kind: keelbolt_output_kind::of(output.kind).number(),
            script_pubkey_length,
            script_pubkey,
        }
    }
}

/// A script of at most 34 bytes, with its length.
pub(super) fn script_bytes(script: &[u8]) -> ([u8; 34], u8) {
    let mut bytes = [0; 34];
    bytes.iter_mut().zip(script).for_each(|(byte, of_script)| *byte = *of_script);
    (bytes, u8::try_from(script.len()).unwrap_or(u8::MAX))
}
