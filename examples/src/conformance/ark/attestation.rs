//! Attestations, authorizations and signed messages.

use super::{refused, same_hex};
use crate::conformance::case::{array, context, public_key, secret_key, text};
use crate::conformance::{Case, same};
use keelbolt::amount::Sat;
use keelbolt::codec::transaction::TxOut;
use keelbolt::crypto::{KeyPair, PaymentHash, PublicKey, SchnorrSignature, Sha256, sha256};
use keelbolt::entropy::Entropy;
use keelbolt::vtxo::policy::UserPolicy;
use keelbolt::vtxo::{
    Attestation, CosignedVtxoRequest, MailboxAuthorization, VtxoId, VtxoRequest, message_digest,
};
use serde_json::Value;

/// One attestation of each kind, by what it is about.
pub(in crate::conformance) fn attestation(case: &mut Case) -> Result<(), String> {
    match case.text("kind").as_deref() {
        Some("mailbox_authorization") => authorization(case),
        Some("round_attempt") => {
            let requests =
                case.list("requests").iter().map(cosigned_request).collect::<Result<Vec<_>, _>>()?;
            let (challenge, vtxo) = (array(case, "challenge")?, vtxo_id(case)?);
            check(case, &Attestation::RoundAttempt { challenge, vtxo, requests: &requests })
        }
        Some("delegated_round") => {
            let requests = case.list("requests");
            let requests =
                requests.iter().map(|value| whole(value, request)).collect::<Result<Vec<_>, _>>()?;
            let vtxo = vtxo_id(case)?;
            check(case, &Attestation::DelegatedRound { vtxo, requests: &requests })
        }
        Some("offboard_request") => {
            let ids = case.list("input_vtxo_ids");
            let inputs = ids.iter().map(|id| parsed_id(id.as_str())).collect::<Result<Vec<_>, _>>()?;
            let mut output = Case::inner(&case.value("output").unwrap_or_default(), "output")?;
            let (value, script) = (output.number("amount_sat"), output.needed("script_pubkey")?);
            let value = Sat(output.must("amount_sat", value)?);
            output.finish()?;
            let output = TxOut { value, script_pubkey: &script };
            same("vtxo_id", Some(&vtxo_id(case)?), inputs.first())?;
            check(case, &Attestation::OffboardRequest { output, inputs: &inputs })
        }
        Some("lightning_receive") => {
            let payment_hash = PaymentHash(array(case, "payment_hash")?);
            let vtxo = vtxo_id(case)?;
            check(case, &Attestation::LightningReceive { payment_hash, vtxo })
        }
        Some("vtxo_status") => {
            let vtxo = vtxo_id(case)?;
            check(case, &Attestation::VtxoStatus { vtxo })
        }
        other => Err(format!("unknown kind {other:?}")),
    }
}

/// The digest, and the signature over it.
fn check(case: &mut Case, attestation: &Attestation<'_>) -> Result<(), String> {
    let prefix = case.needed("prefix_hex")?;
    let signature = SchnorrSignature::new(array(case, "attestation")?);
    let key = public_key(case, "signer_pubkey")?;
    let verdict = attestation.verify(&signature, &key);
    if !case.flag("valid") {
        return refused(case, verdict);
    }
    verdict.map_err(text)?;
    let preimage = case.needed("preimage")?;
    same("prefix_hex", preimage.starts_with(&prefix), true)?;
    same("preimage", sha256(&preimage), attestation.digest())?;
    same("digest", case.text("digest"), Some(attestation.digest().to_string()))?;
    // Whatever was random in the signature of the file, ours holds as well.
    let pair = signer(case, "signer_privkey", &key)?;
    let signature = attestation.sign(&pair, Entropy::new([8; 32]), &context()).map_err(text)?;
    attestation.verify(&signature, &key).map_err(text)
}

fn authorization(case: &mut Case) -> Result<(), String> {
    let encoding = case.needed("encoding")?;
    let permission = MailboxAuthorization::parse(&encoding).map_err(text)?;
    same("written back", permission.to_bytes().as_slice(), encoding.as_slice())?;
    same("mailbox_id", case.text("mailbox_id"), Some(permission.mailbox.0.to_string()))?;
    same("expiry", case.value("expiry"), Some(Value::from(permission.expiry)))?;
    let digest = MailboxAuthorization::digest(permission.expiry);
    same("digest", case.text("digest"), Some(digest.to_string()))?;
    let preimage = [case.needed("prefix_hex")?, permission.expiry.to_le_bytes().to_vec()].concat();
    same("prefix_hex", sha256(&preimage), digest)?;
    same("valid", case.flag("valid"), permission.verify().is_ok())
}

/// A message that a user signs for somebody else to read.
pub(in crate::conformance) fn message(case: &mut Case) -> Result<(), String> {
    let digest: Sha256 = message_digest(&case.needed("message")?);
    same("digest", case.text("digest"), Some(digest.to_string()))?;
    let signature = SchnorrSignature::new(array(case, "signature")?);
    let key = public_key(case, "pubkey")?;
    let verdict = signature.verify(&digest.0, &key.x_only().0);
    if !case.flag("valid") {
        return refused(case, verdict);
    }
    signer(case, "privkey", &key)?;
    verdict.map_err(text)
}

fn signer(case: &mut Case, name: &str, key: &PublicKey) -> Result<KeyPair, String> {
    let pair = context().key_pair(&secret_key(case, name)?).map_err(text)?;
    same(name, &pair.public_key(), key)?;
    Ok(pair)
}

fn vtxo_id(case: &mut Case) -> Result<VtxoId, String> {
    let id = parsed_id(case.text("vtxo_id").as_deref())?;
    if case.has("vtxo_id_bytes") {
        same_hex(case, "vtxo_id_bytes", &id.to_bytes())?;
    }
    Ok(id)
}

fn parsed_id(text: Option<&str>) -> Result<VtxoId, String> {
    let text = text.ok_or("an id is a text")?;
    text.parse().map_err(|error| format!("{text}: {error}"))
}

fn cosigned_request(value: &Value) -> Result<CosignedVtxoRequest, String> {
    whole(value, |case| {
        let cosign_pubkey = public_key(case, "cosign_pubkey")?;
        Ok(CosignedVtxoRequest { request: request(case)?, cosign_pubkey })
    })
}

fn request(case: &mut Case) -> Result<VtxoRequest, String> {
    let amount = case.number("amount_sat");
    let policy = UserPolicy::parse(&case.needed("policy_encoding")?).map_err(text)?;
    Ok(VtxoRequest { policy, amount: Sat(case.must("amount_sat", amount)?) })
}

/// Reads all of an object.
fn whole<T>(value: &Value, read: impl FnOnce(&mut Case) -> Result<T, String>) -> Result<T, String> {
    let mut case = Case::inner(value, "request")?;
    let read = read(&mut case)?;
    case.finish()?;
    Ok(read)
}
