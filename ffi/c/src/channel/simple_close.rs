//! `closing_complete` and `closing_sig` (BOLT 2, "Closing Negotiation"; BOLT 3, "Closing Transaction").

use crate::bytes::keelbolt_bytes;
use crate::channel::closing::keelbolt_closing_transaction;
use crate::channel::parameters::{self, keelbolt_channel_parameters};
use crate::channel::transaction;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::heap::give;
use crate::keys;
use crate::number::Mirror;
use crate::pointer::{Buffer, Out, growing, read};
use crate::status::keelbolt_status;
use bitcoin::Script;
use protocol::amount::{Msat, Sat};
use protocol::commitment::Node;
use protocol::commitment::closing::{ClosingSignatures, ClosingVariant, SimpleClose};
use protocol::crypto::Signature;

/// A closing transaction of which the closer pays the fee, as `closing_complete` describes it. Scripts are checked by
/// `keelbolt_shutdown_check`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_simple_close {
    /// `sizeof(keelbolt_simple_close)`.
    pub struct_size: usize,
    /// The channel. Not NULL.
    pub channel: *const keelbolt_channel_parameters,
    /// The node that sends `closing_complete`: a `keelbolt_channel_node`.
    pub closer: i32,
    /// `locktime`
    pub lock_time: u32,
    /// The closer's balance, in millisatoshi.
    pub closer_balance_msat: u64,
    /// The other node's balance, in millisatoshi.
    pub closee_balance_msat: u64,
    /// `fee_satoshis`
    pub fee_sat: u64,
    /// `closer_scriptpubkey`, not empty.
    pub closer_script: keelbolt_bytes,
    /// `closee_scriptpubkey`, not empty.
    pub closee_script: keelbolt_bytes,
}

/// `closing_tlvs`: the signatures of `closing_complete`, or the one of `closing_sig`. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_closing_signatures {
    /// Whether there is one of the transaction with the closer's output.
    pub has_closer_output_only: u8,
    /// Whether there is one of the transaction with the closee's output.
    pub has_closee_output_only: u8,
    /// Whether there is one of the transaction with both outputs.
    pub has_closer_and_closee_outputs: u8,
    /// Of the transaction with the closer's output.
    pub closer_output_only: [u8; 64],
    /// Of the transaction with the closee's output.
    pub closee_output_only: [u8; 64],
    /// Of the transaction with both outputs.
    pub closer_and_closee_outputs: [u8; 64],
}

/// Makes the transaction with the outputs of a variant.
///
/// - `closing` (out): a new closing transaction, for `keelbolt_closing_free`. Not NULL. Left unwritten on an error.
/// - `close`: only read. Not NULL.
/// - `variant`: a `keelbolt_closing_variant`.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BALANCE` when the balances are not what the channel holds,
///   `KEELBOLT_ERROR_CLOSING_FEE_EXCEEDS_BALANCE`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_WRONG_LENGTH` for
///   an empty script, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_simple_close_transaction(
    closing: *mut *mut keelbolt_closing_transaction,
    close: *const keelbolt_simple_close,
    variant: i32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(closing)?;
            let variant = ClosingVariant::of_number(variant)?;
            give(out, with_close(close, |close| Ok(close.transaction(variant)?))?);
            Ok(())
        })
    }
}

/// Gives the variants that the closer signs.
///
/// - `variants` (out): room for each `keelbolt_closing_variant`, or NULL to ask for their number: at most 2. Left
///   unwritten on an error.
/// - `variant_count` (in, out): the room in elements; on return how many there are. Not NULL.
/// - `close`: only read. Not NULL.
/// - `uneconomical`: whether the closer does not care for its own output: one of the lesser balance is left out then.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_ALL_DUST`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, and as `keelbolt_simple_close_transaction`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_simple_close_offered(
    variants: *mut i32,
    variant_count: *mut usize,
    close: *const keelbolt_simple_close,
    uneconomical: bool,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(variants, variant_count)?;
            with_close(close, |close| {
                let offered = close.offered(uneconomical)?;
                out.fill(offered.len(), offered.iter().map(|variant| variant.number()))
            })
        })
    }
}

/// Signs what the closer sends in `closing_complete`.
///
/// - `complete` (out): written on success. Not NULL.
/// - `close`: only read. Not NULL.
/// - `uneconomical`: as for `keelbolt_simple_close_offered`.
/// - `funding_key`: the secret key of the closer's `funding_pubkey`, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `entropy`: 32 random bytes, as for `keelbolt_public_key`. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_simple_close_offered`; `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_simple_close_sign(
    complete: *mut keelbolt_closing_signatures,
    close: *const keelbolt_simple_close,
    uneconomical: bool,
    funding_key: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(complete)?;
            let (key, context) = (keys::secret_key(funding_key)?, keys::signing_context(entropy)?);
            let signatures = with_close(close, |close| Ok(close.sign(uneconomical, &key, &context)?))?;
            out.set(keelbolt_closing_signatures::of(&signatures));
            Ok(())
        })
    }
}

/// Gives the variant that the closee takes of those that `closing_complete` has.
///
/// - `variant` (out): a `keelbolt_closing_variant`. Not NULL. Left unwritten on an error.
/// - `close`: only read. Not NULL.
/// - `complete`: what came; only read. Not NULL.
/// - `uneconomical`: whether the closee does not care for its own output.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_VARIANT_MISSING`, `KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE`, and as
///   `keelbolt_simple_close_transaction`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_simple_close_selected(
    variant: *mut i32,
    close: *const keelbolt_simple_close,
    complete: *const keelbolt_closing_signatures,
    uneconomical: bool,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(variant)?;
            let complete = read(complete)?.to_core()?;
            out.set(with_close(close, |close| Ok(close.selected(&complete, uneconomical)?))?.number());
            Ok(())
        })
    }
}

/// Does what the closee does with `closing_complete`: it checks the signature of the selected variant, signs it too,
/// sends its own in `closing_sig` and publishes the transaction.
///
/// - `closing_sig` (out): what is sent. Not NULL. Left unwritten on an error.
/// - `bytes` (out): room for the transaction as it is published, or NULL to ask for its length. Left unwritten on an
///   error.
/// - `length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `close`: only read. Not NULL.
/// - `complete`: what came; only read. Not NULL.
/// - `uneconomical`: as for `keelbolt_simple_close_selected`.
/// - `funding_key`: the secret key of the closee's `funding_pubkey`, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `entropy`: 32 random bytes, as for `keelbolt_public_key`. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_simple_close_selected`; `KEELBOLT_ERROR_CLOSING_SIGNATURE`,
///   `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_simple_close_countersign(
    closing_sig: *mut keelbolt_closing_signatures,
    bytes: *mut u8,
    length: *mut usize,
    close: *const keelbolt_simple_close,
    complete: *const keelbolt_closing_signatures,
    uneconomical: bool,
    funding_key: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (sig, out) = (Out::new(closing_sig)?, Buffer::new(bytes, length)?);
            let complete = read(complete)?.to_core()?;
            let (key, context) = (keys::secret_key(funding_key)?, keys::signing_context(entropy)?);
            with_close(close, |close| {
                let (signatures, published) = close.countersign(&complete, uneconomical, &key, &context)?;
                transaction::write(out, &published)?;
                sig.set(keelbolt_closing_signatures::of(&signatures));
                Ok(())
            })
        })
    }
}

/// Does what the closer does with `closing_sig`: it checks the one signature and publishes the transaction. That
/// scripts, fee and lock time of `closing_sig` are those sent is the caller's to check.
///
/// - `bytes` (out): room for the transaction as it is published, or NULL to ask for its length. Left unwritten on an
///   error.
/// - `length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `close`: only read. Not NULL.
/// - `complete`: what was sent; only read. Not NULL.
/// - `closing_sig`: what came; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_CLOSING_SIGNATURE_COUNT`, `KEELBOLT_ERROR_VARIANT_NOT_OFFERED`,
///   `KEELBOLT_ERROR_CLOSING_SIGNATURE`, `KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   and as `keelbolt_simple_close_transaction`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_simple_close_finish(
    bytes: *mut u8,
    length: *mut usize,
    close: *const keelbolt_simple_close,
    complete: *const keelbolt_closing_signatures,
    closing_sig: *const keelbolt_closing_signatures,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(bytes, length)?;
            let (complete, closing_sig) = (read(complete)?.to_core()?, read(closing_sig)?.to_core()?);
            let published = with_close(close, |close| Ok(close.finish(&complete, &closing_sig)?))?;
            transaction::write(out, &published)
        })
    }
}

/// # Safety
///
/// `close` is NULL, or aligned, its `struct_size` readable, and as many bytes as that says; its members are as their
/// documentation asks.
unsafe fn with_close<R>(
    close: *const keelbolt_simple_close,
    body: impl FnOnce(&SimpleClose<'_>) -> Result<R, Fault>,
) -> Result<R, Fault> {
    // SAFETY: passed on from the caller.
    let (close, channel, closer_script, closee_script) = unsafe {
        let close = growing(close)?;
        let channel = parameters::read(close.channel)?;
        (close, channel, close.closer_script.read_paid_script()?, close.closee_script.read_paid_script()?)
    };
    body(&SimpleClose {
        channel: &channel,
        closer: Node::of_number(close.closer)?,
        closer_balance: Msat(close.closer_balance_msat),
        closee_balance: Msat(close.closee_balance_msat),
        closer_script: Script::from_bytes(closer_script),
        closee_script: Script::from_bytes(closee_script),
        fee: Sat(close.fee_sat),
        lock_time: close.lock_time,
    })
}

impl keelbolt_closing_signatures {
    fn of(signatures: &ClosingSignatures) -> Self {
        let compact = |signature: Option<Signature>| signature.map_or([0; 64], |found| found.to_compact());
        Self {
            has_closer_output_only: signatures.closer_output_only.is_some().into(),
            has_closee_output_only: signatures.closee_output_only.is_some().into(),
            has_closer_and_closee_outputs: signatures.closer_and_closee_outputs.is_some().into(),
            closer_output_only: compact(signatures.closer_output_only),
            closee_output_only: compact(signatures.closee_output_only),
            closer_and_closee_outputs: compact(signatures.closer_and_closee_outputs),
        }
    }

    fn to_core(self) -> Result<ClosingSignatures, Fault> {
        let optional = |there: u8, bytes: &[u8; 64]| match there {
            0 => Ok(None),
            _ => Signature::parse(bytes).map(Some),
        };
        Ok(ClosingSignatures {
            closer_output_only: optional(self.has_closer_output_only, &self.closer_output_only)?,
            closee_output_only: optional(self.has_closee_output_only, &self.closee_output_only)?,
            closer_and_closee_outputs: optional(
                self.has_closer_and_closee_outputs,
                &self.closer_and_closee_outputs,
            )?,
        })
    }
}
