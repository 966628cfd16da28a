//! Bytes that must not leak.

use core::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// The seam of the constant-time check (`core/tests/constant_time.rs`): what depends on a secret and yet is public.
/// `core/ARCHITECTURE.md` lists every call with its reason.
pub(crate) use keelbolt_curve::declassify;

/// `N` secret bytes: wiped when dropped, never printed, compared in constant time.
///
/// ```
/// use keelbolt::secret::Secret;
/// let secret = Secret::new([7; 32]);
/// assert_eq!(format!("{secret:?}"), "Secret(..)");
/// assert!(secret == Secret::new([7; 32]));
/// ```
#[derive(Clone)]
pub struct Secret<const N: usize>([u8; N]);

impl<const N: usize> Secret<N> {
    /// Takes the bytes over. The caller's own copy is the caller's to wipe.
    #[must_use]
    pub const fn new(bytes: [u8; N]) -> Self {
        Self(bytes)
    }

    /// The bytes themselves. Each use is a place to look at in a review.
    #[must_use]
    pub const fn expose(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> Drop for Secret<N> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<const N: usize> PartialEq for Secret<N> {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl<const N: usize> Eq for Secret<N> {}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
