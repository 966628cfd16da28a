//! What the maker of a blinded path tells one of its hops.

use crate::bytes::{Octets, PublicKey};
use crate::error::{size, wide};
use crate::feature::{feature_set, feature_vector};
use crate::onion::OnionError;
use crate::onion::path::BlindedPath;
use crate::onion::record::UnknownRecord;
use crate::onion::relay::{PaymentConstraints, PaymentRelay};
use crate::onion::secret::PathId;
use keelbolt::amount::Msat;
use keelbolt::bytes::Writer;
use keelbolt::codec::features::FeatureBits;
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::crypto;
use keelbolt::sphinx::UnknownRecords;
use keelbolt::sphinx::blinding::{self, EncryptedDataTlv};
use keelbolt::time::BlockHeight;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Whom a hop passes on to.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum NextNode {
    /// The node of this id.
    NodeId {
        /// The id.
        node_id: PublicKey,
    },
    /// The node at the other end of this channel.
    ShortChannelId {
        /// The channel.
        short_channel_id: u64,
    },
}

/// The instructions for one hop of a blinded path, `encrypted_data_tlv`. What is missing is not written.
#[derive(Clone, Debug, Default, PartialEq, Eq, uniffi::Record)]
pub struct RecipientData {
    /// How many zeros make it as long as the others.
    #[uniffi(default = None)]
    pub padding: Option<u64>,
    /// The channel to pass on through.
    #[uniffi(default = None)]
    pub short_channel_id: Option<u64>,
    /// The node to pass on to.
    #[uniffi(default = None)]
    pub next_node_id: Option<PublicKey>,
    /// What the recipient recognises the path by.
    #[uniffi(default = None)]
    pub path_id: Option<Arc<PathId>>,
    /// The path key to pass on instead of the one that follows from this hop's.
    #[uniffi(default = None)]
    pub next_path_key_override: Option<PublicKey>,
    /// What the hop keeps of a payment.
    #[uniffi(default = None)]
    pub payment_relay: Option<PaymentRelay>,
    /// Which payments may go through the hop.
    #[uniffi(default = None)]
    pub payment_constraints: Option<PaymentConstraints>,
    /// The bits of the features that a payment or a message may use; nothing is none.
    #[uniffi(default = None)]
    pub allowed_features: Option<Vec<u32>>,
    /// Records of types that this version does not know, in the order of their types.
    #[uniffi(default = [])]
    pub unknown: Vec<UnknownRecord>,
}

/// What a node inside a blinded path forwards.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BlindedForward {
    /// To whom.
    pub next: NextNode,
    /// The amount of the outgoing HTLC, in millisatoshi.
    pub amt_to_forward: u64,
    /// The expiry of the outgoing HTLC.
    pub outgoing_cltv_value: u32,
}

/// Data that passes on to a node.
///
/// # Errors
///
/// `KeyNotAPoint` or `WrongLength`.
#[uniffi::export]
pub fn data_to_node(next_node_id: PublicKey) -> Result<RecipientData, OnionError> {
    Ok(RecipientData::of(&EncryptedDataTlv::to_node(next_node_id.try_into()?)))
}

/// Data that passes on through a channel.
#[uniffi::export]
#[must_use]
pub fn data_to_channel(short_channel_id: u64) -> RecipientData {
    RecipientData::of(&EncryptedDataTlv::to_channel(ShortChannelId(short_channel_id)))
}

/// Data that passes on to the first hop of another path, whose maker is another: for the last hop of a path that is
/// then joined to it.
///
/// # Errors
///
/// As writing the path.
#[uniffi::export]
pub fn data_leading_to(path: BlindedPath) -> Result<RecipientData, OnionError> {
    path.with_core(|path| Ok(RecipientData::of(&EncryptedDataTlv::leading_to(path))))
}

/// Data that ends a path at its recipient, who recognises it by the path id.
#[uniffi::export]
#[must_use]
pub fn data_for_recipient(path_id: Arc<PathId>) -> RecipientData {
    RecipientData { path_id: Some(path_id), ..RecipientData::default() }
}

/// Reads decrypted data. Padding is not looked at.
///
/// # Errors
///
/// The kinds from `BigSizeTruncated` to `TlvUnknownEven`, or those from `RecordLength` to `RecordNotAPoint`.
#[uniffi::export]
pub fn parse_recipient_data(bytes: Vec<u8>) -> Result<RecipientData, OnionError> {
    Ok(RecipientData::of(&EncryptedDataTlv::parse(&Zeroizing::new(bytes))?))
}

#[uniffi::export]
impl RecipientData {
    /// Writes the records in the order of their types.
    ///
    /// # Errors
    ///
    /// `RecordForbidden` for unknown records that are not in order; `DataTooLong`; `KeyNotAPoint` or
    /// `WrongLength` for a value that no data can hold.
    pub fn write(&self) -> Result<Octets, OnionError> {
        self.with_core(|data| {
            let length = data.length();
            if length > MOST {
                return Err(OnionError::DataTooLong { expected: wide(MOST), found: wide(length) });
            }
            let mut out = vec![0; length];
            data.write(&mut Writer::new(&mut out))?;
            Ok(Octets(out))
        })
    }

    /// Whom to pass on to; nothing when nobody is named.
    ///
    /// # Errors
    ///
    /// `TwoNextNodes`, or as writing.
    pub fn next_node(&self) -> Result<Option<NextNode>, OnionError> {
        self.with_core(|data| Ok(data.next_node()?.map(NextNode::of)))
    }

    /// What a node that is not the final one forwards of a payment, when the path allows it.
    ///
    /// Anybody can make a path that grants a node less than it asks for, no blocks at all even. Whether the node may
    /// send that is for its own forwarding policy to say.
    ///
    /// `known` are the feature bits that this node knows for blinded paths, `used` those that the payment uses; so far
    /// there are none. Every error is answered with `invalid_onion_blinding`, as the place of the node says.
    ///
    /// # Errors
    ///
    /// `ExpiryTooLate`, `AmountBelowMinimum`, `UnknownFeature`, `FeatureNotAllowed`, `TwoNextNodes`, `RecordMissing`,
    /// `RelayExceedsPayment`; `FeatureBitTooLarge`; or as writing.
    #[uniffi::method(default(known = [], used = []))]
    pub fn forward_payment(
        &self,
        amount_msat: u64,
        cltv_expiry: u32,
        known: Vec<u32>,
        used: Vec<u32>,
    ) -> Result<BlindedForward, OnionError> {
        let (known, used) = (feature_set(&known)?, feature_set(&used)?);
        self.with_core(|data| {
            let forward = data.forward_payment(Msat(amount_msat), BlockHeight(cltv_expiry), &known, &used)?;
            Ok(BlindedForward {
                next: NextNode::of(forward.next),
                amt_to_forward: forward.amt_to_forward.0,
                outgoing_cltv_value: forward.outgoing_cltv_value.0,
            })
        })
    }

    /// Whether a payment may pass through or end here: what every node of a path asks, the final one too, which then
    /// compares the path id.
    ///
    /// # Errors
    ///
    /// `ExpiryTooLate`, `AmountBelowMinimum`, `UnknownFeature`, `FeatureNotAllowed`, `TwoNextNodes`;
    /// `FeatureBitTooLarge`; or as writing.
    #[uniffi::method(default(known = [], used = []))]
    pub fn check_payment(
        &self,
        amount_msat: u64,
        cltv_expiry: u32,
        known: Vec<u32>,
        used: Vec<u32>,
    ) -> Result<(), OnionError> {
        let (known, used) = (feature_set(&known)?, feature_set(&used)?);
        self.with_core(|data| {
            Ok(data.check_payment(Msat(amount_msat), BlockHeight(cltv_expiry), &known, &used)?)
        })
    }

    /// The question about features that payments and messages have in common.
    ///
    /// # Errors
    ///
    /// `UnknownFeature`, `FeatureNotAllowed`; `FeatureBitTooLarge`; or as writing.
    #[uniffi::method(default(known = [], used = []))]
    pub fn check_features(&self, known: Vec<u32>, used: Vec<u32>) -> Result<(), OnionError> {
        let (known, used) = (feature_set(&known)?, feature_set(&used)?);
        self.with_core(|data| Ok(data.check_features(&known, &used)?))
    }
}

/// The most that a path holds of one hop, in bytes: its length is a `u16`, and encryption adds to it.
const MOST: usize = 0xffff - blinding::ENCRYPTION_LENGTH;

impl RecipientData {
    pub(crate) fn of(data: &EncryptedDataTlv<'_>) -> Self {
        let path_id = data.path_id.map(|id| Arc::new(PathId::new(id.to_vec())));
        Self {
            padding: data.padding.map(wide),
            short_channel_id: data.short_channel_id.map(|id| id.0),
            next_node_id: data.next_node_id.map(PublicKey::from),
            path_id,
            next_path_key_override: data.next_path_key_override.map(PublicKey::from),
            payment_relay: data.payment_relay.map(PaymentRelay::from),
            payment_constraints: data.payment_constraints.map(PaymentConstraints::from),
            allowed_features: data.allowed_features.map(|features| features.bits().collect()),
            unknown: UnknownRecord::all(&data.unknown),
        }
    }

    /// Hands the core's data, which borrow everything, to `use_data`.
    pub(crate) fn with_core<R>(
        &self,
        use_data: impl FnOnce(&EncryptedDataTlv<'_>) -> Result<R, OnionError>,
    ) -> Result<R, OnionError> {
        let borrowed = Borrowed::of(self)?;
        use_data(&borrowed.data(self)?)
    }
}

/// What the core's data borrow that a record does not hold as it is.
pub(crate) struct Borrowed<'a> {
    unknown: Vec<keelbolt::sphinx::UnknownRecord<'a>>,
    features: Option<Vec<u8>>,
}

impl<'a> Borrowed<'a> {
    /// # Errors
    ///
    /// `DataTooLong`
    pub(crate) fn of(data: &'a RecipientData) -> Result<Self, OnionError> {
        let features = data.allowed_features.as_deref().map(feature_vector).transpose()?;
        Ok(Self { unknown: UnknownRecord::to_core(&data.unknown), features })
    }

    /// # Errors
    ///
    /// `KeyNotAPoint`
    pub(crate) fn data(&'a self, data: &'a RecipientData) -> Result<EncryptedDataTlv<'a>, OnionError> {
        let point = |key: Option<PublicKey>| key.map(crypto::PublicKey::try_from).transpose();
        Ok(EncryptedDataTlv {
            padding: data.padding.map(size),
            short_channel_id: data.short_channel_id.map(ShortChannelId),
            next_node_id: point(data.next_node_id)?,
            path_id: data.path_id.as_ref().map(|id| id.0.as_slice()),
            next_path_key_override: point(data.next_path_key_override)?,
            payment_relay: data.payment_relay.map(PaymentRelay::to_core),
            payment_constraints: data.payment_constraints.map(PaymentConstraints::to_core),
            allowed_features: self.features.as_deref().map(FeatureBits::from_bytes),
            unknown: UnknownRecords::new(&self.unknown),
        })
    }
}

impl NextNode {
    pub(crate) fn of(next: blinding::NextNode) -> Self {
        match next {
            blinding::NextNode::NodeId(node_id) => Self::NodeId { node_id: node_id.into() },
            blinding::NextNode::ShortChannelId(id) => Self::ShortChannelId { short_channel_id: id.0 },
        }
    }
}
