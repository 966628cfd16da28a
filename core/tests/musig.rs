//! MuSig2: ceremonies of any number of signers, and every way in which one goes wrong.

mod variants;

use keelbolt::blame::Blame;
use keelbolt::crypto::musig::{
    AggregateNonce, Error, KeyAggregation, NonceInputs, PartialSignature, PublicNonce, SecretNonce, Session,
    sort_keys,
};
use keelbolt::crypto::{KeyPair, PublicKey, SecretKey, Sha256, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use proptest::prelude::*;

const MESSAGE: Sha256 = Sha256([9; 32]);

fn context() -> SigningContext {
    SigningContext::new(Entropy::new([7; 32]))
}

fn pair(key: u8) -> KeyPair {
    context().key_pair(&SecretKey::parse(Secret::new([key; 32])).unwrap()).unwrap()
}

fn public_keys(signers: &[KeyPair]) -> Vec<PublicKey> {
    signers.iter().map(KeyPair::public_key).collect()
}

/// The nonces of each signer, from entropy of their own.
fn nonces(signers: &[KeyPair], inputs: NonceInputs<'_>) -> (Vec<SecretNonce>, Vec<PublicNonce>) {
    let nonce =
        |(at, key)| SecretNonce::new(Entropy::new([at as u8 + 1; 32]), key, inputs, &context()).unwrap();
    signers.iter().enumerate().map(nonce).unzip()
}

/// Two signers, their nonces, and the session of the message.
fn with_session(then: impl FnOnce(&Session<'_>, [SecretNonce; 2], &[PublicNonce])) {
    let signers = [pair(2), pair(3)];
    let list = public_keys(&signers);
    let keys = KeyAggregation::new(&list).unwrap();
    let (secret, public) = nonces(&signers, NonceInputs::default());
    let session = Session::new(&keys, &AggregateNonce::new(&public).unwrap(), &MESSAGE).unwrap();
    then(&session, secret.try_into().unwrap(), &public);
}

/// What is refused, and why.
fn refusals() -> Vec<(&'static str, Error, Error, Blame)> {
    let mut rows = vec![
        ("no keys", KeyAggregation::new(&[]).map(|_| ()), Error::NoSigners, Blame::Caller),
        ("no nonces", AggregateNonce::new(&[]).map(|_| ()), Error::NoSigners, Blame::Caller),
        ("nonces of zeros", PublicNonce::parse(&[0; 66]).map(|_| ()), Error::NotANonce, Blame::Peer),
        ("an aggregate of fives", AggregateNonce::parse(&[5; 66]).map(|_| ()), Error::NotANonce, Blame::Peer),
        (
            "entropy of zeros",
            SecretNonce::new(Entropy::new([0; 32]), &pair(2), NonceInputs::default(), &context()).map(|_| ()),
            Error::NonceOutOfRange,
            Blame::Caller,
        ),
        (
            "a part out of range",
            PartialSignature::parse(&[0xff; 32]).map(|_| ()),
            Error::PartialSignatureOutOfRange,
            Blame::Peer,
        ),
    ];
    let list = public_keys(&[pair(2)]);
    let keys = KeyAggregation::new(&list).unwrap();
    for tweaked in [keys.add_tweak(&[0xff; 32]), keys.add_x_only_tweak(&[0xff; 32])] {
        rows.push(("a tweak out of range", tweaked.map(|_| ()), Error::TweakOutOfRange, Blame::Caller));
    }
    with_session(|session, [first, second], public| {
        let good = [first.sign(session, &pair(2)).unwrap(), second.sign(session, &pair(3)).unwrap()];
        let bad = [good[0], good[0]];
        let contributions = |found| Error::Contributions { expected: 2, found };
        rows.extend([
            (
                "a stranger's number",
                session.verify(2, &public[0], &good[0]),
                Error::NoSuchSigner { signers: 2, found: 2 },
                Blame::Caller,
            ),
            (
                "another's part",
                session.verify(1, &public[1], &good[0]),
                Error::PartialSignature { signer: 1 },
                Blame::Peer,
            ),
            (
                "another's nonce",
                session.verify(0, &public[1], &good[0]),
                Error::PartialSignature { signer: 0 },
                Blame::Peer,
            ),
            ("one part", session.aggregate(&good[..1]).map(|_| ()), contributions(1), Blame::Caller),
            ("one nonce", session.verify_all(&public[..1], &good), contributions(1), Blame::Caller),
            ("no parts", session.verify_all(public, &[]), contributions(0), Blame::Caller),
            ("the same twice", session.aggregate(&bad).map(|_| ()), Error::SignatureMismatch, Blame::Peer),
            (
                "the second is to blame",
                session.verify_all(public, &bad),
                Error::PartialSignature { signer: 1 },
                Blame::Peer,
            ),
        ]);
    });
    with_session(|session, [first, second], _| {
        let refused = |nonce: SecretNonce, key| nonce.sign(session, &pair(key)).map(|_| ());
        rows.extend([
            ("a stranger's key", refused(first, 4), Error::NotASigner, Blame::Caller),
            ("another's secret nonce", refused(second, 2), Error::NonceOfAnotherKey, Blame::Caller),
        ]);
    });
    rows.into_iter()
        .map(|(name, found, expected, blame)| (name, found.unwrap_err(), expected, blame))
        .collect()
}

#[test]
fn misuse_is_refused() {
    for (name, found, expected, blame) in refusals() {
        assert_eq!((found, found.blame()), (expected, blame), "{name}");
    }
}

#[test]
fn every_error_has_a_row() {
    let rows = refusals().into_iter().map(|row| row.1);
    // With an allocator there is no limit.
    variants::assert_complete(include_str!("../src/crypto/musig/error.rs"), rows, &["TooManySigners"]);
}

/// More signers than a build without an allocator serves.
#[cfg(feature = "alloc")]
#[test]
fn a_hundred_sign() {
    ceremony(&(1..=100).map(pair).collect::<Vec<_>>(), &[], true);
}

/// As many signers as a build without an allocator serves, and one more.
#[cfg(not(feature = "alloc"))]
#[test]
fn signers_are_limited() {
    use keelbolt::crypto::musig::MAX_SIGNERS_WITHOUT_ALLOCATOR as LIMIT;
    let signers: Vec<KeyPair> = (1..=LIMIT as u8).map(pair).collect();
    ceremony(&signers, &[], true);
    let list = [public_keys(&signers), public_keys(&signers[..1])].concat();
    let error = KeyAggregation::new(&list).unwrap_err();
    assert_eq!(error, Error::TooManySigners { limit: LIMIT, found: LIMIT + 1 });
    assert_eq!(error.blame(), Blame::Capacity);
}

/// Signs with all, in the order of the keys or sorted, under tweaks that are x-only or plain.
fn ceremony(signers: &[KeyPair], tweaks: &[([u8; 32], bool)], sorted: bool) {
    let mut signers = signers.to_vec();
    let mut list = public_keys(&signers);
    if sorted {
        sort_keys(&mut list);
        signers.sort_by_key(|signer| signer.public_key().to_bytes());
    }
    let keys = tweaks.iter().fold(KeyAggregation::new(&list).unwrap(), |keys, (tweak, is_x_only)| {
        let tweaked = if *is_x_only { keys.add_x_only_tweak(tweak) } else { keys.add_tweak(tweak) };
        tweaked.unwrap()
    });
    let inputs = NonceInputs { keys: Some(&keys), message: Some(&MESSAGE), extra: Some(&[5; 32]) };
    let (secret, public) = nonces(&signers, inputs);
    for nonce in &public {
        assert_eq!(PublicNonce::parse(&nonce.to_bytes()), Ok(*nonce));
    }
    let nonce = AggregateNonce::new(&public).unwrap();
    let session = Session::new(&keys, &AggregateNonce::parse(&nonce.to_bytes()).unwrap(), &MESSAGE).unwrap();
    let parts: Vec<_> = secret
        .into_iter()
        .zip(&signers)
        .map(|(nonce, signer)| nonce.sign(&session, signer).unwrap())
        .map(|part| PartialSignature::parse(&part.to_bytes()).unwrap())
        .collect();
    session.verify_all(&public, &parts).unwrap();
    let signature = session.aggregate(&parts).unwrap();
    signature.verify(&MESSAGE.0, &keys.x_only_public_key()).unwrap();
    assert_eq!(session.keys().public_key(), keys.public_key());
    assert_eq!((session.aggregate_nonce(), session.message()), (&nonce, &MESSAGE));
    assert_eq!(session.keys().signers(), list);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any signers, some of them more than once, under any tweaks.
    #[test]
    fn ceremonies_end_in_a_signature(
        keys in proptest::collection::vec(1..=20_u8, 1..6),
        tweaks in proptest::collection::vec((any::<[u8; 32]>(), any::<bool>()), 0..4),
        sorted in any::<bool>(),
    ) {
        // Below the group order.
        let tweaks: Vec<_> = tweaks.into_iter().map(|(mut tweak, x_only)| {
            tweak[0] >>= 1;
            (tweak, x_only)
        }).collect();
        ceremony(&keys.into_iter().map(pair).collect::<Vec<_>>(), &tweaks, sorted);
    }

    /// Any bytes are a nonce or a part, or are refused; those that are come back as they were.
    #[test]
    fn any_bytes_are_answered(bytes in any::<[[u8; 33]; 2]>(), part in any::<[u8; 32]>()) {
        let mut nonce = [0; 66];
        nonce.copy_from_slice(&bytes.concat());
        (nonce[0], nonce[33]) = (2 + nonce[0] % 3, 2 + nonce[33] % 3);
        if let Ok(parsed) = PublicNonce::parse(&nonce) {
            prop_assert_eq!(parsed.to_bytes(), nonce);
            prop_assert_eq!(AggregateNonce::parse(&nonce).unwrap().to_bytes(), nonce);
        }
        if let Ok(parsed) = PartialSignature::parse(&part) {
            prop_assert_eq!(parsed.to_bytes(), part);
        }
    }
}
