//! The fee of `closing_signed`.

use crate::commitment::CommitmentError;
use crate::commitment::node::Node;
use keelbolt::amount::Sat;
use keelbolt::commitment::closing;

/// `fee_range`: the fees that a node is prepared to pay or to see, in satoshi.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FeeRange {
    /// `min_fee_satoshis`
    pub min_sat: u64,
    /// `max_fee_satoshis`
    pub max_sat: u64,
}

/// What `closing_signed` says of the fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FeeProposal {
    /// `fee_satoshis`
    pub fee_sat: u64,
    /// `fee_range`
    #[uniffi(default = None)]
    pub range: Option<FeeRange>,
}

/// What to do after a proposal whose signature is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum FeeAnswer {
    /// Sign and publish the transaction with this fee.
    Agreed {
        /// The fee, in satoshi.
        fee_sat: u64,
        /// Whether the other node is waiting for a `closing_signed` with it.
        reply: bool,
    },
    /// Send `closing_signed` with this fee.
    Propose {
        /// The fee, in satoshi.
        fee_sat: u64,
    },
}

/// Where the negotiation stands for one node since the last connection: it restarts on reconnection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LegacyNegotiation {
    /// This node: the opener pays.
    pub node: Node,
    /// The fee that it would like, in satoshi.
    pub preferred_sat: u64,
    /// The fees that it takes, and the range that it sends.
    pub acceptable: FeeRange,
    /// What it sent last.
    #[uniffi(default = None)]
    pub sent: Option<FeeProposal>,
    /// The fee that it received last, before this one, in satoshi.
    #[uniffi(default = None)]
    pub received_sat: Option<u64>,
}

#[uniffi::export]
impl LegacyNegotiation {
    /// The answer to a proposal.
    ///
    /// # Errors
    ///
    /// `NoOverlap`: warn, and fail the channel if no better range comes. `FeeOutOfRange`, `FeeChanged`,
    /// `FeeNotBetween`, `NoFeeBetween`: fail the channel, or the connection.
    pub fn answer(&self, proposal: FeeProposal) -> Result<FeeAnswer, CommitmentError> {
        let negotiation = closing::LegacyNegotiation {
            node: self.node.into(),
            preferred: Sat(self.preferred_sat),
            acceptable: self.acceptable.to_core(),
            sent: self.sent.map(FeeProposal::to_core),
            received: self.received_sat.map(Sat),
        };
        Ok(match negotiation.answer(&proposal.to_core())? {
            closing::Answer::Agreed { fee, reply } => FeeAnswer::Agreed { fee_sat: fee.0, reply },
            closing::Answer::Propose { fee } => FeeAnswer::Propose { fee_sat: fee.0 },
        })
    }
}

#[uniffi::export]
impl FeeRange {
    /// Whether a fee is in it.
    #[must_use]
    pub fn contains(&self, fee_sat: u64) -> bool {
        self.to_core().contains(Sat(fee_sat))
    }

    /// What both ranges have; nothing when they have no fee in common.
    #[must_use]
    pub fn overlap(&self, other: FeeRange) -> Option<FeeRange> {
        let both = self.to_core().overlap(&other.to_core())?;
        Some(FeeRange { min_sat: both.min.0, max_sat: both.max.0 })
    }
}

impl FeeRange {
    const fn to_core(self) -> closing::FeeRange {
        closing::FeeRange { min: Sat(self.min_sat), max: Sat(self.max_sat) }
    }
}

impl FeeProposal {
    fn to_core(self) -> closing::Proposal {
        closing::Proposal { fee: Sat(self.fee_sat), range: self.range.map(FeeRange::to_core) }
    }
}
