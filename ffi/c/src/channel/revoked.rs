//! Revoked commitments that were published (BOLT 5, "Revoked Transaction Close Handling").

use crate::channel::claim::keelbolt_claim;
use crate::channel::draft::{htlcs, keelbolt_commitment_htlc};
use crate::channel::parameters::{self, keelbolt_channel_parameters};
use crate::channel::transaction;
use crate::commitment::secrets::keelbolt_secret_store;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::heap::{Heap, free, give, give_all, handle, handle_entry, new};
use crate::keys;
use crate::number::Mirror;
use crate::opaque;
use crate::pointer::{Buffer, OptionalOut, Out};
use crate::status::keelbolt_status;
use core::ptr;
use protocol::commitment::Node;
use protocol::commitment::spend::Revoked;

/// A revoked commitment that was published, as the other node or its watchtower knows it: by the transaction itself,
/// the secrets and the HTLCs that it has stored; opaque, in memory of the library's. Balances are not needed.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
pub struct keelbolt_revoked {
    heap: Heap<Revoked>,
}

handle!(keelbolt_revoked of Revoked);

/// Recognises a transaction that spends the funding output by its number: what is its secret, and which outputs are
/// there?
///
/// - `revoked` (out): a new handle, for `keelbolt_revoked_free`. Not NULL. Left unwritten on an error.
/// - `channel`: only read. Not NULL.
/// - `owner`: the node that published it, a `keelbolt_channel_node`.
/// - `bytes`: the transaction; only read. Not NULL.
/// - `length`: how many bytes it has.
/// - `secrets`: what the owner has revealed; only read. Not NULL.
/// - `listed_htlcs`: those that this commitment may have, in any order; those that it has not do no harm. Only read.
///   NULL only when there are none.
/// - `htlc_count`: how many they are.
/// - `entropy`: 32 random bytes, as for `keelbolt_public_key`. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NOT_A_COMMITMENT` for another transaction, `KEELBOLT_ERROR_NOT_YET_REVOKED` for a
///   commitment whose secret has not come, `KEELBOLT_ERROR_MALFORMED_TRANSACTION`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`,
///   `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE` for a store that was never filled.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_revoked_recognise(
    revoked: *mut *mut keelbolt_revoked,
    channel: *const keelbolt_channel_parameters,
    owner: i32,
    bytes: *const u8,
    length: usize,
    secrets: *const keelbolt_secret_store,
    listed_htlcs: *const keelbolt_commitment_htlc,
    htlc_count: usize,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(revoked)?;
            let channel = parameters::read(channel)?;
            let owner = Node::of_number(owner)?;
            let transaction = transaction::read(bytes, length)?;
            let secrets = opaque::value(secrets)?;
            let htlcs = htlcs(listed_htlcs, htlc_count)?;
            let context = keys::signing_context(entropy)?;
            give(out, Revoked::recognise(&channel, owner, &transaction, secrets, &htlcs, &context)?);
            Ok(())
        })
    }
}

/// Ends the handle of a revoked commitment.
///
/// - `revoked`: not used afterwards; NULL is nothing.
/// - Threads: may be called from any thread; nobody else uses the handle.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_revoked_free(revoked: *mut keelbolt_revoked) {
    // SAFETY: NULL, or a handle of this library's that nobody uses.
    unsafe { free(revoked) }
}

/// Gives the number of a revoked commitment.
///
/// - `number` (out): the number. Not NULL.
/// - `revoked`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `revoked` may be shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_revoked_number(
    number: *mut u64,
    revoked: *const keelbolt_revoked,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(revoked, error, |revoked| {
            Out::new(number)?.set(revoked.number().to_u64());
            Ok(())
        })
    }
}

/// Makes claims of what the cheater had: `to_local`, and every HTLC.
///
/// - `claims` (out): room for new claims, each for `keelbolt_claim_free`, or NULL to ask for their number. Left
///   unwritten on an error.
/// - `claim_count` (in, out): the room in claims; on return how many there are. Not NULL.
/// - `revoked`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `revoked` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_revoked_claims(
    claims: *mut *mut keelbolt_claim,
    claim_count: *mut usize,
    revoked: *const keelbolt_revoked,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(revoked, error, |revoked| give_all(Buffer::new(claims, claim_count)?, revoked.claims()))
    }
}

/// Makes a claim of the balance of the one who was cheated, which a penalty transaction may take too.
///
/// - `present` (out): whether the commitment has that output. Not NULL.
/// - `claim` (out): a new claim, for `keelbolt_claim_free`, or NULL where there is none. Not NULL.
/// - `revoked`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `revoked` may be shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_revoked_to_remote(
    present: *mut bool,
    claim: *mut *mut keelbolt_claim,
    revoked: *const keelbolt_revoked,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(revoked, error, |revoked| {
            let out = OptionalOut::new(present, claim)?;
            out.set(revoked.to_remote().map(new), ptr::null_mut());
            Ok(())
        })
    }
}

/// Makes claims of what the cheater's HTLC transactions pay: also those that are not worth their fee, which a cheater
/// may have added. Leave them out, as `keelbolt_commitment_second_stage_claims` says.
///
/// - `claims` (out): room for new claims, each for `keelbolt_claim_free`, or NULL to ask for their number. Left
///   unwritten on an error.
/// - `claim_count` (in, out): the room in claims; on return how many there are. Not NULL.
/// - `revoked`: only read. Not NULL.
/// - `bytes`: a transaction that spends the commitment; only read. Not NULL.
/// - `length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `revoked` may be shared.
/// - Errors: `KEELBOLT_ERROR_MALFORMED_TRANSACTION`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_revoked_second_stage_claims(
    claims: *mut *mut keelbolt_claim,
    claim_count: *mut usize,
    revoked: *const keelbolt_revoked,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(revoked, error, |revoked| {
            let out = Buffer::new(claims, claim_count)?;
            give_all(out, revoked.second_stage_claims(&transaction::read(bytes, length)?))
        })
    }
}

/// Gives the outputs of which nothing is known: HTLCs that were not stored. They are lost, and the user should know.
///
/// - `outputs` (out): room for their indices, or NULL to ask for their number. Left unwritten on an error.
/// - `output_count` (in, out): the room in elements; on return how many there are. Not NULL.
/// - `revoked`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `revoked` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_revoked_unknown(
    outputs: *mut u32,
    output_count: *mut usize,
    revoked: *const keelbolt_revoked,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(revoked, error, |revoked| {
            let unknown = revoked.unknown();
            Buffer::new(outputs, output_count)?.fill(unknown.len(), unknown.iter().copied())
        })
    }
}
