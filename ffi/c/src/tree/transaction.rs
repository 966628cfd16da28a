//! The transactions of a tree, as numbers and bytes.

use crate::bytes::keelbolt_bytes;
use crate::channel::transaction::write;
use crate::fault::Fault;
use crate::outpoint::keelbolt_outpoint;
use crate::pointer::{Buffer, Out, list, read_optional};
use alloc::vec::Vec;
use protocol::crypto::TapNodeHash;
use protocol::vtxo::tree::{TreeOutput, TreeTransaction};

/// An output that a transaction of a tree spends or makes. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_tree_output {
    /// What it holds, in satoshi.
    pub value_sat: u64,
    /// Who can spend it: Taproot.
    pub script_pubkey: [u8; 34],
}

/// A transaction of a tree, which is signed by nobody: version 3, one input, up to four outputs, and behind these an
/// anchor of nothing. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_tree_transaction {
    /// Its id, which no signature changes, in the order of its bytes; explorers show them backwards.
    pub txid: [u8; 32],
    /// What the input spends.
    pub previous_output: keelbolt_outpoint,
    /// The output there.
    pub spent: keelbolt_tree_output,
    /// How many outputs it has, without the anchor.
    pub output_count: usize,
    /// The outputs, without the anchor; zeros follow.
    pub outputs: [keelbolt_tree_output; 4],
}

impl keelbolt_tree_output {
    const NONE: Self = Self { value_sat: 0, script_pubkey: [0; 34] };

    pub(super) const fn of(output: &TreeOutput) -> Self {
        Self { value_sat: output.value.0, script_pubkey: output.script_pubkey }
    }
}

impl keelbolt_tree_transaction {
    pub(super) fn of(transaction: &TreeTransaction) -> Self {
        let mut outputs = [keelbolt_tree_output::NONE; 4];
        let made = transaction.outputs().iter().map(keelbolt_tree_output::of);
        outputs.iter_mut().zip(made).for_each(|(output, made)| *output = made);
        Self {
            txid: transaction.txid().0,
            previous_output: keelbolt_outpoint::of(transaction.previous_output()),
            spent: keelbolt_tree_output::of(transaction.spent()),
            output_count: transaction.outputs().len(),
            outputs,
        }
    }
}

/// Writes what signatures cover.
///
/// # Safety
///
/// `sighash` is NULL or has 32 writable bytes, `leaf_hash` is NULL or has 32 readable ones.
pub(super) unsafe fn sighash(
    sighash: *mut u8,
    transaction: &TreeTransaction,
    leaf_hash: *const u8,
) -> Result<(), Fault> {
    // SAFETY: passed on from the caller.
    let (out, leaf) = unsafe {
        (Out::new(sighash.cast::<[u8; 32]>())?, read_optional(leaf_hash.cast::<[u8; 32]>()).map(TapNodeHash))
    };
    out.set(transaction.sighash(leaf.as_ref()).0);
    Ok(())
}

/// Writes the transaction with a witness.
///
/// # Safety
///
/// `witness` is NULL, or aligned and readable for `count` elements, which are as their documentation asks.
pub(super) unsafe fn signed(
    out: Buffer<'_, u8>,
    transaction: &TreeTransaction,
    witness: *const keelbolt_bytes,
    count: usize,
) -> Result<(), Fault> {
    // SAFETY: passed on from the caller.
    let elements = unsafe { list(witness, count)? };
    // SAFETY: passed on from the caller.
    let elements: Vec<&[u8]> =
        elements.iter().map(|element| unsafe { element.read() }).collect::<Result<_, _>>()?;
    write(out, &transaction.signed(&elements))
}
