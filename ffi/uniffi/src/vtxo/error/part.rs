//! What errors name: kinds of things that are counted, outputs of an exit, what is wrong with a key.

use crate::cases::same_cases;
use crate::error::{size, wide};
use keelbolt::{crypto, vtxo};

/// What an encoding counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Counted {
    /// Steps of a genesis.
    GenesisItems,
    /// Keys that sign together.
    Cosigners,
    /// Leaves of a tree.
    Leaves,
    /// Signatures of a tree.
    Signatures,
}

same_cases!(Counted, vtxo::Counted, [GenesisItems, Cosigners, Leaves, Signatures]);

/// What is wrong with a key or a signature inside something larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum CryptoFault {
    /// 33 bytes that are no compressed point of the curve.
    NotAPoint,
    /// 32 bytes that are the x coordinate of no point.
    NotAnXCoordinate,
    /// The signature is not of this key.
    SignatureMismatch,
}

impl CryptoFault {
    /// The fault that the core found; nothing for one that no key and no Schnorr signature has.
    pub(crate) fn of(core: crypto::Error) -> Option<Self> {
        Some(match core {
            crypto::Error::NotAPoint => Self::NotAPoint,
            crypto::Error::NotAnXCoordinate => Self::NotAnXCoordinate,
            crypto::Error::SignatureMismatch => Self::SignatureMismatch,
            _ => return None,
        })
    }
}

impl From<CryptoFault> for crypto::Error {
    fn from(ours: CryptoFault) -> Self {
        match ours {
            CryptoFault::NotAPoint => Self::NotAPoint,
            CryptoFault::NotAnXCoordinate => Self::NotAnXCoordinate,
            CryptoFault::SignatureMismatch => Self::SignatureMismatch,
        }
    }
}

/// An output of an exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ExitOutput {
    /// The VTXO itself.
    Own,
    /// Another output of a transaction on the way to it.
    Sibling {
        /// Of which transaction, counted from 0.
        depth: u64,
        /// Which of the siblings, counted from 0.
        index: u64,
    },
}

impl From<vtxo::ExitOutput> for ExitOutput {
    fn from(core: vtxo::ExitOutput) -> Self {
        match core {
            vtxo::ExitOutput::Own => Self::Own,
            vtxo::ExitOutput::Sibling { depth, index } => {
                Self::Sibling { depth: wide(depth), index: wide(index) }
            }
        }
    }
}

impl From<ExitOutput> for vtxo::ExitOutput {
    fn from(ours: ExitOutput) -> Self {
        match ours {
            ExitOutput::Own => Self::Own,
            ExitOutput::Sibling { depth, index } => Self::Sibling { depth: size(depth), index: size(index) },
        }
    }
}
