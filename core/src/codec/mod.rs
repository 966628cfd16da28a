//! The encodings that the protocols share.
//!
//! [`bigsize`], [`integer`] and [`tlv`] are BOLT 1's; [`bech32`] carries invoices and addresses, [`base58`]
//! the older addresses; [`features`] are BOLT 9's bits; [`short_channel_id`] names a channel (BOLT 7);
//! [`transaction`], [`script`], [`taproot`], [`witness_program`] and [`sighash`] are Bitcoin's, as [`network`] is.

pub mod base58;
pub mod bech32;
pub mod bigsize;
pub mod features;
pub mod integer;
pub mod network;
pub mod script;
pub mod short_channel_id;
pub mod sighash;
pub mod taproot;
pub mod tlv;
pub mod transaction;
pub mod witness_program;
