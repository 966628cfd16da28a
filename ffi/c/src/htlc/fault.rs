//! The errors of contracts.

use crate::fault::{Detail, Fault, crypto_detail};
use crate::musig::fault::musig_detail;
use crate::status::keelbolt_status::*;
use crate::subject::keelbolt_error_subject::{KEELBOLT_SUBJECT_HTLC, KEELBOLT_SUBJECT_HTLC_AGGREGATE};
use protocol::amount::Sat;
use protocol::htlc::Error;
use protocol::time::{BlockHeight, UnixTime};

pub(crate) fn htlc_detail(error: &Error) -> Detail {
    let of = Detail::of;
    match *error {
        Error::SameKey => of(KEELBOLT_ERROR_SAME_KEY),
        Error::Height { found: BlockHeight(found) } => {
            Detail { found: found.into(), ..of(KEELBOLT_ERROR_LOCK_TIME_HEIGHT) }
        }
        Error::Time { found: UnixTime(found) } => Detail { found, ..of(KEELBOLT_ERROR_LOCK_TIME_TIME) },
        Error::Aggregate(error) => musig_detail(&error).about(KEELBOLT_SUBJECT_HTLC_AGGREGATE),
        Error::Key(error) | Error::Signature(error) => crypto_detail(&error).about(KEELBOLT_SUBJECT_HTLC),
        Error::FundingValue { found: Sat(found) } => Detail { found, ..of(KEELBOLT_ERROR_FUNDING_VALUE) },
        Error::FeeAboveValue { fee: Sat(fee), value: Sat(value) } => {
            Detail { fee, value, ..of(KEELBOLT_ERROR_FEE_ABOVE_VALUE) }
        }
        Error::BelowDustLimit { limit: Sat(expected), found: Sat(found) } => {
            Detail { expected, found, ..of(KEELBOLT_ERROR_BELOW_DUST_LIMIT) }
        }
        Error::EmptyDestination => of(KEELBOLT_ERROR_EMPTY_DESTINATION),
        Error::WrongPreimage => of(KEELBOLT_ERROR_WRONG_PREIMAGE),
        Error::WrongKey => of(KEELBOLT_ERROR_WRONG_KEY),
        // An error of the core that has no number here: a defect of this library.
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

/// Puts an error together again; `None` when the status is not of one.
pub(crate) fn htlc_fault(detail: &Detail) -> Option<Fault> {
    let found = detail.found;
    let error = match detail.status {
        KEELBOLT_ERROR_SAME_KEY => Error::SameKey,
        KEELBOLT_ERROR_LOCK_TIME_HEIGHT => {
            Error::Height { found: BlockHeight(u32::try_from(found).unwrap_or(u32::MAX)) }
        }
        KEELBOLT_ERROR_LOCK_TIME_TIME => Error::Time { found: UnixTime(found) },
        KEELBOLT_ERROR_FUNDING_VALUE => Error::FundingValue { found: Sat(found) },
        KEELBOLT_ERROR_FEE_ABOVE_VALUE => {
            Error::FeeAboveValue { fee: Sat(detail.fee), value: Sat(detail.value) }
        }
        KEELBOLT_ERROR_BELOW_DUST_LIMIT => {
            Error::BelowDustLimit { limit: Sat(detail.expected), found: Sat(found) }
        }
        KEELBOLT_ERROR_EMPTY_DESTINATION => Error::EmptyDestination,
        KEELBOLT_ERROR_WRONG_PREIMAGE => Error::WrongPreimage,
        KEELBOLT_ERROR_WRONG_KEY => Error::WrongKey,
        _ => return None,
    };
    Some(error.into())
}
