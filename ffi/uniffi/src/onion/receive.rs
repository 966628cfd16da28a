//! Whether an HTLC is what the final node was to receive, alone or with others.

use crate::bytes::{Octets, PaymentHash, PaymentSecret};
use crate::onion::OnionError;
use crate::onion::failure::FailureMessage;
use crate::onion::instruction::ReceiveInstruction;
use crate::onion::policy::Htlc;
use keelbolt::amount::Msat;
use keelbolt::crypto;
use keelbolt::sphinx::payload::{self, Expected};
use keelbolt::time::{BlockDelta, BlockHeight};

/// What a final node expects of a payment: what it wrote into the invoice, or nothing for one without.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ExpectedPayment {
    /// The hash that is paid for.
    pub payment_hash: PaymentHash,
    /// The secret that the origin has to repeat; nothing for a payment without an invoice, or over a blinded path,
    /// whose path id takes its place. Of the latter ask only for what came as a blinded receive with that path id: off
    /// the path, whoever knows the hash would find the payee.
    pub payment_secret: Option<PaymentSecret>,
    /// The least amount, in millisatoshi; nothing leaves it to the payer.
    pub amount_msat: Option<u64>,
    /// The blocks that are left when the last HTLC arrives.
    pub min_final_cltv_expiry_delta: u64,
    /// The metadata that the origin has to repeat.
    #[uniffi(default = None)]
    pub payment_metadata: Option<Octets>,
    /// Whether the payment may come in parts: the feature `basic_mpp`.
    #[uniffi(default = false)]
    pub basic_mpp: bool,
}

/// The amounts of the HTLCs that have arrived for one payment, in millisatoshi. Each was found acceptable. The others
/// are to be awaited for 60 seconds at least, then all fail with `mpp_timeout`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HtlcSet {
    /// The amount of the whole payment.
    pub total_msat: u64,
    /// What has arrived of it.
    pub received_msat: u64,
}

/// What comes of another HTLC for a set.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum HtlcSetJoin {
    /// It belongs to the set.
    Joined {
        /// The set with it.
        set: HtlcSet,
    },
    /// It has another total: all HTLCs of the set fail.
    Failed {
        /// The failure to send for this one; the others fail with it too, and their own amounts.
        failure: FailureMessage,
    },
}

/// Whether an HTLC that arrived at a block height, with an onion that says `receive`, is acceptable: nothing when it is,
/// else the failure to send.
///
/// That is the first of those that apply in the order of their codes: `incorrect_or_unknown_payment_details`,
/// `final_incorrect_cltv_expiry` or `final_incorrect_htlc_amount`.
///
/// # Errors
///
/// `WrongLength`
#[uniffi::export]
pub fn check_received(
    expected: ExpectedPayment,
    htlc: Htlc,
    receive: ReceiveInstruction,
    height: u32,
) -> Result<Option<FailureMessage>, OnionError> {
    let expected = Expected {
        payment_hash: crypto::PaymentHash(expected.payment_hash.0),
        payment_secret: expected.payment_secret.map(|secret| crypto::PaymentSecret(secret.0)),
        payment_metadata: expected.payment_metadata.as_ref().map(Octets::as_slice),
        amount: expected.amount_msat.map(Msat),
        min_final_cltv_expiry_delta: BlockDelta(expected.min_final_cltv_expiry_delta),
        basic_mpp: expected.basic_mpp,
    };
    let judged = expected.check(htlc.to_core(), &receive.to_core(), BlockHeight(height));
    Ok(judged.err().map(FailureMessage::of))
}

/// The set whose first HTLC says `receive`.
///
/// # Errors
///
/// `WrongLength`
#[uniffi::export]
pub fn begin_htlc_set(receive: ReceiveInstruction) -> Result<HtlcSet, OnionError> {
    Ok(HtlcSet::of(payload::HtlcSet::new(&receive.to_core())))
}

/// A set with another HTLC in it, which arrived at a block height and says `receive`.
///
/// # Errors
///
/// `WrongLength`
#[uniffi::export]
pub fn join_htlc_set(
    set: HtlcSet,
    htlc: Htlc,
    receive: ReceiveInstruction,
    height: u32,
) -> Result<HtlcSetJoin, OnionError> {
    Ok(match set.to_core().join(htlc.to_core(), &receive.to_core(), BlockHeight(height)) {
        Ok(set) => HtlcSetJoin::Joined { set: HtlcSet::of(set) },
        Err(failure) => HtlcSetJoin::Failed { failure: FailureMessage::of(failure) },
    })
}

#[uniffi::export]
impl HtlcSet {
    /// Whether all HTLCs of the set are to be fulfilled; until then none is.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.to_core().is_complete()
    }
}

impl HtlcSet {
    fn of(set: payload::HtlcSet) -> Self {
        Self { total_msat: set.total().0, received_msat: set.received().0 }
    }

    /// The set of one HTLC as large as all that have arrived.
    fn to_core(self) -> payload::HtlcSet {
        let all = ReceiveInstruction {
            amt_to_forward: self.received_msat,
            outgoing_cltv_value: 0,
            total_msat: self.total_msat,
            payment_secret: None,
            payment_metadata: None,
            keysend_preimage: None,
            unknown: Vec::new(),
        };
        payload::HtlcSet::new(&all.to_core())
    }
}
