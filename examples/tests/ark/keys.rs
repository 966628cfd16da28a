//! Who signs, alone or with others as one.

use keelbolt::crypto::musig::{AggregateNonce, KeyAggregation, NonceInputs, SecretNonce, Session, sort_keys};
use keelbolt::crypto::{
    KeyPair, Preimage, PublicKey, SchnorrSignature, SecretKey, Sha256, SigningContext, TapNodeHash,
};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;

pub const SERVER: u8 = 1;
pub const USER: u8 = 2;
pub const STRANGER: u8 = 3;

/// A P2WPKH script.
pub const DESTINATION: &[u8] = &[0, 20, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6];

pub fn context() -> SigningContext {
    SigningContext::new(Entropy::new([7; 32]))
}

pub fn pair(number: u8) -> KeyPair {
    context().key_pair(&SecretKey::parse(Secret::new([number; 32])).unwrap()).unwrap()
}

pub fn preimage() -> Preimage {
    Preimage(Secret::new([9; 32]))
}

/// One signature of several; with the root of script leaves, by the key path of their output.
pub fn together(signers: &[KeyPair], root: Option<&TapNodeHash>, message: &Sha256) -> SchnorrSignature {
    let mut keys: Vec<PublicKey> = signers.iter().map(KeyPair::public_key).collect();
    sort_keys(&mut keys);
    let aggregate = KeyAggregation::new(&keys).unwrap();
    let aggregate = root.map_or(aggregate, |root| aggregate.tap_tweak(Some(root)).unwrap());
    let nonces = (1..).zip(signers).map(|(entropy, signer)| {
        SecretNonce::new(Entropy::new([entropy; 32]), signer, NonceInputs::default(), &context()).unwrap()
    });
    let (secret, public): (Vec<_>, Vec<_>) = nonces.unzip();
    let session = Session::new(&aggregate, &AggregateNonce::new(&public).unwrap(), message).unwrap();
    let partials =
        secret.into_iter().zip(signers).map(|(nonce, signer)| nonce.sign(&session, signer).unwrap());
    session.aggregate(&partials.collect::<Vec<_>>()).unwrap()
}
