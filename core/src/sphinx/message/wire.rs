//! The message between two peers, `onion_message`.

use crate::bytes::{Hex, Reader, Writer};
use crate::codec::tlv::Records;
use crate::crypto::PublicKey;
use crate::sphinx::message::Error;
use core::fmt;

/// The type of the message (BOLT 4, "The `onion_message` Message").
pub(super) const TYPE: u16 = 513;

/// What stands before the packet: the type, the path key, the packet's length.
const HEAD_LENGTH: usize = 2 + 33 + 2;

/// The longest packet that fits a message of 65535 bytes (BOLT 8), in bytes.
pub const MAX_PACKET_LENGTH: usize = 65_535 - HEAD_LENGTH;

/// An onion for a peer, and the path key with which the peer opens it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OnionMessage<'a> {
    /// The path key for the peer.
    pub path_key: PublicKey,
    /// `onion_message_packet`, of any size.
    pub packet: &'a [u8],
}

impl<'a> OnionMessage<'a> {
    /// Reads a whole message, with its type. Odd records after the packet are passed over.
    ///
    /// # Errors
    ///
    /// [`Error::Type`], [`Error::PathKey`], [`Error::Tlv`], or [`Error::Bytes`] when it is truncated.
    pub fn parse(message: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(message);
        let found = reader.u16()?;
        if found != TYPE {
            return Err(Error::Type { expected: TYPE, found });
        }
        let path_key = PublicKey::parse(&reader.array()?).map_err(Error::PathKey)?;
        let length = reader.u16()?;
        let packet = reader.take(length.into())?;
        Records::new(reader.rest(), |_| false).try_for_each(|record| record.map(drop))?;
        Ok(Self { path_key, packet })
    }

    /// How many bytes [`OnionMessage::write`] takes.
    #[must_use]
    pub const fn length(&self) -> usize {
        HEAD_LENGTH.saturating_add(self.packet.len())
    }

    /// Appends the whole message, with its type.
    ///
    /// # Errors
    ///
    /// [`Error::PacketTooLong`], or [`Error::Bytes`] when the buffer is too small.
    pub fn write(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        let found = self.packet.len();
        let length = u16::try_from(found)
            .ok()
            .filter(|_| found <= MAX_PACKET_LENGTH)
            .ok_or(Error::PacketTooLong { found })?;
        writer.put(&TYPE.to_be_bytes())?;
        writer.put(&self.path_key.to_bytes())?;
        writer.put(&length.to_be_bytes())?;
        Ok(writer.put(self.packet)?)
    }
}

impl fmt::Debug for OnionMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnionMessage")
            .field("path_key", &self.path_key)
            .field("packet", &Hex(self.packet))
            .finish()
    }
}
