//! Spends of clauses.

use crate::bytes::{SchnorrSignature, Sha256, Txid};
use crate::htlc::SignedHtlcSpend;
use crate::secret::{Preimage, SecretKey, entropy, signing_context};
use crate::transaction::OutPoint;
use crate::vtxo::VtxoError;
use crate::vtxo::clause::VtxoClause;
use keelbolt::amount::Sat;
use keelbolt::codec::spend::Funding;
use keelbolt::vtxo::policy::{self, SpendError};
use std::sync::Arc;

/// A spend by a clause that waits for its signature. Version 2; the sequence is the clause's delay, the lock time its
/// height. Any thread may use it.
#[derive(Debug, uniffi::Object)]
pub struct ClauseSpend {
    order: Order,
    facts: Facts,
}

#[uniffi::export]
impl ClauseSpend {
    /// The weight, exactly.
    #[must_use]
    pub fn weight(&self) -> u64 {
        self.facts.weight
    }

    /// The fee, in satoshi.
    #[must_use]
    pub fn fee_sat(&self) -> u64 {
        self.facts.fee
    }

    /// What the destination gets, in satoshi.
    #[must_use]
    pub fn value_sat(&self) -> u64 {
        self.facts.value
    }

    /// The id that the transaction will have, signed or not.
    #[must_use]
    pub fn txid(&self) -> Txid {
        self.facts.txid
    }

    /// By which clause: its key signs.
    #[must_use]
    pub fn clause(&self) -> VtxoClause {
        self.order.clause.into()
    }

    /// What is signed, all of the transaction (`SIGHASH_DEFAULT`).
    #[must_use]
    pub fn sighash(&self) -> Sha256 {
        self.facts.sighash
    }

    /// Signs with a key in memory. `auxiliary` and `entropy` are 32 fresh random bytes each: the first go into the
    /// nonce, to guard it against faults and side channels, and the others blind the computation.
    ///
    /// # Errors
    ///
    /// `ClauseKey` when it is not the clause's; `WrongLength` for the random bytes.
    pub fn sign(
        &self,
        key: Arc<SecretKey>,
        auxiliary: Vec<u8>,
        entropy: Vec<u8>,
    ) -> Result<SignedHtlcSpend, VtxoError> {
        let (auxiliary, context) = (self::entropy(auxiliary)?, signing_context(entropy)?);
        Ok(self.order.spend()?.sign(&context.key_pair(&key.0)?, auxiliary, &context)?.into())
    }

    /// Takes the signature of a signer elsewhere, or of a MuSig2 session, over `sighash`.
    ///
    /// # Errors
    ///
    /// `SignatureMismatch` or `WrongLength`.
    pub fn finish(&self, signature: SchnorrSignature) -> Result<SignedHtlcSpend, VtxoError> {
        Ok(self.order.spend()?.finish(&signature.into())?.into())
    }
}

impl ClauseSpend {
    /// The spend by `clause` of `output` at `outpoint`.
    ///
    /// # Errors
    ///
    /// As `spend` of the output.
    pub(super) fn new(
        output: policy::PolicyOutput,
        clause: VtxoClause,
        (outpoint, value_sat): (OutPoint, u64),
        destination: Vec<u8>,
        feerate_per_kw: u32,
        preimage: Option<Arc<Preimage>>,
    ) -> Result<Self, VtxoError> {
        let funding = Funding { outpoint: outpoint.into(), value: Sat(value_sat) };
        let clause = clause.to_core()?;
        let order = Order { output, clause, funding, preimage, destination, feerate_per_kw };
        let facts = Facts::of(&order.spend()?);
        Ok(Self { order, facts })
    }
}

/// What was asked for; the core's spend, which borrows the destination, is made of it for each call.
#[derive(Debug)]
struct Order {
    output: policy::PolicyOutput,
    clause: policy::Clause,
    funding: Funding,
    preimage: Option<Arc<Preimage>>,
    destination: Vec<u8>,
    feerate_per_kw: u32,
}

impl Order {
    fn spend(&self) -> Result<policy::ClauseSpend<'_>, SpendError> {
        let preimage = self.preimage.as_ref().map(|preimage| &preimage.0);
        self.output.spend(&self.clause, &self.funding, preimage, &self.destination, self.feerate_per_kw)
    }
}

#[derive(Debug)]
struct Facts {
    weight: u64,
    fee: u64,
    value: u64,
    txid: Txid,
    sighash: Sha256,
}

impl Facts {
    fn of(spend: &policy::ClauseSpend<'_>) -> Self {
        Self {
            weight: spend.weight(),
            fee: spend.fee().0,
            value: spend.value().0,
            txid: Txid(spend.txid().0),
            sighash: Sha256(spend.sighash().0),
        }
    }
}
