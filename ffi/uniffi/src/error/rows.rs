//! How the tests of flat errors look at them: a row for each, which names it, and one check of all rows.

use crate::error::Blame;
use keelbolt::blame;
use std::collections::BTreeSet;
use std::fmt::{Debug, Display};

/// A flat error, what the core said of it, and what it is to be called.
#[derive(Clone)]
pub(crate) struct Row<E> {
    pub(crate) error: E,
    pub(crate) text: String,
    pub(crate) blame: blame::Blame,
    pub(crate) name: &'static str,
    pub(crate) code: u16,
}

impl<E> Row<E> {
    /// An error that only a binding has.
    pub(crate) fn own(error: E, text: &str, blame: blame::Blame, name: &'static str, code: u16) -> Self {
        Self { error, text: text.to_owned(), blame, name, code }
    }
}

/// What every flat error tells beside its text.
pub(crate) trait Flat: Debug + Display {
    fn flat(&self) -> (u16, String, Blame);
}

macro_rules! flat {
    ($($error:ty),+ $(,)?) => {
        $(impl Flat for $error {
            fn flat(&self) -> (u16, String, Blame) {
                (self.code(), self.text(), self.blame())
            }
        })+
    };
}

flat!(
    crate::ark_address::ArkAddressError,
    crate::commitment::CommitmentError,
    crate::commitment::relay::RelayError,
    crate::extended_key::ExtendedKeyError,
    crate::htlc::HtlcError,
    crate::musig::MusigError,
    crate::tree::TreeError,
    crate::vtxo::VtxoError,
);

/// Rows of errors of one type of the core.
macro_rules! rows {
    ($($error:expr => $name:literal $code:literal),+ $(,)?) => {
        vec![$({
            let core = $error;
            let (text, blame) = (core.to_string(), core.blame());
            Row { error: core.into(), text, blame, name: $name, code: $code }
        }),+]
    };
}

pub(crate) use rows;

/// Every row keeps what it says, every variant of `name` in its `source` has a row, and no code stands for two.
pub(crate) fn check_every<E: Flat>(rows: &[Row<E>], source: &str, name: &str) {
    for Row { error, text, blame, name, code } in rows {
        assert_eq!(name_of(&format!("{error:?}")), *name);
        assert_eq!(error.flat(), (*code, text.clone(), Blame::of(Some(*blame))), "{name}");
    }
    let (_, body) = source.split_once(&format!("pub enum {name} {{\n")).unwrap();
    let (body, _) = body.split_once("\n}\n").unwrap();
    let variants: BTreeSet<&str> = body
        .lines()
        .filter_map(|line| line.strip_prefix("    ").filter(|name| name.starts_with(char::is_uppercase)))
        .map(name_of)
        .collect();
    let named: BTreeSet<(&str, u16)> = rows.iter().map(|row| (row.name, row.code)).collect();
    assert_eq!(named.iter().map(|row| row.0).collect::<BTreeSet<_>>(), variants);
    let codes: BTreeSet<u16> = named.iter().map(|row| row.1).collect();
    assert_eq!(codes.len(), variants.len(), "a code stands for two errors");
}

/// The name before the data of a variant.
fn name_of(variant: &str) -> &str {
    variant.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default()
}
