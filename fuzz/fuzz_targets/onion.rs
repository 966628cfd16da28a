//! Onions of any route, peeled hop by hop beside a peeling that is written out here.
//!
//! Random bytes die at the HMAC. So the input draws a route with payloads of any bytes, and a hop at which one of
//! these happens:
//!
//! - nothing: every hop finds its payload, the last one that it is the last;
//! - a bit of the packet or the associated data is flipped: the hop refuses;
//! - whoever built the onion put anything into the routing field for this hop, with a valid HMAC.
#![no_main]

use keelbolt::codec::bigsize;
use keelbolt::crypto::{KeyStream, SharedSecret, hmac_sha256};
use keelbolt::sphinx::failure::FailureMessage;
use keelbolt::sphinx::{
    Error, Hop, HopSecrets, KeyType, MAX_HOPS, Next, OnionRef, Route, packet_length, peel_buffer,
};
use keelbolt_fuzz::{CONTEXT, Depths, NODES, bytes, case, flip, session_key};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

/// What stands before the routing field.
const HEADER: usize = 34;

/// The length of an HMAC.
const HMAC: usize = 32;

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    let depth = match case(input) {
        None => peel_any(input),
        // The source never errs: when the bytes run out it gives zeros.
        Some(bytes) => draw(&mut Unstructured::new(&bytes)).unwrap_or("cut short"),
    };
    DEPTHS.count("onion", depth);
});

fn draw(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let hop_payloads_length = if source.ratio(1, 2)? { 1300 } else { source.int_in_range(100..=1500)? };
    let associated_data = bytes(source, 40)?;
    let most = if source.ratio(1, 16)? { MAX_HOPS + 1 } else { 6 };
    let least = usize::from(!source.ratio(1, 16)?);
    let count = source.int_in_range(least..=most)?;
    let payloads: Vec<Vec<u8>> = (0..count).map(|_| payload(source)).collect::<Result<_>>()?;
    let hops: Vec<Hop<'_>> =
        payloads.iter().zip(&*NODES).map(|(payload, node)| Hop { public_key: node.id, payload }).collect();
    let route = Route { hops: &hops, associated_data: &associated_data, hop_payloads_length };

    let mut secrets = HopSecrets::<MAX_HOPS>::new();
    let mut packet = vec![0; packet_length(hop_payloads_length)];
    let session_key = session_key(source)?;
    if let Err(error) = session_key.build(&route, &CONTEXT, &mut secrets, &mut packet) {
        check_unbuilt(&route, &error);
        return Ok("not built");
    }
    let changed = source.int_in_range(0..=count - 1)?;
    for (hop, (node, secret)) in NODES[..count].iter().zip(secrets.as_slice()).enumerate() {
        if hop == changed && source.ratio(3, 4)? {
            return match source.ratio(1, 2)? {
                true => flipped(source, hop, packet, associated_data),
                false => reauthenticated(source, hop, secret, packet, &associated_data),
            };
        }
        let mut buffer = vec![0; peel_buffer(hop_payloads_length)];
        let onion = OnionRef::parse(&packet).expect("built here");
        let peeled = onion.peel(&node.key, &associated_data, &mut buffer).expect("built here");
        assert_eq!((peeled.payload, &peeled.shared_secret), (&payloads[hop][..], secret));
        check_next(&packet, secret, peeled.payload.len(), peeled.next);
        match peeled.next {
            Next::Forward(next) => packet = next.to_vec(),
            Next::Final => assert_eq!(hop, count - 1),
        }
    }
    Ok("peeled to the end")
}

/// Any bytes, seldom fewer than a payload has.
fn payload(source: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let least: [u8; 2] = source.arbitrary()?;
    let most = if source.ratio(1, 8)? { 500 } else { 80 };
    let more = bytes(source, most)?;
    Ok(if source.ratio(1, 64)? { more } else { [&least[..], &more].concat() })
}

/// Any bytes as a packet.
fn peel_any(packet: &[u8]) -> &'static str {
    let onion = match OnionRef::parse(packet) {
        Ok(onion) => onion,
        Err(error) => {
            let told = !matches!(error, Error::PacketTooShort { .. });
            assert_eq!(error.failure(packet).is_some(), told, "{error}");
            return "not parsed";
        }
    };
    assert_eq!(onion.as_bytes(), packet);
    let mut buffer = vec![0; peel_buffer(onion.hop_payloads().len())];
    assert_eq!(onion.peel(&NODES[0].key, &[], &mut buffer), Err(Error::Hmac));
    "parsed as it came"
}

/// The route has what the error says.
fn check_unbuilt(route: &Route<'_>, error: &Error) {
    assert_eq!(error.failure(&[]), None, "{error}");
    let count = route.hops.len();
    let needed: usize = route.hops.iter().map(|hop| taken(hop.payload.len()) + HMAC).sum();
    match *error {
        Error::NoHops => assert_eq!(count, 0),
        Error::ReservedPayloadLength { hop, found } => {
            assert!(found < 2 && found == route.hops[hop].payload.len());
        }
        Error::RouteTooLong { expected, found } => {
            assert_eq!((expected, found), (route.hop_payloads_length, needed));
            assert!(found > expected);
        }
        Error::TooManyHops { expected, found } => assert_eq!((expected, found), (MAX_HOPS, count)),
        error => panic!("{error}"),
    }
}

/// A bit of what arrives is another: the hop refuses, and says how to fail it.
fn flipped(
    source: &mut Unstructured<'_>,
    hop: usize,
    mut packet: Vec<u8>,
    mut associated_data: Vec<u8>,
) -> Result<&'static str> {
    match source.ratio(1, 8)? && !associated_data.is_empty() {
        true => flip(source, &mut associated_data)?,
        false => flip(source, &mut packet)?,
    }
    let mut buffer = vec![0; peel_buffer(packet.len())];
    let error = OnionRef::parse(&packet)
        .and_then(|onion| onion.peel(&NODES[hop].key, &associated_data, &mut buffer).map(drop))
        .expect_err("the HMAC covers all of it");
    let failure = error.failure(&packet).expect("an error of the packet");
    assert!(failure.code().is_bad_onion(), "{failure:?}");
    Ok("flipped")
}

/// The routing field holds anything, and its HMAC fits.
fn reauthenticated(
    source: &mut Unstructured<'_>,
    hop: usize,
    secret: &SharedSecret,
    mut packet: Vec<u8>,
    associated_data: &[u8],
) -> Result<&'static str> {
    let end = packet.len() - HMAC;
    let field = &mut packet[HEADER..end];
    let mut plain = field.to_vec();
    KeyType::Rho.stream(secret).apply(&mut plain).expect("far from its end");
    // A few bytes at the front, where the length stands; or bits anywhere.
    match source.ratio(1, 2)? {
        true => {
            let mut front = bytes(source, 12)?;
            front.insert(0, *source.choose(&[0, 1, 2, 0xfc, 0xfd, 0xfe, 0xff])?);
            plain.iter_mut().zip(front).for_each(|(byte, front)| *byte = front);
        }
        false => flip(source, &mut plain)?,
    }
    field.copy_from_slice(&plain);
    KeyType::Rho.stream(secret).apply(field).expect("far from its end");
    let authentic = [&packet[HEADER..end], associated_data].concat();
    let key = KeyType::Mu.key(secret.expose());
    packet[end..].copy_from_slice(hmac_sha256(key.expose(), &authentic).expose());

    let onion = OnionRef::parse(&packet).expect("its header is unchanged");
    let mut buffer = vec![0; peel_buffer(plain.len())];
    let peeled = onion.peel(&NODES[hop].key, associated_data, &mut buffer);
    let frame = frame(&plain);
    match (peeled, frame) {
        (Ok(peeled), Some((payload, length))) => {
            assert_eq!(peeled.payload, &plain[payload..][..length]);
            check_next(&packet, secret, length, peeled.next);
            Ok(if peeled.next == Next::Final { "any payload, final" } else { "any payload, forward" })
        }
        (Err(error), None) => {
            let failure = FailureMessage::InvalidOnionPayload { record: 0, offset: 0 };
            assert_eq!(error.failure(&packet), Some(failure), "{error}");
            Ok("no payload")
        }
        (peeled, frame) => panic!("{peeled:?}, {frame:?}"),
    }
}

/// Where the payload begins in a decrypted field, and its length, when it is one and an HMAC follows it.
fn frame(plain: &[u8]) -> Option<(usize, usize)> {
    let (first, rest) = plain.split_first()?;
    let big = |width| {
        let bytes: &[u8] = rest.get(..width)?;
        Some(bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    let (start, length) = match first {
        0xfd => (3, big(2).filter(|length| *length >= 0xfd)?),
        0xfe => (5, big(4).filter(|length| *length > 0xffff)?),
        0xff => (9, big(8).filter(|length| *length > 0xffff_ffff)?),
        _ => (1, u64::from(*first)),
    };
    let length = usize::try_from(length).ok()?;
    let fits = length.checked_add(start + HMAC)? <= plain.len();
    (length >= 2 && fits).then_some((start, length))
}

/// What goes on is the field and zeros behind it, decrypted, without its front.
fn check_next(packet: &[u8], secret: &SharedSecret, payload: usize, next: Next<'_>) {
    let length = packet.len() - packet_length(0);
    let mut plain = [&packet[HEADER..][..length], &vec![0; length]].concat();
    KeyStream::new(&KeyType::Rho.key(secret.expose())).apply(&mut plain).expect("far from its end");
    let (hmac, field) = plain[taken(payload)..].split_at(HMAC);
    match next {
        Next::Final => assert_eq!(hmac, [0; HMAC]),
        Next::Forward(next) => {
            assert_eq!((next.len(), next[0]), (packet.len(), 0));
            assert_eq!(next[HEADER..][..length], field[..length]);
            assert_eq!(next[HEADER + length..], *hmac);
            OnionRef::parse(next).expect("its key is a point");
        }
    }
}

/// How many bytes of the field a payload and its length take.
fn taken(payload: usize) -> usize {
    bigsize::length(payload as u64) + payload
}
