//! Laws of numbers and per-commitment secrets.

use keelbolt::blame::Blame;
use keelbolt::commitment::{CommitmentNumber, Error, ObscuringFactor, PerCommitmentSecret};
use keelbolt::commitment::{SecretGenerator, SecretStore};
use keelbolt::crypto::{self, PublicKey, SecretKey, SigningContext, sha256};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use proptest::collection::vec;
use proptest::prelude::*;

/// How many secrets are put one after another: every slot up to the eighth is filled and replaced.
const COUNT: u64 = 300;

/// "Generate `per_commitment_secret` `I`" as BOLT 3 writes it down, from the seed each time.
fn generate_from_seed(seed: [u8; 32], index: u64) -> [u8; 32] {
    let mut p = seed;
    for bit in (0..48).rev().filter(|bit| index >> bit & 1 == 1) {
        p[bit / 8] ^= 1 << (bit % 8);
        p = sha256(&p).0;
    }
    p
}

fn number(number: u64) -> CommitmentNumber {
    CommitmentNumber::new(number).unwrap()
}

fn secret(bytes: [u8; 32]) -> PerCommitmentSecret {
    PerCommitmentSecret(Secret::new(bytes))
}

/// A store to which so many secrets of a seed have come: all of them, by the form in which it is saved.
fn store_of(seed: [u8; 32], count: u64) -> SecretStore {
    let lowest = (1 << 48) - count;
    let slots = (0..=48).flat_map(|bit| {
        // The smallest index that has come and ends with so many zeros.
        let odd = (lowest.div_ceil(1 << bit)) | u64::from(bit < 48);
        let index = Some(odd << bit).filter(|index| *index < 1 << 48 && (bit < 48 || lowest == 0));
        index.map_or([0; 32], |index| generate_from_seed(seed, index))
    });
    let bytes: Vec<u8> = [1].into_iter().chain(count.to_be_bytes()).chain(slots).collect();
    SecretStore::parse(&bytes.try_into().unwrap()).unwrap()
}

/// Numbers of every magnitude, from either end.
fn numbers() -> impl Strategy<Value = CommitmentNumber> {
    (0..1_u64 << 48, 0..48_u32, any::<bool>()).prop_map(|(value, shift, low)| {
        let value = value >> shift;
        number(if low { value } else { CommitmentNumber::LAST.to_u64() - value })
    })
}

#[test]
fn secrets_in_order_are_stored_saved_and_found() {
    let seed = [0x5a; 32];
    let mut generator = SecretGenerator::new(Secret::new(seed));
    let mut store = SecretStore::new();
    for count in 0..COUNT {
        assert!(store == store_of(seed, count), "{count} secrets");
        let bytes = store.to_bytes();
        store = SecretStore::parse(bytes.expose()).unwrap();
        assert!(store.to_bytes() == bytes, "{count} secrets");
        assert_eq!(store.next(), Some(number(count)));
        assert_eq!(store.secret(number(count)), None, "what has not come");
        // All earlier ones would take too long: those near the ends, and every 17th.
        for earlier in (0..count).filter(|earlier| *earlier < 3 || count - earlier < 9 || earlier % 17 == 0) {
            let expected = secret(generate_from_seed(seed, number(earlier).index()));
            assert_eq!(store.secret(number(earlier)), Some(expected), "{earlier} of {count}");
        }
        store.insert(number(count), generator.secret(number(count))).unwrap();
    }
}

#[test]
fn the_last_secret_ends_the_store() {
    let (seed, last) = ([1; 32], CommitmentNumber::LAST);
    let mut store = store_of(seed, last.to_u64());
    // The secret of index 0 is the seed itself.
    store.insert(last, secret(seed)).unwrap();
    assert_eq!((store.next(), last.next()), (None, None));
    assert!(store == store_of(seed, 1 << 48));
    assert!(SecretStore::parse(store.to_bytes().expose()).unwrap() == store);
    for earlier in [0, 1, 2, 1 << 47, last.to_u64() - 1, last.to_u64()].map(number) {
        let expected = secret(generate_from_seed(seed, earlier.index()));
        assert_eq!(store.secret(earlier), Some(expected), "{earlier}");
    }
    let error = store.insert(last, secret(seed)).unwrap_err();
    check(error, Error::SecretOutOfOrder { expected: None, found: last }, Blame::Caller);
}

fn check(found: Error, expected: Error, blame: Blame) {
    assert_eq!((found, found.blame()), (expected, blame));
    assert!(found.to_string().contains("secret"), "{found}");
}

#[test]
fn saved_stores_of_another_kind_are_refused() {
    let store = store_of([1; 32], 5);
    let spoilt = |at: usize, byte: u8| {
        let mut bytes = *store.to_bytes().expose();
        bytes[at] = byte;
        SecretStore::parse(&bytes).unwrap_err()
    };
    check(spoilt(0, 0), Error::StoreVersion { expected: 1, found: 0 }, Blame::Caller);
    check(spoilt(0, 2), Error::StoreVersion { expected: 1, found: 2 }, Blame::Caller);
    let most = 1 << 48;
    check(spoilt(1, 1), Error::StoreCount { expected: most, found: (1 << 56) + 5 }, Blame::Caller);
    check(spoilt(2, 1), Error::StoreCount { expected: most, found: most + 5 }, Blame::Caller);
}

#[test]
fn secrets_that_are_no_keys_have_no_point() {
    let context = SigningContext::new(Entropy::new([7; 32]));
    let out_of_range = Err(Error::Key(crypto::Error::SecretKeyOutOfRange));
    assert_eq!(secret([0; 32]).point(&context), out_of_range);
    assert_eq!(secret([0xff; 32]).point(&context), out_of_range);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn generating_in_any_order_is_generating_from_the_seed(
        seed in any::<[u8; 32]>(), numbers in vec(numbers(), 1..20)
    ) {
        let mut generator = SecretGenerator::new(Secret::new(seed));
        for number in numbers {
            let expected = secret(generate_from_seed(seed, number.index()));
            prop_assert_eq!(generator.secret(number), expected.clone());
            prop_assert_eq!(generator.secret(number), expected, "asked twice");
        }
    }

    #[test]
    fn a_store_finds_all_that_came_and_no_other(
        seed in any::<[u8; 32]>(), count in numbers(), asked in vec(numbers(), 1..8)
    ) {
        let store = store_of(seed, count.to_u64());
        prop_assert_eq!(store.next(), Some(count));
        let last = count.to_u64().checked_sub(1).map(number);
        for asked in asked.into_iter().chain(last).chain([count]) {
            let expected = secret(generate_from_seed(seed, asked.index()));
            prop_assert_eq!(store.secret(asked), Some(expected).filter(|_| asked < count));
        }
    }

    /// A wrong secret is kept only where no earlier one follows from it; the next then shows it.
    #[test]
    fn a_wrong_secret_is_refused(
        seed in any::<[u8; 32]>(), count in numbers(), byte in 0..32_usize, bit in 0..8_u32
    ) {
        let store = store_of(seed, count.to_u64());
        let mut wrong = generate_from_seed(seed, count.index());
        wrong[byte] ^= 1 << bit;
        let mut after = store.clone();
        let found = after.insert(count, secret(wrong));
        if count.index() % 2 == 1 {
            prop_assert_eq!(found, Ok(()));
            let next = count.next().unwrap();
            let right = secret(generate_from_seed(seed, next.index()));
            let before = after.clone();
            let error = Error::SecretNotDerivable { found: next, earlier: count };
            prop_assert_eq!(after.insert(next, right), Err(error));
            prop_assert!(after == before);
            check(error, error, Blame::Peer);
        } else {
            let earlier = number(count.to_u64() - 1);
            prop_assert_eq!(found, Err(Error::SecretNotDerivable { found: count, earlier }));
            prop_assert!(after == store);
        }
    }

    #[test]
    fn secrets_out_of_order_are_refused(seed in any::<[u8; 32]>(), count in numbers(), other in numbers()) {
        prop_assume!(count != other);
        let store = store_of(seed, count.to_u64());
        let right = secret(generate_from_seed(seed, other.index()));
        let mut after = store.clone();
        let error = Error::SecretOutOfOrder { expected: Some(count), found: other };
        prop_assert_eq!(after.insert(other, right), Err(error));
        prop_assert!(after == store);
        check(error, error, Blame::Caller);
    }

    #[test]
    fn an_obscured_number_is_read_back(
        opener in 1..=200_u8, accepter in 1..=200_u8, number in numbers(),
        lock_time in any::<u32>(), sequence in any::<u32>(),
    ) {
        let factor = ObscuringFactor::derive(&point(opener), &point(accepter));
        let (hidden_low, hidden_high) = (factor.lock_time(number), factor.sequence(number));
        prop_assert_eq!((hidden_low >> 24, hidden_high >> 24), (0x20, 0x80));
        prop_assert_eq!(factor.number(hidden_low, hidden_high), Some(number));
        // Both nodes have the same factor, whose order is that of the roles.
        let mirrored = ObscuringFactor::derive(&point(accepter), &point(opener));
        prop_assert_eq!(factor == mirrored, opener == accepter);
        // Nothing else is a commitment.
        let found = factor.number(lock_time, sequence);
        prop_assert_eq!(found.is_some(), (lock_time >> 24, sequence >> 24) == (0x20, 0x80));
        let tagged = factor.number(lock_time >> 8 | 0x20 << 24, sequence >> 8 | 0x80 << 24).unwrap();
        prop_assert_eq!(factor.lock_time(tagged), lock_time >> 8 | 0x20 << 24);
        prop_assert_eq!(factor.sequence(tagged), sequence >> 8 | 0x80 << 24);
    }

    #[test]
    fn a_number_has_48_bits(value in any::<u64>(), shift in 0..64_u32) {
        let value = value >> shift;
        let number = CommitmentNumber::new(value);
        prop_assert_eq!(number.map(CommitmentNumber::to_u64), Some(value).filter(|value| *value < 1 << 48));
        if let Some(number) = number {
            prop_assert_eq!(number.index() + value, (1 << 48) - 1);
            prop_assert_eq!(number.next(), CommitmentNumber::new(value + 1));
        }
    }
}

fn point(seed: u8) -> PublicKey {
    let context = SigningContext::new(Entropy::new([7; 32]));
    context.public_key(&SecretKey::parse(Secret::new([seed; 32])).unwrap()).unwrap()
}
