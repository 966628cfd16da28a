//! The Taproot outputs of policies, and the clauses by which they are taken.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::pointer::{Buffer, OptionalOut, Out, list, read};
use crate::status::keelbolt_status;
use crate::vtxo::policy::clause::keelbolt_clause;
use crate::vtxo::policy::keelbolt_vtxo_policy;
use crate::vtxo::terms::keelbolt_vtxo_terms;
use protocol::vtxo::policy::{Policy, PolicyOutput, SpendError};

/// The output that a policy stands for: a key, and a tree of two script leaves at most. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_policy_output {
    /// The key of the key path, before it is tweaked, 32 bytes.
    pub internal_key: [u8; 32],
    /// Whether there are script leaves.
    pub has_merkle_root: bool,
    /// The root of their tree; else zeros.
    pub merkle_root: [u8; 32],
    /// The key of the output, 32 bytes: signatures of the key path are checked with it.
    pub output_key: [u8; 32],
    /// The parity of its point, 0 or 1, as control blocks say it.
    pub parity: u8,
    /// The output script.
    pub script_pubkey: [u8; 34],
}

impl keelbolt_policy_output {
    pub(crate) fn of(output: &PolicyOutput) -> Self {
        let root = output.merkle_root();
        Self {
            internal_key: output.internal_key().to_bytes(),
            has_merkle_root: root.is_some(),
            merkle_root: root.map_or([0; 32], |root| root.0),
            output_key: output.output_key().to_bytes(),
            parity: output.parity().to_u8(),
            script_pubkey: output.script_pubkey(),
        }
    }
}

/// Gives the output that a policy stands for.
///
/// - `output` (out): written on success. Not NULL.
/// - `policy`: only read. Not NULL.
/// - `terms`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_vtxo_policy_write` and `keelbolt_vtxo_terms_check`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_policy_output(
    output: *mut keelbolt_policy_output,
    policy: *const keelbolt_vtxo_policy,
    terms: *const keelbolt_vtxo_terms,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(output)?;
            let output = read(policy)?.to_core()?.output(&read(terms)?.to_core()?)?;
            out.set(keelbolt_policy_output::of(&output));
            Ok(())
        })
    }
}

/// Gives the ways to take the output of a policy by a script, in the order of the leaves.
///
/// - `clauses` (out): room for the clauses, or NULL to ask for their number. Left unwritten on an error.
/// - `clause_count` (in, out): the room in clauses, 2 always suffice; on return how many there are. Not NULL.
/// - `policy`: only read. Not NULL.
/// - `terms`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, and as `keelbolt_vtxo_policy_output`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_policy_clauses(
    clauses: *mut keelbolt_clause,
    clause_count: *mut usize,
    policy: *const keelbolt_vtxo_policy,
    terms: *const keelbolt_vtxo_terms,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(clauses, clause_count)?;
            let clauses = read(policy)?.to_core()?.clauses(&read(terms)?.to_core()?)?;
            out.fill(clauses.len(), clauses.iter().map(keelbolt_clause::of))
        })
    }
}

/// Finds the policy that an output script is of, among those that it may be of: the script itself tells nothing but a
/// key.
///
/// - `is_found` (out): false when it is of none of them; the index is 0 then. Not NULL.
/// - `index` (out): which one it is of, the first being 0. Not NULL. Left unwritten on an error.
/// - `script_pubkey`: only read. NULL only with length 0.
/// - `script_pubkey_length`: how many bytes it has.
/// - `candidates`: the policies; only read. NULL only with count 0.
/// - `candidate_count`: how many they are.
/// - `terms`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_WRONG_LENGTH`, and as `keelbolt_vtxo_policy_output`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_policy_recognise(
    is_found: *mut bool,
    index: *mut usize,
    script_pubkey: *const u8,
    script_pubkey_length: usize,
    candidates: *const keelbolt_vtxo_policy,
    candidate_count: usize,
    terms: *const keelbolt_vtxo_terms,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = OptionalOut::new(is_found, index)?;
            let script = list(script_pubkey, script_pubkey_length)?;
            let (candidates, terms) = (list(candidates, candidate_count)?, read(terms)?.to_core()?);
            for (index, candidate) in candidates.iter().enumerate() {
                if Policy::recognise(script, [candidate.to_core()?], &terms)?.is_some() {
                    out.set(Some(index), 0);
                    return Ok(());
                }
            }
            out.set(None, 0);
            Ok(())
        })
    }
}

/// Writes the control block of a clause, which stands last in the witness of a spend by it.
///
/// - `control_block` (out): room for the block, or NULL to ask for its length. Left unwritten on an error.
/// - `control_block_length` (in, out): the room in bytes, 65 always suffice; on return the length of the block. Not
///   NULL.
/// - `policy`: only read. Not NULL.
/// - `terms`: only read. Not NULL.
/// - `clause`: one of the policy's; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NOT_A_CLAUSE`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, and as `keelbolt_vtxo_policy_output` and
///   `keelbolt_clause_script`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_clause_control_block(
    control_block: *mut u8,
    control_block_length: *mut usize,
    policy: *const keelbolt_vtxo_policy,
    terms: *const keelbolt_vtxo_terms,
    clause: *const keelbolt_clause,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(control_block, control_block_length)?;
            let output = read(policy)?.to_core()?.output(&read(terms)?.to_core()?)?;
            let clause = read(clause)?.to_core()?;
            let block = output.control_block(&clause).ok_or(SpendError::NotAClause)?;
            // The room is as long as the block.
            block.write(out.zeroed(block.length())?).map_err(|_| Fault::Panic)?;
            Ok(())
        })
    }
}

/// Gives the weight of the witness of a spend by a clause, exactly: its elements with their lengths and their number.
///
/// - `weight` (out): in units of weight. Not NULL. Left unwritten on an error.
/// - `policy`: only read. Not NULL.
/// - `terms`: only read. Not NULL.
/// - `clause`: one of the policy's; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NOT_A_CLAUSE`, and as `keelbolt_vtxo_policy_output` and `keelbolt_clause_script`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_clause_witness_weight(
    weight: *mut u64,
    policy: *const keelbolt_vtxo_policy,
    terms: *const keelbolt_vtxo_terms,
    clause: *const keelbolt_clause,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(weight)?;
            let output = read(policy)?.to_core()?.output(&read(terms)?.to_core()?)?;
            let clause = read(clause)?.to_core()?;
            out.set(output.witness_weight(&clause).ok_or(SpendError::NotAClause)?);
            Ok(())
        })
    }
}
