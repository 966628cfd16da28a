//! The errors of extended keys.

use crate::fault::{Detail, crypto_detail, narrow, wide};
use crate::status::keelbolt_status::*;
use crate::subject::keelbolt_error_subject::KEELBOLT_SUBJECT_EXTENDED_KEY;
use protocol::crypto::bip32::Error;

pub(crate) fn extended_key_detail(error: &Error) -> Detail {
    let of = Detail::of;
    match *error {
        Error::SeedLength { found } => Detail { found: wide(found), ..of(KEELBOLT_ERROR_SEED_LENGTH) },
        Error::NoMasterKey => of(KEELBOLT_ERROR_NO_MASTER_KEY),
        Error::ChildIndexTooLarge { found } => {
            Detail { found: found.into(), ..of(KEELBOLT_ERROR_CHILD_INDEX_TOO_LARGE) }
        }
        Error::Path { step } => Detail { step: wide(step), ..of(KEELBOLT_ERROR_CHILD_PATH) },
        Error::HardenedChildOfPublicKey { index } => {
            Detail { index: narrow(index.into()), ..of(KEELBOLT_ERROR_HARDENED_CHILD_OF_PUBLIC_KEY) }
        }
        Error::TooDeep => of(KEELBOLT_ERROR_TOO_DEEP),
        Error::NoSuchChild => of(KEELBOLT_ERROR_NO_SUCH_CHILD),
        Error::NotBase58 => of(KEELBOLT_ERROR_NOT_BASE58),
        Error::Length { expected, found } => of(KEELBOLT_ERROR_EXTENDED_KEY_LENGTH).sizes(expected, found),
        Error::Checksum => of(KEELBOLT_ERROR_EXTENDED_KEY_CHECKSUM),
        Error::Version { found } => {
            Detail { found: u32::from_be_bytes(found).into(), ..of(KEELBOLT_ERROR_EXTENDED_KEY_VERSION) }
        }
        Error::MasterKeyWithParent => of(KEELBOLT_ERROR_MASTER_KEY_WITH_PARENT),
        Error::MasterKeyWithChildNumber => of(KEELBOLT_ERROR_MASTER_KEY_WITH_CHILD_NUMBER),
        Error::SecretKeyPrefix { found } => {
            Detail { found: found.into(), ..of(KEELBOLT_ERROR_SECRET_KEY_PREFIX) }
        }
        Error::Key(error) => crypto_detail(&error).about(KEELBOLT_SUBJECT_EXTENDED_KEY),
        // An error of the core that has no number here: a defect of this library.
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

/// Puts an error together again; `None` when the status is not of one.
pub(crate) fn extended_key_fault(detail: &Detail) -> Option<Error> {
    let found = narrow(detail.found);
    let word = u32::try_from(detail.found).unwrap_or(u32::MAX);
    Some(match detail.status {
        KEELBOLT_ERROR_SEED_LENGTH => Error::SeedLength { found },
        KEELBOLT_ERROR_NO_MASTER_KEY => Error::NoMasterKey,
        KEELBOLT_ERROR_CHILD_INDEX_TOO_LARGE => Error::ChildIndexTooLarge { found: word },
        KEELBOLT_ERROR_CHILD_PATH => Error::Path { step: narrow(detail.step) },
        KEELBOLT_ERROR_HARDENED_CHILD_OF_PUBLIC_KEY => {
            Error::HardenedChildOfPublicKey { index: u32::try_from(detail.index).unwrap_or(u32::MAX) }
        }
        KEELBOLT_ERROR_TOO_DEEP => Error::TooDeep,
        KEELBOLT_ERROR_NO_SUCH_CHILD => Error::NoSuchChild,
        KEELBOLT_ERROR_NOT_BASE58 => Error::NotBase58,
        KEELBOLT_ERROR_EXTENDED_KEY_LENGTH => Error::Length { expected: narrow(detail.expected), found },
        KEELBOLT_ERROR_EXTENDED_KEY_CHECKSUM => Error::Checksum,
        KEELBOLT_ERROR_EXTENDED_KEY_VERSION => Error::Version { found: word.to_be_bytes() },
        KEELBOLT_ERROR_MASTER_KEY_WITH_PARENT => Error::MasterKeyWithParent,
        KEELBOLT_ERROR_MASTER_KEY_WITH_CHILD_NUMBER => Error::MasterKeyWithChildNumber,
        KEELBOLT_ERROR_SECRET_KEY_PREFIX => {
            Error::SecretKeyPrefix { found: u8::try_from(detail.found).unwrap_or(u8::MAX) }
        }
        _ => return None,
    })
}
