//! What the origin tells each hop of a payment (BOLT 4, "`payload` format"), and how the hop judges it.
//!
//! | question | answer |
//! | --- | --- |
//! | What does the payload say? | [`Payload::parse`]: the records, each checked by itself |
//! | What am I to do? | [`Payload::instruction`]: the records that belong together, and none other |
//! | May I forward this? | [`ForwardingPolicy::check`] |
//! | Is this what I was to receive? | [`Expected::check`], then [`HtlcSet`] where it comes in parts |
//! | How do I write one? | [`Payload::forward`] and its siblings, then [`Payload::write`] |
//!
//! Every refusal is the failure to send.

mod error;
mod forward;
mod instruction;
mod read;
mod receive;
pub(in crate::sphinx) mod record;
mod set;
mod write;

pub use error::Error;
pub use forward::{ForwardingPolicy, Htlc, MAX_HTLC_CLTV};
pub use instruction::{Blinded, Forward, Instruction, Receive};
pub use read::{Payload, PaymentData};
pub use receive::Expected;
pub use set::{HtlcSet, MPP_TIMEOUT};
