//! Onion messages: any bytes; messages over paths, passed hop by hop; any bytes as a hop's payload, with a valid HMAC.
#![no_main]

use keelbolt::bytes::Writer;
use keelbolt::codec::tlv::RecordWriter;
use keelbolt::sphinx::blinding::{BlindedPath, EncryptedDataTlv, NextNode, PathDraft, PathHop};
use keelbolt::sphinx::message::{
    Contents, Error, Known, MessageDraft, OnionMessage, OnionmsgTlv, Received, message_buffer,
};
use keelbolt::sphinx::{Hop, HopSecrets, Route, packet_length};
use keelbolt_fuzz::{CONTEXT, Depths, NODES, bytes, case, entropy, flip, session_key};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

/// The even types that the host knows.
const KNOWN: Known<'_> =
    Known { features: keelbolt::codec::features::FeatureSet::EMPTY, contents: &[100, 4242] };

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    let depth = match case(input) {
        None => parse(input),
        // The source never errs: when the bytes run out it gives zeros.
        Some(bytes) => draw(&mut Unstructured::new(&bytes)).unwrap_or("cut short"),
    };
    DEPTHS.count("onion_message", depth);
});

fn draw(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let count = source.int_in_range(1..=4)?;
    let path_id = bytes(source, 40)?;
    let next = NODES[1..count].iter().map(|node| EncryptedDataTlv::to_node(node.id));
    let told = next.chain([EncryptedDataTlv::for_recipient(&path_id)]);
    let hops: Vec<PathHop<'_>> =
        NODES.iter().zip(told).map(|(node, data)| PathHop { node_id: node.id, data }).collect();
    let mut buffer = vec![0; 4096];
    let path = PathDraft::message(&hops).write(entropy(source)?, &CONTEXT, &mut buffer).expect("sound");
    match source.ratio(1, 2)? {
        true => sent(source, &path, &path_id),
        false => forged(source, &path, &path_id),
    }
}

/// What is read as a message is written back.
fn parse(input: &[u8]) -> &'static str {
    let _ = OnionmsgTlv::parse(input, &KNOWN);
    // Random bytes hardly ever begin with the type.
    let typed = [&[2, 1], input].concat();
    let Ok(message) = OnionMessage::parse(&typed) else {
        return "no message";
    };
    let written = wire(&message);
    assert!(typed.starts_with(&written));
    let mut buffer = vec![0; message_buffer(message.packet.len())];
    assert!(message.peel(&NODES[0].key, &KNOWN, &mut buffer).is_err());
    "message as it came"
}

fn wire(message: &OnionMessage<'_>) -> Vec<u8> {
    let mut bytes = vec![0; message.length()];
    message.write(&mut Writer::new(&mut bytes)).expect("as long as it says");
    bytes
}

/// A message is passed to its recipient, unless a bit is flipped on the way.
fn sent(source: &mut Unstructured<'_>, path: &BlindedPath<'_>, path_id: &[u8]) -> Result<&'static str> {
    // Above some hundred bytes the packet is the larger one.
    let most = if source.ratio(1, 32)? { 1500 } else { 100 };
    let value = bytes(source, most)?;
    let contents = match source.int_in_range(0..=4)? {
        0 => Contents::InvoiceRequest(&value),
        1 => Contents::Invoice(&value),
        2 => Contents::InvoiceError(&value),
        3 => Contents::Other { record: 4242, value: &value },
        _ => Contents::Other { record: source.arbitrary::<u32>()? as u64 * 2 + 65, value: &value },
    };
    let mut draft = MessageDraft::to(path);
    draft.contents = (!source.ratio(1, 8)?).then_some(contents);
    draft.reply_path = source.arbitrary::<bool>()?.then_some(*path);
    let mut out = vec![0; draft.length().expect("short enough")];
    let message = draft.write::<5>(session_key(source)?, &CONTEXT, &mut out).expect("sound");
    let mut bytes = wire(&message);
    let count = path.hops().len();
    let flipped = source.ratio(1, 4)?.then(|| source.int_in_range(0..=count - 1)).transpose()?;
    for (hop, node) in NODES[..count].iter().enumerate() {
        if flipped == Some(hop) {
            flip(source, &mut bytes)?;
        }
        let mut buffer = vec![0; message_buffer(bytes.len())];
        let received =
            OnionMessage::parse(&bytes).and_then(|message| message.peel(&node.key, &KNOWN, &mut buffer));
        if flipped == Some(hop) {
            received.expect_err("all of it is authenticated");
            return Ok("flipped");
        }
        bytes = match received.expect("sound") {
            Received::Forward { next, message, .. } => {
                assert_eq!(next, NextNode::NodeId(NODES[hop + 1].id));
                wire(&message)
            }
            Received::Final { payload, data } => {
                assert_eq!(hop, count - 1);
                assert_eq!((payload.contents, payload.reply_path), (draft.contents, draft.reply_path));
                assert_eq!(data.path_id, Some(path_id));
                return Ok("read by its recipient");
            }
        };
    }
    panic!("nobody was the recipient")
}

/// The sender put anything into the payload of a hop.
fn forged(source: &mut Unstructured<'_>, path: &BlindedPath<'_>, path_id: &[u8]) -> Result<&'static str> {
    let mut payloads: Vec<Vec<u8>> = path
        .hops()
        .iter()
        .map(|hop| {
            let data = Some(hop.encrypted_recipient_data);
            written(&OnionmsgTlv { encrypted_recipient_data: data, ..OnionmsgTlv::default() })
        })
        .collect();
    let forged = source.int_in_range(0..=payloads.len() - 1)?;
    let payload = &mut payloads[forged];
    match source.int_in_range(0..=7)? {
        0 => *payload = bytes(source, 200)?,
        1 => flip(source, payload)?,
        2 => payload.extend(bytes(source, 40)?),
        // A record before the data, and some behind it.
        which => {
            let first = [&[which, 3][..], &source.arbitrary::<[u8; 3]>()?].concat();
            payload.splice(0..0, first.into_iter().filter(|_| which < 4)).for_each(drop);
            payload.extend(records(source)?);
        }
    }
    let is_final = forged == path.hops().len() - 1;
    let payload = payload.clone();
    let hops: Vec<Hop<'_>> = path
        .hops()
        .iter()
        .zip(&payloads)
        .map(|(hop, payload)| Hop { public_key: hop.blinded_node_id, payload })
        .collect();
    let route = Route { hops: &hops, associated_data: &[], hop_payloads_length: 1300 };
    let mut packet = vec![0; packet_length(1300)];
    let built = session_key(source)?.build(&route, &CONTEXT, &mut HopSecrets::<5>::new(), &mut packet);
    let Ok(packet) = built else {
        assert!(payload.len() < 2);
        return Ok("not built");
    };
    let mut bytes = wire(&OnionMessage { path_key: path.first_path_key, packet });
    for node in &NODES[..forged] {
        let mut buffer = vec![0; message_buffer(bytes.len())];
        let message = OnionMessage::parse(&bytes).expect("sound so far");
        bytes = match message.peel(&node.key, &KNOWN, &mut buffer).expect("sound so far") {
            Received::Forward { message, .. } => wire(&message),
            Received::Final { .. } => panic!("a hop before the forged one"),
        };
    }
    let mut buffer = vec![0; message_buffer(bytes.len())];
    let message = OnionMessage::parse(&bytes).expect("sound so far");
    let received = message.peel(&NODES[forged].key, &KNOWN, &mut buffer);
    Ok(match received {
        Err(error) => {
            assert!(!matches!(error, Error::Onion(_) | Error::Bytes(_)), "{error}: the packet is sound");
            "forged, and ignored"
        }
        Ok(Received::Forward { .. }) => {
            assert!(!is_final && payload.first() == Some(&4), "nothing but the data");
            "forged, and passed on"
        }
        Ok(Received::Final { payload: read, data }) => {
            assert!(is_final && data.path_id == Some(path_id));
            assert_eq!(written(&read), payload);
            "forged, and read"
        }
    })
}

/// Records of increasing types above the data's, most of which a recipient may find.
fn records(source: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    const TYPES: [u64; 8] = [5, 41, 62, 64, 68, 101, 4242, 65_537];
    // One of the first two, and one of those that say something.
    let [odd, says, any] = [1, 7, 15].map(|most| source.int_in_range(0..=most));
    let (odd, says, any) = (odd?, says?, any?);
    let mut buffer = [0; 1024];
    let mut writer = Writer::new(&mut buffer);
    let mut records = RecordWriter::new(&mut writer);
    for (index, number) in TYPES.into_iter().enumerate() {
        if [odd, says, any].contains(&index) {
            records.put(number, &bytes(source, 60)?).expect("within the buffer, in order");
        }
    }
    Ok(writer.finish().to_vec())
}

fn written(payload: &OnionmsgTlv<'_>) -> Vec<u8> {
    let mut bytes = vec![0; payload.length()];
    payload.write(&mut Writer::new(&mut bytes)).expect("as long as it says");
    bytes
}
