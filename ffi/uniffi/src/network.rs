//! The networks of BOLT 11's prefixes.

use crate::error::InvoiceError;

/// The bitcoin network on which an invoice is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Network {
    /// Mainnet: `lnbc`.
    Bitcoin,
    /// Testnet: `lntb`.
    Testnet,
    /// Signet: `lntbs`.
    Signet,
    /// Regtest: `lnbcrt`.
    Regtest,
}

impl From<Network> for keelbolt::invoice::Network {
    fn from(network: Network) -> Self {
        match network {
            Network::Bitcoin => Self::Bitcoin,
            Network::Testnet => Self::Testnet,
            Network::Signet => Self::Signet,
            Network::Regtest => Self::Regtest,
        }
    }
}

impl TryFrom<keelbolt::invoice::Network> for Network {
    type Error = InvoiceError;

    fn try_from(network: keelbolt::invoice::Network) -> Result<Self, InvoiceError> {
        use keelbolt::invoice::Network as Core;
        match network {
            Core::Bitcoin => Ok(Self::Bitcoin),
            Core::Testnet => Ok(Self::Testnet),
            Core::Signet => Ok(Self::Signet),
            Core::Regtest => Ok(Self::Regtest),
            other => Err(InvoiceError::unlisted(other)),
        }
    }
}
