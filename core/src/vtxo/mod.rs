//! Ark, the Bark dialect: virtual outputs (VTXOs), their trees, addresses and attestations.
//!
//! A VTXO is an output that is not on chain yet: a chain of signed transactions, its *genesis*, leads to it from one
//! that is, and whoever holds them can put them there at any time. Byte-compatible with Bark.
//!
//! | question | answer |
//! | --- | --- |
//! | What does this VTXO say? | [`VtxoRef::parse`]: borrows the bytes, allocates nothing; [`Vtxo`] owns them |
//! | Which transactions put it on chain? | [`VtxoRef::hops`] |
//! | Do they lead to it, and are they relayed? | [`VtxoRef::check_chain`], [`VtxoRef::check_standard`] |
//! | Who may take an output, when, with what? | [`policy`] |
//! | What is a tree made from? | [`tree`] |
//! | Is it mine, and is it money? | [`VtxoRef::accept`] |
//! | How do I get it without the server, and until when? | [`Exit`], [`first_deadline`] |
//! | Whom do I pay, and where do I leave it? | [`Address`] |
//! | What do I sign for a server? | [`Attestation`], [`MailboxAuthorization`] |
//!
//! ```
//! use keelbolt::vtxo::{BareVtxo, VtxoRef};
//! # let hex = "02001027000000000000928a01000365a81233741893bbe2461b8d479dadc5880594fe6f7479180d5843820af72b62e0075111d0df37\
//! #     38fe77c8f05b0f71292ae6ae5eddf911f8d2bb4dbde598fcbe768f00000000010102030a752219f1b94bbdf8994a0a980cdda08c2ad094cb\
//! #     29dd834878db6dee1612ee0365a81233741893bbe2461b8d479dadc5880594fe6f7479180d5843820af72b629c9c63d9c0f739011368e00c\
//! #     2441d85816c01d637da8d57ac343c95982dd3604d8bf847bcf8a2aac44483d7ea01ec9a99f7720d0694cb3cdd3cbcca97504adaf01004a01\
//! #     00000000000000030a752219f1b94bbdf8994a0a980cdda08c2ad094cb29dd834878db6dee1612ee24e9a421d9018690eea79b11e4e4fe59\
//! #     d36aa8f46d110017e09abe350b5e315600000000";
//! # let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect();
//! // A board: one transaction leads from the chain to it.
//! let vtxo = VtxoRef::parse(&bytes)?;
//! assert_eq!((vtxo.amount().0, vtxo.genesis().len()), (10_000, 1));
//! for hop in vtxo.hops()? {
//!     let hop = hop?;
//!     hop.signature().unwrap().verify(&hop.sighash().0, hop.signer())?;
//!     assert_eq!(hop.outpoint(), vtxo.bare().point);
//! }
//! assert_eq!(BareVtxo::parse(&bytes)?.id(), vtxo.id());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What it does not do: talk to a server, or watch the chain.

mod accept;
mod address;
mod attestation;
mod bare;
mod chain;
mod error;
mod exit;
mod genesis;
mod hop;
mod id;
mod keys;
mod lock;
mod mailbox;
#[cfg(feature = "alloc")]
mod owned;
pub mod policy;
mod siblings;
mod standard;
mod terms;
mod transition;
#[cfg(feature = "alloc")]
pub mod tree;
mod view;
mod wire;

pub use accept::{AcceptedVtxo, ChainFacts, Expectation, ExpectedPolicy, LockedVtxo, NotAccepted};
pub use address::{Address, AddressError, ArkId, Delivery};
pub use attestation::{Attestation, CosignedVtxoRequest, VtxoRequest, message_digest};
pub use bare::BareVtxo;
pub use chain::ChainError;
pub use error::{Counted, Error};
pub use exit::{Deadline, Exit, ExitPackage, PointStatus, Progress, TransactionStatus, first_deadline};
pub use genesis::{GenesisItem, GenesisItems, GenesisRef};
pub use hop::{Hop, Hops};
pub use id::{NotAnId, VtxoId};
pub use keys::Keys;
pub use lock::{HashLockVersion, LockDelta, LockHeight, UnlockHash};
pub use mailbox::{BlindedMailboxId, MailboxAuthorization, MailboxId};
#[cfg(feature = "alloc")]
pub use owned::Vtxo;
pub use siblings::Siblings;
pub use standard::{ExitOutput, NotStandard};
pub use terms::Terms;
pub use transition::{Transition, Unlock};
pub use view::VtxoRef;

/// The most leaves that a tree has.
pub const MAX_LEAVES: usize = 100_000;

/// The most keys that sign for every node of a tree: the server's, and those of others who watch over it.
pub const MAX_GLOBAL_COSIGNERS: usize = 255;

/// The most keys that sign together: one for each leaf, and the global ones.
pub const MAX_COSIGNERS: usize = MAX_LEAVES + MAX_GLOBAL_COSIGNERS;

/// The most steps of a genesis. Servers stop at 100 or so.
pub const MAX_GENESIS_ITEMS: usize = 16_384;
