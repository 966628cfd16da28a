//! Payloads of payments, beside a reading that is written out here: any bytes, or records of known types with mostly
//! valid values. What is read is written back byte for byte, and what it asks for is judged as 128-bit arithmetic
//! judges it.
#![no_main]

use keelbolt::amount::Msat;
use keelbolt::bytes::Writer;
use keelbolt::codec::tlv::RecordWriter;
use keelbolt::crypto::{PaymentHash, PaymentSecret, PublicKey};
use keelbolt::sphinx::Next;
use keelbolt::sphinx::failure::FailureMessage;
use keelbolt::sphinx::payload::{
    Expected, ForwardingPolicy, Htlc, HtlcSet, Instruction, MAX_HTLC_CLTV, Payload, Receive,
};
use keelbolt::sphinx::trampoline::{PaymentPaths, check_outer};
use keelbolt::time::{BlockDelta, BlockHeight};
use keelbolt_fuzz::{Depths, NODES, bytes, case, flip, number};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    let depth = match case(input) {
        None => check(input, &SITUATION),
        // The source never errs: when the bytes run out it gives zeros.
        Some(bytes) => draw(&mut Unstructured::new(&bytes)).unwrap_or("cut short"),
    };
    DEPTHS.count("onion_payload", depth);
});

fn draw(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let situation = Situation::draw(source)?;
    let mut stream = stream(source, situation.height.0)?;
    if source.ratio(1, 16)? {
        flip(source, &mut stream)?;
    }
    Ok(check(&stream, &situation))
}

/// Where the onion that brought the payload goes, and the HTLC that it came with.
struct Situation {
    next: Next<'static>,
    path_key: Option<PublicKey>,
    htlc: Htlc,
    height: BlockHeight,
    policy: ForwardingPolicy<'static>,
}

/// Where nothing is asked for beyond the specification.
const SITUATION: Situation = Situation {
    next: Next::Final,
    path_key: None,
    htlc: Htlc { amount: Msat(1000), cltv_expiry: BlockHeight(1000) },
    height: BlockHeight(900),
    policy: ForwardingPolicy {
        fee_base_msat: 1,
        fee_proportional_millionths: 1,
        cltv_expiry_delta: BlockDelta(40),
        htlc_minimum: Msat(1),
        htlc_maximum: Msat(u64::MAX),
        disabled: false,
        expiry_margin: BlockDelta(0),
        channel_update: &[],
    },
};

impl Situation {
    fn draw(source: &mut Unstructured<'_>) -> Result<Self> {
        let height = source.int_in_range(0..=u32::MAX - 4000)?;
        // One limit is a hard one, perhaps; the others are far from any payment.
        let hard = source.int_in_range(0..=15)?;
        let mut limit = |which: u32| if hard == which { number(source) } else { Ok(0) };
        let (amount, expiry) = (!limit(0)?, limit(1)? as u32);
        let policy = ForwardingPolicy {
            fee_base_msat: limit(2)? as u32,
            fee_proportional_millionths: limit(3)? as u32,
            cltv_expiry_delta: BlockDelta(limit(4)?),
            htlc_minimum: Msat(limit(5)?),
            htlc_maximum: Msat(!limit(6)?),
            disabled: hard == 7,
            expiry_margin: BlockDelta(limit(8)?),
            channel_update: &[],
        };
        let expiry = if hard == 1 { expiry } else { height + source.int_in_range(0..=2100)? };
        Ok(Self {
            next: if source.arbitrary()? { Next::Final } else { Next::Forward(&[]) },
            path_key: source.ratio(1, 8)?.then(|| NODES[1].id),
            htlc: Htlc { amount: Msat(amount), cltv_expiry: BlockHeight(expiry) },
            height: BlockHeight(height),
            policy,
        })
    }
}

/// Records of increasing types, mostly those of one kind of payload, at about a height.
fn stream(source: &mut Unstructured<'_>, height: u32) -> Result<Vec<u8>> {
    const TYPES: [u64; 16] = [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 21, 22, 77, 100, 65_537, 5_482_373_484];
    const KINDS: [&[u64]; 8] = [
        &[2, 4, 6],
        &[2, 4, 8, 16],
        &[2, 4, 5_482_373_484],
        &[10, 12],
        &[2, 4, 10, 12, 18],
        &[2, 4, 8, 20],
        &[2, 4, 14],
        &[2, 4, 21, 22],
    ];
    let kind = *source.choose(&KINDS)?;
    let more: u16 = if source.ratio(1, 3)? { source.arbitrary()? } else { 0 };
    let mut buffer = vec![0; 4096];
    let mut writer = Writer::new(&mut buffer);
    let mut records = RecordWriter::new(&mut writer);
    for (bit, number) in TYPES.into_iter().enumerate() {
        if kind.contains(&number) || more & source.arbitrary::<u16>()? >> bit & 1 == 1 {
            records.put(number, &value(source, number, height)?).expect("within the buffer, in order");
        }
    }
    Ok(writer.finish().to_vec())
}

fn value(source: &mut Unstructured<'_>, record: u64, height: u32) -> Result<Vec<u8>> {
    if source.ratio(1, 64)? {
        return bytes(source, 50);
    }
    let truncated = |value: u64| {
        let bytes = value.to_be_bytes();
        bytes[value.leading_zeros() as usize / 8..].to_vec()
    };
    Ok(match record {
        2 | 18 => truncated(number(source)?),
        4 if source.ratio(3, 4)? => truncated(u64::from(height) + source.int_in_range(0..=200)?),
        4 => truncated(number(source)? & 0xffff_ffff),
        6 => source.arbitrary::<[u8; 8]>()?.to_vec(),
        8 => [&source.arbitrary::<[u8; 32]>()?[..], &truncated(number(source)?)].concat(),
        12 | 14 => NODES[source.int_in_range(0..=3)?].id.to_bytes().to_vec(),
        22 => path(source)?,
        5_482_373_484 => source.arbitrary::<[u8; 32]>()?.to_vec(),
        _ => bytes(source, 60)?,
    })
}

/// A path of one hop with its price.
fn path(source: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let key = NODES[0].id.to_bytes();
    let price: [u8; 26] = source.arbitrary()?;
    Ok([&key[..], &key, &[1], &key, &[0, 2, 3, 4], &price, &[0, 1, 0]].concat())
}

fn check(stream: &[u8], situation: &Situation) -> &'static str {
    let records = records(stream);
    let payload = match Payload::parse(stream) {
        Ok(payload) => payload,
        Err(error) => {
            assert!(!records.is_some_and(|records| records.iter().all(is_valid)), "{error}: {stream:02x?}");
            let FailureMessage::InvalidOnionPayload { offset, .. } = error.failure() else {
                panic!("{:?}", error.failure())
            };
            assert!(usize::from(offset) <= stream.len(), "{error}");
            return "not read";
        }
    };
    let records = records.filter(|records| records.iter().all(is_valid)).expect("it was read");
    compare(&payload, &records);
    let mut buffer = vec![0; payload.length()];
    assert_eq!(payload.write(&mut buffer), Ok(stream));
    if let Some(paths) = payload.recipient_blinded_paths {
        let all: Vec<_> = paths.iter().collect();
        assert_eq!(PaymentPaths::write(&all, &mut vec![0; stream.len()]), Ok(paths));
    }
    obey(&payload, situation)
}

/// The records of a stream that is one.
fn records(mut stream: &[u8]) -> Option<BTreeMap<u64, &[u8]>> {
    let mut records = BTreeMap::new();
    while !stream.is_empty() {
        let (number, rest) = bigsize(stream)?;
        let (length, rest) = bigsize(rest)?;
        let (value, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        if records.last_key_value().is_some_and(|(last, _)| *last >= number) {
            return None;
        }
        records.insert(number, value);
        stream = rest;
    }
    Some(records)
}

/// A BigSize and what follows it.
fn bigsize(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let (width, least) = match first {
        0xfd => (2, 0xfd),
        0xfe => (4, 0x1_0000),
        0xff => (8, 0x1_0000_0000),
        _ => return Some((u64::from(*first), rest)),
    };
    let (value, rest) = rest.split_at_checked(width)?;
    let value = value.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
    (value >= least).then_some((value, rest))
}

/// Whether a record is of a known or an odd type and has a value of that type.
fn is_valid((number, value): (&u64, &&[u8])) -> bool {
    let truncated = |value: &[u8], most| value.len() <= most && value.first() != Some(&0);
    let point = |value: &[u8]| value.try_into().is_ok_and(|bytes| PublicKey::parse(bytes).is_ok());
    match number {
        2 | 18 => truncated(value, 8),
        4 => truncated(value, 4),
        6 => value.len() == 8,
        8 => value.len() >= 32 && truncated(&value[32..], 8),
        12 | 14 => point(value),
        10 | 16 | 20 | 21 => true,
        22 => PaymentPaths::parse(value).is_ok(),
        5_482_373_484 => value.len() == 32,
        _ => number % 2 == 1,
    }
}

/// Every field is its record, and every other record is kept.
fn compare(payload: &Payload<'_>, records: &BTreeMap<u64, &[u8]>) {
    let number = |bytes: &[u8]| bytes.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    let record = |record: u64| records.get(&record).copied();
    assert_eq!(payload.amt_to_forward.map(|amount| amount.0), record(2).map(number));
    assert_eq!(payload.outgoing_cltv_value.map(|height| u64::from(height.0)), record(4).map(number));
    assert_eq!(payload.short_channel_id.map(|channel| channel.0), record(6).map(number));
    let data = payload.payment_data.map(|data| (data.payment_secret.0, data.total_msat.0));
    assert_eq!(
        data,
        record(8).map(|value| (*value.first_chunk().expect("it was read"), number(&value[32..])))
    );
    assert_eq!(payload.encrypted_recipient_data, record(10));
    assert_eq!(payload.current_path_key.map(|key| key.to_bytes().to_vec()), record(12).map(<[u8]>::to_vec));
    assert_eq!(payload.outgoing_node_id.map(|key| key.to_bytes().to_vec()), record(14).map(<[u8]>::to_vec));
    assert_eq!(payload.payment_metadata, record(16));
    assert_eq!(payload.total_amount_msat.map(|amount| amount.0), record(18).map(number));
    assert_eq!(payload.trampoline_onion_packet, record(20));
    assert_eq!(payload.recipient_features, record(21));
    assert_eq!(payload.recipient_blinded_paths.is_some(), record(22).is_some());
    let preimage = payload.keysend_preimage.as_ref().map(|preimage| preimage.0.expose().as_slice());
    assert_eq!(preimage, record(5_482_373_484));
    const KNOWN: [u64; 13] = [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 21, 22, 5_482_373_484];
    let unknown = records.iter().filter(|(number, _)| !KNOWN.contains(number));
    let unknown = unknown.map(|(number, value)| (*number, *value));
    assert!(payload.unknown.iter().map(|record| (record.number, record.value)).eq(unknown));
}

/// What the hop is to do, and whether it may.
fn obey(payload: &Payload<'_>, situation: &Situation) -> &'static str {
    let (next, path_key) = (situation.next, situation.path_key);
    let _ = payload.trampoline_instruction(next, path_key);
    match payload.instruction(next, path_key) {
        Err(error) => {
            assert!(matches!(error.failure(), FailureMessage::InvalidOnionPayload { .. }), "{error}");
            "read"
        }
        Ok(Instruction::Forward(forward)) => {
            let outgoing = Htlc { amount: forward.amt_to_forward, cltv_expiry: forward.outgoing_cltv_value };
            forward_checked(situation, outgoing)
        }
        Ok(Instruction::Receive(receive) | Instruction::BlindedReceive(_, receive)) => {
            receive_checked(situation, &receive)
        }
        Ok(Instruction::BlindedForward(_)) => "to forward, blinded",
        Ok(Instruction::Trampoline(outer)) => {
            let _ = check_outer(&outer.receive, &outer.receive);
            "to peel again"
        }
        Ok(instruction) => panic!("{instruction:?}"),
    }
}

/// The policy's verdict is that of plain arithmetic.
fn forward_checked(situation: &Situation, outgoing: Htlc) -> &'static str {
    let Situation { policy, htlc, height, .. } = situation;
    let [amount, incoming] = [outgoing.amount, htlc.amount].map(|amount| u128::from(amount.0));
    let [expiry, incoming_expiry, now] =
        [outgoing.cltv_expiry, htlc.cltv_expiry, *height].map(|height| u128::from(height.0));
    let proportional = amount * u128::from(policy.fee_proportional_millionths) / 1_000_000;
    let fee = u128::from(policy.fee_base_msat) + proportional;
    let may = amount <= u128::from(policy.htlc_maximum.0)
        && amount >= u128::from(policy.htlc_minimum.0)
        && incoming >= amount + fee
        && incoming_expiry >= expiry + u128::from(policy.cltv_expiry_delta.0)
        && expiry >= now + u128::from(policy.expiry_margin.0)
        && !policy.disabled
        && incoming_expiry <= now + u128::from(MAX_HTLC_CLTV.0);
    assert_eq!(policy.fee(outgoing.amount), fee);
    assert_eq!(policy.check(*htlc, outgoing, *height).is_ok(), may, "{policy:?} {htlc:?} {outgoing:?}");
    if may { "to forward, which it may" } else { "to forward, which it may not" }
}

/// The verdict of who expects just this, and of the set that it joins.
fn receive_checked(situation: &Situation, receive: &Receive<'_>) -> &'static str {
    let Situation { policy, htlc, height, .. } = situation;
    let expected = Expected {
        payment_hash: receive
            .keysend_preimage
            .map_or(PaymentHash([0; 32]), |preimage| preimage.payment_hash()),
        payment_secret: receive.payment_secret.map(|secret| PaymentSecret(secret.0)),
        payment_metadata: receive.payment_metadata,
        amount: Some(policy.htlc_minimum),
        min_final_cltv_expiry_delta: policy.cltv_expiry_delta,
        basic_mpp: !policy.disabled,
    };
    let [total, least, part, incoming] =
        [receive.total_msat, policy.htlc_minimum, receive.amt_to_forward, htlc.amount]
            .map(|amount| u128::from(amount.0));
    let [expiry, told, now] =
        [htlc.cltv_expiry, receive.outgoing_cltv_value, *height].map(|height| u128::from(height.0));
    let may = (least..=2 * least).contains(&total)
        && (expected.basic_mpp || total == part)
        && expiry >= now + u128::from(policy.cltv_expiry_delta.0)
        && expiry >= told
        && incoming >= part;
    assert_eq!(expected.check(*htlc, receive, *height).is_ok(), may, "{expected:?} {htlc:?} {receive:?}");
    let set = HtlcSet::new(receive).join(*htlc, receive, *height).expect("of the same total");
    assert_eq!(u128::from(set.received().0), (2 * part).min(u64::MAX.into()));
    assert_eq!(set.is_complete(), set.received() >= receive.total_msat);
    if may { "to receive, which it may" } else { "to receive, which it may not" }
}
