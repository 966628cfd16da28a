//! Networks as numbers.

use crate::fault::Fault;
use protocol::invoice::Network;

/// The bitcoin network on which an invoice is paid. It travels as `int32_t`; other numbers are refused.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_network {
    /// Mainnet, `lnbc`.
    KEELBOLT_NETWORK_BITCOIN = 0,
    /// Testnet, `lntb`.
    KEELBOLT_NETWORK_TESTNET = 1,
    /// Signet, `lntbs`.
    KEELBOLT_NETWORK_SIGNET = 2,
    /// Regtest, `lnbcrt`.
    KEELBOLT_NETWORK_REGTEST = 3,
}

use keelbolt_network::{
    KEELBOLT_NETWORK_BITCOIN, KEELBOLT_NETWORK_REGTEST, KEELBOLT_NETWORK_SIGNET, KEELBOLT_NETWORK_TESTNET,
};

const NETWORKS: [(keelbolt_network, Network); 4] = [
    (KEELBOLT_NETWORK_BITCOIN, Network::Bitcoin),
    (KEELBOLT_NETWORK_TESTNET, Network::Testnet),
    (KEELBOLT_NETWORK_SIGNET, Network::Signet),
    (KEELBOLT_NETWORK_REGTEST, Network::Regtest),
];

impl keelbolt_network {
    #[expect(clippy::as_conversions, reason = "an enumeration of i32 has no other conversion to its number")]
    const fn number(self) -> i32 {
        self as i32
    }
}

/// The network of a number from C.
pub(crate) fn of_number(number: i32) -> Result<Network, Fault> {
    let row = NETWORKS.iter().find(|(name, _)| name.number() == number);
    row.map(|(_, network)| *network).ok_or(Fault::UnknownEnumValue { found: number })
}

/// The number of a network for C.
pub(crate) fn number(network: Network) -> Result<i32, Fault> {
    let row = NETWORKS.iter().find(|(_, known)| *known == network);
    // Every network of the core stands in the table.
    row.map(|(name, _)| name.number()).ok_or(Fault::Panic)
}
