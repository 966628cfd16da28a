//! Whether nodes relay a transaction.

use crate::bytes::keelbolt_bytes;
use crate::channel::transaction;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::pointer::{OptionalOut, Out, list, read};
use crate::status::keelbolt_status;
use alloc::vec::Vec;
use bitcoin::{Amount, ScriptBuf, TxOut};
use core::ptr;
use protocol::commitment::Template;
use protocol::commitment::relay::{self, Chain, Coin, Created};
use protocol::commitment::spend;
use protocol::time::{BlockHeight, UnixTime};

/// An output that a transaction spends. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_coin {
    /// What it holds, in satoshi.
    pub value_sat: u64,
    /// Its script.
    pub script_pubkey: keelbolt_bytes,
    /// Whether its transaction is in a block.
    pub is_confirmed: u8,
    /// Of one in a block: the height of that.
    pub height: u32,
    /// Of one in no block: its version.
    pub version: u32,
    /// Of one in no block: how many of its ancestors are in no block either.
    pub ancestors: usize,
    /// Of one in no block: how many other transactions, in no block either, spend its outputs.
    pub children: usize,
}

/// The chain on which a transaction is judged: it would be in the next block. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_chain {
    /// The height of the last block.
    pub height: u32,
    /// The median of the times of the last eleven blocks (BIP 113), in seconds since 1970.
    pub median_time_past: u64,
}

/// Judges whether nodes relay a transaction: it knows the rules that transactions of channels can break, as Bitcoin
/// Core 29 has them. It does not run scripts, and does not look into taproot witnesses.
///
/// - `fee_sat` (out): what it pays, in satoshi. Not NULL. Left unwritten on an error.
/// - `bytes`: the transaction; only read. Not NULL.
/// - `length`: how many bytes it has.
/// - `coins`: what its inputs spend, in their order; only read. NULL only when there are none.
/// - `coin_count`: how many they are.
/// - `chain`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: those from `KEELBOLT_ERROR_COIN_COUNT` to `KEELBOLT_ERROR_SIGHASH_TYPE`: the first rule that it breaks;
///   `KEELBOLT_ERROR_MALFORMED_TRANSACTION`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_relay_check(
    fee_sat: *mut u64,
    bytes: *const u8,
    length: usize,
    coins: *const keelbolt_coin,
    coin_count: usize,
    chain: *const keelbolt_chain,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(fee_sat)?;
            let (transaction, coins) = (transaction::read(bytes, length)?, self::coins(coins, coin_count)?);
            out.set(relay::check(&transaction, &coins, &read(chain)?.to_core())?.0);
            Ok(())
        })
    }
}

/// Judges a parent and the child that pays for it: of version 3 the parent alone may pay too little, and when it pays
/// nothing at all it may have one output of dust that the child spends.
///
/// - `fee_sat` (out): what both pay, in satoshi. Not NULL. Left unwritten on an error.
/// - `parent`: the parent; only read. Not NULL.
/// - `parent_length`: how many bytes it has.
/// - `parent_coins`: what its inputs spend, in their order; only read. NULL only when there are none.
/// - `parent_coin_count`: how many they are.
/// - `child`: the child; only read. Not NULL.
/// - `child_length`: how many bytes it has.
/// - `child_coins`: what its inputs spend, in their order; only read. NULL only when there are none.
/// - `child_coin_count`: how many they are.
/// - `chain`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_relay_check`: the first rule that they break; `KEELBOLT_ERROR_DUST_UNSPENT`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_relay_check_package(
    fee_sat: *mut u64,
    parent: *const u8,
    parent_length: usize,
    parent_coins: *const keelbolt_coin,
    parent_coin_count: usize,
    child: *const u8,
    child_length: usize,
    child_coins: *const keelbolt_coin,
    child_coin_count: usize,
    chain: *const keelbolt_chain,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(fee_sat)?;
            let parent = transaction::read(parent, parent_length)?;
            let parent_coins = coins(parent_coins, parent_coin_count)?;
            let child = transaction::read(child, child_length)?;
            let child_coins = coins(child_coins, child_coin_count)?;
            let chain = read(chain)?.to_core();
            out.set(relay::check_package((&parent, &parent_coins), (&child, &child_coins), &chain)?.0);
            Ok(())
        })
    }
}

/// Tells what BOLT 5, appendix A, counts for the witness that takes a revoked output. What a claim counts is less, and
/// never less than what it comes to.
///
/// - `present` (out): whether the script is one of an output that can be revoked. Not NULL.
/// - `weight` (out): in units of weight, 0 where it is not. Not NULL.
/// - `script`: the witness script; only read. NULL only with length 0.
/// - `script_length`: how many bytes it has.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_penalty_witness_weight(
    present: *mut bool,
    weight: *mut u64,
    script: *const u8,
    script_length: usize,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = OptionalOut::new(present, weight)?;
            let template = Template::recognise(list(script, script_length)?);
            out.set(template.as_ref().and_then(spend::penalty_witness_weight), 0);
            Ok(())
        })
    }
}

/// # Safety
///
/// `coins` is NULL, or aligned and readable for `count` elements; their members are as their documentation asks.
unsafe fn coins(coins: *const keelbolt_coin, count: usize) -> Result<Vec<Coin>, Fault> {
    // SAFETY: passed on from the caller.
    let coins = unsafe { list(coins, count)? };
    // SAFETY: passed on from the caller.
    coins.iter().map(|coin| unsafe { coin.to_core() }).collect()
}

impl keelbolt_coin {
    /// # Safety
    ///
    /// The members are as their documentation asks.
    unsafe fn to_core(self) -> Result<Coin, Fault> {
        // SAFETY: passed on from the caller.
        let script_pubkey = ScriptBuf::from_bytes(unsafe { self.script_pubkey.read()? }.to_vec());
        let created = match self.is_confirmed {
            0 => Created::Unconfirmed {
                version: self.version,
                ancestors: self.ancestors,
                children: self.children,
            },
            _ => Created::Confirmed(BlockHeight(self.height)),
        };
        Ok(Coin { output: TxOut { value: Amount::from_sat(self.value_sat), script_pubkey }, created })
    }
}

impl keelbolt_chain {
    const fn to_core(self) -> Chain {
        Chain { height: BlockHeight(self.height), median_time_past: UnixTime(self.median_time_past) }
    }
}
