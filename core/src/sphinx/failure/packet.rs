//! The packet that carries a failure back.

use crate::bytes::{self, Writer};
use crate::crypto::{SharedSecret, hmac_sha256};
use crate::sphinx::KeyType;
use crate::sphinx::attribution::Report;
use crate::sphinx::failure::{Error, FailureMessage, HMAC_LENGTH, MAX_PACKET_LENGTH, PADDED_LENGTH};

/// A failure to be sent by the node at which it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReturnPacket<'a> {
    /// What failed.
    pub message: FailureMessage<'a>,
    /// A TLV stream after the message's data; mostly empty.
    pub extension: &'a [u8],
    /// What message, extension and padding take at least together, in bytes. Below [`PADDED_LENGTH`] that
    /// holds; "deviating from this may cause older nodes to be unable to parse the return message".
    pub padded_length: usize,
}

impl<'a> ReturnPacket<'a> {
    /// A failure of the usual length.
    #[must_use]
    pub const fn new(message: FailureMessage<'a>) -> Self {
        Self { message, extension: &[], padded_length: PADDED_LENGTH }
    }

    /// How many bytes [`ReturnPacket::write`] takes.
    #[must_use]
    pub fn length(&self) -> usize {
        let fixed = HMAC_LENGTH.saturating_add(size_of::<u16>()).saturating_add(size_of::<u16>());
        self.failure_len().max(self.padded_length).max(PADDED_LENGTH).saturating_add(fixed)
    }

    /// Writes `reason` of `update_fail_htlc`: authenticated, attributed and obfuscated.
    ///
    /// `report` is for a node that supports `option_attribution_data`, unless the HTLC came with a `path_key`;
    /// it starts with [`AttributionData::ZERO`](crate::sphinx::attribution::AttributionData::ZERO).
    ///
    /// # Errors
    ///
    /// [`Error::PacketTooLong`], [`Error::ChannelUpdateTooLong`], or [`Error::Bytes`] with the size needed.
    pub fn write<'b>(
        &self,
        secret: &SharedSecret,
        report: Option<Report<'_>>,
        out: &'b mut [u8],
    ) -> Result<&'b mut [u8], Error> {
        let needed = self.length();
        if needed > MAX_PACKET_LENGTH {
            return Err(Error::PacketTooLong { found: needed });
        }
        let found = out.len();
        let packet = out.get_mut(..needed).ok_or(bytes::Error::BufferTooSmall { needed, found })?;
        packet.fill(0);
        let too_small = bytes::Error::BufferTooSmall { needed, found };
        let (hmac, covered) = packet.split_at_mut_checked(HMAC_LENGTH).ok_or(too_small)?;
        self.write_covered(covered)?;
        hmac.copy_from_slice(hmac_sha256(KeyType::Um.key(secret.expose()).expose(), covered).expose());
        Ok(wrap(packet, secret, report))
    }

    /// `failure_len ‖ failuremsg ‖ pad_len ‖ pad`, into zeros.
    fn write_covered(&self, covered: &mut [u8]) -> Result<(), Error> {
        let too_long = |_| Error::PacketTooLong { found: self.length() };
        let failure_len = self.failure_len();
        let pad_len = self.padded_length.max(PADDED_LENGTH).saturating_sub(failure_len);
        let mut writer = Writer::new(covered);
        writer.put(&u16::try_from(failure_len).map_err(too_long)?.to_be_bytes())?;
        self.message.write(&mut writer)?;
        writer.put(self.extension)?;
        writer.put(&u16::try_from(pad_len).map_err(too_long)?.to_be_bytes())?;
        Ok(())
    }

    fn failure_len(&self) -> usize {
        self.message.length().saturating_add(self.extension.len())
    }
}

/// A node on the way back adds its report to a `reason` from downstream, then obfuscates it in place.
///
/// A reason above [`MAX_PACKET_LENGTH`] is cut there, as the specification wants it; what is returned is to be sent.
pub fn wrap<'b>(reason: &'b mut [u8], secret: &SharedSecret, report: Option<Report<'_>>) -> &'b mut [u8] {
    let length = reason.len().min(MAX_PACKET_LENGTH);
    let reason = reason.get_mut(..length).unwrap_or_default();
    if let Some(mut report) = report {
        report.write(reason, secret);
    }
    // Never an error: a stream is longer than any memory.
    let _ = KeyType::Ammag.stream(secret).apply(reason);
    reason
}
