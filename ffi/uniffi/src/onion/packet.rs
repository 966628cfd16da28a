//! Packets: built by the origin, peeled by every hop.

use crate::bytes::{Octets, PublicKey};
use crate::error::wide;
use crate::onion::OnionError;
use crate::onion::secret::{RouteSecrets, SharedSecret};
use crate::secret::{SecretKey, entropy, signing_context};
use keelbolt::sphinx::blinding::BlindedPath;
use keelbolt::sphinx::{
    self, HOP_PAYLOADS_LENGTH, Hop, HopSecrets, Next, OnionRef, Peeled, Route, SessionKey, packet_length,
    peel_buffer,
};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The most hops of any onion: as many as a blinded path has.
pub(crate) const MOST_HOPS: usize = BlindedPath::MAX_HOPS;

/// One hop of a route.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct OnionHop {
    /// The node's id; in a blinded path its blinded id.
    pub public_key: PublicKey,
    /// The payload for it, a TLV stream of at least 2 bytes, without its length.
    pub payload: Octets,
}

/// A packet, and what decrypts the answer to it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BuiltOnion {
    /// The packet for the first hop.
    pub packet: Octets,
    /// The secrets shared with the hops: to be kept until the payment has ended.
    pub secrets: Arc<RouteSecrets>,
}

/// What a hop finds in an onion.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PeeledOnion {
    /// The payload for this hop, a TLV stream, without its length.
    pub payload: Octets,
    /// The packet for the next hop; nothing at the final one.
    pub next_packet: Option<Octets>,
    /// What a failure or a fulfillment on its way back is encrypted with.
    pub shared_secret: Arc<SharedSecret>,
    /// What the host looks up among those of all HTLCs that have not expired, before it does anything else with a
    /// payment: the same tag again is a replay. 32 bytes.
    pub replay_tag: Octets,
}

/// Builds the packet for a whole route, the first hop being the peer to whom it is sent.
///
/// `associated_data` is what every hop must know to accept the packet: a payment's hash, nothing for a message.
/// `session_key` and `entropy` are 32 fresh random bytes each; two onions with one session key could be linked and read.
/// `hop_payloads_length` is the length of the routing field in bytes: nothing is 1300, that of every payment.
///
/// # Errors
///
/// `NoHops`, `TooManyHops` above 255; `ReservedPayloadLength`, `RouteTooLong`; `KeyNotAPoint`; `WrongLength` or
/// `SecretKeyOutOfRange` for the random bytes.
#[uniffi::export(default(hop_payloads_length = None))]
pub fn build_onion(
    hops: Vec<OnionHop>,
    associated_data: Vec<u8>,
    session_key: Vec<u8>,
    entropy: Vec<u8>,
    hop_payloads_length: Option<u16>,
) -> Result<BuiltOnion, OnionError> {
    let hops = to_core(&hops)?;
    let hop_payloads_length = hop_payloads_length.map_or(HOP_PAYLOADS_LENGTH, usize::from);
    let route = Route { hops: &hops, associated_data: &associated_data, hop_payloads_length };
    let context = signing_context(entropy)?;
    let mut secrets = HopSecrets::<MOST_HOPS>::new();
    let mut packet = vec![0; packet_length(hop_payloads_length)];
    self::session_key(session_key)?.build(&route, &context, &mut secrets, &mut packet)?;
    let secrets = Arc::new(RouteSecrets(secrets.as_slice().to_vec()));
    Ok(BuiltOnion { packet: Octets(packet), secrets })
}

/// How many bytes of the routing field a route takes. A payment's has 1300.
///
/// # Errors
///
/// `NoHops`, `ReservedPayloadLength` or `KeyNotAPoint`.
#[uniffi::export]
pub fn route_length(hops: Vec<OnionHop>) -> Result<u64, OnionError> {
    let hops = to_core(&hops)?;
    let route = Route { hops: &hops, associated_data: &[], hop_payloads_length: usize::MAX };
    Ok(wide(route.length()?))
}

/// Checks the HMAC and takes one layer off. `key` is the node's; in a blinded path its blinded one.
///
/// # Errors
///
/// `PacketTooShort`, `OnionVersion`, `EphemeralKeyNotAPoint`, `OnionHmac`; `BigSizeTruncated`, `BigSizeNotMinimal`,
/// `PayloadTooShort`, `PayloadTooLong` for the length of the payload. The error says with which failure to answer.
#[uniffi::export]
pub fn peel_onion(
    packet: Vec<u8>,
    key: Arc<SecretKey>,
    associated_data: Vec<u8>,
) -> Result<PeeledOnion, OnionError> {
    let onion = OnionRef::parse(&packet)?;
    peel(&onion, onion.shared_secret(&key.0), &associated_data)
}

/// As `peel_onion`, where the node's key is kept elsewhere and its holder was given the packet's ephemeral key and
/// answered with the shared secret.
///
/// # Errors
///
/// As `peel_onion`.
#[uniffi::export]
pub fn peel_onion_with(
    packet: Vec<u8>,
    shared_secret: Arc<SharedSecret>,
    associated_data: Vec<u8>,
) -> Result<PeeledOnion, OnionError> {
    peel(&OnionRef::parse(&packet)?, shared_secret.0.clone(), &associated_data)
}

/// The ephemeral key of a packet, from which the hop derives its shared secret.
///
/// # Errors
///
/// `PacketTooShort`, `OnionVersion` or `EphemeralKeyNotAPoint`.
#[uniffi::export]
pub fn onion_ephemeral_key(packet: Vec<u8>) -> Result<PublicKey, OnionError> {
    Ok(OnionRef::parse(&packet)?.public_key().into())
}

/// The secret that the holder of `key` shares with the origin of a packet: what encrypts the failure where peeling
/// found no payload to read.
///
/// # Errors
///
/// `PacketTooShort`, `OnionVersion` or `EphemeralKeyNotAPoint`.
#[uniffi::export]
pub fn onion_shared_secret(packet: Vec<u8>, key: Arc<SecretKey>) -> Result<Arc<SharedSecret>, OnionError> {
    Ok(Arc::new(SharedSecret(OnionRef::parse(&packet)?.shared_secret(&key.0))))
}

/// The key of one onion from 32 random bytes.
///
/// # Errors
///
/// `WrongLength` or `SecretKeyOutOfRange`.
pub(crate) fn session_key(bytes: Vec<u8>) -> Result<SessionKey, OnionError> {
    Ok(SessionKey::new(entropy(bytes)?)?)
}

fn to_core(hops: &[OnionHop]) -> Result<Vec<Hop<'_>>, OnionError> {
    hops.iter()
        .map(|hop| Ok(Hop { public_key: hop.public_key.try_into()?, payload: hop.payload.as_slice() }))
        .collect()
}

fn peel(
    onion: &OnionRef<'_>,
    shared_secret: keelbolt::crypto::SharedSecret,
    associated_data: &[u8],
) -> Result<PeeledOnion, OnionError> {
    let mut out = Zeroizing::new(vec![0; peel_buffer(onion.hop_payloads().len())]);
    let Peeled { payload, next, shared_secret, replay_tag } =
        onion.peel_with(shared_secret, associated_data, &mut out)?;
    Ok(PeeledOnion {
        payload: payload.into(),
        next_packet: match next {
            Next::Forward(packet) => Some(packet.into()),
            Next::Final => None,
        },
        shared_secret: Arc::new(SharedSecret(shared_secret)),
        replay_tag: Octets(replay_tag.0.to_vec()),
    })
}

/// Where an onion goes, for the core's questions that do not look at the packet.
pub(crate) fn next(is_final: bool) -> sphinx::Next<'static> {
    if is_final { Next::Final } else { Next::Forward(&[]) }
}
