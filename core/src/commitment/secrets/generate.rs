//! The secrets of one's own commitments.

use crate::commitment::secrets::{BITS, has, step};
use crate::commitment::{CommitmentNumber, PerCommitmentSecret};
use crate::secret::Secret;
use core::array;
use core::fmt;

/// Makes all secrets of a channel from its seed, and remembers the way to the last one: the next in order costs about
/// one hash, any other at most 48. About 1.6 KB, wiped when dropped.
///
/// ```
/// use keelbolt::commitment::{CommitmentNumber, SecretGenerator, SecretStore};
/// use keelbolt::secret::Secret;
/// let mut mine = SecretGenerator::new(Secret::new([1; 32]));
/// let mut peers = SecretStore::new();
/// let first = CommitmentNumber::FIRST;
/// peers.insert(first, mine.secret(first))?;
/// assert_eq!(peers.secret(first), Some(mine.secret(first)));
/// # Ok::<(), keelbolt::commitment::Error>(())
/// ```
pub struct SecretGenerator {
    /// What P is after the steps for all bits from 47 down to `bit`; at 48 it is the seed.
    path: [Secret<32>; BITS + 1],
    /// The index to which the path leads.
    index: u64,
}

impl SecretGenerator {
    /// The generator of this seed: "MUST select an unguessable 256-bit seed for each connection, MUST NOT reveal the
    /// seed".
    #[must_use]
    pub fn new(seed: Secret<32>) -> Self {
        // The path to index 0 has no step: P is the seed all along.
        Self { path: array::from_fn(|_| seed.clone()), index: 0 }
    }

    /// The secret of a commitment.
    #[must_use]
    pub fn secret(&mut self, number: CommitmentNumber) -> PerCommitmentSecret {
        let index = number.index();
        let changed = self.index ^ index;
        let highest = (0..BITS).rev().find(|bit| has(changed, *bit));
        for bit in (0..BITS).rev().filter(|bit| highest.is_some_and(|highest| *bit <= highest)) {
            let Some([here, above]) = self.path.get_mut(bit..).and_then(<[_]>::first_chunk_mut) else {
                continue;
            };
            *here = if has(index, bit) { step(above, bit) } else { above.clone() };
        }
        self.index = index;
        let [last, ..] = &self.path;
        PerCommitmentSecret(last.clone())
    }
}

impl fmt::Debug for SecretGenerator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretGenerator(..)")
    }
}
