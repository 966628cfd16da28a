//! What can be wrong with a commitment.

use crate::amount::{Msat, Sat};
use crate::blame::Blame;
use crate::commitment::{CommitmentNumber, Node};
use crate::crypto::bip32;
use crate::time::BlockHeight;
use crate::{bytes, crypto};
use core::fmt;

/// Why keys, secrets or transactions of a channel cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// A key cannot be used, or two cancel each other.
    Key(crypto::Error),
    /// A channel's secrets cannot be derived from the wallet's.
    Derivation(bip32::Error),
    /// A secret of another commitment than the next one.
    SecretOutOfOrder {
        /// The next one; `None` when there is none any more.
        expected: Option<CommitmentNumber>,
        /// The commitment of the secret.
        found: CommitmentNumber,
    },
    /// A secret from which an earlier one does not follow.
    SecretNotDerivable {
        /// The commitment of the secret.
        found: CommitmentNumber,
        /// The commitment of the earlier one.
        earlier: CommitmentNumber,
    },
    /// A saved store of another version.
    StoreVersion {
        /// The version that is known.
        expected: u8,
        /// The version found.
        found: u8,
    },
    /// A saved store of more secrets than there are.
    StoreCount {
        /// How many there are.
        expected: u64,
        /// How many it claims.
        found: u64,
    },
    /// Saved bytes end too early.
    Bytes(bytes::Error),
    /// A funding output of nothing, or of more than all bitcoin.
    FundingAmount {
        /// The most.
        expected: Sat,
        /// The amount.
        found: Sat,
    },
    /// Balances and HTLCs are not what the funding output holds.
    Balance {
        /// What it holds.
        expected: Msat,
        /// Their sum; `None` when it overflows.
        found: Option<Msat>,
    },
    /// More HTLCs than one node may offer.
    TooManyHtlcs {
        /// The node.
        offered_by: Node,
        /// How many it may offer.
        expected: usize,
        /// How many it offers.
        found: usize,
    },
    /// A feerate that the format does not have.
    Feerate {
        /// The only one, in satoshi for a thousand units of weight.
        expected: u32,
        /// The feerate.
        found: u32,
    },
    /// The opener cannot pay the fee.
    FeeExceedsBalance {
        /// The fee, and the anchors.
        expected: Sat,
        /// What the opener has.
        found: Sat,
    },
    /// A balance below the reserve.
    BelowReserve {
        /// Whose.
        node: Node,
        /// The reserve.
        expected: Sat,
        /// The balance.
        found: Sat,
    },
    /// The signature of the commitment is wrong.
    Signature,
    /// Another number of HTLC signatures than of HTLC outputs.
    HtlcSignatureCount {
        /// How many outputs there are.
        expected: usize,
        /// How many signatures.
        found: usize,
    },
    /// The signature of an HTLC transaction is wrong.
    HtlcSignature {
        /// The index of the HTLC in the draft.
        htlc: usize,
        /// Its output.
        output: u32,
    },
    /// An HTLC whose expiry would be a time instead of a height, and has long passed.
    CltvExpiry {
        /// The index of the HTLC in the draft.
        htlc: usize,
        /// The last height that is one.
        expected: BlockHeight,
        /// The expiry.
        found: BlockHeight,
    },
}

impl Error {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Key(error) => error.blame(),
            Self::Derivation(error) => error.blame(),
            Self::SecretNotDerivable { .. }
            | Self::FeeExceedsBalance { .. }
            | Self::BelowReserve { .. }
            | Self::Signature
            | Self::HtlcSignatureCount { .. }
            | Self::HtlcSignature { .. }
            | Self::CltvExpiry { .. } => Blame::Peer,
            Self::SecretOutOfOrder { .. }
            | Self::StoreVersion { .. }
            | Self::StoreCount { .. }
            | Self::FundingAmount { .. }
            | Self::Balance { .. }
            | Self::TooManyHtlcs { .. }
            | Self::Feerate { .. } => Blame::Caller,
            Self::Bytes(error) => error.blame(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(error) => fmt::Display::fmt(error, f),
            Self::Derivation(error) => write!(f, "channel secrets: {error}"),
            Self::SecretOutOfOrder { expected: Some(expected), found } => {
                write!(f, "per-commitment secret: expected that of commitment {expected}, found {found}")
            }
            Self::SecretOutOfOrder { expected: None, found } => {
                write!(f, "per-commitment secret: all have come, found {found}")
            }
            Self::SecretNotDerivable { found, earlier } => write!(
                f,
                "per-commitment secret of commitment {found}: that of {earlier} does not follow from it"
            ),
            Self::StoreVersion { expected, found } => {
                write!(f, "saved secrets: expected version {expected}, found {found}")
            }
            Self::StoreCount { expected, found } => {
                write!(f, "saved secrets: expected at most {expected}, found {found}")
            }
            Self::Bytes(error) => fmt::Display::fmt(error, f),
            Self::FundingAmount { expected, found } => {
                write!(f, "funding output: expected 1 sat to {expected}, found {found}")
            }
            Self::Balance { expected, found: Some(found) } => {
                write!(f, "balances and htlcs: expected {expected}, found {found}")
            }
            Self::Balance { expected, found: None } => {
                write!(f, "balances and htlcs: expected {expected}, found more than there can be")
            }
            Self::TooManyHtlcs { offered_by, expected, found } => {
                write!(f, "htlcs of {offered_by}: expected at most {expected}, found {found}")
            }
            Self::Feerate { expected, found } => {
                write!(f, "feerate_per_kw: expected {expected}, found {found}")
            }
            Self::FeeExceedsBalance { expected, found } => {
                write!(f, "the opener pays {expected} for the commitment and has {found}")
            }
            Self::BelowReserve { node, expected, found } => {
                write!(f, "balance of {node}: expected a reserve of {expected}, found {found}")
            }
            Self::Signature => f.write_str("signature of the commitment is not of the funding key"),
            Self::HtlcSignatureCount { expected, found } => {
                write!(f, "htlc signatures: expected {expected}, found {found}")
            }
            Self::HtlcSignature { htlc, output } => {
                write!(f, "signature of htlc {htlc}, output {output}, is not of the htlc key")
            }
            Self::CltvExpiry { htlc, expected, found } => {
                write!(f, "cltv_expiry of htlc {htlc}: expected at most {expected}, found {found}")
            }
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Key(error) => Some(error),
            Self::Derivation(error) => Some(error),
            Self::Bytes(error) => Some(error),
            _ => None,
        }
    }
}
