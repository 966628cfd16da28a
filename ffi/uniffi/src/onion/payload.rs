//! What the origin tells each hop of a payment.

#[cfg(test)]
mod tests;

use crate::bytes::{Octets, PaymentSecret, PublicKey};
use crate::feature::{feature_bits, feature_vector};
use crate::onion::OnionError;
use crate::onion::instruction::Instruction;
use crate::onion::packet::next;
use crate::onion::record::UnknownRecord;
use crate::onion::trampoline::{PaymentPath, TrampolineInstruction, payment_paths};
use crate::secret::Preimage;
use keelbolt::amount::Msat;
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::crypto;
use keelbolt::sphinx::UnknownRecords;
use keelbolt::sphinx::payload;
use keelbolt::sphinx::trampoline::PaymentPaths;
use keelbolt::time::BlockHeight;
use std::sync::Arc;

/// What ties an HTLC to an invoice.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PaymentData {
    /// The invoice's.
    pub payment_secret: PaymentSecret,
    /// The amount of the whole payment in millisatoshi, of which this HTLC may be a part.
    pub total_msat: u64,
}

/// The payload of one hop of a payment: its records, each checked by itself. Amounts are in millisatoshi, heights and
/// expiries in blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq, uniffi::Record)]
pub struct Payload {
    /// The amount of the outgoing HTLC; at the final node, of the incoming one.
    #[uniffi(default = None)]
    pub amt_to_forward: Option<u64>,
    /// The expiry of the outgoing HTLC; at the final node, of the incoming one.
    #[uniffi(default = None)]
    pub outgoing_cltv_value: Option<u32>,
    /// The outgoing channel.
    #[uniffi(default = None)]
    pub short_channel_id: Option<u64>,
    /// The payee's secret, and the amount of the whole payment.
    #[uniffi(default = None)]
    pub payment_data: Option<PaymentData>,
    /// What the maker of a blinded path tells this hop.
    #[uniffi(default = None)]
    pub encrypted_recipient_data: Option<Octets>,
    /// The path key, for the first hop of a blinded path.
    #[uniffi(default = None)]
    pub current_path_key: Option<PublicKey>,
    /// What the invoice asked to be repeated.
    #[uniffi(default = None)]
    pub payment_metadata: Option<Octets>,
    /// The amount of the whole payment, at the end of a blinded path.
    #[uniffi(default = None)]
    pub total_amount_msat: Option<u64>,
    /// The preimage of a payment without an invoice (bLIP 3).
    #[uniffi(default = None)]
    pub keysend_preimage: Option<Arc<Preimage>>,
    /// The next trampoline node (a proposal, may change).
    #[uniffi(default = None)]
    pub outgoing_node_id: Option<PublicKey>,
    /// The packet for the trampoline nodes, in the payload for one of them (a proposal, may change).
    #[uniffi(default = None)]
    pub trampoline_onion_packet: Option<Octets>,
    /// The feature bits of the invoice, for the trampoline node that pays it (a proposal, may change).
    #[uniffi(default = None)]
    pub recipient_features: Option<Vec<u32>>,
    /// The paths to a recipient who is no trampoline node (a proposal, may change).
    #[uniffi(default = None)]
    pub recipient_blinded_paths: Option<Vec<PaymentPath>>,
    /// Records of types that this version does not know, in the order of their types.
    #[uniffi(default = [])]
    pub unknown: Vec<UnknownRecord>,
}

/// Reads a TLV stream, as it comes from peeling.
///
/// # Errors
///
/// The kinds from `BigSizeTruncated` to `TlvUnknownEven`, or those from `RecordLength` to `RecordNotAPoint` and
/// `RecordPaths`; each says with which failure to answer.
#[uniffi::export]
pub fn parse_payload(bytes: Vec<u8>) -> Result<Payload, OnionError> {
    Ok(Payload::of(&payload::Payload::parse(&bytes)?))
}

/// For a hop that forwards, outside of a blinded path.
#[uniffi::export]
#[must_use]
pub fn forward_payload(amt_to_forward: u64, outgoing_cltv_value: u32, short_channel_id: u64) -> Payload {
    let channel = ShortChannelId(short_channel_id);
    Payload::of(&payload::Payload::forward(Msat(amt_to_forward), BlockHeight(outgoing_cltv_value), channel))
}

/// For the payee of an invoice. Its metadata, where it has some, is to be added.
///
/// # Errors
///
/// `WrongLength`
#[uniffi::export]
pub fn receive_payload(
    amt_to_forward: u64,
    outgoing_cltv_value: u32,
    payment_data: PaymentData,
) -> Result<Payload, OnionError> {
    let (amount, expiry) = (Msat(amt_to_forward), BlockHeight(outgoing_cltv_value));
    Ok(Payload::of(&payload::Payload::receive(amount, expiry, payment_data.to_core())))
}

/// For a payee who has given no invoice (bLIP 3).
#[uniffi::export]
#[must_use]
pub fn keysend_payload(amt_to_forward: u64, outgoing_cltv_value: u32, preimage: Arc<Preimage>) -> Payload {
    let (amount, expiry) = (Msat(amt_to_forward), BlockHeight(outgoing_cltv_value));
    Payload::of(&payload::Payload::keysend(amount, expiry, preimage.0.clone()))
}

/// For a hop that forwards inside of a blinded path; the first hop of the path gets its path key.
///
/// # Errors
///
/// `KeyNotAPoint` or `WrongLength`.
#[uniffi::export]
pub fn blinded_forward_payload(
    encrypted_recipient_data: Vec<u8>,
    current_path_key: Option<PublicKey>,
) -> Result<Payload, OnionError> {
    let path_key = current_path_key.map(crypto::PublicKey::try_from).transpose()?;
    Ok(Payload::of(&payload::Payload::blinded_forward(&encrypted_recipient_data, path_key)))
}

/// For the payee at the end of a blinded path; where the path has no other hop, it gets the path key.
///
/// # Errors
///
/// `KeyNotAPoint` or `WrongLength`.
#[uniffi::export]
pub fn blinded_receive_payload(
    encrypted_recipient_data: Vec<u8>,
    current_path_key: Option<PublicKey>,
    amt_to_forward: u64,
    outgoing_cltv_value: u32,
    total_amount_msat: u64,
) -> Result<Payload, OnionError> {
    Ok(Payload::of(&payload::Payload::blinded_receive(
        &encrypted_recipient_data,
        current_path_key.map(crypto::PublicKey::try_from).transpose()?,
        Msat(amt_to_forward),
        BlockHeight(outgoing_cltv_value),
        Msat(total_amount_msat),
    )))
}

#[uniffi::export]
impl Payload {
    /// Writes the records in the order of their types, as a hop of a route takes them.
    ///
    /// # Errors
    ///
    /// `TlvWriteOrder` for unknown records that are not in order; `KeyNotAPoint`, `DataTooLong` or `WrongLength`
    /// for a value that no payload can hold; for the paths to a recipient, as they are written by themselves.
    pub fn write(&self) -> Result<Octets, OnionError> {
        self.with_core(|payload| {
            let mut out = vec![0; payload.length()];
            payload.write(&mut out)?;
            Ok(Octets(out))
        })
    }

    /// What the hop is to do: the records that belong together, and none other. `is_final` is whether the onion ends
    /// here, `path_key` the one in the incoming `update_add_htlc`, if there is one.
    ///
    /// # Errors
    ///
    /// `RecordMissing`, `RecordForbidden` or `UnexpectedPathKey`, each with the failure with which to answer; else as
    /// writing.
    pub fn instruction(
        &self,
        is_final: bool,
        path_key: Option<PublicKey>,
    ) -> Result<Instruction, OnionError> {
        let path_key = path_key.map(crypto::PublicKey::try_from).transpose()?;
        self.with_core(|payload| Instruction::of(payload.instruction(next(is_final), path_key)?))
    }

    /// What this payload of a trampoline onion asks (a proposal, may change). `is_final` is whether that onion ends
    /// here, `outer_path_key` the path key in the payload that carried it.
    ///
    /// # Errors
    ///
    /// As the instruction of an ordinary payload.
    pub fn trampoline_instruction(
        &self,
        is_final: bool,
        outer_path_key: Option<PublicKey>,
    ) -> Result<TrampolineInstruction, OnionError> {
        let path_key = outer_path_key.map(crypto::PublicKey::try_from).transpose()?;
        self.with_core(|payload| {
            Ok(TrampolineInstruction::of(payload.trampoline_instruction(next(is_final), path_key)?))
        })
    }
}

impl Payload {
    pub(crate) fn of(payload: &payload::Payload<'_>) -> Self {
        Self {
            amt_to_forward: payload.amt_to_forward.map(|amount| amount.0),
            outgoing_cltv_value: payload.outgoing_cltv_value.map(|height| height.0),
            short_channel_id: payload.short_channel_id.map(|id| id.0),
            payment_data: payload.payment_data.map(PaymentData::of),
            encrypted_recipient_data: payload.encrypted_recipient_data.map(Octets::from),
            current_path_key: payload.current_path_key.map(PublicKey::from),
            payment_metadata: payload.payment_metadata.map(Octets::from),
            total_amount_msat: payload.total_amount_msat.map(|amount| amount.0),
            keysend_preimage: payload.keysend_preimage.clone().map(|preimage| Arc::new(Preimage(preimage))),
            outgoing_node_id: payload.outgoing_node_id.map(PublicKey::from),
            trampoline_onion_packet: payload.trampoline_onion_packet.map(Octets::from),
            recipient_features: payload.recipient_features.map(feature_bits),
            recipient_blinded_paths: payload.recipient_blinded_paths.map(|paths| PaymentPath::all(&paths)),
            unknown: UnknownRecord::all(&payload.unknown),
        }
    }

    /// Hands the core's payload, which borrows everything, to `use_payload`.
    fn with_core<R>(
        &self,
        use_payload: impl FnOnce(&payload::Payload<'_>) -> Result<R, OnionError>,
    ) -> Result<R, OnionError> {
        let unknown = UnknownRecord::to_core(&self.unknown);
        let features = self.recipient_features.as_deref().map(feature_vector).transpose()?;
        let paths = self.recipient_blinded_paths.as_deref().map(payment_paths).transpose()?;
        let point = |key: Option<PublicKey>| key.map(crypto::PublicKey::try_from).transpose();

        let mut payload = payload::Payload::default();
        payload.amt_to_forward = self.amt_to_forward.map(Msat);
        payload.outgoing_cltv_value = self.outgoing_cltv_value.map(BlockHeight);
        payload.short_channel_id = self.short_channel_id.map(ShortChannelId);
        payload.payment_data = self.payment_data.as_ref().map(PaymentData::to_core);
        payload.encrypted_recipient_data = self.encrypted_recipient_data.as_ref().map(Octets::as_slice);
        payload.current_path_key = point(self.current_path_key)?;
        payload.payment_metadata = self.payment_metadata.as_ref().map(Octets::as_slice);
        payload.total_amount_msat = self.total_amount_msat.map(Msat);
        payload.keysend_preimage = self.keysend_preimage.as_ref().map(|preimage| preimage.0.clone());
        payload.outgoing_node_id = point(self.outgoing_node_id)?;
        payload.trampoline_onion_packet = self.trampoline_onion_packet.as_ref().map(Octets::as_slice);
        payload.recipient_features = features.as_deref();
        payload.recipient_blinded_paths = match &paths {
            Some(bytes) => Some(PaymentPaths::parse(bytes).map_err(PaymentPath::error)?),
            None => None,
        };
        payload.unknown = UnknownRecords::new(&unknown);
        use_payload(&payload)
    }
}

impl PaymentData {
    fn of(data: payload::PaymentData) -> Self {
        Self { payment_secret: PaymentSecret(data.payment_secret.0), total_msat: data.total_msat.0 }
    }

    pub(crate) fn to_core(&self) -> payload::PaymentData {
        payload::PaymentData {
            payment_secret: crypto::PaymentSecret(self.payment_secret.0),
            total_msat: Msat(self.total_msat),
        }
    }
}
