//! MuSig2 (BIP 327): several signers make one BIP 340 signature for one aggregate key.

pub(crate) mod fault;
mod list;

// As in the library's root, the order of these is that of the header; blank lines keep the formatter from sorting.

pub mod keys;

pub mod nonce;

pub mod session;
