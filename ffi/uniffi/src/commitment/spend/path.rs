//! Which outputs can be taken by which paths.

use crate::bytes::Signature;
use crate::commitment::CommitmentError;
use crate::commitment::built::Commitment;
use crate::commitment::secrets::PerCommitmentSecret;
use crate::commitment::spend::claim::Claim;
use crate::secret::{Preimage, opaque, signing_context};
use crate::transaction::{index, narrow, transaction};
use keelbolt::commitment::spend;
use keelbolt::crypto;
use std::sync::Arc;

/// How an output is taken.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum SpendPath {
    /// By the owner, when `to_self_delay` blocks have passed.
    Delayed,
    /// By the other node, with its payment key; with anchors after one block.
    Payment,
    /// An anchor by its node's funding key; the shared one by anybody.
    Anchor,
    /// An anchor of one node by anybody, after 16 blocks.
    AbandonedAnchor,
    /// By the owner, as an input of an HTLC transaction to which fees are added.
    HtlcTransaction {
        /// The other node's, from `commitment_signed`.
        remote_signature: Signature,
        /// What it is paid for, for HTLC-success.
        preimage: Option<Arc<Preimage>>,
    },
    /// An HTLC that the owner offered, by the other node.
    Preimage {
        /// What it is paid for.
        preimage: Arc<Preimage>,
    },
    /// An HTLC that the owner received, by the other node, from its expiry on.
    Timeout,
    /// By the other node, when the commitment is revoked.
    Revocation {
        /// What the owner has revealed.
        revocation: Arc<Revocation>,
    },
}

/// What the owner of a commitment has revealed to revoke it. It is wiped when it is dropped, compares by content, and
/// any thread may use it.
#[derive(Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct Revocation(spend::Revocation);

opaque!(Revocation);

#[uniffi::export]
impl Revocation {
    /// The revocation by this secret. `entropy` are 32 fresh random bytes, which blind the computation against side
    /// channels; the result does not depend on them.
    ///
    /// # Errors
    ///
    /// `SecretKeyOutOfRange` when the secret is no key; `WrongLength` for the entropy.
    #[uniffi::constructor]
    pub fn new(secret: Arc<PerCommitmentSecret>, entropy: Vec<u8>) -> Result<Self, CommitmentError> {
        Ok(Self(spend::Revocation::new(secret.0.clone(), &signing_context(entropy)?)?))
    }
}

/// A preimage that a transaction has shown.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RevealedPreimage {
    /// The output of the commitment that the transaction took with it.
    pub output: u32,
    /// The preimage.
    pub preimage: Arc<Preimage>,
}

#[uniffi::export]
impl Commitment {
    /// The claim of an output by a path.
    ///
    /// # Errors
    ///
    /// `NoSuchOutput`; `SpendPath` when the output has no such path; `SpendPreimage`; `NotRevoked`; `NotCombinable`;
    /// `HtlcSignature` when the other node's signature is of another HTLC transaction; `SignatureOutOfRange`,
    /// `SignatureHighS` or `WrongLength`.
    pub fn claim(&self, output: u32, path: SpendPath) -> Result<Arc<Claim>, CommitmentError> {
        path.with_core(|path| Ok(Claim::shared(self.0.claim(index(output), path)?)))
    }

    /// The claims of what HTLC transactions of this commitment pay, which `transaction` contains, by the delay or by
    /// revocation.
    ///
    /// # Errors
    ///
    /// `MalformedTransaction`; `SecondStagePath` for another path; `NotRevoked`; `SignatureOutOfRange`,
    /// `SignatureHighS` or `WrongLength`.
    pub fn second_stage_claims(
        &self,
        transaction: Vec<u8>,
        path: SpendPath,
    ) -> Result<Vec<Arc<Claim>>, CommitmentError> {
        let transaction = self::transaction(&transaction)?;
        path.with_core(|path| Ok(Claim::all(self.0.second_stage_claims(&transaction, path)?)))
    }

    /// The preimages that a transaction shows when it takes HTLCs of this commitment: they settle what was forwarded.
    ///
    /// # Errors
    ///
    /// `MalformedTransaction`
    pub fn revealed_preimages(&self, transaction: Vec<u8>) -> Result<Vec<RevealedPreimage>, CommitmentError> {
        let revealed = self.0.revealed_preimages(&self::transaction(&transaction)?);
        let revealed = revealed.into_iter().map(|(output, preimage)| RevealedPreimage {
            output: narrow(output),
            preimage: Arc::new(Preimage(preimage)),
        });
        Ok(revealed.collect())
    }
}

impl SpendPath {
    /// Shows the core's path to `take`.
    fn with_core<R>(
        &self,
        take: impl FnOnce(&spend::Path<'_>) -> Result<R, CommitmentError>,
    ) -> Result<R, CommitmentError> {
        use spend::Path as Core;
        // The core's path borrows it.
        let signature: crypto::Signature;
        take(&match self {
            Self::Delayed => Core::Delayed,
            Self::Payment => Core::Payment,
            Self::Anchor => Core::Anchor,
            Self::AbandonedAnchor => Core::AbandonedAnchor,
            Self::HtlcTransaction { remote_signature, preimage } => {
                signature = (*remote_signature).try_into()?;
                let preimage = preimage.as_ref().map(|preimage| &preimage.0);
                Core::HtlcTransaction { remote_signature: &signature, preimage }
            }
            Self::Preimage { preimage } => Core::Preimage(&preimage.0),
            Self::Timeout => Core::Timeout,
            Self::Revocation { revocation } => Core::Revocation(&revocation.0),
        })
    }
}
