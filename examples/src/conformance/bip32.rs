//! BIP 32: keys derived from seeds, and texts that are no keys.

use super::case::{context, text};
use super::{Case, same};
use keelbolt::crypto::bip32::{ExtendedPublicKey, ExtendedSecretKey, Network, Path};

/// `kind` derive: `seed`, `path`, both keys as text, read back as well; or parse: a `text` that is refused as either.
pub(super) fn derivation(case: &mut Case) -> Result<(), String> {
    match case.text("kind").as_deref() {
        Some("derive") => derive(case),
        Some("parse") => refuse(case),
        other => Err(format!("unknown kind {other:?}")),
    }
}

fn derive(case: &mut Case) -> Result<(), String> {
    same("valid", true, case.flag("valid"))?;
    let context = context();
    let path = case.text("path");
    let path = case.must("path", path)?;
    let path = Path::parse(&path).map_err(text)?;
    let master = ExtendedSecretKey::from_seed(&case.needed("seed")?, Network::Mainnet).map_err(text)?;
    let secret = master.derive_path(path, &context).map_err(text)?;
    let public = secret.public(&context).map_err(text)?;
    let secret_text = secret.to_text();
    same("extended_secret_key", case.text("extended_secret_key"), Some(secret_text.expose().to_owned()))?;
    same("extended_public_key", case.text("extended_public_key"), Some(public.to_text().to_string()))?;
    same("read back", Ok(&secret), ExtendedSecretKey::parse(secret_text.expose()).as_ref())?;
    same("read back", Ok(&public), ExtendedPublicKey::parse(&public.to_text()).as_ref())?;
    // The public side derives the last step alike, where it may.
    let steps: Vec<_> = path.collect();
    if let Some((last, before)) = steps.split_last().filter(|(last, _)| !last.is_hardened()) {
        let parent = master.derive_path(before.iter().copied(), &context).map_err(text)?;
        let watched = parent.public(&context).and_then(|parent| parent.derive(*last));
        same("derived from the public side", Ok(public), watched)?;
    }
    Ok(())
}

fn refuse(case: &mut Case) -> Result<(), String> {
    same("valid", false, case.flag("valid"))?;
    let key = case.text("text");
    let key = case.must("text", key)?;
    if ExtendedSecretKey::parse(&key).is_ok() || ExtendedPublicKey::parse(&key).is_ok() {
        return Err("was accepted".to_owned());
    }
    // The label of the reason is the file's own wording and no figure.
    let label = case.text("error");
    case.must("error", label).map(|_| ())
}
