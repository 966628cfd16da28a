//! Whether nodes relay a transaction: our own check of what is built here, beside the consensus rules.
//!
//! It knows the rules that transactions of channels can break, as Bitcoin Core 29 has them: standard versions, sizes
//! and witnesses, dust and ephemeral dust, version 3 (BIP 431), lock times (BIP 68, BIP 113), minimal arguments of
//! `OP_IF`, and signatures in strict DER with a low S. It does not run scripts, and does not look into taproot
//! witnesses.

mod error;
mod finality;
mod truc;
mod witness;

pub use error::Error;

use crate::amount::Sat;
use crate::commitment::closing::ShutdownForm;
use crate::commitment::dust_limit;
use crate::time::{BlockHeight, UnixTime};
use alloc::vec::Vec;
use bitcoin::{OutPoint, Transaction, TxOut};

/// An output that a transaction spends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coin {
    /// The output.
    pub output: TxOut,
    /// Where its transaction stands.
    pub created: Created,
}

/// Where a transaction stands whose output is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Created {
    /// In the block of this height.
    Confirmed(BlockHeight),
    /// In no block yet.
    Unconfirmed {
        /// Its version.
        version: u32,
        /// How many of its ancestors are in no block either.
        ancestors: usize,
        /// How many other transactions, in no block either, spend its outputs.
        children: usize,
    },
}

/// The chain on which a transaction is judged: it would be in the next block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chain {
    /// The height of the last block.
    pub height: BlockHeight,
    /// The median of the times of the last eleven blocks (BIP 113).
    pub median_time_past: UnixTime,
}

/// Judges a transaction by itself. `coins` are what its inputs spend, in their order. Returns its fee.
///
/// ```
/// use keelbolt::commitment::relay::{Chain, Coin, Created, Error, check};
/// # use bitcoin::{Amount, OutPoint, ScriptBuf, Sequence, Transaction, TxIn, TxOut, Witness};
/// # use bitcoin::{absolute::LockTime, transaction::Version};
/// # use keelbolt::time::{BlockHeight, UnixTime};
/// # let (anchor, key_hash) = (vec![0x51, 2, 0x4e, 0x73], [vec![0, 20], vec![9; 20]].concat());
/// # let input = TxIn {
/// #     previous_output: OutPoint::null(),
/// #     script_sig: ScriptBuf::new(),
/// #     sequence: Sequence(3),
/// #     witness: Witness::new(),
/// # };
/// # let output = |sat, script| {
/// #     TxOut { value: Amount::from_sat(sat), script_pubkey: ScriptBuf::from_bytes(script) }
/// # };
/// # let transaction = Transaction {
/// #     version: Version::TWO,
/// #     lock_time: LockTime::ZERO,
/// #     input: vec![input],
/// #     output: vec![output(1000, key_hash)],
/// # };
/// # let coins = [Coin { output: output(1500, anchor), created: Created::Confirmed(BlockHeight(100)) }];
/// // The input waits for three blocks; the next block would be the second.
/// let chain = Chain { height: BlockHeight(101), median_time_past: UnixTime(1_700_000_000) };
/// let locked = Error::RelativeLock { input: 0, expected: BlockHeight(103), found: BlockHeight(102) };
/// assert_eq!(check(&transaction, &coins, &chain), Err(locked));
/// ```
///
/// # Errors
///
/// The first rule that it breaks.
pub fn check(transaction: &Transaction, coins: &[Coin], chain: &Chain) -> Result<Sat, Error> {
    let fee = judge(transaction, coins, chain)?;
    if let Some(dust) = dust(transaction).first() {
        return Err(dust.error(transaction));
    }
    check_fee(fee, virtual_size(transaction))?;
    Ok(fee)
}

/// Judges a parent and the child that pays for it: of version 3 the parent alone may pay too little, and when it pays
/// nothing at all it may have one output of dust that the child spends ("ephemeral dust"). Returns the fee of both.
///
/// # Errors
///
/// The first rule that they break.
pub fn check_package(
    parent: (&Transaction, &[Coin]),
    child: (&Transaction, &[Coin]),
    chain: &Chain,
) -> Result<Sat, Error> {
    let parent_fee = judge(parent.0, parent.1, chain)?;
    let child_fee = judge(child.0, child.1, chain)?;
    let txid = parent.0.compute_txid();
    let spends = |vout| child.0.input.iter().any(|input| input.previous_output == OutPoint { txid, vout });
    let dust_of_parent = dust(parent.0);
    // One output of dust, of a transaction without a fee, spent at once.
    if let Some(dust) = dust_of_parent.get(1).or(dust_of_parent.first().filter(|_| parent_fee > Sat(0))) {
        return Err(dust.error(parent.0));
    }
    if let Some(dust) = dust_of_parent.iter().find(|dust| !spends(dust.output)) {
        return Err(Error::DustUnspent { output: dust.output });
    }
    if let Some(dust) = dust(child.0).first() {
        return Err(dust.error(child.0));
    }
    // BIP 431: "6. An individual TRUC transaction is permitted to be below the mempool min relay feerate, assuming it is
    // considered within a package that meets the mempool's feerate requirements."
    if parent.0.version.0 != 3 {
        check_fee(parent_fee, virtual_size(parent.0))?;
    }
    check_fee(child_fee, virtual_size(child.0))?;
    let fee = Sat(parent_fee.0.saturating_add(child_fee.0));
    // Each is rounded up by itself: the size of a package is the sum of virtual sizes.
    check_fee(fee, virtual_size(parent.0).saturating_add(virtual_size(child.0)))?;
    Ok(fee)
}

/// What holds for every transaction. Returns its fee.
fn judge(transaction: &Transaction, coins: &[Coin], chain: &Chain) -> Result<Sat, Error> {
    if coins.len() != transaction.input.len() {
        return Err(Error::CoinCount { expected: transaction.input.len(), found: coins.len() });
    }
    let fee = amounts(transaction, coins)?;
    standard_form(transaction)?;
    truc::check(transaction, coins)?;
    finality::check(transaction, coins, chain)?;
    for (input, (spending, coin)) in transaction.input.iter().zip(coins).enumerate() {
        witness::check(input, spending, &coin.output)?;
    }
    Ok(fee)
}

fn amounts(transaction: &Transaction, coins: &[Coin]) -> Result<Sat, Error> {
    if transaction.input.is_empty() || transaction.output.is_empty() {
        return Err(Error::Empty);
    }
    let mut spent: Vec<_> = transaction.input.iter().map(|input| input.previous_output).collect();
    spent.sort_unstable();
    if spent.iter().zip(spent.iter().skip(1)).any(|(one, next)| one == next) {
        return Err(Error::DuplicateInput);
    }
    let expected = sum(coins.iter().map(|coin| &coin.output))?;
    let found = sum(transaction.output.iter())?;
    expected.checked_sub(found).ok_or(Error::OutputsExceedInputs { expected, found })
}

fn sum<'o>(mut outputs: impl Iterator<Item = &'o TxOut>) -> Result<Sat, Error> {
    let sum = outputs.try_fold(Sat(0), |sum, output| sum.checked_add(Sat(output.value.to_sat())));
    sum.filter(|sum| *sum <= Sat::MAX_MONEY).ok_or(Error::Amount)
}

/// Versions, sizes, scripts of outputs.
fn standard_form(transaction: &Transaction) -> Result<(), Error> {
    if !(1..=3).contains(&transaction.version.0) {
        return Err(Error::Version { found: transaction.version.0 });
    }
    let found = weight(transaction);
    if found > MAX_WEIGHT {
        return Err(Error::Weight { expected: MAX_WEIGHT, found });
    }
    let found = transaction.base_size();
    if found < MIN_BASE_SIZE {
        return Err(Error::BaseSize { expected: MIN_BASE_SIZE, found });
    }
    let scripts = || (0_u32..).zip(transaction.output.iter().map(|to| to.script_pubkey.as_bytes()));
    // "only one OP_RETURN txout is permitted", up to Bitcoin Core 29.
    let second_return = scripts().filter(|(_, script)| is_op_return(script)).nth(1);
    match scripts().find(|(_, script)| !is_standard(script)).or(second_return) {
        Some((output, _)) => Err(Error::OutputScript { output }),
        None => Ok(()),
    }
}

/// `MAX_STANDARD_TX_WEIGHT` of Bitcoin Core.
const MAX_WEIGHT: u64 = 400_000;

/// `MIN_STANDARD_TX_NONWITNESS_SIZE`: what is shorter could pass for an inner node of a block's tree.
const MIN_BASE_SIZE: usize = 65;

/// Whether the script of an output is of a known kind.
fn is_standard(script: &[u8]) -> bool {
    match ShutdownForm::recognise(script) {
        Some(_) => true,
        // `MAX_OP_RETURN_RELAY`
        None => is_op_return(script) && script.len() <= 83,
    }
}

fn is_op_return(script: &[u8]) -> bool {
    script.first() == Some(&0x6a)
}

/// An output below the limit of its script.
struct Dust {
    output: u32,
    limit: Sat,
}

impl Dust {
    fn error(&self, transaction: &Transaction) -> Error {
        let index = usize::try_from(self.output).unwrap_or(usize::MAX);
        let found = transaction.output.get(index).map(|output| Sat(output.value.to_sat()));
        Error::Dust { output: self.output, expected: self.limit, found: found.unwrap_or_default() }
    }
}

fn dust(transaction: &Transaction) -> Vec<Dust> {
    let outputs = (0_u32..).zip(&transaction.output);
    let below = outputs.filter_map(|(output, to)| {
        let limit = dust_limit(to.script_pubkey.as_bytes());
        (to.value.to_sat() < limit.0).then_some(Dust { output, limit })
    });
    below.collect()
}

/// One satoshi for a virtual byte, as most nodes ask for.
fn check_fee(found: Sat, virtual_size: u64) -> Result<(), Error> {
    let expected = Sat(virtual_size);
    if found < expected { Err(Error::Fee { expected, found }) } else { Ok(()) }
}

fn virtual_size(transaction: &Transaction) -> u64 {
    weight(transaction).div_ceil(4)
}

fn weight(transaction: &Transaction) -> u64 {
    transaction.weight().to_wu()
}
