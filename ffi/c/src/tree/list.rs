//! Lists of encodings of one length, one behind the other.

use crate::fault::Fault;
use crate::pointer::list;
use alloc::vec::Vec;
use protocol::crypto::SchnorrSignature;

/// Reads `count` values of `N` bytes.
///
/// # Safety
///
/// `bytes` is NULL or has `N` readable bytes for each of `count`.
pub(crate) unsafe fn parsed<const N: usize, T, E: Into<Fault>>(
    bytes: *const u8,
    count: usize,
    parse: impl Fn(&[u8; N]) -> Result<T, E>,
) -> Result<Vec<T>, Fault> {
    // SAFETY: passed on from the caller; arrays of bytes have no alignment.
    let values = unsafe { list(bytes.cast::<[u8; N]>(), count)? };
    values.iter().map(|value| parse(value).map_err(Into::into)).collect()
}

/// Reads `count` signatures.
///
/// # Safety
///
/// `bytes` is NULL or has 64 readable bytes for each of `count`.
pub(super) unsafe fn signatures(bytes: *const u8, count: usize) -> Result<Vec<SchnorrSignature>, Fault> {
    // SAFETY: passed on from the caller.
    unsafe { parsed(bytes, count, |bytes| Ok::<_, Fault>(SchnorrSignature::new(*bytes))) }
}
