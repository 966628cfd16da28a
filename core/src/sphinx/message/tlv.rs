//! What an onion message carries for one hop, `onionmsg_tlv`.

use crate::bytes::Writer;
use crate::codec::tlv::{RecordWriter, Records, record_length};
use crate::codec::{bigsize, tlv};
use crate::sphinx::UnknownRecords;
use crate::sphinx::blinding::BlindedPath;
use crate::sphinx::message::{Error, Known};
use core::ops::Range;

/// The types of the records (BOLT 4, "The `onion_message` Message").
const REPLY_PATH: u64 = 2;
pub(super) const ENCRYPTED_RECIPIENT_DATA: u64 = 4;
/// "Field numbers 64 and above are reserved for payloads for the final hop."
const FIRST_CONTENTS: u64 = 64;
const INVOICE_REQUEST: u64 = 64;
const INVOICE: u64 = 66;
const INVOICE_ERROR: u64 = 68;

/// Whether a record has a place of its own in [`OnionmsgTlv`].
const fn is_known(record: u64) -> bool {
    matches!(record, REPLY_PATH | ENCRYPTED_RECIPIENT_DATA | FIRST_CONTENTS..)
}

/// What a message says to its recipient. BOLT 12 says what stands in the first three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Contents<'a> {
    /// `invoice_request`
    InvoiceRequest(&'a [u8]),
    /// `invoice`
    Invoice(&'a [u8]),
    /// `invoice_error`
    InvoiceError(&'a [u8]),
    /// Something that is not the specification's.
    Other {
        /// The record's type, 64 or above.
        record: u64,
        /// Its value.
        value: &'a [u8],
    },
}

impl<'a> Contents<'a> {
    const fn of(record: u64, value: &'a [u8]) -> Self {
        match record {
            INVOICE_REQUEST => Self::InvoiceRequest(value),
            INVOICE => Self::Invoice(value),
            INVOICE_ERROR => Self::InvoiceError(value),
            _ => Self::Other { record, value },
        }
    }

    /// The record's type and value.
    #[must_use]
    pub const fn record(&self) -> (u64, &'a [u8]) {
        match *self {
            Self::InvoiceRequest(value) => (INVOICE_REQUEST, value),
            Self::Invoice(value) => (INVOICE, value),
            Self::InvoiceError(value) => (INVOICE_ERROR, value),
            Self::Other { record, value } => (record, value),
        }
    }
}

/// The payload of a message's recipient, borrowed. Other hops get the encrypted data alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct OnionmsgTlv<'a> {
    /// How to answer.
    pub reply_path: Option<BlindedPath<'a>>,
    /// What the creator of the path told this hop, encrypted.
    pub encrypted_recipient_data: Option<&'a [u8]>,
    /// What the message says.
    pub contents: Option<Contents<'a>>,
    /// Records of other types below 64.
    pub unknown: UnknownRecords<'a>,
}

impl<'a> OnionmsgTlv<'a> {
    /// Reads the stream for a host that knows even types of its own.
    ///
    /// # Errors
    ///
    /// [`Error::Tlv`], unknown even types included; [`Error::ReplyPath`]; [`Error::TwoContents`].
    pub fn parse(stream: &'a [u8], known: &Known<'_>) -> Result<Self, Error> {
        let knows = |record| match record {
            REPLY_PATH | ENCRYPTED_RECIPIENT_DATA | INVOICE_REQUEST | INVOICE | INVOICE_ERROR => true,
            _ => known.contents.contains(&record),
        };
        let mut payload = Self::default();
        for record in Records::new(stream, knows) {
            let tlv::Record { number, value, .. } = record?;
            match number {
                REPLY_PATH => payload.reply_path = Some(BlindedPath::parse(value).map_err(Error::ReplyPath)?),
                ENCRYPTED_RECIPIENT_DATA => payload.encrypted_recipient_data = Some(value),
                FIRST_CONTENTS.. => match payload.contents {
                    // "contains more than one payload field: MUST ignore the message"
                    Some(_) => return Err(Error::TwoContents { record: number }),
                    None => payload.contents = Some(Contents::of(number, value)),
                },
                _ => {}
            }
        }
        payload.unknown = UnknownRecords::of_stream(stream, is_known);
        Ok(payload)
    }

    /// How many bytes [`OnionmsgTlv::write`] takes.
    #[must_use]
    pub fn length(&self) -> usize {
        let values = [
            self.reply_path.map(|path| (REPLY_PATH, path.length())),
            self.encrypted_recipient_data.map(|data| (ENCRYPTED_RECIPIENT_DATA, data.len())),
            self.contents.map(|contents| contents.record()).map(|(record, value)| (record, value.len())),
        ];
        let unknown = self.unknown.written(is_known).map(|record| (record.number, record.value.len()));
        values
            .into_iter()
            .flatten()
            .chain(unknown)
            .fold(0, |sum, (record, length)| sum.saturating_add(record_length(record, length)))
    }

    /// Appends the stream, all records in the order of their types.
    ///
    /// # Errors
    ///
    /// [`Error::NotContents`]; [`Error::Bytes`] when the buffer is too small; [`Error::ReplyPath`] when that path
    /// has more hops than it can count.
    pub fn write(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        self.write_unknown(0..REPLY_PATH, writer)?;
        if let Some(path) = self.reply_path {
            bigsize::write(REPLY_PATH, writer)?;
            bigsize::write(u64::try_from(path.length()).unwrap_or(u64::MAX), writer)?;
            path.write(writer).map_err(Error::ReplyPath)?;
        }
        self.write_unknown(REPLY_PATH..ENCRYPTED_RECIPIENT_DATA, writer)?;
        if let Some(data) = self.encrypted_recipient_data {
            RecordWriter::new(writer).put(ENCRYPTED_RECIPIENT_DATA, data)?;
        }
        self.write_unknown(ENCRYPTED_RECIPIENT_DATA..FIRST_CONTENTS, writer)?;
        match self.contents.map(|contents| contents.record()) {
            Some((record, _)) if record < FIRST_CONTENTS => Err(Error::NotContents { record }),
            Some((record, value)) => Ok(RecordWriter::new(writer).put(record, value)?),
            None => Ok(()),
        }
    }

    fn write_unknown(&self, range: Range<u64>, writer: &mut Writer<'_>) -> Result<(), Error> {
        Ok(self.unknown.write_in(range, is_known, &mut RecordWriter::new(writer))?)
    }
}

/// The one record of a hop that is not the last, where it has no other.
pub(super) fn forwarded_data(stream: &[u8]) -> Result<&[u8], Error> {
    let mut found = None;
    for record in Records::new(stream, |_| true) {
        let record = record?;
        // "contains other tlv fields than `encrypted_recipient_data`: MUST ignore the message"
        if record.number != ENCRYPTED_RECIPIENT_DATA {
            return Err(Error::UnexpectedField { record: record.number });
        }
        found = Some(record.value);
    }
    found.ok_or(Error::MissingRecipientData)
}
