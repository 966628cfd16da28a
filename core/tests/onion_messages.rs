//! Onion messages: what is sent arrives, is answered, and says nothing to those who pass it on.

use keelbolt::blame::Blame;
use keelbolt::bytes::{self, Writer};
use keelbolt::codec::features::FeatureSet;
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::codec::tlv;
use keelbolt::crypto::{PublicKey, SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::sphinx::blinding::{
    self, BlindedPath, EncryptedDataTlv, FirstNode, NextNode, PathDraft, PathHop, Start,
};
use keelbolt::sphinx::message::{
    Contents, Error, Known, MAX_PACKET_LENGTH, MessageDraft, OnionMessage, OnionmsgTlv, Received,
    message_buffer,
};
use keelbolt::sphinx::{
    self, Hop, HopSecrets, PACKET_LENGTH, Route, SessionKey, UnknownRecord, UnknownRecords,
};
use proptest::collection::vec;
use proptest::prelude::*;

const NOTHING: Known<'static> = Known { features: FeatureSet::EMPTY, contents: &[] };

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

fn session_key(byte: u8) -> SessionKey {
    SessionKey::new(Entropy::new([byte; 32])).unwrap()
}

/// A path over these nodes to the last of them, who recognises it by `path_id`.
fn path<'b>(nodes: &[usize], path_id: &[u8], out: &'b mut [u8]) -> BlindedPath<'b> {
    let mut hops: Vec<PathHop<'_>> = nodes
        .windows(2)
        .map(|pair| PathHop { node_id: node_id(pair[0]), data: EncryptedDataTlv::to_node(node_id(pair[1])) })
        .collect();
    let recipient = node_id(*nodes.last().unwrap());
    hops.push(PathHop { node_id: recipient, data: EncryptedDataTlv::for_recipient(path_id) });
    PathDraft::message(&hops).write(Entropy::new([40; 32]), &context(), out).unwrap()
}

fn write<'b>(draft: &MessageDraft<'_>, out: &'b mut Vec<u8>) -> OnionMessage<'b> {
    *out = vec![0; draft.length().unwrap()];
    draft.write::<16>(session_key(50), &context(), out).unwrap()
}

fn wire(message: &OnionMessage<'_>) -> Vec<u8> {
    let mut out = vec![0; message.length()];
    let mut writer = Writer::new(&mut out);
    message.write(&mut writer).unwrap();
    assert_eq!(writer.len(), message.length());
    out
}

/// Passes a message from `node` on until its recipient has it, through everybody's wire; returns whom it passed.
fn deliver(
    message: Vec<u8>,
    node: usize,
    said: impl FnOnce(OnionmsgTlv<'_>, EncryptedDataTlv<'_>),
) -> Vec<usize> {
    let (mut message, mut node) = (message, node);
    let mut passed = vec![node];
    loop {
        let onion = OnionMessage::parse(&message).unwrap();
        let mut out = vec![0; message_buffer(onion.packet.len())];
        match onion.peel(&key(node), &NOTHING, &mut out).unwrap() {
            Received::Forward { next: NextNode::NodeId(next), message: onward, .. } => {
                assert_eq!(onward.packet.len(), onion.packet.len());
                node = (0..30).find(|node| node_id(*node) == next).unwrap();
                passed.push(node);
                message = wire(&onward);
            }
            Received::Final { payload, data } => {
                said(payload, data);
                return passed;
            }
            received => panic!("{received:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// What is said arrives, and the answer finds its way back over the path that came with it.
    #[test]
    fn messages_arrive_and_are_answered(
        nodes in vec(1..20_usize, 1..6),
        back in vec(1..20_usize, 1..4),
        length in prop_oneof![0..200_usize, 2000..9000_usize],
        record in prop_oneof![Just(64_u64), Just(66), Just(68), (32..100_u64).prop_map(|n| 2 * n + 1)],
    ) {
        let value = vec![0xab; length];
        let contents = match record {
            64 => Contents::InvoiceRequest(&value),
            66 => Contents::Invoice(&value),
            68 => Contents::InvoiceError(&value),
            record => Contents::Other { record, value: &value },
        };
        prop_assert_eq!(contents.record(), (record, &value[..]));
        let unknown = [UnknownRecord { number: 1, value: b"odd" }, UnknownRecord { number: 63, value: &[] }];
        let [mut there, mut here, mut out] = [vec![0; 4096], vec![0; 4096], Vec::new()];
        let mut draft = MessageDraft::to(&path(&nodes, b"there", &mut there));
        draft.reply_path = Some(path(&back, b"here", &mut here));
        draft.contents = Some(contents);
        draft.unknown = UnknownRecords::new(&unknown);
        let message = write(&draft, &mut out);
        prop_assert!([PACKET_LENGTH, 32_834].contains(&message.packet.len()));
        prop_assert_eq!(message.packet.len() == PACKET_LENGTH, length < 200);

        let mut answers = Vec::new();
        let passed = deliver(wire(&message), nodes[0], |said, told| {
            assert_eq!(said.contents, Some(contents));
            assert_eq!(said.reply_path, draft.reply_path);
            assert_eq!(said.unknown.iter().collect::<Vec<_>>(), unknown);
            assert_eq!(told.path_id, Some(&b"there"[..]));
            let mut answer = MessageDraft::to(&said.reply_path.unwrap());
            answer.contents = Some(Contents::InvoiceError(b"no"));
            answers = wire(&write(&answer, &mut Vec::new()));
        });
        prop_assert_eq!(passed, nodes);
        let passed = deliver(answers, back[0], |said, told| {
            assert_eq!(said.contents, Some(Contents::InvoiceError(b"no")));
            assert_eq!((told.path_id, said.reply_path), (Some(&b"here"[..]), None));
        });
        prop_assert_eq!(passed, back);
    }

    /// Whoever changes a bit of a message makes it one that is ignored.
    #[test]
    fn changed_messages_are_ignored(bit in any::<usize>()) {
        let [mut there, mut out] = [vec![0; 1024], Vec::new()];
        let message = wire(&write(&MessageDraft::to(&path(&[1, 2], b"", &mut there)), &mut out));
        let mut changed = message.clone();
        let bit = bit % (8 * message.len());
        changed[bit / 8] ^= 1 << (bit % 8);
        let found = OnionMessage::parse(&changed)
            .and_then(|message| message.peel(&key(1), &NOTHING, &mut [0; 8192]).map(drop));
        prop_assert_eq!(found.map_err(|error| error.blame()), Err(Blame::Peer));
    }

    #[test]
    fn arbitrary_bytes_are_ignored(bytes in vec(any::<u8>(), 0..300)) {
        let _ = OnionmsgTlv::parse(&bytes, &NOTHING);
        let message = OnionMessage { path_key: node_id(1), packet: &bytes };
        prop_assert!(message.peel(&key(1), &NOTHING, &mut [0; 2048]).is_err());
    }
}

/// The sender stands on the path, at its start and at hops of its own that follow; or is the recipient.
#[test]
fn paths_may_start_at_the_sender() {
    const ME: usize = 9;
    for (nodes, onward) in [(&[ME, 2, 3][..], &[2, 3][..]), (&[ME, ME, 3], &[3]), (&[1, 2], &[1, 2])] {
        let [mut there, mut data, mut out] = [vec![0; 1024], vec![0; 256], Vec::new()];
        let path = path(nodes, b"id", &mut there);
        let Ok(Start::Onward { next, path_key, hops }) = path.start_at(&node_id(ME), &key(ME), &mut data)
        else {
            panic!("{nodes:?} go on");
        };
        assert_eq!(next, NextNode::NodeId(node_id(onward[0])));
        let draft = MessageDraft::new(path_key, hops);
        let message = wire(&write(&draft, &mut out));
        let passed = deliver(message, onward[0], |_, told| assert_eq!(told.path_id, Some(&b"id"[..])));
        assert_eq!(passed, onward);
    }
    let mut there = [0; 1024];
    let path = path(&[ME, ME], b"id", &mut there);
    let mut data = [0; 256];
    let start = path.start_at(&node_id(ME), &key(ME), &mut data);
    assert!(matches!(start, Ok(Start::Recipient(told)) if told.path_id == Some(b"id")));
}

/// A recipient's dummy hops are peeled one after another by itself.
#[test]
fn dummy_hops_are_passed() {
    let hops = [
        PathHop { node_id: node_id(1), data: EncryptedDataTlv::to_node(node_id(5)) },
        PathHop::dummy(node_id(5)),
        PathHop::dummy(node_id(5)),
        PathHop { node_id: node_id(5), data: EncryptedDataTlv::for_recipient(b"me") },
    ];
    let [mut there, mut out] = [vec![0; 1024], Vec::new()];
    let path = PathDraft::message(&hops).write(Entropy::new([3; 32]), &context(), &mut there).unwrap();
    let message = wire(&write(&MessageDraft::to(&path), &mut out));
    let passed = deliver(message, 1, |_, told| assert_eq!(told.path_id, Some(&b"me"[..])));
    assert_eq!(passed, [1, 5, 5, 5]);
}

/// Hops of the sender's own lead to the first node of a path.
#[test]
fn messages_reach_the_first_node() {
    let [mut there, mut own, mut joined, mut out] = [vec![0; 1024], vec![0; 1024], vec![0; 1024], Vec::new()];
    let path = path(&[3, 4], b"id", &mut there);
    let hops = [
        PathHop { node_id: node_id(1), data: EncryptedDataTlv::to_node(node_id(2)) },
        PathHop { node_id: node_id(2), data: EncryptedDataTlv::leading_to(&path) },
    ];
    let own = PathDraft::part(&hops).write(Entropy::new([6; 32]), &context(), &mut own).unwrap();
    let path = own.join(&path, &mut joined).unwrap();
    let message = wire(&write(&MessageDraft::to(&path), &mut out));
    assert_eq!(path.first_node_id, FirstNode::NodeId(node_id(1)));
    assert_eq!(deliver(message, 1, |_, _| {}), [1, 2, 3, 4]);
}

/// What a node on the way, or the last one, is told, and why the message is ignored.
#[test]
fn rules_are_kept() {
    let nowhere = EncryptedDataTlv::default();
    let onward = EncryptedDataTlv::to_node(node_id(2));
    let recognised = EncryptedDataTlv { path_id: Some(&[1]), ..onward };
    let odd = FeatureSet::of(&[201]);
    let allows = EncryptedDataTlv { allowed_features: Some(odd.into()), ..onward };
    let ends =
        EncryptedDataTlv { allowed_features: Some(odd.into()), ..EncryptedDataTlv::for_recipient(&[]) };
    let channel = EncryptedDataTlv::to_channel(ShortChannelId(77));
    let both = EncryptedDataTlv { short_channel_id: Some(ShortChannelId(77)), ..onward };
    let [to_node, to_channel] = [NextNode::NodeId(node_id(2)), NextNode::ShortChannelId(ShortChannelId(77))];
    type Row<'a> = (Vec<EncryptedDataTlv<'a>>, Result<Option<NextNode>, Error>);
    let rows: &[Row<'_>] = &[
        (vec![onward, nowhere], Ok(Some(to_node))),
        (vec![channel, nowhere], Ok(Some(to_channel))),
        // "if `next_node_id` is present: the next peer is the peer with that node id"
        (vec![both, nowhere], Ok(Some(to_node))),
        (vec![nowhere], Ok(None)),
        (vec![nowhere, nowhere], Err(Error::Blinding(blinding::Error::MissingField { record: 4 }))),
        (vec![recognised, nowhere], Err(Error::Blinding(blinding::Error::UnexpectedField { record: 6 }))),
        (vec![allows, nowhere], Err(Error::Blinding(blinding::Error::UnknownFeature { bit: 201 }))),
        (vec![ends], Err(Error::Blinding(blinding::Error::UnknownFeature { bit: 201 }))),
    ];
    for (data, expected) in rows {
        let hops: Vec<PathHop<'_>> =
            data.iter().map(|data| PathHop { node_id: node_id(1), data: *data }).collect();
        let [mut there, mut out] = [vec![0; 1024], Vec::new()];
        let path = PathDraft::part(&hops).write(Entropy::new([3; 32]), &context(), &mut there).unwrap();
        let message = write(&MessageDraft::to(&path), &mut out);
        let mut buffer = [0; 8192];
        let found = message.peel(&key(1), &NOTHING, &mut buffer).map(|received| match received {
            Received::Forward { next, .. } => Some(next),
            Received::Final { .. } => None,
        });
        assert_eq!(found, *expected);
    }
    // A host that knows the feature follows.
    let hops = [PathHop { node_id: node_id(1), data: ends }];
    let [mut there, mut out] = [vec![0; 1024], Vec::new()];
    let path = PathDraft::part(&hops).write(Entropy::new([3; 32]), &context(), &mut there).unwrap();
    let message = write(&MessageDraft::to(&path), &mut out);
    let known = Known { features: odd, ..NOTHING };
    assert!(message.peel(&key(1), &known, &mut [0; 8192]).is_ok());
}

/// Payloads of the first and the last of two hops, beside their data, and why a hop ignores the message.
#[test]
fn hops_get_their_data() {
    let mut there = [0; 1024];
    let path = path(&[1, 2], b"", &mut there);
    let hops: Vec<_> = path.hops().iter().collect();
    let data = |hop: usize| {
        let data = hops[hop].encrypted_recipient_data;
        [&[4, data.len() as u8][..], data].concat()
    };
    type Row = (Vec<u8>, Vec<u8>, Result<(), Error>);
    let rows: &[Row] = &[
        (data(0), data(1), Ok(())),
        ([&[3, 0], &*data(0)].concat(), data(1), Err(Error::UnexpectedField { record: 3 })),
        ([&*data(0), &[65, 0]].concat(), data(1), Err(Error::UnexpectedField { record: 65 })),
        (vec![65, 0], data(1), Err(Error::UnexpectedField { record: 65 })),
        (data(0), vec![65, 0], Err(Error::MissingRecipientData)),
        (data(1), data(1), Err(Error::Blinding(blinding::Error::NotAuthentic))),
        (data(0), data(0), Err(Error::Blinding(blinding::Error::NotAuthentic))),
    ];
    for (first, last, expected) in rows {
        let payloads = [first, last];
        let hops = [0, 1].map(|hop| Hop { public_key: hops[hop].blinded_node_id, payload: payloads[hop] });
        let route = Route { hops: &hops, associated_data: &[], hop_payloads_length: 1300 };
        let mut packet = [0; PACKET_LENGTH];
        let packet =
            session_key(2).build(&route, &context(), &mut HopSecrets::<2>::new(), &mut packet).unwrap();
        let message = OnionMessage { path_key: path.first_path_key, packet };
        let [mut first, mut second] = [[0; 8192]; 2];
        let found = message.peel(&key(1), &NOTHING, &mut first).and_then(|received| match received {
            Received::Forward { message, .. } => message.peel(&key(2), &NOTHING, &mut second).map(drop),
            Received::Final { .. } => Ok(()),
        });
        assert_eq!(found, *expected);
    }
}

/// Payload of the last hop, and why the message is ignored.
#[test]
fn broken_payloads_are_ignored() {
    let rows: &[(&[u8], Error)] = &[
        (&[4, 0, 64, 0, 66, 0], Error::TwoContents { record: 66 }),
        (&[4, 0, 65, 0, 67, 0], Error::TwoContents { record: 67 }),
        (&[6, 0], Error::Tlv(tlv::Error::UnknownEven { record: 6, offset: 0 })),
        (&[70, 0], Error::Tlv(tlv::Error::UnknownEven { record: 70, offset: 0 })),
        (&[4, 0, 4, 0], Error::Tlv(tlv::Error::Order { record: 4, offset: 2, previous: 4 })),
        (&[2, 1, 9], Error::ReplyPath(blinding::Error::FirstNode { offset: 0, found: 9 })),
    ];
    for (stream, error) in rows {
        assert_eq!(OnionmsgTlv::parse(stream, &NOTHING), Err(*error));
        assert_eq!(error.blame(), Blame::Peer, "{error}");
    }
    let known = Known { contents: &[70], ..NOTHING };
    let found = OnionmsgTlv::parse(&[70, 1, 5], &known).unwrap();
    assert_eq!(found.contents, Some(Contents::Other { record: 70, value: &[5] }));

    let reply = [node_id(1).to_bytes(), node_id(1).to_bytes()].concat();
    let empty = [&[2, 67][..], &reply, &[0]].concat();
    assert_eq!(OnionmsgTlv::parse(&empty, &NOTHING), Err(Error::ReplyPath(blinding::Error::NoHops)));
}

/// An onion built for one node with these records, and why the node ignores it.
#[test]
fn broken_onions_are_ignored() {
    let [mut there, mut out] = [vec![0; 1024], Vec::new()];
    let message = write(&MessageDraft::to(&path(&[1, 2], b"", &mut there)), &mut out);
    let peel = |message: OnionMessage<'_>, node| message.peel(&key(node), &NOTHING, &mut [0; 8192]).map(drop);
    let onion = |error| Err(Error::Onion(error));
    assert_eq!(peel(message, 1), Ok(()));
    assert_eq!(peel(message, 2), onion(sphinx::Error::Hmac));
    assert_eq!(peel(OnionMessage { path_key: node_id(5), ..message }, 1), onion(sphinx::Error::Hmac));
    let version = [&[1], &message.packet[1..]].concat();
    assert_eq!(
        peel(OnionMessage { packet: &version, ..message }, 1),
        onion(sphinx::Error::Version { found: 1 })
    );
    let short = OnionMessage { packet: &message.packet[..65], ..message };
    assert_eq!(peel(short, 1), onion(sphinx::Error::PacketTooShort { expected: 66, found: 65 }));

    let needed = 2 * 1300 + 34;
    let small = message.peel(&key(1), &NOTHING, &mut vec![0; needed - 1]).map(drop);
    assert_eq!(small, Err(Error::Bytes(bytes::Error::BufferTooSmall { needed, found: needed - 1 })));
    let small = message.peel(&key(1), &NOTHING, &mut vec![0; needed]).map(drop).unwrap_err();
    assert_eq!(small.blame(), Blame::Capacity);
}

/// Bytes of a message, and why they are none.
#[test]
fn broken_messages_are_ignored() {
    let point = node_id(1).to_bytes();
    let truncated =
        |offset, expected, found| Error::Bytes(bytes::Error::Truncated { offset, expected, found });
    let message = |tail: &[u8]| [&[2, 1][..], &point, tail].concat();
    let rows: &[(Vec<u8>, Error)] = &[
        (vec![2], truncated(0, 2, 1)),
        (vec![2, 2], Error::Type { expected: 513, found: 514 }),
        (message(&[]), truncated(35, 2, 0)),
        (message(&[0, 2, 7]), truncated(37, 2, 1)),
        (message(&[0, 1, 7, 2, 0]), Error::Tlv(tlv::Error::UnknownEven { record: 2, offset: 0 })),
    ];
    for (bytes, error) in rows {
        assert_eq!(OnionMessage::parse(bytes), Err(*error));
        assert_eq!(error.blame(), Blame::Peer, "{error}");
    }
    let no_point = [&[2, 1][..], &[4; 40]].concat();
    assert!(matches!(OnionMessage::parse(&no_point), Err(Error::PathKey(_))));
    let extended = message(&[0, 1, 7, 3, 0]);
    assert_eq!(OnionMessage::parse(&extended).unwrap().packet, [7]);
}

/// Drafts that cannot be sent.
#[test]
fn unfit_drafts_are_refused() {
    let mut there = [0; 1024];
    let path = path(&[1, 2, 3], b"", &mut there);
    let mut draft = MessageDraft::to(&path);
    let write = |draft: &MessageDraft<'_>, room: usize| {
        draft.write::<3>(session_key(1), &context(), &mut vec![0; room]).map(drop)
    };
    let needed = draft.length().unwrap();
    let error = Error::Bytes(bytes::Error::BufferTooSmall { needed, found: needed - 1 });
    assert_eq!(write(&draft, needed - 1), Err(error));
    assert_eq!(write(&draft, needed), Ok(()));
    let two = draft.write::<2>(session_key(1), &context(), &mut [0; 4096]).map(drop);
    assert_eq!(two, Err(Error::HopCount { expected: 2, found: 3 }));

    draft.contents = Some(Contents::Other { record: 62, value: &[] });
    assert_eq!(write(&draft, 4096), Err(Error::NotContents { record: 62 }));
    let long = vec![0; MAX_PACKET_LENGTH];
    draft.contents = Some(Contents::Invoice(&long));
    let found = write(&draft, 4096).unwrap_err();
    assert!(matches!(found, Error::PacketTooLong { .. }) && found.blame() == Blame::Caller, "{found}");
    // Between the usual lengths and the longest, a message takes what it needs.
    draft.contents = Some(Contents::Invoice(&long[..40_000]));
    assert_eq!(write(&draft, 200_000), Ok(()));

    let long = vec![0; MAX_PACKET_LENGTH + 1];
    let message = OnionMessage { path_key: node_id(1), packet: &long };
    let found = message.write(&mut Writer::new(&mut vec![0; 70_000]));
    assert_eq!(found, Err(Error::PacketTooLong { found: MAX_PACKET_LENGTH + 1 }));
    let longest = OnionMessage { path_key: node_id(1), packet: &long[1..] };
    assert_eq!(wire(&longest).len(), 65_535);
}
