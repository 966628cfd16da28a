//! The secrets of the peer's revoked commitments.

use crate::bytes::{Reader, Writer};
use crate::commitment::secrets::{BITS, has, step};
use crate::commitment::{CommitmentNumber, Error, PerCommitmentSecret};
use crate::secret::Secret;
use core::fmt;

/// Every secret that the peer has revealed, in 49 slots of 32 bytes: from a later one all earlier ones with the same
/// high bits follow.
///
/// They come in the order of their commitments. About 1.6 KB, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretStore {
    /// At `bit` the last secret whose index ends with so many zero bits.
    slots: [Option<Secret<32>>; BITS + 1],
    /// The commitment whose secret comes next; `None` once all have come.
    next: Option<CommitmentNumber>,
}

impl SecretStore {
    /// The length of the binary form, in bytes.
    pub const LENGTH: usize = 1 + 8 + (BITS + 1) * 32;

    /// The only version of the binary form.
    const VERSION: u8 = 1;

    /// No secret yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { slots: [const { None }; BITS + 1], next: Some(CommitmentNumber::FIRST) }
    }

    /// The commitment that the peer revokes next; `None` after the last.
    #[must_use]
    pub const fn next(&self) -> Option<CommitmentNumber> {
        self.next
    }

    /// Keeps the secret of a commitment, which must be the next.
    ///
    /// # Errors
    ///
    /// [`Error::SecretOutOfOrder`]; [`Error::SecretNotDerivable`] when an earlier one does not follow from it: the
    /// peer is cheating. The store is as before then.
    pub fn insert(&mut self, number: CommitmentNumber, secret: PerCommitmentSecret) -> Result<(), Error> {
        if self.next != Some(number) {
            return Err(Error::SecretOutOfOrder { expected: self.next, found: number });
        }
        let position = position(number.index());
        for bit in 0..position {
            let earlier = self.slots.get(bit).and_then(Option::as_ref);
            // The slot holds the index that is this one with `bit` set.
            if earlier.is_some_and(|earlier| *earlier != step(&secret.0, bit)) {
                let revoked = number.index() | 1_u64.wrapping_shl(u32::try_from(bit).unwrap_or_default());
                let earlier = CommitmentNumber::of_index(revoked).unwrap_or(number);
                return Err(Error::SecretNotDerivable { found: number, earlier });
            }
        }
        if let Some(slot) = self.slots.get_mut(position) {
            *slot = Some(secret.0);
        }
        self.next = number.next();
        Ok(())
    }

    /// The secret of a commitment; `None` when the peer has not revoked it. Costs up to 47 hashes.
    #[must_use]
    pub fn secret(&self, number: CommitmentNumber) -> Option<PerCommitmentSecret> {
        if self.next.is_some_and(|next| number >= next) {
            return None;
        }
        let index = number.index();
        let (bit, slot) = (0..=BITS).rev().zip(self.slots.iter().rev()).find(|(bit, slot)| {
            slot.is_some() && high(index, *bit) == self.index(*bit).and_then(|kept| high(kept, *bit))
        })?;
        let mut secret = slot.clone()?;
        for bit in (0..bit).rev().filter(|bit| has(index, *bit)) {
            secret = step(&secret, bit);
        }
        Some(PerCommitmentSecret(secret))
    }

    /// The binary form: a version byte, how many secrets have come, and the slots, empty ones as zeros.
    #[must_use]
    pub fn to_bytes(&self) -> Secret<{ Self::LENGTH }> {
        let mut bytes = [0; Self::LENGTH];
        let mut writer = Writer::new(&mut bytes);
        let count = self.count();
        // What is put is as long as the array.
        let _ = writer.put(&[Self::VERSION]).and_then(|()| writer.put(&count.to_be_bytes()));
        for slot in &self.slots {
            let _ = writer.put(slot.as_ref().map_or(&[0; 32], |secret| secret.expose()));
        }
        let secret = Secret::new(bytes);
        zeroize::Zeroize::zeroize(&mut bytes);
        secret
    }

    /// Reads the binary form.
    ///
    /// # Errors
    ///
    /// [`Error::StoreVersion`] or [`Error::StoreCount`]. Slots are not judged: whoever writes the host's disk has won.
    pub fn parse(bytes: &[u8; Self::LENGTH]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes);
        let (version, count) =
            reader.u8().and_then(|version| Ok((version, reader.u64()?))).map_err(Error::Bytes)?;
        if version != Self::VERSION {
            return Err(Error::StoreVersion { expected: Self::VERSION, found: version });
        }
        let most = CommitmentNumber::LAST.to_u64().saturating_add(1);
        if count > most {
            return Err(Error::StoreCount { expected: most, found: count });
        }
        let mut store = Self { next: CommitmentNumber::new(count), ..Self::new() };
        for bit in 0..=BITS {
            let secret = Secret::new(reader.array().map_err(Error::Bytes)?);
            let filled = store.index(bit).is_some();
            if let Some(slot) = store.slots.get_mut(bit).filter(|_| filled) {
                *slot = Some(secret);
            }
        }
        Ok(store)
    }

    fn count(&self) -> u64 {
        self.next.map_or(CommitmentNumber::LAST.to_u64().saturating_add(1), CommitmentNumber::to_u64)
    }

    /// The index in the slot at `bit`: the smallest that has come and ends with so many zero bits. `None` when the
    /// slot is empty.
    fn index(&self, bit: usize) -> Option<u64> {
        let lowest = CommitmentNumber::LAST.to_u64().checked_add(1)?.checked_sub(self.count())?;
        let unit = 1_u64.checked_shl(u32::try_from(bit).ok()?)?;
        if bit == BITS {
            return (lowest == 0).then_some(0);
        }
        // The odd multiple of `unit` at or above `lowest`.
        let multiple = lowest.checked_add(unit.checked_sub(1)?)?.checked_div(unit)? | 1;
        multiple.checked_mul(unit).filter(|index| *index <= CommitmentNumber::LAST.to_u64())
    }
}

impl Default for SecretStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for SecretStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretStore").field("next", &self.next).finish_non_exhaustive()
    }
}

/// How many zero bits `index` ends with: where its secret is kept.
fn position(index: u64) -> usize {
    (0..BITS).find(|bit| has(index, *bit)).unwrap_or(BITS)
}

/// The bits of `index` from `bit` on.
fn high(index: u64, bit: usize) -> Option<u64> {
    index.checked_shr(u32::try_from(bit).ok()?)
}
