//! Stand-alone hash time-locked contracts, for swaps: whoever shows a preimage is paid, until the payer may take the
//! money back.
//!
//! | module | holds |
//! | --- | --- |
//! | `terms` | what receiver and sender agree on |
//! | `p2wsh` | the contract as P2WSH: claim, refund |
//! | `taproot` | the contract as Taproot: claim, refund, cooperate |
//! | `leaf` | the scripts of the Taproot form |
//! | `signed` | a spend that can be broadcast |
//! | `error` | every way in which a call can fail |

mod error;
mod leaf;
mod p2wsh;
mod signed;
mod taproot;
mod terms;

pub use error::HtlcError;
pub(crate) use signed::SignedHtlcSpend;
