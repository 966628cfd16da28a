//! Failing, attributing, blinding and messages allocate nothing.

use allocation_counter::{AllocationInfo, measure};
use keelbolt::amount::Msat;
use keelbolt::bytes::Writer;
use keelbolt::codec::features::FeatureSet;
use keelbolt::crypto::{PublicKey, SecretKey, SharedSecret, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::sphinx::attribution::fulfillment::{self, Payload};
use keelbolt::sphinx::attribution::{AttributionData, HoldTime, Report};
use keelbolt::sphinx::blinding::{
    EncryptedDataTlv, PathDraft, PathHop, PathSecret, PaymentRelay, Start, TotalRelay,
};
use keelbolt::sphinx::failure::{FailureMessage, ReturnPacket, decrypt, wrap};
use keelbolt::sphinx::message::{Contents, Known, MessageDraft, OnionMessage, Received};
use keelbolt::sphinx::{MAX_HOPS, SessionKey};
use keelbolt::time::BlockHeight;
use std::hint::black_box;

/// Every operation, from its inputs on.
const OPERATIONS: &[(&str, fn())] = &[
    ("failure", failure),
    ("fulfillment", fulfillment),
    ("blinded path", blinded_path),
    ("onion message", onion_message),
    ("error texts", error_texts),
];

#[test]
fn nothing_is_allocated() {
    for (name, operation) in OPERATIONS {
        assert_eq!(measure(operation), AllocationInfo::default(), "{name}");
    }
}

fn key(node: usize) -> SecretKey {
    SecretKey::parse(Secret::new([node as u8 + 1; 32])).unwrap()
}

fn context() -> SigningContext {
    SigningContext::new(Entropy::new([7; 32]))
}

fn node_id(node: usize) -> PublicKey {
    context().public_key(&key(node)).unwrap()
}

fn secrets<const N: usize>() -> [SharedSecret; N] {
    std::array::from_fn(|hop| SharedSecret::new(Secret::new([hop as u8; 32])))
}

/// Written at the last of 20 hops, passed back by all others, decrypted.
fn failure() {
    let secrets = secrets::<20>();
    let (erring, hops) = secrets.split_last().unwrap();
    let mut data = AttributionData::ZERO;
    let mut buffer = [0; 1024];
    let message = FailureMessage::FeeInsufficient { htlc_msat: Msat(1), channel_update: &[9; 136] };
    let report = Report { hold_time: HoldTime(1), data: &mut data };
    let mut reason = ReturnPacket::new(message).write(erring, Some(report), &mut buffer).unwrap();
    for secret in hops.iter().rev() {
        reason = wrap(reason, secret, Some(Report { hold_time: HoldTime(2), data: &mut data }));
    }
    let decrypted = decrypt(reason, Some(data), &secrets).unwrap();
    let failure = black_box(decrypted.failure.unwrap());
    assert_eq!(FailureMessage::parse(failure.failuremsg), Ok((message, &[][..])));
    assert_eq!(decrypted.hold_times.unwrap().as_slice().len(), 20);
    let mut garbage = [5; 300];
    assert_eq!(decrypt(&mut garbage, None, &crate::secrets::<MAX_HOPS>()).unwrap().failure, None);
}

fn fulfillment() {
    let secrets = secrets::<20>();
    let (recipient, hops) = secrets.split_last().unwrap();
    let mut data = AttributionData::ZERO;
    let mut buffer = [0; 1024];
    let payload = fulfillment::create(&[3, 1, 9], recipient, &mut buffer).unwrap();
    fulfillment::attribute(&mut Report { hold_time: HoldTime(1), data: &mut data }, recipient);
    for secret in hops.iter().rev() {
        let report = Report { hold_time: HoldTime(2), data: &mut data };
        fulfillment::wrap(Some(payload), secret, Some(report)).unwrap();
    }
    let decrypted = fulfillment::decrypt(Some(payload), Some(data), &secrets).unwrap();
    assert!(matches!(decrypted.payload, Payload::Authentic(_)));
}

/// Made, written, joined to itself, and passed by every hop.
fn blinded_path() {
    let relay = PaymentRelay { cltv_expiry_delta: 40, fee_proportional_millionths: 100, fee_base_msat: 1000 };
    let data = EncryptedDataTlv { payment_relay: Some(relay), ..EncryptedDataTlv::to_node(node_id(1)) };
    let mut hops = [PathHop { node_id: node_id(0), data }; 5];
    PathDraft::constrain(&mut hops, BlockHeight(800_000), 18, Msat(1)).unwrap();
    let [mut out, mut joined, mut bytes] = [[0; 4096]; 3];
    let path = PathDraft::payment(&hops).write(Entropy::new([3; 32]), &context(), &mut out).unwrap();
    black_box(path.join(&path, &mut joined)).unwrap().write(&mut Writer::new(&mut bytes)).unwrap();
    black_box(TotalRelay::of(hops.iter().filter_map(|hop| hop.data.payment_relay), 18)).unwrap();
    assert!(matches!(path.start_at(&node_id(0), &key(0), &mut bytes), Ok(Start::Onward { .. })));

    let mut path_key = path.first_path_key;
    for hop in path.hops().iter() {
        let secret = PathSecret::derive(path_key, &key(0));
        black_box(secret.blinded_key(&key(0))).unwrap();
        let data = secret.decrypt(hop.encrypted_recipient_data, &mut bytes).unwrap();
        path_key = secret.next_path_key(&data).unwrap();
        let none = FeatureSet::EMPTY;
        black_box(data.forward_payment(Msat(1 << 40), BlockHeight(1000), &none, &none)).unwrap();
    }
}

/// Sent along four hops, with a path for the answer, and peeled by all of them.
fn onion_message() {
    let onward = PathHop { node_id: node_id(0), data: EncryptedDataTlv::to_node(node_id(0)) };
    let last = PathHop { data: EncryptedDataTlv::for_recipient(&[1]), ..onward };
    let [mut path, mut out, mut buffer] = [[0; 8192]; 3];
    let hops = [onward, onward, onward, last];
    let path = PathDraft::message(&hops).write(Entropy::new([3; 32]), &context(), &mut path).unwrap();
    let mut draft = MessageDraft::to(&path);
    draft.reply_path = Some(path);
    draft.contents = Some(Contents::InvoiceRequest(&[7; 300]));
    let session_key = SessionKey::new(Entropy::new([4; 32])).unwrap();
    let sent = draft.write::<4>(session_key, &context(), &mut out).unwrap();

    let mut wire = [0; 2048];
    let mut length = write(&sent, &mut wire);
    loop {
        let message = OnionMessage::parse(&wire[..length]).unwrap();
        match message.peel(&key(0), &Known::default(), &mut buffer).unwrap() {
            Received::Forward { message, .. } => length = write(&message, &mut wire),
            Received::Final { payload, .. } => {
                assert_eq!(payload.reply_path, draft.reply_path);
                break;
            }
        }
    }
}

fn write(message: &OnionMessage<'_>, wire: &mut [u8]) -> usize {
    let mut writer = Writer::new(wire);
    message.write(&mut writer).unwrap();
    writer.len()
}

/// Takes any text and keeps nothing of it.
struct Discard;

impl std::fmt::Write for Discard {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        black_box(text);
        Ok(())
    }
}

fn error_texts() {
    let show =
        |error: &dyn std::error::Error| std::fmt::write(&mut Discard, format_args!("{error} {error:?}"));
    show(&FailureMessage::parse(&[]).unwrap_err()).unwrap();
    show(&AttributionData::parse(&[]).unwrap_err()).unwrap();
    show(&EncryptedDataTlv::parse(&[2, 0]).unwrap_err()).unwrap();
    show(&OnionMessage::parse(&[2, 2]).unwrap_err()).unwrap();
}

/// The counter does count, on the thread that it measures.
#[test]
fn allocations_are_counted() {
    let info = measure(|| drop(black_box(vec![0_u8; 100])));
    assert_eq!((info.count_total, info.bytes_total), (1, 100));
}
