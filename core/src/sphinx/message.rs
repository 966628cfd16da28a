//! Onion messages (BOLT 4, "Onion Messages"): anything to anyone, over blinded paths only.
//!
//! | question | answer |
//! | --- | --- |
//! | How do I reach somebody whose path I have? | [`MessageDraft::to`]; over hops of mine, joined before it: [`BlindedPath::join`] |
//! | And somebody whose node id I have? | over a path of my own making to that node: [`PathDraft::message`] |
//! | How do they reach me? | with [`MessageDraft::reply_path`] |
//! | What if the path begins at myself? | [`BlindedPath::start_at`], then [`MessageDraft::new`] |
//! | What shall I do with this message? | [`OnionMessage::peel`]: pass it on, read it, or ignore it |
//!
//! Messages are unreliable, and no error is ever answered: one that cannot be peeled is ignored. Whether a
//! `path_id` is one that was given out, and for what, is for the host to ask.
//!
//! [`BlindedPath::join`]: crate::sphinx::blinding::BlindedPath::join
//! [`BlindedPath::start_at`]: crate::sphinx::blinding::BlindedPath::start_at
//! [`PathDraft::message`]: crate::sphinx::blinding::PathDraft::message

mod error;
mod receive;
mod send;
mod tlv;
mod wire;

pub use error::Error;
pub use receive::{Known, Received, message_buffer};
pub use send::MessageDraft;
pub use tlv::{Contents, OnionmsgTlv};
pub use wire::{MAX_PACKET_LENGTH, OnionMessage};
