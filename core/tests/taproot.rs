//! Taproot: keys with their trees, and control blocks that are none.

mod variants;

use keelbolt::blame::Blame;
use keelbolt::codec::taproot::{ControlBlock, Error, LEAF_VERSION, MAX_DEPTH, branch_hash, leaf_hash};
use keelbolt::crypto::{
    self, KeyPair, Parity, SchnorrSignature, SecretKey, SigningContext, TapNodeHash, XOnlyPublicKey,
};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use proptest::prelude::*;

fn pair(key: [u8; 32]) -> Option<KeyPair> {
    let key = SecretKey::parse(Secret::new(key)).ok()?;
    SigningContext::new(Entropy::new([7; 32])).key_pair(&key).ok()
}

fn internal_key() -> XOnlyPublicKey {
    pair([2; 32]).unwrap().x_only_public_key()
}

/// What is refused, and why.
fn refusals() -> Vec<(&'static str, Error, Error, Blame)> {
    let new =
        |version, path: &[u8]| ControlBlock::new(version, Parity::Even, internal_key(), path).map(|_| ());
    let parse = |bytes: &[u8]| ControlBlock::parse(bytes).map(|_| ());
    let block = ControlBlock::new(LEAF_VERSION, Parity::Even, internal_key(), &[]).unwrap();
    let length = |found| Error::Length { found };
    let version = |found| Error::LeafVersion { found };
    let no_key = Error::InternalKey(crypto::Error::NotAnXCoordinate);
    let rows = [
        ("half a hash", new(LEAF_VERSION, &[0; 16]), length(49), Blame::Peer),
        ("too deep", new(LEAF_VERSION, &[0; 32 * (MAX_DEPTH + 1)]), length(33 + 32 * 129), Blame::Peer),
        ("an odd version", new(0xc1, &[]), version(0xc1), Blame::Peer),
        ("the annex's byte", new(0x50, &[]), version(0x50), Blame::Peer),
        ("nothing", parse(&[]), length(0), Blame::Peer),
        ("cut", parse(&[0xc0; 32]), length(32), Blame::Peer),
        ("no key", parse(&[[0xc0].as_slice(), &[0xff; 32]].concat()), no_key, Blame::Peer),
        (
            "no room",
            block.write(&mut [0; 32]).map(|_| ()),
            Error::BufferTooSmall { needed: 33, found: 32 },
            Blame::Capacity,
        ),
        ("another key", block.verify(&internal_key(), &[0x51]), Error::NotInTree, Blame::Peer),
    ];
    rows.into_iter()
        .map(|(name, found, expected, blame)| (name, found.unwrap_err(), expected, blame))
        .collect()
}

#[test]
fn wrong_blocks_are_refused() {
    for (name, found, expected, blame) in refusals() {
        assert_eq!((found, found.blame()), (expected, blame), "{name}");
    }
}

#[test]
fn every_error_has_a_row() {
    let rows = refusals().into_iter().map(|row| row.1);
    variants::assert_complete(include_str!("../src/codec/taproot/error.rs"), rows, &[]);
}

#[test]
fn keys_and_signatures_are_refused() {
    use crypto::Error as E;
    let key = internal_key();
    assert_eq!(XOnlyPublicKey::parse(&[0xff; 32]), Err(E::NotAnXCoordinate));
    assert_eq!(key.add_tweak(&[0xff; 32]), Err(E::TweakOutOfRange));
    assert_eq!(pair([2; 32]).unwrap().add_x_only_tweak(&[0xff; 32]).unwrap_err(), E::TweakOutOfRange);
    assert_eq!(SchnorrSignature::new([1; 64]).verify(&[], &key), Err(E::SignatureMismatch));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// A script leads to the key of its tree by its path, and by no other.
    #[test]
    fn a_path_leads_to_the_key(
        secret in any::<[u8; 32]>(),
        script in proptest::collection::vec(any::<u8>(), 0..300),
        path in proptest::collection::vec(any::<[u8; 32]>(), 0..10),
        version in any::<u8>().prop_map(|version| version & !1),
        changed in any::<prop::sample::Index>(),
    ) {
        let Some(pair) = pair(secret) else { return Ok(()) };
        prop_assume!(version != 0x50);
        let internal_key = pair.x_only_public_key();
        let leaf = leaf_hash(version, &script);
        let root = path.iter().fold(leaf, |node, sibling| branch_hash(&TapNodeHash(*sibling), &node));
        let (output_key, parity) = internal_key.tap_tweak(Some(&root)).unwrap();
        prop_assert_eq!(pair.tap_tweak(Some(&root)).unwrap().x_only_public_key(), output_key);
        let path = path.concat();
        let block = ControlBlock::new(version, parity, internal_key, &path).unwrap();
        prop_assert_eq!(block.merkle_root(&script), root);
        prop_assert_eq!(block.verify(&output_key, &script), Ok(()));
        let mut written = vec![0; block.length()];
        block.write(&mut written).unwrap();
        prop_assert_eq!(ControlBlock::parse(&written), Ok(block));

        let at = changed.index(written.len());
        written[at] ^= 1;
        if let Ok(changed) = ControlBlock::parse(&written) {
            prop_assert_eq!(changed.verify(&output_key, &script), Err(Error::NotInTree));
        }
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(block) = ControlBlock::parse(&bytes) {
            let mut written = vec![0; block.length()];
            prop_assert_eq!(block.write(&mut written).unwrap(), &bytes);
        }
    }
}
