//! Exits: how a VTXO is put on chain without the server, and claimed there, and until when.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::opaque::{fill, value};
use crate::outpoint::keelbolt_outpoint;
use crate::pointer::{Buffer, GrowingOut, OptionalOut, Out, list, paid_script, read};
use crate::status::keelbolt_status;
use crate::vtxo::accept::keelbolt_accepted_vtxo;
use crate::vtxo::exit_transaction::{keelbolt_exit_transaction, keelbolt_exit_transactions};
use crate::vtxo::policy::clause::{keelbolt_clause, preimage_of};
use crate::vtxo::policy::keelbolt_vtxo_policy;
use crate::vtxo::policy::spend::keelbolt_clause_spend;
use crate::vtxo::terms::keelbolt_vtxo_terms;
use protocol::vtxo::policy::Policy;
use protocol::vtxo::{AcceptedVtxo, Deadline, ExitPackage, first_deadline};

/// The most that the child of a transaction of an exit may weigh (BIP 431, rule 5).
pub const KEELBOLT_MAX_CHILD_WEIGHT: u64 = 4_000;

/// What the input weighs by which the child spends the anchor, its empty witness included.
pub const KEELBOLT_ANCHOR_INPUT_WEIGHT: u64 = 165;

const _: () = assert!(KEELBOLT_MAX_CHILD_WEIGHT == ExitPackage::MAX_CHILD_WEIGHT);
const _: () = assert!(KEELBOLT_ANCHOR_INPUT_WEIGHT == ExitPackage::ANCHOR_INPUT_WEIGHT);

/// Until when a VTXO can be taken by its owner alone, if nobody who had it before has begun an exit:
/// `keelbolt_exit_progress` tells that. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_deadline {
    /// An exit must begin by this height: the last at which it is through in time, a block for each transaction.
    pub begin: u32,
    /// From this height on somebody else may take it: the server its sweep, or a contract its other side.
    pub lost: u32,
    /// Which VTXO.
    pub vtxo: keelbolt_outpoint,
}

impl keelbolt_deadline {
    const NONE: Self = Self { begin: 0, lost: 0, vtxo: keelbolt_outpoint { txid: [0; 32], vout: 0 } };

    const fn of(deadline: Deadline) -> Self {
        Self { begin: deadline.begin.0, lost: deadline.lost.0, vtxo: keelbolt_outpoint::of(deadline.vtxo.0) }
    }
}

/// Begins with the first package of an exit. A package is a transaction of the exit, which has no fee of its own, and a
/// child of version 3 that spends its anchor and pays for both: nodes relay the two together, one package after another.
/// No key is needed until all are confirmed; then the owner waits for the delay, and claims.
///
/// - `packages` (out): for `keelbolt_exit_next`, which gives the transactions; `keelbolt_exit_child_fee` tells what each
///   child must pay. Not NULL.
/// - `accepted`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`; of a VTXO that was assumed to be accepted as
///   `keelbolt_vtxo_exit_transactions`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_exit_packages(
    packages: *mut keelbolt_exit_transactions,
    accepted: *const keelbolt_accepted_vtxo,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || fill(packages, || Ok(value(accepted)?.hops()?))) }
}

/// Tells what the child of a transaction of an exit must pay, so that both together pay a feerate.
///
/// - `is_relayed` (out): false when the child may not weigh so much, `KEELBOLT_MAX_CHILD_WEIGHT`. Not NULL. Left
///   unwritten on an error.
/// - `fee_sat` (out): the fee of the child, in satoshi; 0 when it may not. Not NULL. Left unwritten on an error.
/// - `hop`: the transaction; only read. Not NULL.
/// - `child_weight`: what the child weighs, with all of its witnesses; `KEELBOLT_ANCHOR_INPUT_WEIGHT` of it is the
///   input that spends the anchor.
/// - `feerate_per_kw`: in satoshi for a thousand units of weight.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one transaction at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_exit_child_fee(
    is_relayed: *mut bool,
    fee_sat: *mut u64,
    hop: *const keelbolt_exit_transaction,
    child_weight: u64,
    feerate_per_kw: u32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = OptionalOut::new(is_relayed, fee_sat)?;
            let package = ExitPackage { depth: 0, parent: *value(hop)? };
            out.set(package.child_fee(child_weight, feerate_per_kw).map(|fee| fee.0), 0);
            Ok(())
        })
    }
}

/// Tells what all of an exit weighs, without the children.
///
/// - `weight` (out): written on success. Not NULL.
/// - `accepted`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: as `keelbolt_exit_packages`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_exit_weight(
    weight: *mut u64,
    accepted: *const keelbolt_accepted_vtxo,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(weight)?;
            out.set(value(accepted)?.exit()?.weight()?);
            Ok(())
        })
    }
}

/// Gives the ways in which the owner may claim what an exit has put on chain: one for money, one for a contract that is
/// paid or has ended.
///
/// - `clauses` (out): room for the clauses, or NULL to ask for their number. Left unwritten on an error.
/// - `clause_count` (in, out): the room in clauses, 2 always suffice; on return how many there are. Not NULL.
/// - `accepted`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_exit_clauses(
    clauses: *mut keelbolt_clause,
    clause_count: *mut usize,
    accepted: *const keelbolt_accepted_vtxo,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(clauses, clause_count)?;
            let exit = value(accepted)?.exit()?;
            out.fill(exit.clauses().count(), exit.clauses().map(keelbolt_clause::of))
        })
    }
}

/// Makes the claim of what an exit has put on chain, by one of `keelbolt_exit_clauses`: it waits for the owner's
/// signature. `keelbolt_clause_spend_prepare` tells what it weighs and pays, `keelbolt_clause_spend_sign` signs.
///
/// - `spend` (out): `struct_size` is set by the caller; the rest is written on success, and points to `destination` and
///   `preimage`, which stay the caller's. Not NULL.
/// - `accepted`: only read. Not NULL.
/// - `clause`: only read. Not NULL.
/// - `preimage`: 32 bytes where the clause has a hash; else not looked at, and may be NULL.
/// - `destination`: the output script to which it goes. Not NULL.
/// - `destination_length`: how many bytes it has, at least one.
/// - `feerate_per_kw`: the fee, in satoshi for a thousand units of weight.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: as `keelbolt_clause_spend_prepare`; `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_exit_claim(
    spend: *mut keelbolt_clause_spend,
    accepted: *const keelbolt_accepted_vtxo,
    clause: *const keelbolt_clause,
    preimage: *const u8,
    destination: *const u8,
    destination_length: usize,
    feerate_per_kw: u32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(spend)?;
            let (accepted, clause) = (value(accepted)?, read(clause)?);
            let script = paid_script(destination, destination_length)?;
            let asked = clause.to_core()?;
            let known = preimage_of(&asked, preimage)?;
            let exit = accepted.exit()?;
            exit.claim(&asked, known.as_ref(), script, feerate_per_kw)?;
            out.set(|struct_size| keelbolt_clause_spend {
                struct_size,
                policy: keelbolt_vtxo_policy::of(&Policy::User(*accepted.policy())),
                terms: keelbolt_vtxo_terms::of(accepted.terms()),
                clause,
                previous_output: keelbolt_outpoint::of(exit.point()),
                value_sat: accepted.amount().0,
                destination,
                destination_length,
                feerate_per_kw,
                preimage,
            });
            Ok(())
        })
    }
}

/// Tells until when the exit of a VTXO must have begun.
///
/// - `deadline` (out): written on success. Not NULL.
/// - `accepted`: only read. Not NULL.
/// - `margin`: how many blocks there are to be to spare when all is through.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_exit_deadline(
    deadline: *mut keelbolt_deadline,
    accepted: *const keelbolt_accepted_vtxo,
    margin: u16,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(deadline)?;
            out.set(keelbolt_deadline::of(value(accepted)?.deadline(margin)));
            Ok(())
        })
    }
}

/// Tells the first deadline among many VTXOs: when a wallet must act next, unless others exit first.
///
/// - `is_found` (out): false when there are no VTXOs. Not NULL. Left unwritten on an error.
/// - `deadline` (out): the first; zeros when there is none. Not NULL. Left unwritten on an error.
/// - `accepted`: pointers to the VTXOs, none of them NULL; only read. NULL only when there are none.
/// - `accepted_count`: how many they are.
/// - `margin`: how many blocks there are to be to spare when all is through.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_exit_first_deadline(
    is_found: *mut bool,
    deadline: *mut keelbolt_deadline,
    accepted: *const *const keelbolt_accepted_vtxo,
    accepted_count: usize,
    margin: u16,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = OptionalOut::new(is_found, deadline)?;
            let pointers = list(accepted, accepted_count)?;
            pointers.iter().try_for_each(|pointer| value(*pointer).map(|_: &AcceptedVtxo<'_>| ()))?;
            // Each has been read before.
            let vtxos = pointers.iter().filter_map(|pointer| value(*pointer).ok().copied());
            let first = first_deadline(vtxos, margin);
            out.set(first.map(keelbolt_deadline::of), keelbolt_deadline::NONE);
            Ok::<(), Fault>(())
        })
    }
}
