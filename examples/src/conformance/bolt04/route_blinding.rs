//! Blinded paths: made by a recipient, joined, and passed by each of their hops.

use super::recipient_data::same_data;
use super::{array, context, public_key, secret_key, text};
use crate::conformance::{Case, same};
use keelbolt::bytes::{Hex, Writer};
use keelbolt::crypto::{PublicKey, SecretKey, SharedSecret};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::sphinx::blinding::{
    BlindedHop, BlindedPath, EncryptedDataTlv, Error, FirstNode, PathDraft, PathHop, PathSecret,
};
use keelbolt::sphinx::{KeyType, blinding_factor};

/// `kind` create, concatenated or unblind.
pub(in crate::conformance) fn route_blinding(case: &mut Case) -> Result<(), String> {
    match case.text("kind").as_deref() {
        Some("create") => create(case),
        Some("concatenated") => concatenated(case),
        Some("unblind") => unblind(case),
        other => Err(format!("unknown kind {other:?}")),
    }
}

fn create(case: &mut Case) -> Result<(), String> {
    let session: [u8; 32] = array(case, "session_key")?;
    let mut hops = hops(case)?;
    let mut buffer = [0; 4096];
    let path = blind(&mut hops, session, &mut buffer)?;
    hops.iter().try_for_each(|hop| hop.case.finish())?;
    same_first(case, &path)
}

/// A hop of the file.
pub(super) struct FileHop {
    pub(super) case: Case,
    node_id: PublicKey,
    data: Vec<u8>,
}

pub(super) fn hops(case: &mut Case) -> Result<Vec<FileHop>, String> {
    case.list("hops")
        .iter()
        .map(|hop| {
            let mut case = Case::inner(hop, "hop")?;
            let node_id = public_key(&mut case, "node_id")?;
            let data = case.needed("data")?;
            Ok(FileHop { case, node_id, data })
        })
        .collect()
}

/// Makes a path of these hops and checks their figures against it: with the padding that they have, and with the
/// padding that makes all as long as the longest.
pub(super) fn blind<'b>(
    hops: &mut [FileHop],
    session: [u8; 32],
    buffer: &'b mut [u8],
) -> Result<BlindedPath<'b>, String> {
    let streams: Vec<Vec<u8>> = hops.iter().map(|hop| hop.data.clone()).collect();
    let path_hops: Vec<PathHop<'_>> = hops
        .iter()
        .zip(&streams)
        .map(|(hop, stream)| {
            let data = EncryptedDataTlv::parse(stream).map_err(text)?;
            Ok(PathHop { node_id: hop.node_id, data })
        })
        .collect::<Result<_, String>>()?;
    let mut draft = PathDraft::part(&path_hops);
    draft.padded_length = None;
    let path = draft.write(Entropy::new(session), &context(), buffer).map_err(text)?;
    draft.padded_length = streams.iter().map(Vec::len).max();
    let mut other = [0; 4096];
    let same_path = draft.write(Entropy::new(session), &context(), &mut other).map_err(text)?;
    same("padded path", same_path, path)?;
    same("first_node_id", FirstNode::NodeId(path_hops[0].node_id), path.first_node_id)?;
    written_back(&path)?;

    let mut key = SecretKey::parse(Secret::new(session)).map_err(text)?;
    for ((hop, blinded), path_hop) in hops.iter_mut().zip(path.hops().iter()).zip(&path_hops) {
        let path_key = context().public_key(&key).map_err(text)?;
        let shared = SharedSecret::derive(&key, &hop.node_id);
        same_data(&mut hop.case, &hop.data, &path_hop.data)?;
        same_keys(&mut hop.case, &path_key, &shared, blinded)?;
        same("path_privkey", secret_key(&mut hop.case, "path_privkey")?, key.clone())?;
        key = key.mul_tweak(&blinding_factor(&path_key, &shared)).map_err(text)?;
    }
    Ok(path)
}

fn same_keys(
    case: &mut Case,
    path_key: &PublicKey,
    shared: &SharedSecret,
    blinded: BlindedHop<'_>,
) -> Result<(), String> {
    same("path_key", public_key(case, "path_key")?, *path_key)?;
    same_hex(case, "shared_secret", shared.expose())?;
    same_hex(case, "rho", KeyType::Rho.key(shared.expose()).expose())?;
    if case.has("blinded_node_id_factor") {
        same_hex(case, "blinded_node_id_factor", KeyType::BlindedNodeId.key(shared.expose()).expose())?;
        same_hex(case, "path_key_factor", blinding_factor(path_key, shared).expose())?;
    }
    same_hop(case, blinded)
}

fn same_hex(case: &mut Case, key: &str, found: &[u8]) -> Result<(), String> {
    same(key, case.text(key), Some(Hex(found).to_string()))
}

/// The blinded id and the encrypted data, which go by two names.
fn same_hop(case: &mut Case, hop: BlindedHop<'_>) -> Result<(), String> {
    same("blinded_node_id", public_key(case, "blinded_node_id")?, hop.blinded_node_id)?;
    same_hex(case, "encrypted_data", hop.encrypted_recipient_data)
}

pub(super) fn same_first(case: &mut Case, path: &BlindedPath<'_>) -> Result<(), String> {
    same("first_node_id", FirstNode::NodeId(public_key(case, "first_node_id")?), path.first_node_id)?;
    same("first_path_key", public_key(case, "first_path_key")?, path.first_path_key)
}

/// What is written of a path is read as the same path.
fn written_back(path: &BlindedPath<'_>) -> Result<(), String> {
    let mut out = vec![0; path.length()];
    let mut writer = Writer::new(&mut out);
    path.write(&mut writer).map_err(text)?;
    same("path", Ok(*path), BlindedPath::parse(writer.finish()))
}

/// Two paths, made by the hops before and behind the place where they are joined, as one.
fn concatenated(case: &mut Case) -> Result<(), String> {
    let hops = case.list("hops");
    let head = [
        public_key(case, "first_node_id")?.to_bytes().to_vec(),
        public_key(case, "first_path_key")?.to_bytes().to_vec(),
    ];
    let mut hops: Vec<Case> = hops.iter().map(|hop| Case::inner(hop, "hop")).collect::<Result<_, _>>()?;
    // Where two paths meet does not show: every place gives the same path.
    for split in 1..hops.len() {
        let (first, second) = hops.split_at_mut(split);
        let (first, second) = (path_of(&head, first)?, path_of(&head, second)?);
        let [first, second] = [&first, &second].map(|bytes| BlindedPath::parse(bytes).map_err(text));
        let mut buffer = [0; 4096];
        let joined = first?.join(&second?, &mut buffer).map_err(text)?;
        same_first(case, &joined)?;
        same("hops", hops.len(), joined.hops().len())?;
        hops.iter_mut().zip(joined.hops().iter()).try_for_each(|(hop, found)| same_hop(hop, found))?;
    }
    hops.iter().try_for_each(Case::finish)
}

/// A path on the wire.
fn path_of(head: &[Vec<u8>], hops: &mut [Case]) -> Result<Vec<u8>, String> {
    let mut bytes = head.concat();
    bytes.push(u8::try_from(hops.len()).map_err(text)?);
    for hop in hops {
        let data = hop.needed("encrypted_data")?;
        bytes.extend(public_key(hop, "blinded_node_id")?.to_bytes());
        bytes.extend(u16::try_from(data.len()).map_err(text)?.to_be_bytes());
        bytes.extend(data);
    }
    Ok(bytes)
}

fn unblind(case: &mut Case) -> Result<(), String> {
    let node_key = secret_key(case, "node_privkey")?;
    let secret = PathSecret::derive(public_key(case, "path_key")?, &node_key);
    let encrypted = case.needed("encrypted_data")?;
    let mut buffer = [0; 4096];
    let found = secret.decrypt(&encrypted, &mut buffer);
    if !case.flag("valid") {
        // The label of the reason is the file's own wording and no figure.
        let label = case.text("error");
        case.must("error", label)?;
        return same("data", Err(Error::NotAuthentic), found);
    }
    let data = found.map_err(text)?;
    let decrypted = case.needed("decrypted_data")?;
    same_data(case, &decrypted, &data)?;
    let blinded = secret.blinded_key(&node_key).map_err(text)?;
    same("blinded_privkey", secret_key(case, "blinded_privkey")?, blinded.clone())?;
    let blinded_id = context().public_key(&blinded).map_err(text)?;
    same("blinded_node_id", public_key(case, "blinded_node_id")?, blinded_id)?;

    let override_key = match case.has("next_path_key_override") {
        true => Some(public_key(case, "next_path_key_override")?),
        false => None,
    };
    same("next_path_key_override", override_key, data.next_path_key_override)?;
    let following = EncryptedDataTlv { next_path_key_override: None, ..data };
    let next = public_key(case, "next_path_key")?;
    same("next_path_key", Ok(next), secret.next_path_key(&following))?;
    same("path key to forward", Ok(override_key.unwrap_or(next)), secret.next_path_key(&data))
}
