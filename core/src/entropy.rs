//! Randomness as a value: this crate never rolls dice of its own.

use crate::secret::Secret;

/// 32 bytes from the host's cryptographic random number generator.
///
/// Not `Clone` and passed by value, so that one draw serves one purpose. Fresh bytes come from `getrandom`,
/// `SecRandomCopyBytes`, `SecureRandom` or the microcontroller's hardware generator.
///
/// ```compile_fail,E0382
/// # use keelbolt::{crypto::SigningContext, entropy::Entropy};
/// let entropy = Entropy::new([1; 32]);
/// let first = SigningContext::new(entropy);
/// let second = SigningContext::new(entropy); // used twice: does not compile
/// ```
#[derive(Debug)]
pub struct Entropy(Secret<32>);

impl Entropy {
    /// Takes over 32 bytes that nobody else knows and that are used for nothing else.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(Secret::new(bytes))
    }

    /// The bytes themselves.
    pub(crate) const fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }
}
