//! Signing a tree of VTXOs together: MuSig2 (BIP 327) for every node at once.
//!
//! Each user signs for the nodes above its leaves, the server for all of them. What must not be is not possible to
//! write: nonces are consumed by signing, and only a [`CheckedBranch`] is signed.
//!
//! | step | user | server |
//! | --- | --- | --- |
//! | 1 | [`BranchNonces::new`], sends the public ones | [`TreeNonces::new`] |
//! | 2 | | [`aggregate_nonces`] of all |
//! | 3 | [`match_outputs`], [`Expected::check`], [`BranchNonces::sign`] | [`TreeNonces::sign`] |
//! | 4 | | [`TreeSession::aggregate`], which names whose part is wrong |
//! | 5 | [`Branch::verify`](crate::vtxo::tree::Branch::verify) | |
//!
//! Then user and server sign the leaf's own transaction of the VTXO that [`Branch::vtxo`](crate::vtxo::tree::Branch::vtxo)
//! makes of the signed branch. Only that is forfeited for, and only when
//! [`accept_locked`](crate::vtxo::VtxoRef::accept_locked) takes it: that the tree stands on an output on chain, it is the
//! first to ask.
//!
//! ```
//! # use keelbolt::amount::Sat;
//! # use keelbolt::codec::transaction::{OutPoint, Txid};
//! # use keelbolt::time::BlockHeight;
//! # use keelbolt::vtxo::{LockDelta, LockHeight, Terms, UnlockHash, policy::UserPolicy};
//! # use keelbolt::{crypto::{SecretKey, SigningContext}, entropy::Entropy, secret::Secret};
//! use keelbolt::cosign::{self, BranchNonces, Contribution, Contributions, Expected, TreeNonces, TreeSession};
//! use keelbolt::vtxo::tree::{Branch, LeafSpec, TreeSpec, UnsignedTree};
//! # let context = SigningContext::new(Entropy::new([7; 32]));
//! # let pair = |n: u8| context.key_pair(&SecretKey::parse(Secret::new([n; 32])).unwrap()).unwrap();
//! # let key = |n| pair(n).public_key();
//! # let expiry_height = LockHeight::new(BlockHeight(900_000)).unwrap();
//! # let exit_delta = LockDelta::new(144).unwrap();
//! # let terms = Terms { server_pubkey: key(1), expiry_height, exit_delta };
//! # let unlock_hash = UnlockHash([9; 32]);
//! # let leaf = |n, cosign_pubkey| LeafSpec {
//! #     policy: UserPolicy::Pubkey { user_pubkey: key(n) },
//! #     amount: Sat(1_000),
//! #     cosign_pubkey,
//! #     unlock_hash,
//! # };
//! # let utxo = OutPoint { txid: Txid([8; 32]), vout: 0 };
//! // One leaf whose owner signs, one whose owner does not; the server's key for this tree is the second one.
//! let spec = TreeSpec::new(terms, vec![key(2)], vec![leaf(3, Some(key(4))), leaf(5, None)])?;
//! let tree = UnsignedTree::build(spec.clone(), utxo)?;
//! let (user, user_nonces) = BranchNonces::new(pair(4), cosign::LEVELS, Entropy::new([10; 32]), &context)?;
//! let (server, server_nonces) =
//!     TreeNonces::new(pair(2), tree.shape().internal_nodes(), Entropy::new([11; 32]), &context)?;
//! let aggregates = cosign::aggregate_nonces(&tree, &[Some(&user_nonces), None], &[&server_nonces])?;
//!
//! let expected = Expected {
//!     leaf: spec.leaves()[0],
//!     server_pubkey: key(1),
//!     server_cosign_pubkey: key(2),
//!     exit_delta,
//!     earliest_expiry: BlockHeight(899_000),
//!     max_depth: 8,
//! };
//! let branch = expected.check(Branch::build(&spec, utxo, 0)?, &spec)?;
//! let of_user = user.sign(&branch, &aggregates)?;
//!
//! let session = TreeSession::new(&tree, &aggregates)?;
//! let of_server = server.sign(&session)?;
//! let user = Contribution { nonces: &user_nonces, partials: &of_user };
//! let server = Contribution { nonces: &server_nonces, partials: &of_server };
//! let signed = session.aggregate(&Contributions { leaves: &[Some(user), None], global: &[server] })?;
//! branch.branch().verify(&signed.signatures)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
mod error;
mod nonces;
mod outputs;
mod session;

pub use check::{CheckedBranch, Expected, NodeToSign};
pub use error::{Error, Signer};
pub use nonces::{BranchNonces, LEVELS, TreeNonces, aggregate_nonces};
pub use outputs::{earliest_expiry, match_outputs};
pub use session::{Contribution, Contributions, TreeSession};
