//! Packets that are made.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::keys;
use crate::pointer::{Buffer, Out, OutList, list, read};
use crate::status::keelbolt_status;
use heapless::Vec;
use protocol::crypto::{PublicKey, SigningContext};
use protocol::entropy::Entropy;
use protocol::sphinx::{self, Hop, HopSecrets, Route, SessionKey, packet_length};

/// The most hops whose smallest payloads fit a payment's onion.
pub const KEELBOLT_ONION_MAX_HOPS: usize = 27;

const _: () = assert!(KEELBOLT_ONION_MAX_HOPS == sphinx::MAX_HOPS);

/// The most hops for which an onion is built at all: a blinded path counts no more.
const MOST_HOPS: usize = 255;

/// One hop of a route. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_hop {
    /// The node's id; in a blinded path its blinded id.
    pub public_key: [u8; 33],
    /// The payload for it, a TLV stream of at least 2 bytes, without its length.
    pub payload: keelbolt_bytes,
}

/// Tells how many bytes of the routing field the hops of a route take.
///
/// - `length` (out): in bytes. Not NULL.
/// - `hops`: the hops in order, the first being the peer to whom the onion is sent; only read. NULL only when there
///   are none.
/// - `hop_count`: how many they are.
/// - `hop_payloads_length`: the length of the routing field, in bytes: `KEELBOLT_ONION_HOP_PAYLOADS_LENGTH` for a
///   payment.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_onion_build`, but for buffer and session key.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_onion_length(
    length: *mut usize,
    hops: *const keelbolt_hop,
    hop_count: usize,
    hop_payloads_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(length)?;
            let hops = list(hops, hop_count)?;
            let associated_data = &[];
            let length = match hop_count <= KEELBOLT_ONION_MAX_HOPS {
                true => with_route::<KEELBOLT_ONION_MAX_HOPS, _>(
                    hops,
                    associated_data,
                    hop_payloads_length,
                    |route| Ok(route.length()?),
                ),
                false => with_route::<MOST_HOPS, _>(hops, associated_data, hop_payloads_length, |route| {
                    Ok(route.length()?)
                }),
            }?;
            out.set(length);
            Ok(())
        })
    }
}

/// Builds an onion for a whole route. It takes about 11 KB of stack, and 36 KB for more than `KEELBOLT_ONION_MAX_HOPS`
/// hops (measured on x86-64).
///
/// - `onion` (out): room for the onion, 66 bytes more than its routing field, or NULL to ask for its length. Left
///   unwritten when it is too small; after other errors its content means nothing.
/// - `onion_length` (in, out): the room in bytes; on return the length of the onion. Not NULL.
/// - `shared_secrets` (out): 32 bytes for each hop, in order: they decrypt what comes back. Secrets. Not NULL. Left
///   unwritten on an error.
/// - `hops`: the hops in order, the first being the peer to whom the onion is sent; only read. NULL only when there
///   are none.
/// - `hop_count`: how many they are, at most 255.
/// - `associated_data`: what every hop must know to accept the onion: for a payment its hash of 32 bytes, for a message
///   nothing; only read. NULL only with length 0.
/// - `associated_data_length`: how many bytes it has.
/// - `hop_payloads_length`: the length of the routing field, in bytes: `KEELBOLT_ONION_HOP_PAYLOADS_LENGTH` for a
///   payment.
/// - `session_key`: 32 random bytes that serve this onion only: two onions with one key could be linked and read.
///   Copied, and the copy is wiped. Not NULL.
/// - `entropy`: 32 other random bytes, as for `keelbolt_public_key`. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NO_HOPS`, `KEELBOLT_ERROR_TOO_MANY_HOPS`, `KEELBOLT_ERROR_RESERVED_PAYLOAD_LENGTH`,
///   `KEELBOLT_ERROR_ROUTE_TOO_LONG`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE` for the session key, `KEELBOLT_ERROR_NULL_POINTER`; with negligible
///   probability `KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_onion_build(
    onion: *mut u8,
    onion_length: *mut usize,
    shared_secrets: *mut u8,
    hops: *const keelbolt_hop,
    hop_count: usize,
    associated_data: *const u8,
    associated_data_length: usize,
    hop_payloads_length: usize,
    session_key: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(onion, onion_length)?;
            let secrets = OutList::new(shared_secrets.cast::<[u8; 32]>(), hop_count)?;
            let hops = list(hops, hop_count)?;
            let associated_data = list(associated_data, associated_data_length)?;
            let keys = (self::session_key(session_key)?, keys::signing_context(entropy)?);
            match hop_count <= KEELBOLT_ONION_MAX_HOPS {
                true => with_route::<KEELBOLT_ONION_MAX_HOPS, _>(
                    hops,
                    associated_data,
                    hop_payloads_length,
                    |route| build::<KEELBOLT_ONION_MAX_HOPS>(out, secrets, route, keys),
                ),
                false => with_route::<MOST_HOPS, _>(hops, associated_data, hop_payloads_length, |route| {
                    build::<MOST_HOPS>(out, secrets, route, keys)
                }),
            }
        })
    }
}

/// Runs `body` with the route, for whose hops there is room for `N` on the stack.
///
/// Not inlined, so that a short route does not take the room of a long one.
///
/// # Safety
///
/// The members of the hops are as their documentation asks.
#[inline(never)]
unsafe fn with_route<const N: usize, R>(
    hops: &[keelbolt_hop],
    associated_data: &[u8],
    hop_payloads_length: usize,
    body: impl FnOnce(&Route<'_>) -> Result<R, Fault>,
) -> Result<R, Fault> {
    let mut core = Vec::<Hop<'_>, N>::new();
    for hop in hops {
        let public_key = PublicKey::parse(&hop.public_key)?;
        // SAFETY: passed on from the caller.
        let payload = unsafe { hop.payload.read()? };
        let too_many = sphinx::Error::TooManyHops { expected: N, found: hops.len() };
        core.push(Hop { public_key, payload }).map_err(|_| too_many)?;
    }
    body(&Route { hops: &core, associated_data, hop_payloads_length })
}

fn build<const N: usize>(
    out: Buffer<'_, u8>,
    secrets: OutList<[u8; 32]>,
    route: &Route<'_>,
    (session_key, context): (SessionKey, SigningContext),
) -> Result<(), Fault> {
    route.length()?;
    let out = out.zeroed(packet_length(route.hop_payloads_length))?;
    let mut found = HopSecrets::<N>::new();
    session_key.build(route, &context, &mut found, out)?;
    secrets.set(found.as_slice().iter().map(|secret| *secret.expose()));
    Ok(())
}

/// # Safety
///
/// `bytes` is NULL or has 32 readable bytes.
pub(crate) unsafe fn session_key(bytes: *const u8) -> Result<SessionKey, Fault> {
    // SAFETY: passed on from the caller.
    let bytes = unsafe { read(bytes.cast::<[u8; 32]>())? };
    Ok(SessionKey::new(Entropy::new(bytes))?)
}
