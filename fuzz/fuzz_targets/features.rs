//! Feature vectors in bytes, in words and as a set, beside a plain set of numbers.
#![no_main]

use keelbolt::codec::bech32::Words;
use keelbolt::codec::features::{Context, Error, FEATURES, FeatureBits, FeatureSet, feature};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;

fuzz_target!(|input: &[u8]| {
    // The first two bytes choose which named features are known.
    let Some((known, bytes)) = input.split_first_chunk::<2>() else { return };
    let known = u16::from_be_bytes(*known);
    let known: Vec<u32> = FEATURES
        .iter()
        .enumerate()
        .filter(|(index, _)| known >> (index % 16) & 1 == 1)
        .map(|(_, feature)| feature.required_bit)
        .collect();
    let known = FeatureSet::of(&known);

    let in_bytes: BTreeSet<u32> = bits(bytes, 8);
    check(FeatureBits::from_bytes(bytes), &in_bytes, &known);
    let words: Vec<u8> = bytes.iter().map(|byte| byte & 31).collect();
    const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let text: String = words.iter().map(|word| char::from(ALPHABET[usize::from(*word)])).collect();
    let in_words = bits(&words, 5);
    check(FeatureBits::from_words(Words::parse(&text).expect("of the alphabet")), &in_words, &known);
    let held: BTreeSet<u32> = in_words.into_iter().filter(|bit| *bit < FeatureSet::CAPACITY).collect();
    let set = FeatureSet::of(&held.iter().copied().collect::<Vec<u32>>());
    check(FeatureBits::from(set), &held, &known);
});

/// The numbers of the bits that are set, the last unit holding the lowest.
fn bits(units: &[u8], width: u32) -> BTreeSet<u32> {
    let units = units.iter().rev().zip((0..).step_by(width as usize));
    units
        .flat_map(|(unit, first)| {
            (0..width).filter(move |bit| unit >> bit & 1 == 1).map(move |bit| first + bit)
        })
        .collect()
}

fn check(vector: FeatureBits<'_>, bits: &BTreeSet<u32>, known: &FeatureSet) {
    assert!(vector.bits().eq(bits.iter().copied()));
    assert_eq!(vector.highest(), bits.last().copied());
    assert_eq!(vector.is_empty(), bits.is_empty());
    let offers = |bit: u32| bits.contains(&(bit & !1)) || bits.contains(&(bit | 1));
    let unknown = bits.iter().copied().find(|bit| bit % 2 == 0 && !known.knows(*bit));
    match vector.check(known) {
        Err(Error::UnknownRequired { bit }) => assert_eq!(Some(bit), unknown),
        Err(Error::MissingDependency { bit, missing }) => {
            assert!(unknown.is_none() && offers(bit) && !offers(missing));
            assert!(feature(bit).is_some_and(|feature| feature.dependencies.contains(&missing)));
        }
        Err(error) => panic!("not a reader's question: {error}"),
        Ok(()) => assert!(unknown.is_none() && !misses(&offers)),
    }
    match vector.check_origin(Context::Invoice) {
        Ok(()) => assert!(!misses(&offers)),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Whether a feature is set without one that it depends on.
fn misses(offers: &impl Fn(u32) -> bool) -> bool {
    let set = FEATURES.iter().filter(|feature| offers(feature.required_bit));
    set.flat_map(|feature| feature.dependencies).any(|bit| !offers(*bit))
}
