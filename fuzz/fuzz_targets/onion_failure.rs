//! Failures and fulfilments on their way back: any bytes, and what a hop really sent, as it came or changed on the
//! way, with attribution data.
#![no_main]

use keelbolt::bytes::Writer;
use keelbolt::crypto::{Sha256, SharedSecret};
use keelbolt::sphinx::attribution::fulfillment::{self, Payload};
use keelbolt::sphinx::attribution::{AttributionData, HoldTime, HoldTimes, MAX_ATTRIBUTED_HOPS, Report};
use keelbolt::sphinx::failure::{FailureCode, FailureMessage, ReturnPacket, decrypt, wrap};
use keelbolt::sphinx::{MAX_HOPS, failure};
use keelbolt_fuzz::{Depths, bytes, case, flip, secrets};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    let depth = match case(input) {
        None => any(input),
        // The source never errs: when the bytes run out it gives zeros.
        Some(bytes) => draw(&mut Unstructured::new(&bytes)).unwrap_or("cut short"),
    };
    DEPTHS.count("onion_failure", depth);
});

fn draw(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let count = source.int_in_range(0..=MAX_HOPS + 1)?;
    let secrets = secrets(count);
    match source.int_in_range(0..=9)? {
        0..=1 => message(source),
        _ if count == 0 || count > MAX_HOPS => {
            let expected = failure::Error::HopCount { found: count };
            assert_eq!(decrypt(&mut [0; 300], None, &secrets), Err(expected));
            Ok("no route")
        }
        2..=6 => failed(source, &secrets),
        _ => fulfilled(source, &secrets),
    }
}

/// Bytes that no hop sent.
fn any(input: &[u8]) -> &'static str {
    let secrets = secrets(3);
    let data = input.first_chunk().map(|data: &[u8; AttributionData::LENGTH]| {
        AttributionData::parse(data).expect("of the right length")
    });
    let mut reason = input.to_vec();
    let decrypted = decrypt(&mut reason, data.clone(), &secrets).expect("a route");
    assert_eq!(decrypted.failure, None);
    let fulfilled = fulfillment::decrypt(Some(&mut reason), data, &secrets).expect("short enough");
    assert_eq!(fulfilled.payload, Payload::NotAuthentic);
    read(input)
}

/// A message of one of the codes, with any data.
fn message(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let code = source.choose(&CODES)?.0.to_be_bytes();
    Ok(read(&[&code[..], &bytes(source, 300)?].concat()))
}

/// What is read as a message is written back, but for what follows it.
fn read(failuremsg: &[u8]) -> &'static str {
    let Ok((message, extension)) = FailureMessage::parse(failuremsg) else {
        return "no message";
    };
    let mut written = vec![0; message.length()];
    let mut writer = Writer::new(&mut written);
    message.write(&mut writer).expect("as long as it says");
    assert_eq!([writer.finish(), extension].concat(), failuremsg);
    assert_eq!(FailureCode::parse(failuremsg), Ok(message.code()));
    let hash = Sha256([7; 32]);
    let malformed = FailureMessage::malformed(message.code(), &hash);
    assert_eq!(malformed.is_ok(), message.code().is_bad_onion());
    "message"
}

const CODES: [FailureCode; 12] = [
    FailureCode::TEMPORARY_NODE_FAILURE,
    FailureCode::INVALID_ONION_HMAC,
    FailureCode::TEMPORARY_CHANNEL_FAILURE,
    FailureCode::AMOUNT_BELOW_MINIMUM,
    FailureCode::FEE_INSUFFICIENT,
    FailureCode::INCORRECT_CLTV_EXPIRY,
    FailureCode::INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS,
    FailureCode::FINAL_INCORRECT_CLTV_EXPIRY,
    FailureCode::FINAL_INCORRECT_HTLC_AMOUNT,
    FailureCode::CHANNEL_DISABLED,
    FailureCode::INVALID_ONION_PAYLOAD,
    FailureCode::INVALID_ONION_BLINDING,
];

/// What a hop says comes back to the origin, unless another one changes it.
fn failed(source: &mut Unstructured<'_>, secrets: &[SharedSecret]) -> Result<&'static str> {
    let sender = source.int_in_range(0..=secrets.len() - 1)?;
    let (data, extension) = (bytes(source, 300)?, bytes(source, 20)?);
    let code = FailureCode(source.arbitrary::<u16>()? | FailureCode::NODE);
    let message = FailureMessage::Unknown { code, data: &data };
    let padded_length = source.int_in_range(0..=1000)?;
    let hold_time = HoldTime(source.arbitrary()?);
    let changer = source.ratio(1, 2)?.then(|| source.int_in_range(0..=sender)).transpose()?;

    let packet = ReturnPacket { message, extension: &extension, padded_length };
    let mut buffer = vec![0; packet.length()];
    let mut attribution = AttributionData::ZERO;
    let mut reason = buffer.as_mut_slice();
    for hop in (0..=sender).rev() {
        let report = Some(Report { hold_time, data: &mut attribution });
        let secret = &secrets[hop];
        reason = match hop == sender {
            true => packet.write(secret, report, reason).expect("as long as it says"),
            false => wrap(reason, secret, report),
        };
        if changer == Some(hop) {
            flip(source, reason)?;
        }
    }
    let decrypted = decrypt(reason, Some(attribution), secrets).expect("a route");
    check_times(decrypted.hold_times, secrets.len(), sender, changer, hold_time);
    if changer.is_some() {
        assert_eq!(decrypted.failure, None);
        return Ok("failure, changed");
    }
    let failure = decrypted.failure.expect("unchanged");
    assert_eq!(failure.hop, sender);
    let failuremsg = [&code.0.to_be_bytes()[..], &data, &extension].concat();
    assert_eq!(failure.failuremsg, failuremsg);
    Ok("failure, decrypted")
}

/// All hops to the sender vouch for what they passed on, up to the one that changed it.
fn check_times(
    times: Option<HoldTimes>,
    hops: usize,
    sender: usize,
    changer: Option<usize>,
    hold_time: HoldTime,
) {
    let Some(times) = times else { return assert!(hops > MAX_ATTRIBUTED_HOPS) };
    assert!(times.as_slice().iter().all(|time| *time == hold_time));
    match changer {
        None => assert_eq!((times.as_slice().len(), times.unattributed_hop()), (sender + 1, None)),
        Some(changer) => {
            // The HMACs are four bytes long: none fits by chance.
            assert_eq!(times.unattributed_hop(), Some(changer));
        }
    }
}

/// What the recipient tells comes back with the preimage, unless a hop changes it.
fn fulfilled(source: &mut Unstructured<'_>, secrets: &[SharedSecret]) -> Result<&'static str> {
    let (value, record) = (bytes(source, 600)?, source.int_in_range(2..=252)?);
    let value = &value[..value.len().min(252)];
    let records = [&[record, value.len() as u8], value].concat();
    let hold_time = HoldTime(source.arbitrary()?);
    let last = secrets.len() - 1;
    let changer = source.ratio(1, 2)?.then(|| source.int_in_range(0..=last)).transpose()?;

    let mut buffer = [0; 1024];
    let payload = fulfillment::create(&records, &secrets[last], &mut buffer).expect("a stream that fits");
    let mut attribution = AttributionData::ZERO;
    for hop in (0..=last).rev() {
        let mut report = Report { hold_time, data: &mut attribution };
        match hop == last {
            true => fulfillment::attribute(&mut report, &secrets[hop]),
            false => {
                fulfillment::wrap(Some(payload), &secrets[hop], Some(report)).expect("of the right size")
            }
        }
        if changer == Some(hop) {
            flip(source, payload)?;
        }
    }
    let fulfilled = fulfillment::decrypt(Some(payload), Some(attribution), secrets).expect("a route");
    // What the recipient changes itself only its payload tells.
    let blamed = changer.filter(|changer| *changer < last);
    check_times(fulfilled.hold_times, secrets.len(), last, blamed, hold_time);
    match fulfilled.payload {
        Payload::NotAuthentic => assert!(changer.is_some()),
        Payload::Authentic(stream) => {
            assert!(changer.is_none() && stream.ends_with(&records));
            assert_eq!(stream.len() % fulfillment::PADDED_LENGTH, 0);
        }
        Payload::Absent => panic!("it came"),
    }
    Ok(if changer.is_some() { "fulfilment, changed" } else { "fulfilment, decrypted" })
}
