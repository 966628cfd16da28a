//! The C ABI of Keelbolt, in the manners of libsecp256k1: caller-owned memory, a status from every function, no
//! allocator, no global state, and no unwinding that crosses the border.
//!
//! The documentation of each function is written for C and becomes `keelbolt.h`
//! (`cargo run -p keelbolt-c --features header`). Its list of arguments is the contract on which the `unsafe`
//! blocks stand: a pointer is NULL or points to as much memory of the caller's as the list says.
#![cfg_attr(not(any(feature = "std", test)), no_std)]
#![deny(missing_docs, unreachable_pub, unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions
)]
#![allow(non_camel_case_types, reason = "these are the names of C")]
#![allow(clippy::missing_safety_doc, reason = "the list of arguments is the contract; see above")]

#[cfg(feature = "alloc")]
extern crate alloc;

// The header's order of functions is the order of these modules; each group is a subject.
pub mod bytes;
mod entry;
pub mod error;
mod fault;
#[cfg(feature = "alloc")]
mod heap;
mod number;
mod opaque;
#[cfg(all(feature = "panic-handler", not(any(feature = "std", test))))]
mod panic_handler;
mod pointer;
pub mod status;
pub mod subject;
pub mod version;

// Keys and feature bits, which both invoices and onions need.
pub mod features;
pub mod keys;

// Invoices that are read.
pub mod fallback;
pub mod field;
#[cfg(feature = "forced-panic")]
pub mod forced_panic;
pub mod handle;
pub mod invoice;
pub mod network;
pub mod payable;
pub mod route;

// Invoices that are made.
pub mod draft;
pub mod sign;

// Onions.
pub mod onion;

// Extended keys, MuSig2, contracts, channels on chain.
pub mod extended_key;

pub mod musig;

pub mod htlc;

pub mod commitment;

pub mod outpoint;

pub mod serialized;

#[cfg(feature = "alloc")]
pub mod channel;

// Ark.
pub mod vtxo;
