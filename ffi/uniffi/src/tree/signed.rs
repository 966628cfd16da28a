//! A tree with its signatures.

use crate::bytes::{Octets, SchnorrSignature};
use crate::transaction::OutPoint;
use crate::tree::branch::core_signatures;
use crate::tree::{TreeError, TreeSpec, UnsignedTree};
use keelbolt::vtxo::tree;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A tree, the output that funds it, and the signatures of its nodes above the leaves, the root's last. Nothing says that
/// they hold before `verify` does. It compares by content, and any thread may use it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct SignedTree(pub(crate) tree::SignedTree);

#[uniffi::export]
impl SignedTree {
    /// A tree with these signatures, one for each node above the leaves. Nothing is checked.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    #[uniffi::constructor]
    pub fn new(
        spec: Arc<TreeSpec>,
        utxo: OutPoint,
        signatures: Vec<SchnorrSignature>,
    ) -> Result<Self, TreeError> {
        let (spec, signatures) = (spec.0.clone(), core_signatures(signatures));
        Ok(Self(tree::SignedTree { spec, utxo: utxo.into(), signatures }))
    }

    /// Reads a tree that fills the bytes, of version 1 or 2. Its leaves have hash locks of version 1 until
    /// `with_found_hash_lock` has asked the signatures.
    ///
    /// # Errors
    ///
    /// As `TreeSpec.parse`.
    #[uniffi::constructor]
    pub fn parse(bytes: Vec<u8>) -> Result<Self, TreeError> {
        Ok(Self(tree::SignedTree::parse(&bytes)?))
    }

    /// The bytes in which it is written, in version 2.
    #[must_use]
    pub fn to_bytes(&self) -> Octets {
        Octets(self.0.to_vec())
    }

    /// What the tree is made from.
    #[must_use]
    pub fn spec(&self) -> TreeSpec {
        TreeSpec(self.0.spec.clone())
    }

    /// The output on chain that the root spends.
    #[must_use]
    pub fn utxo(&self) -> OutPoint {
        self.0.utxo.into()
    }

    /// One signature for each node above the leaves, in order.
    #[must_use]
    pub fn signatures(&self) -> Vec<SchnorrSignature> {
        self.0.signatures.iter().map(|signature| (*signature).into()).collect()
    }

    /// Builds the tree and checks all signatures.
    ///
    /// # Errors
    ///
    /// As `UnsignedTree.build`; `TreeSignatureCount` or `NodeSignature`.
    pub fn verify(&self) -> Result<UnsignedTree, TreeError> {
        Ok(UnsignedTree::of(self.0.verify()?))
    }

    /// The same tree with the version of hash locks that its first signature tells. The encoding does not.
    ///
    /// # Errors
    ///
    /// As `TreeBranch.build`; `TreeSignatureCount`, or `NodeSignature` when the signature fits neither.
    pub fn with_found_hash_lock(&self) -> Result<Self, TreeError> {
        Ok(Self(self.0.clone().with_found_hash_lock()?))
    }
}

/// Equal trees have equal signatures.
impl Hash for SignedTree {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.0.utxo, self.0.signatures.first().map(|signature| signature.to_bytes())).hash(state);
    }
}

impl fmt::Display for SignedTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (leaves, utxo) = (self.0.spec.leaves().len(), self.0.utxo);
        write!(f, "SignedTree({leaves} leaves, {}:{})", utxo.txid, utxo.vout)
    }
}
