//! Nonces, which sign once.

use crate::cosign::{CheckedBranch, Error, Signer, TreeSession};
use crate::crypto::musig::{
    self, AggregateNonce, NonceInputs, PartialSignature, PublicNonce, SecretNonce, Session,
};
use crate::crypto::{HmacSha256, KeyPair, SigningContext, tags_equal};
use crate::entropy::Entropy;
use crate::secret::declassify;
use crate::vtxo::tree::{self, UnsignedTree};
use crate::vtxo::{self, Counted, MAX_LEAVES};
use alloc::{boxed::Box, vec::Vec};

/// How many nonces the owner of a leaf sends: enough for the deepest tree of 65,536 leaves.
pub const LEVELS: usize = 8;

/// The nonces of the owner of a leaf, one for each level, with the key that they are for. They live in memory only: a
/// ceremony that is interrupted is begun again, with another key.
///
/// ```compile_fail,E0382
/// # use keelbolt::cosign::{BranchNonces, CheckedBranch};
/// # fn f(nonces: BranchNonces, one: &CheckedBranch, other: &CheckedBranch) {
/// _ = nonces.sign(one, &[]);
/// _ = nonces.sign(other, &[]); // used twice: does not compile
/// # }
/// ```
///
/// ```compile_fail,E0308
/// # use keelbolt::{cosign::BranchNonces, vtxo::tree::Branch};
/// # fn f(nonces: BranchNonces, branch: &Branch) {
/// _ = nonces.sign(branch, &[]); // not checked: does not compile
/// # }
/// ```
#[derive(Debug)]
pub struct BranchNonces {
    /// Where it stays until it is wiped, however often the rest is moved.
    key: Box<KeyPair>,
    nonces: Vec<SecretNonce>,
}

impl BranchNonces {
    /// Makes nonces for a fresh key: as many as levels, [`LEVELS`] for Bark; and the public ones to send.
    ///
    /// # Errors
    ///
    /// [`Error::Musig`] when `entropy` is zeros, which no generator of random numbers gives; [`Error::Tree`] for more than
    /// [`MAX_LEAVES`](crate::vtxo::MAX_LEAVES).
    pub fn new(
        key: KeyPair,
        levels: usize,
        entropy: Entropy,
        context: &SigningContext,
    ) -> Result<(Self, Vec<PublicNonce>), Error> {
        let (nonces, public) = make(&key, levels, entropy, context)?;
        Ok((Self { key: Box::new(key), nonces }, public))
    }

    /// Signs for each node above the leaf, in order. `aggregates` are the sums of the nonces of all nodes of the tree
    /// above the leaves, in order. Nonces and key are gone afterwards, whatever the outcome.
    ///
    /// # Errors
    ///
    /// [`Error::CosignKey`] when the branch is for another key; [`Error::AggregateNonceCount`]; [`Error::NonceCount`]
    /// when there are fewer nonces than levels.
    pub fn sign(
        mut self,
        branch: &CheckedBranch,
        aggregates: &[AggregateNonce],
    ) -> Result<Vec<PartialSignature>, Error> {
        // Nonces sign where they lie: what is moved out of a vector stays in its memory.
        let Self { key, nonces } = &mut self;
        if key.public_key() != *branch.cosign_pubkey() {
            return Err(Error::CosignKey);
        }
        let (leaf, shape) = (branch.branch().leaf(), branch.branch().shape());
        let count =
            Error::NonceCount { signer: Signer::Leaf(leaf), expected: shape.depth(), found: nonces.len() };
        let mut nonces = nonces.iter_mut().enumerate();
        let mut partials = Vec::with_capacity(branch.branch().steps().len());
        // Levels rise towards the root; the nonces of those that the branch skips are dropped.
        for (node, step) in branch.to_sign(aggregates)?.zip(branch.branch().steps()) {
            let nonce = nonces.find(|(level, _)| *level == node.nonce);
            let (_, nonce) = nonce.ok_or(count)?;
            let session = Session::new(&step.node.keys, &node.aggregate_nonce, &node.sighash)?;
            partials.push(nonce.sign_in_place(&session, key)?);
        }
        Ok(partials)
    }
}

/// The nonces of one that signs for all nodes, the server, with the key that they are for.
#[derive(Debug)]
pub struct TreeNonces {
    /// Where it stays until it is wiped, however often the rest is moved.
    key: Box<KeyPair>,
    nonces: Vec<SecretNonce>,
}

impl TreeNonces {
    /// Makes nonces for a key of this tree alone, one for each of its nodes above the leaves; and the public ones.
    ///
    /// # Errors
    ///
    /// [`Error::Musig`] when `entropy` is zeros, which no generator of random numbers gives; [`Error::Tree`] for more than
    /// [`MAX_LEAVES`](crate::vtxo::MAX_LEAVES).
    pub fn new(
        key: KeyPair,
        nodes: usize,
        entropy: Entropy,
        context: &SigningContext,
    ) -> Result<(Self, Vec<PublicNonce>), Error> {
        let (nonces, public) = make(&key, nodes, entropy, context)?;
        Ok((Self { key: Box::new(key), nonces }, public))
    }

    /// Signs for each node above the leaves, in order. The server has built the tree itself: there is nothing to check.
    ///
    /// # Errors
    ///
    /// [`Error::CosignKey`] when the key is none of those that sign for all; [`Error::NonceCount`].
    pub fn sign(mut self, session: &TreeSession<'_>) -> Result<Vec<PartialSignature>, Error> {
        let Self { key, nonces } = &mut self;
        let global = session.tree().spec().global_cosign_pubkeys();
        let own = key.public_key();
        let signer = global.iter().position(|key| *key == own).ok_or(Error::CosignKey)?;
        let (expected, found) = (session.sessions().len(), nonces.len());
        if expected != found {
            return Err(Error::NonceCount { signer: Signer::Global(signer), expected, found });
        }
        let pairs = nonces.iter_mut().zip(session.sessions());
        let partials = pairs.map(|(nonce, session)| nonce.sign_in_place(session, key));
        Ok(partials.collect::<Result<_, _>>()?)
    }
}

/// The sums of the nonces of all signers, for each node above the leaves, in order: what the server sends to all.
/// `leaves` has the nonces of each leaf's owner, where it signs, one for each level; `global` those of each key that
/// signs for all, one for each node.
///
/// # Errors
///
/// [`Error::SignerCount`], [`Error::Contribution`] or [`Error::NonceCount`].
pub fn aggregate_nonces(
    tree: &UnsignedTree,
    leaves: &[Option<&[PublicNonce]>],
    global: &[&[PublicNonce]],
) -> Result<Vec<AggregateNonce>, Error> {
    let shape = tree.shape();
    check_nonces(tree, leaves, global)?;
    let inner = shape.leaves()..shape.nodes();
    let sums = inner.enumerate().map(|(index, node)| {
        let level = shape.level(node).saturating_sub(1);
        let of_leaves = shape.leaves_below(node).filter_map(|leaf| leaves.get(leaf)?.as_ref()?.get(level));
        let nonces: Vec<_> = of_leaves.chain(global.iter().filter_map(|nonces| nonces.get(index))).collect();
        AggregateNonce::detached(nonces.into_iter())
    });
    Ok(sums.collect::<Result<_, _>>()?)
}

/// Checks that there is a nonce of everybody for everything.
pub(super) fn check_nonces(
    tree: &UnsignedTree,
    leaves: &[Option<&[PublicNonce]>],
    global: &[&[PublicNonce]],
) -> Result<(), Error> {
    let (spec, shape) = (tree.spec(), tree.shape());
    let counts = [(spec.leaves().len(), leaves.len()), (spec.global_cosign_pubkeys().len(), global.len())];
    if let Some((expected, found)) = counts.into_iter().find(|(expected, found)| expected != found) {
        return Err(Error::SignerCount { expected, found });
    }
    for (leaf, (spec, nonces)) in spec.leaves().iter().zip(leaves).enumerate() {
        let expected = spec.cosign_pubkey.is_some();
        if expected != nonces.is_some() {
            return Err(Error::Contribution { leaf, expected });
        }
        // One nonce for each level up to the root's.
        let (signer, expected) = (Signer::Leaf(leaf), shape.depth());
        if let Some(found) = nonces.map(<[_]>::len).filter(|found| *found < expected) {
            return Err(Error::NonceCount { signer, expected, found });
        }
    }
    let expected = shape.internal_nodes();
    let wrong = global.iter().map(|nonces| nonces.len()).enumerate().find(|(_, found)| *found != expected);
    wrong.map_or(Ok(()), |(place, found)| {
        Err(Error::NonceCount { signer: Signer::Global(place), expected, found })
    })
}

/// Many nonces of one draw: each is made from a hash of it with its place, so that no two are related.
#[expect(clippy::needless_pass_by_value, reason = "entropy is consumed by use")]
fn make(
    key: &KeyPair,
    count: usize,
    entropy: Entropy,
    context: &SigningContext,
) -> Result<(Vec<SecretNonce>, Vec<PublicNonce>), Error> {
    if count > MAX_LEAVES {
        let found = u64::try_from(count).unwrap_or(u64::MAX);
        let error = vtxo::Error::TooMany { what: Counted::Signatures, limit: MAX_LEAVES, found };
        return Err(tree::Error::Vtxo(error).into());
    }
    // What it is hashed to would not be zeros, and the same each time.
    let mut is_zero = tags_equal(entropy.expose(), &[0; 32]);
    declassify(&mut is_zero);
    if is_zero {
        return Err(musig::Error::NonceOutOfRange.into());
    }
    // All the room at once: a vector that grows leaves copies behind.
    let mut secret = Vec::with_capacity(count);
    let mut public = Vec::with_capacity(count);
    for place in 0..count {
        let mut hash = HmacSha256::new(entropy.expose());
        hash.input(b"keelbolt nonce of a tree");
        hash.input(&u64::try_from(place).unwrap_or(u64::MAX).to_be_bytes());
        let (nonce, shown) =
            SecretNonce::new(Entropy::new(*hash.finish().expose()), key, NonceInputs::default(), context)?;
        secret.push(nonce);
        public.push(shown);
    }
    Ok((secret, public))
}
