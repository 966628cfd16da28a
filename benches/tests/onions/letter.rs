//! A message, drawn from bytes, that both implementations can build.

use crate::delivery::{Contents, KNOWN, wire, wire_there};
use crate::nodes::{self, CONTEXT, NODES, Node, SECP};
use crate::path::{nodes as draw_nodes, written};
use crate::plan::{key, list};
use arbitrary::{Result, Unstructured};
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::entropy::Entropy;
use keelbolt::sphinx::blinding::{BlindedPath, EncryptedDataTlv, PathDraft, PathHop};
use keelbolt::sphinx::message::{self, MessageDraft, OnionMessage};
use keelbolt::sphinx::{Hop, HopSecrets, KeyType, Route, SessionKey, packet_length};
use lightning::blinded_path::EmptyNodeIdLookUp;
use lightning::blinded_path::message::{BlindedMessagePath, MessageContext, MessageForwardNode};
use lightning::onion_message::messenger::{Destination, OnionMessagePath, create_onion_message};
use lightning::sign::{EntropySource, NodeSigner as _, RandomBytes};
use lightning::util::ser::{Readable as _, Writeable as _};
use std::sync::Mutex;

/// A path for messages, and who stands on it.
pub struct MessagePath {
    pub bytes: Vec<u8>,
    /// One for each hop; the recipient again for hops of Keelbolt's that only make the path longer.
    pub nodes: Vec<&'static Node>,
    /// Whether the peer made it: its end, and hops to itself before it, only the peer decrypts then, at once.
    pub is_theirs: bool,
}

impl MessagePath {
    /// Draws a path of either side's making.
    pub fn draw(source: &mut Unstructured<'_>) -> Result<Self> {
        let length = source.int_in_range(1..=5)?;
        let nodes = draw_nodes(source, length)?;
        let channels: Vec<Option<u64>> = list(source, length - 1, |source| {
            Ok(if source.ratio(1, 4)? { Some(source.arbitrary()?) } else { None })
        })?;
        let dummies = if source.ratio(1, 3)? { source.int_in_range(1..=4)? } else { 0 };
        let (session, pads) = (key(source)?, source.arbitrary()?);
        Ok(match source.ratio(1, 2)? {
            true => Self::here(nodes, &channels, dummies, session, pads),
            false => Self::there(nodes, &channels, dummies, session, pads),
        })
    }

    pub fn path(&self) -> BlindedPath<'_> {
        BlindedPath::parse(&self.bytes).unwrap()
    }

    fn here(
        mut nodes: Vec<&'static Node>,
        channels: &[Option<u64>],
        dummies: usize,
        session: [u8; 32],
        pads: bool,
    ) -> Self {
        let recipient = nodes[nodes.len() - 1];
        let forwards = nodes.windows(2).zip(channels).map(|(pair, channel)| PathHop {
            node_id: pair[0].id,
            data: match channel {
                Some(channel) => EncryptedDataTlv::to_channel(ShortChannelId(*channel)),
                None => EncryptedDataTlv::to_node(pair[1].id),
            },
        });
        let dummy = PathHop::dummy(recipient.id);
        // The peer reads no path_id.
        let end = PathHop { node_id: recipient.id, data: EncryptedDataTlv::default() };
        let hops: Vec<PathHop<'_>> =
            forwards.chain(std::iter::repeat_n(dummy, dummies)).chain([end]).collect();
        nodes.extend(std::iter::repeat_n(recipient, dummies));
        let mut draft = PathDraft::message(&hops);
        if !pads {
            draft.padded_length = None;
        }
        let mut buffer = vec![0; draft.length().unwrap()];
        let path = draft.write(Entropy::new(session), &CONTEXT, &mut buffer).unwrap();
        Self { bytes: written(&path), nodes, is_theirs: false }
    }

    fn there(
        nodes: Vec<&'static Node>,
        channels: &[Option<u64>],
        dummies: usize,
        session: [u8; 32],
        says: bool,
    ) -> Self {
        let (recipient, forwarding) = nodes.split_last().unwrap();
        let forwarding: Vec<MessageForwardNode> = forwarding
            .iter()
            .zip(channels)
            .map(|(node, channel)| MessageForwardNode { node_id: node.peer_id, short_channel_id: *channel })
            .collect();
        let context = if says { session.to_vec() } else { Vec::new() };
        let path = BlindedMessagePath::new_with_dummy_hops(
            &forwarding,
            recipient.peer_id,
            dummies,
            recipient.peer.get_receive_auth_key(),
            MessageContext::Custom(context),
            &RandomBytes::new(session),
            &SECP,
        );
        Self { bytes: path.encode(), nodes, is_theirs: true }
    }
}

/// A message along a path.
pub struct Letter {
    pub path: MessagePath,
    pub contents: Contents,
    pub reply_path: Option<MessagePath>,
    session: [u8; 32],
}

impl Letter {
    pub fn draw(source: &mut Unstructured<'_>) -> Result<Self> {
        // Most fit the smaller packet, of which the peer takes 25 times less to build.
        let most = if source.ratio(1, 32)? { 20_000 } else { 200 };
        let (length, byte) = (source.int_in_range(0..=most)?, source.arbitrary::<u8>()?);
        // Below the types that the peer knows itself.
        let record = if source.ratio(1, 2)? { KNOWN } else { source.int_in_range(100..=30_000)? * 2 + 1 };
        Ok(Self {
            path: MessagePath::draw(source)?,
            contents: Contents { record, value: (0..length).map(|index| index as u8 ^ byte).collect() },
            reply_path: source.ratio(1, 3)?.then(|| MessagePath::draw(source)).transpose()?,
            session: key(source)?,
        })
    }

    fn draft<'a>(&'a self, path: &BlindedPath<'a>) -> MessageDraft<'a> {
        let mut draft = MessageDraft::to(path);
        draft.contents =
            Some(message::Contents::Other { record: self.contents.record, value: &self.contents.value });
        draft.reply_path = self.reply_path.as_ref().map(MessagePath::path);
        draft
    }

    fn session_key(&self) -> SessionKey {
        SessionKey::new(Entropy::new(self.session)).unwrap()
    }

    /// Builds the message here.
    pub fn build(&self) -> Vec<u8> {
        let draft = self.draft(&self.path.path());
        let mut buffer = vec![0; draft.length().unwrap()];
        wire(&draft.write::<16>(self.session_key(), &CONTEXT, &mut buffer).unwrap())
    }

    /// Builds the message here, after hops of the sender's own choice.
    pub fn build_over(&self, before: &[&'static Node]) -> Vec<u8> {
        let path = self.path.path();
        let next = before.iter().skip(1).map(|node| EncryptedDataTlv::to_node(node.id));
        let data = next.chain([EncryptedDataTlv::leading_to(&path)]);
        let hops: Vec<PathHop<'_>> =
            before.iter().zip(data).map(|(node, data)| PathHop { node_id: node.id, data }).collect();
        let part = PathDraft::part(&hops);
        let mut first = vec![0; part.length().unwrap()];
        let first = part.write(Entropy::new([5; 32]), &CONTEXT, &mut first).unwrap();
        let mut joined = vec![0; first.length() + path.length()];
        let joined = first.join(&path, &mut joined).unwrap();
        let draft = self.draft(&joined);
        let mut buffer = vec![0; draft.length().unwrap()];
        wire(&draft.write::<16>(self.session_key(), &CONTEXT, &mut buffer).unwrap())
    }

    /// Builds the message here from what each hop is told, whatever it is.
    pub fn build_of(&self, payloads: &[Vec<u8>]) -> Vec<u8> {
        let hops = self.path.path().hops();
        let hops: Vec<Hop<'_>> = hops
            .iter()
            .zip(payloads)
            .map(|(hop, payload)| Hop { public_key: hop.blinded_node_id, payload })
            .collect();
        let hop_payloads_length = 32_768;
        let route = Route { hops: &hops, associated_data: &[], hop_payloads_length };
        let mut packet = vec![0; packet_length(hop_payloads_length)];
        let mut secrets = HopSecrets::<16>::new();
        let packet = self.session_key().build(&route, &CONTEXT, &mut secrets, &mut packet).unwrap();
        wire(&OnionMessage { path_key: self.path.path().first_path_key, packet })
    }

    /// Has the peer build it, filled from the same stream.
    pub fn build_there(&self, before: &[&'static Node]) -> Vec<u8> {
        let path = OnionMessagePath {
            intermediate_nodes: before.iter().map(|node| node.peer_id).collect(),
            destination: Destination::BlindedPath(there(&self.path)),
            first_node_addresses: Vec::new(),
        };
        // A sender that stands on no path.
        let sender = NODES.iter().find(|node| node.id != self.path.nodes[0].id).unwrap();
        let pad = *KeyType::Pad.key(&self.session).expose();
        let (first, message, _) = create_onion_message(
            &&Given(Mutex::new(vec![pad, self.session])),
            &&sender.peer,
            &&EmptyNodeIdLookUp {},
            &SECP,
            path,
            self.contents.clone(),
            self.reply_path.as_ref().map(there),
        )
        .unwrap();
        assert_eq!(nodes::ours(&first), before.first().unwrap_or(&self.path.nodes[0]).id);
        wire_there(&message)
    }
}

fn there(path: &MessagePath) -> BlindedMessagePath {
    BlindedMessagePath::read(&mut &path.bytes[..]).unwrap()
}

/// Entropy that is given, the next at the end.
struct Given(Mutex<Vec<[u8; 32]>>);

impl EntropySource for Given {
    fn get_secure_random_bytes(&self) -> [u8; 32] {
        self.0.lock().unwrap().pop().expect("as often as the peer asks")
    }
}
