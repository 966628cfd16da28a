//! Extended keys (BIP 32): trees of keys from one seed.

pub(crate) mod fault;

pub mod place;

// As in the library's root, the order of these is that of the header; blank lines keep the formatter from sorting.

pub mod secret;

pub mod public;
