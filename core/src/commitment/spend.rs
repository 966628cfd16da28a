//! Spending what a commitment and its HTLC transactions leave on chain (BOLT 3; BOLT 5).
//!
//! A [`Claim`] is an output with the path by which it is taken. Claims make a [`Sweep`]; that is built at a feerate,
//! signed once, and gives its claims back with what was paid, so that no replacement can pay less.
//!
//! | who | takes | by |
//! | --- | --- | --- |
//! | the owner | `to_local`, the outputs of its HTLC transactions | [`Path::Delayed`] |
//! | the owner | HTLCs, with fees added to the HTLC transaction | [`Path::HtlcTransaction`] |
//! | the other node | `to_remote` | [`Path::Payment`] |
//! | the other node | HTLCs | [`Path::Preimage`], [`Path::Timeout`] |
//! | the other node | everything of a revoked commitment | [`Path::Revocation`], [`Revoked`] |
//! | both | their anchors, as children that pay for the commitment | [`Path::Anchor`], [`Sweep::with_parent`] |
//! | anybody | anchors that nobody has spent for 16 blocks | [`Path::AbandonedAnchor`] |
//!
//! An HTLC transaction without anchors pays its own fee and is complete with both signatures:
//! [`HtlcTransaction::signed`](crate::commitment::HtlcTransaction::signed).

mod claim;
mod error;
mod fee;
mod keys;
mod path;
mod revoked;
mod sign;
mod sweep;
mod unlock;
mod unsigned;

pub use claim::{Claim, ClaimKind, KeyOrigin, SigningKey};
pub use error::Error;
pub use fee::{Attempt, MIN_FEERATE, Parent};
pub use keys::SpendKeys;
pub use path::{Path, Revocation};
pub use revoked::Revoked;
pub use sign::SignedSweep;
pub use sweep::Sweep;
pub use unlock::penalty_witness_weight;
pub use unsigned::{SignatureRequest, UnsignedSweep};
