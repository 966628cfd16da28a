//! Stand-alone hash time-locked contracts, for swaps.

pub(crate) mod fault;

// As in the library's root, the order of these is that of the header; blank lines keep the formatter from sorting.

pub mod terms;

pub mod output;

pub mod recognise;

pub mod spend;

pub mod witness;
