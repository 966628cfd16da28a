//! Whether a genesis leads from an output on chain to its VTXO, and whether nodes relay it.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::opaque::value;
use crate::serialized::keelbolt_tx_out;
use crate::status::keelbolt_status;
use crate::vtxo::view::keelbolt_vtxo;

/// Rebuilds all transactions of an exit, and checks that they lead from an output on chain to the VTXO, each signed by
/// its keys. That is but a part of what a wallet must check: whose keys they are, this does not ask.
///
/// - `vtxo`: only read. Not NULL.
/// - `anchor`: the output of the VTXO's chain anchor; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: those from `KEELBOLT_ERROR_CHAIN_ANCHOR_VALUE` to `KEELBOLT_ERROR_VTXO_POINT`, the first cause from the
///   chain on; `KEELBOLT_ERROR_VTXO_AMOUNT_OVERFLOW`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_check_chain(
    vtxo: *const keelbolt_vtxo,
    anchor: *const keelbolt_tx_out,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || Ok(value(vtxo)?.check_chain(&keelbolt_tx_out::read(anchor)?)?)) }
}

/// As `keelbolt_vtxo_check_chain`, for a VTXO that is not signed yet: without signatures and preimages.
///
/// - `vtxo`: only read. Not NULL.
/// - `anchor`: the output of the VTXO's chain anchor; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: as `keelbolt_vtxo_check_chain`, but none of signatures and preimages.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_check_chain_unsigned(
    vtxo: *const keelbolt_vtxo,
    anchor: *const keelbolt_tx_out,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || Ok(value(vtxo)?.check_chain_unsigned(&keelbolt_tx_out::read(anchor)?)?)) }
}

/// Checks that nodes relay all of an exit: neither the VTXO nor a sibling is dust, all have usual scripts, and no
/// transaction is too heavy.
///
/// - `vtxo`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: those from `KEELBOLT_ERROR_EXIT_DUST` to `KEELBOLT_ERROR_EXIT_WEIGHT`; `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_check_standard(
    vtxo: *const keelbolt_vtxo,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || Ok(value(vtxo)?.check_standard()?)) }
}
