//! Replays conformance files: JSON of the form `{"source": text, "cases": [case, ..]}`.
//!
//! The family of a file is its folder and name, wherever they lie: `bolt11/valid.json` is `bolt11/valid`. A
//! case passes only when every figure in it was recomputed or checked: a key that nobody asked for fails it.

mod ark;
mod bip32;
mod bip327;
mod bip328;
mod bip340;
mod bip341;
mod bip69;
mod bolt01;
mod bolt03;
mod bolt04;
mod bolt11;
mod case;

pub use case::Case;

use case::array;

use serde_json::Value;
use std::path::Path;

/// What became of the cases of a file.
#[derive(Debug, Default)]
pub struct Report {
    /// How many cases passed.
    pub passed: usize,
    /// A line for each case that failed: its name and why.
    pub failed: Vec<String>,
}

/// How one case is judged; the error says what differs.
type Check = fn(&mut Case) -> Result<(), String>;

/// The families that are known, by folder and name.
const FAMILIES: &[(&str, Check)] = &[
    ("ark/addresses", ark::addresses),
    ("ark/attestations", ark::attestations),
    ("ark/message_signing", ark::message_signing),
    ("ark/policies", ark::policies),
    ("ark/trees", ark::trees),
    ("ark/vtxo_encoding", ark::vtxo_encoding),
    ("ark/vtxo_invalid", ark::vtxo_invalid),
    ("bip32/derivation", bip32::derivation),
    ("bip327/key_aggregation", bip327::key_aggregation),
    ("bip327/key_sort", bip327::key_sort),
    ("bip327/nonce_aggregation", bip327::nonce_aggregation),
    ("bip327/sign_verify", bip327::sign_verify),
    ("bip327/signature_aggregation", bip327::signature_aggregation),
    ("bip327/tweak", bip327::tweak),
    ("bip328/synthetic_xpub", bip328::synthetic_xpub),
    ("bip340/schnorr", bip340::schnorr),
    ("bip341/key_path_spending", bip341::key_path_spending),
    ("bip341/script_pubkey", bip341::script_pubkey),
    ("bip69/ordering", bip69::ordering),
    ("bolt01/bigsize", bolt01::bigsize),
    ("bolt01/init_extension", bolt01::init_extension),
    ("bolt01/signed_ints", bolt01::signed_integer),
    ("bolt01/tlv_streams", bolt01::tlv_stream),
    ("bolt01/truncated_ints", bolt01::truncated_integer),
    ("bolt03/commitment_anchors_zero_fee_htlc", bolt03::commitment),
    ("bolt03/commitment_static_remotekey", bolt03::commitment),
    ("bolt03/commitment_zero_fee", bolt03::commitment_zero_fee),
    ("bolt03/fees_and_dust", bolt03::fees_and_dust),
    ("bolt03/funding_tx", bolt03::funding_tx),
    ("bolt03/key_derivation", bolt03::key_derivation),
    ("bolt03/per_commitment_secret_generation", bolt03::generation),
    ("bolt03/per_commitment_secret_storage", bolt03::storage),
    ("bolt04/blinded_onion_message", bolt04::blinded_onion_message),
    ("bolt04/blinded_payment_onion", bolt04::blinded_payment_onion),
    ("bolt04/onion_construction", bolt04::onion_construction),
    ("bolt04/onion_errors", bolt04::onion_errors),
    ("bolt04/route_blinding", bolt04::route_blinding),
    ("bolt11/invalid", bolt11::invalid),
    ("bolt11/valid", bolt11::valid),
];

/// Replays one file.
///
/// # Errors
///
/// When the file cannot be read, is not of this form, holds no case, or is of an unknown family.
pub fn replay(path: &Path) -> Result<Report, String> {
    let family = family(path).ok_or("a file of vectors lies in a folder")?;
    let check = FAMILIES
        .iter()
        .find(|(name, _)| *name == family)
        .map(|(_, check)| check)
        .ok_or(format!("unknown family {family}"))?;
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let file: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let cases = file["cases"].as_array().filter(|cases| !cases.is_empty()).ok_or("no cases")?;
    let mut report = Report::default();
    for value in cases {
        let mut case = Case::new(value)?;
        match check(&mut case).and_then(|()| case.finish()) {
            Ok(()) => report.passed += 1,
            Err(why) => report.failed.push(format!("{}: {why}", case.name())),
        }
    }
    Ok(report)
}

/// Folder and name without extension.
fn family(path: &Path) -> Option<String> {
    let folder = path.parent()?.file_name()?.to_str()?;
    Some(format!("{folder}/{}", path.file_stem()?.to_str()?))
}

/// An error unless the two are equal.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, expected: T, found: T) -> Result<(), String> {
    match expected == found {
        true => Ok(()),
        false => Err(format!("{what}: expected {expected:?}, found {found:?}")),
    }
}
