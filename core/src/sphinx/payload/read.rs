//! The records of a payload, each checked by itself.

use crate::amount::Msat;
use crate::codec::short_channel_id::ShortChannelId;
use crate::codec::tlv::{self, Records};
use crate::codec::{bigsize, integer};
use crate::crypto::{PaymentSecret, Preimage, PublicKey};
use crate::secret::Secret;
use crate::sphinx::UnknownRecords;
use crate::sphinx::payload::Error;
use crate::sphinx::payload::record::{
    AMT_TO_FORWARD, CURRENT_PATH_KEY, ENCRYPTED_RECIPIENT_DATA, KEYSEND_PREIMAGE, OUTGOING_CLTV_VALUE,
    PAYMENT_DATA, PAYMENT_METADATA, SHORT_CHANNEL_ID, TOTAL_AMOUNT_MSAT, is_known,
};
#[cfg(feature = "trampoline")]
use crate::sphinx::payload::record::{
    OUTGOING_NODE_ID, RECIPIENT_BLINDED_PATHS, RECIPIENT_FEATURES, TRAMPOLINE_ONION_PACKET,
};
#[cfg(feature = "trampoline")]
use crate::sphinx::trampoline::PaymentPaths;
use crate::time::BlockHeight;

/// The payload of one hop of a payment.
///
/// ```
/// use keelbolt::amount::Msat;
/// use keelbolt::sphinx::payload::Payload;
/// let payload = Payload::parse(&[0x02, 0x01, 0x64, 0x04, 0x02, 0x03, 0xe8, 0x4d, 0x00])?;
/// assert_eq!(payload.amt_to_forward, Some(Msat(100)));
/// assert_eq!(payload.unknown.iter().next().unwrap().number, 77);
/// # Ok::<(), keelbolt::sphinx::payload::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Payload<'a> {
    /// The amount of the outgoing HTLC; at the final node, of the incoming one.
    pub amt_to_forward: Option<Msat>,
    /// The expiry of the outgoing HTLC; at the final node, of the incoming one.
    pub outgoing_cltv_value: Option<BlockHeight>,
    /// The outgoing channel.
    pub short_channel_id: Option<ShortChannelId>,
    /// The payee's secret, and the amount of the whole payment.
    pub payment_data: Option<PaymentData>,
    /// What the maker of a blinded path tells this hop.
    pub encrypted_recipient_data: Option<&'a [u8]>,
    /// The path key, for the first hop of a blinded path.
    pub current_path_key: Option<PublicKey>,
    /// What the invoice asked to be repeated.
    pub payment_metadata: Option<&'a [u8]>,
    /// The amount of the whole payment, at the end of a blinded path.
    pub total_amount_msat: Option<Msat>,
    /// The preimage of a payment without an invoice (bLIP 3).
    pub keysend_preimage: Option<Preimage>,
    /// The next trampoline node.
    #[cfg(feature = "trampoline")]
    pub outgoing_node_id: Option<PublicKey>,
    /// The packet for the trampoline nodes, in the payload for one of them.
    #[cfg(feature = "trampoline")]
    pub trampoline_onion_packet: Option<&'a [u8]>,
    /// The features of the invoice, for the trampoline node that pays it: a vector of BOLT 9.
    #[cfg(feature = "trampoline")]
    pub recipient_features: Option<&'a [u8]>,
    /// The paths to a recipient who is no trampoline node.
    #[cfg(feature = "trampoline")]
    pub recipient_blinded_paths: Option<PaymentPaths<'a>>,
    /// Records of types that this version does not know.
    pub unknown: UnknownRecords<'a>,
}

/// What ties an HTLC to an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentData {
    /// The invoice's.
    pub payment_secret: PaymentSecret,
    /// The amount of the whole payment, of which this HTLC may be a part.
    pub total_msat: Msat,
}

impl<'a> Payload<'a> {
    /// Reads a TLV stream, as it comes from [`OnionRef::peel`](crate::sphinx::OnionRef::peel).
    ///
    /// # Errors
    ///
    /// [`Error::Stream`], [`Error::Length`], [`Error::Integer`] or [`Error::PublicKey`].
    pub fn parse(stream: &'a [u8]) -> Result<Self, Error> {
        let mut payload = Self { unknown: UnknownRecords::of_stream(stream, is_known), ..Self::default() };
        for record in Records::new(stream, is_known) {
            payload.take(Record(record.map_err(Error::Stream)?))?;
        }
        Ok(payload)
    }

    fn take(&mut self, record: Record<'a>) -> Result<(), Error> {
        match record.0.number {
            AMT_TO_FORWARD => self.amt_to_forward = Some(Msat(record.integer::<8>(record.0.value)?)),
            OUTGOING_CLTV_VALUE => {
                let height = u32::try_from(record.integer::<4>(record.0.value)?);
                // Cannot saturate: it was read from at most four bytes.
                self.outgoing_cltv_value = Some(BlockHeight(height.unwrap_or(u32::MAX)));
            }
            SHORT_CHANNEL_ID => {
                self.short_channel_id = Some(ShortChannelId(u64::from_be_bytes(record.array()?)));
            }
            PAYMENT_DATA => self.payment_data = Some(record.payment_data()?),
            ENCRYPTED_RECIPIENT_DATA => self.encrypted_recipient_data = Some(record.0.value),
            CURRENT_PATH_KEY => self.current_path_key = Some(record.public_key()?),
            PAYMENT_METADATA => self.payment_metadata = Some(record.0.value),
            TOTAL_AMOUNT_MSAT => self.total_amount_msat = Some(Msat(record.integer::<8>(record.0.value)?)),
            KEYSEND_PREIMAGE => self.keysend_preimage = Some(Preimage(Secret::new(record.array()?))),
            #[cfg(feature = "trampoline")]
            OUTGOING_NODE_ID => self.outgoing_node_id = Some(record.public_key()?),
            #[cfg(feature = "trampoline")]
            TRAMPOLINE_ONION_PACKET => self.trampoline_onion_packet = Some(record.0.value),
            #[cfg(feature = "trampoline")]
            RECIPIENT_FEATURES => self.recipient_features = Some(record.0.value),
            #[cfg(feature = "trampoline")]
            RECIPIENT_BLINDED_PATHS => self.recipient_blinded_paths = Some(record.payment_paths()?),
            _ => {}
        }
        Ok(())
    }
}

/// A record whose value is read as what its type holds.
struct Record<'a>(tlv::Record<'a>);

impl Record<'_> {
    /// Where the record begins: before its type and its length, which are in their shortest forms.
    fn offset(&self) -> usize {
        let length = u64::try_from(self.0.value.len()).unwrap_or(u64::MAX);
        let head = bigsize::length(self.0.number).saturating_add(bigsize::length(length));
        self.0.offset.saturating_sub(head)
    }

    fn integer<const WIDTH: usize>(&self, value: &[u8]) -> Result<u64, Error> {
        let (record, offset) = (self.0.number, self.offset());
        integer::read_truncated::<WIDTH>(value).map_err(|error| Error::Integer { record, offset, error })
    }

    fn array<const N: usize>(&self) -> Result<[u8; N], Error> {
        self.0.value.try_into().map_err(|_| self.length(N))
    }

    fn public_key(&self) -> Result<PublicKey, Error> {
        let (record, offset) = (self.0.number, self.offset());
        PublicKey::parse(&self.array()?).map_err(|error| Error::PublicKey { record, offset, error })
    }

    fn payment_data(&self) -> Result<PaymentData, Error> {
        let (secret, total) = self.0.value.split_first_chunk::<32>().ok_or_else(|| self.length(32))?;
        let total_msat = Msat(self.integer::<8>(total)?);
        Ok(PaymentData { payment_secret: PaymentSecret(*secret), total_msat })
    }

    fn length(&self, expected: usize) -> Error {
        Error::Length { record: self.0.number, offset: self.offset(), expected, found: self.0.value.len() }
    }
}

#[cfg(feature = "trampoline")]
impl<'a> Record<'a> {
    fn payment_paths(&self) -> Result<PaymentPaths<'a>, Error> {
        let (record, offset) = (self.0.number, self.offset());
        PaymentPaths::parse(self.0.value).map_err(|_| Error::Paths { record, offset })
    }
}
