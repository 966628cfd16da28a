//! Transactions as they are serialised, read without an allocator.

use crate::amount::Sat;
use crate::blame::Blame;
use crate::bytes::{self, Reader};
use crate::codec::compact_size;
use crate::codec::transaction::{TxOut, Txid, twice};
use crate::crypto::Sha256Engine;
use core::fmt;

/// A transaction in its serialised form, with witnesses or without: its id and its outputs.
///
/// ```
/// use keelbolt::amount::Sat;
/// use keelbolt::codec::serialized::SerializedTransaction;
///
/// // One input that spends nothing that there is, and one output of 1,000 satoshi.
/// let bytes = [
///     &[2, 0, 0, 0, 1][..], &[7; 36], &[0], &[0xff; 4],
///     &[1], &1_000_u64.to_le_bytes(), &[1, 0x51], &[0; 4],
/// ]
/// .concat();
/// let transaction = SerializedTransaction::parse(&bytes)?;
/// assert_eq!(transaction.output(0).unwrap().value, Sat(1_000));
/// assert!(transaction.output(1).is_none());
/// # Ok::<(), keelbolt::codec::serialized::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SerializedTransaction<'a> {
    txid: Txid,
    is_coinbase: bool,
    outputs: &'a [u8],
    count: u64,
}

/// What the input of a coinbase spends.
const NO_OUTPOINT: [u8; 36] = {
    let mut outpoint = [0; 36];
    [outpoint[32], outpoint[33], outpoint[34], outpoint[35]] = [0xff; 4];
    outpoint
};

/// Why bytes are no transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The input ends inside a value.
    Bytes(bytes::Error),
    /// A count or a length that is not in its shortest form.
    Count(compact_size::Error),
    /// No input; or the mark of witnesses, but none of the known kind.
    NoInputs,
    /// Bytes behind the end.
    TrailingBytes {
        /// How many.
        found: usize,
    },
}

impl<'a> SerializedTransaction<'a> {
    /// Reads a transaction that fills `bytes`.
    ///
    /// # Errors
    ///
    /// Any [`Error`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes);
        let mut hash = Sha256Engine::new();
        hash.input(reader.take(4)?);
        // A count of zero inputs marks witnesses.
        let has_witnesses = reader.rest().starts_with(&[0, 1]);
        if has_witnesses {
            reader.take(2)?;
        }
        let start = reader;
        let inputs = compact_size::read(&mut reader)?;
        if inputs == 0 {
            return Err(Error::NoInputs);
        }
        // Consensus asks for a script of 2 to 100 bytes: without one it is in no block.
        let script = reader.rest().strip_prefix(&NO_OUTPOINT);
        let is_coinbase = inputs == 1 && matches!(script, Some([2..=100, ..]));
        for _ in 0..inputs {
            reader.take(36)?;
            skip(&mut reader)?;
            reader.take(4)?;
        }
        let count = compact_size::read(&mut reader)?;
        let before = reader;
        for _ in 0..count {
            reader.take(8)?;
            skip(&mut reader)?;
        }
        let outputs = between(&before, &reader);
        hash.input(between(&start, &reader));
        if has_witnesses {
            for _ in 0..inputs {
                for _ in 0..compact_size::read(&mut reader)? {
                    skip(&mut reader)?;
                }
            }
        }
        hash.input(reader.take(4)?);
        match reader.rest().len() {
            0 => Ok(Self { txid: Txid(twice(hash).0), is_coinbase, outputs, count }),
            found => Err(Error::TrailingBytes { found }),
        }
    }

    /// The id.
    #[must_use]
    pub const fn txid(&self) -> Txid {
        self.txid
    }

    /// Whether it spends nothing that there was, as the first one of each block.
    pub(crate) const fn is_coinbase(&self) -> bool {
        self.is_coinbase
    }

    /// The outputs, in order.
    pub fn outputs(&self) -> impl Iterator<Item = TxOut<'a>> + use<'a> {
        let mut reader = Reader::new(self.outputs);
        // All were read before, and are so until the end.
        (0..self.count).map_while(move |_| {
            let value = Sat(reader.u64_le().ok()?);
            let length = usize::try_from(compact_size::read(&mut reader).ok()?).ok()?;
            Some(TxOut { value, script_pubkey: reader.take(length).ok()? })
        })
    }

    /// One of the outputs; `None` when there are fewer.
    #[must_use]
    pub fn output(&self, index: u32) -> Option<TxOut<'a>> {
        self.outputs().nth(usize::try_from(index).ok()?)
    }
}

/// What was read from one place to another.
fn between<'a>(from: &Reader<'a>, to: &Reader<'a>) -> &'a [u8] {
    from.rest().get(..to.offset().saturating_sub(from.offset())).unwrap_or_default()
}

/// Passes over bytes with their length before them.
fn skip(reader: &mut Reader<'_>) -> Result<(), Error> {
    let length = compact_size::read(reader)?;
    reader.take(usize::try_from(length).unwrap_or(usize::MAX))?;
    Ok(())
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        Blame::Peer
    }
}

impl From<bytes::Error> for Error {
    fn from(error: bytes::Error) -> Self {
        Self::Bytes(error)
    }
}

impl From<compact_size::Error> for Error {
    fn from(error: compact_size::Error) -> Self {
        match error {
            compact_size::Error::Bytes(error) => Self::Bytes(error),
            other => Self::Count(other),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(error) => fmt::Display::fmt(error, f),
            Self::Count(error) => fmt::Display::fmt(error, f),
            Self::NoInputs => f.write_str("transaction without inputs"),
            Self::TrailingBytes { found } => write!(f, "{found} bytes behind the end of the transaction"),
        }
    }
}

impl core::error::Error for Error {}
