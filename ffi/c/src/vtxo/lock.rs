//! Heights, delays and hash locks of outputs.

use crate::fault::Fault;
use crate::number::mirror;
use protocol::time::BlockHeight;
use protocol::vtxo::{HashLockVersion, LockDelta, LockHeight};

/// How a script asks for a preimage. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_hash_lock_version {
    /// Version 0: of any length. Read for the sake of old outputs.
    KEELBOLT_HASH_LOCK_V0 = 1,
    /// Version 1: of 32 bytes.
    KEELBOLT_HASH_LOCK_V1 = 2,
}

mirror!(
    HashLockVersion,
    keelbolt_hash_lock_version,
    [(HashLockVersion::V0, KEELBOLT_HASH_LOCK_V0), (HashLockVersion::V1, KEELBOLT_HASH_LOCK_V1)]
);

/// A height that an output may be locked until.
pub(crate) fn lock_height(found: u32) -> Result<LockHeight, Fault> {
    LockHeight::new(BlockHeight(found)).ok_or(Fault::LockHeightTooLarge { found })
}

/// A delay that an output may be locked for.
pub(crate) fn lock_delta(found: u16) -> Result<LockDelta, Fault> {
    LockDelta::new(found).ok_or(Fault::LockDeltaTooLarge { found })
}
