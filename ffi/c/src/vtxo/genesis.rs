//! The way from an output on chain to a VTXO, one transaction after another.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::keys::public_key;
use crate::number::{Mirror, numbered};
use crate::opaque::{Opaque, fill, fits, value, value_mut};
use crate::pointer::{Buffer, GrowingOut, Out};
use crate::serialized::keelbolt_tx_out;
use crate::status::keelbolt_status;
use crate::vtxo::view::keelbolt_vtxo;
use protocol::vtxo::{GenesisItem, GenesisItems, Keys, Transition};

/// How a transaction of a genesis takes the output before it. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_transition_kind {
    /// The key path of a node of a tree, or of what funds a board. Fills: pubkey_count.
    KEELBOLT_TRANSITION_COSIGNED = 1,
    /// The key path of what a payment between users spends. Fills: pubkey_count, tap_tweak.
    KEELBOLT_TRANSITION_ARKOOR = 2,
    /// The unlock clause before a leaf of a tree. Fills: hash_lock_version, user_pubkey, unlock_hash, has_preimage,
    /// preimage.
    KEELBOLT_TRANSITION_HASH_LOCKED = 3,
}

use keelbolt_transition_kind::*;

numbered!(keelbolt_transition_kind);

/// The transactions of a genesis that are still to be given, opaque. As a `keelbolt_vtxo` it may be copied, needs no
/// destructor, and borrows the bytes of the VTXO.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_genesis_items {
    /// Not for the caller.
    opaque: [u64; 8],
}

/// One transaction of a genesis, opaque. As a `keelbolt_vtxo` it may be copied, needs no destructor, and borrows the
/// bytes of the VTXO.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_genesis_item {
    /// Not for the caller.
    opaque: [u64; 36],
}

// SAFETY: `repr(C)`, made of integers, and large enough as asserted below; the value holds addresses of the caller's
// bytes alone, not its own.
unsafe impl Opaque for keelbolt_genesis_items {
    type Value = GenesisItems<'static>;
    const SEAL: u64 = 0x6b65_656c_6974_6d73; // "keelitms"
}

// SAFETY: as above.
unsafe impl Opaque for keelbolt_genesis_item {
    type Value = GenesisItem<'static>;
    const SEAL: u64 = 0x6b65_656c_6974_656d; // "keelitem"
}

const _: () = assert!(fits::<keelbolt_genesis_items>() && fits::<keelbolt_genesis_item>());

/// What a genesis says of one transaction. Members that its kind has not got are zero.
///
/// Before the first use: `keelbolt_genesis_item_fields fields = {0}; fields.struct_size = sizeof fields;` (in C++
/// `= {}`). Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_genesis_item_fields {
    /// `sizeof(keelbolt_genesis_item_fields)`, set by the caller.
    pub struct_size: usize,
    /// A `keelbolt_transition_kind`.
    pub transition: i32,
    /// Before a leaf: a `keelbolt_hash_lock_version`.
    pub hash_lock_version: i32,
    /// How many sign together; of payments between users without the server. `keelbolt_genesis_item_pubkeys` gives
    /// them.
    pub pubkey_count: usize,
    /// How many outputs there are beside its own and the anchor. `keelbolt_genesis_item_siblings` gives them.
    pub sibling_count: usize,
    /// What the anchor holds, in satoshi: the fee of a board, zero elsewhere.
    pub fee_sat: u64,
    /// What the siblings and the fee are together, in satoshi.
    pub other_outputs_sat: u64,
    /// Whether they are: not where the sum is more than 64 bits hold.
    pub has_other_outputs: u8,
    /// Which of the outputs leads on, or is the VTXO.
    pub output_index: u8,
    /// Whether no signature and no preimage is missing.
    pub is_complete: u8,
    /// Whether there is a signature.
    pub has_signature: u8,
    /// Before a leaf: whether the preimage is known.
    pub has_preimage: u8,
    /// Before a leaf: the key of its owner, 33 bytes.
    pub user_pubkey: [u8; 33],
    /// Of payments between users: what is added to the aggregate of all, times the generator.
    pub tap_tweak: [u8; 32],
    /// Before a leaf: what unlocks it.
    pub unlock_hash: [u8; 32],
    /// Before a leaf: the preimage of that. Whoever sees it may take what is forfeited for it.
    pub preimage: [u8; 32],
    /// The signature (BIP 340).
    pub signature: [u8; 64],
}

impl keelbolt_genesis_item_fields {
    fn of(item: &GenesisItem<'_>, struct_size: usize) -> Self {
        let transition = &item.transition;
        let (others, signature) = (item.other_outputs(), transition.signature());
        let preimage = transition.preimage();
        let none = Self {
            struct_size,
            transition: 0,
            hash_lock_version: 0,
            pubkey_count: cosigners(transition).map_or(0, |keys| keys.len()),
            sibling_count: item.siblings.len(),
            fee_sat: item.fee.0,
            other_outputs_sat: others.map_or(0, |amount| amount.0),
            has_other_outputs: others.is_some().into(),
            output_index: item.output_index,
            is_complete: transition.is_complete().into(),
            has_signature: signature.is_some().into(),
            has_preimage: preimage.is_some().into(),
            user_pubkey: [0; 33],
            tap_tweak: [0; 32],
            unlock_hash: [0; 32],
            preimage: *preimage.unwrap_or(&[0; 32]),
            signature: signature.map_or([0; 64], |signature| signature.to_bytes()),
        };
        match transition {
            Transition::Cosigned { .. } => Self { transition: KEELBOLT_TRANSITION_COSIGNED.number(), ..none },
            Transition::Arkoor { tap_tweak, .. } => {
                Self { transition: KEELBOLT_TRANSITION_ARKOOR.number(), tap_tweak: *tap_tweak, ..none }
            }
            Transition::HashLocked { version, user_pubkey, unlock, .. } => Self {
                transition: KEELBOLT_TRANSITION_HASH_LOCKED.number(),
                hash_lock_version: version.number(),
                user_pubkey: user_pubkey.to_bytes(),
                unlock_hash: unlock.hash().0,
                ..none
            },
        }
    }
}

/// Who signs together, where a list says so.
fn cosigners<'a>(transition: &Transition<'a>) -> Option<Keys<'a>> {
    match transition {
        Transition::Cosigned { pubkeys, .. } => Some(*pubkeys),
        Transition::Arkoor { client_pubkeys, .. } => Some(*client_pubkeys),
        Transition::HashLocked { .. } => None,
    }
}

/// Begins with the first transaction of a genesis, which spends the output on chain.
///
/// - `items` (out): for `keelbolt_genesis_next`. Not NULL.
/// - `vtxo`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_genesis(
    items: *mut keelbolt_genesis_items,
    vtxo: *const keelbolt_vtxo,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || fill(items, || Ok(value(vtxo)?.genesis().items()))) }
}

/// Gives the next transaction of a genesis.
///
/// - `is_found` (out): false behind the last one. Not NULL. Left unwritten on an error.
/// - `item` (out): written when there is one. Not NULL.
/// - `items` (in, out): goes on by one. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_genesis_next(
    is_found: *mut bool,
    item: *mut keelbolt_genesis_item,
    items: *mut keelbolt_genesis_items,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || next(is_found, item, || Ok(value_mut(items)?.next()))) }
}

/// Gives what a genesis says of a transaction.
///
/// - `fields` (out): written on success; `struct_size` is set by the caller. Not NULL.
/// - `item`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one item at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_genesis_item_read(
    fields: *mut keelbolt_genesis_item_fields,
    item: *const keelbolt_genesis_item,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(fields)?;
            let item = value(item)?;
            out.set(|struct_size| keelbolt_genesis_item_fields::of(item, struct_size));
            Ok(())
        })
    }
}

/// Gives the keys that sign together for what a transaction takes.
///
/// - `pubkeys` (out): room for 33 bytes each, or NULL to ask for their number. Left unwritten on an error.
/// - `pubkey_count` (in, out): the room in keys; on return how many there are, none before a leaf. Not NULL.
/// - `item`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one item at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_genesis_item_pubkeys(
    pubkeys: *mut u8,
    pubkey_count: *mut usize,
    item: *const keelbolt_genesis_item,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(pubkeys.cast::<[u8; 33]>(), pubkey_count)?;
            let keys = cosigners(&value(item)?.transition);
            let shown = keys.into_iter().flat_map(|keys| keys.iter()).map(|key| key.to_bytes());
            out.fill(keys.map_or(0, |keys| keys.len()), shown)
        })
    }
}

/// Tells whether a key is among those that sign together for what a transaction takes.
///
/// - `is_found` (out): whether it is. Not NULL. Left unwritten on an error.
/// - `item`: only read. Not NULL.
/// - `pubkey`: 33 bytes. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one item at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_genesis_item_has_pubkey(
    is_found: *mut bool,
    item: *const keelbolt_genesis_item,
    pubkey: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(is_found)?;
            let (item, pubkey) = (value(item)?, public_key(pubkey)?);
            out.set(cosigners(&item.transition).is_some_and(|keys| keys.contains(&pubkey)));
            Ok(())
        })
    }
}

/// Gives the outputs of a transaction beside its own and the anchor, in order.
///
/// - `siblings` (out): room for the outputs, 254 at most, whose scripts point into the bytes of the VTXO; or NULL to ask
///   for their number. Left unwritten on an error.
/// - `sibling_count` (in, out): the room in outputs; on return how many there are. Not NULL.
/// - `item`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one item at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_genesis_item_siblings(
    siblings: *mut keelbolt_tx_out,
    sibling_count: *mut usize,
    item: *const keelbolt_genesis_item,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(siblings, sibling_count)?;
            let siblings = value(item)?.siblings;
            out.fill(siblings.len(), siblings.iter().map(|output| keelbolt_tx_out::of(&output)))
        })
    }
}

/// Fills the struct at `out` with what `step` gives, if that gives anything.
///
/// # Safety
///
/// `is_found` is NULL, or writable; `out` is NULL, or aligned and writable.
pub(super) unsafe fn next<O: Opaque>(
    is_found: *mut bool,
    out: *mut O,
    step: impl FnOnce() -> Result<Option<O::Value>, Fault>,
) -> Result<(), Fault> {
    // SAFETY: passed on from the caller.
    let is_found = unsafe { Out::new(is_found)? };
    if out.is_null() {
        return Err(Fault::NullPointer);
    }
    let value = step()?;
    is_found.set(value.is_some());
    match value {
        // SAFETY: passed on from the caller.
        Some(value) => unsafe { fill(out, || Ok(value)) },
        None => Ok(()),
    }
}
