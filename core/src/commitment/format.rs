//! The formats of commitment transactions.

/// What a commitment transaction looks like, by the channel's type (BOLT 2, "Channel types"; BOLT 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `option_static_remotekey` alone: fees are in every transaction.
    StaticRemotekey,
    /// `option_anchors`: anchors of both nodes; HTLC transactions pay no fee by themselves.
    Anchors,
    /// `zero_fee_commitments` (feature 40/41): version 3, one anchor for everybody, no fees.
    ZeroFee,
}

impl Format {
    /// The version of its transactions.
    #[must_use]
    pub const fn transaction_version(self) -> u32 {
        match self {
            Self::StaticRemotekey | Self::Anchors => 2,
            Self::ZeroFee => 3,
        }
    }

    /// The most HTLCs that each node may offer (BOLT 2, `max_accepted_htlcs`).
    #[must_use]
    pub const fn max_accepted_htlcs(self) -> usize {
        match self {
            Self::StaticRemotekey | Self::Anchors => 483,
            Self::ZeroFee => 114,
        }
    }

    /// Whether all paths of an HTLC output but the revocation wait for a block.
    pub(in crate::commitment) const fn delays_htlcs(self) -> bool {
        matches!(self, Self::Anchors)
    }
}
