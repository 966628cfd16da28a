//! The scripts that `shutdown` may name.

use crate::commitment::CommitmentError;
use crate::commitment::variant::ShutdownForm;
use keelbolt::commitment::closing;

/// What two nodes have agreed on for scripts of `shutdown`, `closing_complete` and upfront ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ShutdownRules {
    /// `option_shutdown_anysegwit` is negotiated.
    #[uniffi(default = false)]
    pub any_segwit: bool,
    /// `option_simple_close` is negotiated.
    #[uniffi(default = false)]
    pub simple_close: bool,
    /// Scripts that are no witness programs are taken too, as old nodes may send them. Never for what one sends.
    #[uniffi(default = false)]
    pub non_segwit: bool,
}

/// The form of a script; nothing when it has none of them.
#[uniffi::export]
#[must_use]
pub fn shutdown_form(script: Vec<u8>) -> Option<ShutdownForm> {
    closing::ShutdownForm::recognise(&script).map(Into::into)
}

#[uniffi::export]
impl ShutdownRules {
    /// Checks that a node may name this script, and says its form. `upfront` is what that node told when the channel
    /// opened, and an empty one is none.
    ///
    /// # Errors
    ///
    /// `UpfrontScript`, `ShutdownScript` or `ShutdownNotNegotiated`.
    #[uniffi::method(default(upfront = None))]
    pub fn check(&self, script: Vec<u8>, upfront: Option<Vec<u8>>) -> Result<ShutdownForm, CommitmentError> {
        let Self { any_segwit, simple_close, non_segwit } = *self;
        let rules = closing::ShutdownRules { any_segwit, simple_close, non_segwit };
        Ok(rules.check(&script, upfront.as_deref())?.into())
    }
}
