//! The rules that nodes ask of transactions.

use crate::fault::{Detail, Fault, crypto_detail, crypto_error, narrow, wide};
use crate::status::keelbolt_status::*;
use protocol::amount::Sat;
use protocol::commitment::relay::Error;
use protocol::time::BlockHeight;

pub(crate) fn relay_detail(error: &Error) -> Detail {
    let of = Detail::of;
    let of_output = |status, output: u32| Detail { output: output.into(), ..of(status) };
    let of_input = |status, input| Detail { input: wide(input), ..of(status) };
    match *error {
        Error::CoinCount { expected, found } => of(KEELBOLT_ERROR_COIN_COUNT).sizes(expected, found),
        Error::Empty => of(KEELBOLT_ERROR_EMPTY_TRANSACTION),
        Error::DuplicateInput => of(KEELBOLT_ERROR_DUPLICATE_INPUT),
        Error::Amount => of(KEELBOLT_ERROR_RELAY_AMOUNT),
        Error::OutputsExceedInputs { expected: Sat(expected), found: Sat(found) } => {
            of(KEELBOLT_ERROR_OUTPUTS_EXCEED_INPUTS).numbers(expected, found)
        }
        Error::Version { found } => {
            Detail { found: found.cast_unsigned().into(), ..of(KEELBOLT_ERROR_TRANSACTION_VERSION) }
        }
        Error::Weight { expected, found } => of(KEELBOLT_ERROR_TRANSACTION_WEIGHT).numbers(expected, found),
        Error::BaseSize { expected, found } => of(KEELBOLT_ERROR_BASE_SIZE).sizes(expected, found),
        Error::OutputScript { output } => of_output(KEELBOLT_ERROR_OUTPUT_SCRIPT, output),
        Error::Dust { output, expected: Sat(expected), found: Sat(found) } => {
            of_output(KEELBOLT_ERROR_RELAY_DUST, output).numbers(expected, found)
        }
        Error::DustUnspent { output } => of_output(KEELBOLT_ERROR_DUST_UNSPENT, output),
        Error::Fee { expected: Sat(expected), found: Sat(found) } => {
            of(KEELBOLT_ERROR_RELAY_FEE).numbers(expected, found)
        }
        Error::LockTime { lock_time, height: BlockHeight(height) } => {
            Detail { lock_time, height: height.into(), ..of(KEELBOLT_ERROR_LOCK_TIME) }
        }
        Error::RelativeLock { input, expected: BlockHeight(expected), found: BlockHeight(found) } => {
            of_input(KEELBOLT_ERROR_RELATIVE_LOCK, input).numbers(expected, found)
        }
        Error::RelativeTime { input } => of_input(KEELBOLT_ERROR_RELATIVE_TIME, input),
        Error::TrucParent { input, version } => {
            Detail { version, ..of_input(KEELBOLT_ERROR_TRUC_PARENT, input) }
        }
        Error::TrucAncestors { input } => of_input(KEELBOLT_ERROR_TRUC_ANCESTORS, input),
        Error::TrucDescendants { input } => of_input(KEELBOLT_ERROR_TRUC_DESCENDANTS, input),
        Error::ScriptSig { input } => of_input(KEELBOLT_ERROR_SCRIPT_SIG, input),
        Error::AnchorWitness { input } => of_input(KEELBOLT_ERROR_ANCHOR_WITNESS, input),
        Error::UnknownProgram { input } => of_input(KEELBOLT_ERROR_UNKNOWN_PROGRAM, input),
        Error::NoWitness { input } => of_input(KEELBOLT_ERROR_NO_WITNESS, input),
        Error::WitnessScript { input, expected, found } => {
            of_input(KEELBOLT_ERROR_WITNESS_SCRIPT, input).sizes(expected, found)
        }
        Error::WitnessElements { input, expected, found } => {
            of_input(KEELBOLT_ERROR_WITNESS_ELEMENTS, input).sizes(expected, found)
        }
        Error::WitnessElement { input, element, expected, found } => {
            let detail = of_input(KEELBOLT_ERROR_WITNESS_ELEMENT, input).sizes(expected, found);
            Detail { element: wide(element), ..detail }
        }
        Error::MinimalIf { input } => of_input(KEELBOLT_ERROR_MINIMAL_IF, input),
        Error::Signature { input, element, error } => Detail {
            element: wide(element),
            cause: crypto_detail(&error).status,
            ..of_input(KEELBOLT_ERROR_WITNESS_SIGNATURE, input)
        },
        Error::SighashType { input, element, found } => Detail {
            element: wide(element),
            found: found.into(),
            ..of_input(KEELBOLT_ERROR_SIGHASH_TYPE, input)
        },
        // An error of the core that has no number here: a defect of this library.
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

/// Puts an error together again; `None` when status and cause are not of one.
pub(crate) fn relay_fault(detail: &Detail) -> Option<Fault> {
    let (expected, found) = (narrow(detail.expected), narrow(detail.found));
    let (input, element) = (narrow(detail.input), narrow(detail.element));
    let word = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    let (output, found_word) = (word(detail.output), word(detail.found));
    let (expected_sat, found_sat) = (Sat(detail.expected), Sat(detail.found));
    let octet = u8::try_from(detail.found).unwrap_or(u8::MAX);
    let error = match detail.status {
        KEELBOLT_ERROR_COIN_COUNT => Error::CoinCount { expected, found },
        KEELBOLT_ERROR_EMPTY_TRANSACTION => Error::Empty,
        KEELBOLT_ERROR_DUPLICATE_INPUT => Error::DuplicateInput,
        KEELBOLT_ERROR_RELAY_AMOUNT => Error::Amount,
        KEELBOLT_ERROR_OUTPUTS_EXCEED_INPUTS => {
            Error::OutputsExceedInputs { expected: expected_sat, found: found_sat }
        }
        KEELBOLT_ERROR_TRANSACTION_VERSION => Error::Version { found: found_word.cast_signed() },
        KEELBOLT_ERROR_TRANSACTION_WEIGHT => Error::Weight { expected: detail.expected, found: detail.found },
        KEELBOLT_ERROR_BASE_SIZE => Error::BaseSize { expected, found },
        KEELBOLT_ERROR_OUTPUT_SCRIPT => Error::OutputScript { output },
        KEELBOLT_ERROR_RELAY_DUST => Error::Dust { output, expected: expected_sat, found: found_sat },
        KEELBOLT_ERROR_DUST_UNSPENT => Error::DustUnspent { output },
        KEELBOLT_ERROR_RELAY_FEE => Error::Fee { expected: expected_sat, found: found_sat },
        KEELBOLT_ERROR_LOCK_TIME => {
            Error::LockTime { lock_time: detail.lock_time, height: BlockHeight(word(detail.height)) }
        }
        KEELBOLT_ERROR_RELATIVE_LOCK => Error::RelativeLock {
            input,
            expected: BlockHeight(word(detail.expected)),
            found: BlockHeight(found_word),
        },
        KEELBOLT_ERROR_RELATIVE_TIME => Error::RelativeTime { input },
        KEELBOLT_ERROR_TRUC_PARENT => Error::TrucParent { input, version: detail.version },
        KEELBOLT_ERROR_TRUC_ANCESTORS => Error::TrucAncestors { input },
        KEELBOLT_ERROR_TRUC_DESCENDANTS => Error::TrucDescendants { input },
        KEELBOLT_ERROR_SCRIPT_SIG => Error::ScriptSig { input },
        KEELBOLT_ERROR_ANCHOR_WITNESS => Error::AnchorWitness { input },
        KEELBOLT_ERROR_UNKNOWN_PROGRAM => Error::UnknownProgram { input },
        KEELBOLT_ERROR_NO_WITNESS => Error::NoWitness { input },
        KEELBOLT_ERROR_WITNESS_SCRIPT => Error::WitnessScript { input, expected, found },
        KEELBOLT_ERROR_WITNESS_ELEMENTS => Error::WitnessElements { input, expected, found },
        KEELBOLT_ERROR_WITNESS_ELEMENT => Error::WitnessElement { input, element, expected, found },
        KEELBOLT_ERROR_MINIMAL_IF => Error::MinimalIf { input },
        KEELBOLT_ERROR_WITNESS_SIGNATURE => {
            Error::Signature { input, element, error: crypto_error(detail.cause, octet)? }
        }
        KEELBOLT_ERROR_SIGHASH_TYPE => Error::SighashType { input, element, found: octet },
        _ => return None,
    };
    Some(error.into())
}
