//! What stands in an output.

use crate::bytes::Hex;
use crate::crypto::{PublicKey, hash160, sha256};
use core::cmp::Ordering;
use core::fmt;
use core::ops::Deref;

/// The script of an output of a commitment: P2WSH, P2WPKH or P2A, at most 34 bytes. Ordered as BIP 69 says.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScriptPubkey {
    bytes: [u8; 34],
    length: u8,
}

impl ScriptPubkey {
    /// `OP_0 <SHA256(witness_script)>`
    #[must_use]
    pub fn p2wsh(witness_script: &[u8]) -> Self {
        Self::of(0, &sha256(witness_script).0)
    }

    /// `OP_0 <HASH160(key)>`
    #[must_use]
    pub fn p2wpkh(key: &PublicKey) -> Self {
        Self::of(0, &hash160(&key.to_bytes()))
    }

    /// `OP_1 <0x4e73>`, which anybody spends with an empty witness: P2A, "pay-to-anchor".
    #[must_use]
    pub fn p2a() -> Self {
        Self::of(0x51, &[0x4e, 0x73])
    }

    /// A witness program of at most 32 bytes.
    fn of(version: u8, program: &[u8]) -> Self {
        let length = u8::try_from(program.len()).unwrap_or(u8::MAX);
        let mut bytes = [0; 34];
        let parts = [version, length].into_iter().chain(program.iter().copied());
        bytes.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
        Self { bytes, length: length.saturating_add(2) }
    }
}

impl Deref for ScriptPubkey {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.get(..self.length.into()).unwrap_or_default()
    }
}

impl Ord for ScriptPubkey {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(&**other)
    }
}

impl PartialOrd for ScriptPubkey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for ScriptPubkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScriptPubkey({})", Hex(self))
    }
}
