//! The errors of a ceremony.

use crate::fault::{Detail, narrow, wide};
use crate::status::keelbolt_status::*;
use crate::subject::keelbolt_error_subject::KEELBOLT_SUBJECT_MUSIG;
use protocol::crypto::musig::Error;

pub(crate) fn musig_detail(error: &Error) -> Detail {
    let of = |status| Detail::of(status).about(KEELBOLT_SUBJECT_MUSIG);
    match *error {
        Error::NoSigners => of(KEELBOLT_ERROR_NO_SIGNERS),
        Error::TooManySigners { limit, found } => of(KEELBOLT_ERROR_TOO_MANY_SIGNERS).sizes(limit, found),
        Error::TweakOutOfRange => of(KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE),
        Error::NotANonce => of(KEELBOLT_ERROR_NOT_A_NONCE),
        Error::NonceOutOfRange => of(KEELBOLT_ERROR_NONCE_OUT_OF_RANGE),
        Error::NonceOfAnotherKey => of(KEELBOLT_ERROR_NONCE_OF_ANOTHER_KEY),
        Error::NotASigner => of(KEELBOLT_ERROR_NOT_A_SIGNER),
        Error::NoSuchSigner { signers, found } => of(KEELBOLT_ERROR_NO_SUCH_SIGNER).sizes(signers, found),
        Error::Contributions { expected, found } => of(KEELBOLT_ERROR_CONTRIBUTIONS).sizes(expected, found),
        Error::PartialSignatureOutOfRange => of(KEELBOLT_ERROR_PARTIAL_SIGNATURE_OUT_OF_RANGE),
        Error::PartialSignature { signer } => {
            Detail { signer: wide(signer), ..of(KEELBOLT_ERROR_PARTIAL_SIGNATURE_MISMATCH) }
        }
        Error::SignatureMismatch => of(KEELBOLT_ERROR_SIGNATURE_MISMATCH),
        // An error of the core that has no number here: a defect of this library.
        _ => Detail::of(KEELBOLT_ERROR_PANIC),
    }
}

/// Puts an error together again; `None` when the status is not of one.
pub(crate) fn musig_fault(detail: &Detail) -> Option<Error> {
    let (expected, found) = (narrow(detail.expected), narrow(detail.found));
    Some(match detail.status {
        KEELBOLT_ERROR_NO_SIGNERS => Error::NoSigners,
        KEELBOLT_ERROR_TOO_MANY_SIGNERS => Error::TooManySigners { limit: expected, found },
        KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE => Error::TweakOutOfRange,
        KEELBOLT_ERROR_NOT_A_NONCE => Error::NotANonce,
        KEELBOLT_ERROR_NONCE_OUT_OF_RANGE => Error::NonceOutOfRange,
        KEELBOLT_ERROR_NONCE_OF_ANOTHER_KEY => Error::NonceOfAnotherKey,
        KEELBOLT_ERROR_NOT_A_SIGNER => Error::NotASigner,
        KEELBOLT_ERROR_NO_SUCH_SIGNER => Error::NoSuchSigner { signers: expected, found },
        KEELBOLT_ERROR_CONTRIBUTIONS => Error::Contributions { expected, found },
        KEELBOLT_ERROR_PARTIAL_SIGNATURE_OUT_OF_RANGE => Error::PartialSignatureOutOfRange,
        KEELBOLT_ERROR_PARTIAL_SIGNATURE_MISMATCH => {
            Error::PartialSignature { signer: narrow(detail.signer) }
        }
        KEELBOLT_ERROR_SIGNATURE_MISMATCH => Error::SignatureMismatch,
        _ => return None,
    })
}
