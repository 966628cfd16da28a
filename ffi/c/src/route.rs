//! Private routes, field `r`.

use crate::entry::{entry, invoice_entry};
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::handle::keelbolt_invoice;
use crate::pointer::{Buffer, Out};
use crate::status::keelbolt_status;
use core::ffi::c_char;
use core::ptr;
use protocol::codec::short_channel_id::ShortChannelId;
use protocol::crypto::PublicKey;
use protocol::invoice::RouteHop;

/// One channel of a private route. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_route_hop {
    /// The node at the start of the channel, a compressed public key.
    pub pubkey: [u8; 33],
    /// The blocks that the node wants between the incoming and the outgoing HTLC.
    pub cltv_expiry_delta: u16,
    /// The fee for every payment, in millisatoshi.
    pub fee_base_msat: u32,
    /// The fee for every million of the amount.
    pub fee_proportional_millionths: u32,
    /// The channel: 3 bytes block height, 3 bytes transaction index, 2 bytes output index (BOLT 7).
    pub short_channel_id: u64,
}

/// Counts the private routes.
///
/// - `count` (out): how many there are. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_route_hint_count(
    count: *mut usize,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, ptr::null_mut(), |invoice| {
            let count = Out::new(count)?;
            count.set(invoice.route_hints().count());
            Ok(())
        })
    }
}

/// Gives a private route: its hops in order, at least one and at most twelve.
///
/// - `hops` (out): room for the hops, or NULL to ask for their number. Left unwritten on an error. It does not
///   overlap the invoice's text.
/// - `hop_count` (in, out): the room in hops; on return how many hops there are. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - `index`: which route, below the count of routes.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; `error` is not shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_INDEX_OUT_OF_RANGE`,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_route_hint(
    hops: *mut keelbolt_route_hop,
    hop_count: *mut usize,
    invoice: *const keelbolt_invoice,
    index: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, error, |invoice| {
            let out = Buffer::new(hops, hop_count)?;
            let out_of_range = || Fault::IndexOutOfRange { index, length: invoice.route_hints().count() };
            let hint = invoice.route_hints().nth(index).ok_or_else(out_of_range)?;
            out.fill(hint.len(), hint.hops().map(|hop| keelbolt_route_hop::from(&hop)))
        })
    }
}

/// Writes a channel's name in the form that people read, such as 540492x2471x1.
///
/// - `text` (out): room for the text in ASCII, without NUL at the end, or NULL to ask for its length. Left
///   unwritten on an error.
/// - `text_length` (in, out): the room in bytes, 32 always suffice; on return the length of the text. Not NULL.
/// - `short_channel_id`: as in `keelbolt_route_hop`.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_short_channel_id_text(
    text: *mut c_char,
    text_length: *mut usize,
    short_channel_id: u64,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            Buffer::new(text.cast::<u8>(), text_length)?.show(&ShortChannelId(short_channel_id))
        })
    }
}

impl From<&RouteHop> for keelbolt_route_hop {
    fn from(hop: &RouteHop) -> Self {
        Self {
            pubkey: hop.pubkey.to_bytes(),
            cltv_expiry_delta: hop.cltv_expiry_delta,
            fee_base_msat: hop.fee_base_msat,
            fee_proportional_millionths: hop.fee_proportional_millionths,
            short_channel_id: hop.short_channel_id.0,
        }
    }
}

impl keelbolt_route_hop {
    /// Checks the public key.
    pub(crate) fn to_core(self) -> Result<RouteHop, Fault> {
        Ok(RouteHop {
            pubkey: PublicKey::parse(&self.pubkey)?,
            short_channel_id: ShortChannelId(self.short_channel_id),
            fee_base_msat: self.fee_base_msat,
            fee_proportional_millionths: self.fee_proportional_millionths,
            cltv_expiry_delta: self.cltv_expiry_delta,
        })
    }
}
