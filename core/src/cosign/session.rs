//! The server's side: whose part is right, and the signatures of all.

use crate::cosign::nonces::check_nonces;
use crate::cosign::{Error, Signer};
use crate::crypto::musig::{AggregateNonce, PartialSignature, PublicNonce, Session};
use crate::crypto::{PublicKey, SchnorrSignature};
use crate::vtxo::tree::{self, SignedTree, UnsignedTree};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// What all have in common that sign a tree: one session for each node above the leaves, made once.
#[derive(Debug)]
pub struct TreeSession<'t> {
    tree: Cow<'t, UnsignedTree>,
    sessions: Vec<Session<'static>>,
}

/// What one signer has sent.
#[derive(Clone, Copy, Debug)]
pub struct Contribution<'a> {
    /// The nonces: of a leaf's owner one for each level, of one that signs for all one for each node.
    pub nonces: &'a [PublicNonce],
    /// The partial signatures, one for each node that is signed, in order.
    pub partials: &'a [PartialSignature],
}

/// What all signers have sent.
#[derive(Clone, Copy, Debug)]
pub struct Contributions<'a> {
    /// Of the owner of each leaf; nothing where it does not sign.
    pub leaves: &'a [Option<Contribution<'a>>],
    /// Of each key that signs for all nodes, in their order.
    pub global: &'a [Contribution<'a>],
}

impl<'t> TreeSession<'t> {
    /// Begins with the sums of all nonces, of each node above the leaves, in order.
    ///
    /// # Errors
    ///
    /// [`Error::AggregateNonceCount`].
    pub fn new(tree: &'t UnsignedTree, aggregates: &[AggregateNonce]) -> Result<Self, Error> {
        let (expected, found) = (tree.shape().internal_nodes(), aggregates.len());
        if expected != found {
            return Err(Error::AggregateNonceCount { expected, found });
        }
        let nodes = tree.nodes().iter().zip(aggregates).zip(tree.sighashes());
        let sessions = nodes.map(|((node, nonce), sighash)| Session::new(&node.keys, nonce, &sighash));
        Ok(Self { tree: Cow::Borrowed(tree), sessions: sessions.collect::<Result<_, _>>()? })
    }

    /// The same session with a tree of its own, to be kept for as long as contributions come. Nothing but the tree is
    /// copied, and that once.
    #[must_use]
    pub fn into_owned(self) -> TreeSession<'static> {
        TreeSession { tree: Cow::Owned(self.tree.into_owned()), sessions: self.sessions }
    }

    /// The tree.
    #[must_use]
    pub const fn tree(&self) -> &UnsignedTree {
        match &self.tree {
            Cow::Borrowed(tree) => tree,
            Cow::Owned(tree) => tree,
        }
    }

    /// Checks what the owner of a leaf has sent, as soon as it has come.
    ///
    /// # Errors
    ///
    /// [`Error::Tree`] when there is no such leaf; [`Error::Contribution`] when its owner does not sign;
    /// [`Error::NonceCount`], [`Error::PartialSignatureCount`], or [`Error::PartialSignature`].
    pub fn verify_leaf(&self, leaf: usize, contribution: &Contribution<'_>) -> Result<(), Error> {
        let shape = self.tree.shape();
        let none = tree::Error::NoSuchLeaf { leaves: shape.leaves(), found: leaf };
        let spec = self.tree.spec().leaves().get(leaf).ok_or(none)?;
        let key = spec.cosign_pubkey.as_ref().ok_or(Error::Contribution { leaf, expected: false })?;
        let (signer, expected) = (Signer::Leaf(leaf), shape.depth());
        let found = contribution.nonces.len();
        if found < expected {
            return Err(Error::NonceCount { signer, expected, found });
        }
        let nodes = shape.branch(leaf);
        counted(signer, nodes.clone().count(), contribution)?;
        let nonces =
            nodes.clone().filter_map(|node| contribution.nonces.get(shape.level(node).saturating_sub(1)));
        self.verify(signer, key, nodes, nonces, contribution.partials)
    }

    /// Checks what one has sent that signs for all nodes.
    ///
    /// # Errors
    ///
    /// [`Error::SignerCount`] when there is none of this place; otherwise as [`verify_leaf`](Self::verify_leaf).
    pub fn verify_global(&self, place: usize, contribution: &Contribution<'_>) -> Result<(), Error> {
        let shape = self.tree.shape();
        let keys = self.tree.spec().global_cosign_pubkeys();
        let key = keys.get(place).ok_or(Error::SignerCount { expected: keys.len(), found: place })?;
        let (signer, expected) = (Signer::Global(place), shape.internal_nodes());
        let found = contribution.nonces.len();
        if found != expected {
            return Err(Error::NonceCount { signer, expected, found });
        }
        counted(signer, expected, contribution)?;
        let nodes = shape.leaves()..shape.nodes();
        self.verify(signer, key, nodes, contribution.nonces.iter(), contribution.partials)
    }

    /// The signatures of all nodes. Each is checked as a whole; only when one is wrong, its parts are looked at.
    ///
    /// # Errors
    ///
    /// [`Error::SignerCount`], [`Error::Contribution`], [`Error::NonceCount`] or [`Error::PartialSignatureCount`] when
    /// something is missing; [`Error::PartialSignature`], which names the signer and the node;
    /// [`Error::AggregateNonce`].
    pub fn aggregate(&self, contributions: &Contributions<'_>) -> Result<SignedTree, Error> {
        let (shape, Contributions { leaves, global }) = (self.tree.shape(), *contributions);
        let of_leaves: Vec<_> = leaves.iter().map(|leaf| leaf.map(|leaf| leaf.nonces)).collect();
        let of_global: Vec<_> = global.iter().map(|signer| signer.nonces).collect();
        check_nonces(&self.tree, &of_leaves, &of_global)?;
        for (leaf, contribution) in leaves.iter().enumerate() {
            let Some(contribution) = contribution else { continue };
            counted(Signer::Leaf(leaf), shape.branch(leaf).count(), contribution)?;
        }
        for (place, contribution) in global.iter().enumerate() {
            counted(Signer::Global(place), shape.internal_nodes(), contribution)?;
        }

        // A leaf's parts are used up in order, since a node's number is above those below it.
        let parts = leaves.iter().map(|leaf| leaf.map_or(&[][..], |leaf| leaf.partials).iter());
        let mut rest: Vec<_> = parts.collect();
        let mut signatures = Vec::with_capacity(self.sessions.len());
        for (index, session) in self.sessions.iter().enumerate() {
            let node = shape.leaves().saturating_add(index);
            let below = shape.leaves_below(node).filter_map(|leaf| rest.get_mut(leaf)?.next());
            let mut partials: Vec<_> = below.collect();
            partials.extend(global.iter().filter_map(|signer| signer.partials.get(index)));
            let signature = session.aggregate_detached(partials.into_iter());
            signatures.push(signature.map_err(|_| self.blame(node, contributions))?);
        }
        Ok(self.signed(signatures))
    }

    pub(super) fn sessions(&self) -> &[Session<'static>] {
        &self.sessions
    }

    fn signed(&self, signatures: Vec<SchnorrSignature>) -> SignedTree {
        SignedTree { spec: self.tree.spec().clone(), utxo: self.tree.utxo(), signatures }
    }

    fn verify<'n>(
        &self,
        signer: Signer,
        key: &PublicKey,
        nodes: impl Iterator<Item = usize>,
        nonces: impl Iterator<Item = &'n PublicNonce>,
        partials: &[PartialSignature],
    ) -> Result<(), Error> {
        let shape = self.tree.shape();
        let mut parts = nodes.zip(nonces).zip(partials);
        let wrong = parts.find(|((node, nonce), partial)| {
            let session = shape.internal_index(*node).and_then(|index| self.sessions.get(index));
            !session.is_some_and(|session| session.is_part_of(key, nonce, partial))
        });
        wrong.map_or(Ok(()), |((node, _), _)| Err(Error::PartialSignature { signer, node }))
    }

    /// Who is to blame for the signature of a node.
    fn blame(&self, node: usize, contributions: &Contributions<'_>) -> Error {
        let shape = self.tree.shape();
        let leaves =
            shape.leaves_below(node).filter_map(|leaf| Some((leaf, (*contributions.leaves.get(leaf)?)?)));
        let mut found = leaves.map(|(leaf, contribution)| self.verify_leaf(leaf, &contribution));
        let global = contributions.global.iter().enumerate();
        let mut of_all = global.map(|(place, contribution)| self.verify_global(place, contribution));
        let wrong = found.find_map(Result::err).or_else(|| of_all.find_map(Result::err));
        wrong.unwrap_or(Error::AggregateNonce { node })
    }
}

fn counted(signer: Signer, expected: usize, contribution: &Contribution<'_>) -> Result<(), Error> {
    match contribution.partials.len() {
        found if found == expected => Ok(()),
        found => Err(Error::PartialSignatureCount { signer, expected, found }),
    }
}
