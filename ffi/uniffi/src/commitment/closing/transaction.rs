//! The transaction that spends the funding output for good.

use crate::bytes::{Octets, Sha256, Signature, Txid};
use crate::commitment::CommitmentError;
use crate::commitment::node::Node;
use crate::secret::{SecretKey, signing_context};
use crate::transaction::{TxOut, transaction_bytes, txid};
use keelbolt::amount::Sat;
use keelbolt::commitment::closing;
use std::sync::Arc;

/// A closing transaction, unsigned: one output or two, in the order of BIP 69. It compares by content, and any thread
/// may use it.
#[derive(Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Eq, Hash)]
pub struct ClosingTransaction(closing::ClosingTransaction);

#[uniffi::export]
impl ClosingTransaction {
    /// The outputs, in their order.
    #[must_use]
    pub fn outputs(&self) -> Vec<TxOut> {
        let output = |(value, script): &(Sat, bitcoin::ScriptBuf)| TxOut {
            value_sat: value.0,
            script_pubkey: script.as_bytes().into(),
        };
        self.0.outputs().iter().map(output).collect()
    }

    /// The transaction without its witness.
    #[must_use]
    pub fn transaction(&self) -> Octets {
        transaction_bytes(&self.0.transaction())
    }

    /// Its id, which no signature changes.
    #[must_use]
    pub fn txid(&self) -> Txid {
        txid(&self.0.transaction())
    }

    /// The most that it weighs when both have signed.
    #[must_use]
    pub fn weight(&self) -> u64 {
        self.0.weight()
    }

    /// What both nodes sign.
    #[must_use]
    pub fn digest(&self) -> Sha256 {
        Sha256(self.0.digest().0)
    }

    /// Signs with the secret of a node's `funding_pubkey`. `entropy` are 32 fresh random bytes, which blind the
    /// computation against side channels; the signature does not depend on them.
    ///
    /// # Errors
    ///
    /// `WrongLength` for the entropy.
    pub fn sign(&self, funding: Arc<SecretKey>, entropy: Vec<u8>) -> Result<Signature, CommitmentError> {
        Ok(self.0.sign(&funding.0, &signing_context(entropy)?)?.into())
    }

    /// Verifies a node's signature.
    ///
    /// # Errors
    ///
    /// `ClosingSignature` with the node; `SignatureOutOfRange`, `SignatureHighS` or `WrongLength`.
    pub fn verify(&self, node: Node, signature: Signature) -> Result<(), CommitmentError> {
        Ok(self.0.verify(node.into(), &signature.try_into()?)?)
    }

    /// The transaction as it is published, with the signatures of both nodes over the digest. Neither is verified here.
    ///
    /// # Errors
    ///
    /// `SignatureOutOfRange`, `SignatureHighS` or `WrongLength`.
    pub fn signed(&self, opener: Signature, accepter: Signature) -> Result<Octets, CommitmentError> {
        Ok(transaction_bytes(&self.0.signed(&opener.try_into()?, &accepter.try_into()?)))
    }

    /// Checks that nodes relay its outputs.
    ///
    /// # Errors
    ///
    /// `ClosingDust`
    pub fn check_dust(&self) -> Result<(), CommitmentError> {
        Ok(self.0.check_dust()?)
    }
}

impl ClosingTransaction {
    pub(super) fn shared(core: closing::ClosingTransaction) -> Arc<Self> {
        Arc::new(Self(core))
    }
}

/// Two with the same outputs are probably one.
impl std::hash::Hash for ClosingTransaction {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.outputs().hash(state);
    }
}
