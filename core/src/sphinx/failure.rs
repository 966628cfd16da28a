//! Failures on their way back to the origin (BOLT 4, "Returning Errors", "Failure Messages").
//!
//! | who | does |
//! | --- | --- |
//! | the erring node | says what failed in a [`FailureMessage`], and sends a [`ReturnPacket`] |
//! | a node on the way back | [`wrap`] |
//! | the origin | [`decrypt`]: who failed, what it said, and who held the payment for how long |
//!
//! ```
//! use keelbolt::crypto::SharedSecret;
//! use keelbolt::secret::Secret;
//! use keelbolt::sphinx::failure::{FailureMessage, ReturnPacket, decrypt, wrap};
//!
//! let secrets = [1, 2, 3].map(|byte| SharedSecret::new(Secret::new([byte; 32])));
//! let mut buffer = [0; 512];
//! let reason = ReturnPacket::new(FailureMessage::MppTimeout).write(&secrets[2], None, &mut buffer)?;
//! let reason = wrap(reason, &secrets[1], None);
//! let reason = wrap(reason, &secrets[0], None);
//!
//! let failure = decrypt(reason, None, &secrets)?.failure.unwrap();
//! assert_eq!(failure.hop, 2);
//! assert_eq!(FailureMessage::parse(failure.failuremsg)?.0, FailureMessage::MppTimeout);
//! # Ok::<(), keelbolt::sphinx::failure::Error>(())
//! ```

mod code;
mod decrypt;
mod error;
mod message;
mod packet;

pub use code::FailureCode;
pub use decrypt::{Decrypted, Failure, decrypt};
pub use error::Error;
pub use message::FailureMessage;
pub use packet::{ReturnPacket, wrap};

/// What `failuremsg` and its padding take at least, together and in bytes (BOLT 4, "Erring node").
pub const PADDED_LENGTH: usize = 256;

/// The most a return packet may take, in bytes (lightning/bolts #1349).
pub const MAX_PACKET_LENGTH: usize = 32_768;

/// `hmac`, before everything that it covers.
const HMAC_LENGTH: usize = 32;
