//! Payloads to be written.

use crate::amount::Msat;
use crate::bytes::Writer;
use crate::codec::integer;
use crate::codec::short_channel_id::ShortChannelId;
use crate::codec::tlv::{RecordWriter, record_length};
use crate::crypto::{Preimage, PublicKey};
use crate::sphinx::payload::record::{
    AMT_TO_FORWARD, CURRENT_PATH_KEY, ENCRYPTED_RECIPIENT_DATA, KEYSEND_PREIMAGE, OUTGOING_CLTV_VALUE,
    PAYMENT_DATA, PAYMENT_METADATA, SHORT_CHANNEL_ID, TOTAL_AMOUNT_MSAT, is_known,
};
#[cfg(feature = "trampoline")]
use crate::sphinx::payload::record::{
    OUTGOING_NODE_ID, RECIPIENT_BLINDED_PATHS, RECIPIENT_FEATURES, TRAMPOLINE_ONION_PACKET,
};
use crate::sphinx::payload::{Error, Payload, PaymentData};
use crate::time::BlockHeight;
use core::convert::Infallible;

impl<'a> Payload<'a> {
    /// For a hop that forwards, outside of a blinded path.
    #[must_use]
    pub fn forward(
        amt_to_forward: Msat,
        outgoing_cltv_value: BlockHeight,
        short_channel_id: ShortChannelId,
    ) -> Self {
        Self {
            amt_to_forward: Some(amt_to_forward),
            outgoing_cltv_value: Some(outgoing_cltv_value),
            short_channel_id: Some(short_channel_id),
            ..Self::default()
        }
    }

    /// For the payee of an invoice. Its metadata, where it has some, is to be added.
    #[must_use]
    pub fn receive(
        amt_to_forward: Msat,
        outgoing_cltv_value: BlockHeight,
        payment_data: PaymentData,
    ) -> Self {
        Self {
            amt_to_forward: Some(amt_to_forward),
            outgoing_cltv_value: Some(outgoing_cltv_value),
            payment_data: Some(payment_data),
            ..Self::default()
        }
    }

    /// For a payee who has given no invoice (bLIP 3).
    #[must_use]
    pub fn keysend(amt_to_forward: Msat, outgoing_cltv_value: BlockHeight, preimage: Preimage) -> Self {
        Self {
            amt_to_forward: Some(amt_to_forward),
            outgoing_cltv_value: Some(outgoing_cltv_value),
            keysend_preimage: Some(preimage),
            ..Self::default()
        }
    }

    /// For a hop that forwards inside of a blinded path; the first hop of the path gets its path key.
    #[must_use]
    pub fn blinded_forward(encrypted_recipient_data: &'a [u8], current_path_key: Option<PublicKey>) -> Self {
        Self { encrypted_recipient_data: Some(encrypted_recipient_data), current_path_key, ..Self::default() }
    }

    /// For the payee at the end of a blinded path; where the path has no other hop, it gets the path key.
    #[must_use]
    pub fn blinded_receive(
        encrypted_recipient_data: &'a [u8],
        current_path_key: Option<PublicKey>,
        amt_to_forward: Msat,
        outgoing_cltv_value: BlockHeight,
        total_amount_msat: Msat,
    ) -> Self {
        Self {
            amt_to_forward: Some(amt_to_forward),
            outgoing_cltv_value: Some(outgoing_cltv_value),
            total_amount_msat: Some(total_amount_msat),
            ..Self::blinded_forward(encrypted_recipient_data, current_path_key)
        }
    }

    /// How many bytes [`Payload::write`] takes.
    #[must_use]
    pub fn length(&self) -> usize {
        let mut total: usize = 0;
        let sum = self.each_record(|number, value| {
            total = total.saturating_add(record_length(number, value.len()));
            Ok::<(), Infallible>(())
        });
        match sum {
            Ok(()) => total,
        }
    }

    /// Writes the records in the order of their types, without a length before them.
    ///
    /// # Errors
    ///
    /// [`Error::BufferTooSmall`], before anything is written, and [`Error::Write`] for unknown records that are
    /// not in order.
    pub fn write<'b>(&self, out: &'b mut [u8]) -> Result<&'b [u8], Error> {
        let (needed, found) = (self.length(), out.len());
        let mut writer = Writer::new(out.get_mut(..needed).ok_or(Error::BufferTooSmall { needed, found })?);
        let mut records = RecordWriter::new(&mut writer);
        self.each_record(|number, value| records.put(number, value)).map_err(Error::Write)?;
        Ok(writer.finish())
    }

    /// Hands every record to `put`, in the order of their types.
    fn each_record<E>(&self, mut put: impl FnMut(u64, &[u8]) -> Result<(), E>) -> Result<(), E> {
        let mut unknown = self.unknown.written(is_known).peekable();
        let mut known = |number, value: Option<&[u8]>| {
            let Some(value) = value else { return Ok(()) };
            while let Some(before) = unknown.next_if(|record| record.number < number) {
                put(before.number, before.value)?;
            }
            put(number, value)
        };
        let (mut amount, mut height, mut data, mut total) = ([0; 8], [0; 8], [0; 40], [0; 8]);
        let amount = self.amt_to_forward.map(|Msat(msat)| truncated(msat, &mut amount));
        known(AMT_TO_FORWARD, amount)?;
        let height = self.outgoing_cltv_value.map(|value| truncated(value.0.into(), &mut height));
        known(OUTGOING_CLTV_VALUE, height)?;
        let channel = self.short_channel_id.map(|id| id.0.to_be_bytes());
        known(SHORT_CHANNEL_ID, channel.as_ref().map(<[u8; 8]>::as_slice))?;
        known(PAYMENT_DATA, self.payment_data.map(|value| value.write(&mut data)))?;
        known(ENCRYPTED_RECIPIENT_DATA, self.encrypted_recipient_data)?;
        let path_key = self.current_path_key.map(|key| key.to_bytes());
        known(CURRENT_PATH_KEY, path_key.as_ref().map(<[u8; 33]>::as_slice))?;
        #[cfg(feature = "trampoline")]
        let node_id = self.outgoing_node_id.map(|key| key.to_bytes());
        #[cfg(feature = "trampoline")]
        known(OUTGOING_NODE_ID, node_id.as_ref().map(<[u8; 33]>::as_slice))?;
        known(PAYMENT_METADATA, self.payment_metadata)?;
        let total = self.total_amount_msat.map(|Msat(msat)| truncated(msat, &mut total));
        known(TOTAL_AMOUNT_MSAT, total)?;
        #[cfg(feature = "trampoline")]
        {
            known(TRAMPOLINE_ONION_PACKET, self.trampoline_onion_packet)?;
            known(RECIPIENT_FEATURES, self.recipient_features)?;
            known(RECIPIENT_BLINDED_PATHS, self.recipient_blinded_paths.map(|paths| paths.as_bytes()))?;
        }
        let preimage = self.keysend_preimage.as_ref().map(|preimage| preimage.0.expose().as_slice());
        known(KEYSEND_PREIMAGE, preimage)?;
        unknown.try_for_each(|record| put(record.number, record.value))
    }
}

impl PaymentData {
    fn write<'b>(&self, buffer: &'b mut [u8; 40]) -> &'b [u8] {
        let mut writer = Writer::new(buffer);
        // Neither can fail: 32 bytes and at most 8.
        let _ = writer.put(&self.payment_secret.0);
        let _ = integer::write_truncated(self.total_msat.0, &mut writer);
        writer.finish()
    }
}

/// The value without its leading zero bytes.
fn truncated(value: u64, buffer: &mut [u8; 8]) -> &[u8] {
    let mut writer = Writer::new(buffer);
    // Cannot fail: at most 8 bytes.
    let _ = integer::write_truncated(value, &mut writer);
    writer.finish()
}
