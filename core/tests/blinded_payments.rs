//! A payment over a blinded path, from the payee's path to the payee's HTLC, and a failure on its way back.

use keelbolt::amount::Msat;
use keelbolt::codec::features::FeatureSet;
use keelbolt::crypto::{PublicKey, SecretKey, SigningContext, sha256};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::sphinx::attribution::{AttributionData, HoldTime, Report};
use keelbolt::sphinx::blinding::{
    Answer, BlindedPath, EncryptedDataTlv, NextNode, PathDraft, PathHop, PathSecret, PaymentRelay, Place,
    TotalRelay,
};
use keelbolt::sphinx::failure::{FailureCode, FailureMessage, ReturnPacket, decrypt};
use keelbolt::sphinx::payload::{ForwardingPolicy, Htlc, Instruction, Payload};
use keelbolt::sphinx::{Hop, HopSecrets, Next, OnionRef, PACKET_LENGTH, PEEL_BUFFER, Route, SessionKey};
use keelbolt::time::{BlockDelta, BlockHeight};

const AMOUNT: Msat = Msat(5_000_000);
const HEIGHT: BlockHeight = BlockHeight(800_000);
const MIN_FINAL: u16 = 18;
const PAYMENT_HASH: [u8; 32] = [8; 32];
const PATH_ID: &[u8] = b"known to the payee alone";
/// The nodes of the path: its first one, another, the payee; and a dummy hop of the payee's.
const NODES: [usize; 4] = [1, 2, 3, 3];

fn key(node: usize) -> SecretKey {
    SecretKey::parse(Secret::new([node as u8; 32])).unwrap()
}

fn context() -> SigningContext {
    SigningContext::new(Entropy::new([7; 32]))
}

fn node_id(node: usize) -> PublicKey {
    context().public_key(&key(node)).unwrap()
}

/// The payee's path, and what it costs.
fn path(out: &mut [u8]) -> (BlindedPath<'_>, TotalRelay) {
    let relay = |fee_base_msat| PaymentRelay {
        cltv_expiry_delta: 40,
        fee_proportional_millionths: 150,
        fee_base_msat,
    };
    let forwards = |node, next, fee| PathHop {
        node_id: node_id(node),
        data: EncryptedDataTlv {
            payment_relay: Some(relay(fee)),
            ..EncryptedDataTlv::to_node(node_id(next))
        },
    };
    let mut hops = [
        forwards(NODES[0], NODES[1], 1000),
        forwards(NODES[1], NODES[2], 700),
        PathHop::dummy(node_id(NODES[2])),
        PathHop { node_id: node_id(NODES[3]), data: EncryptedDataTlv::for_recipient(PATH_ID) },
    ];
    // The dummy hop asks for nothing.
    hops[2].data.payment_relay = Some(PaymentRelay::default());
    PathDraft::constrain(&mut hops, HEIGHT, MIN_FINAL, Msat(1)).unwrap();
    let total = TotalRelay::of(hops.iter().filter_map(|hop| hop.data.payment_relay), MIN_FINAL).unwrap();
    (PathDraft::payment(&hops).write(Entropy::new([30; 32]), &context(), out).unwrap(), total)
}

/// The payer's onion: the first node gets the path key in its payload.
fn onion<'b>(path: &BlindedPath<'_>, secrets: &mut HopSecrets<4>, out: &'b mut [u8]) -> &'b [u8] {
    let last = path.hops().len() - 1;
    let expiry = BlockHeight(HEIGHT.0 + u32::from(MIN_FINAL));
    let payloads: Vec<Vec<u8>> = path
        .hops()
        .iter()
        .enumerate()
        .map(|(index, hop)| {
            let path_key = (index == 0).then_some(path.first_path_key);
            let data = hop.encrypted_recipient_data;
            let payload = match index == last {
                true => Payload::blinded_receive(data, path_key, AMOUNT, expiry, AMOUNT),
                false => Payload::blinded_forward(data, path_key),
            };
            payload.write(&mut [0; 512]).unwrap().to_vec()
        })
        .collect();
    let hops: Vec<Hop<'_>> = path
        .hops()
        .iter()
        .zip(&payloads)
        .enumerate()
        .map(|(index, (hop, payload))| Hop {
            // "SHOULD create an unblinded onion payment to `first_node_id`"
            public_key: if index == 0 { node_id(NODES[0]) } else { hop.blinded_node_id },
            payload,
        })
        .collect();
    let session_key = SessionKey::new(Entropy::new([31; 32])).unwrap();
    session_key.build(&Route::payment(&hops, &PAYMENT_HASH), &context(), secrets, out).unwrap()
}

#[test]
fn payments_pass_blinded_paths() {
    let (mut buffer, mut packet) = ([0; 2048], [0; PACKET_LENGTH]);
    let (path, total) = path(&mut buffer);
    let mut onion = onion(&path, &mut HopSecrets::new(), &mut packet).to_vec();
    let mut amount = total.amount_with_fees(AMOUNT).unwrap();
    let mut expiry = BlockHeight(HEIGHT.0 + u32::from(total.cltv_delta));
    let mut path_key = None;
    let none = FeatureSet::EMPTY;
    for (index, node) in NODES.into_iter().enumerate() {
        let node_key = key(node);
        // Behind the first node the onion is for the blinded id.
        let onion_key = path_key
            .map(|path_key| PathSecret::derive(path_key, &node_key).blinded_key(&node_key).unwrap())
            .unwrap_or(node_key.clone());
        let (mut peeled, mut data) = ([0; PEEL_BUFFER], [0; 256]);
        let peeled = OnionRef::parse(&onion).unwrap().peel(&onion_key, &PAYMENT_HASH, &mut peeled).unwrap();
        let payload = Payload::parse(peeled.payload).unwrap();
        match (payload.instruction(peeled.next, path_key).unwrap(), peeled.next) {
            (Instruction::BlindedForward(blinded), Next::Forward(next)) => {
                let secret = PathSecret::derive(blinded.path_key, &node_key);
                let data = secret.decrypt(blinded.encrypted_recipient_data, &mut data).unwrap();
                let forward = data.forward_payment(amount, expiry, &none, &none).unwrap();
                assert_eq!(forward.next, NextNode::NodeId(node_id(NODES[index + 1])));
                (amount, expiry) = (forward.amt_to_forward, forward.outgoing_cltv_value);
                path_key = Some(secret.next_path_key(&data).unwrap());
                onion = next.to_vec();
            }
            (Instruction::BlindedReceive(blinded, receive), Next::Final) => {
                assert_eq!(index, NODES.len() - 1);
                let secret = PathSecret::derive(blinded.path_key, &node_key);
                let data = secret.decrypt(blinded.encrypted_recipient_data, &mut data).unwrap();
                assert_eq!(data.check_payment(amount, expiry, &none, &none), Ok(()));
                assert_eq!(data.path_id, Some(PATH_ID));
                assert!(amount >= receive.amt_to_forward && receive.total_msat == AMOUNT);
                assert_eq!(expiry, receive.outgoing_cltv_value);
                return;
            }
            (instruction, _) => panic!("{instruction:?}"),
        }
    }
    panic!("nobody was paid");
}

/// What the maker of a path grants a node, and how the node's own policy judges it.
const GRANTED: &[(PaymentRelay, Option<FailureCode>)] = &[
    (RELAY, None),
    (PaymentRelay { fee_base_msat: 999, ..RELAY }, Some(FailureCode::FEE_INSUFFICIENT)),
    (PaymentRelay { fee_proportional_millionths: 149, ..RELAY }, Some(FailureCode::FEE_INSUFFICIENT)),
    (PaymentRelay { cltv_expiry_delta: 39, ..RELAY }, Some(FailureCode::INCORRECT_CLTV_EXPIRY)),
];

/// What the node asks for.
const RELAY: PaymentRelay =
    PaymentRelay { cltv_expiry_delta: 40, fee_proportional_millionths: 150, fee_base_msat: 1000 };

/// A stranger who makes a path sets its fees and blocks: the node's own policy has the last word.
#[test]
fn policies_judge_what_paths_grant() {
    let policy = ForwardingPolicy {
        fee_base_msat: RELAY.fee_base_msat,
        fee_proportional_millionths: RELAY.fee_proportional_millionths,
        cltv_expiry_delta: BlockDelta(RELAY.cltv_expiry_delta.into()),
        htlc_minimum: Msat(1),
        htlc_maximum: AMOUNT,
        disabled: false,
        expiry_margin: BlockDelta(18),
        channel_update: &[],
    };
    let incoming = Htlc { amount: AMOUNT, cltv_expiry: BlockHeight(HEIGHT.0 + 100) };
    let none = FeatureSet::EMPTY;
    for (relay, failure) in GRANTED {
        let data =
            EncryptedDataTlv { payment_relay: Some(*relay), ..EncryptedDataTlv::to_node(node_id(NODES[1])) };
        let forward = data.forward_payment(incoming.amount, incoming.cltv_expiry, &none, &none).unwrap();
        let outgoing = Htlc { amount: forward.amt_to_forward, cltv_expiry: forward.outgoing_cltv_value };
        let found = policy.check(incoming, outgoing, HEIGHT).err().map(|failure| failure.code());
        assert_eq!(found, *failure, "{relay:?}");
    }
}

/// Inside the path all that fails is the same; its first node tells the payer no more than that.
#[test]
fn failures_come_from_the_first_node() {
    let (mut buffer, mut packet) = ([0; 2048], [0; PACKET_LENGTH]);
    let (path, _) = path(&mut buffer);
    let mut secrets = HopSecrets::new();
    let onion = onion(&path, &mut secrets, &mut packet);
    let sha256_of_onion = sha256(onion);

    let inside = Place::of(true, false, false);
    let answer = inside.answer(FailureMessage::UnknownNextPeer, sha256_of_onion);
    let Answer::Malformed { failure_code, .. } = answer else { panic!("{answer:?}") };
    assert_eq!(failure_code, FailureCode::INVALID_ONION_BLINDING);

    let from_downstream = FailureMessage::malformed(failure_code, &sha256_of_onion).unwrap();
    let introduction = Place::of(false, true, false);
    let Answer::Fail(message) = introduction.answer(from_downstream, sha256_of_onion) else {
        panic!("the first node is known")
    };
    let (first, mut data, mut reason) = (&secrets.as_slice()[0], AttributionData::ZERO, [0; 512]);
    let report = Report { hold_time: HoldTime(3), data: &mut data };
    let reason = ReturnPacket::new(message).write(first, Some(report), &mut reason).unwrap();

    let decrypted = decrypt(reason, Some(data), secrets.as_slice()).unwrap();
    let failure = decrypted.failure.unwrap();
    assert_eq!(failure.hop, 0);
    let expected = FailureMessage::InvalidOnionBlinding { sha256_of_onion };
    assert_eq!(FailureMessage::parse(failure.failuremsg), Ok((expected, &[][..])));
    assert_eq!(decrypted.hold_times.unwrap().as_slice(), [HoldTime(3)]);
}
