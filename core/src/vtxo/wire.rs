//! The values that the encodings are made of: little-endian integers, compact sizes, keys, outpoints.

use crate::bytes::{self, Reader, Writer};
use crate::codec::compact_size;
use crate::codec::transaction::{OutPoint, Txid};
use crate::crypto::{PublicKey, XOnlyPublicKey};
use crate::time::BlockHeight;
use crate::vtxo::{Counted, Error, LockDelta, LockHeight, Terms, VtxoId};

/// The length of a key.
pub(super) const KEY_LENGTH: usize = 33;

/// Reads all of `bytes`.
pub(super) fn whole<'a, T>(
    bytes: &'a [u8],
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut reader = Reader::new(bytes);
    let value = read(&mut reader)?;
    match reader.rest().len() {
        0 => Ok(value),
        found => Err(Error::TrailingBytes { found }),
    }
}

/// Writes what is `length` bytes long to the start of `out`, all or nothing.
pub(super) fn write(
    out: &mut [u8],
    length: usize,
    put: impl FnOnce(&mut Writer<'_>) -> Result<(), Error>,
) -> Result<&[u8], Error> {
    let found = out.len();
    let room = out.get_mut(..length).ok_or(bytes::Error::BufferTooSmall { needed: length, found })?;
    put(&mut Writer::new(room))?;
    Ok(room)
}

/// Writes what is `length` bytes long.
#[cfg(feature = "alloc")]
pub(super) fn to_vec(
    length: usize,
    put: impl FnOnce(&mut Writer<'_>) -> Result<(), Error>,
) -> alloc::vec::Vec<u8> {
    let mut room = alloc::vec![0; length];
    let written = put(&mut Writer::new(&mut room));
    debug_assert_eq!(written, Ok(()), "the room is as long as what is written");
    room
}

pub(super) fn height(reader: &mut Reader<'_>) -> Result<LockHeight, Error> {
    let offset = reader.offset();
    let found = reader.u32_le()?;
    LockHeight::new(BlockHeight(found)).ok_or(Error::Height { offset, found })
}

pub(super) fn delta(reader: &mut Reader<'_>) -> Result<LockDelta, Error> {
    let offset = reader.offset();
    let found = reader.u16_le()?;
    LockDelta::new(found).ok_or(Error::Delta { offset, found })
}

pub(super) fn key(reader: &mut Reader<'_>) -> Result<PublicKey, Error> {
    let offset = reader.offset();
    PublicKey::parse(&reader.array()?).map_err(|error| Error::Key { offset, error })
}

pub(super) fn x_only_key(reader: &mut Reader<'_>) -> Result<XOnlyPublicKey, Error> {
    let offset = reader.offset();
    XOnlyPublicKey::parse(&reader.array()?).map_err(|error| Error::Key { offset, error })
}

pub(super) fn outpoint(reader: &mut Reader<'_>) -> Result<OutPoint, Error> {
    Ok(OutPoint { txid: Txid(reader.array()?), vout: reader.u32_le()? })
}

pub(super) fn put_outpoint(writer: &mut Writer<'_>, outpoint: OutPoint) -> Result<(), Error> {
    Ok(writer.put(&VtxoId(outpoint).to_bytes())?)
}

/// The height, the server's key and the delay, as VTXOs and trees have them in a row: 39 bytes.
pub(super) fn terms(reader: &mut Reader<'_>) -> Result<Terms, Error> {
    let expiry_height = height(reader)?;
    let server_pubkey = key(reader)?;
    Ok(Terms { server_pubkey, expiry_height, exit_delta: delta(reader)? })
}

/// How many bytes [`terms`] reads.
pub(super) const TERMS_LENGTH: usize = 4 + KEY_LENGTH + 2;

pub(super) fn put_terms(writer: &mut Writer<'_>, terms: &Terms) -> Result<(), Error> {
    writer.put(&terms.expiry_height.to_u32().to_le_bytes())?;
    writer.put(&terms.server_pubkey.to_bytes())?;
    Ok(writer.put(&terms.exit_delta.blocks().to_le_bytes())?)
}

/// What is counted, how many bytes one takes at least, and how many there may be.
#[derive(Clone, Copy)]
pub(super) struct List {
    pub(super) what: Counted,
    pub(super) least: usize,
    pub(super) limit: usize,
}

impl List {
    /// Reads a count as compact size.
    pub(super) fn count(&self, reader: &mut Reader<'_>) -> Result<usize, Error> {
        let offset = reader.offset();
        let found = compact_size::read(reader)?;
        self.checked(found, offset, reader)
    }

    /// A count that was read at `offset`: what it promises can stand in the rest, so that nobody makes room for more.
    pub(super) fn checked(&self, found: u64, offset: usize, reader: &Reader<'_>) -> Result<usize, Error> {
        let &Self { what, least, .. } = self;
        let left = reader.rest().len();
        let count = usize::try_from(found).unwrap_or(usize::MAX);
        self.limited(count)?;
        match count.saturating_mul(least) <= left {
            true => Ok(count),
            false => Err(Error::CountAboveInput { what, offset, found, left }),
        }
    }

    /// Checks a count that stands in memory.
    pub(super) fn limited(&self, count: usize) -> Result<(), Error> {
        let &Self { what, limit, .. } = self;
        match count <= limit {
            true => Ok(()),
            false => Err(Error::TooMany { what, limit, found: u64::try_from(count).unwrap_or(u64::MAX) }),
        }
    }
}

/// Writes a count or a length as compact size.
pub(super) fn put_count(writer: &mut Writer<'_>, count: usize) -> Result<(), Error> {
    Ok(compact_size::write(u64::try_from(count).unwrap_or(u64::MAX), writer)?)
}

/// How many bytes [`put_count`] takes.
pub(super) fn count_length(count: usize) -> usize {
    compact_size::length(u64::try_from(count).unwrap_or(u64::MAX))
}
