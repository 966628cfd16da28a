//! Onions (BOLT 4): packets, payloads, failures, blinded paths, messages, and the proposal for trampoline.
//!
//! | module | holds |
//! | --- | --- |
//! | `packet` | building and peeling |
//! | `payload`, `instruction` | what a hop is told, and what it is to do |
//! | `policy`, `receive` | whether it may: each check returns the failure to send |
//! | `failure`, `fulfillment`, `attribution` | what comes back, and who held it for how long |
//! | `path`, `data`, `relay`, `place` | blinded paths |
//! | `message` | onion messages |
//! | `trampoline` | nodes that find parts of the route; a proposal, may change |
//! | `record`, `secret` | what the others share |
//! | `error` | every way in which a call can fail |

mod attribution;
mod data;
mod error;
mod failure;
mod fulfillment;
mod instruction;
mod message;
mod packet;
mod path;
mod payload;
mod place;
mod policy;
mod receive;
mod record;
mod relay;
mod secret;
mod trampoline;

pub use error::OnionError;
