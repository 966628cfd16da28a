//! What an encoding has too many of.

use crate::number::mirror;
use protocol::vtxo::Counted;

/// What an encoding counts. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_counted {
    /// Steps of a genesis.
    KEELBOLT_COUNTED_GENESIS_ITEMS = 1,
    /// Keys that sign together.
    KEELBOLT_COUNTED_COSIGNERS = 2,
    /// Leaves of a tree.
    KEELBOLT_COUNTED_LEAVES = 3,
    /// Signatures of a tree.
    KEELBOLT_COUNTED_SIGNATURES = 4,
}

mirror!(
    Counted,
    keelbolt_counted,
    [
        (Counted::GenesisItems, KEELBOLT_COUNTED_GENESIS_ITEMS),
        (Counted::Cosigners, KEELBOLT_COUNTED_COSIGNERS),
        (Counted::Leaves, KEELBOLT_COUNTED_LEAVES),
        (Counted::Signatures, KEELBOLT_COUNTED_SIGNATURES),
    ]
);
