//! MuSig2 (BIP 327).

pub(crate) mod fault;
