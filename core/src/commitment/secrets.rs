//! Per-commitment secrets: a node makes its own from one seed, and keeps the peer's in 49 slots (BOLT 3,
//! "Per-commitment Secret Requirements", "Efficient Per-commitment Secret Storage").

mod generate;
mod store;

pub use generate::SecretGenerator;
pub use store::SecretStore;

use crate::commitment::Error;
use crate::crypto::{PublicKey, SecretKey, SigningContext, sha256};
use crate::secret::Secret;
use zeroize::Zeroizing;

/// The secret of one commitment of one node. It is told to the peer when the commitment is revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerCommitmentSecret(pub Secret<32>);

impl PerCommitmentSecret {
    /// `per_commitment_point`, which the peer is told before.
    ///
    /// # Errors
    ///
    /// [`Error::Key`] when the secret is no key, which no generated one is.
    pub fn point(&self, context: &SigningContext) -> Result<PublicKey, Error> {
        context.public_key(&self.key()?).map_err(Error::Key)
    }

    pub(in crate::commitment) fn key(&self) -> Result<SecretKey, Error> {
        SecretKey::parse(self.0.clone()).map_err(Error::Key)
    }
}

/// How many bits an index has.
const BITS: usize = 48;

/// One step of `generate_from_seed`: "flip bit(B) in P", "P = SHA256(P)".
fn step(secret: &Secret<32>, bit: usize) -> Secret<32> {
    #[cfg(test)]
    tests::STEPS.set(tests::STEPS.get().saturating_add(1));
    let mut flipped = Zeroizing::new(*secret.expose());
    if let Some(byte) = flipped.get_mut(bit >> 3) {
        *byte ^= mask(bit);
    }
    Secret::new(sha256(&*flipped).0)
}

/// Whether `index` has `bit`.
fn has(index: u64, bit: usize) -> bool {
    index.to_le_bytes().get(bit >> 3).is_some_and(|byte| byte & mask(bit) != 0)
}

/// The bit within its byte.
fn mask(bit: usize) -> u8 {
    u32::try_from(bit & 7).ok().and_then(|shift| 1_u8.checked_shl(shift)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::commitment::{CommitmentNumber, SecretGenerator, SecretStore};
    use crate::secret::Secret;
    use std::cell::Cell;

    thread_local! {
        /// How many hashes this thread has made.
        pub(super) static STEPS: Cell<usize> = const { Cell::new(0) };
    }

    /// Of so many secrets in order: one hash each, and at most 48 for the first, which has the longest way.
    #[test]
    fn secrets_in_order_cost_a_hash_each() {
        let mut generator = SecretGenerator::new(Secret::new([1; 32]));
        let mut store = SecretStore::new();
        let mut number = Some(CommitmentNumber::FIRST);
        let (mut generated, mut inserted) = (0_usize, 0_usize);
        for count in 0..=4096_usize {
            assert!(
                generated <= count.saturating_add(48),
                "{count} secrets generated with {generated} hashes"
            );
            assert!(inserted <= count, "{count} secrets inserted with {inserted} hashes");
            let here = number.unwrap_or(CommitmentNumber::LAST);
            let mut secret = None;
            generated = generated.saturating_add(steps(|| secret = Some(generator.secret(here))));
            inserted = inserted.saturating_add(steps(|| {
                assert_eq!(secret.take().map(|secret| store.insert(here, secret)), Some(Ok(())));
            }));
            number = here.next();
        }
        assert!(generated > 4000 && inserted > 4000, "{generated} and {inserted} hashes are counted");
    }

    fn steps(run: impl FnOnce()) -> usize {
        let before = STEPS.get();
        run();
        STEPS.get().saturating_sub(before)
    }
}
