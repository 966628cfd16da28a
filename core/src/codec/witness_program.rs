//! Witness programs (BIP 141): what segwit outputs pay to, as scripts and as addresses (BIP 173, BIP 350).

use crate::bytes::Hex;
use crate::codec::network::Network;
use crate::codec::script::Script;
use crate::crypto::{XOnlyPublicKey, sha256};
use bech32::{Fe32, Hrp, segwit};
use core::fmt;

/// A witness version and its program: 2 to 40 bytes, for version 0 just 20 or 32.
///
/// ```
/// use keelbolt::codec::network::Network;
/// use keelbolt::codec::witness_program::WitnessProgram;
/// let program = WitnessProgram::p2wsh(&[0x51]);
/// assert_eq!(
///     program.address(Network::Bitcoin).to_string(),
///     "bc1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqh7jkxa",
/// );
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct WitnessProgram {
    version: u8,
    length: u8,
    bytes: [u8; 40],
}

impl WitnessProgram {
    /// Checks version and length (BIP 141); `None` when they do not fit.
    #[must_use]
    pub fn new(version: u8, program: &[u8]) -> Option<Self> {
        let fits = match version {
            0 => matches!(program.len(), 20 | 32),
            1..=16 => (2..=40).contains(&program.len()),
            _ => false,
        };
        let length = u8::try_from(program.len()).ok().filter(|_| fits)?;
        let mut bytes = [0; 40];
        bytes.get_mut(..program.len())?.copy_from_slice(program);
        Some(Self { version, length, bytes })
    }

    /// Pays to a script by its SHA-256: version 0, 32 bytes.
    #[must_use]
    pub fn p2wsh(witness_script: &[u8]) -> Self {
        Self::of_32_bytes(0, &sha256(witness_script).0)
    }

    /// Pays to a Taproot output key: version 1, 32 bytes (BIP 341).
    #[must_use]
    pub fn p2tr(output_key: &XOnlyPublicKey) -> Self {
        Self::of_32_bytes(1, &output_key.to_bytes())
    }

    fn of_32_bytes(version: u8, program: &[u8; 32]) -> Self {
        let mut bytes = [0; 40];
        bytes.iter_mut().zip(program).for_each(|(slot, byte)| *slot = *byte);
        Self { version, length: 32, bytes }
    }

    /// 0 to 16.
    #[must_use]
    pub const fn version(&self) -> u8 {
        self.version
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// The output script: the version, then a push of the program.
    #[must_use]
    pub fn script_pubkey(&self) -> Script {
        Script::new().number(self.version.into()).push(self.program())
    }

    /// The address on `network`, to be displayed.
    #[must_use]
    pub const fn address(&self, network: Network) -> WitnessAddress {
        WitnessAddress { network, program: *self }
    }
}

impl fmt::Debug for WitnessProgram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WitnessProgram({}, {})", self.version, Hex(self.program()))
    }
}

/// An address to display: bech32 for version 0, bech32m for the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WitnessAddress {
    network: Network,
    program: WitnessProgram,
}

impl fmt::Display for WitnessAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hrp = Hrp::parse(self.network.address_prefix()).map_err(|_| fmt::Error)?;
        let version = Fe32::try_from(self.program.version).map_err(|_| fmt::Error)?;
        segwit::encode_lower_to_fmt_unchecked(f, hrp, version, self.program.program())
    }
}
