//! The scripts that `shutdown` may name (BOLT 2, "Closing Initiation: `shutdown`").

use crate::commitment::closing::Error;

/// The form of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ShutdownForm {
    /// "`OP_0` `20` 20-bytes"
    P2wpkh,
    /// "`OP_0` `32` 32-bytes"
    P2wsh,
    /// "`OP_1` through `OP_16` inclusive, followed by a single push of 2 to 40 bytes"
    AnySegwit,
    /// "`OP_RETURN` followed by" one push of 6 to 80 bytes: everything goes to the fee.
    OpReturn,
    /// What old nodes send: pay to public key hash.
    P2pkh,
    /// What old nodes send: pay to script hash.
    P2sh,
}

impl ShutdownForm {
    /// The form of a script; `None` when it has none of them.
    #[must_use]
    pub fn recognise(script: &[u8]) -> Option<Self> {
        let is_push = |length: u8, rest: &[u8]| rest.len() == usize::from(length);
        match script {
            [0, 20, rest @ ..] if rest.len() == 20 => Some(Self::P2wpkh),
            [0, 32, rest @ ..] if rest.len() == 32 => Some(Self::P2wsh),
            [0x51..=0x60, length @ 2..=40, rest @ ..] if is_push(*length, rest) => Some(Self::AnySegwit),
            // "`6` to `75` inclusive followed by exactly that many bytes"
            [0x6a, length @ 6..=75, rest @ ..] if is_push(*length, rest) => Some(Self::OpReturn),
            // "`76` followed by `76` to `80` followed by exactly that many bytes"
            [0x6a, 76, length @ 76..=80, rest @ ..] if is_push(*length, rest) => Some(Self::OpReturn),
            [0x76, 0xa9, 20, .., 0x88, 0xac] if script.len() == 25 => Some(Self::P2pkh),
            [0xa9, 20, .., 0x87] if script.len() == 23 => Some(Self::P2sh),
            _ => None,
        }
    }
}

/// What two nodes have agreed on for scripts of `shutdown`, `closing_complete` and upfront ones.
///
/// ```
/// use keelbolt::commitment::closing::{Error, ShutdownForm, ShutdownRules};
/// let mut taproot = [0x55; 34];
/// taproot[..2].copy_from_slice(&[0x51, 32]);
/// let plain = ShutdownRules::default();
/// let any_segwit = ShutdownRules { any_segwit: true, ..plain };
/// assert_eq!(plain.check(&taproot, None), Err(Error::NotNegotiated { form: ShutdownForm::AnySegwit }));
/// assert_eq!(any_segwit.check(&taproot, None), Ok(ShutdownForm::AnySegwit));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct ShutdownRules {
    /// `option_shutdown_anysegwit` is negotiated.
    pub any_segwit: bool,
    /// `option_simple_close` is negotiated.
    pub simple_close: bool,
    /// Scripts that are no witness programs are taken too: "old nodes may send non-segwit scripts, which may be
    /// accepted for backwards-compatibility". Never for what one sends.
    pub non_segwit: bool,
}

impl ShutdownRules {
    /// Whether a script may be used, which must be the one that was told upfront, if any was: an empty one is none.
    ///
    /// # Errors
    ///
    /// [`Error::UpfrontScript`], [`Error::Script`] or [`Error::NotNegotiated`].
    pub fn check(&self, script: &[u8], upfront: Option<&[u8]>) -> Result<ShutdownForm, Error> {
        if upfront.is_some_and(|upfront| !upfront.is_empty() && upfront != script) {
            return Err(Error::UpfrontScript);
        }
        let form = ShutdownForm::recognise(script).ok_or(Error::Script { length: script.len() })?;
        let allowed = match form {
            ShutdownForm::P2wpkh | ShutdownForm::P2wsh => true,
            ShutdownForm::AnySegwit => self.any_segwit,
            ShutdownForm::OpReturn => self.simple_close,
            ShutdownForm::P2pkh | ShutdownForm::P2sh => self.non_segwit,
        };
        if allowed { Ok(form) } else { Err(Error::NotNegotiated { form }) }
    }
}
