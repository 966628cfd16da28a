//! The invoice paid on paper: an onion reaches the payee through three hops, each of which sees its own part, and a
//! failure comes back, whose sender the payer finds.

use crate::demo::text::{RUNS, median, row};
use keelbolt::amount::Msat;
use keelbolt::codec::bech32::Octets;
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::crypto::{PublicKey, SecretKey, SharedSecret, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::invoice::{InvoiceRef, Payable};
use keelbolt::secret::Secret;
use keelbolt::sphinx::attribution::{AttributionData, HoldTime, Report};
use keelbolt::sphinx::failure::{FailureMessage, ReturnPacket, decrypt, wrap};
use keelbolt::sphinx::payload::{
    Expected, ForwardingPolicy, Htlc, HtlcSet, Instruction, Payload, PaymentData, Receive,
};
use keelbolt::sphinx::{Hop, HopSecrets, Next, OnionRef, PACKET_LENGTH, PEEL_BUFFER, Route, SessionKey};
use keelbolt::time::{BlockDelta, BlockHeight};
use std::error::Error;
use std::hint::black_box;

const NAMES: [&str; 3] = ["1 Alice", "2 Bob", "3 payee"];

/// The keys of Alice and Bob; and the payee's, BOLT 11's example: of another invoice only its payee has it.
const KEYS: [[u8; 32]; 3] = [
    [0x41; 32],
    [0x42; 32],
    [
        0xe1, 0x26, 0xf6, 0x8f, 0x7e, 0xaf, 0xcc, 0x8b, 0x74, 0xf5, 0x4d, 0x26, 0x9f, 0xe2, 0x06, 0xbe, 0x71,
        0x50, 0x00, 0xf9, 0x4d, 0xac, 0x06, 0x7d, 0x1c, 0x04, 0xa8, 0xca, 0x3b, 0x2d, 0xb7, 0x34,
    ],
];

/// The channels over which Alice and Bob forward, and what they ask for it.
const CHANNELS: [(ShortChannelId, ForwardingPolicy<'static>); 2] = [
    (ShortChannelId(0x0c35_0000_0001_0000), policy(1000, 100, 40)),
    (ShortChannelId(0x0c35_0100_0002_0001), policy(0, 250, 80)),
];

const HEIGHT: BlockHeight = BlockHeight(800_100);

/// What is paid when the invoice leaves it to the payer.
const DONATION: Msat = Msat(1_000_000);

/// How long each hop held the HTLC, the payee last.
const HOLD_TIMES: [HoldTime; 3] = [HoldTime(7), HoldTime(5), HoldTime(2)];

const fn policy(
    fee_base_msat: u32,
    fee_proportional_millionths: u32,
    delta: u64,
) -> ForwardingPolicy<'static> {
    ForwardingPolicy {
        fee_base_msat,
        fee_proportional_millionths,
        cltv_expiry_delta: BlockDelta(delta),
        htlc_minimum: Msat(1),
        htlc_maximum: Msat(u64::MAX),
        disabled: false,
        expiry_margin: BlockDelta(18),
        channel_update: &[],
    }
}

/// The way there and the way back.
pub fn shown(payable: &Payable<'_>) -> Result<String, Box<dyn Error>> {
    // A wallet takes randomness from its system; a demo that is the same each time does not.
    let context = SigningContext::new(Entropy::new([0x50; 32]));
    let Plan { payloads, sent } = plan(payable)?;
    let nodes = [node_id(0, &context)?, node_id(1, &context)?, payable.payee()];
    let hops: Vec<Hop<'_>> =
        nodes.into_iter().zip(&payloads).map(|(public_key, payload)| Hop { public_key, payload }).collect();
    let payment_hash = payable.payment_hash().0;
    let route = Route::payment(&hops, &payment_hash);
    let (mut packet, mut secrets) = ([0; PACKET_LENGTH], HopSecrets::<3>::new());
    let mut build = || {
        let session_key = SessionKey::new(Entropy::new([0x51; 32]))?;
        session_key.build(&route, &context, &mut secrets, &mut packet).map(<[u8]>::len)
    };
    let length = build()?;
    let time = median(&mut || _ = black_box(build()));

    let mut rows = vec![
        format!("\nits payment: an onion through three hops, and a failure back (median of {RUNS} runs)\n"),
        row("pays", format_args!("{} until {}", sent.amount, sent.cltv_expiry)),
        row(
            "onion",
            format_args!("{length} bytes, {} of 1300 are used, built in {time:.1} µs", route.length()?),
        ),
    ];
    let (reached, message) = there(payable, &nodes, &packet, sent, &mut rows)?;
    back(&message, secrets.as_slice(), reached, &mut rows)?;
    Ok(rows.concat())
}

fn key(node: usize) -> Result<SecretKey, keelbolt::crypto::Error> {
    SecretKey::parse(Secret::new(KEYS[node]))
}

fn node_id(node: usize, context: &SigningContext) -> Result<PublicKey, keelbolt::crypto::Error> {
    context.public_key(&key(node)?)
}

/// What each hop is told, and the HTLC that the payer sends.
struct Plan {
    payloads: [Vec<u8>; 3],
    sent: Htlc,
}

/// From the payee backwards, each hop adds its fee and its blocks.
fn plan(payable: &Payable<'_>) -> Result<Plan, Box<dyn Error>> {
    let invoice = payable.invoice();
    let amount = invoice.amount().unwrap_or(DONATION);
    let left = u32::try_from(invoice.min_final_cltv_expiry_delta().0)?;
    // A block may be found on the way.
    let mut htlc = Htlc { amount, cltv_expiry: later(HEIGHT, left.checked_add(1).ok_or(TOO_MUCH)?)? };
    let data = PaymentData { payment_secret: payable.payment_secret(), total_msat: amount };
    let metadata = metadata(&invoice)?;
    let mut last = Payload::receive(htlc.amount, htlc.cltv_expiry, data);
    last.payment_metadata = metadata.as_deref();
    let mut payloads = [Vec::new(), Vec::new(), written(&last)?];
    for (payload, (channel, policy)) in payloads.iter_mut().zip(&CHANNELS).rev() {
        *payload = written(&Payload::forward(htlc.amount, htlc.cltv_expiry, *channel))?;
        let fee = Msat(u64::try_from(policy.fee(htlc.amount))?);
        htlc = Htlc {
            amount: htlc.amount.checked_add(fee).ok_or(TOO_MUCH)?,
            cltv_expiry: later(htlc.cltv_expiry, u32::try_from(policy.cltv_expiry_delta.0)?)?,
        };
    }
    Ok(Plan { payloads, sent: htlc })
}

fn metadata(invoice: &InvoiceRef<'_>) -> Result<Option<Vec<u8>>, keelbolt::bytes::Error> {
    let copied = |metadata: Octets<'_>| {
        let mut bytes = vec![0; metadata.len()];
        metadata.copy_into(&mut bytes)?;
        Ok(bytes)
    };
    invoice.metadata().map(copied).transpose()
}

const TOO_MUCH: &str = "no HTLC carries the fees or the blocks of this payment";

fn later(height: BlockHeight, blocks: u32) -> Result<BlockHeight, &'static str> {
    height.0.checked_add(blocks).map(BlockHeight).ok_or(TOO_MUCH)
}

fn written(payload: &Payload<'_>) -> Result<Vec<u8>, keelbolt::sphinx::payload::Error> {
    let mut out = vec![0; payload.length()];
    payload.write(&mut out)?;
    Ok(out)
}

/// Each hop takes its layer off and does what it says. Returns which of them fails the payment, and what it says.
fn there(
    payable: &Payable<'_>,
    nodes: &[PublicKey; 3],
    packet: &[u8],
    sent: Htlc,
    rows: &mut Vec<String>,
) -> Result<(usize, FailureMessage<'static>), Box<dyn Error>> {
    let context = SigningContext::new(Entropy::new([0x52; 32]));
    let payment_hash = payable.payment_hash().0;
    let (mut onion, mut incoming) = (packet.to_vec(), sent);
    for (index, name) in NAMES.into_iter().enumerate() {
        if node_id(index, &context)? != nodes[index] {
            rows.push(row(name, "has the only key to the last layer: nobody else learns what it says"));
            break;
        }
        let key = key(index)?;
        let mut buffer = [0; PEEL_BUFFER];
        let time = median(&mut || {
            let parsed = OnionRef::parse(&onion);
            _ = black_box(parsed.and_then(|onion| onion.peel(&key, &payment_hash, &mut buffer).map(|_| ())));
        });
        let peeled = OnionRef::parse(&onion)?.peel(&key, &payment_hash, &mut buffer)?;
        let payload = Payload::parse(peeled.payload)?;
        match (payload.instruction(peeled.next, None)?, peeled.next) {
            (Instruction::Forward(forward), Next::Forward(next)) => {
                let outgoing =
                    Htlc { amount: forward.amt_to_forward, cltv_expiry: forward.outgoing_cltv_value };
                let (_, policy) = CHANNELS[index];
                policy.check(incoming, outgoing, HEIGHT).map_err(refused)?;
                let kept = incoming.amount.0.saturating_sub(outgoing.amount.0);
                rows.push(row(
                    name,
                    format_args!(
                        "forwards {} over {} until {}, keeps {kept} msat; peeled in {time:.1} µs",
                        outgoing.amount, forward.short_channel_id, outgoing.cltv_expiry
                    ),
                ));
                (onion, incoming) = (next.to_vec(), outgoing);
            }
            (Instruction::Receive(receive), _) => {
                rows.push(row(name, received(payable, incoming, &receive, time)?));
                // Another payer was faster.
                let (htlc_msat, height) = (incoming.amount, HEIGHT);
                return Ok((index, FailureMessage::IncorrectOrUnknownPaymentDetails { htlc_msat, height }));
            }
            (other, _) => return Err(format!("{name} was told {other:?}").into()),
        }
    }
    Ok((1, FailureMessage::TemporaryChannelFailure { channel_update: &[] }))
}

/// The payee compares what arrives with its invoice.
fn received(
    payable: &Payable<'_>,
    htlc: Htlc,
    receive: &Receive<'_>,
    time: f64,
) -> Result<String, Box<dyn Error>> {
    const BASIC_MPP: u32 = 16;
    let invoice = payable.invoice();
    let metadata = metadata(&invoice)?;
    let expected = Expected {
        payment_hash: payable.payment_hash(),
        payment_secret: Some(payable.payment_secret()),
        payment_metadata: metadata.as_deref(),
        amount: invoice.amount(),
        min_final_cltv_expiry_delta: invoice.min_final_cltv_expiry_delta(),
        basic_mpp: invoice.features().offers(BASIC_MPP),
    };
    expected.check(htlc, receive, HEIGHT).map_err(refused)?;
    let set = HtlcSet::new(receive);
    let whole = if set.is_complete() { "the whole payment" } else { "a part" };
    Ok(format!("takes {}, {whole}: its secret is the invoice's; peeled in {time:.1} µs", htlc.amount))
}

fn refused(message: FailureMessage<'_>) -> String {
    format!("refused by a hop: {}", message.code())
}

/// The failure goes back hop by hop, each adding how long it held the HTLC; the payer takes all layers off.
fn back(
    message: &FailureMessage<'_>,
    secrets: &[SharedSecret],
    sender: usize,
    rows: &mut Vec<String>,
) -> Result<(), Box<dyn Error>> {
    let mut attribution = AttributionData::ZERO;
    let failure = ReturnPacket::new(*message);
    let mut buffer = vec![0; failure.length()];
    let report = Report { hold_time: HOLD_TIMES[sender], data: &mut attribution };
    let reason = failure.write(&secrets[sender], Some(report), &mut buffer)?;
    rows.push(row(
        "failure",
        format_args!("{} bytes back from {}, as if it could not be paid", reason.len(), NAMES[sender]),
    ));
    for hop in (0..sender).rev() {
        let report = Report { hold_time: HOLD_TIMES[hop], data: &mut attribution };
        wrap(reason, &secrets[hop], Some(report));
    }
    let time = median(&mut || {
        _ = black_box(decrypt(&mut reason.to_vec(), Some(attribution.clone()), secrets).is_ok())
    });
    let decrypted = decrypt(reason, Some(attribution), secrets)?;
    let failure = decrypted.failure.ok_or("the failure's sender was not found")?;
    let (found, _) = FailureMessage::parse(failure.failuremsg)?;
    rows.push(row("found", format_args!("{} of {}, in {time:.1} µs", found.code(), NAMES[failure.hop])));
    let hold_times = decrypted.hold_times.ok_or("no hold times")?;
    for (name, time) in NAMES.iter().zip(hold_times.as_slice()) {
        rows.push(row(name, format_args!("held it for {} ms", time.duration().as_millis())));
    }
    Ok(())
}
