//! BIP 341, and BIP 342 for leaves; without an annex, and without a code separator in the leaf.

use crate::codec::transaction::{TransactionRef, TxOut};
use crate::crypto::{HashTag, Sha256, Sha256Engine, TapNodeHash};

const TAP_SIGHASH: HashTag = HashTag::new(b"TapSighash");

/// The first byte of what is hashed, "sighash epoch".
const EPOCH: u8 = 0;

/// The only version of keys in leaves that there is (BIP 342).
const KEY_VERSION: u8 = 0;

/// Stands for the place of the last code separator when there is none (BIP 342).
const NO_CODE_SEPARATOR: u32 = u32::MAX;

/// Which outputs and other inputs a Taproot signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaprootSighashType {
    /// All inputs, all outputs, with no byte behind the signature.
    Default,
    /// All inputs, all outputs.
    All,
    /// All inputs, no output.
    None,
    /// All inputs, and the output of the same index.
    Single,
    /// Its own input, all outputs.
    AllAnyoneCanPay,
    /// Its own input, no output.
    NoneAnyoneCanPay,
    /// Its own input, and the output of the same index.
    SingleAnyoneCanPay,
}

impl TaprootSighashType {
    /// The byte that is hashed, which stands behind the signature unless it is 0.
    #[must_use]
    pub const fn to_u8(self) -> u8 {
        match self {
            Self::Default => 0x00,
            Self::All => 0x01,
            Self::None => 0x02,
            Self::Single => 0x03,
            Self::AllAnyoneCanPay => 0x81,
            Self::NoneAnyoneCanPay => 0x82,
            Self::SingleAnyoneCanPay => 0x83,
        }
    }

    const fn is_anyone_can_pay(self) -> bool {
        self.to_u8() & 0x80 != 0
    }
}

/// The signature hashes of a transaction's inputs; what they have in common is hashed once.
///
/// ```
/// use keelbolt::amount::Sat;
/// use keelbolt::codec::sighash::{Taproot, TaprootSighashType};
/// use keelbolt::codec::transaction::{OutPoint, TransactionRef, TxIn, TxOut, Txid};
///
/// let input = TxIn { previous_output: OutPoint { txid: Txid([1; 32]), vout: 0 }, sequence: 0xffff_fffd };
/// let script_pubkey = [[0x51, 0x20].as_slice(), &[2; 32]].concat();
/// let spent = [TxOut { value: Sat(10_000), script_pubkey: &script_pubkey }];
/// let outputs = [TxOut { value: Sat(9_000), script_pubkey: &script_pubkey }];
/// let transaction = TransactionRef { version: 2, inputs: &[input], outputs: &outputs, lock_time: 0 };
/// let sighashes = Taproot::new(transaction, &spent).unwrap();
/// let digest = sighashes.key_path(0, TaprootSighashType::Default).unwrap();
/// assert!(sighashes.key_path(1, TaprootSighashType::Default).is_none());
/// assert_ne!(sighashes.key_path(0, TaprootSighashType::All), Some(digest));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Taproot<'a> {
    transaction: TransactionRef<'a>,
    spent: &'a [TxOut<'a>],
    inputs: Inputs,
    outputs: Sha256,
}

/// The hashes of all inputs and of what they spend.
#[derive(Clone, Copy, Debug)]
struct Inputs {
    prevouts: Sha256,
    amounts: Sha256,
    script_pubkeys: Sha256,
    sequences: Sha256,
}

impl<'a> Taproot<'a> {
    /// Hashes what all inputs have in common. `None` unless `spent` holds one output for each input, in their order.
    #[must_use]
    pub fn new(transaction: TransactionRef<'a>, spent: &'a [TxOut<'a>]) -> Option<Self> {
        if transaction.inputs.len() != spent.len() {
            return None;
        }
        let hash_of = |hash_all: &dyn Fn(&mut Sha256Engine)| {
            let mut hash = Sha256Engine::new();
            hash_all(&mut hash);
            hash.finish()
        };
        let inputs = transaction.inputs;
        let inputs = Inputs {
            prevouts: hash_of(&|hash| inputs.iter().for_each(|input| input.previous_output.input(hash))),
            amounts: hash_of(&|hash| {
                spent.iter().for_each(|output| hash.input(&output.value.0.to_le_bytes()));
            }),
            script_pubkeys: hash_of(&|hash| spent.iter().for_each(|output| output.input_script(hash))),
            sequences: hash_of(&|hash| {
                inputs.iter().for_each(|input| hash.input(&input.sequence.to_le_bytes()));
            }),
        };
        let outputs = hash_of(&|hash| transaction.outputs.iter().for_each(|output| output.input(hash)));
        Some(Self { transaction, spent, inputs, outputs })
    }

    /// What a signature by the output key covers, for input `index`. `None` when there is no such input, or no output
    /// of its index where just that is signed.
    #[must_use]
    pub fn key_path(&self, index: usize, sighash_type: TaprootSighashType) -> Option<Sha256> {
        self.digest(index, sighash_type, None)
    }

    /// What a signature within the leaf covers, for input `index`; `None` as for [`key_path`](Self::key_path).
    #[must_use]
    pub fn script_path(
        &self,
        index: usize,
        leaf: &TapNodeHash,
        sighash_type: TaprootSighashType,
    ) -> Option<Sha256> {
        self.digest(index, sighash_type, Some(leaf))
    }

    fn digest(
        &self,
        index: usize,
        sighash_type: TaprootSighashType,
        leaf: Option<&TapNodeHash>,
    ) -> Option<Sha256> {
        use TaprootSighashType as Type;
        let (input, spent) = (self.transaction.inputs.get(index)?, self.spent.get(index)?);
        let mut hash = TAP_SIGHASH.engine();
        hash.input(&[EPOCH, sighash_type.to_u8()]);
        hash.input(&self.transaction.version.to_le_bytes());
        hash.input(&self.transaction.lock_time.to_le_bytes());
        if !sighash_type.is_anyone_can_pay() {
            let Inputs { prevouts, amounts, script_pubkeys, sequences } = &self.inputs;
            [prevouts, amounts, script_pubkeys, sequences].iter().for_each(|part| hash.input(&part.0));
        }
        if matches!(sighash_type, Type::Default | Type::All | Type::AllAnyoneCanPay) {
            hash.input(&self.outputs.0);
        }
        // The extension flag, with a bit below it for an annex.
        hash.input(&[if leaf.is_some() { 2 } else { 0 }]);
        if sighash_type.is_anyone_can_pay() {
            input.previous_output.input(&mut hash);
            spent.input(&mut hash);
            hash.input(&input.sequence.to_le_bytes());
        } else {
            hash.input(&u32::try_from(index).ok()?.to_le_bytes());
        }
        if matches!(sighash_type, Type::Single | Type::SingleAnyoneCanPay) {
            let mut single = Sha256Engine::new();
            self.transaction.outputs.get(index)?.input(&mut single);
            hash.input(&single.finish().0);
        }
        if let Some(leaf) = leaf {
            hash.input(&leaf.0);
            hash.input(&[KEY_VERSION]);
            hash.input(&NO_CODE_SEPARATOR.to_le_bytes());
        }
        Some(hash.finish())
    }
}
