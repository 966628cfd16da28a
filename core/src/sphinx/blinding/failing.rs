//! How an HTLC is failed that comes through a blinded path, or does not.

use crate::crypto::Sha256;
use crate::sphinx::FailureCode;
use crate::sphinx::failure::FailureMessage;

/// Where on a blinded path a node stands (BOLT 4, failure messages; BOLT 2, "Removing an HTLC").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Not on one, or its final node and first node in one.
    Outside,
    /// Its first node, which turns every failure from the path into one of its own. "SHOULD add a random delay".
    Introduction,
    /// Behind its first node.
    Inside,
}

impl Place {
    /// The place of a node whose incoming `update_add_htlc` has a `path_key` or not, whose payload has a
    /// `current_path_key` or not, and to which the onion ends or not.
    #[must_use]
    pub const fn of(path_key: bool, current_path_key: bool, is_final: bool) -> Self {
        match (path_key, current_path_key, is_final) {
            (true, _, _) => Self::Inside,
            (false, true, false) => Self::Introduction,
            _ => Self::Outside,
        }
    }

    /// How to answer an HTLC that fails with `failure` here or downstream. Outside, a failure from downstream is
    /// not answered but [wrapped](crate::sphinx::failure::wrap).
    ///
    /// `sha256_of_onion` is that of the packet that came with the HTLC.
    #[must_use]
    pub const fn answer<'a>(self, failure: FailureMessage<'a>, sha256_of_onion: Sha256) -> Answer<'a> {
        match self {
            Self::Outside if failure.code().is_bad_onion() => {
                Answer::Malformed { failure_code: failure.code(), sha256_of_onion }
            }
            Self::Outside => Answer::Fail(failure),
            Self::Introduction => Answer::Fail(FailureMessage::InvalidOnionBlinding { sha256_of_onion }),
            Self::Inside => {
                Answer::Malformed { failure_code: FailureCode::INVALID_ONION_BLINDING, sha256_of_onion }
            }
        }
    }
}

/// The message that fails an HTLC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer<'a> {
    /// `update_fail_htlc`, with this in a [return packet](crate::sphinx::failure::ReturnPacket).
    Fail(FailureMessage<'a>),
    /// `update_fail_malformed_htlc`.
    Malformed {
        /// The code, which has the BADONION flag.
        failure_code: FailureCode,
        /// The hash of the packet.
        sha256_of_onion: Sha256,
    },
}
