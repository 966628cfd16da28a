//! The server's side: whose part is right, and the signatures of all.

use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::heap::{Heap, free, give, handle, handle_entry};
use crate::number::numbered;
use crate::pointer::{Out, list, read};
use crate::status::keelbolt_status;
use crate::tree::list::parsed;
use crate::tree::signed::keelbolt_signed_tree;
use crate::tree::unsigned::keelbolt_unsigned_tree;
use alloc::vec::Vec;
use protocol::cosign::{Contribution, Contributions, Signer, TreeSession};
use protocol::crypto::musig::{AggregateNonce, PartialSignature, PublicNonce};

/// What all have in common that sign a tree: one session of MuSig2 for each node above the leaves, with a tree of its
/// own; opaque, in memory of the library's. It holds no secret and does not change.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
pub struct keelbolt_tree_session {
    heap: Heap<TreeSession<'static>>,
}

handle!(keelbolt_tree_session of TreeSession<'static>);

/// Who signs a tree. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_tree_signer_kind {
    /// The owner of a leaf, by its number.
    KEELBOLT_TREE_SIGNER_LEAF = 1,
    /// Who signs for every node, by the place of the key.
    KEELBOLT_TREE_SIGNER_GLOBAL = 2,
}

numbered!(keelbolt_tree_signer_kind);

/// What one signer has sent. The owner of a leaf who does not sign has NULL for both, with count 0; empty lists of one
/// who signs have another pointer. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_contribution {
    /// The nonces, 66 bytes each: of a leaf's owner one for each level, of one that signs for all one for each node.
    pub public_nonces: *const u8,
    /// How many they are.
    pub public_nonce_count: usize,
    /// The partial signatures, 32 bytes each, one for each node that is signed, in order.
    pub partial_signatures: *const u8,
    /// How many they are.
    pub partial_signature_count: usize,
}

/// Begins a session with the sums of all nonces.
///
/// - `session` (out): a new session, for `keelbolt_tree_session_free`. Not NULL. Left unwritten on an error.
/// - `tree`: copied. Not NULL.
/// - `aggregate_nonces`: of each node above the leaves, in order, 66 bytes each; only read. NULL only when there are
///   none.
/// - `aggregate_nonce_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `tree` may be shared.
/// - Errors: `KEELBOLT_ERROR_AGGREGATE_NONCE_COUNT`, `KEELBOLT_ERROR_NOT_A_NONCE`, `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_session_new(
    session: *mut *mut keelbolt_tree_session,
    tree: *const keelbolt_unsigned_tree,
    aggregate_nonces: *const u8,
    aggregate_nonce_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| {
            let out = Out::new(session)?;
            let aggregates = parsed(aggregate_nonces, aggregate_nonce_count, AggregateNonce::parse)?;
            give(out, TreeSession::new(tree, &aggregates)?.into_owned());
            Ok(())
        })
    }
}

/// Ends a session.
///
/// - `session`: not used afterwards; NULL is nothing.
/// - Threads: may be called from any thread; nobody else uses the session.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_session_free(session: *mut keelbolt_tree_session) {
    // SAFETY: NULL, or a session of this library's that nobody uses.
    unsafe { free(session) }
}

/// Gives the tree that is signed.
///
/// - `tree` (out): a new tree, for `keelbolt_unsigned_tree_free`. Not NULL. Left unwritten on an error.
/// - `session`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `session` may be shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_session_tree(
    tree: *mut *mut keelbolt_unsigned_tree,
    session: *const keelbolt_tree_session,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(session, error, |session| {
            give(Out::new(tree)?, session.tree().clone());
            Ok(())
        })
    }
}

/// Checks what the owner of a leaf has sent, as soon as it has come.
///
/// - `session`: only read. Not NULL.
/// - `leaf`: which leaf, the first being 0.
/// - `contribution`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `session` may be shared.
/// - Errors: with the signer `KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE` and the node,
///   `KEELBOLT_ERROR_TREE_NONCE_COUNT`, `KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE_COUNT`, `KEELBOLT_ERROR_TREE_NONCE`;
///   `KEELBOLT_ERROR_NO_SUCH_LEAF`,
///   `KEELBOLT_ERROR_CONTRIBUTION_OF_LEAF` when its owner does not sign, `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_session_verify_leaf(
    session: *const keelbolt_tree_session,
    leaf: usize,
    contribution: *const keelbolt_contribution,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(session, error, |session| {
            let sent = read(contribution)?.all(Signer::Leaf(leaf))?;
            Ok(session.verify_leaf(leaf, &sent.to_core())?)
        })
    }
}

/// Checks what one has sent that signs for all nodes.
///
/// - `session`: only read. Not NULL.
/// - `place`: the place of its key among those that sign for all, the first being 0.
/// - `contribution`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `session` may be shared.
/// - Errors: `KEELBOLT_ERROR_SIGNER_COUNT` when there is none of this place; with the signer as
///   `keelbolt_tree_session_verify_leaf`; `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_session_verify_global(
    session: *const keelbolt_tree_session,
    place: usize,
    contribution: *const keelbolt_contribution,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(session, error, |session| {
            let sent = read(contribution)?.all(Signer::Global(place))?;
            Ok(session.verify_global(place, &sent.to_core())?)
        })
    }
}

/// Makes the signatures of all nodes. Each is checked as a whole; only when one is wrong, its parts are looked at.
///
/// - `tree` (out): a new tree, for `keelbolt_signed_tree_free`. Not NULL. Left unwritten on an error.
/// - `session`: only read. Not NULL.
/// - `leaves`: what the owner of each leaf has sent; only read. Not NULL.
/// - `leaf_count`: how many they are.
/// - `global`: what each has sent that signs for all, in the order of their keys; only read. NULL only when there are
///   none.
/// - `global_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `session` may be shared.
/// - Errors: `KEELBOLT_ERROR_SIGNER_COUNT`, `KEELBOLT_ERROR_CONTRIBUTION_OF_LEAF` with the leaf; with the signer as
///   `keelbolt_tree_session_verify_leaf`; `KEELBOLT_ERROR_TREE_AGGREGATE_NONCE` with the node when all parts are right
///   and the sum of nonces is of others; `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_session_aggregate(
    tree: *mut *mut keelbolt_signed_tree,
    session: *const keelbolt_tree_session,
    leaves: *const keelbolt_contribution,
    leaf_count: usize,
    global: *const keelbolt_contribution,
    global_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(session, error, |session| {
            let out = Out::new(tree)?;
            let leaves = list_of(leaves, leaf_count, Signer::Leaf, |sent, by| sent.all_where_given(by))?;
            let global = list_of(global, global_count, Signer::Global, |sent, by| sent.all(by))?;
            let leaves: Vec<_> = leaves.iter().map(|sent| sent.as_ref().map(Sent::to_core)).collect();
            let global: Vec<_> = global.iter().map(Sent::to_core).collect();
            give(out, session.aggregate(&Contributions { leaves: &leaves, global: &global })?);
            Ok(())
        })
    }
}

/// What one signer has sent, read.
pub(super) struct Sent {
    nonces: Vec<PublicNonce>,
    partials: Vec<PartialSignature>,
}

impl Sent {
    fn to_core(&self) -> Contribution<'_> {
        Contribution { nonces: &self.nonces, partials: &self.partials }
    }
}

/// Reads what signers have sent, each with `read`, which is told whose it is.
///
/// # Safety
///
/// `sent` is NULL, or aligned and readable for `count` elements, which are as their documentation asks.
pub(super) unsafe fn list_of<T>(
    sent: *const keelbolt_contribution,
    count: usize,
    signer: impl Fn(usize) -> Signer,
    read: impl Fn(&keelbolt_contribution, Signer) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    // SAFETY: passed on from the caller.
    let sent = unsafe { list(sent, count)? };
    sent.iter().enumerate().map(|(number, sent)| read(sent, signer(number))).collect()
}

impl keelbolt_contribution {
    const fn is_given(&self) -> bool {
        let none = self.public_nonces.is_null() && self.partial_signatures.is_null();
        !(none && self.public_nonce_count == 0 && self.partial_signature_count == 0)
    }

    /// # Safety
    ///
    /// The members are as their documentation asks.
    pub(super) unsafe fn nonces(&self, signer: Signer) -> Result<Vec<PublicNonce>, Fault> {
        let parse = |bytes: &[u8; 66]| PublicNonce::parse(bytes).map_err(|_| Fault::TreeNonce { signer });
        // SAFETY: passed on from the caller.
        unsafe { parsed(self.public_nonces, self.public_nonce_count, parse) }
    }

    /// # Safety
    ///
    /// The members are as their documentation asks.
    pub(super) unsafe fn nonces_where_given(
        &self,
        signer: Signer,
    ) -> Result<Option<Vec<PublicNonce>>, Fault> {
        // SAFETY: passed on from the caller.
        self.is_given().then(|| unsafe { self.nonces(signer) }).transpose()
    }

    /// # Safety
    ///
    /// The members are as their documentation asks.
    unsafe fn all(&self, signer: Signer) -> Result<Sent, Fault> {
        // What is not below the group order is nobody's part, no more than zero is: the core says whose, and of which
        // node.
        let parse =
            |bytes: &[u8; 32]| PartialSignature::parse(bytes).or_else(|_| PartialSignature::parse(&[0; 32]));
        // SAFETY: passed on from the caller.
        unsafe {
            let nonces = self.nonces(signer)?;
            let partials = parsed(self.partial_signatures, self.partial_signature_count, parse)?;
            Ok(Sent { nonces, partials })
        }
    }

    /// # Safety
    ///
    /// The members are as their documentation asks.
    unsafe fn all_where_given(&self, signer: Signer) -> Result<Option<Sent>, Fault> {
        // SAFETY: passed on from the caller.
        self.is_given().then(|| unsafe { self.all(signer) }).transpose()
    }
}
