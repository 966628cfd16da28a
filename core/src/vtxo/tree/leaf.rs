//! The VTXOs of a signed tree.

use crate::amount::Sat;
use crate::codec::transaction::TxOut;
use crate::crypto::{PublicKey, SchnorrSignature};
use crate::vtxo::tree::branch::Step;
use crate::vtxo::tree::{Branch, Error, Shape, SignedTree, TreeOutput, TreeSpec, UnsignedTree};
use crate::vtxo::{self, BareVtxo, GenesisItem, HashLockVersion, Keys, Siblings, Transition, Unlock, Vtxo};
use alloc::vec::Vec;

impl Branch {
    /// The VTXO of the leaf, still locked: the signature of its own transaction and the preimage are missing.
    /// `signatures` are those of all nodes above the leaves, in order; the ones of this branch are checked. `spec` is
    /// what the branch was built from.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify); [`Error::OtherTree`].
    pub fn vtxo(&self, spec: &TreeSpec, signatures: &[SchnorrSignature]) -> Result<Vtxo, Error> {
        self.verify(signatures)?;
        if !self.is_of(spec) {
            return Err(Error::OtherTree);
        }
        let shape = self.shape();
        let parts = self.steps().iter().rev().map(|step| Parts::of(step, shape, spec, signatures));
        let parts: Vec<_> = parts.collect();
        let outputs: Vec<Vec<TxOut<'_>>> =
            parts.iter().map(|part| part.siblings.iter().map(TreeOutput::tx_out).collect()).collect();
        let items = parts.iter().zip(&outputs).filter_map(|(part, siblings)| {
            Some(GenesisItem {
                transition: Transition::Cosigned {
                    pubkeys: Keys::new(&part.pubkeys),
                    signature: part.signature,
                },
                output_index: u8::try_from(part.output).ok()?,
                siblings: Siblings::new(siblings)?,
                fee: Sat(0),
            })
        });
        let leaf = self.spec();
        let own = GenesisItem {
            transition: Transition::HashLocked {
                version: spec.hash_lock(),
                user_pubkey: *leaf.policy.user_pubkey(),
                signature: None,
                unlock: Unlock::Hash(leaf.unlock_hash),
            },
            output_index: 0,
            siblings: Siblings::new(&[]).ok_or(vtxo::Error::NoGenesis)?,
            fee: Sat(0),
        };
        let items: Vec<_> = items.chain([own]).collect();
        let bare = BareVtxo {
            amount: leaf.amount,
            terms: *self.terms(),
            chain_anchor: self.utxo(),
            policy: leaf.policy,
            point: self.id().0,
        };
        Ok(Vtxo::new(bare, &items)?)
    }
}

/// What a genesis says of a node.
struct Parts {
    pubkeys: Vec<PublicKey>,
    signature: Option<SchnorrSignature>,
    output: usize,
    siblings: Vec<TreeOutput>,
}

impl Parts {
    fn of(step: &Step, shape: Shape, spec: &TreeSpec, signatures: &[SchnorrSignature]) -> Self {
        let below = shape.leaves_below(step.number).filter_map(|leaf| spec.leaves().get(leaf)?.cosign_pubkey);
        let outputs = step.transaction.outputs().iter().enumerate();
        Self {
            pubkeys: below.chain(spec.global_cosign_pubkeys().iter().copied()).collect(),
            signature: shape.internal_index(step.number).and_then(|index| signatures.get(index)).copied(),
            output: step.towards,
            siblings: outputs.filter(|(at, _)| *at != step.towards).map(|(_, output)| *output).collect(),
        }
    }
}

impl SignedTree {
    /// Builds the tree and checks all signatures.
    ///
    /// # Errors
    ///
    /// As [`UnsignedTree::build`]; [`Error::SignatureCount`] or [`Error::NodeSignature`].
    pub fn verify(&self) -> Result<UnsignedTree, Error> {
        let tree = UnsignedTree::build(self.spec.clone(), self.utxo)?;
        let (expected, found) = (tree.shape().internal_nodes(), self.signatures.len());
        if expected != found {
            return Err(Error::SignatureCount { expected, found });
        }
        let nodes = (tree.shape().leaves()..).zip(tree.nodes()).zip(tree.sighashes());
        for (((node, keys), sighash), signature) in nodes.zip(&self.signatures) {
            let key = keys.keys.x_only_public_key();
            signature.verify(&sighash.0, &key).map_err(|_| Error::NodeSignature { node })?;
        }
        Ok(tree)
    }

    /// The same tree with the version of hash locks that its first signature tells. The encoding does not.
    ///
    /// # Errors
    ///
    /// As [`Branch::build`]; [`Error::NodeSignature`] when the signature fits neither.
    pub fn with_found_hash_lock(self) -> Result<Self, Error> {
        let found = [HashLockVersion::V1, HashLockVersion::V0].into_iter().find_map(|version| {
            let spec = self.spec.clone().with_hash_lock(version);
            let branch = Branch::build(&spec, self.utxo, 0).map(|branch| branch.verify(&self.signatures));
            match branch {
                Ok(Ok(())) => Some(Ok(spec)),
                // A wrong signature may be one of the other version, any other fault is one of both.
                Ok(Err(Error::NodeSignature { .. })) => None,
                Ok(Err(error)) | Err(error) => Some(Err(error)),
            }
        });
        let node = self.spec.leaves().len();
        let spec = found.unwrap_or(Err(Error::NodeSignature { node }))?;
        Ok(Self { spec, ..self })
    }
}
