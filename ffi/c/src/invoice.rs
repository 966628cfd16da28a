//! Reading an invoice, and what stands in it once.

use crate::entry::{entry, invoice_entry};
use crate::error::keelbolt_error;
use crate::handle::keelbolt_invoice;
use crate::network;
use crate::pointer::{Buffer, OptionalOut, Out, elements, text};
use crate::status::keelbolt_status;
use core::ffi::c_char;
use core::ptr;
use protocol::invoice::InvoiceRef;

/// Reads an invoice (BOLT 11), in either case, with nothing around it.
///
/// Checked are the characters and the checksum, the amount, every length, every public key and the encoding of
/// every text and number. Not checked is whether the signature holds (`keelbolt_invoice_payee`) and whether the
/// invoice may be paid (`keelbolt_invoice_check_payable`).
///
/// - `invoice` (out): the handle to fill. Not NULL. Unchanged on an error.
/// - `text`: the invoice, without NUL at the end. Borrowed: it must stay where it is and unchanged for as long as
///   the handle or a copy of it is used. Not NULL.
/// - `text_length`: its length in bytes.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: the arguments are not shared during the call.
/// - Errors: those from `KEELBOLT_ERROR_BECH32_NO_SEPARATOR` to `KEELBOLT_ERROR_MALFORMED_SIGNATURE`; bytes that
///   are not ASCII are `KEELBOLT_ERROR_BECH32_CHARACTER`; `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_parse(
    invoice: *mut keelbolt_invoice,
    text: *const c_char,
    text_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says; the text outlives the handle, as it demands.
    unsafe {
        let parse = || Ok(InvoiceRef::parse_ascii(elements(text.cast::<u8>(), text_length)?)?);
        entry(error, || keelbolt_invoice::fill(invoice, parse))
    }
}

/// Finds and reads the invoice in what a user scanned or pasted.
///
/// That is an invoice, a `lightning:` link, or a `bitcoin:` link with a `lightning=` parameter (BIP 21), each in
/// either case, with white space around it. Offsets in errors count from the start of the invoice itself.
///
/// - `invoice` (out): the handle to fill. Not NULL. Unchanged on an error.
/// - `text`: UTF-8, without NUL at the end. Borrowed, as by `keelbolt_invoice_parse`. Not NULL.
/// - `text_length`: its length in bytes.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NO_INVOICE_IN_URI`, `KEELBOLT_ERROR_NOT_TEXT`, and as `keelbolt_invoice_parse`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_parse_uri(
    invoice: *mut keelbolt_invoice,
    text: *const c_char,
    text_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says; the text outlives the handle, as it demands.
    unsafe {
        let parse = || Ok(InvoiceRef::parse_uri(self::text(text, text_length)?)?);
        entry(error, || keelbolt_invoice::fill(invoice, parse))
    }
}

/// Gives the invoice itself, in the case in which it came and without what stood around it.
///
/// - `text` (out): points into the caller's own text. Not NULL.
/// - `text_length` (out): its length in bytes. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_text(
    text: *mut *const c_char,
    text_length: *mut usize,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, ptr::null_mut(), |invoice| {
            let (text, length) = (Out::new(text)?, Out::new(text_length)?);
            text.set(invoice.as_str().as_ptr().cast::<c_char>());
            length.set(invoice.as_str().len());
            Ok(())
        })
    }
}

/// Gives the network on which the invoice is paid.
///
/// - `network` (out): a `keelbolt_network`. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_network(
    network: *mut i32,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, ptr::null_mut(), |invoice| {
            let network = Out::new(network)?;
            network.set(network::number(invoice.network())?);
            Ok(())
        })
    }
}

/// Gives the least amount to be paid.
///
/// - `present` (out): whether the invoice names one; else the payer chooses. Not NULL.
/// - `amount_msat` (out): the amount in millisatoshi, or 0. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_amount(
    present: *mut bool,
    amount_msat: *mut u64,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, ptr::null_mut(), |invoice| {
            let out = OptionalOut::new(present, amount_msat)?;
            out.set(invoice.amount().map(|amount| amount.0), 0);
            Ok(())
        })
    }
}

/// Gives the time at which the invoice was made.
///
/// - `timestamp` (out): seconds since 1970. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_timestamp(
    timestamp: *mut u64,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { number(timestamp, invoice, |invoice| invoice.timestamp().0) }
}

/// Gives how long the invoice can be paid: field `x`, or 3600.
///
/// - `expiry_seconds` (out): counted from the timestamp. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_expiry(
    expiry_seconds: *mut u64,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { number(expiry_seconds, invoice, |invoice| invoice.expiry().as_secs()) }
}

/// Gives the last second in which the invoice can be paid.
///
/// - `expires_at` (out): seconds since 1970; 2^64 - 1 when the sum is larger. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_expires_at(
    expires_at: *mut u64,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { number(expires_at, invoice, |invoice| invoice.expires_at().0) }
}

/// Gives the blocks that the payee wants left when the last HTLC arrives: field `c`, or 18.
///
/// - `delta` (out): in blocks. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_min_final_cltv_expiry_delta(
    delta: *mut u64,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { number(delta, invoice, |invoice| invoice.min_final_cltv_expiry_delta().0) }
}

/// Gives the payment hash, field `p`.
///
/// - `present` (out): whether there is such a field. Not NULL.
/// - `payment_hash` (out): 32 bytes, zeros when there is none. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_payment_hash(
    present: *mut bool,
    payment_hash: *mut u8,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { optional(present, payment_hash, invoice, |invoice| invoice.payment_hash().map(|hash| hash.0)) }
}

/// Gives the payment secret, field `s`: what the payer repeats in the onion.
///
/// - `present` (out): whether there is such a field. Not NULL.
/// - `payment_secret` (out): 32 bytes, zeros when there is none. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_payment_secret(
    present: *mut bool,
    payment_secret: *mut u8,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        optional(present, payment_secret, invoice, |invoice| invoice.payment_secret().map(|secret| secret.0))
    }
}

/// Gives the description, field `d`. It is a stranger's text.
///
/// - `present` (out): whether there is such a field. Not NULL.
/// - `description` (out): room for the text in UTF-8, without NUL at the end, or NULL to ask for its length.
///   Left unwritten on an error. It does not overlap the invoice's text.
/// - `description_length` (in, out): the room in bytes; on return the length of the text, 0 when there is none.
///   Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_description(
    present: *mut bool,
    description: *mut c_char,
    description_length: *mut usize,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, ptr::null_mut(), |invoice| {
            let present = Out::new(present)?;
            let out = Buffer::new(description.cast::<u8>(), description_length)?;
            let text = invoice.description();
            present.set(text.is_some());
            out.fill(text.map_or(0, |text| text.len()), text.iter().flat_map(|text| text.octets().iter()))
        })
    }
}

/// Gives SHA-256 of a description that is found elsewhere, field `h`.
///
/// The payer checks the description against it, with `keelbolt_sha256`.
///
/// - `present` (out): whether there is such a field. Not NULL.
/// - `description_hash` (out): 32 bytes, zeros when there is none. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_description_hash(
    present: *mut bool,
    description_hash: *mut u8,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        optional(present, description_hash, invoice, |invoice| invoice.description_hash().map(|hash| hash.0))
    }
}

/// Gives the payee's key as the invoice names it, field `n`.
///
/// Most invoices leave it to the signature; `keelbolt_invoice_payee` gives it in both cases.
///
/// - `present` (out): whether there is such a field. Not NULL.
/// - `payee` (out): a compressed public key of 33 bytes, zeros when there is none. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_payee_field(
    present: *mut bool,
    payee: *mut u8,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { optional(present, payee, invoice, |invoice| invoice.payee_field().map(|key| key.to_bytes())) }
}

/// Tells whom the invoice pays, checked against the signature.
///
/// That is field `n` when there is one, under the low-S rule; else the key that is recovered from the signature,
/// S high or low. Costs one verification or one recovery.
///
/// - `payee` (out): a compressed public key of 33 bytes. Not NULL. Left unwritten on an error.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; `error` is not shared.
/// - Errors: `KEELBOLT_ERROR_SIGNATURE_HIGH_S`, `KEELBOLT_ERROR_SIGNATURE_MISMATCH`,
///   `KEELBOLT_ERROR_SIGNATURE_NOT_RECOVERABLE`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_payee(
    payee: *mut u8,
    invoice: *const keelbolt_invoice,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, error, |invoice| {
            let payee = Out::new(payee.cast::<[u8; 33]>())?;
            payee.set(invoice.payee()?.to_bytes());
            Ok(())
        })
    }
}

/// Gives the signature as it stands in the invoice. Whether it holds, `keelbolt_invoice_payee` tells.
///
/// - `signature` (out): R and S, 32 bytes big-endian each. Not NULL.
/// - `recovery_id` (out): 0 to 3. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_signature(
    signature: *mut u8,
    recovery_id: *mut u8,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, ptr::null_mut(), |invoice| {
            let (compact, id) = (Out::new(signature.cast::<[u8; 64]>())?, Out::new(recovery_id)?);
            compact.set(invoice.signature().to_compact());
            id.set(invoice.signature().recovery_id().to_u8());
            Ok(())
        })
    }
}

/// Gives what the signature signs: SHA-256 of the human-readable part and of the data as bytes.
///
/// - `signature_hash` (out): 32 bytes. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_signature_hash(
    signature_hash: *mut u8,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, ptr::null_mut(), |invoice| {
            let hash = Out::new(signature_hash.cast::<[u8; 32]>())?;
            hash.set(invoice.signature_hash().0);
            Ok(())
        })
    }
}

/// Gives what the payee wants back in the onion, field `m`.
///
/// - `present` (out): whether there is such a field. Not NULL.
/// - `metadata` (out): room for the bytes, or NULL to ask for their number. Left unwritten on an error. It does
///   not overlap the invoice's text.
/// - `metadata_length` (in, out): the room in bytes; on return the number of bytes, 0 when there are none. Not
///   NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_metadata(
    present: *mut bool,
    metadata: *mut u8,
    metadata_length: *mut usize,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, ptr::null_mut(), |invoice| {
            let (present, out) = (Out::new(present)?, Buffer::new(metadata, metadata_length)?);
            let octets = invoice.metadata();
            present.set(octets.is_some());
            out.fill(octets.map_or(0, |octets| octets.len()), octets.iter().flat_map(|octets| octets.iter()))
        })
    }
}

/// Gives a number that every invoice has.
///
/// # Safety
///
/// As [`invoice_entry`]; and `out` is NULL, or aligned and writable.
unsafe fn number(
    out: *mut u64,
    invoice: *const keelbolt_invoice,
    pick: impl FnOnce(InvoiceRef<'_>) -> u64,
) -> keelbolt_status {
    // SAFETY: passed on from the caller.
    unsafe {
        invoice_entry(invoice, ptr::null_mut(), |invoice| {
            let out = Out::new(out)?;
            out.set(pick(invoice));
            Ok(())
        })
    }
}

/// Gives bytes that not every invoice has.
///
/// # Safety
///
/// As [`invoice_entry`]; `present` is NULL or writable, and `out` is NULL or has `N` writable bytes.
unsafe fn optional<const N: usize>(
    present: *mut bool,
    out: *mut u8,
    invoice: *const keelbolt_invoice,
    pick: impl FnOnce(InvoiceRef<'_>) -> Option<[u8; N]>,
) -> keelbolt_status {
    // SAFETY: passed on from the caller.
    unsafe {
        invoice_entry(invoice, ptr::null_mut(), |invoice| {
            let out = OptionalOut::new(present, out.cast::<[u8; N]>())?;
            out.set(pick(invoice), [0; N]);
            Ok(())
        })
    }
}
