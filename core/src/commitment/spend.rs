//! Spending what a commitment and its HTLC transactions leave on chain (BOLT 3; BOLT 5).
//!
//! A [`Claim`] is an output with the path by which it is taken. Claims make a [`Sweep`], or [several](Sweep::batches)
//! when they are too many for a transaction. A sweep is built at a feerate, signed once, and gives its claims back with
//! what was paid, so that no replacement can pay less.
//!
//! | who | takes | by |
//! | --- | --- | --- |
//! | the owner | `to_local`, the outputs of its HTLC transactions | [`Path::Delayed`] |
//! | the owner | HTLCs, with fees added to the HTLC transaction | [`Path::HtlcTransaction`] |
//! | the other node | `to_remote` | [`Path::Payment`] |
//! | the other node | HTLCs | [`Path::Preimage`], [`Path::Timeout`] |
//! | the other node | everything of a revoked commitment | [`Path::Revocation`], [`Revoked`] |
//! | both | their anchors, as children that pay for the commitment | [`Path::Anchor`], [`Sweep::with_parent`] |
//! | anybody | anchors that nobody has spent for 16 blocks | [`Path::AbandonedAnchor`] |
//!
//! An HTLC transaction without anchors pays its own fee and is complete with both signatures:
//! [`HtlcTransaction::signed`](crate::commitment::HtlcTransaction::signed).
//!
//! ```
//! use keelbolt::commitment::spend::{Path, SpendKeys, Sweep};
//! use keelbolt::commitment::{CommitmentDraft, OutputKind};
//! # use keelbolt::amount::{Msat, Sat};
//! # use keelbolt::codec::transaction::{OutPoint, Txid};
//! # use keelbolt::commitment::{Basepoints, ChannelParameters, CommitmentNumber, Format, Node, NodeParameters};
//! # use keelbolt::crypto::{SecretKey, SigningContext};
//! # use keelbolt::{entropy::Entropy, secret::Secret};
//! # let context = SigningContext::new(Entropy::new([7; 32]));
//! # let secret = |n: u8| SecretKey::parse(Secret::new([n; 32])).unwrap();
//! # let point = |n: u8| context.public_key(&secret(n)).unwrap();
//! # let node = |n: u8| NodeParameters {
//! #     basepoints: Basepoints {
//! #         funding_pubkey: point(n),
//! #         revocation_basepoint: point(n + 1),
//! #         payment_basepoint: point(n + 2),
//! #         delayed_payment_basepoint: point(n + 3),
//! #         htlc_basepoint: point(n + 4),
//! #     },
//! #     dust_limit: Sat(354),
//! #     to_self_delay: 144,
//! # };
//! # let channel = ChannelParameters {
//! #     format: Format::Anchors,
//! #     funding: OutPoint { txid: Txid([1; 32]), vout: 0 },
//! #     funding_amount: Sat(100_000),
//! #     opener: node(10),
//! #     accepter: node(20),
//! # };
//! # let draft = CommitmentDraft {
//! #     owner: Node::Opener,
//! #     number: CommitmentNumber::FIRST,
//! #     per_commitment_point: point(30),
//! #     opener_balance: Msat(100_000_000),
//! #     accepter_balance: Msat(0),
//! #     feerate_per_kw: 500,
//! #     htlcs: &[],
//! # };
//! # let keys = SpendKeys {
//! #     basepoints: &channel.opener.basepoints,
//! #     funding: &secret(10),
//! #     revocation_basepoint: &secret(11),
//! #     payment_basepoint: &secret(12),
//! #     delayed_payment_basepoint: &secret(13),
//! #     htlc_basepoint: &secret(14),
//! # };
//! # let wallet = bitcoin::ScriptBuf::from_bytes([vec![0, 20], vec![9; 20]].concat());
//! let commitment = draft.build(&channel)?;
//! let to_local = commitment.outputs().iter().position(|output| output.kind == OutputKind::ToLocal);
//! let claim = commitment.claim(to_local.unwrap(), &Path::Delayed)?;
//! assert_eq!(claim.sequence, 144);
//! let first = Sweep::new(vec![claim], wallet.clone())?.build(1_000)?.sign(&keys, &context)?;
//!
//! // It is not in a block yet: what replaces it pays more, also at a lower feerate.
//! let paid = first.fee();
//! let second = Sweep::new(first.into_claims(), wallet)?.build(500)?.sign(&keys, &context)?;
//! assert!(second.fee() > paid);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod claim;
mod error;
mod fee;
mod keys;
mod path;
mod reveal;
mod revoked;
mod sign;
mod sweep;
mod unlock;
mod unsigned;

pub use claim::{Claim, ClaimKind, KeyOrigin, SigningKey};
pub use error::Error;
pub use fee::{Attempt, MIN_FEERATE, Parent};
pub use keys::SpendKeys;
pub use path::{Path, Revocation};
pub use revoked::Revoked;
pub use sign::SignedSweep;
pub use sweep::Sweep;
pub use unlock::penalty_witness_weight;
pub use unsigned::{SignatureRequest, UnsignedSweep};
