//! The codes of failures.

use crate::bytes::{self, Reader};
use core::fmt;

/// What went wrong, in 16 bits whose top ones are flags (BOLT 4, failure messages).
///
/// ```
/// use keelbolt::sphinx::failure::FailureCode;
/// assert!(FailureCode::INVALID_ONION_HMAC.is_bad_onion());
/// assert_eq!(FailureCode::MPP_TIMEOUT.to_string(), "mpp_timeout");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FailureCode(pub u16);

impl FailureCode {
    /// The flag of an onion that the sending peer encrypted and the node could not parse.
    pub const BADONION: u16 = 0x8000;
    /// The flag of a failure that will not pass.
    pub const PERM: u16 = 0x4000;
    /// The flag of a failure of the whole node; otherwise of a channel.
    pub const NODE: u16 = 0x2000;
    /// The flag of a channel's forwarding parameter that was violated.
    pub const UPDATE: u16 = 0x1000;

    /// `temporary_node_failure`: any passing failure of the node.
    pub const TEMPORARY_NODE_FAILURE: Self = Self(Self::NODE | 2);
    /// `permanent_node_failure`: any lasting failure of the node.
    pub const PERMANENT_NODE_FAILURE: Self = Self(Self::PERM | Self::NODE | 2);
    /// `required_node_feature_missing`: the node requires a feature that the onion lacks.
    pub const REQUIRED_NODE_FEATURE_MISSING: Self = Self(Self::PERM | Self::NODE | 3);
    /// `invalid_onion_version`: an unknown version byte.
    pub const INVALID_ONION_VERSION: Self = Self(Self::BADONION | Self::PERM | 4);
    /// `invalid_onion_hmac`: the onion's HMAC does not fit.
    pub const INVALID_ONION_HMAC: Self = Self(Self::BADONION | Self::PERM | 5);
    /// `invalid_onion_key`: the ephemeral key is no point of the curve.
    pub const INVALID_ONION_KEY: Self = Self(Self::BADONION | Self::PERM | 6);
    /// `temporary_channel_failure`: the channel cannot carry this HTLC now.
    pub const TEMPORARY_CHANNEL_FAILURE: Self = Self(Self::UPDATE | 7);
    /// `permanent_channel_failure`: the channel carries no HTLC any more.
    pub const PERMANENT_CHANNEL_FAILURE: Self = Self(Self::PERM | 8);
    /// `required_channel_feature_missing`: the channel requires a feature that the onion lacks.
    pub const REQUIRED_CHANNEL_FEATURE_MISSING: Self = Self(Self::PERM | 9);
    /// `unknown_next_peer`: the onion names no channel of the node.
    pub const UNKNOWN_NEXT_PEER: Self = Self(Self::PERM | 10);
    /// `amount_below_minimum`: less than the channel's `htlc_minimum_msat`.
    pub const AMOUNT_BELOW_MINIMUM: Self = Self(Self::UPDATE | 11);
    /// `fee_insufficient`: less than the channel's fee.
    pub const FEE_INSUFFICIENT: Self = Self(Self::UPDATE | 12);
    /// `incorrect_cltv_expiry`: fewer blocks than the channel's `cltv_expiry_delta`.
    pub const INCORRECT_CLTV_EXPIRY: Self = Self(Self::UPDATE | 13);
    /// `expiry_too_soon`: the expiry is too near for the node.
    pub const EXPIRY_TOO_SOON: Self = Self(Self::UPDATE | 14);
    /// `incorrect_or_unknown_payment_details`: the final node does not accept the payment.
    pub const INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS: Self = Self(Self::PERM | 15);
    /// `final_incorrect_cltv_expiry`: the final HTLC expires before what the onion says.
    pub const FINAL_INCORRECT_CLTV_EXPIRY: Self = Self(18);
    /// `final_incorrect_htlc_amount`: the final HTLC carries less than what the onion says.
    pub const FINAL_INCORRECT_HTLC_AMOUNT: Self = Self(19);
    /// `channel_disabled`: the channel is disabled.
    pub const CHANNEL_DISABLED: Self = Self(Self::UPDATE | 20);
    /// `expiry_too_far`: the expiry is too far in the future.
    pub const EXPIRY_TOO_FAR: Self = Self(21);
    /// `invalid_onion_payload`: the payload was not understood or is incomplete.
    pub const INVALID_ONION_PAYLOAD: Self = Self(Self::PERM | 22);
    /// `mpp_timeout`: the other parts of the payment did not come.
    pub const MPP_TIMEOUT: Self = Self(23);
    /// `invalid_onion_blinding`: an error within a blinded path.
    pub const INVALID_ONION_BLINDING: Self = Self(Self::BADONION | Self::PERM | 24);

    /// The code with which `failuremsg` begins.
    ///
    /// # Errors
    ///
    /// [`bytes::Error::Truncated`] when it is shorter.
    pub fn parse(failuremsg: &[u8]) -> Result<Self, bytes::Error> {
        Reader::new(failuremsg).u16().map(Self)
    }

    /// Whether the node could not parse the onion: such a failure travels as `update_fail_malformed_htlc`.
    #[must_use]
    pub const fn is_bad_onion(self) -> bool {
        self.0 & Self::BADONION != 0
    }

    /// Whether trying again later cannot help.
    #[must_use]
    pub const fn is_permanent(self) -> bool {
        self.0 & Self::PERM != 0
    }

    /// Whether the whole node failed, and not one of its channels.
    #[must_use]
    pub const fn is_node(self) -> bool {
        self.0 & Self::NODE != 0
    }

    /// Whether a forwarding parameter of the channel was violated: a `channel_update` may come with the failure.
    #[must_use]
    pub const fn is_update(self) -> bool {
        self.0 & Self::UPDATE != 0
    }

    /// The specification's name; `None` for a code that it does not define.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::TEMPORARY_NODE_FAILURE => "temporary_node_failure",
            Self::PERMANENT_NODE_FAILURE => "permanent_node_failure",
            Self::REQUIRED_NODE_FEATURE_MISSING => "required_node_feature_missing",
            Self::INVALID_ONION_VERSION => "invalid_onion_version",
            Self::INVALID_ONION_HMAC => "invalid_onion_hmac",
            Self::INVALID_ONION_KEY => "invalid_onion_key",
            Self::TEMPORARY_CHANNEL_FAILURE => "temporary_channel_failure",
            Self::PERMANENT_CHANNEL_FAILURE => "permanent_channel_failure",
            Self::REQUIRED_CHANNEL_FEATURE_MISSING => "required_channel_feature_missing",
            Self::UNKNOWN_NEXT_PEER => "unknown_next_peer",
            Self::AMOUNT_BELOW_MINIMUM => "amount_below_minimum",
            Self::FEE_INSUFFICIENT => "fee_insufficient",
            Self::INCORRECT_CLTV_EXPIRY => "incorrect_cltv_expiry",
            Self::EXPIRY_TOO_SOON => "expiry_too_soon",
            Self::INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS => "incorrect_or_unknown_payment_details",
            Self::FINAL_INCORRECT_CLTV_EXPIRY => "final_incorrect_cltv_expiry",
            Self::FINAL_INCORRECT_HTLC_AMOUNT => "final_incorrect_htlc_amount",
            Self::CHANNEL_DISABLED => "channel_disabled",
            Self::EXPIRY_TOO_FAR => "expiry_too_far",
            Self::INVALID_ONION_PAYLOAD => "invalid_onion_payload",
            Self::MPP_TIMEOUT => "mpp_timeout",
            Self::INVALID_ONION_BLINDING => "invalid_onion_blinding",
            _ => return None,
        })
    }
}

impl fmt::Display for FailureCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "failure code {:#06x}", self.0),
        }
    }
}

impl fmt::Debug for FailureCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FailureCode({:#06x}", self.0)?;
        self.name().map_or(Ok(()), |name| write!(f, " {name}"))?;
        f.write_str(")")
    }
}
