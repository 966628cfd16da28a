//! The networks, with the prefixes of their invoices (BOLT 11) and addresses.

use core::fmt;

/// A bitcoin network, on which an invoice is paid or an output stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
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

impl Network {
    /// All of them; a prefix that begins with another one stands before it.
    pub(crate) const ALL: [Self; 4] = [Self::Regtest, Self::Bitcoin, Self::Signet, Self::Testnet];

    /// The currency prefix of its invoices, what stands between `ln` and the amount.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Bitcoin => "bc",
            Self::Testnet => "tb",
            Self::Signet => "tbs",
            Self::Regtest => "bcrt",
        }
    }

    /// The human-readable part of its segwit addresses (BIP 173).
    pub(crate) const fn address_prefix(self) -> &'static str {
        match self {
            Self::Bitcoin => "bc",
            Self::Testnet | Self::Signet => "tb",
            Self::Regtest => "bcrt",
        }
    }

    /// The Base58Check version of its P2PKH addresses.
    pub(crate) const fn p2pkh_version(self) -> u8 {
        match self {
            Self::Bitcoin => 0,
            _ => 111,
        }
    }

    /// The Base58Check version of its P2SH addresses.
    pub(crate) const fn p2sh_version(self) -> u8 {
        match self {
            Self::Bitcoin => 5,
            _ => 196,
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bitcoin => "mainnet",
            Self::Testnet => "testnet",
            Self::Signet => "signet",
            Self::Regtest => "regtest",
        })
    }
}
