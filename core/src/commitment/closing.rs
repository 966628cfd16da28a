//! Closing a channel together (BOLT 2, "Channel Close"; BOLT 3, "Legacy Closing Transaction", "Closing Transaction").
//!
//! | step | by |
//! | --- | --- |
//! | May `shutdown` name this script? | [`ShutdownRules::check`] |
//! | Which fee does one answer to `closing_signed`? | [`LegacyNegotiation::answer`] |
//! | What is signed then? | [`LegacyClosing`] |
//! | Which signatures does `closing_complete` offer, and which is taken? | [`SimpleClose`] |

mod error;
mod legacy;
mod negotiation;
mod script;
mod simple;
mod transaction;

pub use error::Error;
pub use legacy::LegacyClosing;
pub use negotiation::{Answer, FeeRange, LegacyNegotiation, Proposal};
pub use script::{ShutdownForm, ShutdownRules};
pub use simple::{ClosingSignatures, ClosingVariant, SimpleClose};
pub use transaction::ClosingTransaction;
