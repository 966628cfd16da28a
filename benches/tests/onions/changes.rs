//! What a dishonest or erring sender or node changes in a payment that was sound, and the rule by which the two
//! differ then, if they do.

use crate::outcome::{FINAL_DELTA, Htlc};
use crate::plan::At::{self, BlindedFinal, Final, Forward, Inside, Introduction};
use crate::rule::Rule;
use keelbolt::amount::Msat;
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::crypto::{PaymentSecret, Preimage, PublicKey};
use keelbolt::secret::Secret;
use keelbolt::sphinx::payload::{Payload, PaymentData};
use keelbolt::sphinx::{UnknownRecord, UnknownRecords};
use keelbolt::time::BlockHeight;

/// A change at one hop.
pub struct Change {
    pub name: &'static str,
    pub at: At,
    /// In what the hop is told, before the onion is built.
    pub payload: fn(&mut Payload<'_>),
    /// In what arrives, given what the hop is told and by how many blocks the path may be late.
    pub htlc: fn(&mut Htlc, &Payload<'_>, u32),
    pub rule: Option<Rule>,
}

/// A change of the payload.
const fn told(name: &'static str, at: At, payload: fn(&mut Payload<'_>), rule: Option<Rule>) -> Change {
    Change { name, at, payload, htlc: |_, _, _| {}, rule }
}

/// A change of the HTLC or its packet.
const fn sent(
    name: &'static str,
    at: At,
    htlc: fn(&mut Htlc, &Payload<'_>, u32),
    rule: Option<Rule>,
) -> Change {
    Change { name, at, payload: |_| {}, htlc, rule }
}

/// 21 million bitcoin, and a millisatoshi.
const TOO_MUCH: Msat = Msat(2_100_000_000_000_000_001);

const DATA: PaymentData = PaymentData { payment_secret: PaymentSecret([9; 32]), total_msat: Msat(1) };

const ODD: &[UnknownRecord<'_>] = &[UnknownRecord { number: 101, value: &[1, 2] }];
const EVEN: &[UnknownRecord<'_>] = &[UnknownRecord { number: 100, value: &[1, 2] }];
const ODD_CUSTOM: &[UnknownRecord<'_>] = &[UnknownRecord { number: 65_537, value: &[1, 2] }];
const EVEN_CUSTOM: &[UnknownRecord<'_>] = &[UnknownRecord { number: 65_538, value: &[] }];

/// A point that belongs to nobody.
fn point() -> PublicKey {
    let mut bytes = [2; 33];
    while PublicKey::parse(&bytes).is_err() {
        bytes[32] += 1;
    }
    PublicKey::parse(&bytes).unwrap()
}

/// Too little and too much in the packet, which every hop meets in the same way.
macro_rules! packet_changes {
    ($($at:ident),*) => {
        &[$(
            sent("version 1", $at, |htlc, _, _| htlc.packet[0] = 1, None),
            sent("key off the curve", $at, |htlc, _, _| htlc.packet[1..34].fill(0xff), None),
            sent("another key", $at, |htlc, _, _| {
                let key = point().to_bytes();
                htlc.packet[1..34].copy_from_slice(&key);
            }, None),
            sent("first bit of the field", $at, |htlc, _, _| htlc.packet[34] ^= 0x80, None),
            sent("last bit of the field", $at, |htlc, _, _| htlc.packet[1333] ^= 1, None),
            sent("a bit of the HMAC", $at, |htlc, _, _| htlc.packet[1350] ^= 1, None),
            sent("another hash", $at, |htlc, _, _| htlc.payment_hash[0] ^= 1, None),
            sent("another path key", $at, |htlc, _, _| htlc.path_key = Some(point()), None),
        )*]
    };
}

const PACKETS: &[Change] = packet_changes![Forward, Final, Introduction, Inside, BlindedFinal];

const FORWARDED: &[Change] = &[
    told("no amount", Forward, |payload| payload.amt_to_forward = None, None),
    told("no expiry", Forward, |payload| payload.outgoing_cltv_value = None, None),
    told("no channel", Forward, |payload| payload.short_channel_id = None, None),
    told("payment data", Forward, |payload| payload.payment_data = Some(DATA), Some(Rule::Stray)),
    told("metadata", Forward, |payload| payload.payment_metadata = Some(&[1]), Some(Rule::Stray)),
    told("total", Forward, |payload| payload.total_amount_msat = Some(Msat(1)), Some(Rule::Stray)),
    told(
        "recipient data and no path key",
        Forward,
        |payload| payload.encrypted_recipient_data = Some(&[0; 40]),
        None,
    ),
    told(
        "path key without recipient data",
        Forward,
        |payload| payload.current_path_key = Some(point()),
        Some(Rule::IntroductionCode),
    ),
    told("odd record", Forward, |payload| payload.unknown = UnknownRecords::new(ODD), None),
    told("even record", Forward, |payload| payload.unknown = UnknownRecords::new(EVEN), None),
    told("odd record of a host", Forward, |payload| payload.unknown = UnknownRecords::new(ODD_CUSTOM), None),
    told(
        "even record of a host",
        Forward,
        |payload| payload.unknown = UnknownRecords::new(EVEN_CUSTOM),
        Some(Rule::EvenType),
    ),
    Change {
        name: "too much",
        at: Forward,
        payload: |payload| payload.amt_to_forward = Some(TOO_MUCH),
        htlc: |htlc, _, _| htlc.amount = TOO_MUCH.0,
        rule: Some(Rule::AmountLimit),
    },
    sent(
        "a block too few",
        Forward,
        |htlc, payload, _| htlc.cltv_expiry = payload.outgoing_cltv_value.unwrap().0 + 47,
        None,
    ),
    sent(
        "just enough blocks",
        Forward,
        |htlc, payload, _| htlc.cltv_expiry = payload.outgoing_cltv_value.unwrap().0 + 48,
        None,
    ),
    sent("as late as can be", Forward, |htlc, _, _| htlc.cltv_expiry = htlc.height + 2016, None),
    sent("a block too late", Forward, |htlc, _, _| htlc.cltv_expiry = htlc.height + 2017, None),
    sent(
        "too soon",
        Forward,
        |htlc, payload, _| htlc.height = payload.outgoing_cltv_value.unwrap().0 - 3,
        None,
    ),
    sent(
        "just not too soon",
        Forward,
        |htlc, payload, _| htlc.height = payload.outgoing_cltv_value.unwrap().0 - 4,
        None,
    ),
];

const RECEIVED: &[Change] = &[
    told("no amount", Final, |payload| payload.amt_to_forward = None, None),
    told("no expiry", Final, |payload| payload.outgoing_cltv_value = None, None),
    told("no secret", Final, |payload| payload.payment_data = None, Some(Rule::SecretCode)),
    told("a channel", Final, |payload| payload.short_channel_id = Some(ShortChannelId(1)), Some(Rule::Stray)),
    told("total twice", Final, |payload| payload.total_amount_msat = Some(Msat(1)), Some(Rule::Stray)),
    told(
        "recipient data and no path key",
        Final,
        |payload| payload.encrypted_recipient_data = Some(&[0; 40]),
        None,
    ),
    told("path key without recipient data", Final, |payload| payload.current_path_key = Some(point()), None),
    told(
        "preimage of another hash",
        Final,
        |payload| payload.keysend_preimage = Some(Preimage(Secret::new([8; 32]))),
        None,
    ),
    told("odd record", Final, |payload| payload.unknown = UnknownRecords::new(ODD), None),
    told("even record", Final, |payload| payload.unknown = UnknownRecords::new(EVEN), None),
    told(
        "even record of a host",
        Final,
        |payload| payload.unknown = UnknownRecords::new(EVEN_CUSTOM),
        Some(Rule::EvenType),
    ),
    Change {
        name: "too much",
        at: Final,
        payload: |payload| payload.amt_to_forward = Some(TOO_MUCH),
        htlc: |htlc, _, _| htlc.amount = TOO_MUCH.0,
        rule: Some(Rule::AmountLimit),
    },
    told(
        "too much in all",
        Final,
        |payload| {
            let data = payload.payment_data.unwrap();
            payload.payment_data = Some(PaymentData { total_msat: TOO_MUCH, ..data });
        },
        Some(Rule::AmountLimit),
    ),
    sent("a millisatoshi less", Final, |htlc, _, _| htlc.amount -= 1, None),
    sent("a millisatoshi more", Final, |htlc, _, _| htlc.amount += 1, None),
    told(
        "an earlier expiry",
        Final,
        |payload| {
            payload.outgoing_cltv_value =
                payload.outgoing_cltv_value.map(|BlockHeight(height)| BlockHeight(height + 1))
        },
        None,
    ),
    sent("too soon", Final, |htlc, _, _| htlc.height = htlc.cltv_expiry - FINAL_DELTA + 1, None),
    sent("just not too soon", Final, |htlc, _, _| htlc.height = htlc.cltv_expiry - FINAL_DELTA, None),
];

const BLINDED: &[Change] = &[
    told(
        "amount",
        Introduction,
        |payload| payload.amt_to_forward = Some(Msat(1)),
        Some(Rule::IntroductionCode),
    ),
    told("amount", Inside, |payload| payload.amt_to_forward = Some(Msat(1)), None),
    told(
        "a channel",
        Introduction,
        |payload| payload.short_channel_id = Some(ShortChannelId(1)),
        Some(Rule::IntroductionCode),
    ),
    told("a channel", Inside, |payload| payload.short_channel_id = Some(ShortChannelId(1)), None),
    told("no path key", Introduction, |payload| payload.current_path_key = None, None),
    told("two path keys", Inside, |payload| payload.current_path_key = Some(point()), None),
    told(
        "another path key in the payload",
        Introduction,
        |payload| payload.current_path_key = Some(point()),
        Some(Rule::IntroductionCode),
    ),
    told(
        "other data",
        Introduction,
        |payload| payload.encrypted_recipient_data = Some(&[0; 40]),
        Some(Rule::IntroductionCode),
    ),
    told("other data", Inside, |payload| payload.encrypted_recipient_data = Some(&[0; 40]), None),
    told(
        "data too short for a tag",
        Inside,
        |payload| payload.encrypted_recipient_data = Some(&[0; 15]),
        None,
    ),
    told(
        "no data",
        Inside,
        |payload| *payload = Payload::forward(Msat(1), BlockHeight(1), ShortChannelId(1)),
        None,
    ),
    told(
        "odd record",
        Introduction,
        |payload| payload.unknown = UnknownRecords::new(ODD),
        Some(Rule::BlindedExtra),
    ),
    told(
        "odd record",
        Inside,
        |payload| payload.unknown = UnknownRecords::new(ODD),
        Some(Rule::BlindedExtra),
    ),
    told("even record", Inside, |payload| payload.unknown = UnknownRecords::new(EVEN), None),
    told(
        "even record of a host",
        Inside,
        |payload| payload.unknown = UnknownRecords::new(EVEN_CUSTOM),
        Some(Rule::EvenType),
    ),
    sent("as late as the path allows", Introduction, |htlc, _, slack| htlc.cltv_expiry += slack, None),
    sent(
        "later than the path allows",
        Introduction,
        |htlc, _, slack| htlc.cltv_expiry += slack + 1,
        Some(Rule::ExpiryOfOutgoing),
    ),
    sent(
        "later than the path allows",
        Inside,
        |htlc, _, slack| htlc.cltv_expiry += slack + 1,
        Some(Rule::ExpiryOfOutgoing),
    ),
    sent("nothing", Introduction, |htlc, _, _| htlc.amount = 0, None),
    sent("nothing", Inside, |htlc, _, _| htlc.amount = 0, None),
    told("no amount", BlindedFinal, |payload| payload.amt_to_forward = None, None),
    told("no expiry", BlindedFinal, |payload| payload.outgoing_cltv_value = None, None),
    told("no total", BlindedFinal, |payload| payload.total_amount_msat = None, None),
    told("payment data", BlindedFinal, |payload| payload.payment_data = Some(DATA), None),
    told("metadata", BlindedFinal, |payload| payload.payment_metadata = Some(&[1]), None),
    told("a channel", BlindedFinal, |payload| payload.short_channel_id = Some(ShortChannelId(1)), None),
    told(
        "odd record of a host",
        BlindedFinal,
        |payload| payload.unknown = UnknownRecords::new(ODD_CUSTOM),
        Some(Rule::BlindedExtra),
    ),
    told("other data", BlindedFinal, |payload| payload.encrypted_recipient_data = Some(&[0; 40]), None),
    sent(
        "a millisatoshi less",
        BlindedFinal,
        |htlc, payload, _| htlc.amount = payload.amt_to_forward.unwrap().0 - 1,
        None,
    ),
    sent("too soon", BlindedFinal, |htlc, _, _| htlc.height = htlc.cltv_expiry - FINAL_DELTA + 1, None),
];

/// All changes.
pub fn all() -> Vec<&'static Change> {
    [PACKETS, FORWARDED, RECEIVED, BLINDED].into_iter().flatten().collect()
}
