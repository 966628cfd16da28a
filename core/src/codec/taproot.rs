//! Script trees of Taproot outputs: leaves, branches and control blocks (BIP 341, BIP 342).
//!
//! The tweak that binds a tree to a key is [`XOnlyPublicKey::tap_tweak`].
//!
//! ```
//! use keelbolt::codec::taproot::{ControlBlock, LEAF_VERSION, branch_hash, leaf_hash};
//! use keelbolt::crypto::XOnlyPublicKey;
//!
//! let internal_key = XOnlyPublicKey::parse(&[0x11; 32])?;
//! let (left, right) = (leaf_hash(LEAF_VERSION, &[0x51]), leaf_hash(LEAF_VERSION, &[0x52]));
//! let (output_key, parity) = internal_key.tap_tweak(Some(&branch_hash(&left, &right)))?;
//!
//! // What stands last in the witness of a spend by the left leaf: its sibling leads to the root.
//! let block = ControlBlock::new(LEAF_VERSION, parity, internal_key, &right.0)?;
//! let mut buffer = [0; 65];
//! let block = ControlBlock::parse(block.write(&mut buffer)?)?;
//! block.verify(&output_key, &[0x51])?;
//! assert!(block.verify(&output_key, &[0x52]).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod control_block;
mod error;

pub use control_block::{ControlBlock, LENGTH_WITHOUT_PATH, NODE_LENGTH};
pub use error::Error;

use crate::codec::transaction::input_compact_size;
use crate::crypto::{HashTag, TapNodeHash};

#[cfg(doc)]
use crate::crypto::XOnlyPublicKey;

/// The version of leaves that are scripts as BIP 342 defines them.
pub const LEAF_VERSION: u8 = 0xc0;

/// How deep a leaf may lie.
pub const MAX_DEPTH: usize = 128;

const TAP_LEAF: HashTag = HashTag::new(b"TapLeaf");
const TAP_BRANCH: HashTag = HashTag::new(b"TapBranch");

/// The hash of a leaf: its version and its script.
#[must_use]
pub fn leaf_hash(version: u8, script: &[u8]) -> TapNodeHash {
    let mut hash = TAP_LEAF.engine();
    hash.input(&[version]);
    input_compact_size(&mut hash, script.len());
    hash.input(script);
    TapNodeHash(hash.finish().0)
}

/// The hash of a branch over two nodes, in whatever order they are given.
#[must_use]
pub fn branch_hash(a: &TapNodeHash, b: &TapNodeHash) -> TapNodeHash {
    let mut hash = TAP_BRANCH.engine();
    hash.input(&a.min(b).0);
    hash.input(&a.max(b).0);
    TapNodeHash(hash.finish().0)
}
