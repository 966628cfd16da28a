//! Payloads: what is written is read back, what is broken is refused, and each HTLC is judged as BOLT 4 says.

use keelbolt::amount::Msat;
use keelbolt::blame::Blame;
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::codec::{bigsize, integer, tlv};
use keelbolt::crypto::{
    Error as CryptoError, PaymentHash, PaymentSecret, Preimage, PublicKey, SecretKey, SigningContext,
};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::sphinx::failure::FailureMessage;
use keelbolt::sphinx::payload::{
    Error, Expected, ForwardingPolicy, Htlc, HtlcSet, Instruction, Payload, PaymentData, Receive,
};
use keelbolt::sphinx::{FailureCode, Next, UnknownRecord, UnknownRecords};
use keelbolt::time::{BlockDelta, BlockHeight};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn point(byte: u8) -> PublicKey {
    let key = SecretKey::parse(Secret::new([byte; 32])).unwrap();
    SigningContext::new(Entropy::new([7; 32])).public_key(&key).unwrap()
}

/// The contents of a payload, owned.
#[derive(Clone, Debug)]
struct Contents {
    amounts: [Option<u64>; 2],
    expiry: Option<u32>,
    channel: Option<u64>,
    payment_data: Option<([u8; 32], u64)>,
    encrypted_recipient_data: Option<Vec<u8>>,
    current_path_key: Option<u8>,
    payment_metadata: Option<Vec<u8>>,
    keysend_preimage: Option<[u8; 32]>,
    unknown: BTreeMap<u64, Vec<u8>>,
}

impl Contents {
    fn unknown(&self) -> Vec<UnknownRecord<'_>> {
        self.unknown.iter().map(|(number, value)| UnknownRecord { number: *number, value }).collect()
    }

    fn payload<'a>(&'a self, unknown: &'a [UnknownRecord<'a>]) -> Payload<'a> {
        let [amount, total] = self.amounts.map(|amount| amount.map(Msat));
        let mut payload = Payload::default();
        payload.amt_to_forward = amount;
        payload.outgoing_cltv_value = self.expiry.map(BlockHeight);
        payload.short_channel_id = self.channel.map(ShortChannelId);
        payload.payment_data = self.payment_data.map(|(secret, total)| PaymentData {
            payment_secret: PaymentSecret(secret),
            total_msat: Msat(total),
        });
        payload.encrypted_recipient_data = self.encrypted_recipient_data.as_deref();
        payload.current_path_key = self.current_path_key.map(point);
        payload.payment_metadata = self.payment_metadata.as_deref();
        payload.total_amount_msat = total;
        payload.keysend_preimage = self.keysend_preimage.map(|preimage| Preimage(Secret::new(preimage)));
        payload.unknown = UnknownRecords::new(unknown);
        payload
    }
}

fn contents() -> impl Strategy<Value = Contents> {
    let numbers = (any::<[Option<u64>; 2]>(), any::<Option<u32>>(), any::<Option<u64>>());
    let bytes = || option::of(vec(any::<u8>(), 0..60));
    let values = (
        option::of(any::<([u8; 32], u64)>()),
        bytes(),
        option::of(1..=100_u8),
        bytes(),
        any::<Option<[u8; 32]>>(),
        unknown(),
    );
    (numbers, values).prop_map(|((amounts, expiry, channel), values)| {
        let (payment_data, encrypted_recipient_data, current_path_key, payment_metadata, preimage, unknown) =
            values;
        Contents {
            amounts,
            expiry,
            channel,
            payment_data,
            encrypted_recipient_data,
            current_path_key,
            payment_metadata,
            keysend_preimage: preimage,
            unknown,
        }
    })
}

/// Odd records of unknown types, between and behind the known ones.
fn unknown() -> impl Strategy<Value = BTreeMap<u64, Vec<u8>>> {
    let number = prop_oneof![0..20_u64, 65_530..65_540_u64, any::<u64>()].prop_map(|number| number | 1);
    btree_map(number, vec(any::<u8>(), 0..40), 0..5)
}

proptest! {
    #[test]
    fn a_payload_says_what_was_written(contents in contents()) {
        let unknown = contents.unknown();
        let payload = contents.payload(&unknown);
        let mut out = vec![0; payload.length()];
        let written = payload.write(&mut out).unwrap().to_vec();
        prop_assert_eq!(written.len(), payload.length());
        prop_assert_eq!(Payload::parse(&written).unwrap(), payload.clone());
        let needed = payload.length();
        if let Some(found) = needed.checked_sub(1) {
            let refused = payload.write(&mut out[1..]).map(drop);
            prop_assert_eq!(refused, Err(Error::BufferTooSmall { needed, found }));
        }
    }

    #[test]
    fn any_payload_is_answered(stream in vec(any::<u8>(), 0..100), is_final: bool) {
        let next = if is_final { Next::Final } else { Next::Forward(&[]) };
        match Payload::parse(&stream) {
            Ok(payload) => _ = payload.instruction(next, None),
            Err(error) => _ = error.failure(),
        }
    }
}

const ON: Next<'static> = Next::Forward(&[]);

/// A stream, and how its reading ends.
const STREAMS: &[(&[u8], Result<(), Error>)] = &[
    (&[], Ok(())),
    (&[2, 1, 7], Ok(())),
    (&[2, 0], Ok(())), // zero
    (&[2, 8, 1, 0, 0, 0, 0, 0, 0, 0], Ok(())),
    (&[2, 2, 0, 7], Err(Error::Integer { record: 2, offset: 0, error: integer::Error::NotMinimal })),
    (
        &[2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0],
        Err(Error::Integer {
            record: 2,
            offset: 0,
            error: integer::Error::TooLong { expected: 8, found: 9 },
        }),
    ),
    (
        &[2, 1, 7, 4, 5, 1, 0, 0, 0, 0],
        Err(Error::Integer {
            record: 4,
            offset: 3,
            error: integer::Error::TooLong { expected: 4, found: 5 },
        }),
    ),
    (&[6, 7, 0, 0, 0, 0, 0, 0, 0], Err(Error::Length { record: 6, offset: 0, expected: 8, found: 7 })),
    (&[8, 2, 1, 1], Err(Error::Length { record: 8, offset: 0, expected: 32, found: 2 })),
    (&[12, 1, 2], Err(Error::Length { record: 12, offset: 0, expected: 33, found: 1 })),
    (
        // not on the curve
        &[
            12, 33, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0,
        ],
        Err(Error::PublicKey { record: 12, offset: 0, error: CryptoError::NotAPoint }),
    ),
    (&[18, 1, 0], Err(Error::Integer { record: 18, offset: 0, error: integer::Error::NotMinimal })),
    (
        &[2, 0, 0xff, 0, 0, 0, 1, 0x46, 0xc6, 0x61, 0x6c, 1, 9], // keysend, announced in five bytes
        Err(Error::Length { record: 0x1_46c6_616c, offset: 2, expected: 32, found: 1 }),
    ),
    (&[2, 0, 24, 0], Err(Error::Stream(tlv::Error::UnknownEven { record: 24, offset: 2 }))),
    (&[2, 0, 25, 1, 9], Ok(())),
    (&[4, 0, 2, 0], Err(Error::Stream(tlv::Error::Order { record: 2, offset: 2, previous: 4 }))),
    (&[2, 0, 2, 0], Err(Error::Stream(tlv::Error::Order { record: 2, offset: 2, previous: 2 }))),
    (
        &[2, 3, 1, 1],
        Err(Error::Stream(tlv::Error::ValueTruncated { record: 2, offset: 2, expected: 3, found: 2 })),
    ),
    (
        &[2, 0, 0xfd, 0, 4, 0],
        Err(Error::Stream(tlv::Error::BigSize(bigsize::Error::NotMinimal { offset: 2, value: 4 }))),
    ),
    (
        &[2],
        Err(Error::Stream(tlv::Error::BigSize(bigsize::Error::Truncated {
            offset: 1,
            expected: 1,
            found: 0,
        }))),
    ),
];

#[test]
fn streams() {
    for (stream, expected) in STREAMS {
        assert_eq!(Payload::parse(stream).map(drop), *expected, "{stream:?}");
        // The failure names the record and its place as far as the error does.
        let Err(error) = expected else { continue };
        assert_eq!(error.blame(), Blame::Peer, "{error}");
        let FailureMessage::InvalidOnionPayload { record, offset } = error.failure() else {
            panic!("{error} is answered otherwise");
        };
        let shown = format!("{error:?}");
        assert!(record == 0 || shown.contains(&format!("record: {record}")), "{shown}: {record}");
        assert!(shown.contains(&format!("offset: {offset}")), "{shown}: {offset}");
    }
}

#[test]
fn unknown_records_are_written_in_order() {
    let value: &[u8] = &[];
    let [first, second] = [23, 77].map(|number| UnknownRecord { number, value });
    let written = |records: &[UnknownRecord<'_>]| {
        let mut payload = Payload::forward(AMOUNT, EXPIRY, CHANNEL);
        payload.unknown = UnknownRecords::new(records);
        payload.write(&mut [0; 64]).map(drop)
    };
    let refused = |record, previous| Err(Error::Write(tlv::WriteError::Order { record, previous }));
    assert_eq!(written(&[first, second]), Ok(()));
    assert_eq!(written(&[second, first]), refused(23, 77));
    assert_eq!(written(&[first, first]), refused(23, 23));
}

const AMOUNT: Msat = Msat(1000);
const EXPIRY: BlockHeight = BlockHeight(500);
const CHANNEL: ShortChannelId = ShortChannelId(42);
const DATA: &[u8] = &[1, 2, 3];

fn payment_data(total: u64) -> PaymentData {
    PaymentData { payment_secret: PaymentSecret([9; 32]), total_msat: Msat(total) }
}

/// A change of a payload.
type Change = fn(&mut Payload<'static>);

/// A payload, a change of it, whether the onion goes on, the path key of the HTLC, what is missing or too much.
type Row = (&'static str, Payload<'static>, Change, Next<'static>, Option<PublicKey>, Option<Error>);

fn instructions() -> Vec<Row> {
    let forward = || Payload::forward(AMOUNT, EXPIRY, CHANNEL);
    let receive = || Payload::receive(AMOUNT, EXPIRY, payment_data(1000));
    let keysend = || Payload::keysend(AMOUNT, EXPIRY, Preimage(Secret::new([3; 32])));
    let (inside, first) =
        (Payload::blinded_forward(DATA, None), Payload::blinded_forward(DATA, Some(point(1))));
    let end = |key| Payload::blinded_receive(DATA, key, AMOUNT, EXPIRY, Msat(3000));
    let (last, alone) = (end(None), end(Some(point(1))));
    let same: Change = |_| ();
    let key = Some(point(2));
    let missing = |record| Some(Error::Missing { record });
    let forbidden = |record| Some(Error::Forbidden { record });
    vec![
        ("forward", forward(), same, ON, None, None),
        ("forward", forward(), |payload| payload.amt_to_forward = None, ON, None, missing(2)),
        ("forward", forward(), |payload| payload.outgoing_cltv_value = None, ON, None, missing(4)),
        ("forward", forward(), |payload| payload.short_channel_id = None, ON, None, missing(6)),
        ("forward", forward(), same, ON, key, Some(Error::UnexpectedPathKey)),
        ("forward", forward(), |payload| payload.current_path_key = Some(point(1)), ON, None, forbidden(12)),
        ("receive", receive(), same, Next::Final, None, None),
        ("receive", receive(), |payload| payload.payment_data = None, Next::Final, None, None),
        ("receive", receive(), |payload| payload.amt_to_forward = None, Next::Final, None, missing(2)),
        ("receive", receive(), |payload| payload.outgoing_cltv_value = None, Next::Final, None, missing(4)),
        ("receive", receive(), same, Next::Final, key, Some(Error::UnexpectedPathKey)),
        ("keysend", keysend(), same, Next::Final, None, None),
        ("inside", inside.clone(), same, ON, key, None),
        ("inside", inside.clone(), same, ON, None, missing(12)),
        ("inside", inside.clone(), |payload| payload.amt_to_forward = Some(AMOUNT), ON, key, forbidden(2)),
        ("inside", inside.clone(), |payload| payload.payment_metadata = Some(&[]), ON, key, forbidden(16)),
        ("inside", inside, with_unknown, ON, key, forbidden(77)),
        ("first", first.clone(), same, ON, None, None),
        ("first", first, same, ON, key, forbidden(12)),
        ("last", last.clone(), same, Next::Final, key, None),
        ("last", last.clone(), same, Next::Final, None, missing(12)),
        ("last", last.clone(), |payload| payload.amt_to_forward = None, Next::Final, key, missing(2)),
        ("last", last.clone(), |payload| payload.outgoing_cltv_value = None, Next::Final, key, missing(4)),
        ("last", last.clone(), |payload| payload.total_amount_msat = None, Next::Final, key, missing(18)),
        (
            "last",
            last.clone(),
            |payload| payload.payment_data = Some(payment_data(1)),
            Next::Final,
            key,
            forbidden(8),
        ),
        ("last", last, with_unknown, Next::Final, key, forbidden(77)),
        ("alone", alone.clone(), same, Next::Final, None, None),
        ("alone", alone, same, Next::Final, key, forbidden(12)),
    ]
}

fn with_unknown(payload: &mut Payload<'static>) {
    payload.unknown = UnknownRecords::new(&[UnknownRecord { number: 77, value: &[] }]);
}

#[test]
fn instructions_are_complete_and_nothing_more() {
    for (name, mut payload, change, next, path_key, expected) in instructions() {
        change(&mut payload);
        let found = payload.instruction(next, path_key);
        assert_eq!(found.as_ref().err().copied(), expected, "{name}: {payload:?}");
        let Ok(instruction) = found else { continue };
        let kind = match instruction {
            Instruction::Forward(forward) => {
                assert_eq!(
                    (forward.amt_to_forward, forward.outgoing_cltv_value, forward.short_channel_id),
                    (AMOUNT, EXPIRY, CHANNEL)
                );
                &["forward"][..]
            }
            Instruction::BlindedForward(blinded) => {
                assert_eq!(blinded.encrypted_recipient_data, DATA);
                assert_eq!(Some(blinded.path_key), path_key.or(payload.current_path_key));
                &["inside", "first"]
            }
            Instruction::Receive(receive) => {
                assert_eq!((receive.amt_to_forward, receive.total_msat), (AMOUNT, AMOUNT));
                &["receive", "keysend"]
            }
            Instruction::BlindedReceive(blinded, receive) => {
                assert_eq!(Some(blinded.path_key), path_key.or(payload.current_path_key));
                assert_eq!((receive.amt_to_forward, receive.total_msat), (AMOUNT, Msat(3000)));
                &["last", "alone"]
            }
            _ => &[],
        };
        assert!(kind.contains(&name), "{name} is taken as {kind:?}");
    }
}

const HEIGHT: BlockHeight = BlockHeight(800_000);

const POLICY: ForwardingPolicy<'static> = ForwardingPolicy {
    fee_base_msat: 1000,
    fee_proportional_millionths: 100,
    cltv_expiry_delta: BlockDelta(40),
    htlc_minimum: Msat(1_000),
    htlc_maximum: Msat(50_000_000),
    disabled: false,
    expiry_margin: BlockDelta(18),
    channel_update: &[1, 2],
};

fn htlc(amount: u64, above_height: u32) -> Htlc {
    Htlc { amount: Msat(amount), cltv_expiry: BlockHeight(HEIGHT.0 + above_height) }
}

/// Amount, and expiry above the height.
type Terms = (u64, u32);

/// The incoming and the outgoing HTLC, and the failure.
const FORWARDED: &[(Terms, Terms, Option<FailureCode>)] = &[
    ((10_002_000, 100), (10_000_000, 60), None), // 1000 + 1000
    ((10_001_999, 100), (10_000_000, 60), Some(FailureCode::FEE_INSUFFICIENT)),
    ((10_000_000, 100), (10_000_000, 60), Some(FailureCode::FEE_INSUFFICIENT)),
    ((0, 100), (10_000_000, 60), Some(FailureCode::FEE_INSUFFICIENT)),
    ((2_000, 100), (1_000, 60), None),
    ((1_999, 100), (999, 60), Some(FailureCode::AMOUNT_BELOW_MINIMUM)),
    ((60_000_000, 100), (50_000_000, 60), None),
    ((60_000_000, 100), (50_000_001, 60), Some(FailureCode::TEMPORARY_CHANNEL_FAILURE)),
    ((u64::MAX, 100), (u64::MAX, 60), Some(FailureCode::TEMPORARY_CHANNEL_FAILURE)),
    ((10_002_000, 99), (10_000_000, 60), Some(FailureCode::INCORRECT_CLTV_EXPIRY)),
    ((10_002_000, 100), (10_000_000, 61), Some(FailureCode::INCORRECT_CLTV_EXPIRY)),
    ((10_002_000, 58), (10_000_000, 18), None),
    ((10_002_000, 58), (10_000_000, 17), Some(FailureCode::EXPIRY_TOO_SOON)),
    ((10_002_000, 2016), (10_000_000, 60), None),
    ((10_002_000, 2017), (10_000_000, 60), Some(FailureCode::EXPIRY_TOO_FAR)),
    // the first in the order of the codes
    ((0, 0), (0, 0), Some(FailureCode::AMOUNT_BELOW_MINIMUM)),
    ((10_000_000, 0), (10_000_000, 0), Some(FailureCode::FEE_INSUFFICIENT)),
    ((10_002_000, 0), (10_000_000, 0), Some(FailureCode::INCORRECT_CLTV_EXPIRY)),
];

#[test]
fn forwarding() {
    for (incoming, outgoing, expected) in FORWARDED {
        let [incoming, outgoing] = [incoming, outgoing].map(|(amount, expiry)| htlc(*amount, *expiry));
        let found = POLICY.check(incoming, outgoing, HEIGHT);
        assert_eq!(found.err().map(|failure| failure.code()), *expected, "{incoming:?} to {outgoing:?}");
        let closed = ForwardingPolicy { disabled: true, ..POLICY }.check(incoming, outgoing, HEIGHT);
        let expected = expected.filter(|code| *code != FailureCode::EXPIRY_TOO_FAR);
        let expected = expected.unwrap_or(FailureCode::CHANNEL_DISABLED);
        assert_eq!(
            closed.err().map(|failure| failure.code()),
            Some(expected),
            "{incoming:?} to {outgoing:?}"
        );
    }
}

#[test]
fn failures_of_forwarding_carry_their_data() {
    let check = |incoming, outgoing| POLICY.check(incoming, outgoing, HEIGHT).unwrap_err();
    let channel_update = POLICY.channel_update;
    let rows = [
        (
            check(htlc(1_999, 100), htlc(999, 60)),
            FailureMessage::AmountBelowMinimum { htlc_msat: Msat(999), channel_update }, // the outgoing one
        ),
        (
            check(htlc(1_999, 100), htlc(1_000, 60)),
            FailureMessage::FeeInsufficient { htlc_msat: Msat(1_999), channel_update }, // the incoming one
        ),
        (
            check(htlc(2_000, 99), htlc(1_000, 60)),
            FailureMessage::IncorrectCltvExpiry { cltv_expiry: BlockHeight(800_060), channel_update },
        ),
    ];
    rows.iter().for_each(|(found, expected)| assert_eq!(found, expected));
}

#[test]
fn greatest_values_do_not_overflow() {
    let greatest = Htlc { amount: Msat(u64::MAX), cltv_expiry: BlockHeight(u32::MAX) };
    let policy = ForwardingPolicy {
        fee_base_msat: u32::MAX,
        fee_proportional_millionths: u32::MAX,
        cltv_expiry_delta: BlockDelta(u64::MAX),
        htlc_maximum: greatest.amount,
        ..POLICY
    };
    assert_eq!(policy.fee(Msat(u64::MAX)), 79_228_162_495_821_888_482_834);
    let found = policy.check(greatest, greatest, BlockHeight(u32::MAX));
    assert_eq!(found.unwrap_err().code(), FailureCode::FEE_INSUFFICIENT);
    let free = ForwardingPolicy { fee_base_msat: 0, fee_proportional_millionths: 0, ..policy };
    let found = free.check(greatest, greatest, BlockHeight(u32::MAX));
    assert_eq!(found.unwrap_err().code(), FailureCode::INCORRECT_CLTV_EXPIRY);
}

const HASH_PREIMAGE: [u8; 32] = [3; 32];

fn expected() -> Expected<'static> {
    Expected {
        payment_hash: Preimage(Secret::new(HASH_PREIMAGE)).payment_hash(),
        payment_secret: Some(PaymentSecret([9; 32])),
        payment_metadata: None,
        amount: Some(Msat(1000)),
        min_final_cltv_expiry_delta: BlockDelta(18),
        basic_mpp: true,
    }
}

fn receive() -> Receive<'static> {
    Receive {
        amt_to_forward: Msat(1000),
        outgoing_cltv_value: BlockHeight(HEIGHT.0 + 18),
        total_msat: Msat(1000),
        payment_secret: Some(PaymentSecret([9; 32])),
        payment_metadata: None,
        keysend_preimage: None,
        unknown: UnknownRecords::new(&[]),
    }
}

/// A change of what is expected, of what the onion says and of the HTLC.
type Case = (&'static str, fn(&mut Expected<'static>, &mut Receive<'static>, &mut Htlc), Option<FailureCode>);

/// What is changed, how, and the failure.
const RECEIVED: &[Case] = &[
    ("nothing", |_, _, _| (), None),
    ("other secret", |_, receive, _| receive.payment_secret = Some(PaymentSecret([8; 32])), UNKNOWN),
    ("no secret", |_, receive, _| receive.payment_secret = None, UNKNOWN),
    ("no secret asked", |expected, _, _| expected.payment_secret = None, None),
    ("metadata asked", |expected, _, _| expected.payment_metadata = Some(&[5]), UNKNOWN),
    (
        "other metadata",
        |expected, receive, _| {
            expected.payment_metadata = Some(&[5]);
            receive.payment_metadata = Some(&[6]);
        },
        UNKNOWN,
    ),
    (
        "same metadata",
        |expected, receive, _| {
            expected.payment_metadata = Some(&[5]);
            receive.payment_metadata = Some(&[5]);
        },
        None,
    ),
    ("too little", |_, receive, _| receive.total_msat = Msat(999), UNKNOWN),
    ("twice", |_, receive, _| receive.total_msat = Msat(2000), None),
    ("more than twice", |_, receive, _| receive.total_msat = Msat(2001), UNKNOWN),
    ("far more", |_, receive, _| receive.total_msat = Msat(u64::MAX), UNKNOWN),
    (
        "any amount",
        |expected, receive, _| {
            expected.amount = None;
            receive.total_msat = Msat(u64::MAX);
        },
        None,
    ),
    ("a part", |_, receive, _| receive.amt_to_forward = Msat(400), None),
    (
        "a part of what cannot be parted",
        |expected, receive, _| {
            expected.basic_mpp = false;
            receive.amt_to_forward = Msat(400);
        },
        UNKNOWN,
    ),
    ("whole", |expected, _, _| expected.basic_mpp = false, None),
    ("too near", |_, _, htlc| htlc.cltv_expiry = BlockHeight(HEIGHT.0 + 17), UNKNOWN),
    (
        "before what the onion says",
        |_, receive, _| receive.outgoing_cltv_value = BlockHeight(HEIGHT.0 + 19),
        Some(FailureCode::FINAL_INCORRECT_CLTV_EXPIRY),
    ),
    (
        "less than what the onion says",
        |_, _, htlc| htlc.amount = Msat(999),
        Some(FailureCode::FINAL_INCORRECT_HTLC_AMOUNT),
    ),
    (
        "both",
        |_, receive, htlc| {
            receive.outgoing_cltv_value = BlockHeight(u32::MAX);
            htlc.amount = Msat(999);
        },
        Some(FailureCode::FINAL_INCORRECT_CLTV_EXPIRY),
    ),
    ("more than what the onion says", |_, _, htlc| htlc.amount = Msat(1001), None),
    ("other hash", |expected, _, _| expected.payment_hash = PaymentHash([1; 32]), None), // the host's to find
];

const UNKNOWN: Option<FailureCode> = Some(FailureCode::INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS);

#[test]
fn receiving() {
    for (name, change, code) in RECEIVED {
        let (mut expected, mut receive, mut htlc) = (expected(), receive(), htlc(1000, 18));
        change(&mut expected, &mut receive, &mut htlc);
        let found = expected.check(htlc, &receive, HEIGHT);
        assert_eq!(found.err().map(|failure| failure.code()), *code, "{name}");
        let unknown =
            FailureMessage::IncorrectOrUnknownPaymentDetails { htlc_msat: htlc.amount, height: HEIGHT };
        assert!(*code != UNKNOWN || found == Err(unknown), "{name}: {found:?}");
    }
}

#[test]
fn a_spontaneous_payment_pays_its_own_hash() {
    for (byte, code) in [(3, None), (4, UNKNOWN)] {
        let preimage = Preimage(Secret::new([byte; 32]));
        let receive = Receive { keysend_preimage: Some(&preimage), payment_secret: None, ..receive() };
        let expected = Expected { payment_secret: None, ..expected() };
        let found = expected.check(htlc(1000, 18), &receive, HEIGHT);
        assert_eq!(found.err().map(|failure| failure.code()), code);
    }
}

/// The total and the part of an HTLC.
type Part = (u64, u64);

/// HTLCs; what has arrived with them, or `None` for a set that fails; whether it is complete.
const SETS: &[(&[Part], Option<u64>, bool)] = &[
    (&[(1000, 1000)], Some(1000), true),
    (&[(1000, 1200)], Some(1200), true),
    (&[(1000, 400)], Some(400), false),
    (&[(1000, 400), (1000, 599)], Some(999), false),
    (&[(1000, 400), (1000, 600)], Some(1000), true),
    (&[(1000, 400), (1000, 300), (1000, 400)], Some(1100), true),
    (&[(1000, 400), (1001, 600)], None, false),
    (&[(u64::MAX, u64::MAX - 1), (u64::MAX, u64::MAX)], Some(u64::MAX), true),
];

#[test]
fn sets() {
    for (parts, received, complete) in SETS {
        let receive = |(total, part): &Part| Receive {
            total_msat: Msat(*total),
            amt_to_forward: Msat(*part),
            ..receive()
        };
        let first = HtlcSet::new(&receive(&parts[0]));
        let set =
            parts[1..].iter().try_fold(first, |set, part| set.join(htlc(part.1, 18), &receive(part), HEIGHT));
        assert_eq!(set.map(|set| set.received()).ok(), received.map(Msat), "{parts:?}");
        assert_eq!(set.map(|set| set.is_complete()).unwrap_or(false), *complete, "{parts:?}");
        let failure = set.err().map(|failure| failure.code());
        assert_eq!(failure, received.map_or(UNKNOWN, |_| None), "{parts:?}");
    }
}
