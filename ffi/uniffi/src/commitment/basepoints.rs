//! What a node shows of its keys.

use crate::bytes::PublicKey;
use keelbolt::{commitment, crypto};

/// What a node shows of its keys when a channel opens (BOLT 2, `open_channel`, `accept_channel`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Basepoints {
    /// Its key of the funding output and of its anchor.
    pub funding_pubkey: PublicKey,
    /// What the keys come from by which it punishes.
    pub revocation_basepoint: PublicKey,
    /// Its key of `to_remote` outputs.
    pub payment_basepoint: PublicKey,
    /// What its keys of delayed outputs come from.
    pub delayed_payment_basepoint: PublicKey,
    /// What its keys of HTLC outputs come from.
    pub htlc_basepoint: PublicKey,
}

impl From<commitment::Basepoints> for Basepoints {
    fn from(core: commitment::Basepoints) -> Self {
        Self {
            funding_pubkey: core.funding_pubkey.into(),
            revocation_basepoint: core.revocation_basepoint.into(),
            payment_basepoint: core.payment_basepoint.into(),
            delayed_payment_basepoint: core.delayed_payment_basepoint.into(),
            htlc_basepoint: core.htlc_basepoint.into(),
        }
    }
}

impl TryFrom<Basepoints> for commitment::Basepoints {
    type Error = crypto::Error;

    fn try_from(ours: Basepoints) -> Result<Self, crypto::Error> {
        Ok(Self {
            funding_pubkey: ours.funding_pubkey.try_into()?,
            revocation_basepoint: ours.revocation_basepoint.try_into()?,
            payment_basepoint: ours.payment_basepoint.try_into()?,
            delayed_payment_basepoint: ours.delayed_payment_basepoint.try_into()?,
            htlc_basepoint: ours.htlc_basepoint.try_into()?,
        })
    }
}
