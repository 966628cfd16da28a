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
use super::case::{array, context, public_key, secret_key, text};
use keelbolt::crypto::SharedSecret;
use keelbolt::secret::Secret;

fn shared_secret(case: &mut Case, key: &str) -> Result<SharedSecret, String> {
    array(case, key).map(|bytes| SharedSecret::new(Secret::new(bytes)))
}
