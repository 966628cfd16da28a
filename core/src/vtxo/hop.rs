//! The transactions of an exit. What stands on them needs to know no scripts of the dialect.

use crate::amount::Sat;
use crate::codec::sighash::{Taproot, TaprootSighashType};
use crate::codec::transaction::{OutPoint, TransactionRef, TxIn, TxOut, Txid};
use crate::crypto::{SchnorrSignature, Sha256, XOnlyPublicKey};
use crate::vtxo::policy::p2tr;
use crate::vtxo::siblings::Siblings;
use crate::vtxo::transition::Lock;
use crate::vtxo::{Error, GenesisItem, GenesisItems, Terms, VtxoRef, wire};
use heapless::Vec;

/// The relay rules of BIP 431.
const VERSION: u32 = 3;

/// `OP_1 <0x4e73>`, which anybody spends with an empty witness: pay to anchor.
pub(in crate::vtxo) const ANCHOR: [u8; 4] = [0x51, 0x02, 0x4e, 0x73];

/// The siblings, the own output and the anchor.
const MAX_OUTPUTS: usize = Siblings::MAX + 2;

/// A transaction of an exit: one input, the outputs of its genesis item, an anchor.
#[derive(Clone, Copy, Debug)]
pub struct Hop<'a> {
    input: OutPoint,
    spent: Sat,
    lock: Lock,
    item: GenesisItem<'a>,
    output: Sat,
    output_script: [u8; 34],
    txid: Txid,
}

impl<'a> Hop<'a> {
    /// What the transaction spends.
    #[must_use]
    pub const fn input(&self) -> OutPoint {
        self.input
    }

    /// What the spent output holds.
    #[must_use]
    pub const fn spent_value(&self) -> Sat {
        self.spent
    }

    /// The script of the spent output.
    #[must_use]
    pub fn spent_script(&self) -> [u8; 34] {
        p2tr(&self.lock.output_key)
    }

    /// The id of the transaction.
    #[must_use]
    pub const fn txid(&self) -> Txid {
        self.txid
    }

    /// The output that leads on, or is the VTXO.
    #[must_use]
    pub fn outpoint(&self) -> OutPoint {
        OutPoint { txid: self.txid, vout: self.item.output_index.into() }
    }

    /// What the genesis says of it.
    #[must_use]
    pub const fn item(&self) -> &GenesisItem<'a> {
        &self.item
    }

    /// Who signs: a key, or several together as one.
    #[must_use]
    pub fn signer(&self) -> &XOnlyPublicKey {
        match &self.lock.leaf {
            Some((_, clause)) => clause.pubkey(),
            None => &self.lock.output_key,
        }
    }

    /// Whether the witness has a preimage beside the signature.
    #[must_use]
    pub const fn needs_preimage(&self) -> bool {
        self.lock.leaf.is_some()
    }

    /// What is signed, all of the transaction (`SIGHASH_DEFAULT`).
    #[must_use]
    pub fn sighash(&self) -> Sha256 {
        let script_pubkey = self.spent_script();
        let spent = [TxOut { value: self.spent, script_pubkey: &script_pubkey }];
        self.view(|transaction| {
            let digest = Taproot::new(transaction, &spent).and_then(|sighashes| match &self.lock.leaf {
                Some((_, clause)) => {
                    sighashes.script_path(0, &clause.leaf_hash(), TaprootSighashType::Default)
                }
                None => sighashes.key_path(0, TaprootSighashType::Default),
            });
            // The transaction has an input, which spends an output.
            digest.unwrap_or(Sha256([0; 32]))
        })
    }

    /// Shows the transaction, without its witness.
    pub fn view<T>(&self, see: impl FnOnce(TransactionRef<'_>) -> T) -> T {
        let own = TxOut { value: self.output, script_pubkey: &self.output_script };
        view(self.input, &self.item, own, see)
    }

    /// Shows the witness: a signature; or a signature, a preimage, a script and a control block. Nothing, while one of
    /// them is missing.
    pub fn view_witness<T>(&self, see: impl FnOnce(&[&[u8]]) -> T) -> T {
        let transition = &self.item.transition;
        match (&self.lock.leaf, transition.signature(), transition.preimage()) {
            (Some((output, clause)), Some(signature), Some(preimage)) => {
                let mut buffer = [0; 65];
                let block = output.control_block(clause).and_then(|block| {
                    // The buffer has room for the one sibling that there is.
                    block.write(&mut buffer).ok()
                });
                see(&[signature.as_bytes(), preimage, &clause.script(), block.unwrap_or_default()])
            }
            (None, Some(signature), _) => see(&[signature.as_bytes()]),
            _ => see(&[]),
        }
    }

    /// The weight of the transaction with all of its witness, exactly, whether that is known yet or not.
    #[must_use]
    pub fn weight(&self) -> u64 {
        self.item.weight()
    }

    /// Writes the whole transaction, with its witness as far as it is known: as it is published.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`] when it does not fit.
    pub fn write<'b>(&self, out: &'b mut [u8]) -> Result<&'b [u8], Error> {
        self.view(|transaction| {
            self.view_witness(|witness| {
                let length = transaction.length(witness);
                wire::write(out, length, |writer| Ok(transaction.put(witness, writer)?))
            })
        })
    }

    /// How many bytes the whole transaction takes, with its witness as far as it is known.
    #[must_use]
    pub fn length(&self) -> usize {
        self.view(|transaction| self.view_witness(|witness| transaction.length(witness)))
    }

    /// The whole transaction, with its witness as far as it is known.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn transaction(&self) -> bitcoin::Transaction {
        let witness = self.view_witness(|elements| bitcoin::Witness::from_slice(elements));
        self.view(|transaction| transaction.with_witness(&witness))
    }

    /// The signature, if there is one.
    #[must_use]
    pub const fn signature(&self) -> Option<&SchnorrSignature> {
        self.item.transition.signature()
    }
}

/// The transaction of a genesis item whose input and own output are known.
fn view<T>(
    previous_output: OutPoint,
    item: &GenesisItem<'_>,
    own: TxOut<'_>,
    see: impl FnOnce(TransactionRef<'_>) -> T,
) -> T {
    let index = usize::from(item.output_index);
    let anchor = TxOut { value: item.fee, script_pubkey: &ANCHOR };
    let (before, after) = (item.siblings.iter().take(index), item.siblings.iter().skip(index));
    // There is room for all that an item can have.
    let outputs: Vec<TxOut<'_>, MAX_OUTPUTS> = before.chain([own]).chain(after).chain([anchor]).collect();
    // Zero: final at once, whatever else spends the output.
    let inputs = [TxIn { previous_output, sequence: 0 }];
    see(TransactionRef { version: VERSION, inputs: &inputs, outputs: &outputs, lock_time: 0 })
}

/// The transactions of an exit, in order.
#[derive(Clone, Debug)]
pub struct Hops<'a> {
    terms: Terms,
    items: GenesisItems<'a>,
    /// The script of the VTXO itself.
    end: [u8; 34],
    /// The next transaction, until there is none: what it spends, and how.
    next: Option<Step<'a>>,
}

#[derive(Clone, Copy, Debug)]
struct Step<'a> {
    item: GenesisItem<'a>,
    lock: Lock,
    input: OutPoint,
    value: Sat,
}

impl<'a> Hops<'a> {
    pub(super) fn new(vtxo: &VtxoRef<'a>) -> Result<Self, Error> {
        let limit = Sat::MAX_MONEY;
        let value = vtxo.chain_anchor_amount().filter(|value| *value <= limit);
        let value = value.ok_or(Error::AmountOverflow { limit })?;
        let terms = *vtxo.terms();
        let end = vtxo.policy().output(&terms)?.script_pubkey();
        let mut items = vtxo.genesis().items();
        let next = match items.next() {
            Some(item) => {
                let lock = item.transition.lock(&terms)?;
                Some(Step { item, lock, input: vtxo.chain_anchor(), value })
            }
            None => None,
        };
        Ok(Self { terms, items, end, next })
    }

    /// The output script that the next transaction spends, or the VTXO's own behind the last one.
    #[must_use]
    pub fn next_script(&self) -> [u8; 34] {
        self.next.map_or(self.end, |step| p2tr(&step.lock.output_key))
    }

    fn step(&mut self, step: Step<'a>) -> Result<Hop<'a>, Error> {
        let Step { item, lock, input, value: spent } = step;
        let following =
            self.items.next().map(|item| item.transition.lock(&self.terms).map(|lock| (item, lock)));
        let following = following.transpose()?;
        let output_script = following.as_ref().map_or(self.end, |(_, lock)| p2tr(&lock.output_key));
        // The first value is the sum of all that leaves the way.
        let output = item.other_outputs().and_then(|others| spent.checked_sub(others));
        let output = output.ok_or(Error::AmountOverflow { limit: Sat::MAX_MONEY })?;
        let own = TxOut { value: output, script_pubkey: &output_script };
        let txid = view(input, &item, own, |transaction| transaction.txid());
        let hop = Hop { input, spent, lock, item, output, output_script, txid };
        self.next = following.map(|(item, lock)| Step { item, lock, input: hop.outpoint(), value: output });
        Ok(hop)
    }
}

impl<'a> Iterator for Hops<'a> {
    type Item = Result<Hop<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.next.take()?;
        Some(self.step(step))
    }
}
