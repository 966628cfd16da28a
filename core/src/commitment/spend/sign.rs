//! A sweep that is signed.

use crate::amount::Sat;
use crate::codec::transaction::Txid;
use crate::commitment::spend::unlock::signature_bytes;
use crate::commitment::spend::{Attempt, Claim, UnsignedSweep};
use crate::crypto::Signature;
use alloc::vec::Vec;
use bitcoin::hashes::Hash as _;
use bitcoin::{Transaction, Witness};

/// A transaction that can be published, once the host's wallet has added the witnesses of its own inputs.
#[derive(Clone, Debug)]
pub struct SignedSweep {
    transaction: Transaction,
    attempt: Attempt,
    claims: Vec<Claim>,
}

impl SignedSweep {
    /// `signatures` are as many as there are claims with a key.
    pub(super) fn new(unsigned: UnsignedSweep, signatures: &[Signature]) -> Self {
        let mut transaction = unsigned.transaction();
        let mut weight = unsigned.weight;
        let mut signatures = signatures.iter();
        for (claim, input) in unsigned.claims.iter().zip(&mut transaction.input) {
            let signature = claim.key.as_ref().and_then(|_| signatures.next());
            let signature = signature.map(signature_bytes).unwrap_or_default();
            input.witness = claim.unlock.witness(&signature, |elements| Witness::from_slice(elements));
            if claim.key.is_some() {
                let slack = claim.unlock.weight().saturating_sub(claim.unlock.weight_with(&signature));
                weight = weight.saturating_sub(slack);
            }
        }
        let txid = Txid(transaction.compute_txid().to_byte_array());
        Self { transaction, attempt: Attempt { txid, fee: unsigned.fee, weight }, claims: unsigned.claims }
    }

    /// The transaction.
    #[must_use]
    pub const fn transaction(&self) -> &Transaction {
        &self.transaction
    }

    /// What it pays.
    #[must_use]
    pub const fn fee(&self) -> Sat {
        self.attempt.fee
    }

    /// What it weighs: exact, with the weight that the host has told for witnesses of its wallet.
    #[must_use]
    pub const fn weight(&self) -> u64 {
        self.attempt.weight
    }

    /// The transaction, its fee and its weight: what a host saves, so that no later transaction pays less.
    #[must_use]
    pub const fn attempt(&self) -> Attempt {
        self.attempt
    }

    /// The claims again, for a replacement: alone, or in other company. Each knows what was paid for it.
    #[must_use]
    pub fn into_claims(self) -> Vec<Claim> {
        let attempt = self.attempt;
        let mut claims = self.claims;
        claims.iter_mut().for_each(|claim| claim.replaces = Some(attempt));
        claims
    }
}
