//! What an error about a key, a signature or a derivation belongs to: the core nests errors, C has them flat.

use crate::extended_key::fault::extended_key_fault;
use crate::fault::{Detail, Fault};
use crate::musig::fault::musig_fault;
use crate::number::numbered;
use protocol::crypto::{self, bip32, musig};
use protocol::vtxo::policy::SpendError;
use protocol::{commitment, htlc, vtxo};

/// What an error about a key, a signature or a derivation belongs to, where that decides who has to act on it and
/// what it says. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum keelbolt_error_subject {
    /// An extended key (BIP 32).
    KEELBOLT_SUBJECT_EXTENDED_KEY = 1,
    /// The secrets of a channel, derived from an extended key.
    KEELBOLT_SUBJECT_CHANNEL_SECRETS = 2,
    /// A ceremony of MuSig2 (BIP 327).
    KEELBOLT_SUBJECT_MUSIG = 3,
    /// A contract.
    KEELBOLT_SUBJECT_HTLC = 4,
    /// The aggregate key of a contract.
    KEELBOLT_SUBJECT_HTLC_AGGREGATE = 5,
    /// The aggregate key of a policy or of a node of a tree.
    KEELBOLT_SUBJECT_VTXO_AGGREGATE = 6,
    /// The output of a policy.
    KEELBOLT_SUBJECT_VTXO_OUTPUT = 7,
    /// The spend of a clause.
    KEELBOLT_SUBJECT_CLAUSE = 8,
    /// The policy in an address.
    KEELBOLT_SUBJECT_ADDRESS_POLICY = 9,
}

use keelbolt_error_subject::*;

numbered!(keelbolt_error_subject);

impl keelbolt_error_subject {
    const ALL: [Self; 9] = [
        KEELBOLT_SUBJECT_EXTENDED_KEY,
        KEELBOLT_SUBJECT_CHANNEL_SECRETS,
        KEELBOLT_SUBJECT_MUSIG,
        KEELBOLT_SUBJECT_HTLC,
        KEELBOLT_SUBJECT_HTLC_AGGREGATE,
        KEELBOLT_SUBJECT_VTXO_AGGREGATE,
        KEELBOLT_SUBJECT_VTXO_OUTPUT,
        KEELBOLT_SUBJECT_CLAUSE,
        KEELBOLT_SUBJECT_ADDRESS_POLICY,
    ];

    pub(crate) fn of(number: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.number() == number)
    }
}

impl Detail {
    pub(crate) fn about(self, subject: keelbolt_error_subject) -> Self {
        Self { subject: subject.number(), ..self }
    }
}

/// Nests an error about a key or a signature into what it belongs to.
pub(crate) fn crypto_fault(detail: &Detail, error: crypto::Error) -> Option<Fault> {
    Some(match keelbolt_error_subject::of(detail.subject) {
        None => error.into(),
        Some(KEELBOLT_SUBJECT_EXTENDED_KEY) => bip32::Error::Key(error).into(),
        Some(KEELBOLT_SUBJECT_CHANNEL_SECRETS) => {
            commitment::Error::Derivation(bip32::Error::Key(error)).into()
        }
        Some(KEELBOLT_SUBJECT_HTLC) => htlc::Error::Key(error).into(),
        Some(KEELBOLT_SUBJECT_VTXO_OUTPUT) => vtxo::Error::Output(error).into(),
        Some(KEELBOLT_SUBJECT_CLAUSE) => SpendError::Key(error).into(),
        Some(subject) => ceremony(subject, musig_fault(detail)?)?,
    })
}

/// Nests an error of a derivation or of a ceremony into what it belongs to.
pub(crate) fn nested_fault(detail: &Detail) -> Option<Fault> {
    let subject = keelbolt_error_subject::of(detail.subject);
    if let Some(error) = extended_key_fault(detail) {
        return Some(match subject {
            Some(KEELBOLT_SUBJECT_CHANNEL_SECRETS) => commitment::Error::Derivation(error).into(),
            _ => error.into(),
        });
    }
    ceremony(subject.unwrap_or(KEELBOLT_SUBJECT_MUSIG), musig_fault(detail)?)
}

fn ceremony(subject: keelbolt_error_subject, error: musig::Error) -> Option<Fault> {
    match subject {
        KEELBOLT_SUBJECT_MUSIG => Some(error.into()),
        KEELBOLT_SUBJECT_HTLC_AGGREGATE => Some(htlc::Error::Aggregate(error).into()),
        KEELBOLT_SUBJECT_VTXO_AGGREGATE => Some(vtxo::Error::Aggregate(error).into()),
        _ => None,
    }
}
