//! Whether nodes relay a transaction.

mod error;

pub use error::RelayError;

use crate::bytes::Octets;
use crate::error::size;
use crate::transaction::transaction;
use bitcoin::{Amount, ScriptBuf, TxOut};
use keelbolt::commitment::relay;
use keelbolt::time::{BlockHeight, UnixTime};

/// An output that a transaction spends.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Coin {
    /// What it holds, in satoshi.
    pub value_sat: u64,
    /// Who can spend it.
    pub script_pubkey: Octets,
    /// Where its transaction stands.
    pub created: CoinCreated,
}

/// Where a transaction stands whose output is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum CoinCreated {
    /// In a block.
    Confirmed {
        /// The height of the block.
        height: u32,
    },
    /// In no block yet.
    Unconfirmed {
        /// Its version.
        version: u32,
        /// How many of its ancestors are in no block either.
        ancestors: u64,
        /// How many other transactions, in no block either, spend its outputs.
        children: u64,
    },
}

/// The chain on which a transaction is judged: it would be in the next block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ChainTip {
    /// The height of the last block.
    pub height: u32,
    /// The median of the times of the last eleven blocks (BIP 113), in seconds since 1970.
    pub median_time_past: u64,
}

/// Judges a transaction by itself, by the rules of Bitcoin Core 29 that transactions of channels can break. `coins` are
/// what its inputs spend, in their order. Returns its fee, in satoshi.
///
/// The judgement knows sizes, dust, version 3 (BIP 431), lock times and the form of witnesses. It does not run scripts.
///
/// # Errors
///
/// `MalformedTransaction`, or the first rule that it breaks.
#[uniffi::export]
pub fn check_relay(transaction: Vec<u8>, coins: Vec<Coin>, chain: ChainTip) -> Result<u64, RelayError> {
    Ok(relay::check(&self::transaction(&transaction)?, &to_core(&coins), &chain.to_core())?.0)
}

/// Judges a parent and the child that pays for it: of version 3 the parent alone may pay too little, and when it pays
/// nothing at all it may have one output of dust that the child spends. Returns the fee of both, in satoshi.
///
/// # Errors
///
/// `MalformedTransaction`, or the first rule that they break.
#[uniffi::export]
pub fn check_package_relay(
    parent: Vec<u8>,
    parent_coins: Vec<Coin>,
    child: Vec<u8>,
    child_coins: Vec<Coin>,
    chain: ChainTip,
) -> Result<u64, RelayError> {
    let (parent, child) = (transaction(&parent)?, transaction(&child)?);
    let (parent_coins, child_coins) = (to_core(&parent_coins), to_core(&child_coins));
    Ok(relay::check_package((&parent, &parent_coins), (&child, &child_coins), &chain.to_core())?.0)
}

fn to_core(coins: &[Coin]) -> Vec<relay::Coin> {
    coins.iter().map(Coin::to_core).collect()
}

impl Coin {
    fn to_core(&self) -> relay::Coin {
        let output = TxOut {
            value: Amount::from_sat(self.value_sat),
            script_pubkey: ScriptBuf::from_bytes(self.script_pubkey.as_slice().to_vec()),
        };
        let created = match self.created {
            CoinCreated::Confirmed { height } => relay::Created::Confirmed(BlockHeight(height)),
            CoinCreated::Unconfirmed { version, ancestors, children } => {
                relay::Created::Unconfirmed { version, ancestors: size(ancestors), children: size(children) }
            }
        };
        relay::Coin { output, created }
    }
}

impl ChainTip {
    const fn to_core(self) -> relay::Chain {
        relay::Chain { height: BlockHeight(self.height), median_time_past: UnixTime(self.median_time_past) }
    }
}
