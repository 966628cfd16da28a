//! BIP 340: Schnorr signatures, made and checked.

use super::case::{array, context, secret_key, text};
use super::{Case, same};
use keelbolt::crypto::{SchnorrSignature, XOnlyPublicKey};
use keelbolt::entropy::Entropy;

/// `message`, `pubkey`, `signature`; where a `secret_key` with its `aux_rand` is given, the signature is made again.
pub(super) fn schnorr(case: &mut Case) -> Result<(), String> {
    let message = case.needed("message")?;
    let key = XOnlyPublicKey::parse(&array(case, "pubkey")?);
    let signature = SchnorrSignature::new(array(case, "signature")?);
    let verdict = key.and_then(|key| signature.verify(&message, &key));
    if !case.flag("valid") {
        // The label of the reason is the file's own wording and no figure.
        let label = case.text("error");
        case.must("error", label)?;
        return verdict.map_or(Ok(()), |()| Err("was accepted".to_owned()));
    }
    verdict.map_err(text)?;
    if case.has("secret_key") {
        let context = context();
        let pair = context.key_pair(&secret_key(case, "secret_key")?).map_err(text)?;
        same("pubkey", key, Ok(pair.x_only_public_key()))?;
        let auxiliary = Entropy::new(array(case, "aux_rand")?);
        same("signature", Ok(signature), context.sign_schnorr(&message, &pair, auxiliary))?;
    }
    Ok(())
}
