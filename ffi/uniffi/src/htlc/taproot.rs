//! The contract as Taproot.

use crate::bytes::{self, Octets, PublicKey, SchnorrSignature, Sha256, Txid, XOnlyPublicKey};
use crate::htlc::HtlcError;
use crate::htlc::SignedHtlcSpend;
use crate::htlc::leaf::{ClaimLeaf, RefundLeaf};
use crate::htlc::terms::{HtlcFunding, HtlcTerms};
use crate::musig::{MusigError, MusigKeys};
use crate::network::Network;
use crate::secret::{Preimage, SecretKey, entropy, signing_context};
use keelbolt::htlc;
use std::sync::Arc;

/// A contract that looks like any payment as long as both cooperate: the internal key is the MuSig2 aggregate of both
/// keys, sorted; the script tree has a leaf for the receiver and one for the sender. Any thread may use it.
#[derive(Debug, uniffi::Object)]
pub struct TaprootHtlc(htlc::TaprootHtlc);

#[uniffi::export]
impl TaprootHtlc {
    /// The contract of these terms.
    ///
    /// # Errors
    ///
    /// `SameKey`, `LockTimeHeight`, `LockTimeTime`; `TweakOutOfRange`, which no keys are known to cause; `KeyNotAPoint`
    /// or `WrongLength`.
    #[uniffi::constructor]
    pub fn new(terms: HtlcTerms) -> Result<Self, HtlcError> {
        Ok(Self(htlc::TaprootHtlc::new(terms.to_core()?)?))
    }

    /// The terms.
    #[must_use]
    pub fn terms(&self) -> HtlcTerms {
        self.0.terms().into()
    }

    /// The receiver's leaf.
    #[must_use]
    pub fn claim_leaf(&self) -> ClaimLeaf {
        self.0.claim_leaf().into()
    }

    /// The sender's leaf.
    #[must_use]
    pub fn refund_leaf(&self) -> RefundLeaf {
        self.0.refund_leaf().into()
    }

    /// The root of the tree of both leaves.
    #[must_use]
    pub fn merkle_root(&self) -> Sha256 {
        Sha256(self.0.merkle_root().0)
    }

    /// The key to which the tree is bound.
    #[must_use]
    pub fn internal_key(&self) -> XOnlyPublicKey {
        (*self.0.internal_key()).into()
    }

    /// Both keys, aggregated and tweaked: what signs for the output when both cooperate.
    ///
    /// # Errors
    ///
    /// `TweakOutOfRange`, which no keys are known to cause.
    pub fn output_keys(&self) -> Result<Arc<MusigKeys>, MusigError> {
        let keys = self.0.output_keys().map_err(MusigError::unlisted)?;
        Ok(Arc::new(MusigKeys::of_output(keys.signers(), self.0.merkle_root())?))
    }

    /// The output script that is paid to.
    #[must_use]
    pub fn script_pubkey(&self) -> Octets {
        (&*self.0.program().script_pubkey()).into()
    }

    /// The address that is paid to.
    #[must_use]
    pub fn address(&self, network: Network) -> String {
        self.0.program().address(network.into()).to_string()
    }

    /// The receiver's spend of `funding` to the output script `destination`, less a fee of `feerate_per_kw` satoshi for
    /// a thousand units of weight.
    ///
    /// # Errors
    ///
    /// `WrongPreimage`, `FundingValue`, `FeeAboveValue` or `BelowDustLimit`; `WrongLength`.
    pub fn claim(
        &self,
        funding: HtlcFunding,
        preimage: Arc<Preimage>,
        destination: Vec<u8>,
        feerate_per_kw: u32,
    ) -> Result<TaprootSpend, HtlcError> {
        self.spend(funding, Path::Claim(preimage), destination, feerate_per_kw)
    }

    /// The sender's spend of `funding`, which no block before the lock time holds; destination and fee as of `claim`.
    ///
    /// # Errors
    ///
    /// `FundingValue`, `FeeAboveValue` or `BelowDustLimit`; `WrongLength`.
    pub fn refund(
        &self,
        funding: HtlcFunding,
        destination: Vec<u8>,
        feerate_per_kw: u32,
    ) -> Result<TaprootSpend, HtlcError> {
        self.spend(funding, Path::Refund, destination, feerate_per_kw)
    }

    /// A spend of `funding` that both sign, at any time and to anybody, whatever they agreed on; destination and fee as
    /// of `claim`. It is signed in a `MusigSession` of `output_keys` over its `sighash`.
    ///
    /// # Errors
    ///
    /// `FundingValue`, `FeeAboveValue` or `BelowDustLimit`; `WrongLength`.
    pub fn cooperate(
        &self,
        funding: HtlcFunding,
        destination: Vec<u8>,
        feerate_per_kw: u32,
    ) -> Result<TaprootSpend, HtlcError> {
        self.spend(funding, Path::Cooperate, destination, feerate_per_kw)
    }
}

impl TaprootHtlc {
    fn spend(
        &self,
        funding: HtlcFunding,
        path: Path,
        destination: Vec<u8>,
        feerate_per_kw: u32,
    ) -> Result<TaprootSpend, HtlcError> {
        let destination = bytes::destination(destination)?;
        let order = Order { contract: self.0, funding: funding.into(), path, destination, feerate_per_kw };
        let facts = Facts::of(&order.spend()?);
        Ok(TaprootSpend { order, facts })
    }
}

/// The terms of a contract with these leaves and keys, of which leaves hold the x coordinates only; nothing when they do
/// not belong together. Whether an output is that contract's, its output script tells.
///
/// # Errors
///
/// `KeyNotAPoint` or `WrongLength`.
#[uniffi::export]
pub fn recognise_taproot_htlc(
    claim_leaf: Vec<u8>,
    refund_leaf: Vec<u8>,
    receiver: PublicKey,
    sender: PublicKey,
) -> Result<Option<HtlcTerms>, HtlcError> {
    let (receiver, sender) = (receiver.try_into()?, sender.try_into()?);
    let contract = htlc::TaprootHtlc::recognise(&claim_leaf, &refund_leaf, &receiver, &sender);
    Ok(contract.map(|contract| contract.terms().into()))
}

/// A spend that waits for one signature: of the receiver who claims, of the sender who takes back, or of both. Any
/// thread may use it.
#[derive(Debug, uniffi::Object)]
pub struct TaprootSpend {
    order: Order,
    facts: Facts,
}

#[uniffi::export]
impl TaprootSpend {
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

    /// Who signs: the receiver, the sender, or, when both cooperate, the output key.
    #[must_use]
    pub fn signer(&self) -> XOnlyPublicKey {
        self.facts.signer
    }

    /// What is signed, all of the transaction (`SIGHASH_DEFAULT`).
    #[must_use]
    pub fn sighash(&self) -> Sha256 {
        self.facts.sighash
    }

    /// Signs with a key in memory, on the path of a leaf. `auxiliary` and `entropy` are 32 fresh random bytes each: the
    /// first go into the nonce, to guard it against faults and side channels, and the others blind the computation.
    ///
    /// # Errors
    ///
    /// `WrongKey` when it is not the signer's, as no single key is when both cooperate; `WrongLength` for the random
    /// bytes.
    pub fn sign(
        &self,
        key: Arc<SecretKey>,
        auxiliary: Vec<u8>,
        entropy: Vec<u8>,
    ) -> Result<SignedHtlcSpend, HtlcError> {
        let (auxiliary, context) = (self::entropy(auxiliary)?, signing_context(entropy)?);
        Ok(self.order.spend()?.sign(&context.key_pair(&key.0)?, auxiliary, &context)?.into())
    }

    /// Takes the signature of a signer elsewhere, or of a MuSig2 session, over `sighash`.
    ///
    /// # Errors
    ///
    /// `SignatureMismatch` or `WrongLength`.
    pub fn finish(&self, signature: SchnorrSignature) -> Result<SignedHtlcSpend, HtlcError> {
        Ok(self.order.spend()?.finish(&signature.into())?.into())
    }
}

/// How the output is spent.
#[derive(Debug)]
enum Path {
    Claim(Arc<Preimage>),
    Refund,
    Cooperate,
}

/// What was asked for; the core's spend, which borrows the destination, is made of it for each call.
#[derive(Debug)]
struct Order {
    contract: htlc::TaprootHtlc,
    funding: htlc::Funding,
    path: Path,
    destination: Vec<u8>,
    feerate_per_kw: u32,
}

impl Order {
    fn spend(&self) -> Result<htlc::TaprootSpend<'_>, htlc::Error> {
        let Self { contract, funding, destination, feerate_per_kw, .. } = self;
        match &self.path {
            Path::Claim(preimage) => contract.claim(funding, &preimage.0, destination, *feerate_per_kw),
            Path::Refund => contract.refund(funding, destination, *feerate_per_kw),
            Path::Cooperate => contract.cooperate(funding, destination, *feerate_per_kw),
        }
    }
}

#[derive(Debug)]
struct Facts {
    weight: u64,
    fee: u64,
    value: u64,
    txid: Txid,
    signer: XOnlyPublicKey,
    sighash: Sha256,
}

impl Facts {
    fn of(spend: &htlc::TaprootSpend<'_>) -> Self {
        Self {
            weight: spend.weight(),
            fee: spend.fee().0,
            value: spend.value().0,
            txid: Txid(spend.txid().0),
            signer: (*spend.signer()).into(),
            sighash: Sha256(spend.sighash().0),
        }
    }
}
