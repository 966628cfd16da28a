//! Ceremonies in which some signers send anything: a signature comes of them that all the keys made, or the one who
//! spoilt it is named.
#![no_main]

use keelbolt::crypto::musig::{
    AggregateNonce, Error, KeyAggregation, NonceInputs, PartialSignature, PublicNonce, SecretNonce, Session,
    sort_keys,
};
use keelbolt::crypto::{KeyPair, PublicKey, Sha256};
use keelbolt_fuzz::{CONTEXT, Depths, NODES, case, entropy, flip};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    let lengthened = case(input);
    // The source never errs: when the bytes run out it gives zeros.
    let depth = run(&mut Unstructured::new(lengthened.as_deref().unwrap_or(input)));
    DEPTHS.count("musig", depth.unwrap_or("cut short"));
});

fn run(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let count = if source.int_in_range(0..=31)? == 31 { 0 } else { source.int_in_range(1..=4)? };
    // The same key may sign twice.
    let chosen: Result<Vec<usize>> = (0..count).map(|_| source.choose_index(6)).collect();
    let mut keys: Vec<PublicKey> = chosen?.into_iter().map(|index| NODES[index].id).collect();
    if source.arbitrary()? {
        sort_keys(&mut keys);
    }
    let pairs: Vec<KeyPair> = keys.iter().map(pair).collect();
    let aggregation = match KeyAggregation::new(&keys) {
        Ok(aggregation) => aggregation,
        Err(error) => {
            assert!(error == Error::NoSigners && keys.is_empty());
            return Ok("no signers");
        }
    };
    let Ok(aggregation) = tweaked(source, aggregation)? else { return Ok("tweak refused") };
    let message = Sha256(source.arbitrary()?);

    let mut nonces = Vec::new();
    let mut public_nonces = Vec::new();
    for pair in &pairs {
        let keys = source.arbitrary::<bool>()?.then_some(&aggregation);
        let message = source.arbitrary::<bool>()?.then_some(&message);
        let inputs = NonceInputs { keys, message, extra: None };
        let (nonce, public) = SecretNonce::new(entropy(source)?, pair, inputs, &CONTEXT).expect("entropy");
        nonces.push(nonce);
        public_nonces.push(public);
    }
    // One may send the nonce of another, or its own negated, so that the sum is infinity, or anything.
    let told: Vec<PublicNonce> = public_nonces.clone();
    let hostile = source.ratio(1, 2)?.then(|| source.choose_index(keys.len())).transpose()?;
    if let Some(hostile) = hostile {
        public_nonces[hostile] = hostile_nonce(source, &told)?;
    }
    let Some(sum) = sum(source, &public_nonces)? else { return Ok("sum refused") };
    let session = Session::new(&aggregation, &sum, &message).expect("a session of anything");

    let mut partials = Vec::new();
    for (signer, (nonce, pair)) in nonces.into_iter().zip(&pairs).enumerate() {
        let partial = nonce.sign(&session, pair).expect("a signer's");
        if public_nonces[signer] == told[signer] {
            session.verify(signer, &public_nonces[signer], &partial).expect("an honest one");
        }
        partials.push(partial);
    }
    let spoils = source.ratio(1, 4)?;
    if spoils {
        let signer = source.choose_index(partials.len())?;
        let mut bytes = partials[signer].to_bytes();
        flip(source, &mut bytes)?;
        match PartialSignature::parse(&bytes) {
            Ok(partial) => partials[signer] = partial,
            Err(error) => assert_eq!(error, Error::PartialSignatureOutOfRange),
        }
    }
    if source.int_in_range(0..=15)? == 15 {
        partials.pop();
    }
    judge(&session, &public_nonces, &partials)
}

fn judge(
    session: &Session<'_>,
    nonces: &[PublicNonce],
    partials: &[PartialSignature],
) -> Result<&'static str> {
    let verified = session.verify_all(nonces, partials);
    match session.aggregate(partials) {
        Ok(signature) => {
            let key = session.keys().x_only_public_key();
            signature.verify(&session.message().0, &key).expect("it was checked");
            Ok(if verified.is_ok() { "signed" } else { "signed, whatever a nonce was" })
        }
        Err(Error::Contributions { expected, found }) => {
            assert_eq!((expected, found), (nonces.len(), partials.len()));
            Ok("one does not sign")
        }
        Err(Error::SignatureMismatch) => match verified {
            Err(Error::PartialSignature { signer }) => {
                assert!(session.verify(signer, &nonces[signer], &partials[signer]).is_err());
                Ok("the culprit is named")
            }
            // All parts are what their nonces say, and yet the sum was another's.
            Ok(()) => {
                assert_ne!(AggregateNonce::new(nonces).ok(), Some(*session.aggregate_nonce()));
                Ok("of another sum")
            }
            Err(error) => panic!("{error}"),
        },
        Err(error) => panic!("{error}"),
    }
}

fn pair(key: &PublicKey) -> KeyPair {
    let node = NODES.iter().find(|node| node.id == *key).expect("one of them");
    CONTEXT.key_pair(&node.key).expect("a key")
}

fn tweaked<'k>(
    source: &mut Unstructured<'_>,
    aggregation: KeyAggregation<'k>,
) -> Result<std::result::Result<KeyAggregation<'k>, Error>> {
    let mut tweaked = Ok(aggregation);
    for _ in 0..source.int_in_range(0..=2)? {
        let tweak: [u8; 32] = source.arbitrary()?;
        tweaked = match (tweaked, source.int_in_range(0..=2)?) {
            (Ok(keys), 0) => keys.add_tweak(&tweak),
            (Ok(keys), 1) => keys.add_x_only_tweak(&tweak),
            (Ok(keys), _) => keys.tap_tweak(None),
            (Err(error), _) => Err(error),
        };
    }
    if let Err(error) = &tweaked {
        assert_eq!(*error, Error::TweakOutOfRange);
    }
    Ok(tweaked)
}

fn hostile_nonce(source: &mut Unstructured<'_>, told: &[PublicNonce]) -> Result<PublicNonce> {
    let mut bytes = told[source.choose_index(told.len())?].to_bytes();
    match source.int_in_range(0..=2)? {
        0 => {}
        1 => {
            bytes[0] ^= 1;
            bytes[33] ^= 1;
        }
        _ => flip(source, &mut bytes)?,
    }
    match PublicNonce::parse(&bytes) {
        Ok(nonce) => {
            assert_eq!(nonce.to_bytes(), bytes);
            Ok(nonce)
        }
        Err(error) => {
            assert_eq!(error, Error::NotANonce);
            Ok(told[0])
        }
    }
}

/// The sum of the nonces, or what another says that it is.
fn sum(source: &mut Unstructured<'_>, nonces: &[PublicNonce]) -> Result<Option<AggregateNonce>> {
    let sum = AggregateNonce::new(nonces).expect("there are some");
    let mut bytes = sum.to_bytes();
    assert_eq!(AggregateNonce::parse(&bytes), Ok(sum));
    if source.ratio(7, 8)? {
        return Ok(Some(sum));
    }
    flip(source, &mut bytes)?;
    Ok(AggregateNonce::parse(&bytes).ok())
}
