//! Keys that sign together.

use crate::bytes::{Reader, Writer};
use crate::crypto::musig::{self, KeyAggregation, sort_keys};
use crate::crypto::{PublicKey, XOnlyPublicKey};
#[cfg(feature = "alloc")]
use crate::vtxo::MAX_GLOBAL_COSIGNERS;
use crate::vtxo::wire::{self, KEY_LENGTH, List};
use crate::vtxo::{Counted, Error, MAX_COSIGNERS};
use core::fmt;

/// A list of keys: borrowed from an encoding, which has checked them, or from the caller's memory.
#[derive(Clone, Copy)]
pub struct Keys<'a>(Form<'a>);

#[derive(Clone, Copy)]
enum Form<'a> {
    /// Compressed, one behind the other.
    Encoded(&'a [u8]),
    Points(&'a [PublicKey]),
}

impl<'a> Keys<'a> {
    /// The keys of a node.
    const LIST: List = List { what: Counted::Cosigners, least: KEY_LENGTH, limit: MAX_COSIGNERS };

    /// The keys that sign for every node of a tree.
    #[cfg(feature = "alloc")]
    pub(super) const GLOBAL: List = List { limit: MAX_GLOBAL_COSIGNERS, ..Self::LIST };

    /// Keys in memory.
    #[must_use]
    pub const fn new(keys: &'a [PublicKey]) -> Self {
        Self(Form::Points(keys))
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self.0 {
            Form::Encoded(bytes) => bytes.len() / KEY_LENGTH,
            Form::Points(keys) => keys.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The keys in order. Each that was encoded is decompressed here, 4 µs.
    pub fn iter(&self) -> impl Iterator<Item = PublicKey> + use<'a> {
        let (encoded, points) = match self.0 {
            Form::Encoded(bytes) => (bytes, [].as_slice()),
            Form::Points(keys) => ([].as_slice(), keys),
        };
        // All were checked when they were read.
        chunks(encoded).filter_map(|key| PublicKey::parse(key).ok()).chain(points.iter().copied())
    }

    /// Whether `key` is among them. No key is decompressed.
    #[must_use]
    pub fn contains(&self, key: &PublicKey) -> bool {
        match self.0 {
            Form::Encoded(bytes) => {
                let key = key.to_bytes();
                chunks(bytes).any(|encoded| *encoded == key)
            }
            Form::Points(keys) => keys.iter().any(|point| point.is(key)),
        }
    }

    /// Checks keys that were read at `offset`, and shows each.
    pub(super) fn check(&self, offset: usize, see: &mut impl FnMut(PublicKey)) -> Result<(), Error> {
        let Form::Encoded(bytes) = self.0 else { return Ok(()) };
        let mut offsets = (offset..).step_by(KEY_LENGTH);
        chunks(bytes).try_for_each(|key| {
            let offset = offsets.next().unwrap_or(offset);
            PublicKey::parse(key).map(&mut *see).map_err(|error| Error::Key { offset, error })
        })
    }

    pub(super) fn put(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        wire::put_count(writer, self.len())?;
        match self.0 {
            Form::Encoded(bytes) => Ok(writer.put(bytes)?),
            Form::Points(keys) => Ok(keys.iter().try_for_each(|key| writer.put(&key.to_bytes()))?),
        }
    }

    /// How many bytes [`put`](Self::put) takes.
    pub(super) fn length(&self) -> usize {
        wire::count_length(self.len()).saturating_add(self.len().saturating_mul(KEY_LENGTH))
    }
}

/// Where the points are of the keys that an encoding has.
#[derive(Clone, Copy, Debug)]
pub(super) enum Points<'a> {
    /// Nowhere yet: each key is decompressed where it is used.
    Encoded,
    /// In memory, one behind the other, since the encoding was checked.
    #[cfg_attr(not(feature = "alloc"), expect(dead_code, reason = "an owned VTXO has them"))]
    Known(&'a [PublicKey]),
}

impl<'a> Points<'a> {
    /// Reads the count and as many keys, each of which is left unchecked.
    pub(super) fn read_keys(&mut self, reader: &mut Reader<'a>) -> Result<Keys<'a>, Error> {
        let count = Keys::LIST.count(reader)?;
        let encoded = reader.take(count.saturating_mul(KEY_LENGTH))?;
        Ok(Keys(self.take(count).map_or(Form::Encoded(encoded), Form::Points)))
    }

    /// Reads a key.
    pub(super) fn read_key(&mut self, reader: &mut Reader<'a>) -> Result<PublicKey, Error> {
        match self.take(1) {
            Some([key]) => {
                reader.take(KEY_LENGTH)?;
                Ok(*key)
            }
            _ => wire::key(reader),
        }
    }

    /// The next points, where all are known.
    fn take(&mut self, count: usize) -> Option<&'a [PublicKey]> {
        let Self::Known(points) = self else { return None };
        let (taken, left) = points.split_at_checked(count)?;
        *points = left;
        Some(taken)
    }
}

impl PartialEq for Keys<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.0, other.0) {
            (Form::Encoded(a), Form::Encoded(b)) => a == b,
            _ => self.iter().eq(other.iter()),
        }
    }
}

impl Eq for Keys<'_> {}

impl fmt::Debug for Keys<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Compressed keys that stand one behind the other.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = &[u8; KEY_LENGTH]> {
    bytes.chunks_exact(KEY_LENGTH).filter_map(|key| key.try_into().ok())
}

/// The aggregate of keys, sorted by their compressed forms. With `tweak`, times the generator, added to it as BIP 341
/// has it.
///
/// # Errors
///
/// [`Error::Aggregate`]: without an allocator, for more than 64 keys, too.
pub(super) fn aggregate(
    keys: impl Iterator<Item = PublicKey>,
    tweak: Option<&[u8; 32]>,
) -> Result<XOnlyPublicKey, Error> {
    let mut keys = SignerKeys::collect(keys).map_err(Error::Aggregate)?;
    let keys = keys.as_mut();
    sort_keys(keys);
    let aggregate = KeyAggregation::new(keys);
    let aggregate = match tweak {
        Some(tweak) => aggregate.and_then(|aggregate| aggregate.add_x_only_tweak(tweak)),
        None => aggregate,
    };
    aggregate.map(|aggregate| aggregate.x_only_public_key()).map_err(Error::Aggregate)
}

/// A+S.
pub(super) fn aggregate_of_two(a: &PublicKey, b: &PublicKey) -> Result<XOnlyPublicKey, Error> {
    let mut keys = [*a, *b];
    sort_keys(&mut keys);
    let aggregate = KeyAggregation::new(&keys).map_err(Error::Aggregate)?;
    Ok(aggregate.x_only_public_key())
}

/// Keys in memory: on the stack, as far as a build without an allocator serves them.
#[cfg_attr(
    feature = "alloc",
    expect(clippy::large_enum_variant, reason = "it lives on the stack, for one aggregation")
)]
enum SignerKeys {
    OnStack(heapless::Vec<PublicKey, { musig::MAX_SIGNERS_WITHOUT_ALLOCATOR }>),
    #[cfg(feature = "alloc")]
    OnHeap(alloc::vec::Vec<PublicKey>),
}

impl SignerKeys {
    fn collect(keys: impl Iterator<Item = PublicKey>) -> Result<Self, musig::Error> {
        let mut keys = keys.fuse();
        let mut list: heapless::Vec<_, _> =
            keys.by_ref().take(musig::MAX_SIGNERS_WITHOUT_ALLOCATOR).collect();
        let Some(next) = keys.next() else { return Ok(Self::OnStack(list)) };
        #[cfg(feature = "alloc")]
        return Ok(Self::OnHeap(list.drain(..).chain([next]).chain(keys).collect()));
        #[cfg(not(feature = "alloc"))]
        {
            _ = (next, &mut list);
            let (limit, found) = (musig::MAX_SIGNERS_WITHOUT_ALLOCATOR, keys.count());
            Err(musig::Error::TooManySigners { limit, found: found.saturating_add(limit).saturating_add(1) })
        }
    }

    fn as_mut(&mut self) -> &mut [PublicKey] {
        match self {
            Self::OnStack(keys) => keys,
            #[cfg(feature = "alloc")]
            Self::OnHeap(keys) => keys,
        }
    }
}
