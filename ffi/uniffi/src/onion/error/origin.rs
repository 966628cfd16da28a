//! From the core's nested errors to flat ones, and back for their text, their blame and the failure to send.

use super::{OnionError, OnionPart};
use crate::error::{size, wide};
use crate::onion::failure::FailureMessage;
use keelbolt::amount::Msat;
use keelbolt::blame::Blame;
use keelbolt::codec::{bigsize, features, integer, tlv};
use keelbolt::sphinx::{self, FailureCode, MAX_HOPS, attribution, blinding, failure, message, payload};
use keelbolt::time::BlockHeight;
use keelbolt::{bytes, crypto};
use std::fmt;

/// The core's error that a flat one stands for.
pub(super) enum Origin {
    Packet(sphinx::Error),
    Payload(payload::Error),
    Blinding(blinding::Error),
    Message(message::Error),
    Failure(failure::Error),
    Attribution(attribution::Error),
    Features(features::Error),
    Crypto(crypto::Error),
}

impl Origin {
    pub(super) fn blame(&self) -> Blame {
        match self {
            Self::Packet(error) => error.blame(),
            Self::Payload(error) => error.blame(),
            Self::Blinding(error) => error.blame(),
            Self::Message(error) => error.blame(),
            Self::Failure(error) => error.blame(),
            Self::Attribution(error) => error.blame(),
            Self::Features(error) => error.blame(),
            Self::Crypto(error) => error.blame(),
        }
    }

    pub(super) fn failure(&self, packet: &[u8]) -> Option<FailureMessage> {
        match self {
            Self::Packet(error) => error.failure(packet).map(FailureMessage::of),
            Self::Payload(error) if error.blame() == Blame::Peer => Some(FailureMessage::of(error.failure())),
            _ => None,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Packet(error) => fmt::Display::fmt(error, f),
            Self::Payload(error) => fmt::Display::fmt(error, f),
            Self::Blinding(error) => fmt::Display::fmt(error, f),
            Self::Message(error) => fmt::Display::fmt(error, f),
            Self::Failure(error) => fmt::Display::fmt(error, f),
            Self::Attribution(error) => fmt::Display::fmt(error, f),
            Self::Features(error) => fmt::Display::fmt(error, f),
            Self::Crypto(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl From<sphinx::Error> for OnionError {
    fn from(error: sphinx::Error) -> Self {
        use sphinx::Error as Core;
        let part = OnionPart::Packet;
        match error {
            Core::PacketTooShort { expected, found } => {
                Self::PacketTooShort { expected: wide(expected), found: wide(found) }
            }
            Core::Version { found } => Self::OnionVersion { found: found.into() },
            Core::EphemeralKey(_) => Self::EphemeralKeyNotAPoint,
            Core::Hmac => Self::OnionHmac,
            Core::PayloadLength(error) => of_bigsize(part, error),
            Core::PayloadTooShort { found } => Self::PayloadTooShort { found },
            Core::PayloadTooLong { expected, found } => {
                Self::PayloadTooLong { expected: wide(expected), found }
            }
            Core::NoHops => Self::NoHops { part },
            Core::TooManyHops { expected, found } => {
                Self::TooManyHops { part, expected: wide(expected), found: wide(found) }
            }
            Core::ReservedPayloadLength { hop, found } => {
                Self::ReservedPayloadLength { hop: wide(hop), found: wide(found) }
            }
            Core::RouteTooLong { expected, found } => {
                Self::RouteTooLong { expected: wide(expected), found: wide(found) }
            }
            Core::Key(error) => error.into(),
            Core::BufferTooSmall { needed, found } => {
                Self::BufferTooSmall { needed: wide(needed), found: wide(found) }
            }
            other => Self::unlisted(other),
        }
    }
}

impl From<payload::Error> for OnionError {
    fn from(error: payload::Error) -> Self {
        use payload::Error as Core;
        let part = OnionPart::Payload;
        match error {
            Core::Stream(error) => of_tlv(part, error),
            Core::Length { record, offset, expected, found } => Self::RecordLength {
                part,
                record,
                offset: wide(offset),
                expected: wide(expected),
                found: wide(found),
            },
            Core::Integer { record, offset, error } => of_integer(part, record, offset, error),
            Core::PublicKey { record, offset, .. } => {
                Self::RecordNotAPoint { part, record, offset: wide(offset) }
            }
            Core::Paths { record, offset } => Self::RecordPaths { record, offset: wide(offset) },
            Core::Missing { record } => Self::RecordMissing { part, record },
            Core::Forbidden { record } => Self::RecordForbidden { part, record },
            Core::UnexpectedPathKey => Self::UnexpectedPathKey,
            Core::Write(tlv::WriteError::Order { record, previous }) => {
                Self::TlvWriteOrder { part, record, previous }
            }
            Core::Write(tlv::WriteError::Bytes(error)) => of_bytes(part, error),
            Core::BufferTooSmall { needed, found } => {
                Self::BufferTooSmall { needed: wide(needed), found: wide(found) }
            }
            other => Self::unlisted(other),
        }
    }
}

impl From<blinding::Error> for OnionError {
    fn from(error: blinding::Error) -> Self {
        Self::of_path(OnionPart::BlindedPath, error)
    }
}

impl From<message::Error> for OnionError {
    fn from(error: message::Error) -> Self {
        use message::Error as Core;
        let part = OnionPart::Message;
        match error {
            Core::Bytes(error) => of_bytes(part, error),
            Core::Type { expected, found } => {
                Self::MessageType { expected: expected.into(), found: found.into() }
            }
            Core::PathKey(_) => Self::PathKeyNotAPoint { part, offset: MESSAGE_PATH_KEY },
            Core::Onion(error) => error.into(),
            Core::Blinding(error) => error.into(),
            Core::ReplyPath(error) => Self::of_path(OnionPart::ReplyPath, error),
            Core::Tlv(error) => of_tlv(part, error),
            Core::MissingRecipientData => Self::MissingRecipientData,
            Core::UnexpectedField { record } => Self::RecordForbidden { part, record },
            Core::TwoContents { record } => Self::TwoContents { record },
            Core::NotContents { record } => Self::NotContents { record },
            Core::HopCount { expected, found } => {
                Self::HopCount { part, expected: wide(expected), found: wide(found) }
            }
            Core::PacketTooLong { found } => {
                Self::TooLong { part, expected: wide(message::MAX_PACKET_LENGTH), found: wide(found) }
            }
            other => Self::unlisted(other),
        }
    }
}

/// Where the path key of a message stands, behind its type.
const MESSAGE_PATH_KEY: u64 = 2;

impl From<failure::Error> for OnionError {
    fn from(error: failure::Error) -> Self {
        use failure::Error as Core;
        let part = OnionPart::Failure;
        match error {
            Core::Bytes(error) => of_bytes(part, error),
            Core::BigSize(error) => of_bigsize(part, error),
            Core::NotBadOnion { code } => Self::NotBadOnion { found: code.0.into() },
            Core::ChannelUpdateTooLong { found } => Self::ChannelUpdateTooLong { found: wide(found) },
            Core::PacketTooLong { found } => {
                Self::TooLong { part, expected: wide(failure::MAX_PACKET_LENGTH), found: wide(found) }
            }
            Core::HopCount { found } => of_hop_count(found),
            Core::Attribution(error) => error.into(),
            other => Self::unlisted(other),
        }
    }
}

impl From<attribution::Error> for OnionError {
    fn from(error: attribution::Error) -> Self {
        use attribution::Error as Core;
        let part = OnionPart::FulfillmentPayload;
        match error {
            Core::Length { expected, found } => {
                Self::AttributionLength { expected: wide(expected), found: wide(found) }
            }
            Core::PayloadTooLong { found } => Self::TooLong {
                part,
                expected: wide(attribution::fulfillment::MAX_PAYLOAD_LENGTH),
                found: wide(found),
            },
            Core::Tlv(error) => of_tlv(part, error),
            Core::ReservedRecord { record } => Self::ReservedRecord { record },
            Core::HopCount { found } => of_hop_count(found),
            Core::Bytes(error) => of_bytes(part, error),
            other => Self::unlisted(other),
        }
    }
}

impl From<features::Error> for OnionError {
    fn from(error: features::Error) -> Self {
        match error {
            features::Error::BitTooLarge { bit } => Self::FeatureBitTooLarge { bit },
            other => Self::unlisted(other),
        }
    }
}

impl From<crypto::Error> for OnionError {
    fn from(error: crypto::Error) -> Self {
        use crypto::Error as Core;
        match error {
            Core::NotAPoint => Self::KeyNotAPoint,
            Core::SecretKeyOutOfRange => Self::SecretKeyOutOfRange,
            Core::TweakOutOfRange => Self::TweakOutOfRange,
            Core::NotAuthentic => Self::NotAuthentic,
            Core::KeyStreamExhausted => Self::KeyStreamExhausted,
            other => Self::unlisted(other),
        }
    }
}

impl OnionError {
    /// An error of a path that stands in `part`; what is wrong with the data of a hop is in those.
    pub(crate) fn of_path(part: OnionPart, error: blinding::Error) -> Self {
        use blinding::Error as Core;
        let data = OnionPart::RecipientData;
        match error {
            Core::Bytes(error) => of_bytes(part, error),
            Core::NoHops => Self::NoHops { part },
            Core::TooManyHops { expected, found } => {
                Self::TooManyHops { part, expected: wide(expected), found: wide(found) }
            }
            Core::FirstNode { offset, found } => {
                Self::FirstNode { part, offset: wide(offset), found: found.into() }
            }
            Core::PathKey { offset } => Self::PathKeyNotAPoint { part, offset: wide(offset) },
            Core::TrailingBytes { found } => Self::TrailingBytes { part, found: wide(found) },
            Core::Key(error) => error.into(),
            Core::EncryptedDataTooShort { expected, found } => {
                Self::EncryptedDataTooShort { expected: wide(expected), found: wide(found) }
            }
            Core::NotAuthentic => Self::RecipientDataNotAuthentic,
            Core::Tlv(error) => of_tlv(data, error),
            Core::Length { record, expected, found } => Self::RecordLength {
                part: data,
                record,
                offset: 0,
                expected: wide(expected),
                found: wide(found),
            },
            Core::NotAPoint { record } => Self::RecordNotAPoint { part: data, record, offset: 0 },
            Core::Integer { record, error } => of_integer(data, record, 0, error),
            Core::TwoNextNodes => Self::TwoNextNodes,
            Core::MissingField { record } => Self::RecordMissing { part: data, record },
            Core::UnexpectedField { record } => Self::RecordForbidden { part: data, record },
            Core::HopLacks { hop, record } => Self::HopLacks { hop: wide(hop), record },
            Core::HopForbids { hop, record } => Self::HopForbids { hop: wide(hop), record },
            Core::DataTooLong { expected, found } => {
                Self::DataTooLong { expected: wide(expected), found: wide(found) }
            }
            Core::UnknownFeature { bit } => Self::UnknownFeature { bit },
            Core::FeatureNotAllowed { bit } => Self::FeatureNotAllowed { bit },
            Core::ExpiryTooLate { expected, found } => {
                Self::ExpiryTooLate { expected: expected.0.into(), found: found.0.into() }
            }
            Core::AmountBelowMinimum { expected, found } => {
                Self::AmountBelowMinimum { expected: expected.0, found: found.0 }
            }
            Core::RelayExceedsPayment => Self::RelayExceedsPayment,
            Core::RelayTooLarge => Self::RelayTooLarge,
            other => Self::unlisted(other),
        }
    }

    /// The core's error that this one stands for; `None` for those that only a binding has.
    pub(super) fn origin(&self) -> Option<Origin> {
        self.of_packet()
            .map(Origin::Packet)
            .or_else(|| self.of_payload().map(Origin::Payload))
            .or_else(|| self.of_blinding().map(Origin::Blinding))
            .or_else(|| self.of_message().map(Origin::Message))
            .or_else(|| self.of_failure().map(Origin::Failure))
            .or_else(|| self.of_attribution().map(Origin::Attribution))
            .or_else(|| self.of_crypto().map(Origin::Crypto))
            .or_else(|| self.of_features().map(Origin::Features))
    }

    fn of_packet(&self) -> Option<sphinx::Error> {
        use sphinx::Error as Core;
        Some(match *self {
            Self::BufferTooSmall { needed, found } => {
                Core::BufferTooSmall { needed: size(needed), found: size(found) }
            }
            Self::PacketTooShort { expected, found } => {
                Core::PacketTooShort { expected: size(expected), found: size(found) }
            }
            Self::OnionVersion { found } => Core::Version { found: found.try_into().ok()? },
            Self::EphemeralKeyNotAPoint => Core::EphemeralKey(crypto::Error::NotAPoint),
            Self::OnionHmac => Core::Hmac,
            Self::PayloadTooShort { found } => Core::PayloadTooShort { found },
            Self::PayloadTooLong { expected, found } => {
                Core::PayloadTooLong { expected: size(expected), found }
            }
            Self::NoHops { part: OnionPart::Packet } => Core::NoHops,
            Self::TooManyHops { part: OnionPart::Packet, expected, found } => {
                Core::TooManyHops { expected: size(expected), found: size(found) }
            }
            Self::ReservedPayloadLength { hop, found } => {
                Core::ReservedPayloadLength { hop: size(hop), found: size(found) }
            }
            Self::RouteTooLong { expected, found } => {
                Core::RouteTooLong { expected: size(expected), found: size(found) }
            }
            _ => Core::PayloadLength(self.bigsize(OnionPart::Packet)?),
        })
    }

    fn of_payload(&self) -> Option<payload::Error> {
        use payload::Error as Core;
        const PART: OnionPart = OnionPart::Payload;
        Some(match *self {
            Self::RecordLength { part: PART, record, offset, expected, found } => {
                Core::Length { record, offset: size(offset), expected: size(expected), found: size(found) }
            }
            Self::RecordIntegerTooLong { part: PART, record, offset, .. }
            | Self::RecordIntegerNotMinimal { part: PART, record, offset } => {
                Core::Integer { record, offset: size(offset), error: self.integer()? }
            }
            Self::RecordNotAPoint { part: PART, record, offset } => {
                Core::PublicKey { record, offset: size(offset), error: crypto::Error::NotAPoint }
            }
            Self::RecordPaths { record, offset } => Core::Paths { record, offset: size(offset) },
            Self::RecordMissing { part: PART, record } => Core::Missing { record },
            Self::RecordForbidden { part: PART, record } => Core::Forbidden { record },
            Self::UnexpectedPathKey => Core::UnexpectedPathKey,
            Self::TlvWriteOrder { part: PART, record, previous } => {
                Core::Write(tlv::WriteError::Order { record, previous })
            }
            _ => Core::Stream(self.tlv(PART)?),
        })
    }

    /// The data of a hop, or a path other than that for an answer.
    fn of_blinding(&self) -> Option<blinding::Error> {
        use blinding::Error as Core;
        const PART: OnionPart = OnionPart::RecipientData;
        Some(match *self {
            Self::EncryptedDataTooShort { expected, found } => {
                Core::EncryptedDataTooShort { expected: size(expected), found: size(found) }
            }
            Self::RecipientDataNotAuthentic => Core::NotAuthentic,
            Self::RecordLength { part: PART, record, expected, found, .. } => {
                Core::Length { record, expected: size(expected), found: size(found) }
            }
            Self::RecordNotAPoint { part: PART, record, .. } => Core::NotAPoint { record },
            Self::RecordIntegerTooLong { part: PART, record, .. }
            | Self::RecordIntegerNotMinimal { part: PART, record, .. } => {
                Core::Integer { record, error: self.integer()? }
            }
            Self::TwoNextNodes => Core::TwoNextNodes,
            Self::RecordMissing { part: PART, record } => Core::MissingField { record },
            Self::RecordForbidden { part: PART, record } => Core::UnexpectedField { record },
            Self::HopLacks { hop, record } => Core::HopLacks { hop: size(hop), record },
            Self::HopForbids { hop, record } => Core::HopForbids { hop: size(hop), record },
            Self::DataTooLong { expected, found } => {
                Core::DataTooLong { expected: size(expected), found: size(found) }
            }
            Self::UnknownFeature { bit } => Core::UnknownFeature { bit },
            Self::FeatureNotAllowed { bit } => Core::FeatureNotAllowed { bit },
            Self::ExpiryTooLate { expected, found } => {
                Core::ExpiryTooLate { expected: height(expected)?, found: height(found)? }
            }
            Self::AmountBelowMinimum { expected, found } => {
                Core::AmountBelowMinimum { expected: Msat(expected), found: Msat(found) }
            }
            Self::RelayExceedsPayment => Core::RelayExceedsPayment,
            Self::RelayTooLarge => Core::RelayTooLarge,
            _ => {
                return self
                    .tlv(PART)
                    .map(Core::Tlv)
                    .or_else(|| self.path(OnionPart::BlindedPath))
                    .or_else(|| self.path(OnionPart::RecipientPaths));
            }
        })
    }

    /// An error of the path that stands in `part`.
    fn path(&self, part: OnionPart) -> Option<blinding::Error> {
        use blinding::Error as Core;
        Some(match *self {
            Self::NoHops { part: at } if at == part => Core::NoHops,
            Self::TooManyHops { part: at, expected, found } if at == part => {
                Core::TooManyHops { expected: size(expected), found: size(found) }
            }
            Self::FirstNode { part: at, offset, found } if at == part => {
                Core::FirstNode { offset: size(offset), found: found.try_into().ok()? }
            }
            Self::PathKeyNotAPoint { part: at, offset } if at == part => {
                Core::PathKey { offset: size(offset) }
            }
            Self::TrailingBytes { part: at, found } if at == part => {
                Core::TrailingBytes { found: size(found) }
            }
            _ => Core::Bytes(self.truncated(part)?),
        })
    }

    fn of_message(&self) -> Option<message::Error> {
        use message::Error as Core;
        const PART: OnionPart = OnionPart::Message;
        Some(match *self {
            Self::MessageType { expected, found } => {
                Core::Type { expected: expected.try_into().ok()?, found: found.try_into().ok()? }
            }
            Self::PathKeyNotAPoint { part: PART, .. } => Core::PathKey(crypto::Error::NotAPoint),
            Self::MissingRecipientData => Core::MissingRecipientData,
            Self::RecordForbidden { part: PART, record } => Core::UnexpectedField { record },
            Self::TwoContents { record } => Core::TwoContents { record },
            Self::NotContents { record } => Core::NotContents { record },
            Self::HopCount { part: PART, expected, found } => {
                Core::HopCount { expected: size(expected), found: size(found) }
            }
            Self::TooLong { part: PART, found, .. } => Core::PacketTooLong { found: size(found) },
            _ => {
                let truncated = self.truncated(PART).map(Core::Bytes);
                let reply_path = || self.path(OnionPart::ReplyPath).map(Core::ReplyPath);
                return truncated.or_else(|| self.tlv(PART).map(Core::Tlv)).or_else(reply_path);
            }
        })
    }

    fn of_failure(&self) -> Option<failure::Error> {
        use failure::Error as Core;
        const PART: OnionPart = OnionPart::Failure;
        Some(match *self {
            Self::NotBadOnion { found } => Core::NotBadOnion { code: FailureCode(found.try_into().ok()?) },
            Self::ChannelUpdateTooLong { found } => Core::ChannelUpdateTooLong { found: size(found) },
            Self::TooLong { part: PART, found, .. } => Core::PacketTooLong { found: size(found) },
            Self::HopCount { part: OnionPart::Packet, found, .. } => Core::HopCount { found: size(found) },
            _ => {
                let truncated = self.truncated(PART).map(Core::Bytes);
                return truncated.or_else(|| self.bigsize(PART).map(Core::BigSize));
            }
        })
    }

    fn of_attribution(&self) -> Option<attribution::Error> {
        use attribution::Error as Core;
        const PART: OnionPart = OnionPart::FulfillmentPayload;
        Some(match *self {
            Self::AttributionLength { expected, found } => {
                Core::Length { expected: size(expected), found: size(found) }
            }
            Self::ReservedRecord { record } => Core::ReservedRecord { record },
            Self::TooLong { part: PART, found, .. } => Core::PayloadTooLong { found: size(found) },
            _ => Core::Tlv(self.tlv(PART)?),
        })
    }

    fn of_features(&self) -> Option<features::Error> {
        match *self {
            Self::FeatureBitTooLarge { bit } => Some(features::Error::BitTooLarge { bit }),
            _ => None,
        }
    }

    fn of_crypto(&self) -> Option<crypto::Error> {
        Some(match self {
            Self::KeyNotAPoint => crypto::Error::NotAPoint,
            Self::SecretKeyOutOfRange => crypto::Error::SecretKeyOutOfRange,
            Self::TweakOutOfRange => crypto::Error::TweakOutOfRange,
            Self::NotAuthentic => crypto::Error::NotAuthentic,
            Self::KeyStreamExhausted => crypto::Error::KeyStreamExhausted,
            _ => return None,
        })
    }

    /// An error of the TLV stream in `part`.
    fn tlv(&self, part: OnionPart) -> Option<tlv::Error> {
        Some(match *self {
            Self::TlvValueTruncated { part: at, record, offset, expected, found } if at == part => {
                tlv::Error::ValueTruncated { record, offset: size(offset), expected, found: size(found) }
            }
            Self::TlvOrder { part: at, record, offset, previous } if at == part => {
                tlv::Error::Order { record, offset: size(offset), previous }
            }
            Self::TlvUnknownEven { part: at, record, offset } if at == part => {
                tlv::Error::UnknownEven { record, offset: size(offset) }
            }
            _ => tlv::Error::BigSize(self.bigsize(part)?),
        })
    }

    fn bigsize(&self, part: OnionPart) -> Option<bigsize::Error> {
        match *self {
            Self::BigSizeTruncated { part: at, offset, expected, found } if at == part => {
                let (expected, found) = (size(expected), size(found));
                Some(bigsize::Error::Truncated { offset: size(offset), expected, found })
            }
            Self::BigSizeNotMinimal { part: at, offset, found } if at == part => {
                Some(bigsize::Error::NotMinimal { offset: size(offset), value: found })
            }
            _ => None,
        }
    }

    fn truncated(&self, part: OnionPart) -> Option<bytes::Error> {
        match *self {
            Self::Truncated { part: at, offset, expected, found } if at == part => {
                let (expected, found) = (size(expected), size(found));
                Some(bytes::Error::Truncated { offset: size(offset), expected, found })
            }
            _ => None,
        }
    }

    fn integer(&self) -> Option<integer::Error> {
        match *self {
            Self::RecordIntegerTooLong { expected, found, .. } => {
                Some(integer::Error::TooLong { expected: size(expected), found: size(found) })
            }
            Self::RecordIntegerNotMinimal { .. } => Some(integer::Error::NotMinimal),
            _ => None,
        }
    }
}

fn of_bytes(part: OnionPart, error: bytes::Error) -> OnionError {
    match error {
        bytes::Error::Truncated { offset, expected, found } => {
            OnionError::Truncated { part, offset: wide(offset), expected: wide(expected), found: wide(found) }
        }
        bytes::Error::BufferTooSmall { needed, found } => {
            OnionError::BufferTooSmall { needed: wide(needed), found: wide(found) }
        }
        other => OnionError::unlisted(other),
    }
}

fn of_bigsize(part: OnionPart, error: bigsize::Error) -> OnionError {
    match error {
        bigsize::Error::Truncated { offset, expected, found } => OnionError::BigSizeTruncated {
            part,
            offset: wide(offset),
            expected: wide(expected),
            found: wide(found),
        },
        bigsize::Error::NotMinimal { offset, value } => {
            OnionError::BigSizeNotMinimal { part, offset: wide(offset), found: value }
        }
        other => OnionError::unlisted(other),
    }
}

fn of_tlv(part: OnionPart, error: tlv::Error) -> OnionError {
    match error {
        tlv::Error::BigSize(error) => of_bigsize(part, error),
        tlv::Error::ValueTruncated { record, offset, expected, found } => {
            OnionError::TlvValueTruncated { part, record, offset: wide(offset), expected, found: wide(found) }
        }
        tlv::Error::Order { record, offset, previous } => {
            OnionError::TlvOrder { part, record, offset: wide(offset), previous }
        }
        tlv::Error::UnknownEven { record, offset } => {
            OnionError::TlvUnknownEven { part, record, offset: wide(offset) }
        }
        other => OnionError::unlisted(other),
    }
}

fn of_integer(part: OnionPart, record: u64, offset: usize, error: integer::Error) -> OnionError {
    match error {
        integer::Error::TooLong { expected, found } => OnionError::RecordIntegerTooLong {
            part,
            record,
            offset: wide(offset),
            expected: wide(expected),
            found: wide(found),
        },
        integer::Error::NotMinimal => {
            OnionError::RecordIntegerNotMinimal { part, record, offset: wide(offset) }
        }
        other => OnionError::unlisted(other),
    }
}

/// The count of the secrets of a route.
fn of_hop_count(found: usize) -> OnionError {
    OnionError::HopCount { part: OnionPart::Packet, expected: wide(MAX_HOPS), found: wide(found) }
}

fn height(wide: u64) -> Option<BlockHeight> {
    wide.try_into().ok().map(BlockHeight)
}
