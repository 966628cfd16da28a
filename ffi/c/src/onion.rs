//! Onions (BOLT 4): packets, payloads, failures, blinded paths, onion messages, and the trampoline proposal.

pub(crate) mod fault;
mod lists;

// As in the library's root, the order of these is that of the header; blank lines keep the formatter from sorting.

// Packets.
pub mod packet;

pub mod build;

pub mod key;

// Payloads, and the checks of hops.
pub mod payload;

pub mod records;

pub mod instruction;

pub mod check;

// What comes back.
pub mod failure;

pub mod reply;

pub mod attribution;

pub mod fulfillment;

// Blinded paths.
pub mod node;

pub mod recipient_data;

pub mod relay;

pub mod path;

pub mod path_key;

pub mod place;

// Onion messages.
pub mod message;

// Trampoline.
pub mod trampoline;
