//! Attribution data: who held a payment, and for how long.

use crate::fault::Fault;
use crate::pointer::{Out, bytes_mut, list};
use protocol::sphinx::attribution::{AttributionData, HoldTime, HoldTimes, MAX_ATTRIBUTED_HOPS, Report};

/// The length of attribution data, in bytes (BOLT 2, `attribution_data`).
pub const KEELBOLT_ATTRIBUTION_LENGTH: usize = 920;

/// How many hops attribution data reaches.
pub const KEELBOLT_MAX_ATTRIBUTED_HOPS: usize = 20;

const _: () = assert!(KEELBOLT_ATTRIBUTION_LENGTH == AttributionData::LENGTH);
const _: () = assert!(KEELBOLT_MAX_ATTRIBUTED_HOPS == MAX_ATTRIBUTED_HOPS);

/// The hold times that hops reported, from the first hop on, each vouched for by the HMAC of its hop. The layout will
/// not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_hold_times {
    /// Whether attribution data came and reaches along the route; the other members are zero where not.
    pub present: bool,
    /// Whether there is a hop whose HMAC does not fit.
    pub has_unattributed_hop: bool,
    /// How many hops reported, up to the first whose HMAC does not fit.
    pub count: usize,
    /// The first hop whose HMAC does not fit. That hop, or the one before it on the route, changed what came back, or
    /// it sends no attribution data.
    pub unattributed_hop: usize,
    /// In units of 100 milliseconds; zero when a node does not tell.
    pub times: [u32; KEELBOLT_MAX_ATTRIBUTED_HOPS],
}

impl From<Option<HoldTimes>> for keelbolt_hold_times {
    fn from(hold_times: Option<HoldTimes>) -> Self {
        let reported = hold_times.as_ref().map_or(&[][..], HoldTimes::as_slice);
        let unattributed = hold_times.as_ref().and_then(HoldTimes::unattributed_hop);
        let mut times = [0; KEELBOLT_MAX_ATTRIBUTED_HOPS];
        times.iter_mut().zip(reported).for_each(|(slot, time)| *slot = time.0);
        Self {
            present: hold_times.is_some(),
            has_unattributed_hop: unattributed.is_some(),
            count: reported.len(),
            unattributed_hop: unattributed.unwrap_or_default(),
            times,
        }
    }
}

/// Runs `body` with the report of the node at which the way back begins, and writes its attribution data where the
/// caller wants them.
///
/// # Safety
///
/// `attribution_data` is NULL or has 920 writable bytes.
pub(crate) unsafe fn first_report<R>(
    attribution_data: *mut u8,
    hold_time: u32,
    body: impl FnOnce(Option<Report<'_>>) -> Result<R, Fault>,
) -> Result<R, Fault> {
    if attribution_data.is_null() {
        return body(None);
    }
    // SAFETY: passed on from the caller.
    let out = unsafe { Out::new(attribution_data.cast::<[u8; KEELBOLT_ATTRIBUTION_LENGTH]>())? };
    let mut data = AttributionData::ZERO;
    let done = body(Some(Report { hold_time: HoldTime(hold_time), data: &mut data }))?;
    out.set(*data.as_bytes());
    Ok(done)
}

/// As [`first_report`], for a node on the way back, which adds to the data from downstream.
///
/// # Safety
///
/// `attribution_data` is NULL or has `length` readable and writable bytes.
pub(crate) unsafe fn next_report<R>(
    attribution_data: *mut u8,
    length: usize,
    hold_time: u32,
    body: impl FnOnce(Option<Report<'_>>) -> Result<R, Fault>,
) -> Result<R, Fault> {
    if attribution_data.is_null() && length == 0 {
        return body(None);
    }
    // SAFETY: passed on from the caller.
    let bytes = unsafe { bytes_mut(attribution_data, length)? };
    let mut data = AttributionData::parse(bytes)?;
    let done = body(Some(Report { hold_time: HoldTime(hold_time), data: &mut data }))?;
    bytes.copy_from_slice(data.as_bytes());
    Ok(done)
}

/// What came to the origin.
///
/// # Safety
///
/// `attribution_data` is NULL or has `length` readable bytes.
pub(crate) unsafe fn received(
    attribution_data: *const u8,
    length: usize,
) -> Result<Option<AttributionData>, Fault> {
    if attribution_data.is_null() && length == 0 {
        return Ok(None);
    }
    // SAFETY: passed on from the caller.
    let bytes = unsafe { list(attribution_data, length)? };
    Ok(Some(AttributionData::parse(bytes)?))
}
