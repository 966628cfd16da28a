//! Building: one packet for a whole route (BOLT 4, "Packet Construction").

use crate::bytes::{self, Writer};
use crate::codec::bigsize;
use crate::crypto::{KeyStream, PublicKey, SecretKey, SharedSecret, SigningContext};
use crate::entropy::Entropy;
use crate::secret::Secret;
use crate::sphinx::packet::{HEADER_LENGTH, HMAC_LENGTH, VERSION, authenticate, packet_length};
use crate::sphinx::{Error, HOP_PAYLOADS_LENGTH, KeyType, MAX_HOPS, blinding_factor};
use heapless::{Vec, VecView};

/// One hop of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop<'a> {
    /// The node's id; in a blinded path its blinded id.
    pub public_key: PublicKey,
    /// The payload for it, a TLV stream of at least 2 bytes, without its length.
    pub payload: &'a [u8],
}

/// What an onion is built from, everything borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route<'a> {
    /// The hops in order, the first being the peer to whom the packet is sent.
    pub hops: &'a [Hop<'a>],
    /// What every hop must know to accept the packet: a payment's hash, nothing for a message.
    pub associated_data: &'a [u8],
    /// The length of the routing field, in bytes: [`HOP_PAYLOADS_LENGTH`] for a payment.
    pub hop_payloads_length: usize,
}

impl<'a> Route<'a> {
    /// A route of a payment, bound to its hash.
    #[must_use]
    pub const fn payment(hops: &'a [Hop<'a>], payment_hash: &'a [u8; 32]) -> Self {
        Self { hops, associated_data: payment_hash, hop_payloads_length: HOP_PAYLOADS_LENGTH }
    }

    /// How many bytes of the routing field the hops take.
    ///
    /// # Errors
    ///
    /// [`Error::NoHops`], [`Error::ReservedPayloadLength`] or [`Error::RouteTooLong`].
    pub fn length(&self) -> Result<usize, Error> {
        if self.hops.is_empty() {
            return Err(Error::NoHops);
        }
        // "`length` values of 0 and 1 are reserved"
        let reserved = self.hops.iter().position(|hop| hop.payload.len() < 2);
        if let Some((index, hop)) = reserved.and_then(|index| Some((index, self.hops.get(index)?))) {
            return Err(Error::ReservedPayloadLength { hop: index, found: hop.payload.len() });
        }
        let found = self.hops.iter().fold(0, |sum: usize, hop| sum.saturating_add(hop.length()));
        match found <= self.hop_payloads_length {
            true => Ok(found),
            false => Err(Error::RouteTooLong { expected: self.hop_payloads_length, found }),
        }
    }
}

impl Hop<'_> {
    /// How many bytes of the routing field the hop takes.
    fn length(&self) -> usize {
        shift_size(self.payload.len())
    }

    /// Writes the payload between its length and the HMAC of the next hop.
    fn write(&self, hmac: &[u8; HMAC_LENGTH], layer: &mut [u8]) -> Result<(), bytes::Error> {
        let mut writer = Writer::new(layer);
        bigsize::write(u64::try_from(self.payload.len()).unwrap_or(u64::MAX), &mut writer)?;
        writer.put(self.payload)?;
        writer.put(hmac)
    }
}

/// `shift_size`: a payload of `length` bytes with its length before and an HMAC behind it.
pub(super) fn shift_size(length: usize) -> usize {
    bigsize::length(u64::try_from(length).unwrap_or(u64::MAX))
        .saturating_add(length)
        .saturating_add(HMAC_LENGTH)
}

/// The secrets shared with the hops of an onion, in order: they decrypt what comes back.
///
/// Room for `N` of them, wiped when dropped.
#[derive(Debug, Default)]
pub struct HopSecrets<const N: usize = MAX_HOPS>(Vec<SharedSecret, N>);

impl<const N: usize> HopSecrets<N> {
    /// Storage with nothing in it.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The secrets of the hops in order.
    #[must_use]
    pub fn as_slice(&self) -> &[SharedSecret] {
        &self.0
    }
}

/// The key of one onion, from which the keys of all its hops follow. Not `Clone`, and consumed by use: two
/// onions with one key could be linked and read.
///
/// ```
/// use keelbolt::crypto::{SecretKey, SigningContext};
/// use keelbolt::entropy::Entropy;
/// use keelbolt::secret::Secret;
/// use keelbolt::sphinx::{Hop, HopSecrets, Next, OnionRef, PACKET_LENGTH, PEEL_BUFFER, Route, SessionKey};
///
/// # let (random_blinding, random_session) = ([1; 32], [2; 32]);
/// # let node = SecretKey::parse(Secret::new([3; 32])).unwrap();
/// let context = SigningContext::new(Entropy::new(random_blinding));
/// let payment_hash = [4; 32];
/// let hops = [Hop { public_key: context.public_key(&node).unwrap(), payload: &[2, 1, 7] }];
///
/// let (mut secrets, mut packet) = (HopSecrets::<1>::new(), [0; PACKET_LENGTH]);
/// let session_key = SessionKey::new(Entropy::new(random_session))?;
/// let packet = session_key.build(&Route::payment(&hops, &payment_hash), &context, &mut secrets, &mut packet)?;
///
/// let mut buffer = [0; PEEL_BUFFER];
/// let peeled = OnionRef::parse(packet)?.peel(&node, &payment_hash, &mut buffer)?;
/// assert_eq!((peeled.payload, peeled.next), (&[2, 1, 7][..], Next::Final));
/// # Ok::<(), keelbolt::sphinx::Error>(())
/// ```
#[derive(Debug)]
pub struct SessionKey(SecretKey);

impl SessionKey {
    /// A key from fresh entropy.
    ///
    /// # Errors
    ///
    /// [`Error::Key`] when the bytes are zero or not below the group order, as no random ones ever are.
    #[expect(clippy::needless_pass_by_value, reason = "entropy is consumed by use")]
    pub fn new(entropy: Entropy) -> Result<Self, Error> {
        SecretKey::parse(Secret::new(*entropy.expose())).map(Self).map_err(Error::Key)
    }

    /// Writes the packet for the first hop to `out`, which needs
    /// [`packet_length`] bytes ([`PACKET_LENGTH`](crate::sphinx::PACKET_LENGTH) for a payment), and the secrets
    /// shared with the hops to `secrets`.
    ///
    /// # Errors
    ///
    /// As [`Route::length`], [`Error::TooManyHops`] and [`Error::BufferTooSmall`], before anything is written;
    /// [`Error::Key`] never, but with negligible probability.
    pub fn build<'b, const N: usize>(
        self,
        route: &Route<'_>,
        context: &SigningContext,
        secrets: &mut HopSecrets<N>,
        out: &'b mut [u8],
    ) -> Result<&'b [u8], Error> {
        self.build_in(route, context, &mut secrets.0, out)
    }

    fn build_in<'b>(
        self,
        route: &Route<'_>,
        context: &SigningContext,
        secrets: &mut VecView<SharedSecret>,
        out: &'b mut [u8],
    ) -> Result<&'b [u8], Error> {
        route.length()?;
        let (needed, found) = (packet_length(route.hop_payloads_length), out.len());
        let too_small = Error::BufferTooSmall { needed, found };
        let packet = out.get_mut(..needed).ok_or(too_small)?;
        let too_many = Error::TooManyHops { expected: secrets.capacity(), found: route.hops.len() };
        if route.hops.len() > secrets.capacity() {
            return Err(too_many);
        }

        let (header, rest) = packet.split_first_chunk_mut::<HEADER_LENGTH>().ok_or(too_small)?;
        let (field, hmac) = rest.split_last_chunk_mut::<HMAC_LENGTH>().ok_or(too_small)?;
        let pad = KeyType::Pad.key(self.0.expose());
        let first_key = self.share(route.hops, context, secrets)?;
        *hmac = wrap(route, secrets, &pad, field)?;
        let (version, key) = header.split_first_mut().ok_or(too_small)?;
        *version = VERSION;
        key.copy_from_slice(&first_key.to_bytes());
        Ok(packet)
    }

    /// Agrees with every hop on its secret; returns the first ephemeral key.
    fn share(
        self,
        hops: &[Hop<'_>],
        context: &SigningContext,
        secrets: &mut VecView<SharedSecret>,
    ) -> Result<PublicKey, Error> {
        let first = context.public_key(&self.0).map_err(Error::Key)?;
        let (mut key, mut public_key) = (self.0, first);
        secrets.clear();
        for hop in hops {
            if let Some(previous) = secrets.last() {
                key = key.mul_tweak(&blinding_factor(&public_key, previous)).map_err(Error::Key)?;
                public_key = context.public_key(&key).map_err(Error::Key)?;
            }
            let too_many = Error::TooManyHops { expected: secrets.capacity(), found: hops.len() };
            secrets.push(SharedSecret::derive(&key, &hop.public_key)).map_err(|_| too_many)?;
        }
        Ok(first)
    }
}

/// Fills the routing field, the last hop first; returns the HMAC for the first hop.
fn wrap(
    route: &Route<'_>,
    secrets: &[SharedSecret],
    pad: &Secret<32>,
    field: &mut [u8],
) -> Result<[u8; HMAC_LENGTH], Error> {
    let length = field.len();
    // Never returned: `Route::length` has found that all payloads fit the field.
    let too_long = Error::RouteTooLong { expected: length, found: length };
    // The last hop sees the filler already in its place; its own layer covers the rest.
    let mut covered = length.saturating_sub(write_filler(route, secrets, field)?);
    let mut hmac = [0; HMAC_LENGTH];
    let start = field.get_mut(..covered).ok_or(too_long)?;
    start.fill(0);
    KeyStream::new(pad).apply(start).map_err(Error::Key)?;

    for (hop, secret) in route.hops.iter().zip(secrets).rev() {
        let layer = field.get_mut(..covered).ok_or(too_long)?;
        let kept = covered.checked_sub(hop.length()).ok_or(too_long)?;
        layer.copy_within(..kept, hop.length());
        hop.write(&hmac, layer).map_err(|_| too_long)?;
        KeyType::Rho.stream(secret).apply(layer).map_err(Error::Key)?;
        hmac = authenticate(secret, field, route.associated_data);
        covered = length;
    }
    Ok(hmac)
}

/// Writes the end of the field as the last hop will see it: what all hops before it shift in and encrypt
/// ("Filler Generation"). Returns its length.
fn write_filler(route: &Route<'_>, secrets: &[SharedSecret], field: &mut [u8]) -> Result<usize, Error> {
    let length = field.len();
    let forwarding = route.hops.split_last().map(|(_, hops)| hops).unwrap_or_default();
    let total = forwarding.iter().fold(0, |sum: usize, hop| sum.saturating_add(hop.length()));
    // Never returned: `Route::length` has found that all payloads fit the field.
    let too_long = Error::RouteTooLong { expected: length, found: total };
    let filler = field.get_mut(length.saturating_sub(total)..).ok_or(too_long)?;
    filler.fill(0);
    let mut written: usize = 0;
    for (hop, secret) in forwarding.iter().zip(secrets) {
        let position = u64::try_from(length.saturating_sub(written)).unwrap_or(u64::MAX);
        written = written.saturating_add(hop.length());
        KeyStream::at(&KeyType::Rho.key(secret.expose()), position)
            .and_then(|mut stream| stream.apply(filler.get_mut(..written).unwrap_or_default()))
            .map_err(Error::Key)?;
    }
    Ok(total)
}
