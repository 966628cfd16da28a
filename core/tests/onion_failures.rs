//! Failures and fulfillments on their way back: what is sent is read, and whoever changes it is found.

use keelbolt::amount::Msat;
use keelbolt::blame::Blame;
use keelbolt::bytes::{self, Writer};
use keelbolt::codec::{bigsize, tlv};
use keelbolt::crypto::{Sha256, SharedSecret};
use keelbolt::secret::Secret;
use keelbolt::sphinx::attribution::fulfillment::{self, MAX_PAYLOAD_LENGTH, Payload};
use keelbolt::sphinx::attribution::{self, AttributionData, HoldTime, MAX_ATTRIBUTED_HOPS, Report};
use keelbolt::sphinx::failure::{
    Error, FailureCode, FailureMessage, MAX_PACKET_LENGTH, PADDED_LENGTH, ReturnPacket, decrypt, wrap,
};
use keelbolt::sphinx::{KeyType, MAX_HOPS};
use keelbolt::time::BlockHeight;
use proptest::collection::vec;
use proptest::prelude::*;
use std::time::Duration;

const UPDATE: &[u8] = &[0x88; 136];
const HASH: Sha256 = Sha256([0x5a; 32]);
const AMOUNT: Msat = Msat(u64::MAX - 1);
const HEIGHT: BlockHeight = BlockHeight(800_000);

/// Every message of the specification with its code and how many bytes it takes, and one that it does not define.
const MESSAGES: &[(FailureMessage<'static>, u16, usize)] = &[
    (FailureMessage::TemporaryNodeFailure, 0x2002, 2),
    (FailureMessage::PermanentNodeFailure, 0x6002, 2),
    (FailureMessage::RequiredNodeFeatureMissing, 0x6003, 2),
    (FailureMessage::InvalidOnionVersion { sha256_of_onion: HASH }, 0xc004, 34),
    (FailureMessage::InvalidOnionHmac { sha256_of_onion: HASH }, 0xc005, 34),
    (FailureMessage::InvalidOnionKey { sha256_of_onion: HASH }, 0xc006, 34),
    (FailureMessage::TemporaryChannelFailure { channel_update: UPDATE }, 0x1007, 140),
    (FailureMessage::TemporaryChannelFailure { channel_update: &[] }, 0x1007, 4),
    (FailureMessage::PermanentChannelFailure, 0x4008, 2),
    (FailureMessage::RequiredChannelFeatureMissing, 0x4009, 2),
    (FailureMessage::UnknownNextPeer, 0x400a, 2),
    (FailureMessage::AmountBelowMinimum { htlc_msat: AMOUNT, channel_update: UPDATE }, 0x100b, 148),
    (FailureMessage::FeeInsufficient { htlc_msat: AMOUNT, channel_update: &[] }, 0x100c, 12),
    (FailureMessage::IncorrectCltvExpiry { cltv_expiry: HEIGHT, channel_update: UPDATE }, 0x100d, 144),
    (FailureMessage::ExpiryTooSoon { channel_update: UPDATE }, 0x100e, 140),
    (FailureMessage::IncorrectOrUnknownPaymentDetails { htlc_msat: AMOUNT, height: HEIGHT }, 0x400f, 14),
    (FailureMessage::FinalIncorrectCltvExpiry { cltv_expiry: HEIGHT }, 0x0012, 6),
    (FailureMessage::FinalIncorrectHtlcAmount { incoming_htlc_amt: AMOUNT }, 0x0013, 10),
    (FailureMessage::ChannelDisabled { disabled_flags: 0, channel_update: UPDATE }, 0x1014, 142),
    (FailureMessage::ExpiryTooFar, 0x0015, 2),
    (FailureMessage::InvalidOnionPayload { record: 0xfd, offset: 7 }, 0x4016, 7),
    (FailureMessage::MppTimeout, 0x0017, 2),
    (FailureMessage::InvalidOnionBlinding { sha256_of_onion: HASH }, 0xc018, 34),
    (FailureMessage::Unknown { code: FailureCode(0x7fff), data: &[1, 2, 3] }, 0x7fff, 5),
];

fn check(message: FailureMessage<'_>, code: u16, length: usize) {
    let mut out = [0; 256];
    let mut writer = Writer::new(&mut out);
    message.write(&mut writer).unwrap();
    let written = writer.finish().to_vec();
    assert_eq!((message.code(), message.length(), written.len()), (FailureCode(code), length, length));
    assert_eq!(FailureCode::parse(&written), Ok(FailureCode(code)), "{message:?}");
    let known = !matches!(message, FailureMessage::Unknown { .. });
    assert_eq!(FailureCode(code).name().is_some(), known, "{message:?}");
    let extended = [&*written, &[0xff, 0xee]].concat();
    let parsed = FailureMessage::parse(&extended);
    match message {
        // All that follows an unknown code is its data.
        FailureMessage::Unknown { code, .. } => {
            assert_eq!(parsed, Ok((FailureMessage::Unknown { code, data: &extended[2..] }, &[][..])));
        }
        _ => assert_eq!(parsed, Ok((message, &[0xff, 0xee][..]))),
    }
    for cut in (0..written.len()).filter(|cut| known || *cut < 2) {
        let error = FailureMessage::parse(&written[..cut]).unwrap_err();
        assert_eq!(error.blame(), Blame::Peer, "{message:?} cut to {cut} bytes: {error}");
        let error = message.write(&mut Writer::new(&mut [0; 256][..cut])).unwrap_err();
        assert_eq!(error.blame(), Blame::Capacity, "{message:?} into {cut} bytes: {error}");
    }
}

#[test]
fn messages_are_read_as_they_are_written() {
    MESSAGES.iter().for_each(|(message, code, length)| check(*message, *code, *length));
}

/// Code and the message that the origin of a malformed onion gets.
#[test]
fn malformed_onions_are_reported() {
    for (message, code, _) in MESSAGES {
        let code = FailureCode(*code);
        let found = FailureMessage::malformed(code, &HASH);
        match code.is_bad_onion() {
            true => assert_eq!(found, Ok(*message)),
            false => assert_eq!(found, Err(Error::NotBadOnion { code })),
        }
    }
    let code = FailureCode(FailureCode::BADONION | 0x99);
    assert_eq!(FailureMessage::malformed(code, &HASH), Ok(FailureMessage::Unknown { code, data: &HASH.0 }));
}

fn secrets(hops: usize) -> Vec<SharedSecret> {
    (1..=hops).map(|hop| SharedSecret::new(Secret::new([hop as u8; 32]))).collect()
}

/// A message of any length up to the longest that a packet holds.
fn failure() -> impl Strategy<Value = (usize, Vec<u8>, usize)> {
    (0..MESSAGES.len(), prop_oneof![vec(any::<u8>(), 0..300), vec(any::<u8>(), 2000)], 0..2000_usize)
}

/// Hops of a route, which of them sends, and another that changes what it passes back.
fn route(most: usize) -> impl Strategy<Value = (usize, usize, usize)> {
    (2..=most).prop_flat_map(|hops| (Just(hops), 1..hops)).prop_flat_map(|(hops, sender)| {
        let changer = 0..sender;
        (Just(hops), Just(sender), changer)
    })
}

/// What a node on the way back changes.
#[derive(Clone, Copy, Debug)]
enum Change {
    Nothing,
    /// A bit of the packet or payload, before the node wraps it.
    Received(usize),
    /// A bit of the packet or payload, after the node wrapped it.
    Sent(usize),
    /// A bit of the attribution data that reaches the origin's HMACs.
    Attribution(usize),
    /// No attribution data is passed on, and the next node starts anew.
    Silence,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Nothing),
        any::<usize>().prop_map(Change::Received),
        any::<usize>().prop_map(Change::Sent),
        (0..32_usize).prop_map(Change::Attribution),
        Just(Change::Silence),
    ]
}

fn flip(bytes: &mut [u8], bit: usize) {
    let bit = bit % (bytes.len() * 8);
    bytes[bit / 8] ^= 1 << (bit % 8);
}

fn flip_data(data: &mut AttributionData, bit: usize) {
    let mut bytes = *data.as_bytes();
    flip(&mut bytes, bit);
    *data = AttributionData::parse(&bytes).unwrap();
}

/// The hold time that a hop reports.
fn hold_time(hop: usize) -> HoldTime {
    HoldTime(100 + hop as u32)
}

fn reported(hops: usize) -> Vec<HoldTime> {
    (0..hops).map(hold_time).collect()
}

/// Wraps from the hop before `sender` to the first, with a change at one of them.
fn way_back(
    sender: usize,
    changer: usize,
    change: Change,
    data: &mut AttributionData,
    bytes: &mut [u8],
    mut wrap: impl FnMut(usize, &mut [u8], Report<'_>),
) {
    for hop in (0..sender).rev() {
        let here = hop == changer;
        match change {
            Change::Received(bit) if here => flip(bytes, bit),
            _ => {}
        }
        wrap(hop, bytes, Report { hold_time: hold_time(hop), data });
        match change {
            Change::Sent(bit) if here => flip(bytes, bit),
            Change::Attribution(bit) if here => flip_data(data, bit),
            Change::Silence if here => *data = AttributionData::ZERO,
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// With attribution data, the sender is found, or else the node that changed the packet or its neighbour.
    #[test]
    fn failures_are_attributed(
        (hops, sender, changer) in route(MAX_ATTRIBUTED_HOPS),
        (index, extension, padded_length) in failure(),
        change in change(),
    ) {
        let secrets = secrets(hops);
        let (message, ..) = MESSAGES[index];
        let mut data = AttributionData::ZERO;
        let mut buffer = vec![0; MAX_PACKET_LENGTH];
        let packet = ReturnPacket { message, extension: &extension, padded_length };
        let report = Report { hold_time: hold_time(sender), data: &mut data };
        let reason = packet.write(&secrets[sender], Some(report), &mut buffer).unwrap();
        prop_assert_eq!(reason.len(), packet.length());
        prop_assert!(reason.len() >= 32 + 2 + PADDED_LENGTH + 2);
        way_back(sender, changer, change, &mut data, reason, |hop, reason, report| {
            wrap(reason, &secrets[hop], Some(report));
        });

        let decrypted = decrypt(reason, Some(data), &secrets).unwrap();
        let times = decrypted.hold_times.unwrap();
        let unattributed = match change {
            Change::Nothing => None,
            // What it received fits what it reports, but not what the node after it reports.
            Change::Received(_) => Some(changer + 1),
            Change::Sent(_) | Change::Attribution(_) | Change::Silence => Some(changer),
        };
        prop_assert_eq!(times.unattributed_hop(), unattributed);
        prop_assert_eq!(times.as_slice(), reported(unattributed.unwrap_or(sender + 1)));
        match change {
            Change::Received(_) | Change::Sent(_) => prop_assert_eq!(decrypted.failure, None),
            Change::Nothing | Change::Attribution(_) | Change::Silence => {
                let failure = decrypted.failure.unwrap();
                prop_assert_eq!(failure.hop, sender);
                let mut expected = vec![0; 4096];
                let mut writer = Writer::new(&mut expected);
                message.write(&mut writer).unwrap();
                writer.put(&extension).unwrap();
                prop_assert_eq!(failure.failuremsg, writer.finish());
            }
        }
    }

    /// Without attribution data, any of 27 hops is found; nobody is blamed for what was changed.
    #[test]
    fn senders_are_found((hops, sender, changer) in route(MAX_HOPS), change in change()) {
        let secrets = secrets(hops);
        let mut data = AttributionData::ZERO;
        let mut buffer = [0; 512];
        let packet = ReturnPacket::new(FailureMessage::UnknownNextPeer);
        let reason = packet.write(&secrets[sender], None, &mut buffer).unwrap();
        way_back(sender, changer, change, &mut data, reason, |hop, reason, _| {
            wrap(reason, &secrets[hop], None);
        });
        let decrypted = decrypt(reason, None, &secrets).unwrap();
        prop_assert_eq!(decrypted.hold_times, None);
        let changed = matches!(change, Change::Received(_) | Change::Sent(_));
        prop_assert_eq!(decrypted.failure.map(|failure| failure.hop), (!changed).then_some(sender));
    }

    #[test]
    fn fulfillments_are_attributed(
        (hops, _, changer) in route(MAX_ATTRIBUTED_HOPS),
        value in prop_oneof![vec(any::<u8>(), 0..600), Just(vec![1; 4000])],
        change in change(),
    ) {
        let secrets = secrets(hops);
        let recipient = hops - 1;
        let records = records(&value);
        let mut buffer = vec![0; MAX_PAYLOAD_LENGTH];
        let payload = fulfillment::create(&records, &secrets[recipient], &mut buffer).unwrap();
        prop_assert_eq!(payload.len() % fulfillment::PADDED_LENGTH, 16);
        let mut data = AttributionData::ZERO;
        fulfillment::attribute(
            &mut Report { hold_time: hold_time(recipient), data: &mut data },
            &secrets[recipient],
        );
        way_back(recipient, changer, change, &mut data, payload, |hop, payload, report| {
            fulfillment::wrap(Some(payload), &secrets[hop], Some(report)).unwrap();
        });

        let decrypted = fulfillment::decrypt(Some(payload), Some(data), &secrets).unwrap();
        let times = decrypted.hold_times.unwrap();
        let unattributed = match change {
            Change::Nothing => None,
            // The recipient's report does not cover the payload, which proves itself.
            Change::Received(_) => (changer + 1 < recipient).then_some(changer + 1),
            Change::Sent(_) | Change::Attribution(_) | Change::Silence => Some(changer),
        };
        prop_assert_eq!(times.unattributed_hop(), unattributed);
        prop_assert_eq!(times.as_slice(), reported(unattributed.unwrap_or(hops)));
        match (change, decrypted.payload) {
            (Change::Received(_) | Change::Sent(_), payload) => {
                prop_assert_eq!(payload, Payload::NotAuthentic);
            }
            (_, Payload::Authentic(stream)) => {
                let kept = tlv::Records::new(stream, |_| true)
                    .map(Result::unwrap)
                    .find(|record| record.number == RECORD);
                prop_assert_eq!(kept.map(|record| record.value), Some(&*value));
            }
            (_, payload) => prop_assert!(false, "{payload:?}"),
        }
    }

    /// Whatever comes back, the origin is told that nobody said it.
    #[test]
    fn garbage_has_no_sender(mut reason in vec(any::<u8>(), 0..1200), hops in 1..=MAX_HOPS) {
        let data = AttributionData::parse(&[9; AttributionData::LENGTH]).unwrap();
        let decrypted = decrypt(&mut reason, Some(data), &secrets(hops)).unwrap();
        prop_assert_eq!(decrypted.failure, None);
        let times = decrypted.hold_times;
        prop_assert_eq!(times.is_some(), hops <= MAX_ATTRIBUTED_HOPS);
        prop_assert_eq!(times.and_then(|times| times.unattributed_hop()), times.map(|_| 0));
    }
}

/// An odd record that nobody has defined.
const RECORD: u64 = 65_537;

fn records(value: &[u8]) -> Vec<u8> {
    let mut out = vec![0; value.len() + 16];
    let mut writer = Writer::new(&mut out);
    tlv::RecordWriter::new(&mut writer).put(RECORD, value).unwrap();
    writer.finish().to_vec()
}

/// A stream that fills its multiple has no padding; every other gap is met, those of 1, 255 and 256 bytes too.
#[test]
fn fulfillments_fill_a_multiple() {
    let secret = &secrets(1)[0];
    let mut buffer = [0; 2048];
    for length in 0..1100 {
        let records = records(&vec![7; length]);
        let found = fulfillment::create(&records, secret, &mut buffer).unwrap().len() - 16;
        let gap = found - records.len();
        assert_eq!(found % 256, 0, "{length}");
        // One multiple more where no record takes what is left.
        assert!(gap < 256 || matches!(gap % 256, 1 | 255), "{length}: {gap}");
    }
    // No padding record takes 256 bytes.
    assert_eq!(fulfillment::create(&[], secret, &mut buffer).unwrap().len(), 512 + 16);
}

/// Records, and why they make no payload.
#[test]
fn unfit_fulfillments_are_refused() {
    let secret = &secrets(1)[0];
    let long = records(&vec![0; MAX_PAYLOAD_LENGTH]);
    let rows: &[(&[u8], usize, attribution::Error)] = &[
        (&[1, 0], 512, attribution::Error::ReservedRecord { record: 1 }),
        (&[0, 0], 512, attribution::Error::ReservedRecord { record: 0 }),
        (
            &[3, 2, 0],
            512,
            attribution::Error::Tlv(tlv::Error::ValueTruncated {
                record: 3,
                offset: 2,
                expected: 2,
                found: 1,
            }),
        ),
        (&long, 512, attribution::Error::PayloadTooLong { found: 33_040 }),
        (&[3, 0], 271, attribution::Error::Bytes(bytes::Error::BufferTooSmall { needed: 272, found: 271 })),
    ];
    for (records, room, error) in rows {
        let mut buffer = vec![0; *room];
        assert_eq!(fulfillment::create(records, secret, &mut buffer), Err(*error));
        assert!(buffer.iter().all(|byte| *byte == 0), "the buffer is left unwritten");
    }
    let mut long = vec![0; MAX_PAYLOAD_LENGTH + 1];
    let error = attribution::Error::PayloadTooLong { found: long.len() };
    assert_eq!(fulfillment::wrap(Some(&mut long), secret, None), Err(error));
    assert_eq!(fulfillment::decrypt(Some(&mut long), None, &secrets(1)), Err(error));
    assert_eq!(error.blame(), Blame::Peer);
}

/// A payload that a node dropped is missing from the HMACs of those before it.
#[test]
fn dropped_fulfillments_are_found() {
    let secrets = secrets(4);
    let mut buffer = [0; 512];
    let payload = fulfillment::create(&[3, 0], &secrets[3], &mut buffer).unwrap();
    let mut data = AttributionData::ZERO;
    fulfillment::attribute(&mut Report { hold_time: hold_time(3), data: &mut data }, &secrets[3]);
    for hop in (0..3).rev() {
        let payload = (hop > 1).then_some(&mut *payload);
        fulfillment::wrap(
            payload,
            &secrets[hop],
            Some(Report { hold_time: hold_time(hop), data: &mut data }),
        )
        .unwrap();
    }
    let decrypted = fulfillment::decrypt(None, Some(data), &secrets).unwrap();
    assert_eq!(decrypted.payload, Payload::Absent);
    // Hop 1 says that it received none, hop 2 that it passed one on: one of them lies.
    assert_eq!(decrypted.hold_times.unwrap().unattributed_hop(), Some(2));
}

/// How many hops, and whether there may be as many.
#[test]
fn routes_have_hops() {
    for (hops, allowed) in [(0, false), (1, true), (MAX_HOPS, true), (MAX_HOPS + 1, false)] {
        let secrets = secrets(hops);
        let mut reason = [0; 300];
        let failure = decrypt(&mut reason, None, &secrets);
        let fulfillment = fulfillment::decrypt(None, None, &secrets);
        assert_eq!(failure.is_ok(), allowed);
        assert_eq!(fulfillment.is_ok(), allowed);
        if !allowed {
            assert_eq!(failure, Err(Error::HopCount { found: hops }));
            assert_eq!(fulfillment, Err(attribution::Error::HopCount { found: hops }));
        }
    }
}

/// What is too long to be sent is refused; what a peer sends too long is cut.
#[test]
fn packets_are_bounded() {
    let secret = &secrets(1)[0];
    let update = vec![0; 65_536];
    let message = FailureMessage::ExpiryTooSoon { channel_update: &update };
    assert_eq!(
        message.write(&mut Writer::new(&mut vec![0; 70_000])),
        Err(Error::ChannelUpdateTooLong { found: 65_536 })
    );
    let mut buffer = vec![0; 70_000];
    let found = ReturnPacket::new(message).length();
    assert_eq!(
        ReturnPacket::new(message).write(secret, None, &mut buffer),
        Err(Error::PacketTooLong { found })
    );
    let longest = ReturnPacket { padded_length: MAX_PACKET_LENGTH - 36, ..ReturnPacket::new(MESSAGES[0].0) };
    assert_eq!(longest.write(secret, None, &mut buffer).unwrap().len(), MAX_PACKET_LENGTH);
    assert_eq!(wrap(&mut buffer, secret, None).len(), MAX_PACKET_LENGTH);

    let packet = ReturnPacket::new(FailureMessage::MppTimeout);
    let error = bytes::Error::BufferTooSmall { needed: 292, found: 291 };
    assert_eq!(packet.write(secret, None, &mut [0; 291]), Err(Error::Bytes(error)));
}

/// An authentic packet whose lengths contradict each other has a sender, but says nothing.
#[test]
fn contradictory_lengths_say_nothing() {
    let secrets = secrets(2);
    for covered in [&[][..], &[0], &[0, 1], &[0xff, 0xff, 1, 2, 3]] {
        let um = KeyType::Um.key(secrets[1].expose());
        let hmac = keelbolt::crypto::hmac_sha256(um.expose(), covered);
        let mut reason = [hmac.expose(), covered].concat();
        wrap(&mut reason, &secrets[1], None);
        wrap(&mut reason, &secrets[0], None);
        let failure = decrypt(&mut reason, None, &secrets).unwrap().failure.unwrap();
        assert_eq!((failure.hop, failure.failuremsg), (1, &[][..]));
        assert!(FailureMessage::parse(failure.failuremsg).is_err());
    }
}

/// A type that is not in its shortest form.
#[test]
fn types_are_minimal() {
    let error = Error::BigSize(bigsize::Error::NotMinimal { offset: 2, value: 1 });
    assert_eq!(FailureMessage::parse(&[0x40, 0x16, 0xfd, 0x00, 0x01, 0, 0]), Err(error));
}

/// Lengths of attribution data.
#[test]
fn attribution_data_has_one_length() {
    for length in [0, 919, 921] {
        let error = attribution::Error::Length { expected: 920, found: length };
        assert_eq!(AttributionData::parse(&vec![0; length]), Err(error));
    }
}

/// Milliseconds and the hold time in them.
#[test]
fn hold_times_are_whole_units() {
    for (milliseconds, units) in [(0, 0), (99, 0), (100, 1), (301, 3), (u64::MAX, u32::MAX)] {
        assert_eq!(HoldTime::from_duration(Duration::from_millis(milliseconds)), HoldTime(units));
    }
    assert_eq!(HoldTime(3).duration(), Duration::from_millis(300));
    assert_eq!(HoldTime::from_duration(HoldTime(u32::MAX).duration()), HoldTime(u32::MAX));
}
