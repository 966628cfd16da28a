//! What the outputs of a commitment are.

/// What an output of a commitment is. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_output_kind {
    /// The owner's, delayed.
    KEELBOLT_OUTPUT_TO_LOCAL = 1,
    /// The other node's.
    KEELBOLT_OUTPUT_TO_REMOTE = 2,
    /// For the owner to raise the fee.
    KEELBOLT_OUTPUT_LOCAL_ANCHOR = 3,
    /// For the other node to raise the fee.
    KEELBOLT_OUTPUT_REMOTE_ANCHOR = 4,
    /// For anybody to raise the fee.
    KEELBOLT_OUTPUT_SHARED_ANCHOR = 5,
    /// An HTLC that the owner offered.
    KEELBOLT_OUTPUT_OFFERED_HTLC = 6,
    /// An HTLC that the owner received.
    KEELBOLT_OUTPUT_RECEIVED_HTLC = 7,
}

#[cfg(feature = "alloc")]
mod conversion {
    use super::keelbolt_output_kind::{self, *};
    use crate::number::numbered;
    use protocol::commitment::OutputKind;

    numbered!(keelbolt_output_kind);

    impl keelbolt_output_kind {
        /// The name of a kind; the index of its HTLC stands elsewhere.
        pub(crate) const fn of(kind: OutputKind) -> Self {
            match kind {
                OutputKind::ToLocal => KEELBOLT_OUTPUT_TO_LOCAL,
                OutputKind::ToRemote => KEELBOLT_OUTPUT_TO_REMOTE,
                OutputKind::LocalAnchor => KEELBOLT_OUTPUT_LOCAL_ANCHOR,
                OutputKind::RemoteAnchor => KEELBOLT_OUTPUT_REMOTE_ANCHOR,
                OutputKind::SharedAnchor => KEELBOLT_OUTPUT_SHARED_ANCHOR,
                OutputKind::OfferedHtlc(_) => KEELBOLT_OUTPUT_OFFERED_HTLC,
                OutputKind::ReceivedHtlc(_) => KEELBOLT_OUTPUT_RECEIVED_HTLC,
            }
        }

        /// The kind that has this number, with the index of its HTLC where it has one.
        pub(crate) fn kind(number: i32, htlc: usize) -> Option<OutputKind> {
            let rows = [
                OutputKind::ToLocal,
                OutputKind::ToRemote,
                OutputKind::LocalAnchor,
                OutputKind::RemoteAnchor,
                OutputKind::SharedAnchor,
                OutputKind::OfferedHtlc(htlc),
                OutputKind::ReceivedHtlc(htlc),
            ];
            rows.into_iter().find(|kind| Self::of(*kind).number() == number)
        }
    }
}
