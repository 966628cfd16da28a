//! What can be wrong with attribution data and fulfillment payloads.

use crate::blame::Blame;
use crate::bytes;
use crate::codec::tlv;
use crate::sphinx::MAX_HOPS;
use crate::sphinx::attribution::fulfillment::MAX_PAYLOAD_LENGTH;
use core::fmt;

/// Why attribution data or a fulfillment payload cannot be read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// Attribution data has one length only.
    Length {
        /// That length, in bytes.
        expected: usize,
        /// The length found.
        found: usize,
    },
    /// An encrypted fulfillment payload above [`MAX_PAYLOAD_LENGTH`]: one that was received fails the channel.
    PayloadTooLong {
        /// Its length, in bytes.
        found: usize,
    },
    /// The records of a fulfillment payload are no TLV stream.
    Tlv(tlv::Error),
    /// A record of a fulfillment payload with a type below 2, which is the padding's.
    ReservedRecord {
        /// The record's type.
        record: u64,
    },
    /// No hop, or more than [`MAX_HOPS`].
    HopCount {
        /// How many there are.
        found: usize,
    },
    /// The buffer is too small.
    Bytes(bytes::Error),
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Length { .. } | Self::PayloadTooLong { .. } => Blame::Peer,
            Self::Tlv(_) | Self::ReservedRecord { .. } | Self::HopCount { .. } => Blame::Caller,
            Self::Bytes(error) => error.blame(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { expected, found } => {
                write!(f, "attribution data: expected {expected} bytes, found {found}")
            }
            Self::PayloadTooLong { found } => {
                write!(f, "fulfillment payload: expected at most {MAX_PAYLOAD_LENGTH} bytes, found {found}")
            }
            Self::Tlv(error) => write!(f, "fulfillment payload: {error}"),
            Self::ReservedRecord { record } => {
                write!(f, "fulfillment payload: record {record} is not above 1, which is the padding")
            }
            Self::HopCount { found } => write!(f, "route: expected 1 to {MAX_HOPS} hops, found {found}"),
            Self::Bytes(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Tlv(error) => Some(error),
            Self::Bytes(error) => Some(error),
            _ => None,
        }
    }
}

impl From<bytes::Error> for Error {
    fn from(error: bytes::Error) -> Self {
        Self::Bytes(error)
    }
}
