//! Closing a channel together (BOLT 2).

#[cfg(feature = "alloc")]
pub(crate) mod fault;

/// The forms of the scripts that `shutdown` may name. They travel as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_shutdown_form {
    /// `OP_0` and 20 bytes.
    KEELBOLT_SHUTDOWN_P2WPKH = 1,
    /// `OP_0` and 32 bytes.
    KEELBOLT_SHUTDOWN_P2WSH = 2,
    /// A witness program of version 1 to 16.
    KEELBOLT_SHUTDOWN_ANY_SEGWIT = 3,
    /// `OP_RETURN` and one push of 6 to 80 bytes: everything goes to the fee.
    KEELBOLT_SHUTDOWN_OP_RETURN = 4,
    /// What old nodes send: pay to public key hash.
    KEELBOLT_SHUTDOWN_P2PKH = 5,
    /// What old nodes send: pay to script hash.
    KEELBOLT_SHUTDOWN_P2SH = 6,
}

/// Which outputs a closing transaction has. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_closing_variant {
    /// `closer_output_only`
    KEELBOLT_CLOSING_CLOSER_OUTPUT_ONLY = 1,
    /// `closee_output_only`
    KEELBOLT_CLOSING_CLOSEE_OUTPUT_ONLY = 2,
    /// `closer_and_closee_outputs`
    KEELBOLT_CLOSING_CLOSER_AND_CLOSEE_OUTPUTS = 3,
}

#[cfg(feature = "alloc")]
mod conversion {
    use super::{keelbolt_closing_variant, keelbolt_shutdown_form};
    use crate::number::mirror;
    use protocol::commitment::closing::{ClosingVariant, ShutdownForm};

    mirror!(
        ShutdownForm,
        keelbolt_shutdown_form,
        [
            (Self::P2wpkh, KEELBOLT_SHUTDOWN_P2WPKH),
            (Self::P2wsh, KEELBOLT_SHUTDOWN_P2WSH),
            (Self::AnySegwit, KEELBOLT_SHUTDOWN_ANY_SEGWIT),
            (Self::OpReturn, KEELBOLT_SHUTDOWN_OP_RETURN),
            (Self::P2pkh, KEELBOLT_SHUTDOWN_P2PKH),
            (Self::P2sh, KEELBOLT_SHUTDOWN_P2SH),
        ]
    );

    mirror!(
        ClosingVariant,
        keelbolt_closing_variant,
        [
            (Self::CloserOutputOnly, KEELBOLT_CLOSING_CLOSER_OUTPUT_ONLY),
            (Self::CloseeOutputOnly, KEELBOLT_CLOSING_CLOSEE_OUTPUT_ONLY),
            (Self::CloserAndCloseeOutputs, KEELBOLT_CLOSING_CLOSER_AND_CLOSEE_OUTPUTS),
        ]
    );
}
