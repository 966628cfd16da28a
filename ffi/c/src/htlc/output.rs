//! The output of a contract: its scripts, its address, its keys.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::htlc::terms::{Contract, keelbolt_contract_terms};
use crate::musig::keys::keelbolt_musig_keys;
use crate::network;
use crate::number::numbered;
use crate::pointer::{Buffer, Out};
use crate::status::keelbolt_status;
use core::ffi::c_char;
use protocol::codec::script::Script;
use protocol::codec::witness_program::WitnessProgram;

/// The scripts of a contract. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_contract_script {
    /// The whole script of a P2WSH contract, which every spend shows.
    KEELBOLT_CONTRACT_WITNESS_SCRIPT = 1,
    /// The receiver's leaf of a Taproot contract.
    KEELBOLT_CONTRACT_CLAIM_LEAF = 2,
    /// The sender's leaf of a Taproot contract.
    KEELBOLT_CONTRACT_REFUND_LEAF = 3,
}

use keelbolt_contract_script::*;

numbered!(keelbolt_contract_script);

impl Contract {
    fn script(&self, which: i32) -> Result<Script, Fault> {
        const WITNESS_SCRIPT: i32 = KEELBOLT_CONTRACT_WITNESS_SCRIPT.number();
        const CLAIM_LEAF: i32 = KEELBOLT_CONTRACT_CLAIM_LEAF.number();
        const REFUND_LEAF: i32 = KEELBOLT_CONTRACT_REFUND_LEAF.number();
        match (self, which) {
            (Self::P2wsh(contract), WITNESS_SCRIPT) => Ok(contract.witness_script()),
            (Self::Taproot(contract), CLAIM_LEAF) => Ok(contract.claim_leaf().script()),
            (Self::Taproot(contract), REFUND_LEAF) => Ok(contract.refund_leaf().script()),
            (_, found) => Err(Fault::UnknownEnumValue { found }),
        }
    }

    pub(super) fn program(&self) -> WitnessProgram {
        match self {
            Self::P2wsh(contract) => contract.program(),
            Self::Taproot(contract) => contract.program(),
        }
    }
}

/// Writes a script of a contract.
///
/// - `script` (out): room for the script, or NULL to ask for its length. Left unwritten on an error.
/// - `script_length` (in, out): the room in bytes; on return the length of the script. Not NULL.
/// - `terms`: only read. Not NULL.
/// - `which`: a `keelbolt_contract_script` that the form of the contract has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, and as
///   `keelbolt_contract_check`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_contract_script_bytes(
    script: *mut u8,
    script_length: *mut usize,
    terms: *const keelbolt_contract_terms,
    which: i32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(script, script_length)?;
            let script = keelbolt_contract_terms::read(terms)?.script(which)?;
            out.fill(script.len(), script.iter().copied())
        })
    }
}

/// Writes the output script that pays to a contract, 34 bytes.
///
/// - `script_pubkey` (out): 34 bytes. Not NULL. Left unwritten on an error.
/// - `terms`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_contract_check`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_contract_script_pubkey(
    script_pubkey: *mut u8,
    terms: *const keelbolt_contract_terms,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(script_pubkey.cast::<[u8; 34]>())?;
            let script = keelbolt_contract_terms::read(terms)?.program().script_pubkey();
            // Both forms have a program of 32 bytes.
            out.set((*script).try_into().map_err(|_| Fault::Panic)?);
            Ok(())
        })
    }
}

/// Writes the address that pays to a contract, without NUL at the end.
///
/// - `address` (out): room for the address, or NULL to ask for its length. Left unwritten on an error.
/// - `address_length` (in, out): the room in bytes; on return the length of the address. Not NULL.
/// - `terms`: only read. Not NULL.
/// - `network`: a `keelbolt_network`.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, and as `keelbolt_contract_check`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_contract_address(
    address: *mut c_char,
    address_length: *mut usize,
    terms: *const keelbolt_contract_terms,
    network: i32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(address.cast::<u8>(), address_length)?;
            let network = network::of_number(network)?;
            out.show(&keelbolt_contract_terms::read(terms)?.program().address(network))
        })
    }
}

/// Gives the keys of a Taproot contract's tree.
///
/// - `internal_key` (out): to which the tree is bound, 32 bytes. Not NULL. Left unwritten on an error.
/// - `merkle_root` (out): of both leaves, 32 bytes. Not NULL. Left unwritten on an error.
/// - `terms`: of a Taproot contract; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_contract_check`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_contract_tree(
    internal_key: *mut u8,
    merkle_root: *mut u8,
    terms: *const keelbolt_contract_terms,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let internal_key = Out::new(internal_key.cast::<[u8; 32]>())?;
            let merkle_root = Out::new(merkle_root.cast::<[u8; 32]>())?;
            let contract = keelbolt_contract_terms::read(terms)?;
            let contract = contract.taproot()?;
            internal_key.set(contract.internal_key().to_bytes());
            merkle_root.set(contract.merkle_root().0);
            Ok(())
        })
    }
}

/// Makes the keys with which both sign a cooperative spend of a Taproot contract: both keys, sorted, aggregated and
/// tweaked. Receiver and sender then run the ceremony of `keelbolt_musig_` over the signature hash of
/// `keelbolt_contract_spend_prepare`.
///
/// - `keys` (out): written on success; must stay where it is. Not NULL.
/// - `terms`: of a Taproot contract; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_contract_check`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_contract_musig_keys(
    keys: *mut keelbolt_musig_keys,
    terms: *const keelbolt_contract_terms,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let contract = keelbolt_contract_terms::read(terms)?;
            let contract = contract.taproot()?;
            let signers = contract.output_keys()?.signers().iter().copied().collect();
            let root = contract.merkle_root();
            keelbolt_musig_keys::fill(keys, signers, |aggregation| Ok(aggregation.tap_tweak(Some(&root))?))
        })
    }
}
