//! The transaction of `closing_signed` (BOLT 3, "Legacy Closing Transaction").

use crate::bytes::keelbolt_bytes;
use crate::channel::closing::keelbolt_closing_transaction;
use crate::channel::parameters::{self, keelbolt_channel_parameters};
use crate::channel::sign::signature;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::heap::give;
use crate::number::Mirror;
use crate::pointer::{Out, growing};
use crate::status::keelbolt_status;
use bitcoin::Script;
use protocol::amount::{Msat, Sat};
use protocol::commitment::Node;
use protocol::commitment::closing::LegacyClosing;

/// What a closing transaction of the older kind is made of.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_legacy_closing {
    /// `sizeof(keelbolt_legacy_closing)`.
    pub struct_size: usize,
    /// The channel. Not NULL.
    pub channel: *const keelbolt_channel_parameters,
    /// The opener's balance, which pays the fee, in millisatoshi.
    pub opener_balance_msat: u64,
    /// The accepter's balance, in millisatoshi.
    pub accepter_balance_msat: u64,
    /// `fee_satoshis`
    pub fee_sat: u64,
    /// The opener's script of `shutdown`, not empty; `keelbolt_shutdown_check` checks it.
    pub opener_script: keelbolt_bytes,
    /// The accepter's script of `shutdown`, not empty; `keelbolt_shutdown_check` checks it.
    pub accepter_script: keelbolt_bytes,
}

/// Makes the transaction that a node signs: without outputs below its own dust limit, and without its own output when
/// it gives that up.
///
/// - `closing` (out): a new closing transaction, for `keelbolt_closing_free`. Not NULL. Left unwritten on an error.
/// - `legacy`: only read. Not NULL.
/// - `signer`: the node, a `keelbolt_channel_node`.
/// - `without_own`: whether it gives its own output up.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BALANCE` when the balances are not what the channel holds,
///   `KEELBOLT_ERROR_CLOSING_FEE_EXCEEDS_BALANCE`, `KEELBOLT_ERROR_NO_OUTPUTS`,
///   `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_WRONG_LENGTH` for an empty script,
///   `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_legacy_closing_build(
    closing: *mut *mut keelbolt_closing_transaction,
    legacy: *const keelbolt_legacy_closing,
    signer: i32,
    without_own: bool,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(closing)?;
            let signer = Node::of_number(signer)?;
            give(out, with_legacy(legacy, |legacy| Ok(legacy.build(signer, without_own)?))?);
            Ok(())
        })
    }
}

/// Gives the transaction that a node has signed: the one that its dust limit makes, or that without its own output.
///
/// - `closing` (out): a new closing transaction, for `keelbolt_closing_free`. Not NULL. Left unwritten on an error.
/// - `legacy`: only read. Not NULL.
/// - `signer`: the node, a `keelbolt_channel_node`.
/// - `signature`: its signature, 64 bytes; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_CLOSING_SIGNATURE` when it is neither, `KEELBOLT_ERROR_CLOSING_DUST` when nodes do not
///   relay it, and then the channel must be failed; `KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE`, and as
///   `keelbolt_legacy_closing_build`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_legacy_closing_verify(
    closing: *mut *mut keelbolt_closing_transaction,
    legacy: *const keelbolt_legacy_closing,
    signer: i32,
    signature: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(closing)?;
            let (signer, signature) = (Node::of_number(signer)?, self::signature(signature)?);
            give(out, with_legacy(legacy, |legacy| Ok(legacy.verify(signer, &signature)?))?);
            Ok(())
        })
    }
}

/// # Safety
///
/// `legacy` is NULL, or aligned, its `struct_size` readable, and as many bytes as that says; its members are as their
/// documentation asks.
unsafe fn with_legacy<R>(
    legacy: *const keelbolt_legacy_closing,
    body: impl FnOnce(&LegacyClosing<'_>) -> Result<R, Fault>,
) -> Result<R, Fault> {
    // SAFETY: passed on from the caller.
    let (legacy, channel, opener, accepter) = unsafe {
        let legacy = growing(legacy)?;
        let channel = parameters::read(legacy.channel)?;
        (
            legacy,
            channel,
            legacy.opener_script.read_paid_script()?,
            legacy.accepter_script.read_paid_script()?,
        )
    };
    body(&LegacyClosing {
        channel: &channel,
        opener_balance: Msat(legacy.opener_balance_msat),
        accepter_balance: Msat(legacy.accepter_balance_msat),
        opener_script: Script::from_bytes(opener),
        accepter_script: Script::from_bytes(accepter),
        fee: Sat(legacy.fee_sat),
    })
}
