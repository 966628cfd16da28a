//! Appendix E.

use crate::conformance::case::{Case, context, public_key, secret_key, text};
use crate::conformance::{array, same};
use keelbolt::commitment::{
    PerCommitmentSecret, derive_privkey, derive_pubkey, revocation_privkey, revocation_pubkey,
};
use keelbolt::crypto::sha256;
use keelbolt::secret::Secret;

pub(in crate::conformance) fn key_derivation(case: &mut Case) -> Result<(), String> {
    let context = context();
    let base_secret = secret_key(case, "base_secret")?;
    let (base, point) = (public_key(case, "base_point")?, public_key(case, "per_commitment_point")?);
    same("base_point", base, context.public_key(&base_secret).map_err(text)?)?;
    let secret = PerCommitmentSecret(Secret::new(array(case, "per_commitment_secret")?));
    same("per_commitment_point", point, secret.point(&context).map_err(text)?)?;
    let factors = [
        ("tweak", [point.to_bytes(), base.to_bytes()]),
        ("commitment_factor", [point.to_bytes(), base.to_bytes()]),
        ("basepoint_factor", [base.to_bytes(), point.to_bytes()]),
    ];
    for (key, points) in factors {
        if let Some(expected) = case.bytes(key)? {
            same(key, expected, sha256(&points.concat()).0.to_vec())?;
        }
    }
    let kind = case.text("kind");
    match case.must("kind", kind)?.as_str() {
        "pubkey" => {
            same("expected", public_key(case, "expected")?, derive_pubkey(&base, &point).map_err(text)?)
        }
        "revocation_pubkey" => {
            same("expected", public_key(case, "expected")?, revocation_pubkey(&base, &point).map_err(text)?)
        }
        "privkey" => {
            let derived = derive_privkey(&base_secret, &base, &point).map_err(text)?;
            same("expected", secret_key(case, "expected")?, derived)
        }
        "revocation_privkey" => {
            let derived = revocation_privkey(&base_secret, &base, &secret, &point).map_err(text)?;
            same("expected", secret_key(case, "expected")?, derived)
        }
        other => Err(format!("unknown kind {other}")),
    }
}
