//! Every way in which a call about VTXOs can fail, flat: one name, its fields, one stable code.

mod origin;
mod part;
mod shared;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests;

pub use part::{Counted, CryptoFault, ExitOutput};
pub(crate) use shared::shared_errors;

use crate::bytes::{Txid, WrongLength};
use crate::error::{Blame, wide};
use crate::transaction::{MalformedTransaction, OutPoint};
use keelbolt::vtxo::NotAnId;
use std::fmt::{self, Debug};

/// What is wrong with a VTXO, a policy, a spend of a clause, or an argument. Offsets count bytes from the start of an
/// encoding, depths the transactions of an exit from 0.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Error)]
#[uniffi::export(Display)]
pub enum VtxoError {
    /// A signature that is not of the key over what it should sign.
    SignatureMismatch,
    /// 33 bytes that are no compressed point of the curve.
    KeyNotAPoint,
    /// A secret key of zero, or not below the group order.
    SecretKeyOutOfRange,
    /// Keys that have no aggregate or cannot be tweaked, which none are known to cause.
    TweakOutOfRange,
    /// Two points whose sum is infinity, which no honest ones are.
    PointsCancel,
    /// 32 bytes that are the x coordinate of no point.
    NotAnXCoordinate,
    /// An output that holds nothing, or more than there is.
    FundingValue {
        /// What it holds, in satoshi.
        found: u64,
    },
    /// A fee that is more than the output holds.
    FeeAboveValue {
        /// The fee, in satoshi; the largest number when it is more than that.
        fee: u64,
        /// What the output holds, in satoshi.
        value: u64,
    },
    /// What is left after the fee is too little to be relayed.
    BelowDustLimit {
        /// The least that is relayed to the destination, in satoshi.
        expected: u64,
        /// What is left, in satoshi.
        found: u64,
    },
    /// A destination without an output script.
    EmptyDestination,
    /// Bytes of a fixed number came in another number.
    WrongLength {
        /// How many there must be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// Bytes that are no transaction.
    MalformedTransaction,

    /// An encoding that ends inside a value.
    VtxoTruncated {
        /// Where the value begins, in bytes.
        offset: u64,
        /// How many bytes it takes.
        expected: u64,
        /// How many are left.
        found: u64,
    },
    /// A count or a length that is not in its shortest form.
    VtxoCount {
        /// Where it stands, in bytes.
        offset: u64,
        /// The number.
        found: u64,
    },
    /// Bytes behind the end.
    VtxoTrailingBytes {
        /// How many.
        found: u64,
    },
    /// A version of the encoding that is not known.
    VtxoVersion {
        /// The version.
        found: u64,
    },
    /// A height above 499,934,467 in an encoding.
    VtxoHeight {
        /// Where it stands, in bytes.
        offset: u64,
        /// The height.
        found: u64,
    },
    /// A delay above 16,383 blocks in an encoding.
    VtxoDelta {
        /// Where it stands, in bytes.
        offset: u64,
        /// The number of blocks.
        found: u64,
    },
    /// Bytes in an encoding that are no key.
    VtxoKey {
        /// Where they stand, in bytes.
        offset: u64,
        /// Why.
        fault: CryptoFault,
    },
    /// A policy that is not known.
    PolicyType {
        /// Where its type stands, in bytes.
        offset: u64,
        /// The type.
        found: u64,
    },
    /// A policy of the server's where a user's is expected.
    ServerPolicy {
        /// Where its type stands, in bytes.
        offset: u64,
        /// The type.
        found: u64,
    },
    /// A transition that is not known.
    TransitionType {
        /// Where its type stands, in bytes.
        offset: u64,
        /// The type.
        found: u64,
    },
    /// A cosigned transition, or a node of a tree, without a key.
    NoCosigners {
        /// Where the keys should stand, in bytes.
        offset: u64,
    },
    /// A tweak that is not below the group order.
    VtxoTweak {
        /// Where it stands, in bytes.
        offset: u64,
    },
    /// Neither 0, for a preimage, nor 1, for a hash.
    VtxoUnlock {
        /// Where it stands, in bytes.
        offset: u64,
        /// What was found instead.
        found: u64,
    },
    /// A transaction without an output.
    NoTransactionOutputs {
        /// Where their number stands, in bytes.
        offset: u64,
    },
    /// An output of a transaction that has fewer.
    VtxoOutputIndex {
        /// Where it stands, in bytes.
        offset: u64,
        /// How many outputs there are, without the anchor.
        expected: u64,
        /// The index.
        found: u64,
    },
    /// An output script that is longer than any that is relayed.
    VtxoScriptLength {
        /// Where the length stands, in bytes.
        offset: u64,
        /// The longest, in bytes.
        expected: u64,
        /// The length, in bytes.
        found: u64,
    },
    /// More of something than this library takes.
    VtxoTooMany {
        /// Of what.
        counted: Counted,
        /// The most.
        expected: u64,
        /// How many.
        found: u64,
    },
    /// More of something than the rest of the input can hold.
    VtxoCountAboveInput {
        /// Of what.
        counted: Counted,
        /// Where the count stands, in bytes.
        offset: u64,
        /// How many.
        found: u64,
        /// How many bytes are left.
        left: u64,
    },
    /// A VTXO without a genesis that does not lie on chain: only its bare form.
    NoGenesis,
    /// A genesis of a VTXO that lies on chain itself.
    UnexpectedGenesis,
    /// A tree of less than two leaves, which cannot be spent.
    TooFewLeaves {
        /// How many.
        found: u64,
    },
    /// Amounts whose sum is more than there is.
    VtxoAmountOverflow {
        /// The most, in satoshi.
        expected: u64,
    },
    /// A text that is no id of a VTXO.
    NotAVtxoId,
    /// A height that no output is locked until.
    LockHeightTooLarge {
        /// The largest.
        expected: u64,
        /// The height.
        found: u64,
    },
    /// A delay that no output is locked for.
    LockDeltaTooLarge {
        /// The longest, in blocks.
        expected: u64,
        /// The delay, in blocks.
        found: u64,
    },

    /// The output has no such clause.
    NotAClause,
    /// No preimage where the clause asks for one, or that of another hash.
    ClausePreimage,
    /// A key that does not sign for the clause.
    ClauseKey,

    /// The output on chain holds something else than all that the genesis divides.
    ChainAnchorValue {
        /// What the genesis divides, in satoshi.
        expected: u64,
        /// What the output holds, in satoshi.
        found: u64,
    },
    /// The output on chain is not what the first transaction takes.
    ChainAnchorScript,
    /// A transaction of the exit without a signature.
    NoHopSignature {
        /// Which one, counted from 0.
        depth: u64,
    },
    /// A transaction of the exit whose preimage is not known yet.
    NoHopPreimage {
        /// Which one, counted from 0.
        depth: u64,
    },
    /// A signature that is not of the keys over the transaction of the exit.
    HopSignature {
        /// Which one, counted from 0.
        depth: u64,
        /// Why.
        fault: CryptoFault,
    },
    /// The VTXO does not lie where its genesis leads.
    VtxoPoint {
        /// Where that leads.
        expected: OutPoint,
        /// Where it says that it lies.
        found: OutPoint,
    },

    /// An output of the exit holds too little.
    ExitDust {
        /// Which output of the exit.
        output: ExitOutput,
        /// The least that is relayed, in satoshi.
        expected: u64,
        /// What it holds, in satoshi.
        found: u64,
    },
    /// An output of the exit has a script that is not relayed.
    ExitScript {
        /// Which output of the exit.
        output: ExitOutput,
    },
    /// A second output of data alone in one transaction of the exit.
    SecondData {
        /// Which output of the exit.
        output: ExitOutput,
    },
    /// A transaction of the exit that is heavier than nodes relay.
    ExitWeight {
        /// Which one, counted from 0.
        depth: u64,
        /// The most.
        expected: u64,
        /// What it weighs.
        found: u64,
    },

    /// The facts are about another transaction than its genesis begins with.
    WrongAnchor {
        /// The genesis's.
        expected: Txid,
        /// The one of the facts.
        found: Txid,
    },
    /// The transaction on chain has no such output.
    AnchorOutput {
        /// The index.
        found: u64,
    },
    /// The transaction on chain is not deep enough.
    Confirmations {
        /// How many blocks must confirm it.
        expected: u64,
        /// How many do.
        found: u64,
    },
    /// The output on chain is spent.
    AnchorSpent,
    /// Another server's.
    VtxoServerKey,
    /// A node that could be spent without the server: whoever signs for it could take the money back.
    NodeWithoutServer {
        /// Which transaction takes it, counted from 0.
        depth: u64,
    },
    /// An exit waits for too long.
    VtxoExitDelta {
        /// The longest, in blocks.
        expected: u64,
        /// How long it waits, in blocks.
        found: u64,
    },
    /// The server could sweep before an exit is through.
    VtxoExpiry {
        /// The earliest height that is accepted.
        expected: u64,
        /// The height.
        found: u64,
    },
    /// The server could take back a payment before an exit is through.
    HtlcExpiry {
        /// The earliest height that is accepted.
        expected: u64,
        /// The height.
        found: u64,
    },
    /// An exit takes too many transactions.
    VtxoDepth {
        /// The most.
        expected: u64,
        /// How many.
        found: u64,
    },
    /// Another policy than was asked for.
    VtxoPolicy,
    /// The key is none of the wallet's.
    VtxoOwnKey,
    /// The leaf before it has another key: whoever has that could take the money together with the server.
    LeafKey,
    /// Another amount than was asked for.
    VtxoAmount {
        /// What was asked for, in satoshi.
        expected: u64,
        /// What it holds, in satoshi.
        found: u64,
    },
    /// Another unlock hash than the server told, or none.
    VtxoUnlockHash,
    /// A locked leaf whose preimage may have any length: no VTXO could hold one of another length than 32 bytes.
    VtxoHashLock,

    /// An error of the core that this binding has no name for: the binding is older than the core.
    Unlisted {
        /// What the core says.
        text: String,
    },
}

#[uniffi::export]
impl VtxoError {
    /// The number of this kind of error: the same in every language, and never given to another.
    #[must_use]
    pub fn code(&self) -> u16 {
        match self {
            Self::SignatureMismatch => 301,
            Self::KeyNotAPoint => 500,
            Self::SecretKeyOutOfRange => 501,
            Self::TweakOutOfRange => 504,
            Self::NotAnXCoordinate => 507,
            Self::PointsCancel => 508,
            Self::FundingValue { .. } => 553,
            Self::FeeAboveValue { .. } => 554,
            Self::BelowDustLimit { .. } => 555,
            Self::EmptyDestination => 558,
            Self::WrongLength { .. } => 600,
            Self::MalformedTransaction => 607,
            Self::VtxoTruncated { .. } => 1000,
            Self::VtxoCount { .. } => 1001,
            Self::VtxoTrailingBytes { .. } => 1002,
            Self::VtxoVersion { .. } => 1003,
            Self::VtxoHeight { .. } => 1004,
            Self::VtxoDelta { .. } => 1005,
            Self::VtxoKey { .. } => 1006,
            Self::PolicyType { .. } => 1007,
            Self::ServerPolicy { .. } => 1008,
            Self::TransitionType { .. } => 1009,
            Self::NoCosigners { .. } => 1010,
            Self::VtxoTweak { .. } => 1011,
            Self::VtxoUnlock { .. } => 1012,
            Self::NoTransactionOutputs { .. } => 1013,
            Self::VtxoOutputIndex { .. } => 1014,
            Self::VtxoScriptLength { .. } => 1015,
            Self::VtxoTooMany { .. } => 1016,
            Self::VtxoCountAboveInput { .. } => 1017,
            Self::NoGenesis => 1018,
            Self::UnexpectedGenesis => 1019,
            Self::TooFewLeaves { .. } => 1020,
            Self::VtxoAmountOverflow { .. } => 1021,
            Self::NotAVtxoId => 1022,
            Self::LockHeightTooLarge { .. } => 1023,
            Self::LockDeltaTooLarge { .. } => 1024,
            Self::NotAClause => 1030,
            Self::ClausePreimage => 1031,
            Self::ClauseKey => 1032,
            Self::ChainAnchorValue { .. } => 1040,
            Self::ChainAnchorScript => 1041,
            Self::NoHopSignature { .. } => 1042,
            Self::NoHopPreimage { .. } => 1043,
            Self::HopSignature { .. } => 1044,
            Self::VtxoPoint { .. } => 1045,
            Self::ExitDust { .. } => 1050,
            Self::ExitScript { .. } => 1051,
            Self::SecondData { .. } => 1052,
            Self::ExitWeight { .. } => 1053,
            Self::WrongAnchor { .. } => 1060,
            Self::AnchorOutput { .. } => 1061,
            Self::Confirmations { .. } => 1062,
            Self::AnchorSpent => 1063,
            Self::VtxoServerKey => 1064,
            Self::NodeWithoutServer { .. } => 1065,
            Self::VtxoExitDelta { .. } => 1066,
            Self::VtxoExpiry { .. } => 1067,
            Self::HtlcExpiry { .. } => 1068,
            Self::VtxoDepth { .. } => 1069,
            Self::VtxoPolicy => 1070,
            Self::VtxoOwnKey => 1071,
            Self::LeafKey => 1072,
            Self::VtxoAmount { .. } => 1073,
            Self::VtxoUnlockHash => 1074,
            Self::VtxoHashLock => 1075,
            Self::Unlisted { .. } => 999,
        }
    }

    /// Who has to act on the error.
    #[must_use]
    pub fn blame(&self) -> Blame {
        match self {
            Self::MalformedTransaction | Self::NotAVtxoId => Blame::Peer,
            _ => Blame::of(self.origin().map(|origin| origin.blame())),
        }
    }

    /// What was wrong and where, in a sentence for people.
    #[must_use]
    pub fn text(&self) -> String {
        self.to_string()
    }
}

impl VtxoError {
    /// What the core has and this binding does not know.
    pub(crate) fn unlisted(what: impl Debug) -> Self {
        Self::Unlisted { text: format!("not known to this binding: {what:?}") }
    }
}

impl From<WrongLength> for VtxoError {
    fn from(length: WrongLength) -> Self {
        Self::WrongLength { expected: wide(length.expected), found: wide(length.found) }
    }
}

impl From<MalformedTransaction> for VtxoError {
    fn from(_: MalformedTransaction) -> Self {
        Self::MalformedTransaction
    }
}

impl From<NotAnId> for VtxoError {
    fn from(_: NotAnId) -> Self {
        Self::NotAVtxoId
    }
}

impl fmt::Display for VtxoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(origin) = self.origin() {
            return fmt::Display::fmt(&origin, f);
        }
        match self {
            Self::WrongLength { expected, found } => write!(f, "expected {expected} bytes, found {found}"),
            Self::MalformedTransaction => fmt::Display::fmt(&MalformedTransaction, f),
            Self::NotAVtxoId => fmt::Display::fmt(&NotAnId, f),
            Self::LockHeightTooLarge { expected, found } => {
                write!(f, "height: expected at most {expected}, found {found}")
            }
            Self::LockDeltaTooLarge { expected, found } => {
                write!(f, "delay: expected at most {expected} blocks, found {found}")
            }
            Self::Unlisted { text } => f.write_str(text),
            // Only a host that makes up an error of its own, with numbers that the core cannot hold, comes here.
            other => fmt::Debug::fmt(other, f),
        }
    }
}

impl std::error::Error for VtxoError {}
