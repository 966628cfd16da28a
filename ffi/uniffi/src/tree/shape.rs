//! Which node of a tree stands over which.

use crate::transaction::{index, narrow};
use crate::tree::TreeError;
use keelbolt::vtxo::tree;
use std::fmt;

/// The shape of a tree with a given number of leaves. The leaves come first, in their order, from 0; then each node stands
/// over the next at most four that have no parent yet, until one is left, the root. It compares by content, and any
/// thread may use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct TreeShape(pub(super) tree::Shape);

/// Over which output of which node another one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TreeParent {
    /// The node whose transaction has the output.
    pub node: u32,
    /// The index of the output.
    pub output: u32,
}

#[uniffi::export]
impl TreeShape {
    /// The shape of a tree of 2 to 100,000 leaves.
    ///
    /// # Errors
    ///
    /// `TooFewLeaves` or `VtxoTooMany`.
    #[uniffi::constructor]
    pub fn new(leaves: u32) -> Result<Self, TreeError> {
        Ok(Self(tree::Shape::new(index(leaves))?))
    }

    /// How many leaves there are. Their numbers begin at 0.
    #[must_use]
    pub fn leaves(&self) -> u32 {
        narrow(self.0.leaves())
    }

    /// How many nodes stand above the leaves. Their numbers follow on those of the leaves.
    #[must_use]
    pub fn internal_nodes(&self) -> u32 {
        narrow(self.0.internal_nodes())
    }

    /// How many nodes there are, leaves and others.
    #[must_use]
    pub fn nodes(&self) -> u32 {
        narrow(self.0.nodes())
    }

    /// The number of the root.
    #[must_use]
    pub fn root(&self) -> u32 {
        narrow(self.0.root())
    }

    /// The place of a node among those above the leaves, from 0: there signatures and nonces of the whole tree stand.
    /// Nothing for a leaf, and behind the root.
    #[must_use]
    pub fn internal_index(&self, node: u32) -> Option<u32> {
        self.0.internal_index(index(node)).map(narrow)
    }

    /// What stands above a node; nothing for the root, and behind it.
    #[must_use]
    pub fn parent(&self, node: u32) -> Option<TreeParent> {
        let parent = self.0.parent(index(node))?;
        Some(TreeParent { node: narrow(parent.node), output: narrow(parent.output) })
    }

    /// The nodes below one, in the order of its outputs, four at most; none below a leaf.
    #[must_use]
    pub fn children(&self, node: u32) -> Vec<u32> {
        self.0.children(index(node)).map(narrow).collect()
    }

    /// How far a node is from the leaves: 0 for a leaf, otherwise one more than the highest level below it.
    #[must_use]
    pub fn level(&self, node: u32) -> u32 {
        narrow(self.0.level(index(node)))
    }

    /// The level of the root: how many transactions stand above a leaf's own at most.
    #[must_use]
    pub fn depth(&self) -> u32 {
        narrow(self.0.depth())
    }

    /// The nodes above a leaf, from the one above it to the root.
    #[must_use]
    pub fn branch(&self, leaf: u32) -> Vec<u32> {
        self.0.branch(index(leaf)).map(narrow).collect()
    }

    /// The leaves below a node, in their order within it, which may go on at leaf 0 behind the last one. Of a leaf it is
    /// itself.
    #[must_use]
    pub fn leaves_below(&self, node: u32) -> Vec<u32> {
        self.0.leaves_below(index(node)).map(narrow).collect()
    }
}

impl fmt::Display for TreeShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TreeShape({} leaves)", self.0.leaves())
    }
}
