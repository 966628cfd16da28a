//! The errors of a ceremony in which a tree is signed.

use crate::cosign::session::keelbolt_tree_signer_kind::*;
use crate::fault::{Detail, Fault, narrow, wide};
use crate::status::keelbolt_status::*;
use protocol::amount::Sat;
use protocol::cosign::{Error, Signer};
use protocol::time::BlockHeight;
use protocol::vtxo::LockDelta;

impl Detail {
    fn by(self, signer: Signer) -> Self {
        let (kind, place) = match signer {
            Signer::Leaf(leaf) => (KEELBOLT_TREE_SIGNER_LEAF, leaf),
            Signer::Global(place) => (KEELBOLT_TREE_SIGNER_GLOBAL, place),
        };
        Self { signer_kind: kind.number(), signer: wide(place), ..self }
    }

    fn tree_signer(&self) -> Option<Signer> {
        const LEAF: i32 = KEELBOLT_TREE_SIGNER_LEAF.number();
        const GLOBAL: i32 = KEELBOLT_TREE_SIGNER_GLOBAL.number();
        match self.signer_kind {
            LEAF => Some(Signer::Leaf(narrow(self.signer))),
            GLOBAL => Some(Signer::Global(narrow(self.signer))),
            _ => None,
        }
    }
}

pub(crate) fn cosign_detail(error: &Error) -> Detail {
    let of = Detail::of;
    let at_node = |status, node| Detail { tree_node: node, ..of(status) };
    match *error {
        Error::Output { output } => Detail { output: wide(output), ..of(KEELBOLT_ERROR_NO_LEAF_FOR_OUTPUT) },
        Error::Policy => of(KEELBOLT_ERROR_LEAF_POLICY),
        Error::Amount { expected: Sat(expected), found: Sat(found) } => {
            of(KEELBOLT_ERROR_LEAF_AMOUNT).numbers(expected, found)
        }
        Error::UnlockHash => of(KEELBOLT_ERROR_LEAF_UNLOCK_HASH),
        Error::CosignKey => of(KEELBOLT_ERROR_COSIGN_KEY),
        Error::ServerKey => of(KEELBOLT_ERROR_TREE_SERVER_KEY),
        Error::ServerDoesNotSign => of(KEELBOLT_ERROR_SERVER_DOES_NOT_SIGN),
        Error::ExitDelta { expected, found } => {
            of(KEELBOLT_ERROR_TREE_EXIT_DELTA).numbers(expected.blocks(), found.blocks())
        }
        Error::Expiry { expected, found } => of(KEELBOLT_ERROR_TREE_EXPIRY).numbers(expected.0, found.0),
        Error::Depth { expected, found } => of(KEELBOLT_ERROR_TREE_DEPTH).sizes(expected, found),
        Error::Dust { node, output, expected: Sat(expected), found: Sat(found) } => {
            let detail = at_node(KEELBOLT_ERROR_TREE_DUST, node).numbers(expected, found);
            Detail { output: wide(output), ..detail }
        }
        Error::SignerCount { expected, found } => of(KEELBOLT_ERROR_SIGNER_COUNT).sizes(expected, found),
        Error::Contribution { leaf, expected } => {
            Detail { leaf, expected: expected.into(), ..of(KEELBOLT_ERROR_CONTRIBUTION_OF_LEAF) }
        }
        Error::NonceCount { signer, expected, found } => {
            of(KEELBOLT_ERROR_TREE_NONCE_COUNT).by(signer).sizes(expected, found)
        }
        Error::AggregateNonceCount { expected, found } => {
            of(KEELBOLT_ERROR_AGGREGATE_NONCE_COUNT).sizes(expected, found)
        }
        Error::PartialSignatureCount { signer, expected, found } => {
            of(KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE_COUNT).by(signer).sizes(expected, found)
        }
        Error::PartialSignature { signer, node } => {
            at_node(KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE, node).by(signer)
        }
        Error::AggregateNonce { node } => at_node(KEELBOLT_ERROR_TREE_AGGREGATE_NONCE, node),
        // What is nested is never given, and an error of the core that has no number here is a defect of this library.
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

/// Puts an error together again; `None` when the status is not of one.
pub(crate) fn cosign_fault(detail: &Detail) -> Option<Fault> {
    let Detail { tree_node: node, leaf, .. } = *detail;
    let (expected, found) = (narrow(detail.expected), narrow(detail.found));
    let delta = |value: u64| LockDelta::new(u16::try_from(value).ok()?);
    let height = |value: u64| BlockHeight(u32::try_from(value).unwrap_or(u32::MAX));
    let output = narrow(detail.output);
    let error = match detail.status {
        KEELBOLT_ERROR_NO_LEAF_FOR_OUTPUT => Error::Output { output },
        KEELBOLT_ERROR_LEAF_POLICY => Error::Policy,
        KEELBOLT_ERROR_LEAF_AMOUNT => {
            Error::Amount { expected: Sat(detail.expected), found: Sat(detail.found) }
        }
        KEELBOLT_ERROR_LEAF_UNLOCK_HASH => Error::UnlockHash,
        KEELBOLT_ERROR_COSIGN_KEY => Error::CosignKey,
        KEELBOLT_ERROR_TREE_SERVER_KEY => Error::ServerKey,
        KEELBOLT_ERROR_SERVER_DOES_NOT_SIGN => Error::ServerDoesNotSign,
        KEELBOLT_ERROR_TREE_EXIT_DELTA => {
            Error::ExitDelta { expected: delta(detail.expected)?, found: delta(detail.found)? }
        }
        KEELBOLT_ERROR_TREE_EXPIRY => {
            Error::Expiry { expected: height(detail.expected), found: height(detail.found) }
        }
        KEELBOLT_ERROR_TREE_DEPTH => Error::Depth { expected, found },
        KEELBOLT_ERROR_TREE_DUST => {
            Error::Dust { node, output, expected: Sat(detail.expected), found: Sat(detail.found) }
        }
        KEELBOLT_ERROR_SIGNER_COUNT => Error::SignerCount { expected, found },
        KEELBOLT_ERROR_CONTRIBUTION_OF_LEAF => Error::Contribution { leaf, expected: expected != 0 },
        KEELBOLT_ERROR_TREE_NONCE_COUNT => {
            Error::NonceCount { signer: detail.tree_signer()?, expected, found }
        }
        KEELBOLT_ERROR_AGGREGATE_NONCE_COUNT => Error::AggregateNonceCount { expected, found },
        KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE_COUNT => {
            Error::PartialSignatureCount { signer: detail.tree_signer()?, expected, found }
        }
        KEELBOLT_ERROR_TREE_PARTIAL_SIGNATURE => {
            Error::PartialSignature { signer: detail.tree_signer()?, node }
        }
        KEELBOLT_ERROR_TREE_AGGREGATE_NONCE => Error::AggregateNonce { node },
        _ => return None,
    };
    Some(error.into())
}

/// Takes apart that the nonces of one signer are none.
pub(crate) fn tree_nonce_detail(signer: Signer) -> Detail {
    Detail::of(KEELBOLT_ERROR_TREE_NONCE).by(signer)
}

/// Puts it together again; `None` when the status is another, or nobody is named.
pub(crate) fn tree_nonce_fault(detail: &Detail) -> Option<Fault> {
    match detail.status {
        KEELBOLT_ERROR_TREE_NONCE => Some(Fault::TreeNonce { signer: detail.tree_signer()? }),
        _ => None,
    }
}
