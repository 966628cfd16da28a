//! What the creator of a path tells one of its hops, `encrypted_data_tlv`.

use crate::amount::Msat;
use crate::bytes::Writer;
use crate::codec::features::{FeatureBits, FeatureSet};
use crate::codec::short_channel_id::ShortChannelId;
use crate::codec::tlv::{Record, RecordWriter, Records, WriteError, record_length};
use crate::crypto::PublicKey;
use crate::sphinx::blinding::{BlindedPath, Error, FirstNode, Forward, PaymentConstraints, PaymentRelay};
use crate::sphinx::records::UnknownRecords;
use crate::time::BlockHeight;
use core::{fmt, iter};

/// The types of the records (BOLT 4, "Inside `encrypted_recipient_data`").
pub(super) const PADDING: u64 = 1;
pub(super) const SHORT_CHANNEL_ID: u64 = 2;
pub(in crate::sphinx) const NEXT_NODE_ID: u64 = 4;
pub(in crate::sphinx) const PATH_ID: u64 = 6;
pub(super) const NEXT_PATH_KEY_OVERRIDE: u64 = 8;
pub(super) const PAYMENT_RELAY: u64 = 10;
pub(super) const PAYMENT_CONSTRAINTS: u64 = 12;
pub(super) const ALLOWED_FEATURES: u64 = 14;

const KNOWN: [u64; 8] = [
    PADDING,
    SHORT_CHANNEL_ID,
    NEXT_NODE_ID,
    PATH_ID,
    NEXT_PATH_KEY_OVERRIDE,
    PAYMENT_RELAY,
    PAYMENT_CONSTRAINTS,
    ALLOWED_FEATURES,
];

fn is_known(record: u64) -> bool {
    KNOWN.contains(&record)
}

/// Whom a hop passes on to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NextNode {
    /// The node of this id.
    NodeId(PublicKey),
    /// The node at the other end of this channel.
    ShortChannelId(ShortChannelId),
}

/// The instructions for one hop, borrowed. Unset fields are not written. The `path_id` is never printed.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct EncryptedDataTlv<'a> {
    /// How many zeros make it as long as the others.
    pub padding: Option<usize>,
    /// The channel to pass on through.
    pub short_channel_id: Option<ShortChannelId>,
    /// The node to pass on to.
    pub next_node_id: Option<PublicKey>,
    /// What the recipient recognises the path by. It must be known to nobody else.
    pub path_id: Option<&'a [u8]>,
    /// The path key to pass on instead of the one that follows from this hop's.
    pub next_path_key_override: Option<PublicKey>,
    /// What the hop keeps of a payment.
    pub payment_relay: Option<PaymentRelay>,
    /// Which payments may go through the hop.
    pub payment_constraints: Option<PaymentConstraints>,
    /// Which features a payment or a message may use; missing is none.
    pub allowed_features: Option<FeatureBits<'a>>,
    /// Records of other types.
    pub unknown: UnknownRecords<'a>,
}

impl<'a> EncryptedDataTlv<'a> {
    /// Passes on to a node.
    #[must_use]
    pub fn to_node(next_node_id: PublicKey) -> Self {
        Self { next_node_id: Some(next_node_id), ..Self::default() }
    }

    /// Passes on through a channel.
    #[must_use]
    pub fn to_channel(short_channel_id: ShortChannelId) -> Self {
        Self { short_channel_id: Some(short_channel_id), ..Self::default() }
    }

    /// Passes on to the first hop of another path, whose creator is another: for the last hop of a path that is
    /// then [joined](BlindedPath::join) to it.
    #[must_use]
    pub fn leading_to(path: &BlindedPath<'_>) -> Self {
        let next = match path.first_node_id {
            FirstNode::NodeId(node_id) => Self::to_node(node_id),
            FirstNode::Channel { short_channel_id, .. } => Self::to_channel(short_channel_id),
        };
        Self { next_path_key_override: Some(path.first_path_key), ..next }
    }

    /// Ends a path at its recipient, who recognises it by `path_id`.
    #[must_use]
    pub fn for_recipient(path_id: &'a [u8]) -> Self {
        Self { path_id: Some(path_id), ..Self::default() }
    }

    /// Reads the stream. Padding is not looked at.
    ///
    /// # Errors
    ///
    /// [`Error::Tlv`], unknown even types included; [`Error::Length`], [`Error::NotAPoint`], [`Error::Integer`]
    /// for a value.
    pub fn parse(stream: &'a [u8]) -> Result<Self, Error> {
        let mut data = Self::default();
        for record in Records::new(stream, is_known) {
            data.read(record?)?;
        }
        data.unknown = UnknownRecords::of_stream(stream, is_known);
        Ok(data)
    }

    fn read(&mut self, record: Record<'a>) -> Result<(), Error> {
        let value = record.value;
        match record.number {
            PADDING => self.padding = Some(value.len()),
            SHORT_CHANNEL_ID => {
                self.short_channel_id = Some(ShortChannelId(u64::from_be_bytes(exactly(&record)?)));
            }
            NEXT_NODE_ID => self.next_node_id = Some(point(&record)?),
            PATH_ID => self.path_id = Some(value),
            NEXT_PATH_KEY_OVERRIDE => self.next_path_key_override = Some(point(&record)?),
            PAYMENT_RELAY => self.payment_relay = Some(PaymentRelay::parse(value)?),
            PAYMENT_CONSTRAINTS => self.payment_constraints = Some(PaymentConstraints::parse(value)?),
            ALLOWED_FEATURES => self.allowed_features = Some(FeatureBits::from_bytes(value)),
            _ => {}
        }
        Ok(())
    }

    /// How many bytes [`EncryptedDataTlv::write`] takes.
    #[must_use]
    pub fn length(&self) -> usize {
        let known = KNOWN.iter().filter_map(|record| {
            let value = self.value(*record)?;
            Some(record_length(*record, value.len()))
        });
        let unknown = self.unknown.written(is_known);
        known
            .chain(unknown.map(|record| record_length(record.number, record.value.len())))
            .fold(0, usize::saturating_add)
    }

    /// Appends the stream, all records in the order of their types.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`] when the buffer is too small.
    pub fn write(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        let mut records = RecordWriter::new(writer);
        let mut previous = 0;
        for number in KNOWN {
            self.unknown.write_in(previous..number, is_known, &mut records)?;
            previous = number;
            if let Some(value) = self.value(number) {
                value.write(number, &mut records)?;
            }
        }
        Ok(self.unknown.write_in(previous.., is_known, &mut records)?)
    }

    /// The value of a record of a known type.
    fn value(&self, record: u64) -> Option<Value<'a>> {
        let point = |point: PublicKey| Value::of(&point.to_bytes());
        match record {
            PADDING => self.padding.map(Value::Zeros),
            SHORT_CHANNEL_ID => self.short_channel_id.map(|id| Value::of(&id.0.to_be_bytes())),
            NEXT_NODE_ID => self.next_node_id.map(point),
            PATH_ID => self.path_id.map(Value::Borrowed),
            NEXT_PATH_KEY_OVERRIDE => self.next_path_key_override.map(point),
            PAYMENT_RELAY => self.payment_relay.map(|relay| Value::Short(relay.value())),
            PAYMENT_CONSTRAINTS => {
                self.payment_constraints.map(|constraints| Value::Short(constraints.value()))
            }
            ALLOWED_FEATURES => self.allowed_features.map(Value::Features),
            _ => None,
        }
    }

    /// Whom to pass on to; `None` when nobody is named.
    ///
    /// # Errors
    ///
    /// [`Error::TwoNextNodes`].
    pub const fn next_node(&self) -> Result<Option<NextNode>, Error> {
        match (self.next_node_id, self.short_channel_id) {
            // "contains both `short_channel_id` and `next_node_id`"
            (Some(_), Some(_)) => Err(Error::TwoNextNodes),
            (Some(node_id), None) => Ok(Some(NextNode::NodeId(node_id))),
            (None, Some(id)) => Ok(Some(NextNode::ShortChannelId(id))),
            (None, None) => Ok(None),
        }
    }

    /// What a node that is not the final one forwards of a payment, when the path allows it.
    ///
    /// Anybody can make a path that grants a node less than it asks for, no blocks at all even. Whether the node may
    /// send that is for its own [`ForwardingPolicy`](crate::sphinx::payload::ForwardingPolicy) to say.
    ///
    /// `known` are the features that this node knows for blinded paths, `used` those that the payment uses; so far
    /// there are none. Every error is answered with `invalid_onion_blinding`, as [`Place`](super::Place) says.
    ///
    /// # Errors
    ///
    /// [`Error::ExpiryTooLate`], [`Error::AmountBelowMinimum`], [`Error::UnknownFeature`],
    /// [`Error::FeatureNotAllowed`], [`Error::TwoNextNodes`], [`Error::MissingField`],
    /// [`Error::RelayExceedsPayment`].
    pub fn forward_payment(
        &self,
        amount: Msat,
        cltv_expiry: BlockHeight,
        known: &FeatureSet,
        used: &FeatureSet,
    ) -> Result<Forward, Error> {
        self.check_payment(amount, cltv_expiry, known, used)?;
        let missing = |record| Error::MissingField { record };
        // "does not contain either `short_channel_id` or `next_node_id`"
        let next = self.next_node()?.ok_or(missing(NEXT_NODE_ID))?;
        let relay = self.payment_relay.ok_or(missing(PAYMENT_RELAY))?;
        let forward = relay.amt_to_forward(amount).zip(relay.outgoing_cltv_value(cltv_expiry));
        let (amt_to_forward, outgoing_cltv_value) = forward.ok_or(Error::RelayExceedsPayment)?;
        Ok(Forward { next, amt_to_forward, outgoing_cltv_value })
    }

    /// Whether a payment may pass through or end here: what every node of a path asks, the final one too, which
    /// then compares the `path_id`.
    ///
    /// # Errors
    ///
    /// [`Error::ExpiryTooLate`], [`Error::AmountBelowMinimum`], [`Error::UnknownFeature`],
    /// [`Error::FeatureNotAllowed`], [`Error::TwoNextNodes`].
    pub fn check_payment(
        &self,
        amount: Msat,
        cltv_expiry: BlockHeight,
        known: &FeatureSet,
        used: &FeatureSet,
    ) -> Result<(), Error> {
        self.payment_constraints.map_or(Ok(()), |constraints| constraints.check(amount, cltv_expiry))?;
        self.check_features(known, used)?;
        self.next_node().map(drop)
    }

    /// The question about features that payments and messages have in common.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownFeature`], [`Error::FeatureNotAllowed`].
    pub fn check_features(&self, known: &FeatureSet, used: &FeatureSet) -> Result<(), Error> {
        // "If `allowed_features` is missing: MUST process the message as if it were present and contained an
        // empty array"
        let allowed = self.allowed_features.unwrap_or(FeatureSet::EMPTY.into());
        // "contains an unknown feature bit (even if it is odd)"
        if let Some(bit) = allowed.bits().find(|bit| !known.knows(*bit)) {
            return Err(Error::UnknownFeature { bit });
        }
        match FeatureBits::from(*used).bits().find(|bit| !allowed.offers(*bit)) {
            Some(bit) => Err(Error::FeatureNotAllowed { bit }),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for EncryptedDataTlv<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncryptedDataTlv")
            .field("padding", &self.padding)
            .field("short_channel_id", &self.short_channel_id)
            .field("next_node_id", &self.next_node_id)
            .field("path_id", &self.path_id.map(|_| format_args!("..")))
            .field("next_path_key_override", &self.next_path_key_override)
            .field("payment_relay", &self.payment_relay)
            .field("payment_constraints", &self.payment_constraints)
            .field("allowed_features", &self.allowed_features)
            .field("unknown", &self.unknown)
            .finish()
    }
}

/// The value of a record to be written.
enum Value<'a> {
    Zeros(usize),
    Borrowed(&'a [u8]),
    Short(Short),
    Features(FeatureBits<'a>),
}

/// A value that is made from numbers; the longest is a point.
pub(super) type Short = heapless::Vec<u8, 33>;

impl Value<'_> {
    fn of(bytes: &[u8]) -> Self {
        // Never empty: nothing longer than a point is given.
        Self::Short(Short::from_slice(bytes).unwrap_or_default())
    }

    fn len(&self) -> usize {
        match self {
            Self::Zeros(count) => *count,
            Self::Borrowed(bytes) => bytes.len(),
            Self::Short(bytes) => bytes.len(),
            Self::Features(features) => feature_bytes(features).len(),
        }
    }

    fn write(&self, number: u64, records: &mut RecordWriter<'_, '_>) -> Result<(), WriteError> {
        match self {
            Self::Zeros(count) => records.put_iter(number, iter::repeat_n(0, *count)),
            Self::Borrowed(bytes) => records.put(number, bytes),
            Self::Short(bytes) => records.put(number, bytes),
            Self::Features(features) => records.put_iter(number, feature_bytes(features)),
        }
    }
}

/// The vector in as few bytes as it takes, big-endian (BOLT 9).
fn feature_bytes<'a>(features: &FeatureBits<'a>) -> impl ExactSizeIterator<Item = u8> + use<'a> {
    let count = features.highest().map_or(0, |bit| (bit / BITS).saturating_add(1));
    let features = *features;
    (0..count).rev().map(move |byte| {
        // Cannot saturate: the bit lies in the vector, whose bits are counted in 32 bits.
        let set = |bit: &u32| features.contains(byte.saturating_mul(BITS).saturating_add(*bit));
        (0..BITS).filter(set).fold(0, |value, bit| value | 1_u8.wrapping_shl(bit))
    })
}

const BITS: u32 = u8::BITS;

fn exactly<const N: usize>(record: &Record<'_>) -> Result<[u8; N], Error> {
    let error = Error::Length { record: record.number, expected: N, found: record.value.len() };
    record.value.try_into().map_err(|_| error)
}

fn point(record: &Record<'_>) -> Result<PublicKey, Error> {
    PublicKey::parse(&exactly(record)?).map_err(|_| Error::NotAPoint { record: record.number })
}
