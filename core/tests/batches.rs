//! Sweeps that are too heavy for one transaction are split: nothing is lost, nothing is taken twice, the order stays.
#![cfg(feature = "alloc")]

use bitcoin::ScriptBuf;
use keelbolt::amount::{Msat, Sat};
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::commitment::spend::{Claim, ClaimKind, Error, Parent, Path, Revocation, Sweep};
use keelbolt::commitment::{
    Basepoints, ChannelParameters, ChannelSecrets, Commitment, CommitmentDraft, CommitmentNumber,
    CommitmentSignatures, Format, Htlc, HtlcTransaction, Node, NodeParameters, PeerKeys, SecretGenerator,
};
use keelbolt::crypto::{Preimage, SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;

/// A feerate that all claims below can pay.
const FEERATE: u32 = 5_000;

const PREIMAGE: Preimage = Preimage(Secret::new([6; 32]));

/// A commitment of the opener that the accepter has signed, and its revocation.
struct Channel {
    context: SigningContext,
    accepter: (ChannelSecrets, Basepoints),
    commitment: Commitment,
    signatures: CommitmentSignatures,
    revocation: Revocation,
}

fn secrets(first: u8) -> ChannelSecrets {
    let key = |number| SecretKey::parse(Secret::new([first + number; 32])).unwrap();
    ChannelSecrets {
        funding: key(0),
        revocation_basepoint: key(1),
        payment_basepoint: key(2),
        delayed_payment_basepoint: key(3),
        htlc_basepoint: key(4),
        per_commitment_seed: Secret::new([first; 32]),
    }
}

impl Channel {
    /// With this many HTLCs of each node.
    fn new(format: Format, offered: usize, received: usize) -> Self {
        let context = SigningContext::new(Entropy::new([9; 32]));
        let nodes = [10, 20].map(|first| {
            let secrets = secrets(first);
            let basepoints = secrets.basepoints(&context).unwrap();
            (secrets, basepoints)
        });
        let parameters = |node: usize| NodeParameters {
            basepoints: nodes[node].1,
            dust_limit: Sat(354),
            to_self_delay: 144,
        };
        let channel = ChannelParameters {
            format,
            funding: OutPoint { txid: Txid([0x42; 32]), vout: 1 },
            funding_amount: Sat(100_000_000),
            opener: parameters(0),
            accepter: parameters(1),
        };
        let htlc = |offered_by| Htlc {
            offered_by,
            amount: Msat(20_000_000),
            payment_hash: PREIMAGE.payment_hash(),
            cltv_expiry: BlockHeight(700_000),
        };
        let mut htlcs = vec![htlc(Node::Opener); offered];
        htlcs.resize(offered + received, htlc(Node::Accepter));
        let in_htlcs: u64 = htlcs.iter().map(|htlc| htlc.amount.0).sum();
        let secret = SecretGenerator::new(Secret::new([0x5e; 32])).secret(CommitmentNumber::FIRST);
        let draft = CommitmentDraft {
            owner: Node::Opener,
            number: CommitmentNumber::FIRST,
            per_commitment_point: secret.point(&context).unwrap(),
            opener_balance: Msat(60_000_000_000 - in_htlcs),
            accepter_balance: Msat(40_000_000_000),
            feerate_per_kw: if format == Format::ZeroFee { 0 } else { 500 },
            htlcs: &htlcs,
        };
        let commitment = draft.build(&channel).unwrap();
        let [_, accepter] = nodes;
        let keys = PeerKeys { funding: &accepter.0.funding, htlc_basepoint: &accepter.0.htlc_basepoint };
        let signatures = commitment.sign(&keys, &context).unwrap();
        let revocation = Revocation::new(secret, &context).unwrap();
        Self { context, accepter, commitment, signatures, revocation }
    }

    /// Everything revoked, as the accepter takes it.
    fn revoked(&self) -> Vec<Claim> {
        let outputs = 0..self.commitment.outputs().len();
        let claim = |output| self.commitment.claim(output, &Path::Revocation(&self.revocation)).ok();
        outputs.filter_map(claim).collect()
    }

    /// Every HTLC transaction of the opener.
    fn htlc_transactions(&self) -> Vec<Claim> {
        let htlcs = self.commitment.htlc_transactions().zip(&self.signatures.htlc_signatures);
        let claim = |(htlc, remote_signature): (HtlcTransaction, _)| {
            let path = Path::HtlcTransaction { remote_signature, preimage: Some(&PREIMAGE) };
            self.commitment.claim(htlc.previous_output.vout as usize, &path).unwrap()
        };
        htlcs.map(claim).collect()
    }
}

fn wallet(count: u32) -> Vec<Claim> {
    let script = destination();
    let coin = |vout| {
        let outpoint = OutPoint { txid: Txid([0x77; 32]), vout };
        Claim::wallet(outpoint, Sat(200_000), script.clone(), 108)
    };
    (0..count).map(coin).collect()
}

/// P2WPKH.
fn destination() -> ScriptBuf {
    ScriptBuf::from_bytes([vec![0, 20], vec![7; 20]].concat())
}

/// The format, HTLCs each way, the wallet's outputs; how many claims each batch has, and how many of the wallet's.
type Row = (Format, usize, u32, &'static [(usize, usize)]);

#[test]
fn revoked_claims_are_split_by_the_weight_of_their_version() {
    let rows: [Row; 9] = [
        (Format::StaticRemotekey, 483, 0, &[(967, 0)]),
        (Format::Anchors, 483, 0, &[(967, 0)]),
        (Format::Anchors, 483, 3, &[(967, 3)]),
        (Format::ZeroFee, 0, 0, &[(1, 0)]),
        (Format::ZeroFee, 48, 0, &[(97, 0)]),
        (Format::ZeroFee, 49, 0, &[(50, 0), (49, 0)]),
        (Format::ZeroFee, 114, 0, &[(77, 0), (77, 0), (75, 0)]),
        (Format::ZeroFee, 114, 2, &[(77, 1), (77, 1), (75, 0)]),
        (Format::ZeroFee, 114, 7, &[(77, 3), (77, 2), (75, 2)]),
    ];
    for (format, each, coins, expected) in rows {
        let channel = Channel::new(format, each, each);
        let what = format!("{format:?}, {each} htlcs each way, {coins} of the wallet");
        check(&channel, channel.revoked(), wallet(coins), expected, &what);
    }
}

#[test]
fn htlc_transactions_get_the_wallets_outputs_in_turn() {
    for (format, offered, received) in [(Format::ZeroFee, 114, 0), (Format::ZeroFee, 0, 114)] {
        let channel = Channel::new(format, offered, received);
        let claims = channel.htlc_transactions();
        check(&channel, claims, wallet(5), &[(57, 3), (57, 2)], "htlc transactions");
    }
}

/// Every claim is in one batch, in its order; each batch is one that nodes relay, and as it was said.
fn check(channel: &Channel, claims: Vec<Claim>, coins: Vec<Claim>, expected: &[(usize, usize)], what: &str) {
    // The wallet's come first, so that their place is not that of the list.
    let given: Vec<Claim> = coins.iter().chain(&claims).cloned().collect();
    let batches = || Sweep::new(given.clone(), destination()).unwrap().batches().unwrap();
    let built: Vec<_> = batches().into_iter().map(|batch| batch.build(FEERATE).unwrap()).collect();
    let is_wallet = |claim: &&Claim| claim.kind == ClaimKind::Wallet;
    let sizes = built.iter().map(|batch| {
        let coins = batch.claims().iter().filter(is_wallet).count();
        (batch.claims().len() - coins, coins)
    });
    assert_eq!(sizes.collect::<Vec<_>>(), expected, "{what}");

    let all = || built.iter().flat_map(|batch| batch.claims());
    assert!(all().filter(|claim| !is_wallet(claim)).eq(&claims), "{what}: the order");
    let mut dealt: Vec<_> = all().filter(is_wallet).map(|coin| coin.previous_output).collect();
    dealt.sort();
    assert!(dealt.into_iter().eq(coins.iter().map(|coin| coin.previous_output)), "{what}: the wallet");

    let limit = if channel.commitment.channel().format == Format::ZeroFee { 40_000 } else { 400_000 };
    assert!(built.iter().all(|batch| batch.weight() <= limit), "{what}: the weight");

    // Whatever the feerate, the batches are the same: each is replaced by itself.
    let (secrets, basepoints) = &channel.accepter;
    if claims.iter().all(|claim| matches!(claim.kind, ClaimKind::RevokedHtlc | ClaimKind::RevokedToLocal)) {
        for batch in built {
            let signed = batch.sign(&secrets.spend_keys(basepoints), &channel.context).unwrap();
            let (attempt, claims) = (signed.attempt(), signed.into_claims());
            let again = Sweep::new(claims, destination()).unwrap().batches().unwrap();
            let [again] = <[Sweep; 1]>::try_from(again).unwrap();
            assert!(again.build(FEERATE).unwrap().fee() > attempt.fee, "{what}: the fee");
        }
    }
}

#[test]
fn what_cannot_be_split_is_named() {
    let channel = Channel::new(Format::ZeroFee, 114, 114);
    // Rich ones, so that no fee is in the way of the weight.
    let mut revoked = channel.revoked();
    revoked.iter_mut().for_each(|claim| claim.amount = Sat(1_000_000));
    let whole = || Sweep::new(revoked.clone(), destination()).unwrap();
    let weight = |sweep: Sweep| match sweep.build(FEERATE) {
        Err(Error::Weight { found, .. }) => found,
        other => panic!("{other:?}"),
    };
    let parent = Parent { fee: Sat(0), weight: 40_000 };
    let huge = ScriptBuf::from_bytes(vec![0x51; 9_900]);
    let one = || Sweep::new(revoked[..1].to_vec(), huge.clone()).unwrap();
    let coins = [&revoked[..1], &wallet(200)].concat();
    let rows = [
        ("a child", whole().with_parent(parent), 4_000, weight(whole())),
        ("a destination", one(), 40_000, weight(one())),
        // Each claim by itself, and the destination with it, is still too much.
        (
            "a destination of many",
            Sweep::new(revoked.clone(), huge.clone()).unwrap(),
            40_000,
            Sweep::new(revoked[..1].to_vec(), huge.clone()).map(weight).unwrap(),
        ),
        (
            "the wallet",
            Sweep::new(coins.clone(), destination()).unwrap(),
            40_000,
            Sweep::new(coins, destination()).map(weight).unwrap(),
        ),
    ];
    for (name, sweep, expected, found) in rows {
        assert_eq!(sweep.batches().map(drop), Err(Error::Weight { expected, found }), "{name}");
    }
    // A light child stays what it is.
    let child = Sweep::new(revoked[..1].to_vec(), destination()).unwrap().with_parent(parent);
    let [child] = <[Sweep; 1]>::try_from(child.batches().unwrap()).unwrap();
    assert!(child.build(FEERATE).unwrap().fee() > Sat(200), "it pays for its parent");
}
