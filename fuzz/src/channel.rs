//! Channels whose secrets are known: what the fuzz targets of spends and closing draw.

use crate::NODES;
use keelbolt::amount::{Msat, Sat};
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::commitment::spend::SpendKeys;
use keelbolt::commitment::{Basepoints, ChannelParameters, Format, Node, NodeParameters};
use keelbolt::crypto::{Preimage, SecretKey};
use keelbolt::secret::Secret;
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use std::sync::LazyLock;

/// All formats.
pub const FORMATS: [Format; 3] = [Format::StaticRemotekey, Format::Anchors, Format::ZeroFee];

/// Both nodes' basepoints.
static BASEPOINTS: LazyLock<[Basepoints; 2]> =
    LazyLock::new(|| [Node::Opener, Node::Accepter].map(basepoints));

fn basepoints(node: Node) -> Basepoints {
    let point = |at: usize| NODES[first(node) + at].id;
    Basepoints {
        funding_pubkey: point(0),
        revocation_basepoint: point(1),
        payment_basepoint: point(2),
        delayed_payment_basepoint: point(3),
        htlc_basepoint: point(4),
    }
}

/// The first of a node's keys.
const fn first(node: Node) -> usize {
    match node {
        Node::Opener => 0,
        Node::Accepter => 5,
    }
}

/// The secret of a node's `funding_pubkey`.
pub fn funding(node: Node) -> &'static SecretKey {
    &NODES[first(node)].key
}

/// All secrets of a node.
pub fn spend_keys(node: Node) -> SpendKeys<'static> {
    let key = |at: usize| &NODES[first(node) + at].key;
    SpendKeys {
        basepoints: &BASEPOINTS[usize::from(node == Node::Accepter)],
        funding: key(0),
        revocation_basepoint: key(1),
        payment_basepoint: key(2),
        delayed_payment_basepoint: key(3),
        htlc_basepoint: key(4),
    }
}

/// A channel of these nodes.
pub fn channel(source: &mut Unstructured<'_>, funding_amount: Sat) -> Result<ChannelParameters> {
    let [opener, accepter] = *BASEPOINTS;
    let limits = [Sat(354), Sat(546), Sat(1_000)];
    let mut node = |basepoints| {
        let dust_limit = *source.choose(&limits)?;
        Result::Ok(NodeParameters { basepoints, dust_limit, to_self_delay: source.arbitrary()? })
    };
    let (opener, accepter) = (node(opener)?, node(accepter)?);
    Ok(ChannelParameters {
        format: *source.choose(&FORMATS)?,
        funding: OutPoint { txid: Txid([0x42; 32]), vout: source.int_in_range(0..=3)? },
        funding_amount,
        opener,
        accepter,
    })
}

/// Either of the nodes.
pub fn node(source: &mut Unstructured<'_>) -> Result<Node> {
    Ok(if source.arbitrary()? { Node::Opener } else { Node::Accepter })
}

/// An amount of at most `most` satoshi, small ones as likely as large ones, whole mostly.
pub fn amount(source: &mut Unstructured<'_>, most: u64) -> Result<Msat> {
    let amount = (source.arbitrary::<u64>()? >> source.int_in_range(0..=63)?) % (most + 1) * 1000;
    Ok(Msat(if source.ratio(1, 8)? { amount.saturating_sub(source.int_in_range(1..=999)?) } else { amount }))
}

/// One of a few preimages.
pub fn preimage(number: u8) -> Preimage {
    Preimage(Secret::new([number; 32]))
}
