//! What stays the same through the life of a channel, and the HTLCs that come and go.

use crate::bytes::PaymentHash;
use crate::commitment::basepoints::Basepoints;
use crate::commitment::format::CommitmentFormat;
use crate::commitment::node::Node;
use crate::transaction::OutPoint;
use keelbolt::amount::{Msat, Sat};
use keelbolt::time::BlockHeight;
use keelbolt::{commitment, crypto};

/// What a node has brought into the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NodeParameters {
    /// Its keys.
    pub basepoints: Basepoints,
    /// Below this its own commitment has no output: `dust_limit_satoshis`.
    pub dust_limit_sat: u64,
    /// How many blocks it waits for what its own commitment pays it: what the other node asked for.
    pub to_self_delay: u16,
}

/// What stays the same through the life of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ChannelParameters {
    /// What its commitments look like.
    pub format: CommitmentFormat,
    /// The funding output.
    pub funding: OutPoint,
    /// What it holds, in satoshi.
    pub funding_amount_sat: u64,
    /// The node that opened the channel.
    pub opener: NodeParameters,
    /// The other one.
    pub accepter: NodeParameters,
}

/// An HTLC in a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CommitmentHtlc {
    /// Who pays.
    pub offered_by: Node,
    /// How much, in millisatoshi.
    pub amount_msat: u64,
    /// What it is locked to.
    pub payment_hash: PaymentHash,
    /// The height from which who pays takes it back.
    pub cltv_expiry: u32,
}

impl TryFrom<NodeParameters> for commitment::NodeParameters {
    type Error = crypto::Error;

    fn try_from(ours: NodeParameters) -> Result<Self, crypto::Error> {
        Ok(Self {
            basepoints: ours.basepoints.try_into()?,
            dust_limit: Sat(ours.dust_limit_sat),
            to_self_delay: ours.to_self_delay,
        })
    }
}

impl From<commitment::NodeParameters> for NodeParameters {
    fn from(core: commitment::NodeParameters) -> Self {
        Self {
            basepoints: core.basepoints.into(),
            dust_limit_sat: core.dust_limit.0,
            to_self_delay: core.to_self_delay,
        }
    }
}

impl TryFrom<ChannelParameters> for commitment::ChannelParameters {
    type Error = crypto::Error;

    fn try_from(ours: ChannelParameters) -> Result<Self, crypto::Error> {
        Ok(Self {
            format: ours.format.into(),
            funding: ours.funding.into(),
            funding_amount: Sat(ours.funding_amount_sat),
            opener: ours.opener.try_into()?,
            accepter: ours.accepter.try_into()?,
        })
    }
}

impl From<commitment::ChannelParameters> for ChannelParameters {
    fn from(core: commitment::ChannelParameters) -> Self {
        Self {
            format: core.format.into(),
            funding: core.funding.into(),
            funding_amount_sat: core.funding_amount.0,
            opener: core.opener.into(),
            accepter: core.accepter.into(),
        }
    }
}

impl From<CommitmentHtlc> for commitment::Htlc {
    fn from(ours: CommitmentHtlc) -> Self {
        Self {
            offered_by: ours.offered_by.into(),
            amount: Msat(ours.amount_msat),
            payment_hash: crypto::PaymentHash(ours.payment_hash.0),
            cltv_expiry: BlockHeight(ours.cltv_expiry),
        }
    }
}

impl From<commitment::Htlc> for CommitmentHtlc {
    fn from(core: commitment::Htlc) -> Self {
        Self {
            offered_by: core.offered_by.into(),
            amount_msat: core.amount.0,
            payment_hash: PaymentHash(core.payment_hash.0),
            cltv_expiry: core.cltv_expiry.0,
        }
    }
}
