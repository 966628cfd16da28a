//! Vectors of feature bits, there and back.

use super::{feature_bits, feature_vector};
use crate::onion::OnionError;

/// Vectors in as few bytes as they take: none, within what a set holds, beyond it, the longest.
fn vectors() -> Vec<Vec<u8>> {
    let before = |zeros: usize| [&[0x80][..], &vec![0; zeros]].concat();
    vec![vec![], vec![1], vec![2, 0x41], before(127), before(128), before(65_534)]
}

#[test]
fn vectors_come_back() {
    for vector in vectors() {
        assert_eq!(feature_vector(&feature_bits(&vector)).as_ref(), Ok(&vector), "{} bytes", vector.len());
    }
}

#[test]
fn vectors_have_a_limit() {
    for (bit, found) in [(524_280, 65_536), (u32::MAX, 536_870_912)] {
        assert_eq!(feature_vector(&[bit]), Err(OnionError::DataTooLong { expected: 65_535, found }), "{bit}");
    }
}
