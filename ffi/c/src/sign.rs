//! Writing and signing invoices.

use crate::draft::{keelbolt_draft, with_draft};
use crate::entry::{entry, invoice_entry};
use crate::error::keelbolt_error;
use crate::handle::keelbolt_invoice;
use crate::keys;
use crate::pointer::{Buffer, Out};
use crate::status::keelbolt_status;
use core::ffi::c_char;
use protocol::invoice::{Prefix, Unsigned};

/// Tells how many bytes the whole invoice takes.
///
/// - `length` (out): in bytes. Not NULL.
/// - `draft`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_draft_sign`, but for buffer and key.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_draft_length(
    length: *mut usize,
    draft: *const keelbolt_draft,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(length)?;
            out.set(with_draft(draft, |draft| Ok(draft.length()?))?);
            Ok(())
        })
    }
}

/// Writes an invoice in its shortest form and signs it with a key in memory.
///
/// - `text` (out): room for the invoice in lower case, without NUL at the end, or NULL to ask for its length. Left
///   unwritten when it is too small; after other errors its content means nothing.
/// - `text_length` (in, out): the room in bytes; on return the length of the invoice. Not NULL.
/// - `draft`: only read. Not NULL.
/// - `secret_key`: the payee's, 32 bytes big-endian; copied, and the copy is wiped. Not NULL.
/// - `entropy`: 32 random bytes that nobody else knows and that serve this call only; they blind the operation
///   against side channels and do not change its result. Copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_MISSING_DESCRIPTION`,
///   `KEELBOLT_ERROR_TWO_DESCRIPTIONS`, `KEELBOLT_ERROR_FEATURE_MISSING_DEPENDENCY`,
///   `KEELBOLT_ERROR_ZERO_AMOUNT`, `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`,
///   those from `KEELBOLT_ERROR_FIELD_TOO_LONG` to `KEELBOLT_ERROR_NOT_UNKNOWN`, from
///   `KEELBOLT_ERROR_WRONG_LENGTH` to `KEELBOLT_ERROR_NOT_TEXT`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`,
///   `KEELBOLT_ERROR_TOO_MANY`, `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_draft_sign(
    text: *mut c_char,
    text_length: *mut usize,
    draft: *const keelbolt_draft,
    secret_key: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(text.cast::<u8>(), text_length)?;
            with_draft(draft, |draft| {
                let out = out.zeroed(draft.length()?)?;
                let key = keys::secret_key(secret_key)?;
                draft.write(out)?.sign(&key, &keys::signing_context(entropy)?)?;
                Ok(())
            })
        })
    }
}

/// The first of two steps with a signer elsewhere: gives what is to be signed with the payee's key.
///
/// Afterwards `keelbolt_draft_finish` takes the same draft, unchanged, and the signature.
///
/// - `signature_hash` (out): 32 bytes. Not NULL. Left unwritten on an error.
/// - `text` (out): room in which the invoice is written meanwhile, or NULL to ask for its length. Left unwritten
///   when it is too small; afterwards its content means nothing.
/// - `text_length` (in, out): the room in bytes; on return the length of the invoice. Not NULL.
/// - `draft`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_draft_sign`, but for the key.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_draft_signature_hash(
    signature_hash: *mut u8,
    text: *mut c_char,
    text_length: *mut usize,
    draft: *const keelbolt_draft,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let hash = Out::new(signature_hash.cast::<[u8; 32]>())?;
            let out = Buffer::new(text.cast::<u8>(), text_length)?;
            with_draft(draft, |draft| {
                hash.set(draft.write(out.zeroed(draft.length()?)?)?.signature_hash().0);
                Ok(())
            })
        })
    }
}

/// The second of two steps with a signer elsewhere: checks the signature and writes the whole invoice.
///
/// - `text` (out): room for the invoice in lower case, without NUL at the end, or NULL to ask for its length. Left
///   unwritten when it is too small; after other errors its content means nothing.
/// - `text_length` (in, out): the room in bytes; on return the length of the invoice. Not NULL.
/// - `draft`: the same as in the first step; only read. Not NULL.
/// - `signature`: R and S, 64 bytes; only read. Not NULL.
/// - `recovery_id`: 0 to 3.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_draft_sign`, but for the key; `KEELBOLT_ERROR_SIGNATURE_NOT_RECOVERABLE`, or where the
///   draft names a payee `KEELBOLT_ERROR_SIGNATURE_MISMATCH` and `KEELBOLT_ERROR_SIGNATURE_HIGH_S`;
///   `KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE`, `KEELBOLT_ERROR_RECOVERY_ID_OUT_OF_RANGE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_draft_finish(
    text: *mut c_char,
    text_length: *mut usize,
    draft: *const keelbolt_draft,
    signature: *const u8,
    recovery_id: u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(text.cast::<u8>(), text_length)?;
            with_draft(draft, |draft| {
                let out = out.zeroed(draft.length()?)?;
                draft.write(out)?.finish(&keys::signature(signature, recovery_id)?)?;
                Ok(())
            })
        })
    }
}

/// Writes the fields of an invoice that was read once more, in their order, unknown and repeated ones too, each
/// in its shortest form, and signs it with a key in memory.
///
/// - `text` (out): room for the new invoice in lower case, without NUL at the end, or NULL to ask for its length.
///   Left unwritten when it is too small; after other errors its content means nothing. It does not overlap the
///   invoice's text.
/// - `text_length` (in, out): the room in bytes; on return the length of the new invoice. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - `secret_key`: 32 bytes big-endian; copied, and the copy is wiped. Not NULL.
/// - `entropy`: 32 random bytes, as for `keelbolt_draft_sign`. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_WRONG_SIGNER` when field `n` names another key,
///   `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_sign(
    text: *mut c_char,
    text_length: *mut usize,
    invoice: *const keelbolt_invoice,
    secret_key: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, error, |invoice| {
            let prefix = Prefix {
                network: invoice.network(),
                amount: invoice.amount(),
                timestamp: invoice.timestamp(),
            };
            let out = Buffer::new(text.cast::<u8>(), text_length)?;
            let out = out.zeroed(Unsigned::length(prefix, invoice.fields())?)?;
            let key = keys::secret_key(secret_key)?;
            let unsigned = Unsigned::write(out, prefix, invoice.fields())?;
            unsigned.sign(&key, &keys::signing_context(entropy)?)?;
            Ok(())
        })
    }
}
