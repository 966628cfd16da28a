//! Nonces (BIP 327, "Nonce Generation", "Nonce Aggregation").

use crate::bytes::Hex;
use crate::crypto::musig::{Error, KeyAggregation, PartialSignature, Session, list};
use crate::crypto::{KeyPair, Sha256, SigningContext};
use crate::entropy::Entropy;
use core::fmt;
use keelbolt_curve::musig;

/// A signer's secret nonces, for one signature.
///
/// They cannot be copied or saved, are wiped when they are dropped, and [`sign`](Self::sign) consumes them: two
/// signatures with the same nonces would give the secret key away.
///
/// ```compile_fail,E0382
/// # use keelbolt::crypto::{KeyPair, musig::{SecretNonce, Session}};
/// # fn f(nonce: SecretNonce, first: &Session<'_>, second: &Session<'_>, key: &KeyPair) {
/// _ = nonce.sign(first, key);
/// _ = nonce.sign(second, key); // used twice: does not compile
/// # }
/// ```
#[derive(Debug)]
pub struct SecretNonce(musig::SecretNonce);

/// What nonces are made from beside their entropy: as much of it as is known by then, for defence in depth.
#[derive(Clone, Copy, Debug, Default)]
pub struct NonceInputs<'a> {
    /// The keys that sign.
    pub keys: Option<&'a KeyAggregation<'a>>,
    /// What is signed.
    pub message: Option<&'a Sha256>,
    /// Anything else that belongs to the ceremony.
    pub extra: Option<&'a [u8; 32]>,
}

impl SecretNonce {
    /// Makes nonces of `key`: the secret ones, and the public ones to send to the other signers.
    ///
    /// # Errors
    ///
    /// [`Error::NonceOutOfRange`] when `entropy` is zeros, which no generator of random numbers gives.
    #[expect(clippy::needless_pass_by_value, reason = "entropy is consumed by use")]
    pub fn new(
        entropy: Entropy,
        key: &KeyPair,
        inputs: NonceInputs<'_>,
        context: &SigningContext,
    ) -> Result<(Self, PublicNonce), Error> {
        let inputs = musig::NonceInputs {
            keys: inputs.keys.map(|keys| &keys.aggregation),
            message: inputs.message.map(|message| &message.0),
            extra: inputs.extra,
        };
        let nonces = context.curve().nonces(entropy.expose(), &key.0, inputs);
        let (secret, public) = nonces.ok_or(Error::NonceOutOfRange)?;
        Ok((Self(secret), PublicNonce(public)))
    }

    /// Given nonces of `key`, for test vectors.
    ///
    /// # Errors
    ///
    /// [`Error::NonceOutOfRange`] when one is zero or not below the group order.
    #[cfg(feature = "vectors")]
    pub fn fixed(nonces: [&[u8; 32]; 2], key: &crate::crypto::PublicKey) -> Result<Self, Error> {
        musig::SecretNonce::fixed(nonces, &key.0).map(Self).ok_or(Error::NonceOutOfRange)
    }

    /// Signs what the session is about with `key`, for which the nonces were made, one of the session's signers.
    ///
    /// # Errors
    ///
    /// [`Error::NonceOfAnotherKey`] or [`Error::NotASigner`]. The nonces are gone then too.
    pub fn sign(mut self, session: &Session<'_>, key: &KeyPair) -> Result<PartialSignature, Error> {
        session.signer(&key.public_key())?;
        self.sign_in_place(session, key)
    }

    /// As [`sign`](Self::sign), where the caller knows that the key is one of the session's: the nonces are wiped where they
    /// lie, and fail from then on.
    pub(crate) fn sign_in_place(
        &mut self,
        session: &Session<'_>,
        key: &KeyPair,
    ) -> Result<PartialSignature, Error> {
        let partial = self.0.sign_in_place(&session.session, &session.keys.aggregation, &key.0);
        partial.map(PartialSignature).ok_or(Error::NonceOfAnotherKey)
    }
}

/// A signer's public nonces: two points, 66 bytes.
#[derive(Clone, Copy)]
pub struct PublicNonce(pub(super) musig::PublicNonce);

impl PublicNonce {
    /// Parses two compressed points.
    ///
    /// # Errors
    ///
    /// [`Error::NotANonce`].
    pub fn parse(bytes: &[u8; 66]) -> Result<Self, Error> {
        musig::PublicNonce::parse(bytes).map(Self).ok_or(Error::NotANonce)
    }

    /// Two compressed points.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 66] {
        self.0.serialize()
    }
}

/// The sum of all signers' public nonces: two points, each of which may be infinity, 66 bytes.
#[derive(Clone, Copy)]
pub struct AggregateNonce(pub(super) musig::AggregateNonce);

impl AggregateNonce {
    /// Sums the nonces of all signers, in any order.
    ///
    /// # Errors
    ///
    /// [`Error::NoSigners`], or [`Error::TooManySigners`] in a build without an allocator.
    pub fn new(nonces: &[PublicNonce]) -> Result<Self, Error> {
        Self::detached(nonces.iter())
    }

    /// As [`new`](Self::new), of nonces that lie apart.
    pub(crate) fn detached<'n>(
        nonces: impl ExactSizeIterator<Item = &'n PublicNonce>,
    ) -> Result<Self, Error> {
        let nonces = list(nonces.map(|nonce| &nonce.0))?;
        musig::AggregateNonce::new(&nonces).map(Self).ok_or(Error::NoSigners)
    }

    /// Parses two compressed points, 33 zeros for infinity.
    ///
    /// # Errors
    ///
    /// [`Error::NotANonce`].
    pub fn parse(bytes: &[u8; 66]) -> Result<Self, Error> {
        musig::AggregateNonce::parse(bytes).map(Self).ok_or(Error::NotANonce)
    }

    /// Two compressed points, 33 zeros for infinity.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 66] {
        self.0.serialize()
    }
}

macro_rules! compared_and_shown_by_bytes {
    ($name:ident) => {
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.to_bytes() == other.to_bytes()
            }
        }

        impl Eq for $name {}

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), Hex(&self.to_bytes()))
            }
        }
    };
}
compared_and_shown_by_bytes!(PublicNonce);
compared_and_shown_by_bytes!(AggregateNonce);
