//! The other outputs of a transaction of a genesis.

use crate::amount::Sat;
use crate::bytes::{Reader, Writer};
use crate::codec::compact_size;
use crate::codec::transaction::TxOut;
use crate::vtxo::{Error, wire};
use core::fmt;

/// The longest script of a sibling: longer ones are in no output that is relayed.
const MAX_SCRIPT_LENGTH: usize = 100;

/// Outputs in order: borrowed from an encoding, or from the caller's memory. 254 at most.
#[derive(Clone, Copy)]
pub struct Siblings<'a>(Form<'a>);

#[derive(Clone, Copy)]
enum Form<'a> {
    /// As transactions have them.
    Encoded {
        count: u8,
        bytes: &'a [u8],
    },
    Outputs(&'a [TxOut<'a>]),
}

impl<'a> Siblings<'a> {
    /// The most there are: an index of 8 bits counts them and the own output.
    pub const MAX: usize = 254;

    /// Outputs in memory; `None` when there are more than 254, or one has a script of more than 100 bytes.
    #[must_use]
    pub fn new(outputs: &'a [TxOut<'a>]) -> Option<Self> {
        let fits = outputs.len() <= Self::MAX
            && outputs.iter().all(|output| output.script_pubkey.len() <= MAX_SCRIPT_LENGTH);
        fits.then_some(Self(Form::Outputs(outputs)))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self.0 {
            Form::Encoded { count, .. } => count.into(),
            Form::Outputs(outputs) => outputs.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The outputs in order.
    pub fn iter(&self) -> impl Iterator<Item = TxOut<'a>> + use<'a> {
        let (mut encoded, outputs) = match self.0 {
            Form::Encoded { bytes, .. } => (Reader::new(bytes), [].as_slice()),
            Form::Outputs(outputs) => (Reader::new(&[]), outputs),
        };
        // All were read before, and are so until the end.
        core::iter::from_fn(move || read_output(&mut encoded).ok()).chain(outputs.iter().copied())
    }

    /// Their sum; `None` when it is more than 64 bits hold.
    #[must_use]
    pub fn sum(&self) -> Option<Sat> {
        self.iter().try_fold(Sat(0), |sum, output| sum.checked_add(output.value))
    }

    pub(super) fn read(reader: &mut Reader<'a>, count: u8) -> Result<Self, Error> {
        let start = *reader;
        (0..count).try_for_each(|_| read_output(reader).map(drop))?;
        let length = reader.offset().saturating_sub(start.offset());
        Ok(Self(Form::Encoded { count, bytes: start.rest().get(..length).unwrap_or_default() }))
    }

    pub(super) fn put(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        match self.0 {
            Form::Encoded { bytes, .. } => Ok(writer.put(bytes)?),
            Form::Outputs(outputs) => outputs.iter().try_for_each(|output| {
                writer.put(&output.value.0.to_le_bytes())?;
                wire::put_count(writer, output.script_pubkey.len())?;
                Ok(writer.put(output.script_pubkey)?)
            }),
        }
    }

    /// How many bytes [`put`](Self::put) takes, which are those of the transaction.
    pub(super) fn length(&self) -> usize {
        match self.0 {
            Form::Encoded { bytes, .. } => bytes.len(),
            Form::Outputs(outputs) => {
                outputs.iter().fold(0, |sum, output| sum.saturating_add(output_length(output)))
            }
        }
    }
}

/// The size of an output in a transaction.
fn output_length(output: &TxOut<'_>) -> usize {
    let script = output.script_pubkey.len();
    wire::count_length(script).saturating_add(script).saturating_add(8)
}

fn read_output<'a>(reader: &mut Reader<'a>) -> Result<TxOut<'a>, Error> {
    let value = Sat(reader.u64_le()?);
    let offset = reader.offset();
    let found = compact_size::read(reader)?;
    let length = usize::try_from(found).ok().filter(|length| *length <= MAX_SCRIPT_LENGTH);
    let limit = MAX_SCRIPT_LENGTH;
    let length = length.ok_or(Error::ScriptLength { offset, limit, found })?;
    Ok(TxOut { value, script_pubkey: reader.take(length)? })
}

impl PartialEq for Siblings<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Siblings<'_> {}

impl fmt::Debug for Siblings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
