//! Onion messages: the path, the onion over it, and every hop's layer.

use super::route_blinding::{blind, hops, same_first};
use super::{array, context, public_key, secret_key, text};
use crate::conformance::{Case, same};
use keelbolt::bytes::{Hex, Writer};
use keelbolt::codec::bigsize;
use keelbolt::entropy::Entropy;
use keelbolt::sphinx::blinding::{BlindedPath, EncryptedDataTlv, NextNode, PathSecret};
use keelbolt::sphinx::message::{Contents, Known, MessageDraft, OnionMessage, OnionmsgTlv, Received};
use keelbolt::sphinx::{OnionRef, PEEL_BUFFER, SessionKey, UnknownRecord, UnknownRecords};
use serde_json::{Value, json};

/// `kind` path, construct or peel.
pub(in crate::conformance) fn blinded_onion_message(case: &mut Case) -> Result<(), String> {
    match case.text("kind").as_deref() {
        Some("path") => path(case),
        Some("construct") => construct(case),
        Some("peel") => peel(case),
        other => Err(format!("unknown kind {other:?}")),
    }
}

/// The sender's own hop leads to a path that its recipient has made; joined, they are the path of the case.
fn path(case: &mut Case) -> Result<(), String> {
    let mut hops = hops(case)?;
    let (own, others) = hops.split_at_mut(1);
    let ([hop], [next, ..]) = (&mut *own, &mut *others) else { return Err("too few hops".to_owned()) };
    let sessions = [array(&mut hop.case, "path_privkey")?, array(&mut next.case, "path_privkey")?];
    let stream = hop.case.needed("data")?;
    let [mut first, mut second, mut joined] = [[0; 4096]; 3];
    let own_path = blind(own, sessions[0], &mut first)?;
    let path = blind(others, sessions[1], &mut second)?;
    let leads = EncryptedDataTlv::leading_to(&path);
    same("data of the own hop", EncryptedDataTlv::parse(&stream), Ok(leads))?;
    let joined = own_path.join(&path, &mut joined).map_err(text)?;
    hops.iter().try_for_each(|hop| hop.case.finish())?;
    same("hops", hops.len(), joined.hops().len())?;
    same_first(case, &joined)
}

/// The whole onion, from the encrypted data in the payloads and from what the last one says.
fn construct(case: &mut Case) -> Result<(), String> {
    let session: [u8; 32] = array(case, "session_key")?;
    let payloads = payloads(case)?;
    let last = &payloads.last().ok_or("no hops")?.1;
    let known = Known::default();
    let said = OnionmsgTlv::parse(last, &known).map_err(text)?;
    same("final_tlvs", case.list("final_tlvs"), final_tlvs(&said))?;

    let bytes = path_of(&payloads)?;
    let path = BlindedPath::parse(&bytes).map_err(text)?;
    let unknown: Vec<UnknownRecord<'_>> = said.unknown.iter().collect();
    let mut draft = MessageDraft::to(&path);
    draft.reply_path = said.reply_path;
    draft.contents = said.contents;
    draft.unknown = UnknownRecords::new(&unknown);
    let session_key = SessionKey::new(Entropy::new(session)).map_err(text)?;
    let mut out = vec![0; draft.length().map_err(text)?];
    let message = draft.write::<8>(session_key, &context(), &mut out).map_err(text)?;
    same("onion_message_packet", case.text("onion_message_packet"), Some(Hex(message.packet).to_string()))
}

/// A hop's blinded id and its payload.
type Payload = ([u8; 33], Vec<u8>);

/// The payloads of the hops. In the file their lengths stand before them.
fn payloads(case: &mut Case) -> Result<Vec<Payload>, String> {
    case.list("hops")
        .iter()
        .map(|hop| {
            let mut hop = Case::inner(hop, "hop")?;
            let id = array(&mut hop, "blinded_node_id")?;
            let payload = without_length(&hop.needed("payload")?)?;
            hop.finish()?;
            Ok((id, payload))
        })
        .collect()
}

fn without_length(payload: &[u8]) -> Result<Vec<u8>, String> {
    let mut reader = keelbolt::bytes::Reader::new(payload);
    let length = bigsize::read(&mut reader).map_err(text)?;
    same("length of the payload", length, reader.rest().len() as u64)?;
    Ok(reader.rest().to_vec())
}

/// A path over these hops, as a recipient would hand it out. Whose it is does not matter for the onion.
fn path_of(payloads: &[Payload]) -> Result<Vec<u8>, String> {
    let (first, _) = payloads.first().ok_or("no hops")?;
    let mut bytes = [*first, *first].concat();
    bytes.push(u8::try_from(payloads.len()).map_err(text)?);
    for (id, payload) in payloads {
        let payload = OnionmsgTlv::parse(payload, &Known::default()).map_err(text)?;
        let data = payload.encrypted_recipient_data.ok_or("no encrypted data")?;
        bytes.extend(id);
        bytes.extend(u16::try_from(data.len()).map_err(text)?.to_be_bytes());
        bytes.extend(data);
    }
    Ok(bytes)
}

/// One hop's layer of a whole message, and the whole message to the next hop.
fn peel(case: &mut Case) -> Result<(), String> {
    let node_key = secret_key(case, "node_privkey")?;
    let bytes = case.needed("onion_message")?;
    let message = OnionMessage::parse(&bytes).map_err(text)?;
    same("path_key", public_key(case, "path_key")?, message.path_key)?;
    same("onion", case.bytes("onion")?, Some(message.packet.to_vec()))?;
    same("onion_message", Ok(bytes.clone()), written(&message))?;

    let payload = without_length(&case.needed("payload")?)?;
    let secret = PathSecret::derive(message.path_key, &node_key);
    let blinded_key = secret.blinded_key(&node_key).map_err(text)?;
    let mut buffer = [0; PEEL_BUFFER];
    let onion = OnionRef::parse(message.packet).map_err(text)?;
    let peeled = onion.peel(&blinded_key, &[], &mut buffer).map_err(text)?;
    same("payload", &*payload, peeled.payload)?;

    let mut out = [0; 8192];
    let is_final = case.flag("is_final");
    match message.peel(&node_key, &Known::default(), &mut out).map_err(text)? {
        Received::Forward { next, message, data } if !is_final => {
            same("next_node_id", NextNode::NodeId(public_key(case, "next_node_id")?), next)?;
            same("next_onion_message", case.needed("next_onion_message"), written(&message))?;
            same_stream(case, &data)
        }
        Received::Final { payload: said, data } if is_final => {
            same("final_tlvs", case.list("final_tlvs"), final_tlvs(&said))?;
            let mut out = vec![0; said.length()];
            let mut writer = Writer::new(&mut out);
            said.write(&mut writer).map_err(text)?;
            same("payload written back", &*payload, writer.finish())?;
            same_stream(case, &data)
        }
        received => Err(format!("expected is_final {is_final}, found {received:?}")),
    }
}

/// The data are written back as they were decrypted.
fn same_stream(case: &mut Case, data: &EncryptedDataTlv<'_>) -> Result<(), String> {
    let mut out = vec![0; data.length()];
    let mut writer = Writer::new(&mut out);
    data.write(&mut writer).map_err(text)?;
    same("decrypted_data", case.text("decrypted_data"), Some(Hex(writer.finish()).to_string()))
}

fn written(message: &OnionMessage<'_>) -> Result<Vec<u8>, String> {
    let mut out = vec![0; message.length()];
    let mut writer = Writer::new(&mut out);
    message.write(&mut writer).map_err(text)?;
    Ok(writer.finish().to_vec())
}

/// All records but the encrypted data.
fn final_tlvs(said: &OnionmsgTlv<'_>) -> Vec<Value> {
    let shown = |record: u64, value: &[u8]| json!({ "type": record, "value": Hex(value).to_string() });
    let contents = said.contents.as_ref().map(Contents::record);
    let unknown = said.unknown.iter().map(|record| (record.number, record.value));
    unknown.chain(contents).map(|(record, value)| shown(record, value)).collect()
}
