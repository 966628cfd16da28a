//! The server's side: whose part is right, and the signatures of all.

use crate::bytes::{MusigAggregateNonce, MusigPartialSignature, MusigPublicNonce};
use crate::cosign::expected::core_aggregates;
use crate::transaction::index;
use crate::tree::{SignedTree, TreeError, TreeSigner, UnsignedTree};
use keelbolt::cosign;
use keelbolt::crypto::musig::{self, PartialSignature, PublicNonce};
use std::fmt;
use std::sync::Arc;

/// What one signer has sent.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TreeContribution {
    /// The nonces: of a leaf's owner one for each level, of one that signs for all one for each node.
    pub nonces: Vec<MusigPublicNonce>,
    /// The partial signatures, one for each node that is signed, in order.
    pub partials: Vec<MusigPartialSignature>,
}

/// What all have in common that sign a tree. It holds no secret and all that it needs, made once; any thread may use it.
#[derive(Debug, uniffi::Object)]
#[uniffi::export(Display)]
pub struct TreeSession {
    pub(super) core: cosign::TreeSession<'static>,
    tree: Arc<UnsignedTree>,
}

#[uniffi::export]
impl TreeSession {
    /// Begins with the sums of all nonces, of each node above the leaves, in order.
    ///
    /// # Errors
    ///
    /// `AggregateNonceCount`; `NotANonce` or `WrongLength`.
    #[uniffi::constructor]
    pub fn new(tree: Arc<UnsignedTree>, aggregates: Vec<MusigAggregateNonce>) -> Result<Self, TreeError> {
        let core = cosign::TreeSession::new(&tree.core, &core_aggregates(aggregates)?)?.into_owned();
        Ok(Self { core, tree })
    }

    /// The tree.
    #[must_use]
    pub fn tree(&self) -> Arc<UnsignedTree> {
        Arc::clone(&self.tree)
    }

    /// Checks what the owner of a leaf, from 0, has sent, as soon as it has come.
    ///
    /// # Errors
    ///
    /// `NoSuchLeaf`; `ContributionOfLeaf` when its owner does not sign; `TreeNonceCount`, `TreeNonce`,
    /// `TreePartialSignatureCount` or `TreePartialSignature`; `WrongLength`.
    pub fn verify_leaf(&self, leaf: u32, contribution: TreeContribution) -> Result<(), TreeError> {
        let sent = Sent::of(&contribution, TreeSigner::Leaf { leaf: leaf.into() })?;
        Ok(self.core.verify_leaf(index(leaf), &sent.contribution())?)
    }

    /// Checks what one has sent that signs for all nodes, by the place of its key, from 0.
    ///
    /// # Errors
    ///
    /// `SignerCount` when there is none of this place; otherwise as `verify_leaf`.
    pub fn verify_global(&self, place: u32, contribution: TreeContribution) -> Result<(), TreeError> {
        let sent = Sent::of(&contribution, TreeSigner::Global { place: place.into() })?;
        Ok(self.core.verify_global(index(place), &sent.contribution())?)
    }

    /// The signatures of all nodes, from what all have sent: the owner of each leaf, nothing where it does not sign; and
    /// each key that signs for all nodes, in their order. Each is checked as a whole; only when one is wrong, its parts
    /// are looked at.
    ///
    /// # Errors
    ///
    /// `SignerCount`, `ContributionOfLeaf`, `TreeNonceCount` or `TreePartialSignatureCount` when something is missing;
    /// `TreeNonce`, which names the signer, `TreePartialSignature`, which names the node, too; `TreeAggregateNonce`;
    /// `WrongLength`.
    pub fn aggregate(
        &self,
        leaves: Vec<Option<TreeContribution>>,
        global_signers: Vec<TreeContribution>,
    ) -> Result<SignedTree, TreeError> {
        let leaves = (0..).zip(&leaves).map(|(leaf, sent)| {
            sent.as_ref().map(|sent| Sent::of(sent, TreeSigner::Leaf { leaf })).transpose()
        });
        let global = (0..).zip(&global_signers);
        let global = global.map(|(place, sent)| Sent::of(sent, TreeSigner::Global { place }));
        let leaves = leaves.collect::<Result<Vec<_>, _>>()?;
        let global = global.collect::<Result<Vec<_>, _>>()?;
        let leaves: Vec<_> = leaves.iter().map(|sent| sent.as_ref().map(Sent::contribution)).collect();
        let global: Vec<_> = global.iter().map(Sent::contribution).collect();
        let contributions = cosign::Contributions { leaves: &leaves, global: &global };
        Ok(SignedTree(self.core.aggregate(&contributions)?))
    }
}

/// The nonces of one signer, as the core has them.
pub(super) struct SentNonces(pub(super) Vec<PublicNonce>);

impl SentNonces {
    /// # Errors
    ///
    /// `TreeNonce`
    pub(super) fn of(nonces: &[MusigPublicNonce], signer: TreeSigner) -> Result<Self, TreeError> {
        let nonces = nonces.iter().map(|nonce| (*nonce).try_into());
        let nonces = nonces.collect::<Result<_, musig::Error>>();
        nonces.map(Self).map_err(|_| TreeError::TreeNonce { signer })
    }
}

/// A contribution as the core has it.
struct Sent {
    nonces: SentNonces,
    partials: Vec<PartialSignature>,
}

impl Sent {
    /// # Errors
    ///
    /// `TreeNonce`
    fn of(contribution: &TreeContribution, signer: TreeSigner) -> Result<Self, TreeError> {
        let nonces = SentNonces::of(&contribution.nonces, signer)?;
        let partials = contribution.partials.iter().map(|partial| {
            // What is not below the group order is nobody's part, no more than zero is: the core says whose, and of
            // which node.
            (*partial).try_into().or_else(|_: musig::Error| PartialSignature::parse(&[0; 32]))
        });
        Ok(Self { nonces, partials: partials.collect::<Result<_, _>>()? })
    }

    fn contribution(&self) -> cosign::Contribution<'_> {
        cosign::Contribution { nonces: &self.nonces.0, partials: &self.partials }
    }
}

impl fmt::Display for TreeSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let utxo = self.tree.core.utxo();
        write!(f, "TreeSession({} leaves, {}:{})", self.tree.core.shape().leaves(), utxo.txid, utxo.vout)
    }
}
