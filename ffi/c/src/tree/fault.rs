//! The errors of trees.

use crate::fault::{Detail, Fault, narrow};
use crate::status::keelbolt_status::*;
use protocol::vtxo::tree::Error;

pub(crate) fn tree_detail(error: &Error) -> Detail {
    let of = Detail::of;
    match *error {
        Error::NoSuchLeaf { leaves, found } => of(KEELBOLT_ERROR_NO_SUCH_LEAF).sizes(leaves, found),
        Error::SignatureCount { expected, found } => {
            of(KEELBOLT_ERROR_TREE_SIGNATURE_COUNT).sizes(expected, found)
        }
        Error::NodeSignature { node } => Detail { tree_node: node, ..of(KEELBOLT_ERROR_NODE_SIGNATURE) },
        Error::OtherTree => of(KEELBOLT_ERROR_OTHER_TREE),
        // What is nested is never given, and an error of the core that has no number here is a defect of this library.
        _ => of(KEELBOLT_ERROR_PANIC),
    }
}

/// Puts an error together again; `None` when the status is not of one.
pub(crate) fn tree_fault(detail: &Detail) -> Option<Fault> {
    let (expected, found) = (narrow(detail.expected), narrow(detail.found));
    let error = match detail.status {
        KEELBOLT_ERROR_NO_SUCH_LEAF => Error::NoSuchLeaf { leaves: expected, found },
        KEELBOLT_ERROR_TREE_SIGNATURE_COUNT => Error::SignatureCount { expected, found },
        KEELBOLT_ERROR_NODE_SIGNATURE => Error::NodeSignature { node: detail.tree_node },
        KEELBOLT_ERROR_OTHER_TREE => Error::OtherTree,
        _ => return None,
    };
    Some(error.into())
}
