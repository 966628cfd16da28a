//! ChaCha20 as a pseudo-random stream (RFC 8439; BOLT 4, "Pseudo Random Byte Stream").

use crate::crypto::Error;
use crate::secret::Secret;
use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit as _, StreamCipher as _, StreamCipherSeek as _};
use core::fmt;

/// The stream of one key with a nonce of zero: a key that is used here is used for nothing else.
///
/// It is 2³⁸ - 64 bytes long, from which every operation takes the next ones.
pub struct KeyStream(ChaCha20);

impl KeyStream {
    /// The stream from its start.
    #[must_use]
    pub fn new(key: &Secret<32>) -> Self {
        Self(ChaCha20::new(key.expose().into(), &[0; 12].into()))
    }

    /// The stream from its byte `position` on.
    ///
    /// # Errors
    ///
    /// [`Error::KeyStreamExhausted`] when it is shorter.
    pub fn at(key: &Secret<32>, position: u64) -> Result<Self, Error> {
        let mut stream = Self::new(key);
        stream.0.try_seek(position).map_err(|_| Error::KeyStreamExhausted)?;
        Ok(stream)
    }

    /// XORs the next bytes of the stream into `bytes`; what was zero becomes the stream itself.
    ///
    /// # Errors
    ///
    /// [`Error::KeyStreamExhausted`] when fewer are left; `bytes` is unchanged then.
    pub fn apply(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.0.try_apply_keystream(bytes).map_err(|_| Error::KeyStreamExhausted)
    }
}

impl fmt::Debug for KeyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyStream(..)")
    }
}
