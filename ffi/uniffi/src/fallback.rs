//! On-chain fallback addresses, the `f` field.

use crate::bytes::{Octets, fixed};
use crate::error::InvoiceError;
use crate::field::{letters, words};
use crate::network::Network;
use keelbolt::invoice::{self, WitnessProgram};

/// Where the payee also accepts an on-chain payment.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Fallback {
    /// Version 17: pay to the hash of a public key.
    P2pkh {
        /// The hash, 20 bytes.
        hash: Octets,
    },
    /// Version 18: pay to the hash of a script.
    P2sh {
        /// The hash, 20 bytes.
        hash: Octets,
    },
    /// Versions 0 to 16: a witness program (BIP 141, BIP 350).
    Witness {
        /// The witness version.
        version: u8,
        /// The program, 2 to 40 bytes; for version 0 just 20 or 32.
        program: Octets,
    },
    /// Versions 19 to 31: not known today; a reader passes over it.
    Unknown {
        /// The version.
        version: u8,
        /// What stands after it, as bech32 characters.
        data: String,
    },
}

#[uniffi::export]
impl Fallback {
    /// The address on a network, for display; nothing for an unknown version.
    ///
    /// # Errors
    ///
    /// `WrongLength`, `WitnessProgramInvalid` or `NotBech32Words` for one that no invoice can hold.
    pub fn address(&self, network: Network) -> Result<Option<String>, InvoiceError> {
        Ok(self.to_core()?.address(network.into()).map(|address| address.to_string()))
    }

    /// The output script that pays this fallback; nothing for an unknown version.
    ///
    /// # Errors
    ///
    /// `WrongLength`, `WitnessProgramInvalid` or `NotBech32Words` for one that no invoice can hold.
    pub fn script_pubkey(&self) -> Result<Option<Octets>, InvoiceError> {
        Ok(self.to_core()?.script_pubkey().map(|script| Octets(script.as_bytes().to_vec())))
    }
}

impl Fallback {
    pub(crate) fn to_core(&self) -> Result<invoice::Fallback<'_>, InvoiceError> {
        Ok(match self {
            Self::P2pkh { hash } => invoice::Fallback::P2pkh(fixed(&hash.0)?),
            Self::P2sh { hash } => invoice::Fallback::P2sh(fixed(&hash.0)?),
            Self::Witness { version, program } => {
                let checked = WitnessProgram::new(*version, &program.0);
                invoice::Fallback::Witness(
                    checked.ok_or(InvoiceError::witness_program(*version, program.0.len()))?,
                )
            }
            Self::Unknown { version, data } => {
                invoice::Fallback::Unknown { version: *version, data: words(data)? }
            }
        })
    }
}

impl TryFrom<invoice::Fallback<'_>> for Fallback {
    type Error = InvoiceError;

    fn try_from(fallback: invoice::Fallback<'_>) -> Result<Self, InvoiceError> {
        let program = || Octets(fallback.program().to_vec());
        match fallback {
            invoice::Fallback::P2pkh(_) => Ok(Self::P2pkh { hash: program() }),
            invoice::Fallback::P2sh(_) => Ok(Self::P2sh { hash: program() }),
            invoice::Fallback::Witness(_) => {
                Ok(Self::Witness { version: fallback.version(), program: program() })
            }
            invoice::Fallback::Unknown { version, data } => {
                Ok(Self::Unknown { version, data: letters(data) })
            }
            other => Err(InvoiceError::unlisted(other)),
        }
    }
}
