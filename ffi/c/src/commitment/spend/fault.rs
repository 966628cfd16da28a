//! The errors of claims and sweeps.

use crate::commitment::fault::commitment_detail;
use crate::commitment::output::keelbolt_output_kind;
use crate::fault::{Detail, Fault, narrow, wide};
use crate::status::keelbolt_status::{self, *};
use protocol::amount::Sat;
use protocol::codec::transaction::{OutPoint, Txid};
use protocol::commitment::CommitmentNumber;
use protocol::commitment::spend::Error;

pub(crate) fn spend_detail(error: &Error) -> Detail {
    let of = Detail::of;
    let of_output = |status, output| Detail { output: wide(output), ..of(status) };
    let of_input = |status, input| Detail { input: wide(input), ..of(status) };
    let of_commitment = |status, number: CommitmentNumber| Detail { number: number.to_u64(), ..of(status) };
    let of_amounts =
        |status: keelbolt_status, Sat(expected), Sat(found): Sat| of(status).numbers(expected, found);
    match *error {
        Error::Commitment(error) => commitment_detail(&error),
        Error::NoSuchOutput { expected, found } => of(KEELBOLT_ERROR_NO_SUCH_OUTPUT).sizes(expected, found),
        Error::Path { output, kind } => Detail {
            kind: keelbolt_output_kind::of(kind).number(),
            htlc: wide(kind.htlc().unwrap_or_default()),
            ..of_output(KEELBOLT_ERROR_SPEND_PATH, output)
        },
        Error::SecondStagePath => of(KEELBOLT_ERROR_SECOND_STAGE_PATH),
        Error::Preimage { output } => of_output(KEELBOLT_ERROR_SPEND_PREIMAGE, output),
        Error::NotRevoked { number } => of_commitment(KEELBOLT_ERROR_NOT_REVOKED, number),
        Error::NotYetRevoked { number } => of_commitment(KEELBOLT_ERROR_NOT_YET_REVOKED, number),
        Error::NotACommitment => of(KEELBOLT_ERROR_NOT_A_COMMITMENT),
        Error::NotCombinable { output } => of_output(KEELBOLT_ERROR_NOT_COMBINABLE, output),
        Error::NoClaims => of(KEELBOLT_ERROR_NO_CLAIMS),
        Error::DuplicateClaim { outpoint: OutPoint { txid: Txid(txid), vout } } => {
            Detail { txid, output: vout.into(), ..of(KEELBOLT_ERROR_DUPLICATE_CLAIM) }
        }
        Error::Version { expected, found } => of(KEELBOLT_ERROR_CLAIM_VERSION).numbers(expected, found),
        Error::LockTime { expected, found } => of(KEELBOLT_ERROR_CLAIM_LOCK_TIME).numbers(expected, found),
        Error::Amount { expected: Sat(expected), found } => {
            of(KEELBOLT_ERROR_CLAIM_AMOUNT).if_found(expected, found.map(|Sat(found)| found))
        }
        Error::Feerate { expected, found } => of(KEELBOLT_ERROR_SWEEP_FEERATE).numbers(expected, found),
        Error::FeeExceedsAmount { expected, found } => {
            of_amounts(KEELBOLT_ERROR_FEE_EXCEEDS_AMOUNT, expected, found)
        }
        Error::Dust { expected, found } => of_amounts(KEELBOLT_ERROR_SWEEP_DUST, expected, found),
        Error::Weight { expected, found } => of(KEELBOLT_ERROR_SWEEP_WEIGHT).numbers(expected, found),
        Error::WrongKey { input } => of_input(KEELBOLT_ERROR_CLAIM_KEY, input),
        Error::SignatureCount { expected, found } => {
            of(KEELBOLT_ERROR_SIGNATURE_COUNT).sizes(expected, found)
        }
        Error::Signature { input } => of_input(KEELBOLT_ERROR_CLAIM_SIGNATURE, input),
        // An error of the core that has no number here: a defect of this library.
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

/// Puts an error together again; `None` when the status is not of one.
pub(crate) fn spend_fault(detail: &Detail) -> Option<Fault> {
    let (expected, found) = (narrow(detail.expected), narrow(detail.found));
    let (output, input) = (narrow(detail.output), narrow(detail.input));
    let word = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    let (expected_word, found_word) = (word(detail.expected), word(detail.found));
    let (expected_sat, found_sat) = (Sat(detail.expected), Sat(detail.found));
    let number = || CommitmentNumber::new(detail.number);
    let error = match detail.status {
        KEELBOLT_ERROR_NO_SUCH_OUTPUT => Error::NoSuchOutput { expected, found },
        KEELBOLT_ERROR_SPEND_PATH => {
            Error::Path { output, kind: keelbolt_output_kind::kind(detail.kind, narrow(detail.htlc))? }
        }
        KEELBOLT_ERROR_SECOND_STAGE_PATH => Error::SecondStagePath,
        KEELBOLT_ERROR_SPEND_PREIMAGE => Error::Preimage { output },
        KEELBOLT_ERROR_NOT_REVOKED => Error::NotRevoked { number: number()? },
        KEELBOLT_ERROR_NOT_YET_REVOKED => Error::NotYetRevoked { number: number()? },
        KEELBOLT_ERROR_NOT_A_COMMITMENT => Error::NotACommitment,
        KEELBOLT_ERROR_NOT_COMBINABLE => Error::NotCombinable { output },
        KEELBOLT_ERROR_NO_CLAIMS => Error::NoClaims,
        KEELBOLT_ERROR_DUPLICATE_CLAIM => Error::DuplicateClaim {
            outpoint: OutPoint { txid: Txid(detail.txid), vout: word(detail.output) },
        },
        KEELBOLT_ERROR_CLAIM_VERSION => Error::Version { expected: expected_word, found: found_word },
        KEELBOLT_ERROR_CLAIM_LOCK_TIME => Error::LockTime { expected: expected_word, found: found_word },
        KEELBOLT_ERROR_CLAIM_AMOUNT => {
            Error::Amount { expected: expected_sat, found: detail.found().map(Sat) }
        }
        KEELBOLT_ERROR_SWEEP_FEERATE => Error::Feerate { expected: expected_word, found: found_word },
        KEELBOLT_ERROR_FEE_EXCEEDS_AMOUNT => {
            Error::FeeExceedsAmount { expected: expected_sat, found: found_sat }
        }
        KEELBOLT_ERROR_SWEEP_DUST => Error::Dust { expected: expected_sat, found: found_sat },
        KEELBOLT_ERROR_SWEEP_WEIGHT => Error::Weight { expected: detail.expected, found: detail.found },
        KEELBOLT_ERROR_CLAIM_KEY => Error::WrongKey { input },
        KEELBOLT_ERROR_SIGNATURE_COUNT => Error::SignatureCount { expected, found },
        KEELBOLT_ERROR_CLAIM_SIGNATURE => Error::Signature { input },
        _ => return None,
    };
    Some(error.into())
}
