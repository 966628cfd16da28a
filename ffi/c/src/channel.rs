//! Commitments and what follows from them: claims, sweeps, closings, and whether nodes relay all that.
//!
//! How much these take the caller cannot know beforehand, so these handles own memory of the library's.

pub(crate) mod transaction;

// As in the library's root, the order of these is that of the header; blank lines keep the formatter from sorting.

// Commitments.
pub mod parameters;

pub mod draft;

pub mod view;

pub mod sign;

pub mod htlc_transaction;

// Spends.
pub mod claim;

pub mod path;

pub mod sweep;

pub mod signed_sweep;

pub mod revoked;

// Closings.
pub mod shutdown;

pub mod negotiation;

pub mod closing;

pub mod legacy;

pub mod simple_close;

// Relay.
pub mod relay;
