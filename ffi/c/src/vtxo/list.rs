//! Lists of values that the core wants checked and in one piece.

use crate::fault::Fault;

/// With an allocator as many as there are.
#[cfg(feature = "alloc")]
pub(crate) type List<T> = alloc::vec::Vec<T>;

/// Without one as many as fit.
#[cfg(not(feature = "alloc"))]
pub(crate) type List<T> = heapless::Vec<T, MAX>;

/// How many fit a list without an allocator.
#[cfg(not(feature = "alloc"))]
const MAX: usize = 32;

/// Checks values one by one.
#[cfg(feature = "alloc")]
pub(crate) fn collect<T>(values: impl ExactSizeIterator<Item = Result<T, Fault>>) -> Result<List<T>, Fault> {
    values.collect()
}

/// Checks values one by one; more than fit are a fault.
#[cfg(not(feature = "alloc"))]
pub(crate) fn collect<T>(values: impl ExactSizeIterator<Item = Result<T, Fault>>) -> Result<List<T>, Fault> {
    let too_many = Fault::TooMany { expected: MAX, found: values.len() };
    let mut list = List::new();
    for value in values {
        list.push(value?).map_err(|_| too_many)?;
    }
    Ok(list)
}
