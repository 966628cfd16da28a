//! The errors of keys, secrets and commitments of a channel.

use crate::extended_key::fault::extended_key_detail;
use crate::fault::{Detail, Fault, crypto_detail, narrow, wide};
use crate::number::Mirror;
use crate::status::keelbolt_status::{self, *};
use crate::subject::keelbolt_error_subject::KEELBOLT_SUBJECT_CHANNEL_SECRETS;
use protocol::amount::{Msat, Sat};
use protocol::bytes;
use protocol::commitment::{CommitmentNumber, Error, Node};
use protocol::time::BlockHeight;

impl Detail {
    /// Adds two numbers.
    pub(crate) fn numbers(self, expected: impl Into<u64>, found: impl Into<u64>) -> Self {
        Self { expected: expected.into(), found: found.into(), ..self }
    }

    /// Adds a number that may be missing.
    pub(crate) fn if_found(self, expected: u64, found: Option<u64>) -> Self {
        Self { has_found: found.is_some().into(), ..self.numbers(expected, found.unwrap_or_default()) }
    }

    /// The number found, where it is there.
    pub(crate) fn found(&self) -> Option<u64> {
        (self.has_found != 0).then_some(self.found)
    }
}

pub(crate) fn commitment_detail(error: &Error) -> Detail {
    let of = Detail::of;
    match *error {
        Error::Key(error) => crypto_detail(&error),
        Error::Derivation(error) => extended_key_detail(&error).about(KEELBOLT_SUBJECT_CHANNEL_SECRETS),
        Error::SecretOutOfOrder { expected, found } => {
            let number = expected.map(CommitmentNumber::to_u64).unwrap_or_default();
            let detail = of(KEELBOLT_ERROR_SECRET_OUT_OF_ORDER).numbers(number, found.to_u64());
            Detail { has_expected: expected.is_some().into(), ..detail }
        }
        Error::SecretNotDerivable { found, earlier } => Detail {
            found: found.to_u64(),
            earlier: earlier.to_u64(),
            ..of(KEELBOLT_ERROR_SECRET_NOT_DERIVABLE)
        },
        Error::StoreVersion { expected, found } => of(KEELBOLT_ERROR_STORE_VERSION).numbers(expected, found),
        Error::StoreCount { expected, found } => of(KEELBOLT_ERROR_STORE_COUNT).numbers(expected, found),
        Error::Bytes(bytes::Error::Truncated { offset, expected, found }) => {
            Detail::at(KEELBOLT_ERROR_STORE_TRUNCATED, offset).sizes(expected, found)
        }
        Error::Bytes(bytes::Error::BufferTooSmall { needed, found }) => {
            Fault::too_small(needed, found).detail()
        }
        Error::FundingAmount { expected: Sat(expected), found: Sat(found) } => {
            of(KEELBOLT_ERROR_FUNDING_AMOUNT).numbers(expected, found)
        }
        Error::Balance { expected: Msat(expected), found } => {
            of(KEELBOLT_ERROR_BALANCE).if_found(expected, found.map(|Msat(found)| found))
        }
        Error::TooManyHtlcs { offered_by, expected, found } => {
            of_node(KEELBOLT_ERROR_TOO_MANY_HTLCS, offered_by).sizes(expected, found)
        }
        Error::Feerate { expected, found } => of(KEELBOLT_ERROR_COMMITMENT_FEERATE).numbers(expected, found),
        Error::FeeExceedsBalance { expected: Sat(expected), found: Sat(found) } => {
            of(KEELBOLT_ERROR_FEE_EXCEEDS_BALANCE).numbers(expected, found)
        }
        Error::BelowReserve { node, expected: Sat(expected), found: Sat(found) } => {
            of_node(KEELBOLT_ERROR_BELOW_RESERVE, node).numbers(expected, found)
        }
        Error::Signature => of(KEELBOLT_ERROR_COMMITMENT_SIGNATURE),
        Error::HtlcSignatureCount { expected, found } => {
            of(KEELBOLT_ERROR_HTLC_SIGNATURE_COUNT).sizes(expected, found)
        }
        Error::HtlcSignature { htlc, output } => {
            Detail { htlc: wide(htlc), output: output.into(), ..of(KEELBOLT_ERROR_HTLC_SIGNATURE) }
        }
        Error::CltvExpiry { htlc, expected: BlockHeight(expected), found: BlockHeight(found) } => {
            Detail { htlc: wide(htlc), ..of(KEELBOLT_ERROR_CLTV_EXPIRY).numbers(expected, found) }
        }
        // An error of the core that has no number here: a defect of this library.
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

/// An error of one of the nodes.
pub(crate) fn of_node(status: keelbolt_status, node: Node) -> Detail {
    Detail { node: node.number(), ..Detail::of(status) }
}

/// Puts an error together again; `None` when the status is not of one.
pub(crate) fn commitment_fault(detail: &Detail) -> Option<Fault> {
    let (expected, found) = (narrow(detail.expected), narrow(detail.found));
    let octet = |value: u64| u8::try_from(value).unwrap_or(u8::MAX);
    let word = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    let node = || Node::of_number(detail.node).ok();
    let error = match detail.status {
        KEELBOLT_ERROR_SECRET_OUT_OF_ORDER => Error::SecretOutOfOrder {
            expected: match detail.has_expected {
                0 => None,
                _ => Some(CommitmentNumber::new(detail.expected)?),
            },
            found: CommitmentNumber::new(detail.found)?,
        },
        KEELBOLT_ERROR_SECRET_NOT_DERIVABLE => Error::SecretNotDerivable {
            found: CommitmentNumber::new(detail.found)?,
            earlier: CommitmentNumber::new(detail.earlier)?,
        },
        KEELBOLT_ERROR_STORE_VERSION => {
            Error::StoreVersion { expected: octet(detail.expected), found: octet(detail.found) }
        }
        KEELBOLT_ERROR_STORE_COUNT => Error::StoreCount { expected: detail.expected, found: detail.found },
        KEELBOLT_ERROR_STORE_TRUNCATED => {
            Error::Bytes(bytes::Error::Truncated { offset: detail.offset, expected, found })
        }
        KEELBOLT_ERROR_FUNDING_AMOUNT => {
            Error::FundingAmount { expected: Sat(detail.expected), found: Sat(detail.found) }
        }
        KEELBOLT_ERROR_BALANCE => {
            Error::Balance { expected: Msat(detail.expected), found: detail.found().map(Msat) }
        }
        KEELBOLT_ERROR_TOO_MANY_HTLCS => Error::TooManyHtlcs { offered_by: node()?, expected, found },
        KEELBOLT_ERROR_COMMITMENT_FEERATE => {
            Error::Feerate { expected: word(detail.expected), found: word(detail.found) }
        }
        KEELBOLT_ERROR_FEE_EXCEEDS_BALANCE => {
            Error::FeeExceedsBalance { expected: Sat(detail.expected), found: Sat(detail.found) }
        }
        KEELBOLT_ERROR_BELOW_RESERVE => {
            Error::BelowReserve { node: node()?, expected: Sat(detail.expected), found: Sat(detail.found) }
        }
        KEELBOLT_ERROR_COMMITMENT_SIGNATURE => Error::Signature,
        KEELBOLT_ERROR_HTLC_SIGNATURE_COUNT => Error::HtlcSignatureCount { expected, found },
        KEELBOLT_ERROR_HTLC_SIGNATURE => {
            Error::HtlcSignature { htlc: narrow(detail.htlc), output: word(detail.output) }
        }
        KEELBOLT_ERROR_CLTV_EXPIRY => Error::CltvExpiry {
            htlc: narrow(detail.htlc),
            expected: BlockHeight(word(detail.expected)),
            found: BlockHeight(word(detail.found)),
        },
        _ => return None,
    };
    Some(error.into())
}
