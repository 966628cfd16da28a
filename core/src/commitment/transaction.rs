//! Commitment transactions (BOLT 3, "Commitment Transaction", "Fees", "Trimmed Outputs").

mod build;
pub(in crate::commitment) mod complete;
mod funding;
mod htlc;
mod sign;
mod view;

pub use build::CommitmentDraft;
pub use htlc::{HtlcTransaction, Stage};
pub use sign::{CommitmentSignatures, PeerKeys};
pub use view::{Commitment, CommitmentOutput, OutputKind};

use crate::amount::{Msat, Sat};
use crate::codec::transaction::OutPoint;
use crate::commitment::{Basepoints, Error, Format, Node, ObscuringFactor};
use crate::crypto::PaymentHash;
use crate::time::BlockHeight;

/// What a node has brought into the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeParameters {
    /// Its keys.
    pub basepoints: Basepoints,
    /// Below this its own commitment has no output. BOLT 2 asks for at least 354 sat: with less there may be outputs that
    /// nodes do not relay, and then no commitment can be published.
    pub dust_limit: Sat,
    /// How many blocks it waits for what its own commitment pays it: what the other node asked for.
    pub to_self_delay: u16,
}

/// What stays the same through the life of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChannelParameters {
    /// What its commitments look like.
    pub format: Format,
    /// The funding output.
    pub funding: OutPoint,
    /// What it holds.
    pub funding_amount: Sat,
    /// The node that opened the channel.
    pub opener: NodeParameters,
    /// The other one.
    pub accepter: NodeParameters,
}

impl ChannelParameters {
    /// What a node has brought.
    #[must_use]
    pub const fn node(&self, node: Node) -> &NodeParameters {
        match node {
            Node::Opener => &self.opener,
            Node::Accepter => &self.accepter,
        }
    }

    /// Whether these amounts are what the funding output holds, no more and no less.
    pub(in crate::commitment) fn check_balance(
        &self,
        amounts: impl IntoIterator<Item = Msat>,
    ) -> Result<(), Error> {
        let expected = Msat::from_sat(self.funding_amount.0);
        let found = amounts.into_iter().try_fold(Msat(0), Msat::checked_add);
        if found.is_none() || found != expected {
            return Err(Error::Balance { expected: expected.unwrap_or_default(), found });
        }
        Ok(())
    }

    /// What hides the numbers of its commitments.
    #[must_use]
    pub fn obscuring_factor(&self) -> ObscuringFactor {
        let point = |node: &NodeParameters| node.basepoints.payment_basepoint;
        ObscuringFactor::derive(&point(&self.opener), &point(&self.accepter))
    }
}

/// An HTLC in a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Htlc {
    /// Who pays.
    pub offered_by: Node,
    /// How much.
    pub amount: Msat,
    /// What it is locked to.
    pub payment_hash: PaymentHash,
    /// The height from which who pays takes it back, below 500,000,000.
    pub cltv_expiry: BlockHeight,
}
