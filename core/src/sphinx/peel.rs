//! Peeling: what a hop reads, and what it forwards (BOLT 4, "Onion Decryption").

use crate::bytes::Reader;
use crate::codec::bigsize;
use crate::crypto::{PublicKey, SecretKey, SharedSecret, tags_equal};
use crate::secret::declassify;
use crate::sphinx::packet::{HEADER_LENGTH, HMAC_LENGTH, VERSION, authenticate, packet_length};
use crate::sphinx::{Error, HOP_PAYLOADS_LENGTH, KeyType, OnionRef, ReplayTag, blinding_factor};
use core::ops::Range;

/// How many bytes peeling a payment's onion takes.
pub const PEEL_BUFFER: usize = peel_buffer(HOP_PAYLOADS_LENGTH);

/// How many bytes peeling takes for a routing field of `hop_payloads` bytes; `usize::MAX` on overflow.
#[must_use]
pub const fn peel_buffer(hop_payloads: usize) -> usize {
    hop_payloads.saturating_mul(2).saturating_add(HEADER_LENGTH)
}

/// What a hop finds in an onion.
#[derive(Debug, PartialEq, Eq)]
pub struct Peeled<'b> {
    /// The payload for this hop, a TLV stream, without its length.
    pub payload: &'b [u8],
    /// Where the onion goes.
    pub next: Next<'b>,
    /// What a failure or a fulfilment on its way back is encrypted with.
    pub shared_secret: SharedSecret,
    /// What the host looks up in its replay set before it does anything else with a payment.
    pub replay_tag: ReplayTag,
}

/// Where a peeled onion goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next<'b> {
    /// To the next hop: the packet for it.
    Forward(&'b [u8]),
    /// No further: this hop is the final one.
    Final,
}

impl OnionRef<'_> {
    /// The secret that the holder of `key` shares with the origin.
    #[must_use]
    pub fn shared_secret(&self, key: &SecretKey) -> SharedSecret {
        SharedSecret::derive(key, &self.public_key())
    }

    /// Checks the HMAC and takes one layer off. `key` is the node's; in a blinded path its blinded one.
    ///
    /// `out` takes the payload and the next packet; it needs [`peel_buffer`] bytes ([`PEEL_BUFFER`] for a
    /// payment) and holds nothing of meaning after an error. The HMAC is compared in constant time.
    ///
    /// # Errors
    ///
    /// [`Error::BufferTooSmall`], [`Error::Hmac`], [`Error::PayloadLength`], [`Error::PayloadTooShort`],
    /// [`Error::PayloadTooLong`] or [`Error::EphemeralKey`]; [`Error::failure`] says how to answer them.
    pub fn peel<'b>(
        &self,
        key: &SecretKey,
        associated_data: &[u8],
        out: &'b mut [u8],
    ) -> Result<Peeled<'b>, Error> {
        self.peel_with(self.shared_secret(key), associated_data, out)
    }

    /// As [`OnionRef::peel`], where the node's key is kept elsewhere and its holder gave the shared secret.
    ///
    /// # Errors
    ///
    /// As [`OnionRef::peel`].
    pub fn peel_with<'b>(
        &self,
        shared_secret: SharedSecret,
        associated_data: &[u8],
        out: &'b mut [u8],
    ) -> Result<Peeled<'b>, Error> {
        let length = self.hop_payloads().len();
        let (needed, found) = (peel_buffer(length), out.len());
        let out = out.get_mut(..needed).ok_or(Error::BufferTooSmall { needed, found })?;
        self.check_hmac(&shared_secret, associated_data)?;
        let (payload, next) = self.unwrap(&shared_secret, out)?;
        Ok(Peeled { payload, next, shared_secret, replay_tag: ReplayTag(*self.hmac()) })
    }

    fn check_hmac(&self, shared_secret: &SharedSecret, associated_data: &[u8]) -> Result<(), Error> {
        let computed = authenticate(shared_secret, self.hop_payloads(), associated_data);
        // "MUST use a constant time comparison of the computed HMAC and `hmac`"
        let mut fits = tags_equal(&computed, self.hmac());
        // The answer to the peer shows it.
        declassify(&mut fits);
        match fits {
            true => Ok(()),
            false => Err(Error::Hmac),
        }
    }

    /// Decrypts the routing field into `out`: the payload for this hop, and where the rest goes.
    fn unwrap<'b>(
        &self,
        shared_secret: &SharedSecret,
        out: &'b mut [u8],
    ) -> Result<(&'b [u8], Next<'b>), Error> {
        let mut stream = KeyType::Rho.stream(shared_secret);
        let (needed, found) = (peel_buffer(self.hop_payloads().len()), out.len());
        // Never returned: `peel_with` gave exactly this many bytes.
        let too_small = Error::BufferTooSmall { needed, found };

        let unwrapped = out.get_mut(SHIFT..).ok_or(too_small)?;
        let (field, beyond) = unwrapped.split_at_mut_checked(self.hop_payloads().len()).ok_or(too_small)?;
        field.copy_from_slice(self.hop_payloads());
        // The HMAC fits: what the origin says to this hop is read, and the rest, the next HMAC first, is sent on.
        let mut decrypt = |part: &mut [u8]| {
            stream.apply(part).map_err(Error::Key)?;
            declassify(part);
            Ok(())
        };
        // The final hop has no use for what lies behind its payload, mostly the larger part of the field.
        let front = FRONT.min(field.len());
        decrypt(field.get_mut(..front).ok_or(too_small)?)?;
        let frame = Frame::read(field)?;
        let read = frame.end.saturating_add(HMAC_LENGTH).max(front);
        decrypt(field.get_mut(front..read).ok_or(too_small)?)?;
        let (_, behind) = field.split_at_checked(frame.end).ok_or(too_small)?;
        let next_hmac = *behind.first_chunk().ok_or(too_small)?;
        if next_hmac == [0; HMAC_LENGTH] {
            let payload = out.get(frame.in_output()).ok_or(too_small)?;
            return Ok((payload, Next::Final));
        }

        decrypt(field.get_mut(read..).ok_or(too_small)?)?;
        // As many bytes of the stream follow the field as were taken from its front.
        let shifted_in = beyond.get_mut(..frame.end.saturating_add(HMAC_LENGTH)).ok_or(too_small)?;
        shifted_in.fill(0);
        stream.apply(shifted_in).map_err(Error::Key)?;
        let next_key = self.next_public_key(shared_secret)?.to_bytes();
        frame.split(&next_key, &next_hmac, self.hop_payloads().len(), out).ok_or(too_small)
    }

    /// "`public_key` set to the incoming `public_key` multiplied by `blinding_tweak`"
    fn next_public_key(&self, shared_secret: &SharedSecret) -> Result<PublicKey, Error> {
        let mut factor = blinding_factor(&self.public_key(), shared_secret);
        // A hash that hop and origin know. Whoever learned it could link the two packets, but find no key.
        declassify(&mut factor);
        self.public_key().mul_tweak(factor.expose()).map_err(Error::EphemeralKey)
    }
}

/// Where in the output the decrypted field begins: as much farther back as a packet's header, which then stands
/// before the next field, is longer than the HMAC that is found there.
const SHIFT: usize = HEADER_LENGTH - HMAC_LENGTH;

/// How many bytes are decrypted before the length of the payload is known: most payloads, and the HMAC behind them.
/// The cipher computes four of its blocks at a time.
const FRONT: usize = 256;

/// The payload at the front of a decrypted field; an HMAC follows it.
struct Frame {
    start: usize,
    end: usize,
}

impl Frame {
    /// Reads the length, all else may still be encrypted.
    fn read(field: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(field);
        let length = bigsize::read(&mut reader).map_err(Error::PayloadLength)?;
        let start = reader.offset();
        // "If the `payload_length` is less than two: MUST abort processing the packet and fail"
        if length < 2 {
            return Err(Error::PayloadTooShort { found: length });
        }
        let expected = reader.rest().len().saturating_sub(HMAC_LENGTH);
        let too_long = Error::PayloadTooLong { expected, found: length };
        let length = usize::try_from(length).map_err(|_| too_long)?;
        reader.take(length).map_err(|_| too_long)?;
        let end = reader.offset();
        reader.take(HMAC_LENGTH).map_err(|_| too_long)?;
        Ok(Self { start, end })
    }

    /// Where the payload lies in the output.
    fn in_output(&self) -> Range<usize> {
        self.start.saturating_add(SHIFT)..self.end.saturating_add(SHIFT)
    }

    /// Puts the header before and the HMAC behind the next field; the payload makes room for the header.
    fn split<'b>(
        &self,
        public_key: &[u8; 33],
        next_hmac: &[u8; HMAC_LENGTH],
        hop_payloads: usize,
        out: &'b mut [u8],
    ) -> Option<(&'b [u8], Next<'b>)> {
        // Within `out`, since the frame lies in the field.
        out.copy_within(self.in_output(), self.start);
        let (front, packet) = out.split_at_mut_checked(self.end)?;
        let packet = packet.get_mut(..packet_length(hop_payloads))?;
        let (header, rest) = packet.split_first_chunk_mut::<HEADER_LENGTH>()?;
        let (version, key) = header.split_first_mut()?;
        *version = VERSION;
        key.copy_from_slice(public_key);
        *rest.last_chunk_mut()? = *next_hmac;
        Some((front.get(self.start..)?, Next::Forward(packet)))
    }
}
