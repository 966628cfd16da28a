//! Claims that go into one transaction.

use crate::amount::Sat;
use crate::commitment::dust_limit;
use crate::commitment::spend::fee::{distinct, least_fee};
use crate::commitment::spend::unlock::{compact_size, prefixed};
use crate::commitment::spend::{Claim, ClaimKind, Error, MIN_FEERATE, Parent, UnsignedSweep};
use alloc::vec;
use alloc::vec::Vec;
use bitcoin::ScriptBuf;

/// Claims, and where what they hold goes.
///
/// Claims of HTLC transactions come first, because each keeps the output of its own index; the others follow as they
/// were given, and what is left goes to the destination.
#[derive(Clone, Debug)]
pub struct Sweep {
    claims: Vec<Claim>,
    destination: ScriptBuf,
    parent: Option<Parent>,
    version: u32,
    lock_time: u32,
}

/// The most that nodes relay of a transaction (BOLT 5, "Penalty Transactions Weight Calculation").
const STANDARD_WEIGHT: u64 = 400_000;

/// BIP 431, rule 4: "A TRUC transaction cannot have a sigop-adjusted virtual size larger than 10,000 vB."
const TRUC_WEIGHT: u64 = 40_000;

/// BIP 431, rule 5: "A TRUC transaction that has an unconfirmed TRUC ancestor cannot have a sigop-adjusted virtual size
/// larger than 1000 vB."
const TRUC_CHILD_WEIGHT: u64 = 4_000;

impl Sweep {
    /// Puts claims together. The version is that of their channel's format, the lock time the highest.
    ///
    /// `destination` is an output script of the host's own wallet, and not judged beyond that there is one: what is no
    /// standard script is not relayed.
    ///
    /// # Errors
    ///
    /// [`Error::EmptyDestination`]; [`Error::NoClaims`]; [`Error::DuplicateClaim`]; [`Error::Amount`]; [`Error::Version`] for channels of different
    /// formats; [`Error::LockTime`] for an HTLC transaction of another lock time, which its signatures cover.
    pub fn new(mut claims: Vec<Claim>, destination: ScriptBuf) -> Result<Self, Error> {
        if destination.is_empty() {
            return Err(Error::EmptyDestination);
        }
        let mut spent: Vec<_> = claims.iter().map(|claim| claim.previous_output).collect();
        spent.sort_unstable();
        let twice = spent.iter().zip(spent.iter().skip(1)).find(|(one, next)| one == next);
        if let Some((outpoint, _)) = twice {
            return Err(Error::DuplicateClaim { outpoint: *outpoint });
        }
        let mut versions =
            claims.iter().filter_map(|claim| claim.format).map(|format| format.transaction_version());
        let version = versions.next().ok_or(Error::NoClaims)?;
        if let Some(found) = versions.find(|found| *found != version) {
            return Err(Error::Version { expected: version, found });
        }
        let lock_time = claims.iter().map(|claim| claim.lock_time).max().unwrap_or_default();
        let mut bound = claims.iter().filter(|claim| claim.bound_output().is_some());
        if let Some(other) = bound.find(|claim| claim.lock_time != lock_time) {
            return Err(Error::LockTime { expected: other.lock_time, found: lock_time });
        }
        let sum = claims.iter().try_fold(Sat(0), |sum, claim| sum.checked_add(claim.amount));
        if sum.is_none_or(|sum| sum > Sat::MAX_MONEY) {
            return Err(Error::Amount { expected: Sat::MAX_MONEY, found: sum });
        }
        claims.sort_by_key(|claim| claim.bound_output().is_none());
        Ok(Self { claims, destination, parent: None, version, lock_time })
    }

    /// Pays for an unconfirmed parent too: that of an anchor.
    #[must_use]
    pub fn with_parent(self, parent: Parent) -> Self {
        Self { parent: Some(parent), ..self }
    }

    /// Splits what nodes would not relay for its weight into sweeps that they do: a revoked zero-fee commitment of 228
    /// HTLCs fills three transactions of version 3. What is light enough stays whole.
    ///
    /// One after the other, the batches hold the claims in the order of this sweep, in about equal numbers, so that no
    /// last claim must pay for a transaction of its own; what the wallet brings is dealt out, one to each in turn. The
    /// feerate plays no part: each batch builds at every feerate that its own claims can pay, and one that cannot pay
    /// does not hold up the others. The same claims make the same batches again; yet a batch is better bumped alone,
    /// from [its own claims](crate::commitment::spend::SignedSweep::into_claims), since what takes from two attempts
    /// must pay more than both.
    ///
    /// Whoever has the time rather batches by deadline, as BOLT 5 does it: one sweep for what the peer can take next,
    /// another for what can wait. The peer makes a whole transaction void by taking a single one of its inputs, and a
    /// large one costs more to bump than the few claims that press. Claims that are given with the most urgent first
    /// get this from here too: the first batch has those.
    ///
    /// A sweep that [pays for its parent](Sweep::with_parent) is never split: a transaction of version 3 may have one
    /// unconfirmed child (BIP 431), and batches come after its confirmation.
    ///
    /// # Errors
    ///
    /// [`Error::Weight`] when a single claim, or one with the wallet's share, is too heavy, or a child is.
    pub fn batches(self) -> Result<Vec<Self>, Error> {
        let Err(mut heavy) = self.check_weight(self.weight(Some(&self.destination))) else {
            return Ok(vec![self]);
        };
        let (wallet, claims): (Vec<_>, Vec<_>) =
            self.claims.iter().cloned().partition(|claim| claim.kind == ClaimKind::Wallet);
        let least = self.weight(None).div_ceil(self.most_weight());
        let counts = usize::try_from(least).unwrap_or(usize::MAX)..=claims.len();
        for count in counts.filter(|_| self.parent.is_none()) {
            let batches = self.dealt(&claims, &wallet, count)?;
            let mut weights = batches.iter().map(|batch| batch.weight(Some(&batch.destination)));
            match weights.try_for_each(|weight| self.check_weight(weight)) {
                Ok(()) => return Ok(batches),
                Err(error) => heavy = error,
            }
        }
        Err(heavy)
    }

    /// At most `count` sweeps: claims in turn of the list, the wallet's one by one.
    fn dealt(&self, claims: &[Claim], wallet: &[Claim], count: usize) -> Result<Vec<Self>, Error> {
        let length = claims.len().div_ceil(count.max(1)).max(1);
        let count = claims.len().div_ceil(length).max(1);
        let batches = claims.chunks(length).enumerate();
        let sweeps = batches.map(|(index, batch)| {
            let share = wallet.iter().skip(index).step_by(count);
            Self::new(batch.iter().chain(share).cloned().collect(), self.destination.clone())
        });
        sweeps.collect()
    }

    /// Builds the transaction at a feerate, in satoshi for a thousand units of weight: of itself, or of itself and its
    /// parent together. It pays more where it replaces [attempts](crate::commitment::spend::Attempt), never less.
    ///
    /// Beside HTLC transactions, what would be dust for the destination goes to the fee.
    ///
    /// # Errors
    ///
    /// [`Error::Feerate`] below what nodes relay; [`Error::Weight`]; [`Error::FeeExceedsAmount`]; [`Error::Dust`].
    pub fn build(self, feerate_per_kw: u32) -> Result<UnsignedSweep, Error> {
        if feerate_per_kw < MIN_FEERATE {
            return Err(Error::Feerate { expected: MIN_FEERATE, found: feerate_per_kw });
        }
        let bound = || self.claims.iter().filter_map(Claim::bound_output);
        let amounts = self.claims.iter().fold(0, |sum: u64, claim| sum.saturating_add(claim.amount.0));
        // Without fees of its own an HTLC transaction pays what it takes.
        let free = Sat(bound().fold(amounts, |left, (value, _)| left.saturating_sub(value.0)));
        let replaced = distinct(self.claims.iter().filter_map(|claim| claim.replaces));
        let costs = |destination: Option<&ScriptBuf>| {
            let weight = self.weight(destination);
            (weight, least_fee(feerate_per_kw, weight, self.parent, &replaced))
        };

        let (weight, fee) = costs(Some(&self.destination));
        let dust = dust_limit(self.destination.as_bytes());
        let left = free.checked_sub(fee);
        if let Some(value) = left.filter(|left| *left >= dust) {
            return self.unsigned(Some(value), fee, weight);
        }
        let (weight, without) = costs(None);
        if bound().next().is_some() && free >= without {
            return self.unsigned(None, free, weight);
        }
        Err(match left {
            None => Error::FeeExceedsAmount { expected: fee, found: free },
            Some(found) => Error::Dust { expected: dust, found },
        })
    }

    fn unsigned(self, left: Option<Sat>, fee: Sat, weight: u64) -> Result<UnsignedSweep, Error> {
        self.check_weight(weight)?;
        let script = |script: &[u8]| ScriptBuf::from_bytes(script.to_vec());
        let bound = self.claims.iter().filter_map(Claim::bound_output);
        let mut outputs: Vec<_> = bound.map(|(value, to)| (value, script(to))).collect();
        outputs.extend(left.map(|value| (value, self.destination)));
        Ok(UnsignedSweep {
            claims: self.claims,
            outputs,
            version: self.version,
            lock_time: self.lock_time,
            fee,
            weight,
        })
    }

    fn check_weight(&self, weight: u64) -> Result<(), Error> {
        let expected = self.most_weight();
        if weight > expected { Err(Error::Weight { expected, found: weight }) } else { Ok(()) }
    }

    /// What nodes relay of such a transaction.
    const fn most_weight(&self) -> u64 {
        match (self.version, self.parent) {
            (3, Some(_)) => TRUC_CHILD_WEIGHT,
            (3, None) => TRUC_WEIGHT,
            _ => STANDARD_WEIGHT,
        }
    }

    /// The most that the transaction weighs.
    fn weight(&self, destination: Option<&ScriptBuf>) -> u64 {
        let bound = self.claims.iter().filter_map(Claim::bound_output).map(|(_, script)| script.len());
        let lengths: Vec<usize> = bound.chain(destination.map(|script| script.len())).collect();
        let outputs = lengths.iter().fold(0, |sum: u64, length| {
            // An amount has eight bytes.
            sum.saturating_add(8).saturating_add(prefixed(*length))
        });
        // Version and lock time.
        let fields = 8_u64
            .saturating_add(compact_size(self.claims.len()))
            .saturating_add(compact_size(lengths.len()))
            .saturating_add(outputs);
        let inputs = self.claims.iter().map(Claim::input_weight).fold(0, u64::saturating_add);
        fields.saturating_mul(4).saturating_add(WITNESS_HEADER).saturating_add(inputs)
    }
}

/// Marker and flag.
const WITNESS_HEADER: u64 = 2;
