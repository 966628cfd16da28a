//! Where in the tree a key is.

use crate::fault::Fault;
use crate::network;
use protocol::crypto::bip32::{ChildNumber, Network, Place};
use protocol::invoice;

/// Where in the tree a key is. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_key_place {
    /// A `keelbolt_network`: mainnet, or testnet for all others, which keys do not tell apart.
    pub network: i32,
    /// Which child of its parent: the index, plus 2^31 for hardened children; 0 for the master key.
    pub child_number: u32,
    /// How many steps below the master key: 0 for that itself.
    pub depth: u8,
    /// The fingerprint of the parent; zeros for the master key.
    pub parent_fingerprint: [u8; 4],
}

impl keelbolt_key_place {
    pub(super) fn of(place: &Place) -> Result<Self, Fault> {
        let network = match place.network {
            Network::Mainnet => invoice::Network::Bitcoin,
            Network::Testnet => invoice::Network::Testnet,
        };
        Ok(Self {
            network: network::number(network)?,
            child_number: place.child_number.to_u32(),
            depth: place.depth,
            parent_fingerprint: place.parent_fingerprint,
        })
    }
}

/// The kind of network of a number from C.
pub(super) fn network_of(number: i32) -> Result<Network, Fault> {
    Ok(match network::of_number(number)? {
        invoice::Network::Bitcoin => Network::Mainnet,
        _ => Network::Testnet,
    })
}

/// A child by its index.
pub(super) fn child(index: u32, is_hardened: bool) -> Result<ChildNumber, Fault> {
    let child = if is_hardened { ChildNumber::hardened(index) } else { ChildNumber::normal(index) };
    Ok(child?)
}
