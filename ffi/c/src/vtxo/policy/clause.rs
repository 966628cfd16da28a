//! Clauses: the ways to take an output by a script.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::keys::secret;
use crate::number::{Mirror, numbered};
use crate::pointer::{Buffer, OptionalOut, Out, list, read};
use crate::status::keelbolt_status;
use crate::vtxo::lock::lock_height;
use protocol::crypto::{Preimage, XOnlyPublicKey};
use protocol::vtxo::HashLockVersion;
use protocol::vtxo::policy::{Clause, ClauseHash};

/// What a clause asks for. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_clause_kind {
    /// A signature, some blocks after the output: `<delta> CSV DROP <pubkey> CHECKSIG`.
    KEELBOLT_CLAUSE_DELAYED_SIGN = 1,
    /// A signature, from a height on: `<height> CLTV DROP <pubkey> CHECKSIG`.
    KEELBOLT_CLAUSE_TIMELOCK_SIGN = 2,
    /// A signature, from a height on and some blocks after the output:
    /// `<height> CLTV DROP <delta> CSV DROP <pubkey> CHECKSIG`.
    KEELBOLT_CLAUSE_DELAYED_TIMELOCK_SIGN = 3,
    /// A preimage and a signature, some blocks after the output: `<delta> CSV DROP`, the hash lock,
    /// `<pubkey> CHECKSIG`.
    KEELBOLT_CLAUSE_HASH_DELAY_SIGN = 4,
    /// A preimage and a signature: the hash lock, `<pubkey> CHECKSIG`.
    KEELBOLT_CLAUSE_HASH_SIGN = 5,
}

use keelbolt_clause_kind::*;

numbered!(keelbolt_clause_kind);

/// A way to take an output by a script. Members that its kind has not got are zero and not looked at. The layout will
/// not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_clause {
    /// A `keelbolt_clause_kind`; 0 where there is none.
    pub kind: i32,
    /// Where a preimage is asked for: a `keelbolt_hash_lock_version`.
    pub hash_lock_version: i32,
    /// From which height on, 0 to 499,934,467: the lock time of a spend.
    pub height: u32,
    /// How many blocks after the output: the sequence of a spend's input.
    pub delta: u16,
    /// Who signs, 32 bytes.
    pub pubkey: [u8; 32],
    /// What a preimage must hash to: RIPEMD-160 of SHA-256, as `keelbolt_hash_lock_hash160` makes it from a hash.
    pub hash160: [u8; 20],
}

impl keelbolt_clause {
    pub(crate) const NONE: Self =
        Self { kind: 0, hash_lock_version: 0, height: 0, delta: 0, pubkey: [0; 32], hash160: [0; 20] };

    pub(crate) fn of(clause: &Clause) -> Self {
        let kind = match clause {
            Clause::DelayedSign { .. } => KEELBOLT_CLAUSE_DELAYED_SIGN,
            Clause::TimelockSign { .. } => KEELBOLT_CLAUSE_TIMELOCK_SIGN,
            Clause::DelayedTimelockSign { .. } => KEELBOLT_CLAUSE_DELAYED_TIMELOCK_SIGN,
            Clause::HashDelaySign { .. } => KEELBOLT_CLAUSE_HASH_DELAY_SIGN,
            Clause::HashSign { .. } => KEELBOLT_CLAUSE_HASH_SIGN,
        };
        Self {
            kind: kind.number(),
            hash_lock_version: clause.hash().map_or(0, |hash| hash.version.number()),
            height: clause.height().map_or(0, |height| height.to_u32()),
            delta: clause.delta().unwrap_or_default(),
            pubkey: clause.pubkey().to_bytes(),
            hash160: clause.hash().map_or([0; 20], |hash| hash.hash160),
        }
    }

    /// Checks the members.
    pub(crate) fn to_core(self) -> Result<Clause, Fault> {
        const DELAYED_SIGN: i32 = KEELBOLT_CLAUSE_DELAYED_SIGN.number();
        const TIMELOCK_SIGN: i32 = KEELBOLT_CLAUSE_TIMELOCK_SIGN.number();
        const DELAYED_TIMELOCK_SIGN: i32 = KEELBOLT_CLAUSE_DELAYED_TIMELOCK_SIGN.number();
        const HASH_DELAY_SIGN: i32 = KEELBOLT_CLAUSE_HASH_DELAY_SIGN.number();
        const HASH_SIGN: i32 = KEELBOLT_CLAUSE_HASH_SIGN.number();
        let Self { kind, height, delta, .. } = self;
        let pubkey = || XOnlyPublicKey::parse(&self.pubkey);
        let height = || lock_height(height);
        let hash = || {
            let version = HashLockVersion::of_number(self.hash_lock_version)?;
            Ok::<_, Fault>(ClauseHash { version, hash160: self.hash160 })
        };
        Ok(match kind {
            DELAYED_SIGN => Clause::DelayedSign { pubkey: pubkey()?, delta },
            TIMELOCK_SIGN => Clause::TimelockSign { pubkey: pubkey()?, height: height()? },
            DELAYED_TIMELOCK_SIGN => {
                Clause::DelayedTimelockSign { pubkey: pubkey()?, height: height()?, delta }
            }
            HASH_DELAY_SIGN => Clause::HashDelaySign { pubkey: pubkey()?, hash: hash()?, delta },
            HASH_SIGN => Clause::HashSign { pubkey: pubkey()?, hash: hash()? },
            found => return Err(Fault::UnknownEnumValue { found }),
        })
    }
}

/// Writes the script of a clause.
///
/// - `script` (out): room for the script, or NULL to ask for its length. Left unwritten on an error.
/// - `script_length` (in, out): the room in bytes; on return the length of the script. Not NULL.
/// - `clause`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`,
///   `KEELBOLT_ERROR_NOT_AN_X_COORDINATE`, `KEELBOLT_ERROR_LOCK_HEIGHT_TOO_LARGE`, `KEELBOLT_ERROR_NULL_POINTER`. All
///   functions that take clauses check them so.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_clause_script(
    script: *mut u8,
    script_length: *mut usize,
    clause: *const keelbolt_clause,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(script, script_length)?;
            let script = read(clause)?.to_core()?.script();
            out.fill(script.len(), script.iter().copied())
        })
    }
}

/// Gives the hash of a clause's script leaf (BIP 341).
///
/// - `leaf_hash` (out): 32 bytes. Not NULL. Left unwritten on an error.
/// - `clause`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_clause_script`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_clause_leaf_hash(
    leaf_hash: *mut u8,
    clause: *const keelbolt_clause,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(leaf_hash.cast::<[u8; 32]>())?;
            out.set(read(clause)?.to_core()?.leaf_hash().0);
            Ok(())
        })
    }
}

/// Reads a clause from its script.
///
/// - `clause` (out): written on success; its kind is 0 when it is no such script, byte for byte. Not NULL.
/// - `script`: only read. NULL only with length 0.
/// - `script_length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_WRONG_LENGTH`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_clause_recognise(
    clause: *mut keelbolt_clause,
    script: *const u8,
    script_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(clause)?;
            let found = Clause::recognise(list(script, script_length)?);
            out.set(found.as_ref().map_or(keelbolt_clause::NONE, keelbolt_clause::of));
            Ok(())
        })
    }
}

/// Tells whether a preimage opens the hash lock of a clause.
///
/// - `opens` (out): whether it does; false for a clause without a hash lock. Not NULL.
/// - `clause`: only read. Not NULL.
/// - `preimage`: 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_clause_script`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_clause_opens(
    opens: *mut bool,
    clause: *const keelbolt_clause,
    preimage: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(opens)?;
            let (clause, preimage) = (read(clause)?.to_core()?, Preimage(secret(preimage)?));
            out.set(clause.hash().is_some_and(|hash| hash.opens(&preimage)));
            Ok(())
        })
    }
}

/// Looks for the preimage of a clause in all elements of a witness, an annex included, of whatever spend: this is how
/// the other side learns it.
///
/// - `is_found` (out): false when no element is one, or the clause has no hash lock; the preimage is zeros then. Not
///   NULL.
/// - `preimage` (out): 32 bytes. Not NULL. Left unwritten on an error.
/// - `clause`: only read. Not NULL.
/// - `elements`: of the witness; only read. NULL only with count 0.
/// - `element_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_WRONG_LENGTH`, and as `keelbolt_clause_script`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_clause_preimage(
    is_found: *mut bool,
    preimage: *mut u8,
    clause: *const keelbolt_clause,
    elements: *const keelbolt_bytes,
    element_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = OptionalOut::new(is_found, preimage.cast::<[u8; 32]>())?;
            let clause = read(clause)?.to_core()?;
            let witness = keelbolt_bytes::read_all(elements, element_count)?;
            let found = clause.hash().and_then(|hash| hash.preimage_in(witness));
            out.set(found.map(|preimage| *preimage.0.expose()), [0; 32]);
            Ok(())
        })
    }
}

/// The preimage for a clause, which is not looked at where the clause has no hash; `None` for NULL.
///
/// # Safety
///
/// `preimage` is NULL, or has 32 readable bytes where the clause has a hash.
pub(crate) unsafe fn preimage_of(clause: &Clause, preimage: *const u8) -> Result<Option<Preimage>, Fault> {
    match clause.hash() {
        // SAFETY: not NULL; passed on from the caller.
        Some(_) if !preimage.is_null() => Ok(Some(Preimage(unsafe { secret(preimage)? }))),
        _ => Ok(None),
    }
}
