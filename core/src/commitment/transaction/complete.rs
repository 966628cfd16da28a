//! Whole transactions, with their witnesses.

use crate::codec::sighash::SighashType;
use crate::codec::transaction::TransactionRef;
use crate::commitment::Node;
use crate::commitment::spend::Error;
use crate::commitment::transaction::{Commitment, HtlcTransaction, Stage};
use crate::crypto::{Preimage, Signature};
use alloc::vec::Vec;
use bitcoin::{Transaction, Witness};

impl Commitment {
    /// The transaction without its witness.
    #[must_use]
    pub fn transaction(&self) -> Transaction {
        self.view(|transaction| whole(&transaction))
    }

    /// The transaction as it is published, with the signatures of the owner and of the other node over
    /// [`Commitment::digest`].
    #[must_use]
    pub fn signed(&self, local: &Signature, remote: &Signature) -> Transaction {
        let (opener, accepter) = match self.owner() {
            Node::Opener => (local, remote),
            Node::Accepter => (remote, local),
        };
        let mut transaction = self.transaction();
        self.channel().set_funding_witness(&mut transaction, opener, accepter);
        transaction
    }
}

impl HtlcTransaction {
    /// The transaction without its witness.
    #[must_use]
    pub fn transaction(&self) -> Transaction {
        self.view(|transaction| whole(&transaction))
    }

    /// The transaction as it is published, with the owner's signature over [`HtlcTransaction::local_digest`], the other
    /// node's over [`HtlcTransaction::remote_digest`], and for HTLC-success the preimage. Whose the signatures are is
    /// not checked.
    ///
    /// # Errors
    ///
    /// [`Error::Preimage`] for HTLC-success without its preimage: another one would be shown to everybody, for nothing.
    pub fn signed(
        &self,
        local: &Signature,
        remote: &Signature,
        preimage: Option<&Preimage>,
    ) -> Result<Transaction, Error> {
        let local = with_type(local, SighashType::All);
        let remote = with_type(remote, self.remote_sighash_type());
        // "`0 <remotehtlcsig> <localhtlcsig>  <payment_preimage>` for HTLC-success, `0 <remotehtlcsig>
        // <localhtlcsig> <>` for HTLC-timeout"
        let last: &[u8] = match self.stage {
            Stage::Success => self.opened_by(preimage)?.0.expose(),
            Stage::Timeout => &[],
        };
        let mut transaction = self.transaction();
        set_witness(&mut transaction, 0, &[&[], &remote, &local, last, self.witness_script()]);
        Ok(transaction)
    }

    /// The preimage, if it is the one of the HTLC.
    pub(in crate::commitment) fn opened_by<'a>(
        &self,
        preimage: Option<&'a Preimage>,
    ) -> Result<&'a Preimage, Error> {
        let opens = |preimage: &&Preimage| preimage.payment_hash() == self.payment_hash();
        let output = usize::try_from(self.previous_output.vout).unwrap_or(usize::MAX);
        preimage.filter(opens).ok_or(Error::Preimage { output })
    }
}

/// The signature as witnesses have it: DER, and how it was signed.
pub(in crate::commitment) fn with_type(signature: &Signature, sighash_type: SighashType) -> Vec<u8> {
    let mut bytes = signature.to_der().to_vec();
    bytes.push(sighash_type.to_u8());
    bytes
}

pub(in crate::commitment) fn set_witness(transaction: &mut Transaction, input: usize, elements: &[&[u8]]) {
    if let Some(input) = transaction.input.get_mut(input) {
        input.witness = Witness::from_slice(elements);
    }
}

/// A transaction of `bitcoin`'s, without scripts and witnesses of its inputs.
pub(in crate::commitment) fn whole(transaction: &TransactionRef<'_>) -> Transaction {
    transaction.with_witness(&Witness::new())
}
