//! A blinded path at the end of a payment, made by either side.

use crate::nodes::{self, CONTEXT, NODES, Node, SECP};
use crate::outcome::FINAL_DELTA;
use crate::plan::{At, key, list};
use arbitrary::{Result, Unstructured};
use keelbolt::amount::Msat;
use keelbolt::bytes::Writer;
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::codec::tlv::Records;
use keelbolt::entropy::Entropy;
use keelbolt::sphinx::blinding::{
    BlindedPath, EncryptedDataTlv, PathDraft, PathHop, PaymentConstraints, PaymentRelay, TotalRelay,
};
use keelbolt::sphinx::payload::Payload;
use keelbolt::sphinx::{UnknownRecord, UnknownRecords};
use keelbolt::time::BlockHeight;
use lightning::blinded_path::payment::{
    self, BlindedPaymentPath, Bolt12RefundContext, ForwardTlvs, PaymentContext, PaymentForwardNode,
    ReceiveTlvs, UnauthenticatedReceiveTlvs,
};
use lightning::blinded_path::{BlindedHop, IntroductionNode};
use lightning::ln::channelmanager::MIN_CLTV_EXPIRY_DELTA;
use lightning::offers::nonce::Nonce;
use lightning::routing::router::BlindedTail;
use lightning::sign::{NodeSigner as _, RandomBytes};
use lightning::types::features::BlindedHopFeatures;
use lightning::types::payment::PaymentSecret;
use lightning::util::ser::Writeable as _;

/// The record of the constraints in what a hop is told.
const PAYMENT_CONSTRAINTS: u64 = 12;

/// A blinded path.
pub struct Tail {
    bytes: Vec<u8>,
    /// The nodes after the first one.
    pub nodes: Vec<&'static Node>,
    /// What the path costs the sender beyond the amount, as it says.
    pub fee: u64,
    /// The blocks that it takes, with those that the sender adds.
    pub delta: u32,
    excess: u32,
    /// The blocks by which the path may be late.
    pub slack: u32,
}

impl Tail {
    /// Draws a path from `first` on, to which the sender adds `excess` blocks after `start`; some more are allowed.
    pub fn draw(
        source: &mut Unstructured<'_>,
        at: Option<At>,
        first: &'static Node,
        amount: u64,
        start: u32,
        excess: u32,
    ) -> Result<Self> {
        let least = match at {
            Some(At::Introduction) => 1,
            Some(At::Inside) => 2,
            _ => 0,
        };
        let length = source.int_in_range(least..=4)?;
        let nodes = nodes(source, length)?;
        let relays = list(source, length, relay)?;
        let channels: Vec<u64> = list(source, length, |source| source.arbitrary())?;
        let slack = source.int_in_range(0..=100)?;
        let draft = Draft {
            nodes: [&[first], &nodes[..]].concat(),
            relays,
            channels,
            expiry: start + excess + slack,
            minimum: source.int_in_range(1..=amount)?,
            session: key(source)?,
        };
        let (bytes, total) = match source.ratio(1, 2)? {
            true => draft.here(source.arbitrary()?),
            false => draft.there(),
        };
        let fee = total.amount_with_fees(Msat(amount)).expect("far from any limit").0 - amount;
        let delta = u32::from(total.cltv_delta) + excess;
        Ok(Self { bytes, nodes, fee, delta, excess, slack })
    }

    pub fn path(&self) -> BlindedPath<'_> {
        BlindedPath::parse(&self.bytes).unwrap()
    }

    /// What Keelbolt tells the hops.
    pub fn payloads(&self, amount: Msat, total: Msat, start: u32) -> Vec<Payload<'_>> {
        let path = self.path();
        let last = path.hops().len() - 1;
        let payload = |(index, data)| {
            let path_key = (index == 0).then_some(path.first_path_key);
            match index == last {
                true => {
                    let expiry = BlockHeight(start + self.excess);
                    Payload::blinded_receive(data, path_key, amount, expiry, total)
                }
                false => Payload::blinded_forward(data, path_key),
            }
        };
        path.hops().iter().map(|hop| hop.encrypted_recipient_data).enumerate().map(payload).collect()
    }

    /// The path as the peer's.
    pub fn there(&self, amount: u64) -> BlindedTail {
        let path = self.path();
        let hops = path.hops().iter().map(|hop| BlindedHop {
            blinded_node_id: nodes::theirs(&hop.blinded_node_id),
            encrypted_payload: hop.encrypted_recipient_data.to_vec(),
        });
        BlindedTail {
            trampoline_hops: Vec::new(),
            hops: hops.collect(),
            blinding_point: nodes::theirs(&path.first_path_key),
            excess_final_cltv_expiry_delta: self.excess,
            final_value_msat: amount,
        }
    }
}

/// What a path is made from.
struct Draft {
    nodes: Vec<&'static Node>,
    relays: Vec<PaymentRelay>,
    channels: Vec<u64>,
    expiry: u32,
    minimum: u64,
    session: [u8; 32],
}

impl Draft {
    /// The path made by Keelbolt, for a recipient that runs the peer's code.
    fn here(&self, pads: bool) -> (Vec<u8>, TotalRelay) {
        let received = self.received().encode();
        let records = Records::new(&received, |_| true).map(|record| record.unwrap());
        let records: Vec<UnknownRecord<'_>> = records
            .filter(|record| record.number != PAYMENT_CONSTRAINTS)
            .map(|record| UnknownRecord { number: record.number, value: record.value })
            .collect();
        let hops =
            self.hops(EncryptedDataTlv { unknown: UnknownRecords::new(&records), ..Default::default() });
        let mut draft = PathDraft::payment(&hops);
        if !pads {
            draft.padded_length = None;
        }
        let mut buffer = vec![0; draft.length().unwrap()];
        let path = draft.write(Entropy::new(self.session), &CONTEXT, &mut buffer).unwrap();
        (written(&path), self.total())
    }

    /// The hops with all that they are told.
    fn hops<'a>(&self, end: EncryptedDataTlv<'a>) -> Vec<PathHop<'a>> {
        let data = self.channels.iter().zip(&self.relays).map(|(channel, relay)| EncryptedDataTlv {
            payment_relay: Some(*relay),
            ..EncryptedDataTlv::to_channel(ShortChannelId(*channel))
        });
        let hops = self.nodes.iter().zip(data.chain([end]));
        let mut hops: Vec<PathHop<'a>> =
            hops.map(|(node, data)| PathHop { node_id: node.id, data }).collect();
        let (expiry, minimum) = (BlockHeight(self.expiry), Msat(self.minimum));
        PathDraft::constrain(&mut hops, expiry, FINAL_DELTA as u16, minimum).unwrap();
        hops
    }

    fn total(&self) -> TotalRelay {
        TotalRelay::of(self.relays.iter().copied(), FINAL_DELTA as u16).unwrap()
    }

    /// The path made by the peer, which must come to the same price.
    fn there(&self) -> (Vec<u8>, TotalRelay) {
        let (recipient, forwarding) = self.nodes.split_last().unwrap();
        let constraints = self.constraints();
        let nodes = forwarding.iter().zip(&self.relays).zip(&self.channels).zip(&constraints);
        let nodes: Vec<PaymentForwardNode> = nodes
            .map(|(((node, relay), channel), constraints)| PaymentForwardNode {
                node_id: node.peer_id,
                htlc_maximum_msat: u64::MAX,
                tlvs: ForwardTlvs {
                    short_channel_id: *channel,
                    payment_relay: payment::PaymentRelay {
                        cltv_expiry_delta: relay.cltv_expiry_delta,
                        fee_proportional_millionths: relay.fee_proportional_millionths,
                        fee_base_msat: relay.fee_base_msat,
                    },
                    payment_constraints: theirs(constraints),
                    features: BlindedHopFeatures::empty(),
                    next_blinding_override: None,
                },
            })
            .collect();
        let random = RandomBytes::new(self.session);
        let path = BlindedPaymentPath::new(
            &nodes,
            recipient.peer_id,
            self.received(),
            u64::MAX,
            FINAL_DELTA as u16,
            &random,
            &SECP,
        )
        .unwrap();
        let IntroductionNode::NodeId(first) = path.introduction_node() else {
            panic!("the peer names channels only on demand")
        };
        assert_eq!(*first, self.nodes[0].peer_id);
        let total = TotalRelay {
            fee_base_msat: path.payinfo.fee_base_msat,
            fee_proportional_millionths: path.payinfo.fee_proportional_millionths,
            cltv_delta: path.payinfo.cltv_expiry_delta,
        };
        assert_eq!(total, self.total());
        let mut bytes = [first.serialize(), path.blinding_point().serialize()].concat();
        bytes.push(path.blinded_hops().len() as u8);
        path.blinded_hops().iter().for_each(|hop| bytes.extend(hop.encode()));
        (bytes, total)
    }

    /// What the peer tells itself at the end.
    fn received(&self) -> ReceiveTlvs {
        let recipient = &self.nodes[self.nodes.len() - 1].peer;
        let tlvs = UnauthenticatedReceiveTlvs {
            payment_secret: PaymentSecret(self.session),
            payment_constraints: theirs(&self.constraints()[self.relays.len()]),
            payment_context: PaymentContext::Bolt12Refund(Bolt12RefundContext {}),
        };
        let random = RandomBytes::new(self.session);
        tlvs.authenticate(Nonce::from_entropy_source(&random), &recipient.get_expanded_key())
    }

    /// The constraints of every hop, as Keelbolt sets them.
    fn constraints(&self) -> Vec<PaymentConstraints> {
        let hops = self.hops(EncryptedDataTlv::default());
        hops.iter().map(|hop| hop.data.payment_constraints.unwrap()).collect()
    }
}

fn theirs(constraints: &PaymentConstraints) -> payment::PaymentConstraints {
    payment::PaymentConstraints {
        max_cltv_expiry: constraints.max_cltv_expiry.0,
        htlc_minimum_msat: constraints.htlc_minimum_msat.0,
    }
}

fn relay(source: &mut Unstructured<'_>) -> Result<PaymentRelay> {
    let large = source.ratio(1, 8)?;
    Ok(PaymentRelay {
        cltv_expiry_delta: source.int_in_range(MIN_CLTV_EXPIRY_DELTA..=144)?,
        // Above a million, one more millisatoshi to forward costs more than one.
        fee_proportional_millionths: source.int_in_range(0..=if large { 3_000_000 } else { 20_000 })?,
        fee_base_msat: source.int_in_range(0..=10_000)?,
    })
}

/// Nodes, no two of them next to each other the same.
pub fn nodes(source: &mut Unstructured<'_>, count: usize) -> Result<Vec<&'static Node>> {
    let start = source.int_in_range(0..=NODES.len() - 1)?;
    let step = 1 + 2 * source.int_in_range(0..=7)?;
    Ok((0..count).map(|index| &NODES[(start + index * step) % NODES.len()]).collect())
}

/// A path as bytes.
pub fn written(path: &BlindedPath<'_>) -> Vec<u8> {
    let mut bytes = vec![0; path.length()];
    path.write(&mut Writer::new(&mut bytes)).unwrap();
    bytes
}
