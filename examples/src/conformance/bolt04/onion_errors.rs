//! Failures, attribution data and hold times, as every node on the way back handles them.

use super::{context, public_key, secret_key, shared_secret, text};
use crate::conformance::{Case, same};
use keelbolt::bytes::Hex;
use keelbolt::crypto::SharedSecret;
use keelbolt::sphinx::attribution::{AttributionData, HoldTime, HoldTimes, Report, fulfillment};
use keelbolt::sphinx::failure::{FailureMessage, ReturnPacket, decrypt, wrap};
use keelbolt::sphinx::{KeyType, blinding_factor};
use serde_json::Value;

/// `kind` tells the node: the one that fails or fulfills, one on the way back, or the origin.
pub(in crate::conformance) fn onion_errors(case: &mut Case) -> Result<(), String> {
    match case.text("kind").as_deref() {
        Some("plain_failure") => plain_failure(case),
        Some("failure_create") => failure_create(case),
        Some("failure_forward") => failure_forward(case),
        Some("failure_decode") => failure_decode(case),
        Some("success_create") => success_create(case),
        Some("success_forward") => success_forward(case),
        Some("success_decode") => success_decode(case),
        other => Err(format!("unknown kind {other:?}")),
    }
}

/// A failure without attribution data, from the erring node through all hops and read at the origin.
fn plain_failure(case: &mut Case) -> Result<(), String> {
    let secrets = hops(case)?;
    let sender = index(case, "erring_node_index")?;
    let message = case.needed("failure_message")?;
    let (erring, way_back) =
        secrets.get(..=sender).and_then(<[_]>::split_last).ok_or("no such erring node")?;
    let mut buffer = [0; 2048];
    let packet = create(case, &message, erring, None, &mut buffer)?;
    for secret in way_back.iter().rev() {
        wrap(packet, secret, None);
    }
    same("packet_at_origin", case.bytes("packet_at_origin")?, Some(packet.to_vec()))?;
    let failure = decrypt(packet, None, &secrets).map_err(text)?.failure.ok_or("no sender found")?;
    same("sender", sender, failure.hop)?;
    same("failure_message", &*message, failure.failuremsg)
}

fn failure_create(case: &mut Case) -> Result<(), String> {
    secret_key(case, "session_key")?;
    let secret = shared_secret(case, "shared_secret")?;
    same_key(case, "ammagext", KeyType::Ammagext, &secret)?;
    let _ = index(case, "node_index")?;
    let message = case.needed("failure_message")?;
    let mut stream = [0; 32];
    KeyType::Ammag.stream(&secret).apply(&mut stream).map_err(text)?;
    same("stream_prefix", case.bytes("stream_prefix")?, Some(stream.to_vec()))?;

    let mut data = AttributionData::ZERO;
    let report = Report { hold_time: hold_time(case)?, data: &mut data };
    let mut buffer = [0; 2048];
    let packet = create(case, &message, &secret, Some(report), &mut buffer)?;
    same("packet_out", case.bytes("packet_out")?, Some(packet.to_vec()))?;
    same_data(case, &data)
}

/// Writes the failure of a case; checks the padded message, the keys, and the packet before its encryption.
fn create<'b>(
    case: &mut Case,
    message: &[u8],
    secret: &SharedSecret,
    report: Option<Report<'_>>,
    buffer: &'b mut [u8],
) -> Result<&'b mut [u8], String> {
    let (message, extension) = FailureMessage::parse(message).map_err(text)?;
    let padded = case.needed("padded_message")?;
    let packet = ReturnPacket {
        message,
        extension,
        padded_length: padded.len().checked_sub(4).ok_or("padded_message is too short")?,
    };
    let reason = packet.write(secret, report, buffer).map_err(text)?;
    let mut plain = reason.to_vec();
    wrap(&mut plain, secret, None);
    same("padded_message", Some(&*padded), plain.get(32..))?;
    same("packet_before_encryption", case.bytes("packet_before_encryption")?, Some(plain))?;
    same_key(case, "um", KeyType::Um, secret)?;
    if case.has("ammag") {
        same_key(case, "ammag", KeyType::Ammag, secret)?;
    }
    Ok(reason)
}

fn failure_forward(case: &mut Case) -> Result<(), String> {
    let secret = shared_secret(case, "shared_secret")?;
    let _ = index(case, "node_index")?;
    same_key(case, "ammag", KeyType::Ammag, &secret)?;
    same_key(case, "ammagext", KeyType::Ammagext, &secret)?;
    let mut packet = case.needed("packet_in")?;
    let mut data = attribution_data(case, "attribution_in")?;
    wrap(&mut packet, &secret, Some(Report { hold_time: hold_time(case)?, data: &mut data }));
    same("packet_out", case.bytes("packet_out")?, Some(packet))?;
    same_data(case, &data)
}

fn failure_decode(case: &mut Case) -> Result<(), String> {
    let secrets = hops(case)?;
    let mut packet = case.needed("packet")?;
    let data = attribution_data(case, "attribution_data")?;
    let decrypted = decrypt(&mut packet, Some(data), &secrets).map_err(text)?;
    let failure = decrypted.failure.ok_or("no sender found")?;
    same("failing_node_index", index(case, "failing_node_index")?, failure.hop)?;
    same("failure_message", case.bytes("failure_message")?, Some(failure.failuremsg.to_vec()))?;
    same_hold_times(case, decrypted.hold_times)?;
    let (message, _) = FailureMessage::parse(failure.failuremsg).map_err(text)?;
    if case.has("failure_code") {
        same("failure_code", case.number("failure_code"), Some(message.code().0.into()))?;
    }
    let details = match message {
        FailureMessage::IncorrectOrUnknownPaymentDetails { htlc_msat, height } => {
            Some((htlc_msat.0, height.0.into()))
        }
        _ => None,
    };
    if case.has("htlc_msat") {
        let expected = case.number("htlc_msat").zip(case.number("height"));
        same("htlc_msat and height", expected, details)?;
    }
    Ok(())
}

fn success_create(case: &mut Case) -> Result<(), String> {
    let secret = shared_secret(case, "shared_secret")?;
    let _ = index(case, "node_index")?;
    let mut data = AttributionData::ZERO;
    fulfillment::attribute(&mut Report { hold_time: hold_time(case)?, data: &mut data }, &secret);
    same_data(case, &data)
}

fn success_forward(case: &mut Case) -> Result<(), String> {
    let secret = shared_secret(case, "shared_secret")?;
    let _ = index(case, "node_index")?;
    let mut data = attribution_data(case, "attribution_in")?;
    let report = Report { hold_time: hold_time(case)?, data: &mut data };
    fulfillment::wrap(None, &secret, Some(report)).map_err(text)?;
    same_data(case, &data)
}

fn success_decode(case: &mut Case) -> Result<(), String> {
    let secrets = hops(case)?;
    let data = attribution_data(case, "attribution_data")?;
    let decrypted = fulfillment::decrypt(None, Some(data), &secrets).map_err(text)?;
    same("payload", fulfillment::Payload::Absent, decrypted.payload)?;
    same_hold_times(case, decrypted.hold_times)
}

/// The shared secrets of `hops`: as they are given, and as they follow from the session key, where it is given.
fn hops(case: &mut Case) -> Result<Vec<SharedSecret>, String> {
    let mut ephemeral = match case.has("session_key") {
        true => Some(secret_key(case, "session_key")?),
        false => None,
    };
    let mut reported = Vec::new();
    let mut secrets = Vec::new();
    for hop in case.list("hops") {
        let mut hop = Case::inner(&hop, "hop")?;
        let secret = shared_secret(&mut hop, "shared_secret")?;
        let pubkey = public_key(&mut hop, "pubkey")?;
        if let Some(key) = ephemeral {
            same("shared_secret", &secret, &SharedSecret::derive(&key, &pubkey))?;
            let factor = blinding_factor(&context().public_key(&key).map_err(text)?, &secret);
            ephemeral = Some(key.mul_tweak(&factor).map_err(text)?);
        }
        if hop.has("ammag") {
            same_key(&mut hop, "ammag", KeyType::Ammag, &secret)?;
        }
        reported.extend(hop.number("hold_time"));
        hop.finish()?;
        secrets.push(secret);
    }
    // The hold times of the hops are those that a decoded case must show, unless it was tampered with.
    if let Some(expected) = case.value("hold_times").filter(|_| !case.has("attribution_failed_node_index")) {
        same("hold times of the hops", expected, Value::from(reported))?;
    }
    Ok(secrets)
}

fn hold_time(case: &mut Case) -> Result<HoldTime, String> {
    let units = case.number("hold_time").and_then(|units| u32::try_from(units).ok());
    case.must("hold_time", units).map(HoldTime)
}

fn index(case: &mut Case, key: &str) -> Result<usize, String> {
    let index = case.number(key).and_then(|index| usize::try_from(index).ok());
    case.must(key, index)
}

fn attribution_data(case: &mut Case, key: &str) -> Result<AttributionData, String> {
    AttributionData::parse(&case.needed(key)?).map_err(text)
}

fn same_data(case: &mut Case, data: &AttributionData) -> Result<(), String> {
    same("attribution_out", case.text("attribution_out"), Some(Hex(data.as_bytes()).to_string()))
}

fn same_key(case: &mut Case, name: &str, kind: KeyType, secret: &SharedSecret) -> Result<(), String> {
    same(name, case.bytes(name)?, Some(kind.key(secret.expose()).expose().to_vec()))
}

fn same_hold_times(case: &mut Case, found: Option<HoldTimes>) -> Result<(), String> {
    let found = found.ok_or("no hold times")?;
    let times: Vec<u32> = found.as_slice().iter().map(|time| time.0).collect();
    same("hold_times", case.value("hold_times"), Some(Value::from(times)))?;
    let failed = found.unattributed_hop().and_then(|hop| u64::try_from(hop).ok());
    same("attribution_failed_node_index", case.number("attribution_failed_node_index"), failed)
}
