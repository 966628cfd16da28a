//! The ceremony in which all sign a tree: MuSig2 (BIP 327) for every node at once.

pub(crate) mod fault;

// As in the library's root, the order of these is that of the header; blank lines keep the formatter from sorting.

pub mod nonces;

pub mod check;

pub mod session;

pub mod outputs;
