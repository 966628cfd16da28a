//! The whole tree, as a server builds it.

use crate::bytes::{Sha256, XOnlyPublicKey};
use crate::transaction::{OutPoint, index};
use crate::tree::transaction::TreeTransaction;
use crate::tree::{TreeBranch, TreeError, TreeShape, TreeSpec};
use keelbolt::vtxo::tree;
use std::fmt;
use std::sync::Arc;

/// A tree on top of an output on chain, with all of its transactions, none of them signed. It keeps the aggregated keys
/// of all nodes: whoever has only one leaf builds its `TreeBranch`, which costs less. Any thread may use it.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct UnsignedTree {
    pub(crate) core: tree::UnsignedTree,
    spec: Arc<TreeSpec>,
}

#[uniffi::export]
impl UnsignedTree {
    /// Builds the tree. `utxo` is the output that `funding_output` of the specification describes.
    ///
    /// # Errors
    ///
    /// `NoSigners` when nobody signs for a node; `TweakOutOfRange`, which no keys are known to cause; `WrongLength`.
    #[uniffi::constructor]
    pub fn build(spec: Arc<TreeSpec>, utxo: OutPoint) -> Result<Self, TreeError> {
        Ok(Self { core: tree::UnsignedTree::build(spec.0.clone(), utxo.into())?, spec })
    }

    /// What it is made from.
    #[must_use]
    pub fn spec(&self) -> Arc<TreeSpec> {
        Arc::clone(&self.spec)
    }

    /// The output on chain that the root spends.
    #[must_use]
    pub fn utxo(&self) -> OutPoint {
        self.core.utxo().into()
    }

    /// Which node stands over which.
    #[must_use]
    pub fn shape(&self) -> TreeShape {
        TreeShape(self.core.shape())
    }

    /// All transactions: those of the leaves first, the root's last.
    #[must_use]
    pub fn transactions(&self) -> Vec<TreeTransaction> {
        self.core.transactions().iter().map(TreeTransaction::from).collect()
    }

    /// The keys that sign together, before they are tweaked: of each leaf its owner's and the server's, then of each node
    /// above the leaves, in order.
    #[must_use]
    pub fn internal_keys(&self) -> Vec<XOnlyPublicKey> {
        self.core.internal_keys().map(Into::into).collect()
    }

    /// What is signed together for each node above the leaves, in order: the sighashes of the key paths.
    #[must_use]
    pub fn sighashes(&self) -> Vec<Sha256> {
        self.core.sighashes().map(|sighash| Sha256(sighash.0)).collect()
    }

    /// The way from the root to a leaf, without building anything again.
    ///
    /// # Errors
    ///
    /// `NoSuchLeaf`
    pub fn branch(&self, leaf: u32) -> Result<TreeBranch, TreeError> {
        Ok(TreeBranch(self.core.branch(index(leaf))?))
    }
}

impl UnsignedTree {
    /// A tree that was built already.
    pub(super) fn of(core: tree::UnsignedTree) -> Self {
        let spec = Arc::new(TreeSpec(core.spec().clone()));
        Self { core, spec }
    }
}

impl fmt::Display for UnsignedTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "UnsignedTree({} leaves, {}:{})",
            self.core.shape().leaves(),
            self.core.utxo().txid,
            self.core.utxo().vout
        )
    }
}
