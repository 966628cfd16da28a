//! Ark, the Bark dialect: virtual outputs (VTXOs), their trees, addresses and attestations.
//!
//! A VTXO is an output that is not on chain yet: a chain of signed transactions, its *genesis*, leads to it from one
//! that is, and whoever holds them can put them there at any time. Byte-compatible with Bark.
//!
//! | question | answer |
//! | --- | --- |
//! | Who may take an output, when, with what? | [`policy`] |
//! | What is a tree made from? | [`tree`] |
//! | Is it mine, and is it money? | [`VtxoRef::accept`] |

mod accept;
mod address;
mod attestation;
mod bare;
mod chain;
mod error;
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
