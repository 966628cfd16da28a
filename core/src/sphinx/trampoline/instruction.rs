//! What an origin asks of a trampoline node.

use crate::amount::Msat;
use crate::crypto::PublicKey;
use crate::sphinx::Next;
use crate::sphinx::failure::FailureMessage;
use crate::sphinx::payload::record::{OUTGOING_NODE_ID, TRAMPOLINE_ONION_PACKET};
use crate::sphinx::payload::{Blinded, Error, Instruction, Payload, PaymentData, Receive};
use crate::sphinx::trampoline::PaymentPaths;
use crate::time::BlockHeight;

/// The payload of an ordinary onion that carries another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outer<'p> {
    /// The packet to peel, with the same associated data.
    pub trampoline_onion_packet: &'p [u8],
    /// The path key from the trampoline node before, within a blinded path.
    pub path_key: Option<PublicKey>,
    /// What arrives: the parts of a payment have a secret and a total, which are the previous node's.
    pub receive: Receive<'p>,
}

/// What the payload of a trampoline onion asks of the node that peeled it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrampolineInstruction<'p> {
    /// To find a route to the next trampoline node, and give it the rest of the onion.
    Forward {
        /// The next trampoline node.
        outgoing_node_id: PublicKey,
        /// What is to arrive there.
        amt_to_forward: Msat,
        /// When it is to expire there.
        outgoing_cltv_value: BlockHeight,
    },
    /// To pay a recipient who is no trampoline node.
    ForwardToPaths {
        /// The paths to the recipient.
        paths: PaymentPaths<'p>,
        /// The features of the invoice, a vector of BOLT 9.
        features: Option<&'p [u8]>,
        /// What is to arrive there.
        amt_to_forward: Msat,
        /// When it is to expire there.
        outgoing_cltv_value: BlockHeight,
    },
    /// To forward as the encrypted recipient data says.
    BlindedForward(Blinded<'p>),
    /// To receive the payment.
    Receive(Receive<'p>),
    /// To receive the payment, if the encrypted recipient data is of this node's own making.
    BlindedReceive(Blinded<'p>, Receive<'p>),
}

impl<'a> Payload<'a> {
    /// Carries a trampoline onion to its next node. `payment_data` holds a random secret for all parts of the
    /// payment, not the invoice's; `path_key` is for a node within a blinded path.
    #[must_use]
    pub fn to_trampoline(
        amt_to_forward: Msat,
        outgoing_cltv_value: BlockHeight,
        payment_data: Option<PaymentData>,
        trampoline_onion_packet: &'a [u8],
        path_key: Option<PublicKey>,
    ) -> Self {
        Self {
            amt_to_forward: Some(amt_to_forward),
            outgoing_cltv_value: Some(outgoing_cltv_value),
            payment_data,
            current_path_key: path_key,
            trampoline_onion_packet: Some(trampoline_onion_packet),
            ..Self::default()
        }
    }

    /// For a trampoline node that forwards to another one.
    #[must_use]
    pub fn trampoline_forward(
        amt_to_forward: Msat,
        outgoing_cltv_value: BlockHeight,
        outgoing_node_id: PublicKey,
    ) -> Self {
        Self {
            amt_to_forward: Some(amt_to_forward),
            outgoing_cltv_value: Some(outgoing_cltv_value),
            outgoing_node_id: Some(outgoing_node_id),
            ..Self::default()
        }
    }

    /// For the last trampoline node, which pays over the paths of an invoice with these features.
    #[must_use]
    pub fn trampoline_to_paths(
        amt_to_forward: Msat,
        outgoing_cltv_value: BlockHeight,
        paths: PaymentPaths<'a>,
        features: Option<&'a [u8]>,
    ) -> Self {
        Self {
            amt_to_forward: Some(amt_to_forward),
            outgoing_cltv_value: Some(outgoing_cltv_value),
            recipient_blinded_paths: Some(paths),
            recipient_features: features,
            ..Self::default()
        }
    }

    /// What the last payload of an ordinary onion carries, and with what.
    pub(in crate::sphinx) fn outer(
        &self,
        next: Next<'_>,
        path_key: Option<PublicKey>,
    ) -> Result<Outer<'_>, Error> {
        // "MUST include the `trampoline_onion_packet` tlv in the _last_ hop's payload"
        let forbidden = Error::Forbidden { record: TRAMPOLINE_ONION_PACKET };
        let trampoline_onion_packet =
            self.trampoline_onion_packet.filter(|_| next == Next::Final).ok_or(forbidden)?;
        // The HTLC has one for nodes of ordinary blinded paths, whose payloads carry no other onion.
        if path_key.is_some() {
            return Err(Error::UnexpectedPathKey);
        }
        let receive = self.receive_as(self.payment_data.map(|data| data.total_msat))?;
        Ok(Outer { trampoline_onion_packet, path_key: self.current_path_key, receive })
    }

    /// What this payload of a trampoline onion asks, by where the onion goes and the path key of the outer one.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`], [`Error::Forbidden`] or [`Error::UnexpectedPathKey`].
    pub fn trampoline_instruction(
        &self,
        next: Next<'_>,
        outer_path_key: Option<PublicKey>,
    ) -> Result<TrampolineInstruction<'_>, Error> {
        let is_blinded = [self.current_path_key, outer_path_key].iter().any(Option::is_some)
            || self.encrypted_recipient_data.is_some();
        match (is_blinded, next, self.recipient_blinded_paths) {
            (false, Next::Forward(_), _) => {
                let (amt_to_forward, outgoing_cltv_value) = self.amount_and_expiry()?;
                let missing = Error::Missing { record: OUTGOING_NODE_ID };
                let outgoing_node_id = self.outgoing_node_id.ok_or(missing)?;
                Ok(TrampolineInstruction::Forward { outgoing_node_id, amt_to_forward, outgoing_cltv_value })
            }
            // "MUST NOT include `outgoing_node_id`"
            (false, Next::Final, Some(_)) if self.outgoing_node_id.is_some() => {
                Err(Error::Forbidden { record: OUTGOING_NODE_ID })
            }
            (false, Next::Final, Some(paths)) => {
                let (amt_to_forward, outgoing_cltv_value) = self.amount_and_expiry()?;
                let features = self.recipient_features;
                Ok(TrampolineInstruction::ForwardToPaths {
                    paths,
                    features,
                    amt_to_forward,
                    outgoing_cltv_value,
                })
            }
            // In a blinded path the outer onion's path key takes the place of the HTLC's, and one of the two must
            // be there.
            _ => match self.instruction(next, outer_path_key)? {
                Instruction::BlindedForward(blinded) => Ok(TrampolineInstruction::BlindedForward(blinded)),
                Instruction::BlindedReceive(blinded, receive) => {
                    Ok(TrampolineInstruction::BlindedReceive(blinded, receive))
                }
                Instruction::Receive(receive) => Ok(TrampolineInstruction::Receive(receive)),
                Instruction::Forward(_) => Err(Error::Missing { record: OUTGOING_NODE_ID }),
                Instruction::Trampoline(_) => Err(Error::Forbidden { record: TRAMPOLINE_ONION_PACKET }),
            },
        }
    }
}

/// Whether the final node was given at least what the origin says: "MUST reject the payment if".
///
/// # Errors
///
/// `final_incorrect_cltv_expiry` or `final_incorrect_htlc_amount`.
pub fn check_outer(outer: &Receive<'_>, inner: &Receive<'_>) -> Result<(), FailureMessage<'static>> {
    if outer.outgoing_cltv_value < inner.outgoing_cltv_value {
        return Err(FailureMessage::FinalIncorrectCltvExpiry { cltv_expiry: outer.outgoing_cltv_value });
    }
    // "The outer onion's `total_msat`", or where nothing else is said its `amt_to_forward`.
    if outer.total_msat < inner.amt_to_forward {
        return Err(FailureMessage::FinalIncorrectHtlcAmount { incoming_htlc_amt: outer.total_msat });
    }
    Ok(())
}
