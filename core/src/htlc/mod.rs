//! Stand-alone hash time-locked contracts, for swaps: whoever shows a preimage is paid, until the payer may take the
//! money back.
//!
//! No specification fixes their form. Here they are
//!
//! | form | type | paths |
//! | --- | --- | --- |
//! | P2WSH, SHA-256 or HASH160 of the preimage | [`P2wshHtlc`] | claim, refund |
//! | Taproot, SHA-256 or HASH160 of the preimage | [`TaprootHtlc`] | claim, refund, cooperate (one MuSig2 signature) |
//!
//! Scripts, output scripts, addresses, weights and signature hashes need no allocator; with the feature `alloc` a
//! signed spend is a whole transaction.
//!
//! ```
//! use keelbolt::amount::Sat;
//! use keelbolt::codec::network::Network;
//! use keelbolt::codec::transaction::{OutPoint, Txid};
//! use keelbolt::crypto::{Preimage, SecretKey, SigningContext};
//! use keelbolt::entropy::Entropy;
//! use keelbolt::htlc::{Funding, HashLock, LockTime, P2wshHtlc, Terms};
//! use keelbolt::secret::Secret;
//! use keelbolt::time::BlockHeight;
//!
//! let context = SigningContext::new(Entropy::new([1; 32]));
//! let (receiver, sender) = (SecretKey::parse(Secret::new([2; 32]))?, SecretKey::parse(Secret::new([3; 32]))?);
//! let preimage = Preimage(Secret::new([4; 32]));
//! let hash = HashLock::Sha256(preimage.payment_hash());
//! let lock_time = LockTime::height(BlockHeight(900_000))?;
//! let terms =
//!     Terms::new(hash, context.public_key(&receiver)?, context.public_key(&sender)?, lock_time)?;
//!
//! let contract = P2wshHtlc::new(terms);
//! assert!(contract.program().address(Network::Bitcoin).to_string().starts_with("bc1q"));
//!
//! // The receiver claims what was paid to that address.
//! let funding = Funding { outpoint: OutPoint { txid: Txid([5; 32]), vout: 1 }, value: Sat(100_000) };
//! let destination = contract.program().script_pubkey();
//! let spend = contract.claim(&funding, &preimage, &destination, 1_000)?;
//! assert_eq!(spend.fee().0, spend.weight());
//! let claimed = spend.sign(&receiver, &context)?;
//!
//! // The sender finds the preimage in the witness, wherever it stands.
//! assert_eq!(terms.hash().preimage_in(claimed.witness()), Some(preimage));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What it does not do: watch the chain, or say when a fee must be bumped.

mod error;
mod leaves;
mod p2wsh;
mod p2wsh_spend;
mod taproot;
mod taproot_spend;
mod terms;

pub use crate::codec::hash_lock::HashLock;
pub use crate::codec::spend::{Funding, Signed};
pub use error::Error;
pub use leaves::{ClaimLeaf, RefundLeaf};
pub use p2wsh::P2wshHtlc;
pub use p2wsh_spend::P2wshSpend;
pub use taproot::TaprootHtlc;
pub use taproot_spend::TaprootSpend;
pub use terms::{LockTime, Terms};
