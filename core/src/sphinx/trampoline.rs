//! Trampoline payments, where nodes on the way find parts of the route (lightning/bolts #836, a proposal).
//!
//! A trampoline onion is a packet of any size that the last payload of an ordinary one carries. It is built and
//! peeled as that is; its failures are [wrapped](crate::sphinx::failure::wrap) twice, and decrypted with the
//! secrets of the outer route followed by those of the inner one.
//!
//! | question | answer |
//! | --- | --- |
//! | How do I carry it to its first node? | [`Payload::to_trampoline`] |
//! | What do I ask of a trampoline node? | [`Payload::trampoline_forward`], [`Payload::trampoline_to_paths`] |
//! | What is asked of me? | [`Instruction::Trampoline`], and by what it carries [`Payload::trampoline_instruction`] |
//! | Did the nodes before me keep to it? | [`check_outer`] |
//! | How do I fail it? | [`TrampolineFailure`] |
//!
//! [`Payload::to_trampoline`]: crate::sphinx::payload::Payload::to_trampoline
//! [`Payload::trampoline_forward`]: crate::sphinx::payload::Payload::trampoline_forward
//! [`Payload::trampoline_to_paths`]: crate::sphinx::payload::Payload::trampoline_to_paths
//! [`Instruction::Trampoline`]: crate::sphinx::payload::Instruction::Trampoline
//! [`Payload::trampoline_instruction`]: crate::sphinx::payload::Payload::trampoline_instruction

mod failure;
mod instruction;
mod paths;

pub use failure::TrampolineFailure;
pub use instruction::{Outer, TrampolineInstruction, check_outer};
pub use paths::{BlindedPayinfo, PaymentPath, PaymentPaths};
