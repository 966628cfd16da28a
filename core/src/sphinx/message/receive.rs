//! Receiving.

use crate::bytes;
use crate::codec::features::FeatureSet;
use crate::crypto::SecretKey;
use crate::sphinx::blinding::{self, ENCRYPTION_LENGTH, EncryptedDataTlv, NextNode, PathSecret};
use crate::sphinx::message::tlv::forwarded_data;
use crate::sphinx::message::{Error, OnionMessage, OnionmsgTlv};
use crate::sphinx::{Next, OnionRef, packet_length, peel_buffer};

/// How many bytes [`OnionMessage::peel`] takes at most for a packet of `packet` bytes; `usize::MAX` on overflow.
#[must_use]
pub const fn message_buffer(packet: usize) -> usize {
    let hop_payloads = packet.saturating_sub(packet_length(0));
    peel_buffer(hop_payloads).saturating_add(hop_payloads)
}

/// What a host knows beyond the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Known<'k> {
    /// The features of onion messages; there are none so far.
    pub features: FeatureSet,
    /// Even types of contents that are its own; unknown ones are refused.
    pub contents: &'k [u64],
}

/// What to do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received<'b> {
    /// Pass it on. Where `next` is the host itself, as on a path with dummy hops, it is peeled again.
    Forward {
        /// To whom.
        next: NextNode,
        /// What to send.
        message: OnionMessage<'b>,
        /// What the creator of the path told this node.
        data: EncryptedDataTlv<'b>,
    },
    /// Read it.
    Final {
        /// What it says, and how it can be answered.
        payload: OnionmsgTlv<'b>,
        /// What this node has told itself: a `path_id` that must be one which was given out for such a message.
        data: EncryptedDataTlv<'b>,
    },
}

impl OnionMessage<'_> {
    /// Takes this node's layer off, and decrypts what the creator of the path told it.
    ///
    /// `out` needs up to [`message_buffer`] bytes. Costs two ECDH and, to pass it on, two products of a point.
    ///
    /// # Errors
    ///
    /// Any [`Error`] means that the message is to be ignored, but for [`Error::Bytes`] with the size needed.
    pub fn peel<'b>(
        &self,
        node_key: &SecretKey,
        known: &Known<'_>,
        out: &'b mut [u8],
    ) -> Result<Received<'b>, Error> {
        let onion = OnionRef::parse(self.packet)?;
        let secret = PathSecret::derive(self.path_key, node_key);
        let (packet, decrypted) = split(out, peel_buffer(onion.hop_payloads().len()))?;
        let peeled = onion.peel(&secret.blinded_key(node_key)?, &[], packet)?;
        match peeled.next {
            Next::Forward(packet) => {
                let encrypted = forwarded_data(peeled.payload)?;
                let data = secret.decrypt(encrypted, room(encrypted, decrypted)?)?;
                let next = next_node(&data, known)?;
                let message = OnionMessage { path_key: secret.next_path_key(&data)?, packet };
                Ok(Received::Forward { next, message, data })
            }
            Next::Final => {
                let payload = OnionmsgTlv::parse(peeled.payload, known)?;
                let encrypted = payload.encrypted_recipient_data.ok_or(Error::MissingRecipientData)?;
                let data = secret.decrypt(encrypted, room(encrypted, decrypted)?)?;
                data.check_features(&known.features, &FeatureSet::EMPTY)?;
                Ok(Received::Final { payload, data })
            }
        }
    }
}

/// The rules for a node that is not the last.
fn next_node(data: &EncryptedDataTlv<'_>, known: &Known<'_>) -> Result<NextNode, Error> {
    data.check_features(&known.features, &FeatureSet::EMPTY)?;
    // "if the `encrypted_data_tlv` contains `path_id`: MUST ignore the message"
    if data.path_id.is_some() {
        return Err(blinding::Error::UnexpectedField { record: blinding::PATH_ID }.into());
    }
    // "if `next_node_id` is present: the next peer is the peer with that node id; otherwise `short_channel_id`"
    data.next_node_id
        .map(NextNode::NodeId)
        .or(data.short_channel_id.map(NextNode::ShortChannelId))
        .ok_or(blinding::Error::MissingField { record: blinding::NEXT_NODE_ID }.into())
}

/// The room for the packet, and what is left for the data.
fn split(out: &mut [u8], packet: usize) -> Result<(&mut [u8], &mut [u8]), Error> {
    let found = out.len();
    out.split_at_mut_checked(packet).ok_or(bytes::Error::BufferTooSmall { needed: packet, found }.into())
}

/// The room for the decrypted data.
fn room<'o>(encrypted: &[u8], out: &'o mut [u8]) -> Result<&'o mut [u8], Error> {
    let (needed, found) = (encrypted.len().saturating_sub(ENCRYPTION_LENGTH), out.len());
    out.get_mut(..needed).ok_or(bytes::Error::BufferTooSmall { needed, found }.into())
}
