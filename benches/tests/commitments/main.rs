//! Keys, secrets, scripts and transactions of channels, their spends and their ends, made by Keelbolt and by
//! `lightning`.
//!
//! `KEELBOLT_DIFFERENTIAL_CASES` sets how many; 500 when it is absent. All three formats are compared: the peer makes
//! zero-fee commitments too. The two use different versions of the curve's library: nothing but bytes goes from one to
//! the other. Which outputs there are, and with how much, the peer leaves to its caller: `peer.rs` says it anew, from
//! BOLT 3.

mod closings;
mod draw;
mod keys;
mod nodes;
mod peer;
mod plan;
mod scripts;
mod secrets;
mod spends;
mod transactions;
