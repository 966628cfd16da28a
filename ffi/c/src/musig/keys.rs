//! Key aggregation.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::musig::list::{Signers, contributions};
use crate::opaque::{Opaque, fill, fits, pointer};
use crate::pointer::{Out, OutList, read, read_optional};
use crate::status::keelbolt_status;
use core::slice;
use protocol::crypto::musig::{KeyAggregation, sort_keys};
use protocol::crypto::{PublicKey, TapNodeHash};

/// The keys of up to 64 signers and their aggregate, with the tweaks that were added to it, opaque.
///
/// It lives wherever the caller puts it and needs no destructor, but **must stay where it is, for as long as it or a
/// session made from it is used**: a copy is refused with `KEELBOLT_ERROR_INVALID_HANDLE`, as is one that is zeroed or
/// was never filled.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
#[repr(C)]
pub struct keelbolt_musig_keys {
    /// Not for the caller.
    opaque: [u64; 552],
}

/// What lies in the struct.
pub(crate) struct Keys {
    /// The keys, in the order of the signers.
    keys: Signers<PublicKey>,
    /// Their aggregate, which borrows them; it comes when they lie where they stay.
    aggregation: Option<KeyAggregation<'static>>,
    /// Where they stay.
    home: usize,
}

// SAFETY: `repr(C)`, made of integers, and large enough as asserted below; what is not at its home is refused.
unsafe impl Opaque for keelbolt_musig_keys {
    type Value = Keys;
    const SEAL: u64 = 0x6b65_656c_6b65_7973; // "keelkeys"
}

const _: () = assert!(fits::<keelbolt_musig_keys>());

impl keelbolt_musig_keys {
    /// Fills the struct at `out` with keys, whose aggregate `tweak` may change.
    ///
    /// # Safety
    ///
    /// `out` is NULL, or aligned and writable, and stays where it is for as long as it is used.
    pub(crate) unsafe fn fill(
        out: *mut Self,
        keys: Signers<PublicKey>,
        tweak: impl FnOnce(KeyAggregation<'static>) -> Result<KeyAggregation<'static>, Fault>,
    ) -> Result<(), Fault> {
        // So that nothing is written where the keys have no aggregate.
        KeyAggregation::new(&keys)?;
        // SAFETY: passed on from the caller.
        let place = unsafe {
            fill(out, || Ok(Keys { keys, aggregation: None, home: out.addr() }))?;
            pointer(out)?.as_ptr()
        };
        // SAFETY: filled by the lines before; from here on the keys are read only, at the place where they stay.
        let keys = unsafe { &(*place).keys };
        // SAFETY: as many keys as the list has; they live for as long as the struct is used.
        let keys: &'static [PublicKey] = unsafe { slice::from_raw_parts(keys.as_ptr(), keys.len()) };
        let aggregation = tweak(KeyAggregation::new(keys)?)?;
        // SAFETY: a member of its own, apart from the keys.
        unsafe { (&raw mut (*place).aggregation).write(Some(aggregation)) };
        Ok(())
    }

    /// The aggregate in the struct at `from`. It borrows the keys there.
    ///
    /// # Safety
    ///
    /// `from` is NULL, or aligned and readable, and stays where it is for as long as the result is used.
    pub(crate) unsafe fn aggregation(from: *const Self) -> Result<KeyAggregation<'static>, Fault> {
        // SAFETY: passed on from the caller; the pointer is to what `fill` has written.
        let place = unsafe { pointer(from.cast_mut())? }.as_ptr();
        // SAFETY: as above.
        if unsafe { (&raw const (*place).home).read() } != from.addr() {
            return Err(Fault::InvalidHandle);
        }
        // SAFETY: as above; at its home, so what it borrows is there. That of a copy may be no more.
        unsafe { (&raw const (*place).aggregation).read() }.ok_or(Fault::InvalidHandle)
    }

    /// Changes the aggregate in the struct at `keys`; on an error it is as before.
    ///
    /// # Safety
    ///
    /// As [`keelbolt_musig_keys::aggregation`]; and the struct is writable.
    unsafe fn change(
        keys: *mut Self,
        tweak: impl FnOnce(KeyAggregation<'static>) -> Result<KeyAggregation<'static>, Fault>,
    ) -> Result<(), Fault> {
        // SAFETY: passed on from the caller; a member of its own, apart from the keys.
        unsafe {
            let aggregation = tweak(Self::aggregation(keys)?)?;
            (&raw mut (*pointer(keys)?.as_ptr()).aggregation).write(Some(aggregation));
        }
        Ok(())
    }
}

/// Sorts keys by their compressed forms (KeySort), where signers have no other order of their own.
///
/// - `sorted` (out): 33 bytes for each key; may be `public_keys` itself. NULL only with count 0.
/// - `public_keys`: 33 bytes for each key. NULL only with count 0.
/// - `count`: how many keys there are, up to 64.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_TOO_MANY_SIGNERS`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_musig_sort_keys(
    sorted: *mut u8,
    public_keys: *const u8,
    count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let mut keys = contributions(public_keys, count, PublicKey::parse)?;
            if count == 0 {
                return Ok(());
            }
            let out = OutList::new(sorted.cast::<[u8; 33]>(), count)?;
            sort_keys(&mut keys);
            out.set(keys.iter().map(PublicKey::to_bytes));
            Ok(())
        })
    }
}

/// Aggregates keys in their order. A key may stand there more than once, and then signs as often.
///
/// - `keys` (out): written on success; must stay where it is. Not NULL.
/// - `public_keys`: 33 bytes for each key; copied. NULL only with count 0.
/// - `count`: how many keys there are, 1 to 64.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NO_SIGNERS`, `KEELBOLT_ERROR_TOO_MANY_SIGNERS`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_musig_keys_init(
    keys: *mut keelbolt_musig_keys,
    public_keys: *const u8,
    count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            keelbolt_musig_keys::fill(keys, contributions(public_keys, count, PublicKey::parse)?, Ok)
        })
    }
}

/// Adds `tweak` times the generator to the aggregate key.
///
/// - `keys` (in, out): as before on an error. Not NULL.
/// - `tweak`: 32 bytes. Not NULL.
/// - `is_x_only`: whether it is added to the point of even y at the aggregate key's x, as BIP 341 has it, and not to
///   the aggregate key itself, as BIP 32 derives.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE`, `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_musig_keys_tweak(
    keys: *mut keelbolt_musig_keys,
    tweak: *const u8,
    is_x_only: bool,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let tweak = read(tweak.cast::<[u8; 32]>())?;
            keelbolt_musig_keys::change(keys, |aggregation| {
                Ok(match is_x_only {
                    true => aggregation.add_x_only_tweak(&tweak)?,
                    false => aggregation.add_tweak(&tweak)?,
                })
            })
        })
    }
}

/// Makes the aggregate key, an internal key, the output key of a Taproot output.
///
/// - `keys` (in, out): as before on an error. Not NULL.
/// - `merkle_root`: the root of the script tree, 32 bytes; NULL for an output without one.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE`, which no input is known to cause;
///   `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_musig_keys_tap_tweak(
    keys: *mut keelbolt_musig_keys,
    merkle_root: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let root = read_optional(merkle_root.cast::<[u8; 32]>()).map(TapNodeHash);
            keelbolt_musig_keys::change(keys, |aggregation| Ok(aggregation.tap_tweak(root.as_ref())?))
        })
    }
}

/// Gives the aggregate key, with its tweaks. Signatures are checked with its last 32 bytes.
///
/// - `public_key` (out): 33 bytes. Not NULL. Left unwritten on an error.
/// - `keys`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read the same keys at once; the other arguments are not shared.
/// - Errors: `KEELBOLT_ERROR_INVALID_HANDLE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_musig_keys_public_key(
    public_key: *mut u8,
    keys: *const keelbolt_musig_keys,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(public_key.cast::<[u8; 33]>())?;
            out.set(keelbolt_musig_keys::aggregation(keys)?.public_key().to_bytes());
            Ok(())
        })
    }
}
