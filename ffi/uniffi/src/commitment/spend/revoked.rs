//! What is seen of a revoked commitment.

use crate::commitment::CommitmentError;
use crate::commitment::channel::{ChannelParameters, CommitmentHtlc};
use crate::commitment::node::Node;
use crate::commitment::spend::claim::Claim;
use crate::commitment::store::SecretStore;
use crate::secret::signing_context;
use crate::transaction::transaction;
use keelbolt::commitment::{Htlc, spend};
use std::sync::Arc;

/// A revoked commitment that was published, as the other node or its watchtower knows it: by the transaction itself,
/// the secrets and the HTLCs that it has stored. Balances are not needed. Any thread may use it.
#[derive(Debug, uniffi::Object)]
pub struct RevokedCommitment(spend::Revoked);

#[uniffi::export]
impl RevokedCommitment {
    /// Recognises a transaction that spends the funding output, of which `owner` is the node that published it, by its
    /// number. `htlcs` are those that this commitment may have, in any order; those that it has not do no harm.
    /// `entropy` are 32 fresh random bytes, which blind the computation against side channels; the result does not
    /// depend on them.
    ///
    /// # Errors
    ///
    /// `MalformedTransaction`; `NotACommitment` for another transaction; `NotYetRevoked` for a commitment whose secret
    /// has not come; `KeyNotAPoint` or `WrongLength`.
    #[uniffi::constructor]
    pub fn recognise(
        channel: ChannelParameters,
        owner: Node,
        transaction: Vec<u8>,
        secrets: Arc<SecretStore>,
        htlcs: Vec<CommitmentHtlc>,
        entropy: Vec<u8>,
    ) -> Result<Self, CommitmentError> {
        let (channel, transaction) = (channel.try_into()?, self::transaction(&transaction)?);
        let htlcs: Vec<Htlc> = htlcs.into_iter().map(Into::into).collect();
        let context = signing_context(entropy)?;
        let revoked = spend::Revoked::recognise(
            &channel,
            owner.into(),
            &transaction,
            &secrets.locked(),
            &htlcs,
            &context,
        )?;
        Ok(Self(revoked))
    }

    /// The number of the commitment.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.0.number().to_u64()
    }

    /// The claims of what the cheater had: `to_local`, and every HTLC.
    #[must_use]
    pub fn claims(&self) -> Vec<Arc<Claim>> {
        Claim::all(self.0.claims())
    }

    /// The claim of the balance of the one who was cheated, which a penalty transaction may take too.
    #[must_use]
    pub fn to_remote(&self) -> Option<Arc<Claim>> {
        self.0.to_remote().map(Claim::shared)
    }

    /// The claims of what the cheater's HTLC transactions pay, which `transaction` contains.
    ///
    /// # Errors
    ///
    /// `MalformedTransaction`
    pub fn second_stage_claims(&self, transaction: Vec<u8>) -> Result<Vec<Arc<Claim>>, CommitmentError> {
        Ok(Claim::all(self.0.second_stage_claims(&self::transaction(&transaction)?)))
    }

    /// The outputs of which nothing is known: HTLCs that were not stored. They are lost, and the user should know.
    #[must_use]
    pub fn unknown(&self) -> Vec<u32> {
        self.0.unknown().to_vec()
    }
}
