//! BOLT 3, transactions: keys, secrets, scripts, and what a channel can put on chain.
//!
//! "Local" is the owner of a commitment transaction and "remote" the other node, as in the specification: of a
//! commitment that the peer owns, the peer is local.
//!
//! | question | answer |
//! | --- | --- |
//! | How do I get a channel's secrets from my seed? | [`ChannelSecrets::derive`] |
//! | Which keys does a commitment have? | [`CommitmentKeys::derive`] from both nodes' [`Basepoints`] |
//! | Which secrets spend it? | [`derive_privkey`], [`revocation_privkey`] |
//! | Which secret revokes which commitment? | [`SecretGenerator`] makes them, [`SecretStore`] keeps the peer's |
//! | Which commitment is this transaction? | [`ObscuringFactor::number`] |
//! | What stands in an output? | [`Template`], which writes scripts and recognises them |
//! | What does a commitment look like, and who signs what? | `CommitmentDraft::build`, then `Commitment` |
//! | Who takes its outputs, how, and at which fee? | [`spend`] |
//! | What ends a channel in agreement? | [`closing`] |
//! | Do nodes relay a transaction? | [`relay`] |

mod channel_secrets;
#[cfg(feature = "alloc")]
pub mod closing;
mod error;
mod fees;
mod format;
mod keys;
mod node;
mod number;
#[cfg(feature = "alloc")]
pub mod relay;
mod scripts;
mod secrets;
#[cfg(feature = "alloc")]
pub mod spend;
#[cfg(feature = "alloc")]
mod transaction;

pub use channel_secrets::ChannelSecrets;
pub use error::Error;
pub use fees::{dust_limit, fee};
pub use format::Format;
pub use keys::{
    Basepoints, CommitmentKeys, derive_privkey, derive_pubkey, revocation_privkey, revocation_pubkey,
};
pub use node::Node;
pub use number::{CommitmentNumber, ObscuringFactor};
pub use scripts::{HtlcTemplate, ScriptPubkey, Template};
pub use secrets::{PerCommitmentSecret, SecretGenerator, SecretStore};
#[cfg(feature = "alloc")]
pub use transaction::{
    ChannelParameters, Commitment, CommitmentDraft, CommitmentOutput, CommitmentSignatures, Htlc,
    HtlcTransaction, NodeParameters, OutputKind, PeerKeys, Stage,
};
