//! The payer's question.

use crate::entry::invoice_entry;
use crate::error::keelbolt_error;
use crate::features;
use crate::handle::keelbolt_invoice;
use crate::pointer::GrowingOut;
use crate::status::keelbolt_status;
use protocol::invoice::{Description, Payable};
use protocol::time::UnixTime;

/// What every payment needs, of an invoice that may be paid.
///
/// Before the first use: `keelbolt_payable payable = {0}; payable.struct_size = sizeof payable;` (in C++ `= {}`).
/// Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_payable {
    /// `sizeof(keelbolt_payable)`, set by the caller.
    pub struct_size: usize,
    /// Whom to pay: the compressed key whose signature was found valid.
    pub payee: [u8; 33],
    /// What the HTLCs are locked to.
    pub payment_hash: [u8; 32],
    /// What the last onion layer must repeat.
    pub payment_secret: [u8; 32],
    /// Whether the description is given by its hash only; else `keelbolt_invoice_description` has it.
    pub has_description_hash: bool,
    /// SHA-256 of the description, or zeros.
    pub description_hash: [u8; 32],
}

/// Asks whether the features, the amount and the time let this payer pay, and to whom. The signature is checked
/// last.
///
/// Left to the payer: that the network is its own, that an amount is chosen where the invoice has none, and that
/// a hashed description fits its hash.
///
/// - `payable` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - `known_features`: the bits that the caller knows, either one of each pair, in any order, each below 1024;
///   `keelbolt_features_of_context` has all of BOLT 9. NULL only when there are none.
/// - `known_feature_count`: how many they are.
/// - `now`: the time in seconds since 1970.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; `payable` and `error` are not shared.
/// - Errors: those from `KEELBOLT_ERROR_SIGNATURE_HIGH_S` to `KEELBOLT_ERROR_EXPIRED`;
///   `KEELBOLT_ERROR_FEATURE_BIT_TOO_LARGE` for a known bit, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_check_payable(
    payable: *mut keelbolt_payable,
    invoice: *const keelbolt_invoice,
    known_features: *const u32,
    known_feature_count: usize,
    now: u64,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, error, |invoice| {
            let out = GrowingOut::new(payable)?;
            let known = features::set(known_features, known_feature_count)?;
            let payable = invoice.check_payable(&known, UnixTime(now))?;
            out.set(|struct_size| keelbolt_payable { struct_size, ..keelbolt_payable::from(&payable) });
            Ok(())
        })
    }
}

impl From<&Payable<'_>> for keelbolt_payable {
    fn from(payable: &Payable<'_>) -> Self {
        let description_hash = match payable.description() {
            Description::Hash(hash) => Some(hash.0),
            Description::Text(_) => None,
        };
        Self {
            struct_size: 0,
            payee: payable.payee().to_bytes(),
            payment_hash: payable.payment_hash().0,
            payment_secret: payable.payment_secret().0,
            has_description_hash: description_hash.is_some(),
            description_hash: description_hash.unwrap_or_default(),
        }
    }
}
