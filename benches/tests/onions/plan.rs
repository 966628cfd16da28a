//! A payment, drawn from bytes, that both implementations can build.

use crate::nodes::{CONTEXT, Node, SECP};
use crate::outcome::{FINAL_DELTA, Htlc, bytes};
use crate::path::{self, Tail};
use arbitrary::{Result, Unstructured};
use bitcoin::secp256k1::SecretKey as PeerSecret;
use keelbolt::amount::Msat;
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::crypto::{PaymentSecret, Preimage, SharedSecret, sha256};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::sphinx::payload::{Payload, PaymentData};
use keelbolt::sphinx::{
    Error, Hop, HopSecrets, KeyType, PACKET_LENGTH, Route, SessionKey, UnknownRecord, UnknownRecords,
};
use keelbolt::time::BlockHeight;
use lightning::ln::channelmanager::{MIN_CLTV_EXPIRY_DELTA, RecipientOnionFields};
use lightning::ln::onion_utils::create_payment_onion;
use lightning::routing::router::{Path, RouteHop};
use lightning::types::features::{ChannelFeatures, NodeFeatures};
use lightning::types::payment;

/// What a hop is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    Forward,
    Final,
    /// The first node of a blinded path, which is not the last.
    Introduction,
    /// A later one, not the last.
    Inside,
    BlindedFinal,
}

/// A payment.
pub struct Plan<'c> {
    /// Those that the sender knows, to the recipient or the first node of a blinded path.
    pub route: Vec<&'static Node>,
    /// The fee of each, and at the end the amount, or the fee of the blinded path.
    fees: Vec<u64>,
    /// The blocks of each, and at the end those of the recipient, or of the blinded path.
    deltas: Vec<u32>,
    channels: Vec<u64>,
    pub tail: Option<Tail>,
    pub amount: u64,
    pub total: u64,
    height: u32,
    session: [u8; 32],
    payment_secret: Option<[u8; 32]>,
    metadata: Option<&'c [u8]>,
    keysend: Option<[u8; 32]>,
    custom: Vec<UnknownRecord<'c>>,
}

/// A packet, and what its origin shares with the hops.
pub struct Built {
    pub packet: Vec<u8>,
    pub secrets: Vec<SharedSecret>,
}

impl<'c> Plan<'c> {
    /// Draws one with a hop of this kind, or of any.
    pub fn draw(source: &mut Unstructured<'c>, at: Option<At>) -> Result<Self> {
        let blinded = match at {
            None => source.ratio(1, 2)?,
            Some(at) => !matches!(at, At::Forward | At::Final),
        };
        let least = if at == Some(At::Forward) { 2 } else { 1 };
        let most = if blinded { 8 } else { 20 };
        let amount = 1 + (source.arbitrary::<u64>()? >> source.int_in_range(14..=60)?);
        let height = source.int_in_range(1_000..=10_000_000)?;
        // Long routes are rarer: the peer takes long to build them.
        let most = if source.ratio(1, 5)? { most } else { 6 };
        let length = source.int_in_range(least..=most)?;
        let mut plan = Self {
            route: path::nodes(source, length)?,
            fees: list(source, length, |source| source.int_in_range(0..=100_000))?,
            deltas: list(source, length, |source| {
                source.int_in_range(u32::from(MIN_CLTV_EXPIRY_DELTA)..=80)
            })?,
            channels: list(source, length, |source| source.arbitrary())?,
            tail: None,
            amount,
            total: amount + (source.arbitrary::<u64>()? >> source.int_in_range(14..=63)?),
            height,
            session: key(source)?,
            payment_secret: None,
            metadata: None,
            keysend: None,
            custom: Vec::new(),
        };
        let excess = source.int_in_range(0..=100)?;
        let (fee, delta) = match blinded {
            true => {
                let start = plan.start();
                let tail = Tail::draw(source, at, plan.route[length - 1], amount, start, excess)?;
                let cost = (tail.fee, tail.delta);
                plan.tail = Some(tail);
                cost
            }
            false => {
                plan.recipient(source, at)?;
                (amount, FINAL_DELTA + excess)
            }
        };
        plan.fees[length - 1] = fee;
        plan.deltas[length - 1] = delta;
        Ok(plan)
    }

    /// What the recipient is told.
    fn recipient(&mut self, source: &mut Unstructured<'c>, at: Option<At>) -> Result<()> {
        self.keysend = match at {
            Some(At::Final) => None,
            _ => source.ratio(1, 4)?.then(|| source.arbitrary()).transpose()?,
        };
        if self.keysend.is_none() || source.ratio(1, 4)? {
            self.payment_secret = Some(source.arbitrary()?);
        }
        if source.ratio(1, 3)? {
            let length = source.int_in_range(0..=90)?;
            self.metadata = Some(source.bytes(length)?);
        }
        let mut number = 65_535;
        for _ in 0..source.int_in_range(0..=3_u8)? {
            // The next odd type, or one far away.
            number += 2 + 2 * (source.arbitrary::<u64>()? >> source.int_in_range(4..=63)?);
            let length = source.int_in_range(0..=60)?;
            self.custom.push(UnknownRecord { number, value: source.bytes(length)? });
        }
        // The peer keeps this type, an odd one, for itself.
        self.custom.retain(|record| record.number != 77_777);
        Ok(())
    }

    /// The nodes in order, and what each is to do.
    pub fn hops(&self) -> Vec<(&'static Node, At)> {
        let last = self.route.len() - 1;
        let blinded = self.tail.as_ref().map_or(&[][..], |tail| &tail.nodes);
        let known = self.route[..last].iter().map(|node| (*node, At::Forward));
        let end = match blinded.len() {
            0 if self.tail.is_none() => At::Final,
            0 => At::BlindedFinal,
            _ => At::Introduction,
        };
        let inside = blinded.iter().enumerate().map(|(index, node)| match index + 1 == blinded.len() {
            true => (*node, At::BlindedFinal),
            false => (*node, At::Inside),
        });
        known.chain([(self.route[last], end)]).chain(inside).collect()
    }

    pub fn payment_hash(&self) -> [u8; 32] {
        self.keysend.map_or([7; 32], |preimage| sha256(&preimage).0)
    }

    /// What arrives at the first node.
    pub fn htlc(&self, packet: Vec<u8>) -> Htlc {
        let (amount, cltv_expiry) = self.arriving(0);
        Htlc {
            payment_hash: self.payment_hash(),
            amount,
            cltv_expiry,
            path_key: None,
            packet,
            height: self.height,
            payment_secret: self.payment_secret,
        }
    }

    /// Amount and expiry of the HTLC for a node that the sender knows.
    fn arriving(&self, hop: usize) -> (u64, u32) {
        let blinded = self.tail.as_ref().map_or(0, |_| self.amount);
        let amount = self.fees[hop..].iter().sum::<u64>() + blinded;
        (amount, self.start() + self.deltas[hop..].iter().sum::<u32>())
    }

    /// The height from which the sender counts.
    fn start(&self) -> u32 {
        self.height + 1
    }

    /// What Keelbolt tells the hops.
    pub fn payloads(&self) -> Vec<Payload<'_>> {
        let forwards = (1..self.route.len()).map(|next| {
            let (amount, cltv_expiry) = self.arriving(next);
            let channel = ShortChannelId(self.channels[next]);
            Payload::forward(Msat(amount), BlockHeight(cltv_expiry), channel)
        });
        let end = match &self.tail {
            Some(tail) => tail.payloads(Msat(self.amount), Msat(self.total), self.start()),
            None => vec![self.final_payload()],
        };
        forwards.chain(end).collect()
    }

    fn final_payload(&self) -> Payload<'_> {
        let (amount, cltv_expiry) = self.arriving(self.route.len() - 1);
        let (amount, cltv_expiry) = (Msat(amount), BlockHeight(cltv_expiry));
        let data = self.payment_secret.map(|secret| PaymentData {
            payment_secret: PaymentSecret(secret),
            total_msat: Msat(self.total),
        });
        let mut payload = match (self.keysend, data) {
            (Some(preimage), _) => Payload::keysend(amount, cltv_expiry, Preimage(Secret::new(preimage))),
            (None, Some(data)) => Payload::receive(amount, cltv_expiry, data),
            (None, None) => panic!("drawn with a secret or a preimage"),
        };
        payload.payment_data = data;
        payload.payment_metadata = self.metadata;
        payload.unknown = UnknownRecords::new(&self.custom);
        payload
    }

    /// Builds the onion here.
    pub fn build(&self, payloads: &[Payload<'_>]) -> std::result::Result<Built, Error> {
        let payloads: Vec<Vec<u8>> = payloads.iter().map(written).collect();
        let blinded = self.tail.iter().flat_map(|tail| tail.path().hops().iter().skip(1));
        let keys = self.route.iter().map(|node| node.id).chain(blinded.map(|hop| hop.blinded_node_id));
        let hops: Vec<Hop<'_>> =
            keys.zip(&payloads).map(|(public_key, payload)| Hop { public_key, payload }).collect();
        let hash = self.payment_hash();
        let (mut secrets, mut packet) = (HopSecrets::<32>::new(), vec![0; PACKET_LENGTH]);
        let session_key = SessionKey::new(Entropy::new(self.session))?;
        session_key.build(&Route::payment(&hops, &hash), &CONTEXT, &mut secrets, &mut packet)?;
        Ok(Built { packet, secrets: secrets.as_slice().to_vec() })
    }

    /// Has the peer build the onion, filled from the same stream: the packet, its amount and its expiry. `None`
    /// when the peer finds the route too long.
    pub fn build_there(&self) -> Option<(Vec<u8>, u64, u32)> {
        let hops = self.route.iter().enumerate().map(|(index, node)| RouteHop {
            pubkey: node.peer_id,
            node_features: NodeFeatures::empty(),
            short_channel_id: self.channels[index],
            channel_features: ChannelFeatures::empty(),
            fee_msat: self.fees[index],
            cltv_expiry_delta: self.deltas[index],
            maybe_announced_channel: true,
        });
        let path = Path {
            hops: hops.collect(),
            blinded_tail: self.tail.as_ref().map(|tail| tail.there(self.amount)),
        };
        let custom = self.custom.iter().map(|record| (record.number, record.value.to_vec())).collect();
        let mut recipient = RecipientOnionFields::spontaneous_empty().with_custom_tlvs(custom).unwrap();
        recipient.payment_secret = self.payment_secret.map(payment::PaymentSecret);
        recipient.payment_metadata = self.metadata.map(<[u8]>::to_vec);
        let built = create_payment_onion(
            &SECP,
            &path,
            &PeerSecret::from_slice(&self.session).unwrap(),
            self.total,
            &recipient,
            self.start(),
            &payment::PaymentHash(self.payment_hash()),
            &self.keysend.map(payment::PaymentPreimage),
            None,
            *KeyType::Pad.key(&self.session).expose(),
        );
        built.ok().map(|(packet, amount, cltv_expiry)| (bytes(&packet), amount, cltv_expiry))
    }

    /// Takes hops away from the front until the onion fits.
    pub fn shorten(&mut self) {
        self.route.remove(0);
        self.fees.remove(0);
        self.deltas.remove(0);
        self.channels.remove(0);
    }
}

fn written(payload: &Payload<'_>) -> Vec<u8> {
    let mut buffer = vec![0; payload.length()];
    payload.write(&mut buffer).unwrap();
    buffer
}

/// A secret key, all but certainly.
pub fn key(source: &mut Unstructured<'_>) -> Result<[u8; 32]> {
    let mut key: [u8; 32] = source.arbitrary()?;
    key[0] &= 0x7f;
    key[31] |= 1;
    Ok(key)
}

/// So many values.
pub fn list<'a, T>(
    source: &mut Unstructured<'a>,
    count: usize,
    draw: impl Fn(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    (0..count).map(|_| draw(source)).collect()
}
