//! What can be wrong with a blinded path.

use crate::amount::Msat;
use crate::blame::Blame;
use crate::codec::{integer, tlv};
use crate::sphinx::blinding::BlindedPath;
use crate::time::BlockHeight;
use crate::{bytes, crypto};
use core::fmt;

/// Why a blinded path cannot be made or read, or its hop not be passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// A path is truncated, or the buffer too small.
    Bytes(bytes::Error),
    /// A path without a hop.
    NoHops,
    /// More hops than a path counts.
    TooManyHops {
        /// How many it counts.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A path begins at neither a node nor a channel.
    FirstNode {
        /// Where in the path, in bytes.
        offset: usize,
        /// The first byte of what is there.
        found: u8,
    },
    /// A key of a path is no point of the curve.
    PathKey {
        /// Where in the path the key begins, in bytes.
        offset: usize,
    },
    /// Bytes after the end of a path.
    TrailingBytes {
        /// How many.
        found: usize,
    },
    /// A key cannot be used: its factor is out of range, which no random one is.
    Key(crypto::Error),
    /// Encrypted data without room for what authenticates it.
    EncryptedDataTooShort {
        /// The least length, in bytes.
        expected: usize,
        /// Its length.
        found: usize,
    },
    /// Encrypted data that was not made for this node and this path key.
    NotAuthentic,
    /// The data of a hop is no TLV stream, or holds an unknown even type.
    Tlv(tlv::Error),
    /// A field of the wrong length.
    Length {
        /// The record's type.
        record: u64,
        /// The length it has, or the least one, in bytes.
        expected: usize,
        /// The length found.
        found: usize,
    },
    /// A field that is no point of the curve.
    NotAPoint {
        /// The record's type.
        record: u64,
    },
    /// A field that ends with no truncated integer.
    Integer {
        /// The record's type.
        record: u64,
        /// Why it is none.
        error: integer::Error,
    },
    /// Both `short_channel_id` and `next_node_id`.
    TwoNextNodes,
    /// A field that must be there.
    MissingField {
        /// The record's type.
        record: u64,
    },
    /// A field that must not be there.
    UnexpectedField {
        /// The record's type.
        record: u64,
    },
    /// The data of a hop that is to be written lacks a field that the path's purpose asks for.
    HopLacks {
        /// The hop, the first being 0.
        hop: usize,
        /// The record's type.
        record: u64,
    },
    /// The data of a hop that is to be written has a field that the path's purpose forbids.
    HopForbids {
        /// The hop, the first being 0.
        hop: usize,
        /// The record's type.
        record: u64,
    },
    /// Data above what a path can hold of one hop.
    DataTooLong {
        /// The most, in bytes.
        expected: usize,
        /// The length found.
        found: usize,
    },
    /// A feature that this node does not know.
    UnknownFeature {
        /// The bit's number.
        bit: u32,
    },
    /// A feature in use that the path does not allow.
    FeatureNotAllowed {
        /// The bit's number.
        bit: u32,
    },
    /// An HTLC that expires after what the path allows.
    ExpiryTooLate {
        /// The largest expiry.
        expected: BlockHeight,
        /// The HTLC's.
        found: BlockHeight,
    },
    /// An HTLC below the least amount of the path.
    AmountBelowMinimum {
        /// The least amount.
        expected: Msat,
        /// The HTLC's.
        found: Msat,
    },
    /// A hop asks for more than the whole amount, or for more blocks than there are.
    RelayExceedsPayment,
    /// The fees or the blocks of a path do not fit their fields.
    RelayTooLarge,
}

impl Error {
    /// More hops than a path counts.
    pub(super) const fn too_many_hops(found: usize) -> Self {
        Self::TooManyHops { expected: BlindedPath::MAX_HOPS, found }
    }

    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Bytes(error) => error.blame(),
            // A session key is the caller's, a point the peer's.
            Self::Key(error) => error.blame(),
            Self::TooManyHops { .. }
            | Self::HopLacks { .. }
            | Self::HopForbids { .. }
            | Self::DataTooLong { .. }
            | Self::RelayTooLarge => Blame::Caller,
            _ => Blame::Peer,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(error) => write!(f, "blinded path: {error}"),
            Self::NoHops => f.write_str("blinded path has no hop"),
            Self::TooManyHops { expected, found } => {
                write!(f, "blinded path: expected at most {expected} hops, found {found}")
            }
            Self::FirstNode { offset, found } => write!(
                f,
                "blinded path: expected a first node that begins with 0 to 3 at byte {offset}, found {found}"
            ),
            Self::PathKey { offset } => {
                write!(f, "blinded path: key at byte {offset} is not a point of the curve")
            }
            Self::TrailingBytes { found } => {
                write!(f, "blinded path: expected its end, found {found} more bytes")
            }
            Self::Key(error) => fmt::Display::fmt(error, f),
            Self::EncryptedDataTooShort { expected, found } => {
                write!(f, "encrypted recipient data: expected at least {expected} bytes, found {found}")
            }
            Self::NotAuthentic => {
                f.write_str("encrypted recipient data was not made for this node and path key")
            }
            Self::Tlv(error) => write!(f, "recipient data: {error}"),
            Self::Length { record, expected, found } => {
                write!(f, "recipient data: record {record}: expected {expected} bytes, found {found}")
            }
            Self::NotAPoint { record } => {
                write!(f, "recipient data: record {record} is not a point of the curve")
            }
            Self::Integer { record, error } => write!(f, "recipient data: record {record}: {error}"),
            Self::TwoNextNodes => f.write_str("recipient data names a next channel and a next node"),
            Self::MissingField { record } => write!(f, "recipient data: record {record} is missing"),
            Self::UnexpectedField { record } => {
                write!(f, "recipient data: record {record} does not belong there")
            }
            Self::HopLacks { hop, record } => {
                write!(f, "blinded path: the data of hop {hop} needs record {record}")
            }
            Self::HopForbids { hop, record } => {
                write!(f, "blinded path: record {record} does not belong in the data of hop {hop}")
            }
            Self::DataTooLong { expected, found } => {
                write!(f, "recipient data: expected at most {expected} bytes, found {found}")
            }
            Self::UnknownFeature { bit } => write!(f, "recipient data allows unknown feature bit {bit}"),
            Self::FeatureNotAllowed { bit } => {
                write!(f, "feature bit {bit} is used, which the recipient data does not allow")
            }
            Self::ExpiryTooLate { expected, found } => {
                write!(f, "expiry: expected at most {expected}, found {found}")
            }
            Self::AmountBelowMinimum { expected, found } => {
                write!(f, "amount: expected at least {expected}, found {found}")
            }
            Self::RelayExceedsPayment => {
                f.write_str("the hop asks for more than the amount or the expiry of the payment")
            }
            Self::RelayTooLarge => f.write_str("the fees or blocks of the path do not fit their fields"),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Bytes(error) => Some(error),
            Self::Key(error) => Some(error),
            Self::Tlv(error) => Some(error),
            Self::Integer { error, .. } => Some(error),
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
            tlv::WriteError::Order { record, .. } => Self::UnexpectedField { record },
        }
    }
}
