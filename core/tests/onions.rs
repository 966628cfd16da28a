//! Onions: what is built is peeled by every hop, what is changed is refused, each with its exact error.

use keelbolt::blame::Blame;
use keelbolt::codec::bigsize;
use keelbolt::crypto::{Error as CryptoError, PublicKey, SecretKey, SigningContext, hmac_sha256, sha256};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::sphinx::failure::FailureMessage;
use keelbolt::sphinx::{
    Error, FailureCode, HOP_PAYLOADS_LENGTH, Hop, HopSecrets, KeyType, Next, OnionRef, PACKET_LENGTH,
    PEEL_BUFFER, Route, SessionKey, packet_length, peel_buffer,
};
use proptest::collection::vec;
use proptest::prelude::*;

const HASH: [u8; 32] = [0x42; 32];

fn context() -> SigningContext {
    SigningContext::new(Entropy::new([7; 32]))
}

fn secret_key(bytes: [u8; 32]) -> SecretKey {
    SecretKey::parse(Secret::new(bytes)).unwrap()
}

/// The key of the node with this number.
fn node(number: usize) -> SecretKey {
    secret_key(sha256(&number.to_be_bytes()).0)
}

fn node_id(number: usize) -> PublicKey {
    context().public_key(&node(number)).unwrap()
}

fn hops(payloads: &[Vec<u8>]) -> Vec<Hop<'_>> {
    let hop = |(number, payload)| Hop { public_key: node_id(number), payload };
    payloads.iter().map(Vec::as_slice).enumerate().map(hop).collect()
}

fn build(route: &Route<'_>, secrets: &mut HopSecrets<64>) -> Result<Vec<u8>, Error> {
    let mut out = vec![0; packet_length(route.hop_payloads_length)];
    let session_key = SessionKey::new(Entropy::new([0x5e; 32]))?;
    session_key.build(route, &context(), secrets, &mut out).map(<[u8]>::to_vec)
}

/// A payment's packet along nodes 0, 1 and so on.
fn payment(payloads: &[Vec<u8>]) -> Vec<u8> {
    build(&Route::payment(&hops(payloads), &HASH), &mut HopSecrets::new()).unwrap()
}

/// How peeling by a node ends.
fn peel(packet: &[u8], associated_data: &[u8], number: usize) -> Result<(), Error> {
    let mut out = vec![0; peel_buffer(packet.len())];
    OnionRef::parse(packet)?.peel(&node(number), associated_data, &mut out).map(|_| ())
}

/// Payloads of a route, associated data, and how much of the routing field is left over.
fn route() -> impl Strategy<Value = (Vec<Vec<u8>>, Vec<u8>, usize)> {
    let payload = prop_oneof![8 => vec(any::<u8>(), 2..40), 1 => vec(any::<u8>(), 200..400)];
    (vec(payload, 1..28), vec(any::<u8>(), 0..70), prop_oneof![Just(0), 0..2000_usize])
}

fn length(payloads: &[Vec<u8>]) -> usize {
    payloads.iter().map(|payload| bigsize::length(payload.len() as u64) + payload.len() + 32).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_hop_peels_its_payload((payloads, associated_data, left_over) in route()) {
        let hops = hops(&payloads);
        let hop_payloads_length = length(&payloads) + left_over;
        let route = Route { hops: &hops, associated_data: &associated_data, hop_payloads_length };
        prop_assert_eq!(route.length(), Ok(length(&payloads)));
        let mut secrets = HopSecrets::new();
        let mut packet = build(&route, &mut secrets).unwrap();
        prop_assert_eq!(secrets.as_slice().len(), hops.len());
        for (number, secret) in secrets.as_slice().iter().enumerate() {
            let mut out = vec![0; peel_buffer(hop_payloads_length)];
            let onion = OnionRef::parse(&packet).unwrap();
            let peeled = onion.peel(&node(number), &associated_data, &mut out).unwrap();
            prop_assert_eq!(peeled.payload, &payloads[number]);
            prop_assert_eq!(&peeled.shared_secret, secret);
            prop_assert_eq!(&peeled.replay_tag.0, onion.hmac());
            packet = match peeled.next {
                Next::Forward(next) => next.to_vec(),
                Next::Final => {
                    prop_assert_eq!(number, hops.len() - 1);
                    Vec::new()
                }
            };
        }
        prop_assert_eq!(packet, Vec::new(), "the last hop is the final one");
    }

    #[test]
    fn a_flipped_bit_is_refused((payloads, _, _) in route(), bit in 0..8 * PACKET_LENGTH) {
        prop_assume!(length(&payloads) <= HOP_PAYLOADS_LENGTH);
        let mut packet = payment(&payloads);
        packet[bit / 8] ^= 1 << (bit % 8);
        let expected = |error| match bit / 8 {
            0 => matches!(error, Error::Version { .. }),
            1..34 => matches!(error, Error::EphemeralKey(CryptoError::NotAPoint) | Error::Hmac),
            _ => error == Error::Hmac,
        };
        prop_assert!(peel(&packet, &HASH, 0).is_err_and(expected));
    }

    #[test]
    fn a_cut_packet_is_refused((payloads, _, _) in route(), length_kept in 0..PACKET_LENGTH) {
        prop_assume!(length(&payloads) <= HOP_PAYLOADS_LENGTH);
        let expected = match length_kept {
            ..66 => Error::PacketTooShort { expected: 66, found: length_kept },
            _ => Error::Hmac,
        };
        prop_assert_eq!(peel(&payment(&payloads)[..length_kept], &HASH, 0), Err(expected));
    }

    #[test]
    fn any_bytes_are_answered(bytes in vec(any::<u8>(), 0..200), field in vec(any::<u8>(), 0..200)) {
        let _ = peel(&bytes, &HASH, 0);
        // Behind a valid HMAC, where only the origin gets.
        let _ = peel(&authentic(&field), &HASH, 0);
    }
}

/// A packet that node 0 accepts and decrypts to `field`, made without the code that builds onions.
fn authentic(field: &[u8]) -> Vec<u8> {
    let ephemeral = node_id(99);
    let header = [&[0][..], &ephemeral.to_bytes()].concat();
    let unsigned = [&header[..], field, &[0; 32]].concat();
    let secret = OnionRef::parse(&unsigned).unwrap().shared_secret(&node(0));
    let mut field = field.to_vec();
    KeyType::Rho.stream(&secret).apply(&mut field).unwrap();
    let message = [&field[..], &HASH].concat();
    let hmac = hmac_sha256(KeyType::Mu.key(secret.expose()).expose(), &message);
    [&header[..], &field, hmac.expose()].concat()
}

#[test]
fn other_associated_data_or_another_node_is_refused() {
    let packet = payment(&[vec![1; 20], vec![2; 20]]);
    assert_eq!(peel(&packet, &HASH, 0), Ok(()));
    assert_eq!(peel(&packet, &[0x43; 32], 0), Err(Error::Hmac));
    assert_eq!(peel(&packet, &[], 0), Err(Error::Hmac));
    assert_eq!(peel(&packet, &HASH, 1), Err(Error::Hmac));
}

/// The kinds of keys with their names (BOLT 4, "Key Generation"; lightning/bolts #1344).
const KEY_TYPES: &[(KeyType, &[u8])] = &[
    (KeyType::Rho, b"rho"),
    (KeyType::Mu, b"mu"),
    (KeyType::Um, b"um"),
    (KeyType::Pad, b"pad"),
    (KeyType::Ammag, b"ammag"),
    (KeyType::Ammagext, b"ammagext"),
    (KeyType::Fulfillment, b"fulfillment"),
    (KeyType::BlindedNodeId, b"blinded_node_id"),
];

#[test]
fn keys_are_hmacs_under_their_names() {
    for (key_type, name) in KEY_TYPES {
        assert!(key_type.key(&HASH) == hmac_sha256(name, &HASH), "{key_type:?}");
    }
}

/// What a routing field begins with, its length, and how peeling ends.
const FIELDS: &[(&[u8], usize, Result<(), Error>)] = &[
    (&[2], 35, Ok(())),
    (&[2], 34, Err(Error::PayloadTooLong { expected: 1, found: 2 })),
    (&[2], 20, Err(Error::PayloadTooLong { expected: 0, found: 2 })),
    (&[0], 1300, Err(Error::PayloadTooShort { found: 0 })),
    (&[1], 1300, Err(Error::PayloadTooShort { found: 1 })),
    (&[0xfd, 0x04, 0xf1], 1300, Ok(())), // all but the length and the HMAC
    (&[0xfd, 0x04, 0xf2], 1300, Err(Error::PayloadTooLong { expected: 1265, found: 1266 })),
    (&[0xfd, 0xff, 0xff], 1300, Err(Error::PayloadTooLong { expected: 1265, found: 0xffff })),
    (&[0xff; 9], 1300, Err(Error::PayloadTooLong { expected: 1259, found: u64::MAX })),
    (&[0xfd, 0, 2], 1300, Err(Error::PayloadLength(bigsize::Error::NotMinimal { offset: 0, value: 2 }))),
    (&[], 0, Err(Error::PayloadLength(bigsize::Error::Truncated { offset: 0, expected: 1, found: 0 }))),
    (&[0xfd], 2, Err(Error::PayloadLength(bigsize::Error::Truncated { offset: 0, expected: 3, found: 2 }))),
];

#[test]
fn payload_lengths() {
    for (start, length, expected) in FIELDS {
        let mut field = start.to_vec();
        field.resize(*length, 0x11); // not zero: an HMAC, so that the onion goes on
        assert_eq!(peel(&authentic(&field), &HASH, 0), *expected, "{start:?} of {length}");
        assert!(expected.is_ok() || expected.is_err_and(|error| error.blame() == Blame::Peer));
    }
}

/// Lengths of the payloads, of the routing field, and how building ends.
fn routes() -> Vec<(Vec<usize>, usize, Result<(), Error>)> {
    let too_long = |expected, found| Err(Error::RouteTooLong { expected, found });
    vec![
        (vec![], 1300, Err(Error::NoHops)),
        (vec![2], 1300, Ok(())),
        (vec![20, 1, 20], 1300, Err(Error::ReservedPayloadLength { hop: 1, found: 1 })),
        (vec![0], 1300, Err(Error::ReservedPayloadLength { hop: 0, found: 0 })),
        // amt_to_forward and outgoing_cltv_value of zero, short_channel_id: the least that a hop needs
        (vec![14; 27], 1300, Ok(())),
        (vec![14; 28], 1300, too_long(1300, 1316)),
        (vec![14; 28], 1316, Ok(())),
        (vec![1265], 1300, Ok(())),
        (vec![1266], 1300, too_long(1300, 1301)),
        (vec![32_000, 500], 32_768, Ok(())),
        (vec![2], 0, too_long(0, 35)),
        (vec![2], 34, too_long(34, 35)),
        (vec![2; 64], 2240, Ok(())),
        (vec![2; 65], 3000, Err(Error::TooManyHops { expected: 64, found: 65 })),
    ]
}

#[test]
fn routes_that_fit_are_built() {
    for (lengths, hop_payloads_length, expected) in routes() {
        let payloads: Vec<Vec<u8>> = lengths.iter().map(|length| vec![0x33; *length]).collect();
        let hops = hops(&payloads);
        let route = Route { hops: &hops, associated_data: &HASH, hop_payloads_length };
        let packet = build(&route, &mut HopSecrets::new());
        assert_eq!(packet.clone().map(|_| ()), expected, "{lengths:?} in {hop_payloads_length}");
        match packet {
            Ok(packet) => assert_eq!(peel(&packet, &HASH, 0), Ok(())),
            Err(error @ Error::TooManyHops { .. }) => assert_eq!(error.blame(), Blame::Capacity),
            Err(error) => assert_eq!(error.blame(), Blame::Caller, "{error}"),
        }
    }
}

#[test]
fn buffers_may_be_exact_but_not_shorter() {
    let payloads = [vec![1; 20], vec![2; 20]];
    let hops = hops(&payloads);
    let built = |length| {
        let session_key = SessionKey::new(Entropy::new([0x5e; 32])).unwrap();
        let mut secrets = HopSecrets::<2>::new();
        let mut out = vec![0; length];
        session_key.build(&Route::payment(&hops, &HASH), &context(), &mut secrets, &mut out).map(<[u8]>::len)
    };
    assert_eq!(built(PACKET_LENGTH + 1), Ok(PACKET_LENGTH));
    assert_eq!(built(PACKET_LENGTH), Ok(PACKET_LENGTH));
    assert_eq!(built(1365), Err(Error::BufferTooSmall { needed: 1366, found: 1365 }));

    let packet = payment(&payloads);
    let onion = OnionRef::parse(&packet).unwrap();
    let peeled = |length: usize| onion.peel(&node(0), &HASH, &mut vec![0; length]).map(|_| ());
    assert_eq!(peeled(PEEL_BUFFER), Ok(()));
    assert_eq!(peeled(2633), Err(Error::BufferTooSmall { needed: 2634, found: 2633 }));
}

#[test]
fn session_keys_are_of_the_group() {
    let key = |bytes| SessionKey::new(Entropy::new(bytes)).map(|_| ());
    assert_eq!(key([1; 32]), Ok(()));
    assert_eq!(key([0; 32]), Err(Error::Key(CryptoError::SecretKeyOutOfRange)));
    assert_eq!(key([0xff; 32]), Err(Error::Key(CryptoError::SecretKeyOutOfRange)));
}

#[test]
fn each_error_has_its_failure() {
    let packet = payment(&[vec![1; 20]]);
    let changed = |position: usize, byte: u8| {
        let mut packet = packet.clone();
        packet[position] = byte;
        packet
    };
    let payload = FailureMessage::InvalidOnionPayload { record: 0, offset: 0 };
    let rows = [
        (changed(0, 1), FailureCode::INVALID_ONION_VERSION),
        (changed(1, 4), FailureCode::INVALID_ONION_KEY),
        (changed(40, !packet[40]), FailureCode::INVALID_ONION_HMAC),
    ];
    for (packet, code) in rows {
        let error = peel(&packet, &HASH, 0).unwrap_err();
        let hash = sha256(&packet);
        assert_eq!(error.failure(&packet), FailureMessage::malformed(code, &hash).ok(), "{error}");
    }
    for (start, length, expected) in FIELDS {
        let Err(error) = expected else { continue };
        assert_eq!(error.failure(&[]), Some(payload), "{start:?} of {length}");
    }
    assert_eq!(Error::PacketTooShort { expected: 66, found: 65 }.failure(&[]), None);
    assert_eq!(Error::NoHops.failure(&[]), None);
}

#[test]
fn errors_say_what_was_expected_and_found() {
    let texts = [
        (Error::Version { found: 1 }, "onion version: expected 0, found 1"),
        (Error::EphemeralKey(CryptoError::NotAPoint), "ephemeral key: not a compressed point of the curve"),
        (Error::PayloadTooLong { expected: 1, found: 2 }, "payload: room for 1 bytes, found a length of 2"),
        (
            Error::RouteTooLong { expected: 1300, found: 1316 },
            "payloads of the route: room for 1300 bytes, found 1316",
        ),
    ];
    texts.iter().for_each(|(error, text)| assert_eq!(error.to_string(), *text));
}

/// What owns a packet shows what was parsed, and outlives it.
#[cfg(feature = "alloc")]
#[test]
fn owned_onions_are_the_same() {
    for packet in [payment(&[vec![7; 9]]), payment(&[vec![7; 9], vec![8; 300]])] {
        let owned = keelbolt::sphinx::Onion::try_from(&*packet).unwrap();
        assert_eq!(owned.as_ref(), OnionRef::parse(&packet).unwrap());
        let copy = packet.clone();
        drop(packet);
        assert_eq!(owned.as_ref().as_bytes(), copy);
        let mut out = [0; PEEL_BUFFER];
        assert!(owned.as_ref().peel(&node(0), &HASH, &mut out).is_ok());
    }
}
