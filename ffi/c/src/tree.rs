//! Trees of VTXOs: one output on chain that many users share, and the transactions that divide it.

pub(crate) mod fault;
pub(crate) mod list;

// As in the library's root, the order of these is that of the header; blank lines keep the formatter from sorting.

pub mod shape;

pub mod spec;

pub mod transaction;

pub mod unsigned;

pub mod branch;

pub mod signed;
