//! A tree with its signatures.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::heap::{Heap, free, give, handle, handle_entry};
use crate::outpoint::keelbolt_outpoint;
use crate::pointer::{Buffer, Out, elements, read};
use crate::status::keelbolt_status;
use crate::tree::list::signatures;
use crate::tree::spec::keelbolt_tree_spec;
use crate::tree::unsigned::keelbolt_unsigned_tree;
use protocol::vtxo::tree::SignedTree;

/// What a tree is made from, the output that funds it, and the signatures of the nodes above its leaves: what a server
/// keeps, and sends; opaque, in memory of the library's. Nothing says that the signatures hold until
/// `keelbolt_signed_tree_verify` has. It does not change.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
pub struct keelbolt_signed_tree {
    heap: Heap<SignedTree>,
}

handle!(keelbolt_signed_tree of SignedTree);

/// Joins a specification and signatures, which are not looked at.
///
/// - `tree` (out): a new tree, for `keelbolt_signed_tree_free`. Not NULL. Left unwritten on an error.
/// - `spec`: copied. Not NULL.
/// - `utxo`: the output on chain that the root spends; only read. Not NULL.
/// - `signatures`: those of the nodes above the leaves, in order, 64 bytes each; only read. NULL only when there are
///   none.
/// - `signature_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `spec` may be shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_signed_tree_new(
    tree: *mut *mut keelbolt_signed_tree,
    spec: *const keelbolt_tree_spec,
    utxo: *const keelbolt_outpoint,
    signatures: *const u8,
    signature_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(spec, error, |spec| {
            let (out, utxo) = (Out::new(tree)?, read(utxo)?.to_core());
            let signatures = self::signatures(signatures, signature_count)?;
            give(out, SignedTree { spec: spec.clone(), utxo, signatures });
            Ok(())
        })
    }
}

/// Reads a tree that fills its bytes, of version 1 or 2.
///
/// - `tree` (out): a new tree, for `keelbolt_signed_tree_free`. Not NULL. Left unwritten on an error.
/// - `bytes`: the encoding; only read. Not NULL.
/// - `length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_tree_spec_parse`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_signed_tree_parse(
    tree: *mut *mut keelbolt_signed_tree,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(tree)?;
            give(out, SignedTree::parse(elements(bytes, length)?)?);
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
pub unsafe extern "C" fn keelbolt_signed_tree_free(tree: *mut keelbolt_signed_tree) {
    // SAFETY: NULL, or a tree of this library's that nobody uses.
    unsafe { free(tree) }
}

/// Writes a tree, in version 2.
///
/// - `bytes` (out): room for the encoding, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `tree`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `tree` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_signed_tree_write(
    bytes: *mut u8,
    length: *mut usize,
    tree: *const keelbolt_signed_tree,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| {
            let out = Buffer::new(bytes, length)?;
            tree.write(out.zeroed(tree.length())?)?;
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
pub unsafe extern "C" fn keelbolt_signed_tree_spec(
    spec: *mut *mut keelbolt_tree_spec,
    tree: *const keelbolt_signed_tree,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| {
            give(Out::new(spec)?, tree.spec.clone());
            Ok(())
        })
    }
}

/// Gives the output on chain that the root spends.
///
/// - `utxo` (out): written on success. Not NULL.
/// - `tree`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `tree` may be shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_signed_tree_utxo(
    utxo: *mut keelbolt_outpoint,
    tree: *const keelbolt_signed_tree,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| {
            Out::new(utxo)?.set(keelbolt_outpoint::of(tree.utxo));
            Ok(())
        })
    }
}

/// Gives the signatures, one for each node above the leaves, in order.
///
/// - `signatures` (out): room for 64 bytes of each, or NULL to ask for their number. Left unwritten on an error.
/// - `signature_count` (in, out): the room in signatures; on return how many there are. Not NULL.
/// - `tree`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `tree` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_signed_tree_signatures(
    signatures: *mut u8,
    signature_count: *mut usize,
    tree: *const keelbolt_signed_tree,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| {
            let out = Buffer::new(signatures.cast::<[u8; 64]>(), signature_count)?;
            out.fill(tree.signatures.len(), tree.signatures.iter().map(|signature| *signature.as_bytes()))
        })
    }
}

/// Builds the tree and checks all signatures.
///
/// - `unsigned_tree` (out): the tree that was built, for `keelbolt_unsigned_tree_free`. Not NULL. Left unwritten on an
///   error.
/// - `tree`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `tree` may be shared.
/// - Errors: `KEELBOLT_ERROR_TREE_SIGNATURE_COUNT`, `KEELBOLT_ERROR_NODE_SIGNATURE` with the node; those of
///   `keelbolt_unsigned_tree_build`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_signed_tree_verify(
    unsigned_tree: *mut *mut keelbolt_unsigned_tree,
    tree: *const keelbolt_signed_tree,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| {
            give(Out::new(unsigned_tree)?, tree.verify()?);
            Ok(())
        })
    }
}

/// Makes the same tree with the version of hash locks that its first signature tells. The encoding does not.
///
/// - `found` (out): a new tree, for `keelbolt_signed_tree_free`. Not NULL. Left unwritten on an error.
/// - `tree`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `tree` may be shared.
/// - Errors: `KEELBOLT_ERROR_NODE_SIGNATURE` when the signature fits neither; `KEELBOLT_ERROR_TREE_SIGNATURE_COUNT`,
///   those of `keelbolt_unsigned_tree_build`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_signed_tree_with_found_hash_lock(
    found: *mut *mut keelbolt_signed_tree,
    tree: *const keelbolt_signed_tree,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| {
            give(Out::new(found)?, tree.clone().with_found_hash_lock()?);
            Ok(())
        })
    }
}
