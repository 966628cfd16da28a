//! What comes back with a preimage: hold times, and what the recipient tells the origin, `fulfillment_payload`
//! (lightning/bolts #1344 and #1349).
//!
//! The recipient encrypts and authenticates the payload; each node on the way obfuscates it and covers what it
//! received with its HMACs in the attribution data. Any node can drop it, and then is found.

use crate::bytes::Writer;
use crate::codec::tlv::{RecordWriter, Records, WriteError, record_length};
use crate::crypto::{AEAD_TAG_LENGTH, SharedSecret, open, seal};
use crate::sphinx::attribution::{AttributionData, Error, HoldTimes, Origin, Report};
use crate::sphinx::{KeyType, MAX_HOPS};
use core::iter;
use subtle::Choice;

/// The most an encrypted payload may take, in bytes (lightning/bolts #1349).
pub const MAX_PAYLOAD_LENGTH: usize = 32_768;

/// A payload is padded to a multiple of this, in bytes, before it is encrypted (lightning/bolts #1344).
pub const PADDED_LENGTH: usize = 256;

/// The record that pads a payload.
const PADDING: u64 = 1;

/// The key encrypts one payload only.
const NONCE: [u8; 12] = [0; 12];

/// What the recipient told the origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Payload<'p> {
    /// Nothing came. A node on the way may have dropped it: the hold times tell.
    Absent,
    /// It was changed on the way: the hold times tell where.
    NotAuthentic,
    /// The recipient's TLV stream, with its padding (record 1).
    Authentic(&'p [u8]),
}

/// What came back with a preimage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fulfillment<'p> {
    /// What the recipient told the origin.
    pub payload: Payload<'p>,
    /// The hold times; `None` when no attribution data came, or the route is longer than it reaches.
    pub hold_times: Option<HoldTimes>,
}

/// The recipient encrypts `records`, a TLV stream with types above 1, padded, for the origin.
///
/// # Errors
///
/// [`Error::Tlv`], [`Error::ReservedRecord`], [`Error::PayloadTooLong`], or [`Error::Bytes`] with the size
/// needed.
pub fn create<'b>(records: &[u8], secret: &SharedSecret, out: &'b mut [u8]) -> Result<&'b mut [u8], Error> {
    for record in Records::new(records, |_| true) {
        let record = record.map_err(Error::Tlv)?.number;
        if record <= PADDING {
            return Err(Error::ReservedRecord { record });
        }
    }
    let padding = padding(records.len());
    let padded = padding.map_or(0, |padding| record_length(PADDING, padding)).saturating_add(records.len());
    let needed = padded.saturating_add(AEAD_TAG_LENGTH);
    if needed > MAX_PAYLOAD_LENGTH {
        return Err(Error::PayloadTooLong { found: needed });
    }
    let found = out.len();
    let out = out.get_mut(..needed).ok_or(crate::bytes::Error::BufferTooSmall { needed, found })?;

    let mut writer = Writer::new(out);
    if let Some(padding) = padding {
        let zeros = iter::repeat_n(0, padding);
        RecordWriter::new(&mut writer).put_iter(PADDING, zeros).map_err(|error| match error {
            WriteError::Bytes(error) => Error::Bytes(error),
            // Never returned: the padding is the only record that this writer is given.
            WriteError::Order { record, .. } => Error::ReservedRecord { record },
        })?;
    }
    writer.put(records)?;

    let (plaintext, tag) = out.split_at_mut_checked(padded).unwrap_or_default();
    let key = KeyType::Fulfillment.key(secret.expose());
    // Never an error: the length was checked above.
    if let Ok(computed) = seal(&key, &NONCE, &[], plaintext) {
        tag.copy_from_slice(&computed);
    }
    Ok(out)
}

/// The recipient's report, when it fulfills: it covers no payload, which proves itself.
pub fn attribute(report: &mut Report<'_>, secret: &SharedSecret) {
    report.write(&[], secret);
}

/// A node on the way back adds its report, then obfuscates the payload, if one came.
///
/// # Errors
///
/// [`Error::PayloadTooLong`]: the peer breaks the protocol, and nothing was changed.
pub fn wrap(
    payload: Option<&mut [u8]>,
    secret: &SharedSecret,
    report: Option<Report<'_>>,
) -> Result<(), Error> {
    let payload = payload.unwrap_or_default();
    if payload.len() > MAX_PAYLOAD_LENGTH {
        return Err(Error::PayloadTooLong { found: payload.len() });
    }
    if let Some(mut report) = report {
        report.write(payload, secret);
    }
    // Never an error: a stream is longer than any memory.
    let _ = KeyType::Ammag.stream(secret).apply(payload);
    Ok(())
}

/// The origin decrypts the payload in place and reads the hold times. `secrets` are those of the hops, from the
/// first to the recipient.
///
/// # Errors
///
/// [`Error::HopCount`], [`Error::PayloadTooLong`].
pub fn decrypt<'p>(
    payload: Option<&'p mut [u8]>,
    attribution: Option<AttributionData>,
    secrets: &[SharedSecret],
) -> Result<Fulfillment<'p>, Error> {
    let Some((recipient, hops)) = secrets.split_last().filter(|_| secrets.len() <= MAX_HOPS) else {
        return Err(Error::HopCount { found: secrets.len() });
    };
    let came = payload.is_some();
    let payload = payload.unwrap_or_default();
    if payload.len() > MAX_PAYLOAD_LENGTH {
        return Err(Error::PayloadTooLong { found: payload.len() });
    }
    let mut origin = attribution.and_then(|data| Origin::new(data, secrets.len()));
    for (hop, secret) in hops.iter().enumerate() {
        let _ = KeyType::Ammag.stream(secret).apply(payload);
        if let Some(origin) = &mut origin {
            origin.walk(hop, payload, secret, Choice::from(1));
        }
    }
    let hold_times = origin.map(|mut origin| {
        origin.walk(hops.len(), &[], recipient, Choice::from(1));
        origin.finish(secrets.len())
    });
    let payload = match came {
        true => authentic(payload, recipient).map_or(Payload::NotAuthentic, Payload::Authentic),
        false => Payload::Absent,
    };
    Ok(Fulfillment { payload, hold_times })
}

/// The plaintext of what the recipient encrypted.
fn authentic<'p>(payload: &'p mut [u8], secret: &SharedSecret) -> Option<&'p [u8]> {
    let (ciphertext, tag) = payload.split_last_chunk_mut::<AEAD_TAG_LENGTH>()?;
    let key = KeyType::Fulfillment.key(secret.expose());
    open(&key, &NONCE, &[], ciphertext, tag).ok()?;
    Some(ciphertext)
}

/// How many bytes of padding make a stream of `length` bytes fill a multiple of [`PADDED_LENGTH`]; `None` when it
/// does so by itself.
fn padding(length: usize) -> Option<usize> {
    let fills = |length: usize| length.checked_rem(PADDED_LENGTH) == Some(0);
    if length > 0 && fills(length) {
        return None;
    }
    // Two multiples on, every gap has been met: a record takes at least 2 bytes, and none takes 255 or 256.
    (0..PADDED_LENGTH.saturating_mul(2))
        .find(|padding| fills(record_length(PADDING, *padding).saturating_add(length)))
}
