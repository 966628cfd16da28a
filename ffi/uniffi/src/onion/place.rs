//! How an HTLC is failed that comes through a blinded path, or does not.

use crate::bytes::Sha256;
use crate::onion::OnionError;
use crate::onion::failure::FailureMessage;
use keelbolt::crypto;
use keelbolt::sphinx::blinding;

/// Where on a blinded path a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Place {
    /// Not on one, or its final node and first node in one.
    Outside,
    /// Its first node, which turns every failure from the path into one of its own, after a random delay.
    Introduction,
    /// Behind its first node.
    Inside,
}

/// The message that fails an HTLC.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum HtlcAnswer {
    /// `update_fail_htlc`, with this failure encrypted.
    Fail {
        /// What to say.
        failure: FailureMessage,
    },
    /// `update_fail_malformed_htlc`.
    Malformed {
        /// The code, which has the BADONION flag.
        failure_code: u16,
        /// The hash of the packet.
        sha256_of_onion: Sha256,
    },
}

/// The place of a node whose incoming `update_add_htlc` has a `path_key` or not, whose payload has a `current_path_key`
/// or not, and to which the onion ends or not.
#[uniffi::export]
#[must_use]
pub fn place_on_path(path_key: bool, current_path_key: bool, is_final: bool) -> Place {
    match blinding::Place::of(path_key, current_path_key, is_final) {
        blinding::Place::Outside => Place::Outside,
        blinding::Place::Introduction => Place::Introduction,
        blinding::Place::Inside => Place::Inside,
    }
}

#[uniffi::export]
impl Place {
    /// How to answer an HTLC that fails with `failure` here or downstream. Outside, a failure from downstream is not
    /// answered but wrapped. The hash is that of the packet that came with the HTLC.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    pub fn answer(&self, failure: FailureMessage, sha256_of_onion: Sha256) -> Result<HtlcAnswer, OnionError> {
        let place = match self {
            Self::Outside => blinding::Place::Outside,
            Self::Introduction => blinding::Place::Introduction,
            Self::Inside => blinding::Place::Inside,
        };
        Ok(match place.answer(failure.to_core(), crypto::Sha256(sha256_of_onion.0)) {
            blinding::Answer::Fail(failure) => HtlcAnswer::Fail { failure: FailureMessage::of(failure) },
            blinding::Answer::Malformed { failure_code, sha256_of_onion } => HtlcAnswer::Malformed {
                failure_code: failure_code.0,
                sha256_of_onion: Sha256(sha256_of_onion.0),
            },
        })
    }
}
