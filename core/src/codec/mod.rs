//! The encodings that the protocols share.
//!
//! [`bigsize`], [`integer`] and [`tlv`] are BOLT 1's; [`bech32`] carries invoices and addresses, [`base58`]
//! the older addresses; [`features`] are BOLT 9's bits; [`short_channel_id`] names a channel (BOLT 7);
//! [`transaction`], [`script`], [`taproot`], [`witness_program`], [`sighash`] and [`compact_size`] are Bitcoin's, as
//! [`network`] is; [`hash_lock`] and [`spend`] are what contracts of several protocols have in common.

pub mod base58;
pub mod bech32;
pub mod bigsize;
pub mod compact_size;
pub mod features;
pub mod hash_lock;
pub mod integer;
pub mod network;
pub mod script;
pub mod serialized;
pub mod short_channel_id;
pub mod sighash;
pub mod spend;
pub mod taproot;
pub mod tlv;
pub mod transaction;
pub mod witness_program;
