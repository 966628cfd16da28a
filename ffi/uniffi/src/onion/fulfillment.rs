//! What comes back with a preimage.

use crate::bytes::Octets;
use crate::onion::OnionError;
use crate::onion::attribution::{Attributed, HoldTimes};
use crate::onion::secret::{RouteSecrets, SharedSecret};
use keelbolt::sphinx::attribution::AttributionData;
use keelbolt::sphinx::attribution::fulfillment::{self, MAX_PAYLOAD_LENGTH, Payload};
use std::sync::Arc;

/// What `update_fulfill_htlc` carries beside the preimage.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FulfillmentPacket {
    /// What the recipient tells the origin, encrypted.
    pub payload: Option<Octets>,
    /// Who held the payment, 920 bytes; nothing from a node that does not report.
    pub attribution_data: Option<Octets>,
}

/// What the recipient told the origin.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum FulfillmentPayload {
    /// Nothing came. A node on the way may have dropped it: the hold times tell.
    Absent,
    /// It was changed on the way: the hold times tell where.
    NotAuthentic,
    /// The recipient's own words.
    Authentic {
        /// A TLV stream, with its padding (record 1).
        records: Octets,
    },
}

/// What came back with a preimage.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DecryptedFulfillment {
    /// What the recipient told the origin.
    pub payload: FulfillmentPayload,
    /// The hold times; nothing when no attribution data came, or the route is longer than it reaches, 20 hops.
    pub hold_times: Option<HoldTimes>,
}

/// The recipient encrypts what it tells the origin, and makes its report.
///
/// `records` is a TLV stream with types above 1; nothing sends none. `hold_time_ms` is how long it held the HTLC in
/// milliseconds; nothing adds no attribution data.
///
/// # Errors
///
/// The kinds from `BigSizeTruncated` to `TlvOrder`; `ReservedRecord`; `TooLong` above 32768 bytes.
#[uniffi::export(default(records = None, hold_time_ms = None))]
pub fn create_fulfillment(
    shared_secret: Arc<SharedSecret>,
    records: Option<Vec<u8>>,
    hold_time_ms: Option<u64>,
) -> Result<FulfillmentPacket, OnionError> {
    let encrypt = |records: Vec<u8>| -> Result<Octets, OnionError> {
        let mut out = vec![0; MAX_PAYLOAD_LENGTH];
        Ok(Octets(fulfillment::create(&records, &shared_secret.0, &mut out)?.to_vec()))
    };
    let payload = records.map(encrypt).transpose()?;
    let mut attributed = Attributed::new(hold_time_ms, None)?;
    if let Some(attributed) = &mut attributed {
        fulfillment::attribute(&mut attributed.report(), &shared_secret.0);
    }
    let attribution_data = attributed.as_ref().map(Attributed::octets);
    Ok(FulfillmentPacket { payload, attribution_data })
}

/// A node on the way back adds its report to what came from downstream, then obfuscates the payload, if one came.
///
/// # Errors
///
/// `TooLong`: the peer breaks the protocol. `AttributionLength`
#[uniffi::export(default(payload = None, hold_time_ms = None, attribution_data = None))]
pub fn wrap_fulfillment(
    shared_secret: Arc<SharedSecret>,
    payload: Option<Vec<u8>>,
    hold_time_ms: Option<u64>,
    attribution_data: Option<Vec<u8>>,
) -> Result<FulfillmentPacket, OnionError> {
    let mut payload = payload;
    let mut attributed = Attributed::new(hold_time_ms, attribution_data)?;
    let report = attributed.as_mut().map(Attributed::report);
    fulfillment::wrap(payload.as_deref_mut(), &shared_secret.0, report)?;
    let attribution_data = attributed.as_ref().map(Attributed::octets);
    Ok(FulfillmentPacket { payload: payload.map(Octets), attribution_data })
}

/// The origin decrypts the payload and reads the hold times, with the secrets that building the onion gave.
///
/// # Errors
///
/// `HopCount` for no secrets, or more than 27; `TooLong`, `AttributionLength`.
#[uniffi::export(default(payload = None, attribution_data = None))]
pub fn decrypt_fulfillment(
    secrets: Arc<RouteSecrets>,
    payload: Option<Vec<u8>>,
    attribution_data: Option<Vec<u8>>,
) -> Result<DecryptedFulfillment, OnionError> {
    let mut payload = payload;
    let attribution = attribution_data.as_deref().map(AttributionData::parse).transpose()?;
    let decrypted = fulfillment::decrypt(payload.as_deref_mut(), attribution, &secrets.0)?;
    Ok(DecryptedFulfillment {
        payload: match decrypted.payload {
            Payload::Absent => FulfillmentPayload::Absent,
            Payload::NotAuthentic => FulfillmentPayload::NotAuthentic,
            Payload::Authentic(records) => FulfillmentPayload::Authentic { records: records.into() },
        },
        hold_times: decrypted.hold_times.map(HoldTimes::of),
    })
}
