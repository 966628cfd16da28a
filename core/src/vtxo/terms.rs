//! What all outputs of one server's VTXO have in common.

use crate::crypto::PublicKey;
use crate::vtxo::{LockDelta, LockHeight};

/// The server's key and the two delays under which a VTXO stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The server's key, S.
    pub server_pubkey: PublicKey,
    /// From this height on the server sweeps what was not taken.
    pub expiry_height: LockHeight,
    /// How long an exit waits before its owner claims it.
    pub exit_delta: LockDelta,
}
