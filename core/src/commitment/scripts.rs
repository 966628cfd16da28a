//! The scripts of a channel's outputs (BOLT 3, "Funding Transaction Output", "Commitment Transaction Outputs").

mod recognise;
mod script_pubkey;
mod template;

pub use script_pubkey::ScriptPubkey;
pub use template::{HtlcTemplate, Template};
