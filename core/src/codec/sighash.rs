//! Signature hashes: what a signature of an input covers, for witness programs of version 0 (BIP 143) and for
//! Taproot (BIP 341, BIP 342).

mod segwit_v0;
mod taproot;

pub use segwit_v0::SegwitV0;
pub use taproot::{Taproot, TaprootSighashType};

/// Which outputs and other inputs a signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SighashType {
    /// All inputs, all outputs.
    All,
    /// Its own input, and the output of the same index.
    SingleAnyoneCanPay,
}

impl SighashType {
    /// The byte behind the signature.
    #[must_use]
    pub const fn to_u8(self) -> u8 {
        match self {
            Self::All => 0x01,
            Self::SingleAnyoneCanPay => 0x83,
        }
    }
}
