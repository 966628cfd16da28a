//! Saved stores of secrets, of any bytes: what is read is written back, whatever is then asked of it and put into it.
#![no_main]

use keelbolt::commitment::{CommitmentNumber, Error, PerCommitmentSecret, SecretStore};
use keelbolt::secret::Secret;
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    // The source never errs: when the bytes run out it gives zeros.
    let _ = read(&mut Unstructured::new(input));
});

fn read(source: &mut Unstructured<'_>) -> Result<()> {
    let mut bytes = [0; SecretStore::LENGTH];
    let count = source.arbitrary::<u64>()? >> source.int_in_range(0..=63)?;
    bytes[0] = source.int_in_range(0..=4)?;
    bytes[1..9].copy_from_slice(&count.to_be_bytes());
    source.fill_buffer(&mut bytes[9..])?;
    let store = match SecretStore::parse(&bytes) {
        Ok(store) => store,
        Err(Error::StoreVersion { expected: 1, found }) => {
            assert!(found == bytes[0] && found != 1);
            return Ok(());
        }
        Err(error) => {
            assert_eq!((bytes[0], error), (1, Error::StoreCount { expected: 1 << 48, found: count }));
            assert!(count > 1 << 48);
            return Ok(());
        }
    };
    assert_eq!(store.next(), CommitmentNumber::new(count));
    let written = store.to_bytes();
    assert!(SecretStore::parse(written.expose()).expect("what is written is read") == store);

    // Every number has a secret once it has come, and only then: slots are not judged.
    let asked = CommitmentNumber::new(source.arbitrary::<u64>()? >> source.int_in_range(16..=63)?);
    let last = count.checked_sub(1).and_then(CommitmentNumber::new);
    for asked in [asked, last, Some(CommitmentNumber::FIRST), store.next()].into_iter().flatten() {
        assert_eq!(store.secret(asked).is_some(), asked.to_u64() < count, "{asked} of {count}");
    }

    // What is put is kept, or the store is as before.
    let mut after = store.clone();
    let number = if source.arbitrary()? { store.next() } else { asked };
    let Some(number) = number else { return Ok(()) };
    let secret = PerCommitmentSecret(Secret::new(source.arbitrary()?));
    match after.insert(number, secret.clone()) {
        Ok(()) => {
            assert_eq!((store.next(), after.next()), (Some(number), number.next()));
            assert_eq!(after.secret(number), Some(secret));
        }
        Err(Error::SecretOutOfOrder { expected, found }) => {
            assert!((expected, found) == (store.next(), number) && expected != Some(number));
            assert!(after == store);
        }
        Err(Error::SecretNotDerivable { found, earlier }) => {
            assert!(found == number && earlier < number && store.next() == Some(number));
            assert!(after == store);
        }
        Err(error) => panic!("{error}"),
    }
    Ok(())
}
