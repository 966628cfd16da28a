//! A sweep that is signed.

use crate::bytes::Octets;
use crate::commitment::spend::claim::{Claim, SweepAttempt};
use crate::transaction::transaction_bytes;
use keelbolt::commitment::spend;
use std::sync::Arc;

/// A transaction that can be published, once the host's wallet has added the witnesses of its own inputs. It never
/// changes, and any thread may use it.
#[derive(Debug, uniffi::Object)]
pub struct SignedSweep(pub(super) spend::SignedSweep);

#[uniffi::export]
impl SignedSweep {
    /// The transaction.
    #[must_use]
    pub fn transaction(&self) -> Octets {
        transaction_bytes(self.0.transaction())
    }

    /// What it pays, in satoshi.
    #[must_use]
    pub fn fee_sat(&self) -> u64 {
        self.0.fee().0
    }

    /// What it weighs: exact, with the weight that the host has told for witnesses of its wallet.
    #[must_use]
    pub fn weight(&self) -> u64 {
        self.0.weight()
    }

    /// The transaction, its fee and its weight: what a host saves, so that no later transaction pays less.
    #[must_use]
    pub fn attempt(&self) -> SweepAttempt {
        SweepAttempt::of(self.0.attempt())
    }

    /// The claims again, for a replacement: alone, or in other company. Each knows what was paid for it.
    #[must_use]
    pub fn claims(&self) -> Vec<Arc<Claim>> {
        Claim::all(self.0.clone().into_claims())
    }
}
