//! BIP 327: MuSig2.
//!
//! The library makes nonces by itself; where a case gives secret ones they are fixed with the feature `vectors`.

use super::case::{array, context, secret_key, text};
use super::{Case, same};
use keelbolt::crypto::musig::{
    AggregateNonce, KeyAggregation, PartialSignature, PublicNonce, SecretNonce, Session, sort_keys,
};
use keelbolt::crypto::{PublicKey, SchnorrSignature, Sha256};
use serde_json::Value;

/// Who caused an error with what, where the specification says so: `error_signer`, `error_contribution`.
#[derive(Debug, PartialEq)]
struct Blame {
    signer: Option<u64>,
    contribution: Option<&'static str>,
}

/// Why a ceremony ended, and whose fault it is.
pub(super) struct Refused {
    blame: Blame,
    /// The file's own label.
    pub(super) label: &'static str,
}

impl Refused {
    fn of(label: &'static str) -> Self {
        Self { blame: Blame { signer: None, contribution: None }, label }
    }

    fn contribution(signer: Option<usize>, contribution: &'static str) -> Self {
        let signer = signer.and_then(|signer| u64::try_from(signer).ok());
        Self { blame: Blame { signer, contribution: Some(contribution) }, label: "invalid_contribution" }
    }
}

/// `pubkeys`, `sorted_pubkeys`.
pub(super) fn key_sort(case: &mut Case) -> Result<(), String> {
    let mut keys = keys(case).map_err(|refused| refused.label)?;
    sort_keys(&mut keys);
    let sorted: Vec<_> = keys.iter().map(|key| Value::from(key.to_string())).collect();
    same("sorted_pubkeys", case.list("sorted_pubkeys"), sorted)
}

/// `pubkeys` with their `tweaks` give `aggregate_xonly`.
pub(super) fn key_aggregation(case: &mut Case) -> Result<(), String> {
    let outcome = keys(case)
        .and_then(|keys| tweaked(case, &keys).map(|aggregation| aggregation.x_only_public_key().to_string()));
    judge(case, outcome, |case, key| same("aggregate_xonly", case.text("aggregate_xonly"), Some(key)))
}

/// `public_nonces` give `aggregate_nonce`.
pub(super) fn nonce_aggregation(case: &mut Case) -> Result<(), String> {
    let outcome =
        nonces(case).and_then(|nonces| AggregateNonce::new(&nonces).map_err(|_| Refused::of("no nonces")));
    judge(case, outcome, |case, nonce| {
        let bytes = array(case, "aggregate_nonce")?;
        same("aggregate_nonce", bytes, nonce.to_bytes())?;
        same("read back", Ok(nonce), AggregateNonce::parse(&bytes))
    })
}

/// `kind` sign, or verify.
pub(super) fn sign_verify(case: &mut Case) -> Result<(), String> {
    match case.text("kind").as_deref() {
        Some("sign") => tweak(case),
        Some("verify") => verify(case),
        other => Err(format!("unknown kind {other:?}")),
    }
}

/// A partial signature of one signer, with or without `tweaks`.
pub(super) fn tweak(case: &mut Case) -> Result<(), String> {
    let public = match case.has("public_nonces") {
        true => Some(nonces(case).map_err(|refused| refused.label)?),
        false => None,
    };
    let signer = case.number("signer_index").map(usize::try_from).transpose().map_err(text)?;
    let pair = context().key_pair(&secret_key(case, "secret_key")?).map_err(text)?;
    let fixed: [u8; 97] = array(case, "secret_nonce")?;
    let aggregate: [u8; 66] = array(case, "aggregate_nonce")?;
    let message = Sha256(array(case, "message")?);
    let outcome = keys(case).and_then(|keys| {
        let aggregation = tweaked(case, &keys)?;
        let nonce = AggregateNonce::parse(&aggregate).map_err(|_| Refused::contribution(None, "aggnonce"))?;
        let session = Session::new(&aggregation, &nonce, &message).map_err(|_| Refused::of("no session"))?;
        let secret = secret_nonce(&fixed)?;
        let partial = secret.sign(&session, &pair).map_err(|_| Refused::of("signer_not_in_list"))?;
        if let (Some(public), Some(signer)) = (&public, signer) {
            let sum = AggregateNonce::new(public).map_err(|_| Refused::of("no nonces"))?;
            if sum != nonce || session.verify(signer, &public[signer], &partial).is_err() {
                return Err(Refused::of("own partial signature"));
            }
        }
        Ok(partial)
    });
    judge(case, outcome, |case, partial| {
        same("partial_signature", array(case, "partial_signature")?, partial.to_bytes())
    })
}

/// A partial signature that is not that of `signer_index`, or cannot be.
fn verify(case: &mut Case) -> Result<(), String> {
    let signer = case.number("signer_index");
    let signer = usize::try_from(case.must("signer_index", signer)?).map_err(text)?;
    let message = Sha256(array(case, "message")?);
    let bytes: [u8; 32] = array(case, "partial_signature")?;
    let outcome = keys(case).and_then(|keys| {
        let nonces = nonces(case)?;
        let (_, session) = session(case, &keys, &nonces, &message)?;
        // A number out of range is no partial signature of anybody.
        PartialSignature::parse(&bytes)
            .and_then(|partial| session.verify(signer, &nonces[signer], &partial))
            .map_err(|_| Refused::of("partial_signature_does_not_verify"))
    });
    judge(case, outcome, |_, ()| Ok(()))
}

/// `partial_signatures` give `signature`.
pub(super) fn signature_aggregation(case: &mut Case) -> Result<(), String> {
    let message = Sha256(array(case, "message")?);
    let aggregate: [u8; 66] = array(case, "aggregate_nonce")?;
    let partials = bytes_list::<32>(case, "partial_signatures")?;
    let outcome = keys(case).and_then(|keys| {
        let nonces = nonces(case)?;
        let (nonce, session) = session(case, &keys, &nonces, &message)?;
        if nonce.to_bytes() != aggregate {
            return Err(Refused::of("aggregate nonce"));
        }
        let partials = numbered(&partials, "psig", PartialSignature::parse)?;
        session.verify_all(&nonces, &partials).map_err(|_| Refused::of("partial signature"))?;
        session.aggregate(&partials).map_err(|_| Refused::of("signature"))
    });
    judge(case, outcome, |case, signature| {
        same("signature", SchnorrSignature::new(array(case, "signature")?), signature)
    })
}

/// The keys with their tweaks, and the nonces, in a session.
fn session<'k>(
    case: &mut Case,
    keys: &'k [PublicKey],
    nonces: &[PublicNonce],
    message: &Sha256,
) -> Result<(AggregateNonce, Session<'k>), Refused> {
    let nonce = AggregateNonce::new(nonces).map_err(|_| Refused::of("no nonces"))?;
    let aggregation = tweaked(case, keys)?;
    let session = Session::new(&aggregation, &nonce, message).map_err(|_| Refused::of("no session"))?;
    Ok((nonce, session))
}

pub(super) fn keys(case: &mut Case) -> Result<Vec<PublicKey>, Refused> {
    let keys = bytes_list::<33>(case, "pubkeys").map_err(|_| Refused::of("pubkeys"))?;
    numbered(&keys, "pubkey", PublicKey::parse)
}

fn nonces(case: &mut Case) -> Result<Vec<PublicNonce>, Refused> {
    let nonces = bytes_list::<66>(case, "public_nonces").map_err(|_| Refused::of("public_nonces"))?;
    numbered(&nonces, "pubnonce", PublicNonce::parse)
}

/// Parses each contribution; the first that is none is blamed on its signer.
fn numbered<const N: usize, T, E>(
    bytes: &[[u8; N]],
    contribution: &'static str,
    parse: impl Fn(&[u8; N]) -> Result<T, E>,
) -> Result<Vec<T>, Refused> {
    let parsed =
        |(signer, bytes)| parse(bytes).map_err(|_| Refused::contribution(Some(signer), contribution));
    bytes.iter().enumerate().map(parsed).collect()
}

/// The aggregation of the keys, with the case's `tweaks`, plain or `is_xonly`.
fn tweaked<'k>(case: &mut Case, keys: &'k [PublicKey]) -> Result<KeyAggregation<'k>, Refused> {
    let tweaks = bytes_list::<32>(case, "tweaks").map_err(|_| Refused::of("tweaks"))?;
    let x_only = case.list("is_xonly");
    let aggregation = KeyAggregation::new(keys).map_err(|_| Refused::of("no keys"))?;
    // The two errors of tweaks are one here.
    const REFUSED: &str = "tweak_out_of_range";
    tweaks.iter().zip(x_only).try_fold(aggregation, |aggregation, (tweak, is_x_only)| {
        let tweaked = match is_x_only.as_bool() {
            Some(true) => aggregation.add_x_only_tweak(tweak),
            _ => aggregation.add_tweak(tweak),
        };
        tweaked.map_err(|_| Refused::of(REFUSED))
    })
}

/// Two numbers and the public key.
fn secret_nonce(bytes: &[u8; 97]) -> Result<SecretNonce, Refused> {
    let part = |range: std::ops::Range<usize>| <&[u8; 32]>::try_from(&bytes[range]);
    let key = <&[u8; 33]>::try_from(&bytes[64..]).ok().and_then(|key| PublicKey::parse(key).ok());
    let parts = (part(0..32), part(32..64), key);
    let (Ok(first), Ok(second), Some(key)) = parts else { return Err(Refused::of("secret_nonce")) };
    SecretNonce::fixed([first, second], &key).map_err(|_| Refused::of("secnonce_out_of_range"))
}

/// A valid case's outcome is checked; another must be refused, with the blame that the case says.
fn judge<T>(
    case: &mut Case,
    outcome: Result<T, Refused>,
    check: impl FnOnce(&mut Case, T) -> Result<(), String>,
) -> Result<(), String> {
    match (case.flag("valid"), outcome) {
        (true, Ok(value)) => check(case, value),
        (true, Err(refused)) => Err(format!("was refused: {}", refused.label)),
        (false, Ok(_)) => Err("was accepted".to_owned()),
        (false, Err(refused)) => {
            let label = case.text("error");
            let label = case.must("error", label)?;
            let label = if label == "tweak_result_infinite" { "tweak_out_of_range" } else { label.as_str() };
            same("error", label, refused.label)?;
            let contribution = case.text("error_contribution");
            same("error_contribution", contribution.as_deref(), refused.blame.contribution)?;
            same("error_signer", case.number("error_signer"), refused.blame.signer)?;
            // What came after the contribution that was refused.
            ["public_nonces", "tweaks", "is_xonly"].iter().for_each(|key| _ = case.value(key));
            Ok(())
        }
    }
}

fn bytes_list<const N: usize>(case: &mut Case, key: &str) -> Result<Vec<[u8; N]>, String> {
    let of_one = |value: &Value| {
        let wrapped = serde_json::json!({ "bytes": value });
        array(&mut Case::inner(&wrapped, key)?, "bytes")
    };
    case.list(key).iter().map(of_one).collect()
}
