//! From the core's nested errors to flat ones, and back for their text and their blame.

use super::ArkAddressError;
use crate::error::{InvoiceError, size, wide};
use crate::vtxo::{CryptoFault, VtxoError, shared_errors};
use keelbolt::vtxo::AddressError as Core;
use keelbolt::{bytes, crypto};

shared_errors! {
    ArkAddressError, InvoiceError, of_bech32:
    Bech32NoSeparator,
    Bech32NoHumanReadablePart,
    Bech32Character { offset, found },
    Bech32MixedCase { offset },
    Bech32TooShort { expected, found },
    Bech32Checksum,
}

shared_errors! {
    ArkAddressError, VtxoError, of_vtxo:
    KeyNotAPoint,
    WrongLength { expected, found },
    LockHeightTooLarge { expected, found },
    LockDeltaTooLarge { expected, found },
    VtxoTruncated { offset, expected, found },
    VtxoTrailingBytes { found },
    VtxoHeight { offset, found },
    VtxoDelta { offset, found },
    VtxoKey { offset, fault },
    PolicyType { offset, found },
    ServerPolicy { offset, found },
}

impl From<crypto::Error> for ArkAddressError {
    fn from(error: crypto::Error) -> Self {
        VtxoError::from(error).into()
    }
}

impl From<Core> for ArkAddressError {
    fn from(error: Core) -> Self {
        match error {
            Core::Bech32(error) => InvoiceError::from(error).into(),
            Core::TooLong { limit, found } => {
                Self::AddressTooLong { expected: wide(limit), found: wide(found) }
            }
            Core::Prefix => Self::AddressPrefix,
            Core::NoVersion => Self::NoAddressVersion,
            Core::Arkade => Self::ArkadeAddress,
            Core::Version { found } => Self::AddressVersion { found: found.into() },
            Core::Padding => Self::AddressPadding,
            Core::Bytes(bytes::Error::Truncated { offset, expected, found }) => {
                Self::AddressTruncated { offset: wide(offset), expected: wide(expected), found: wide(found) }
            }
            Core::FieldLength { offset, found } => Self::AddressFieldLength { offset: wide(offset), found },
            Core::Policy(error) => VtxoError::from(error).into(),
            Core::EmptyDelivery { offset } => Self::EmptyDelivery { offset: wide(offset) },
            Core::MailboxLength { offset, found } => {
                Self::MailboxLength { offset: wide(offset), found: wide(found) }
            }
            Core::Mailbox { offset, error: cause } => match CryptoFault::of(cause) {
                Some(fault) => Self::MailboxKey { offset: wide(offset), fault },
                None => Self::unlisted(error),
            },
            Core::KnownDelivery { found } => Self::KnownDelivery { found: found.into() },
            other => Self::unlisted(other),
        }
    }
}

impl ArkAddressError {
    /// The core's error that this one stands for, beside those of bech32; `None` for those that only a binding has, and
    /// for those of a key that was given.
    pub(super) fn of_address(&self) -> Option<Core> {
        Some(match *self {
            Self::AddressTooLong { expected, found } => {
                Core::TooLong { limit: size(expected), found: size(found) }
            }
            Self::AddressPrefix => Core::Prefix,
            Self::NoAddressVersion => Core::NoVersion,
            Self::ArkadeAddress => Core::Arkade,
            Self::AddressVersion { found } => Core::Version { found: found.try_into().ok()? },
            Self::AddressPadding => Core::Padding,
            Self::AddressTruncated { offset, expected, found } => {
                let (offset, expected, found) = (size(offset), size(expected), size(found));
                Core::Bytes(bytes::Error::Truncated { offset, expected, found })
            }
            Self::AddressFieldLength { offset, found } => Core::FieldLength { offset: size(offset), found },
            Self::EmptyDelivery { offset } => Core::EmptyDelivery { offset: size(offset) },
            Self::MailboxLength { offset, found } => {
                Core::MailboxLength { offset: size(offset), found: size(found) }
            }
            Self::MailboxKey { offset, fault } => Core::Mailbox { offset: size(offset), error: fault.into() },
            Self::KnownDelivery { found } => Core::KnownDelivery { found: found.try_into().ok()? },
            // What is left of the errors of VTXOs is of the policy.
            _ => Core::Policy(self.of_vtxo()?.of_vtxo()?),
        })
    }
}
