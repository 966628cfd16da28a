//! Fees, dust limits, appendix A; BOLT 5, appendix A.

use crate::conformance::case::{context, text};
use crate::conformance::{Case, same};
use keelbolt::amount::{Msat, Sat};
use keelbolt::commitment::spend::penalty_witness_weight;
use keelbolt::commitment::{Format, HtlcTemplate, Template, dust_limit};
use keelbolt::crypto::{SecretKey, hash160};
use keelbolt::secret::Secret;

pub(in crate::conformance) fn fees_and_dust(case: &mut Case) -> Result<(), String> {
    let kind = case.text("kind");
    match case.must("kind", kind)?.as_str() {
        "dust_threshold" => {
            let script = script(case)?;
            same("threshold_sat", case.number("threshold_sat"), Some(dust_limit(&script).0))
        }
        "commitment_weight" => {
            let untrimmed = case.number("untrimmed_htlcs");
            let untrimmed = case.must("untrimmed_htlcs", untrimmed)?;
            same("weight", case.number("weight"), Some(format(case)?.commitment_weight(untrimmed)))
        }
        "htlc_timeout_weight" => {
            same("weight", case.number("weight"), Some(format(case)?.htlc_timeout_weight()))
        }
        "htlc_success_weight" => {
            same("weight", case.number("weight"), Some(format(case)?.htlc_success_weight()))
        }
        "commitment_fee" => commitment_fee(case),
        "penalty_witness_bytes" => {
            let bytes = penalty_witness_weight(&revoked(case)?);
            same("bytes", case.number("bytes"), bytes)
        }
        other => Err(format!("unknown kind {other}")),
    }
}

/// A script of each kind that can be revoked, without anchors.
fn revoked(case: &mut Case) -> Result<Template, String> {
    let key = |byte| {
        let secret = SecretKey::parse(Secret::new([byte; 32])).map_err(text)?;
        context().public_key(&secret).map_err(text)
    };
    let (revocation_pubkey, local) = (key(1)?, key(2)?);
    let htlc = HtlcTemplate {
        revocation_hash: hash160(&revocation_pubkey.to_bytes()),
        local_htlcpubkey: local,
        remote_htlcpubkey: key(3)?,
        payment_hash160: [4; 20],
        delayed: false,
    };
    let output = case.text("output");
    match case.must("output", output)?.as_str() {
        "to_local" => {
            Ok(Template::ToLocal { revocation_pubkey, to_self_delay: 144, local_delayedpubkey: local })
        }
        "offered_htlc" => Ok(Template::OfferedHtlc(htlc)),
        "accepted_htlc" => Ok(Template::ReceivedHtlc { htlc, cltv_expiry: 700_000 }),
        other => Err(format!("unknown output {other}")),
    }
}

/// A script of each type.
fn script(case: &mut Case) -> Result<Vec<u8>, String> {
    let kind = case.text("script_type");
    let (head, hash, tail): (&[u8], usize, &[u8]) = match case.must("script_type", kind)?.as_str() {
        "p2pkh" => (&[0x76, 0xa9, 20], 20, &[0x88, 0xac]),
        "p2sh" => (&[0xa9, 20], 20, &[0x87]),
        "p2wpkh" => (&[0, 20], 20, &[]),
        "p2wsh" => (&[0, 32], 32, &[]),
        "p2a" => (&[0x51, 2, 0x4e, 0x73], 0, &[]),
        "unknown_segwit" => (&[0x53, 40], 40, &[]),
        "op_return" => (&[0x6a, 1], 1, &[]),
        other => return Err(format!("unknown script type {other}")),
    };
    Ok([head, &vec![7; hash], tail].concat())
}

pub(super) fn format(case: &mut Case) -> Result<Format, String> {
    let channel_type = case.text("channel_type");
    match case.must("channel_type", channel_type)?.as_str() {
        "static_remotekey" => Ok(Format::StaticRemotekey),
        "anchors" | "anchors_zero_fee_htlc_tx" => Ok(Format::Anchors),
        "zero_fee_commitments" => Ok(Format::ZeroFee),
        other => Err(format!("unknown channel type {other}")),
    }
}

fn commitment_fee(case: &mut Case) -> Result<(), String> {
    let format = format(case)?;
    let mut number = |key: &str| {
        let value = case.number(key);
        case.must(key, value)
    };
    let feerate = u32::try_from(number("feerate_per_kw")?).map_err(|error| error.to_string())?;
    let dust = number("dust_limit_sat")?;
    let (timeout, success) = (format.htlc_timeout_fee(feerate), format.htlc_success_fee(feerate));
    same("htlc_timeout_fee_sat", number("htlc_timeout_fee_sat")?, timeout.0)?;
    same("htlc_success_fee_sat", number("htlc_success_fee_sat")?, success.0)?;

    let mut amounts = |key: &str| -> Vec<Msat> {
        case.list(key).iter().filter_map(|amount| amount.as_u64()).map(Msat).collect()
    };
    let (offered, received) = (amounts("offered_htlcs_msat"), amounts("received_htlcs_msat"));
    let untrimmed = |amounts: &[Msat], fee: Sat| -> Vec<Msat> {
        amounts.iter().copied().filter(|amount| amount.sat_rounded_down().0 >= dust + fee.0).collect()
    };
    let (kept_offered, kept_received) = (untrimmed(&offered, timeout), untrimmed(&received, success));
    same("untrimmed_offered_msat", amounts("untrimmed_offered_msat"), kept_offered.clone())?;
    same("untrimmed_received_msat", amounts("untrimmed_received_msat"), kept_received.clone())?;

    let count = (kept_offered.len() + kept_received.len()) as u64;
    same("weight", case.number("weight"), Some(format.commitment_weight(count)))?;
    let base = format.commitment_fee(feerate, count).0;
    same("base_fee_sat", case.number("base_fee_sat"), Some(base))?;
    let sum = |amounts: &[Msat]| amounts.iter().map(|amount| amount.sat_rounded_down().0).sum::<u64>();
    let trimmed = sum(&offered) + sum(&received) - sum(&kept_offered) - sum(&kept_received);
    same("actual_fee_sat", case.number("actual_fee_sat"), Some(base + trimmed))
}
