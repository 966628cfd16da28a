//! Trampoline onions: built, peeled and judged as the proposal's vectors show.
#![cfg(feature = "trampoline")]

use keelbolt::amount::Msat;
use keelbolt::bytes::Reader;
use keelbolt::codec::bigsize;
use keelbolt::crypto::{PaymentSecret, PublicKey, SecretKey, SharedSecret, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::sphinx::blinding::PathSecret;
use keelbolt::sphinx::failure::{self, Failure, FailureMessage, ReturnPacket};
use keelbolt::sphinx::payload::{Error, Instruction, Payload, PaymentData, Receive};
use keelbolt::sphinx::trampoline::{
    BlindedPayinfo, Outer, PaymentPath, PaymentPaths, TrampolineFailure, TrampolineInstruction, check_outer,
};
use keelbolt::sphinx::{
    FailureCode, Hop, HopSecrets, Next, OnionRef, Route, SessionKey, packet_length, peel_buffer,
};
use keelbolt::time::BlockHeight;
use serde_json::Value;

#[test]
fn vectors() {
    for file in [include_str!("trampoline/onions.json"), include_str!("trampoline/failures.json")] {
        let file: Value = serde_json::from_str(file).unwrap();
        for case in file["cases"].as_array().unwrap() {
            match case["kind"].as_str().unwrap() {
                "construct" => construct(case),
                "peel" => peel(case),
                "create" => create(case),
                "wrap" => wrap(case),
                "unwrap" => unwrap(case),
                "decrypt" => decrypt(case),
                other => panic!("unknown kind {other}"),
            }
        }
    }
}

fn construct(case: &Value) {
    let payloads: Vec<(PublicKey, Vec<u8>)> = case["hops"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hop| (public_key(&hop["pubkey"]), without_length(&hop["payload"])))
        .collect();
    let hops: Vec<Hop<'_>> =
        payloads.iter().map(|(public_key, payload)| Hop { public_key: *public_key, payload }).collect();
    let hop_payloads_length = case["payload_length"].as_u64().unwrap() as usize;
    let associated_data = bytes(&case["associated_data"]);
    let route = Route { hops: &hops, associated_data: &associated_data, hop_payloads_length };
    let session_key = SessionKey::new(Entropy::new(array(&case["session_key"]))).unwrap();
    let mut out = vec![0; packet_length(hop_payloads_length)];
    let mut secrets = HopSecrets::<27>::new();
    let context = SigningContext::new(Entropy::new([7; 32]));
    let onion = session_key.build(&route, &context, &mut secrets, &mut out).unwrap();
    assert!(onion == bytes(&case["onion"]), "{}", case["name"]);
}

fn peel(case: &Value) {
    let name = &case["name"];
    let node_key = SecretKey::parse(Secret::new(array(&case["node_privkey"]))).unwrap();
    let associated_data = bytes(&case["associated_data"]);
    let path_key = case.get("path_key").map(public_key);
    let onion = bytes(&case["onion"]);
    let layer = Layer::peel(&onion, &node_key, path_key, &associated_data);
    layer.check(case);

    let payload = Payload::parse(&layer.payload).unwrap();
    let Some(inner) = case.get("trampoline") else {
        assert!(payload.instruction(layer.next(), path_key).is_ok(), "{name}");
        return;
    };
    let outer = outer(&payload, layer.next()).unwrap();
    let layer = Layer::peel(outer.trampoline_onion_packet, &node_key, outer.path_key, &associated_data);
    layer.check(inner);
    let payload = Payload::parse(&layer.payload).unwrap();
    let instruction = payload.trampoline_instruction(layer.next(), outer.path_key).unwrap();
    let (kind, receive) = match instruction {
        TrampolineInstruction::Forward { .. } => ("forward", None),
        TrampolineInstruction::ForwardToPaths { paths, features, .. } => {
            assert_eq!((paths.iter().count(), features), (1, Some(&[2, 0, 0][..])), "{name}");
            let path = paths.iter().next().unwrap();
            assert_eq!((path.path.hops().len(), path.payinfo.htlc_maximum), (2, Msat(500_000_000)), "{name}");
            assert_eq!(PaymentPaths::write(&[path], &mut [0; 512]), Ok(paths), "{name}");
            ("paths", None)
        }
        TrampolineInstruction::BlindedForward(_) => ("blinded_forward", None),
        TrampolineInstruction::Receive(receive) => ("receive", Some(receive)),
        TrampolineInstruction::BlindedReceive(_, receive) => ("blinded_receive", Some(receive)),
    };
    assert_eq!(inner["instruction"].as_str(), Some(kind), "{name}");
    assert_eq!(receive.map_or(Ok(()), |receive| check_outer(&outer.receive, &receive)), Ok(()), "{name}");
}

/// What a payload carries for trampoline nodes.
fn outer<'p>(payload: &'p Payload<'_>, next: Next<'_>) -> Result<Outer<'p>, Error> {
    match payload.instruction(next, None)? {
        Instruction::Trampoline(outer) => Ok(outer),
        other => panic!("{other:?}"),
    }
}

/// One peeled layer, owned.
struct Layer {
    payload: Vec<u8>,
    next: Option<Vec<u8>>,
}

impl Layer {
    fn peel(onion: &[u8], node_key: &SecretKey, path_key: Option<PublicKey>, associated_data: &[u8]) -> Self {
        let key = path_key.map_or(node_key.clone(), |path_key| {
            PathSecret::derive(path_key, node_key).blinded_key(node_key).unwrap()
        });
        let mut out = vec![0; peel_buffer(onion.len())];
        let peeled = OnionRef::parse(onion).unwrap().peel(&key, associated_data, &mut out).unwrap();
        let next = match peeled.next {
            Next::Forward(packet) => Some(packet.to_vec()),
            Next::Final => None,
        };
        Self { payload: peeled.payload.to_vec(), next }
    }

    fn next(&self) -> Next<'_> {
        self.next.as_deref().map_or(Next::Final, Next::Forward)
    }

    /// The payload is the expected one and is written back; the next packet too, where one is shown.
    fn check(&self, expected: &Value) {
        assert!(self.payload == without_length(&expected["payload"]), "payload of {expected}");
        let payload = Payload::parse(&self.payload).unwrap();
        let mut out = vec![0; payload.length()];
        assert_eq!(payload.write(&mut out), Ok(&self.payload[..]));
        if let Some(next) = expected.get("next_onion") {
            assert!(self.next == Some(bytes(next)), "next packet of {expected}");
        }
    }
}

/// The failing trampoline node writes with the inner onion's secret, and wraps with the outer one's.
fn create(case: &Value) {
    let failuremsg = bytes(&case["failuremsg"]);
    let (message, _) = FailureMessage::parse(&failuremsg).unwrap();
    let secrets = secrets(&case["secrets"]);
    let failure = ReturnPacket::new(message);
    let mut out = vec![0; failure.length()];
    let reason = failure.write(&secrets[0], None, &mut out).unwrap();
    assert!(failure::wrap(reason, &secrets[1], None) == bytes(&case["reason"]), "{}", case["name"]);
}

fn wrap(case: &Value) {
    let mut reason = bytes(&case["received"]);
    for secret in secrets(&case["secrets"]) {
        failure::wrap(&mut reason, &secret, None);
    }
    assert!(reason == bytes(&case["reason"]), "{}", case["name"]);
}

/// Below the layers of an onion is what a trampoline node farther on has sent, for the nodes before.
fn unwrap(case: &Value) {
    let mut reason = bytes(&case["reason"]);
    let decrypted = failure::decrypt(&mut reason, None, &secrets(&case["secrets"])).unwrap();
    assert_eq!(decrypted.failure, None, "{}", case["name"]);
    assert!(reason == bytes(&case["unwrapped"]), "{}", case["name"]);
}

fn decrypt(case: &Value) {
    let mut reason = bytes(&case["reason"]);
    let decrypted = failure::decrypt(&mut reason, None, &secrets(&case["secrets"])).unwrap();
    let failuremsg = bytes(&case["failuremsg"]);
    let hop = case["hop"].as_u64().unwrap() as usize;
    assert_eq!(decrypted.failure, Some(Failure { hop, failuremsg: &failuremsg }), "{}", case["name"]);
}

fn secrets(values: &Value) -> Vec<SharedSecret> {
    values.as_array().unwrap().iter().map(|value| SharedSecret::new(Secret::new(array(value)))).collect()
}

const AMOUNT: Msat = Msat(1000);
const EXPIRY: BlockHeight = BlockHeight(500);

fn point() -> PublicKey {
    let key = SecretKey::parse(Secret::new([1; 32])).unwrap();
    SigningContext::new(Entropy::new([7; 32])).public_key(&key).unwrap()
}

#[test]
fn incomplete_payloads_are_refused() {
    let on = Next::Forward(&[]);
    let missing = |record| Some(Error::Missing { record });
    let forbidden = |record| Some(Error::Forbidden { record });
    let forward = || Payload::trampoline_forward(AMOUNT, EXPIRY, point());
    let mut without_node = forward();
    without_node.outgoing_node_id = None;
    let mut without_amount = forward();
    without_amount.amt_to_forward = None;
    let data = PaymentData { payment_secret: PaymentSecret([1; 32]), total_msat: AMOUNT };
    let mut blinded = Payload::blinded_forward(&[1], None);
    let rows = [
        (forward(), on, None, None),
        (without_node, on, None, missing(14)),
        (without_amount, on, None, missing(2)),
        (forward(), on, Some(point()), Some(Error::UnexpectedPathKey)),
        (Payload::receive(AMOUNT, EXPIRY, data), Next::Final, None, None),
        (blinded.clone(), on, Some(point()), None),
        (blinded.clone(), on, None, missing(12)),
        (Payload::blinded_forward(&[1], Some(point())), on, Some(point()), forbidden(12)),
    ];
    for (payload, next, path_key, expected) in rows {
        assert_eq!(payload.trampoline_instruction(next, path_key).err(), expected, "{payload:?}");
    }
    blinded.outgoing_node_id = Some(point());
    assert_eq!(blinded.trampoline_instruction(on, Some(point())).err(), forbidden(14));

    let carrying = Payload::to_trampoline(AMOUNT, EXPIRY, Some(data), &[7], None);
    assert_eq!(outer(&carrying, Next::Final).map(|outer| outer.trampoline_onion_packet), Ok(&[7][..]));
    assert_eq!(outer(&carrying, on).err(), forbidden(20));
    assert_eq!(carrying.instruction(Next::Final, Some(point())).err(), Some(Error::UnexpectedPathKey));
    assert_eq!(carrying.trampoline_instruction(Next::Final, None).err(), forbidden(20));
}

#[test]
fn the_final_node_is_given_what_the_origin_says() {
    let data = |total| PaymentData { payment_secret: PaymentSecret([1; 32]), total_msat: Msat(total) };
    let inner = Payload::receive(AMOUNT, EXPIRY, data(1000));
    let inner = receive(&inner);
    // Amount, total and expiry of the outer onion.
    let rows = [
        (1000, Some(1000), 500, None),
        (400, Some(1000), 500, None),
        (1000, None, 500, None),
        (400, None, 500, Some(FailureCode::FINAL_INCORRECT_HTLC_AMOUNT)),
        (400, Some(999), 500, Some(FailureCode::FINAL_INCORRECT_HTLC_AMOUNT)),
        (400, Some(999), 499, Some(FailureCode::FINAL_INCORRECT_CLTV_EXPIRY)),
    ];
    for (amount, total, expiry, expected) in rows {
        let expiry = BlockHeight(expiry);
        let payload = Payload::to_trampoline(Msat(amount), expiry, total.map(data), &[], None);
        let outer = outer(&payload, Next::Final).unwrap();
        let found = check_outer(&outer.receive, &inner).err().map(|failure| failure.code());
        assert_eq!(found, expected, "{amount} of {total:?} until {expiry}");
    }
}

fn receive<'p>(payload: &'p Payload<'_>) -> Receive<'p> {
    match payload.trampoline_instruction(Next::Final, None) {
        Ok(TrampolineInstruction::Receive(receive)) => receive,
        other => panic!("{other:?}"),
    }
}

#[test]
fn failures_are_read_back() {
    let failures = [
        TrampolineFailure::Temporary,
        TrampolineFailure::FeeOrExpiryInsufficient {
            fee_base_msat: u32::MAX,
            fee_proportional_millionths: 2,
            cltv_expiry_delta: 3,
        },
        TrampolineFailure::UnknownNext,
    ];
    for (failure, code) in failures.iter().zip([0x2019, 0x201a, 0x401b]) {
        let mut buffer = [0; 10];
        let message = failure.message(&mut buffer);
        assert_eq!(message.code(), FailureCode(code));
        assert_eq!(TrampolineFailure::parse(&message), Some(*failure));
    }
    let cut = FailureMessage::Unknown { code: FailureCode(0x201a), data: &[0; 9] };
    assert_eq!(TrampolineFailure::parse(&cut), None);
    assert_eq!(TrampolineFailure::parse(&FailureMessage::MppTimeout), None);
}

#[test]
fn broken_paths_are_refused() {
    assert!(PaymentPaths::parse(&[]).is_err(), "no path");
    let mut stream = vec![22, 1, 9];
    let error = Payload::parse(&stream).unwrap_err();
    assert_eq!(error.failure(), FailureMessage::InvalidOnionPayload { record: 22, offset: 0 });
    // One hop without data, and its price.
    let path = [&point().to_bytes()[..], &point().to_bytes(), &[1], &point().to_bytes(), &[0, 0]].concat();
    let price = [0; 4 + 4 + 2 + 8 + 8 + 2];
    stream = [&path[..], &price].concat();
    let paths = PaymentPaths::parse(&stream).unwrap();
    let PaymentPath { payinfo, .. } = paths.iter().next().unwrap();
    let free = BlindedPayinfo::new(payinfo.relay, Msat(0), Msat(0));
    assert_eq!((payinfo, payinfo.features().is_empty()), (free, true));
    for length in 0..stream.len() {
        assert!(PaymentPaths::parse(&stream[..length]).is_err(), "cut at {length}");
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    bytes(value).try_into().unwrap()
}

fn public_key(value: &Value) -> PublicKey {
    PublicKey::parse(&array(value)).unwrap()
}

/// A payload of the file begins with its length.
fn without_length(value: &Value) -> Vec<u8> {
    let bytes = bytes(value);
    let mut reader = Reader::new(&bytes);
    let length = bigsize::read(&mut reader).unwrap();
    assert_eq!(length, reader.rest().len() as u64);
    reader.rest().to_vec()
}
