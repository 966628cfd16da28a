//! Keelbolt for Swift, Kotlin and Python: the types and functions that UniFFI carries over.
//!
//! Values cross as records, read whole in one call; what holds a secret or is used once is an object. This crate
//! adds no meaning of its own: it turns the core's borrowed types into owned ones and nested errors into flat ones.
//!
//! | module | holds |
//! | --- | --- |
//! | `invoice`, `payable`, `field`, `fallback`, `route` | an invoice that was read |
//! | `draft`, `unsigned` | an invoice that is made |
//! | `feature`, `network` | the tables |
//! | `bytes` | hashes, keys and signatures, which compare by content |
//! | `secret` | what is never printed |
//! | `transaction` | Bitcoin's transactions and their outputs |
//! | `signature` | hashing and signatures by themselves |
//! | `extended_key` | trees of keys from one seed |
//! | `commitment` | commitments: keys, secrets, scripts, transactions, spends, closing, relay |
//! | `htlc` | stand-alone contracts, for swaps |
//! | `musig` | one signature of several signers |
//! | `vtxo` | Ark: virtual outputs, their policies, acceptance, exits |
//! | `tree`, `cosign` | Ark: trees of them, and how they are signed together |
//! | `ark_address`, `mailbox`, `attestation` | Ark: whom to pay, where to leave it, what a server is shown |
//! | `onion` | onions: packets, payloads, failures, blinded paths, messages |
//! | `error` | every way in which a call about an invoice can fail |
#![deny(missing_debug_implementations)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions
)]

mod ark_address;
mod attestation;
mod bytes;
mod cases;
mod commitment;
mod cosign;
mod draft;
mod error;
mod extended_key;
mod fallback;
mod feature;
mod field;
mod htlc;
mod invoice;
mod mailbox;
mod musig;
mod network;
mod onion;
mod payable;
mod route;
mod secret;
mod signature;
mod transaction;
mod tree;
mod unsigned;
mod vtxo;

uniffi::setup_scaffolding!("keelbolt");

/// The version of the library, `MAJOR.MINOR.PATCH`.
#[uniffi::export]
#[must_use]
pub fn keelbolt_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
