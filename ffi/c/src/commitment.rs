//! Channels on chain (BOLT 3): secrets, keys, scripts, and what needs no allocator of them.

pub(crate) mod fault;

// As in the library's root, the order of these is that of the header; blank lines keep the formatter from sorting.

pub mod node;

pub mod format;

pub mod channel_secrets;

pub mod secrets;

pub mod keys;

pub mod number;

pub mod template;

// What needs an allocator.
pub mod output;

pub mod spend;

pub mod closing;

pub mod relay;
