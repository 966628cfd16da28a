//! Keelbolt: the protocol core for Bitcoin's second layers, without I/O, without an operating system.
//!
//! Bytes and events go in; bytes and effects come out. The host owns the sockets, the disk, the clock and the
//! dice: randomness is an [`Entropy`](entropy::Entropy) argument, time is a [`UnixTime`](time::UnixTime)
//! argument, and nothing here blocks, allocates behind the caller's back or panics on input.
//!
//! | module | holds |
//! | --- | --- |
//! | [`invoice`] | BOLT 11: read, check, build and sign invoices |
//! | [`sphinx`] | BOLT 4: build, peel and fail onions |
//! | [`htlc`] | stand-alone hash time-locked contracts for swaps |
//! | [`vtxo`] | Ark (the Bark dialect): VTXOs and their trees |
//! | [`codec`] | BOLT 1 integers and TLV streams, bech32, Base58Check, BOLT 9 features |
//! | [`crypto`] | hashes, ciphers, keys, signatures |
//! | [`bytes`], [`secret`], [`entropy`], [`time`], [`amount`], [`blame`] | the values that everything stands on |
//!
//! Without the default feature `alloc` no allocator is needed. `core/ARCHITECTURE.md` in the repository tells
//! how the floors stand on each other.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs, missing_debug_implementations, unreachable_pub)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions
)]

#[cfg(feature = "alloc")]
extern crate alloc;

pub mod amount;
pub mod blame;
pub mod bytes;
pub mod entropy;
pub mod secret;
pub mod time;

pub mod crypto;

pub mod codec;

pub mod commitment;
pub mod htlc;
pub mod invoice;
pub mod sphinx;
pub mod vtxo;

#[cfg(feature = "alloc")]
pub mod cosign;
