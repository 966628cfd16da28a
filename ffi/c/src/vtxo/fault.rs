//! The errors of VTXOs, of spends of clauses, and of addresses.

use crate::fault::{Detail, Fault, crypto_detail, crypto_error, narrow, wide};
use crate::musig::fault::musig_detail;
use crate::number::Mirror;
use crate::status::keelbolt_status::{self, *};
use crate::subject::keelbolt_error_subject::{
    self, KEELBOLT_SUBJECT_ADDRESS_POLICY, KEELBOLT_SUBJECT_CLAUSE, KEELBOLT_SUBJECT_VTXO_AGGREGATE,
    KEELBOLT_SUBJECT_VTXO_OUTPUT,
};
use protocol::amount::Sat;
use protocol::bytes;
use protocol::codec::compact_size;
use protocol::crypto;
use protocol::vtxo::policy::SpendError;
use protocol::vtxo::{AddressError, Counted, Error};

impl Detail {
    /// A place in an encoding, and what stands there.
    fn found_at(status: keelbolt_status, offset: usize, found: impl Into<u64>) -> Self {
        Self { found: found.into(), ..Self::at(status, offset) }
    }

    /// Adds what was counted.
    fn counting(self, what: Counted) -> Self {
        Self { counted: what.number(), ..self }
    }

    /// A key or a signature that is none; `cause` says why.
    pub(crate) fn caused(self, error: &crypto::Error) -> Self {
        let cause = crypto_detail(error);
        Self { cause: cause.status, found: cause.found, ..self }
    }

    /// What [`Detail::caused`] was given.
    pub(crate) fn crypto_cause(&self) -> Option<crypto::Error> {
        crypto_error(self.cause, octet(self.found))
    }
}

pub(crate) fn vtxo_detail(error: &Error) -> Detail {
    let of = Detail::of;
    let at = Detail::at;
    match *error {
        Error::Bytes(bytes::Error::Truncated { offset, expected, found }) => {
            at(KEELBOLT_ERROR_VTXO_TRUNCATED, offset).sizes(expected, found)
        }
        Error::Count(compact_size::Error::NotMinimal { offset, value }) => {
            Detail::found_at(KEELBOLT_ERROR_VTXO_COUNT, offset, value)
        }
        Error::TrailingBytes { found } => {
            Detail { found: wide(found), ..of(KEELBOLT_ERROR_VTXO_TRAILING_BYTES) }
        }
        Error::Version { found } => Detail { found: found.into(), ..of(KEELBOLT_ERROR_VTXO_VERSION) },
        Error::Height { offset, found } => Detail::found_at(KEELBOLT_ERROR_VTXO_HEIGHT, offset, found),
        Error::Delta { offset, found } => Detail::found_at(KEELBOLT_ERROR_VTXO_DELTA, offset, found),
        Error::Key { offset, error } => at(KEELBOLT_ERROR_VTXO_KEY, offset).caused(&error),
        Error::PolicyType { offset, found } => Detail::found_at(KEELBOLT_ERROR_POLICY_TYPE, offset, found),
        Error::ServerPolicy { offset, found } => {
            Detail::found_at(KEELBOLT_ERROR_SERVER_POLICY, offset, found)
        }
        Error::TransitionType { offset, found } => {
            Detail::found_at(KEELBOLT_ERROR_TRANSITION_TYPE, offset, found)
        }
        Error::NoCosigners { offset } => at(KEELBOLT_ERROR_NO_COSIGNERS, offset),
        Error::Tweak { offset } => at(KEELBOLT_ERROR_VTXO_TWEAK, offset),
        Error::Unlock { offset, found } => Detail::found_at(KEELBOLT_ERROR_VTXO_UNLOCK, offset, found),
        Error::NoOutputs { offset } => at(KEELBOLT_ERROR_NO_TRANSACTION_OUTPUTS, offset),
        Error::OutputIndex { offset, outputs, found } => {
            at(KEELBOLT_ERROR_VTXO_OUTPUT_INDEX, offset).numbers(outputs, found)
        }
        Error::ScriptLength { offset, limit, found } => {
            at(KEELBOLT_ERROR_VTXO_SCRIPT_LENGTH, offset).numbers(wide(limit), found)
        }
        Error::TooMany { what, limit, found } => {
            of(KEELBOLT_ERROR_VTXO_TOO_MANY).counting(what).numbers(wide(limit), found)
        }
        Error::CountAboveInput { what, offset, found, left } => {
            let detail = Detail::found_at(KEELBOLT_ERROR_VTXO_COUNT_ABOVE_INPUT, offset, found);
            Detail { left, ..detail.counting(what) }
        }
        Error::NoGenesis => of(KEELBOLT_ERROR_NO_GENESIS),
        Error::UnexpectedGenesis => of(KEELBOLT_ERROR_UNEXPECTED_GENESIS),
        Error::TooFewLeaves { found } => Detail { found: wide(found), ..of(KEELBOLT_ERROR_TOO_FEW_LEAVES) },
        Error::AmountOverflow { limit: Sat(expected) } => {
            Detail { expected, ..of(KEELBOLT_ERROR_VTXO_AMOUNT_OVERFLOW) }
        }
        Error::Aggregate(error) => musig_detail(&error).about(KEELBOLT_SUBJECT_VTXO_AGGREGATE),
        Error::Output(error) => crypto_detail(&error).about(KEELBOLT_SUBJECT_VTXO_OUTPUT),
        // An error of the core that has no number here: a defect of this library.
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

/// Puts an error together again; `None` when the status is not of one.
pub(crate) fn vtxo_fault(detail: &Detail) -> Option<Fault> {
    let error = vtxo_error(detail)?;
    Some(match keelbolt_error_subject::of(detail.subject) {
        Some(KEELBOLT_SUBJECT_ADDRESS_POLICY) => AddressError::Policy(error).into(),
        _ => error.into(),
    })
}

fn vtxo_error(detail: &Detail) -> Option<Error> {
    let Detail { offset, left, .. } = *detail;
    let (expected, found) = (narrow(detail.expected), narrow(detail.found));
    let found_octet = octet(detail.found);
    let what = || Counted::of_number(detail.counted).ok();
    Some(match detail.status {
        KEELBOLT_ERROR_VTXO_TRUNCATED => Error::Bytes(bytes::Error::Truncated { offset, expected, found }),
        KEELBOLT_ERROR_VTXO_COUNT => {
            Error::Count(compact_size::Error::NotMinimal { offset, value: detail.found })
        }
        KEELBOLT_ERROR_VTXO_TRAILING_BYTES => Error::TrailingBytes { found },
        KEELBOLT_ERROR_VTXO_VERSION => Error::Version { found: short(detail.found) },
        KEELBOLT_ERROR_VTXO_HEIGHT => Error::Height { offset, found: word(detail.found) },
        KEELBOLT_ERROR_VTXO_DELTA => Error::Delta { offset, found: short(detail.found) },
        KEELBOLT_ERROR_VTXO_KEY => Error::Key { offset, error: detail.crypto_cause()? },
        KEELBOLT_ERROR_POLICY_TYPE => Error::PolicyType { offset, found: found_octet },
        KEELBOLT_ERROR_SERVER_POLICY => Error::ServerPolicy { offset, found: found_octet },
        KEELBOLT_ERROR_TRANSITION_TYPE => Error::TransitionType { offset, found: found_octet },
        KEELBOLT_ERROR_NO_COSIGNERS => Error::NoCosigners { offset },
        KEELBOLT_ERROR_VTXO_TWEAK => Error::Tweak { offset },
        KEELBOLT_ERROR_VTXO_UNLOCK => Error::Unlock { offset, found: found_octet },
        KEELBOLT_ERROR_NO_TRANSACTION_OUTPUTS => Error::NoOutputs { offset },
        KEELBOLT_ERROR_VTXO_OUTPUT_INDEX => {
            Error::OutputIndex { offset, outputs: octet(detail.expected), found: found_octet }
        }
        KEELBOLT_ERROR_VTXO_SCRIPT_LENGTH => {
            Error::ScriptLength { offset, limit: expected, found: detail.found }
        }
        KEELBOLT_ERROR_VTXO_TOO_MANY => {
            Error::TooMany { what: what()?, limit: expected, found: detail.found }
        }
        KEELBOLT_ERROR_VTXO_COUNT_ABOVE_INPUT => {
            Error::CountAboveInput { what: what()?, offset, found: detail.found, left }
        }
        KEELBOLT_ERROR_NO_GENESIS => Error::NoGenesis,
        KEELBOLT_ERROR_UNEXPECTED_GENESIS => Error::UnexpectedGenesis,
        KEELBOLT_ERROR_TOO_FEW_LEAVES => Error::TooFewLeaves { found },
        KEELBOLT_ERROR_VTXO_AMOUNT_OVERFLOW => Error::AmountOverflow { limit: Sat(detail.expected) },
        _ => return None,
    })
}

pub(crate) fn clause_detail(error: &SpendError) -> Detail {
    let of = Detail::of;
    match *error {
        SpendError::NotAClause => of(KEELBOLT_ERROR_NOT_A_CLAUSE),
        SpendError::WrongPreimage => of(KEELBOLT_ERROR_CLAUSE_PREIMAGE),
        SpendError::WrongKey => of(KEELBOLT_ERROR_CLAUSE_KEY),
        SpendError::Key(error) | SpendError::Signature(error) => {
            crypto_detail(&error).about(KEELBOLT_SUBJECT_CLAUSE)
        }
        // An error of the core that has no number here: a defect of this library.
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

/// Puts an error together again; `None` when the status is not of one.
pub(crate) fn clause_fault(detail: &Detail) -> Option<Fault> {
    let error = match detail.status {
        KEELBOLT_ERROR_NOT_A_CLAUSE => SpendError::NotAClause,
        KEELBOLT_ERROR_CLAUSE_PREIMAGE => SpendError::WrongPreimage,
        KEELBOLT_ERROR_CLAUSE_KEY => SpendError::WrongKey,
        _ => return None,
    };
    Some(error.into())
}

pub(crate) fn address_detail(error: &AddressError) -> Detail {
    let of = Detail::of;
    let at = Detail::at;
    match *error {
        AddressError::TooLong { limit, found } => of(KEELBOLT_ERROR_ADDRESS_TOO_LONG).sizes(limit, found),
        AddressError::Prefix => of(KEELBOLT_ERROR_ADDRESS_PREFIX),
        AddressError::NoVersion => of(KEELBOLT_ERROR_NO_ADDRESS_VERSION),
        AddressError::Arkade => of(KEELBOLT_ERROR_ARKADE_ADDRESS),
        AddressError::Version { found } => {
            Detail { found: found.into(), ..of(KEELBOLT_ERROR_ADDRESS_VERSION) }
        }
        AddressError::Padding => of(KEELBOLT_ERROR_ADDRESS_PADDING),
        AddressError::Bytes(bytes::Error::Truncated { offset, expected, found }) => {
            at(KEELBOLT_ERROR_ADDRESS_TRUNCATED, offset).sizes(expected, found)
        }
        AddressError::FieldLength { offset, found } => {
            Detail::found_at(KEELBOLT_ERROR_ADDRESS_FIELD_LENGTH, offset, found)
        }
        AddressError::Policy(error) => vtxo_detail(&error).about(KEELBOLT_SUBJECT_ADDRESS_POLICY),
        AddressError::EmptyDelivery { offset } => at(KEELBOLT_ERROR_EMPTY_DELIVERY, offset),
        AddressError::MailboxLength { offset, found } => {
            Detail::found_at(KEELBOLT_ERROR_MAILBOX_LENGTH, offset, wide(found))
        }
        AddressError::Mailbox { offset, error } => at(KEELBOLT_ERROR_MAILBOX_KEY, offset).caused(&error),
        AddressError::KnownDelivery { found } => {
            Detail { found: found.into(), ..of(KEELBOLT_ERROR_KNOWN_DELIVERY) }
        }
        // An error of the core that has no number here: a defect of this library.
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

/// Puts an error together again; `None` when the status is not of one.
pub(crate) fn address_fault(detail: &Detail) -> Option<Fault> {
    let offset = detail.offset;
    let (expected, found) = (narrow(detail.expected), narrow(detail.found));
    let error = match detail.status {
        KEELBOLT_ERROR_ADDRESS_TOO_LONG => AddressError::TooLong { limit: expected, found },
        KEELBOLT_ERROR_ADDRESS_PREFIX => AddressError::Prefix,
        KEELBOLT_ERROR_NO_ADDRESS_VERSION => AddressError::NoVersion,
        KEELBOLT_ERROR_ARKADE_ADDRESS => AddressError::Arkade,
        KEELBOLT_ERROR_ADDRESS_VERSION => AddressError::Version { found: octet(detail.found) },
        KEELBOLT_ERROR_ADDRESS_PADDING => AddressError::Padding,
        KEELBOLT_ERROR_ADDRESS_TRUNCATED => {
            AddressError::Bytes(bytes::Error::Truncated { offset, expected, found })
        }
        KEELBOLT_ERROR_ADDRESS_FIELD_LENGTH => AddressError::FieldLength { offset, found: detail.found },
        KEELBOLT_ERROR_EMPTY_DELIVERY => AddressError::EmptyDelivery { offset },
        KEELBOLT_ERROR_MAILBOX_LENGTH => AddressError::MailboxLength { offset, found },
        KEELBOLT_ERROR_MAILBOX_KEY => AddressError::Mailbox { offset, error: detail.crypto_cause()? },
        KEELBOLT_ERROR_KNOWN_DELIVERY => AddressError::KnownDelivery { found: octet(detail.found) },
        _ => return None,
    };
    Some(error.into())
}

fn octet(number: u64) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

fn short(number: u64) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

fn word(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
