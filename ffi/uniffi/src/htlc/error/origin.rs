//! From the core's nested errors to flat ones, and back for their text and their blame.

use super::HtlcError;
use keelbolt::amount::Sat;
use keelbolt::blame::Blame;
use keelbolt::crypto::{self, musig};
use keelbolt::htlc;
use keelbolt::time::{BlockHeight, UnixTime};
use std::fmt;

/// The core's error that a flat one stands for.
pub(super) enum Origin {
    Htlc(htlc::Error),
    Crypto(crypto::Error),
}

impl Origin {
    pub(super) fn blame(&self) -> Blame {
        match self {
            Self::Htlc(error) => error.blame(),
            Self::Crypto(error) => error.blame(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Htlc(error) => fmt::Display::fmt(error, f),
            Self::Crypto(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl From<htlc::Error> for HtlcError {
    fn from(error: htlc::Error) -> Self {
        use htlc::Error as Core;
        match error {
            Core::SameKey => Self::SameKey,
            Core::Height { found } => Self::LockTimeHeight { found: found.0.into() },
            Core::Time { found } => Self::LockTimeTime { found: found.0 },
            Core::Aggregate(musig::Error::TweakOutOfRange) => Self::TweakOutOfRange,
            Core::Key(error) | Core::Signature(error) => error.into(),
            Core::FundingValue { found } => Self::FundingValue { found: found.0 },
            Core::FeeAboveValue { fee, value } => Self::FeeAboveValue { fee: fee.0, value: value.0 },
            Core::BelowDustLimit { limit, found } => {
                Self::BelowDustLimit { expected: limit.0, found: found.0 }
            }
            Core::WrongPreimage => Self::WrongPreimage,
            Core::WrongKey => Self::WrongKey,
            other => Self::unlisted(other),
        }
    }
}

impl From<crypto::Error> for HtlcError {
    fn from(error: crypto::Error) -> Self {
        use crypto::Error as Core;
        match error {
            Core::NotAPoint => Self::KeyNotAPoint,
            Core::NotAnXCoordinate => Self::NotAnXCoordinate,
            Core::TweakOutOfRange => Self::TweakOutOfRange,
            Core::SignatureOutOfRange => Self::SignatureOutOfRange,
            Core::HighS => Self::SignatureHighS,
            Core::SignatureMismatch => Self::SignatureMismatch,
            other => Self::unlisted(other),
        }
    }
}

impl HtlcError {
    /// The core's error that this one stands for; `None` for those that only a binding has.
    pub(super) fn origin(&self) -> Option<Origin> {
        self.of_htlc().map(Origin::Htlc).or_else(|| self.of_crypto().map(Origin::Crypto))
    }

    fn of_htlc(&self) -> Option<htlc::Error> {
        use htlc::Error as Core;
        Some(match *self {
            Self::SameKey => Core::SameKey,
            Self::LockTimeHeight { found } => Core::Height { found: BlockHeight(found.try_into().ok()?) },
            Self::LockTimeTime { found } => Core::Time { found: UnixTime(found) },
            Self::TweakOutOfRange => Core::Key(crypto::Error::TweakOutOfRange),
            Self::SignatureMismatch => Core::Signature(crypto::Error::SignatureMismatch),
            Self::FundingValue { found } => Core::FundingValue { found: Sat(found) },
            Self::FeeAboveValue { fee, value } => Core::FeeAboveValue { fee: Sat(fee), value: Sat(value) },
            Self::BelowDustLimit { expected, found } => {
                Core::BelowDustLimit { limit: Sat(expected), found: Sat(found) }
            }
            Self::WrongPreimage => Core::WrongPreimage,
            Self::WrongKey => Core::WrongKey,
            _ => return None,
        })
    }

    fn of_crypto(&self) -> Option<crypto::Error> {
        use crypto::Error as Core;
        Some(match self {
            Self::KeyNotAPoint => Core::NotAPoint,
            Self::NotAnXCoordinate => Core::NotAnXCoordinate,
            Self::SignatureOutOfRange => Core::SignatureOutOfRange,
            Self::SignatureHighS => Core::HighS,
            _ => return None,
        })
    }
}
