//! Every way in which a call about an address can fail, flat: one name, its fields, one stable code.

mod origin;
#[cfg(test)]
mod tests;

use crate::bytes::WrongLength;
use crate::error::Blame;
use crate::vtxo::{CryptoFault, VtxoError};
use std::fmt::{self, Debug};

/// What is wrong with an address, or with what it shall be made of. Offsets in the text count characters from its start,
/// those in the payload bytes, and those of `Vtxo..`, `PolicyType` and `ServerPolicy` bytes from the start of the policy.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Error)]
#[uniffi::export(Display)]
pub enum ArkAddressError {
    /// No `1` separates a human-readable part from the data.
    Bech32NoSeparator,
    /// Nothing stands before the separator.
    Bech32NoHumanReadablePart,
    /// A character that does not belong: outside `!` to `~` before the separator, outside the alphabet after it.
    Bech32Character {
        /// Where it stands, in bytes from the start.
        offset: u64,
        /// The byte.
        found: u8,
    },
    /// Upper and lower case in one text.
    Bech32MixedCase {
        /// The first letter of another case than the first letter.
        offset: u64,
    },
    /// No room for the checksum.
    Bech32TooShort {
        /// The least length of the part after the separator, in characters.
        expected: u64,
        /// Its length.
        found: u64,
    },
    /// The checksum does not fit the text: some character is wrong.
    Bech32Checksum,

    /// 33 bytes that are no compressed point of the curve.
    KeyNotAPoint,
    /// Bytes of a fixed number came in another number.
    WrongLength {
        /// How many there must be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// A height that no output is locked until.
    LockHeightTooLarge {
        /// The largest.
        expected: u64,
        /// The height.
        found: u64,
    },
    /// A delay that no output is locked for.
    LockDeltaTooLarge {
        /// The longest, in blocks.
        expected: u64,
        /// The delay, in blocks.
        found: u64,
    },

    /// Longer than its checksum can vouch for.
    AddressTooLong {
        /// The most characters.
        expected: u64,
        /// How many.
        found: u64,
    },
    /// Neither `ark` nor `tark` before the separator.
    AddressPrefix,
    /// Nothing behind the separator.
    NoAddressVersion,
    /// An address of Arkade, which is version 0: another protocol.
    ArkadeAddress,
    /// A version that is not known.
    AddressVersion {
        /// The version.
        found: u64,
    },
    /// The last character has bits that belong to no byte and are not zero, or stands for no byte at all.
    AddressPadding,
    /// The payload ends inside a value.
    AddressTruncated {
        /// Where the value begins in the payload, in bytes.
        offset: u64,
        /// How many bytes it takes.
        expected: u64,
        /// How many are left.
        found: u64,
    },
    /// A length that is not in its shortest form, or more than is left.
    AddressFieldLength {
        /// Where the length stands in the payload, in bytes.
        offset: u64,
        /// The length.
        found: u64,
    },
    /// A delivery of no bytes.
    EmptyDelivery {
        /// Where its length stands in the payload, in bytes.
        offset: u64,
    },
    /// A mailbox of other than 33 bytes.
    MailboxLength {
        /// Where it stands in the payload, in bytes.
        offset: u64,
        /// How many bytes.
        found: u64,
    },
    /// A mailbox that is no key.
    MailboxKey {
        /// Where it stands in the payload, in bytes.
        offset: u64,
        /// Why.
        fault: CryptoFault,
    },
    /// A delivery of a known type that is written as an unknown one.
    KnownDelivery {
        /// The type.
        found: u64,
    },

    /// The policy ends inside a value.
    VtxoTruncated {
        /// Where the value begins, in bytes.
        offset: u64,
        /// How many bytes it takes.
        expected: u64,
        /// How many are left.
        found: u64,
    },
    /// Bytes behind the end of the policy.
    VtxoTrailingBytes {
        /// How many.
        found: u64,
    },
    /// A height above 499,934,467 in the policy.
    VtxoHeight {
        /// Where it stands, in bytes.
        offset: u64,
        /// The height.
        found: u64,
    },
    /// A delay above 16,383 blocks in the policy.
    VtxoDelta {
        /// Where it stands, in bytes.
        offset: u64,
        /// The number of blocks.
        found: u64,
    },
    /// Bytes in the policy that are no key.
    VtxoKey {
        /// Where they stand, in bytes.
        offset: u64,
        /// Why.
        fault: CryptoFault,
    },
    /// A policy that is not known.
    PolicyType {
        /// Where its type stands, in bytes.
        offset: u64,
        /// The type.
        found: u64,
    },
    /// A policy of the server's where a user's is expected.
    ServerPolicy {
        /// Where its type stands, in bytes.
        offset: u64,
        /// The type.
        found: u64,
    },

    /// An error of the core that this binding has no name for: the binding is older than the core.
    Unlisted {
        /// What the core says.
        text: String,
    },
}

#[uniffi::export]
impl ArkAddressError {
    /// The number of this kind of error: the same in every language, and never given to another.
    #[must_use]
    pub fn code(&self) -> u16 {
        match self {
            Self::Bech32NoSeparator => 100,
            Self::Bech32NoHumanReadablePart => 101,
            Self::Bech32Character { .. } => 102,
            Self::Bech32MixedCase { .. } => 103,
            Self::Bech32TooShort { .. } => 104,
            Self::Bech32Checksum => 105,
            Self::KeyNotAPoint => 500,
            Self::WrongLength { .. } => 600,
            Self::LockHeightTooLarge { .. } => 1023,
            Self::LockDeltaTooLarge { .. } => 1024,
            Self::AddressTooLong { .. } => 1081,
            Self::AddressPrefix => 1082,
            Self::NoAddressVersion => 1083,
            Self::ArkadeAddress => 1084,
            Self::AddressVersion { .. } => 1085,
            Self::AddressPadding => 1086,
            Self::AddressTruncated { .. } => 1087,
            Self::AddressFieldLength { .. } => 1088,
            Self::EmptyDelivery { .. } => 1089,
            Self::MailboxLength { .. } => 1090,
            Self::MailboxKey { .. } => 1091,
            Self::KnownDelivery { .. } => 1092,
            Self::VtxoTruncated { .. } => 1000,
            Self::VtxoTrailingBytes { .. } => 1002,
            Self::VtxoHeight { .. } => 1004,
            Self::VtxoDelta { .. } => 1005,
            Self::VtxoKey { .. } => 1006,
            Self::PolicyType { .. } => 1007,
            Self::ServerPolicy { .. } => 1008,
            Self::Unlisted { .. } => 999,
        }
    }

    /// Who has to act on the error.
    #[must_use]
    pub fn blame(&self) -> Blame {
        if let Some(error) = self.of_bech32() {
            return error.blame();
        }
        if let Some(error) = self.of_address() {
            return Blame::of(Some(error.blame()));
        }
        self.of_vtxo().map_or(Blame::Caller, |error| error.blame())
    }

    /// What was wrong and where, in a sentence for people.
    #[must_use]
    pub fn text(&self) -> String {
        self.to_string()
    }
}

impl ArkAddressError {
    /// What the core has and this binding does not know.
    pub(crate) fn unlisted(what: impl Debug) -> Self {
        Self::Unlisted { text: format!("not known to this binding: {what:?}") }
    }
}

impl From<WrongLength> for ArkAddressError {
    fn from(length: WrongLength) -> Self {
        VtxoError::from(length).into()
    }
}

impl fmt::Display for ArkAddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(error) = self.of_address() {
            return fmt::Display::fmt(&error, f);
        }
        if let Some(error) = self.of_bech32() {
            return fmt::Display::fmt(&error, f);
        }
        if let Some(error) = self.of_vtxo() {
            return fmt::Display::fmt(&error, f);
        }
        match self {
            Self::Unlisted { text } => f.write_str(text),
            // Only a host that makes up an error of its own, with numbers that the core cannot hold, comes here.
            other => fmt::Debug::fmt(other, f),
        }
    }
}

impl std::error::Error for ArkAddressError {}
