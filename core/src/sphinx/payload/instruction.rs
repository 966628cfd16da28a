//! The records that belong together, and what they ask of the hop (BOLT 4, "`payload` format", the reader).

use crate::amount::Msat;
use crate::codec::short_channel_id::ShortChannelId;
use crate::crypto::{PaymentSecret, Preimage, PublicKey};
use crate::sphinx::payload::record::{
    AMT_TO_FORWARD, CURRENT_PATH_KEY, ENCRYPTED_RECIPIENT_DATA, KEYSEND_PREIMAGE, OUTGOING_CLTV_VALUE,
    PAYMENT_DATA, PAYMENT_METADATA, SHORT_CHANNEL_ID, TOTAL_AMOUNT_MSAT,
};
#[cfg(feature = "trampoline")]
use crate::sphinx::payload::record::{
    OUTGOING_NODE_ID, RECIPIENT_BLINDED_PATHS, RECIPIENT_FEATURES, TRAMPOLINE_ONION_PACKET,
};
use crate::sphinx::payload::{Error, Payload};
#[cfg(feature = "trampoline")]
use crate::sphinx::trampoline::Outer;
use crate::sphinx::{Next, UnknownRecords};
use crate::time::BlockHeight;

/// What a payload asks of the hop that peeled it. With the feature `trampoline` there is one variant more.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Instruction<'p> {
    /// To forward the HTLC over a channel.
    Forward(Forward),
    /// To forward the HTLC as the encrypted recipient data says.
    BlindedForward(Blinded<'p>),
    /// To receive the payment.
    Receive(Receive<'p>),
    /// To receive the payment, if the encrypted recipient data is of this node's own making.
    BlindedReceive(Blinded<'p>, Receive<'p>),
    /// To peel the trampoline onion that the payload carries.
    #[cfg(feature = "trampoline")]
    Trampoline(Outer<'p>),
}

/// The HTLC that a hop is to send on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forward {
    /// Its amount.
    pub amt_to_forward: Msat,
    /// Its expiry.
    pub outgoing_cltv_value: BlockHeight,
    /// Its channel.
    pub short_channel_id: ShortChannelId,
}

/// What a hop within a blinded path has to decrypt, and the path key for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blinded<'p> {
    /// What the maker of the path tells this hop.
    pub encrypted_recipient_data: &'p [u8],
    /// The path key, from the HTLC or the payload.
    pub path_key: PublicKey,
}

/// What the origin says of the payment, to the final node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receive<'p> {
    /// The least amount of this HTLC.
    pub amt_to_forward: Msat,
    /// The least expiry of this HTLC.
    pub outgoing_cltv_value: BlockHeight,
    /// The amount of the whole payment; that of this HTLC when nothing else was said.
    pub total_msat: Msat,
    /// The invoice's secret.
    pub payment_secret: Option<PaymentSecret>,
    /// The invoice's metadata.
    pub payment_metadata: Option<&'p [u8]>,
    /// The preimage of a payment without an invoice.
    pub keysend_preimage: Option<&'p Preimage>,
    /// Records of types that this version does not know.
    pub unknown: UnknownRecords<'p>,
}

impl Payload<'_> {
    /// What the hop is to do, by where the onion goes and the path key in the incoming `update_add_htlc`.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`], [`Error::Forbidden`] or [`Error::UnexpectedPathKey`].
    pub fn instruction(&self, next: Next<'_>, path_key: Option<PublicKey>) -> Result<Instruction<'_>, Error> {
        #[cfg(feature = "trampoline")]
        if self.trampoline_onion_packet.is_some() {
            return self.outer(next, path_key).map(Instruction::Trampoline);
        }
        match (self.blinded(path_key)?, next) {
            (Some(blinded), Next::Forward(_)) => {
                self.only(&[ENCRYPTED_RECIPIENT_DATA, CURRENT_PATH_KEY])?;
                Ok(Instruction::BlindedForward(blinded))
            }
            (Some(blinded), Next::Final) => {
                self.only(&[
                    ENCRYPTED_RECIPIENT_DATA,
                    CURRENT_PATH_KEY,
                    AMT_TO_FORWARD,
                    OUTGOING_CLTV_VALUE,
                    TOTAL_AMOUNT_MSAT,
                ])?;
                let total = self.total_amount_msat;
                let receive = self.receive_as(total)?;
                total.ok_or(Error::Missing { record: TOTAL_AMOUNT_MSAT })?;
                Ok(Instruction::BlindedReceive(blinded, receive))
            }
            (None, Next::Forward(_)) => self.forward_as().map(Instruction::Forward),
            (None, Next::Final) => {
                let total = self.payment_data.map(|data| data.total_msat);
                self.receive_as(total.or(self.total_amount_msat)).map(Instruction::Receive)
            }
        }
    }

    /// The part for a hop of a blinded path, with the path key where it must be and nowhere else.
    fn blinded(&self, path_key: Option<PublicKey>) -> Result<Option<Blinded<'_>>, Error> {
        match (self.encrypted_recipient_data, path_key, self.current_path_key) {
            (Some(encrypted_recipient_data), Some(path_key), None)
            | (Some(encrypted_recipient_data), None, Some(path_key)) => {
                Ok(Some(Blinded { encrypted_recipient_data, path_key }))
            }
            (Some(_), None, None) => Err(Error::Missing { record: CURRENT_PATH_KEY }),
            (_, _, Some(_)) => Err(Error::Forbidden { record: CURRENT_PATH_KEY }),
            (None, Some(_), None) => Err(Error::UnexpectedPathKey),
            (None, None, None) => Ok(None),
        }
    }

    /// "MUST return an error if the payload contains other tlv fields than"
    fn only(&self, allowed: &[u64]) -> Result<(), Error> {
        let known = [
            (AMT_TO_FORWARD, self.amt_to_forward.is_some()),
            (OUTGOING_CLTV_VALUE, self.outgoing_cltv_value.is_some()),
            (SHORT_CHANNEL_ID, self.short_channel_id.is_some()),
            (PAYMENT_DATA, self.payment_data.is_some()),
            (ENCRYPTED_RECIPIENT_DATA, self.encrypted_recipient_data.is_some()),
            (CURRENT_PATH_KEY, self.current_path_key.is_some()),
            (PAYMENT_METADATA, self.payment_metadata.is_some()),
            (TOTAL_AMOUNT_MSAT, self.total_amount_msat.is_some()),
            (KEYSEND_PREIMAGE, self.keysend_preimage.is_some()),
            #[cfg(feature = "trampoline")]
            (OUTGOING_NODE_ID, self.outgoing_node_id.is_some()),
            #[cfg(feature = "trampoline")]
            (TRAMPOLINE_ONION_PACKET, self.trampoline_onion_packet.is_some()),
            #[cfg(feature = "trampoline")]
            (RECIPIENT_FEATURES, self.recipient_features.is_some()),
            #[cfg(feature = "trampoline")]
            (RECIPIENT_BLINDED_PATHS, self.recipient_blinded_paths.is_some()),
        ];
        let known = known.into_iter().filter(|(number, there)| *there && !allowed.contains(number));
        let unknown = self.unknown.iter().map(|record| record.number);
        match known.map(|(number, _)| number).chain(unknown).next() {
            Some(record) => Err(Error::Forbidden { record }),
            None => Ok(()),
        }
    }

    fn forward_as(&self) -> Result<Forward, Error> {
        let (amt_to_forward, outgoing_cltv_value) = self.amount_and_expiry()?;
        let short_channel_id = self.short_channel_id.ok_or(Error::Missing { record: SHORT_CHANNEL_ID })?;
        Ok(Forward { amt_to_forward, outgoing_cltv_value, short_channel_id })
    }

    pub(in crate::sphinx) fn receive_as(&self, total: Option<Msat>) -> Result<Receive<'_>, Error> {
        let (amt_to_forward, outgoing_cltv_value) = self.amount_and_expiry()?;
        Ok(Receive {
            amt_to_forward,
            outgoing_cltv_value,
            // "MUST treat `total_msat` as if it were equal to `amt_to_forward` if it is not present"
            total_msat: total.unwrap_or(amt_to_forward),
            payment_secret: self.payment_data.map(|data| data.payment_secret),
            payment_metadata: self.payment_metadata,
            keysend_preimage: self.keysend_preimage.as_ref(),
            unknown: self.unknown,
        })
    }

    /// "MUST return an error if `amt_to_forward` or `outgoing_cltv_value` are not present"
    pub(in crate::sphinx) fn amount_and_expiry(&self) -> Result<(Msat, BlockHeight), Error> {
        let amount = self.amt_to_forward.ok_or(Error::Missing { record: AMT_TO_FORWARD })?;
        let expiry = self.outgoing_cltv_value.ok_or(Error::Missing { record: OUTGOING_CLTV_VALUE })?;
        Ok((amount, expiry))
    }
}
