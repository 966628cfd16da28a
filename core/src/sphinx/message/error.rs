//! What can be wrong with an onion message.

use crate::blame::Blame;
use crate::codec::tlv;
use crate::sphinx::blinding;
use crate::sphinx::message::MAX_PACKET_LENGTH;
use crate::{bytes, crypto, sphinx};
use core::fmt;

/// Why an onion message is to be ignored, or cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// A message is truncated, or the buffer too small.
    Bytes(bytes::Error),
    /// A message of another type.
    Type {
        /// The type of onion messages.
        expected: u16,
        /// The type found.
        found: u16,
    },
    /// The path key is no point of the curve.
    PathKey(crypto::Error),
    /// The onion cannot be peeled or built.
    Onion(sphinx::Error),
    /// The path cannot be passed.
    Blinding(blinding::Error),
    /// The path for the answer.
    ReplyPath(blinding::Error),
    /// The payload or the message's extension is no TLV stream, or holds an unknown even type.
    Tlv(tlv::Error),
    /// A payload without `encrypted_recipient_data`.
    MissingRecipientData,
    /// A hop that is not the last finds more than `encrypted_recipient_data`.
    UnexpectedField {
        /// The record's type.
        record: u64,
    },
    /// More than one record says something to the recipient.
    TwoContents {
        /// The type of the second.
        record: u64,
    },
    /// A record below 64 that is to say something to the recipient, or records out of order.
    NotContents {
        /// The record's type.
        record: u64,
    },
    /// A path without a hop, or with more than there is room for.
    HopCount {
        /// How many there is room for.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A packet that fits no message.
    PacketTooLong {
        /// Its length, in bytes.
        found: usize,
    },
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Bytes(error) => error.blame(),
            Self::Onion(error) => error.blame(),
            Self::Blinding(error) | Self::ReplyPath(error) => error.blame(),
            Self::Type { .. }
            | Self::PathKey(_)
            | Self::Tlv(_)
            | Self::MissingRecipientData
            | Self::UnexpectedField { .. }
            | Self::TwoContents { .. } => Blame::Peer,
            Self::NotContents { .. } | Self::HopCount { .. } | Self::PacketTooLong { .. } => Blame::Caller,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(error) => write!(f, "onion message: {error}"),
            Self::Type { expected, found } => {
                write!(f, "onion message: expected type {expected}, found {found}")
            }
            Self::PathKey(error) => write!(f, "onion message: path_key: {error}"),
            Self::Onion(error) => fmt::Display::fmt(error, f),
            Self::Blinding(error) => fmt::Display::fmt(error, f),
            Self::ReplyPath(error) => write!(f, "reply_path: {error}"),
            Self::Tlv(error) => write!(f, "onion message: {error}"),
            Self::MissingRecipientData => f.write_str("onion message has no encrypted recipient data"),
            Self::UnexpectedField { record } => {
                write!(f, "onion message: record {record} is not for a node on the way")
            }
            Self::TwoContents { record } => {
                write!(f, "onion message: expected one payload field, found record {record} as well")
            }
            Self::NotContents { record } => {
                write!(f, "onion message: expected a payload field of type 64 or above, found {record}")
            }
            Self::HopCount { expected, found } => {
                write!(f, "onion message: expected 1 to {expected} hops, found {found}")
            }
            Self::PacketTooLong { found } => {
                write!(f, "onion message: expected at most {MAX_PACKET_LENGTH} bytes, found {found}")
            }
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Bytes(error) => Some(error),
            Self::PathKey(error) => Some(error),
            Self::Onion(error) => Some(error),
            Self::Blinding(error) | Self::ReplyPath(error) => Some(error),
            Self::Tlv(error) => Some(error),
            _ => None,
        }
    }
}

impl From<bytes::Error> for Error {
    fn from(error: bytes::Error) -> Self {
        Self::Bytes(error)
    }
}

impl From<tlv::Error> for Error {
    fn from(error: tlv::Error) -> Self {
        Self::Tlv(error)
    }
}

impl From<tlv::WriteError> for Error {
    fn from(error: tlv::WriteError) -> Self {
        match error {
            tlv::WriteError::Bytes(error) => Self::Bytes(error),
            tlv::WriteError::Order { record, .. } => Self::NotContents { record },
        }
    }
}

impl From<blinding::Error> for Error {
    fn from(error: blinding::Error) -> Self {
        Self::Blinding(error)
    }
}

impl From<sphinx::Error> for Error {
    fn from(error: sphinx::Error) -> Self {
        Self::Onion(error)
    }
}
