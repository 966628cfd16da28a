//! Addresses of Ark: whom to pay, in which policy, and where to leave it.

mod error;

pub use error::ArkAddressError;

use crate::bytes::{Octets, PublicKey};
use crate::mailbox::BlindedMailboxId;
use crate::vtxo::UserPolicy;
use keelbolt::crypto;
use keelbolt::vtxo::{self, ArkId};
use std::fmt;
use std::hash::{Hash, Hasher};

/// How a VTXO reaches whom it was made for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ArkDelivery {
    /// Through a mailbox at the server.
    Mailbox {
        /// The mailbox, as only its server can tell which it is.
        mailbox: BlindedMailboxId,
    },
    /// In a way that this library does not know.
    Unknown {
        /// The type.
        kind: u8,
        /// What belongs to it.
        data: Octets,
    },
}

/// An address: bech32m behind `ark`, or `tark` on networks for tests. It compares by content, prints its text, and any
/// thread may use it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct ArkAddress(vtxo::Address);

#[uniffi::export]
impl ArkAddress {
    /// An address of the server with this key. Whoever pays takes the first delivery that it knows.
    ///
    /// # Errors
    ///
    /// `AddressTooLong` or `KnownDelivery`; `KeyNotAPoint`, `LockHeightTooLarge`, `LockDeltaTooLarge` or `WrongLength`.
    #[uniffi::constructor]
    pub fn new(
        is_for_tests: bool,
        server_pubkey: PublicKey,
        policy: UserPolicy,
        deliveries: Vec<ArkDelivery>,
    ) -> Result<Self, ArkAddressError> {
        let (server, policy) = (server_pubkey.try_into()?, policy.try_into()?);
        let deliveries = deliveries.iter().map(ArkDelivery::to_core).collect::<Result<Vec<_>, _>>()?;
        Ok(Self(vtxo::Address::new(is_for_tests, &server, policy, &deliveries)?))
    }

    /// Reads an address, in either case.
    ///
    /// # Errors
    ///
    /// `Bech32NoSeparator`, `Bech32NoHumanReadablePart`, `Bech32Character`, `Bech32MixedCase`, `Bech32TooShort`,
    /// `Bech32Checksum`, `AddressTooLong`, `AddressPrefix`, `NoAddressVersion`, `AddressVersion`, `AddressPadding`,
    /// `AddressTruncated`, `AddressFieldLength`, `EmptyDelivery`, `MailboxLength` or `MailboxKey`; `ArkadeAddress` for one
    /// of that protocol. Of the policy: `VtxoTruncated`, `VtxoTrailingBytes`, `VtxoHeight`, `VtxoDelta`, `VtxoKey`,
    /// `PolicyType` or `ServerPolicy`.
    #[uniffi::constructor]
    pub fn parse(text: &str) -> Result<Self, ArkAddressError> {
        Ok(Self(vtxo::Address::parse(text)?))
    }

    /// The text, in lower case.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.0.to_string()
    }

    /// Whether it is of a network for tests.
    #[must_use]
    pub fn is_for_tests(&self) -> bool {
        self.0.is_for_tests()
    }

    /// Which server it is of: 4 bytes, of `ark_id_of`.
    #[must_use]
    pub fn ark_id(&self) -> Octets {
        self.0.ark_id().0.as_slice().into()
    }

    /// Whether it is of the server with this key.
    ///
    /// # Errors
    ///
    /// `KeyNotAPoint` or `WrongLength`.
    pub fn is_of(&self, server_pubkey: PublicKey) -> Result<bool, ArkAddressError> {
        Ok(self.0.is_of(&server_pubkey.try_into()?))
    }

    /// The policy to pay in.
    #[must_use]
    pub fn policy(&self) -> UserPolicy {
        (*self.0.policy()).into()
    }

    /// The ways to deliver, the preferred one first.
    #[must_use]
    pub fn deliveries(&self) -> Vec<ArkDelivery> {
        self.0.deliveries().map(ArkDelivery::from).collect()
    }
}

/// Which server an address is of: the first 4 bytes of the SHA-256 of its key.
///
/// # Errors
///
/// `KeyNotAPoint` or `WrongLength`.
#[uniffi::export]
pub fn ark_id_of(server_pubkey: PublicKey) -> Result<Octets, ArkAddressError> {
    Ok(ArkId::of(&server_pubkey.try_into()?).0.as_slice().into())
}

impl ArkDelivery {
    fn to_core(&self) -> Result<vtxo::Delivery<'_>, crypto::Error> {
        Ok(match self {
            Self::Mailbox { mailbox } => vtxo::Delivery::Mailbox((*mailbox).try_into()?),
            Self::Unknown { kind, data } => vtxo::Delivery::Unknown { kind: *kind, data: data.as_slice() },
        })
    }
}

impl From<vtxo::Delivery<'_>> for ArkDelivery {
    fn from(core: vtxo::Delivery<'_>) -> Self {
        match core {
            vtxo::Delivery::Mailbox(mailbox) => Self::Mailbox { mailbox: mailbox.into() },
            vtxo::Delivery::Unknown { kind, data } => Self::Unknown { kind, data: data.into() },
        }
    }
}

/// Equal addresses have the same text.
impl Hash for ArkAddress {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.to_text().hash(state);
    }
}

impl fmt::Display for ArkAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
