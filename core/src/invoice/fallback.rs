//! On-chain fallback addresses, the `f` field.

use crate::bytes::Hex;
use crate::codec::base58::HashAddress;
use crate::codec::bech32::Words;
use crate::codec::network::Network;
use crate::codec::witness_program::{WitnessAddress, WitnessProgram};
use core::fmt;

/// Where the payee also accepts an on-chain payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fallback<'a> {
    /// Version 17: pay to the hash of a public key.
    P2pkh([u8; 20]),
    /// Version 18: pay to the hash of a script.
    P2sh([u8; 20]),
    /// Versions 0 to 16: a witness program (BIP 141, BIP 350).
    Witness(WitnessProgram),
    /// Versions 19 to 31: not known today; a reader passes over it.
    Unknown {
        /// The version.
        version: u8,
        /// What stands after it.
        data: Words<'a>,
    },
}

impl<'a> Fallback<'a> {
    /// The version as the field carries it, 0 to 31.
    #[must_use]
    pub const fn version(&self) -> u8 {
        match self {
            Self::P2pkh(_) => 17,
            Self::P2sh(_) => 18,
            Self::Witness(program) => program.version(),
            Self::Unknown { version, .. } => *version,
        }
    }

    /// The bytes after the version: a hash or a witness program; empty for an unknown version.
    #[must_use]
    pub fn program(&self) -> &[u8] {
        match self {
            Self::P2pkh(hash) | Self::P2sh(hash) => hash,
            Self::Witness(program) => program.program(),
            Self::Unknown { .. } => &[],
        }
    }

    /// The address on `network`, for display; `None` for an unknown version.
    #[must_use]
    pub const fn address(&self, network: Network) -> Option<FallbackAddress> {
        match self {
            Self::P2pkh(hash) => Some(FallbackAddress(Form::Hash(HashAddress {
                version: network.p2pkh_version(),
                hash: *hash,
            }))),
            Self::P2sh(hash) => Some(FallbackAddress(Form::Hash(HashAddress {
                version: network.p2sh_version(),
                hash: *hash,
            }))),
            Self::Witness(program) => Some(FallbackAddress(Form::Witness(program.address(network)))),
            Self::Unknown { .. } => None,
        }
    }

    /// The output script that pays this fallback; `None` for an unknown version.
    #[must_use]
    pub fn script_pubkey(&self) -> Option<ScriptPubkey> {
        const OP_DUP: u8 = 0x76;
        const OP_HASH160: u8 = 0xa9;
        const OP_EQUAL: u8 = 0x87;
        const OP_EQUALVERIFY: u8 = 0x88;
        const OP_CHECKSIG: u8 = 0xac;
        const PUSH_20: u8 = 20;
        match self {
            Self::P2pkh(hash) => {
                ScriptPubkey::of([&[OP_DUP, OP_HASH160, PUSH_20], hash, &[OP_EQUALVERIFY, OP_CHECKSIG]])
            }
            Self::P2sh(hash) => ScriptPubkey::of([&[OP_HASH160, PUSH_20], hash, &[OP_EQUAL]]),
            Self::Witness(program) => {
                // OP_0 is 0x00, OP_1 is 0x51
                let opcode = match program.version() {
                    0 => 0,
                    version => version.saturating_add(0x50),
                };
                let length = u8::try_from(program.program().len()).ok()?;
                ScriptPubkey::of([&[opcode, length], program.program(), &[]])
            }
            Self::Unknown { .. } => None,
        }
    }
}

/// An output script of a fallback, at most 42 bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct ScriptPubkey(heapless::Vec<u8, 42>);

impl ScriptPubkey {
    /// The bytes of the script.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn of(parts: [&[u8]; 3]) -> Option<Self> {
        let mut script = heapless::Vec::new();
        parts.iter().try_for_each(|part| script.extend_from_slice(part)).ok()?;
        Some(Self(script))
    }
}

impl fmt::Debug for ScriptPubkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScriptPubkey({})", Hex(&self.0))
    }
}

#[cfg(feature = "alloc")]
impl From<&ScriptPubkey> for bitcoin::ScriptBuf {
    fn from(script: &ScriptPubkey) -> Self {
        Self::from_bytes(script.0.to_vec())
    }
}

/// An address to display: Base58Check, or bech32 for version 0, or bech32m.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FallbackAddress(Form);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Hash(HashAddress),
    Witness(WitnessAddress),
}

impl fmt::Display for FallbackAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Hash(address) => fmt::Display::fmt(address, f),
            Form::Witness(address) => fmt::Display::fmt(address, f),
        }
    }
}
