//! The whole tree, as a server builds it.

use crate::bytes::keelbolt_bytes;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::heap::{Heap, free, give, handle, handle_entry};
use crate::outpoint::keelbolt_outpoint;
use crate::pointer::{Buffer, GrowingOut, Out, read};
use crate::status::keelbolt_status;
use crate::tree::branch::keelbolt_branch;
use crate::tree::spec::keelbolt_tree_spec;
use crate::tree::transaction::{self, keelbolt_tree_transaction};
use protocol::vtxo::tree::{TreeTransaction, UnsignedTree};

/// A tree on top of an output on chain, with all of its transactions, none of them signed; opaque, in memory of the
/// library's. It does not change, and what is made from it does not need it any more.
///
/// It costs one aggregation of keys for each node: of n leaves about n log n keys. Whoever has only one leaf builds its
/// `keelbolt_branch`.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
pub struct keelbolt_unsigned_tree {
    heap: Heap<UnsignedTree>,
}

handle!(keelbolt_unsigned_tree of UnsignedTree);

/// A tree in figures. `keelbolt_tree_shape_of` tells its shape.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_unsigned_tree_fields {
    /// `sizeof(keelbolt_unsigned_tree_fields)`, set by the caller.
    pub struct_size: usize,
    /// The output on chain that the root spends.
    pub utxo: keelbolt_outpoint,
    /// How many leaves it has.
    pub leaf_count: usize,
    /// How many nodes it has, leaves and others: each has a transaction.
    pub node_count: usize,
}

/// Builds a tree.
///
/// - `tree` (out): a new tree, for `keelbolt_unsigned_tree_free`. Not NULL. Left unwritten on an error.
/// - `spec`: what it is made from; copied. Not NULL.
/// - `utxo`: the output on chain, which `keelbolt_tree_spec_funding_output` describes; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `spec` may be shared.
/// - Errors: `KEELBOLT_ERROR_NO_SIGNERS` when nobody signs for a node; `KEELBOLT_ERROR_POINTS_CANCEL`,
///   `KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE`, which no input is known to cause; `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_tree_build(
    tree: *mut *mut keelbolt_unsigned_tree,
    spec: *const keelbolt_tree_spec,
    utxo: *const keelbolt_outpoint,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(spec, error, |spec| {
            let (out, utxo) = (Out::new(tree)?, read(utxo)?.to_core());
            give(out, UnsignedTree::build(spec.clone(), utxo)?);
            Ok(())
        })
    }
}

/// Ends a tree.
///
/// - `tree`: not used afterwards; NULL is nothing.
/// - Threads: may be called from any thread; nobody else uses the tree.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_tree_free(tree: *mut keelbolt_unsigned_tree) {
    // SAFETY: NULL, or a tree of this library's that nobody uses.
    unsafe { free(tree) }
}

/// Gives a tree in figures.
///
/// - `fields` (out): written on success; `struct_size` is set by the caller. Not NULL.
/// - `tree`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `tree` may be shared.
/// - Errors: `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_tree_read(
    fields: *mut keelbolt_unsigned_tree_fields,
    tree: *const keelbolt_unsigned_tree,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| {
            GrowingOut::new(fields)?.set(|struct_size| keelbolt_unsigned_tree_fields {
                struct_size,
                utxo: keelbolt_outpoint::of(tree.utxo()),
                leaf_count: tree.shape().leaves(),
                node_count: tree.shape().nodes(),
            });
            Ok(())
        })
    }
}

/// Gives what a tree is made from.
///
/// - `spec` (out): a new specification, for `keelbolt_tree_spec_free`. Not NULL. Left unwritten on an error.
/// - `tree`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `tree` may be shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_tree_spec(
    spec: *mut *mut keelbolt_tree_spec,
    tree: *const keelbolt_unsigned_tree,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| {
            give(Out::new(spec)?, tree.spec().clone());
            Ok(())
        })
    }
}

/// Gives the transaction of a node.
///
/// - `transaction` (out): written on success. Not NULL.
/// - `tree`: only read. Not NULL.
/// - `node`: the number of the node; that of a leaf gives the leaf's own transaction.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `tree` may be shared.
/// - Errors: `KEELBOLT_ERROR_INDEX_OUT_OF_RANGE` behind the root; `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_tree_transaction(
    transaction: *mut keelbolt_tree_transaction,
    tree: *const keelbolt_unsigned_tree,
    node: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| {
            Out::new(transaction)?.set(keelbolt_tree_transaction::of(of_node(tree, node)?));
            Ok(())
        })
    }
}

/// Gives what signatures of the transaction of a node cover, all of it (`SIGHASH_DEFAULT`).
///
/// - `sighash` (out): 32 bytes. Not NULL. Left unwritten on an error.
/// - `tree`: only read. Not NULL.
/// - `node`: the number of the node.
/// - `leaf_hash`: the hash of the leaf of the script tree by which it is spent, 32 bytes; NULL for the key path.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `tree` may be shared.
/// - Errors: `KEELBOLT_ERROR_INDEX_OUT_OF_RANGE` behind the root; `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_tree_sighash(
    sighash: *mut u8,
    tree: *const keelbolt_unsigned_tree,
    node: usize,
    leaf_hash: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| transaction::sighash(sighash, of_node(tree, node)?, leaf_hash))
    }
}

/// Writes the transaction of a node with a witness, which is not looked at.
///
/// - `bytes` (out): room for the transaction, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `tree`: only read. Not NULL.
/// - `node`: the number of the node.
/// - `witness`: the elements of the witness, by the key path one signature; only read. NULL only when there are none.
/// - `element_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `tree` may be shared.
/// - Errors: `KEELBOLT_ERROR_INDEX_OUT_OF_RANGE` behind the root; `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_tree_signed(
    bytes: *mut u8,
    length: *mut usize,
    tree: *const keelbolt_unsigned_tree,
    node: usize,
    witness: *const keelbolt_bytes,
    element_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| {
            let out = Buffer::new(bytes, length)?;
            transaction::signed(out, of_node(tree, node)?, witness, element_count)
        })
    }
}

/// Gives the keys that sign together, before they are tweaked: of each leaf its owner's and the server's, then of each
/// node above the leaves, in order.
///
/// - `internal_keys` (out): room for 32 bytes of each, x-only, or NULL to ask for their number. Left unwritten on an
///   error.
/// - `key_count` (in, out): the room in keys; on return how many there are: one for each node. Not NULL.
/// - `tree`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `tree` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_tree_internal_keys(
    internal_keys: *mut u8,
    key_count: *mut usize,
    tree: *const keelbolt_unsigned_tree,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| {
            let out = Buffer::new(internal_keys.cast::<[u8; 32]>(), key_count)?;
            out.fill(tree.shape().nodes(), tree.internal_keys().map(|key| key.to_bytes()))
        })
    }
}

/// Gives what is signed together for each node above the leaves, in order: the sighashes of the key paths.
///
/// - `sighashes` (out): room for 32 bytes of each, or NULL to ask for their number. Left unwritten on an error.
/// - `sighash_count` (in, out): the room in sighashes; on return how many there are. Not NULL.
/// - `tree`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `tree` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_tree_sighashes(
    sighashes: *mut u8,
    sighash_count: *mut usize,
    tree: *const keelbolt_unsigned_tree,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| {
            let out = Buffer::new(sighashes.cast::<[u8; 32]>(), sighash_count)?;
            out.fill(tree.shape().internal_nodes(), tree.sighashes().map(|sighash| sighash.0))
        })
    }
}

/// Gives the way from the root to a leaf, without building anything again.
///
/// - `branch` (out): a new branch, for `keelbolt_branch_free`. Not NULL. Left unwritten on an error.
/// - `tree`: only read. Not NULL.
/// - `leaf`: which leaf, the first being 0.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `tree` may be shared.
/// - Errors: `KEELBOLT_ERROR_NO_SUCH_LEAF`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_unsigned_tree_branch(
    branch: *mut *mut keelbolt_branch,
    tree: *const keelbolt_unsigned_tree,
    leaf: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| {
            give(Out::new(branch)?, tree.branch(leaf)?);
            Ok(())
        })
    }
}

fn of_node(tree: &UnsignedTree, node: usize) -> Result<&TreeTransaction, Fault> {
    let transactions = tree.transactions();
    transactions.get(node).ok_or(Fault::IndexOutOfRange { index: node, length: transactions.len() })
}
