//! Which node of a tree stands over which: arithmetic on the number of leaves.
//!
//! The leaves come first, in their order. Then each node stands over the next at most four that have no parent yet,
//! until one is left, the root, which is last. So the parents are numbered in the order of their children, and where a
//! node stands follows from its number alone.

use crate::vtxo::{Counted, Error, MAX_LEAVES};
use core::ops::Range;

/// The shape of a tree with a given number of leaves.
///
/// ```
/// use keelbolt::vtxo::tree::Shape;
///
/// let shape = Shape::new(5)?;
/// // Four leaves below node 5; the fifth and node 5 below the root.
/// assert_eq!(shape.children(5), 0..4);
/// assert_eq!(shape.children(shape.root()), 4..6);
/// assert_eq!(shape.branch(0).collect::<Vec<_>>(), [5, 6]);
/// assert_eq!(shape.leaves_below(6).collect::<Vec<_>>(), [4, 0, 1, 2, 3]);
/// # Ok::<(), keelbolt::vtxo::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    leaves: usize,
}

/// Over which output of which node another one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Parent {
    /// The node whose transaction has the output.
    pub node: usize,
    /// The index of the output.
    pub output: usize,
}

impl Shape {
    /// How many children a node has at most.
    pub const RADIX: usize = 4;

    /// The shape of a tree of `leaves` leaves.
    ///
    /// # Errors
    ///
    /// [`Error::TooFewLeaves`] below two: such a tree cannot be spent. [`Error::TooMany`] above
    /// [`MAX_LEAVES`].
    pub fn new(leaves: usize) -> Result<Self, Error> {
        match leaves {
            0 | 1 => Err(Error::TooFewLeaves { found: leaves }),
            2..=MAX_LEAVES => Ok(Self { leaves }),
            _ => Err(Error::TooMany {
                what: Counted::Leaves,
                limit: MAX_LEAVES,
                found: u64::try_from(leaves).unwrap_or(u64::MAX),
            }),
        }
    }

    /// How many leaves there are. Their numbers begin at 0.
    #[must_use]
    pub const fn leaves(self) -> usize {
        self.leaves
    }

    /// How many nodes stand above the leaves. Their numbers follow on those of the leaves.
    #[must_use]
    pub const fn internal_nodes(self) -> usize {
        // Each takes up to four nodes away and adds one, until one is left.
        self.leaves.saturating_sub(1).div_ceil(Self::RADIX.saturating_sub(1))
    }

    /// How many nodes there are, leaves and others.
    #[must_use]
    pub const fn nodes(self) -> usize {
        self.leaves.saturating_add(self.internal_nodes())
    }

    /// The number of the root.
    #[must_use]
    pub const fn root(self) -> usize {
        self.nodes().saturating_sub(1)
    }

    /// The place of a node among those above the leaves, the first being 0: there signatures and nonces of the whole
    /// tree stand. `None` for a leaf, and behind the root.
    #[must_use]
    pub const fn internal_index(self, node: usize) -> Option<usize> {
        match node.checked_sub(self.leaves) {
            Some(index) if index < self.internal_nodes() => Some(index),
            _ => None,
        }
    }

    /// What stands above a node; `None` for the root, and behind it.
    #[must_use]
    pub const fn parent(self, node: usize) -> Option<Parent> {
        if node >= self.root() {
            return None;
        }
        // The divisor is four.
        let parent = self.leaves.saturating_add(node.wrapping_div(Self::RADIX));
        Some(Parent { node: parent, output: node.wrapping_rem(Self::RADIX) })
    }

    /// The numbers of the nodes below one, in the order of its outputs; none below a leaf.
    #[must_use]
    pub fn children(self, node: usize) -> Range<usize> {
        match self.internal_index(node) {
            Some(index) => {
                let first = index.saturating_mul(Self::RADIX);
                // All before the node that were there when its turn came.
                first..first.saturating_add(Self::RADIX).min(node)
            }
            None => 0..0,
        }
    }

    /// How far a node is from the leaves: 0 for a leaf, otherwise one more than the highest level below it.
    #[must_use]
    pub fn level(self, node: usize) -> usize {
        // Levels never fall from one number to the next: the last child has the highest.
        let next = |node: &usize| self.children(*node).next_back();
        core::iter::successors(Some(node), next).skip(1).count()
    }

    /// The level of the root: how many transactions stand above a leaf's own at most.
    #[must_use]
    pub fn depth(self) -> usize {
        self.level(self.root())
    }

    /// The nodes above a leaf, from the one above it to the root.
    pub fn branch(self, leaf: usize) -> impl Iterator<Item = usize> + Clone {
        let parent = move |node: &usize| self.parent(*node).map(|parent| parent.node);
        core::iter::successors(parent(&leaf), parent)
    }

    /// The leaves below a node, in their order within it, which may go on at leaf 0 behind the last one. Of a leaf it
    /// is itself.
    pub fn leaves_below(self, node: usize) -> impl Iterator<Item = usize> + Clone {
        let (first, last) = self.ends(node);
        let (head, tail) = if first <= last {
            (first..last.saturating_add(1), 0..0)
        } else {
            (first..self.leaves, 0..last.saturating_add(1))
        };
        head.chain(tail)
    }

    /// The first and the last leaf below a node, in their order within it.
    pub(super) fn ends(self, node: usize) -> (usize, usize) {
        (self.end(node, |mut children| children.next()), self.end(node, |mut children| children.next_back()))
    }

    fn end(self, node: usize, child: impl Fn(Range<usize>) -> Option<usize>) -> usize {
        core::iter::successors(Some(node), |node| child(self.children(*node))).last().unwrap_or(node)
    }
}
