//! Integers in as few words as they need.

/// How many 5-bit words `value` takes without leading zeros; zero takes none.
pub(super) const fn word_count(value: u64) -> usize {
    let mut words = 0_usize;
    let mut rest = value;
    while rest > 0 {
        rest >>= 5;
        words = words.saturating_add(1);
    }
    words
}
