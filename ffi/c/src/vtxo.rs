//! Ark, the Bark dialect: virtual outputs (VTXOs), what they are locked by, whom they pay and what is signed for them.

pub mod counted;
pub(crate) mod fault;
mod list;

// As in the library's root, the order of these is that of the header; blank lines keep the formatter from sorting.

// What outputs are locked by.
pub mod lock;

pub mod terms;

pub mod policy;

// VTXOs: what they say, which transactions put them on chain, whether they are money, and how they are taken.
pub mod bare;

pub mod view;

pub mod genesis;

pub mod exit_transaction;

pub mod chain;

pub mod accept;

pub mod exit;

pub mod progress;

// What is told to others.
pub mod id;

pub mod address;

pub mod attestation;

pub mod message;

pub mod mailbox;
