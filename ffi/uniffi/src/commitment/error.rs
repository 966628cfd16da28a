//! Every way in which a call about a commitment, its outputs or its end can fail, flat: one name, its fields, one
//! stable code.

mod origin;
#[cfg(test)]
mod tests;

use crate::bytes::{Txid, WrongLength};
use crate::commitment::node::Node;
use crate::commitment::output::OutputKind;
use crate::commitment::variant::{ClosingVariant, ShutdownForm};
use crate::error::{Blame, wide};
use crate::transaction::MalformedTransaction;
use std::fmt::{self, Debug};

/// What is wrong with a commitment, a spend, the end of a channel, a key or an argument, and where.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Error)]
#[uniffi::export(Display)]
pub enum CommitmentError {
    /// 33 bytes that are no compressed point of the curve.
    KeyNotAPoint,
    /// A secret key of zero, or not below the group order.
    SecretKeyOutOfRange,
    /// R or S of a signature is not below the group order.
    SignatureOutOfRange,
    /// A factor of zero, or not below the group order, which no honest one is.
    TweakOutOfRange,
    /// Two points whose sum is infinity, which no honest ones are.
    PointsCancel,
    /// S of a signature is in the upper half of the group order, against the low-S rule.
    SignatureHighS,
    /// A signature that is not of its key.
    SignatureMismatch,
    /// A channel of the wallet from 2^31 on.
    ChildIndexTooLarge {
        /// The number of the channel.
        found: u64,
    },
    /// A master key that is so deep in a tree that the channel's keys are more than 255 steps below its root.
    TooDeep,
    /// A key that there is none of, which happens once in 2^127: the next channel number has one.
    NoSuchChild,
    /// Bytes of a fixed number came in another number.
    WrongLength {
        /// How many there must be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// The number of a commitment above 48 bits.
    CommitmentNumberTooLarge {
        /// The largest.
        expected: u64,
        /// The number.
        found: u64,
    },
    /// Bytes that are no transaction.
    MalformedTransaction,

    /// A secret of another commitment than the next one.
    SecretOutOfOrder {
        /// The next one; nothing when there is none any more.
        expected: Option<u64>,
        /// The commitment of the secret.
        found: u64,
    },
    /// A secret from which an earlier one does not follow.
    SecretNotDerivable {
        /// The commitment of the secret.
        found: u64,
        /// The commitment of the earlier one.
        earlier: u64,
    },
    /// A saved store of another version.
    StoreVersion {
        /// The version that is known.
        expected: u64,
        /// The version found.
        found: u64,
    },
    /// A saved store of more secrets than there are.
    StoreCount {
        /// How many there are.
        expected: u64,
        /// How many it claims.
        found: u64,
    },
    /// A saved store that ends too early.
    StoreTruncated {
        /// Where a value begins, in bytes.
        offset: u64,
        /// How many bytes it takes.
        expected: u64,
        /// How many are left.
        found: u64,
    },
    /// A funding output of nothing, or of more than all bitcoin.
    FundingAmount {
        /// The most, in satoshi.
        expected: u64,
        /// The amount, in satoshi.
        found: u64,
    },
    /// Balances and HTLCs are not what the funding output holds.
    Balance {
        /// What it holds, in millisatoshi.
        expected: u64,
        /// Their sum, in millisatoshi; nothing when it overflows.
        found: Option<u64>,
    },
    /// More HTLCs than one node may offer.
    TooManyHtlcs {
        /// The node.
        node: Node,
        /// How many it may offer.
        expected: u64,
        /// How many it offers.
        found: u64,
    },
    /// A feerate that the format does not have, in satoshi for a thousand units of weight.
    CommitmentFeerate {
        /// The only one.
        expected: u64,
        /// The feerate.
        found: u64,
    },
    /// The opener cannot pay the fee of the commitment.
    FeeExceedsBalance {
        /// The fee, and the anchors, in satoshi.
        expected: u64,
        /// What the opener has, in satoshi.
        found: u64,
    },
    /// A balance below the reserve.
    BelowReserve {
        /// Whose.
        node: Node,
        /// The reserve, in satoshi.
        expected: u64,
        /// The balance, in satoshi.
        found: u64,
    },
    /// The signature of the commitment is wrong.
    CommitmentSignature,
    /// Another number of HTLC signatures than of HTLC outputs.
    HtlcSignatureCount {
        /// How many outputs there are.
        expected: u64,
        /// How many signatures.
        found: u64,
    },
    /// The signature of an HTLC transaction is wrong.
    HtlcSignature {
        /// The index of the HTLC among those of the commitment.
        htlc: u64,
        /// Its output.
        output: u64,
    },
    /// An HTLC whose expiry would be a time instead of a height, and has long passed.
    CltvExpiry {
        /// The index of the HTLC among those of the commitment.
        htlc: u64,
        /// The last height that is one.
        expected: u64,
        /// The expiry.
        found: u64,
    },

    /// An output that the commitment does not have.
    NoSuchOutput {
        /// How many it has.
        expected: u64,
        /// The index.
        found: u64,
    },
    /// An output that cannot be taken so.
    SpendPath {
        /// The index of the output.
        output: u64,
        /// What it is.
        kind: OutputKind,
    },
    /// The output of an HTLC transaction is taken by delay or revocation only.
    SecondStagePath,
    /// A preimage of another payment hash, or none where HTLC-success needs it.
    SpendPreimage {
        /// The index of the output.
        output: u64,
    },
    /// The secret is not of this commitment.
    NotRevoked {
        /// The commitment.
        number: u64,
    },
    /// A commitment whose secret has not come.
    NotYetRevoked {
        /// The commitment.
        number: u64,
    },
    /// A transaction that is no commitment of the channel.
    NotACommitment,
    /// An HTLC transaction without anchors, to which nothing can be added.
    NotCombinable {
        /// The index of the output.
        output: u64,
    },
    /// A sweep of nothing, or of nothing but the wallet's outputs.
    NoClaims,
    /// An output that is claimed twice.
    DuplicateClaim {
        /// The transaction of the output.
        txid: Txid,
        /// The index of the output.
        output: u64,
    },
    /// Claims of formats whose transactions have different versions.
    ClaimVersion {
        /// The version of the first.
        expected: u64,
        /// The version of another.
        found: u64,
    },
    /// HTLC transactions whose lock time is not that of the others.
    ClaimLockTime {
        /// The lock time that its signatures cover.
        expected: u64,
        /// The highest among the claims.
        found: u64,
    },
    /// Claims of more than all bitcoin.
    ClaimAmount {
        /// All bitcoin, in satoshi.
        expected: u64,
        /// Their sum, in satoshi; nothing when it overflows.
        found: Option<u64>,
    },
    /// A feerate below what nodes relay, in satoshi for a thousand units of weight.
    SweepFeerate {
        /// The lowest.
        expected: u64,
        /// The feerate.
        found: u64,
    },
    /// The claims do not pay the fee.
    FeeExceedsAmount {
        /// The fee, in satoshi.
        expected: u64,
        /// What they hold, in satoshi.
        found: u64,
    },
    /// What is left of the claims is too small for an output.
    SweepDust {
        /// The least, in satoshi.
        expected: u64,
        /// What is left, in satoshi.
        found: u64,
    },
    /// A transaction that nodes do not relay for its weight.
    SweepWeight {
        /// The most.
        expected: u64,
        /// The weight.
        found: u64,
    },
    /// A secret key that is not of the claim's key.
    ClaimKey {
        /// The input.
        input: u64,
    },
    /// Another number of signatures than was asked for.
    SignatureCount {
        /// How many.
        expected: u64,
        /// How many came.
        found: u64,
    },
    /// A signature that is not of the claim's key.
    ClaimSignature {
        /// The input.
        input: u64,
    },

    /// A script of none of the forms to which a channel can be closed.
    ShutdownScript {
        /// How many bytes it has.
        length: u64,
    },
    /// A script of a form that asks for a feature.
    ShutdownNotNegotiated {
        /// The form.
        form: ShutdownForm,
    },
    /// Another script than the one that was told upfront.
    UpfrontScript,
    /// The node that pays the fee of closing has less.
    ClosingFeeExceedsBalance {
        /// What it has, in satoshi.
        expected: u64,
        /// The fee, in satoshi.
        found: u64,
    },
    /// A closing transaction without outputs.
    NoOutputs,
    /// An output that nodes do not relay.
    ClosingDust {
        /// The least, in satoshi.
        expected: u64,
        /// What it holds, in satoshi.
        found: u64,
    },
    /// The fee leaves dust on both sides.
    AllDust,
    /// The fee ranges of the two nodes have no fee in common. All are in satoshi.
    NoOverlap {
        /// The least of this node's.
        expected_min: u64,
        /// The most of this node's.
        expected_max: u64,
        /// The least of the other's.
        found_min: u64,
        /// The most of the other's.
        found_max: u64,
    },
    /// A fee outside of both ranges. All are in satoshi.
    FeeOutOfRange {
        /// The least that the ranges have in common.
        expected_min: u64,
        /// The most that the ranges have in common.
        expected_max: u64,
        /// The fee.
        found: u64,
    },
    /// Another fee than the one to which both ranges led.
    FeeChanged {
        /// The fee that was sent, in satoshi.
        expected: u64,
        /// The fee that came, in satoshi.
        found: u64,
    },
    /// A fee that is no step towards the other. All are in satoshi.
    FeeNotBetween {
        /// The fee must be more than this.
        low: u64,
        /// And less than this.
        high: u64,
        /// The fee.
        found: u64,
    },
    /// There is no fee between the two last ones. Both are in satoshi.
    NoFeeBetween {
        /// The lower.
        low: u64,
        /// The higher.
        high: u64,
    },
    /// A signature that is not of this closing transaction.
    ClosingSignature {
        /// Whose it should be.
        node: Node,
    },
    /// `closing_complete` lacks the signature that must be taken.
    VariantMissing {
        /// Of this transaction.
        variant: ClosingVariant,
    },
    /// `closing_sig` has a signature for a transaction that was not offered.
    VariantNotOffered {
        /// The transaction.
        variant: ClosingVariant,
    },
    /// `closing_sig` has no signature, or more than one.
    ClosingSignatureCount {
        /// How many it must have.
        expected: u64,
        /// How many it has.
        found: u64,
    },

    /// An error of the core that this binding has no name for: the binding is older than the core.
    Unlisted {
        /// What the core says.
        text: String,
    },
}

#[uniffi::export]
impl CommitmentError {
    /// The number of this kind of error: the same in every language, and never given to another.
    #[must_use]
    pub fn code(&self) -> u16 {
        match self {
            Self::KeyNotAPoint => 500,
            Self::SecretKeyOutOfRange => 501,
            Self::SignatureOutOfRange => 502,
            Self::TweakOutOfRange => 504,
            Self::PointsCancel => 508,
            Self::SignatureHighS => 300,
            Self::SignatureMismatch => 301,
            Self::ChildIndexTooLarge { .. } => 512,
            Self::TooDeep => 515,
            Self::NoSuchChild => 516,
            Self::WrongLength { .. } => 600,
            Self::CommitmentNumberTooLarge { .. } => 606,
            Self::MalformedTransaction => 607,
            Self::SecretOutOfOrder { .. } => 800,
            Self::SecretNotDerivable { .. } => 801,
            Self::StoreVersion { .. } => 802,
            Self::StoreCount { .. } => 803,
            Self::StoreTruncated { .. } => 804,
            Self::FundingAmount { .. } => 805,
            Self::Balance { .. } => 806,
            Self::TooManyHtlcs { .. } => 807,
            Self::CommitmentFeerate { .. } => 808,
            Self::FeeExceedsBalance { .. } => 809,
            Self::BelowReserve { .. } => 810,
            Self::CommitmentSignature => 811,
            Self::HtlcSignatureCount { .. } => 812,
            Self::HtlcSignature { .. } => 813,
            Self::CltvExpiry { .. } => 814,
            Self::NoSuchOutput { .. } => 820,
            Self::SpendPath { .. } => 821,
            Self::SecondStagePath => 822,
            Self::SpendPreimage { .. } => 823,
            Self::NotRevoked { .. } => 824,
            Self::NotYetRevoked { .. } => 825,
            Self::NotACommitment => 826,
            Self::NotCombinable { .. } => 827,
            Self::NoClaims => 828,
            Self::DuplicateClaim { .. } => 829,
            Self::ClaimVersion { .. } => 830,
            Self::ClaimLockTime { .. } => 831,
            Self::ClaimAmount { .. } => 832,
            Self::SweepFeerate { .. } => 833,
            Self::FeeExceedsAmount { .. } => 834,
            Self::SweepDust { .. } => 835,
            Self::SweepWeight { .. } => 836,
            Self::ClaimKey { .. } => 837,
            Self::SignatureCount { .. } => 838,
            Self::ClaimSignature { .. } => 839,
            Self::ShutdownScript { .. } => 850,
            Self::ShutdownNotNegotiated { .. } => 851,
            Self::UpfrontScript => 852,
            Self::ClosingFeeExceedsBalance { .. } => 853,
            Self::NoOutputs => 854,
            Self::ClosingDust { .. } => 855,
            Self::AllDust => 856,
            Self::NoOverlap { .. } => 857,
            Self::FeeOutOfRange { .. } => 858,
            Self::FeeChanged { .. } => 859,
            Self::FeeNotBetween { .. } => 860,
            Self::NoFeeBetween { .. } => 861,
            Self::ClosingSignature { .. } => 862,
            Self::VariantMissing { .. } => 863,
            Self::VariantNotOffered { .. } => 864,
            Self::ClosingSignatureCount { .. } => 865,
            Self::Unlisted { .. } => 999,
        }
    }

    /// Who has to act on the error.
    #[must_use]
    pub fn blame(&self) -> Blame {
        match self {
            Self::MalformedTransaction => Blame::Peer,
            _ => Blame::of(self.origin().map(|origin| origin.blame())),
        }
    }

    /// What was wrong and where, in a sentence for people.
    #[must_use]
    pub fn text(&self) -> String {
        self.to_string()
    }
}

impl CommitmentError {
    /// What the core has and this binding does not know.
    pub(crate) fn unlisted(what: impl Debug) -> Self {
        Self::Unlisted { text: format!("not known to this binding: {what:?}") }
    }
}

impl From<WrongLength> for CommitmentError {
    fn from(length: WrongLength) -> Self {
        Self::WrongLength { expected: wide(length.expected), found: wide(length.found) }
    }
}

impl From<MalformedTransaction> for CommitmentError {
    fn from(_: MalformedTransaction) -> Self {
        Self::MalformedTransaction
    }
}

impl fmt::Display for CommitmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = self.origin() {
            return fmt::Display::fmt(&origin, f);
        }
        match self {
            Self::WrongLength { expected, found } => write!(f, "expected {expected} bytes, found {found}"),
            Self::CommitmentNumberTooLarge { expected, found } => {
                write!(f, "commitment number: expected at most {expected}, found {found}")
            }
            Self::MalformedTransaction => fmt::Display::fmt(&MalformedTransaction, f),
            Self::Unlisted { text } => f.write_str(text),
            // Only a host that makes up an error of its own, with numbers that the core cannot hold, comes here.
            other => fmt::Debug::fmt(other, f),
        }
    }
}

impl std::error::Error for CommitmentError {}
