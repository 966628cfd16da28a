//! What an output of a commitment is.

use keelbolt::commitment;

/// What an output of a commitment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum OutputKind {
    /// The owner's, delayed.
    ToLocal,
    /// The other node's.
    ToRemote,
    /// For the owner to raise the fee.
    LocalAnchor,
    /// For the other node to raise the fee.
    RemoteAnchor,
    /// For anybody to raise the fee.
    SharedAnchor,
    /// An HTLC that the owner offered.
    OfferedHtlc {
        /// Its index among the HTLCs of the commitment.
        htlc: u32,
    },
    /// An HTLC that the owner received.
    ReceivedHtlc {
        /// Its index among the HTLCs of the commitment.
        htlc: u32,
    },
}

impl From<commitment::OutputKind> for OutputKind {
    fn from(kind: commitment::OutputKind) -> Self {
        use commitment::OutputKind as Core;
        let index = |htlc| u32::try_from(htlc).unwrap_or(u32::MAX);
        match kind {
            Core::ToLocal => Self::ToLocal,
            Core::ToRemote => Self::ToRemote,
            Core::LocalAnchor => Self::LocalAnchor,
            Core::RemoteAnchor => Self::RemoteAnchor,
            Core::SharedAnchor => Self::SharedAnchor,
            Core::OfferedHtlc(htlc) => Self::OfferedHtlc { htlc: index(htlc) },
            Core::ReceivedHtlc(htlc) => Self::ReceivedHtlc { htlc: index(htlc) },
        }
    }
}

impl From<OutputKind> for commitment::OutputKind {
    fn from(kind: OutputKind) -> Self {
        let index = |htlc| usize::try_from(htlc).unwrap_or(usize::MAX);
        match kind {
            OutputKind::ToLocal => Self::ToLocal,
            OutputKind::ToRemote => Self::ToRemote,
            OutputKind::LocalAnchor => Self::LocalAnchor,
            OutputKind::RemoteAnchor => Self::RemoteAnchor,
            OutputKind::SharedAnchor => Self::SharedAnchor,
            OutputKind::OfferedHtlc { htlc } => Self::OfferedHtlc(index(htlc)),
            OutputKind::ReceivedHtlc { htlc } => Self::ReceivedHtlc(index(htlc)),
        }
    }
}
