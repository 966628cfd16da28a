//! The transaction that spends the funding output for good.

use crate::bytes::keelbolt_bytes;
use crate::channel::sign::signature;
use crate::channel::transaction;
use crate::error::keelbolt_error;
use crate::heap::{Heap, free, handle, handle_entry};
use crate::keys;
use crate::number::Mirror;
use crate::pointer::{Buffer, Out};
use crate::status::keelbolt_status;
use protocol::amount::Sat;
use protocol::commitment::Node;
use protocol::commitment::closing::ClosingTransaction;

/// A closing transaction, unsigned: one output or two; opaque, in memory of the library's.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
pub struct keelbolt_closing_transaction {
    heap: Heap<ClosingTransaction>,
}

handle!(keelbolt_closing_transaction of ClosingTransaction);

/// An output of a closing transaction. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_closing_output {
    /// What it holds, in satoshi.
    pub value_sat: u64,
    /// Its script, which lies in the closing transaction and lives as long.
    pub script_pubkey: keelbolt_bytes,
}

/// Ends a closing transaction.
///
/// - `closing`: not used afterwards; NULL is nothing.
/// - Threads: may be called from any thread; nobody else uses the transaction.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_closing_free(closing: *mut keelbolt_closing_transaction) {
    // SAFETY: NULL, or a closing transaction of this library's that nobody uses.
    unsafe { free(closing) }
}

/// Gives the outputs of a closing transaction, in their order (BIP 69).
///
/// - `outputs` (out): room for the outputs, of which there are one or two, or NULL to ask for their number. Left
///   unwritten on an error.
/// - `output_count` (in, out): the room in outputs; on return how many there are. Not NULL.
/// - `closing`: only read; the scripts lie in it. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `closing` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_closing_outputs(
    outputs: *mut keelbolt_closing_output,
    output_count: *mut usize,
    closing: *const keelbolt_closing_transaction,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(closing, error, |closing| {
            let out = Buffer::new(outputs, output_count)?;
            let outputs = closing.outputs().iter().map(|(Sat(value_sat), script)| keelbolt_closing_output {
                value_sat: *value_sat,
                script_pubkey: keelbolt_bytes::of(script.as_bytes()),
            });
            out.fill(outputs.len(), outputs)
        })
    }
}

/// Gives the transaction without its witness.
///
/// - `bytes` (out): room for the transaction, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `closing`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `closing` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_closing_unsigned(
    bytes: *mut u8,
    length: *mut usize,
    closing: *const keelbolt_closing_transaction,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(closing, error, |closing| {
            transaction::write(Buffer::new(bytes, length)?, &closing.transaction())
        })
    }
}

/// Tells the most that a closing transaction weighs when both have signed.
///
/// - `weight` (out): in units of weight. Not NULL.
/// - `closing`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `closing` may be shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_closing_weight(
    weight: *mut u64,
    closing: *const keelbolt_closing_transaction,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(closing, error, |closing| {
            Out::new(weight)?.set(closing.weight());
            Ok(())
        })
    }
}

/// Gives what both nodes sign of a closing transaction, with the keys of the funding output.
///
/// - `digest` (out): 32 bytes. Not NULL.
/// - `closing`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `closing` may be shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_closing_digest(
    digest: *mut u8,
    closing: *const keelbolt_closing_transaction,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(closing, error, |closing| {
            Out::new(digest.cast::<[u8; 32]>())?.set(closing.digest().0);
            Ok(())
        })
    }
}

/// Signs a closing transaction.
///
/// - `signature` (out): 64 bytes. Not NULL. Left unwritten on an error.
/// - `closing`: only read. Not NULL.
/// - `funding_key`: the secret key of the signer's `funding_pubkey`, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `entropy`: 32 random bytes, as for `keelbolt_public_key`. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `closing` may be shared, the others are not.
/// - Errors: `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_closing_sign(
    signature: *mut u8,
    closing: *const keelbolt_closing_transaction,
    funding_key: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(closing, error, |closing| {
            let out = Out::new(signature.cast::<[u8; 64]>())?;
            let (key, context) = (keys::secret_key(funding_key)?, keys::signing_context(entropy)?);
            out.set(closing.sign(&key, &context)?.to_compact());
            Ok(())
        })
    }
}

/// Verifies a node's signature of a closing transaction.
///
/// - `closing`: only read. Not NULL.
/// - `node`: whose, a `keelbolt_channel_node`.
/// - `signature`: 64 bytes; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `closing` may be shared.
/// - Errors: `KEELBOLT_ERROR_CLOSING_SIGNATURE` with the node, `KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE`,
///   `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_closing_verify(
    closing: *const keelbolt_closing_transaction,
    node: i32,
    signature: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(closing, error, |closing| {
            Ok(closing.verify(Node::of_number(node)?, &self::signature(signature)?)?)
        })
    }
}

/// Gives a closing transaction as it is published.
///
/// - `bytes` (out): room for the transaction, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `closing`: only read. Not NULL.
/// - `opener_signature`: 64 bytes; only read. Not NULL.
/// - `accepter_signature`: 64 bytes; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `closing` may be shared.
/// - Errors: `KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`. Whose the signatures are is not checked.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_closing_signed(
    bytes: *mut u8,
    length: *mut usize,
    closing: *const keelbolt_closing_transaction,
    opener_signature: *const u8,
    accepter_signature: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(closing, error, |closing| {
            let out = Buffer::new(bytes, length)?;
            let (opener, accepter) = (signature(opener_signature)?, signature(accepter_signature)?);
            transaction::write(out, &closing.signed(&opener, &accepter))
        })
    }
}

/// Checks that nodes relay the outputs of a closing transaction.
///
/// - `closing`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `closing` may be shared.
/// - Errors: `KEELBOLT_ERROR_CLOSING_DUST`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_closing_check_dust(
    closing: *const keelbolt_closing_transaction,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { handle_entry(closing, error, |closing| Ok(closing.check_dust()?)) }
}
