//! What a user checks before anything of its own leaves the wallet.

use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::heap::{Heap, free, give, handle, handle_entry, value};
use crate::pointer::{Buffer, Out, growing};
use crate::status::keelbolt_status;
use crate::tree::branch::keelbolt_branch;
use crate::tree::list::parsed;
use crate::tree::spec::{keelbolt_leaf_spec, keelbolt_tree_spec};
use crate::vtxo::lock::lock_delta;
use alloc::vec::Vec;
use protocol::cosign::{CheckedBranch, Expected, NodeToSign};
use protocol::crypto::PublicKey;
use protocol::crypto::musig::AggregateNonce;
use protocol::time::BlockHeight;

/// A branch that `keelbolt_branch_check` has accepted: the only one that is signed; opaque, in memory of the library's.
/// It does not change.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
pub struct keelbolt_checked_branch {
    heap: Heap<CheckedBranch>,
}

handle!(keelbolt_checked_branch of CheckedBranch);

/// What a user asked for, and what it agreed on with the server.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_expected_branch {
    /// `sizeof(keelbolt_expected_branch)`, set by the caller.
    pub struct_size: usize,
    /// The leaf, with the user's fresh key for this tree, and the unlock hash that the server gave.
    pub leaf: keelbolt_leaf_spec,
    /// The server's key, compressed.
    pub server_pubkey: [u8; 33],
    /// The key with which the server signs for this tree, compressed.
    pub server_cosign_pubkey: [u8; 33],
    /// How many blocks exits wait.
    pub exit_delta: u16,
    /// The server must not be able to sweep the tree before this height.
    pub earliest_expiry: u32,
    /// How many transactions may stand above the leaf's own.
    pub max_depth: usize,
}

/// What an external signer is told of one node, beside the keys of all signers, which it sorts. The layout will not
/// change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_node_to_sign {
    /// The node.
    pub node: usize,
    /// Which of the nonces serves it, the first being 0. The others are never used.
    pub nonce: usize,
    /// What is signed.
    pub sighash: [u8; 32],
    /// The x-only tweak of the aggregate key.
    pub tweak: [u8; 32],
    /// The aggregate key before the tweak, x-only, to compare.
    pub internal_key: [u8; 32],
    /// The sum of all nonces.
    pub aggregate_nonce: [u8; 66],
}

/// Checks a branch, and that it is of this specification's tree: that the leaf is the one that was asked for, that the
/// server is the one that is known and signs for every node, that exit and expiry are as agreed on, and that each output
/// beside the way can be relayed.
///
/// - `checked` (out): a new branch, for `keelbolt_checked_branch_free`. Not NULL. Left unwritten on an error.
/// - `branch`: copied. Not NULL.
/// - `spec`: what the branch was built from; only read. Not NULL.
/// - `expected`: what the user asked for; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `branch` and `spec` may be shared.
/// - Errors: those from `KEELBOLT_ERROR_LEAF_POLICY` to `KEELBOLT_ERROR_TREE_DUST`: the first that holds;
///   `KEELBOLT_ERROR_OTHER_TREE`; those of the members, as for `keelbolt_tree_spec_new`; `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_branch_check(
    checked: *mut *mut keelbolt_checked_branch,
    branch: *const keelbolt_branch,
    spec: *const keelbolt_tree_spec,
    expected: *const keelbolt_expected_branch,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(branch, error, |branch| {
            let (out, spec) = (Out::new(checked)?, value(spec)?);
            give(out, growing(expected)?.to_core()?.check(branch.clone(), spec)?);
            Ok(())
        })
    }
}

/// Ends a branch that was checked.
///
/// - `branch`: not used afterwards; NULL is nothing.
/// - Threads: may be called from any thread; nobody else uses the branch.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_checked_branch_free(branch: *mut keelbolt_checked_branch) {
    // SAFETY: NULL, or a branch of this library's that nobody uses.
    unsafe { free(branch) }
}

/// Gives the branch.
///
/// - `branch` (out): a new branch, for `keelbolt_branch_free`. Not NULL. Left unwritten on an error.
/// - `checked`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `checked` may be shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_checked_branch_branch(
    branch: *mut *mut keelbolt_branch,
    checked: *const keelbolt_checked_branch,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(checked, error, |checked| {
            give(Out::new(branch)?, checked.branch().clone());
            Ok(())
        })
    }
}

/// Gives the user's key, which stands in each node.
///
/// - `public_key` (out): compressed, 33 bytes. Not NULL. Left unwritten on an error.
/// - `checked`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `checked` may be shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_checked_branch_cosign_pubkey(
    public_key: *mut u8,
    checked: *const keelbolt_checked_branch,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(checked, error, |checked| {
            Out::new(public_key.cast::<[u8; 33]>())?.set(checked.cosign_pubkey().to_bytes());
            Ok(())
        })
    }
}

/// Gives what an external signer signs, from the node above the leaf to the root.
///
/// - `nodes` (out): room for them, or NULL to ask for their number. Left unwritten on an error.
/// - `node_count` (in, out): the room in elements; on return how many there are. Not NULL.
/// - `checked`: only read. Not NULL.
/// - `aggregate_nonces`: the sums of the nonces of all nodes of the tree above the leaves, in order, 66 bytes each; only
///   read. NULL only when there are none.
/// - `aggregate_nonce_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `checked` may be shared.
/// - Errors: `KEELBOLT_ERROR_AGGREGATE_NONCE_COUNT`, `KEELBOLT_ERROR_NOT_A_NONCE`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_checked_branch_to_sign(
    nodes: *mut keelbolt_node_to_sign,
    node_count: *mut usize,
    checked: *const keelbolt_checked_branch,
    aggregate_nonces: *const u8,
    aggregate_nonce_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(checked, error, |checked| {
            let out = Buffer::new(nodes, node_count)?;
            let aggregates = parsed(aggregate_nonces, aggregate_nonce_count, AggregateNonce::parse)?;
            let nodes: Vec<_> = checked.to_sign(&aggregates)?.collect();
            out.fill(nodes.len(), nodes.iter().map(keelbolt_node_to_sign::of))
        })
    }
}

impl keelbolt_expected_branch {
    fn to_core(self) -> Result<Expected, Fault> {
        Ok(Expected {
            leaf: self.leaf.to_core()?,
            server_pubkey: PublicKey::parse(&self.server_pubkey)?,
            server_cosign_pubkey: PublicKey::parse(&self.server_cosign_pubkey)?,
            exit_delta: lock_delta(self.exit_delta)?,
            earliest_expiry: BlockHeight(self.earliest_expiry),
            max_depth: self.max_depth,
        })
    }
}

impl keelbolt_node_to_sign {
    fn of(node: &NodeToSign) -> Self {
        Self {
            node: node.node,
            nonce: node.nonce,
            sighash: node.sighash.0,
            tweak: node.tweak.0,
            internal_key: node.internal_key.to_bytes(),
            aggregate_nonce: node.aggregate_nonce.to_bytes(),
        }
    }
}
