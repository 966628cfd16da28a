//! The keys that one shared secret gives.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::keys;
use crate::onion::lists::shared_secret;
use crate::pointer::Out;
use crate::status::keelbolt_status;
use protocol::sphinx::{KeyType, blinding_factor};

/// What a key is for (BOLT 4, "Key Generation"). It travels as `int32_t`; other numbers are refused.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_key_type {
    /// Obfuscates payloads; encrypts the data of a blinded hop.
    KEELBOLT_KEY_TYPE_RHO = 1,
    /// Authenticates an onion.
    KEELBOLT_KEY_TYPE_MU = 2,
    /// Authenticates a failure and attribution data.
    KEELBOLT_KEY_TYPE_UM = 3,
    /// Fills an onion before its first payload; it comes from the session key.
    KEELBOLT_KEY_TYPE_PAD = 4,
    /// Obfuscates a failure or a fulfillment payload on its way back.
    KEELBOLT_KEY_TYPE_AMMAG = 5,
    /// Obfuscates attribution data.
    KEELBOLT_KEY_TYPE_AMMAGEXT = 6,
    /// Encrypts a fulfillment payload.
    KEELBOLT_KEY_TYPE_FULFILLMENT = 7,
    /// Blinds the id of a node.
    KEELBOLT_KEY_TYPE_BLINDED_NODE_ID = 8,
}

use keelbolt_key_type::*;

const TYPES: [(keelbolt_key_type, KeyType); 8] = [
    (KEELBOLT_KEY_TYPE_RHO, KeyType::Rho),
    (KEELBOLT_KEY_TYPE_MU, KeyType::Mu),
    (KEELBOLT_KEY_TYPE_UM, KeyType::Um),
    (KEELBOLT_KEY_TYPE_PAD, KeyType::Pad),
    (KEELBOLT_KEY_TYPE_AMMAG, KeyType::Ammag),
    (KEELBOLT_KEY_TYPE_AMMAGEXT, KeyType::Ammagext),
    (KEELBOLT_KEY_TYPE_FULFILLMENT, KeyType::Fulfillment),
    (KEELBOLT_KEY_TYPE_BLINDED_NODE_ID, KeyType::BlindedNodeId),
];

impl keelbolt_key_type {
    #[expect(clippy::as_conversions, reason = "an enumeration of i32 has no other conversion to its number")]
    const fn number(self) -> i32 {
        self as i32
    }
}

/// Gives a key that follows from a shared secret. The other functions derive what they need by themselves.
///
/// - `key` (out): 32 bytes, a secret. Not NULL. Left unwritten on an error.
/// - `key_type`: a `keelbolt_key_type`.
/// - `shared_secret`: 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_onion_key(
    key: *mut u8,
    key_type: i32,
    shared_secret: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(key.cast::<[u8; 32]>())?;
            let row = TYPES.iter().find(|(name, _)| name.number() == key_type);
            let (_, kind) = row.ok_or(Fault::UnknownEnumValue { found: key_type })?;
            out.set(*kind.key(keys::secret(shared_secret)?.expose()).expose());
            Ok(())
        })
    }
}

/// Gives the factor by which a hop blinds an ephemeral key, or a path key, for the next hop.
///
/// - `factor` (out): 32 bytes, a secret. Not NULL. Left unwritten on an error.
/// - `ephemeral_key`: 33 bytes; only read. Not NULL.
/// - `shared_secret`: 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_onion_blinding_factor(
    factor: *mut u8,
    ephemeral_key: *const u8,
    shared_secret: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(factor.cast::<[u8; 32]>())?;
            let key = keys::public_key(ephemeral_key)?;
            out.set(*blinding_factor(&key, &self::shared_secret(shared_secret)?).expose());
            Ok(())
        })
    }
}
