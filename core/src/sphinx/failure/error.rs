//! What can be wrong with a failure.

use crate::blame::Blame;
use crate::bytes;
use crate::codec::bigsize;
use crate::sphinx::failure::{FailureCode, MAX_PACKET_LENGTH};
use crate::sphinx::{MAX_HOPS, attribution};
use core::fmt;

/// Why a failure cannot be read, written or decrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// A message is truncated, or the buffer too small.
    Bytes(bytes::Error),
    /// The type in `invalid_onion_payload` is no BigSize.
    BigSize(bigsize::Error),
    /// A code without the BADONION flag where only such may stand.
    NotBadOnion {
        /// The code.
        code: FailureCode,
    },
    /// A `channel_update` that does not fit its length field.
    ChannelUpdateTooLong {
        /// Its length, in bytes.
        found: usize,
    },
    /// A packet above [`MAX_PACKET_LENGTH`].
    PacketTooLong {
        /// Its length, in bytes.
        found: usize,
    },
    /// No hop, or more than [`MAX_HOPS`].
    HopCount {
        /// How many there are.
        found: usize,
    },
    /// Attribution data.
    Attribution(attribution::Error),
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Bytes(error) => error.blame(),
            Self::BigSize(error) => error.blame(),
            Self::NotBadOnion { .. } => Blame::Peer,
            Self::ChannelUpdateTooLong { .. } | Self::PacketTooLong { .. } | Self::HopCount { .. } => {
                Blame::Caller
            }
            Self::Attribution(error) => error.blame(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(error) => fmt::Display::fmt(error, f),
            Self::BigSize(error) => fmt::Display::fmt(error, f),
            Self::NotBadOnion { code } => {
                write!(f, "malformed onion: expected a code with the BADONION flag, found {code}")
            }
            Self::ChannelUpdateTooLong { found } => {
                write!(f, "channel_update: expected at most {} bytes, found {found}", u16::MAX)
            }
            Self::PacketTooLong { found } => {
                write!(f, "return packet: expected at most {MAX_PACKET_LENGTH} bytes, found {found}")
            }
            Self::HopCount { found } => write!(f, "route: expected 1 to {MAX_HOPS} hops, found {found}"),
            Self::Attribution(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Bytes(error) => Some(error),
            Self::BigSize(error) => Some(error),
            Self::Attribution(error) => Some(error),
            _ => None,
        }
    }
}

impl From<bytes::Error> for Error {
    fn from(error: bytes::Error) -> Self {
        Self::Bytes(error)
    }
}

impl From<bigsize::Error> for Error {
    fn from(error: bigsize::Error) -> Self {
        Self::BigSize(error)
    }
}
