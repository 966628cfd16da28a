//! What can be wrong with an address.

use crate::blame::Blame;
use crate::codec::bech32;
use crate::{bytes, crypto, vtxo};
use core::fmt;

/// Why a text is no address, or why an address cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// Not bech32m.
    Bech32(bech32::Error),
    /// Longer than its checksum can vouch for.
    TooLong {
        /// The most characters.
        limit: usize,
        /// How many.
        found: usize,
    },
    /// Neither `ark` nor `tark` before the separator.
    Prefix,
    /// Nothing behind the separator.
    NoVersion,
    /// An address of Arkade, which is version 0: another protocol.
    Arkade,
    /// A version that is not known.
    Version {
        /// The version.
        found: u8,
    },
    /// The last character has bits that belong to no byte and are not zero, or stands for no byte at all.
    Padding,
    /// The payload ends inside a value, or the text does not fit its buffer.
    Bytes(bytes::Error),
    /// A length that is not in its shortest form, or more than is left.
    FieldLength {
        /// Where the length stands in the payload, in bytes.
        offset: usize,
        /// The length.
        found: u64,
    },
    /// The policy is none of a user's. Offsets count from its own start.
    Policy(vtxo::Error),
    /// A delivery of no bytes.
    EmptyDelivery {
        /// Where its length stands in the payload, in bytes.
        offset: usize,
    },
    /// A mailbox of other than 33 bytes.
    MailboxLength {
        /// Where it stands in the payload, in bytes.
        offset: usize,
        /// How many bytes.
        found: usize,
    },
    /// A mailbox that is no key.
    Mailbox {
        /// Where it stands in the payload, in bytes.
        offset: usize,
        /// Why.
        error: crypto::Error,
    },
    /// A delivery of a known type that is written as an unknown one.
    KnownDelivery {
        /// The type.
        found: u8,
    },
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Bytes(error) => error.blame(),
            Self::Policy(error) => error.blame(),
            Self::KnownDelivery { .. } => Blame::Caller,
            _ => Blame::Peer,
        }
    }
}

impl From<bytes::Error> for Error {
    fn from(error: bytes::Error) -> Self {
        Self::Bytes(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bech32(error) => fmt::Display::fmt(error, f),
            Self::TooLong { limit, found } => {
                write!(f, "address: expected at most {limit} characters, found {found}")
            }
            Self::Prefix => f.write_str("address: expected `ark1` or `tark1` in front"),
            Self::NoVersion => f.write_str("address: nothing behind the separator"),
            Self::Arkade => f.write_str("address of Arkade (version 0), another protocol"),
            Self::Version { found } => write!(f, "address: expected version 1, found {found}"),
            Self::Padding => f.write_str("address: bits at the end that belong to no byte"),
            Self::Bytes(error) => fmt::Display::fmt(error, f),
            Self::FieldLength { offset, found } => {
                write!(
                    f,
                    "length at byte {offset} of the payload: {found} is not its shortest form or more than is left"
                )
            }
            Self::Policy(error) => write!(f, "policy: {error}"),
            Self::EmptyDelivery { offset } => {
                write!(f, "delivery at byte {offset} of the payload: expected one byte at least")
            }
            Self::MailboxLength { offset, found } => {
                write!(f, "mailbox at byte {offset} of the payload: expected 33 bytes, found {found}")
            }
            Self::Mailbox { offset, error } => {
                write!(f, "mailbox at byte {offset} of the payload: {error}")
            }
            Self::KnownDelivery { found } => {
                write!(f, "delivery of type {found} is known: it cannot be written as unknown")
            }
        }
    }
}

impl core::error::Error for Error {}
