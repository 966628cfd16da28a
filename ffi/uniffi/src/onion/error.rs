//! Every way in which a call about an onion can fail, flat: one name, its fields, one stable code.

mod origin;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests;

use crate::bytes::WrongLength;
use crate::error::{Blame, wide};
use crate::onion::failure::FailureMessage;
use std::fmt::{self, Debug};

/// In which part of an onion an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum OnionPart {
    /// The packet, or the route for which it is built.
    Packet,
    /// The payload of a hop of a payment.
    Payload,
    /// What the maker of a blinded path tells one of its hops.
    RecipientData,
    /// A blinded path.
    BlindedPath,
    /// The path by which an onion message can be answered.
    ReplyPath,
    /// An onion message, or the payload of one of its hops.
    Message,
    /// A failure on its way back.
    Failure,
    /// What comes back with a preimage.
    FulfillmentPayload,
    /// The paths to the recipient of a trampoline payment.
    RecipientPaths,
}

/// What is wrong with an onion, a path, a key or an argument, and where.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Error)]
#[uniffi::export(Display)]
pub enum OnionError {
    /// A buffer is too small.
    BufferTooSmall {
        /// How many bytes it takes.
        needed: u64,
        /// How many the buffer has.
        found: u64,
    },
    /// A feature bit above 1023, which no list of features may hold.
    FeatureBitTooLarge {
        /// The number of the bit.
        bit: u32,
    },
    /// 33 bytes that are no compressed point of the curve.
    KeyNotAPoint,
    /// A secret key, or the random bytes for one, of zero or not below the group order.
    SecretKeyOutOfRange,
    /// A factor of zero, or not below the group order, which no honest one is.
    TweakOutOfRange,
    /// Encrypted bytes that were not made with this key.
    NotAuthentic,
    /// More bytes than one key encrypts.
    KeyStreamExhausted,
    /// Bytes of a fixed number came in another number.
    WrongLength {
        /// How many there must be.
        expected: u64,
        /// How many there are.
        found: u64,
    },

    /// A packet without room for version, key and HMAC.
    PacketTooShort {
        /// The length that it must have at least, in bytes.
        expected: u64,
        /// The length that it has.
        found: u64,
    },
    /// A version that is not 0.
    OnionVersion {
        /// The version.
        found: u64,
    },
    /// The ephemeral key of a packet is no point of the curve.
    EphemeralKeyNotAPoint,
    /// The HMAC does not fit: the packet or its associated data was changed, or it is for another node.
    OnionHmac,
    /// A payload of 0 or 1 bytes, which are reserved.
    PayloadTooShort {
        /// Its length, in bytes.
        found: u64,
    },
    /// A payload that, with the HMAC behind it, does not fit the packet.
    PayloadTooLong {
        /// How many bytes there are for it.
        expected: u64,
        /// Its length.
        found: u64,
    },
    /// A route or a path without a hop.
    NoHops {
        /// The part of the onion.
        part: OnionPart,
    },
    /// More hops than a route or a path can have.
    TooManyHops {
        /// The part of the onion.
        part: OnionPart,
        /// How many there may be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// The payload of a hop to be built has 0 or 1 bytes, which are reserved.
    ReservedPayloadLength {
        /// The hop, the first being 0.
        hop: u64,
        /// The length, in bytes.
        found: u64,
    },
    /// The payloads of a route do not fit its packet.
    RouteTooLong {
        /// How many bytes there are for them.
        expected: u64,
        /// How many they take, with their lengths and HMACs.
        found: u64,
    },
    /// No hop, or more than there may be.
    HopCount {
        /// The part of the onion.
        part: OnionPart,
        /// How many there may be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// A key of a path or a message is no point of the curve.
    PathKeyNotAPoint {
        /// The part of the onion.
        part: OnionPart,
        /// Where it begins in that part, in bytes.
        offset: u64,
    },
    /// The HTLC came with a path key and the payload has no encrypted recipient data.
    UnexpectedPathKey,
    /// A message of another type.
    MessageType {
        /// The type of onion messages.
        expected: u64,
        /// The type found.
        found: u64,
    },

    /// The bytes end inside a value.
    Truncated {
        /// The part of the onion.
        part: OnionPart,
        /// Where it begins in that part, in bytes.
        offset: u64,
        /// How many bytes it takes.
        expected: u64,
        /// How many are left.
        found: u64,
    },
    /// The bytes end inside a BigSize.
    BigSizeTruncated {
        /// The part of the onion.
        part: OnionPart,
        /// Where it begins in that part, in bytes.
        offset: u64,
        /// How many bytes it takes.
        expected: u64,
        /// How many are left.
        found: u64,
    },
    /// A BigSize that is not in its shortest form.
    BigSizeNotMinimal {
        /// The part of the onion.
        part: OnionPart,
        /// Where it begins in that part, in bytes.
        offset: u64,
        /// Its value.
        found: u64,
    },
    /// The bytes end inside the value of a record.
    TlvValueTruncated {
        /// The part of the onion.
        part: OnionPart,
        /// The type of the record.
        record: u64,
        /// Where the value begins in that part, in bytes.
        offset: u64,
        /// The announced length, in bytes.
        expected: u64,
        /// How many are left.
        found: u64,
    },
    /// A record is not above the one before it; equal ones are duplicates.
    TlvOrder {
        /// The part of the onion.
        part: OnionPart,
        /// The type of the record.
        record: u64,
        /// Where it begins in that part, in bytes.
        offset: u64,
        /// The type of the record before it.
        previous: u64,
    },
    /// A record of an even type that the reader does not know.
    TlvUnknownEven {
        /// The part of the onion.
        part: OnionPart,
        /// The type of the record.
        record: u64,
        /// Where it begins in that part, in bytes.
        offset: u64,
    },
    /// Records to be written are not in the order of their types.
    TlvWriteOrder {
        /// The part of the onion.
        part: OnionPart,
        /// The type of the record.
        record: u64,
        /// The type of the record before it.
        previous: u64,
    },

    /// A record of a length that its type does not have.
    RecordLength {
        /// The part of the onion.
        part: OnionPart,
        /// The type of the record.
        record: u64,
        /// Where it begins in that part, in bytes; 0 when it is not said.
        offset: u64,
        /// The length that it must have, in bytes.
        expected: u64,
        /// The length that it has.
        found: u64,
    },
    /// A record that ends with too long an integer.
    RecordIntegerTooLong {
        /// The part of the onion.
        part: OnionPart,
        /// The type of the record.
        record: u64,
        /// Where it begins in that part, in bytes; 0 when it is not said.
        offset: u64,
        /// The most it may take, in bytes.
        expected: u64,
        /// What it takes.
        found: u64,
    },
    /// A record that ends with an integer whose first byte is zero.
    RecordIntegerNotMinimal {
        /// The part of the onion.
        part: OnionPart,
        /// The type of the record.
        record: u64,
        /// Where it begins in that part, in bytes; 0 when it is not said.
        offset: u64,
    },
    /// A record that is no point of the curve.
    RecordNotAPoint {
        /// The part of the onion.
        part: OnionPart,
        /// The type of the record.
        record: u64,
        /// Where it begins in that part, in bytes; 0 when it is not said.
        offset: u64,
    },
    /// A record that must be there.
    RecordMissing {
        /// The part of the onion.
        part: OnionPart,
        /// The type of the record.
        record: u64,
    },
    /// A record that must not be there.
    RecordForbidden {
        /// The part of the onion.
        part: OnionPart,
        /// The type of the record.
        record: u64,
    },
    /// A record that is no list of blinded paths.
    RecordPaths {
        /// The type of the record.
        record: u64,
        /// Where it begins in the payload, in bytes.
        offset: u64,
    },

    /// A message without encrypted recipient data.
    MissingRecipientData,
    /// More than one record of a message says something to its recipient.
    TwoContents {
        /// The type of the second.
        record: u64,
    },
    /// A record below 64 that is to say something to the recipient of a message, or records out of order.
    NotContents {
        /// The type of the record.
        record: u64,
    },
    /// A failure, a fulfillment payload or a message above the length that any may have.
    TooLong {
        /// The part of the onion.
        part: OnionPart,
        /// The most it may take, in bytes.
        expected: u64,
        /// What it takes.
        found: u64,
    },

    /// A code without the BADONION flag where only such may stand.
    NotBadOnion {
        /// The code.
        found: u64,
    },
    /// A `channel_update` that does not fit its length field.
    ChannelUpdateTooLong {
        /// Its length, in bytes.
        found: u64,
    },
    /// Attribution data of another length.
    AttributionLength {
        /// The length that it must have, in bytes.
        expected: u64,
        /// The length that it has.
        found: u64,
    },
    /// A record of a fulfillment payload with a type below 2, which is the padding's.
    ReservedRecord {
        /// The type of the record.
        record: u64,
    },

    /// A path begins at neither a node nor a channel.
    FirstNode {
        /// The part of the onion.
        part: OnionPart,
        /// Where it begins in that part, in bytes.
        offset: u64,
        /// The first byte of what is there.
        found: u64,
    },
    /// Bytes after the end of a path.
    TrailingBytes {
        /// The part of the onion.
        part: OnionPart,
        /// How many.
        found: u64,
    },
    /// Encrypted recipient data without room for what authenticates it.
    EncryptedDataTooShort {
        /// The length that it must have at least, in bytes.
        expected: u64,
        /// The length that it has.
        found: u64,
    },
    /// Encrypted recipient data that was not made for this node and this path key.
    RecipientDataNotAuthentic,
    /// Recipient data with both a next channel and a next node.
    TwoNextNodes,
    /// The data of a hop of a path that is to be made lacks a record.
    HopLacks {
        /// The hop, the first being 0.
        hop: u64,
        /// The type of the record.
        record: u64,
    },
    /// The data of a hop of a path that is to be made has a record that the purpose of the path forbids.
    HopForbids {
        /// The hop, the first being 0.
        hop: u64,
        /// The type of the record.
        record: u64,
    },
    /// Recipient data above what a path can hold of one hop.
    DataTooLong {
        /// The most it may take, in bytes.
        expected: u64,
        /// What it takes.
        found: u64,
    },
    /// A path allows a feature that this node does not know.
    UnknownFeature {
        /// The number of the bit.
        bit: u32,
    },
    /// A feature in use that the path does not allow.
    FeatureNotAllowed {
        /// The number of the bit.
        bit: u32,
    },
    /// An HTLC that expires after what the path allows.
    ExpiryTooLate {
        /// The largest block height.
        expected: u64,
        /// The HTLC's.
        found: u64,
    },
    /// An HTLC below the least amount of the path.
    AmountBelowMinimum {
        /// The least amount, in millisatoshi.
        expected: u64,
        /// The HTLC's.
        found: u64,
    },
    /// A hop asks for more than the whole amount, or for more blocks than there are.
    RelayExceedsPayment,
    /// The fees or the blocks of a path do not fit their fields.
    RelayTooLarge,

    /// An error of the core that this binding has no name for: the binding is older than the core.
    Unlisted {
        /// What the core says.
        text: String,
    },
}

#[uniffi::export]
impl OnionError {
    /// The number of this kind of error: the same in every language, and never given to another.
    #[must_use]
    pub fn code(&self) -> u16 {
        match self {
            Self::BufferTooSmall { .. } => 400,
            Self::FeatureBitTooLarge { .. } => 406,
            Self::KeyNotAPoint => 500,
            Self::SecretKeyOutOfRange => 501,
            Self::TweakOutOfRange => 504,
            Self::NotAuthentic => 505,
            Self::KeyStreamExhausted => 506,
            Self::WrongLength { .. } => 600,
            Self::PacketTooShort { .. } => 700,
            Self::OnionVersion { .. } => 701,
            Self::EphemeralKeyNotAPoint => 702,
            Self::OnionHmac => 703,
            Self::PayloadTooShort { .. } => 704,
            Self::PayloadTooLong { .. } => 705,
            Self::NoHops { .. } => 706,
            Self::TooManyHops { .. } => 707,
            Self::ReservedPayloadLength { .. } => 708,
            Self::RouteTooLong { .. } => 709,
            Self::HopCount { .. } => 710,
            Self::PathKeyNotAPoint { .. } => 711,
            Self::UnexpectedPathKey => 712,
            Self::MessageType { .. } => 713,
            Self::Truncated { .. } => 720,
            Self::BigSizeTruncated { .. } => 721,
            Self::BigSizeNotMinimal { .. } => 722,
            Self::TlvValueTruncated { .. } => 723,
            Self::TlvOrder { .. } => 724,
            Self::TlvUnknownEven { .. } => 725,
            Self::TlvWriteOrder { .. } => 726,
            Self::RecordLength { .. } => 730,
            Self::RecordIntegerTooLong { .. } => 731,
            Self::RecordIntegerNotMinimal { .. } => 732,
            Self::RecordNotAPoint { .. } => 733,
            Self::RecordMissing { .. } => 734,
            Self::RecordForbidden { .. } => 735,
            Self::RecordPaths { .. } => 736,
            Self::MissingRecipientData => 740,
            Self::TwoContents { .. } => 741,
            Self::NotContents { .. } => 742,
            Self::TooLong { .. } => 743,
            Self::NotBadOnion { .. } => 750,
            Self::ChannelUpdateTooLong { .. } => 751,
            Self::AttributionLength { .. } => 752,
            Self::ReservedRecord { .. } => 753,
            Self::FirstNode { .. } => 760,
            Self::TrailingBytes { .. } => 761,
            Self::EncryptedDataTooShort { .. } => 762,
            Self::RecipientDataNotAuthentic => 763,
            Self::TwoNextNodes => 764,
            Self::HopLacks { .. } => 765,
            Self::HopForbids { .. } => 766,
            Self::DataTooLong { .. } => 767,
            Self::UnknownFeature { .. } => 768,
            Self::FeatureNotAllowed { .. } => 769,
            Self::ExpiryTooLate { .. } => 770,
            Self::AmountBelowMinimum { .. } => 771,
            Self::RelayExceedsPayment => 772,
            Self::RelayTooLarge => 773,
            Self::Unlisted { .. } => 999,
        }
    }

    /// Who has to act on the error.
    #[must_use]
    pub fn blame(&self) -> Blame {
        Blame::of(self.origin().map(|origin| origin.blame()))
    }

    /// What was wrong and where, in a sentence for people.
    #[must_use]
    pub fn text(&self) -> String {
        self.to_string()
    }

    /// The failure with which to answer the HTLC that brought the packet, where peeling it or reading its payload
    /// failed; nothing for an error that is not the peer's. In a blinded path, the place of the node makes the answer
    /// of it.
    ///
    /// A code with the BADONION flag goes back as `update_fail_malformed_htlc`; the others are encrypted with the
    /// shared secret.
    #[must_use]
    pub fn failure(&self, packet: Vec<u8>) -> Option<FailureMessage> {
        self.origin()?.failure(&packet)
    }
}

impl OnionError {
    /// What the core has and this binding does not know.
    pub(crate) fn unlisted(what: impl Debug) -> Self {
        Self::Unlisted { text: format!("not known to this binding: {what:?}") }
    }
}

impl From<WrongLength> for OnionError {
    fn from(length: WrongLength) -> Self {
        Self::WrongLength { expected: wide(length.expected), found: wide(length.found) }
    }
}

impl fmt::Display for OnionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = self.origin() {
            return fmt::Display::fmt(&origin, f);
        }
        match self {
            Self::WrongLength { expected, found } => write!(f, "expected {expected} bytes, found {found}"),
            Self::Unlisted { text } => f.write_str(text),
            // Only a host that makes up an error of its own, of a part that cannot have it, comes here.
            other => fmt::Debug::fmt(other, f),
        }
    }
}

impl std::error::Error for OnionError {}
