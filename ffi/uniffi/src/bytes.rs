//! Hashes, keys and signatures: bytes of a fixed number, which each language compares by content.

use crate::ark_address::ArkAddressError;
use crate::commitment::CommitmentError;
use crate::error::InvoiceError;
use crate::extended_key::ExtendedKeyError;
use crate::htlc::HtlcError;
use crate::musig::MusigError;
use crate::onion::OnionError;
use crate::tree::TreeError;
use crate::vtxo::VtxoError;
use keelbolt::crypto::{self, musig};
use keelbolt::vtxo;
use uniffi::deps::anyhow;

/// Bytes of a fixed number came in another number: an error of the kind of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrongLength {
    pub(crate) expected: usize,
    pub(crate) found: usize,
}

impl WrongLength {
    /// The error of whichever call the bytes are an argument of: UniFFI asks for that call's own type.
    fn of_any_call(self) -> anyhow::Error {
        anyhow::Error::new(InvoiceError::from(self))
            .context(OnionError::from(self))
            .context(ExtendedKeyError::from(self))
            .context(MusigError::from(self))
            .context(HtlcError::from(self))
            .context(CommitmentError::from(self))
            .context(VtxoError::from(self))
            .context(TreeError::from(self))
            .context(ArkAddressError::from(self))
    }
}

/// Where money goes: an empty script would give it to anybody.
///
/// # Errors
///
/// `WrongLength`
pub(crate) fn destination(script: Vec<u8>) -> Result<Vec<u8>, WrongLength> {
    match script.len() {
        0 => Err(WrongLength { expected: 1, found: 0 }),
        _ => Ok(script),
    }
}

/// A type over `$length` bytes that crosses as bytes; any other number of them is an error.
macro_rules! byte_value {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name(pub(crate) [u8; $length]);

        uniffi::custom_type!(
            $(#[$doc])*
            $name,
            Vec<u8>,
            { lower: |value| value.0.to_vec(), try_lift: |bytes| fixed(&bytes).map($name).map_err(WrongLength::of_any_call) }
        );
    };
}

byte_value! {
    /// SHA-256 of the preimage that proves a payment, 32 bytes.
    PaymentHash, 32
}

byte_value! {
    /// What the payee asks the payer to repeat, so that no node on the way can probe the payee, 32 bytes.
    ///
    /// It is printed in the invoice and so is no secret from whoever holds that.
    PaymentSecret, 32
}

byte_value! {
    /// A SHA-256 digest, 32 bytes.
    Sha256, 32
}

byte_value! {
    /// A point of secp256k1 in its compressed form, 33 bytes.
    ///
    /// That the bytes are a point is checked where the key is used.
    PublicKey, 33
}

byte_value! {
    /// An ECDSA signature, R and S of 32 bytes each, big-endian.
    ///
    /// That R and S are below the group order is checked where the signature is used.
    Signature, 64
}

byte_value! {
    /// The x coordinate of a point of secp256k1, as BIP 340 has public keys, 32 bytes.
    ///
    /// That a point has it is checked where the key is used.
    XOnlyPublicKey, 32
}

byte_value! {
    /// A BIP 340 signature, R and s of 32 bytes each, big-endian.
    SchnorrSignature, 64
}

byte_value! {
    /// A MuSig2 signer's public nonces, two compressed points, 66 bytes.
    ///
    /// That they are points is checked where they are used.
    MusigPublicNonce, 66
}

byte_value! {
    /// The sum of the public nonces of all MuSig2 signers, two compressed points, or zeros for infinity, 66 bytes.
    ///
    /// That they are points is checked where they are used.
    MusigAggregateNonce, 66
}

byte_value! {
    /// A MuSig2 signer's part of a signature, a number below the group order, 32 bytes, big-endian.
    ///
    /// That it is below is checked where it is used.
    MusigPartialSignature, 32
}

byte_value! {
    /// The id of a transaction, 32 bytes in the order in which transactions and messages have them. As hex it is shown
    /// the other way round, as people know it.
    Txid, 32
}

byte_value! {
    /// SHA-256 of the 32 bytes that unlock a leaf of a tree of VTXOs, which the server shows once the inputs are
    /// forfeited.
    UnlockHash, 32
}

impl From<vtxo::UnlockHash> for UnlockHash {
    fn from(core: vtxo::UnlockHash) -> Self {
        Self(core.0)
    }
}

impl From<UnlockHash> for vtxo::UnlockHash {
    fn from(ours: UnlockHash) -> Self {
        Self(ours.0)
    }
}

/// Bytes of any number, which compare by content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Octets(pub(crate) Vec<u8>);

uniffi::custom_type!(
    /// Bytes of any number, which compare by content.
    Octets,
    Vec<u8>,
    { lower: |value| value.0, try_lift: |bytes| Ok(Octets(bytes)) }
);

impl Octets {
    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.0
    }
}

impl From<&[u8]> for Octets {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

/// The bytes as an array.
///
/// # Errors
///
/// `WrongLength`
pub(crate) fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], WrongLength> {
    bytes.try_into().map_err(|_| WrongLength { expected: N, found: bytes.len() })
}

impl From<crypto::PublicKey> for PublicKey {
    fn from(key: crypto::PublicKey) -> Self {
        Self(key.to_bytes())
    }
}

impl TryFrom<PublicKey> for crypto::PublicKey {
    type Error = crypto::Error;

    fn try_from(key: PublicKey) -> Result<Self, crypto::Error> {
        Self::parse(&key.0)
    }
}

impl From<crypto::Signature> for Signature {
    fn from(signature: crypto::Signature) -> Self {
        Self(signature.to_compact())
    }
}

impl TryFrom<Signature> for crypto::Signature {
    type Error = crypto::Error;

    fn try_from(signature: Signature) -> Result<Self, crypto::Error> {
        Self::parse(&signature.0)
    }
}

impl From<crypto::XOnlyPublicKey> for XOnlyPublicKey {
    fn from(key: crypto::XOnlyPublicKey) -> Self {
        Self(key.to_bytes())
    }
}

impl TryFrom<XOnlyPublicKey> for crypto::XOnlyPublicKey {
    type Error = crypto::Error;

    fn try_from(key: XOnlyPublicKey) -> Result<Self, crypto::Error> {
        Self::parse(&key.0)
    }
}

impl From<crypto::SchnorrSignature> for SchnorrSignature {
    fn from(signature: crypto::SchnorrSignature) -> Self {
        Self(signature.to_bytes())
    }
}

impl From<SchnorrSignature> for crypto::SchnorrSignature {
    fn from(signature: SchnorrSignature) -> Self {
        Self::new(signature.0)
    }
}

/// What MuSig2 signers tell each other, from the core and back.
macro_rules! of_musig {
    ($($name:ident, $core:ident);+ $(;)?) => {
        $(impl From<musig::$core> for $name {
            fn from(core: musig::$core) -> Self {
                Self(core.to_bytes())
            }
        }

        impl TryFrom<$name> for musig::$core {
            type Error = musig::Error;

            fn try_from(value: $name) -> Result<Self, musig::Error> {
                Self::parse(&value.0)
            }
        })+
    };
}

of_musig! {
    MusigPublicNonce, PublicNonce;
    MusigAggregateNonce, AggregateNonce;
    MusigPartialSignature, PartialSignature;
}
