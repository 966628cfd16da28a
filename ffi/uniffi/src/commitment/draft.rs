//! A commitment that is to be built.

use crate::bytes::PublicKey;
use crate::commitment::CommitmentError;
use crate::commitment::channel::{ChannelParameters, CommitmentHtlc};
use crate::commitment::node::Node;
use crate::commitment::number::commitment_number;
use keelbolt::amount::{Msat, Sat};
use keelbolt::commitment::{self, Htlc};

/// A commitment that is to be built: `Commitment` builds it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CommitmentDraft {
    /// Whose commitment it is: who can publish it.
    pub owner: Node,
    /// Its number, from 0 on, below 2^48.
    pub number: u64,
    /// The owner's point for it.
    pub per_commitment_point: PublicKey,
    /// What belongs to the opener, before fees and anchors, without HTLCs.
    pub opener_balance_msat: u64,
    /// What belongs to the accepter, without HTLCs.
    pub accepter_balance_msat: u64,
    /// Satoshi for a thousand units of weight; 0 without fees.
    pub feerate_per_kw: u32,
    /// The HTLCs, in any order; that of equal ones stays.
    pub htlcs: Vec<CommitmentHtlc>,
}

#[uniffi::export]
impl CommitmentDraft {
    /// Checks that both nodes keep what they must: the opener the fees, and each its reserve, in satoshi, once it has
    /// had more (BOLT 2, `channel_reserve_satoshis`).
    ///
    /// # Errors
    ///
    /// `FeeExceedsBalance` or `BelowReserve`; `CommitmentNumberTooLarge`, `KeyNotAPoint` or `WrongLength`.
    pub fn check_reserve(
        &self,
        channel: ChannelParameters,
        opener_reserve_sat: u64,
        accepter_reserve_sat: u64,
    ) -> Result<(), CommitmentError> {
        let channel = channel.try_into()?;
        let (opener, accepter) = (Sat(opener_reserve_sat), Sat(accepter_reserve_sat));
        self.with_core(|draft| Ok(draft.check_reserve(&channel, opener, accepter)?))
    }

    /// Whether an HTLC has no output in this commitment, because it would be dust after the fee of its HTLC
    /// transaction.
    ///
    /// # Errors
    ///
    /// `CommitmentNumberTooLarge`, `KeyNotAPoint` or `WrongLength`.
    pub fn is_trimmed(
        &self,
        htlc: CommitmentHtlc,
        channel: ChannelParameters,
    ) -> Result<bool, CommitmentError> {
        let channel = channel.try_into()?;
        self.with_core(|draft| Ok(draft.is_trimmed(&htlc.into(), &channel)))
    }
}

impl CommitmentDraft {
    /// Shows the core's draft to `read`.
    ///
    /// # Errors
    ///
    /// `CommitmentNumberTooLarge`, `KeyNotAPoint`, or what `read` returns.
    pub(crate) fn with_core<R>(
        &self,
        read: impl FnOnce(&commitment::CommitmentDraft<'_>) -> Result<R, CommitmentError>,
    ) -> Result<R, CommitmentError> {
        let htlcs: Vec<Htlc> = self.htlcs.iter().map(|htlc| (*htlc).into()).collect();
        read(&commitment::CommitmentDraft {
            owner: self.owner.into(),
            number: commitment_number(self.number)?,
            per_commitment_point: self.per_commitment_point.try_into()?,
            opener_balance: Msat(self.opener_balance_msat),
            accepter_balance: Msat(self.accepter_balance_msat),
            feerate_per_kw: self.feerate_per_kw,
            htlcs: &htlcs,
        })
    }
}
