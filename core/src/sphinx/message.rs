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
//! ```
//! use keelbolt::crypto::{SecretKey, SigningContext};
//! use keelbolt::entropy::Entropy;
//! use keelbolt::secret::Secret;
//! use keelbolt::sphinx::SessionKey;
//! use keelbolt::sphinx::blinding::{EncryptedDataTlv, PathDraft, PathHop};
//! use keelbolt::sphinx::message::{Contents, Known, MessageDraft, Received};
//!
//! # let (random_blinding, random_path, random_session) = ([1; 32], [2; 32], [3; 32]);
//! # let bob_key = SecretKey::parse(Secret::new([4; 32])).unwrap();
//! let context = SigningContext::new(Entropy::new(random_blinding));
//! let bob = context.public_key(&bob_key).unwrap();
//! let hops = [PathHop { node_id: bob, data: EncryptedDataTlv::for_recipient(b"only Bob knows") }];
//! let mut path = [0; 256];
//! let path = PathDraft::message(&hops).write(Entropy::new(random_path), &context, &mut path)?;
//!
//! let mut draft = MessageDraft::to(&path);
//! draft.contents = Some(Contents::InvoiceRequest(&[1, 2, 3]));
//! let mut buffer = [0; 2048];
//! let session_key = SessionKey::new(Entropy::new(random_session))?;
//! let message = draft.write::<1>(session_key, &context, &mut buffer)?;
//!
//! // Bob, with the message that a peer has brought him:
//! let mut peeled = [0; 4096];
//! match message.peel(&bob_key, &Known::default(), &mut peeled)? {
//!     Received::Final { payload, .. } => assert_eq!(payload.contents, draft.contents),
//!     Received::Forward { .. } => unreachable!("the path has one hop"),
//! }
//! # Ok::<(), keelbolt::sphinx::message::Error>(())
//! ```
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
