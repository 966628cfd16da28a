//! Blinded paths: made, read, joined, and begun at oneself.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::keys;
use crate::onion::lists::{RecordList, append_records};
use crate::onion::node::keelbolt_node;
use crate::onion::recipient_data::keelbolt_recipient_data;
use crate::pointer::{Buffer, GrowingOut, Out, elements, growing, list, read};
use crate::status::keelbolt_status;
use heapless::Vec;
use protocol::amount::Msat;
use protocol::bytes::{self, Writer};
use protocol::crypto::PublicKey;
use protocol::entropy::Entropy;
use protocol::sphinx::UnknownRecords;
use protocol::sphinx::blinding::{
    BlindedHop, BlindedPath, ENCRYPTION_LENGTH, EncryptedDataTlv, Error, FirstNode, PathDraft, PathHop, Start,
};
use protocol::time::BlockHeight;

/// The most hops of a path that is made.
pub const KEELBOLT_PATH_MAX_HOPS: usize = 64;

/// Leaves the data of the hops of a path, and their padding, as they are. The header has it as a macro, since cbindgen
/// does not know this value.
const KEELBOLT_PATH_UNPADDED: usize = usize::MAX;

/// The hops for which there is room without much stack.
const FEW_HOPS: usize = 8;

/// What a path is for, which decides what its hops must be told. It travels as `int32_t`; other numbers are refused.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_path_purpose {
    /// For payments.
    KEELBOLT_PATH_PURPOSE_PAYMENT = 1,
    /// For onion messages.
    KEELBOLT_PATH_PURPOSE_MESSAGE = 2,
    /// The beginning of a path that another one continues. What its hops are told is not judged.
    KEELBOLT_PATH_PURPOSE_PART = 3,
}

impl keelbolt_path_purpose {
    #[expect(clippy::as_conversions, reason = "an enumeration of i32 has no other conversion to its number")]
    const fn number(self) -> i32 {
        self as i32
    }
}

/// A node of a path that is to be made, and what it is told. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_path_hop {
    /// The node.
    pub node_id: [u8; 33],
    /// What it is told. Not NULL; `keelbolt_path_constrain` writes to it, others only read it.
    pub data: *mut keelbolt_recipient_data,
}

/// A path as everybody can read it. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_path {
    /// Where the path begins: the only node of it that its sender knows.
    pub first_node: keelbolt_node,
    /// The path key for the first node.
    pub first_path_key: [u8; 33],
    /// How many hops it has, the first node's included.
    pub hop_count: usize,
}

/// One hop of a path. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_blinded_hop {
    /// What the onion is encrypted to.
    pub blinded_node_id: [u8; 33],
    /// What the onion carries for the hop, from the path's creator; it points into the path.
    pub encrypted_recipient_data: keelbolt_bytes,
}

/// How a path goes on from a sender that may stand on it. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_path_start {
    /// Whether the sender is the recipient: then nothing is to be sent, and of the others only `recipient_data` counts.
    pub is_recipient: bool,
    /// What the recipient has told itself, a TLV stream in the buffer; NULL where the sender is not the recipient.
    pub recipient_data: keelbolt_bytes,
    /// To whom the path goes on.
    pub next: keelbolt_node,
    /// The path key for that node.
    pub path_key: [u8; 33],
    /// The hop of the path that is that node's, the first being 0.
    pub hop: usize,
}

/// Sets the constraints of all hops of a path: it expires at a height, and every hop before the last allows for the
/// blocks that come after it.
///
/// - `hops`: in order; of their data `payment_relay` is read and `payment_constraints` is written. NULL only when there
///   are none.
/// - `hop_count`: how many they are, at most `KEELBOLT_PATH_MAX_HOPS`.
/// - `max_cltv_expiry`: the height at which the path expires.
/// - `min_final_cltv_expiry_delta`: the blocks that the final node wants.
/// - `htlc_minimum_msat`: the least amount, of every hop.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_RELAY_TOO_LARGE`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_TOO_MANY`,
///   `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`; nothing is changed then.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_path_constrain(
    hops: *const keelbolt_path_hop,
    hop_count: usize,
    max_cltv_expiry: u32,
    min_final_cltv_expiry_delta: u16,
    htlc_minimum_msat: u64,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says; the data of each hop were found readable and large
    // enough before anything is written to them.
    unsafe {
        entry(error, || {
            let c_hops = list(hops, hop_count)?;
            with_hops(c_hops, |hops| {
                let expiry = BlockHeight(max_cltv_expiry);
                let least = Msat(htlc_minimum_msat);
                PathDraft::constrain(hops, expiry, min_final_cltv_expiry_delta, least)?;
                for (hop, c_hop) in hops.iter().zip(c_hops) {
                    let constraints = hop.data.payment_constraints.unwrap_or_default();
                    (&raw mut (*c_hop.data).payment_constraints).write(constraints.into());
                    (&raw mut (*c_hop.data).has_payment_constraints).write(1);
                }
                Ok(())
            })
        })
    }
}

/// Makes a path to oneself. It takes about 14 KB of stack, and 39 KB for more than 8 hops (measured on x86-64).
///
/// - `path` (out): room for the path as it is given to senders, or NULL to ask for its length. Left unwritten when it is
///   too small; after other errors its content means nothing.
/// - `path_length` (in, out): the room in bytes; on return the length of the path. Not NULL.
/// - `hops`: from the first node, which senders are told, to the recipient; only read. NULL only when there are none.
/// - `hop_count`: how many they are, at most `KEELBOLT_PATH_MAX_HOPS`.
/// - `purpose`: a `keelbolt_path_purpose`.
/// - `padded_length`: pads the data of all hops to one length, this many bytes or what the longest takes: 0 as a rule.
///   `KEELBOLT_PATH_UNPADDED` leaves the data and their padding as they are.
/// - `session_key`: 32 random bytes that serve this path only, from which its keys follow. Copied, and the copy is
///   wiped. Not NULL.
/// - `entropy`: 32 other random bytes, as for `keelbolt_public_key`. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NO_HOPS`, `KEELBOLT_ERROR_HOP_LACKS`, `KEELBOLT_ERROR_HOP_FORBIDS`,
///   `KEELBOLT_ERROR_DATA_TOO_LONG`, `KEELBOLT_ERROR_RECORD_FORBIDDEN` for unknown records out of order,
///   `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE` for the session key,
///   `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_TOO_MANY`,
///   `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`; with negligible probability
///   `KEELBOLT_ERROR_TWEAK_OUT_OF_RANGE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_path_create(
    path: *mut u8,
    path_length: *mut usize,
    hops: *const keelbolt_path_hop,
    hop_count: usize,
    purpose: i32,
    padded_length: usize,
    session_key: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(path, path_length)?;
            let session = Entropy::new(read(session_key.cast::<[u8; 32]>())?);
            let context = keys::signing_context(entropy)?;
            with_hops(list(hops, hop_count)?, |hops| {
                let mut draft = draft(hops, purpose)?;
                draft.padded_length = Some(padded_length).filter(|length| *length != KEELBOLT_PATH_UNPADDED);
                let head = hops.first().map_or(0, |hop| head_length(&FirstNode::NodeId(hop.node_id)));
                let out = out.zeroed(draft.length()?.saturating_add(head))?;
                let (head, rest) = out.split_at_mut_checked(head).ok_or(Fault::Panic)?;
                write_head(&draft.write(session, &context, rest)?, head);
                Ok(())
            })
        })
    }
}

/// Reads where a path begins, and checks the rest of it.
///
/// - `path` (out): written on success. Not NULL.
/// - `bytes`: the whole path and nothing else; only read. Not NULL.
/// - `length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NO_HOPS`, `KEELBOLT_ERROR_PATH_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_TRUNCATED`,
///   `KEELBOLT_ERROR_FIRST_NODE`, `KEELBOLT_ERROR_TRAILING_BYTES`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_path_parse(
    path: *mut keelbolt_path,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(path)?;
            let path = BlindedPath::parse(elements(bytes, length)?)?;
            out.set(keelbolt_path {
                first_node: path.first_node_id.into(),
                first_path_key: path.first_path_key.to_bytes(),
                hop_count: path.hops().len(),
            });
            Ok(())
        })
    }
}

/// Gives the hops of a path in order, the first node's being the first.
///
/// - `hops` (out): room for the hops, or NULL to ask for their number. Left unwritten on an error.
/// - `hop_count` (in, out): the room in hops; on return how many there are. Not NULL.
/// - `path`: the whole path, to which the hops point. Not NULL.
/// - `path_length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_path_parse`; `KEELBOLT_ERROR_BUFFER_TOO_SMALL`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_path_hops(
    hops: *mut keelbolt_blinded_hop,
    hop_count: *mut usize,
    path: *const u8,
    path_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(hops, hop_count)?;
            let path = BlindedPath::parse(elements(path, path_length)?)?;
            out.fill(path.hops().len(), path.hops().iter().map(keelbolt_blinded_hop::from))
        })
    }
}

/// Writes a path whose first node is named in the other way: by a channel where it was by its id, or the reverse.
///
/// - `renamed` (out): room for the new path, or NULL to ask for its length. Left unwritten on an error.
/// - `renamed_length` (in, out): the room in bytes; on return the length of the new path. Not NULL.
/// - `path`: the whole path; only read. Not NULL.
/// - `path_length`: how many bytes it has.
/// - `first_node`: the same node by another name; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_path_parse`; `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`,
///   `KEELBOLT_ERROR_BUFFER_TOO_SMALL`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_path_rename_first(
    renamed: *mut u8,
    renamed_length: *mut usize,
    path: *const u8,
    path_length: usize,
    first_node: *const keelbolt_node,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(renamed, renamed_length)?;
            let mut path = BlindedPath::parse(elements(path, path_length)?)?;
            path.first_node_id = read(first_node)?.to_first()?;
            path.write(&mut Writer::new(out.zeroed(path.length())?))?;
            Ok(())
        })
    }
}

/// Makes one path of two. Only its creator can make the last hop of the first path lead to the second one, with
/// `keelbolt_recipient_data_leading_to`.
///
/// - `joined` (out): room for the path, or NULL to ask for its length. Left unwritten on an error.
/// - `joined_length` (in, out): the room in bytes; on return the length of the path. Not NULL.
/// - `path`: the first path; only read. Not NULL.
/// - `path_length`: how many bytes it has.
/// - `next`: the path that continues it; only read. Not NULL.
/// - `next_length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_path_parse`; `KEELBOLT_ERROR_TOO_MANY_HOPS`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_path_join(
    joined: *mut u8,
    joined_length: *mut usize,
    path: *const u8,
    path_length: usize,
    next: *const u8,
    next_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(joined, joined_length)?;
            let path = BlindedPath::parse(elements(path, path_length)?)?;
            let next = BlindedPath::parse(elements(next, next_length)?)?;
            let head = head_length(&path.first_node_id);
            // The core tells the length of the hops when it has no room.
            let hops = match path.join(&next, &mut []) {
                Err(Error::Bytes(bytes::Error::BufferTooSmall { needed, .. })) => needed,
                other => other?.length().saturating_sub(head),
            };
            let out = out.zeroed(head.saturating_add(hops))?;
            let (head, rest) = out.split_at_mut_checked(head).ok_or(Fault::Panic)?;
            write_head(&path.join(&next, rest)?, head);
            Ok(())
        })
    }
}

/// Takes off the hops at which a path stands still: a sender that is itself the first node, and whatever hops of its own
/// follow, decrypts their data here, since no onion would ever be sent to it.
///
/// - `start` (out): written on success. Not NULL.
/// - `data` (out): what the recipient has told itself, where the sender is the recipient, and left alone where not;
///   `struct_size` is set by the caller. Not NULL.
/// - `buffer` (out): room for the longest data of a hop, to which `data` point, or NULL to ask for the size. Left
///   unwritten when it is too small; after other errors its content means nothing.
/// - `buffer_length` (in, out): the room in bytes; on return the size that is needed. Not NULL.
/// - `path`: the whole path; only read. Not NULL.
/// - `path_length`: how many bytes it has.
/// - `node_id`: the sender's, 33 bytes; only read. Not NULL.
/// - `node_key`: the sender's secret key, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_path_parse` and `keelbolt_path_decrypt`; `KEELBOLT_ERROR_TWO_NEXT_NODES`,
///   `KEELBOLT_ERROR_RECORD_MISSING` when a hop that is not the last leads nowhere.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_path_start_at(
    start: *mut keelbolt_path_start,
    data: *mut keelbolt_recipient_data,
    buffer: *mut u8,
    buffer_length: *mut usize,
    path: *const u8,
    path_length: usize,
    node_id: *const u8,
    node_key: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (start, data) = (Out::new(start)?, GrowingOut::new(data)?);
            let out = Buffer::new(buffer, buffer_length)?;
            let path = BlindedPath::parse(elements(path, path_length)?)?;
            let (node_id, node_key) = (keys::public_key(node_id)?, keys::secret_key(node_key)?);
            let decrypted =
                |hop: BlindedHop<'_>| hop.encrypted_recipient_data.len().saturating_sub(ENCRYPTION_LENGTH);
            let out = out.zeroed(path.hops().iter().map(decrypted).max().unwrap_or_default())?;
            match path.start_at(&node_id, &node_key, out)? {
                Start::Onward { next, path_key, hops } => start.set(keelbolt_path_start {
                    is_recipient: false,
                    recipient_data: keelbolt_bytes::NONE,
                    next: Some(next).into(),
                    path_key: path_key.to_bytes(),
                    hop: path.hops().len().saturating_sub(hops.len()),
                }),
                Start::Recipient(found) => {
                    // The last data that were decrypted stand at the front of the buffer.
                    let stream = list(buffer.cast_const(), path.hops().iter().last().map_or(0, decrypted))?;
                    data.set(|size| keelbolt_recipient_data::of(&found, stream, size));
                    start.set(keelbolt_path_start {
                        is_recipient: true,
                        recipient_data: keelbolt_bytes::of(stream),
                        next: None.into(),
                        path_key: [0; 33],
                        hop: 0,
                    });
                }
            }
            Ok(())
        })
    }
}

/// The length of what stands before the hops of a path: the first node, its path key and the number of hops.
const fn head_length(first_node: &FirstNode) -> usize {
    match first_node {
        FirstNode::NodeId(_) => 33 + 33 + 1,
        FirstNode::Channel { .. } => 9 + 33 + 1,
    }
}

/// Writes what stands before the hops of a path, into its length.
fn write_head(path: &BlindedPath<'_>, head: &mut [u8]) {
    // The hops, for which there is no room here, stand behind the head already.
    let _ = path.write(&mut Writer::new(head));
}

fn draft<'a>(hops: &'a [PathHop<'a>], purpose: i32) -> Result<PathDraft<'a>, Fault> {
    const PAYMENT: i32 = keelbolt_path_purpose::KEELBOLT_PATH_PURPOSE_PAYMENT.number();
    const MESSAGE: i32 = keelbolt_path_purpose::KEELBOLT_PATH_PURPOSE_MESSAGE.number();
    const PART: i32 = keelbolt_path_purpose::KEELBOLT_PATH_PURPOSE_PART.number();
    match purpose {
        PAYMENT => Ok(PathDraft::payment(hops)),
        MESSAGE => Ok(PathDraft::message(hops)),
        PART => Ok(PathDraft::part(hops)),
        found => Err(Fault::UnknownEnumValue { found }),
    }
}

/// Runs `body` with the hops, checked, which lie on the stack meanwhile.
///
/// # Safety
///
/// The members of the hops are as their documentation asks.
unsafe fn with_hops<R>(
    hops: &[keelbolt_path_hop],
    body: impl FnOnce(&mut [PathHop<'_>]) -> Result<R, Fault>,
) -> Result<R, Fault> {
    // SAFETY: passed on from the caller.
    unsafe {
        match hops.len() <= FEW_HOPS {
            true => with_room_for::<FEW_HOPS, R>(hops, body),
            false => with_room_for::<KEELBOLT_PATH_MAX_HOPS, R>(hops, body),
        }
    }
}

/// Not inlined, so that a short path does not take the room of a long one.
///
/// # Safety
///
/// As [`with_hops`].
#[inline(never)]
unsafe fn with_room_for<const N: usize, R>(
    hops: &[keelbolt_path_hop],
    body: impl FnOnce(&mut [PathHop<'_>]) -> Result<R, Fault>,
) -> Result<R, Fault> {
    let mut unknown = RecordList::new();
    for hop in hops {
        // SAFETY: passed on from the caller.
        unsafe {
            let data = growing(hop.data.cast_const())?;
            append_records(&mut unknown, data.unknown_records, data.unknown_record_count)?;
        }
    }
    let mut core = Vec::<PathHop<'_>, N>::new();
    let mut rest = unknown.as_slice();
    for hop in hops {
        // SAFETY: passed on from the caller.
        let (data, count) = unsafe {
            let data = growing(hop.data.cast_const())?;
            (data.to_core()?, data.unknown_record_count)
        };
        let (own, others) = rest.split_at_checked(count).ok_or(Fault::Panic)?;
        rest = others;
        let hop = PathHop {
            node_id: PublicKey::parse(&hop.node_id)?,
            data: EncryptedDataTlv { unknown: UnknownRecords::new(own), ..data },
        };
        core.push(hop).map_err(|_| Fault::TooMany { expected: N, found: hops.len() })?;
    }
    body(&mut core)
}

impl From<BlindedHop<'_>> for keelbolt_blinded_hop {
    fn from(hop: BlindedHop<'_>) -> Self {
        Self {
            blinded_node_id: hop.blinded_node_id.to_bytes(),
            encrypted_recipient_data: keelbolt_bytes::of(hop.encrypted_recipient_data),
        }
    }
}
