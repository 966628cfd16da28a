//! A transaction of one input and one output that waits for its witness.

use crate::amount::Sat;
use crate::codec::spend::{Error, Funding};
use crate::codec::transaction::{TransactionRef, TxIn, TxOut};

/// The version of all spends.
const VERSION: u32 = 2;

/// A transaction without its witness.
#[derive(Clone, Debug)]
pub(crate) struct Frame<'a> {
    input: TxIn,
    spent: Sat,
    output: TxOut<'a>,
    lock_time: u32,
    weight: u64,
}

impl<'a> Frame<'a> {
    /// Not final, so that lock times count, and replaceable by a higher fee (BIP 125).
    pub(crate) const SEQUENCE: u32 = 0xffff_fffd;

    /// Among the lengths of a witness, stands for nothing at all.
    pub(crate) const NO_ELEMENT: usize = usize::MAX;

    /// A transaction whose witness has elements of these lengths.
    pub(crate) fn new(
        funding: &Funding,
        sequence: u32,
        destination: &'a [u8],
        lock_time: u32,
        witness: &[usize],
        feerate_per_kw: u32,
    ) -> Result<Self, Error> {
        if destination.is_empty() {
            return Err(Error::EmptyDestination);
        }
        if funding.value == Sat(0) || funding.value > Sat::MAX_MONEY {
            return Err(Error::FundingValue { found: funding.value });
        }
        let weight = weight(destination.len(), witness);
        let fee = Sat(weight.saturating_mul(feerate_per_kw.into()).div_ceil(1000));
        let value = funding.value;
        let left = value.checked_sub(fee).ok_or(Error::FeeAboveValue { fee, value })?;
        let limit = dust_limit(destination);
        if left < limit {
            return Err(Error::BelowDustLimit { limit, found: left });
        }
        let input = TxIn { previous_output: funding.outpoint, sequence };
        let output = TxOut { value: left, script_pubkey: destination };
        Ok(Self { input, spent: funding.value, output, lock_time, weight })
    }

    /// The weight of a witness with elements of these lengths: each with its length, and their number.
    pub(crate) fn witness_weight(witness: &[usize]) -> u64 {
        u64::try_from(elements_weight(witness)).unwrap_or(u64::MAX)
    }

    pub(crate) const fn weight(&self) -> u64 {
        self.weight
    }

    pub(crate) const fn fee(&self) -> Sat {
        // The output holds no more than what is spent.
        Sat(self.spent.0.saturating_sub(self.output.value.0))
    }

    /// What the output gets.
    pub(crate) const fn value(&self) -> Sat {
        self.output.value
    }

    /// What the input brings.
    pub(crate) const fn spent(&self) -> Sat {
        self.spent
    }

    /// Shows the transaction, borrowed.
    pub(crate) fn view<T>(&self, see: impl FnOnce(TransactionRef<'_>) -> T) -> T {
        see(TransactionRef {
            version: VERSION,
            inputs: &[self.input],
            outputs: &[self.output],
            lock_time: self.lock_time,
        })
    }
}

/// The weight of a transaction of one input and one output: four for each byte, one for each of the witness.
fn weight(destination: usize, witness: &[usize]) -> u64 {
    // Version, lock time, two counts of one; outpoint, empty script, sequence; value.
    const BASE: usize = 4 + 4 + 1 + 1 + (36 + 1 + 4) + 8;
    const MARKER_AND_FLAG: usize = 2;
    let base = BASE.saturating_add(with_length(destination)).saturating_mul(4);
    let witness = elements_weight(witness).saturating_add(MARKER_AND_FLAG);
    u64::try_from(base.saturating_add(witness)).unwrap_or(u64::MAX)
}

/// The elements of a witness behind their number, which is small.
fn elements_weight(witness: &[usize]) -> usize {
    let elements = witness.iter().filter(|length| **length != Frame::NO_ELEMENT);
    elements.fold(1, |sum, length| sum.saturating_add(with_length(*length)))
}

/// The size of bytes behind their length as compact size.
const fn with_length(bytes: usize) -> usize {
    let length = match bytes {
        0..=0xfc => 1,
        0xfd..=0xffff => 3,
        _ => 5,
    };
    bytes.saturating_add(length)
}

/// The least value that is relayed to an output script (Bitcoin Core's `GetDustThreshold` at its default of 3 satoshi
/// per virtual byte): three times what it costs to make the output and to spend it.
pub(crate) fn dust_limit(script_pubkey: &[u8]) -> Sat {
    const OP_RETURN: u8 = 0x6a;
    const SPENDING_WITNESS_PROGRAM: usize = 32 + 4 + 1 + 107 / 4 + 4;
    const SPENDING_OTHERS: usize = 32 + 4 + 1 + 107 + 4;
    let spending = match script_pubkey {
        [OP_RETURN, ..] => return Sat(0),
        [0 | 0x51..=0x60, length, program @ ..]
            if (2..=40).contains(&program.len()) && usize::from(*length) == program.len() =>
        {
            SPENDING_WITNESS_PROGRAM
        }
        _ => SPENDING_OTHERS,
    };
    let size = with_length(script_pubkey.len()).saturating_add(8).saturating_add(spending);
    Sat(u64::try_from(size.saturating_mul(3)).unwrap_or(u64::MAX))
}
