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

pub mod draft;
mod entry;
pub mod error;
pub mod fallback;
mod fault;
pub mod features;
pub mod field;
#[cfg(feature = "forced-panic")]
pub mod forced_panic;
pub mod handle;
pub mod invoice;
pub mod keys;
pub mod network;
#[cfg(all(feature = "panic-handler", not(any(feature = "std", test))))]
mod panic_handler;
pub mod payable;
mod pointer;
pub mod route;
pub mod sign;
pub mod status;
pub mod version;
