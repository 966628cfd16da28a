//! What nobody can do without: the bare calls into libsecp256k1, and SHA-256.

pub(crate) use crate::curve::{add, sign, verify};
use crate::measure::context::context;
pub(crate) use crate::measure::context::parse;
use secp256k1::ffi::{PublicKey, secp256k1_ec_pubkey_tweak_mul};

/// k·P
pub(crate) fn multiply(point: &PublicKey, factor: &[u8; 32]) -> PublicKey {
    let mut product = *point;
    // SAFETY: the context is live, the point was parsed and is writable, the factor has 32 readable bytes.
    let multiplied = unsafe { secp256k1_ec_pubkey_tweak_mul(context(), &mut product, factor.as_ptr()) };
    assert_eq!(multiplied, 1);
    product
}
