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
//!
//! ```
//! use keelbolt::crypto::{SecretKey, SigningContext};
//! use keelbolt::entropy::Entropy;
//! use keelbolt::secret::Secret;
//! use keelbolt::sphinx::blinding::{EncryptedDataTlv, NextNode, PathDraft, PathHop, PathSecret};
//!
//! # let (random_blinding, random_session) = ([1; 32], [2; 32]);
//! # let [bob_key, my_key] = [3, 4].map(|byte| SecretKey::parse(Secret::new([byte; 32])).unwrap());
//! let context = SigningContext::new(Entropy::new(random_blinding));
//! let [bob, me] = [&bob_key, &my_key].map(|key| context.public_key(key).unwrap());
//! let hops = [
//!     PathHop { node_id: bob, data: EncryptedDataTlv::to_node(me) },
//!     PathHop { node_id: me, data: EncryptedDataTlv::for_recipient(b"what only I know") },
//! ];
//! let mut buffer = [0; 512];
//! let path = PathDraft::message(&hops).write(Entropy::new(random_session), &context, &mut buffer)?;
//!
//! // Bob, with what the onion brings him:
//! let (first, _) = path.hops().split_first().unwrap();
//! let secret = PathSecret::derive(path.first_path_key, &bob_key);
//! let mut decrypted = [0; 256];
//! let data = secret.decrypt(first.encrypted_recipient_data, &mut decrypted)?;
//! assert_eq!(data.next_node()?, Some(NextNode::NodeId(me)));
//! # Ok::<(), keelbolt::sphinx::blinding::Error>(())
//! ```

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
