//! The failures of trampoline nodes.

use crate::bytes::Reader;
use crate::sphinx::FailureCode;
use crate::sphinx::failure::FailureMessage;

/// Why a trampoline node does not relay a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

impl TrampolineFailure {
    const TEMPORARY: FailureCode = FailureCode(FailureCode::NODE | 25);
    const FEE_OR_EXPIRY_INSUFFICIENT: FailureCode = FailureCode(FailureCode::NODE | 26);
    const UNKNOWN_NEXT: FailureCode = FailureCode(FailureCode::PERM | 27);

    /// The failure that a message tells; `None` when it is another one, or its data is cut.
    #[must_use]
    pub fn parse(message: &FailureMessage<'_>) -> Option<Self> {
        let FailureMessage::Unknown { code, data } = *message else { return None };
        let mut reader = Reader::new(data);
        match code {
            Self::TEMPORARY => Some(Self::Temporary),
            Self::FEE_OR_EXPIRY_INSUFFICIENT => Some(Self::FeeOrExpiryInsufficient {
                fee_base_msat: reader.u32().ok()?,
                fee_proportional_millionths: reader.u32().ok()?,
                cltv_expiry_delta: reader.u16().ok()?,
            }),
            Self::UNKNOWN_NEXT => Some(Self::UnknownNext),
            _ => None,
        }
    }

    /// The message to send, its data in `buffer`.
    #[must_use]
    pub fn message<'b>(&self, buffer: &'b mut [u8; 10]) -> FailureMessage<'b> {
        match *self {
            Self::Temporary => FailureMessage::Unknown { code: Self::TEMPORARY, data: &[] },
            Self::UnknownNext => FailureMessage::Unknown { code: Self::UNKNOWN_NEXT, data: &[] },
            Self::FeeOrExpiryInsufficient {
                fee_base_msat,
                fee_proportional_millionths,
                cltv_expiry_delta,
            } => {
                let bytes = fee_base_msat
                    .to_be_bytes()
                    .into_iter()
                    .chain(fee_proportional_millionths.to_be_bytes())
                    .chain(cltv_expiry_delta.to_be_bytes());
                buffer.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = byte);
                FailureMessage::Unknown { code: Self::FEE_OR_EXPIRY_INSUFFICIENT, data: buffer }
            }
        }
    }
}
