//! What the origin tells each hop of a payment.

use crate::bytes::keelbolt_bytes;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::onion::lists::{RecordList, append_records, flagged_key, key_member};
use crate::onion::records::{keelbolt_record, value};
use crate::pointer::{Buffer, GrowingOut, growing, list};
use crate::status::keelbolt_status;
use core::ptr;
use protocol::amount::Msat;
use protocol::codec::short_channel_id::ShortChannelId;
use protocol::crypto::{PaymentSecret, Preimage};
use protocol::secret::Secret;
use protocol::sphinx::UnknownRecords;
use protocol::sphinx::payload::{Payload, PaymentData};
use protocol::sphinx::trampoline::PaymentPaths;
use protocol::time::BlockHeight;

/// The payload of one hop of a payment: each record, where it is there.
///
/// Before the first use: `keelbolt_payload payload = {0}; payload.struct_size = sizeof payload;` (in C++ `= {}`). To
/// write one, set the members of the records that the hop needs. Later versions may append members.
///
/// | for a hop that | needs |
/// | --- | --- |
/// | forwards | `amt_to_forward_msat`, `outgoing_cltv_value`, `short_channel_id` |
/// | is the payee of an invoice | the first two, `payment_data`, the invoice's metadata where it has some |
/// | is paid without an invoice | the first two, `keysend_preimage` |
/// | forwards in a blinded path | `encrypted_recipient_data`; the path's first hop also `current_path_key` |
/// | is the payee at the end of one | the same, the first two, `total_amount_msat` |
/// | peels a trampoline onion | the first two, `payment_data`, `trampoline_onion_packet` |
/// | forwards a trampoline payment | the first two, `outgoing_node_id` or `recipient_blinded_paths` |
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_payload {
    /// `sizeof(keelbolt_payload)`, set by the caller.
    pub struct_size: usize,
    /// The amount of the outgoing HTLC; at the final node, of the incoming one.
    pub amt_to_forward_msat: u64,
    /// The outgoing channel (BOLT 7).
    pub short_channel_id: u64,
    /// The amount of the whole payment, beside the payment secret.
    pub total_msat: u64,
    /// The amount of the whole payment, at the end of a blinded path.
    pub total_amount_msat: u64,
    /// The expiry of the outgoing HTLC; at the final node, of the incoming one.
    pub outgoing_cltv_value: u32,
    /// Whether `amt_to_forward_msat` is there.
    pub has_amt_to_forward: u8,
    /// Whether `outgoing_cltv_value` is there.
    pub has_outgoing_cltv_value: u8,
    /// Whether `short_channel_id` is there.
    pub has_short_channel_id: u8,
    /// Whether `payment_secret` and `total_msat` are there.
    pub has_payment_data: u8,
    /// Whether `current_path_key` is there.
    pub has_current_path_key: u8,
    /// Whether `total_amount_msat` is there.
    pub has_total_amount_msat: u8,
    /// Whether `keysend_preimage` is there.
    pub has_keysend_preimage: u8,
    /// Whether `outgoing_node_id` is there.
    pub has_outgoing_node_id: u8,
    /// The payee's secret.
    pub payment_secret: [u8; 32],
    /// The path key, for the first hop of a blinded path.
    pub current_path_key: [u8; 33],
    /// The preimage of a payment without an invoice (bLIP 3). A secret: wipe it after use.
    pub keysend_preimage: [u8; 32],
    /// The next trampoline node (a proposal, may change).
    pub outgoing_node_id: [u8; 33],
    /// What the maker of a blinded path tells this hop; or NULL.
    pub encrypted_recipient_data: keelbolt_bytes,
    /// What the invoice asked to be repeated; or NULL.
    pub payment_metadata: keelbolt_bytes,
    /// The onion for the trampoline nodes (a proposal, may change); or NULL.
    pub trampoline_onion_packet: keelbolt_bytes,
    /// The features of the invoice that a trampoline node pays, a vector of BOLT 9 (a proposal, may change); or NULL.
    pub recipient_features: keelbolt_bytes,
    /// The paths to a recipient who is no trampoline node (a proposal, may change); or NULL.
    pub recipient_blinded_paths: keelbolt_bytes,
    /// To be written: records of types that this version does not know, in order. `keelbolt_payload_parse` leaves NULL
    /// here; `keelbolt_unknown_records` reads them.
    pub unknown_records: *const keelbolt_record,
    /// How many they are, at most `KEELBOLT_MAX_UNKNOWN_RECORDS`.
    pub unknown_record_count: usize,
}

/// Reads a payload, as it comes from `keelbolt_onion_peel`: the records, each checked by itself.
///
/// `keelbolt_payload_instruction` says which belong together and what the hop is to do.
///
/// - `payload` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `bytes`: the TLV stream without a length before it, which `payload` borrows. NULL only with length 0.
/// - `length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: those from `KEELBOLT_ERROR_BIG_SIZE_TRUNCATED` to `KEELBOLT_ERROR_TLV_UNKNOWN_EVEN`, from
///   `KEELBOLT_ERROR_RECORD_LENGTH` to `KEELBOLT_ERROR_RECORD_NOT_A_POINT`, `KEELBOLT_ERROR_RECORD_PATHS`,
///   `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_payload_parse(
    payload: *mut keelbolt_payload,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(payload)?;
            let stream = list(bytes, length)?;
            let payload = Payload::parse(stream)?;
            out.set(|struct_size| keelbolt_payload::of(&payload, stream, struct_size));
            Ok(())
        })
    }
}

/// Writes a payload: its records in the order of their types, without a length before them.
///
/// - `bytes` (out): room for the TLV stream, or NULL to ask for its length. Left unwritten when it is too small; after
///   other errors its content means nothing.
/// - `length` (in, out): the room in bytes; on return the length of the stream. Not NULL.
/// - `payload`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_TLV_WRITE_ORDER`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`,
///   those of `keelbolt_payment_paths_at` for the paths of a recipient, `KEELBOLT_ERROR_TOO_MANY`,
///   `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_payload_write(
    bytes: *mut u8,
    length: *mut usize,
    payload: *const keelbolt_payload,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(bytes, length)?;
            let payload = growing(payload)?;
            let mut unknown = RecordList::new();
            append_records(&mut unknown, payload.unknown_records, payload.unknown_record_count)?;
            let mut core = payload.to_core()?;
            core.unknown = UnknownRecords::new(&unknown);
            core.write(out.zeroed(core.length())?)?;
            Ok(())
        })
    }
}

impl keelbolt_payload {
    fn of(payload: &Payload<'_>, stream: &[u8], struct_size: usize) -> Self {
        const RECIPIENT_BLINDED_PATHS: u64 = 22;
        let (has_current_path_key, current_path_key) = key_member(payload.current_path_key);
        let (has_outgoing_node_id, outgoing_node_id) = key_member(payload.outgoing_node_id);
        let paths = payload.recipient_blinded_paths.and_then(|_| value(stream, RECIPIENT_BLINDED_PATHS));
        Self {
            struct_size,
            amt_to_forward_msat: payload.amt_to_forward.map_or(0, |amount| amount.0),
            short_channel_id: payload.short_channel_id.map_or(0, |id| id.0),
            total_msat: payload.payment_data.map_or(0, |data| data.total_msat.0),
            total_amount_msat: payload.total_amount_msat.map_or(0, |amount| amount.0),
            outgoing_cltv_value: payload.outgoing_cltv_value.map_or(0, |height| height.0),
            has_amt_to_forward: payload.amt_to_forward.is_some().into(),
            has_outgoing_cltv_value: payload.outgoing_cltv_value.is_some().into(),
            has_short_channel_id: payload.short_channel_id.is_some().into(),
            has_payment_data: payload.payment_data.is_some().into(),
            has_current_path_key,
            has_total_amount_msat: payload.total_amount_msat.is_some().into(),
            has_keysend_preimage: payload.keysend_preimage.is_some().into(),
            has_outgoing_node_id,
            payment_secret: payload.payment_data.map_or([0; 32], |data| data.payment_secret.0),
            current_path_key,
            keysend_preimage: payload
                .keysend_preimage
                .as_ref()
                .map_or([0; 32], |preimage| *preimage.0.expose()),
            outgoing_node_id,
            encrypted_recipient_data: keelbolt_bytes::of_optional(payload.encrypted_recipient_data),
            payment_metadata: keelbolt_bytes::of_optional(payload.payment_metadata),
            trampoline_onion_packet: keelbolt_bytes::of_optional(payload.trampoline_onion_packet),
            recipient_features: keelbolt_bytes::of_optional(payload.recipient_features),
            recipient_blinded_paths: keelbolt_bytes::of_optional(paths),
            unknown_records: ptr::null(),
            unknown_record_count: 0,
        }
    }

    /// All but the unknown records.
    ///
    /// # Safety
    ///
    /// The members are as their documentation asks, for `'a`.
    unsafe fn to_core<'a>(self) -> Result<Payload<'a>, Fault> {
        let mut core = Payload::default();
        core.amt_to_forward = (self.has_amt_to_forward != 0).then_some(Msat(self.amt_to_forward_msat));
        core.outgoing_cltv_value =
            (self.has_outgoing_cltv_value != 0).then_some(BlockHeight(self.outgoing_cltv_value));
        core.short_channel_id =
            (self.has_short_channel_id != 0).then_some(ShortChannelId(self.short_channel_id));
        core.payment_data = (self.has_payment_data != 0).then_some(PaymentData {
            payment_secret: PaymentSecret(self.payment_secret),
            total_msat: Msat(self.total_msat),
        });
        core.current_path_key = flagged_key(self.has_current_path_key, &self.current_path_key)?;
        core.total_amount_msat = (self.has_total_amount_msat != 0).then_some(Msat(self.total_amount_msat));
        core.keysend_preimage =
            (self.has_keysend_preimage != 0).then(|| Preimage(Secret::new(self.keysend_preimage)));
        core.outgoing_node_id = flagged_key(self.has_outgoing_node_id, &self.outgoing_node_id)?;
        // SAFETY: passed on from the caller.
        unsafe {
            core.encrypted_recipient_data = self.encrypted_recipient_data.read_optional()?;
            core.payment_metadata = self.payment_metadata.read_optional()?;
            core.trampoline_onion_packet = self.trampoline_onion_packet.read_optional()?;
            core.recipient_features = self.recipient_features.read_optional()?;
            let paths = self.recipient_blinded_paths.read_optional()?.map(PaymentPaths::parse);
            core.recipient_blinded_paths = paths.transpose().map_err(Fault::RecipientPaths)?;
        }
        Ok(core)
    }
}
