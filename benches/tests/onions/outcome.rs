//! One HTLC, two readers of its onion.

use crate::nodes::{self, Node, Quiet, SECP};
use keelbolt::amount::Msat;
use keelbolt::codec::features::FeatureSet;
use keelbolt::codec::tlv;
use keelbolt::crypto::{PaymentHash, PaymentSecret, PublicKey};
use keelbolt::sphinx::blinding::{self, Answer, NextNode, PathSecret, Place};
use keelbolt::sphinx::failure::FailureMessage;
use keelbolt::sphinx::payload::{Blinded, Expected, ForwardingPolicy, Instruction, Payload, Receive};
use keelbolt::sphinx::{FailureCode, Next, OnionRef, PEEL_BUFFER};
use keelbolt::time::{BlockDelta, BlockHeight};
use lightning::chain::channelmonitor::HTLC_FAIL_BACK_BUFFER;
use lightning::ln::channelmanager::{
    BlindedFailure, MIN_CLTV_EXPIRY_DELTA, PendingHTLCInfo, PendingHTLCRouting,
};
use lightning::ln::msgs::{OnionPacket, UpdateAddHTLC};
use lightning::ln::onion_payment::{InboundHTLCErr, peel_payment_onion};
use lightning::ln::onion_utils::LocalHTLCFailureReason as Reason;
use lightning::ln::types::ChannelId;
use lightning::types::payment;

/// How many blocks a received HTLC must have left, for the peer.
pub const FINAL_DELTA: u32 = HTLC_FAIL_BACK_BUFFER + 2;

/// Records of types below this one the peer does not keep.
const CUSTOM: u64 = 1 << 16;

/// Two types of BOLT 4.
const ENCRYPTED_RECIPIENT_DATA: u64 = 10;
const CURRENT_PATH_KEY: u64 = 12;

/// The first type that the peer writes for itself at the end of a blinded path, an even one.
const PEER_RECORD: u64 = 65_536;

/// What arrives at a node.
#[derive(Clone)]
pub struct Htlc {
    pub payment_hash: [u8; 32],
    pub amount: u64,
    pub cltv_expiry: u32,
    pub path_key: Option<PublicKey>,
    pub packet: Vec<u8>,
    /// The best block that the node knows.
    pub height: u32,
    /// What the invoice asks to be repeated, if there is one.
    pub payment_secret: Option<[u8; 32]>,
}

/// What a node makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Forward(Box<Forwarded>),
    Receive(Box<Received>),
    Refused(FailureCode),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forwarded {
    pub short_channel_id: u64,
    pub amount: u64,
    pub cltv_expiry: u32,
    pub packet: Vec<u8>,
    pub shared_secret: [u8; 32],
    pub blinded: Option<BlindedForward>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlindedForward {
    /// The path key that the node was given.
    pub path_key: [u8; 33],
    /// The one to pass on, where the path says so.
    pub next_path_key_override: Option<[u8; 33]>,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    pub amount: u64,
    pub cltv_expiry: u32,
    pub shared_secret: [u8; 32],
    pub total: u64,
    /// Not that of a blinded path, which is the recipient's own.
    pub payment_secret: Option<[u8; 32]>,
    pub metadata: Option<Vec<u8>>,
    pub keysend: Option<[u8; 32]>,
    pub custom: Vec<(u64, Vec<u8>)>,
    pub is_blinded: bool,
}

/// What Keelbolt makes of it.
pub fn ours(node: &Node, htlc: &Htlc) -> Outcome {
    peel(node, htlc).unwrap_or_else(Outcome::Refused)
}

fn peel(node: &Node, htlc: &Htlc) -> Result<Outcome, FailureCode> {
    // Whatever is wrong with an onion that comes with a path key is wrong with the path.
    let code = |place: Place, failure: FailureMessage<'_>| match place.answer(failure, hash(&htlc.packet)) {
        Answer::Fail(failure) => failure.code(),
        Answer::Malformed { failure_code, .. } => failure_code,
    };
    let inside = Place::of(htlc.path_key.is_some(), false, false);
    let packet_error = |error: keelbolt::sphinx::Error| {
        code(inside, error.failure(&htlc.packet).expect("an error of the packet"))
    };
    let key = match htlc.path_key {
        Some(path_key) => PathSecret::derive(path_key, &node.key).blinded_key(&node.key).unwrap(),
        None => node.key.clone(),
    };
    let mut buffer = [0; PEEL_BUFFER];
    let onion = OnionRef::parse(&htlc.packet).map_err(packet_error)?;
    let peeled = onion.peel(&key, &htlc.payment_hash, &mut buffer).map_err(packet_error)?;
    let shared_secret = *peeled.shared_secret.expose();
    let payload = Payload::parse(peeled.payload);
    // A payload that cannot be read does not say where the node stands, but has the record or not.
    let is_introduction = tlv::Records::new(peeled.payload, |_| true)
        .map_while(Result::ok)
        .any(|record| record.number == CURRENT_PATH_KEY);
    let place = Place::of(htlc.path_key.is_some(), is_introduction, peeled.next == Next::Final);
    let payload = payload.map_err(|error| code(place, error.failure()))?;
    let instruction = payload.instruction(peeled.next, htlc.path_key);
    let instruction = instruction.map_err(|error| code(place, error.failure()))?;
    let blinding_error = |_: blinding::Error| FailureCode::INVALID_ONION_BLINDING;
    match (instruction, peeled.next) {
        (Instruction::Forward(forward), Next::Forward(packet)) => {
            let short_channel_id = forward.short_channel_id.0;
            let (amount, cltv_expiry) = (forward.amt_to_forward, forward.outgoing_cltv_value);
            htlc.forward(amount, cltv_expiry, short_channel_id, packet, shared_secret, None)
        }
        (Instruction::BlindedForward(blinded), Next::Forward(packet)) => {
            let secret = PathSecret::derive(blinded.path_key, &node.key);
            let mut buffer = vec![0; blinded.encrypted_recipient_data.len()];
            let data = secret.decrypt(blinded.encrypted_recipient_data, &mut buffer);
            let data = data.map_err(blinding_error)?;
            let (amount, cltv_expiry) = (Msat(htlc.amount), BlockHeight(htlc.cltv_expiry));
            let forward = data.forward_payment(amount, cltv_expiry, &FeatureSet::EMPTY, &FeatureSet::EMPTY);
            let forward = forward.map_err(blinding_error)?;
            let NextNode::ShortChannelId(next) = forward.next else {
                panic!("the paths of this comparison name channels")
            };
            let blinded = BlindedForward {
                path_key: blinded.path_key.to_bytes(),
                next_path_key_override: data.next_path_key_override.map(|key| key.to_bytes()),
                place,
            };
            let (amount, cltv_expiry) = (forward.amt_to_forward, forward.outgoing_cltv_value);
            htlc.forward(amount, cltv_expiry, next.0, packet, shared_secret, Some(blinded))
        }
        (Instruction::Receive(receive), Next::Final) => htlc.receive(&receive, false, shared_secret),
        (Instruction::BlindedReceive(blinded, receive), Next::Final) => {
            check_recipient(node, &blinded).map_err(|failure| code(place, failure))?;
            htlc.receive(&receive, true, shared_secret)
        }
        (instruction, next) => panic!("{instruction:?} of {next:?}"),
    }
}

/// The end of a path is the peer's own: Keelbolt decrypts it, and finds an even record that it does not know.
fn check_recipient(node: &Node, blinded: &Blinded<'_>) -> Result<(), FailureMessage<'static>> {
    let mut buffer = vec![0; blinded.encrypted_recipient_data.len()];
    let secret = PathSecret::derive(blinded.path_key, &node.key);
    match secret.decrypt(blinded.encrypted_recipient_data, &mut buffer) {
        Err(blinding::Error::Tlv(tlv::Error::UnknownEven { record: PEER_RECORD, .. })) => Ok(()),
        _ => Err(FailureMessage::InvalidOnionPayload { record: ENCRYPTED_RECIPIENT_DATA, offset: 0 }),
    }
}

impl Htlc {
    fn forward(
        &self,
        amount: Msat,
        cltv_expiry: BlockHeight,
        short_channel_id: u64,
        packet: &[u8],
        shared_secret: [u8; 32],
        blinded: Option<BlindedForward>,
    ) -> Result<Outcome, FailureCode> {
        // The peer asks for these blocks before it looks at the channel, and for no fee.
        let policy = ForwardingPolicy {
            fee_base_msat: 0,
            fee_proportional_millionths: 0,
            cltv_expiry_delta: BlockDelta(MIN_CLTV_EXPIRY_DELTA.into()),
            htlc_minimum: Msat(0),
            htlc_maximum: Msat(u64::MAX),
            disabled: false,
            expiry_margin: BlockDelta(4),
            channel_update: &[],
        };
        let outgoing = keelbolt::sphinx::payload::Htlc { amount, cltv_expiry };
        policy.check(self.limits(), outgoing, BlockHeight(self.height)).map_err(|failure| failure.code())?;
        Ok(Outcome::Forward(Box::new(Forwarded {
            short_channel_id,
            amount: amount.0,
            cltv_expiry: cltv_expiry.0,
            packet: packet.to_vec(),
            shared_secret,
            blinded,
        })))
    }

    fn receive(
        &self,
        receive: &Receive<'_>,
        is_blinded: bool,
        shared_secret: [u8; 32],
    ) -> Result<Outcome, FailureCode> {
        let expected = Expected {
            payment_hash: PaymentHash(self.payment_hash),
            payment_secret: self.payment_secret.filter(|_| !is_blinded).map(PaymentSecret),
            payment_metadata: None,
            amount: None,
            min_final_cltv_expiry_delta: BlockDelta(FINAL_DELTA.into()),
            basic_mpp: true,
        };
        expected.check(self.limits(), receive, BlockHeight(self.height)).map_err(|failure| failure.code())?;
        let custom = receive.unknown.iter().filter(|record| record.number >= CUSTOM);
        Ok(Outcome::Receive(Box::new(Received {
            amount: receive.amt_to_forward.0,
            cltv_expiry: receive.outgoing_cltv_value.0,
            shared_secret,
            total: receive.total_msat.0,
            payment_secret: receive.payment_secret.map(|secret| secret.0),
            metadata: receive.payment_metadata.map(<[u8]>::to_vec),
            keysend: receive.keysend_preimage.map(|preimage| *preimage.0.expose()),
            custom: custom.map(|record| (record.number, record.value.to_vec())).collect(),
            is_blinded,
        })))
    }

    fn limits(&self) -> keelbolt::sphinx::payload::Htlc {
        let (amount, cltv_expiry) = (Msat(self.amount), BlockHeight(self.cltv_expiry));
        keelbolt::sphinx::payload::Htlc { amount, cltv_expiry }
    }

    fn message(&self) -> UpdateAddHTLC {
        let (header, rest) = self.packet.split_first_chunk::<34>().unwrap();
        let (hop_data, hmac) = rest.split_first_chunk().unwrap();
        let public_key = bitcoin::secp256k1::PublicKey::from_slice(&header[1..]);
        UpdateAddHTLC {
            channel_id: ChannelId([0; 32]),
            htlc_id: 0,
            amount_msat: self.amount,
            payment_hash: payment::PaymentHash(self.payment_hash),
            cltv_expiry: self.cltv_expiry,
            skimmed_fee_msat: None,
            onion_routing_packet: OnionPacket {
                version: header[0],
                public_key,
                hop_data: *hop_data,
                hmac: hmac.try_into().unwrap(),
            },
            blinding_point: self.path_key.as_ref().map(nodes::theirs),
            hold_htlc: None,
        }
    }
}

/// What the peer makes of it, and the failure that it has encrypted already, if it did.
pub fn theirs(node: &Node, htlc: &Htlc) -> Result<Outcome, (InboundHTLCErr, Option<Vec<u8>>)> {
    match peel_payment_onion(&htlc.message(), &node.peer, &Quiet, &SECP, htlc.height, false) {
        Ok(info) => Ok(theirs_of(info)),
        Err(error) => {
            // Only failures that are encrypted already are as long.
            let encrypted = (error.err_data.len() > 256).then(|| error.err_data.clone());
            Err((error, encrypted))
        }
    }
}

fn theirs_of(info: PendingHTLCInfo) -> Outcome {
    let (amount, cltv_expiry) = (info.outgoing_amt_msat, info.outgoing_cltv_value);
    let shared_secret = info.incoming_shared_secret;
    let (data, keysend, metadata, custom, context) = match info.routing {
        PendingHTLCRouting::Forward { onion_packet, short_channel_id, blinded, .. } => {
            let blinded = blinded.map(|blinded| BlindedForward {
                path_key: blinded.inbound_blinding_point.serialize(),
                next_path_key_override: blinded.next_blinding_override.map(|key| key.serialize()),
                place: match blinded.failure {
                    BlindedFailure::FromIntroductionNode => Place::Introduction,
                    BlindedFailure::FromBlindedNode => Place::Inside,
                },
            });
            return Outcome::Forward(Box::new(Forwarded {
                short_channel_id,
                amount,
                cltv_expiry,
                packet: bytes(&onion_packet),
                shared_secret,
                blinded,
            }));
        }
        PendingHTLCRouting::Receive {
            payment_data, payment_metadata, custom_tlvs, payment_context, ..
        } => (Some(payment_data), None, payment_metadata, custom_tlvs, payment_context),
        PendingHTLCRouting::ReceiveKeysend {
            payment_data,
            payment_preimage,
            payment_metadata,
            custom_tlvs,
            payment_context,
            ..
        } => (payment_data, Some(payment_preimage.0), payment_metadata, custom_tlvs, payment_context),
        PendingHTLCRouting::TrampolineForward { .. } => panic!("no trampoline onion is built here"),
    };
    let is_blinded = context.is_some();
    Outcome::Receive(Box::new(Received {
        amount,
        cltv_expiry,
        shared_secret,
        total: data.as_ref().map_or(amount, |data| data.total_msat),
        payment_secret: data.map(|data| data.payment_secret.0).filter(|_| !is_blinded),
        metadata,
        keysend,
        custom: custom.into_iter().collect(),
        is_blinded,
    }))
}

/// The peer's packet as bytes.
pub fn bytes(packet: &OnionPacket) -> Vec<u8> {
    let key = packet.public_key.expect("of the peer's making").serialize();
    [&[packet.version], &key[..], &packet.hop_data, &packet.hmac].concat()
}

/// The code that the peer means.
pub fn code(reason: Reason) -> FailureCode {
    match reason {
        Reason::InvalidOnionVersion => FailureCode::INVALID_ONION_VERSION,
        Reason::InvalidOnionHMAC => FailureCode::INVALID_ONION_HMAC,
        Reason::InvalidOnionKey => FailureCode::INVALID_ONION_KEY,
        Reason::InvalidOnionPayload => FailureCode::INVALID_ONION_PAYLOAD,
        Reason::InvalidOnionBlinding => FailureCode::INVALID_ONION_BLINDING,
        Reason::IncorrectCLTVExpiry => FailureCode::INCORRECT_CLTV_EXPIRY,
        Reason::CLTVExpiryTooSoon | Reason::OutgoingCLTVTooSoon => FailureCode::EXPIRY_TOO_SOON,
        Reason::CLTVExpiryTooFar => FailureCode::EXPIRY_TOO_FAR,
        Reason::FinalIncorrectCLTVExpiry => FailureCode::FINAL_INCORRECT_CLTV_EXPIRY,
        Reason::FinalIncorrectHTLCAmount => FailureCode::FINAL_INCORRECT_HTLC_AMOUNT,
        Reason::PaymentClaimBuffer | Reason::InvalidKeysendPreimage => {
            FailureCode::INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS
        }
        Reason::PaymentSecretRequired => FailureCode::REQUIRED_NODE_FEATURE_MISSING,
        other => panic!("{other:?}: peeling has no such reason"),
    }
}

fn hash(bytes: &[u8]) -> keelbolt::crypto::Sha256 {
    keelbolt::crypto::sha256(bytes)
}
