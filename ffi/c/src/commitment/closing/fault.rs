//! The errors of closing.

use crate::commitment::fault::{commitment_detail, of_node};
use crate::fault::{Detail, Fault, crypto_detail, narrow};
use crate::number::Mirror;
use crate::status::keelbolt_status::{self, *};
use protocol::amount::Sat;
use protocol::commitment::Node;
use protocol::commitment::closing::{ClosingVariant, Error, FeeRange, ShutdownForm};

pub(crate) fn closing_detail(error: &Error) -> Detail {
    let of = Detail::of;
    let of_amounts =
        |status: keelbolt_status, Sat(expected), Sat(found): Sat| of(status).numbers(expected, found);
    let of_variant = |status, variant: ClosingVariant| Detail { variant: variant.number(), ..of(status) };
    match *error {
        Error::Key(error) => crypto_detail(&error),
        Error::Commitment(error) => commitment_detail(&error),
        Error::Script { length } => Detail { length, ..of(KEELBOLT_ERROR_SHUTDOWN_SCRIPT) },
        Error::NotNegotiated { form } => {
            Detail { form: form.number(), ..of(KEELBOLT_ERROR_SHUTDOWN_NOT_NEGOTIATED) }
        }
        Error::UpfrontScript => of(KEELBOLT_ERROR_UPFRONT_SCRIPT),
        Error::FeeExceedsBalance { expected, found } => {
            of_amounts(KEELBOLT_ERROR_CLOSING_FEE_EXCEEDS_BALANCE, expected, found)
        }
        Error::NoOutputs => of(KEELBOLT_ERROR_NO_OUTPUTS),
        Error::Dust { expected, found } => of_amounts(KEELBOLT_ERROR_CLOSING_DUST, expected, found),
        Error::AllDust => of(KEELBOLT_ERROR_ALL_DUST),
        Error::NoOverlap { expected, found } => Detail {
            expected_max: expected.max.0,
            found_max: found.max.0,
            ..of_amounts(KEELBOLT_ERROR_NO_OVERLAP, expected.min, found.min)
        },
        Error::FeeOutOfRange { expected, found } => Detail {
            expected_max: expected.max.0,
            ..of_amounts(KEELBOLT_ERROR_FEE_OUT_OF_RANGE, expected.min, found)
        },
        Error::FeeChanged { expected, found } => of_amounts(KEELBOLT_ERROR_FEE_CHANGED, expected, found),
        Error::FeeNotBetween { low: Sat(low), high: Sat(high), found: Sat(found) } => {
            Detail { low, high, found, ..of(KEELBOLT_ERROR_FEE_NOT_BETWEEN) }
        }
        Error::NoFeeBetween { low: Sat(low), high: Sat(high) } => {
            Detail { low, high, ..of(KEELBOLT_ERROR_NO_FEE_BETWEEN) }
        }
        Error::Signature { node } => of_node(KEELBOLT_ERROR_CLOSING_SIGNATURE, node),
        Error::VariantMissing { expected } => of_variant(KEELBOLT_ERROR_VARIANT_MISSING, expected),
        Error::VariantNotOffered { found } => of_variant(KEELBOLT_ERROR_VARIANT_NOT_OFFERED, found),
        Error::SignatureCount { expected, found } => {
            of(KEELBOLT_ERROR_CLOSING_SIGNATURE_COUNT).sizes(expected, found)
        }
        // An error of the core that has no number here: a defect of this library.
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

/// Puts an error together again; `None` when the status is not of one.
pub(crate) fn closing_fault(detail: &Detail) -> Option<Fault> {
    let (expected, found) = (Sat(detail.expected), Sat(detail.found));
    let (low, high) = (Sat(detail.low), Sat(detail.high));
    let expected_range = FeeRange { min: expected, max: Sat(detail.expected_max) };
    let found_range = FeeRange { min: found, max: Sat(detail.found_max) };
    let variant = || ClosingVariant::of_number(detail.variant).ok();
    let error = match detail.status {
        KEELBOLT_ERROR_SHUTDOWN_SCRIPT => Error::Script { length: detail.length },
        KEELBOLT_ERROR_SHUTDOWN_NOT_NEGOTIATED => {
            Error::NotNegotiated { form: ShutdownForm::of_number(detail.form).ok()? }
        }
        KEELBOLT_ERROR_UPFRONT_SCRIPT => Error::UpfrontScript,
        KEELBOLT_ERROR_CLOSING_FEE_EXCEEDS_BALANCE => Error::FeeExceedsBalance { expected, found },
        KEELBOLT_ERROR_NO_OUTPUTS => Error::NoOutputs,
        KEELBOLT_ERROR_CLOSING_DUST => Error::Dust { expected, found },
        KEELBOLT_ERROR_ALL_DUST => Error::AllDust,
        KEELBOLT_ERROR_NO_OVERLAP => Error::NoOverlap { expected: expected_range, found: found_range },
        KEELBOLT_ERROR_FEE_OUT_OF_RANGE => Error::FeeOutOfRange { expected: expected_range, found },
        KEELBOLT_ERROR_FEE_CHANGED => Error::FeeChanged { expected, found },
        KEELBOLT_ERROR_FEE_NOT_BETWEEN => Error::FeeNotBetween { low, high, found },
        KEELBOLT_ERROR_NO_FEE_BETWEEN => Error::NoFeeBetween { low, high },
        KEELBOLT_ERROR_CLOSING_SIGNATURE => Error::Signature { node: Node::of_number(detail.node).ok()? },
        KEELBOLT_ERROR_VARIANT_MISSING => Error::VariantMissing { expected: variant()? },
        KEELBOLT_ERROR_VARIANT_NOT_OFFERED => Error::VariantNotOffered { found: variant()? },
        KEELBOLT_ERROR_CLOSING_SIGNATURE_COUNT => {
            Error::SignatureCount { expected: narrow(detail.expected), found: narrow(detail.found) }
        }
        _ => return None,
    };
    Some(error.into())
}
