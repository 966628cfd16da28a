//! A panic on demand, so that the tests can see that none crosses the border. Not in any shipped library.

use crate::channel::draft::keelbolt_commitment;
use crate::entry::invoice_entry;
use crate::error::keelbolt_error;
use crate::handle::keelbolt_invoice;
use crate::heap::handle_entry;
use crate::status::keelbolt_status;

/// Panics while it reads `invoice`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_test_invoice_panic(
    invoice: *const keelbolt_invoice,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: both pointers are the caller's, as for every function that reads an invoice.
    unsafe { invoice_entry(invoice, error, |_| std::panic::panic_any("forced by a test")) }
}

/// Panics while it reads `commitment`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_test_commitment_panic(
    commitment: *const keelbolt_commitment,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: both pointers are the caller's, as for every function that reads a commitment.
    unsafe { handle_entry(commitment, error, |_| std::panic::panic_any("forced by a test")) }
}
