//! The way from an output on chain to a VTXO.

use crate::amount::Sat;
use crate::bytes::{Reader, Writer};
use crate::crypto::PublicKey;
use crate::vtxo::hop::ANCHOR;
use crate::vtxo::keys::Points;
use crate::vtxo::wire::{self, List};
use crate::vtxo::{Counted, Error, MAX_GENESIS_ITEMS, Siblings, Transition};
use core::fmt;

/// Whether the encoding has the fees of anchors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// It does not: all are zero.
    V1,
    /// It does.
    V2,
}

impl Version {
    pub(super) const fn to_u16(self) -> u16 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        match reader.u16_le()? {
            1 => Ok(Self::V1),
            2 => Ok(Self::V2),
            found => Err(Error::Version { found }),
        }
    }
}

/// One transaction of a genesis: what it takes, and its outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GenesisItem<'a> {
    /// How it takes the output before it.
    pub transition: Transition<'a>,
    /// Which of its outputs leads on, or is the VTXO: below the number of outputs without the anchor.
    pub output_index: u8,
    /// Its other outputs, in order and without the anchor.
    pub siblings: Siblings<'a>,
    /// What its anchor holds: the fee of a board, zero elsewhere.
    pub fee: Sat,
}

impl<'a> GenesisItem<'a> {
    /// The shortest there is, of version 1: a payment between users, signed by the server alone.
    const LEAST: usize = 1 + 1 + 32 + 64 + 1 + 1;

    /// What leaves the way here: siblings and the fee. `None` when it is more than 64 bits hold.
    #[must_use]
    pub fn other_outputs(&self) -> Option<Sat> {
        self.siblings.sum()?.checked_add(self.fee)
    }

    /// The weight of the transaction with all of its witness, exactly, whether that is known yet or not.
    pub(super) fn weight(&self) -> u64 {
        // Version, lock time, a count of one; outpoint, empty script, sequence.
        const BASE: usize = 4 + 4 + 1 + (36 + 1 + 4);
        // The own output is P2TR.
        const OWN_AND_ANCHOR: usize = (8 + 1 + 34) + (8 + 1 + ANCHOR.len());
        const MARKER_AND_FLAG: u64 = 2;
        let count = wire::count_length(self.siblings.len().saturating_add(2));
        let size =
            [count, self.siblings.length(), OWN_AND_ANCHOR].into_iter().fold(BASE, usize::saturating_add);
        let size = u64::try_from(size.saturating_mul(4)).unwrap_or(u64::MAX);
        size.saturating_add(MARKER_AND_FLAG).saturating_add(self.transition.witness_weight())
    }

    fn read(reader: &mut Reader<'a>, version: Version, points: &mut Points<'a>) -> Result<Self, Error> {
        let transition = Transition::read(reader, points)?;
        let offset = reader.offset();
        let outputs = reader.u8()?;
        let siblings = outputs.checked_sub(1).ok_or(Error::NoOutputs { offset })?;
        let offset = reader.offset();
        let output_index = reader.u8()?;
        if output_index >= outputs {
            return Err(Error::OutputIndex { offset, outputs, found: output_index });
        }
        let siblings = Siblings::read(reader, siblings)?;
        let fee = match version {
            Version::V1 => Sat(0),
            Version::V2 => Sat(reader.u64_le()?),
        };
        Ok(Self { transition, output_index, siblings, fee })
    }

    fn put(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        self.transition.put(writer)?;
        // 254 siblings at most.
        let siblings = u8::try_from(self.siblings.len()).unwrap_or(u8::MAX);
        writer.put(&[siblings.saturating_add(1), self.output_index])?;
        self.siblings.put(writer)?;
        Ok(writer.put(&self.fee.0.to_le_bytes())?)
    }

    /// How many bytes [`put`](Self::put) takes.
    fn length(&self) -> usize {
        self.transition.length().saturating_add(self.siblings.length()).saturating_add(1 + 1 + 8)
    }
}

/// The transactions from an output on chain to a VTXO, the first one first, borrowed from its encoding. An exit puts
/// them on chain.
#[derive(Clone, Copy)]
pub struct GenesisRef<'a> {
    version: Version,
    count: usize,
    bytes: &'a [u8],
    points: Points<'a>,
}

impl<'a> GenesisRef<'a> {
    const LIST: List =
        List { what: Counted::GenesisItems, least: GenesisItem::LEAST, limit: MAX_GENESIS_ITEMS };

    /// None: of an output that is on chain itself.
    pub(super) const EMPTY: Self =
        Self { version: Version::V2, count: 0, bytes: &[], points: Points::Encoded };

    /// Reads the count and as many transactions, checks all that can be checked without the chain, and shows each key in
    /// order.
    pub(super) fn read(
        reader: &mut Reader<'a>,
        version: Version,
        see: &mut impl FnMut(PublicKey),
    ) -> Result<Self, Error> {
        Self::read_with(reader, version, Points::Encoded, |item, offset| item.transition.check(offset, see))
    }

    /// Reads the count and as many transactions, each of which is checked with where it stands.
    fn read_with(
        reader: &mut Reader<'a>,
        version: Version,
        points: Points<'a>,
        mut check: impl FnMut(GenesisItem<'a>, usize) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let count = Self::LIST.count(reader)?;
        let (start, mut left) = (*reader, points);
        for _ in 0..count {
            let offset = reader.offset();
            check(GenesisItem::read(reader, version, &mut left)?, offset)?;
        }
        let length = reader.offset().saturating_sub(start.offset());
        Ok(Self { version, count, bytes: start.rest().get(..length).unwrap_or_default(), points })
    }

    /// A genesis alone, of version 2, that fills `bytes`.
    ///
    /// # Errors
    ///
    /// Any [`Error`] of an encoding.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        wire::whole(bytes, |reader| Self::read(reader, Version::V2, &mut drop))
    }

    /// As [`parse`](Self::parse), where the points of all keys are known: they are not checked.
    #[cfg(feature = "alloc")]
    pub(super) fn parse_with(bytes: &'a [u8], points: &'a [PublicKey]) -> Result<Self, Error> {
        let points = Points::Known(points);
        wire::whole(bytes, |reader| Self::read_with(reader, Version::V2, points, |_, _| Ok(())))
    }

    /// Takes what was checked before, with the points of all keys.
    #[cfg(feature = "alloc")]
    pub(super) fn of_checked(bytes: &'a [u8], points: &'a [PublicKey]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes);
        let count = Self::LIST.count(&mut reader)?;
        Ok(Self { version: Version::V2, count, bytes: reader.rest(), points: Points::Known(points) })
    }

    /// How many transactions an exit takes.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The transactions in order.
    #[must_use]
    pub const fn items(&self) -> GenesisItems<'a> {
        let (reader, points) = (Reader::new(self.bytes), self.points);
        GenesisItems { version: self.version, reader, points, left: self.count }
    }

    pub(super) fn put(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        put_items(self.items(), writer)
    }

    /// How many bytes [`put`](Self::put) takes.
    pub(super) fn length(&self) -> usize {
        items_length(self.items())
    }
}

impl PartialEq for GenesisRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.items().eq(other.items())
    }
}

impl Eq for GenesisRef<'_> {}

impl fmt::Debug for GenesisRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.items()).finish()
    }
}

/// The transactions of a genesis, in order.
#[derive(Clone, Debug)]
pub struct GenesisItems<'a> {
    version: Version,
    reader: Reader<'a>,
    points: Points<'a>,
    left: usize,
}

impl<'a> Iterator for GenesisItems<'a> {
    type Item = GenesisItem<'a>;

    fn next(&mut self) -> Option<GenesisItem<'a>> {
        self.left = self.left.checked_sub(1)?;
        // All were read before.
        GenesisItem::read(&mut self.reader, self.version, &mut self.points).ok()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for GenesisItems<'_> {}

/// Writes transactions behind their number, in version 2.
pub(super) fn put_items<'a>(
    items: impl ExactSizeIterator<Item = GenesisItem<'a>>,
    writer: &mut Writer<'_>,
) -> Result<(), Error> {
    wire::put_count(writer, items.len())?;
    for item in items {
        item.put(writer)?;
    }
    Ok(())
}

/// How many bytes [`put_items`] takes.
pub(super) fn items_length<'a>(items: impl ExactSizeIterator<Item = GenesisItem<'a>>) -> usize {
    let count = wire::count_length(items.len());
    items.fold(count, |sum, item| sum.saturating_add(item.length()))
}
