//! What receiver and sender agree on.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::number::numbered;
use crate::pointer::{Out, growing, read};
use crate::status::keelbolt_status;
use core::ptr;
use protocol::crypto::{PaymentHash, PublicKey};
use protocol::htlc::{HashLock, LockTime, P2wshHtlc, TaprootHtlc, Terms};
use protocol::time::{BlockHeight, UnixTime};

/// What a contract looks like on chain. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_contract_form {
    /// A P2WSH output, whose whole script is shown when it is spent.
    KEELBOLT_CONTRACT_P2WSH = 1,
    /// A Taproot output, which looks like any payment as long as both cooperate: the internal key is the MuSig2
    /// aggregate of both keys, sorted.
    KEELBOLT_CONTRACT_TAPROOT = 2,
}

/// How the preimage is hashed. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_hash_lock {
    /// SHA-256: the payment hash itself, 32 bytes.
    KEELBOLT_HASH_LOCK_SHA256 = 1,
    /// RIPEMD-160 of SHA-256, 20 bytes.
    KEELBOLT_HASH_LOCK_HASH160 = 2,
}

/// What a lock time counts. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_lock_time_kind {
    /// A height, 1 to 499,999,999: a block above it may hold the refund.
    KEELBOLT_LOCK_TIME_HEIGHT = 1,
    /// Seconds since 1970, 500,000,000 to 4,294,967,295, as the median of eleven blocks has them (BIP 113).
    KEELBOLT_LOCK_TIME_SECONDS = 2,
}

use keelbolt_contract_form::*;
use keelbolt_hash_lock::*;
use keelbolt_lock_time_kind::*;

numbered!(keelbolt_contract_form);
numbered!(keelbolt_hash_lock);
numbered!(keelbolt_lock_time_kind);

/// The terms of a contract: `receiver` is paid with the preimage of `hash`, and `sender` paid back from `lock_time` on.
///
/// Before the first use: `keelbolt_contract_terms terms = {0}; terms.struct_size = sizeof terms;` (in C++ `= {}`).
/// Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_contract_terms {
    /// `sizeof(keelbolt_contract_terms)`, set by the caller.
    pub struct_size: usize,
    /// A `keelbolt_contract_form`.
    pub form: i32,
    /// A `keelbolt_hash_lock`.
    pub hash_lock: i32,
    /// A `keelbolt_lock_time_kind`.
    pub lock_time_kind: i32,
    /// What the preimage must hash to; of HASH160 the first 20 bytes.
    pub hash: [u8; 32],
    /// Who is paid with the preimage, 33 bytes.
    pub receiver: [u8; 33],
    /// Who is paid back, 33 bytes.
    pub sender: [u8; 33],
    /// From when on the sender is paid back.
    pub lock_time: u64,
}

/// The number from which on lock times are seconds (`LOCKTIME_THRESHOLD` of Bitcoin Core).
const FIRST_TIME: u32 = 500_000_000;

impl keelbolt_contract_terms {
    /// Terms for C, with the size that the caller has set.
    pub(super) fn of(form: keelbolt_contract_form, terms: &Terms, struct_size: usize) -> Self {
        let (hash_lock, hash) = match terms.hash() {
            HashLock::Sha256(hash) => (KEELBOLT_HASH_LOCK_SHA256, hash.0),
            HashLock::Hash160(short) => {
                let mut hash = [0; 32];
                hash.iter_mut().zip(short).for_each(|(slot, byte)| *slot = *byte);
                (KEELBOLT_HASH_LOCK_HASH160, hash)
            }
        };
        let lock_time = terms.lock_time().to_u32();
        let kind =
            if lock_time < FIRST_TIME { KEELBOLT_LOCK_TIME_HEIGHT } else { KEELBOLT_LOCK_TIME_SECONDS };
        Self {
            struct_size,
            form: form.number(),
            hash_lock: hash_lock.number(),
            lock_time_kind: kind.number(),
            hash,
            receiver: terms.receiver().to_bytes(),
            sender: terms.sender().to_bytes(),
            lock_time: lock_time.into(),
        }
    }

    /// No terms: what stands in the caller's struct when a script is none of a contract's.
    pub(super) const fn none(struct_size: usize) -> Self {
        Self {
            struct_size,
            form: 0,
            hash_lock: 0,
            lock_time_kind: 0,
            hash: [0; 32],
            receiver: [0; 33],
            sender: [0; 33],
            lock_time: 0,
        }
    }

    /// # Safety
    ///
    /// `terms` is NULL, or aligned, its `struct_size` readable, and as many bytes as that says.
    pub(super) unsafe fn read(terms: *const Self) -> Result<Contract, Fault> {
        // SAFETY: passed on from the caller.
        let from = unsafe { growing(terms)? };
        let (receiver, sender) = (PublicKey::parse(&from.receiver)?, PublicKey::parse(&from.sender)?);
        let terms = Terms::new(from.hash()?, receiver, sender, from.lock_time()?)?;
        const P2WSH: i32 = KEELBOLT_CONTRACT_P2WSH.number();
        const TAPROOT: i32 = KEELBOLT_CONTRACT_TAPROOT.number();
        match from.form {
            P2WSH => Ok(Contract::P2wsh(P2wshHtlc::new(terms))),
            TAPROOT => Ok(Contract::Taproot(TaprootHtlc::new(terms)?)),
            found => Err(Fault::UnknownEnumValue { found }),
        }
    }

    fn hash(&self) -> Result<HashLock, Fault> {
        const SHA256: i32 = KEELBOLT_HASH_LOCK_SHA256.number();
        const HASH160: i32 = KEELBOLT_HASH_LOCK_HASH160.number();
        match (self.hash_lock, self.hash.first_chunk::<20>()) {
            (SHA256, _) => Ok(HashLock::Sha256(PaymentHash(self.hash))),
            (HASH160, Some(hash)) => Ok(HashLock::Hash160(*hash)),
            (found, _) => Err(Fault::UnknownEnumValue { found }),
        }
    }

    fn lock_time(&self) -> Result<LockTime, Fault> {
        const HEIGHT: i32 = KEELBOLT_LOCK_TIME_HEIGHT.number();
        const SECONDS: i32 = KEELBOLT_LOCK_TIME_SECONDS.number();
        match self.lock_time_kind {
            HEIGHT => {
                let height = u32::try_from(self.lock_time).unwrap_or(u32::MAX);
                Ok(LockTime::height(BlockHeight(height))?)
            }
            SECONDS => Ok(LockTime::time(UnixTime(self.lock_time))?),
            found => Err(Fault::UnknownEnumValue { found }),
        }
    }
}

/// A contract in one of its forms.
#[expect(clippy::large_enum_variant, reason = "it lives on the stack of one call; there is no allocator")]
pub(super) enum Contract {
    P2wsh(P2wshHtlc),
    Taproot(TaprootHtlc),
}

impl Contract {
    pub(super) const fn terms(&self) -> &Terms {
        match self {
            Self::P2wsh(contract) => contract.terms(),
            Self::Taproot(contract) => contract.terms(),
        }
    }

    /// The Taproot form, of which a caller asks for what the other form has not got.
    pub(super) const fn taproot(&self) -> Result<&TaprootHtlc, Fault> {
        match self {
            Self::P2wsh(_) => Err(Fault::UnknownEnumValue { found: KEELBOLT_CONTRACT_P2WSH.number() }),
            Self::Taproot(contract) => Ok(contract),
        }
    }
}

/// Gives the HASH160 lock of a payment hash: its RIPEMD-160.
///
/// - `hash` (out): 20 bytes. Not NULL.
/// - `payment_hash`: 32 bytes. Not NULL.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_hash_lock_hash160(
    hash: *mut u8,
    payment_hash: *const u8,
) -> keelbolt_status {
    // SAFETY: no detail is asked for; the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = Out::new(hash.cast::<[u8; 20]>())?;
            let payment_hash = PaymentHash(read(payment_hash.cast::<[u8; 32]>())?);
            // What this constructor gives.
            let HashLock::Hash160(hash) = HashLock::hash160(&payment_hash) else { return Err(Fault::Panic) };
            out.set(hash);
            Ok(())
        })
    }
}

/// Checks terms without using them.
///
/// - `terms`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SAME_KEY`, `KEELBOLT_ERROR_LOCK_TIME_HEIGHT`, `KEELBOLT_ERROR_LOCK_TIME_TIME`,
///   `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_NULL_POINTER`. All functions that take terms check them so.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_contract_check(
    terms: *const keelbolt_contract_terms,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || keelbolt_contract_terms::read(terms).map(|_| ())) }
}
