//! Blinded paths: every hop reads its own part and nothing else, and is paid what it asks for.

use keelbolt::amount::Msat;
use keelbolt::blame::Blame;
use keelbolt::bytes::{self, Writer};
use keelbolt::codec::features::{FeatureBits, FeatureSet};
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::codec::{integer, tlv};
use keelbolt::crypto::{PublicKey, SecretKey, Sha256, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::sphinx::blinding::{
    Answer, BlindedPath, EncryptedDataTlv, Error, FirstNode, NextNode, PathDraft, PathHop, PathSecret,
    PaymentConstraints, PaymentRelay, Place, Start, TotalRelay,
};
use keelbolt::sphinx::failure::{FailureCode, FailureMessage};
use keelbolt::sphinx::{UnknownRecord, UnknownRecords};
use keelbolt::time::BlockHeight;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

const NO_FEATURES: FeatureSet = FeatureSet::EMPTY;

fn context() -> SigningContext {
    SigningContext::new(Entropy::new([7; 32]))
}

/// The key of a node.
fn key(node: usize) -> SecretKey {
    SecretKey::parse(Secret::new([node as u8 + 1; 32])).unwrap()
}

fn node_id(node: usize) -> PublicKey {
    context().public_key(&key(node)).unwrap()
}

fn session(byte: u8) -> Entropy {
    Entropy::new([byte; 32])
}

/// What a hop is told, owned.
#[derive(Clone, Debug)]
struct Told {
    padding: Option<usize>,
    channel: Option<u64>,
    next: Option<usize>,
    path_id: Option<Vec<u8>>,
    override_key: Option<usize>,
    relay: Option<PaymentRelay>,
    constraints: Option<PaymentConstraints>,
    features: Option<FeatureSet>,
    unknown: Vec<(u64, Vec<u8>)>,
}

impl Told {
    fn with<T>(&self, use_data: impl FnOnce(EncryptedDataTlv<'_>) -> T) -> T {
        let unknown: Vec<UnknownRecord<'_>> =
            self.unknown.iter().map(|(number, value)| UnknownRecord { number: *number, value }).collect();
        use_data(EncryptedDataTlv {
            padding: self.padding,
            short_channel_id: self.channel.map(ShortChannelId),
            next_node_id: self.next.map(node_id),
            path_id: self.path_id.as_deref(),
            next_path_key_override: self.override_key.map(node_id),
            payment_relay: self.relay,
            payment_constraints: self.constraints,
            allowed_features: self.features.map(FeatureBits::from),
            unknown: UnknownRecords::new(&unknown),
        })
    }
}

fn relay() -> impl Strategy<Value = PaymentRelay> {
    (any::<u16>(), any::<u32>(), any::<u32>()).prop_map(|(delta, proportional, base)| PaymentRelay {
        cltv_expiry_delta: delta,
        fee_proportional_millionths: proportional,
        fee_base_msat: base,
    })
}

fn told() -> impl Strategy<Value = Told> {
    let constraints = (any::<u32>(), any::<u64>()).prop_map(|(height, amount)| PaymentConstraints {
        max_cltv_expiry: BlockHeight(height),
        htlc_minimum_msat: Msat(amount),
    });
    let features = vec(0..FeatureSet::CAPACITY, 0..4).prop_map(|bits| FeatureSet::of(&bits));
    let unknown =
        proptest::collection::btree_map((1..50_u64).prop_map(|n| 2 * n + 1), vec(any::<u8>(), 0..40), 0..4);
    (
        (option::of(0..400_usize), option::of(any::<u64>()), option::of(0..5_usize)),
        (option::of(vec(any::<u8>(), 0..300)), option::of(0..5_usize), option::of(relay())),
        (option::of(constraints), option::of(features), unknown),
    )
        .prop_map(|((padding, channel, next), (path_id, override_key, relay), rest)| {
            let (constraints, features, unknown) = rest;
            let unknown = unknown.into_iter().collect();
            Told { padding, channel, next, path_id, override_key, relay, constraints, features, unknown }
        })
}

fn written(data: &EncryptedDataTlv<'_>) -> Vec<u8> {
    let mut out = vec![0; data.length()];
    let mut writer = Writer::new(&mut out);
    data.write(&mut writer).unwrap();
    assert_eq!(writer.len(), data.length());
    out
}

fn path_bytes(path: &BlindedPath<'_>) -> Vec<u8> {
    let mut out = vec![0; path.length()];
    let mut writer = Writer::new(&mut out);
    path.write(&mut writer).unwrap();
    assert_eq!(writer.len(), path.length());
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn data_is_read_as_it_is_written(told in told()) {
        told.with(|data| {
            let stream = written(&data);
            prop_assert_eq!(EncryptedDataTlv::parse(&stream), Ok(data));
            for cut in 0..stream.len() {
                prop_assert_ne!(EncryptedDataTlv::parse(&stream[..cut]), Ok(data));
                prop_assert!(data.write(&mut Writer::new(&mut vec![0; cut])).is_err());
            }
            Ok(())
        })?;
    }

    /// Each hop of a padded path finds what it was told, under its own key; all data are of one length.
    #[test]
    fn hops_read_their_part(tellings in vec(told(), 1..6), byte in 1..100_u8, bit in any::<usize>()) {
        let mut hops = Vec::new();
        for (node, told) in tellings.iter().enumerate() {
            hops.push((node_id(node), told.with(|data| written(&data))));
        }
        let hops: Vec<PathHop<'_>> = hops
            .iter()
            .map(|(node_id, stream)| PathHop {
                node_id: *node_id,
                data: EncryptedDataTlv::parse(stream).unwrap(),
            })
            .collect();
        let draft = PathDraft::part(&hops);
        let mut out = vec![0; draft.length().unwrap()];
        let path = draft.write(session(byte), &context(), &mut out).unwrap();
        prop_assert_eq!(path.first_node_id, FirstNode::NodeId(node_id(0)));
        let bytes = path_bytes(&path);
        prop_assert_eq!(BlindedPath::parse(&bytes), Ok(path));
        let short = [0, 1, 33, 34, 66, 67, bytes.len() - 1];
        prop_assert!(short.iter().all(|cut| BlindedPath::parse(&bytes[..*cut]).is_err()));

        let lengths = path.hops().iter().map(|hop| hop.encrypted_recipient_data.len());
        let longest = lengths.clone().max().unwrap();
        prop_assert!(lengths.clone().all(|length| length == longest));
        let mut path_key = path.first_path_key;
        for ((node, hop), blinded) in hops.iter().enumerate().zip(path.hops().iter()) {
            let secret = PathSecret::derive(path_key, &key(node));
            let mut out = vec![0; longest];
            let data = secret.decrypt(blinded.encrypted_recipient_data, &mut out).unwrap();
            prop_assert_eq!(EncryptedDataTlv { padding: None, ..data }, EncryptedDataTlv { padding: None, ..hop.data });
            let blinded_key = secret.blinded_key(&key(node)).unwrap();
            prop_assert_eq!(context().public_key(&blinded_key), Ok(blinded.blinded_node_id));

            let mut changed = blinded.encrypted_recipient_data.to_vec();
            let bit = bit % (changed.len() * 8);
            changed[bit / 8] ^= 1 << (bit % 8);
            let mut out = [0; 4096];
            prop_assert_eq!(secret.decrypt(&changed, &mut out), Err(Error::NotAuthentic));
            let other = PathSecret::derive(path_key, &key(node + 1));
            let found = other.decrypt(blinded.encrypted_recipient_data, &mut out);
            prop_assert_eq!(found, Err(Error::NotAuthentic));
            path_key = secret.next_path_key(&EncryptedDataTlv { next_path_key_override: None, ..data }).unwrap();
        }
    }

    /// Whoever pays what a path asks for in total pays every hop what it asks for, and the recipient in full.
    #[test]
    fn totals_suffice(
        relays in vec((0..2016_u16, 0..1_000_000_u32, 0..1_000_000_u32), 1..8),
        amount in 0..1_u64 << 50,
        min_final in 0..1000_u16,
    ) {
        let relays: Vec<PaymentRelay> = relays
            .into_iter()
            .map(|(delta, proportional, base)| PaymentRelay {
                cltv_expiry_delta: delta,
                fee_proportional_millionths: proportional,
                fee_base_msat: base,
            })
            .collect();
        let Ok(total) = TotalRelay::of(relays.iter().copied(), min_final) else { return Ok(()) };
        let mut paid = total.amount_with_fees(Msat(amount)).unwrap();
        let height = 800_000;
        let mut expiry = BlockHeight(height + u32::from(total.cltv_delta));
        for relay in &relays {
            let forwarded = relay.amt_to_forward(paid).unwrap();
            let proportional = u128::from(forwarded.0) * u128::from(relay.fee_proportional_millionths) / 1_000_000;
            let asked = u64::try_from(proportional).unwrap() + u64::from(relay.fee_base_msat);
            // The amount is rounded up, so that a hop may miss the last millisatoshi of its fee.
            prop_assert!(paid.0 - forwarded.0 + 1 >= asked);
            paid = forwarded;
            expiry = relay.outgoing_cltv_value(expiry).unwrap();
        }
        prop_assert!(paid.0 >= amount, "{} of {amount} arrive", paid.0);
        prop_assert_eq!(expiry, BlockHeight(height + u32::from(min_final)));
    }

    #[test]
    fn arbitrary_bytes_are_no_path(bytes in vec(any::<u8>(), 0..300)) {
        let _ = EncryptedDataTlv::parse(&bytes);
        if let Ok(path) = BlindedPath::parse(&bytes) {
            prop_assert_eq!(path_bytes(&path), bytes);
        }
    }
}

/// Stream, and why it is refused.
const BROKEN_DATA: &[(&[u8], Error)] = &[
    (&[0, 0], Error::Tlv(tlv::Error::UnknownEven { record: 0, offset: 0 })),
    (&[16, 0], Error::Tlv(tlv::Error::UnknownEven { record: 16, offset: 0 })),
    (&[6, 0, 2, 0], Error::Tlv(tlv::Error::Order { record: 2, offset: 2, previous: 6 })),
    (&[2, 2, 0, 0], Error::Length { record: 2, expected: 8, found: 2 }),
    (&[4, 1, 2], Error::Length { record: 4, expected: 33, found: 1 }),
    (&[8, 0], Error::Length { record: 8, expected: 33, found: 0 }),
    (&[10, 5, 0, 0, 0, 0, 0], Error::Length { record: 10, expected: 6, found: 5 }),
    (&[10, 7, 0, 0, 0, 0, 0, 0, 0], Error::Integer { record: 10, error: integer::Error::NotMinimal }),
    (
        &[10, 11, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
        Error::Integer { record: 10, error: integer::Error::TooLong { expected: 4, found: 5 } },
    ),
    (&[12, 3, 0, 0, 0], Error::Length { record: 12, expected: 4, found: 3 }),
    (&[12, 5, 0, 0, 0, 0, 0], Error::Integer { record: 12, error: integer::Error::NotMinimal }),
];

#[test]
fn broken_data_is_refused() {
    for (stream, error) in BROKEN_DATA {
        assert_eq!(EncryptedDataTlv::parse(stream), Err(*error));
        assert_eq!(error.blame(), Blame::Peer, "{error}");
    }
    let mut point = [0; 35];
    point[..3].copy_from_slice(&[4, 33, 2]);
    assert_eq!(EncryptedDataTlv::parse(&point), Err(Error::NotAPoint { record: 4 }));
}

/// Bytes of a path, and why they are none.
#[test]
fn broken_paths_are_refused() {
    let point = node_id(0).to_bytes();
    let head = [&point[..], &point].concat();
    let truncated =
        |offset, expected, found| Error::Bytes(bytes::Error::Truncated { offset, expected, found });
    let rows: &[(Vec<u8>, Error)] = &[
        (vec![], truncated(0, 33, 0)),
        (vec![4; 100], Error::FirstNode { offset: 0, found: 4 }),
        (vec![0; 100], Error::PathKey { offset: 9 }),
        ([&point[..], &[2], &[0xff; 32]].concat(), Error::PathKey { offset: 33 }),
        ([&head[..], &[0]].concat(), Error::NoHops),
        ([&head[..], &[1]].concat(), truncated(67, 33, 0)),
        ([&head[..], &[1], &[3], &[0xff; 34]].concat(), Error::PathKey { offset: 67 }),
        ([&head[..], &[1], &point, &[0, 3, 1, 2]].concat(), truncated(102, 3, 2)),
        ([&head[..], &[2], &point, &[0, 0]].concat(), truncated(102, 33, 0)),
        ([&head[..], &[1], &point, &[0, 0, 9, 9]].concat(), Error::TrailingBytes { found: 2 }),
    ];
    for (bytes, error) in rows {
        assert_eq!(BlindedPath::parse(bytes), Err(*error));
        assert_eq!(error.blame(), Blame::Peer, "{error}");
    }
    // The first node may be named by its channel.
    let channel = [&[1, 0, 0, 1, 0, 0, 2, 0, 3], &point[..], &[1], &point, &[0, 0]].concat();
    let path = BlindedPath::parse(&channel).unwrap();
    let short_channel_id = ShortChannelId(0x0100_0002_0003);
    assert_eq!(path.first_node_id, FirstNode::Channel { direction: 1, short_channel_id });
    assert_eq!(path_bytes(&path), channel);
}

const RELAY: PaymentRelay =
    PaymentRelay { cltv_expiry_delta: 40, fee_proportional_millionths: 100, fee_base_msat: 1000 };
const LIMITS: PaymentConstraints =
    PaymentConstraints { max_cltv_expiry: BlockHeight(800_000), htlc_minimum_msat: Msat(5000) };

/// Data of a node that forwards, an amount, an expiry, and what the node does with them.
#[test]
fn payments_keep_to_the_path() {
    let forwards = EncryptedDataTlv {
        payment_relay: Some(RELAY),
        payment_constraints: Some(LIMITS),
        ..EncryptedDataTlv::to_node(node_id(1))
    };
    let both = EncryptedDataTlv { short_channel_id: Some(ShortChannelId(1)), ..forwards };
    let nowhere = EncryptedDataTlv { next_node_id: None, ..forwards };
    let free = EncryptedDataTlv { payment_relay: None, ..forwards };
    let odd = EncryptedDataTlv { allowed_features: Some(FeatureSet::of(&[101]).into()), ..forwards };
    let unlimited = EncryptedDataTlv { payment_constraints: None, ..forwards };
    let rows: &[(EncryptedDataTlv<'_>, u64, u32, Error)] = &[
        (
            forwards,
            10_000,
            800_001,
            Error::ExpiryTooLate { expected: BlockHeight(800_000), found: BlockHeight(800_001) },
        ),
        (forwards, 4999, 800_000, Error::AmountBelowMinimum { expected: Msat(5000), found: Msat(4999) }),
        (both, 10_000, 800_000, Error::TwoNextNodes),
        (nowhere, 10_000, 800_000, Error::MissingField { record: 4 }),
        (free, 10_000, 800_000, Error::MissingField { record: 10 }),
        (odd, 10_000, 800_000, Error::UnknownFeature { bit: 101 }),
        (unlimited, 999, 800_000, Error::RelayExceedsPayment),
        (unlimited, 10_000, 39, Error::RelayExceedsPayment),
    ];
    for (data, amount, expiry, error) in rows {
        let found = data.forward_payment(Msat(*amount), BlockHeight(*expiry), &NO_FEATURES, &NO_FEATURES);
        assert_eq!(found, Err(*error));
        assert_eq!(error.blame(), Blame::Peer, "{error}");
    }
    let used = FeatureSet::of(&[101]);
    let forward = |data: EncryptedDataTlv<'_>, known, used| {
        data.forward_payment(Msat(5000), BlockHeight(800_000), known, used)
    };
    assert_eq!(forward(forwards, &used, &used), Err(Error::FeatureNotAllowed { bit: 101 }));
    let forward = forward(odd, &used, &used).unwrap();
    // (5000 - 1000) · 1000000 / 1000100, rounded up.
    assert_eq!(forward.amt_to_forward, Msat(4000));
    assert_eq!(forward.outgoing_cltv_value, BlockHeight(799_960));
    assert_eq!(forward.next, NextNode::NodeId(node_id(1)));
    let last =
        EncryptedDataTlv { payment_constraints: Some(LIMITS), ..EncryptedDataTlv::for_recipient(&[1]) };
    assert_eq!(last.check_payment(Msat(5000), BlockHeight(800_000), &NO_FEATURES, &NO_FEATURES), Ok(()));
}

/// The heights of the vector in BOLT 4, each higher than the next by what the hop asks for.
#[test]
fn constraints_add_up() {
    let deltas = [36, 48, 144, 0];
    let mut hops = deltas.map(|cltv_expiry_delta| PathHop {
        data: EncryptedDataTlv {
            payment_relay: Some(PaymentRelay { cltv_expiry_delta, ..RELAY }),
            ..EncryptedDataTlv::to_node(node_id(1))
        },
        node_id: node_id(0),
    });
    PathDraft::constrain(&mut hops, BlockHeight(747_759), 18, Msat(1500)).unwrap();
    let heights = hops.map(|hop| hop.data.payment_constraints.unwrap().max_cltv_expiry.0);
    assert_eq!(heights, [748_005, 747_969, 747_921, 747_777]);
    let error = PathDraft::constrain(&mut hops, BlockHeight(u32::MAX - 20), 18, Msat(0)).unwrap_err();
    assert_eq!((error, error.blame()), (Error::RelayTooLarge, Blame::Caller));
}

/// Relays, and whether their total fits.
#[test]
fn totals_have_limits() {
    let most = PaymentRelay {
        cltv_expiry_delta: u16::MAX,
        fee_proportional_millionths: u32::MAX,
        fee_base_msat: u32::MAX,
    };
    for (relays, fits) in [(&[][..], true), (&[most][..], true), (&[most, RELAY][..], false)] {
        assert_eq!(TotalRelay::of(relays.iter().copied(), 0).is_ok(), fits);
    }
    assert_eq!(TotalRelay::of([most].into_iter(), 1), Err(Error::RelayTooLarge));
    let total = TotalRelay::of([most].into_iter(), 0).unwrap();
    assert_eq!(total.amount_with_fees(Msat(u64::MAX)), None);
    assert_eq!(most.amt_to_forward(Msat(u64::MAX)).map(|amount| amount.0 < u64::MAX), Some(true));
}

/// What the creator of a path may not tell its hops.
#[test]
fn paths_serve_their_purpose() {
    let hop = |node, data| PathHop { node_id: node_id(node), data };
    let pays = EncryptedDataTlv {
        payment_relay: Some(RELAY),
        payment_constraints: Some(LIMITS),
        ..EncryptedDataTlv::to_node(node_id(1))
    };
    let talks = EncryptedDataTlv::to_node(node_id(1));
    let last = EncryptedDataTlv::for_recipient(&[9]);
    let features = EncryptedDataTlv { allowed_features: Some(FeatureSet::of(&[1]).into()), ..last };
    let none = EncryptedDataTlv { allowed_features: Some(NO_FEATURES.into()), ..last };
    let both = |data| EncryptedDataTlv { short_channel_id: Some(ShortChannelId(1)), ..data };
    let nowhere = |data| EncryptedDataTlv { next_node_id: None, ..data };
    let recognised = EncryptedDataTlv { path_id: Some(&[1]), ..talks };
    type Draft = for<'a> fn(&'a [PathHop<'a>]) -> PathDraft<'a>;
    let (payment, message): (Draft, Draft) =
        (|hops| PathDraft::payment(hops), |hops| PathDraft::message(hops));
    let rows: &[(Draft, &[PathHop<'_>], Result<(), Error>)] = &[
        (payment, &[], Err(Error::NoHops)),
        (payment, &[hop(0, last)], Ok(())),
        (payment, &[hop(0, pays), hop(1, none)], Ok(())),
        (payment, &[hop(0, pays), hop(1, pays), hop(1, last)], Ok(())),
        (payment, &[hop(0, talks), hop(1, last)], Err(Error::HopLacks { hop: 0, record: 10 })),
        (
            payment,
            &[hop(0, EncryptedDataTlv { payment_constraints: None, ..pays }), hop(1, last)],
            Err(Error::HopLacks { hop: 0, record: 12 }),
        ),
        (payment, &[hop(0, pays), hop(1, features)], Err(Error::HopForbids { hop: 1, record: 14 })),
        (payment, &[hop(0, both(pays)), hop(1, last)], Err(Error::HopForbids { hop: 0, record: 2 })),
        (payment, &[hop(0, nowhere(pays)), hop(1, last)], Err(Error::HopLacks { hop: 0, record: 4 })),
        (message, &[hop(0, talks), hop(1, last)], Ok(())),
        (message, &[hop(0, talks), PathHop::dummy(node_id(1)), hop(1, last)], Ok(())),
        (message, &[hop(0, pays), hop(1, last)], Err(Error::HopForbids { hop: 0, record: 10 })),
        (
            message,
            &[hop(0, talks), hop(1, EncryptedDataTlv { payment_constraints: Some(LIMITS), ..last })],
            Err(Error::HopForbids { hop: 1, record: 12 }),
        ),
        (message, &[hop(0, recognised), hop(1, last)], Err(Error::HopForbids { hop: 0, record: 6 })),
        (message, &[hop(0, nowhere(talks)), hop(1, last)], Err(Error::HopLacks { hop: 0, record: 4 })),
        (message, &[hop(0, talks); 256], Err(Error::TooManyHops { expected: 255, found: 256 })),
    ];
    for (draft, hops, expected) in rows {
        let found = draft(hops).write(session(3), &context(), &mut [0; 4096]).map(drop);
        assert_eq!(found, *expected);
        assert_eq!(draft(hops).length().map(drop), *expected);
    }

    let long = vec![0; 65_520];
    let hops = [hop(0, EncryptedDataTlv::for_recipient(&long))];
    let error = Error::DataTooLong { expected: 65_519, found: 65_524 };
    assert_eq!(PathDraft::message(&hops).length(), Err(error));
    let hops = [hop(0, last)];
    let draft = PathDraft::message(&hops);
    let error = Error::Bytes(bytes::Error::BufferTooSmall { needed: 54, found: 53 });
    assert_eq!(draft.write(session(1), &context(), &mut [0; 53]), Err(error));
    assert_eq!(error.blame(), Blame::Capacity);
    let zero = draft.write(Entropy::new([0; 32]), &context(), &mut [0; 54]).unwrap_err();
    assert!(matches!((zero, zero.blame()), (Error::Key(_), Blame::Caller)), "{zero}");
}

/// The lengths of two hops' data, and the length of both when padded. No record fills a gap of 1, 255 or 256.
#[test]
fn data_is_padded_to_one_length() {
    for (first, second, padded) in [
        (0, 0, 2),
        (0, 2, 4),
        (0, 1, 5),
        (3, 2, 7),
        (0, 253, 259),
        (0, 252, 254),
        (0, 254, 260),
        (0, 251, 253),
        (7, 300, 304),
    ] {
        let ids = [vec![0; first], vec![0; second]];
        let hops = [0, 1].map(|node| PathHop {
            node_id: node_id(node),
            data: EncryptedDataTlv::for_recipient(&ids[node]),
        });
        let draft = PathDraft::part(&hops);
        let mut out = [0; 2048];
        let path = draft.write(session(1), &context(), &mut out).unwrap();
        let lengths: Vec<usize> =
            path.hops().iter().map(|hop| hop.encrypted_recipient_data.len() - 16).collect();
        assert_eq!(lengths, [padded; 2], "{first} and {second}");
    }
}

/// Lengths that no hop has room for, however far beyond they are.
#[test]
fn data_is_not_padded_beyond_its_field() {
    let hops = [PathHop { node_id: node_id(0), data: EncryptedDataTlv::for_recipient(&[1]) }];
    for padded in [65_520, 65_535, 65_536, 1 << 20, usize::MAX - 1, usize::MAX] {
        let mut draft = PathDraft::part(&hops);
        draft.padded_length = Some(padded);
        let found = draft.length();
        assert!(matches!(found, Err(Error::DataTooLong { expected: 65_519, .. })), "{padded}: {found:?}");
    }
}

/// Types between those of the specification, and the greatest.
#[test]
fn unknown_records_are_kept() {
    for number in [3, 13, 15, u64::MAX] {
        let unknown = [UnknownRecord { number, value: b"kept" }];
        let told = EncryptedDataTlv::for_recipient(b"known to the recipient");
        let told = EncryptedDataTlv { unknown: UnknownRecords::new(&unknown), ..told };
        assert_eq!(EncryptedDataTlv::parse(&written(&told)), Ok(told), "{number}");
    }
}

#[test]
fn short_ciphertexts_are_refused() {
    let secret = PathSecret::derive(node_id(1), &key(0));
    for length in 0..16 {
        let error = Error::EncryptedDataTooShort { expected: 16, found: length };
        assert_eq!(secret.decrypt(&vec![0; length], &mut [0; 64]), Err(error));
    }
    let error = Error::Bytes(bytes::Error::BufferTooSmall { needed: 4, found: 3 });
    assert_eq!(secret.decrypt(&[0; 20], &mut [0; 3]), Err(error));
}

/// Which of three nodes are the sender, and where the path goes on from there.
#[test]
fn paths_may_start_at_oneself() {
    const ME: usize = 7;
    /// The nodes of the path, how many hops are left, and to whom.
    type Row = (&'static [usize], Option<(usize, usize)>);
    let rows: &[Row] = &[
        (&[1, 2, 3], Some((3, 1))),
        (&[ME, 2, 3], Some((2, 2))),
        (&[ME, ME, 3], Some((1, 3))),
        (&[1, ME, 3], Some((3, 1))),
        (&[ME, 2, ME], Some((2, 2))),
        (&[ME, ME, ME], None),
        (&[ME], None),
    ];
    for (nodes, expected) in rows {
        let mut hops: Vec<PathHop<'_>> = nodes
            .windows(2)
            .map(|pair| PathHop {
                node_id: node_id(pair[0]),
                data: EncryptedDataTlv::to_node(node_id(pair[1])),
            })
            .collect();
        let recipient = *nodes.last().unwrap();
        hops.push(PathHop { node_id: node_id(recipient), data: EncryptedDataTlv::for_recipient(b"mine") });
        let mut out = [0; 1024];
        let path = PathDraft::message(&hops).write(session(5), &context(), &mut out).unwrap();

        let mut data = [0; 256];
        match (path.start_at(&node_id(ME), &key(ME), &mut data).unwrap(), expected) {
            (Start::Onward { next, path_key, hops }, Some((left, node))) => {
                assert_eq!((hops.len(), next), (*left, NextNode::NodeId(node_id(*node))));
                let secret = PathSecret::derive(path_key, &key(*node));
                let (first, _) = hops.split_first().unwrap();
                assert!(secret.decrypt(first.encrypted_recipient_data, &mut [0; 256]).is_ok());
            }
            (Start::Recipient(data), None) => assert_eq!(data.path_id, Some(&b"mine"[..])),
            (start, _) => panic!("{nodes:?}: {start:?}"),
        }
    }
    let hops = [PathHop { node_id: node_id(ME), data: EncryptedDataTlv::default() }; 2];
    let mut out = [0; 1024];
    let path = PathDraft::part(&hops).write(session(5), &context(), &mut out).unwrap();
    let error = Error::MissingField { record: 4 };
    assert_eq!(path.start_at(&node_id(ME), &key(ME), &mut [0; 256]), Err(error));
}

/// What the recipient recognises a path by is its secret.
#[test]
fn path_ids_are_not_printed() {
    let data = EncryptedDataTlv::for_recipient(&[0xab, 0xcd]);
    let text = format!("{data:?} {data:#?} {data:x?}");
    assert!(text.contains("path_id: Some(..)"), "{text}");
    assert!(!text.contains("171") && !text.contains("ab"), "{text}");
}

/// Two paths, the first of which leads to the second, are passed as one.
#[test]
fn joined_paths_are_passed() {
    let own = [PathHop { node_id: node_id(2), data: EncryptedDataTlv::to_node(node_id(3)) }; 1];
    let theirs = [own[0], PathHop { node_id: node_id(3), data: EncryptedDataTlv::for_recipient(&[1, 2]) }];
    let [mut first, mut second, mut joined] = [[0; 1024]; 3];
    let theirs = PathDraft::message(&theirs).write(session(8), &context(), &mut second).unwrap();
    let own = [PathHop { node_id: node_id(1), data: EncryptedDataTlv::leading_to(&theirs) }];
    let own = PathDraft::part(&own).write(session(9), &context(), &mut first).unwrap();
    let path = own.join(&theirs, &mut joined).unwrap();
    assert_eq!((path.first_node_id, path.hops().len()), (FirstNode::NodeId(node_id(1)), 3));
    let mut path_key = path.first_path_key;
    let mut told = Vec::new();
    for (node, hop) in (1..).zip(path.hops().iter()) {
        let secret = PathSecret::derive(path_key, &key(node));
        let mut out = [0; 256];
        let data = secret.decrypt(hop.encrypted_recipient_data, &mut out).unwrap();
        path_key = secret.next_path_key(&data).unwrap();
        told.push(data.next_node().unwrap());
    }
    let node = |node| Some(NextNode::NodeId(node_id(node)));
    assert_eq!(told, [node(2), node(3), None]);

    let needed = path.hops().iter().map(|hop| 35 + hop.encrypted_recipient_data.len()).sum();
    let error = Error::Bytes(bytes::Error::BufferTooSmall { needed, found: needed - 1 });
    assert_eq!(own.join(&theirs, &mut vec![0; needed - 1]), Err(error));
}

#[test]
fn joined_paths_have_limits() {
    let hops = [PathHop { node_id: node_id(1), data: EncryptedDataTlv::default() }; 128];
    let [mut first, mut joined] = [[0; 128 * 51], [0; 128 * 51]];
    let path = PathDraft::part(&hops).write(session(8), &context(), &mut first).unwrap();
    assert_eq!(path.join(&path, &mut joined), Err(Error::TooManyHops { expected: 255, found: 256 }));
}

/// Whether the HTLC has a path key, the payload one, the onion ends here; the place, and how a failure is answered.
#[test]
fn failures_tell_nothing_of_a_path() {
    let onion = Sha256([4; 32]);
    let failure = FailureMessage::UnknownNextPeer;
    let blinding = FailureMessage::InvalidOnionBlinding { sha256_of_onion: onion };
    let malformed = |failure_code| Answer::Malformed { failure_code, sha256_of_onion: onion };
    let inside = malformed(FailureCode::INVALID_ONION_BLINDING);
    let rows = [
        ((false, false, false), Place::Outside, Answer::Fail(failure)),
        ((false, false, true), Place::Outside, Answer::Fail(failure)),
        ((false, true, true), Place::Outside, Answer::Fail(failure)),
        ((false, true, false), Place::Introduction, Answer::Fail(blinding)),
        ((true, false, false), Place::Inside, inside),
        ((true, false, true), Place::Inside, inside),
        ((true, true, false), Place::Inside, inside),
    ];
    for ((path_key, current_path_key, is_final), place, answer) in rows {
        assert_eq!(Place::of(path_key, current_path_key, is_final), place);
        assert_eq!(place.answer(failure, onion), answer);
    }
    let hmac = FailureMessage::InvalidOnionHmac { sha256_of_onion: onion };
    assert_eq!(Place::Outside.answer(hmac, onion), malformed(FailureCode::INVALID_ONION_HMAC));
}
