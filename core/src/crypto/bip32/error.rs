//! What can be wrong with an extended key or a derivation.

use crate::blame::Blame;
use crate::crypto;
use core::fmt;

/// Why a text is no extended key, or why there is no such child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// A seed that is shorter than 16 bytes or longer than 64.
    SeedLength {
        /// Its length in bytes.
        found: usize,
    },
    /// A seed that gives no master key, which happens once in 2¹²⁷.
    NoMasterKey,
    /// An index of 2³¹ or more.
    ChildIndexTooLarge {
        /// The index.
        found: u32,
    },
    /// A step of a path that is no child.
    Path {
        /// Which step, counted from 0.
        step: usize,
    },
    /// A hardened child of a public key.
    HardenedChildOfPublicKey {
        /// Its index.
        index: u32,
    },
    /// More than 255 steps below the master key.
    TooDeep,
    /// A child that there is none of, which happens once in 2¹²⁷: "one should proceed with the next value for i".
    NoSuchChild,
    /// A text that is not Base58.
    NotBase58,
    /// A text that holds more or fewer bytes than an extended key with its checksum.
    Length {
        /// The length of extended keys, with the checksum.
        expected: usize,
        /// The length of this one, as far as it was read.
        found: usize,
    },
    /// The checksum does not fit the text: some character is wrong.
    Checksum,
    /// A version that is none of the kind that was asked for.
    Version {
        /// The version.
        found: [u8; 4],
    },
    /// A master key that says that it has a parent.
    MasterKeyWithParent,
    /// A master key that says that it is a child.
    MasterKeyWithChildNumber,
    /// A secret key that does not begin with a zero.
    SecretKeyPrefix {
        /// What was found instead.
        found: u8,
    },
    /// The key itself.
    Key(crypto::Error),
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::SeedLength { .. }
            | Self::NoMasterKey
            | Self::ChildIndexTooLarge { .. }
            | Self::Path { .. }
            | Self::HardenedChildOfPublicKey { .. }
            | Self::TooDeep
            | Self::NoSuchChild => Blame::Caller,
            _ => Blame::Peer,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SeedLength { found } => write!(f, "seed: expected 16 to 64 bytes, found {found}"),
            Self::NoMasterKey => f.write_str("no master key comes from this seed"),
            Self::ChildIndexTooLarge { found } => {
                write!(f, "child index: expected less than 2147483648, found {found}")
            }
            Self::Path { step } => write!(f, "path: step {step} is no child"),
            Self::HardenedChildOfPublicKey { index } => {
                write!(f, "hardened child {index} cannot be derived from a public key")
            }
            Self::TooDeep => f.write_str("more than 255 steps below the master key"),
            Self::NoSuchChild => f.write_str("no child has this index, use the next one"),
            Self::NotBase58 => f.write_str("extended key is not in Base58"),
            Self::Length { expected, found } => {
                write!(f, "extended key: expected {expected} bytes, found {found}")
            }
            Self::Checksum => f.write_str("the checksum does not fit: some character is wrong"),
            Self::Version { found: [a, b, c, d] } => {
                write!(f, "extended key: unexpected version 0x{a:02x}{b:02x}{c:02x}{d:02x}")
            }
            Self::MasterKeyWithParent => f.write_str("master key has a parent's fingerprint"),
            Self::MasterKeyWithChildNumber => f.write_str("master key has a child's number"),
            Self::SecretKeyPrefix { found } => {
                write!(f, "secret key: expected a first byte of 0x00, found 0x{found:02x}")
            }
            Self::Key(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl core::error::Error for Error {}

impl From<crypto::Error> for Error {
    fn from(error: crypto::Error) -> Self {
        Self::Key(error)
    }
}
