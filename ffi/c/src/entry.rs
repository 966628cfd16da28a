//! The border: a function's body runs here, and whatever happens in it becomes a status.

use crate::error::{self, keelbolt_error};
use crate::fault::Fault;
use crate::handle::keelbolt_invoice;
use crate::status::keelbolt_status;
use protocol::invoice::InvoiceRef;

/// Runs `body`; on a fault fills `error`, when the caller gave one.
///
/// # Safety
///
/// `error` is NULL, or aligned, its `struct_size` readable, and as many bytes as that says writable.
pub(crate) unsafe fn entry(
    error: *mut keelbolt_error,
    body: impl FnOnce() -> Result<(), Fault>,
) -> keelbolt_status {
    // SAFETY: passed on from the caller.
    let outcome = unsafe { error::check(error) }.and_then(|()| guard(body));
    let Err(fault) = outcome else { return keelbolt_status::KEELBOLT_OK };
    // SAFETY: passed on from the caller; `report` checks the size again.
    unsafe { error::report(error, &fault) };
    fault.status()
}

/// As [`entry`], with the invoice of a handle; after a panic the handle is refused.
///
/// # Safety
///
/// As [`entry`]; and `invoice` is NULL or points to a handle that is zeroed, or was filled by a parsing function
/// and whose text still lives.
pub(crate) unsafe fn invoice_entry(
    invoice: *const keelbolt_invoice,
    error: *mut keelbolt_error,
    body: impl FnOnce(InvoiceRef<'_>) -> Result<(), Fault>,
) -> keelbolt_status {
    let read = || {
        // SAFETY: passed on from the caller.
        let view = unsafe { keelbolt_invoice::view(invoice) }?;
        guard(|| body(view)).inspect_err(|fault| {
            if *fault == Fault::Panic {
                // SAFETY: passed on from the caller; `view` has found a valid handle there.
                unsafe { keelbolt_invoice::refuse(invoice) };
            }
        })
    };
    // SAFETY: passed on from the caller.
    unsafe { entry(error, read) }
}

/// Runs `body`; a panic, which would be a defect, becomes a fault.
#[cfg(feature = "std")]
pub(crate) fn guard(body: impl FnOnce() -> Result<(), Fault>) -> Result<(), Fault> {
    // What the body leaves behind after a panic is not looked at again: the handle is refused, and what was
    // written to the caller's memory is plain data.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(body)).unwrap_or(Err(Fault::Panic))
}

/// Runs `body`. Without std a panic does not unwind; it ends in the panic handler.
#[cfg(not(feature = "std"))]
pub(crate) fn guard(body: impl FnOnce() -> Result<(), Fault>) -> Result<(), Fault> {
    body()
}
