//! What can be wrong with a payload.

use crate::blame::Blame;
use crate::codec::{bigsize, integer, tlv};
use crate::crypto;
use crate::sphinx::failure::FailureMessage;
use core::fmt;

/// Why a payload cannot be read, obeyed or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The payload is no TLV stream, or has an even record of an unknown type.
    Stream(tlv::Error),
    /// A value of a length that its type does not have.
    Length {
        /// The record's type.
        record: u64,
        /// Where the record begins, in bytes.
        offset: usize,
        /// The length, or the least length, in bytes.
        expected: usize,
        /// The length of the value.
        found: usize,
    },
    /// A value that is no truncated integer.
    Integer {
        /// The record's type.
        record: u64,
        /// Where the record begins, in bytes.
        offset: usize,
        /// What is wrong with it.
        error: integer::Error,
    },
    /// A value that is no point of the curve.
    PublicKey {
        /// The record's type.
        record: u64,
        /// Where the record begins, in bytes.
        offset: usize,
        /// What is wrong with it.
        error: crypto::Error,
    },
    /// A value that is no list of paths; `PaymentPaths::parse` says why.
    #[cfg(feature = "trampoline")]
    Paths {
        /// The record's type.
        record: u64,
        /// Where the record begins, in bytes.
        offset: usize,
    },
    /// The records that are there need another one.
    Missing {
        /// The type of the other one.
        record: u64,
    },
    /// A record that must not be there.
    Forbidden {
        /// Its type.
        record: u64,
    },
    /// The HTLC came with a path key and the payload has no encrypted recipient data.
    UnexpectedPathKey,
    /// The unknown records to be written are not in order.
    Write(tlv::WriteError),
    /// The output does not fit its buffer.
    BufferTooSmall {
        /// How many bytes it takes.
        needed: usize,
        /// How many the buffer has.
        found: usize,
    },
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Stream(error) => error.blame(),
            Self::Length { .. }
            | Self::Integer { .. }
            | Self::PublicKey { .. }
            | Self::Missing { .. }
            | Self::Forbidden { .. }
            | Self::UnexpectedPathKey => Blame::Peer,
            #[cfg(feature = "trampoline")]
            Self::Paths { .. } => Blame::Peer,
            Self::Write(error) => error.blame(),
            Self::BufferTooSmall { .. } => Blame::Capacity,
        }
    }

    /// The failure to send: `invalid_onion_payload` with the type and the place of the record, as far as known.
    ///
    /// [`Place::answer`](crate::sphinx::blinding::Place::answer) makes `invalid_onion_blinding` of it where it must.
    #[must_use]
    pub fn failure(&self) -> FailureMessage<'static> {
        let (record, offset) = match self {
            Self::Stream(tlv::Error::BigSize(
                bigsize::Error::Truncated { offset, .. } | bigsize::Error::NotMinimal { offset, .. },
            )) => (0, *offset),
            Self::Stream(
                tlv::Error::ValueTruncated { record, offset, .. }
                | tlv::Error::Order { record, offset, .. }
                | tlv::Error::UnknownEven { record, offset },
            )
            | Self::Length { record, offset, .. }
            | Self::Integer { record, offset, .. }
            | Self::PublicKey { record, offset, .. } => (*record, *offset),
            #[cfg(feature = "trampoline")]
            Self::Paths { record, offset } => (*record, *offset),
            Self::Missing { record } | Self::Forbidden { record } => (*record, 0),
            Self::UnexpectedPathKey | Self::Write(_) | Self::BufferTooSmall { .. } => (0, 0),
        };
        FailureMessage::InvalidOnionPayload { record, offset: u16::try_from(offset).unwrap_or(u16::MAX) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stream(error) => write!(f, "payload: {error}"),
            Self::Length { record, offset, expected, found } => {
                write!(
                    f,
                    "payload record {record} at byte {offset}: expected {expected} bytes, found {found}"
                )
            }
            Self::Integer { record, offset, error } => {
                write!(f, "payload record {record} at byte {offset}: {error}")
            }
            Self::PublicKey { record, offset, error } => {
                write!(f, "payload record {record} at byte {offset}: {error}")
            }
            #[cfg(feature = "trampoline")]
            Self::Paths { record, offset } => {
                write!(f, "payload record {record} at byte {offset}: no list of blinded paths")
            }
            Self::Missing { record } => write!(f, "payload without record {record}"),
            Self::Forbidden { record } => write!(f, "payload with record {record}, which must not be there"),
            Self::UnexpectedPathKey => f.write_str("path key for a payload without encrypted recipient data"),
            Self::Write(error) => fmt::Display::fmt(error, f),
            Self::BufferTooSmall { needed, found } => {
                write!(f, "buffer too small: needed {needed} bytes, found {found}")
            }
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Stream(error) => Some(error),
            Self::Integer { error, .. } => Some(error),
            Self::PublicKey { error, .. } => Some(error),
            Self::Write(error) => Some(error),
            _ => None,
        }
    }
}
