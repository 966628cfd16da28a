//! The forms of scripts and of transactions that end a channel.

use crate::cases::same_cases;
use keelbolt::commitment::closing;

/// A form of script to which a channel can be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ShutdownForm {
    /// Pay to witness public key hash.
    P2wpkh,
    /// Pay to witness script hash.
    P2wsh,
    /// A witness program of version 1 to 16: `option_shutdown_anysegwit`.
    AnySegwit,
    /// `OP_RETURN` and one push of 6 to 80 bytes: everything goes to the fee. `option_simple_close`.
    OpReturn,
    /// What old nodes send: pay to public key hash.
    P2pkh,
    /// What old nodes send: pay to script hash.
    P2sh,
}

same_cases!(ShutdownForm, closing::ShutdownForm, [P2wpkh, P2wsh, AnySegwit, OpReturn, P2pkh, P2sh]);

/// One of the closing transactions that `closing_complete` can offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ClosingVariant {
    /// `closer_output_only`
    CloserOutputOnly,
    /// `closee_output_only`
    CloseeOutputOnly,
    /// `closer_and_closee_outputs`
    CloserAndCloseeOutputs,
}

same_cases!(
    ClosingVariant,
    closing::ClosingVariant,
    [CloserOutputOnly, CloseeOutputOnly, CloserAndCloseeOutputs]
);
