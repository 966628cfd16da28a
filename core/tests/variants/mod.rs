//! The names of an error's variants, as its source has them and as its values show them.

use std::collections::BTreeSet;
use std::fmt::Debug;

/// The variants of `pub enum Error` in a source.
pub fn of_source(source: &str) -> BTreeSet<String> {
    let body = source.split_once("pub enum Error {").unwrap().1.split_once("\n}").unwrap().0;
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    lines.filter(|line| line.starts_with(char::is_uppercase)).map(first_name).collect()
}

/// The variant of an error.
pub fn of_value(error: &impl Debug) -> String {
    first_name(&format!("{error:?}"))
}

/// Fails unless the rows of a test, and those that no input can cause, are all variants.
pub fn assert_complete<E: Debug>(source: &str, rows: impl IntoIterator<Item = E>, unreachable: &[&str]) {
    let mut found: BTreeSet<String> = rows.into_iter().map(|error| of_value(&error)).collect();
    found.extend(unreachable.iter().map(|name| String::from(*name)));
    assert_eq!(found, of_source(source));
}

fn first_name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric()).collect()
}
