//! What the operations are done to.

use crate::floor;
use bitcoin::secp256k1::{All, PublicKey as PeerKey, Secp256k1, SecretKey as PeerSecret};
use keelbolt::amount::Msat;
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::crypto::{PaymentSecret, PublicKey, SecretKey, SharedSecret, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::sphinx::attribution::{AttributionData, HoldTime, Report};
use keelbolt::sphinx::blinding::{
    EncryptedDataTlv, PathDraft, PathHop, PathSecret, PaymentConstraints, PaymentRelay,
};
use keelbolt::sphinx::failure::{FailureMessage, ReturnPacket, wrap};
use keelbolt::sphinx::payload::{Payload, PaymentData};
use keelbolt::sphinx::{Hop, HopSecrets, MAX_HOPS, OnionRef, PACKET_LENGTH, Route, SessionKey};
use keelbolt::time::BlockHeight;
use lightning::ln::channelmanager::RecipientOnionFields;
use lightning::ln::msgs::{OnionPacket, UpdateAddHTLC};
use lightning::ln::types::ChannelId;
use lightning::routing::router::{Path, RouteHop};
use lightning::sign::{KeysManager, NodeSigner as _, Recipient};
use lightning::types::features::{ChannelFeatures, NodeFeatures};
use lightning::types::payment;
use secp256k1::ffi;

/// How many hops the long route has.
pub(crate) const HOPS: usize = 20;

/// How many hops the blinded path has.
pub(crate) const PATH_HOPS: usize = 3;

pub(crate) const HASH: [u8; 32] = [4; 32];
pub(crate) const SESSION: [u8; 32] = [9; 32];
pub(crate) const HEIGHT: u32 = 800_000;
const AMOUNT: u64 = 100_000;
const FEE: u64 = 1_000;
const DELTA: u32 = 80;

/// A route of [`HOPS`] nodes and a blinded path of [`PATH_HOPS`], known to both implementations.
pub(crate) struct Fixture {
    pub(crate) context: SigningContext,
    pub(crate) keys: Vec<SecretKey>,
    pub(crate) ids: Vec<PublicKey>,
    pub(crate) payloads: Vec<Vec<u8>>,
    pub(crate) packet: &'static [u8],
    pub(crate) final_packet: &'static [u8],
    pub(crate) onion: OnionRef<'static>,
    pub(crate) final_onion: OnionRef<'static>,
    pub(crate) path_hops: Vec<PathHop<'static>>,
    pub(crate) encrypted: Vec<u8>,
    pub(crate) path_key: PublicKey,
    pub(crate) reason: Vec<u8>,
    pub(crate) attribution: AttributionData,
    pub(crate) failing: Vec<SharedSecret>,
    pub(crate) bare: Bare,
    pub(crate) peer: Peer,
}

/// The inputs of the floors.
pub(crate) struct Bare {
    pub(crate) key: [u8; 32],
    pub(crate) factor: [u8; 32],
    pub(crate) compressed: [u8; 33],
    pub(crate) point: ffi::PublicKey,
    pub(crate) points: Vec<ffi::PublicKey>,
}

/// The inputs of the peer.
pub(crate) struct Peer {
    pub(crate) secp: Secp256k1<All>,
    pub(crate) session: PeerSecret,
    pub(crate) nodes: Vec<KeysManager>,
    pub(crate) path: Path,
    pub(crate) recipient: RecipientOnionFields,
    pub(crate) forwarded: UpdateAddHTLC,
    pub(crate) received: UpdateAddHTLC,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let nodes: Vec<KeysManager> =
            (1..=HOPS as u8).map(|seed| KeysManager::new(&[seed; 32], 1, 1, true)).collect();
        let secrets: Vec<[u8; 32]> =
            nodes.iter().map(|node| node.get_node_secret_key().secret_bytes()).collect();
        let keys: Vec<SecretKey> =
            secrets.iter().map(|secret| SecretKey::parse(Secret::new(*secret)).unwrap()).collect();
        let context = SigningContext::new(Entropy::new([7; 32]));
        let ids: Vec<PublicKey> = keys.iter().map(|key| context.public_key(key).unwrap()).collect();

        let payloads = payloads();
        let packet = build(&context, &ids, &payloads).leak();
        let last = HOPS - 1;
        let final_packet = build(&context, &ids[last..], &payloads[last..]).leak();

        let path_hops = path_hops(&ids);
        let mut buffer = [0; 1024];
        let path =
            PathDraft::payment(&path_hops).write(Entropy::new(SESSION), &context, &mut buffer).unwrap();
        let encrypted = path.hops().iter().next().unwrap().encrypted_recipient_data.to_vec();
        let path_key = path.first_path_key;
        PathSecret::derive(path_key, &keys[0]).decrypt(&encrypted, &mut [0; 256]).unwrap();

        let failing: Vec<SharedSecret> =
            (1..=HOPS as u8).map(|byte| SharedSecret::new(Secret::new([byte; 32]))).collect();
        let (reason, attribution) = failure(&failing);

        let compressed = ids[1].to_bytes();
        Self {
            bare: Bare {
                key: secrets[0],
                factor: secrets[2],
                compressed,
                point: floor::parse(&compressed),
                points: ids.iter().map(|id| floor::parse(&id.to_bytes())).collect(),
            },
            peer: Peer::new(nodes, packet, final_packet),
            context,
            keys,
            ids,
            payloads,
            onion: OnionRef::parse(packet).unwrap(),
            final_onion: OnionRef::parse(final_packet).unwrap(),
            packet,
            final_packet,
            path_hops,
            encrypted,
            path_key,
            reason,
            attribution,
            failing,
        }
    }

    pub(crate) fn hops(&self) -> Vec<Hop<'_>> {
        let hops = self.ids.iter().zip(&self.payloads);
        hops.map(|(public_key, payload)| Hop { public_key: *public_key, payload }).collect()
    }
}

/// What arrives at a hop.
fn arriving(hop: usize) -> (u64, u32) {
    let left = HOPS - 1 - hop;
    (AMOUNT + FEE * left as u64, HEIGHT + 1 + DELTA * (left as u32 + 1))
}

/// Payloads as an everyday payment has them.
fn payloads() -> Vec<Vec<u8>> {
    let payload = |hop| {
        let (amount, expiry) = arriving(if hop + 1 == HOPS { hop } else { hop + 1 });
        let (amount, expiry) = (Msat(amount), BlockHeight(expiry));
        let payload = match hop + 1 {
            HOPS => {
                let data = PaymentData { payment_secret: PaymentSecret([5; 32]), total_msat: amount };
                Payload::receive(amount, expiry, data)
            }
            next => Payload::forward(amount, expiry, ShortChannelId(1 << 60 | next as u64)),
        };
        let mut buffer = vec![0; payload.length()];
        payload.write(&mut buffer).unwrap();
        buffer
    };
    (0..HOPS).map(payload).collect()
}

fn build(context: &SigningContext, ids: &[PublicKey], payloads: &[Vec<u8>]) -> Vec<u8> {
    let hops: Vec<Hop<'_>> =
        ids.iter().zip(payloads).map(|(id, payload)| Hop { public_key: *id, payload }).collect();
    let (mut secrets, mut packet) = (HopSecrets::<MAX_HOPS>::new(), vec![0; PACKET_LENGTH]);
    let session_key = SessionKey::new(Entropy::new(SESSION)).unwrap();
    session_key.build(&Route::payment(&hops, &HASH), context, &mut secrets, &mut packet).unwrap();
    packet
}

fn path_hops(ids: &[PublicKey]) -> Vec<PathHop<'static>> {
    let relay =
        PaymentRelay { cltv_expiry_delta: 80, fee_proportional_millionths: 100, fee_base_msat: 1_000 };
    let constraints =
        PaymentConstraints { max_cltv_expiry: BlockHeight(HEIGHT + 1_000), htlc_minimum_msat: Msat(1) };
    let forward = EncryptedDataTlv {
        payment_relay: Some(relay),
        payment_constraints: Some(constraints),
        ..EncryptedDataTlv::to_channel(ShortChannelId(1 << 60))
    };
    let data = |hop| if hop + 1 == PATH_HOPS { EncryptedDataTlv::for_recipient(&[6; 32]) } else { forward };
    (0..PATH_HOPS).map(|hop| PathHop { node_id: ids[hop], data: data(hop) }).collect()
}

/// A failure of the last hop, as it comes back to the origin.
fn failure(secrets: &[SharedSecret]) -> (Vec<u8>, AttributionData) {
    let mut data = AttributionData::ZERO;
    let hold_time = HoldTime(3);
    let (last, before) = secrets.split_last().unwrap();
    let mut buffer = [0; 512];
    let report = Report { hold_time, data: &mut data };
    let mut reason: &mut [u8] =
        ReturnPacket::new(FailureMessage::MppTimeout).write(last, Some(report), &mut buffer).unwrap();
    for secret in before.iter().rev() {
        reason = wrap(reason, secret, Some(Report { hold_time, data: &mut data }));
    }
    (reason.to_vec(), data)
}

impl Peer {
    fn new(nodes: Vec<KeysManager>, packet: &[u8], final_packet: &[u8]) -> Self {
        let hops = nodes.iter().enumerate().map(|(hop, node)| RouteHop {
            pubkey: node.get_node_id(Recipient::Node).unwrap(),
            node_features: NodeFeatures::empty(),
            short_channel_id: 1 << 60 | hop as u64,
            channel_features: ChannelFeatures::empty(),
            fee_msat: if hop + 1 == HOPS { AMOUNT } else { FEE },
            cltv_expiry_delta: DELTA,
            maybe_announced_channel: true,
        });
        Self {
            secp: Secp256k1::new(),
            session: PeerSecret::from_slice(&SESSION).unwrap(),
            path: Path { hops: hops.collect(), blinded_tail: None },
            recipient: RecipientOnionFields::secret_only(payment::PaymentSecret([5; 32])),
            forwarded: htlc(packet, 0),
            received: htlc(final_packet, HOPS - 1),
            nodes,
        }
    }
}

fn htlc(packet: &[u8], hop: usize) -> UpdateAddHTLC {
    let (amount_msat, cltv_expiry) = arriving(hop);
    let (header, rest) = packet.split_first_chunk::<34>().unwrap();
    let (hop_data, hmac) = rest.split_first_chunk().unwrap();
    UpdateAddHTLC {
        channel_id: ChannelId([0; 32]),
        htlc_id: 0,
        amount_msat,
        payment_hash: payment::PaymentHash(HASH),
        cltv_expiry,
        skimmed_fee_msat: None,
        onion_routing_packet: OnionPacket {
            version: 0,
            public_key: PeerKey::from_slice(&header[1..]),
            hop_data: *hop_data,
            hmac: hmac.try_into().unwrap(),
        },
        blinding_point: None,
        hold_htlc: None,
    }
}
