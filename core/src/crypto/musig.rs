//! MuSig2 (BIP 327): several signers make one BIP 340 signature for one aggregate key. Messages are of 32 bytes.
//!
//! A ceremony: a [`SecretNonce`] can neither be copied nor written down and is consumed by [`SecretNonce::sign`], so
//! that no nonce is used twice. After a crash a ceremony starts again with fresh nonces.
//!
//! ```
//! use keelbolt::crypto::musig::{AggregateNonce, KeyAggregation, NonceInputs, SecretNonce, Session, sort_keys};
//! use keelbolt::crypto::{SecretKey, SigningContext, sha256};
//! use keelbolt::entropy::Entropy;
//! use keelbolt::secret::Secret;
//!
//! let context = SigningContext::new(Entropy::new([1; 32]));
//! let alice = context.key_pair(&SecretKey::parse(Secret::new([2; 32]))?)?;
//! let bob = context.key_pair(&SecretKey::parse(Secret::new([3; 32]))?)?;
//! let message = sha256(b"what both sign");
//!
//! // Both aggregate the keys alike. The aggregate key is that of a Taproot output without a script tree.
//! let mut list = [alice.public_key(), bob.public_key()];
//! sort_keys(&mut list);
//! let keys = KeyAggregation::new(&list)?.tap_tweak(None)?;
//!
//! // First round: nonces. Each keeps the secret one and sends the public one, 66 bytes.
//! let inputs = NonceInputs { keys: Some(&keys), message: Some(&message), extra: None };
//! let (alice_secret, alice_public) = SecretNonce::new(Entropy::new([4; 32]), &alice, inputs, &context)?;
//! let (bob_secret, bob_public) = SecretNonce::new(Entropy::new([5; 32]), &bob, inputs, &context)?;
//!
//! // Second round: partial signatures, 32 bytes each.
//! let session = Session::new(&keys, &AggregateNonce::new(&[alice_public, bob_public])?, &message)?;
//! let partial = alice_secret.sign(&session, &alice)?;
//! session.verify(session.signer(&alice.public_key())?, &alice_public, &partial)?;
//! let mut partials = [partial, partial];
//! partials[session.signer(&bob.public_key())?] = bob_secret.sign(&session, &bob)?;
//!
//! let signature = session.aggregate(&partials)?;
//! signature.verify(&message.0, &keys.public_key().x_only().0)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod keys;
mod nonce;
mod session;

pub use error::Error;
pub use keys::{KeyAggregation, sort_keys};
pub use nonce::{AggregateNonce, NonceInputs, PublicNonce, SecretNonce};
pub use session::{PartialSignature, Session};

/// How many signers a build without an allocator serves; with one there is no limit.
pub const MAX_SIGNERS_WITHOUT_ALLOCATOR: usize = 64;

#[cfg(feature = "alloc")]
type List<T> = alloc::vec::Vec<T>;

#[cfg(not(feature = "alloc"))]
type List<T> = heapless::Vec<T, MAX_SIGNERS_WITHOUT_ALLOCATOR>;

/// What libsecp256k1 takes as a list of pointers.
#[cfg(feature = "alloc")]
#[expect(clippy::unnecessary_wraps, reason = "without an allocator there is a limit")]
fn list<T>(items: impl ExactSizeIterator<Item = T>) -> Result<List<T>, Error> {
    Ok(items.collect())
}

#[cfg(not(feature = "alloc"))]
fn list<T>(items: impl ExactSizeIterator<Item = T>) -> Result<List<T>, Error> {
    let found = items.len();
    let mut list = List::new();
    for item in items {
        let limit = MAX_SIGNERS_WITHOUT_ALLOCATOR;
        list.push(item).map_err(|_| Error::TooManySigners { limit, found })?;
    }
    Ok(list)
}
