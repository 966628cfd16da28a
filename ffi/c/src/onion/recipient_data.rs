//! What the creator of a path tells one of its hops, `encrypted_data_tlv`.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::features;
use crate::onion::lists::{RecordList, append_records, flagged_key, key_member};
use crate::onion::node::keelbolt_node;
use crate::onion::records::{keelbolt_record, value};
use crate::onion::relay::{keelbolt_payment_constraints, keelbolt_payment_relay};
use crate::pointer::{Buffer, GrowingOut, Out, elements, growing, list};
use crate::status::keelbolt_status;
use core::ptr;
use protocol::amount::Msat;
use protocol::bytes::Writer;
use protocol::codec::features::FeatureBits;
use protocol::codec::short_channel_id::ShortChannelId;
use protocol::sphinx::UnknownRecords;
use protocol::sphinx::blinding::{BlindedPath, EncryptedDataTlv};
use protocol::time::BlockHeight;

/// What the creator of a blinded path tells one of its hops: each record, where it is there.
///
/// Before the first use: `keelbolt_recipient_data data = {0}; data.struct_size = sizeof data;` (in C++ `= {}`). To make
/// a path, set `next_node_id` or `short_channel_id` for each hop but the last, to which `path_id` is known; for a
/// payment also `payment_relay` and `payment_constraints`. A hop of the recipient's own that only makes the path look
/// longer has the recipient as its own and as its next node. Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_recipient_data {
    /// `sizeof(keelbolt_recipient_data)`, set by the caller.
    pub struct_size: usize,
    /// How many zeros make the data as long as those of other hops.
    pub padding_length: usize,
    /// The channel to pass on through (BOLT 7).
    pub short_channel_id: u64,
    /// What the hop keeps of a payment.
    pub payment_relay: keelbolt_payment_relay,
    /// Which payments may go through the hop.
    pub payment_constraints: keelbolt_payment_constraints,
    /// Whether `padding_length` counts.
    pub has_padding: u8,
    /// Whether `short_channel_id` is there.
    pub has_short_channel_id: u8,
    /// Whether `next_node_id` is there.
    pub has_next_node_id: u8,
    /// Whether `next_path_key_override` is there.
    pub has_next_path_key_override: u8,
    /// Whether `payment_relay` is there.
    pub has_payment_relay: u8,
    /// Whether `payment_constraints` are there.
    pub has_payment_constraints: u8,
    /// The node to pass on to.
    pub next_node_id: [u8; 33],
    /// The path key to pass on instead of the one that follows from this hop's.
    pub next_path_key_override: [u8; 33],
    /// What the recipient recognises the path by, known to nobody else: a secret; or NULL.
    pub path_id: keelbolt_bytes,
    /// Which features a payment or a message may use, a vector of BOLT 9 for `keelbolt_features_of_vector`; NULL is
    /// none.
    pub allowed_features: keelbolt_bytes,
    /// To be written: records of other types, in order. Where data are read NULL stands here;
    /// `keelbolt_unknown_records` reads them.
    pub unknown_records: *const keelbolt_record,
    /// How many they are, at most `KEELBOLT_MAX_UNKNOWN_RECORDS` in all hops of a path together.
    pub unknown_record_count: usize,
}

/// What a node inside a blinded path forwards. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_blinded_forward {
    /// To whom.
    pub next: keelbolt_node,
    /// The amount of the outgoing HTLC.
    pub amt_to_forward_msat: u64,
    /// The expiry of the outgoing HTLC.
    pub outgoing_cltv_value: u32,
}

/// Reads what the creator of a path tells a hop, decrypted. Padding is not looked at.
///
/// - `data` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `bytes`: the TLV stream, which `data` borrows. NULL only with length 0.
/// - `length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: those from `KEELBOLT_ERROR_BIG_SIZE_TRUNCATED` to `KEELBOLT_ERROR_TLV_UNKNOWN_EVEN`, from
///   `KEELBOLT_ERROR_RECORD_LENGTH` to `KEELBOLT_ERROR_RECORD_NOT_A_POINT`, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_recipient_data_parse(
    data: *mut keelbolt_recipient_data,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(data)?;
            let stream = list(bytes, length)?;
            let data = EncryptedDataTlv::parse(stream)?;
            out.set(|struct_size| keelbolt_recipient_data::of(&data, stream, struct_size));
            Ok(())
        })
    }
}

/// Writes what the creator of a path tells a hop, before it is encrypted. `keelbolt_path_create` does both.
///
/// - `bytes` (out): room for the TLV stream, or NULL to ask for its length. Left unwritten when it is too small; after
///   other errors its content means nothing.
/// - `length` (in, out): the room in bytes; on return the length of the stream. Not NULL.
/// - `data`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_RECORD_FORBIDDEN` for unknown records out of order, `KEELBOLT_ERROR_KEY_NOT_A_POINT`,
///   `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_TOO_MANY`, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_recipient_data_write(
    bytes: *mut u8,
    length: *mut usize,
    data: *const keelbolt_recipient_data,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(bytes, length)?;
            with_data(data, |data| {
                data.write(&mut Writer::new(out.zeroed(data.length())?))?;
                Ok(())
            })
        })
    }
}

/// Tells a hop to pass on to the first hop of another path, whose creator is another: for the last hop of a path that
/// is then joined to it by `keelbolt_path_join`.
///
/// - `data` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `path`: the other path; only read. Not NULL.
/// - `path_length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_path_parse`; `KEELBOLT_ERROR_STRUCT_SIZE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_recipient_data_leading_to(
    data: *mut keelbolt_recipient_data,
    path: *const u8,
    path_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(data)?;
            let data = EncryptedDataTlv::leading_to(&BlindedPath::parse(elements(path, path_length)?)?);
            out.set(|struct_size| keelbolt_recipient_data::of(&data, &[], struct_size));
            Ok(())
        })
    }
}

/// Tells whom a hop passes on to.
///
/// - `next` (out): its kind is `KEELBOLT_NODE_NONE` when nobody is named. Not NULL.
/// - `data`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_TWO_NEXT_NODES`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_TOO_MANY`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_recipient_data_next_node(
    next: *mut keelbolt_node,
    data: *const keelbolt_recipient_data,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(next)?;
            out.set(with_data(data, |data| Ok(data.next_node()?))?.into());
            Ok(())
        })
    }
}

/// Says what a node of a blinded path that is not the final one forwards of a payment, when the path allows it.
///
/// Anybody can make a path that grants a node less than it asks for. Whether the node may send that is for its own
/// policy to say: `keelbolt_forwarding_check`.
///
/// - `forward` (out): written on success. Not NULL.
/// - `data`: what the node was told; only read. Not NULL.
/// - `htlc_amount_msat`: the amount of the incoming HTLC.
/// - `cltv_expiry`: the expiry of the incoming HTLC.
/// - `known_features`: the bits that this node knows for blinded paths; there are none so far. NULL only when there are
///   none.
/// - `known_feature_count`: how many they are.
/// - `used_features`: the bits that the payment uses; there are none so far. NULL only when there are none.
/// - `used_feature_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted. Each is answered with
///   `KEELBOLT_FAILURE_INVALID_ONION_BLINDING`, as `keelbolt_path_answer` says.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: those from `KEELBOLT_ERROR_UNKNOWN_FEATURE` to `KEELBOLT_ERROR_RELAY_EXCEEDS_PAYMENT`,
///   `KEELBOLT_ERROR_TWO_NEXT_NODES`, `KEELBOLT_ERROR_RECORD_MISSING`, `KEELBOLT_ERROR_FEATURE_BIT_TOO_LARGE`,
///   `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_TOO_MANY`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_recipient_data_forward(
    forward: *mut keelbolt_blinded_forward,
    data: *const keelbolt_recipient_data,
    htlc_amount_msat: u64,
    cltv_expiry: u32,
    known_features: *const u32,
    known_feature_count: usize,
    used_features: *const u32,
    used_feature_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(forward)?;
            let known = features::set(known_features, known_feature_count)?;
            let used = features::set(used_features, used_feature_count)?;
            let (amount, expiry) = (Msat(htlc_amount_msat), BlockHeight(cltv_expiry));
            let forward = with_data(data, |data| Ok(data.forward_payment(amount, expiry, &known, &used)?))?;
            out.set(keelbolt_blinded_forward {
                next: Some(forward.next).into(),
                amt_to_forward_msat: forward.amt_to_forward.0,
                outgoing_cltv_value: forward.outgoing_cltv_value.0,
            });
            Ok(())
        })
    }
}

/// Asks whether a payment may pass through or end at a node of a blinded path. The final node then compares the
/// `path_id`.
///
/// - `data`: what the node was told; only read. Not NULL.
/// - `htlc_amount_msat`: the amount of the incoming HTLC.
/// - `cltv_expiry`: the expiry of the incoming HTLC.
/// - `known_features`: as for `keelbolt_recipient_data_forward`.
/// - `known_feature_count`: how many they are.
/// - `used_features`: as for `keelbolt_recipient_data_forward`.
/// - `used_feature_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: those from `KEELBOLT_ERROR_UNKNOWN_FEATURE` to `KEELBOLT_ERROR_AMOUNT_BELOW_MINIMUM`,
///   `KEELBOLT_ERROR_TWO_NEXT_NODES`, `KEELBOLT_ERROR_FEATURE_BIT_TOO_LARGE`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`,
///   `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_TOO_MANY`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_recipient_data_check_payment(
    data: *const keelbolt_recipient_data,
    htlc_amount_msat: u64,
    cltv_expiry: u32,
    known_features: *const u32,
    known_feature_count: usize,
    used_features: *const u32,
    used_feature_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let known = features::set(known_features, known_feature_count)?;
            let used = features::set(used_features, used_feature_count)?;
            let (amount, expiry) = (Msat(htlc_amount_msat), BlockHeight(cltv_expiry));
            with_data(data, |data| Ok(data.check_payment(amount, expiry, &known, &used)?))
        })
    }
}

/// Asks whether a hop of a blinded path allows the features in use, and knows those that it allows.
///
/// - `data`: what the node was told; only read. Not NULL.
/// - `known_features`: as for `keelbolt_recipient_data_forward`.
/// - `known_feature_count`: how many they are.
/// - `used_features`: as for `keelbolt_recipient_data_forward`.
/// - `used_feature_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_UNKNOWN_FEATURE`, `KEELBOLT_ERROR_FEATURE_NOT_ALLOWED`,
///   `KEELBOLT_ERROR_FEATURE_BIT_TOO_LARGE`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_TOO_MANY`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_recipient_data_check_features(
    data: *const keelbolt_recipient_data,
    known_features: *const u32,
    known_feature_count: usize,
    used_features: *const u32,
    used_feature_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let known = features::set(known_features, known_feature_count)?;
            let used = features::set(used_features, used_feature_count)?;
            with_data(data, |data| Ok(data.check_features(&known, &used)?))
        })
    }
}

/// Runs `body` with the data at `data`, checked.
///
/// # Safety
///
/// `data` is NULL or points to a struct whose `struct_size` is readable, and as many bytes as that says; its members
/// are as their documentation asks.
unsafe fn with_data<R>(
    data: *const keelbolt_recipient_data,
    body: impl FnOnce(&EncryptedDataTlv<'_>) -> Result<R, Fault>,
) -> Result<R, Fault> {
    let mut unknown = RecordList::new();
    // SAFETY: passed on from the caller.
    let core = unsafe {
        let data = growing(data)?;
        append_records(&mut unknown, data.unknown_records, data.unknown_record_count)?;
        data.to_core()?
    };
    body(&EncryptedDataTlv { unknown: UnknownRecords::new(&unknown), ..core })
}

impl keelbolt_recipient_data {
    /// `stream` is what the data were read from, or nothing where no features are allowed.
    pub(crate) fn of(data: &EncryptedDataTlv<'_>, stream: &[u8], struct_size: usize) -> Self {
        const ALLOWED_FEATURES: u64 = 14;
        let (has_next_node_id, next_node_id) = key_member(data.next_node_id);
        let (has_next_path_key_override, next_path_key_override) = key_member(data.next_path_key_override);
        Self {
            struct_size,
            padding_length: data.padding.unwrap_or_default(),
            short_channel_id: data.short_channel_id.map_or(0, |id| id.0),
            payment_relay: data.payment_relay.unwrap_or_default().into(),
            payment_constraints: data.payment_constraints.unwrap_or_default().into(),
            has_padding: data.padding.is_some().into(),
            has_short_channel_id: data.short_channel_id.is_some().into(),
            has_next_node_id,
            has_next_path_key_override,
            has_payment_relay: data.payment_relay.is_some().into(),
            has_payment_constraints: data.payment_constraints.is_some().into(),
            next_node_id,
            next_path_key_override,
            path_id: keelbolt_bytes::of_optional(data.path_id),
            allowed_features: keelbolt_bytes::of_optional(value(stream, ALLOWED_FEATURES)),
            unknown_records: ptr::null(),
            unknown_record_count: 0,
        }
    }

    /// All but the unknown records.
    ///
    /// # Safety
    ///
    /// The members are as their documentation asks, for `'a`.
    pub(crate) unsafe fn to_core<'a>(self) -> Result<EncryptedDataTlv<'a>, Fault> {
        Ok(EncryptedDataTlv {
            padding: (self.has_padding != 0).then_some(self.padding_length),
            short_channel_id: (self.has_short_channel_id != 0)
                .then_some(ShortChannelId(self.short_channel_id)),
            next_node_id: flagged_key(self.has_next_node_id, &self.next_node_id)?,
            // SAFETY: passed on from the caller.
            path_id: unsafe { self.path_id.read_optional()? },
            next_path_key_override: flagged_key(
                self.has_next_path_key_override,
                &self.next_path_key_override,
            )?,
            payment_relay: (self.has_payment_relay != 0).then_some(self.payment_relay.into()),
            payment_constraints: (self.has_payment_constraints != 0)
                .then_some(self.payment_constraints.into()),
            // SAFETY: passed on from the caller.
            allowed_features: unsafe { self.allowed_features.read_optional()? }.map(FeatureBits::from_bytes),
            unknown: UnknownRecords::default(),
        })
    }
}
