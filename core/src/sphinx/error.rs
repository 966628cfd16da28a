//! What can be wrong with an onion packet.

use crate::blame::Blame;
use crate::codec::bigsize;
use crate::crypto::{self, sha256};
use crate::sphinx::failure::FailureMessage;
use core::fmt;

/// Why an onion cannot be built or peeled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// A packet without room for version, key and HMAC.
    PacketTooShort {
        /// The least length, in bytes.
        expected: usize,
        /// The length of the packet.
        found: usize,
    },
    /// A version that is not specified.
    Version {
        /// What was found instead of 0.
        found: u8,
    },
    /// The ephemeral key is no point of the curve, or none follows it.
    EphemeralKey(crypto::Error),
    /// The HMAC does not fit: the packet or its associated data was changed, or it is for another node.
    Hmac,
    /// The length of the payload is no BigSize.
    PayloadLength(bigsize::Error),
    /// A payload of 0 or 1 bytes, which are reserved.
    PayloadTooShort {
        /// Its length, in bytes.
        found: u64,
    },
    /// A payload that, with the HMAC behind it, does not fit the routing field.
    PayloadTooLong {
        /// How many bytes there are for the payload.
        expected: usize,
        /// Its length, in bytes.
        found: u64,
    },
    /// A route without a hop.
    NoHops,
    /// More hops than the storage for shared secrets holds.
    TooManyHops {
        /// How many it holds.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// The payload of a hop has 0 or 1 bytes, which are reserved.
    ReservedPayloadLength {
        /// The hop, the first being 0.
        hop: usize,
        /// The length, in bytes.
        found: usize,
    },
    /// The payloads of a route do not fit its routing field.
    RouteTooLong {
        /// The length of the routing field, in bytes.
        expected: usize,
        /// How many bytes the payloads take, with their lengths and HMACs.
        found: usize,
    },
    /// A key of the route cannot be used.
    Key(crypto::Error),
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
            Self::PacketTooShort { .. }
            | Self::Version { .. }
            | Self::EphemeralKey(_)
            | Self::Hmac
            | Self::PayloadLength(_)
            | Self::PayloadTooShort { .. }
            | Self::PayloadTooLong { .. } => Blame::Peer,
            Self::NoHops | Self::ReservedPayloadLength { .. } | Self::RouteTooLong { .. } | Self::Key(_) => {
                Blame::Caller
            }
            Self::TooManyHops { .. } | Self::BufferTooSmall { .. } => Blame::Capacity,
        }
    }

    /// The failure with which to answer the HTLC that brought `onion`; `None` for an error that is not the
    /// peer's, or a packet whose length cannot be that of a payment.
    ///
    /// A code with the BADONION bit goes back as `update_fail_malformed_htlc`. The others are encrypted with the
    /// shared secret, [`OnionRef::shared_secret`](crate::sphinx::OnionRef::shared_secret).
    #[must_use]
    pub fn failure(&self, onion: &[u8]) -> Option<FailureMessage<'static>> {
        let sha256_of_onion = || sha256(onion);
        match self {
            Self::Version { .. } => {
                Some(FailureMessage::InvalidOnionVersion { sha256_of_onion: sha256_of_onion() })
            }
            Self::EphemeralKey(_) => {
                Some(FailureMessage::InvalidOnionKey { sha256_of_onion: sha256_of_onion() })
            }
            Self::Hmac => Some(FailureMessage::InvalidOnionHmac { sha256_of_onion: sha256_of_onion() }),
            Self::PayloadLength(_) | Self::PayloadTooShort { .. } | Self::PayloadTooLong { .. } => {
                Some(FailureMessage::InvalidOnionPayload { record: 0, offset: 0 })
            }
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PacketTooShort { expected, found } => {
                write!(f, "onion packet: expected at least {expected} bytes, found {found}")
            }
            Self::Version { found } => write!(f, "onion version: expected 0, found {found}"),
            Self::EphemeralKey(error) => write!(f, "ephemeral key: {error}"),
            Self::Hmac => f.write_str("onion hmac does not fit the packet and its associated data"),
            Self::PayloadLength(error) => write!(f, "payload length: {error}"),
            Self::PayloadTooShort { found } => {
                write!(f, "payload: expected at least 2 bytes, found a length of {found}")
            }
            Self::PayloadTooLong { expected, found } => {
                write!(f, "payload: room for {expected} bytes, found a length of {found}")
            }
            Self::NoHops => f.write_str("route without a hop"),
            Self::TooManyHops { expected, found } => {
                write!(f, "route: room for the shared secrets of {expected} hops, found {found} hops")
            }
            Self::ReservedPayloadLength { hop, found } => {
                write!(f, "payload of hop {hop}: expected at least 2 bytes, found {found}")
            }
            Self::RouteTooLong { expected, found } => {
                write!(f, "payloads of the route: room for {expected} bytes, found {found}")
            }
            Self::Key(error) => fmt::Display::fmt(error, f),
            Self::BufferTooSmall { needed, found } => {
                write!(f, "buffer too small: needed {needed} bytes, found {found}")
            }
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::EphemeralKey(error) | Self::Key(error) => Some(error),
            Self::PayloadLength(error) => Some(error),
            _ => None,
        }
    }
}
