//! What a failing node says, `failuremsg`.

use crate::amount::Msat;
use crate::bytes::{self, Reader, Writer};
use crate::codec::bigsize;
use crate::crypto::Sha256;
use crate::sphinx::failure::{Error, FailureCode};
use crate::time::BlockHeight;

/// A code with the data that belongs to it (BOLT 4, failure messages).
///
/// A `channel_update` is kept as it came, and mostly empty: nodes stop sending it, because applying it betrays
/// the payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureMessage<'a> {
    /// Any passing failure of the node.
    TemporaryNodeFailure,
    /// Any lasting failure of the node.
    PermanentNodeFailure,
    /// The node requires a feature that the onion lacks.
    RequiredNodeFeatureMissing,
    /// An unknown version byte.
    InvalidOnionVersion {
        /// Of the whole packet.
        sha256_of_onion: Sha256,
    },
    /// The onion's HMAC does not fit.
    InvalidOnionHmac {
        /// Of the whole packet.
        sha256_of_onion: Sha256,
    },
    /// The ephemeral key is no point of the curve.
    InvalidOnionKey {
        /// Of the whole packet.
        sha256_of_onion: Sha256,
    },
    /// The channel cannot carry this HTLC now.
    TemporaryChannelFailure {
        /// The channel's `channel_update`, or nothing.
        channel_update: &'a [u8],
    },
    /// The channel carries no HTLC any more.
    PermanentChannelFailure,
    /// The channel requires a feature that the onion lacks.
    RequiredChannelFeatureMissing,
    /// The onion names no channel of the node.
    UnknownNextPeer,
    /// Less than the channel's `htlc_minimum_msat`.
    AmountBelowMinimum {
        /// The amount of the outgoing HTLC.
        htlc_msat: Msat,
        /// The channel's `channel_update`, or nothing.
        channel_update: &'a [u8],
    },
    /// Less than the channel's fee.
    FeeInsufficient {
        /// The amount of the incoming HTLC.
        htlc_msat: Msat,
        /// The channel's `channel_update`, or nothing.
        channel_update: &'a [u8],
    },
    /// Fewer blocks than the channel's `cltv_expiry_delta`.
    IncorrectCltvExpiry {
        /// The expiry of the outgoing HTLC.
        cltv_expiry: BlockHeight,
        /// The channel's `channel_update`, or nothing.
        channel_update: &'a [u8],
    },
    /// The expiry is too near for the node.
    ExpiryTooSoon {
        /// The channel's `channel_update`, or nothing.
        channel_update: &'a [u8],
    },
    /// The final node does not accept the payment: its hash, secret, amount, expiry or metadata.
    IncorrectOrUnknownPaymentDetails {
        /// The amount of the HTLC.
        htlc_msat: Msat,
        /// The best block that the node knew.
        height: BlockHeight,
    },
    /// The final HTLC expires before what the onion says.
    FinalIncorrectCltvExpiry {
        /// The expiry of the HTLC.
        cltv_expiry: BlockHeight,
    },
    /// The final HTLC carries less than what the onion says.
    FinalIncorrectHtlcAmount {
        /// The amount of the HTLC.
        incoming_htlc_amt: Msat,
    },
    /// The channel is disabled.
    ChannelDisabled {
        /// No flag is defined: zero.
        disabled_flags: u16,
        /// The channel's `channel_update`, or nothing.
        channel_update: &'a [u8],
    },
    /// The expiry is too far in the future.
    ExpiryTooFar,
    /// The payload was not understood or is incomplete.
    InvalidOnionPayload {
        /// The type of the record at fault; zero when it cannot be said.
        record: u64,
        /// Where in the payload it begins, in bytes.
        offset: u16,
    },
    /// The other parts of the payment did not come.
    MppTimeout,
    /// An error within a blinded path.
    InvalidOnionBlinding {
        /// Of the whole packet, or all zero.
        sha256_of_onion: Sha256,
    },
    /// A code that the specification does not define.
    Unknown {
        /// The code.
        code: FailureCode,
        /// All that follows it.
        data: &'a [u8],
    },
}

impl<'a> FailureMessage<'a> {
    /// The message of a BADONION `code` that a peer sent in `update_fail_malformed_htlc`, for the origin.
    ///
    /// "using the `failure_code` given and setting the data to `sha256_of_onion`" (BOLT 2)
    ///
    /// # Errors
    ///
    /// [`Error::NotBadOnion`]: the peer is to be warned or its channel failed.
    pub const fn malformed(code: FailureCode, sha256_of_onion: &'a Sha256) -> Result<Self, Error> {
        let hash = *sha256_of_onion;
        Ok(match code {
            FailureCode::INVALID_ONION_VERSION => Self::InvalidOnionVersion { sha256_of_onion: hash },
            FailureCode::INVALID_ONION_HMAC => Self::InvalidOnionHmac { sha256_of_onion: hash },
            FailureCode::INVALID_ONION_KEY => Self::InvalidOnionKey { sha256_of_onion: hash },
            FailureCode::INVALID_ONION_BLINDING => Self::InvalidOnionBlinding { sha256_of_onion: hash },
            _ if code.is_bad_onion() => Self::Unknown { code, data: &sha256_of_onion.0 },
            _ => return Err(Error::NotBadOnion { code }),
        })
    }

    /// Reads a message, and returns what follows its data: an optional TLV stream.
    ///
    /// "MUST ignore any extra bytes in `failuremsg`": they are not judged.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`] when the code or its data is truncated, [`Error::BigSize`]. The code alone can be read
    /// with [`FailureCode::parse`].
    pub fn parse(failuremsg: &'a [u8]) -> Result<(Self, &'a [u8]), Error> {
        let mut reader = Reader::new(failuremsg);
        let code = FailureCode(reader.u16()?);
        let message = Self::read(code, &mut reader)?;
        Ok((message, reader.rest()))
    }

    fn read(code: FailureCode, reader: &mut Reader<'a>) -> Result<Self, Error> {
        Ok(match code {
            FailureCode::TEMPORARY_NODE_FAILURE => Self::TemporaryNodeFailure,
            FailureCode::PERMANENT_NODE_FAILURE => Self::PermanentNodeFailure,
            FailureCode::REQUIRED_NODE_FEATURE_MISSING => Self::RequiredNodeFeatureMissing,
            FailureCode::INVALID_ONION_VERSION => {
                Self::InvalidOnionVersion { sha256_of_onion: Sha256(reader.array()?) }
            }
            FailureCode::INVALID_ONION_HMAC => {
                Self::InvalidOnionHmac { sha256_of_onion: Sha256(reader.array()?) }
            }
            FailureCode::INVALID_ONION_KEY => {
                Self::InvalidOnionKey { sha256_of_onion: Sha256(reader.array()?) }
            }
            FailureCode::TEMPORARY_CHANNEL_FAILURE => {
                Self::TemporaryChannelFailure { channel_update: read_channel_update(reader)? }
            }
            FailureCode::PERMANENT_CHANNEL_FAILURE => Self::PermanentChannelFailure,
            FailureCode::REQUIRED_CHANNEL_FEATURE_MISSING => Self::RequiredChannelFeatureMissing,
            FailureCode::UNKNOWN_NEXT_PEER => Self::UnknownNextPeer,
            FailureCode::AMOUNT_BELOW_MINIMUM => Self::AmountBelowMinimum {
                htlc_msat: Msat(reader.u64()?),
                channel_update: read_channel_update(reader)?,
            },
            FailureCode::FEE_INSUFFICIENT => Self::FeeInsufficient {
                htlc_msat: Msat(reader.u64()?),
                channel_update: read_channel_update(reader)?,
            },
            FailureCode::INCORRECT_CLTV_EXPIRY => Self::IncorrectCltvExpiry {
                cltv_expiry: BlockHeight(reader.u32()?),
                channel_update: read_channel_update(reader)?,
            },
            FailureCode::EXPIRY_TOO_SOON => {
                Self::ExpiryTooSoon { channel_update: read_channel_update(reader)? }
            }
            FailureCode::INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS => Self::IncorrectOrUnknownPaymentDetails {
                htlc_msat: Msat(reader.u64()?),
                height: BlockHeight(reader.u32()?),
            },
            FailureCode::FINAL_INCORRECT_CLTV_EXPIRY => {
                Self::FinalIncorrectCltvExpiry { cltv_expiry: BlockHeight(reader.u32()?) }
            }
            FailureCode::FINAL_INCORRECT_HTLC_AMOUNT => {
                Self::FinalIncorrectHtlcAmount { incoming_htlc_amt: Msat(reader.u64()?) }
            }
            FailureCode::CHANNEL_DISABLED => Self::ChannelDisabled {
                disabled_flags: reader.u16()?,
                channel_update: read_channel_update(reader)?,
            },
            FailureCode::EXPIRY_TOO_FAR => Self::ExpiryTooFar,
            FailureCode::INVALID_ONION_PAYLOAD => {
                Self::InvalidOnionPayload { record: bigsize::read(reader)?, offset: reader.u16()? }
            }
            FailureCode::MPP_TIMEOUT => Self::MppTimeout,
            FailureCode::INVALID_ONION_BLINDING => {
                Self::InvalidOnionBlinding { sha256_of_onion: Sha256(reader.array()?) }
            }
            _ => Self::Unknown { code, data: reader.take(reader.rest().len())? },
        })
    }

    /// The code.
    #[must_use]
    pub const fn code(&self) -> FailureCode {
        match self {
            Self::TemporaryNodeFailure => FailureCode::TEMPORARY_NODE_FAILURE,
            Self::PermanentNodeFailure => FailureCode::PERMANENT_NODE_FAILURE,
            Self::RequiredNodeFeatureMissing => FailureCode::REQUIRED_NODE_FEATURE_MISSING,
            Self::InvalidOnionVersion { .. } => FailureCode::INVALID_ONION_VERSION,
            Self::InvalidOnionHmac { .. } => FailureCode::INVALID_ONION_HMAC,
            Self::InvalidOnionKey { .. } => FailureCode::INVALID_ONION_KEY,
            Self::TemporaryChannelFailure { .. } => FailureCode::TEMPORARY_CHANNEL_FAILURE,
            Self::PermanentChannelFailure => FailureCode::PERMANENT_CHANNEL_FAILURE,
            Self::RequiredChannelFeatureMissing => FailureCode::REQUIRED_CHANNEL_FEATURE_MISSING,
            Self::UnknownNextPeer => FailureCode::UNKNOWN_NEXT_PEER,
            Self::AmountBelowMinimum { .. } => FailureCode::AMOUNT_BELOW_MINIMUM,
            Self::FeeInsufficient { .. } => FailureCode::FEE_INSUFFICIENT,
            Self::IncorrectCltvExpiry { .. } => FailureCode::INCORRECT_CLTV_EXPIRY,
            Self::ExpiryTooSoon { .. } => FailureCode::EXPIRY_TOO_SOON,
            Self::IncorrectOrUnknownPaymentDetails { .. } => {
                FailureCode::INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS
            }
            Self::FinalIncorrectCltvExpiry { .. } => FailureCode::FINAL_INCORRECT_CLTV_EXPIRY,
            Self::FinalIncorrectHtlcAmount { .. } => FailureCode::FINAL_INCORRECT_HTLC_AMOUNT,
            Self::ChannelDisabled { .. } => FailureCode::CHANNEL_DISABLED,
            Self::ExpiryTooFar => FailureCode::EXPIRY_TOO_FAR,
            Self::InvalidOnionPayload { .. } => FailureCode::INVALID_ONION_PAYLOAD,
            Self::MppTimeout => FailureCode::MPP_TIMEOUT,
            Self::InvalidOnionBlinding { .. } => FailureCode::INVALID_ONION_BLINDING,
            Self::Unknown { code, .. } => *code,
        }
    }

    /// The `channel_update` that came with the failure, if one did.
    #[must_use]
    pub const fn channel_update(&self) -> Option<&'a [u8]> {
        match self {
            Self::TemporaryChannelFailure { channel_update }
            | Self::AmountBelowMinimum { channel_update, .. }
            | Self::FeeInsufficient { channel_update, .. }
            | Self::IncorrectCltvExpiry { channel_update, .. }
            | Self::ExpiryTooSoon { channel_update }
            | Self::ChannelDisabled { channel_update, .. } => match channel_update {
                [] => None,
                update => Some(update),
            },
            _ => None,
        }
    }

    /// How many bytes [`FailureMessage::write`] takes.
    #[must_use]
    pub fn length(&self) -> usize {
        let channel_update = self.channel_update().map_or(0, <[u8]>::len);
        let data = match self {
            Self::TemporaryNodeFailure
            | Self::PermanentNodeFailure
            | Self::RequiredNodeFeatureMissing
            | Self::PermanentChannelFailure
            | Self::RequiredChannelFeatureMissing
            | Self::UnknownNextPeer
            | Self::ExpiryTooFar
            | Self::MppTimeout => 0,
            Self::InvalidOnionVersion { .. }
            | Self::InvalidOnionHmac { .. }
            | Self::InvalidOnionKey { .. }
            | Self::InvalidOnionBlinding { .. } => 32,
            Self::TemporaryChannelFailure { .. } | Self::ExpiryTooSoon { .. } => 2,
            Self::AmountBelowMinimum { .. } | Self::FeeInsufficient { .. } => 10,
            Self::IncorrectCltvExpiry { .. } => 6,
            Self::IncorrectOrUnknownPaymentDetails { .. } => 12,
            Self::FinalIncorrectCltvExpiry { .. } => 4,
            Self::FinalIncorrectHtlcAmount { .. } => 8,
            Self::ChannelDisabled { .. } => 4,
            Self::InvalidOnionPayload { record, .. } => bigsize::length(*record).saturating_add(2),
            Self::Unknown { data, .. } => data.len(),
        };
        channel_update.saturating_add(data).saturating_add(2)
    }

    /// Appends the code and its data.
    ///
    /// # Errors
    ///
    /// [`Error::ChannelUpdateTooLong`], or [`Error::Bytes`] when the buffer is too small.
    pub fn write(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        writer.put(&self.code().0.to_be_bytes())?;
        match self {
            Self::TemporaryNodeFailure
            | Self::PermanentNodeFailure
            | Self::RequiredNodeFeatureMissing
            | Self::PermanentChannelFailure
            | Self::RequiredChannelFeatureMissing
            | Self::UnknownNextPeer
            | Self::ExpiryTooFar
            | Self::MppTimeout => {}
            Self::InvalidOnionVersion { sha256_of_onion }
            | Self::InvalidOnionHmac { sha256_of_onion }
            | Self::InvalidOnionKey { sha256_of_onion }
            | Self::InvalidOnionBlinding { sha256_of_onion } => writer.put(&sha256_of_onion.0)?,
            Self::TemporaryChannelFailure { channel_update } | Self::ExpiryTooSoon { channel_update } => {
                write_channel_update(channel_update, writer)?;
            }
            Self::AmountBelowMinimum { htlc_msat, channel_update }
            | Self::FeeInsufficient { htlc_msat, channel_update } => {
                writer.put(&htlc_msat.0.to_be_bytes())?;
                write_channel_update(channel_update, writer)?;
            }
            Self::IncorrectCltvExpiry { cltv_expiry, channel_update } => {
                writer.put(&cltv_expiry.0.to_be_bytes())?;
                write_channel_update(channel_update, writer)?;
            }
            Self::IncorrectOrUnknownPaymentDetails { htlc_msat, height } => {
                writer.put(&htlc_msat.0.to_be_bytes())?;
                writer.put(&height.0.to_be_bytes())?;
            }
            Self::FinalIncorrectCltvExpiry { cltv_expiry } => writer.put(&cltv_expiry.0.to_be_bytes())?,
            Self::FinalIncorrectHtlcAmount { incoming_htlc_amt } => {
                writer.put(&incoming_htlc_amt.0.to_be_bytes())?;
            }
            Self::ChannelDisabled { disabled_flags, channel_update } => {
                writer.put(&disabled_flags.to_be_bytes())?;
                write_channel_update(channel_update, writer)?;
            }
            Self::InvalidOnionPayload { record, offset } => {
                bigsize::write(*record, writer)?;
                writer.put(&offset.to_be_bytes())?;
            }
            Self::Unknown { data, .. } => writer.put(data)?,
        }
        Ok(())
    }
}

/// `u16` length, then the update.
fn read_channel_update<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], bytes::Error> {
    let length = reader.u16()?;
    reader.take(length.into())
}

fn write_channel_update(update: &[u8], writer: &mut Writer<'_>) -> Result<(), Error> {
    let length =
        u16::try_from(update.len()).map_err(|_| Error::ChannelUpdateTooLong { found: update.len() })?;
    writer.put(&length.to_be_bytes())?;
    Ok(writer.put(update)?)
}
