//! The way from the root of a tree to one leaf, as its owner builds it.

use crate::bytes::SchnorrSignature;
use crate::transaction::{OutPoint, TxOut, index, narrow};
use crate::tree::spec::LeafSpec;
use crate::tree::transaction::TreeTransaction;
use crate::tree::{TreeError, TreeShape, TreeSpec};
use crate::vtxo::{Vtxo, VtxoId, VtxoTerms};
use keelbolt::crypto;
use keelbolt::vtxo::tree;
use std::fmt;
use std::sync::Arc;

/// One leaf, and all transactions above it up to the output on chain. Any thread may use it.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct TreeBranch(pub(crate) tree::Branch);

#[uniffi::export]
impl TreeBranch {
    /// Builds the branch of a leaf, from 0, and nothing else of the tree.
    ///
    /// # Errors
    ///
    /// `NoSuchLeaf`; `NoSigners` when nobody signs for a node; `TweakOutOfRange`, which no keys are known to cause;
    /// `WrongLength`.
    #[uniffi::constructor]
    pub fn build(spec: Arc<TreeSpec>, utxo: OutPoint, leaf: u32) -> Result<Self, TreeError> {
        Ok(Self(tree::Branch::build(&spec.0, utxo.into(), index(leaf))?))
    }

    /// Which leaf it is, from 0.
    #[must_use]
    pub fn leaf(&self) -> u32 {
        narrow(self.0.leaf())
    }

    /// What its owner asked for.
    #[must_use]
    pub fn spec(&self) -> LeafSpec {
        (*self.0.spec()).into()
    }

    /// What holds for the whole tree.
    #[must_use]
    pub fn terms(&self) -> VtxoTerms {
        (*self.0.terms()).into()
    }

    /// The shape of the whole tree.
    #[must_use]
    pub fn shape(&self) -> TreeShape {
        TreeShape(self.0.shape())
    }

    /// The id of the VTXO: the output that the last transaction makes.
    #[must_use]
    pub fn id(&self) -> VtxoId {
        self.0.id().into()
    }

    /// The output on chain that the root spends.
    #[must_use]
    pub fn utxo(&self) -> OutPoint {
        self.0.utxo().into()
    }

    /// The output that funds the tree: what the one on chain must be.
    #[must_use]
    pub fn funding_output(&self) -> TxOut {
        self.0.funding_output().into()
    }

    /// The transactions in the order in which an exit publishes them: the root's first, the leaf's own last.
    #[must_use]
    pub fn transactions(&self) -> Vec<TreeTransaction> {
        self.0.transactions().map(TreeTransaction::from).collect()
    }

    /// Checks the signatures of the nodes above the leaf, among those of all nodes of the tree above the leaves, in
    /// order: whether the leaf's own transaction can be reached.
    ///
    /// # Errors
    ///
    /// `TreeSignatureCount` or `NodeSignature`; `WrongLength`.
    pub fn verify(&self, signatures: Vec<SchnorrSignature>) -> Result<(), TreeError> {
        Ok(self.0.verify(&core_signatures(signatures))?)
    }

    /// The VTXO of the leaf, still locked: the signature of its own transaction and the preimage are missing.
    /// `signatures` are those of all nodes above the leaves, in order; the ones of this branch are checked. `spec` is
    /// what the branch was built from.
    ///
    /// # Errors
    ///
    /// As `verify`; `OtherTree`.
    pub fn vtxo(&self, spec: Arc<TreeSpec>, signatures: Vec<SchnorrSignature>) -> Result<Vtxo, TreeError> {
        Ok(Vtxo(self.0.vtxo(&spec.0, &core_signatures(signatures))?))
    }
}

/// The signatures as the core has them.
pub(super) fn core_signatures(signatures: Vec<SchnorrSignature>) -> Vec<crypto::SchnorrSignature> {
    signatures.into_iter().map(Into::into).collect()
}

impl fmt::Display for TreeBranch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TreeBranch(leaf {}, {})", self.0.leaf(), self.0.id())
    }
}
