//! Failures: what a node says, and how it travels back to the origin.

use crate::bytes::{Octets, Sha256};
use crate::onion::OnionError;
use crate::onion::attribution::{Attributed, HoldTimes, hop_number};
use crate::onion::secret::{RouteSecrets, SharedSecret};
use keelbolt::amount::Msat;
use keelbolt::bytes::Writer;
use keelbolt::crypto;
use keelbolt::sphinx::attribution::AttributionData;
use keelbolt::sphinx::failure::{self, FailureCode, MAX_PACKET_LENGTH, ReturnPacket};
use keelbolt::time::BlockHeight;
use std::sync::Arc;

/// What a failing node says: a code, as the name of the case, and the data that belongs to it. Amounts are in
/// millisatoshi.
///
/// A `channel_update` is kept as it came, and mostly missing: nodes stop sending it, because applying it betrays the
/// payer.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum FailureMessage {
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
        /// The channel's `channel_update`, if one came.
        channel_update: Option<Octets>,
    },
    /// The channel carries no HTLC any more.
    PermanentChannelFailure,
    /// The channel requires a feature that the onion lacks.
    RequiredChannelFeatureMissing,
    /// The onion names no channel of the node.
    UnknownNextPeer,
    /// Less than the channel's `htlc_minimum_msat`.
    AmountBelowMinimum {
        /// The amount of the outgoing HTLC, in millisatoshi.
        htlc_msat: u64,
        /// The channel's `channel_update`, if one came.
        channel_update: Option<Octets>,
    },
    /// Less than the channel's fee.
    FeeInsufficient {
        /// The amount of the incoming HTLC, in millisatoshi.
        htlc_msat: u64,
        /// The channel's `channel_update`, if one came.
        channel_update: Option<Octets>,
    },
    /// Fewer blocks than the channel's `cltv_expiry_delta`.
    IncorrectCltvExpiry {
        /// The expiry of the outgoing HTLC.
        cltv_expiry: u32,
        /// The channel's `channel_update`, if one came.
        channel_update: Option<Octets>,
    },
    /// The expiry is too near for the node.
    ExpiryTooSoon {
        /// The channel's `channel_update`, if one came.
        channel_update: Option<Octets>,
    },
    /// The final node does not accept the payment: its hash, secret, amount, expiry or metadata.
    IncorrectOrUnknownPaymentDetails {
        /// The amount of the HTLC, in millisatoshi.
        htlc_msat: u64,
        /// The best block that the node knew.
        height: u32,
    },
    /// The final HTLC expires before what the onion says.
    FinalIncorrectCltvExpiry {
        /// The expiry of the HTLC.
        cltv_expiry: u32,
    },
    /// The final HTLC carries less than what the onion says.
    FinalIncorrectHtlcAmount {
        /// The amount of the HTLC, in millisatoshi.
        incoming_htlc_amt: u64,
    },
    /// The channel is disabled.
    ChannelDisabled {
        /// No flag is defined: zero.
        disabled_flags: u16,
        /// The channel's `channel_update`, if one came.
        channel_update: Option<Octets>,
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
        code: u16,
        /// All that follows it.
        data: Octets,
    },
}

/// A code of a failure, in 16 bits whose top ones are flags.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FailureCodeInfo {
    /// The code.
    pub code: u16,
    /// The specification's name, such as `mpp_timeout`; nothing for a code that it does not define.
    pub name: Option<String>,
    /// BADONION: the node could not parse the onion; such a failure travels as `update_fail_malformed_htlc`.
    pub is_bad_onion: bool,
    /// PERM: trying again later cannot help.
    pub is_permanent: bool,
    /// NODE: the whole node failed, and not one of its channels.
    pub is_node: bool,
    /// UPDATE: a forwarding parameter of the channel was violated; a `channel_update` may come with the failure.
    pub is_update: bool,
}

/// A failure message that was read.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ParsedFailure {
    /// What it says.
    pub failure: FailureMessage,
    /// What follows its data: an optional TLV stream, not judged.
    pub extension: Octets,
}

/// A failure on its way back: what `update_fail_htlc` carries.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FailurePacket {
    /// The encrypted failure, `reason`.
    pub reason: Octets,
    /// Who held the payment, 920 bytes; nothing from a node that does not report.
    pub attribution_data: Option<Octets>,
}

/// A failure with its sender.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HopFailure {
    /// Who sent it: the hop of the route, the first being 0.
    pub hop: u32,
    /// What it said; nothing when that cannot be read.
    pub failure: Option<FailureMessage>,
    /// The bytes of what it said; none when the sender's own length fields contradict each other.
    pub failuremsg: Octets,
}

/// What came back with a failure.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DecryptedFailure {
    /// The failure; nothing when no hop's HMAC fits, since a node on the way back changed or made it up. Then the
    /// unattributed hop of the hold times names the source.
    pub failure: Option<HopFailure>,
    /// The hold times; nothing when no attribution data came, or the route is longer than it reaches, 20 hops.
    pub hold_times: Option<HoldTimes>,
}

/// What a code says by itself.
#[uniffi::export]
#[must_use]
pub fn failure_code_info(code: u16) -> FailureCodeInfo {
    let parsed = FailureCode(code);
    FailureCodeInfo {
        code,
        name: parsed.name().map(str::to_owned),
        is_bad_onion: parsed.is_bad_onion(),
        is_permanent: parsed.is_permanent(),
        is_node: parsed.is_node(),
        is_update: parsed.is_update(),
    }
}

/// The code with which a failure message begins, whatever follows it.
///
/// # Errors
///
/// `Truncated`
#[uniffi::export]
pub fn parse_failure_code(failuremsg: Vec<u8>) -> Result<u16, OnionError> {
    let code = FailureCode::parse(&failuremsg).map_err(failure::Error::Bytes)?;
    Ok(code.0)
}

/// Reads a failure message, a code and its data.
///
/// # Errors
///
/// `Truncated`, `BigSizeTruncated` or `BigSizeNotMinimal`.
#[uniffi::export]
pub fn parse_failure(failuremsg: Vec<u8>) -> Result<ParsedFailure, OnionError> {
    let (failure, extension) = failure::FailureMessage::parse(&failuremsg)?;
    Ok(ParsedFailure { failure: FailureMessage::of(failure), extension: extension.into() })
}

/// The failure that a peer told in `update_fail_malformed_htlc`, to be sent on to the origin. The code has the BADONION
/// flag.
///
/// # Errors
///
/// `NotBadOnion`: the peer is to be warned or its channel failed. `WrongLength`
#[uniffi::export]
pub fn malformed_failure(code: u16, sha256_of_onion: Sha256) -> Result<FailureMessage, OnionError> {
    let hash = crypto::Sha256(sha256_of_onion.0);
    Ok(FailureMessage::of(failure::FailureMessage::malformed(FailureCode(code), &hash)?))
}

/// The erring node makes its `reason`: authenticated, attributed and obfuscated with the secret that peeling gave.
///
/// `hold_time_ms` is how long it held the HTLC in milliseconds, for a node that supports `option_attribution_data`,
/// unless the HTLC came with a `path_key`; nothing adds no attribution data. `extension` is a TLV stream after the
/// message. `padded_length` is what message and padding take at least together: 256 bytes or more.
///
/// # Errors
///
/// `TooLong` above 32768 bytes; `ChannelUpdateTooLong`; `WrongLength`.
#[uniffi::export(default(hold_time_ms = None, extension = None, padded_length = None))]
pub fn create_failure(
    failure: FailureMessage,
    shared_secret: Arc<SharedSecret>,
    hold_time_ms: Option<u64>,
    extension: Option<Vec<u8>>,
    padded_length: Option<u16>,
) -> Result<FailurePacket, OnionError> {
    let mut packet = ReturnPacket::new(failure.to_core());
    packet.extension = extension.as_deref().unwrap_or_default();
    packet.padded_length = padded_length.map_or(packet.padded_length, usize::from);
    let mut attributed = Attributed::new(hold_time_ms, None)?;
    let report = attributed.as_mut().map(Attributed::report);
    let mut out = vec![0; packet.length().min(MAX_PACKET_LENGTH)];
    packet.write(&shared_secret.0, report, &mut out)?;
    let attribution_data = attributed.as_ref().map(Attributed::octets);
    Ok(FailurePacket { reason: Octets(out), attribution_data })
}

/// A node on the way back adds its report to what came from downstream, then obfuscates the reason.
///
/// `attribution_data` is what came with it; `hold_time_ms` as for the erring node. A reason above 32768 bytes is cut
/// there, as the specification wants it.
///
/// # Errors
///
/// `AttributionLength`
#[uniffi::export(default(hold_time_ms = None, attribution_data = None))]
pub fn wrap_failure(
    reason: Vec<u8>,
    shared_secret: Arc<SharedSecret>,
    hold_time_ms: Option<u64>,
    attribution_data: Option<Vec<u8>>,
) -> Result<FailurePacket, OnionError> {
    let mut reason = reason;
    let mut attributed = Attributed::new(hold_time_ms, attribution_data)?;
    let report = attributed.as_mut().map(Attributed::report);
    let wrapped = failure::wrap(&mut reason, &shared_secret.0, report);
    let attribution_data = attributed.as_ref().map(Attributed::octets);
    Ok(FailurePacket { reason: Octets(wrapped.to_vec()), attribution_data })
}

/// The origin finds the sender of a reason, decrypts it and reads the hold times, with the secrets that building the
/// onion gave. Its time depends on neither the sender nor the contents.
///
/// # Errors
///
/// `HopCount` for no secrets, or more than 27; `AttributionLength`. That a reason is garbage is no error, but a result
/// without a failure.
#[uniffi::export(default(attribution_data = None))]
pub fn decrypt_failure(
    reason: Vec<u8>,
    secrets: Arc<RouteSecrets>,
    attribution_data: Option<Vec<u8>>,
) -> Result<DecryptedFailure, OnionError> {
    let mut reason = reason;
    let attribution = attribution_data.as_deref().map(AttributionData::parse).transpose()?;
    let decrypted = failure::decrypt(&mut reason, attribution, &secrets.0)?;
    Ok(DecryptedFailure {
        failure: decrypted.failure.map(HopFailure::of),
        hold_times: decrypted.hold_times.map(HoldTimes::of),
    })
}

#[uniffi::export]
impl FailureMessage {
    /// The code, with its flags.
    ///
    /// # Errors
    ///
    /// `WrongLength`
    pub fn failure_code(&self) -> Result<u16, OnionError> {
        Ok(self.to_core().code().0)
    }

    /// The code and the data, as a failure message begins.
    ///
    /// # Errors
    ///
    /// `ChannelUpdateTooLong` or `WrongLength`.
    pub fn write(&self) -> Result<Octets, OnionError> {
        Ok(Octets(written(&self.to_core())?))
    }
}

impl FailureMessage {
    pub(crate) fn of(failure: failure::FailureMessage<'_>) -> Self {
        use failure::FailureMessage as Core;
        match failure {
            Core::TemporaryNodeFailure => Self::TemporaryNodeFailure,
            Core::PermanentNodeFailure => Self::PermanentNodeFailure,
            Core::RequiredNodeFeatureMissing => Self::RequiredNodeFeatureMissing,
            Core::InvalidOnionVersion { sha256_of_onion } => {
                Self::InvalidOnionVersion { sha256_of_onion: Sha256(sha256_of_onion.0) }
            }
            Core::InvalidOnionHmac { sha256_of_onion } => {
                Self::InvalidOnionHmac { sha256_of_onion: Sha256(sha256_of_onion.0) }
            }
            Core::InvalidOnionKey { sha256_of_onion } => {
                Self::InvalidOnionKey { sha256_of_onion: Sha256(sha256_of_onion.0) }
            }
            Core::TemporaryChannelFailure { channel_update } => {
                Self::TemporaryChannelFailure { channel_update: update(channel_update) }
            }
            Core::PermanentChannelFailure => Self::PermanentChannelFailure,
            Core::RequiredChannelFeatureMissing => Self::RequiredChannelFeatureMissing,
            Core::UnknownNextPeer => Self::UnknownNextPeer,
            Core::AmountBelowMinimum { htlc_msat, channel_update } => {
                Self::AmountBelowMinimum { htlc_msat: htlc_msat.0, channel_update: update(channel_update) }
            }
            Core::FeeInsufficient { htlc_msat, channel_update } => {
                Self::FeeInsufficient { htlc_msat: htlc_msat.0, channel_update: update(channel_update) }
            }
            Core::IncorrectCltvExpiry { cltv_expiry, channel_update } => Self::IncorrectCltvExpiry {
                cltv_expiry: cltv_expiry.0,
                channel_update: update(channel_update),
            },
            Core::ExpiryTooSoon { channel_update } => {
                Self::ExpiryTooSoon { channel_update: update(channel_update) }
            }
            Core::IncorrectOrUnknownPaymentDetails { htlc_msat, height } => {
                Self::IncorrectOrUnknownPaymentDetails { htlc_msat: htlc_msat.0, height: height.0 }
            }
            Core::FinalIncorrectCltvExpiry { cltv_expiry } => {
                Self::FinalIncorrectCltvExpiry { cltv_expiry: cltv_expiry.0 }
            }
            Core::FinalIncorrectHtlcAmount { incoming_htlc_amt } => {
                Self::FinalIncorrectHtlcAmount { incoming_htlc_amt: incoming_htlc_amt.0 }
            }
            Core::ChannelDisabled { disabled_flags, channel_update } => {
                Self::ChannelDisabled { disabled_flags, channel_update: update(channel_update) }
            }
            Core::ExpiryTooFar => Self::ExpiryTooFar,
            Core::InvalidOnionPayload { record, offset } => Self::InvalidOnionPayload { record, offset },
            Core::MppTimeout => Self::MppTimeout,
            Core::InvalidOnionBlinding { sha256_of_onion } => {
                Self::InvalidOnionBlinding { sha256_of_onion: Sha256(sha256_of_onion.0) }
            }
            Core::Unknown { code, data } => Self::Unknown { code: code.0, data: data.into() },
            // A message of a newer core: its bytes after the code.
            other => {
                let bytes = written(&other).unwrap_or_default();
                Self::Unknown { code: other.code().0, data: bytes.get(2..).unwrap_or_default().into() }
            }
        }
    }

    pub(crate) fn to_core(&self) -> failure::FailureMessage<'_> {
        use failure::FailureMessage as Core;
        match self {
            Self::TemporaryNodeFailure => Core::TemporaryNodeFailure,
            Self::PermanentNodeFailure => Core::PermanentNodeFailure,
            Self::RequiredNodeFeatureMissing => Core::RequiredNodeFeatureMissing,
            Self::InvalidOnionVersion { sha256_of_onion } => {
                Core::InvalidOnionVersion { sha256_of_onion: crypto::Sha256(sha256_of_onion.0) }
            }
            Self::InvalidOnionHmac { sha256_of_onion } => {
                Core::InvalidOnionHmac { sha256_of_onion: crypto::Sha256(sha256_of_onion.0) }
            }
            Self::InvalidOnionKey { sha256_of_onion } => {
                Core::InvalidOnionKey { sha256_of_onion: crypto::Sha256(sha256_of_onion.0) }
            }
            Self::TemporaryChannelFailure { channel_update } => {
                Core::TemporaryChannelFailure { channel_update: bytes(channel_update) }
            }
            Self::PermanentChannelFailure => Core::PermanentChannelFailure,
            Self::RequiredChannelFeatureMissing => Core::RequiredChannelFeatureMissing,
            Self::UnknownNextPeer => Core::UnknownNextPeer,
            Self::AmountBelowMinimum { htlc_msat, channel_update } => Core::AmountBelowMinimum {
                htlc_msat: Msat(*htlc_msat),
                channel_update: bytes(channel_update),
            },
            Self::FeeInsufficient { htlc_msat, channel_update } => {
                Core::FeeInsufficient { htlc_msat: Msat(*htlc_msat), channel_update: bytes(channel_update) }
            }
            Self::IncorrectCltvExpiry { cltv_expiry, channel_update } => Core::IncorrectCltvExpiry {
                cltv_expiry: BlockHeight(*cltv_expiry),
                channel_update: bytes(channel_update),
            },
            Self::ExpiryTooSoon { channel_update } => {
                Core::ExpiryTooSoon { channel_update: bytes(channel_update) }
            }
            Self::IncorrectOrUnknownPaymentDetails { htlc_msat, height } => {
                Core::IncorrectOrUnknownPaymentDetails {
                    htlc_msat: Msat(*htlc_msat),
                    height: BlockHeight(*height),
                }
            }
            Self::FinalIncorrectCltvExpiry { cltv_expiry } => {
                Core::FinalIncorrectCltvExpiry { cltv_expiry: BlockHeight(*cltv_expiry) }
            }
            Self::FinalIncorrectHtlcAmount { incoming_htlc_amt } => {
                Core::FinalIncorrectHtlcAmount { incoming_htlc_amt: Msat(*incoming_htlc_amt) }
            }
            Self::ChannelDisabled { disabled_flags, channel_update } => Core::ChannelDisabled {
                disabled_flags: *disabled_flags,
                channel_update: bytes(channel_update),
            },
            Self::ExpiryTooFar => Core::ExpiryTooFar,
            Self::InvalidOnionPayload { record, offset } => {
                Core::InvalidOnionPayload { record: *record, offset: *offset }
            }
            Self::MppTimeout => Core::MppTimeout,
            Self::InvalidOnionBlinding { sha256_of_onion } => {
                Core::InvalidOnionBlinding { sha256_of_onion: crypto::Sha256(sha256_of_onion.0) }
            }
            Self::Unknown { code, data } => Core::Unknown { code: FailureCode(*code), data: &data.0 },
        }
    }
}

impl HopFailure {
    fn of(found: failure::Failure<'_>) -> Self {
        let parsed = failure::FailureMessage::parse(found.failuremsg).ok();
        Self {
            hop: hop_number(found.hop),
            failure: parsed.map(|(failure, _)| FailureMessage::of(failure)),
            failuremsg: found.failuremsg.into(),
        }
    }
}

fn written(failure: &failure::FailureMessage<'_>) -> Result<Vec<u8>, OnionError> {
    let mut out = vec![0; failure.length()];
    failure.write(&mut Writer::new(&mut out))?;
    Ok(out)
}

fn update(channel_update: &[u8]) -> Option<Octets> {
    (!channel_update.is_empty()).then(|| channel_update.into())
}

fn bytes(channel_update: &Option<Octets>) -> &[u8] {
    channel_update.as_ref().map(Octets::as_slice).unwrap_or_default()
}
