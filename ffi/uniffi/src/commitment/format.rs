//! The formats of commitments, with their fees and weights.

use crate::cases::same_cases;
use crate::error::wide;
use keelbolt::commitment;

/// What a commitment transaction looks like, by the channel's type (BOLT 2, "Channel types"; BOLT 3). Fees are in
/// satoshi, feerates in satoshi for a thousand units of weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum CommitmentFormat {
    /// `option_static_remotekey` alone: fees are in every transaction.
    StaticRemotekey,
    /// `option_anchors`: anchors of both nodes; HTLC transactions pay no fee by themselves.
    Anchors,
    /// `zero_fee_commitments` (feature 40/41): version 3, one anchor for everybody, no fees.
    ZeroFee,
}

same_cases!(CommitmentFormat, commitment::Format, [StaticRemotekey, Anchors, ZeroFee]);

#[uniffi::export]
impl CommitmentFormat {
    /// The version of its transactions.
    #[must_use]
    pub fn transaction_version(&self) -> u32 {
        self.core().transaction_version()
    }

    /// The most HTLCs that each node may offer (BOLT 2, `max_accepted_htlcs`).
    #[must_use]
    pub fn max_accepted_htlcs(&self) -> u64 {
        wide(self.core().max_accepted_htlcs())
    }

    /// The expected weight of a commitment with so many HTLC outputs.
    #[must_use]
    pub fn commitment_weight(&self, untrimmed_htlcs: u64) -> u64 {
        self.core().commitment_weight(untrimmed_htlcs)
    }

    /// The expected weight of an HTLC-timeout transaction.
    #[must_use]
    pub fn htlc_timeout_weight(&self) -> u64 {
        self.core().htlc_timeout_weight()
    }

    /// The expected weight of an HTLC-success transaction.
    #[must_use]
    pub fn htlc_success_weight(&self) -> u64 {
        self.core().htlc_success_weight()
    }

    /// The base fee of a commitment with so many HTLC outputs.
    #[must_use]
    pub fn commitment_fee(&self, feerate_per_kw: u32, untrimmed_htlcs: u64) -> u64 {
        self.core().commitment_fee(feerate_per_kw, untrimmed_htlcs).0
    }

    /// The fee of an HTLC-timeout transaction.
    #[must_use]
    pub fn htlc_timeout_fee(&self, feerate_per_kw: u32) -> u64 {
        self.core().htlc_timeout_fee(feerate_per_kw).0
    }

    /// The fee of an HTLC-success transaction.
    #[must_use]
    pub fn htlc_success_fee(&self, feerate_per_kw: u32) -> u64 {
        self.core().htlc_success_fee(feerate_per_kw).0
    }
}

impl CommitmentFormat {
    fn core(self) -> commitment::Format {
        self.into()
    }
}

/// The fee of a transaction of a channel, in satoshi: `feerate_per_kw * weight / 1000`, rounded down.
#[uniffi::export]
#[must_use]
pub fn fee_of_weight(feerate_per_kw: u32, weight: u64) -> u64 {
    commitment::fee(feerate_per_kw, weight).0
}

/// What nodes do not relay outputs of this script below, in satoshi (BOLT 3, "Dust Limits").
#[uniffi::export]
#[must_use]
pub fn dust_limit(script_pubkey: Vec<u8>) -> u64 {
    commitment::dust_limit(&script_pubkey).0
}
