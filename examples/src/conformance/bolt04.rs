//! BOLT 4: onions, failures, blinded paths, onion messages.

mod blinded_onion_message;
mod blinded_payment_onion;
mod onion_construction;
mod onion_errors;
mod recipient_data;
mod route_blinding;

pub(super) use blinded_onion_message::blinded_onion_message;
pub(super) use blinded_payment_onion::blinded_payment_onion;
pub(super) use onion_construction::onion_construction;
pub(super) use onion_errors::onion_errors;
pub(super) use route_blinding::route_blinding;

use super::Case;
use keelbolt::crypto::{PublicKey, SecretKey, SharedSecret, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;

/// Bytes of one length that a case must have.
pub(super) fn array<const N: usize>(case: &mut Case, key: &str) -> Result<[u8; N], String> {
    let bytes = case.needed(key)?;
    let found = bytes.len();
    bytes.try_into().map_err(|_| format!("{key}: expected {N} bytes, found {found}"))
}

fn shared_secret(case: &mut Case, key: &str) -> Result<SharedSecret, String> {
    array(case, key).map(|bytes| SharedSecret::new(Secret::new(bytes)))
}

pub(super) fn secret_key(case: &mut Case, key: &str) -> Result<SecretKey, String> {
    SecretKey::parse(Secret::new(array(case, key)?)).map_err(text)
}

pub(super) fn public_key(case: &mut Case, key: &str) -> Result<PublicKey, String> {
    PublicKey::parse(&array(case, key)?).map_err(text)
}

/// Blinding changes no result, so that any entropy serves.
pub(super) fn context() -> SigningContext {
    SigningContext::new(Entropy::new([7; 32]))
}

pub(super) fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
