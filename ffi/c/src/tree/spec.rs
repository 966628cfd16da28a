//! What a tree is made from.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::heap::{Heap, free, give, handle, handle_entry};
use crate::number::Mirror;
use crate::pointer::{Buffer, GrowingOut, Out, elements, list, read};
use crate::status::keelbolt_status;
use crate::tree::list::parsed;
use crate::tree::transaction::keelbolt_tree_output;
use crate::vtxo::policy::keelbolt_user_policy;
use crate::vtxo::terms::keelbolt_vtxo_terms;
use alloc::vec::Vec;
use protocol::amount::Sat;
use protocol::crypto::PublicKey;
use protocol::vtxo::tree::{Error, LeafSpec, TreeSpec};
use protocol::vtxo::{HashLockVersion, UnlockHash};

/// All that decides a tree before it is signed: 2 to 100,000 leaves whose sum is no more than there is; opaque, in
/// memory of the library's. It does not change.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
pub struct keelbolt_tree_spec {
    heap: Heap<TreeSpec>,
}

handle!(keelbolt_tree_spec of TreeSpec);

/// A leaf: a VTXO that a user asked for. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_leaf_spec {
    /// What the user asked for.
    pub policy: keelbolt_user_policy,
    /// How much, in satoshi.
    pub amount_sat: u64,
    /// Whether the user signs for the nodes above the leaf: not where the round is delegated.
    pub has_cosign_pubkey: u8,
    /// The user's key for this tree alone, compressed; zeros where there is none.
    pub cosign_pubkey: [u8; 33],
    /// What unlocks the leaf: SHA-256 of the preimage.
    pub unlock_hash: [u8; 32],
}

/// A specification in figures.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_tree_spec_fields {
    /// `sizeof(keelbolt_tree_spec_fields)`, set by the caller.
    pub struct_size: usize,
    /// The server's key, the expiry and the delay of exits.
    pub terms: keelbolt_vtxo_terms,
    /// The sum of all leaves, in satoshi: what the output on chain holds.
    pub total_sat: u64,
    /// How many leaves there are.
    pub leaf_count: usize,
    /// How many keys sign for every node.
    pub global_cosign_pubkey_count: usize,
    /// How the leaves ask for their preimages: a `keelbolt_hash_lock_version`.
    pub hash_lock: i32,
}

/// Makes a specification, whose leaves have hash locks of version 1.
///
/// - `spec` (out): a new specification, for `keelbolt_tree_spec_free`. Not NULL. Left unwritten on an error.
/// - `terms`: the server's key, the expiry and the delay of exits; only read. Not NULL.
/// - `global_cosign_pubkeys`: the keys that sign for every node, the server's key for this tree among them, 33 bytes
///   each; only read. NULL only when there are none.
/// - `global_cosign_pubkey_count`: how many they are, up to 255.
/// - `leaves`: the leaves, in order; only read. Not NULL.
/// - `leaf_count`: how many they are, 2 to 100000.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_TOO_FEW_LEAVES`, `KEELBOLT_ERROR_VTXO_TOO_MANY`, `KEELBOLT_ERROR_VTXO_AMOUNT_OVERFLOW`;
///   those of the members: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE`,
///   `KEELBOLT_ERROR_LOCK_DELTA_TOO_LARGE`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`; `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_spec_new(
    spec: *mut *mut keelbolt_tree_spec,
    terms: *const keelbolt_vtxo_terms,
    global_cosign_pubkeys: *const u8,
    global_cosign_pubkey_count: usize,
    leaves: *const keelbolt_leaf_spec,
    leaf_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(spec)?;
            let terms = read(terms)?.to_core()?;
            let global = parsed(global_cosign_pubkeys, global_cosign_pubkey_count, PublicKey::parse)?;
            let leaves = list(leaves, leaf_count)?.iter().map(|leaf| leaf.to_core());
            give(out, TreeSpec::new(terms, global, leaves.collect::<Result<Vec<_>, _>>()?)?);
            Ok(())
        })
    }
}

/// Reads a specification that fills its bytes. The encoding does not tell the version of hash locks: it is taken as 1.
///
/// - `spec` (out): a new specification, for `keelbolt_tree_spec_free`. Not NULL. Left unwritten on an error.
/// - `bytes`: the encoding; only read. Not NULL.
/// - `length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: those of encodings, from `KEELBOLT_ERROR_VTXO_TRUNCATED` to `KEELBOLT_ERROR_VTXO_AMOUNT_OVERFLOW`;
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_spec_parse(
    spec: *mut *mut keelbolt_tree_spec,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(spec)?;
            give(out, TreeSpec::parse(elements(bytes, length)?)?);
            Ok(())
        })
    }
}

/// Ends a specification.
///
/// - `spec`: not used afterwards; NULL is nothing.
/// - Threads: may be called from any thread; nobody else uses the specification.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_spec_free(spec: *mut keelbolt_tree_spec) {
    // SAFETY: NULL, or a specification of this library's that nobody uses.
    unsafe { free(spec) }
}

/// Writes a specification.
///
/// - `bytes` (out): room for the encoding, or NULL to ask for its length. Left unwritten on an error.
/// - `length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `spec`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `spec` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_spec_write(
    bytes: *mut u8,
    length: *mut usize,
    spec: *const keelbolt_tree_spec,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(spec, error, |spec| {
            let out = Buffer::new(bytes, length)?;
            spec.write(out.zeroed(spec.length())?)?;
            Ok(())
        })
    }
}

/// Gives a specification in figures.
///
/// - `fields` (out): written on success; `struct_size` is set by the caller. Not NULL.
/// - `spec`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `spec` may be shared.
/// - Errors: `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_spec_read(
    fields: *mut keelbolt_tree_spec_fields,
    spec: *const keelbolt_tree_spec,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(spec, error, |spec| {
            GrowingOut::new(fields)?.set(|struct_size| keelbolt_tree_spec_fields {
                struct_size,
                terms: keelbolt_vtxo_terms::of(spec.terms()),
                total_sat: spec.total().0,
                leaf_count: spec.leaves().len(),
                global_cosign_pubkey_count: spec.global_cosign_pubkeys().len(),
                hash_lock: spec.hash_lock().number(),
            });
            Ok(())
        })
    }
}

/// Gives the keys that sign for every node.
///
/// - `public_keys` (out): room for 33 bytes of each, or NULL to ask for their number. Left unwritten on an error.
/// - `public_key_count` (in, out): the room in keys; on return how many there are. Not NULL.
/// - `spec`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `spec` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_spec_global_cosign_pubkeys(
    public_keys: *mut u8,
    public_key_count: *mut usize,
    spec: *const keelbolt_tree_spec,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(spec, error, |spec| {
            let out = Buffer::new(public_keys.cast::<[u8; 33]>(), public_key_count)?;
            let keys = spec.global_cosign_pubkeys();
            out.fill(keys.len(), keys.iter().map(PublicKey::to_bytes))
        })
    }
}

/// Gives a leaf.
///
/// - `leaf` (out): written on success. Not NULL.
/// - `spec`: only read. Not NULL.
/// - `index`: which leaf, the first being 0.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `spec` may be shared.
/// - Errors: `KEELBOLT_ERROR_NO_SUCH_LEAF`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_spec_leaf(
    leaf: *mut keelbolt_leaf_spec,
    spec: *const keelbolt_tree_spec,
    index: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(spec, error, |spec| {
            let (out, leaves) = (Out::new(leaf)?, spec.leaves());
            let none = Error::NoSuchLeaf { leaves: leaves.len(), found: index };
            out.set(keelbolt_leaf_spec::of(leaves.get(index).ok_or(none)?));
            Ok(())
        })
    }
}

/// Makes the same specification with hash locks of another version.
///
/// - `changed` (out): a new specification, for `keelbolt_tree_spec_free`. Not NULL. Left unwritten on an error.
/// - `spec`: only read. Not NULL.
/// - `hash_lock`: how the leaves ask for their preimages, a `keelbolt_hash_lock_version`.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `spec` may be shared.
/// - Errors: `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_spec_with_hash_lock(
    changed: *mut *mut keelbolt_tree_spec,
    spec: *const keelbolt_tree_spec,
    hash_lock: i32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(spec, error, |spec| {
            let out = Out::new(changed)?;
            give(out, spec.clone().with_hash_lock(HashLockVersion::of_number(hash_lock)?));
            Ok(())
        })
    }
}

/// Gives the output that funds the tree: what the transaction on chain must pay.
///
/// - `output` (out): written on success. Not NULL.
/// - `spec`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `spec` may be shared.
/// - Errors: `KEELBOLT_ERROR_NO_SIGNERS` when nobody signs for the root; `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_spec_funding_output(
    output: *mut keelbolt_tree_output,
    spec: *const keelbolt_tree_spec,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(spec, error, |spec| {
            Out::new(output)?.set(keelbolt_tree_output::of(&spec.funding_output()?));
            Ok(())
        })
    }
}

impl keelbolt_leaf_spec {
    pub(crate) fn of(leaf: &LeafSpec) -> Self {
        Self {
            policy: keelbolt_user_policy::of(&leaf.policy),
            amount_sat: leaf.amount.0,
            has_cosign_pubkey: leaf.cosign_pubkey.is_some().into(),
            cosign_pubkey: leaf.cosign_pubkey.map_or([0; 33], |key| key.to_bytes()),
            unlock_hash: leaf.unlock_hash.0,
        }
    }

    pub(crate) fn to_core(self) -> Result<LeafSpec, Fault> {
        Ok(LeafSpec {
            policy: self.policy.to_core()?,
            amount: Sat(self.amount_sat),
            cosign_pubkey: match self.has_cosign_pubkey {
                0 => None,
                _ => Some(PublicKey::parse(&self.cosign_pubkey)?),
            },
            unlock_hash: UnlockHash(self.unlock_hash),
        })
    }
}
