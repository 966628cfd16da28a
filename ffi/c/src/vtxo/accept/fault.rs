//! Why a VTXO is not accepted: its chain, what nodes do not relay, and what the wallet did not expect.

use crate::fault::{Detail, Fault, narrow};
use crate::status::keelbolt_status::{self, *};
use protocol::amount::Sat;
use protocol::codec::transaction::{OutPoint, Txid};
use protocol::time::BlockHeight;
use protocol::vtxo::{ChainError, ExitOutput, LockDelta, NotAccepted, NotStandard};

impl Detail {
    fn at_depth(status: keelbolt_status, depth: usize) -> Self {
        Self { depth, ..Self::of(status) }
    }

    fn of_output(status: keelbolt_status, output: ExitOutput) -> Self {
        match output {
            ExitOutput::Own => Self { is_own: 1, ..Self::of(status) },
            ExitOutput::Sibling { depth, index } => Self { sibling: index, ..Self::at_depth(status, depth) },
        }
    }

    /// What [`Detail::of_output`] was given.
    const fn exit_output(&self) -> ExitOutput {
        match self.is_own {
            0 => ExitOutput::Sibling { depth: self.depth, index: self.sibling },
            _ => ExitOutput::Own,
        }
    }
}

pub(crate) fn chain_detail(error: &ChainError) -> Detail {
    let of = Detail::of;
    match *error {
        ChainError::AnchorValue { expected: Sat(expected), found: Sat(found) } => {
            of(KEELBOLT_ERROR_CHAIN_ANCHOR_VALUE).numbers(expected, found)
        }
        ChainError::AnchorScript => of(KEELBOLT_ERROR_CHAIN_ANCHOR_SCRIPT),
        ChainError::NoSignature { depth } => Detail::at_depth(KEELBOLT_ERROR_NO_HOP_SIGNATURE, depth),
        ChainError::NoPreimage { depth } => Detail::at_depth(KEELBOLT_ERROR_NO_HOP_PREIMAGE, depth),
        ChainError::Signature { depth, error } => {
            Detail::at_depth(KEELBOLT_ERROR_HOP_SIGNATURE, depth).caused(&error)
        }
        ChainError::Point { expected, found } => Detail {
            expected_txid: expected.txid.0,
            expected_vout: expected.vout,
            found_txid: found.txid.0,
            found_vout: found.vout,
            ..of(KEELBOLT_ERROR_VTXO_POINT)
        },
        // An error of the core that has no number here: a defect of this library.
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

/// Puts an error together again; `None` when the status is not of one.
pub(crate) fn chain_fault(detail: &Detail) -> Option<Fault> {
    let depth = detail.depth;
    let error = match detail.status {
        KEELBOLT_ERROR_CHAIN_ANCHOR_VALUE => {
            ChainError::AnchorValue { expected: Sat(detail.expected), found: Sat(detail.found) }
        }
        KEELBOLT_ERROR_CHAIN_ANCHOR_SCRIPT => ChainError::AnchorScript,
        KEELBOLT_ERROR_NO_HOP_SIGNATURE => ChainError::NoSignature { depth },
        KEELBOLT_ERROR_NO_HOP_PREIMAGE => ChainError::NoPreimage { depth },
        KEELBOLT_ERROR_HOP_SIGNATURE => ChainError::Signature { depth, error: detail.crypto_cause()? },
        KEELBOLT_ERROR_VTXO_POINT => ChainError::Point {
            expected: OutPoint { txid: Txid(detail.expected_txid), vout: detail.expected_vout },
            found: OutPoint { txid: Txid(detail.found_txid), vout: detail.found_vout },
        },
        _ => return None,
    };
    Some(error.into())
}

pub(crate) fn standard_detail(error: &NotStandard) -> Detail {
    match *error {
        NotStandard::Dust { output, limit: Sat(expected), found: Sat(found) } => {
            Detail::of_output(KEELBOLT_ERROR_EXIT_DUST, output).numbers(expected, found)
        }
        NotStandard::Script { output } => Detail::of_output(KEELBOLT_ERROR_EXIT_SCRIPT, output),
        NotStandard::SecondData { output } => Detail::of_output(KEELBOLT_ERROR_SECOND_DATA, output),
        NotStandard::Weight { depth, limit, found } => {
            Detail::at_depth(KEELBOLT_ERROR_EXIT_WEIGHT, depth).numbers(limit, found)
        }
        // An error of the core that has no number here: a defect of this library.
        _ => Detail::of(KEELBOLT_ERROR_PANIC),
    }
}

/// Puts an error together again; `None` when the status is not of one.
pub(crate) fn standard_fault(detail: &Detail) -> Option<Fault> {
    let output = detail.exit_output();
    let error = match detail.status {
        KEELBOLT_ERROR_EXIT_DUST => {
            NotStandard::Dust { output, limit: Sat(detail.expected), found: Sat(detail.found) }
        }
        KEELBOLT_ERROR_EXIT_SCRIPT => NotStandard::Script { output },
        KEELBOLT_ERROR_SECOND_DATA => NotStandard::SecondData { output },
        KEELBOLT_ERROR_EXIT_WEIGHT => {
            NotStandard::Weight { depth: detail.depth, limit: detail.expected, found: detail.found }
        }
        _ => return None,
    };
    Some(error.into())
}

pub(crate) fn acceptance_detail(error: &NotAccepted) -> Detail {
    let of = Detail::of;
    let heights = |status, BlockHeight(expected), BlockHeight(found)| of(status).numbers(expected, found);
    match *error {
        NotAccepted::Anchor { expected, found } => {
            Detail { expected_txid: expected.0, found_txid: found.0, ..of(KEELBOLT_ERROR_WRONG_ANCHOR) }
        }
        NotAccepted::AnchorOutput { found } => {
            Detail { found: found.into(), ..of(KEELBOLT_ERROR_ANCHOR_OUTPUT) }
        }
        NotAccepted::Confirmations { expected, found } => {
            of(KEELBOLT_ERROR_CONFIRMATIONS).numbers(expected, found)
        }
        NotAccepted::AnchorSpent => of(KEELBOLT_ERROR_ANCHOR_SPENT),
        NotAccepted::ServerKey => of(KEELBOLT_ERROR_VTXO_SERVER_KEY),
        NotAccepted::ServerDoesNotSign { depth } => {
            Detail::at_depth(KEELBOLT_ERROR_NODE_WITHOUT_SERVER, depth)
        }
        NotAccepted::ExitDelta { expected, found } => {
            of(KEELBOLT_ERROR_VTXO_EXIT_DELTA).numbers(expected.blocks(), found.blocks())
        }
        NotAccepted::Expiry { expected, found } => heights(KEELBOLT_ERROR_VTXO_EXPIRY, expected, found),
        NotAccepted::HtlcExpiry { expected, found } => heights(KEELBOLT_ERROR_HTLC_EXPIRY, expected, found),
        NotAccepted::Depth { expected, found } => of(KEELBOLT_ERROR_VTXO_DEPTH).sizes(expected, found),
        NotAccepted::Policy => of(KEELBOLT_ERROR_VTXO_POLICY),
        NotAccepted::Key => of(KEELBOLT_ERROR_VTXO_OWN_KEY),
        NotAccepted::LeafKey => of(KEELBOLT_ERROR_LEAF_KEY),
        NotAccepted::Amount { expected: Sat(expected), found: Sat(found) } => {
            of(KEELBOLT_ERROR_VTXO_AMOUNT).numbers(expected, found)
        }
        NotAccepted::UnlockHash => of(KEELBOLT_ERROR_VTXO_UNLOCK_HASH),
        NotAccepted::HashLock => of(KEELBOLT_ERROR_VTXO_HASH_LOCK),
        // An error of the core that has no number here: a defect of this library.
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

/// Puts an error together again; `None` when the status is not of one.
pub(crate) fn acceptance_fault(detail: &Detail) -> Option<Fault> {
    let word = |number| u32::try_from(number).unwrap_or(u32::MAX);
    let (expected, found) = (word(detail.expected), word(detail.found));
    let (expected_height, found_height) = (BlockHeight(expected), BlockHeight(found));
    let delta = |number: u64| u16::try_from(number).ok().and_then(LockDelta::new);
    let error = match detail.status {
        KEELBOLT_ERROR_WRONG_ANCHOR => {
            NotAccepted::Anchor { expected: Txid(detail.expected_txid), found: Txid(detail.found_txid) }
        }
        KEELBOLT_ERROR_ANCHOR_OUTPUT => NotAccepted::AnchorOutput { found },
        KEELBOLT_ERROR_CONFIRMATIONS => NotAccepted::Confirmations { expected, found },
        KEELBOLT_ERROR_ANCHOR_SPENT => NotAccepted::AnchorSpent,
        KEELBOLT_ERROR_VTXO_SERVER_KEY => NotAccepted::ServerKey,
        KEELBOLT_ERROR_NODE_WITHOUT_SERVER => NotAccepted::ServerDoesNotSign { depth: detail.depth },
        KEELBOLT_ERROR_VTXO_EXIT_DELTA => {
            NotAccepted::ExitDelta { expected: delta(detail.expected)?, found: delta(detail.found)? }
        }
        KEELBOLT_ERROR_VTXO_EXPIRY => NotAccepted::Expiry { expected: expected_height, found: found_height },
        KEELBOLT_ERROR_HTLC_EXPIRY => {
            NotAccepted::HtlcExpiry { expected: expected_height, found: found_height }
        }
        KEELBOLT_ERROR_VTXO_DEPTH => {
            NotAccepted::Depth { expected: narrow(detail.expected), found: narrow(detail.found) }
        }
        KEELBOLT_ERROR_VTXO_POLICY => NotAccepted::Policy,
        KEELBOLT_ERROR_VTXO_OWN_KEY => NotAccepted::Key,
        KEELBOLT_ERROR_LEAF_KEY => NotAccepted::LeafKey,
        KEELBOLT_ERROR_VTXO_AMOUNT => {
            NotAccepted::Amount { expected: Sat(detail.expected), found: Sat(detail.found) }
        }
        KEELBOLT_ERROR_VTXO_UNLOCK_HASH => NotAccepted::UnlockHash,
        KEELBOLT_ERROR_VTXO_HASH_LOCK => NotAccepted::HashLock,
        _ => return None,
    };
    Some(error.into())
}
