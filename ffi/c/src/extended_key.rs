//! Extended keys (BIP 32).

pub(crate) mod fault;
