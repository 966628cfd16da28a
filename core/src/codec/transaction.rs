//! Transactions as they are hashed, borrowed: what txids and signature hashes are made of, without an allocator.
//!
//! Numbers are little-endian here and counts are compact sizes, as everywhere in Bitcoin's own serialisation. With
//! the feature `alloc` whole transactions are those of the crate `bitcoin`.

use crate::amount::Sat;
use crate::bytes::{self, Writer};
use crate::codec::compact_size;
use crate::crypto::{Sha256, Sha256Engine};
use core::cmp::Ordering;
use core::fmt;

/// The id of a transaction: SHA-256 twice over all of it but the witnesses. Shown in reverse, as people do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Txid(pub [u8; 32]);

impl fmt::Display for Txid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().rev().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Txid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Txid({self})")
    }
}

/// An output of a transaction, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPoint {
    /// The transaction.
    pub txid: Txid,
    /// The index of the output.
    pub vout: u32,
}

/// An input without its scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TxIn {
    /// What is spent.
    pub previous_output: OutPoint,
    /// A relative lock time (BIP 68), or what stands for none.
    pub sequence: u32,
}

/// An output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TxOut<'a> {
    /// How much it holds.
    pub value: Sat,
    /// Who may spend it.
    pub script_pubkey: &'a [u8],
}

/// A transaction without scripts and witnesses of its inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TransactionRef<'a> {
    /// 2, or 3 for the relay rules of BIP 431.
    pub version: u32,
    /// What it spends.
    pub inputs: &'a [TxIn],
    /// What it makes.
    pub outputs: &'a [TxOut<'a>],
    /// The height before which it is in no block; or a time, from 500,000,000 on.
    pub lock_time: u32,
}

impl TransactionRef<'_> {
    /// The id, for inputs whose script is empty, as those that spend witness programs have it.
    #[must_use]
    pub fn txid(&self) -> Txid {
        let mut hash = Sha256Engine::new();
        hash.input(&self.version.to_le_bytes());
        input_compact_size(&mut hash, self.inputs.len());
        for input in self.inputs {
            input.previous_output.input(&mut hash);
            hash.input(&[0]);
            hash.input(&input.sequence.to_le_bytes());
        }
        input_compact_size(&mut hash, self.outputs.len());
        self.outputs.iter().for_each(|output| output.input(&mut hash));
        hash.input(&self.lock_time.to_le_bytes());
        Txid(twice(hash).0)
    }

    /// Writes the whole transaction, with the elements of `witness` at each input, which is without one where there are
    /// none.
    pub(crate) fn put(&self, witness: &[&[u8]], writer: &mut Writer<'_>) -> Result<(), bytes::Error> {
        let count = |writer: &mut Writer<'_>, count| compact_size::write(wide(count), writer);
        writer.put(&self.version.to_le_bytes())?;
        if !witness.is_empty() {
            writer.put(&MARKER_AND_FLAG)?;
        }
        count(writer, self.inputs.len())?;
        for input in self.inputs {
            writer.put(&input.previous_output.txid.0)?;
            writer.put(&input.previous_output.vout.to_le_bytes())?;
            writer.put(&[0])?;
            writer.put(&input.sequence.to_le_bytes())?;
        }
        count(writer, self.outputs.len())?;
        for output in self.outputs {
            writer.put(&output.value.0.to_le_bytes())?;
            count(writer, output.script_pubkey.len())?;
            writer.put(output.script_pubkey)?;
        }
        if !witness.is_empty() {
            for _ in self.inputs {
                count(writer, witness.len())?;
                for element in witness {
                    count(writer, element.len())?;
                    writer.put(element)?;
                }
            }
        }
        writer.put(&self.lock_time.to_le_bytes())
    }

    /// How many bytes [`put`](Self::put) takes.
    pub(crate) fn length(&self, witness: &[&[u8]]) -> usize {
        // Version and lock time; outpoint, empty script, sequence; an amount.
        const FIXED: usize = 4 + 4;
        const INPUT: usize = 36 + 1 + 4;
        const AMOUNT: usize = 8;
        let count = |count| compact_size::length(wide(count));
        let with_length = |bytes: &[u8]| count(bytes.len()).saturating_add(bytes.len());
        let outputs =
            self.outputs.iter().map(|output| with_length(output.script_pubkey).saturating_add(AMOUNT));
        let parts = [FIXED, count(self.inputs.len()), count(self.outputs.len())];
        let inputs = self.inputs.len().saturating_mul(INPUT);
        let plain = parts.into_iter().chain([inputs]).chain(outputs).fold(0, usize::saturating_add);
        if witness.is_empty() {
            return plain;
        }
        let elements = witness.iter().map(|element| with_length(element));
        let each = elements.fold(count(witness.len()), usize::saturating_add);
        plain.saturating_add(MARKER_AND_FLAG.len()).saturating_add(each.saturating_mul(self.inputs.len()))
    }

    /// The transaction as `bitcoin` has it, with `witness` at each input: there is one input wherever it is not empty.
    #[cfg(feature = "alloc")]
    pub(crate) fn with_witness(&self, witness: &bitcoin::Witness) -> bitcoin::Transaction {
        use bitcoin::hashes::Hash as _;
        let input = |input: &TxIn| bitcoin::TxIn {
            previous_output: bitcoin::OutPoint {
                txid: bitcoin::Txid::from_byte_array(input.previous_output.txid.0),
                vout: input.previous_output.vout,
            },
            script_sig: bitcoin::ScriptBuf::new(),
            sequence: bitcoin::Sequence(input.sequence),
            witness: witness.clone(),
        };
        let output = |output: &TxOut<'_>| bitcoin::TxOut {
            value: bitcoin::Amount::from_sat(output.value.0),
            script_pubkey: bitcoin::ScriptBuf::from_bytes(output.script_pubkey.to_vec()),
        };
        // Versions are 2 and 3.
        let version = i32::try_from(self.version).unwrap_or(i32::MAX);
        bitcoin::Transaction {
            version: bitcoin::transaction::Version(version),
            lock_time: bitcoin::absolute::LockTime::from_consensus(self.lock_time),
            input: self.inputs.iter().map(input).collect(),
            output: self.outputs.iter().map(output).collect(),
        }
    }
}

impl OutPoint {
    /// The order of inputs by BIP 69: "the previous transaction hashes" as they are shown, then the indices.
    #[must_use]
    pub fn bip69_cmp(&self, other: &Self) -> Ordering {
        let shown = |outpoint: &Self| outpoint.txid.0.into_iter().rev();
        shown(self).cmp(shown(other)).then(self.vout.cmp(&other.vout))
    }

    /// Hashes the 36 bytes of its serialisation.
    pub(in crate::codec) fn input(&self, hash: &mut Sha256Engine) {
        hash.input(&self.txid.0);
        hash.input(&self.vout.to_le_bytes());
    }
}

impl TxOut<'_> {
    /// The order of outputs by BIP 69: "amount", then "scriptPubKey".
    #[must_use]
    pub fn bip69_cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value).then_with(|| self.script_pubkey.cmp(other.script_pubkey))
    }

    /// Hashes its serialisation.
    pub(crate) fn input(&self, hash: &mut Sha256Engine) {
        hash.input(&self.value.0.to_le_bytes());
        self.input_script(hash);
    }

    /// Hashes the script with its length.
    pub(in crate::codec) fn input_script(&self, hash: &mut Sha256Engine) {
        input_compact_size(hash, self.script_pubkey.len());
        hash.input(self.script_pubkey);
    }
}

/// What says that a transaction has witnesses (BIP 144).
const MARKER_AND_FLAG: [u8; 2] = [0, 1];

fn wide(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}

/// Hashes a count or a length as Bitcoin's compact size: 1, 3, 5 or 9 bytes.
pub(in crate::codec) fn input_compact_size(hash: &mut Sha256Engine, value: usize) {
    let wide = wide(value);
    if let Ok(byte @ 0..=0xfc) = u8::try_from(wide) {
        hash.input(&[byte]);
    } else if let Ok(short) = u16::try_from(wide) {
        hash.input(&[0xfd]);
        hash.input(&short.to_le_bytes());
    } else if let Ok(int) = u32::try_from(wide) {
        hash.input(&[0xfe]);
        hash.input(&int.to_le_bytes());
    } else {
        hash.input(&[0xff]);
        hash.input(&wide.to_le_bytes());
    }
}

/// SHA-256 of the digest of what was hashed.
pub(in crate::codec) fn twice(hash: Sha256Engine) -> Sha256 {
    crate::crypto::sha256(&hash.finish().0)
}
