//! Onion messages: both build the same message, both peel it alike.

use crate::delivery::{Delivery, ours, theirs};
use crate::letter::Letter;
use crate::nodes::{NODES, Node};
use arbitrary::Unstructured;
use keelbolt::bytes::Writer;
use keelbolt::codec::tlv::RecordWriter;
use keelbolt::sphinx::blinding::NextNode;
use keelbolt_benches::{cases, random_bytes};

/// The bytes from which a case is drawn.
const CASE_BYTES: usize = 1024;

#[test]
fn messages_over_a_path_are_built_and_peeled_alike() {
    let (mut hops, mut there) = (0, 0);
    for seed in 0..cases() {
        let letter = letter(seed);
        let message = letter.build();
        assert!(message == letter.build_there(&[]), "seed {seed}");
        hops += deliver(&letter, &letter.path.nodes, message, seed);
        there += u64::from(letter.path.is_theirs);
    }
    println!("> {} messages over {hops} hops, {there} of them over paths of the peer", cases());
    assert!(there * 3 >= cases() && there * 3 <= cases() * 2, "{there}");
}

#[test]
fn messages_over_joined_paths_are_peeled_alike() {
    for seed in 0..cases() / 4 {
        let letter = letter(seed ^ 1 << 62);
        let before: Vec<&'static Node> = NODES
            .iter()
            .filter(|node| node.id != letter.path.nodes[0].id)
            .take(1 + seed as usize % 2)
            .collect();
        let nodes = [&before[..], &letter.path.nodes].concat();
        deliver(&letter, &nodes, letter.build_over(&before), seed);
        deliver(&letter, &nodes, letter.build_there(&before), seed);
    }
}

/// Where the version of the packet stands in a message, behind its type, the path key and the packet's length. "if
/// `version` is not 0: MUST abort processing the packet and fail" (BOLT 4): the peer passes over it in messages.
const VERSION: usize = 2 + 33 + 2;

#[test]
fn changed_messages_are_ignored_alike() {
    for seed in 0..cases() {
        let letter = letter(seed ^ 1 << 61);
        let mut message = letter.build();
        // One bit anywhere behind the type, at times of the version.
        let bytes = random_bytes(seed, 4);
        let bit = usize::try_from(u32::from_be_bytes(*bytes.first_chunk().unwrap())).unwrap();
        let at = if seed.is_multiple_of(16) { VERSION } else { 2 + bit / 8 % (message.len() - 2) };
        message[at] ^= 1 << (bit % 8);
        let node = letter.path.nodes[0];
        assert_eq!(ours(node, &message), Delivery::Ignored, "seed {seed}, byte {at}");
        let ignores = theirs(node, &message) == Delivery::Ignored;
        assert!(ignores != (at == VERSION), "seed {seed}, byte {at}");
    }
}

/// What stands in a payload beside the recipient's data, and what both make of it.
type Row = (&'static str, bool, fn(&mut Vec<u8>), [Expected; 2]);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Forward,
    Final,
    Empty,
    Ignored,
}

/// Whether at the final hop, and the verdicts of Keelbolt and of the peer. Where these differ:
///
/// - "if the onionmsg payload contains other tlv fields than `encrypted_recipient_data`: MUST ignore the message"
///   (BOLT 4): the peer passes over unknown odd records and reply paths for nodes on the way;
/// - a message that says nothing is none of those that "MUST" be ignored: the peer ignores it.
const ROWS: &[Row] = &[
    ("nothing else", false, |_| {}, [Expected::Forward; 2]),
    ("contents on the way", false, |payload| put(payload, 4243, &[1]), [Expected::Ignored; 2]),
    ("even record on the way", false, |payload| put(payload, 40, &[]), [Expected::Ignored; 2]),
    ("odd record on the way", false, |payload| put(payload, 41, &[]), [Expected::Ignored, Expected::Forward]),
    (
        "reply path on the way",
        false,
        |payload| *payload = [record(2, &reply_path()), payload.clone()].concat(),
        [Expected::Ignored, Expected::Forward],
    ),
    ("no data on the way", false, |payload| *payload = record(41, &[]), [Expected::Ignored; 2]),
    ("nothing said", true, |_| {}, [Expected::Empty, Expected::Ignored]),
    ("something said", true, |payload| put(payload, 4243, &[1]), [Expected::Final; 2]),
    ("something known said", true, |payload| put(payload, 4242, &[1]), [Expected::Final; 2]),
    ("something unknown said", true, |payload| put(payload, 4244, &[1]), [Expected::Ignored; 2]),
    (
        "two things said",
        true,
        |payload| {
            put(payload, 4243, &[1]);
            put(payload, 4245, &[1]);
        },
        [Expected::Ignored; 2],
    ),
    (
        "out of order",
        true,
        |payload| {
            put(payload, 4243, &[1]);
            put(payload, 41, &[]);
        },
        [Expected::Ignored; 2],
    ),
    (
        "odd record",
        true,
        |payload| {
            put(payload, 41, &[]);
            put(payload, 4243, &[1]);
        },
        [Expected::Final; 2],
    ),
    (
        "even record",
        true,
        |payload| {
            put(payload, 40, &[]);
            put(payload, 4243, &[1]);
        },
        [Expected::Ignored; 2],
    ),
    ("no data", true, |payload| *payload = record(4243, &[]), [Expected::Ignored; 2]),
    (
        "broken reply path",
        true,
        |payload| *payload = [record(2, &[9; 70]), payload.clone(), record(4243, &[])].concat(),
        [Expected::Ignored; 2],
    ),
];

#[test]
fn payloads_of_messages_are_judged_as_expected() {
    for (name, is_final, change, expected) in ROWS {
        let wanted =
            |letter: &Letter| !letter.path.is_theirs && (*is_final == (letter.path.nodes.len() == 1));
        let letter = (0..).map(letter).find(wanted).unwrap();
        let mut payloads: Vec<Vec<u8>> =
            letter.path.path().hops().iter().map(|hop| record(4, hop.encrypted_recipient_data)).collect();
        change(&mut payloads[0]);
        let message = letter.build_of(&payloads);
        let node = letter.path.nodes[0];
        let found = [ours(node, &message), theirs(node, &message)].map(|delivery| match delivery {
            Delivery::Forward(..) => Expected::Forward,
            Delivery::Final(..) => Expected::Final,
            Delivery::Empty => Expected::Empty,
            Delivery::Ignored | Delivery::NotAuthentic => Expected::Ignored,
        });
        assert_eq!(found, *expected, "{name}");
    }
}

fn letter(seed: u64) -> Letter {
    let bytes = random_bytes(seed, CASE_BYTES);
    Letter::draw(&mut Unstructured::new(&bytes)).unwrap()
}

/// Takes the message from node to node, to the recipient; how many hops both have peeled alike.
fn deliver(letter: &Letter, nodes: &[&Node], mut message: Vec<u8>, seed: u64) -> usize {
    for (hop, node) in nodes.iter().enumerate() {
        let (ours, theirs) = (ours(node, &message), theirs(node, &message));
        let is_last = hop + 1 == nodes.len();
        if is_last && letter.path.is_theirs {
            assert_eq!(ours, Delivery::NotAuthentic, "seed {seed}: only the peer decrypts its own data");
        } else {
            assert_eq!(ours, theirs, "seed {seed}, hop {hop}");
        }
        match theirs {
            Delivery::Forward(next, passed) if !is_last => {
                let is_next = matches!(next, NextNode::ShortChannelId(_))
                    || next == NextNode::NodeId(nodes[hop + 1].id);
                assert!(is_next, "seed {seed}, hop {hop}: {next:?}");
                message = passed;
            }
            Delivery::Final(contents, reply_path) if is_last => {
                assert_eq!(contents, letter.contents, "seed {seed}");
                let expected = letter.reply_path.as_ref().map(|path| path.bytes.clone());
                assert_eq!(reply_path, expected, "seed {seed}");
            }
            other => panic!("seed {seed}, hop {hop}: {other:?}"),
        }
    }
    nodes.len()
}

/// A reply path of one hop.
fn reply_path() -> Vec<u8> {
    let id = NODES[0].id.to_bytes();
    [&id[..], &id, &[1], &id, &[0, 1, 0]].concat()
}

fn record(number: u64, value: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; value.len() + 18];
    let mut writer = Writer::new(&mut bytes);
    RecordWriter::new(&mut writer).put(number, value).unwrap();
    writer.finish().to_vec()
}

fn put(payload: &mut Vec<u8>, number: u64, value: &[u8]) {
    payload.extend(record(number, value));
}
