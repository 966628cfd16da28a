//! BOLT 3: keys, secrets, commitments of all formats, fees.

mod commitment;
mod fees;
mod funding;
mod keys;
mod secrets;

pub(super) use commitment::{commitment, commitment_zero_fee};
pub(super) use fees::fees_and_dust;
pub(super) use funding::funding_tx;
pub(super) use keys::key_derivation;
pub(super) use secrets::{generation, storage};
