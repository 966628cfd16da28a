//! A channel and a commitment of it, drawn from bytes.

use crate::draw;
use crate::nodes::Node as Keys;
use arbitrary::{Result, Unstructured};
use keelbolt::amount::{Msat, Sat};
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::commitment::{
    ChannelParameters, CommitmentDraft, CommitmentNumber, Format, Htlc, Node, NodeParameters,
};
use keelbolt::crypto::{PaymentHash, Preimage, PublicKey, SecretKey};
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;

/// All formats.
pub const FORMATS: [Format; 3] = [Format::StaticRemotekey, Format::Anchors, Format::ZeroFee];

/// A channel with one commitment.
pub struct Plan {
    pub channel: ChannelParameters,
    /// The opener and the accepter.
    pub nodes: [&'static Keys; 2],
    pub owner: Node,
    pub number: CommitmentNumber,
    /// The secret of the commitment, and its point.
    pub secret: SecretKey,
    pub point: PublicKey,
    /// Those of the opener and of the accepter.
    pub balances: [Msat; 2],
    pub feerate_per_kw: u32,
    pub htlcs: Vec<Htlc>,
}

impl Plan {
    /// The hashes that were drawn become preimages, by the HTLC: what was alike stays so.
    pub(crate) fn show_preimages(&mut self) -> Vec<Preimage> {
        let shown = |htlc: &mut Htlc| {
            let preimage = Preimage(Secret::new(htlc.payment_hash.0));
            htlc.payment_hash = preimage.payment_hash();
            preimage
        };
        self.htlcs.iter_mut().map(shown).collect()
    }

    /// Draws one with as many HTLCs as may be, or fewer by so many bits.
    pub fn draw(source: &mut Unstructured<'_>, fewer: u32) -> Result<Self> {
        let format = *source.choose(&FORMATS)?;
        let nodes = draw::pair(source)?;
        let owner = node(source)?;
        let parameters = [node_parameters(source, nodes[0])?, node_parameters(source, nodes[1])?];
        let feerate_per_kw = if format == Format::ZeroFee { 0 } else { feerate(source)? };
        let dust_limit = parameters[usize::from(owner == Node::Accepter)].dust_limit;
        let htlcs = htlcs(source, format, fewer, |offered_by| {
            let fee = match offered_by == owner {
                true => format.htlc_timeout_fee(feerate_per_kw),
                false => format.htlc_success_fee(feerate_per_kw),
            };
            (dust_limit.0 + fee.0) * Msat::PER_SAT
        })?;
        // What the opener pays when no HTLC is trimmed.
        let fee = format.commitment_fee(feerate_per_kw, htlcs.len() as u64).0;
        let mut balances = [
            balance(source, (dust_limit.0 + fee) * Msat::PER_SAT)?,
            balance(source, dust_limit.0 * Msat::PER_SAT)?,
        ];
        let sum: u64 = htlcs.iter().map(|htlc| htlc.amount.0).chain(balances.map(|balance| balance.0)).sum();
        // A funding output holds a whole number of satoshi, and one at least.
        let padded = sum.max(1).next_multiple_of(Msat::PER_SAT);
        balances[usize::from(source.arbitrary::<bool>()?)].0 += padded - sum;
        let (secret, point) = draw::key(source)?;
        Ok(Self {
            channel: ChannelParameters {
                format,
                funding: OutPoint {
                    txid: Txid(source.arbitrary()?),
                    vout: source.arbitrary::<u16>()?.into(),
                },
                funding_amount: Sat(padded / Msat::PER_SAT),
                opener: parameters[0],
                accepter: parameters[1],
            },
            nodes,
            owner,
            number: CommitmentNumber::new(draw::up_to(source, CommitmentNumber::LAST.to_u64())?).unwrap(),
            secret,
            point,
            balances,
            feerate_per_kw,
            htlcs,
        })
    }

    /// What Keelbolt builds the commitment from.
    pub fn draft(&self) -> CommitmentDraft<'_> {
        CommitmentDraft {
            owner: self.owner,
            number: self.number,
            per_commitment_point: self.point,
            opener_balance: self.balances[0],
            accepter_balance: self.balances[1],
            feerate_per_kw: self.feerate_per_kw,
            htlcs: &self.htlcs,
        }
    }

    /// The keys of the owner, and of the node that signs for it.
    pub fn owner_and_signer(&self) -> (&'static Keys, &'static Keys) {
        match self.owner {
            Node::Opener => (self.nodes[0], self.nodes[1]),
            Node::Accepter => (self.nodes[1], self.nodes[0]),
        }
    }
}

fn node(source: &mut Unstructured<'_>) -> Result<Node> {
    Ok(if source.arbitrary()? { Node::Opener } else { Node::Accepter })
}

fn node_parameters(source: &mut Unstructured<'_>, keys: &Keys) -> Result<NodeParameters> {
    /// "`dust_limit_satoshis` is smaller than 354 satoshis: MUST fail the channel" (BOLT 2)
    const DUST_LIMITS: [u64; 4] = [354, 546, 1000, 100_000];
    Ok(NodeParameters {
        basepoints: keys.basepoints,
        dust_limit: Sat(*source.choose(&DUST_LIMITS)?),
        to_self_delay: draw::delay(source)?,
    })
}

fn feerate(source: &mut Unstructured<'_>) -> Result<u32> {
    const FEERATES: [u32; 7] = [0, 1, 253, 1000, 2500, 50_000, u32::MAX];
    Ok(if source.ratio(1, 4)? { draw::script_number(source)? } else { *source.choose(&FEERATES)? })
}

/// HTLCs with amounts around the one at which they are trimmed, some of them alike.
fn htlcs(
    source: &mut Unstructured<'_>,
    format: Format,
    fewer: u32,
    trimmed_below: impl Fn(Node) -> u64,
) -> Result<Vec<Htlc>> {
    let most = format.max_accepted_htlcs() >> fewer;
    let counts = match source.ratio(1, 8)? {
        true => [most; 2],
        false => [source.int_in_range(0..=most)?, source.int_in_range(0..=most)?],
    };
    let mut htlcs: Vec<Htlc> = Vec::new();
    for (offered_by, count) in [Node::Opener, Node::Accepter].into_iter().zip(counts) {
        for _ in 0..count {
            let mut htlc = Htlc {
                offered_by,
                amount: amount(source, trimmed_below(offered_by))?,
                payment_hash: PaymentHash(source.arbitrary()?),
                // From 500,000,000 on it would be a time.
                cltv_expiry: BlockHeight(draw::script_number(source)? % 500_000_000),
            };
            // Some have parts, or everything but the direction, of one before.
            if let Some(earlier) = htlcs.last().filter(|_| source.ratio(1, 2).unwrap_or(false)) {
                let same: u8 = source.arbitrary()?;
                if same & 1 != 0 {
                    htlc.amount = earlier.amount;
                }
                if same & 2 != 0 {
                    htlc.payment_hash = earlier.payment_hash;
                }
                if same & 4 != 0 {
                    htlc.cltv_expiry = earlier.cltv_expiry;
                }
            }
            htlcs.push(htlc);
        }
    }
    Ok(htlcs)
}

fn amount(source: &mut Unstructured<'_>, trimmed_below: u64) -> Result<Msat> {
    /// A thousandth of all bitcoin, so that their sum stays below it.
    const MOST: u64 = Sat::MAX_MONEY.0;
    Ok(Msat(match source.int_in_range(0..=3)? {
        0 => draw::around(source, trimmed_below)?.min(MOST),
        _ => draw::up_to(source, MOST)?,
    }))
}

fn balance(source: &mut Unstructured<'_>, edge: u64) -> Result<Msat> {
    const MOST: u64 = Sat::MAX_MONEY.0;
    Ok(Msat(match source.int_in_range(0..=5)? {
        0 => 0,
        1 | 2 => draw::around(source, edge)?.min(MOST),
        _ => draw::up_to(source, MOST)?,
    }))
}
