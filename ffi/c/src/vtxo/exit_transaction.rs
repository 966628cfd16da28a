//! The transactions of an exit, rebuilt one after another.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::opaque::{Opaque, fill, fits, value, value_mut};
use crate::outpoint::keelbolt_outpoint;
use crate::pointer::{Buffer, GrowingOut, Out};
use crate::status::keelbolt_status;
use crate::vtxo::genesis::{keelbolt_genesis_item, next};
use crate::vtxo::view::keelbolt_vtxo;
use protocol::vtxo::{ExitPackage, Hop, Hops};

/// The transactions of an exit that are still to be given, opaque. As a `keelbolt_vtxo` it may be copied, needs no
/// destructor, and borrows the bytes of the VTXO.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_exit_transactions {
    /// Not for the caller.
    opaque: [u64; 120],
}

/// A transaction of an exit, opaque: one input, the outputs of its step of the genesis, an anchor. As a `keelbolt_vtxo`
/// it may be copied, needs no destructor, and borrows the bytes of the VTXO.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_exit_transaction {
    /// Not for the caller.
    opaque: [u64; 112],
}

// SAFETY: `repr(C)`, made of integers, and large enough as asserted below; the value holds addresses of the caller's
// bytes alone, not its own.
unsafe impl Opaque for keelbolt_exit_transactions {
    type Value = Hops<'static>;
    const SEAL: u64 = 0x6b65_656c_686f_7073; // "keelhops"
}

// SAFETY: as above.
unsafe impl Opaque for keelbolt_exit_transaction {
    type Value = Hop<'static>;
    const SEAL: u64 = 0x6b65_656c_5f68_6f70; // "keel_hop"
}

const _: () = assert!(fits::<keelbolt_exit_transactions>() && fits::<keelbolt_exit_transaction>());

/// A transaction of an exit in figures.
///
/// Before the first use: `keelbolt_exit_transaction_fields fields = {0}; fields.struct_size = sizeof fields;` (in C++ `= {}`). Later
/// versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_exit_transaction_fields {
    /// `sizeof(keelbolt_exit_transaction_fields)`, set by the caller.
    pub struct_size: usize,
    /// What it spends.
    pub input: keelbolt_outpoint,
    /// Its output that leads on, or is the VTXO.
    pub outpoint: keelbolt_outpoint,
    /// What the spent output holds, in satoshi.
    pub spent_value_sat: u64,
    /// Its anchor, the last output: the first input of the child that pays for both.
    pub anchor: keelbolt_outpoint,
    /// What the anchor holds, in satoshi, which the child spends too: the fee of a board, nothing elsewhere.
    pub anchor_value_sat: u64,
    /// Its weight with all of its witness, exactly, whether that is known yet or not.
    pub weight: u64,
    /// Its id, in the order of its bytes; explorers show them backwards.
    pub txid: [u8; 32],
    /// The script of the spent output.
    pub spent_script: [u8; 34],
    /// Who signs: a key, or several together as one, 32 bytes.
    pub signer: [u8; 32],
    /// What is signed, all of the transaction.
    pub sighash: [u8; 32],
    /// Whether the witness has a preimage beside the signature.
    pub needs_preimage: u8,
    /// Whether there is a signature.
    pub has_signature: u8,
    /// Whether nothing of the witness is missing.
    pub is_complete: u8,
    /// The signature (BIP 340); zeros where there is none.
    pub signature: [u8; 64],
}

impl keelbolt_exit_transaction_fields {
    fn of(hop: &Hop<'_>, struct_size: usize) -> Self {
        let signature = hop.signature();
        let package = ExitPackage { depth: 0, parent: *hop };
        Self {
            struct_size,
            input: keelbolt_outpoint::of(hop.input()),
            outpoint: keelbolt_outpoint::of(hop.outpoint()),
            spent_value_sat: hop.spent_value().0,
            anchor: keelbolt_outpoint::of(package.anchor()),
            anchor_value_sat: package.anchor_value().0,
            weight: hop.weight(),
            txid: hop.txid().0,
            spent_script: hop.spent_script(),
            signer: hop.signer().to_bytes(),
            sighash: hop.sighash().0,
            needs_preimage: hop.needs_preimage().into(),
            has_signature: signature.is_some().into(),
            is_complete: hop.item().transition.is_complete().into(),
            signature: signature.map_or([0; 64], |signature| signature.to_bytes()),
        }
    }
}

/// Begins with the first transaction of an exit, which spends the output on chain.
///
/// - `hops` (out): for `keelbolt_exit_next`; written on success. Not NULL.
/// - `vtxo`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_VTXO_AMOUNT_OVERFLOW`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`;
///   without an allocator `KEELBOLT_ERROR_TOO_MANY_SIGNERS` for more than 64.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_exit_transactions(
    hops: *mut keelbolt_exit_transactions,
    vtxo: *const keelbolt_vtxo,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || fill(hops, || Ok(value(vtxo)?.hops()?))) }
}

/// Gives the next transaction of an exit.
///
/// - `is_found` (out): false behind the last one. Not NULL. Left unwritten on an error.
/// - `hop` (out): written when there is one. Not NULL.
/// - `hops` (in, out): goes on by one; behind an error nothing follows. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_vtxo_exit_transactions`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_exit_next(
    is_found: *mut bool,
    hop: *mut keelbolt_exit_transaction,
    hops: *mut keelbolt_exit_transactions,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || next(is_found, hop, || Ok(value_mut(hops)?.next().transpose()?))) }
}

/// Gives the output script that the next transaction spends, or the VTXO's own behind the last one.
///
/// - `script_pubkey` (out): 34 bytes. Not NULL. Left unwritten on an error.
/// - `hops`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_exit_next_script(
    script_pubkey: *mut u8,
    hops: *const keelbolt_exit_transactions,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(script_pubkey.cast::<[u8; 34]>())?;
            out.set(value(hops)?.next_script());
            Ok(())
        })
    }
}

/// Gives the figures of a transaction of an exit.
///
/// - `fields` (out): written on success; `struct_size` is set by the caller. Not NULL.
/// - `hop`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one transaction at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_exit_transaction_read(
    fields: *mut keelbolt_exit_transaction_fields,
    hop: *const keelbolt_exit_transaction,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(fields)?;
            let hop = value(hop)?;
            out.set(|struct_size| keelbolt_exit_transaction_fields::of(hop, struct_size));
            Ok(())
        })
    }
}

/// Gives what the genesis says of a transaction of an exit.
///
/// - `item` (out): written on success. Not NULL.
/// - `hop`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one transaction at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_exit_transaction_item(
    item: *mut keelbolt_genesis_item,
    hop: *const keelbolt_exit_transaction,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || fill(item, || Ok(*value(hop)?.item()))) }
}

/// Writes a transaction of an exit, with its witness as far as that is known: as it is published.
///
/// - `transaction` (out): room for the transaction in Bitcoin's own serialisation, or NULL to ask for its length. Left
///   unwritten on an error.
/// - `transaction_length` (in, out): the room in bytes; on return the length of the transaction. Not NULL.
/// - `hop`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one transaction at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_exit_transaction_bytes(
    transaction: *mut u8,
    transaction_length: *mut usize,
    hop: *const keelbolt_exit_transaction,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(transaction, transaction_length)?;
            let hop = value(hop)?;
            hop.write(out.zeroed(hop.length())?)?;
            Ok(())
        })
    }
}
