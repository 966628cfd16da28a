//! ChaCha20-Poly1305 (RFC 8439), in place and with a detached tag.

use crate::crypto::Error;
use crate::secret::Secret;
use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::{AeadInOut as _, ChaCha20Poly1305, KeyInit as _};

/// How many bytes authenticate a ciphertext.
pub const AEAD_TAG_LENGTH: usize = 16;

/// Encrypts `buffer` in place and authenticates it with `associated_data`. A nonce serves a key once.
///
/// # Errors
///
/// [`Error::KeyStreamExhausted`] when `buffer` holds more than [`KeyStream`](crate::crypto::KeyStream) does, but for
/// its first 64 bytes.
pub fn seal(
    key: &Secret<32>,
    nonce: &[u8; 12],
    associated_data: &[u8],
    buffer: &mut [u8],
) -> Result<[u8; AEAD_TAG_LENGTH], Error> {
    ChaCha20Poly1305::new(key.expose().into())
        .encrypt_inout_detached(nonce.into(), associated_data, InOutBuf::from(buffer))
        .map(Into::into)
        .map_err(|_| Error::KeyStreamExhausted)
}

/// Decrypts `buffer` in place. The tag is compared in constant time, before anything is decrypted.
///
/// # Errors
///
/// [`Error::NotAuthentic`] when the key, the nonce, the data or the tag is another; `buffer` is unchanged then.
#[inline(never)] // A frame of its own: the constant-time check knows the library's branch by it.
pub fn open(
    key: &Secret<32>,
    nonce: &[u8; 12],
    associated_data: &[u8],
    buffer: &mut [u8],
    tag: &[u8; AEAD_TAG_LENGTH],
) -> Result<(), Error> {
    ChaCha20Poly1305::new(key.expose().into())
        .decrypt_inout_detached(nonce.into(), associated_data, InOutBuf::from(buffer), tag.into())
        .map_err(|_| Error::NotAuthentic)
}
