//! The secrets of onions: opaque, wiped when they are dropped, never printed. What must survive a restart can be
//! saved and restored.

#[cfg(test)]
mod tests;

use crate::bytes::WrongLength;
use crate::onion::OnionError;
use crate::secret::{opaque, secret};
use keelbolt::crypto;
use keelbolt::secret::Secret;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The secret that one hop shares with the origin of an onion: it encrypts what goes back. A node keeps it as long as
/// the HTLC. It is wiped when it is dropped, compares by content, and any thread may use it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct SharedSecret(pub(crate) crypto::SharedSecret);

opaque!(SharedSecret);

#[uniffi::export]
impl SharedSecret {
    /// Takes 32 bytes: a secret that a signing device has agreed on, or one that was saved. The caller's own copy is
    /// the caller's to wipe.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    #[uniffi::constructor]
    pub fn new(bytes: Vec<u8>) -> Result<Self, OnionError> {
        Ok(Self(crypto::SharedSecret::new(secret(bytes)?)))
    }

    /// The bytes themselves, to be kept until the HTLC is gone. The copy is the caller's to wipe.
    #[must_use]
    pub fn expose(&self) -> Vec<u8> {
        self.0.expose().to_vec()
    }
}

/// The secrets that the origin of an onion shares with its hops, in order: they decrypt what comes back, maybe after a
/// restart. They are wiped when they are dropped, compare by content, and any thread may use them.
#[derive(Debug, PartialEq, Eq, uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct RouteSecrets(pub(crate) Vec<crypto::SharedSecret>);

opaque!(RouteSecrets);

#[uniffi::export]
impl RouteSecrets {
    /// Takes secrets that were saved, 32 bytes for each hop. The caller's own copy is the caller's to wipe.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    #[uniffi::constructor]
    pub fn new(bytes: Vec<u8>) -> Result<Self, OnionError> {
        let bytes = Zeroizing::new(bytes);
        let whole = WrongLength { expected: bytes.len().next_multiple_of(32), found: bytes.len() };
        // All the room at once: a vector that grows leaves copies behind.
        let mut secrets = Vec::with_capacity(whole.expected / 32);
        for chunk in bytes.chunks(32) {
            let secret = chunk.try_into().map_err(|_| whole)?;
            secrets.push(crypto::SharedSecret::new(Secret::new(secret)));
        }
        Ok(Self(secrets))
    }

    /// The bytes themselves, 32 for each hop, to be kept until the payment has ended. The copy is the caller's to
    /// wipe.
    #[must_use]
    pub fn expose(&self) -> Vec<u8> {
        // All the room at once, as above.
        let mut bytes = Vec::with_capacity(self.0.len().saturating_mul(32));
        self.0.iter().for_each(|secret| bytes.extend_from_slice(secret.expose()));
        bytes
    }

    /// How many hops there are.
    #[must_use]
    pub fn hop_count(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// The secret of one hop, the first being 0; nothing behind the last.
    #[must_use]
    pub fn hop(&self, hop: u32) -> Option<Arc<SharedSecret>> {
        let hop = usize::try_from(hop).unwrap_or(usize::MAX);
        self.0.get(hop).map(|secret| Arc::new(SharedSecret(secret.clone())))
    }

    /// These and then those of an onion inside of the last payload, as for a trampoline payment.
    #[must_use]
    pub fn followed_by(&self, inner: Arc<RouteSecrets>) -> Self {
        Self(self.0.iter().chain(&inner.0).cloned().collect())
    }
}

/// What the recipient recognises one of its paths by. It must be known to nobody else. It is wiped when it is dropped,
/// compares by content in constant time, and any thread may use it.
#[derive(uniffi::Object)]
#[uniffi::export(Display, Eq, Hash)]
pub struct PathId(pub(crate) Zeroizing<Vec<u8>>);

opaque!(PathId);

#[uniffi::export]
impl PathId {
    /// Takes any number of bytes. The caller's own copy is the caller's to wipe.
    #[uniffi::constructor]
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes themselves. The copy is the caller's to wipe.
    #[must_use]
    pub fn expose(&self) -> Vec<u8> {
        self.0.to_vec()
    }
}

impl PartialEq for PathId {
    fn eq(&self, other: &Self) -> bool {
        let [mine, others] = [&self.0, &other.0].map(|bytes| crypto::sha256(bytes).0);
        Secret::new(mine) == Secret::new(others)
    }
}

impl Eq for PathId {}

impl std::fmt::Debug for PathId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
