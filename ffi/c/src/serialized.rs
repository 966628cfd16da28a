//! Transactions in Bitcoin's own serialisation, read without an allocator.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::pointer::{Buffer, OptionalOut, Out, elements, read};
use crate::status::keelbolt_status;
use protocol::amount::Sat;
use protocol::codec::serialized::{Error, SerializedTransaction};
use protocol::codec::transaction::TxOut;

/// An output of a transaction. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_tx_out {
    /// What it holds, in satoshi.
    pub value_sat: u64,
    /// Who may spend it. In what the library fills it points into the bytes from which it was read.
    pub script_pubkey: keelbolt_bytes,
}

impl keelbolt_tx_out {
    const NONE: Self = Self { value_sat: 0, script_pubkey: keelbolt_bytes::NONE };

    pub(crate) const fn of(output: &TxOut<'_>) -> Self {
        Self { value_sat: output.value.0, script_pubkey: keelbolt_bytes::of(output.script_pubkey) }
    }

    /// # Safety
    ///
    /// `output` is NULL, or aligned and readable, and its script is as [`keelbolt_bytes::read`] asks.
    pub(crate) unsafe fn read<'a>(output: *const Self) -> Result<TxOut<'a>, Fault> {
        // SAFETY: passed on from the caller.
        unsafe {
            let output = read(output)?;
            Ok(TxOut { value: Sat(output.value_sat), script_pubkey: output.script_pubkey.read()? })
        }
    }
}

/// A transaction that fills the bytes.
///
/// # Safety
///
/// `bytes` is NULL or has `length` readable bytes, to which nobody writes during `'a`.
pub(crate) unsafe fn parse<'a>(bytes: *const u8, length: usize) -> Result<SerializedTransaction<'a>, Fault> {
    // SAFETY: passed on from the caller.
    let bytes = unsafe { elements(bytes, length)? };
    SerializedTransaction::parse(bytes).map_err(|_: Error| Fault::MalformedTransaction)
}

/// Gives the id of a transaction, in the order of its bytes; explorers show them backwards.
///
/// - `txid` (out): 32 bytes. Not NULL. Left unwritten on an error.
/// - `bytes`: the whole transaction and nothing else, with witnesses or without; only read. Not NULL.
/// - `length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_MALFORMED_TRANSACTION`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_transaction_txid(
    txid: *mut u8,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(txid.cast::<[u8; 32]>())?;
            out.set(parse(bytes, length)?.txid().0);
            Ok(())
        })
    }
}

/// Gives the outputs of a transaction, in order.
///
/// - `outputs` (out): room for the outputs, whose scripts point into `bytes`, or NULL to ask for their number. Left
///   unwritten on an error.
/// - `output_count` (in, out): the room in outputs; on return how many there are. Not NULL.
/// - `bytes`: the whole transaction; only read. Not NULL.
/// - `length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_MALFORMED_TRANSACTION`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_transaction_outputs(
    outputs: *mut keelbolt_tx_out,
    output_count: *mut usize,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(outputs, output_count)?;
            let transaction = parse(bytes, length)?;
            let shown = transaction.outputs().map(|output| keelbolt_tx_out::of(&output));
            out.fill(transaction.outputs().count(), shown)
        })
    }
}

/// Gives one output of a transaction.
///
/// - `is_found` (out): whether the transaction has it. Not NULL. Left unwritten on an error.
/// - `output` (out): its script points into `bytes`; zeros where there is none. Not NULL. Left unwritten on an error.
/// - `bytes`: the whole transaction; only read. Not NULL.
/// - `length`: how many bytes it has.
/// - `vout`: the index of the output.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_MALFORMED_TRANSACTION`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_transaction_output(
    is_found: *mut bool,
    output: *mut keelbolt_tx_out,
    bytes: *const u8,
    length: usize,
    vout: u32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = OptionalOut::new(is_found, output)?;
            let found = parse(bytes, length)?.output(vout);
            out.set(found.as_ref().map(keelbolt_tx_out::of), keelbolt_tx_out::NONE);
            Ok(())
        })
    }
}
