//! Reading terms from scripts, and preimages from witnesses.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::htlc::terms::keelbolt_contract_form::*;
use crate::htlc::terms::keelbolt_contract_terms;
use crate::keys::public_key;
use crate::pointer::{GrowingOut, OptionalOut, list};
use crate::status::keelbolt_status;
use protocol::htlc::{P2wshHtlc, TaprootHtlc};

/// Reads the terms of a P2WSH contract from its witness script.
///
/// - `terms` (out): `struct_size` is set by the caller; the rest is written on success. `form` is 0 when it is no such
///   script, byte for byte. Not NULL.
/// - `witness_script`: only read. NULL only with length 0.
/// - `witness_script_length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_WRONG_LENGTH`, `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_contract_recognise_p2wsh(
    terms: *mut keelbolt_contract_terms,
    witness_script: *const u8,
    witness_script_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(terms)?;
            let contract = P2wshHtlc::recognise(list(witness_script, witness_script_length)?);
            out.set(|struct_size| match &contract {
                Some(contract) => {
                    keelbolt_contract_terms::of(KEELBOLT_CONTRACT_P2WSH, contract.terms(), struct_size)
                }
                None => keelbolt_contract_terms::none(struct_size),
            });
            Ok(())
        })
    }
}

/// Reads the terms of a Taproot contract from both leaves and the keys, of which leaves hold the x coordinates only.
/// Whether an output is this contract's, `keelbolt_contract_script_pubkey` tells.
///
/// - `terms` (out): `struct_size` is set by the caller; the rest is written on success. `form` is 0 when they do not
///   belong together. Not NULL.
/// - `claim_leaf`: the receiver's leaf; only read.
/// - `refund_leaf`: the sender's leaf; only read.
/// - `receiver`: the receiver's key, 33 bytes. Not NULL.
/// - `sender`: the sender's, 33 bytes. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_WRONG_LENGTH`, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_contract_recognise_taproot(
    terms: *mut keelbolt_contract_terms,
    claim_leaf: keelbolt_bytes,
    refund_leaf: keelbolt_bytes,
    receiver: *const u8,
    sender: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(terms)?;
            let (receiver, sender) = (public_key(receiver)?, public_key(sender)?);
            let contract =
                TaprootHtlc::recognise(claim_leaf.read()?, refund_leaf.read()?, &receiver, &sender);
            out.set(|struct_size| match &contract {
                Some(contract) => {
                    keelbolt_contract_terms::of(KEELBOLT_CONTRACT_TAPROOT, contract.terms(), struct_size)
                }
                None => keelbolt_contract_terms::none(struct_size),
            });
            Ok(())
        })
    }
}

/// Looks for the preimage in all elements of a witness, of whatever spend: this is how the sender learns it.
///
/// - `is_found` (out): false when no element is one; the preimage is zeros then. Not NULL.
/// - `preimage` (out): 32 bytes. Not NULL. Left unwritten on an error.
/// - `terms`: only read. Not NULL.
/// - `elements`: of the witness; only read. NULL only with count 0.
/// - `element_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_WRONG_LENGTH`, and as `keelbolt_contract_check`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_contract_preimage(
    is_found: *mut bool,
    preimage: *mut u8,
    terms: *const keelbolt_contract_terms,
    elements: *const keelbolt_bytes,
    element_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = OptionalOut::new(is_found, preimage.cast::<[u8; 32]>())?;
            let contract = keelbolt_contract_terms::read(terms)?;
            let witness = keelbolt_bytes::read_all(elements, element_count)?;
            let found = contract.terms().hash().preimage_in(witness);
            out.set(found.map(|preimage| *preimage.0.expose()), [0; 32]);
            Ok(())
        })
    }
}
