//! What holds of all outputs of one user together.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::heap::handle_entry;
use crate::pointer::{Buffer, Out, list};
use crate::status::keelbolt_status;
use crate::tree::spec::{keelbolt_leaf_spec, keelbolt_tree_spec};
use crate::vtxo::lock::lock_delta;
use alloc::vec::Vec;
use protocol::cosign;
use protocol::time::BlockHeight;

/// Finds the leaf of each output that a user asked for: no leaf serves two, however much they are alike. Nothing must be
/// signed or forfeited for a tree before each has its own.
///
/// - `leaves` (out): room for the number of the leaf of each output, in their order, or NULL to ask how many there are.
///   Left unwritten on an error.
/// - `leaf_count` (in, out): the room in elements; on return how many there are: as many as outputs. Not NULL.
/// - `spec`: only read. Not NULL.
/// - `outputs`: what the user asked for; only read. NULL only when there are none.
/// - `output_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `spec` may be shared.
/// - Errors: `KEELBOLT_ERROR_NO_LEAF_FOR_OUTPUT` for the first output without a leaf; those of the members, as for
///   `keelbolt_tree_spec_new`; `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_spec_match_outputs(
    leaves: *mut usize,
    leaf_count: *mut usize,
    spec: *const keelbolt_tree_spec,
    outputs: *const keelbolt_leaf_spec,
    output_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(spec, error, |spec| {
            let out = Buffer::new(leaves, leaf_count)?;
            let outputs = list(outputs, output_count)?.iter().map(|output| output.to_core());
            let outputs = outputs.collect::<Result<Vec<_>, _>>()?;
            let found = cosign::match_outputs(spec, &outputs)?;
            out.fill(found.len(), found.into_iter())
        })
    }
}

/// Tells the earliest height at which a tree may expire for which inputs are forfeited: twice the margin and the longest
/// delay of an input's exit pass before all is lost.
///
/// - `height` (out): written on success. Not NULL.
/// - `tip`: the height of the last block.
/// - `margin`: how many blocks a wallet keeps to act in.
/// - `exit_deltas`: how many blocks the exit of each input waits; only read. NULL only when there are none.
/// - `exit_delta_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_LOCK_DELTA_TOO_LARGE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_earliest_expiry(
    height: *mut u32,
    tip: u32,
    margin: u16,
    exit_deltas: *const u16,
    exit_delta_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(height)?;
            let deltas = list(exit_deltas, exit_delta_count)?.iter().map(|delta| lock_delta(*delta));
            let deltas = deltas.collect::<Result<Vec<_>, Fault>>()?;
            out.set(cosign::earliest_expiry(BlockHeight(tip), margin, deltas).0);
            Ok(())
        })
    }
}
