//! Onion messages: anything to anyone, over blinded paths only.

use crate::bytes::{Octets, PublicKey};
use crate::feature::feature_set;
use crate::onion::OnionError;
use crate::onion::data::{NextNode, RecipientData};
use crate::onion::error::OnionPart;
use crate::onion::packet::{MOST_HOPS, session_key};
use crate::onion::path::{BlindedHop, BlindedPath, FirstNode};
use crate::onion::record::UnknownRecord;
use crate::secret::{SecretKey, signing_context};
use keelbolt::bytes::Writer;
use keelbolt::sphinx::UnknownRecords;
use keelbolt::sphinx::blinding;
use keelbolt::sphinx::message::{self, Known, OnionmsgTlv, message_buffer};
use std::sync::Arc;
use zeroize::Zeroizing;

/// An onion for a peer, and the path key with which the peer opens it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct OnionMessage {
    /// The path key for the peer.
    pub path_key: PublicKey,
    /// `onion_message_packet`, of any size.
    pub packet: Octets,
}

/// What a message says to its recipient. BOLT 12 says what stands in the first three.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum MessageContents {
    /// `invoice_request`
    InvoiceRequest {
        /// A TLV stream.
        value: Octets,
    },
    /// `invoice`
    Invoice {
        /// A TLV stream.
        value: Octets,
    },
    /// `invoice_error`
    InvoiceError {
        /// A TLV stream.
        value: Octets,
    },
    /// Something that is not the specification's.
    Other {
        /// The record's type, 64 or above.
        record: u64,
        /// Its value.
        value: Octets,
    },
}

/// The payload of a message's recipient. Other hops get the encrypted data alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, uniffi::Record)]
pub struct MessagePayload {
    /// How to answer.
    #[uniffi(default = None)]
    pub reply_path: Option<BlindedPath>,
    /// What the maker of the path told this hop, encrypted.
    #[uniffi(default = None)]
    pub encrypted_recipient_data: Option<Octets>,
    /// What the message says.
    #[uniffi(default = None)]
    pub contents: Option<MessageContents>,
    /// Records of other types below 64, in the order of their types.
    #[uniffi(default = [])]
    pub unknown: Vec<UnknownRecord>,
}

/// An onion message that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MessageDraft {
    /// The path key for the first hop.
    pub path_key: PublicKey,
    /// The hops of a path, or those that are left of one.
    pub hops: Vec<BlindedHop>,
    /// How the recipient may answer.
    #[uniffi(default = None)]
    pub reply_path: Option<BlindedPath>,
    /// What it says.
    #[uniffi(default = None)]
    pub contents: Option<MessageContents>,
    /// Records of other types below 64, in the order of their types.
    #[uniffi(default = [])]
    pub unknown: Vec<UnknownRecord>,
}

/// What to do with a message.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ReceivedMessage {
    /// Pass it on. Where `next` is the host itself, as on a path with dummy hops, it is peeled again.
    Forward {
        /// To whom.
        next: NextNode,
        /// What to send.
        onion_message: OnionMessage,
        /// What the maker of the path told this node.
        data: RecipientData,
    },
    /// Read it.
    Recipient {
        /// What it says, and how it can be answered.
        payload: MessagePayload,
        /// What this node has told itself: a path id that must be one which was given out for such a message.
        data: RecipientData,
    },
}

/// A message along a path. It is sent to the path's first node; where that is the sender, the path is started first.
///
/// # Errors
///
/// `WrongLength`
#[uniffi::export]
pub fn draft_message(path: BlindedPath) -> Result<MessageDraft, OnionError> {
    Ok(MessageDraft {
        path_key: path.first_path_key,
        hops: path.hops,
        reply_path: None,
        contents: None,
        unknown: Vec::new(),
    })
}

#[uniffi::export]
impl MessageDraft {
    /// Builds the onion. `session_key` and `entropy` are 32 fresh random bytes each.
    ///
    /// # Errors
    ///
    /// `HopCount` for no hop or more than 255; `TooLong`, `NotContents`; `KeyNotAPoint`, `PathKeyNotAPoint` or
    /// `DataTooLong` for a hop that no path can hold; for the reply path as writing it; `WrongLength` or
    /// `SecretKeyOutOfRange` for the random bytes.
    pub fn write(&self, session_key: Vec<u8>, entropy: Vec<u8>) -> Result<OnionMessage, OnionError> {
        let found = self.hops.len();
        if found == 0 || found > MOST_HOPS {
            return Err(message::Error::HopCount { expected: MOST_HOPS, found }.into());
        }
        let path_key: keelbolt::crypto::PublicKey = self.path_key.try_into()?;
        // Who the first node is does not matter for the onion.
        let first_node_id = FirstNode::NodeId { node_id: self.path_key };
        let path = BlindedPath { first_node_id, first_path_key: self.path_key, hops: self.hops.clone() };
        let unknown = UnknownRecord::to_core(&self.unknown);
        let reply_path = encoded(self.reply_path.as_ref())?;
        let key = self::session_key(session_key)?;
        let context = signing_context(entropy)?;
        path.with_core(|path| {
            let mut draft = message::MessageDraft::new(path_key, path.hops());
            draft.reply_path = parsed(reply_path.as_deref())?;
            draft.contents = self.contents.as_ref().map(MessageContents::to_core);
            draft.unknown = UnknownRecords::new(&unknown);
            let mut out = vec![0; draft.length()?];
            Ok(OnionMessage::of(&draft.write::<MOST_HOPS>(key, &context, &mut out)?))
        })
    }
}

/// Reads a whole message, with its type. Odd records after the packet are passed over.
///
/// # Errors
///
/// `Truncated`, `MessageType`, `PathKeyNotAPoint`, or the kinds from `BigSizeTruncated` to `TlvUnknownEven`.
#[uniffi::export]
pub fn parse_onion_message(bytes: Vec<u8>) -> Result<OnionMessage, OnionError> {
    Ok(OnionMessage::of(&message::OnionMessage::parse(&bytes)?))
}

#[uniffi::export]
impl OnionMessage {
    /// Writes the whole message, with its type.
    ///
    /// # Errors
    ///
    /// `TooLong`, `KeyNotAPoint` or `WrongLength`.
    pub fn write(&self) -> Result<Octets, OnionError> {
        let message = self.to_core()?;
        let mut out = vec![0; message.length()];
        message.write(&mut Writer::new(&mut out))?;
        Ok(Octets(out))
    }
}

/// Takes this node's layer off a message, and decrypts what the maker of the path told it.
///
/// `known_features` are the bits that this node knows for onion messages; there are none so far. `known_contents` are
/// even types of contents that are the host's own; unknown ones are refused.
///
/// # Errors
///
/// Any means that the message is to be ignored.
#[uniffi::export(default(known_features = [], known_contents = []))]
pub fn peel_onion_message(
    message: OnionMessage,
    key: Arc<SecretKey>,
    known_features: Vec<u32>,
    known_contents: Vec<u64>,
) -> Result<ReceivedMessage, OnionError> {
    let known = Known { features: feature_set(&known_features)?, contents: &known_contents };
    let message = message.to_core()?;
    let mut out = Zeroizing::new(vec![0; message_buffer(message.packet.len())]);
    Ok(match message.peel(&key.0, &known, &mut out)? {
        message::Received::Forward { next, message, data } => ReceivedMessage::Forward {
            next: NextNode::of(next),
            onion_message: OnionMessage::of(&message),
            data: RecipientData::of(&data),
        },
        message::Received::Final { payload, data } => ReceivedMessage::Recipient {
            payload: MessagePayload::of(&payload),
            data: RecipientData::of(&data),
        },
    })
}

/// Reads the payload of a message for a host that knows even types of its own.
///
/// # Errors
///
/// The kinds from `BigSizeTruncated` to `TlvUnknownEven`; `TwoContents`; for the reply path as reading it.
#[uniffi::export(default(known_contents = []))]
pub fn parse_message_payload(bytes: Vec<u8>, known_contents: Vec<u64>) -> Result<MessagePayload, OnionError> {
    let known = Known { contents: &known_contents, ..Known::default() };
    Ok(MessagePayload::of(&OnionmsgTlv::parse(&bytes, &known)?))
}

#[uniffi::export]
impl MessagePayload {
    /// Writes the records in the order of their types.
    ///
    /// # Errors
    ///
    /// `NotContents`, also for unknown records that are not in order; for the reply path as writing it.
    pub fn write(&self) -> Result<Octets, OnionError> {
        let unknown = UnknownRecord::to_core(&self.unknown);
        let reply_path = encoded(self.reply_path.as_ref())?;
        let payload = OnionmsgTlv {
            reply_path: parsed(reply_path.as_deref())?,
            encrypted_recipient_data: self.encrypted_recipient_data.as_ref().map(Octets::as_slice),
            contents: self.contents.as_ref().map(MessageContents::to_core),
            unknown: UnknownRecords::new(&unknown),
        };
        let mut out = vec![0; payload.length()];
        payload.write(&mut Writer::new(&mut out))?;
        Ok(Octets(out))
    }
}

impl OnionMessage {
    fn of(message: &message::OnionMessage<'_>) -> Self {
        Self { path_key: message.path_key.into(), packet: message.packet.into() }
    }

    fn to_core(&self) -> Result<message::OnionMessage<'_>, OnionError> {
        Ok(message::OnionMessage { path_key: self.path_key.try_into()?, packet: self.packet.as_slice() })
    }
}

impl MessagePayload {
    fn of(payload: &OnionmsgTlv<'_>) -> Self {
        Self {
            reply_path: payload.reply_path.as_ref().map(BlindedPath::of),
            encrypted_recipient_data: payload.encrypted_recipient_data.map(Octets::from),
            contents: payload.contents.map(MessageContents::of),
            unknown: UnknownRecord::all(&payload.unknown),
        }
    }
}

impl MessageContents {
    fn of(contents: message::Contents<'_>) -> Self {
        match contents {
            message::Contents::InvoiceRequest(value) => Self::InvoiceRequest { value: value.into() },
            message::Contents::Invoice(value) => Self::Invoice { value: value.into() },
            message::Contents::InvoiceError(value) => Self::InvoiceError { value: value.into() },
            message::Contents::Other { record, value } => Self::Other { record, value: value.into() },
        }
    }

    fn to_core(&self) -> message::Contents<'_> {
        match self {
            Self::InvoiceRequest { value } => message::Contents::InvoiceRequest(value.as_slice()),
            Self::Invoice { value } => message::Contents::Invoice(value.as_slice()),
            Self::InvoiceError { value } => message::Contents::InvoiceError(value.as_slice()),
            Self::Other { record, value } => {
                message::Contents::Other { record: *record, value: value.as_slice() }
            }
        }
    }
}

/// The bytes of a reply path.
fn encoded(path: Option<&BlindedPath>) -> Result<Option<Vec<u8>>, OnionError> {
    path.map(|path| path.encoded(OnionPart::ReplyPath)).transpose()
}

/// The reply path of these bytes.
fn parsed(bytes: Option<&[u8]>) -> Result<Option<blinding::BlindedPath<'_>>, OnionError> {
    let wrong = |error| OnionError::of_path(OnionPart::ReplyPath, error);
    bytes.map(blinding::BlindedPath::parse).transpose().map_err(wrong)
}
