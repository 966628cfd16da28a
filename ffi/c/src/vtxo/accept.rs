//! Acceptance: whether a VTXO is the wallet's, and money.

pub(crate) mod fault;

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::opaque::{Opaque, fill, fits, value};
use crate::outpoint::keelbolt_outpoint;
use crate::pointer::{Out, growing, list, read_optional};
use crate::serialized::parse;
use crate::status::keelbolt_status;
use crate::vtxo::list::{List, collect};
use crate::vtxo::lock::lock_delta;
use crate::vtxo::policy::keelbolt_user_policy;
use crate::vtxo::view::keelbolt_vtxo;
use protocol::amount::Sat;
use protocol::crypto::PublicKey;
use protocol::time::BlockHeight;
use protocol::vtxo::{
    AcceptedVtxo, ChainFacts, Expectation, ExpectedPolicy, LockedVtxo, UnlockHash, VtxoRef,
};

/// A VTXO that has passed all checks, opaque: what a wallet may count as money. As a `keelbolt_vtxo` it may be copied,
/// needs no destructor, and borrows the bytes of the VTXO. Only `keelbolt_vtxo_accept` makes one, and
/// `keelbolt_vtxo_assume_accepted`.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_accepted_vtxo {
    /// Not for the caller.
    opaque: [u64; 48],
}

/// A leaf of a tree that has passed all checks but one, opaque: the server has not unlocked it yet. No money, but what
/// inputs may be forfeited for: with the preimage, which the server cannot take them without, it is complete. As a
/// `keelbolt_vtxo` it may be copied, needs no destructor, and borrows the bytes of the VTXO.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_locked_vtxo {
    /// Not for the caller.
    opaque: [u64; 48],
}

// SAFETY: `repr(C)`, made of integers, and large enough as asserted below; the value holds addresses of the caller's
// bytes alone, not its own.
unsafe impl Opaque for keelbolt_accepted_vtxo {
    type Value = AcceptedVtxo<'static>;
    const SEAL: u64 = 0x6b65_656c_6163_6370; // "keelaccp"
}

// SAFETY: as above.
unsafe impl Opaque for keelbolt_locked_vtxo {
    type Value = LockedVtxo<'static>;
    const SEAL: u64 = 0x6b65_656c_6c6f_636b; // "keellock"
}

const _: () = assert!(fits::<keelbolt_accepted_vtxo>() && fits::<keelbolt_locked_vtxo>());

/// What a wallet expects of a VTXO: whose it is, what it is worth, and that there will be time to take it.
///
/// Before the first use: `keelbolt_expectation expected = {0}; expected.struct_size = sizeof expected;` (in C++
/// `= {}`). Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_expectation {
    /// `sizeof(keelbolt_expectation)`, set by the caller.
    pub struct_size: usize,
    /// The wallet's keys, those that VTXOs pay to: 33 bytes each, compared as bytes. NULL only when there are none.
    pub own_keys: *const u8,
    /// How many they are.
    pub own_key_count: usize,
    /// The keys with which the server has signed trees, beside its own: 33 bytes each; one of them, or that, must stand
    /// in each node. NULL only when there are none.
    pub server_cosign_pubkeys: *const u8,
    /// How many they are; in a library without an allocator 32 at most.
    pub server_cosign_pubkey_count: usize,
    /// Just this policy: a contract, or money to one key. NULL for money to any of the wallet's own keys. A contract is
    /// no payment: it is accepted only where it is expected.
    pub policy: *const keelbolt_user_policy,
    /// How much was asked for, in satoshi.
    pub amount_sat: u64,
    /// The most transactions that an exit may take.
    pub max_depth: usize,
    /// How many blocks must confirm the transaction on chain. Of a coinbase it is 100 at least.
    pub confirmations: u32,
    /// The height of the last block.
    pub tip: u32,
    /// The longest that an exit may wait, in blocks: 0 to 16,383.
    pub exit_delta: u16,
    /// How many blocks there must be to spare when all of an exit is confirmed, block by block, and its delay is over:
    /// before the server may sweep, and before the other side of a contract may take it.
    pub margin: u16,
    /// Whether an amount was asked for; any will do where not.
    pub has_amount: u8,
    /// Whether an unlock hash is expected; not where the VTXO comes from elsewhere than a round.
    pub has_unlock_hash: u8,
    /// The server's key, 33 bytes.
    pub server_pubkey: [u8; 33],
    /// What unlocks the leaf, as the server told before the round.
    pub unlock_hash: [u8; 32],
}

/// What the host knows of the chain about the transaction from which a VTXO's genesis leads.
///
/// Before the first use: `keelbolt_chain_facts facts = {0}; facts.struct_size = sizeof facts;` (in C++ `= {}`). Later
/// versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_chain_facts {
    /// `sizeof(keelbolt_chain_facts)`, set by the caller.
    pub struct_size: usize,
    /// The transaction itself, in Bitcoin's own serialisation, with witnesses or without. Not NULL.
    pub anchor: *const u8,
    /// How many bytes it has.
    pub anchor_length: usize,
    /// How many blocks confirm it: 1 in the last block, 0 in none.
    pub confirmations: u32,
    /// Whether the output is unspent, as far as blocks and the mempool say.
    pub is_unspent: u8,
}

/// Shows what is expected of a VTXO, and the facts, as the core has them.
///
/// # Safety
///
/// `vtxo` is NULL, or aligned and readable; each of the others is NULL, or aligned, its `struct_size` readable, and as
/// many bytes as that says, whose pointers are as their documentation asks for the length of the call.
unsafe fn with_expectation<T>(
    vtxo: *const keelbolt_vtxo,
    expected: *const keelbolt_expectation,
    facts: *const keelbolt_chain_facts,
    see: impl FnOnce(VtxoRef<'static>, &Expectation<'_>, &ChainFacts<'_>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    // SAFETY: passed on from the caller.
    let (vtxo, expected, facts) = unsafe { (*value(vtxo)?, growing(expected)?, growing(facts)?) };
    // SAFETY: passed on from the caller, as the documentation of the members asks.
    let (own_keys, server_cosign_pubkeys, policy, anchor) = unsafe {
        (
            list(expected.own_keys.cast::<[u8; 33]>(), expected.own_key_count)?,
            list(expected.server_cosign_pubkeys.cast::<[u8; 33]>(), expected.server_cosign_pubkey_count)?,
            read_optional(expected.policy),
            parse(facts.anchor, facts.anchor_length)?,
        )
    };
    // Of the own keys only that of the VTXO matters.
    let user_pubkey = vtxo.policy().user_pubkey();
    let own_key = own_keys.contains(&user_pubkey.to_bytes()).then_some(*user_pubkey);
    let policy = match policy {
        Some(policy) => ExpectedPolicy::Exactly(policy.to_core()?),
        None => ExpectedPolicy::Own,
    };
    let expected = Expectation {
        own_keys: own_key.as_slice(),
        server_pubkey: PublicKey::parse(&expected.server_pubkey)?,
        server_cosign_pubkeys: &keys(server_cosign_pubkeys)?,
        policy,
        amount: (expected.has_amount != 0).then_some(Sat(expected.amount_sat)),
        unlock_hash: (expected.has_unlock_hash != 0).then_some(UnlockHash(expected.unlock_hash)),
        confirmations: expected.confirmations,
        tip: BlockHeight(expected.tip),
        exit_delta: lock_delta(expected.exit_delta)?,
        margin: expected.margin,
        max_depth: expected.max_depth,
    };
    let (confirmations, unspent) = (facts.confirmations, facts.is_unspent != 0);
    see(vtxo, &expected, &ChainFacts { anchor, confirmations, unspent })
}

/// Keys that are parsed one by one.
fn keys(bytes: &[[u8; 33]]) -> Result<List<PublicKey>, Fault> {
    collect(bytes.iter().map(|bytes| Ok(PublicKey::parse(bytes)?)))
}

/// Makes all checks on one VTXO: that its genesis leads from an output that is confirmed and unspent, each step signed;
/// that the server is the known one and its key is among those of each node; that an exit will be through before the
/// server or the other side of a contract may take the output, and be relayed; that policy, key, amount and unlock hash
/// are the expected ones.
///
/// - `accepted` (out): written on success. Not NULL.
/// - `vtxo`: only read. Not NULL.
/// - `expected`: only read. Not NULL.
/// - `facts`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: those from `KEELBOLT_ERROR_CHAIN_ANCHOR_VALUE` to `KEELBOLT_ERROR_VTXO_UNLOCK_HASH`, one for each rule;
///   `KEELBOLT_ERROR_VTXO_AMOUNT_OVERFLOW`; of the arguments `KEELBOLT_ERROR_MALFORMED_TRANSACTION`,
///   `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE`, `KEELBOLT_ERROR_LOCK_DELTA_TOO_LARGE`,
///   `KEELBOLT_ERROR_TOO_MANY`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_accept(
    accepted: *mut keelbolt_accepted_vtxo,
    vtxo: *const keelbolt_vtxo,
    expected: *const keelbolt_expectation,
    facts: *const keelbolt_chain_facts,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            fill(accepted, || {
                with_expectation(vtxo, expected, facts, |vtxo, expected, facts| {
                    Ok(vtxo.accept(expected, facts)?)
                })
            })
        })
    }
}

/// As `keelbolt_vtxo_accept`, for a leaf whose preimage is still the server's: to be checked before anything is
/// forfeited for it. Nothing else may be missing, the signature of its own transaction neither. The unlock hash must be
/// expected.
///
/// Who signed for the nodes above the leaf beside the server is not asked: of another tree than the user has signed,
/// the server alone may take it. So after a ceremony it must be the VTXO of the branch that was checked, which
/// `keelbolt_branch_vtxo` makes, or at least have its id.
///
/// The server may show the preimage as late as it takes what was forfeited, so `margin` is to cover the longest delay of
/// the inputs' exits too.
///
/// - `locked` (out): written on success. Not NULL.
/// - `vtxo`: only read. Not NULL.
/// - `expected`: only read. Not NULL.
/// - `facts`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: as `keelbolt_vtxo_accept`; `KEELBOLT_ERROR_VTXO_UNLOCK_HASH` when none is expected;
///   `KEELBOLT_ERROR_VTXO_HASH_LOCK`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_accept_locked(
    locked: *mut keelbolt_locked_vtxo,
    vtxo: *const keelbolt_vtxo,
    expected: *const keelbolt_expectation,
    facts: *const keelbolt_chain_facts,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            fill(locked, || {
                with_expectation(vtxo, expected, facts, |vtxo, expected, facts| {
                    Ok(vtxo.accept_locked(expected, facts)?)
                })
            })
        })
    }
}

/// Takes a VTXO as accepted without looking: for one that the wallet has accepted before, and kept where nobody else
/// writes.
///
/// - `accepted` (out): written on success. Not NULL.
/// - `vtxo`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_vtxo_assume_accepted(
    accepted: *mut keelbolt_accepted_vtxo,
    vtxo: *const keelbolt_vtxo,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || fill(accepted, || Ok(AcceptedVtxo::assume_accepted(*value(vtxo)?)))) }
}

/// Gives the VTXO that was accepted, with all that can be asked of it.
///
/// - `vtxo` (out): the handle; written on success. Not NULL.
/// - `accepted`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_accepted_vtxo_view(
    vtxo: *mut keelbolt_vtxo,
    accepted: *const keelbolt_accepted_vtxo,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || fill(vtxo, || Ok(**value(accepted)?))) }
}

/// Tells what an accepted VTXO is worth, in satoshi: what a balance is the sum of.
///
/// - `amount_sat` (out): written on success. Not NULL.
/// - `accepted`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_accepted_vtxo_amount(
    amount_sat: *mut u64,
    accepted: *const keelbolt_accepted_vtxo,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(amount_sat)?;
            out.set(value(accepted)?.amount().0);
            Ok(())
        })
    }
}

/// Tells whether a VTXO is money only as long as the server, alone or with somebody who had it before, does not take it
/// back: it left its tree or board by payments of others, or of nobody, or the leaf or the board was another's. A round
/// makes it one's own.
///
/// Somebody who had it before can begin the exit of what it was paid from, too, and then has that, alone, after the
/// delay of exits, unless the server or the wallet publishes the payment before: `keelbolt_exit_progress` tells when.
/// Who signed for the nodes above a leaf is not asked: users do that with keys of one tree alone, which the wallet
/// has checked in the ceremony, or not at all, and then trust those who do.
///
/// - `trusts_others` (out): whether it is. Not NULL. Left unwritten on an error.
/// - `accepted`: only read. Not NULL.
/// - `own_keys`: the wallet's keys, 33 bytes each. NULL only when there are none.
/// - `own_key_count`: how many they are; in a library without an allocator 32 at most. Those that stand in the genesis
///   would do.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_TOO_MANY`, `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_accepted_vtxo_trusts_others(
    trusts_others: *mut bool,
    accepted: *const keelbolt_accepted_vtxo,
    own_keys: *const u8,
    own_key_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(trusts_others)?;
            let accepted = value(accepted)?;
            let own_keys = keys(list(own_keys.cast::<[u8; 33]>(), own_key_count)?)?;
            out.set(accepted.trusts_others(&own_keys));
            Ok(())
        })
    }
}

/// Gives what is known of a leaf that is still locked.
///
/// - `id` (out): the id that it will have. Not NULL. Left unwritten on an error.
/// - `unlock_hash` (out): what unlocks it, 32 bytes: the same for which inputs are forfeited. Not NULL. Left unwritten on
///   an error.
/// - `locked`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_locked_vtxo_read(
    id: *mut keelbolt_outpoint,
    unlock_hash: *mut u8,
    locked: *const keelbolt_locked_vtxo,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (id, hash) = (Out::new(id)?, Out::new(unlock_hash.cast::<[u8; 32]>())?);
            let locked = value(locked)?;
            // It was accepted with the hash that was expected.
            let unlock_hash = locked.unlock_hash().ok_or(Fault::Panic)?;
            id.set(keelbolt_outpoint::of(locked.id().0));
            hash.set(unlock_hash.0);
            Ok(())
        })
    }
}
