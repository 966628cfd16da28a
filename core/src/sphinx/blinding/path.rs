//! A blinded path as it is given to senders, `blinded_path`.

use crate::bytes;
use crate::bytes::{Reader, Writer};
use crate::codec::short_channel_id::ShortChannelId;
use crate::crypto::{PublicKey, SecretKey};
use crate::sphinx::blinding::{EncryptedDataTlv, Error, NextNode, PathSecret};
use core::fmt;

const POINT_LENGTH: usize = 33;

/// Where a path begins: the only node of it that its sender knows, `sciddir_or_pubkey`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FirstNode {
    /// The node of this id.
    NodeId(PublicKey),
    /// One end of a channel, as its announcement orders the two.
    Channel {
        /// 0 for `node_id_1`, 1 for `node_id_2`.
        direction: u8,
        /// The channel.
        short_channel_id: ShortChannelId,
    },
}

impl FirstNode {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let offset = reader.offset();
        match reader.rest().first() {
            Some(0 | 1) => {
                Ok(Self::Channel { direction: reader.u8()?, short_channel_id: ShortChannelId(reader.u64()?) })
            }
            Some(2 | 3) | None => read_point(reader).map(Self::NodeId),
            Some(found) => Err(Error::FirstNode { offset, found: *found }),
        }
    }

    fn write(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        match self {
            Self::NodeId(node_id) => writer.put(&node_id.to_bytes())?,
            Self::Channel { direction, short_channel_id } => {
                writer.put(&[direction & 1])?;
                writer.put(&short_channel_id.0.to_be_bytes())?;
            }
        }
        Ok(())
    }

    const fn length(&self) -> usize {
        match self {
            Self::NodeId(_) => POINT_LENGTH,
            Self::Channel { .. } => 9,
        }
    }
}

/// A path to a recipient, borrowed: its first node is known, the others are blinded. It has one hop at least.
///
/// ```compile_fail,E0597
/// use keelbolt::sphinx::blinding::BlindedPath;
/// let path = {
///     let bytes = vec![2; 200];
///     BlindedPath::parse(&bytes)
/// };
/// drop(path);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BlindedPath<'a> {
    /// Where the path begins. May be replaced by the other way to name the same node.
    pub first_node_id: FirstNode,
    /// The path key for the first node.
    pub first_path_key: PublicKey,
    hops: BlindedHops<'a>,
}

impl<'a> BlindedPath<'a> {
    /// The most hops that a path counts.
    pub const MAX_HOPS: usize = 255;

    /// Hops that this crate has written, of which there are some.
    pub(super) const fn of(
        first_node_id: FirstNode,
        first_path_key: PublicKey,
        hops: BlindedHops<'a>,
    ) -> Self {
        Self { first_node_id, first_path_key, hops }
    }

    /// Reads a path that fills `bytes`.
    ///
    /// # Errors
    ///
    /// As [`BlindedPath::read`], and [`Error::TrailingBytes`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes);
        let path = Self::read(&mut reader)?;
        match reader.rest().len() {
            0 => Ok(path),
            found => Err(Error::TrailingBytes { found }),
        }
    }

    /// Reads one path; others may follow it.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`] when it is truncated, [`Error::FirstNode`], [`Error::PathKey`], [`Error::NoHops`].
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let first_node_id = FirstNode::read(reader)?;
        let first_path_key = read_point(reader)?;
        let count = usize::from(reader.u8()?);
        if count == 0 {
            return Err(Error::NoHops);
        }
        let bytes = reader.rest();
        let start = reader.offset();
        for _ in 0..count {
            BlindedHop::read(reader)?;
        }
        let length = reader.offset().saturating_sub(start);
        let hops = BlindedHops { bytes: bytes.get(..length).unwrap_or_default(), count };
        Ok(Self { first_node_id, first_path_key, hops })
    }

    /// The hops in order, the first node's being the first.
    #[must_use]
    pub const fn hops(&self) -> BlindedHops<'a> {
        self.hops
    }

    /// How many bytes [`BlindedPath::write`] takes.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.first_node_id.length().saturating_add(POINT_LENGTH + 1).saturating_add(self.hops.bytes.len())
    }

    /// Appends the path.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`] when the buffer is too small.
    pub fn write(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        let count = u8::try_from(self.hops.count).map_err(|_| Error::too_many_hops(self.hops.count))?;
        self.first_node_id.write(writer)?;
        writer.put(&self.first_path_key.to_bytes())?;
        writer.put(&[count])?;
        Ok(writer.put(self.hops.bytes)?)
    }

    /// This path and then `next`, as one. Only its creator can make its last hop lead there, with
    /// [`EncryptedDataTlv::leading_to`].
    ///
    /// # Errors
    ///
    /// [`Error::TooManyHops`], or [`Error::Bytes`] with the size needed.
    pub fn join<'b>(&self, next: &BlindedPath<'_>, out: &'b mut [u8]) -> Result<BlindedPath<'b>, Error> {
        let count = self.hops.count.saturating_add(next.hops.count);
        if count > Self::MAX_HOPS {
            return Err(Error::too_many_hops(count));
        }
        let needed = self.hops.bytes.len().saturating_add(next.hops.bytes.len());
        let found = out.len();
        let out = out.get_mut(..needed).ok_or(bytes::Error::BufferTooSmall { needed, found })?;
        let mut writer = Writer::new(out);
        writer.put(self.hops.bytes)?;
        writer.put(next.hops.bytes)?;
        let hops = BlindedHops { bytes: writer.finish(), count };
        Ok(BlindedPath { first_node_id: self.first_node_id, first_path_key: self.first_path_key, hops })
    }

    /// Takes off the hops at which the path stands still: a sender that is itself the first node, and whatever
    /// hops of its own follow, decrypts their data here, since no onion would ever be sent to it.
    ///
    /// `out` takes the data of one hop after another; it needs as many bytes as the longest.
    ///
    /// # Errors
    ///
    /// As [`PathSecret::decrypt`], [`Error::TwoNextNodes`], and [`Error::MissingField`] when a hop that is not
    /// the last leads nowhere.
    pub fn start_at<'b>(
        &self,
        node_id: &PublicKey,
        node_key: &SecretKey,
        out: &'b mut [u8],
    ) -> Result<Start<'a, 'b>, Error> {
        let mut next = match self.first_node_id {
            FirstNode::NodeId(node_id) => NextNode::NodeId(node_id),
            FirstNode::Channel { short_channel_id, .. } => NextNode::ShortChannelId(short_channel_id),
        };
        let (mut path_key, mut hops) = (self.first_path_key, self.hops);
        while next == NextNode::NodeId(*node_id) {
            let Some((hop, rest)) = hops.split_first() else { break };
            let secret = PathSecret::derive(path_key, node_key);
            if rest.is_empty() {
                return secret.decrypt(hop.encrypted_recipient_data, out).map(Start::Recipient);
            }
            let data = secret.decrypt(hop.encrypted_recipient_data, out)?;
            next = data.next_node()?.ok_or(Error::MissingField { record: super::data::NEXT_NODE_ID })?;
            path_key = secret.next_path_key(&data)?;
            hops = rest;
        }
        Ok(Start::Onward { next, path_key, hops })
    }
}

impl fmt::Debug for BlindedPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlindedPath")
            .field("first_node_id", &self.first_node_id)
            .field("first_path_key", &self.first_path_key)
            .field("hops", &self.hops)
            .finish()
    }
}

/// How a path goes on from a sender that may stand on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is no allocator to box with")]
pub enum Start<'a, 'b> {
    /// To another node, with the hops that are left.
    Onward {
        /// That node.
        next: NextNode,
        /// Its path key.
        path_key: PublicKey,
        /// The hops from it on.
        hops: BlindedHops<'a>,
    },
    /// The sender is the recipient: nothing is to be sent.
    Recipient(EncryptedDataTlv<'b>),
}

/// One hop of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlindedHop<'a> {
    /// What the onion is encrypted to.
    pub blinded_node_id: PublicKey,
    /// What the onion carries for the hop, from the path's creator.
    pub encrypted_recipient_data: &'a [u8],
}

impl<'a> BlindedHop<'a> {
    /// The length of a hop without its data, in bytes: a point and a `u16`.
    pub(super) const HEAD_LENGTH: usize = POINT_LENGTH + 2;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let blinded_node_id = read_point(reader)?;
        let length = reader.u16()?;
        Ok(Self { blinded_node_id, encrypted_recipient_data: reader.take(length.into())? })
    }
}

/// The hops of a path in order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BlindedHops<'a> {
    bytes: &'a [u8],
    count: usize,
}

impl<'a> BlindedHops<'a> {
    /// Hops that this crate has written.
    pub(super) const fn of(bytes: &'a [u8], count: usize) -> Self {
        Self { bytes, count }
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none, as when all of them stood still.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The first hop, and the others.
    #[must_use]
    pub fn split_first(&self) -> Option<(BlindedHop<'a>, Self)> {
        let mut reader = Reader::new(self.bytes);
        let hop = BlindedHop::read(&mut reader).ok()?;
        Some((hop, Self { bytes: reader.rest(), count: self.count.saturating_sub(1) }))
    }

    /// What the onion carries for each hop. No point is parsed.
    pub(in crate::sphinx) fn encrypted_data(&self) -> impl Iterator<Item = &'a [u8]> + Clone + use<'a> {
        let mut reader = Reader::new(self.bytes);
        core::iter::from_fn(move || {
            reader.take(POINT_LENGTH).ok()?;
            let length = reader.u16().ok()?;
            reader.take(length.into()).ok()
        })
    }

    /// The hops. Each costs the parsing of a point.
    pub fn iter(&self) -> impl Iterator<Item = BlindedHop<'a>> + Clone + use<'a> {
        let mut rest = *self;
        core::iter::from_fn(move || {
            let (hop, others) = rest.split_first()?;
            rest = others;
            Some(hop)
        })
    }
}

impl fmt::Debug for BlindedHops<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

fn read_point(reader: &mut Reader<'_>) -> Result<PublicKey, Error> {
    let offset = reader.offset();
    PublicKey::parse(&reader.array()?).map_err(|_| Error::PathKey { offset })
}
