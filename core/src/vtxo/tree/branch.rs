//! The way from the root of a tree to one leaf, as its owner builds it.

use crate::codec::transaction::OutPoint;
use crate::crypto::{PublicKey, SchnorrSignature};
use crate::vtxo::tree::node::{Leaf, Node, Outputs};
use crate::vtxo::tree::unsigned::outpoint;
use crate::vtxo::tree::{Error, LeafSpec, Shape, TreeOutput, TreeSpec, TreeTransaction};
use crate::vtxo::{HashLockVersion, Terms, VtxoId};
use alloc::vec::Vec;

/// One leaf, and all transactions above it up to the output on chain.
///
/// All that decides these transactions is built from the specification, and nothing else of the tree: about seven
/// thirds of all keys are aggregated, where the whole tree takes each of them at each level.
///
/// ```
/// # use keelbolt::amount::Sat;
/// # use keelbolt::codec::transaction::{OutPoint, Txid};
/// # use keelbolt::time::BlockHeight;
/// # use keelbolt::vtxo::{LockDelta, LockHeight, Terms, UnlockHash, policy::UserPolicy};
/// # use keelbolt::{crypto::{SecretKey, SigningContext}, entropy::Entropy, secret::Secret};
/// use keelbolt::vtxo::tree::{Branch, LeafSpec, TreeSpec, UnsignedTree};
/// # let context = SigningContext::new(Entropy::new([7; 32]));
/// # let key = |n: u8| context.public_key(&SecretKey::parse(Secret::new([n; 32])).unwrap()).unwrap();
/// # let expiry_height = LockHeight::new(BlockHeight(900_000)).unwrap();
/// # let exit_delta = LockDelta::new(144).unwrap();
/// # let terms = Terms { server_pubkey: key(1), expiry_height, exit_delta };
/// # let unlock_hash = UnlockHash([9; 32]);
/// # let leaf = |n| LeafSpec {
/// #     policy: UserPolicy::Pubkey { user_pubkey: key(n) },
/// #     amount: Sat(1_000),
/// #     cosign_pubkey: Some(key(n + 10)),
/// #     unlock_hash,
/// # };
/// # let utxo = OutPoint { txid: Txid([8; 32]), vout: 0 };
/// let spec = TreeSpec::new(terms, vec![key(2)], (20..25).map(leaf).collect())?;
/// let branch = Branch::build(&spec, utxo, 3)?;
/// // The leaf's own transaction, one node over four leaves, the root.
/// assert_eq!(branch.transactions().count(), 3);
/// // As the server has it.
/// assert_eq!(UnsignedTree::build(spec, utxo)?.branch(3)?.id(), branch.id());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Branch {
    shape: Shape,
    terms: Terms,
    global_cosign_pubkeys: Vec<PublicKey>,
    hash_lock: HashLockVersion,
    leaf: usize,
    own: Leaf,
    steps: Vec<Step>,
    transaction: TreeTransaction,
}

/// A node above the leaf.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) number: usize,
    pub(crate) node: Node,
    pub(crate) transaction: TreeTransaction,
    /// The output that leads to the leaf.
    pub(super) towards: usize,
}

impl Branch {
    /// Builds the branch of a leaf.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchLeaf`]; [`Error::Vtxo`] when nobody signs for a node.
    pub fn build(spec: &TreeSpec, utxo: OutPoint, leaf: usize) -> Result<Self, Error> {
        let outputs = Outputs::new(spec)?;
        let shape = outputs.shape;
        let own = outputs.leaf(leaf)?;
        // From the leaf up: the outputs of a node are known from below.
        let mut below = (leaf, own.locked_output());
        let mut nodes = Vec::with_capacity(shape.depth());
        for number in shape.branch(leaf) {
            let node = outputs.node(number)?;
            let output = |child| if child == below.0 { Ok(below.1) } else { outputs.spent_by(child) };
            let made: Vec<TreeOutput> = shape.children(number).map(output).collect::<Result<_, Error>>()?;
            nodes.push((number, node, made, below.0));
            below = (number, node.output);
        }
        // From the root down: what it spends is known from above.
        let mut previous_output = utxo;
        let mut steps = Vec::with_capacity(nodes.len());
        for (number, node, made, child) in nodes.into_iter().rev() {
            let transaction = TreeTransaction::new(previous_output, node.output, made.into_iter());
            let towards = shape.parent(child).map_or(0, |parent| parent.output);
            previous_output = outpoint(transaction.txid(), towards);
            steps.push(Step { number, node, transaction, towards });
        }
        steps.reverse();
        let made = [own.output].into_iter();
        let transaction = TreeTransaction::new(previous_output, own.locked_output(), made);
        Ok(Self::new(spec, shape, leaf, own, steps, transaction))
    }

    pub(super) fn new(
        spec: &TreeSpec,
        shape: Shape,
        leaf: usize,
        own: Leaf,
        steps: Vec<Step>,
        transaction: TreeTransaction,
    ) -> Self {
        let global_cosign_pubkeys = spec.global_cosign_pubkeys().to_vec();
        let (terms, hash_lock) = (*spec.terms(), spec.hash_lock());
        Self { shape, terms, global_cosign_pubkeys, hash_lock, leaf, own, steps, transaction }
    }

    /// Which leaf it is, the first being 0.
    #[must_use]
    pub const fn leaf(&self) -> usize {
        self.leaf
    }

    /// What its owner asked for.
    #[must_use]
    pub const fn spec(&self) -> &LeafSpec {
        &self.own.spec
    }

    /// What holds for the whole tree.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The shape of the whole tree.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// The keys that sign for every node.
    #[must_use]
    pub(crate) fn global_cosign_pubkeys(&self) -> &[PublicKey] {
        &self.global_cosign_pubkeys
    }

    /// Whether it may be of this specification's tree, as far as it knows that: what all leaves have in common, their
    /// number, and its own.
    pub(crate) fn is_of(&self, spec: &TreeSpec) -> bool {
        self.terms == *spec.terms()
            && self.global_cosign_pubkeys == spec.global_cosign_pubkeys()
            && self.hash_lock == spec.hash_lock()
            && self.shape.leaves() == spec.leaves().len()
            && spec.leaves().get(self.leaf) == Some(self.spec())
    }

    /// The id of the VTXO: the output that the last transaction makes.
    #[must_use]
    pub fn id(&self) -> VtxoId {
        VtxoId(outpoint(self.transaction.txid(), 0))
    }

    /// The output on chain that the root spends.
    #[must_use]
    pub fn utxo(&self) -> OutPoint {
        self.steps
            .last()
            .map_or(self.transaction.previous_output(), |root| root.transaction.previous_output())
    }

    /// The output that funds the tree: what the one on chain must be.
    #[must_use]
    pub fn funding_output(&self) -> &TreeOutput {
        self.steps.last().map_or(self.transaction.spent(), |root| root.transaction.spent())
    }

    /// The transactions in the order in which an exit publishes them: the root's first, the leaf's own last.
    pub fn transactions(&self) -> impl Iterator<Item = &TreeTransaction> + '_ {
        self.steps.iter().rev().map(|step| &step.transaction).chain([&self.transaction])
    }

    /// Checks the signatures of the nodes above the leaf, among those of all nodes of the tree above the leaves, in
    /// order: whether the leaf's own transaction can be reached.
    ///
    /// # Errors
    ///
    /// [`Error::SignatureCount`], or [`Error::NodeSignature`].
    pub fn verify(&self, signatures: &[SchnorrSignature]) -> Result<(), Error> {
        let (expected, found) = (self.shape.internal_nodes(), signatures.len());
        if expected != found {
            return Err(Error::SignatureCount { expected, found });
        }
        let wrong = self.steps.iter().find(|step| {
            let signature = self.shape.internal_index(step.number).and_then(|index| signatures.get(index));
            let (digest, key) = (step.transaction.sighash(None), step.node.keys.x_only_public_key());
            signature.is_none_or(|signature| signature.verify(&digest.0, &key).is_err())
        });
        wrong.map_or(Ok(()), |step| Err(Error::NodeSignature { node: step.number }))
    }

    /// The nodes above the leaf, from the one above it to the root.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }
}
