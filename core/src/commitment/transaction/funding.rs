//! Spending the funding output, as commitments and closing transactions do.

use crate::codec::sighash::{SegwitV0, SighashType};
use crate::codec::transaction::TransactionRef;
use crate::commitment::transaction::ChannelParameters;
use crate::commitment::transaction::complete::{set_witness, with_type};
use crate::commitment::{Node, Template};
use crate::crypto::{Sha256, Signature};
use bitcoin::Transaction;

impl ChannelParameters {
    /// What both nodes sign of a transaction whose only input is the funding output: all of it.
    pub(in crate::commitment) fn funding_digest(&self, transaction: TransactionRef<'_>) -> Sha256 {
        let script = self.funding_template().write();
        let digest = SegwitV0::new(transaction).digest(0, &script, self.funding_amount, SighashType::All);
        // Never absent: there is an input 0.
        digest.unwrap_or(Sha256([0; 32]))
    }

    /// "`0 <signature_for_pubkey1> <signature_for_pubkey2>`", each of the node whose key stands there.
    pub(in crate::commitment) fn set_funding_witness(
        &self,
        transaction: &mut Transaction,
        opener: &Signature,
        accepter: &Signature,
    ) {
        let (opener, accepter) = (with_type(opener, SighashType::All), with_type(accepter, SighashType::All));
        let key = |node| self.node(node).basepoints.funding_pubkey.to_bytes();
        let (first, second) = match key(Node::Opener) <= key(Node::Accepter) {
            true => (opener, accepter),
            false => (accepter, opener),
        };
        set_witness(transaction, 0, &[&[], &first, &second, &self.funding_template().write()]);
    }

    fn funding_template(&self) -> Template {
        Template::funding(self.opener.basepoints.funding_pubkey, self.accepter.basepoints.funding_pubkey)
    }
}
