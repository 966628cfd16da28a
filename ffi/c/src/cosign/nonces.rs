//! Nonces, which sign once.

use crate::cosign::check::keelbolt_checked_branch;
use crate::cosign::session::{keelbolt_contribution, keelbolt_tree_session, list_of};
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::heap::{Heap, free, give, handle, handle_entry, value, value_mut};
use crate::keys::{secret_key, signing_context};
use crate::opaque::wipe;
use crate::pointer::{Buffer, Out, OutList, read};
use crate::status::keelbolt_status;
use crate::tree::list::parsed;
use crate::tree::unsigned::keelbolt_unsigned_tree;
use alloc::vec::Vec;
use core::ptr;
use protocol::cosign::{self, BranchNonces, LEVELS, Signer, TreeNonces};
use protocol::crypto::musig::{AggregateNonce, PartialSignature, PublicNonce};
use protocol::crypto::{KeyPair, SigningContext};
use protocol::entropy::Entropy;

/// How many nonces the owner of a leaf sends: enough for the deepest tree of 65,536 leaves.
pub const KEELBOLT_COSIGN_LEVELS: usize = 8;

const _: () = assert!(KEELBOLT_COSIGN_LEVELS == LEVELS);

/// The nonces of the owner of a leaf, one for each level, with the key that they are for; opaque, in memory of the
/// library's. They sign once: `keelbolt_branch_nonces_sign` wipes them, and then they are refused with
/// `KEELBOLT_ERROR_NONCE_USED`. They live in memory only: a ceremony that is interrupted is begun again, with another
/// key.
///
/// - Threads: they belong to one thread at a time.
pub struct keelbolt_branch_nonces {
    heap: Heap<Option<BranchNonces>>,
}

handle!(keelbolt_branch_nonces of Option<BranchNonces>);

/// The nonces of one that signs for all nodes, the server, with the key that they are for; opaque, in memory of the
/// library's. They sign once, as those of a branch.
///
/// - Threads: they belong to one thread at a time.
pub struct keelbolt_tree_nonces {
    heap: Heap<Option<TreeNonces>>,
}

handle!(keelbolt_tree_nonces of Option<TreeNonces>);

/// Makes the nonces of the owner of a leaf, for a fresh key. The public ones go to the server.
///
/// - `nonces` (out): new nonces, for `keelbolt_branch_nonces_free`. Not NULL. Left unwritten on an error.
/// - `public_nonces` (out): 66 bytes for each level. Not NULL. Left unwritten on an error.
/// - `level_count`: how many: `KEELBOLT_COSIGN_LEVELS` for Bark, at least the depth of the tree.
/// - `nonce_entropy`: 32 random bytes that nobody else knows and that serve **this call only**: the same bytes a
///   second time may give the key away. Not NULL.
/// - `cosign_secret_key`: the user's for this tree alone, 32 bytes; copied, and the copies are wiped. Not NULL.
/// - `entropy`: 32 other random bytes; they blind the operation against side channels and do not change its result.
///   Copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NONCE_OUT_OF_RANGE` when the nonce's entropy is zeros,
///   `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_VTXO_TOO_MANY` above 100000,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_branch_nonces_new(
    nonces: *mut *mut keelbolt_branch_nonces,
    public_nonces: *mut u8,
    level_count: usize,
    nonce_entropy: *const u8,
    cosign_secret_key: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(nonces)?;
            let public = OutList::new(public_nonces.cast::<[u8; 66]>(), level_count)?;
            let (key, drawn, context) = secrets(cosign_secret_key, nonce_entropy, entropy)?;
            let (secret, shown) = BranchNonces::new(key, level_count, drawn, &context)?;
            public.set(shown.iter().map(PublicNonce::to_bytes));
            give(out, Some(secret));
            Ok(())
        })
    }
}

/// Makes the nonces of one that signs for all nodes, for a key of this tree alone.
///
/// - `nonces` (out): new nonces, for `keelbolt_tree_nonces_free`. Not NULL. Left unwritten on an error.
/// - `public_nonces` (out): 66 bytes for each node. Not NULL. Left unwritten on an error.
/// - `node_count`: how many nodes the tree has above its leaves.
/// - `nonce_entropy`: 32 random bytes that nobody else knows and that serve **this call only**: the same bytes a
///   second time may give the key away. Not NULL.
/// - `cosign_secret_key`: 32 bytes; copied, and the copies are wiped. Not NULL.
/// - `entropy`: 32 other random bytes; they blind the operation against side channels and do not change its result.
///   Copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NONCE_OUT_OF_RANGE` when the nonce's entropy is zeros,
///   `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_VTXO_TOO_MANY` above 100000,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_nonces_new(
    nonces: *mut *mut keelbolt_tree_nonces,
    public_nonces: *mut u8,
    node_count: usize,
    nonce_entropy: *const u8,
    cosign_secret_key: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(nonces)?;
            let public = OutList::new(public_nonces.cast::<[u8; 66]>(), node_count)?;
            let (key, drawn, context) = secrets(cosign_secret_key, nonce_entropy, entropy)?;
            let (secret, shown) = TreeNonces::new(key, node_count, drawn, &context)?;
            public.set(shown.iter().map(PublicNonce::to_bytes));
            give(out, Some(secret));
            Ok(())
        })
    }
}

/// Ends nonces; those that have not signed are wiped.
///
/// - `nonces`: not used afterwards; NULL is nothing.
/// - Threads: may be called from any thread; nobody else uses the nonces.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_branch_nonces_free(nonces: *mut keelbolt_branch_nonces) {
    // SAFETY: NULL, or nonces of this library's that nobody uses.
    unsafe { free(nonces) }
}

/// Ends nonces; those that have not signed are wiped.
///
/// - `nonces`: not used afterwards; NULL is nothing.
/// - Threads: may be called from any thread; nobody else uses the nonces.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_nonces_free(nonces: *mut keelbolt_tree_nonces) {
    // SAFETY: NULL, or nonces of this library's that nobody uses.
    unsafe { free(nonces) }
}

/// Sums the nonces of all signers, for each node above the leaves: what the server sends to all.
///
/// - `aggregate_nonces` (out): room for 66 bytes of each node, or NULL to ask for their number. Left unwritten on an
///   error.
/// - `node_count` (in, out): the room in nodes; on return how many there are above the leaves. Not NULL.
/// - `tree`: only read. Not NULL.
/// - `leaves`: what the owner of each leaf has sent; the partial signatures are not looked at. Only read. Not NULL.
/// - `leaf_count`: how many they are.
/// - `global`: the nonces of each key that signs for all, in their order, one for each node; the partial signatures are
///   not looked at. Only read. NULL only when there are none.
/// - `global_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `tree` may be shared.
/// - Errors: `KEELBOLT_ERROR_SIGNER_COUNT`, `KEELBOLT_ERROR_CONTRIBUTION_OF_LEAF` with the leaf; with the signer
///   `KEELBOLT_ERROR_TREE_NONCE_COUNT`, `KEELBOLT_ERROR_TREE_NONCE`; `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_aggregate_nonces(
    aggregate_nonces: *mut u8,
    node_count: *mut usize,
    tree: *const keelbolt_unsigned_tree,
    leaves: *const keelbolt_contribution,
    leaf_count: usize,
    global: *const keelbolt_contribution,
    global_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(tree, error, |tree| {
            let room = Buffer::new(aggregate_nonces.cast::<[u8; 66]>(), node_count)?;
            let room = room.claim(tree.shape().internal_nodes())?;
            let leaves = list_of(leaves, leaf_count, Signer::Leaf, |sent, by| sent.nonces_where_given(by))?;
            let global = list_of(global, global_count, Signer::Global, |sent, by| sent.nonces(by))?;
            let leaves: Vec<Option<&[PublicNonce]>> = leaves.iter().map(Option::as_deref).collect();
            let global: Vec<&[PublicNonce]> = global.iter().map(Vec::as_slice).collect();
            let sums = cosign::aggregate_nonces(tree, &leaves, &global)?;
            room.set(sums.iter().map(AggregateNonce::to_bytes));
            Ok(())
        })
    }
}

/// Signs for each node above a leaf. Nonces and key are gone afterwards, on an error too; only asking for the number of
/// partial signatures, and a handle or a count that is NULL or refused, use nothing up.
///
/// - `partial_signatures` (out): room for 32 bytes of each, or NULL to ask for their number. Left unwritten on an error.
/// - `partial_signature_count` (in, out): the room in partial signatures; on return how many there are: one for each
///   node above the leaf. Not NULL.
/// - `nonces` (in, out): used up. Not NULL.
/// - `branch`: what was checked; only read. Not NULL.
/// - `aggregate_nonces`: the sums of the nonces of all nodes of the tree above the leaves, in order, 66 bytes each; only
///   read. NULL only when there are none.
/// - `aggregate_nonce_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `branch` may be shared, `nonces` are not.
/// - Errors: `KEELBOLT_ERROR_NONCE_USED`; `KEELBOLT_ERROR_COSIGN_KEY` when the branch is for another key;
///   `KEELBOLT_ERROR_AGGREGATE_NONCE_COUNT`, `KEELBOLT_ERROR_TREE_NONCE_COUNT` when there are fewer nonces than levels,
///   `KEELBOLT_ERROR_NOT_A_NONCE`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_branch_nonces_sign(
    partial_signatures: *mut u8,
    partial_signature_count: *mut usize,
    nonces: *mut keelbolt_branch_nonces,
    branch: *const keelbolt_checked_branch,
    aggregate_nonces: *const u8,
    aggregate_nonce_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let room = Buffer::new(partial_signatures.cast::<[u8; 32]>(), partial_signature_count)?;
            let (nonces, checked) = (value_mut(nonces)?, value(branch)?);
            let branch = checked.branch();
            let room = room.claim(branch.shape().branch(branch.leaf()).count())?;
            let nonces = consume(nonces)?;
            let aggregates = parsed(aggregate_nonces, aggregate_nonce_count, AggregateNonce::parse)?;
            let partials = nonces.sign(checked, &aggregates)?;
            room.set(partials.iter().map(PartialSignature::to_bytes));
            Ok(())
        })
    }
}

/// Signs for each node above the leaves. Nonces and key are gone afterwards, on an error too; only asking for the number
/// of partial signatures, and a handle or a count that is NULL or refused, use nothing up. The server has built the tree
/// itself: there is nothing to check.
///
/// - `partial_signatures` (out): room for 32 bytes of each, or NULL to ask for their number. Left unwritten on an error.
/// - `partial_signature_count` (in, out): the room in partial signatures; on return how many there are: one for each
///   node above the leaves. Not NULL.
/// - `nonces` (in, out): used up. Not NULL.
/// - `session`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `session` may be shared, `nonces` are not.
/// - Errors: `KEELBOLT_ERROR_NONCE_USED`; `KEELBOLT_ERROR_COSIGN_KEY` when the key is none of those that sign for all;
///   `KEELBOLT_ERROR_TREE_NONCE_COUNT`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_nonces_sign(
    partial_signatures: *mut u8,
    partial_signature_count: *mut usize,
    nonces: *mut keelbolt_tree_nonces,
    session: *const keelbolt_tree_session,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let room = Buffer::new(partial_signatures.cast::<[u8; 32]>(), partial_signature_count)?;
            let (nonces, session) = (value_mut(nonces)?, value(session)?);
            let room = room.claim(session.tree().shape().internal_nodes())?;
            let partials = consume(nonces)?.sign(session)?;
            room.set(partials.iter().map(PartialSignature::to_bytes));
            Ok(())
        })
    }
}

/// # Safety
///
/// Each pointer is NULL or has 32 readable bytes.
unsafe fn secrets(
    key: *const u8,
    nonce_entropy: *const u8,
    entropy: *const u8,
) -> Result<(KeyPair, Entropy, SigningContext), Fault> {
    // SAFETY: passed on from the caller.
    let (key, drawn, context) = unsafe {
        let drawn = Entropy::new(read(nonce_entropy.cast::<[u8; 32]>())?);
        (secret_key(key)?, drawn, signing_context(entropy)?)
    };
    Ok((context.key_pair(&key)?, drawn, context))
}

/// Takes the nonces out and wipes the place where they lay.
fn consume<T>(nonces: &mut Option<T>) -> Result<T, Fault> {
    let place = ptr::from_mut(nonces);
    // SAFETY: the place is the caller's alone and aligned. What is read is not dropped there and not read there again:
    // it is overwritten, last with a value.
    let taken = unsafe {
        let taken = place.read();
        wipe(place);
        place.write(None);
        taken
    };
    taken.ok_or(Fault::NonceUsed)
}
