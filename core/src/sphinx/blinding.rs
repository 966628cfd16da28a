//! Route blinding: paths to a recipient whose nodes are hidden from the sender (BOLT 4, "Route Blinding").
//!
//! | question | answer |
//! | --- | --- |
//! | How can others reach me, without knowing where I am? | [`PathDraft`] gives a [`BlindedPath`] |
//! | What shall I do with what came through a path? | [`PathSecret`] decrypts my [`EncryptedDataTlv`] |
//! | What do I forward, and to whom? | [`EncryptedDataTlv::forward_payment`], [`EncryptedDataTlv::next_node`] |
//! | What does the path cost its sender? | [`TotalRelay`] |
//! | How do two paths become one? | [`EncryptedDataTlv::leading_to`], [`BlindedPath::join`] |
//! | What if a path begins at myself? | [`BlindedPath::start_at`] |
//! | How do I fail what came through a path? | [`Place`] |
//!
//! A recipient pretends that its path is longer with hops to itself, [`PathHop::dummy`]: it peels and unblinds
//! again whatever names itself as the next node.

mod create;
mod data;
mod error;
mod failing;
mod path;
mod relay;
mod secret;

pub use create::{PathDraft, PathHop};
pub use data::{EncryptedDataTlv, NextNode};
pub use error::Error;
pub use failing::{Answer, Place};
pub use path::{BlindedHop, BlindedHops, BlindedPath, FirstNode, Start};
pub use relay::{Forward, PaymentConstraints, PaymentRelay, TotalRelay};
pub use secret::PathSecret;

pub(super) use data::{NEXT_NODE_ID, PATH_ID};

use crate::crypto::AEAD_TAG_LENGTH;

/// How many bytes longer encrypted data is than what it holds.
pub const ENCRYPTION_LENGTH: usize = AEAD_TAG_LENGTH;

/// "using the corresponding rho key and an all-zero nonce": a key encrypts one hop's data only.
const NONCE: [u8; 12] = [0; 12];
