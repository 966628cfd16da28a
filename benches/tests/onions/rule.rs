//! Why two correct implementations of BOLT 4 may differ.

use crate::outcome::Outcome;
use keelbolt::sphinx::FailureCode;

/// A rule that explains a difference between Keelbolt and `lightning` 0.2.
///
/// Each is a sentence of a specification that one of the two does not follow, or a limit that none sets.
/// `changes.rs` shows each alone, but for the first, which sound payments meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// "`amt_to_forward = ((amount_msat - fee_base_msat) * 1000000 + 1000000 + fee_proportional_millionths - 1) /
    /// (1000000 + fee_proportional_millionths)`" (BOLT 4), which rounds up: the peer rounds down where rounding up
    /// leaves less than the fee, and forwards a millisatoshi less.
    RelayRounding,
    /// "If `payment_constraints` is present: MUST return an error if: the expiry is greater than
    /// `encrypted_recipient_data.payment_constraints.max_cltv_expiry`" (BOLT 4), where the creator adds each hop's
    /// blocks to its own: the peer compares the expiry of the outgoing HTLC, as if the path allowed for more blocks.
    ExpiryOfOutgoing,
    /// The specification sets no limit to an amount: the peer refuses those above 21 million bitcoin.
    AmountLimit,
    /// "if `type` is unknown: if `type` is even: MUST fail to parse the `tlv_stream`" (BOLT 1): Keelbolt refuses, the
    /// peer leaves types from 65536 on to its host.
    EvenType,
    /// "MUST return an error if the payload contains other tlv fields than" those of blinded paths (BOLT 4):
    /// Keelbolt refuses them, the peer passes over unknown odd records, and keeps those from 65536 on at the end of
    /// a path.
    BlindedExtra,
    /// A record that its writer "MUST NOT include" there, and of which no reader is told to say anything (BOLT 4):
    /// Keelbolt passes over it, the peer refuses.
    Stray,
    /// "the `payment_secret` is required and is not present: [...] `incorrect_or_unknown_payment_details`" (BOLT 4):
    /// the peer answers `required_node_feature_missing`.
    SecretCode,
    /// "If `current_path_key` is set in the onion payload and it is not the final node: MUST return an
    /// `invalid_onion_blinding` error" (BOLT 4, "Returning Errors"): the peer answers `invalid_onion_payload` for a
    /// payload that it cannot read.
    IntroductionCode,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::RelayRounding,
        Self::ExpiryOfOutgoing,
        Self::AmountLimit,
        Self::EvenType,
        Self::BlindedExtra,
        Self::Stray,
        Self::SecretCode,
        Self::IntroductionCode,
    ];

    /// Whether the two would say just this by the rule.
    pub fn explains(self, ours: &Outcome, theirs: &Outcome) -> bool {
        use FailureCode as Code;
        use Outcome::{Forward, Receive, Refused};
        const INVALID: [Outcome; 2] =
            [Refused(Code::INVALID_ONION_PAYLOAD), Refused(Code::INVALID_ONION_BLINDING)];
        match self {
            Self::RelayRounding => match (ours, theirs) {
                (Forward(ours), Forward(theirs)) => {
                    let mut lower = ours.clone();
                    lower.amount -= 1;
                    ours.blinded.is_some() && lower == *theirs
                }
                _ => false,
            },
            Self::ExpiryOfOutgoing => {
                *ours == Refused(Code::INVALID_ONION_BLINDING) && matches!(theirs, Forward(_))
            }
            Self::AmountLimit | Self::Stray => {
                matches!(ours, Forward(_) | Receive(_)) && INVALID.contains(theirs)
            }
            Self::EvenType => INVALID.contains(ours) && matches!(theirs, Receive(_) | Forward(_)),
            Self::BlindedExtra => INVALID.contains(ours) && matches!(theirs, Forward(_) | Receive(_)),
            Self::SecretCode => {
                *ours == Refused(Code::INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS)
                    && *theirs == Refused(Code::REQUIRED_NODE_FEATURE_MISSING)
            }
            Self::IntroductionCode => {
                *ours == Refused(Code::INVALID_ONION_BLINDING)
                    && *theirs == Refused(Code::INVALID_ONION_PAYLOAD)
            }
        }
    }
}
