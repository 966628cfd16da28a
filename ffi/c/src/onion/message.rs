//! Onion messages: anything to anyone, over blinded paths only.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::features;
use crate::keys;
use crate::onion::build::{KEELBOLT_ONION_MAX_HOPS, session_key};
use crate::onion::lists::{RecordList, append_records};
use crate::onion::node::keelbolt_node;
use crate::onion::path::keelbolt_path_start;
use crate::onion::recipient_data::keelbolt_recipient_data;
use crate::onion::records::{keelbolt_record, value};
use crate::pointer::{Buffer, GrowingOut, Out, elements, growing, list, read};
use crate::status::keelbolt_status;
use protocol::bytes::Writer;
use protocol::crypto::{PublicKey, SigningContext};
use protocol::sphinx::blinding::{BlindedPath, EncryptedDataTlv};
use protocol::sphinx::message::{
    self, Contents, Known, MessageDraft, OnionMessage, OnionmsgTlv, Received, message_buffer,
};
use protocol::sphinx::{SessionKey, UnknownRecords, packet_length};

/// The type of the record in which an `invoice_request` (BOLT 12) stands.
pub const KEELBOLT_MESSAGE_INVOICE_REQUEST: u64 = 64;

/// The type of the record in which an `invoice` (BOLT 12) stands.
pub const KEELBOLT_MESSAGE_INVOICE: u64 = 66;

/// The type of the record in which an `invoice_error` (BOLT 12) stands.
pub const KEELBOLT_MESSAGE_INVOICE_ERROR: u64 = 68;

/// The longest onion that fits a message, in bytes.
pub const KEELBOLT_MESSAGE_MAX_PACKET_LENGTH: usize = 65498;

const _: () = assert!(KEELBOLT_MESSAGE_MAX_PACKET_LENGTH == message::MAX_PACKET_LENGTH);

/// The most hops over which a message is sent: a blinded path counts no more.
const MOST_HOPS: usize = BlindedPath::MAX_HOPS;

/// An onion for a peer, and the path key with which the peer opens it. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_onion_message {
    /// The path key for the peer.
    pub path_key: [u8; 33],
    /// The onion, of any size.
    pub packet: keelbolt_bytes,
}

/// An onion message that is to be sent.
///
/// Before the first use: `keelbolt_message_draft draft = {0}; draft.struct_size = sizeof draft;` (in C++ `= {}`). Later
/// versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_message_draft {
    /// `sizeof(keelbolt_message_draft)`, set by the caller.
    pub struct_size: usize,
    /// The path to the recipient, whole.
    pub path: keelbolt_bytes,
    /// Where on the path the sender stands, as `keelbolt_path_start_at` says; NULL where the path begins elsewhere, and
    /// then the message is sent to the path's first node, else to `start->next`.
    pub start: *const keelbolt_path_start,
    /// A path for the answer, whole; or NULL.
    pub reply_path: keelbolt_bytes,
    /// The type of the record that says something to the recipient, 64 or above.
    pub contents_type: u64,
    /// What it says; NULL for nothing.
    pub contents: keelbolt_bytes,
    /// Records of other types below 64, in order.
    pub unknown_records: *const keelbolt_record,
    /// How many they are, at most `KEELBOLT_MAX_UNKNOWN_RECORDS`.
    pub unknown_record_count: usize,
}

/// What to do with a message.
///
/// Before the first use: `keelbolt_received received = {0}; received.struct_size = sizeof received;` (in C++ `= {}`).
/// Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_received {
    /// `sizeof(keelbolt_received)`, set by the caller.
    pub struct_size: usize,
    /// Whether this node is the recipient: then `payload` and what follows it count, else `next` and `message`;
    /// `recipient_data` counts in both cases.
    pub is_final: bool,
    /// To whom the message is to be passed on. Where that is the host itself, as on a path with hops of its own, the
    /// message is peeled again.
    pub next: keelbolt_node,
    /// What to pass on; it points into the buffer.
    pub message: keelbolt_onion_message,
    /// What the creator of the path told this node, a TLV stream in the buffer, to which `data` points.
    pub recipient_data: keelbolt_bytes,
    /// All that the message says, a TLV stream in the buffer, to which the others point.
    pub payload: keelbolt_bytes,
    /// A path for the answer, whole; or NULL.
    pub reply_path: keelbolt_bytes,
    /// The type of the record that says something, 64 or above.
    pub contents_type: u64,
    /// What it says; or NULL.
    pub contents: keelbolt_bytes,
}

/// Reads a message between two peers, `onion_message` with its type. Odd records after the onion are passed over.
///
/// - `message` (out): written on success. Not NULL.
/// - `bytes`: the whole message, which `message` borrows. Not NULL.
/// - `length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_MESSAGE_TYPE`, `KEELBOLT_ERROR_PATH_KEY_NOT_A_POINT`, those from
///   `KEELBOLT_ERROR_TRUNCATED` to `KEELBOLT_ERROR_TLV_UNKNOWN_EVEN`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_onion_message_parse(
    message: *mut keelbolt_onion_message,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(message)?;
            out.set(OnionMessage::parse(elements(bytes, length)?)?.into());
            Ok(())
        })
    }
}

/// Writes a message between two peers, `onion_message` with its type.
///
/// - `bytes` (out): room for the message, 37 bytes more than its onion, or NULL to ask for its length. Left unwritten on
///   an error.
/// - `length` (in, out): the room in bytes; on return the length of the message. Not NULL.
/// - `message`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_TOO_LONG`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_onion_message_write(
    bytes: *mut u8,
    length: *mut usize,
    message: *const keelbolt_onion_message,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(bytes, length)?;
            let message = read(message)?.to_core()?;
            if message.packet.len() > message::MAX_PACKET_LENGTH {
                return Err(message::Error::PacketTooLong { found: message.packet.len() }.into());
            }
            message.write(&mut Writer::new(out.zeroed(message.length())?))?;
            Ok(())
        })
    }
}

/// Makes an onion message. It takes about 14 KB of stack, and 40 KB for more than `KEELBOLT_ONION_MAX_HOPS` hops
/// (measured on x86-64).
///
/// `keelbolt_onion_message_write` makes of it what is sent to the peer.
///
/// - `message` (out): written on success. Not NULL.
/// - `buffer` (out): room for the onion, to which `message` points, and for the payloads meanwhile, or NULL to ask for
///   the size. Left unwritten when it is too small; after other errors its content means nothing.
/// - `buffer_length` (in, out): the room in bytes; on return the size that is needed. Not NULL.
/// - `draft`: only read. Not NULL.
/// - `session_key`: 32 random bytes that serve this message only. Copied, and the copy is wiped. Not NULL.
/// - `entropy`: 32 other random bytes, as for `keelbolt_public_key`. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_path_parse` for both paths; `KEELBOLT_ERROR_HOP_COUNT`, `KEELBOLT_ERROR_TOO_LONG`,
///   `KEELBOLT_ERROR_NOT_CONTENTS`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE` for the session key, `KEELBOLT_ERROR_TOO_MANY`,
///   `KEELBOLT_ERROR_STRUCT_SIZE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_onion_message_create(
    message: *mut keelbolt_onion_message,
    buffer: *mut u8,
    buffer_length: *mut usize,
    draft: *const keelbolt_message_draft,
    session_key: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (message, out) = (Out::new(message)?, Buffer::new(buffer, buffer_length)?);
            let keys = (self::session_key(session_key)?, keys::signing_context(entropy)?);
            with_draft(draft, |draft, hop_count| {
                let out = out.zeroed(draft.length()?)?;
                let made = match hop_count <= KEELBOLT_ONION_MAX_HOPS {
                    true => create::<KEELBOLT_ONION_MAX_HOPS>(draft, keys, out),
                    false => create::<MOST_HOPS>(draft, keys, out),
                };
                message.set(made?);
                Ok(())
            })
        })
    }
}

/// Takes this node's layer off a message, and decrypts what the creator of the path told it. Every error means that the
/// message is to be ignored.
///
/// Whether a `path_id` is one that was given out, and for such a message, is for the host to ask.
///
/// - `received` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `data` (out): what the creator of the path told this node; `struct_size` is set by the caller, the rest is written
///   on success. Not NULL.
/// - `buffer` (out): room for all that both point to, or NULL to ask for the size: four times the onion's length
///   suffices. Left unwritten when it is too small; after other errors its content means nothing.
/// - `buffer_length` (in, out): the room in bytes; on return the size that is needed. Not NULL.
/// - `message`: only read. Not NULL.
/// - `node_key`: the node's secret key, 32 bytes big-endian; copied, and the copy is wiped. Not NULL.
/// - `known_features`: the bits of onion messages that the host knows; there are none so far. NULL only when there are
///   none.
/// - `known_feature_count`: how many they are.
/// - `known_contents`: even types of contents that are the host's own; unknown ones are refused. NULL only when there
///   are none.
/// - `known_content_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_onion_peel`, `keelbolt_path_decrypt` and `keelbolt_path_parse` for the path for the answer;
///   those from `KEELBOLT_ERROR_TRUNCATED` to `KEELBOLT_ERROR_TLV_UNKNOWN_EVEN`, `KEELBOLT_ERROR_RECORD_MISSING`,
///   `KEELBOLT_ERROR_RECORD_FORBIDDEN`, `KEELBOLT_ERROR_MISSING_RECIPIENT_DATA`, `KEELBOLT_ERROR_TWO_CONTENTS`,
///   `KEELBOLT_ERROR_UNKNOWN_FEATURE`, `KEELBOLT_ERROR_FEATURE_BIT_TOO_LARGE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_onion_message_peel(
    received: *mut keelbolt_received,
    data: *mut keelbolt_recipient_data,
    buffer: *mut u8,
    buffer_length: *mut usize,
    message: *const keelbolt_onion_message,
    node_key: *const u8,
    known_features: *const u32,
    known_feature_count: usize,
    known_contents: *const u64,
    known_content_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (received, data) = (GrowingOut::new(received)?, GrowingOut::new(data)?);
            let out = Buffer::new(buffer, buffer_length)?;
            let message = read(message)?.to_core()?;
            let node_key = keys::secret_key(node_key)?;
            let known = Known {
                features: features::set(known_features, known_feature_count)?,
                contents: list(known_contents, known_content_count)?,
            };
            let hop_payloads = message.packet.len().saturating_sub(packet_length(0));
            // Behind what the core needs: the streams once more, so that the results have something to point to.
            let (peeling, copies) = (message_buffer(message.packet.len()), hop_payloads.saturating_mul(2));
            let out = out.zeroed(peeling.saturating_add(copies))?;
            let (out, copies) = out.split_at_mut_checked(peeling).ok_or(Fault::Panic)?;
            let (payload, stream) = copies.split_at_mut_checked(hop_payloads).ok_or(Fault::Panic)?;
            match message.peel(&node_key, &known, out)? {
                Received::Forward { next, message, data: found } => {
                    let recipient_data = set_data(data, &found, stream)?;
                    received.set(|struct_size| keelbolt_received {
                        recipient_data,
                        next: Some(next).into(),
                        message: message.into(),
                        ..keelbolt_received::new(struct_size, false)
                    });
                }
                Received::Final { payload: said, data: found } => {
                    let mut writer = Writer::new(payload);
                    said.write(&mut writer)?;
                    let payload: &[u8] = writer.finish();
                    let recipient_data = set_data(data, &found, stream)?;
                    received.set(|struct_size| keelbolt_received {
                        recipient_data,
                        ..keelbolt_received::of(&said, payload, struct_size)
                    });
                }
            }
            Ok(())
        })
    }
}

/// Sets the data, written once more to `stream`, so that its members have something to point to.
fn set_data(
    out: GrowingOut<keelbolt_recipient_data>,
    data: &EncryptedDataTlv<'_>,
    stream: &mut [u8],
) -> Result<keelbolt_bytes, Fault> {
    let mut writer = Writer::new(stream);
    data.write(&mut writer)?;
    let stream: &[u8] = writer.finish();
    out.set(|struct_size| keelbolt_recipient_data::of(data, stream, struct_size));
    Ok(keelbolt_bytes::of(stream))
}

/// Not inlined, so that a short path does not take the room of a long one.
#[inline(never)]
fn create<const N: usize>(
    draft: &MessageDraft<'_>,
    (session_key, context): (SessionKey, SigningContext),
    out: &mut [u8],
) -> Result<keelbolt_onion_message, Fault> {
    Ok(draft.write::<N>(session_key, &context, out)?.into())
}

/// Runs `body` with the draft at `draft`, checked, and its number of hops.
///
/// # Safety
///
/// `draft` is NULL or points to a struct whose `struct_size` is readable, and as many bytes as that says; its members
/// are as their documentation asks.
unsafe fn with_draft<R>(
    draft: *const keelbolt_message_draft,
    body: impl FnOnce(&MessageDraft<'_>, usize) -> Result<R, Fault>,
) -> Result<R, Fault> {
    let mut unknown = RecordList::new();
    // SAFETY: passed on from the caller.
    let (draft, path, reply_path, contents) = unsafe {
        let draft = growing(draft)?;
        append_records(&mut unknown, draft.unknown_records, draft.unknown_record_count)?;
        let path = BlindedPath::parse(draft.path.read()?)?;
        let reply_path = draft.reply_path.read_optional()?.map(BlindedPath::parse);
        (draft, path, reply_path, draft.contents.read_optional()?)
    };
    let (mut path_key, mut hops) = (path.first_path_key, path.hops());
    if !draft.start.is_null() {
        // SAFETY: not NULL, and readable as the caller has promised; only two members are read, which have no invalid
        // bit pattern.
        let (key, hop) =
            unsafe { ((&raw const (*draft.start).path_key).read(), (&raw const (*draft.start).hop).read()) };
        path_key = PublicKey::parse(&key)?;
        for _ in 0..hop.min(path.hops().len()) {
            hops = hops.split_first().map_or(hops, |(_, rest)| rest);
        }
    }
    let mut core = MessageDraft::new(path_key, hops);
    core.reply_path = reply_path.transpose().map_err(message::Error::ReplyPath)?;
    core.contents = contents.map(|value| Contents::Other { record: draft.contents_type, value });
    core.unknown = UnknownRecords::new(&unknown);
    body(&core, hops.len())
}

impl From<OnionMessage<'_>> for keelbolt_onion_message {
    fn from(message: OnionMessage<'_>) -> Self {
        Self { path_key: message.path_key.to_bytes(), packet: keelbolt_bytes::of(message.packet) }
    }
}

impl keelbolt_onion_message {
    /// # Safety
    ///
    /// The members are as their documentation asks, for `'a`.
    unsafe fn to_core<'a>(self) -> Result<OnionMessage<'a>, Fault> {
        // SAFETY: passed on from the caller.
        let packet = unsafe { self.packet.read()? };
        Ok(OnionMessage { path_key: PublicKey::parse(&self.path_key)?, packet })
    }
}

impl keelbolt_received {
    fn new(struct_size: usize, is_final: bool) -> Self {
        Self {
            struct_size,
            is_final,
            next: None.into(),
            message: keelbolt_onion_message { path_key: [0; 33], packet: keelbolt_bytes::NONE },
            recipient_data: keelbolt_bytes::NONE,
            payload: keelbolt_bytes::NONE,
            reply_path: keelbolt_bytes::NONE,
            contents_type: 0,
            contents: keelbolt_bytes::NONE,
        }
    }

    /// `stream` is the payload as it was written.
    fn of(payload: &OnionmsgTlv<'_>, stream: &[u8], struct_size: usize) -> Self {
        const REPLY_PATH: u64 = 2;
        let contents = payload.contents.map(|contents| contents.record());
        Self {
            payload: keelbolt_bytes::of(stream),
            reply_path: keelbolt_bytes::of_optional(
                payload.reply_path.and_then(|_| value(stream, REPLY_PATH)),
            ),
            contents_type: contents.map_or(0, |(number, _)| number),
            contents: keelbolt_bytes::of_optional(contents.and_then(|(number, _)| value(stream, number))),
            ..Self::new(struct_size, true)
        }
    }
}
