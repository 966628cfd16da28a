//! BOLT 11: invoices, read, checked, and written back byte for byte.

use super::{Case, same};
use keelbolt::codec::features::{Context, FeatureSet};
use keelbolt::crypto::{self, RecoverableSignature, SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::invoice::{Fallback, Field, InvoiceRef, Prefix, RouteHop, Unsigned};
use keelbolt::secret::Secret;
use keelbolt::time::UnixTime;
use serde_json::{Value, json};

/// An invoice that can be paid: every field, the signature, and the way back to the text.
pub(super) fn valid(case: &mut Case) -> Result<(), String> {
    let text = case.text("invoice");
    let text = case.must("invoice", text)?;
    same("valid", true, case.flag("valid"))?;
    let invoice = InvoiceRef::parse(&text).map_err(|error| error.to_string())?;
    let known = FeatureSet::all_of(Context::Invoice);
    let payable = invoice.check_payable(&known, invoice.timestamp()).map_err(|error| error.to_string())?;

    same("currency", case.text("currency"), Some(invoice.network().prefix().to_owned()))?;
    same("network", case.text("network"), Some(invoice.network().to_string()))?;
    head(case, &invoice)?;
    tagged_fields(case, &invoice)?;
    signature(case, &invoice)?;
    same("node_id", case.text("node_id"), Some(payable.payee().to_string()))?;
    same("payment_hash", invoice.payment_hash(), Some(payable.payment_hash()))?;
    same("payment_secret", invoice.payment_secret(), Some(payable.payment_secret()))?;
    written_back(case, &invoice)
}

/// An invoice that `parse` or `check_payable` refuses; what it decodes to, where the case says so.
pub(super) fn invalid(case: &mut Case) -> Result<(), String> {
    let text = case.text("invoice");
    let text = case.must("invoice", text)?;
    same("valid", false, case.flag("valid"))?;
    let parsed = InvoiceRef::parse(&text);
    // At the beginning of time no invoice has expired: a refusal is for another reason.
    let known = FeatureSet::all_of(Context::Invoice);
    let verdict = parsed.and_then(|invoice| invoice.check_payable(&known, UnixTime(0)));
    if verdict.is_ok() {
        return Err("was accepted".to_owned());
    }
    // The label of the reason is the file's own wording and no figure.
    let label = case.text("error");
    case.must("error", label)?;
    let Some(fields) = case.value("decodable_fields") else { return Ok(()) };
    let invoice = parsed.map_err(|error| error.to_string())?;
    let mut fields = Case::inner(&fields, "decodable_fields")?;
    head(&mut fields, &invoice)?;
    signature(&mut fields, &invoice)?;
    fields.finish()
}

/// Amount, timestamp, features, named payee, types of the fields.
fn head(case: &mut Case, invoice: &InvoiceRef<'_>) -> Result<(), String> {
    same("amount_msat", case.number("amount_msat"), invoice.amount().map(|amount| amount.0))?;
    same("timestamp", case.number("timestamp"), Some(invoice.timestamp().0))?;
    let bits: Vec<Value> = invoice.features().bits().map(Value::from).collect();
    same("feature_bits", case.list("feature_bits"), bits)?;
    same("payee", case.text("payee"), invoice.payee_field().map(|key| key.to_string()))?;
    let letter = |field: &Field<'_>| Value::from(field.tag().letter().to_string());
    let ignored =
        |field: &Field<'_>| matches!(field, Field::Unknown(_) | Field::Fallback(Fallback::Unknown { .. }));
    let passed_over: Vec<Value> = invoice.fields().filter(ignored).map(|field| letter(&field)).collect();
    same("ignored_tags", case.list("ignored_tags"), passed_over)?;
    same("tags", case.list("tags"), invoice.fields().map(|field| letter(&field)).collect())
}

fn tagged_fields(case: &mut Case, invoice: &InvoiceRef<'_>) -> Result<(), String> {
    let (hash, secret) = (invoice.payment_hash(), invoice.payment_secret());
    same("payment_hash", case.text("payment_hash"), hash.map(|hash| hash.to_string()))?;
    same("payment_secret", case.text("payment_secret"), secret.map(|secret| secret.to_string()))?;
    same("description", case.text("description"), invoice.description().map(|text| text.to_string()))?;
    let hash = invoice.description_hash().map(|hash| hash.to_string());
    same("description_hash", case.text("description_hash"), hash)?;
    same(
        "payment_metadata",
        case.bytes("payment_metadata")?,
        invoice.metadata().map(|metadata| metadata.to_vec()),
    )?;
    // Either the field's own value, or the default that the specification gives.
    let has = |letter: char| invoice.fields().any(|field| field.tag().letter() == letter);
    let expiry = invoice.expiry().as_secs();
    same("expiry_seconds", case.number("expiry_seconds"), has('x').then_some(expiry))?;
    same("expiry default", case.number("expiry_seconds_default"), (!has('x')).then_some(expiry))?;
    let delta = invoice.min_final_cltv_expiry_delta().0;
    let key = "min_final_cltv_expiry_delta";
    same(key, case.number(key), has('c').then_some(delta))?;
    let default = case.number("min_final_cltv_expiry_delta_default");
    same("min_final_cltv_expiry_delta default", default, (!has('c')).then_some(delta))?;

    let network = invoice.network();
    let fallbacks = invoice.fallbacks().filter_map(|fallback| {
        let address = fallback.address(network)?.to_string();
        let program = keelbolt::bytes::Hex(fallback.program()).to_string();
        Some(json!({ "version": fallback.version(), "program": program, "address": address }))
    });
    same("fallbacks", case.list("fallbacks"), fallbacks.collect())?;
    let hints = invoice.route_hints().map(|hint| Value::Array(hint.hops().map(shown_hop).collect()));
    same("route_hints", case.list("route_hints"), hints.collect())
}

fn shown_hop(hop: RouteHop) -> Value {
    json!({
        "pubkey": hop.pubkey.to_string(),
        "short_channel_id": hop.short_channel_id.to_string(),
        "fee_base_msat": hop.fee_base_msat,
        "fee_proportional_millionths": hop.fee_proportional_millionths,
        "cltv_expiry_delta": hop.cltv_expiry_delta,
    })
}

fn signature(case: &mut Case, invoice: &InvoiceRef<'_>) -> Result<(), String> {
    let found = invoice.signature();
    same("signature", case.bytes("signature")?, Some(found.to_compact().to_vec()))?;
    same("recovery_id", case.number("recovery_id"), Some(found.recovery_id().to_u8().into()))?;
    let hash = invoice.signature_hash();
    same("signature_hash", case.text("signature_hash"), Some(hash.to_string()))?;
    if let Some(data) = case.bytes("signed_data")? {
        same("signed_data", crypto::sha256(&data), hash)?;
    }
    let recovered = found.recover(&hash);
    same("recovered_node_id", case.text("recovered_node_id"), recovered.ok().map(|key| key.to_string()))?;
    // Which key does not matter: the low-S rule is judged before it.
    let key = recovered.ok().or(invoice.payee_field());
    let high = key.is_some_and(|key| found.verify(&hash, &key) == Err(crypto::Error::HighS));
    same("high_s", case.flag("high_s"), high)
}

/// Writes the fields that were read, signs them, and compares the text.
fn written_back(case: &mut Case, invoice: &InvoiceRef<'_>) -> Result<(), String> {
    let prefix =
        Prefix { network: invoice.network(), amount: invoice.amount(), timestamp: invoice.timestamp() };
    let mut out = vec![0; invoice.as_str().len()];
    let unsigned = Unsigned::write(&mut out, prefix, invoice.fields()).map_err(|error| error.to_string())?;
    let deterministic = case.flag("signature_is_rfc6979");
    let text = match (case.bytes("signing_privkey")?, deterministic) {
        (Some(key), true) => {
            let key = key.try_into().map_err(|_| "a secret key has 32 bytes")?;
            let key = SecretKey::parse(Secret::new(key)).map_err(|error| error.to_string())?;
            unsigned.sign(&key, &SigningContext::new(Entropy::new([0x5a; 32])))
        }
        _ => {
            let compact = invoice.signature().to_compact();
            let id = invoice.signature().recovery_id().to_u8();
            let signature = RecoverableSignature::parse(&compact, id).map_err(|error| error.to_string())?;
            unsigned.finish(&signature)
        }
    };
    same("text", Ok(invoice.as_str().to_lowercase().as_str()), text)
}
