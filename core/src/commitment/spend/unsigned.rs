//! A sweep that is to be signed.

use crate::amount::Sat;
use crate::codec::sighash::{SegwitV0, SighashType};
use crate::codec::transaction::{TransactionRef, TxIn, TxOut};
use crate::commitment::spend::sign::SignedSweep;
use crate::commitment::spend::{Claim, Error, SigningKey, SpendKeys};
use crate::commitment::transaction::complete::whole;
use crate::crypto::{SecretKey, Sha256, Signature, SigningContext};
use alloc::vec::Vec;
use bitcoin::{ScriptBuf, Transaction};

/// A transaction whose fee is settled. Signing it uses it up.
#[derive(Clone, Debug)]
pub struct UnsignedSweep {
    pub(super) claims: Vec<Claim>,
    pub(super) outputs: Vec<(Sat, ScriptBuf)>,
    pub(super) version: u32,
    pub(super) lock_time: u32,
    pub(super) fee: Sat,
    pub(super) weight: u64,
}

/// A signature that the transaction needs.
#[derive(Clone, Debug)]
pub struct SignatureRequest<'a> {
    /// The index of the input.
    pub input: usize,
    /// Whose signature.
    pub key: &'a SigningKey,
    /// Over what: all inputs and outputs.
    pub digest: Sha256,
}

impl UnsignedSweep {
    /// What it pays.
    #[must_use]
    pub const fn fee(&self) -> Sat {
        self.fee
    }

    /// The most that it weighs: each signature may be shorter than 72 bytes.
    #[must_use]
    pub const fn weight(&self) -> u64 {
        self.weight
    }

    /// What it spends, in the order of its inputs.
    #[must_use]
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The transaction without witnesses.
    #[must_use]
    pub fn transaction(&self) -> Transaction {
        self.view(|transaction| whole(&transaction))
    }

    /// The signatures that it needs, in the order of its inputs.
    #[must_use]
    pub fn signature_requests(&self) -> Vec<SignatureRequest<'_>> {
        self.view(|transaction| {
            let digests = SegwitV0::new(transaction);
            let claims = self.claims.iter().enumerate();
            let requests = claims.filter_map(|(input, claim)| {
                let (key, code) = (claim.key.as_ref()?, claim.unlock.script_code());
                let digest = digests.digest(input, &code, claim.amount, SighashType::All)?;
                Some(SignatureRequest { input, key, digest })
            });
            requests.collect()
        })
    }

    /// Signs with the keys of one channel.
    ///
    /// # Errors
    ///
    /// [`Error::WrongKey`] when a claim asks for another key; [`Error::Commitment`] with negligible probability.
    pub fn sign(self, keys: &SpendKeys<'_>, context: &SigningContext) -> Result<SignedSweep, Error> {
        // Claims of one commitment share their key: it is derived once.
        let mut last: Option<(&SigningKey, SecretKey)> = None;
        let mut signatures = Vec::with_capacity(self.claims.len());
        for request in self.signature_requests() {
            let known = last.take().filter(|(key, _)| *key == request.key);
            let secret = match known {
                Some((_, secret)) => secret,
                None => derive(&request, keys, context)?,
            };
            let signature = context.sign(&request.digest, &secret);
            signatures.push(signature.map_err(crate::commitment::Error::Key).map_err(Error::Commitment)?);
            last = Some((request.key, secret));
        }
        drop(last);
        Ok(SignedSweep::new(self, &signatures))
    }

    /// Takes the signatures of an external signer, in the order of [`UnsignedSweep::signature_requests`], and verifies
    /// each.
    ///
    /// # Errors
    ///
    /// [`Error::SignatureCount`]; [`Error::Signature`] with the input.
    pub fn complete(self, signatures: &[Signature]) -> Result<SignedSweep, Error> {
        let requests = self.signature_requests();
        if requests.len() != signatures.len() {
            return Err(Error::SignatureCount { expected: requests.len(), found: signatures.len() });
        }
        for (request, signature) in requests.iter().zip(signatures) {
            let wrong = |_| Error::Signature { input: request.input };
            signature.verify(&request.digest, &request.key.public_key).map_err(wrong)?;
        }
        drop(requests);
        Ok(SignedSweep::new(self, signatures))
    }

    fn view<R>(&self, read: impl FnOnce(TransactionRef<'_>) -> R) -> R {
        let input = |claim: &Claim| TxIn { previous_output: claim.previous_output, sequence: claim.sequence };
        let inputs: Vec<TxIn> = self.claims.iter().map(input).collect();
        let outputs = self.outputs.iter();
        let outputs: Vec<TxOut<'_>> =
            outputs.map(|(value, to)| TxOut { value: *value, script_pubkey: to.as_bytes() }).collect();
        read(TransactionRef {
            version: self.version,
            inputs: &inputs,
            outputs: &outputs,
            lock_time: self.lock_time,
        })
    }
}

fn derive(
    request: &SignatureRequest<'_>,
    keys: &SpendKeys<'_>,
    context: &SigningContext,
) -> Result<SecretKey, Error> {
    let secret = keys.derive(&request.key.origin)?;
    match context.public_key(&secret) {
        Ok(public_key) if public_key == request.key.public_key => Ok(secret),
        _ => Err(Error::WrongKey { input: request.input }),
    }
}
