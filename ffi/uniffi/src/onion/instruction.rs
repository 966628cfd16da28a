//! What a payload asks of the hop that peeled it.

use crate::bytes::{Octets, PaymentSecret, PublicKey};
use crate::onion::OnionError;
use crate::onion::record::UnknownRecord;
use crate::onion::trampoline::TrampolineOuter;
use crate::secret::Preimage;
use keelbolt::amount::Msat;
use keelbolt::crypto;
use keelbolt::sphinx::UnknownRecords;
use keelbolt::sphinx::payload;
use keelbolt::time::BlockHeight;
use std::sync::Arc;

/// What a hop is to do with an HTLC.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Instruction {
    /// To forward the HTLC over a channel.
    Forward {
        /// The amount of the outgoing HTLC, in millisatoshi.
        amt_to_forward: u64,
        /// Its expiry.
        outgoing_cltv_value: u32,
        /// Its channel.
        short_channel_id: u64,
    },
    /// To forward the HTLC as the encrypted recipient data says.
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
    /// To peel the trampoline onion that the payload carries (a proposal, may change).
    Trampoline {
        /// The onion, and with what it comes.
        outer: TrampolineOuter,
    },
}

/// What a hop within a blinded path has to decrypt, and the path key for it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BlindedInstruction {
    /// What the maker of the path tells this hop.
    pub encrypted_recipient_data: Octets,
    /// The path key, from the HTLC or the payload.
    pub path_key: PublicKey,
}

/// What the origin says of the payment, to the final node. Amounts are in millisatoshi.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ReceiveInstruction {
    /// The least amount of this HTLC.
    pub amt_to_forward: u64,
    /// The least expiry of this HTLC.
    pub outgoing_cltv_value: u32,
    /// The amount of the whole payment; that of this HTLC when nothing else was said.
    pub total_msat: u64,
    /// The invoice's secret.
    #[uniffi(default = None)]
    pub payment_secret: Option<PaymentSecret>,
    /// The invoice's metadata.
    #[uniffi(default = None)]
    pub payment_metadata: Option<Octets>,
    /// The preimage of a payment without an invoice.
    #[uniffi(default = None)]
    pub keysend_preimage: Option<Arc<Preimage>>,
    /// Records of types that this version does not know.
    #[uniffi(default = [])]
    pub unknown: Vec<UnknownRecord>,
}

impl Instruction {
    pub(crate) fn of(instruction: payload::Instruction<'_>) -> Result<Self, OnionError> {
        use payload::Instruction as Core;
        Ok(match instruction {
            Core::Forward(forward) => Self::Forward {
                amt_to_forward: forward.amt_to_forward.0,
                outgoing_cltv_value: forward.outgoing_cltv_value.0,
                short_channel_id: forward.short_channel_id.0,
            },
            Core::BlindedForward(blinded) => Self::BlindedForward { blinded: blinded.into() },
            Core::Receive(receive) => Self::Receive { receive: ReceiveInstruction::of(&receive) },
            Core::BlindedReceive(blinded, receive) => {
                Self::BlindedReceive { blinded: blinded.into(), receive: ReceiveInstruction::of(&receive) }
            }
            Core::Trampoline(outer) => Self::Trampoline { outer: TrampolineOuter::of(&outer) },
            other => return Err(OnionError::unlisted(other)),
        })
    }
}

impl From<payload::Blinded<'_>> for BlindedInstruction {
    fn from(blinded: payload::Blinded<'_>) -> Self {
        Self {
            encrypted_recipient_data: blinded.encrypted_recipient_data.into(),
            path_key: blinded.path_key.into(),
        }
    }
}

impl ReceiveInstruction {
    pub(crate) fn of(receive: &payload::Receive<'_>) -> Self {
        let preimage = receive.keysend_preimage.cloned();
        Self {
            amt_to_forward: receive.amt_to_forward.0,
            outgoing_cltv_value: receive.outgoing_cltv_value.0,
            total_msat: receive.total_msat.0,
            payment_secret: receive.payment_secret.map(|secret| PaymentSecret(secret.0)),
            payment_metadata: receive.payment_metadata.map(Octets::from),
            keysend_preimage: preimage.map(|preimage| Arc::new(Preimage(preimage))),
            unknown: UnknownRecord::all(&receive.unknown),
        }
    }

    /// What the checks look at: all but the unknown records.
    pub(crate) fn to_core(&self) -> payload::Receive<'_> {
        payload::Receive {
            amt_to_forward: Msat(self.amt_to_forward),
            outgoing_cltv_value: BlockHeight(self.outgoing_cltv_value),
            total_msat: Msat(self.total_msat),
            payment_secret: self.payment_secret.map(|secret| crypto::PaymentSecret(secret.0)),
            payment_metadata: self.payment_metadata.as_ref().map(Octets::as_slice),
            keysend_preimage: self.keysend_preimage.as_ref().map(|preimage| &preimage.0),
            unknown: UnknownRecords::default(),
        }
    }
}
