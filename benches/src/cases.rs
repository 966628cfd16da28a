//! The cases of a differential test.

use bitcoin::hashes::{Hash as _, sha256};

/// How many cases a differential test takes: what `KEELBOLT_DIFFERENTIAL_CASES` says, or 500.
///
/// # Panics
///
/// When the variable holds no number.
pub fn cases() -> u64 {
    match std::env::var("KEELBOLT_DIFFERENTIAL_CASES") {
        Ok(cases) => cases.parse().expect("KEELBOLT_DIFFERENTIAL_CASES is a number"),
        Err(_) => 500,
    }
}

/// `length` bytes that follow from a seed.
pub fn random_bytes(seed: u64, length: usize) -> Vec<u8> {
    let blocks = (0_u64..).flat_map(|counter| {
        let input = [seed.to_be_bytes(), counter.to_be_bytes()].concat();
        sha256::Hash::hash(&input).to_byte_array()
    });
    blocks.take(length).collect()
}
