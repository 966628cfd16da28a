//! Ark, the Bark dialect.

mod address;
mod attestation;
mod policy;
mod tree;
mod vtxo;

pub(super) use address::address as addresses;
pub(super) use attestation::{attestation as attestations, message as message_signing};
pub(super) use policy::policy as policies;
pub(super) use tree::tree as trees;
pub(super) use vtxo::{invalid as vtxo_invalid, vtxo as vtxo_encoding};

use super::{Case, same};
use keelbolt::bytes::Hex;

/// A figure in hex, beside its key.
fn same_hex(case: &mut Case, key: &str, found: &[u8]) -> Result<(), String> {
    same(key, case.text(key), Some(Hex(found).to_string()))
}

/// Passes when the input was refused. The label of the reason is the file's own wording and no figure.
fn refused<T, E>(case: &mut Case, result: Result<T, E>) -> Result<(), String> {
    let label = case.text("error");
    case.must("error", label)?;
    result.map_or(Ok(()), |_| Err("was accepted".to_owned()))
}
