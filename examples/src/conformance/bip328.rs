//! BIP 328: extended keys of MuSig2 aggregates.

use super::bip327::keys;
use super::case::text;
use super::{Case, same};
use keelbolt::crypto::bip32::{ExtendedPublicKey, Network};
use keelbolt::crypto::musig::KeyAggregation;

/// `pubkeys` give `aggregate_pubkey`, and that the text `xpub`, which is read back.
pub(super) fn synthetic_xpub(case: &mut Case) -> Result<(), String> {
    let keys = keys(case).map_err(|refused| refused.label)?;
    let aggregate = KeyAggregation::new(&keys).map_err(text)?.public_key();
    same("aggregate_pubkey", case.text("aggregate_pubkey"), Some(aggregate.to_string()))?;
    let key = ExtendedPublicKey::synthetic(aggregate, Network::Mainnet);
    same("xpub", case.text("xpub"), Some(key.to_text().to_string()))?;
    same("read back", Ok(&key), ExtendedPublicKey::parse(&key.to_text()).as_ref())
}
