//! The contract as P2WSH.

use crate::bytes::{self, Octets, PublicKey, Sha256, Signature, Txid};
use crate::htlc::HtlcError;
use crate::htlc::SignedHtlcSpend;
use crate::htlc::terms::{HtlcFunding, HtlcTerms};
use crate::network::Network;
use crate::secret::{Preimage, SecretKey, signing_context};
use keelbolt::{crypto, htlc};
use std::sync::Arc;

/// A contract whose whole script is shown when it is spent. Any thread may use it.
#[derive(Debug, uniffi::Object)]
pub struct P2wshHtlc(htlc::P2wshHtlc);

#[uniffi::export]
impl P2wshHtlc {
    /// The contract of these terms.
    ///
    /// # Errors
    ///
    /// `SameKey`, `LockTimeHeight`, `LockTimeTime`; `KeyNotAPoint` or `WrongLength`.
    #[uniffi::constructor]
    pub fn new(terms: HtlcTerms) -> Result<Self, HtlcError> {
        Ok(Self(htlc::P2wshHtlc::new(terms.to_core()?)))
    }

    /// The terms.
    #[must_use]
    pub fn terms(&self) -> HtlcTerms {
        self.0.terms().into()
    }

    /// The script that every spend shows.
    #[must_use]
    pub fn witness_script(&self) -> Octets {
        (&*self.0.witness_script()).into()
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
    ) -> Result<P2wshSpend, HtlcError> {
        self.spend(funding, Some(preimage), destination, feerate_per_kw)
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
    ) -> Result<P2wshSpend, HtlcError> {
        self.spend(funding, None, destination, feerate_per_kw)
    }
}

impl P2wshHtlc {
    fn spend(
        &self,
        funding: HtlcFunding,
        preimage: Option<Arc<Preimage>>,
        destination: Vec<u8>,
        feerate_per_kw: u32,
    ) -> Result<P2wshSpend, HtlcError> {
        let destination = bytes::destination(destination)?;
        let order =
            Order { contract: self.0, funding: funding.into(), preimage, destination, feerate_per_kw };
        let facts = Facts::of(&order.spend()?);
        Ok(P2wshSpend { order, facts })
    }
}

/// The terms of a contract with this witness script; nothing when it is no such script, byte for byte.
#[uniffi::export]
#[must_use]
pub fn recognise_p2wsh_htlc(witness_script: Vec<u8>) -> Option<HtlcTerms> {
    htlc::P2wshHtlc::recognise(&witness_script).map(|contract| contract.terms().into())
}

/// A spend that waits for one signature: of the receiver who claims, or of the sender who takes back. Any thread may use
/// it.
#[derive(Debug, uniffi::Object)]
pub struct P2wshSpend {
    order: Order,
    facts: Facts,
}

#[uniffi::export]
impl P2wshSpend {
    /// The weight with the longest signature that there is, 72 bytes. Half of all are that long, nearly all others one
    /// byte shorter.
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

    /// Who signs.
    #[must_use]
    pub fn signer(&self) -> PublicKey {
        self.facts.signer
    }

    /// What is signed, all of the transaction (`SIGHASH_ALL`).
    #[must_use]
    pub fn sighash(&self) -> Sha256 {
        self.facts.sighash
    }

    /// Signs with a key in memory. `entropy` are 32 fresh random bytes, which blind the computation against side
    /// channels; the signature does not depend on them.
    ///
    /// # Errors
    ///
    /// `WrongKey` when it is not the signer's; `WrongLength` for the entropy.
    pub fn sign(&self, key: Arc<SecretKey>, entropy: Vec<u8>) -> Result<SignedHtlcSpend, HtlcError> {
        Ok(self.order.spend()?.sign(&key.0, &signing_context(entropy)?)?.into())
    }

    /// Takes the signature of a signer elsewhere over `sighash`.
    ///
    /// # Errors
    ///
    /// `SignatureMismatch`, `SignatureHighS` or `SignatureOutOfRange`; `WrongLength`.
    pub fn finish(&self, signature: Signature) -> Result<SignedHtlcSpend, HtlcError> {
        let signature = crypto::Signature::parse(&signature.0)?;
        Ok(self.order.spend()?.finish(&signature)?.into())
    }
}

/// What was asked for; the core's spend, which borrows the destination, is made of it for each call.
#[derive(Debug)]
struct Order {
    contract: htlc::P2wshHtlc,
    funding: htlc::Funding,
    preimage: Option<Arc<Preimage>>,
    destination: Vec<u8>,
    feerate_per_kw: u32,
}

impl Order {
    fn spend(&self) -> Result<htlc::P2wshSpend<'_>, htlc::Error> {
        let Self { contract, funding, destination, feerate_per_kw, .. } = self;
        match &self.preimage {
            Some(preimage) => contract.claim(funding, &preimage.0, destination, *feerate_per_kw),
            None => contract.refund(funding, destination, *feerate_per_kw),
        }
    }
}

#[derive(Debug)]
struct Facts {
    weight: u64,
    fee: u64,
    value: u64,
    txid: Txid,
    signer: PublicKey,
    sighash: Sha256,
}

impl Facts {
    fn of(spend: &htlc::P2wshSpend<'_>) -> Self {
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
