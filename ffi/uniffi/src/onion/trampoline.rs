//! Trampoline payments, where nodes on the way find parts of the route (lightning/bolts #836). It is a proposal: this
//! part may change.
//!
//! A trampoline onion is a packet of any size that the last payload of an ordinary one carries. It is built and peeled
//! as that is; its failures are wrapped twice, and decrypted with the secrets of the outer route followed by those of
//! the inner one.

use crate::bytes::{Octets, PublicKey};
use crate::feature::{feature_bits, feature_vector};
use crate::onion::OnionError;
use crate::onion::error::OnionPart;
use crate::onion::failure::FailureMessage;
use crate::onion::instruction::{BlindedInstruction, ReceiveInstruction};
use crate::onion::path::BlindedPath;
use crate::onion::payload::{Payload, PaymentData};
use crate::onion::relay::TotalRelay;
use keelbolt::amount::Msat;
use keelbolt::crypto;
use keelbolt::sphinx::trampoline::{self, PaymentPaths};
use keelbolt::sphinx::{blinding, payload};
use keelbolt::time::BlockHeight;

/// What a path asks of a payment, `blinded_payinfo` (BOLT 12).
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BlindedPayinfo {
    /// The fees and the blocks of the whole path.
    pub relay: TotalRelay,
    /// The least amount that may arrive, in millisatoshi.
    pub htlc_minimum_msat: u64,
    /// The greatest amount that may arrive, in millisatoshi.
    pub htlc_maximum_msat: u64,
    /// The bits of the features that a payment over the path may use.
    #[uniffi(default = [])]
    pub features: Vec<u32>,
}

/// A path to a recipient and what it asks of a payment.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PaymentPath {
    /// The path.
    pub path: BlindedPath,
    /// Its price and limits.
    pub payinfo: BlindedPayinfo,
}

/// The payload of an ordinary onion that carries another one (a proposal, may change).
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TrampolineOuter {
    /// The packet to peel, with the same associated data.
    pub trampoline_onion_packet: Octets,
    /// The path key from the trampoline node before, within a blinded path.
    pub path_key: Option<PublicKey>,
    /// What arrives: the parts of a payment have a secret and a total, which are the previous node's.
    pub receive: ReceiveInstruction,
}

/// What the payload of a trampoline onion asks of the node that peeled it (a proposal, may change). Amounts are in
/// millisatoshi.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum TrampolineInstruction {
    /// To find a route to the next trampoline node, and give it the rest of the onion.
    Forward {
        /// The next trampoline node.
        outgoing_node_id: PublicKey,
        /// What is to arrive there.
        amt_to_forward: u64,
        /// When it is to expire there.
        outgoing_cltv_value: u32,
    },
    /// To pay a recipient who is no trampoline node.
    ForwardToPaths {
        /// The paths to the recipient.
        paths: Vec<PaymentPath>,
        /// The feature bits of the invoice.
        features: Option<Vec<u32>>,
        /// What is to arrive there.
        amt_to_forward: u64,
        /// When it is to expire there.
        outgoing_cltv_value: u32,
    },
    /// To forward as the encrypted recipient data says.
    BlindedForward {
        /// What is to be decrypted.
        blinded: BlindedInstruction,
    },
    /// To receive the payment.
    Receive {
        /// What the origin says of it.
        receive: ReceiveInstruction,
    },
    /// To receive the payment, if the encrypted recipient data is of this node's own making.
    BlindedReceive {
        /// What is to be decrypted.
        blinded: BlindedInstruction,
        /// What the origin says of the payment.
        receive: ReceiveInstruction,
    },
}

/// Why a trampoline node does not relay a payment (a proposal, may change).
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum TrampolineFailure {
    /// `temporary_trampoline_failure`: routes were found, but failed for now.
    Temporary,
    /// `trampoline_fee_or_expiry_insufficient`: there are routes for what is given here.
    FeeOrExpiryInsufficient {
        /// The fee for every payment, in millisatoshi.
        fee_base_msat: u32,
        /// The fee for every million of the amount.
        fee_proportional_millionths: u32,
        /// The blocks that the route takes.
        cltv_expiry_delta: u16,
    },
    /// `unknown_next_trampoline`: the next node cannot be reached.
    UnknownNext,
}

/// Carries a trampoline onion to its next node (a proposal, may change). `payment_data` holds a random secret for all
/// parts of the payment, not the invoice's; `path_key` is for a node within a blinded path.
///
/// # Errors
///
/// `KeyNotAPoint` or `WrongLength`.
#[uniffi::export]
pub fn to_trampoline_payload(
    amt_to_forward: u64,
    outgoing_cltv_value: u32,
    payment_data: Option<PaymentData>,
    trampoline_onion_packet: Vec<u8>,
    path_key: Option<PublicKey>,
) -> Result<Payload, OnionError> {
    Ok(Payload::of(&payload::Payload::to_trampoline(
        Msat(amt_to_forward),
        BlockHeight(outgoing_cltv_value),
        payment_data.as_ref().map(PaymentData::to_core),
        &trampoline_onion_packet,
        path_key.map(crypto::PublicKey::try_from).transpose()?,
    )))
}

/// For a trampoline node that forwards to another one (a proposal, may change).
///
/// # Errors
///
/// `KeyNotAPoint` or `WrongLength`.
#[uniffi::export]
pub fn trampoline_forward_payload(
    amt_to_forward: u64,
    outgoing_cltv_value: u32,
    outgoing_node_id: PublicKey,
) -> Result<Payload, OnionError> {
    let (amount, expiry) = (Msat(amt_to_forward), BlockHeight(outgoing_cltv_value));
    Ok(Payload::of(&payload::Payload::trampoline_forward(amount, expiry, outgoing_node_id.try_into()?)))
}

/// For the last trampoline node, which pays over the paths of an invoice with these feature bits (a proposal, may
/// change).
///
/// # Errors
///
/// `DataTooLong` for the feature bits, or as writing the paths.
#[uniffi::export]
pub fn trampoline_to_paths_payload(
    amt_to_forward: u64,
    outgoing_cltv_value: u32,
    paths: Vec<PaymentPath>,
    features: Option<Vec<u32>>,
) -> Result<Payload, OnionError> {
    let (amount, expiry) = (Msat(amt_to_forward), BlockHeight(outgoing_cltv_value));
    let bytes = payment_paths(&paths)?;
    let features = features.as_deref().map(feature_vector).transpose()?;
    let paths = PaymentPaths::parse(&bytes).map_err(PaymentPath::error)?;
    Ok(Payload::of(&payload::Payload::trampoline_to_paths(amount, expiry, paths, features.as_deref())))
}

/// Whether the final node was given at least what the origin says (a proposal, may change): nothing when it was, else
/// the failure to send, `final_incorrect_cltv_expiry` or `final_incorrect_htlc_amount`.
///
/// # Errors
///
/// `WrongLength`
#[uniffi::export]
pub fn check_trampoline_outer(
    outer: ReceiveInstruction,
    inner: ReceiveInstruction,
) -> Result<Option<FailureMessage>, OnionError> {
    Ok(trampoline::check_outer(&outer.to_core(), &inner.to_core()).err().map(FailureMessage::of))
}

/// The failure of a trampoline node that a message tells (a proposal, may change); nothing when it is another one, or
/// its data is cut.
///
/// # Errors
///
/// `WrongLength`
#[uniffi::export]
pub fn trampoline_failure(failure: FailureMessage) -> Result<Option<TrampolineFailure>, OnionError> {
    Ok(trampoline::TrampolineFailure::parse(&failure.to_core()).map(TrampolineFailure::of))
}

#[uniffi::export]
impl TrampolineFailure {
    /// The failure to send.
    #[must_use]
    pub fn failure(&self) -> FailureMessage {
        FailureMessage::of(self.to_core().message(&mut [0; 10]))
    }
}

/// Reads the paths to a recipient, `recipient_blinded_paths`: one or more, which fill the bytes.
///
/// # Errors
///
/// `Truncated` also when there is no path; `FirstNode`, `PathKeyNotAPoint` or `NoHops`.
#[uniffi::export]
pub fn parse_payment_paths(bytes: Vec<u8>) -> Result<Vec<PaymentPath>, OnionError> {
    Ok(PaymentPath::all(&PaymentPaths::parse(&bytes).map_err(PaymentPath::error)?))
}

/// Writes the paths to a recipient, one or more.
///
/// # Errors
///
/// `Truncated` when there is no path; `DataTooLong` for feature bits; else as writing each path.
#[uniffi::export]
pub fn write_payment_paths(paths: Vec<PaymentPath>) -> Result<Octets, OnionError> {
    let bytes = payment_paths(&paths)?;
    PaymentPaths::parse(&bytes).map_err(PaymentPath::error)?;
    Ok(Octets(bytes))
}

/// The paths as their readers take them. The core reads features from there only, since it borrows them.
pub(crate) fn payment_paths(paths: &[PaymentPath]) -> Result<Vec<u8>, OnionError> {
    let mut bytes = Vec::new();
    for PaymentPath { path, payinfo } in paths {
        bytes.extend(path.encoded(OnionPart::RecipientPaths)?);
        payinfo.encode(&mut bytes)?;
    }
    Ok(bytes)
}

impl PaymentPath {
    pub(crate) fn all(paths: &PaymentPaths<'_>) -> Vec<Self> {
        let owned = |path: trampoline::PaymentPath<'_>| Self {
            path: BlindedPath::of(&path.path),
            payinfo: BlindedPayinfo::of(&path.payinfo),
        };
        paths.iter().map(owned).collect()
    }

    pub(crate) fn error(error: blinding::Error) -> OnionError {
        OnionError::of_path(OnionPart::RecipientPaths, error)
    }
}

impl BlindedPayinfo {
    fn of(payinfo: &trampoline::BlindedPayinfo<'_>) -> Self {
        Self {
            relay: payinfo.relay.into(),
            htlc_minimum_msat: payinfo.htlc_minimum.0,
            htlc_maximum_msat: payinfo.htlc_maximum.0,
            features: payinfo.features().bits().collect(),
        }
    }

    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), OnionError> {
        let features = feature_vector(&self.features)?;
        // Never cut: a vector is no longer.
        let length = u16::try_from(features.len()).unwrap_or(u16::MAX);
        bytes.extend(self.relay.fee_base_msat.to_be_bytes());
        bytes.extend(self.relay.fee_proportional_millionths.to_be_bytes());
        bytes.extend(self.relay.cltv_delta.to_be_bytes());
        bytes.extend(self.htlc_minimum_msat.to_be_bytes());
        bytes.extend(self.htlc_maximum_msat.to_be_bytes());
        bytes.extend(length.to_be_bytes());
        bytes.extend(&features);
        Ok(())
    }
}

impl TrampolineOuter {
    pub(crate) fn of(outer: &trampoline::Outer<'_>) -> Self {
        Self {
            trampoline_onion_packet: outer.trampoline_onion_packet.into(),
            path_key: outer.path_key.map(PublicKey::from),
            receive: ReceiveInstruction::of(&outer.receive),
        }
    }
}

impl TrampolineInstruction {
    pub(crate) fn of(instruction: trampoline::TrampolineInstruction<'_>) -> Self {
        use trampoline::TrampolineInstruction as Core;
        match instruction {
            Core::Forward { outgoing_node_id, amt_to_forward, outgoing_cltv_value } => Self::Forward {
                outgoing_node_id: outgoing_node_id.into(),
                amt_to_forward: amt_to_forward.0,
                outgoing_cltv_value: outgoing_cltv_value.0,
            },
            Core::ForwardToPaths { paths, features, amt_to_forward, outgoing_cltv_value } => {
                Self::ForwardToPaths {
                    paths: PaymentPath::all(&paths),
                    features: features.map(feature_bits),
                    amt_to_forward: amt_to_forward.0,
                    outgoing_cltv_value: outgoing_cltv_value.0,
                }
            }
            Core::BlindedForward(blinded) => Self::BlindedForward { blinded: blinded.into() },
            Core::Receive(receive) => Self::Receive { receive: ReceiveInstruction::of(&receive) },
            Core::BlindedReceive(blinded, receive) => {
                Self::BlindedReceive { blinded: blinded.into(), receive: ReceiveInstruction::of(&receive) }
            }
        }
    }
}

impl TrampolineFailure {
    fn of(failure: trampoline::TrampolineFailure) -> Self {
        use trampoline::TrampolineFailure as Core;
        match failure {
            Core::Temporary => Self::Temporary,
            Core::FeeOrExpiryInsufficient {
                fee_base_msat,
                fee_proportional_millionths,
                cltv_expiry_delta,
            } => Self::FeeOrExpiryInsufficient {
                fee_base_msat,
                fee_proportional_millionths,
                cltv_expiry_delta,
            },
            Core::UnknownNext => Self::UnknownNext,
        }
    }

    fn to_core(&self) -> trampoline::TrampolineFailure {
        use trampoline::TrampolineFailure as Core;
        match *self {
            Self::Temporary => Core::Temporary,
            Self::FeeOrExpiryInsufficient {
                fee_base_msat,
                fee_proportional_millionths,
                cltv_expiry_delta,
            } => Core::FeeOrExpiryInsufficient {
                fee_base_msat,
                fee_proportional_millionths,
                cltv_expiry_delta,
            },
            Self::UnknownNext => Core::UnknownNext,
        }
    }
}
