//! Signing and verifying (BOLT 2, "Committing Updates So Far: `commitment_signed`").

use crate::commitment::transaction::Commitment;
use crate::commitment::{Error, derive_privkey};
use crate::crypto::{SecretKey, Sha256, Signature, SigningContext};
use alloc::vec::Vec;

/// The two keys with which a node signs the other one's commitments.
#[derive(Debug)]
pub struct PeerKeys<'k> {
    /// The secret of its `funding_pubkey`.
    pub funding: &'k SecretKey,
    /// The secret of its `htlc_basepoint`.
    pub htlc_basepoint: &'k SecretKey,
}

/// What the other node gives the owner of a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitmentSignatures {
    /// Of the commitment itself.
    pub signature: Signature,
    /// Of the HTLC transactions, in the order of their outputs.
    pub htlc_signatures: Vec<Signature>,
}

impl Commitment {
    /// What both nodes sign: the whole transaction.
    #[must_use]
    pub fn digest(&self) -> Sha256 {
        self.view(|transaction| self.channel().funding_digest(transaction))
    }

    /// Signs as the other node than the owner: one signature, and one for every HTLC output.
    ///
    /// # Errors
    ///
    /// [`Error::Key`], with negligible probability.
    pub fn sign(&self, keys: &PeerKeys<'_>, context: &SigningContext) -> Result<CommitmentSignatures, Error> {
        let point = &self.keys().per_commitment_point;
        let remote = &self.channel().node(self.owner().other()).basepoints;
        // One key for all of them.
        let htlc_key = derive_privkey(keys.htlc_basepoint, &remote.htlc_basepoint, point)?;
        let sign = |digest: &Sha256, key: &SecretKey| context.sign(digest, key).map_err(Error::Key);
        let mut htlc_signatures = Vec::with_capacity(self.htlc_outputs());
        for htlc in self.htlc_transactions() {
            htlc_signatures.push(sign(&htlc.remote_digest(), &htlc_key)?);
        }
        Ok(CommitmentSignatures { signature: sign(&self.digest(), keys.funding)?, htlc_signatures })
    }

    /// Verifies what the other node has signed.
    ///
    /// # Errors
    ///
    /// [`Error::Signature`], [`Error::HtlcSignatureCount`], or [`Error::HtlcSignature`] with the HTLC.
    pub fn verify(&self, signatures: &CommitmentSignatures) -> Result<(), Error> {
        let remote = &self.channel().node(self.owner().other()).basepoints;
        signatures.signature.verify(&self.digest(), &remote.funding_pubkey).map_err(|_| Error::Signature)?;
        let expected = self.htlc_outputs();
        let found = signatures.htlc_signatures.len();
        if found != expected {
            return Err(Error::HtlcSignatureCount { expected, found });
        }
        let key = &self.keys().remote_htlcpubkey;
        for (htlc, signature) in self.htlc_transactions().zip(&signatures.htlc_signatures) {
            let output = htlc.previous_output.vout;
            let wrong = |_| Error::HtlcSignature { htlc: htlc.htlc, output };
            signature.verify(&htlc.remote_digest(), key).map_err(wrong)?;
        }
        Ok(())
    }
}
