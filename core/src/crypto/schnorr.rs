//! BIP 340 signatures and the key pairs that make them.

use crate::bytes::Hex;
use crate::crypto::{Error, PublicKey, SecretKey, SigningContext, XOnlyPublicKey};
use crate::entropy::Entropy;
use crate::secret::Secret;
use core::fmt;
use keelbolt_curve::Keypair;

/// A secret key beside its public key, which BIP 340 and BIP 327 hash into every nonce. It is wiped when it is
/// dropped.
///
/// Making one costs a k·G; a pair that is kept saves that for each signature.
#[derive(Clone, Debug)]
pub struct KeyPair(pub(in crate::crypto) Keypair);

impl KeyPair {
    /// The public key.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.0.public_key())
    }

    /// The public key that BIP 340 signatures are checked with.
    #[must_use]
    pub fn x_only_public_key(&self) -> XOnlyPublicKey {
        self.public_key().x_only().0
    }

    /// The pair whose x-only public key is this one's plus `tweak` times the generator
    /// ([`XOnlyPublicKey::add_tweak`]). The time it takes depends on `tweak`, not on the key.
    ///
    /// # Errors
    ///
    /// [`Error::TweakOutOfRange`] when `tweak` is not below the group order or the sum is zero.
    pub fn add_x_only_tweak(&self, tweak: &[u8; 32]) -> Result<Self, Error> {
        self.0.add_x_only(tweak).map(Self).ok_or(Error::TweakOutOfRange)
    }

    /// The secret key.
    ///
    /// # Errors
    ///
    /// None that a valid key pair can cause; the type of the curve operation allows for one.
    pub fn secret_key(&self) -> Result<SecretKey, Error> {
        SecretKey::parse(Secret::new(self.0.secret_bytes()))
    }
}

impl SigningContext {
    /// `key` beside its public key.
    ///
    /// # Errors
    ///
    /// None that a valid [`SecretKey`] can cause; the type of the curve operation allows for one.
    pub fn key_pair(&self, key: &SecretKey) -> Result<KeyPair, Error> {
        self.curve().keypair(key.expose()).map(KeyPair).ok_or(Error::SecretKeyOutOfRange)
    }

    /// Signs `message`, of any length (BIP 340). `auxiliary` guards the nonce against faults and side channels; a
    /// signature made with zeros is as valid.
    ///
    /// # Errors
    ///
    /// None that a valid [`KeyPair`] can cause; the type of the curve operation allows for one.
    ///
    /// ```
    /// use keelbolt::crypto::{SecretKey, SigningContext};
    /// use keelbolt::entropy::Entropy;
    /// use keelbolt::secret::Secret;
    ///
    /// let context = SigningContext::new(Entropy::new([1; 32]));
    /// let key = context.key_pair(&SecretKey::parse(Secret::new([2; 32]))?)?;
    /// let signature = context.sign_schnorr(b"a message", &key, Entropy::new([3; 32]))?;
    /// signature.verify(b"a message", &key.x_only_public_key())?;
    /// # Ok::<(), keelbolt::crypto::Error>(())
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "entropy is consumed by use")]
    pub fn sign_schnorr(
        &self,
        message: &[u8],
        key: &KeyPair,
        auxiliary: Entropy,
    ) -> Result<SchnorrSignature, Error> {
        let signature = self.curve().sign_schnorr(message, &key.0, auxiliary.expose());
        signature.map(SchnorrSignature::new).ok_or(Error::SecretKeyOutOfRange)
    }
}

/// 64 bytes as a BIP 340 signature carries them: the x coordinate of R, then s. Whether they are one, [`verify`]
/// tells.
///
/// [`verify`]: Self::verify
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchnorrSignature([u8; 64]);

impl SchnorrSignature {
    /// Takes R ‖ s.
    #[must_use]
    pub const fn new(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// R ‖ s.
    #[must_use]
    pub const fn to_bytes(&self) -> [u8; 64] {
        self.0
    }

    /// R ‖ s, borrowed.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    /// Checks that the signature is that of `key` over `message`.
    ///
    /// # Errors
    ///
    /// [`Error::SignatureMismatch`].
    pub fn verify(&self, message: &[u8], key: &XOnlyPublicKey) -> Result<(), Error> {
        match keelbolt_curve::verify_schnorr(&self.0, message, &key.0) {
            true => Ok(()),
            false => Err(Error::SignatureMismatch),
        }
    }
}

impl fmt::Debug for SchnorrSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SchnorrSignature({})", Hex(&self.0))
    }
}
