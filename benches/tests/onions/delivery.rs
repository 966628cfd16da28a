//! One onion message, two readers.

use crate::nodes::{Node, Quiet, SECP};
use crate::path::written;
use keelbolt::bytes::Writer as Bytes;
use keelbolt::sphinx::blinding::NextNode;
use keelbolt::sphinx::message::{Error, Known, OnionMessage, Received, message_buffer};
use lightning::blinded_path::message::NextMessageHop;
use lightning::io;
use lightning::ln::msgs::{self, DecodeError};
use lightning::onion_message::messenger::{
    CustomOnionMessageHandler, MessageSendInstructions, PeeledOnion, Responder, ResponseInstruction,
    peel_onion_message,
};
use lightning::onion_message::packet::OnionMessageContents;
use lightning::util::ser::{LengthReadable as _, Writeable, Writer};

/// The type before a message, which the peer's structs do not write.
const TYPE: [u8; 2] = [2, 1];

/// An even type of contents that both hosts know.
pub const KNOWN: u64 = 4242;

/// What a node makes of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Passed on: to whom, and what.
    Forward(NextNode, Vec<u8>),
    /// Read: the type, the value, how to answer.
    Final(Contents, Option<Vec<u8>>),
    /// Read, and nothing was said.
    Empty,
    /// Not peeled, or not understood.
    Ignored,
    /// Decrypted by nobody but its recipient, who authenticates what it tells itself in a way of its own.
    NotAuthentic,
}

/// What a message says, by its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    pub record: u64,
    pub value: Vec<u8>,
}

/// What Keelbolt makes of it.
pub fn ours(node: &Node, message: &[u8]) -> Delivery {
    let known = Known { contents: &[KNOWN], ..Known::default() };
    let mut buffer = vec![0; message_buffer(message.len())];
    let received =
        OnionMessage::parse(message).and_then(|message| message.peel(&node.key, &known, &mut buffer));
    match received {
        Ok(Received::Forward { next, message, .. }) => Delivery::Forward(next, wire(&message)),
        Ok(Received::Final { payload, .. }) => match payload.contents.map(|contents| contents.record()) {
            Some((record, value)) => {
                let contents = Contents { record, value: value.to_vec() };
                Delivery::Final(contents, payload.reply_path.as_ref().map(written))
            }
            None => Delivery::Empty,
        },
        Err(Error::Blinding(keelbolt::sphinx::blinding::Error::NotAuthentic)) => Delivery::NotAuthentic,
        Err(_) => Delivery::Ignored,
    }
}

/// A message as bytes, with its type.
pub fn wire(message: &OnionMessage<'_>) -> Vec<u8> {
    let mut bytes = vec![0; message.length()];
    message.write(&mut Bytes::new(&mut bytes)).unwrap();
    bytes
}

/// The peer's message as bytes, with its type.
pub fn wire_there(message: &msgs::OnionMessage) -> Vec<u8> {
    [&TYPE[..], &message.encode()].concat()
}

/// What the peer makes of it.
pub fn theirs(node: &Node, message: &[u8]) -> Delivery {
    let Ok(message) = msgs::OnionMessage::read_from_fixed_length_buffer(&mut &message[TYPE.len()..]) else {
        return Delivery::Ignored;
    };
    match peel_onion_message(&message, &SECP, &node.peer, &Quiet, &Host) {
        Ok(PeeledOnion::Forward(NextMessageHop::NodeId(next), message)) => {
            Delivery::Forward(NextNode::NodeId(crate::nodes::ours(&next)), wire_there(&message))
        }
        Ok(PeeledOnion::Forward(NextMessageHop::ShortChannelId(next), message)) => {
            let channel = keelbolt::codec::short_channel_id::ShortChannelId(next);
            Delivery::Forward(NextNode::ShortChannelId(channel), wire_there(&message))
        }
        Ok(PeeledOnion::Custom(contents, _, reply_path)) => {
            Delivery::Final(contents, reply_path.map(|path| path.encode()))
        }
        Ok(_) => panic!("contents of a type that is not drawn"),
        Err(()) => Delivery::Ignored,
    }
}

impl OnionMessageContents for Contents {
    fn tlv_type(&self) -> u64 {
        self.record
    }

    fn msg_type(&self) -> &'static str {
        "contents of a differential test"
    }
}

impl Writeable for Contents {
    fn write<W: Writer>(&self, writer: &mut W) -> Result<(), io::Error> {
        writer.write_all(&self.value)
    }
}

/// A host that knows [`KNOWN`] and all odd types.
struct Host;

impl CustomOnionMessageHandler for Host {
    type CustomMessage = Contents;

    fn handle_custom_message(
        &self,
        _: Contents,
        _: Option<Vec<u8>>,
        _: Option<Responder>,
    ) -> Option<(Contents, ResponseInstruction)> {
        None
    }

    fn read_custom_message<R: io::Read>(
        &self,
        record: u64,
        reader: &mut R,
    ) -> Result<Option<Contents>, DecodeError> {
        if record != KNOWN && record.is_multiple_of(2) {
            return Ok(None);
        }
        let (mut value, mut chunk) = (Vec::new(), [0; 256]);
        loop {
            match reader.read(&mut chunk).map_err(|_| DecodeError::ShortRead)? {
                0 => return Ok(Some(Contents { record, value })),
                length => value.extend(&chunk[..length]),
            }
        }
    }

    fn release_pending_custom_messages(&self) -> Vec<(Contents, MessageSendInstructions)> {
        Vec::new()
    }
}
