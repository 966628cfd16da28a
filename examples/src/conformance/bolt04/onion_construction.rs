//! Packets built from a session key, and one layer peeled.

use super::{array, context, public_key, secret_key, text};
use crate::conformance::{Case, same};
use keelbolt::bytes::{Hex, Reader};
use keelbolt::codec::bigsize;
use keelbolt::crypto::PublicKey;
use keelbolt::entropy::Entropy;
use keelbolt::sphinx::{
    FailureCode, HOP_PAYLOADS_LENGTH, Hop, HopSecrets, KeyType, Next, OnionRef, Peeled, Route, SessionKey,
    blinding_factor, packet_length, peel_buffer,
};

/// Room for the shared secrets of any route of these files.
pub(super) type Secrets = HopSecrets<1024>;

pub(in crate::conformance) fn onion_construction(case: &mut Case) -> Result<(), String> {
    match case.text("kind").as_deref() {
        Some("construct") => construct(case),
        Some("peel") => peel(case),
        other => Err(format!("unknown kind {other:?}")),
    }
}

fn construct(case: &mut Case) -> Result<(), String> {
    let valid = case.flag("valid");
    let mut hops = case
        .list("hops")
        .iter()
        .enumerate()
        .map(|(index, hop)| Case::inner(hop, &format!("hop {index}")))
        .collect::<Result<Vec<_>, _>>()?;
    let route = hops
        .iter_mut()
        .map(|hop| Ok((public_key(hop, "pubkey")?, hop.needed("payload")?)))
        .collect::<Result<Vec<_>, String>>()?;
    if !valid {
        // The label of the reason is the file's own wording and no figure.
        let label = case.text("error");
        case.must("error", label)?;
        return match build(case, &route) {
            Ok(_) => Err("was accepted".to_owned()),
            Err(_) => Ok(()),
        };
    }
    let (onion, secrets) = build(case, &route)?;
    same("onion", case.needed("onion")?, onion.clone())?;
    let session_key = array(case, "session_key")?;
    same_key(case, "pad_key", KeyType::Pad.key(&session_key).expose())?;
    let mut ephemeral = OnionRef::parse(&onion).map_err(text)?.public_key();
    for (hop, secret) in hops.iter_mut().zip(secrets.as_slice()) {
        let factor = blinding_factor(&ephemeral, secret);
        same_key(hop, "ephemeral_pubkey", &ephemeral.to_bytes())?;
        same_key(hop, "shared_secret", secret.expose())?;
        same_key(hop, "blinding_factor", factor.expose())?;
        let keys =
            [("rho", KeyType::Rho), ("mu", KeyType::Mu), ("um", KeyType::Um), ("ammag", KeyType::Ammag)];
        for (name, key) in keys {
            same_key(hop, name, key.key(secret.expose()).expose())?;
        }
        hop.finish()?;
        ephemeral = ephemeral.mul_tweak(factor.expose()).map_err(text)?;
    }
    same("hops", hops.len(), secrets.as_slice().len())
}

/// The packet of a route of node ids and payloads, as the case's session key and associated data make it.
pub(super) fn build(case: &mut Case, route: &[(PublicKey, Vec<u8>)]) -> Result<(Vec<u8>, Secrets), String> {
    let hops = route
        .iter()
        .map(|(public_key, payload)| Ok(Hop { public_key: *public_key, payload: without_length(payload)? }))
        .collect::<Result<Vec<_>, String>>()?;
    let hop_payloads_length = routing_field(case)?;
    let associated_data = case.needed("associated_data")?;
    let route = Route { hops: &hops, associated_data: &associated_data, hop_payloads_length };
    let session_key = SessionKey::new(Entropy::new(array(case, "session_key")?)).map_err(text)?;
    let (mut secrets, mut out) = (Secrets::new(), vec![0; packet_length(hop_payloads_length)]);
    let onion = session_key.build(&route, &context(), &mut secrets, &mut out).map_err(text)?.to_vec();
    Ok((onion, secrets))
}

fn peel(case: &mut Case) -> Result<(), String> {
    let valid = case.flag("valid");
    let bytes = case.needed("onion")?;
    let key = secret_key(case, "node_privkey")?;
    let associated_data = case.needed("associated_data")?;
    let mut out = vec![0; peel_buffer(bytes.len())];
    let peeled = OnionRef::parse(&bytes).and_then(|onion| onion.peel(&key, &associated_data, &mut out));
    match peeled {
        Ok(peeled) if valid => {
            same("payload_length", routing_field(case)?, bytes.len() - packet_length(0))?;
            same_key(case, "shared_secret", peeled.shared_secret.expose())?;
            same_layer(case, &peeled)
        }
        Ok(_) => Err("was accepted".to_owned()),
        Err(error) if valid => Err(error.to_string()),
        Err(error) => {
            // The label of the reason is the file's own wording, but where it is that of a failure.
            let label = case.text("error");
            let label = case.must("error", label)?;
            let failure = error.failure(&bytes).map(|failure| failure.code());
            let named = BAD_ONION.iter().find(|code| code.to_string() == label);
            same("error", named.copied().or(failure), failure)
        }
    }
}

/// The failures of a packet that cannot be peeled.
const BAD_ONION: [FailureCode; 3] =
    [FailureCode::INVALID_ONION_VERSION, FailureCode::INVALID_ONION_HMAC, FailureCode::INVALID_ONION_KEY];

/// The length of the routing field.
fn routing_field(case: &mut Case) -> Result<usize, String> {
    case.number("payload_length").map_or(Ok(HOP_PAYLOADS_LENGTH), usize::try_from).map_err(text)
}

/// A key that a case may show.
fn same_key(case: &mut Case, name: &str, found: &[u8]) -> Result<(), String> {
    match case.bytes(name)? {
        Some(expected) => same(name, Hex(&expected).to_string(), Hex(found).to_string()),
        None => Ok(()),
    }
}

/// What a layer held, and what is sent on.
pub(super) fn same_layer(case: &mut Case, peeled: &Peeled<'_>) -> Result<(), String> {
    same("payload", without_length(&case.needed("payload")?)?, peeled.payload)?;
    same("is_final", case.flag("is_final"), peeled.next == Next::Final)?;
    let next = match peeled.next {
        Next::Forward(onion) => Some(onion.to_vec()),
        Next::Final => None,
    };
    same("next_onion", case.bytes("next_onion")?, next)
}

/// A payload of these files begins with its length.
fn without_length(payload: &[u8]) -> Result<&[u8], String> {
    let mut reader = Reader::new(payload);
    let length = bigsize::read(&mut reader).map_err(text)?;
    match u64::try_from(reader.rest().len()) == Ok(length) {
        true => Ok(reader.rest()),
        false => Err(format!("payload: expected {length} bytes, found {}", reader.rest().len())),
    }
}
