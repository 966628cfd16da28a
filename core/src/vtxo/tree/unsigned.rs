//! The whole tree, as a server builds it.

use crate::codec::transaction::{OutPoint, Txid};
use crate::crypto::{Sha256, XOnlyPublicKey};
use crate::vtxo::tree::branch::Step;
use crate::vtxo::tree::node::{Leaf, Node, Outputs};
use crate::vtxo::tree::{Branch, Error, Shape, TreeOutput, TreeSpec, TreeTransaction};
use alloc::vec::Vec;

/// A tree on top of an output on chain, with all of its transactions, none of them signed.
///
/// It costs one aggregation of keys for each node: of n leaves about n log n keys. Whoever has only one leaf builds its
/// [`Branch`].
#[derive(Clone, Debug)]
pub struct UnsignedTree {
    spec: TreeSpec,
    utxo: OutPoint,
    shape: Shape,
    leaves: Vec<Leaf>,
    nodes: Vec<Node>,
    /// In the order of the shape: those of the leaves first, the root's last.
    transactions: Vec<TreeTransaction>,
}

impl UnsignedTree {
    /// Builds the tree. `utxo` is the output that [`TreeSpec::funding_output`] describes.
    ///
    /// # Errors
    ///
    /// [`Error::Vtxo`] when nobody signs for a node.
    pub fn build(spec: TreeSpec, utxo: OutPoint) -> Result<Self, Error> {
        let outputs = Outputs::new(&spec)?;
        let shape = outputs.shape;
        let leaves = (0..shape.leaves()).map(|leaf| outputs.leaf(leaf)).collect::<Result<Vec<_>, _>>()?;
        let inner = shape.leaves()..shape.nodes();
        let nodes = inner.map(|node| outputs.node(node)).collect::<Result<Vec<_>, _>>()?;
        let spent = leaves.iter().map(Leaf::locked_output).chain(nodes.iter().map(|node| node.output));
        let spent: Vec<_> = spent.collect();

        // From the root down: each is known by the outpoint that the one above it makes.
        let mut transactions: Vec<TreeTransaction> = Vec::with_capacity(shape.nodes());
        let mut txids: Vec<Txid> = Vec::with_capacity(shape.nodes());
        for (node, own) in spent.iter().enumerate().rev() {
            let previous_output = shape.parent(node).map_or(utxo, |parent| {
                // Counted from the root.
                let above =
                    txids.get(shape.root().saturating_sub(parent.node)).copied().unwrap_or(Txid([0; 32]));
                outpoint(above, parent.output)
            });
            let children = shape.children(node).filter_map(|child| spent.get(child).copied());
            let leaf = leaves.get(node).map(|leaf| leaf.output);
            let transaction = TreeTransaction::new(previous_output, *own, leaf.into_iter().chain(children));
            txids.push(transaction.txid());
            transactions.push(transaction);
        }
        transactions.reverse();
        Ok(Self { spec, utxo, shape, leaves, nodes, transactions })
    }

    /// What it is made from.
    #[must_use]
    pub const fn spec(&self) -> &TreeSpec {
        &self.spec
    }

    /// The output on chain that the root spends.
    #[must_use]
    pub const fn utxo(&self) -> OutPoint {
        self.utxo
    }

    /// Which node stands over which.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// All transactions: those of the leaves first, the root's last.
    #[must_use]
    pub fn transactions(&self) -> &[TreeTransaction] {
        &self.transactions
    }

    /// The keys that sign together, before they are tweaked: of each leaf its owner's and the server's, then of each
    /// node above the leaves, in order.
    pub fn internal_keys(&self) -> impl Iterator<Item = XOnlyPublicKey> + '_ {
        let leaves = self.leaves.iter().map(|leaf| *leaf.locked.internal_key());
        leaves.chain(self.nodes.iter().map(|node| node.internal_key))
    }

    /// What is signed together for each node above the leaves, in order: the sighashes of the key paths.
    pub fn sighashes(&self) -> impl Iterator<Item = Sha256> + '_ {
        let inner = self.transactions.iter().skip(self.shape.leaves());
        inner.map(|transaction| transaction.sighash(None))
    }

    /// The way from the root to a leaf, without building anything again.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchLeaf`].
    pub fn branch(&self, leaf: usize) -> Result<Branch, Error> {
        let found = Error::NoSuchLeaf { leaves: self.shape.leaves(), found: leaf };
        let own = self.leaves.get(leaf).ok_or(found)?;
        let children = core::iter::once(leaf).chain(self.shape.branch(leaf));
        let steps = children.filter_map(|child| {
            let parent = self.shape.parent(child)?;
            let number = parent.node;
            let node = *self.nodes.get(self.shape.internal_index(number)?)?;
            let transaction = self.transactions.get(number)?.clone();
            Some(Step { number, node, transaction, towards: parent.output })
        });
        let transaction = self.transactions.get(leaf).ok_or(found)?.clone();
        Ok(Branch::new(&self.spec, self.shape, leaf, *own, steps.collect(), transaction))
    }

    /// The nodes above the leaves, in order.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }
}

impl TreeSpec {
    /// The output that funds the tree: what the transaction on chain must pay.
    ///
    /// # Errors
    ///
    /// [`Error::Vtxo`] when nobody signs for the root.
    pub fn funding_output(&self) -> Result<TreeOutput, Error> {
        let outputs = Outputs::new(self)?;
        Ok(outputs.node(outputs.shape.root())?.output)
    }
}

/// The output of an index that fits, being that of a child.
pub(super) fn outpoint(txid: Txid, output: usize) -> OutPoint {
    OutPoint { txid, vout: u32::try_from(output).unwrap_or(u32::MAX) }
}
