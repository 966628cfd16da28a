//! `encrypted_data_tlv` as the files show it.

use super::{context, secret_key, text};
use crate::conformance::{Case, same};
use keelbolt::bytes::{Hex, Writer};
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::crypto::PublicKey;
use keelbolt::sphinx::blinding::EncryptedDataTlv;
use serde_json::{Value, json};

/// The secret key of `next_path_key_override`.
const OVERRIDE_SECRET: &str = "path_key_override_secret";

/// The data are those of `tlvs`, and are written back as they were read.
pub(super) fn same_data(case: &mut Case, stream: &[u8], data: &EncryptedDataTlv<'_>) -> Result<(), String> {
    let tlvs = case.value("tlvs");
    let mut tlvs = case.must("tlvs", tlvs)?;
    let mut inner = Case::inner(&tlvs, "tlvs")?;
    // The hop cannot know how its sender came to the key.
    if inner.has(OVERRIDE_SECRET) {
        let point = context().public_key(&secret_key(&mut inner, OVERRIDE_SECRET)?).map_err(text)?;
        same("next_path_key_override", Some(point), data.next_path_key_override)?;
        tlvs.as_object_mut().and_then(|tlvs| tlvs.remove(OVERRIDE_SECRET));
    }
    same("tlvs", tlvs, shown(data))?;
    let mut out = vec![0; data.length()];
    let mut writer = Writer::new(&mut out);
    data.write(&mut writer).map_err(text)?;
    same("data", Hex(stream).to_string(), Hex(writer.finish()).to_string())
}

/// The data as the files show them.
pub(super) fn shown(data: &EncryptedDataTlv<'_>) -> Value {
    let point = |point: PublicKey| Value::from(point.to_string());
    let fields = [
        ("padding", data.padding.map(|length| Value::from("00".repeat(length)))),
        ("short_channel_id", data.short_channel_id.map(|ShortChannelId(id)| scid(id))),
        ("next_node_id", data.next_node_id.map(point)),
        ("path_id", data.path_id.map(|path_id| Value::from(Hex(path_id).to_string()))),
        ("next_path_key_override", data.next_path_key_override.map(point)),
        (
            "payment_relay",
            data.payment_relay.map(|relay| {
                let mut fields = json!({
                    "cltv_expiry_delta": relay.cltv_expiry_delta,
                    "fee_proportional_millionths": relay.fee_proportional_millionths,
                });
                // A base fee of zero takes no byte, and the files do not show it.
                if relay.fee_base_msat > 0 {
                    fields["fee_base_msat"] = relay.fee_base_msat.into();
                }
                fields
            }),
        ),
        (
            "payment_constraints",
            data.payment_constraints.map(|constraints| {
                json!({
                    "max_cltv_expiry": constraints.max_cltv_expiry.0,
                    "htlc_minimum_msat": constraints.htlc_minimum_msat.0,
                })
            }),
        ),
        ("allowed_features", data.allowed_features.map(|features| features.bits().collect())),
        ("unknown", unknown(data)),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn scid(id: u64) -> Value {
    ShortChannelId(id).to_string().into()
}

fn unknown(data: &EncryptedDataTlv<'_>) -> Option<Value> {
    let records = data
        .unknown
        .iter()
        .map(|record| json!({ "type": record.number, "value": Hex(record.value).to_string() }));
    (!data.unknown.is_empty()).then(|| records.collect())
}
