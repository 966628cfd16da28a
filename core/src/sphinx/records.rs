//! Records of types that a reader does not know, passed through.

use crate::bytes::Hex;
use crate::codec::tlv::{RecordWriter, Records, WriteError};
use core::fmt;
use core::ops::RangeBounds;

/// One record of an unknown type. In what is read the type is odd.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UnknownRecord<'a> {
    /// The type.
    pub number: u64,
    /// The value.
    pub value: &'a [u8],
}

impl fmt::Debug for UnknownRecord<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.number, Hex(self.value))
    }
}

/// The unknown records of a TLV stream in the order of their types.
#[derive(Clone, Copy)]
pub struct UnknownRecords<'a>(Form<'a>);

/// Whether a reader or a writer knows a type.
type Known = fn(u64) -> bool;

#[derive(Clone, Copy)]
enum Form<'a> {
    /// A whole stream, found valid, and the types that its reader knows.
    Stream(&'a [u8], Known),
    Records(&'a [UnknownRecord<'a>]),
}

impl<'a> UnknownRecords<'a> {
    /// Records to be written. Those of types that the writer knows are left out.
    #[must_use]
    pub const fn new(records: &'a [UnknownRecord<'a>]) -> Self {
        Self(Form::Records(records))
    }

    /// Takes a stream in which its reader, who knows the types for which `known` holds, has found every record
    /// valid.
    pub(super) const fn of_stream(stream: &'a [u8], known: Known) -> Self {
        Self(Form::Stream(stream, known))
    }

    /// The records in order.
    pub fn iter(&self) -> impl Iterator<Item = UnknownRecord<'a>> + Clone + use<'a> {
        let (stream, known): (&'a [u8], Known) = match self.0 {
            Form::Stream(stream, known) => (stream, known),
            Form::Records(_) => (&[], |_| true),
        };
        let records = match self.0 {
            Form::Stream(..) => &[],
            Form::Records(records) => records,
        };
        Records::new(stream, |_: u64| true)
            .filter_map(Result::ok)
            .filter(move |record| !known(record.number))
            .map(|record| UnknownRecord { number: record.number, value: record.value })
            .chain(records.iter().copied())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Those that a writer writes who knows the types for which `known` holds.
    pub(super) fn written(&self, known: Known) -> impl Iterator<Item = UnknownRecord<'a>> + Clone + use<'a> {
        self.iter().filter(move |record| !known(record.number))
    }

    /// Writes those of types in `range`; a type out of order is the writer's error.
    pub(super) fn write_in(
        &self,
        range: impl RangeBounds<u64>,
        known: Known,
        writer: &mut RecordWriter<'_, '_>,
    ) -> Result<(), WriteError> {
        self.written(known)
            .filter(|record| range.contains(&record.number))
            .try_for_each(|record| writer.put(record.number, record.value))
    }
}

impl Default for UnknownRecords<'_> {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl PartialEq for UnknownRecords<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for UnknownRecords<'_> {}

impl fmt::Debug for UnknownRecords<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
