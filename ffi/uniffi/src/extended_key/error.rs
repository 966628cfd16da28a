//! Every way in which a call about an extended key can fail, flat: one name, its fields, one stable code.

mod origin;
#[cfg(test)]
mod tests;

use crate::bytes::WrongLength;
use crate::error::{Blame, wide};
use std::fmt::{self, Debug};

/// What is wrong with an extended key, a path or a seed.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Error)]
#[uniffi::export(Display)]
pub enum ExtendedKeyError {
    /// The key is no point of the curve.
    KeyNotAPoint,
    /// The secret key is zero, or not below the group order.
    SecretKeyOutOfRange,
    /// A seed that is shorter than 16 bytes or longer than 64.
    SeedLength {
        /// Its length in bytes.
        found: u64,
    },
    /// A seed that gives no master key, which happens once in 2^127.
    NoMasterKey,
    /// An index of 2^31 or more.
    ChildIndexTooLarge {
        /// The index.
        found: u64,
    },
    /// A step of a path that is no child.
    ChildPath {
        /// Which step, counted from 0.
        step: u64,
    },
    /// A hardened child of a public key.
    HardenedChildOfPublicKey {
        /// Its index.
        index: u64,
    },
    /// More than 255 steps below the master key.
    TooDeep,
    /// A child that there is none of, which happens once in 2^127: the next index has one.
    NoSuchChild,
    /// A text that is not Base58.
    NotBase58,
    /// A text that holds more or fewer bytes than an extended key with its checksum.
    ExtendedKeyLength {
        /// The length of extended keys, with the checksum.
        expected: u64,
        /// The length of this one, as far as it was read.
        found: u64,
    },
    /// The checksum does not fit the text: some character is wrong.
    ExtendedKeyChecksum,
    /// A version that is none of the kind that was asked for: a secret key in place of a public one, say.
    ExtendedKeyVersion {
        /// The version, four bytes as a big-endian number.
        found: u64,
    },
    /// A master key that says that it has a parent.
    MasterKeyWithParent,
    /// A master key that says that it is a child.
    MasterKeyWithChildNumber,
    /// A secret key that does not begin with a zero.
    SecretKeyPrefix {
        /// What was found instead.
        found: u64,
    },
    /// Bytes of a fixed number came in another number.
    WrongLength {
        /// How many there must be.
        expected: u64,
        /// How many there are.
        found: u64,
    },

    /// An error of the core that this binding has no name for: the binding is older than the core.
    Unlisted {
        /// What the core says.
        text: String,
    },
}

#[uniffi::export]
impl ExtendedKeyError {
    /// The number of this kind of error: the same in every language, and never given to another.
    #[must_use]
    pub fn code(&self) -> u16 {
        match self {
            Self::KeyNotAPoint => 500,
            Self::SecretKeyOutOfRange => 501,
            Self::SeedLength { .. } => 510,
            Self::NoMasterKey => 511,
            Self::ChildIndexTooLarge { .. } => 512,
            Self::ChildPath { .. } => 513,
            Self::HardenedChildOfPublicKey { .. } => 514,
            Self::TooDeep => 515,
            Self::NoSuchChild => 516,
            Self::NotBase58 => 517,
            Self::ExtendedKeyLength { .. } => 518,
            Self::ExtendedKeyChecksum => 519,
            Self::ExtendedKeyVersion { .. } => 520,
            Self::MasterKeyWithParent => 521,
            Self::MasterKeyWithChildNumber => 522,
            Self::SecretKeyPrefix { .. } => 523,
            Self::WrongLength { .. } => 600,
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
}

impl ExtendedKeyError {
    /// What the core has and this binding does not know.
    pub(crate) fn unlisted(what: impl Debug) -> Self {
        Self::Unlisted { text: format!("not known to this binding: {what:?}") }
    }
}

impl From<WrongLength> for ExtendedKeyError {
    fn from(length: WrongLength) -> Self {
        Self::WrongLength { expected: wide(length.expected), found: wide(length.found) }
    }
}

impl fmt::Display for ExtendedKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = self.origin() {
            return fmt::Display::fmt(&origin, f);
        }
        match self {
            Self::WrongLength { expected, found } => write!(f, "expected {expected} bytes, found {found}"),
            Self::Unlisted { text } => f.write_str(text),
            // Only a host that makes up an error of its own, with numbers that the core cannot hold, comes here.
            other => fmt::Debug::fmt(other, f),
        }
    }
}

impl std::error::Error for ExtendedKeyError {}
