//! Mailboxes: where a server leaves what somebody is sent.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::keys::{entropy, public_key, secret_key, signing_context};
use crate::pointer::{Out, list, read};
use crate::status::keelbolt_status;
use core::ptr;
use protocol::crypto::{PublicKey, SchnorrSignature};
use protocol::vtxo::{BlindedMailboxId, MailboxAuthorization, MailboxId};

/// How many bytes a permission to read a mailbox takes.
pub const KEELBOLT_MAILBOX_AUTHORIZATION_LENGTH: usize = 105;

const _: () = assert!(KEELBOLT_MAILBOX_AUTHORIZATION_LENGTH == MailboxAuthorization::LENGTH);

/// Permission to read a mailbox until some time, signed by its key. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_mailbox_authorization {
    /// Until when, in seconds since 1970.
    pub expiry: i64,
    /// The mailbox, by its key, 33 bytes.
    pub mailbox: [u8; 33],
    /// The signature of the mailbox's key (BIP 340).
    pub signature: [u8; 64],
}

impl keelbolt_mailbox_authorization {
    fn of(permission: &MailboxAuthorization) -> Self {
        Self {
            expiry: permission.expiry,
            mailbox: permission.mailbox.0.to_bytes(),
            signature: *permission.signature.as_bytes(),
        }
    }

    fn to_core(self) -> Result<MailboxAuthorization, Fault> {
        Ok(MailboxAuthorization {
            mailbox: MailboxId(PublicKey::parse(&self.mailbox)?),
            expiry: self.expiry,
            signature: SchnorrSignature::new(self.signature),
        })
    }
}

/// Hides a mailbox for an address: only its server can tell which one it is, and no two addresses have the same.
///
/// - `blinded` (out): 33 bytes. Not NULL. Left unwritten on an error.
/// - `mailbox`: the mailbox, by its key, 33 bytes; only read. Not NULL.
/// - `user_secret_key`: of the key in the address's policy, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `server_pubkey`: the server's key for mailboxes, 33 bytes; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_POINTS_CANCEL`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`,
///   `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_mailbox_blind(
    blinded: *mut u8,
    mailbox: *const u8,
    user_secret_key: *const u8,
    server_pubkey: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(blinded.cast::<[u8; 33]>())?;
            let (mailbox, server) = (MailboxId(public_key(mailbox)?), public_key(server_pubkey)?);
            out.set(mailbox.blind(&secret_key(user_secret_key)?, &server)?.0.to_bytes());
            Ok(())
        })
    }
}

/// Finds the mailbox, as its server, from the user's key in the address.
///
/// - `mailbox` (out): 33 bytes. Not NULL. Left unwritten on an error.
/// - `blinded`: the mailbox as the address names it, 33 bytes; only read. Not NULL.
/// - `server_secret_key`: the server's for mailboxes, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `user_pubkey`: the key in the address's policy, 33 bytes; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_mailbox_blind`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_mailbox_unblind(
    mailbox: *mut u8,
    blinded: *const u8,
    server_secret_key: *const u8,
    user_pubkey: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(mailbox.cast::<[u8; 33]>())?;
            let (blinded, user) = (BlindedMailboxId(public_key(blinded)?), public_key(user_pubkey)?);
            out.set(blinded.unblind(&secret_key(server_secret_key)?, &user)?.0.to_bytes());
            Ok(())
        })
    }
}

/// Gives what is signed of a permission to read a mailbox.
///
/// - `digest` (out): 32 bytes. Not NULL. Left unwritten on an error.
/// - `expiry`: until when, in seconds since 1970.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_mailbox_authorization_digest(
    digest: *mut u8,
    expiry: i64,
) -> keelbolt_status {
    // SAFETY: no detail is asked for; the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = Out::new(digest.cast::<[u8; 32]>())?;
            out.set(MailboxAuthorization::digest(expiry).0);
            Ok(())
        })
    }
}

/// Permits to read a mailbox until some time.
///
/// - `authorization` (out): written on success. Not NULL.
/// - `mailbox_secret_key`: the mailbox's, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `expiry`: until when, in seconds since 1970.
/// - `auxiliary`: 32 random bytes that serve this call only and guard the nonce (BIP 340). Not NULL.
/// - `entropy`: 32 other random bytes that nobody else knows; they blind the operation against side channels and do
///   not change its result. Copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_mailbox_authorization_sign(
    authorization: *mut keelbolt_mailbox_authorization,
    mailbox_secret_key: *const u8,
    expiry: i64,
    auxiliary: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(authorization)?;
            let (key, context) = (secret_key(mailbox_secret_key)?, signing_context(entropy)?);
            let (pair, auxiliary) = (context.key_pair(&key)?, self::entropy(auxiliary)?);
            let permission = MailboxAuthorization::sign(&pair, expiry, auxiliary, &context)?;
            out.set(keelbolt_mailbox_authorization::of(&permission));
            Ok(())
        })
    }
}

/// Checks the signature of a permission. Whether the time has come, the caller asks.
///
/// - `authorization`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SIGNATURE_MISMATCH`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_mailbox_authorization_verify(
    authorization: *const keelbolt_mailbox_authorization,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { entry(error, || Ok(read(authorization)?.to_core()?.verify()?)) }
}

/// Reads a permission, which fills the bytes. The signature is not checked.
///
/// - `authorization` (out): written on success. Not NULL.
/// - `bytes`: only read. NULL only with length 0.
/// - `length`: how many bytes they are, `KEELBOLT_MAILBOX_AUTHORIZATION_LENGTH`.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_VTXO_TRUNCATED`, `KEELBOLT_ERROR_VTXO_TRAILING_BYTES`, `KEELBOLT_ERROR_VTXO_KEY`,
///   `KEELBOLT_ERROR_WRONG_LENGTH`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_mailbox_authorization_parse(
    authorization: *mut keelbolt_mailbox_authorization,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(authorization)?;
            let permission = MailboxAuthorization::parse(list(bytes, length)?)?;
            out.set(keelbolt_mailbox_authorization::of(&permission));
            Ok(())
        })
    }
}

/// Writes a permission.
///
/// - `bytes` (out): `KEELBOLT_MAILBOX_AUTHORIZATION_LENGTH` bytes. Not NULL. Left unwritten on an error.
/// - `authorization`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_mailbox_authorization_to_bytes(
    bytes: *mut u8,
    authorization: *const keelbolt_mailbox_authorization,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(bytes.cast::<[u8; KEELBOLT_MAILBOX_AUTHORIZATION_LENGTH]>())?;
            out.set(read(authorization)?.to_core()?.to_bytes());
            Ok(())
        })
    }
}
