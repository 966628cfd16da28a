//! BOLT 4, onion routing: packets of which every hop can read only its own part.
//!
//! | question | answer |
//! | --- | --- |
//! | How do I send along a route? | [`SessionKey::build`], from a [`Route`] |
//! | What does this onion say to me, and where does it go? | [`OnionRef::parse`], then [`OnionRef::peel`] |
//! | What does a payment ask of me, and may it? | [`payload`] |
//! | How do I answer one that is broken? | [`Error::failure`] |
//! | What failed where, and who held the payment? | [`failure`], [`attribution`] |
//! | How am I paid or reached without being known? | [`blinding`] |
//! | How do I send something else than a payment? | [`message`] |
//! | How do others find the route for me? | `trampoline`, behind the feature of that name |
//! | Which keys come from a shared secret? | [`KeyType::key`] |

pub mod attribution;
pub mod blinding;
mod build;
mod error;
pub mod failure;
mod key;
pub mod message;
#[cfg(feature = "alloc")]
mod owned;
mod packet;
pub mod payload;
mod peel;
mod records;
#[cfg(feature = "trampoline")]
pub mod trampoline;

pub use build::{Hop, HopSecrets, Route, SessionKey};
pub use error::Error;
pub use failure::FailureCode;
pub use key::{KeyType, blinding_factor};
#[cfg(feature = "alloc")]
pub use owned::Onion;
pub use packet::{HOP_PAYLOADS_LENGTH, OnionRef, PACKET_LENGTH, ReplayTag, packet_length};
pub use peel::{Next, PEEL_BUFFER, Peeled, peel_buffer};
pub use records::{UnknownRecord, UnknownRecords};

/// The most hops whose smallest payloads fit a packet of 1300 bytes (BOLT 4, "Origin node").
pub const MAX_HOPS: usize = 27;
