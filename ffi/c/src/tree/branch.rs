//! The way from the root of a tree to one leaf, as its owner builds it.

use crate::bytes::keelbolt_bytes;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::heap::{Heap, free, give, handle, handle_entry, value};
use crate::outpoint::keelbolt_outpoint;
use crate::pointer::{Buffer, GrowingOut, Out, read};
use crate::status::keelbolt_status;
use crate::tree::list::signatures;
use crate::tree::spec::{keelbolt_leaf_spec, keelbolt_tree_spec};
use crate::tree::transaction::{self, keelbolt_tree_output, keelbolt_tree_transaction};
use crate::vtxo::terms::keelbolt_vtxo_terms;
use protocol::vtxo::tree::{Branch, TreeTransaction};

/// One leaf, and all transactions above it up to the output on chain; opaque, in memory of the library's. All that
/// decides these transactions is built from the specification, and nothing else of the tree. It does not change.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
pub struct keelbolt_branch {
    heap: Heap<Branch>,
}

handle!(keelbolt_branch of Branch);

/// A branch in figures.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_branch_fields {
    /// `sizeof(keelbolt_branch_fields)`, set by the caller.
    pub struct_size: usize,
    /// Which leaf it is, the first being 0.
    pub leaf: usize,
    /// How many leaves the whole tree has; `keelbolt_tree_shape_of` tells its shape.
    pub leaf_count: usize,
    /// What the leaf's owner asked for.
    pub spec: keelbolt_leaf_spec,
    /// What holds for the whole tree.
    pub terms: keelbolt_vtxo_terms,
    /// The id of the VTXO: the output that the last transaction makes.
    pub id: keelbolt_outpoint,
    /// The output on chain that the root spends.
    pub utxo: keelbolt_outpoint,
    /// The output that funds the tree: what the one on chain must be.
    pub funding_output: keelbolt_tree_output,
    /// How many transactions an exit publishes: those of the nodes above the leaf, and the leaf's own.
    pub transaction_count: usize,
}

/// Builds the branch of a leaf.
///
/// - `branch` (out): a new branch, for `keelbolt_branch_free`. Not NULL. Left unwritten on an error.
/// - `spec`: what the tree is made from; only read. Not NULL.
/// - `utxo`: the output on chain; only read. Not NULL.
/// - `leaf`: which leaf, the first being 0.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `spec` may be shared.
/// - Errors: `KEELBOLT_ERROR_NO_SUCH_LEAF`; those of `keelbolt_unsigned_tree_build`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_branch_build(
    branch: *mut *mut keelbolt_branch,
    spec: *const keelbolt_tree_spec,
    utxo: *const keelbolt_outpoint,
    leaf: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(spec, error, |spec| {
            let (out, utxo) = (Out::new(branch)?, read(utxo)?.to_core());
            give(out, Branch::build(spec, utxo, leaf)?);
            Ok(())
        })
    }
}

/// Ends a branch.
///
/// - `branch`: not used afterwards; NULL is nothing.
/// - Threads: may be called from any thread; nobody else uses the branch.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_branch_free(branch: *mut keelbolt_branch) {
    // SAFETY: NULL, or a branch of this library's that nobody uses.
    unsafe { free(branch) }
}

/// Gives a branch in figures.
///
/// - `fields` (out): written on success; `struct_size` is set by the caller. Not NULL.
/// - `branch`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `branch` may be shared.
/// - Errors: `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_branch_read(
    fields: *mut keelbolt_branch_fields,
    branch: *const keelbolt_branch,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(branch, error, |branch| {
            GrowingOut::new(fields)?.set(|struct_size| keelbolt_branch_fields {
                struct_size,
                leaf: branch.leaf(),
                leaf_count: branch.shape().leaves(),
                spec: keelbolt_leaf_spec::of(branch.spec()),
                terms: keelbolt_vtxo_terms::of(branch.terms()),
                id: keelbolt_outpoint::of(branch.id().0),
                utxo: keelbolt_outpoint::of(branch.utxo()),
                funding_output: keelbolt_tree_output::of(branch.funding_output()),
                transaction_count: branch.transactions().count(),
            });
            Ok(())
        })
    }
}

/// Gives a transaction of a branch, in the order in which an exit publishes them.
///
/// - `transaction` (out): written on success. Not NULL.
/// - `branch`: only read. Not NULL.
/// - `index`: which one: 0 is the root's, the last one the leaf's own.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `branch` may be shared.
/// - Errors: `KEELBOLT_ERROR_INDEX_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_branch_transaction(
    transaction: *mut keelbolt_tree_transaction,
    branch: *const keelbolt_branch,
    index: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(branch, error, |branch| {
            Out::new(transaction)?.set(keelbolt_tree_transaction::of(of_index(branch, index)?));
            Ok(())
        })
    }
}

/// Gives what signatures of a transaction of a branch cover, all of it (`SIGHASH_DEFAULT`).
///
/// - `sighash` (out): 32 bytes. Not NULL. Left unwritten on an error.
/// - `branch`: only read. Not NULL.
/// - `index`: which transaction: 0 is the root's, the last one the leaf's own.
/// - `leaf_hash`: the hash of the leaf of the script tree by which it is spent, 32 bytes; NULL for the key path.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `branch` may be shared.
/// - Errors: `KEELBOLT_ERROR_INDEX_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_branch_sighash(
    sighash: *mut u8,
    branch: *const keelbolt_branch,
    index: usize,
    leaf_hash: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(branch, error, |branch| {
            transaction::sighash(sighash, of_index(branch, index)?, leaf_hash)
        })
    }
}

/// Writes a transaction of a branch with a witness, which is not looked at.
///
/// - `bytes` (out): room for the transaction, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `branch`: only read. Not NULL.
/// - `index`: which transaction: 0 is the root's, the last one the leaf's own.
/// - `witness`: the elements of the witness, by the key path one signature; only read. NULL only when there are none.
/// - `element_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `branch` may be shared.
/// - Errors: `KEELBOLT_ERROR_INDEX_OUT_OF_RANGE`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_branch_signed(
    bytes: *mut u8,
    length: *mut usize,
    branch: *const keelbolt_branch,
    index: usize,
    witness: *const keelbolt_bytes,
    element_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(branch, error, |branch| {
            let out = Buffer::new(bytes, length)?;
            transaction::signed(out, of_index(branch, index)?, witness, element_count)
        })
    }
}

/// Checks the signatures of the nodes above the leaf: whether the leaf's own transaction can be reached.
///
/// - `branch`: only read. Not NULL.
/// - `signatures`: those of all nodes of the tree above the leaves, in order, 64 bytes each; only read. NULL only when
///   there are none.
/// - `signature_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `branch` may be shared.
/// - Errors: `KEELBOLT_ERROR_TREE_SIGNATURE_COUNT`, `KEELBOLT_ERROR_NODE_SIGNATURE` with the node;
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_branch_verify(
    branch: *const keelbolt_branch,
    signatures: *const u8,
    signature_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(branch, error, |branch| {
            Ok(branch.verify(&self::signatures(signatures, signature_count)?)?)
        })
    }
}

/// Writes the VTXO of the leaf, still locked: the signature of its own transaction and the preimage are missing. The
/// signatures of the branch are checked.
///
/// - `bytes` (out): room for the encoding of the VTXO, full, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `branch`: only read. Not NULL.
/// - `spec`: what the branch was built from; only read. Not NULL.
/// - `signatures`: those of all nodes of the tree above the leaves, in order, 64 bytes each; only read. NULL only when
///   there are none.
/// - `signature_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `branch` and `spec` may be shared.
/// - Errors: as `keelbolt_branch_verify`; `KEELBOLT_ERROR_OTHER_TREE`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_branch_vtxo(
    bytes: *mut u8,
    length: *mut usize,
    branch: *const keelbolt_branch,
    spec: *const keelbolt_tree_spec,
    signatures: *const u8,
    signature_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(branch, error, |branch| {
            let out = Buffer::new(bytes, length)?;
            let vtxo = branch.vtxo(value(spec)?, &self::signatures(signatures, signature_count)?)?;
            let encoding = vtxo.to_vec();
            out.fill(encoding.len(), encoding.into_iter())
        })
    }
}

fn of_index(branch: &Branch, index: usize) -> Result<&TreeTransaction, Fault> {
    let length = branch.transactions().count();
    branch.transactions().nth(index).ok_or(Fault::IndexOutOfRange { index, length })
}
