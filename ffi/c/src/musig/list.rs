//! Lists of what signers contribute, one behind the other.

use crate::fault::Fault;
use crate::pointer::list;
use heapless::Vec;
use protocol::crypto::musig::{Error, MAX_SIGNERS_WITHOUT_ALLOCATOR};

/// As many as there may be signers.
pub(super) type Signers<T> = Vec<T, MAX_SIGNERS_WITHOUT_ALLOCATOR>;

/// Reads `count` contributions of `N` bytes.
///
/// # Safety
///
/// `bytes` is NULL or has `N` readable bytes for each of `count`.
pub(super) unsafe fn contributions<const N: usize, T, E: Into<Fault>>(
    bytes: *const u8,
    count: usize,
    parse: impl Fn(&[u8; N]) -> Result<T, E>,
) -> Result<Signers<T>, Fault> {
    let too_many = Error::TooManySigners { limit: MAX_SIGNERS_WITHOUT_ALLOCATOR, found: count };
    if count > MAX_SIGNERS_WITHOUT_ALLOCATOR {
        return Err(too_many.into());
    }
    let mut parsed = Signers::new();
    // SAFETY: passed on from the caller; arrays of bytes have no alignment.
    for contribution in unsafe { list(bytes.cast::<[u8; N]>(), count)? } {
        parsed.push(parse(contribution).map_err(Into::into)?).map_err(|_| too_many)?;
    }
    Ok(parsed)
}
