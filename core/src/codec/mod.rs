//! The encodings that the protocols share.
//!
//! [`bigsize`], [`integer`] and [`tlv`] are BOLT 1's; [`bech32`] carries invoices and addresses, [`base58`]
//! the older addresses; [`features`] are BOLT 9's bits; [`short_channel_id`] names a channel (BOLT 7);
//! [`transaction`], [`script`] and [`sighash`] are Bitcoin's.

pub mod base58;
pub mod bech32;
pub mod bigsize;
pub mod features;
pub mod integer;
pub mod script;
pub mod short_channel_id;
pub mod sighash;
pub mod tlv;
pub mod transaction;
