//! Packets that came: what they hold for this hop.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::keys;
use crate::onion::lists::shared_secret;
use crate::pointer::{Buffer, Out, elements, list};
use crate::status::keelbolt_status;
use protocol::crypto::SharedSecret;
use protocol::sphinx::{self, Next, OnionRef, peel_buffer};

/// The length of the routing field of a payment's onion, in bytes. Messages choose their own.
pub const KEELBOLT_ONION_HOP_PAYLOADS_LENGTH: usize = 1300;

/// The length of a payment's onion, in bytes. One of another routing field is 66 bytes longer than that.
pub const KEELBOLT_ONION_PACKET_LENGTH: usize = 1366;

/// How many bytes peeling a payment's onion takes.
pub const KEELBOLT_ONION_PEEL_BUFFER: usize = 2634;

const _: () = assert!(KEELBOLT_ONION_HOP_PAYLOADS_LENGTH == sphinx::HOP_PAYLOADS_LENGTH);
const _: () = assert!(KEELBOLT_ONION_PACKET_LENGTH == sphinx::PACKET_LENGTH);
const _: () = assert!(KEELBOLT_ONION_PEEL_BUFFER == sphinx::PEEL_BUFFER);

/// The fields of an onion, as everybody can read them. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_onion {
    /// The ephemeral key, from which the hop derives its shared secret.
    pub public_key: [u8; 33],
    /// What authenticates the routing field and the associated data.
    pub hmac: [u8; 32],
    /// The encrypted routing field; it points into the onion.
    pub hop_payloads: keelbolt_bytes,
}

/// What a hop finds in an onion. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_peeled {
    /// The payload for this hop, a TLV stream, without its length; it points into the buffer.
    pub payload: keelbolt_bytes,
    /// The onion for the next hop, which points into the buffer; NULL at the final hop.
    pub next_onion: keelbolt_bytes,
    /// Whether this hop is the final one.
    pub is_final: bool,
    /// What a failure or a fulfillment on its way back is encrypted with. A secret: wipe it after use.
    pub shared_secret: [u8; 32],
    /// What the host looks up in its replay set before it does anything else with a payment, and keeps there until
    /// the HTLC expires.
    pub replay_tag: [u8; 32],
}

/// Reads the fields of an onion of any size. The HMAC is checked when the onion is peeled.
///
/// - `onion` (out): written on success. Not NULL.
/// - `bytes`: the whole onion, which `onion` borrows. Not NULL.
/// - `length`: how many bytes they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_PACKET_TOO_SHORT`, `KEELBOLT_ERROR_ONION_VERSION`,
///   `KEELBOLT_ERROR_EPHEMERAL_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_onion_parse(
    onion: *mut keelbolt_onion,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(onion)?;
            let onion = OnionRef::parse(elements(bytes, length)?)?;
            out.set(keelbolt_onion {
                public_key: onion.public_key().to_bytes(),
                hmac: *onion.hmac(),
                hop_payloads: keelbolt_bytes::of(onion.hop_payloads()),
            });
            Ok(())
        })
    }
}

/// Gives the secret that a hop shares with the origin of an onion: for a hop that cannot peel it and has to encrypt
/// a failure, or for a device that keeps the node's key and lets a host peel.
///
/// - `shared_secret` (out): 32 bytes, a secret. Not NULL. Left unwritten on an error.
/// - `onion`: the whole onion; only read. Not NULL.
/// - `onion_length`: how many bytes it has.
/// - `secret_key`: the node's, in a blinded path the blinded one: 32 bytes big-endian; copied, and the copy is wiped.
///   Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_onion_parse`; `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_onion_shared_secret(
    shared_secret: *mut u8,
    onion: *const u8,
    onion_length: usize,
    secret_key: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(shared_secret.cast::<[u8; 32]>())?;
            let onion = OnionRef::parse(elements(onion, onion_length)?)?;
            out.set(*onion.shared_secret(&keys::secret_key(secret_key)?).expose());
            Ok(())
        })
    }
}

/// Checks the HMAC of an onion, in constant time, and takes one layer off.
///
/// `keelbolt_onion_failure` says how to answer an HTLC whose onion is refused.
///
/// - `peeled` (out): written on success. Not NULL.
/// - `buffer` (out): room for the payload and the next onion, or NULL to ask for the size; `KEELBOLT_ONION_PEEL_BUFFER`
///   bytes for a payment's onion. Left unwritten when it is too small; after other errors its content means nothing.
/// - `buffer_length` (in, out): the room in bytes; on return the size that is needed. Not NULL.
/// - `onion`: the whole onion; only read. Not NULL.
/// - `onion_length`: how many bytes it has.
/// - `associated_data`: what the onion is bound to: for a payment its hash of 32 bytes, for a message nothing; only
///   read. NULL only with length 0.
/// - `associated_data_length`: how many bytes it has.
/// - `secret_key`: the node's, in a blinded path the one of `keelbolt_path_blinded_key`: 32 bytes big-endian; copied,
///   and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: those from `KEELBOLT_ERROR_PACKET_TOO_SHORT` to `KEELBOLT_ERROR_PAYLOAD_TOO_LONG`,
///   `KEELBOLT_ERROR_BIG_SIZE_TRUNCATED`, `KEELBOLT_ERROR_BIG_SIZE_NOT_MINIMAL`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_onion_peel(
    peeled: *mut keelbolt_peeled,
    buffer: *mut u8,
    buffer_length: *mut usize,
    onion: *const u8,
    onion_length: usize,
    associated_data: *const u8,
    associated_data_length: usize,
    secret_key: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (peeled, buffer) = (Out::new(peeled)?, Buffer::new(buffer, buffer_length)?);
            let onion = OnionRef::parse(elements(onion, onion_length)?)?;
            let associated_data = list(associated_data, associated_data_length)?;
            let key = keys::secret_key(secret_key)?;
            peel(peeled, buffer, &onion, associated_data, || onion.shared_secret(&key))
        })
    }
}

/// As `keelbolt_onion_peel`, where the node's key is kept elsewhere and its holder gave the shared secret.
///
/// - `peeled` (out): written on success. Not NULL.
/// - `buffer` (out): as for `keelbolt_onion_peel`.
/// - `buffer_length` (in, out): the room in bytes; on return the size that is needed. Not NULL.
/// - `onion`: the whole onion; only read. Not NULL.
/// - `onion_length`: how many bytes it has.
/// - `associated_data`: as for `keelbolt_onion_peel`.
/// - `associated_data_length`: how many bytes it has.
/// - `shared_secret`: as `keelbolt_onion_shared_secret` gives it, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_onion_peel`, but for the key.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_onion_peel_with(
    peeled: *mut keelbolt_peeled,
    buffer: *mut u8,
    buffer_length: *mut usize,
    onion: *const u8,
    onion_length: usize,
    associated_data: *const u8,
    associated_data_length: usize,
    shared_secret: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (peeled, buffer) = (Out::new(peeled)?, Buffer::new(buffer, buffer_length)?);
            let onion = OnionRef::parse(elements(onion, onion_length)?)?;
            let associated_data = list(associated_data, associated_data_length)?;
            let secret = self::shared_secret(shared_secret)?;
            peel(peeled, buffer, &onion, associated_data, || secret)
        })
    }
}

/// The secret is made when the buffer was found large enough: asking for the size costs no ECDH.
fn peel(
    out: Out<keelbolt_peeled>,
    buffer: Buffer<'_, u8>,
    onion: &OnionRef<'_>,
    associated_data: &[u8],
    secret: impl FnOnce() -> SharedSecret,
) -> Result<(), Fault> {
    let buffer = buffer.zeroed(peel_buffer(onion.hop_payloads().len()))?;
    let peeled = onion.peel_with(secret(), associated_data, buffer)?;
    let next = match peeled.next {
        Next::Forward(onion) => Some(onion),
        Next::Final => None,
    };
    out.set(keelbolt_peeled {
        payload: keelbolt_bytes::of(peeled.payload),
        next_onion: keelbolt_bytes::of_optional(next),
        is_final: next.is_none(),
        shared_secret: *peeled.shared_secret.expose(),
        replay_tag: peeled.replay_tag.0,
    });
    Ok(())
}
