//! Any transactions, judged as nodes do: whatever passes pays its way, holds no dust and waits for nothing, and passes
//! later too.
#![no_main]

use bitcoin::absolute::LockTime;
use bitcoin::hashes::Hash as _;
use bitcoin::transaction::Version;
use bitcoin::{Amount, OutPoint, ScriptBuf, Sequence, Transaction, TxIn, TxOut, Txid, Witness};
use keelbolt::amount::Sat;
use keelbolt::commitment::dust_limit;
use keelbolt::commitment::relay::{Chain, Coin, Created, check, check_package};
use keelbolt::time::{BlockHeight, UnixTime};
use keelbolt_fuzz::{Depths, bytes, case, flip, number};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

/// A bit of a sequence for which there is no relative lock time.
const UNLOCKED: u32 = 1 << 31;

/// The shared anchor's.
const ANCHOR: [u8; 4] = [0x51, 2, 0x4e, 0x73];

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    let lengthened = case(input);
    // The source never errs: when the bytes run out it gives zeros.
    let depth = run(&mut Unstructured::new(lengthened.as_deref().unwrap_or(input)));
    DEPTHS.count("relay", depth.unwrap_or("cut short"));
});

fn run(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let chain = chain(source)?;
    let mut draw = Draw::new(source)?;
    let (parent, parent_coins) = draw.transaction(None)?;
    let (child, child_coins) = draw.transaction(Some(&parent))?;
    let alone = check(&parent, &parent_coins, &chain);
    if let Ok(fee) = alone {
        passes(&parent, &parent_coins, &chain, fee);
        assert!(parent.output.iter().all(|output| !is_dust(output)));
        assert!(fee.0 >= parent.weight().to_wu().div_ceil(4));
        let next = Chain {
            height: BlockHeight(chain.height.0.saturating_add(source.arbitrary()?)),
            median_time_past: UnixTime(chain.median_time_past.0.saturating_add(source.arbitrary()?)),
        };
        assert_eq!(check(&parent, &parent_coins, &next), alone, "later it is no worse");
    }
    match check_package((&parent, &parent_coins), (&child, &child_coins), &chain) {
        Ok(fee) => {
            let (of_parent, of_child) = (paid(&parent, &parent_coins), paid(&child, &child_coins));
            assert_eq!(fee.0, of_parent + of_child);
            passes(&parent, &parent_coins, &chain, Sat(of_parent));
            passes(&child, &child_coins, &chain, Sat(of_child));
            assert!(child.output.iter().all(|output| !is_dust(output)));
            let dust = (0..).zip(&parent.output).filter(|(_, output)| is_dust(output));
            let dust: Vec<u32> = dust.map(|(vout, _)| vout).collect();
            // Ephemeral dust: one output at most, of a transaction without a fee, which the child spends.
            assert!(dust.is_empty() || dust.len() == 1 && of_parent == 0);
            let txid = parent.compute_txid();
            let spends =
                |vout| child.input.iter().any(|input| input.previous_output == OutPoint { txid, vout });
            assert!(dust.into_iter().all(spends));
            Ok(if alone.is_ok() { "both pass" } else { "passes with its child" })
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            Ok(if alone.is_ok() { "passes alone" } else { "refused" })
        }
    }
}

fn paid(transaction: &Transaction, coins: &[Coin]) -> u64 {
    let spent: u64 = coins.iter().map(|coin| coin.output.value.to_sat()).sum();
    spent - transaction.output.iter().map(|output| output.value.to_sat()).sum::<u64>()
}

/// What holds for everything that passes, alone or with another.
fn passes(transaction: &Transaction, coins: &[Coin], chain: &Chain, fee: Sat) {
    assert_eq!(paid(transaction, coins), fee.0);
    let weight = transaction.weight().to_wu();
    assert!((1..=3).contains(&transaction.version.0) && transaction.base_size() >= 65);
    assert!(weight <= if transaction.version == Version(3) { 40_000 } else { 400_000 });
    for (input, coin) in transaction.input.iter().zip(coins) {
        let sequence = input.sequence.0;
        if transaction.version.0 >= 2 && sequence & UNLOCKED == 0 {
            let age = match coin.created {
                Created::Confirmed(height) => (chain.height.0 + 1).saturating_sub(height.0),
                Created::Unconfirmed { .. } => 0,
            };
            assert!(sequence & 0xffff <= age && sequence & 1 << 22 == 0);
        }
        if let Created::Unconfirmed { version, ancestors, children } = coin.created {
            assert_eq!(version == 3, transaction.version.0 == 3);
            assert!(version != 3 || (ancestors, children) == (0, 0) && weight <= 4_000);
        }
    }
    let locked = transaction.lock_time.to_consensus_u32();
    if transaction.input.iter().any(|input| input.sequence != Sequence::MAX) && locked < 500_000_000 {
        assert!(locked <= chain.height.0);
    }
}

fn is_dust(output: &TxOut) -> bool {
    output.value.to_sat() < dust_limit(output.script_pubkey.as_bytes()).0
}

fn chain(source: &mut Unstructured<'_>) -> Result<Chain> {
    let height = if source.ratio(15, 16)? { 800_000 } else { source.arbitrary::<u32>()? >> 1 };
    let median_time_past = UnixTime(if source.ratio(15, 16)? { 1_700_000_000 } else { number(source)? });
    Ok(Chain { height: BlockHeight(height), median_time_past })
}

/// Draws transactions: wild ones break any of the rules, the others few.
struct Draw<'s, 'b> {
    source: &'s mut Unstructured<'b>,
    is_wild: bool,
    version: i32,
}

impl<'s, 'b> Draw<'s, 'b> {
    fn new(source: &'s mut Unstructured<'b>) -> Result<Self> {
        let is_wild = source.int_in_range(0..=3)? == 3;
        let version = source.int_in_range(2..=3)?;
        Ok(Self { source, is_wild, version })
    }

    /// One of `of` times, and only in wild ones.
    fn wildly(&mut self, of: u32) -> Result<bool> {
        Ok(self.is_wild && self.source.int_in_range(1..=of)? == of)
    }

    /// A transaction, of which some inputs spend another's outputs. What it pays is about what it must, or nothing.
    fn transaction(&mut self, parent: Option<&Transaction>) -> Result<(Transaction, Vec<Coin>)> {
        let version = if self.wildly(8)? { self.source.arbitrary()? } else { self.version };
        let outputs = self.outputs(parent.is_none())?;
        let (mut inputs, mut coins) = (Vec::new(), Vec::new());
        let txid = Txid::from_byte_array([if parent.is_some() { 7 } else { 8 }; 32]);
        for vout in 0..self.source.int_in_range(1..=2)? {
            let vout = if self.wildly(16)? { 0 } else { vout };
            let script_pubkey = self.script()?;
            inputs.push(self.input(OutPoint { txid, vout }, &script_pubkey)?);
            let value = Amount::from_sat(number(self.source)? >> 16);
            coins.push(Coin { output: TxOut { value, script_pubkey }, created: self.created()? });
        }
        if let Some(parent) = parent {
            let (txid, version) =
                (parent.compute_txid(), u32::try_from(parent.version.0).unwrap_or_default());
            for (vout, output) in (0..).zip(&parent.output) {
                if !self.wildly(4)? && vout < 100 {
                    inputs.push(self.input(OutPoint { txid, vout }, &output.script_pubkey)?);
                    let created = Created::Unconfirmed { version, ancestors: 0, children: 0 };
                    coins.push(Coin { output: output.clone(), created });
                }
            }
        }
        let lock_time = if self.wildly(8)? { self.source.arbitrary()? } else { 0 };
        let mut transaction = Transaction {
            version: Version(version),
            lock_time: LockTime::from_consensus(lock_time),
            input: inputs,
            output: outputs,
        };
        if !self.wildly(8)? {
            self.pay(&mut transaction, &mut coins, parent.is_none())?;
        }
        if self.wildly(16)? {
            coins.pop();
        }
        Ok((transaction, coins))
    }

    /// The first input brings what is lacking, or the first output takes what is left.
    fn pay(&mut self, transaction: &mut Transaction, coins: &mut [Coin], may_be_free: bool) -> Result<()> {
        let size = transaction.weight().to_wu().div_ceil(4);
        let fee = match self.source.int_in_range(0..=7)? {
            0..=3 if may_be_free => 0,
            0..=6 => size + self.source.int_in_range(0..=1_000)?,
            _ => size - 1,
        };
        let spent = coins.iter().map(|coin| coin.output.value.to_sat()).sum::<u64>();
        let needed = transaction.output.iter().map(|output| output.value.to_sat()).sum::<u64>() + fee;
        match (spent.checked_sub(needed), coins.first_mut(), transaction.output.first_mut()) {
            (None, Some(coin), _) => coin.output.value += Amount::from_sat(needed - spent),
            (Some(left), _, Some(output)) => output.value += Amount::from_sat(left),
            _ => {}
        }
        Ok(())
    }

    fn created(&mut self) -> Result<Created> {
        if !self.wildly(4)? {
            let height = if self.wildly(4)? { self.source.arbitrary()? } else { 700_000 };
            return Ok(Created::Confirmed(BlockHeight(height)));
        }
        let (version, ancestors) = (self.source.int_in_range(2..=3)?, self.source.int_in_range(0..=1)?);
        Ok(Created::Unconfirmed { version, ancestors, children: self.source.int_in_range(0..=1)? })
    }

    /// With a witness that fits the script, more or less.
    fn input(&mut self, previous_output: OutPoint, script_pubkey: &ScriptBuf) -> Result<TxIn> {
        let sequence = match self.source.int_in_range(0..=7)? {
            0 if self.is_wild => self.source.arbitrary()?,
            1 if self.is_wild => self.source.int_in_range(0..=200_000)?,
            2 => 0xffff_ffff,
            _ => 0xffff_fffd,
        };
        let mut elements = Vec::new();
        if script_pubkey.as_bytes() != ANCHOR || self.wildly(4)? {
            for _ in 0..self.source.int_in_range(0..=3)? {
                elements.push(self.element()?);
            }
            let begins_with_if = self.wildly(4)?;
            elements.push(if begins_with_if { vec![0x63, 0x51, 0x68] } else { vec![0x51; 40] });
        }
        let script_sig = if self.wildly(16)? { bytes(self.source, 3)? } else { Vec::new() };
        Ok(TxIn {
            previous_output,
            script_sig: ScriptBuf::from_bytes(script_sig),
            sequence: Sequence(sequence),
            witness: Witness::from_slice(&elements),
        })
    }

    fn element(&mut self) -> Result<Vec<u8>> {
        Ok(match self.source.int_in_range(0..=7)? {
            0 if self.is_wild => bytes(self.source, 100)?,
            1 if self.is_wild => vec![0x30; self.source.int_in_range(38..=74)?],
            2 => vec![],
            3 => vec![1],
            4 => vec![7; 32],
            _ => self.signature()?,
        })
    }

    /// Strict DER of small numbers, and a type.
    fn signature(&mut self) -> Result<Vec<u8>> {
        let number = |first: u8| [&[2, 32, first][..], &[first; 31]].concat();
        let r = number(self.source.int_in_range(1..=0x7f)?);
        let mut signature = [vec![0x30, 68], r, number(0x11), vec![1]].concat();
        if self.wildly(8)? {
            flip(self.source, &mut signature)?;
        }
        Ok(signature)
    }

    /// Some that are dust too, more often where they may be.
    fn outputs(&mut self, may_be_dust: bool) -> Result<Vec<TxOut>> {
        let count = if self.wildly(64)? { 1_000 } else { self.source.int_in_range(1..=3)? };
        let mut outputs = Vec::new();
        for _ in 0..count.min(3) {
            let is_small = may_be_dust && self.source.ratio(1, 4)? || self.wildly(8)?;
            let value = match is_small {
                true => self.source.int_in_range(0..=1_000)?,
                false => 1_000 + (number(self.source)? >> 16),
            };
            outputs.push(TxOut { value: Amount::from_sat(value), script_pubkey: self.script()? });
        }
        // Many of a kind, up to any weight.
        if let Some(last) = outputs.last().cloned() {
            outputs.resize(count, last);
        }
        Ok(outputs)
    }

    fn script(&mut self) -> Result<ScriptBuf> {
        let script = match self.source.int_in_range(0..=7)? {
            0 => [vec![0, 20], vec![7; 20]].concat(),
            1 => [vec![0x51, 32], vec![7; 32]].concat(),
            2 => ANCHOR.to_vec(),
            3 => [&[0x76, 0xa9, 20][..], &[7; 20], &[0x88, 0xac]].concat(),
            4 if self.is_wild => [vec![0x6a, 6], vec![7; 6]].concat(),
            5 if self.is_wild => bytes(self.source, 90)?,
            _ => [vec![0, 32], vec![7; 32]].concat(),
        };
        Ok(ScriptBuf::from_bytes(script))
    }
}
