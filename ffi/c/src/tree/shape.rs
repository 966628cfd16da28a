//! Which node of a tree stands over which: arithmetic on the number of leaves.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::pointer::{Buffer, Out};
use crate::status::keelbolt_status;
use protocol::vtxo::tree::{Error, Shape};

/// The shape of a tree with a given number of leaves. Nodes are numbered: the leaves first, from 0 on, then those above
/// them, from below, the root last. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_tree_shape {
    /// How many leaves there are.
    pub leaf_count: usize,
    /// How many nodes stand above the leaves: each has a signature, and a nonce of each that signs for all.
    pub internal_node_count: usize,
    /// How many nodes there are, leaves and others.
    pub node_count: usize,
    /// The number of the root.
    pub root: usize,
    /// The level of the root: how many transactions stand above a leaf's own at most.
    pub depth: usize,
}

/// Where a node of a tree stands. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_tree_node {
    /// How far it is from the leaves: 0 for a leaf.
    pub level: usize,
    /// Whether it is above the leaves.
    pub is_internal: u8,
    /// Of a node above the leaves its place among those: there signatures and nonces of the whole tree stand. Else 0.
    pub internal_index: usize,
    /// Whether another node stands above it: not for the root.
    pub has_parent: u8,
    /// The node above it; 0 where there is none.
    pub parent: usize,
    /// Which output of the node above it spends; 0 where there is none.
    pub parent_output: usize,
    /// The first node below it, which spends its first output; 0 for a leaf. The others follow in order.
    pub first_child: usize,
    /// How many nodes stand below it, at most 4; 0 for a leaf.
    pub child_count: usize,
}

/// Tells the shape of a tree.
///
/// - `shape` (out): written on success. Not NULL.
/// - `leaf_count`: how many leaves it has, 2 to 100000.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_TOO_FEW_LEAVES`, `KEELBOLT_ERROR_VTXO_TOO_MANY`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_shape_of(
    shape: *mut keelbolt_tree_shape,
    leaf_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(shape)?;
            let shape = Shape::new(leaf_count)?;
            out.set(keelbolt_tree_shape {
                leaf_count: shape.leaves(),
                internal_node_count: shape.internal_nodes(),
                node_count: shape.nodes(),
                root: shape.root(),
                depth: shape.depth(),
            });
            Ok(())
        })
    }
}

/// Tells where a node stands.
///
/// - `position` (out): written on success. Not NULL.
/// - `leaf_count`: how many leaves the tree has, 2 to 100000.
/// - `node`: its number.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_INDEX_OUT_OF_RANGE` behind the root; `KEELBOLT_ERROR_TOO_FEW_LEAVES`,
///   `KEELBOLT_ERROR_VTXO_TOO_MANY`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_shape_node(
    position: *mut keelbolt_tree_node,
    leaf_count: usize,
    node: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(position)?;
            let shape = with_node(leaf_count, node)?;
            let (children, parent) = (shape.children(node), shape.parent(node));
            out.set(keelbolt_tree_node {
                level: shape.level(node),
                is_internal: shape.internal_index(node).is_some().into(),
                internal_index: shape.internal_index(node).unwrap_or_default(),
                has_parent: parent.is_some().into(),
                parent: parent.map_or(0, |parent| parent.node),
                parent_output: parent.map_or(0, |parent| parent.output),
                first_child: children.start,
                child_count: children.len(),
            });
            Ok(())
        })
    }
}

/// Gives the nodes above a leaf, from the one above it to the root: those for which its owner signs.
///
/// - `nodes` (out): room for their numbers, or NULL to ask how many there are. Left unwritten on an error.
/// - `node_count` (in, out): the room in elements; on return how many there are. Not NULL.
/// - `leaf_count`: how many leaves the tree has, 2 to 100000.
/// - `leaf`: the leaf, the first being 0.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NO_SUCH_LEAF`, `KEELBOLT_ERROR_TOO_FEW_LEAVES`, `KEELBOLT_ERROR_VTXO_TOO_MANY`,
///   `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_shape_branch(
    nodes: *mut usize,
    node_count: *mut usize,
    leaf_count: usize,
    leaf: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(nodes, node_count)?;
            let shape = Shape::new(leaf_count)?;
            if leaf >= leaf_count {
                return Err(Error::NoSuchLeaf { leaves: leaf_count, found: leaf }.into());
            }
            out.fill(shape.branch(leaf).count(), shape.branch(leaf))
        })
    }
}

/// Gives the leaves below a node, in their order within it, which may go on at leaf 0 behind the last one. Of a leaf it
/// is itself.
///
/// - `leaves` (out): room for their numbers, or NULL to ask how many there are. Left unwritten on an error.
/// - `below_count` (in, out): the room in elements; on return how many there are. Not NULL.
/// - `leaf_count`: how many leaves the tree has, 2 to 100000.
/// - `node`: the node.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_INDEX_OUT_OF_RANGE` behind the root; `KEELBOLT_ERROR_TOO_FEW_LEAVES`,
///   `KEELBOLT_ERROR_VTXO_TOO_MANY`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_tree_shape_leaves_below(
    leaves: *mut usize,
    below_count: *mut usize,
    leaf_count: usize,
    node: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(leaves, below_count)?;
            let shape = with_node(leaf_count, node)?;
            out.fill(shape.leaves_below(node).count(), shape.leaves_below(node))
        })
    }
}

/// A shape that has a node of this number.
fn with_node(leaf_count: usize, node: usize) -> Result<Shape, Fault> {
    let shape = Shape::new(leaf_count)?;
    match node < shape.nodes() {
        true => Ok(shape),
        false => Err(Fault::IndexOutOfRange { index: node, length: shape.nodes() }),
    }
}
