//! Nonces, which sign once.

use crate::bytes::{MusigAggregateNonce, MusigPartialSignature, MusigPublicNonce, PublicKey};
use crate::cosign::expected::{CheckedBranch, core_aggregates};
use crate::cosign::session::{SentNonces, TreeSession};
use crate::secret::{SecretKey, entropy, signing_context};
use crate::tree::{TreeError, TreeShape, TreeSigner, UnsignedTree};
use keelbolt::cosign;
use keelbolt::crypto::musig::{PartialSignature, PublicNonce};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The nonces of the owner of a leaf, one for each level, with the key that they are for.
///
/// They cannot be copied or saved, and `sign` uses them up: two signatures with the same nonces would give the secret
/// key away. A ceremony that is interrupted is begun again, with another key. They are wiped when they are used or
/// dropped; any thread may use them, and of several that sign at once, one succeeds.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct BranchNonces {
    secret: Once<cosign::BranchNonces>,
    key: PublicKey,
    public: Vec<PublicNonce>,
}

#[uniffi::export]
impl BranchNonces {
    /// Makes nonces for a fresh key, as many as levels: 8 for Bark, enough for the deepest tree of 65,536 leaves.
    /// `randomness` are 32 fresh random bytes, from which they come; `entropy` are 32 others, which blind the computation
    /// against side channels.
    ///
    /// # Errors
    ///
    /// `NonceOutOfRange` for randomness of zeros; `WrongLength`.
    #[uniffi::constructor(default(levels = 8))]
    pub fn new(
        key: Arc<SecretKey>,
        randomness: Vec<u8>,
        entropy: Vec<u8>,
        levels: u8,
    ) -> Result<Self, TreeError> {
        let (randomness, context) = (self::entropy(randomness)?, signing_context(entropy)?);
        let pair = context.key_pair(&key.0)?;
        let key = pair.public_key().into();
        let (secret, public) = cosign::BranchNonces::new(pair, levels.into(), randomness, &context)?;
        Ok(Self { secret: Once::new(secret), key, public })
    }

    /// The key that signs.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.key
    }

    /// What is sent to the server: one for each level, from that above the leaves.
    #[must_use]
    pub fn public_nonces(&self) -> Vec<MusigPublicNonce> {
        self.public.iter().map(|nonce| (*nonce).into()).collect()
    }

    /// Whether the nonces have been used up.
    #[must_use]
    pub fn is_used(&self) -> bool {
        self.secret.is_taken()
    }

    /// Signs for each node above the leaf, in order. `aggregates` are the sums of the nonces of all nodes of the tree
    /// above the leaves, in order. Nonces and key are gone afterwards, whatever the outcome.
    ///
    /// # Errors
    ///
    /// `NonceUsed` after the first time, also when that failed; `CosignKey` when the branch is for another key;
    /// `AggregateNonceCount`; `TreeNonceCount` when there are fewer nonces than levels; `NotANonce` or `WrongLength`.
    pub fn sign(
        &self,
        branch: Arc<CheckedBranch>,
        aggregates: Vec<MusigAggregateNonce>,
    ) -> Result<Vec<MusigPartialSignature>, TreeError> {
        let secret = self.secret.take()?;
        Ok(sent(secret.sign(&branch.core, &core_aggregates(aggregates)?)?))
    }
}

/// The nonces of one that signs for all nodes, the server, with the key that they are for.
///
/// They cannot be copied or saved, and `sign` uses them up, as those of a branch.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct TreeNonces {
    secret: Once<cosign::TreeNonces>,
    key: PublicKey,
    public: Vec<PublicNonce>,
}

#[uniffi::export]
impl TreeNonces {
    /// Makes nonces for a key of this tree alone, one for each of its nodes above the leaves; the random bytes are those
    /// of `BranchNonces`.
    ///
    /// # Errors
    ///
    /// `NonceOutOfRange` for randomness of zeros; `WrongLength`.
    #[uniffi::constructor]
    pub fn new(
        key: Arc<SecretKey>,
        shape: Arc<TreeShape>,
        randomness: Vec<u8>,
        entropy: Vec<u8>,
    ) -> Result<Self, TreeError> {
        let (randomness, context) = (self::entropy(randomness)?, signing_context(entropy)?);
        let pair = context.key_pair(&key.0)?;
        let (key, nodes) = (pair.public_key().into(), shape.internal_nodes());
        let (secret, public) =
            cosign::TreeNonces::new(pair, crate::transaction::index(nodes), randomness, &context)?;
        Ok(Self { secret: Once::new(secret), key, public })
    }

    /// The key that signs.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.key
    }

    /// One for each node above the leaves, in order.
    #[must_use]
    pub fn public_nonces(&self) -> Vec<MusigPublicNonce> {
        self.public.iter().map(|nonce| (*nonce).into()).collect()
    }

    /// Whether the nonces have been used up.
    #[must_use]
    pub fn is_used(&self) -> bool {
        self.secret.is_taken()
    }

    /// Signs for each node above the leaves, in order. The server has built the tree itself: there is nothing to check.
    ///
    /// # Errors
    ///
    /// `NonceUsed` after the first time, also when that failed; `CosignKey` when the key is none of those that sign for
    /// all; `TreeNonceCount` for a tree of another shape.
    pub fn sign(&self, session: Arc<TreeSession>) -> Result<Vec<MusigPartialSignature>, TreeError> {
        Ok(sent(self.secret.take()?.sign(&session.core)?))
    }
}

/// The sums of the nonces of all signers, for each node above the leaves, in order: what the server sends to all.
/// `leaves` has the nonces of each leaf's owner, where it signs, one for each level; `global_signers` those of each key
/// that signs for all, one for each node.
///
/// # Errors
///
/// `SignerCount`, `ContributionOfLeaf` or `TreeNonceCount`; `TreeNonce` or `WrongLength`.
#[uniffi::export]
pub fn aggregate_tree_nonces(
    tree: Arc<UnsignedTree>,
    leaves: Vec<Option<Vec<MusigPublicNonce>>>,
    global_signers: Vec<Vec<MusigPublicNonce>>,
) -> Result<Vec<MusigAggregateNonce>, TreeError> {
    let leaves = (0..).zip(leaves).map(|(leaf, nonces)| {
        nonces.map(|nonces| SentNonces::of(&nonces, TreeSigner::Leaf { leaf })).transpose()
    });
    let global = (0..).zip(global_signers);
    let global = global.map(|(place, nonces)| SentNonces::of(&nonces, TreeSigner::Global { place }));
    let leaves = leaves.collect::<Result<Vec<_>, _>>()?;
    let global = global.collect::<Result<Vec<_>, _>>()?;
    let leaves: Vec<_> = leaves.iter().map(|sent| sent.as_ref().map(|sent| &*sent.0)).collect();
    let global: Vec<_> = global.iter().map(|sent| &*sent.0).collect();
    let sums = cosign::aggregate_nonces(&tree.core, &leaves, &global)?;
    Ok(sums.into_iter().map(Into::into).collect())
}

/// What can be taken once.
#[derive(Debug)]
struct Once<T>(Mutex<Option<T>>);

impl<T> Once<T> {
    const fn new(secret: T) -> Self {
        Self(Mutex::new(Some(secret)))
    }

    fn is_taken(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// # Errors
    ///
    /// `NonceUsed`
    fn take(&self) -> Result<T, TreeError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or(TreeError::NonceUsed)
    }
}

fn sent(partials: Vec<PartialSignature>) -> Vec<MusigPartialSignature> {
    partials.into_iter().map(Into::into).collect()
}

impl fmt::Display for BranchNonces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BranchNonces(..)")
    }
}

impl fmt::Display for TreeNonces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TreeNonces(..)")
    }
}
