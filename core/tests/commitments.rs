//! Laws of commitments, and what is refused: each with the exact error, its text and whose fault it is.
#![cfg(feature = "alloc")]

use keelbolt::amount::{Msat, Sat};
use keelbolt::blame::Blame;
use keelbolt::bytes;
use keelbolt::codec::transaction::{OutPoint, TxOut, Txid};
use keelbolt::commitment::{
    Basepoints, ChannelParameters, Commitment, CommitmentDraft, CommitmentNumber, CommitmentSignatures,
    Error, Format, Htlc, Node, NodeParameters, OutputKind, PeerKeys, PerCommitmentSecret, revocation_privkey,
};
use keelbolt::crypto::{self, PaymentHash, PublicKey, SecretKey, Signature, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;

const NODES: [Node; 2] = [Node::Opener, Node::Accepter];

/// A point takes long: those of the two nodes, and of a commitment, are made once.
static POINTS: LazyLock<[PublicKey; 20]> =
    LazyLock::new(|| std::array::from_fn(|seed| CONTEXT.public_key(&secret_key(seed as u8)).unwrap()));

static CONTEXT: LazyLock<SigningContext> = LazyLock::new(|| SigningContext::new(Entropy::new([7; 32])));

fn secret_key(seed: u8) -> SecretKey {
    SecretKey::parse(Secret::new([seed + 1; 32])).unwrap()
}

/// The first of a node's secrets: funding, then the basepoints.
fn first_seed(node: Node) -> u8 {
    if node == Node::Opener { 0 } else { 10 }
}

fn basepoints(node: Node) -> Basepoints {
    let point = |at: usize| POINTS[usize::from(first_seed(node)) + at];
    Basepoints {
        funding_pubkey: point(0),
        revocation_basepoint: point(1),
        payment_basepoint: point(2),
        delayed_payment_basepoint: point(3),
        htlc_basepoint: point(4),
    }
}

/// What a commitment is built from, owned.
#[derive(Clone, Debug)]
struct State {
    channel: ChannelParameters,
    owner: Node,
    number: CommitmentNumber,
    balances: [Msat; 2],
    feerate_per_kw: u32,
    htlcs: Vec<Htlc>,
}

impl State {
    fn draft(&self) -> CommitmentDraft<'_> {
        CommitmentDraft {
            owner: self.owner,
            number: self.number,
            per_commitment_point: POINTS[19],
            opener_balance: self.balances[0],
            accepter_balance: self.balances[1],
            feerate_per_kw: self.feerate_per_kw,
            htlcs: &self.htlcs,
        }
    }

    fn build(&self) -> Result<Commitment, Error> {
        self.draft().build(&self.channel)
    }

    /// Signed by the other node than the owner.
    fn sign(&self) -> (Commitment, CommitmentSignatures) {
        let first = first_seed(self.owner.other());
        let (funding, htlc_basepoint) = (secret_key(first), secret_key(first + 4));
        let keys = PeerKeys { funding: &funding, htlc_basepoint: &htlc_basepoint };
        let commitment = self.build().unwrap();
        let signatures = commitment.sign(&keys, &CONTEXT).unwrap();
        (commitment, signatures)
    }
}

fn node_parameters(node: Node, dust_limit: u64) -> NodeParameters {
    NodeParameters { basepoints: basepoints(node), dust_limit: Sat(dust_limit), to_self_delay: 144 }
}

/// A channel of a million satoshi, without HTLCs.
fn plain(format: Format) -> State {
    State {
        channel: ChannelParameters {
            format,
            funding: OutPoint { txid: Txid([9; 32]), vout: 1 },
            funding_amount: Sat(1_000_000),
            opener: node_parameters(Node::Opener, 546),
            accepter: node_parameters(Node::Accepter, 546),
        },
        owner: Node::Opener,
        number: CommitmentNumber::FIRST,
        balances: [Msat(600_000_000), Msat(400_000_000)],
        feerate_per_kw: if format == Format::ZeroFee { 0 } else { 2500 },
        htlcs: Vec::new(),
    }
}

fn htlc(offered_by: Node, amount: u64) -> Htlc {
    let cltv_expiry = BlockHeight(500_000);
    Htlc { offered_by, amount: Msat(amount), payment_hash: PaymentHash([6; 32]), cltv_expiry }
}

fn states() -> impl Strategy<Value = State> {
    let formats = prop::sample::select(&[Format::StaticRemotekey, Format::Anchors, Format::ZeroFee][..]);
    let limits = prop::sample::select(&[354_u64, 546, 5000][..]);
    let node = || prop::sample::select(&NODES[..]);
    // Few hashes, amounts and expiries, so that many HTLCs share some or all of them.
    let htlc = (node(), amount(), 0..3_u8, 0..3_u32).prop_map(|(offered_by, amount, hash, expiry)| Htlc {
        offered_by,
        amount,
        payment_hash: PaymentHash([hash; 32]),
        cltv_expiry: BlockHeight(500_000 + expiry),
    });
    let feerate = prop_oneof![Just(0), Just(253), Just(2500), Just(u32::MAX), any::<u32>()];
    let channel = (formats, limits.clone(), limits, 0..1_u64 << 48);
    let commitment = (node(), amount(), amount(), feerate, vec(htlc, 0..12));
    (channel, commitment).prop_map(|((format, opener_dust, accepter_dust, number), commitment)| {
        let (owner, opener, accepter, feerate_per_kw, htlcs) = commitment;
        // Enough for both anchors: the rows of `reserves` have less.
        let opener = if format == Format::Anchors { opener.max(Msat(660_000)) } else { opener };
        let sum: u64 = htlcs.iter().map(|htlc| htlc.amount.0).sum::<u64>() + opener.0 + accepter.0;
        let padded = sum.max(1).next_multiple_of(1000);
        State {
            channel: ChannelParameters {
                funding_amount: Sat(padded / 1000),
                opener: node_parameters(Node::Opener, opener_dust),
                accepter: node_parameters(Node::Accepter, accepter_dust),
                ..plain(format).channel
            },
            owner,
            number: CommitmentNumber::new(number).unwrap(),
            balances: [opener, Msat(accepter.0 + padded - sum)],
            feerate_per_kw: if format == Format::ZeroFee { 0 } else { feerate_per_kw },
            htlcs,
        }
    })
}

/// Nothing, about what is trimmed, and of any magnitude.
fn amount() -> impl Strategy<Value = Msat> {
    let about = prop::sample::select(&[0_u64, 353_999, 354_000, 545_999, 546_000, 2_200_000][..]);
    let any = (0..100_000_000_000_000_u64, 0..40_u32).prop_map(|(value, shift)| value >> shift);
    prop_oneof![about, any].prop_map(Msat)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    /// Every satoshi of the funding output is in an output or in the fee, and every HTLC in one output or trimmed.
    #[test]
    fn amounts_are_conserved(state in states()) {
        let commitment = state.build().unwrap();
        let spent: u64 = commitment.outputs().iter().map(|output| output.value.0).sum();
        prop_assert_eq!(spent + commitment.fee().0, state.channel.funding_amount.0);
        prop_assert_eq!(commitment.transaction().output.iter().map(|out| out.value.to_sat()).sum::<u64>(), spent);

        let draft = state.draft();
        let trimmed = |htlc: &usize| draft.is_trimmed(&state.htlcs[*htlc], &state.channel);
        let (_, kept): (Vec<usize>, Vec<usize>) = (0..state.htlcs.len()).partition(trimmed);
        let mut found: Vec<usize> = commitment.outputs().iter().filter_map(|out| out.kind.htlc()).collect();
        found.sort_unstable();
        prop_assert_eq!(found, kept);
        for output in commitment.outputs() {
            if let OutputKind::OfferedHtlc(htlc) | OutputKind::ReceivedHtlc(htlc) = output.kind {
                let offered = state.htlcs[htlc].offered_by == state.owner;
                prop_assert_eq!(matches!(output.kind, OutputKind::OfferedHtlc(_)), offered);
                prop_assert_eq!(output.value, state.htlcs[htlc].amount.sat_rounded_down());
            }
        }
    }

    /// Outputs are in their order, that of equal HTLCs is the draft's, and each has the script that it says.
    #[test]
    fn outputs_are_ordered(state in states()) {
        let commitment = state.build().unwrap();
        for (index, output) in commitment.outputs().iter().enumerate() {
            if let Some(template) = commitment.template(index) {
                prop_assert_eq!(template.script_pubkey(), output.script_pubkey);
            }
        }
        for pair in commitment.outputs().windows(2) {
            let order = pair[0].tx_out().bip69_cmp(&pair[1].tx_out());
            prop_assert!(order.is_le());
            if let (true, Some(a), Some(b)) = (order.is_eq(), pair[0].kind.htlc(), pair[1].kind.htlc()) {
                let expiry = |htlc: usize| state.htlcs[htlc].cltv_expiry;
                prop_assert!((expiry(a), a) < (expiry(b), b));
            }
        }
        // The order of the HTLCs in the draft changes nothing that is seen on chain.
        let mut other = state.clone();
        other.htlcs.reverse();
        let other = other.build().unwrap();
        prop_assert_eq!(other.txid(), commitment.txid());
    }

    /// What the opener's commitment calls its own, the accepter's calls the other node's.
    #[test]
    fn both_commitments_show_one_channel(state in states()) {
        let mut state = state;
        state.channel.accepter.dust_limit = state.channel.opener.dust_limit;
        if state.channel.format == Format::StaticRemotekey {
            // With fees, timeout and success differ in what is trimmed.
            state.feerate_per_kw = 0;
        }
        let [opener, accepter] = NODES.map(|owner| State { owner, ..state.clone() }.build().unwrap());
        prop_assert_eq!(opener.fee(), accepter.fee());
        let mut mirrored: Vec<_> = accepter.outputs().iter().map(|out| (out.value, mirror(out.kind))).collect();
        let mut own: Vec<_> = opener.outputs().iter().map(|out| (out.value, out.kind)).collect();
        mirrored.sort_unstable();
        own.sort_unstable();
        prop_assert_eq!(own, mirrored);
        prop_assert_eq!(opener.channel().obscuring_factor(), accepter.channel().obscuring_factor());
    }

    #[test]
    fn the_number_is_in_the_transaction(state in states()) {
        let transaction = state.build().unwrap().transaction();
        let (lock_time, sequence) = (transaction.lock_time.to_consensus_u32(), transaction.input[0].sequence.0);
        let factor = state.channel.obscuring_factor();
        prop_assert_eq!(factor.number(lock_time, sequence), Some(state.number));
    }
}

fn mirror(kind: OutputKind) -> OutputKind {
    match kind {
        OutputKind::ToLocal => OutputKind::ToRemote,
        OutputKind::ToRemote => OutputKind::ToLocal,
        OutputKind::LocalAnchor => OutputKind::RemoteAnchor,
        OutputKind::RemoteAnchor => OutputKind::LocalAnchor,
        OutputKind::SharedAnchor => OutputKind::SharedAnchor,
        OutputKind::OfferedHtlc(htlc) => OutputKind::ReceivedHtlc(htlc),
        OutputKind::ReceivedHtlc(htlc) => OutputKind::OfferedHtlc(htlc),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    /// Signatures verify; each flipped, exchanged or left out is found, and named.
    #[test]
    fn a_wrong_signature_is_named(state in states(), at in any::<prop::sample::Index>(), bit in 0..512_usize) {
        let (commitment, signatures) = state.sign();
        prop_assert_eq!(commitment.verify(&signatures), Ok(()));

        let mut wrong = signatures.clone();
        if let Some(flipped) = flip(&signatures.signature, bit) {
            wrong.signature = flipped;
            prop_assert_eq!(commitment.verify(&wrong), Err(Error::Signature));
        }
        let expected = signatures.htlc_signatures.len();
        let mut fewer = signatures.clone();
        let found = expected + 1;
        let mut more = signatures.clone();
        more.htlc_signatures.push(signatures.signature);
        prop_assert_eq!(commitment.verify(&more), Err(Error::HtlcSignatureCount { expected, found }));
        if fewer.htlc_signatures.pop().is_none() {
            return Ok(());
        }
        let found = expected - 1;
        prop_assert_eq!(commitment.verify(&fewer), Err(Error::HtlcSignatureCount { expected, found }));

        let at = at.index(expected);
        let outputs: Vec<(u32, usize)> = (0..).zip(commitment.outputs())
            .filter_map(|(output, out)| Some((output, out.kind.htlc()?)))
            .collect();
        let named = |at: usize| {
            let (output, htlc) = outputs[at];
            Err(Error::HtlcSignature { htlc, output })
        };
        for other in [flip(&signatures.htlc_signatures[at], bit), Some(signatures.signature)] {
            let Some(other) = other else { continue };
            let mut wrong = signatures.clone();
            wrong.htlc_signatures[at] = other;
            prop_assert_eq!(commitment.verify(&wrong), named(at));
        }
        // Those of two HTLCs, exchanged: identical ones too are told apart, by their outputs.
        for other in (0..expected).filter(|other| *other != at) {
            let mut wrong = signatures.clone();
            wrong.htlc_signatures.swap(at, other);
            prop_assert_eq!(commitment.verify(&wrong), named(at.min(other)));
        }
    }
}

/// The signature with one bit changed, where that is one.
fn flip(signature: &Signature, bit: usize) -> Option<Signature> {
    let mut compact = signature.to_compact();
    compact[bit / 8] ^= 1 << (bit % 8);
    Signature::parse(&compact).ok()
}

/// What the channel, the draft or a secret is spoilt with.
type Attempt = fn() -> Result<(), Error>;

/// The name, what is tried, the error, its text, and whose fault it is.
type Row = (&'static str, Attempt, Error, &'static str, Blame);

fn built(state: &State) -> Result<(), Error> {
    state.build().map(|_| ())
}

fn spoilt(format: Format, spoil: fn(&mut State)) -> Result<(), Error> {
    let mut state = plain(format);
    spoil(&mut state);
    built(&state)
}

/// Neither reserve is met by the state.
fn reserved(opener: u64, accepter: u64, spoil: fn(&mut State)) -> Result<(), Error> {
    let mut state = plain(Format::Anchors);
    spoil(&mut state);
    state.draft().check_reserve(&state.channel, Sat(opener), Sat(accepter))
}

fn amounts() -> Vec<Row> {
    let funding = |found| Error::FundingAmount { expected: Sat::MAX_MONEY, found: Sat(found) };
    let balance =
        |found: Option<u64>| Error::Balance { expected: Msat(1_000_000_000), found: found.map(Msat) };
    vec![
        (
            "a funding output of nothing",
            || {
                spoilt(Format::Anchors, |state| {
                    state.channel.funding_amount = Sat(0);
                    state.balances = [Msat(0); 2];
                })
            },
            funding(0),
            "funding output: expected 1 sat to 2100000000000000 sat, found 0 sat",
            Blame::Caller,
        ),
        (
            "one of more than all bitcoin",
            || {
                spoilt(Format::Anchors, |state| {
                    state.channel.funding_amount = Sat(Sat::MAX_MONEY.0 + 1);
                    state.balances = [Msat(0), Msat((Sat::MAX_MONEY.0 + 1) * 1000)];
                })
            },
            funding(Sat::MAX_MONEY.0 + 1),
            "funding output: expected 1 sat to 2100000000000000 sat, found 2100000000000001 sat",
            Blame::Caller,
        ),
        (
            "one whose millisatoshi overflow",
            || spoilt(Format::Anchors, |state| state.channel.funding_amount = Sat(u64::MAX)),
            funding(u64::MAX),
            "funding output: expected 1 sat to 2100000000000000 sat, found 18446744073709551615 sat",
            Blame::Caller,
        ),
        (
            "a millisatoshi too few",
            || spoilt(Format::ZeroFee, |state| state.balances[1].0 -= 1),
            balance(Some(999_999_999)),
            "balances and htlcs: expected 1000000000 msat, found 999999999 msat",
            Blame::Caller,
        ),
        (
            "an htlc that nobody pays",
            || spoilt(Format::Anchors, |state| state.htlcs.push(htlc(Node::Accepter, 1))),
            balance(Some(1_000_000_001)),
            "balances and htlcs: expected 1000000000 msat, found 1000000001 msat",
            Blame::Caller,
        ),
        (
            "amounts that overflow",
            || spoilt(Format::Anchors, |state| state.htlcs.push(htlc(Node::Opener, u64::MAX))),
            balance(None),
            "balances and htlcs: expected 1000000000 msat, found more than there can be",
            Blame::Caller,
        ),
    ]
}

fn limits() -> Vec<Row> {
    vec![
        (
            "484 htlcs of the opener",
            || spoilt(Format::Anchors, |state| state.htlcs = vec![htlc(Node::Opener, 0); 484]),
            Error::TooManyHtlcs { offered_by: Node::Opener, expected: 483, found: 484 },
            "htlcs of the opener: expected at most 483, found 484",
            Blame::Caller,
        ),
        (
            "484 htlcs of the accepter",
            || spoilt(Format::StaticRemotekey, |state| state.htlcs = vec![htlc(Node::Accepter, 0); 484]),
            Error::TooManyHtlcs { offered_by: Node::Accepter, expected: 483, found: 484 },
            "htlcs of the accepter: expected at most 483, found 484",
            Blame::Caller,
        ),
        (
            "115 htlcs without fees",
            || spoilt(Format::ZeroFee, |state| state.htlcs = vec![htlc(Node::Accepter, 0); 115]),
            Error::TooManyHtlcs { offered_by: Node::Accepter, expected: 114, found: 115 },
            "htlcs of the accepter: expected at most 114, found 115",
            Blame::Caller,
        ),
        (
            "an expiry of 1985",
            || {
                spoilt(Format::Anchors, |state| {
                    state.htlcs = vec![htlc(Node::Accepter, 0); 2];
                    state.htlcs[1].cltv_expiry = BlockHeight(500_000_000);
                })
            },
            Error::CltvExpiry {
                htlc: 1,
                expected: BlockHeight(499_999_999),
                found: BlockHeight(500_000_000),
            },
            "cltv_expiry of htlc 1: expected at most block 499999999, found block 500000000",
            Blame::Peer,
        ),
        (
            "a fee where there is none",
            || spoilt(Format::ZeroFee, |state| state.feerate_per_kw = u32::MAX),
            Error::Feerate { expected: 0, found: u32::MAX },
            "feerate_per_kw: expected 0, found 4294967295",
            Blame::Caller,
        ),
    ]
}

fn reserves() -> Vec<Row> {
    // 2500 for a thousand units of weight, of which there are 1124, and two anchors: 3470.
    let (opener, accepter) = (Node::Opener, Node::Accepter);
    let below =
        |node, expected, found| Error::BelowReserve { node, expected: Sat(expected), found: Sat(found) };
    vec![
        (
            "a reserve of the opener, after fees",
            || reserved(596_531, 0, |_| {}),
            below(opener, 596_531, 596_530),
            "balance of the opener: expected a reserve of 596531 sat, found 596530 sat",
            Blame::Peer,
        ),
        (
            "a reserve of the accepter",
            || reserved(596_530, 400_000, |state| state.balances[1].0 -= 1),
            below(accepter, 400_000, 399_999),
            "balance of the accepter: expected a reserve of 400000 sat, found 399999 sat",
            Blame::Peer,
        ),
        (
            "a feerate that nobody can pay",
            || reserved(0, 0, |state| state.feerate_per_kw = u32::MAX),
            Error::FeeExceedsBalance { expected: Sat(4_827_543_899), found: Sat(600_000) },
            "the opener pays 4827543899 sat for the commitment and has 600000 sat",
            Blame::Peer,
        ),
        (
            "a fee of a satoshi too much",
            || reserved(0, 0, |state| state.balances[0] = Msat(3_469_999)),
            Error::FeeExceedsBalance { expected: Sat(3470), found: Sat(3469) },
            "the opener pays 3470 sat for the commitment and has 3469 sat",
            Blame::Peer,
        ),
        (
            "anchors that nobody pays",
            || {
                spoilt(Format::Anchors, |state| {
                    state.balances = [Msat(658_999), Msat(998_001_001)];
                    state.htlcs.push(htlc(Node::Accepter, 1_340_000));
                })
            },
            Error::FeeExceedsBalance { expected: Sat(3900), found: Sat(658) },
            "the opener pays 3900 sat for the commitment and has 658 sat",
            Blame::Peer,
        ),
        (
            "an htlc whose output is not paid for",
            || {
                reserved(0, 0, |state| {
                    state.balances[0] = Msat(3_899_999);
                    state.htlcs.push(htlc(Node::Accepter, 546_000));
                })
            },
            Error::FeeExceedsBalance { expected: Sat(3900), found: Sat(3899) },
            "the opener pays 3900 sat for the commitment and has 3899 sat",
            Blame::Peer,
        ),
    ]
}

fn keys() -> Vec<Row> {
    let out_of_range = Error::Key(crypto::Error::SecretKeyOutOfRange);
    vec![
        (
            "a secret of zero",
            || PerCommitmentSecret(Secret::new([0; 32])).point(&CONTEXT).map(|_| ()),
            out_of_range,
            "secret key is zero or not below the group order",
            Blame::Caller,
        ),
        (
            "a revocation with a secret above the group order",
            || {
                let revoked = PerCommitmentSecret(Secret::new([0xff; 32]));
                let point = POINTS[1];
                revocation_privkey(&secret_key(1), &point, &revoked, &point).map(|_| ())
            },
            out_of_range,
            "secret key is zero or not below the group order",
            Blame::Caller,
        ),
        (
            "points that cancel each other",
            || {
                let mut opposite = POINTS[0].to_bytes();
                opposite[0] ^= 1;
                let opposite = PublicKey::parse(&opposite).unwrap();
                POINTS[0].add(&opposite).map(|_| ()).map_err(Error::Key)
            },
            Error::Key(crypto::Error::PointsCancel),
            "points cancel each other",
            Blame::Peer,
        ),
        (
            "secrets that cancel each other",
            || {
                let opposite = SecretKey::parse(Secret::new(OPPOSITE_OF_ONE)).unwrap();
                let mut one = [0; 32];
                one[31] = 1;
                let one = SecretKey::parse(Secret::new(one)).unwrap();
                one.add(&opposite).map(|_| ()).map_err(Error::Key)
            },
            Error::Key(crypto::Error::TweakOutOfRange),
            "factor is zero or not below the group order",
            Blame::Peer,
        ),
    ]
}

/// The group order less one.
const OPPOSITE_OF_ONE: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xba,
    0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x40,
];

fn signatures() -> Vec<Row> {
    fn two() -> State {
        let mut state = plain(Format::Anchors);
        state.htlcs = vec![htlc(Node::Opener, 5_000_000), htlc(Node::Accepter, 5_000_000)];
        state.balances[0].0 -= 10_000_000;
        state
    }
    fn verified(spoil: fn(&mut CommitmentSignatures)) -> Result<(), Error> {
        let (commitment, mut signatures) = two().sign();
        spoil(&mut signatures);
        commitment.verify(&signatures)
    }
    let (commitment, _) = two().sign();
    let first = commitment.htlc_transactions().next().unwrap();
    let (htlc, output) = (first.htlc, first.previous_output.vout);
    assert_eq!((htlc, output), (1, 2), "the text below names them");
    vec![
        (
            "a signature of an htlc for the commitment",
            || verified(|signatures| signatures.signature = signatures.htlc_signatures[0]),
            Error::Signature,
            "signature of the commitment is not of the funding key",
            Blame::Peer,
        ),
        (
            "a signature of an htlc left out",
            || verified(|signatures| signatures.htlc_signatures.truncate(1)),
            Error::HtlcSignatureCount { expected: 2, found: 1 },
            "htlc signatures: expected 2, found 1",
            Blame::Peer,
        ),
        (
            "signatures of two htlcs exchanged",
            || verified(|signatures| signatures.htlc_signatures.reverse()),
            Error::HtlcSignature { htlc, output },
            "signature of htlc 1, output 2, is not of the htlc key",
            Blame::Peer,
        ),
    ]
}

#[test]
fn what_cannot_be_is_refused() {
    for row in [amounts(), limits(), reserves(), keys(), signatures()].concat() {
        check(row);
    }
}

fn check((name, attempt, expected, text, blame): Row) {
    let error = attempt().expect_err(name);
    assert_eq!((error, error.blame(), error.to_string().as_str()), (expected, blame, text), "{name}");
}

/// What is a hair better is built.
#[test]
fn limits_may_be_reached() {
    assert_eq!(reserved(596_530, 400_000, |_| {}), Ok(()));
    for format in [Format::StaticRemotekey, Format::Anchors, Format::ZeroFee] {
        let mut state = plain(format);
        let most = format.max_accepted_htlcs();
        let each = 1_000_000;
        state.htlcs = NODES.iter().flat_map(|node| vec![htlc(*node, each); most]).collect();
        let sum = each * 2 * most as u64;
        state.channel.funding_amount = Sat((sum + 1_000_000_000) / 1000);
        state.feerate_per_kw = 0;
        let commitment = state.build().unwrap();
        assert!(commitment.outputs().len() >= 2 * most + 2, "{format:?}");

        state.channel.funding_amount = Sat::MAX_MONEY;
        state.balances[1] = Msat(Sat::MAX_MONEY.0 * 1000 - sum - state.balances[0].0);
        assert_eq!(built(&state), Ok(()), "{format:?}");
    }
    // The last height.
    let mut state = plain(Format::Anchors);
    state.htlcs = vec![Htlc { cltv_expiry: BlockHeight(499_999_999), ..htlc(Node::Opener, 0) }];
    assert_eq!(built(&state), Ok(()));
    // Both anchors and nothing more; the rest of a millisatoshi is the accepter's.
    let mut state = plain(Format::Anchors);
    state.balances = [Msat(659_999), Msat(998_000_001)];
    state.htlcs.push(htlc(Node::Accepter, 1_340_000));
    assert_eq!(state.build().unwrap().fee(), Sat(0));
    // An opener that cannot pay the fee pays what it has.
    let mut state = plain(Format::StaticRemotekey);
    state.feerate_per_kw = u32::MAX;
    assert_eq!(state.build().unwrap().fee(), Sat(600_000));
}

/// Every error of the module stands in a row here, in `commitment_secrets.rs` or in `channel_secrets.rs`; saved bytes
/// have a length that cannot end early.
#[test]
fn every_error_has_a_row() {
    let source = include_str!("../src/commitment/error.rs");
    let body = source.split_once("pub enum Error {").unwrap().1.split_once("\n}").unwrap().0;
    let variants: BTreeSet<String> = body
        .lines()
        .filter(|line| line.starts_with("    ") && line[4..].starts_with(char::is_uppercase))
        .map(|line| name(line.trim()))
        .collect();
    let rows = [amounts(), limits(), reserves(), keys(), signatures()].concat();
    let mut rows: BTreeSet<String> = rows.iter().map(|row| name(&format!("{:?}", row.2))).collect();
    rows.extend(
        ["SecretOutOfOrder", "SecretNotDerivable", "StoreVersion", "StoreCount", "Bytes", "Derivation"]
            .map(String::from),
    );
    assert_eq!(rows, variants);
    let error = Error::Bytes(bytes::Error::Truncated { offset: 9, expected: 32, found: 31 });
    assert_eq!(error.to_string(), "truncated at byte 9: expected 32 bytes, found 31");
}

/// The name before the data of a variant.
fn name(variant: &str) -> String {
    variant.chars().take_while(|c| c.is_alphanumeric()).collect()
}

/// A commitment as its outputs: a check that the outputs above are those of the transaction.
#[test]
fn outputs_are_those_of_the_transaction() {
    let commitment = plain(Format::Anchors).build().unwrap();
    let transaction = commitment.transaction();
    let theirs = transaction.output.iter().map(|output| TxOut {
        value: Sat(output.value.to_sat()),
        script_pubkey: output.script_pubkey.as_bytes(),
    });
    assert!(theirs.eq(commitment.outputs().iter().map(|output| output.tx_out())));
}
