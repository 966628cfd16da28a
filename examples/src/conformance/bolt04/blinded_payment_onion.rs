//! A payment over a blinded path: the whole onion written by its origin, and each hop peeling and unblinding.

use super::onion_construction::{build, same_layer};
use super::recipient_data::shown;
use super::{public_key, secret_key, text};
use crate::conformance::{Case, same};
use keelbolt::amount::Msat;
use keelbolt::bytes::{Hex, Writer};
use keelbolt::codec::features::FeatureSet;
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::crypto::{PublicKey, SecretKey};
use keelbolt::sphinx::blinding::{
    ENCRYPTION_LENGTH, EncryptedDataTlv, PathSecret, PaymentConstraints, PaymentRelay, TotalRelay,
};
use keelbolt::sphinx::payload::{Blinded, Instruction, Payload};
use keelbolt::sphinx::{OnionRef, peel_buffer};
use keelbolt::time::BlockHeight;
use serde_json::{Map, Value, json};

pub(in crate::conformance) fn blinded_payment_onion(case: &mut Case) -> Result<(), String> {
    let judged = match case.text("kind").as_deref() {
        Some("construct") => construct(case),
        Some("peel") => peel(case),
        other => Err(format!("unknown kind {other:?}")),
    };
    // Absent means that the case is valid.
    same("valid", true, !case.has("valid") || case.flag("valid"))?;
    judged
}

/// The hops in order, the last of which receives; the path begins at the second.
fn construct(case: &mut Case) -> Result<(), String> {
    let amount = case.number("final_amount_msat");
    let amount = Msat(case.must("final_amount_msat", amount)?);
    let expiry = height(case, "final_cltv")?;
    let (relay, route) = (case.value("blinded_payinfo"), case.value("blinded_route"));
    let relay = total_relay(&case.must("blinded_payinfo", relay)?)?;
    let path = path(&case.must("blinded_route", route)?)?;

    let list = case.list("hops");
    let hops = list.iter().map(|hop| Case::inner(hop, "hop")).collect::<Result<Vec<_>, _>>()?;
    let (last, forwarding) = path.len().checked_sub(1).zip(hops.len().checked_sub(1)).ok_or("no hops")?;
    same("hops", path.len(), forwarding)?;
    let mut asked = Vec::new();
    let mut written = Vec::new();
    for (index, mut hop) in hops.into_iter().enumerate() {
        let tlvs = hop.value("tlvs");
        let mut tlvs = Case::inner(&hop.must("tlvs", tlvs)?, "tlvs")?;
        let payload = match index.checked_sub(1).and_then(|index| Some((index, path.get(index)?))) {
            None => before_path(&mut tlvs, &relay, amount, expiry)?,
            Some((index, path_hop)) => {
                same("pubkey", path_hop.public_key, public_key(&mut hop, "pubkey")?)?;
                asked.push(recipient_data(&mut tlvs, path_hop.encrypted_data.len())?);
                in_path(&mut tlvs, path_hop, (index == last).then_some((amount, expiry)))?
            }
        };
        tlvs.finish()?;
        let mut out = vec![0; payload.length()];
        let payload = payload.write(&mut out).map_err(text)?;
        let with_length = [&[u8::try_from(payload.len()).map_err(text)?], payload].concat();
        same("payload", hop.needed("payload")?, with_length.clone())?;
        written.push((public_key(&mut hop, "pubkey")?, with_length));
        hop.finish()?;
    }
    // The final node's own delta is part of the expiry that its payload says.
    let relays: Vec<PaymentRelay> = asked.iter().filter_map(|(relay, _)| *relay).collect();
    same("payment_relay", relays.len(), last)?;
    same("blinded_payinfo", Ok(relay), TotalRelay::of(relays.into_iter(), 0))?;
    asked.windows(2).try_for_each(|pair| same_constraints(pair[0], pair[1]))?;
    let (onion, _) = build(case, &written)?;
    same("onion", case.needed("onion")?, onion)
}

/// The payload of a hop that knows nothing of the path behind it: it is told what the path costs.
fn before_path(
    tlvs: &mut Case,
    relay: &TotalRelay,
    amount: Msat,
    expiry: BlockHeight,
) -> Result<Payload<'static>, String> {
    let forwarded = relay.amount_with_fees(amount).ok_or("the amount is too large")?;
    let expiry = BlockHeight(expiry.0 + u32::from(relay.cltv_delta));
    same("amt_to_forward", tlvs.number("amt_to_forward"), Some(forwarded.0))?;
    same("outgoing_cltv_value", height(tlvs, "outgoing_cltv_value")?, expiry)?;
    Ok(Payload::forward(forwarded, expiry, channel(tlvs, "outgoing_channel_id")?))
}

/// A hop of the path: the node to encrypt to, its data, and the path key for the first one.
struct PathHop {
    public_key: PublicKey,
    encrypted_data: Vec<u8>,
    path_key: Option<PublicKey>,
}

fn path(route: &Value) -> Result<Vec<PathHop>, String> {
    let mut route = Case::inner(route, "blinded_route")?;
    let first = (public_key(&mut route, "first_node_id")?, public_key(&mut route, "first_path_key")?);
    let hops = route.list("hops");
    route.finish()?;
    hops.iter()
        .enumerate()
        .map(|(index, hop)| {
            let mut hop = Case::inner(hop, "hop of the path")?;
            let blinded_node_id = public_key(&mut hop, "blinded_node_id")?;
            let encrypted_data = hop.needed("encrypted_data")?;
            hop.finish()?;
            // "SHOULD create an unblinded onion payment to `first_node_id`"
            let (public_key, path_key) = match index {
                0 => (first.0, Some(first.1)),
                _ => (blinded_node_id, None),
            };
            Ok(PathHop { public_key, encrypted_data, path_key })
        })
        .collect()
}

/// The payload of a hop of the path; the last one is told amount and expiry.
fn in_path<'a>(
    tlvs: &mut Case,
    hop: &'a PathHop,
    last: Option<(Msat, BlockHeight)>,
) -> Result<Payload<'a>, String> {
    let path_key = match tlvs.has("current_path_key") {
        true => Some(public_key(tlvs, "current_path_key")?),
        false => None,
    };
    same("current_path_key", hop.path_key, path_key)?;
    let Some((amount, expiry)) = last else {
        return Ok(Payload::blinded_forward(&hop.encrypted_data, path_key));
    };
    same("amt_to_forward", tlvs.number("amt_to_forward"), Some(amount.0))?;
    same("outgoing_cltv_value", height(tlvs, "outgoing_cltv_value")?, expiry)?;
    let total = tlvs.number("total_amount_msat");
    let total = Msat(tlvs.must("total_amount_msat", total)?);
    Ok(Payload::blinded_receive(&hop.encrypted_data, path_key, amount, expiry, total))
}

/// What a hop of the path asks for, and which payments it lets through.
type Asked = (Option<PaymentRelay>, PaymentConstraints);

/// What the recipient data says, which its sender cannot read: as long as the encrypted bytes, and what it asks
/// for is part of the total. Its other contents are checked where the hop peels.
fn recipient_data(tlvs: &mut Case, encrypted_length: usize) -> Result<Asked, String> {
    let data = tlvs.value("encrypted_recipient_data");
    let value = tlvs.must("encrypted_recipient_data", data)?;
    let mut case = Case::inner(&value, "encrypted_recipient_data")?;
    let path_id = case.bytes("path_id")?;
    let mut data = EncryptedDataTlv { path_id: path_id.as_deref(), ..EncryptedDataTlv::default() };
    data.padding = case.bytes("padding")?.map(|zeros| zeros.len());
    if case.has("short_channel_id") {
        data.short_channel_id = Some(channel(&mut case, "short_channel_id")?);
    }
    if case.has("next_path_key_override") {
        data.next_path_key_override = Some(public_key(&mut case, "next_path_key_override")?);
    }
    data.payment_relay = case.value("payment_relay").map(|relay| payment_relay(&relay)).transpose()?;
    data.payment_constraints =
        case.value("payment_constraints").map(|value| constraints(&value)).transpose()?;
    same("allowed_features", case.value("allowed_features"), Some(json!([])))?;
    data.allowed_features = Some(FeatureSet::EMPTY.into());
    case.finish()?;
    same("encrypted_recipient_data", value, shown(&data))?;
    same("length of encrypted_recipient_data", encrypted_length, data.length() + ENCRYPTION_LENGTH)?;
    let constraints = data.payment_constraints;
    Ok((data.payment_relay, case.must("payment_constraints", constraints)?))
}

/// "adding `encrypted_data_tlv.payment_relay.cltv_expiry_delta` at each hop", "the largest minimum HTLC value"
fn same_constraints((relay, before): Asked, (_, after): Asked) -> Result<(), String> {
    let delta = relay.map_or(0, |relay| relay.cltv_expiry_delta.into());
    same("max_cltv_expiry", before.max_cltv_expiry, BlockHeight(after.max_cltv_expiry.0 + delta))?;
    same("htlc_minimum_msat", before.htlc_minimum_msat, after.htlc_minimum_msat)
}

fn payment_relay(value: &Value) -> Result<PaymentRelay, String> {
    let mut case = Case::inner(value, "payment_relay")?;
    let relay = PaymentRelay {
        cltv_expiry_delta: number(&mut case, "cltv_expiry_delta")?,
        fee_proportional_millionths: number(&mut case, "fee_proportional_millionths")?,
        // A base fee of zero takes no byte, and the files do not show it.
        fee_base_msat: if case.has("fee_base_msat") { number(&mut case, "fee_base_msat")? } else { 0 },
    };
    case.finish()?;
    Ok(relay)
}

fn constraints(value: &Value) -> Result<PaymentConstraints, String> {
    let mut case = Case::inner(value, "payment_constraints")?;
    let constraints = PaymentConstraints {
        max_cltv_expiry: height(&mut case, "max_cltv_expiry")?,
        htlc_minimum_msat: Msat(number(&mut case, "htlc_minimum_msat")?),
    };
    case.finish()?;
    Ok(constraints)
}

fn total_relay(value: &Value) -> Result<TotalRelay, String> {
    let mut case = Case::inner(value, "blinded_payinfo")?;
    let relay = TotalRelay {
        fee_base_msat: number(&mut case, "fee_base_msat")?,
        fee_proportional_millionths: number(&mut case, "fee_proportional_millionths")?,
        cltv_delta: number(&mut case, "cltv_expiry_delta")?,
    };
    case.finish()?;
    Ok(relay)
}

/// One hop: its layer, its payload written back, and what it decrypts where it is on the path.
fn peel(case: &mut Case) -> Result<(), String> {
    let node_key = secret_key(case, "node_privkey")?;
    let path_key = match case.has("path_key") {
        true => Some(public_key(case, "path_key")?),
        false => None,
    };
    // "Tweak its own `node_privkey`"
    let key = match path_key {
        Some(path_key) => PathSecret::derive(path_key, &node_key).blinded_key(&node_key).map_err(text)?,
        None => node_key.clone(),
    };
    let (bytes, associated_data) = (case.needed("onion")?, case.needed("associated_data")?);
    let mut out = vec![0; peel_buffer(bytes.len())];
    let onion = OnionRef::parse(&bytes).map_err(text)?;
    let peeled = onion.peel(&key, &associated_data, &mut out).map_err(text)?;
    same_layer(case, &peeled)?;

    let payload = Payload::parse(peeled.payload).map_err(text)?;
    let mut written = vec![0; payload.length()];
    same("payload written back", Ok(peeled.payload), payload.write(&mut written))?;
    let mut tlvs = tlvs(&payload);
    match payload.instruction(peeled.next, path_key).map_err(text)? {
        Instruction::BlindedForward(blinded) | Instruction::BlindedReceive(blinded, _) => {
            tlvs.insert("encrypted_recipient_data".to_owned(), unblind(case, &blinded, &node_key)?);
        }
        _ => {}
    }
    same("tlvs", case.value("tlvs"), Some(Value::Object(tlvs)))
}

/// The records as the files show them, but for the encrypted one.
fn tlvs(payload: &Payload<'_>) -> Map<String, Value> {
    let fields = [
        ("amt_to_forward", payload.amt_to_forward.map(|amount| amount.0.into())),
        ("outgoing_cltv_value", payload.outgoing_cltv_value.map(|expiry| expiry.0.into())),
        ("outgoing_channel_id", payload.short_channel_id.map(|id| id.to_string().into())),
        ("current_path_key", payload.current_path_key.map(|key| key.to_string().into())),
        ("total_amount_msat", payload.total_amount_msat.map(|total| total.0.into())),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// Decrypts what the maker of the path told the hop, and shows it.
fn unblind(case: &mut Case, blinded: &Blinded<'_>, node_key: &SecretKey) -> Result<Value, String> {
    same("path_key_used", public_key(case, "path_key_used")?, blinded.path_key)?;
    let secret = PathSecret::derive(blinded.path_key, node_key);
    let mut buffer = vec![0; blinded.encrypted_recipient_data.len()];
    let data = secret.decrypt(blinded.encrypted_recipient_data, &mut buffer).map_err(text)?;
    let mut out = vec![0; data.length()];
    let mut writer = Writer::new(&mut out);
    data.write(&mut writer).map_err(text)?;
    same("recipient_data", case.text("recipient_data"), Some(Hex(writer.finish()).to_string()))?;
    same("next_path_key", Ok(public_key(case, "next_path_key")?), secret.next_path_key(&data))?;
    Ok(shown(&data))
}

fn number<T: TryFrom<u64>>(case: &mut Case, key: &str) -> Result<T, String> {
    let value = case.number(key);
    case.must(key, value.and_then(|value| T::try_from(value).ok()))
}

fn height(case: &mut Case, key: &str) -> Result<BlockHeight, String> {
    number(case, key).map(BlockHeight)
}

/// A short channel id as the files write it: block, transaction and output.
fn channel(case: &mut Case, key: &str) -> Result<ShortChannelId, String> {
    let shown = case.text(key);
    let shown = case.must(key, shown)?;
    let parts: Vec<u64> = shown.split('x').filter_map(|part| part.parse().ok()).collect();
    let [block, transaction, output] = parts[..] else { return Err(format!("{key}: {shown}")) };
    let id = ShortChannelId(block << 40 | transaction << 16 | output);
    same(key, shown, id.to_string())?;
    Ok(id)
}
