//! Per-commitment secrets.

use crate::draw;
use arbitrary::{Result, Unstructured};
use keelbolt::commitment::{CommitmentNumber, Error, PerCommitmentSecret, SecretGenerator, SecretStore};
use keelbolt::secret::Secret;
use keelbolt_benches::{cases, random_bytes};
use lightning::ln::chan_utils::{CounterpartyCommitmentSecrets, build_commitment_secret};

/// One generator serves all numbers of a seed, in the order in which they are drawn.
#[test]
fn secrets_are_generated_alike() {
    for seed in 0..cases() {
        let bytes = random_bytes(seed, 256);
        let mut source = Unstructured::new(&bytes);
        let seed: [u8; 32] = source.arbitrary().unwrap();
        let mut generator = SecretGenerator::new(Secret::new(seed));
        let mut number = CommitmentNumber::FIRST;
        for _ in 0..8 {
            let theirs = build_commitment_secret(&seed, number.index());
            assert_eq!(generator.secret(number).0, Secret::new(theirs), "commitment {number} of {seed:02x?}");
            number = next(&mut source, number).unwrap();
        }
    }
}

/// Secrets come in order; now and then one is wrong, and both refuse it or, when nothing contradicts it, both keep
/// it: then later ones are refused.
#[test]
fn secrets_are_stored_alike() {
    let (mut kept, mut refused) = (0, 0);
    for seed in 0..cases() {
        let bytes = random_bytes(seed, 1024);
        let (more_kept, more_refused) = store(&mut Unstructured::new(&bytes), seed).unwrap();
        kept += more_kept;
        refused += more_refused;
    }
    println!("> {kept} secrets kept by both, {refused} refused by both");
    assert!(refused * 8 >= cases() && kept >= refused * 8, "{kept} kept, {refused} refused");
}

fn store(source: &mut Unstructured<'_>, seed: u64) -> Result<(u64, u64)> {
    let secrets: [u8; 32] = source.arbitrary()?;
    let (mut ours, mut theirs) = (SecretStore::new(), CounterpartyCommitmentSecrets::new());
    let mut generator = SecretGenerator::new(Secret::new(secrets));
    let (mut kept, mut refused) = (0, 0);
    for _ in 0..source.int_in_range(1..=40)? {
        let number = ours.next().unwrap();
        let mut secret = *generator.secret(number).0.expose();
        if source.ratio(1, 16)? {
            secret[usize::from(source.int_in_range(0_u8..=31)?)] ^= 1 << source.int_in_range(0..=7)?;
        }
        let before = ours.clone();
        let kept_here = ours.insert(number, PerCommitmentSecret(Secret::new(secret)));
        let kept_there = theirs.provide_secret(number.index(), secret);
        assert_eq!(kept_here.is_ok(), kept_there.is_ok(), "seed {seed}, commitment {number}: {kept_here:?}");
        match kept_here {
            Ok(()) => kept += 1,
            Err(error) => {
                assert!(
                    matches!(error, Error::SecretNotDerivable { found, .. } if found == number),
                    "{error}"
                );
                assert!(ours == before, "seed {seed}, commitment {number}");
                refused += 1;
            }
        }
        let lowest = ours.next().map(|next| next.index() + 1);
        assert_eq!(lowest, Some(theirs.get_min_seen_secret()), "seed {seed}, commitment {number}");
        // The peer's lookup of a number that has not come is an assertion: ask for one that has.
        if let Some(most) = lowest.and_then(|lowest| CommitmentNumber::LAST.to_u64().checked_sub(lowest)) {
            let earlier = CommitmentNumber::new(source.int_in_range(0..=most)?).unwrap();
            let theirs = theirs.get_secret(earlier.index()).map(Secret::new);
            assert_eq!(
                ours.secret(earlier).map(|secret| secret.0),
                theirs,
                "seed {seed}, commitment {earlier}"
            );
        }
        if kept_here.is_err() {
            break;
        }
    }
    Ok((kept, refused))
}

/// The next number, or any.
fn next(source: &mut Unstructured<'_>, number: CommitmentNumber) -> Result<CommitmentNumber> {
    match number.next().filter(|_| source.ratio(1, 2).unwrap_or(false)) {
        Some(next) => Ok(next),
        None => Ok(CommitmentNumber::new(draw::up_to(source, CommitmentNumber::LAST.to_u64())?).unwrap()),
    }
}
