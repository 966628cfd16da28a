//! From the core's errors to flat ones, and back for their text and their blame.

use super::ExtendedKeyError;
use crate::error::{size, wide};
use keelbolt::crypto::{self, bip32};

impl From<bip32::Error> for ExtendedKeyError {
    fn from(error: bip32::Error) -> Self {
        use bip32::Error as Core;
        match error {
            Core::SeedLength { found } => Self::SeedLength { found: wide(found) },
            Core::NoMasterKey => Self::NoMasterKey,
            Core::ChildIndexTooLarge { found } => Self::ChildIndexTooLarge { found: found.into() },
            Core::Path { step } => Self::ChildPath { step: wide(step) },
            Core::HardenedChildOfPublicKey { index } => {
                Self::HardenedChildOfPublicKey { index: index.into() }
            }
            Core::TooDeep => Self::TooDeep,
            Core::NoSuchChild => Self::NoSuchChild,
            Core::NotBase58 => Self::NotBase58,
            Core::Length { expected, found } => {
                Self::ExtendedKeyLength { expected: wide(expected), found: wide(found) }
            }
            Core::Checksum => Self::ExtendedKeyChecksum,
            Core::Version { found } => Self::ExtendedKeyVersion { found: u32::from_be_bytes(found).into() },
            Core::MasterKeyWithParent => Self::MasterKeyWithParent,
            Core::MasterKeyWithChildNumber => Self::MasterKeyWithChildNumber,
            Core::SecretKeyPrefix { found } => Self::SecretKeyPrefix { found: found.into() },
            Core::Key(crypto::Error::NotAPoint) => Self::KeyNotAPoint,
            Core::Key(crypto::Error::SecretKeyOutOfRange) => Self::SecretKeyOutOfRange,
            other => Self::unlisted(other),
        }
    }
}

impl ExtendedKeyError {
    /// The core's error that this one stands for; `None` for those that only a binding has.
    pub(super) fn origin(&self) -> Option<bip32::Error> {
        use bip32::Error as Core;
        Some(match *self {
            Self::KeyNotAPoint => Core::Key(crypto::Error::NotAPoint),
            Self::SecretKeyOutOfRange => Core::Key(crypto::Error::SecretKeyOutOfRange),
            Self::SeedLength { found } => Core::SeedLength { found: size(found) },
            Self::NoMasterKey => Core::NoMasterKey,
            Self::ChildIndexTooLarge { found } => Core::ChildIndexTooLarge { found: found.try_into().ok()? },
            Self::ChildPath { step } => Core::Path { step: size(step) },
            Self::HardenedChildOfPublicKey { index } => {
                Core::HardenedChildOfPublicKey { index: index.try_into().ok()? }
            }
            Self::TooDeep => Core::TooDeep,
            Self::NoSuchChild => Core::NoSuchChild,
            Self::NotBase58 => Core::NotBase58,
            Self::ExtendedKeyLength { expected, found } => {
                Core::Length { expected: size(expected), found: size(found) }
            }
            Self::ExtendedKeyChecksum => Core::Checksum,
            Self::ExtendedKeyVersion { found } => {
                Core::Version { found: u32::try_from(found).ok()?.to_be_bytes() }
            }
            Self::MasterKeyWithParent => Core::MasterKeyWithParent,
            Self::MasterKeyWithChildNumber => Core::MasterKeyWithChildNumber,
            Self::SecretKeyPrefix { found } => Core::SecretKeyPrefix { found: found.try_into().ok()? },
            _ => return None,
        })
    }
}
